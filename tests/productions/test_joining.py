"""Films: pictures copied where they can be, sound that neither clicks nor drifts, pictures taken from clips."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from PIL import Image
from sqlalchemy.exc import OperationalError

from kling.productions import thumbnails
from kling.productions.files import Files
from kling.productions.joining import JoinError, join, last_frame, poster, thumbnail
from kling.productions.thumbnails import Thumbnails


def _pictures(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


def _sound(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def test_equal_shots_are_copied_picture_by_picture(film: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    assert join([film, film, film], out)
    own, joined = _pictures(film), _pictures(out)
    assert len(joined) == 3 * 73
    for n, picture in enumerate(joined):
        assert np.array_equal(picture, own[n % 73])
    with av.open(str(out)) as container:
        times = sorted(packet.pts for packet in container.demux(video=0) if packet.pts is not None)
        steps = {later - earlier for earlier, later in pairwise(times)}
    assert len(steps) == 1  # no picture stands longer than another, across the cuts too


def test_sound_stays_beside_its_pictures_over_many_cuts(film: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    join([film] * 8, out)
    sound = _sound(out)
    assert abs(len(sound) - 8 * 73 * 2000) <= 1024  # 2000 samples per picture; the last block may be full
    loud = np.abs(sound) > 0.1
    for cut in range(1, 8):
        at = cut * 73 * 2000
        quiet = np.flatnonzero(~np.convolve(loud[at - 4800 : at + 4800], np.ones(240, bool), "same").astype(bool))
        # the fade lies at the cut itself, not a block earlier or later, however many cuts came before
        assert len(quiet) == 0 or abs(quiet.mean() - 4800) < 1100


def test_cuts_do_not_click(film: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    join([film, film, film], out)
    sound = _sound(out)
    steps = np.abs(np.diff(sound))
    inside = steps[24_000:96_000].max()  # a tone of 440 Hz changes by at most this from sample to sample
    for cut in (1, 2):
        at = cut * 73 * 2000
        assert steps[at - 2400 : at + 2400].max() <= inside * 1.5


def _silent(path: Path, size: tuple[int, int], photo: Path, frames: int = 30) -> Path:
    image = Image.open(photo).convert("RGB").resize(size)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        for n in range(frames):
            frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = n, Fraction(1, 25)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def test_unequal_shots_are_encoded_once_in_the_size_of_the_first(photo: Path, photo_jpg: Path, tmp_path: Path) -> None:
    wide = _silent(tmp_path / "wide.mp4", (320, 180), photo_jpg)
    tall = _silent(tmp_path / "tall.mp4", (180, 320), photo)
    out = tmp_path / "out.mp4"
    assert not join([wide, tall], out)
    pictures = _pictures(out)
    assert {picture.shape for picture in pictures} == {(180, 320)}
    assert len(pictures) == 2 * 29  # 1.2 s each at 24 per second
    assert pictures[-1][:, :100].max() < 30  # black beside the upright shot
    assert pictures[-1][:, 140:180].max() > 100


def test_shots_that_differ_by_a_few_pixels_join_without_borders(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "white").save(tmp_path / "white.png")
    sizes = [(1284, 716), (1280, 720), (1276, 720)]
    shots = [_silent(tmp_path / f"{n}.mp4", size, tmp_path / "white.png") for n, size in enumerate(sizes)]
    assert not join(shots, tmp_path / "out.mp4")
    pictures = _pictures(tmp_path / "out.mp4")
    assert len(pictures) == 3 * 29
    assert {picture.shape for picture in pictures} == {(716, 1284)}
    assert min(picture.min() for picture in pictures) > 200  # no black line


def test_shots_without_sound_are_silent_beside_shots_with_sound(film: Path, photo: Path, tmp_path: Path) -> None:
    silent = _silent(tmp_path / "silent.mp4", (1280, 720), photo, 25)
    out = tmp_path / "out.mp4"
    join([silent, film], out)
    sound = _sound(out)
    assert np.abs(sound[:46_000]).max() < 0.01
    assert np.abs(sound[60_000:90_000]).max() > 0.3


def test_the_last_frame_is_the_last_one_shown_and_the_same_every_time(film: Path, tmp_path: Path) -> None:
    one, two = (last_frame(film, tmp_path / name).read_bytes() for name in ("1.png", "2.png"))
    assert one == two
    shown = np.asarray(Image.open(tmp_path / "1.png").convert("L"), dtype=float)
    own = _pictures(film)
    distance = [float(np.abs(shown - picture).mean()) for picture in (own[-1], own[-8], own[0])]
    assert distance[0] == min(distance)


def test_small_pictures_are_drawn_on_after_the_database_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    away = [OperationalError("", None, Exception("the database system is shutting down"))]

    def draw(files: Files, video: Path) -> None:
        if away:
            raise away.pop()
        drawn.append(video.name)

    monkeypatch.setattr(thumbnails, "_LATER", 0.0)
    monkeypatch.setattr(thumbnails, "draw_thumbnail", draw)
    pictures, files = Thumbnails(), cast("Files", None)
    pictures.start()
    for name in ("lost.mp4", "next.mp4"):
        pictures.add(files, Path(name))
    while not drawn and pictures._thread.is_alive():
        time.sleep(0.005)
    pictures.end()
    assert drawn == ["next.mp4"]


def test_posters_and_thumbnails_are_pictures_of_the_film(clip: Path, tmp_path: Path) -> None:
    thumbnail(clip, tmp_path / "small.jpg")
    poster(clip, tmp_path / "poster.jpg")
    for name, size in (("small.jpg", (480, 270)), ("poster.jpg", (1280, 720))):
        with Image.open(tmp_path / name) as picture:
            assert picture.size == size


@pytest.mark.parametrize("content", [b"", b"no clip at all" * 100])
def test_a_file_that_is_no_clip_is_named_and_nothing_is_left(film: Path, tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(content)
    with pytest.raises(JoinError, match=r"bad\.mp4"):
        join([film, bad], tmp_path / "out.mp4")
    assert list(tmp_path.iterdir()) == [bad]

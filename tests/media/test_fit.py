"""Files made legal: the rules refuse the original, accept what was made, and the changes are said."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from kling.api.inline import InlineFile, LocalVideo
from kling.media.fit import FitError, fit
from kling.media.probe import probe_file
from kling.models.profiles import DEFAULT
from kling.rules import check


def complaints(path: Path) -> set[str]:
    """What the rules say about a file as a first frame or as a clip."""
    body: dict[str, Any] = {"model_name": "kling-v3-omni", "prompt": "A boat.", "mode": "std", "duration": "5"}
    if probe_file(path).kind == "video":
        clip = {"video_url": LocalVideo.of(path), "refer_type": "feature", "keep_original_sound": "no"}
        body |= {"video_list": [clip], "aspect_ratio": "16:9"}
    else:
        body["image_list"] = [{"image_url": InlineFile.of(path), "type": "first_frame"}]
    return {d.code for d in check(body, DEFAULT) if d.code.startswith("M") and d.severity == "error"}


def _saved(path: Path, photo: Path, size: tuple[int, int], **options: Any) -> Path:
    Image.open(photo).convert("RGB").resize(size).save(path, **options)
    return path


@pytest.mark.parametrize(
    ("name", "size", "change"),
    [
        ("small.jpg", (200, 150), "scaled to 400x300 (soft: 2.0 times as large)"),
        ("wide.jpg", (1200, 300), "padded from 1200x300 to 1200x480"),
        ("tall.png", (300, 1000), "padded from 300x1000 to 400x1000"),
        ("page.webp", (640, 480), "converted from webp"),
        ("scan.tiff", (640, 480), "converted from tiff"),
    ],
)
def test_a_picture_is_made_legal(photo: Path, tmp_path: Path, name: str, size: tuple[int, int], change: str) -> None:
    original = _saved(tmp_path / name, photo, size)
    assert complaints(original)
    made = fit(original, tmp_path / "fitted", DEFAULT)
    assert made.changes == (change,)
    assert not complaints(made.path)


def test_a_picture_that_stands_for_billions_of_pixels_is_made_small_before_it_is_padded(tmp_path: Path) -> None:
    """A PNG of 57 KB and 65000x300 took over 9 GB."""
    original = tmp_path / "line.png"
    Image.new("L", (65000, 300)).save(original)
    made = fit(original, tmp_path / "fitted", DEFAULT)
    assert not complaints(made.path)
    with Image.open(made.path) as picture:
        assert picture.width * picture.height <= 41_000_000


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_read(tmp_path: Path) -> None:
    original = tmp_path / "square.png"
    Image.new("1", (10_000, 9_000)).save(original)
    with pytest.raises(FitError, match="10000x9000 pixels"):
        fit(original, tmp_path / "fitted", DEFAULT)


def test_a_picture_that_is_too_heavy_is_compressed(photo: Path, tmp_path: Path) -> None:
    original = _saved(tmp_path / "heavy.png", photo, (640, 480))
    limit = DEFAULT._replace(image_bytes_max=60_000)
    made = fit(original, tmp_path / "fitted", limit)
    assert made.changes == ("compressed below 0.06 MB",)
    assert made.path.stat().st_size <= 60_000


def test_a_photo_that_lies_on_its_side_is_turned_upright(photo: Path, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to show it
    original = _saved(tmp_path / "turned.jpg", photo, (640, 480), exif=exif)
    made = fit(original, tmp_path / "fitted", DEFAULT)
    assert made.changes == ("turned upright",)
    assert Image.open(made.path).size == (480, 640)


def test_a_legal_file_is_left_alone(photo: Path, clip: Path, tmp_path: Path) -> None:
    for path in (photo, clip):
        assert fit(path, tmp_path / "fitted", DEFAULT).path == path
    assert not (tmp_path / "fitted").exists()


def test_the_same_original_gives_the_same_file_again(photo: Path, tmp_path: Path) -> None:
    original = _saved(tmp_path / "small.jpg", photo, (200, 150))
    one = fit(original, tmp_path / "fitted", DEFAULT)
    stamp = one.path.stat().st_mtime_ns
    assert fit(original, tmp_path / "fitted", DEFAULT) == one
    assert one.path.stat().st_mtime_ns == stamp
    assert list((tmp_path / "fitted").iterdir()) == [one.path]


def _clip(path: Path, size: tuple[int, int], fps: int, seconds: float, photo: Path) -> Path:
    frame = av.VideoFrame.from_image(Image.open(photo).convert("RGB").resize(size))  # type: ignore[no-untyped-call]
    frame = frame.reformat(format="yuv420p")
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast", "qp": "24"})
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        for n in range(round(seconds * fps)):
            frame.pts, frame.time_base = n, Fraction(1, fps)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "size", "fps", "seconds", "change"),
    [
        ("long.mp4", (720, 720), 24, 10.5, "trimmed from 10.5 s to its first 10 s"),
        ("slow.mp4", (1280, 720), 12, 3.5, "re-timed from 12 to 24 frames per second"),
        ("small.mp4", (640, 360), 24, 3, "scaled from 640x360 to 1280x720"),
        ("thin.mp4", (240, 1000), 24, 3, "scaled from 240x1000 to 518x2160"),
        ("film.mkv", (1280, 720), 24, 3, "converted from mkv"),
    ],
)
def test_a_clip_is_made_legal(
    photo: Path, tmp_path: Path, name: str, size: tuple[int, int], fps: int, seconds: float, change: str
) -> None:
    original = _clip(tmp_path / name, size, fps, seconds, photo)
    assert complaints(original)
    made = fit(original, tmp_path / "fitted", DEFAULT)
    assert made.changes[0] == change
    assert not complaints(made.path)


def test_the_sound_of_a_clip_is_kept(clip: Path, tmp_path: Path) -> None:
    shorter = DEFAULT._replace(video_seconds_max=3.0)
    made = fit(clip, tmp_path / "fitted", shorter)
    with av.open(str(made.path)) as container:
        seconds = [float((stream.duration or 0) * (stream.time_base or 0)) for stream in container.streams]
    assert seconds == pytest.approx([3.0, 3.0], abs=0.05)


def test_what_cannot_be_made_legal_is_said(photo: Path, tmp_path: Path) -> None:
    with pytest.raises(FitError, match=r"lasts 1\.5 s"):
        fit(_clip(tmp_path / "short.mp4", (1280, 720), 24, 1.5, photo), tmp_path, DEFAULT)
    text = tmp_path / "notes.txt"
    text.write_text("no picture")
    with pytest.raises(FitError, match=r"neither a picture nor a clip"):
        fit(text, tmp_path, DEFAULT)

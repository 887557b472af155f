"""A clip's camera, measured from clips whose camera is known, and followed on the stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import av
import pytest
from PIL import Image

from kling.animatic.film import poster
from kling.animatic.media import Clip
from kling.animatic.track import Offset, measured
from tests.animatic.films import SMALL, body, difference, find, inside
from tests.conftest import PHOTOS

SIZE = (320, 180)
SECONDS = 2
Shown = Callable[[float], Image.Image]


@cache
def opened(photo: str) -> Image.Image:
    return Image.open(PHOTOS / photo).convert("RGB").resize((960, 640))


def window(photo: str, right: float = 0.0, down: float = 0.0, size: float = 1.0, turn: float = 0.0) -> Image.Image:
    """What a camera sees of a photo: its middle moved in parts of the frame, a factor of size, degrees clockwise."""
    picture = opened(photo)
    wide, high = SIZE[0] * 1.2 / size, SIZE[1] * 1.2 / size
    x, y = 480 + right * SIZE[0] * 1.2, 320 + down * SIZE[0] * 1.2
    turned = picture.rotate(turn, Image.Resampling.BILINEAR, center=(x, y)) if turn else picture
    return turned.crop((round(x - wide / 2), round(y - high / 2), round(x + wide / 2), round(y + high / 2))).resize(
        SIZE
    )


def clip(folder: Path, takes: Sequence[Shown]) -> Path:
    path = folder / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"crf": "12"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for n in range(SECONDS * 24):
            shown = takes[n * len(takes) // (SECONDS * 24)]
            frame = av.VideoFrame.from_image(shown(n / (SECONDS * 24 - 1)))  # type: ignore[no-untyped-call]
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def last(folder: Path, *takes: Shown) -> Offset:
    return measured(Clip(clip(folder, takes)), SECONDS).steps[-1]


@pytest.mark.parametrize("way", [1, -1])
def test_a_pan_is_measured_by_its_degrees(tmp_path: Path, way: int) -> None:
    end = last(tmp_path, lambda part: window("astronaut.png", right=0.3 * way * (part - 0.5)))
    assert end.pan == pytest.approx(0.3 * way * 54, rel=0.25)
    assert abs(end.tilt) < 2
    assert end.zoom == pytest.approx(1, abs=0.08)


def test_a_tilt_a_zoom_and_a_roll_are_told_apart(tmp_path: Path) -> None:
    tilt = last(tmp_path, lambda part: window("astronaut.png", down=0.2 * (0.5 - part)))
    zoom = last(tmp_path, lambda part: window("astronaut.png", size=1 + 0.4 * part))
    roll = last(tmp_path, lambda part: window("astronaut.png", turn=15 * part))
    assert tilt.tilt == pytest.approx(0.2 * 54, rel=0.3)
    assert zoom.zoom == pytest.approx(1.4, abs=0.15)
    assert 5 < roll.roll < 20
    assert max(abs(tilt.roll), abs(zoom.roll), abs(zoom.pan), abs(roll.pan)) < 4


def test_a_still_camera_is_still_and_a_cut_is_a_cut(tmp_path: Path) -> None:
    still = last(tmp_path, lambda part: window("astronaut.png"))
    assert (abs(still.pan) < 0.5, still.take) == (True, 0)
    cut = last(tmp_path, lambda part: window("astronaut.png"), lambda part: window("coffee.png"))
    assert cut.take == 1


def test_the_stage_follows_the_clip_where_no_words_move_the_camera(tmp_path: Path) -> None:
    path = clip(tmp_path, [lambda part: window("astronaut.png", right=0.5 * (part - 0.5))])

    def moved(words: str) -> float:
        asked = body(f"A street at noon, like <<<video_1>>>. {words}", video_list=[
            {"video_url": str(path), "refer_type": "feature"}
        ])  # fmt: skip
        first, end = (inside(poster(asked, find=find, max_height=SMALL, frame=n, burn="none")) for n in (0, 44))
        return difference(first.crop((0, 20, 60, 54)), end.crop((0, 20, 60, 54)))

    assert moved("") > 5 > 1 > moved("Static camera.")

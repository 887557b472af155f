"""Each camera move over a photograph: which way the picture goes, and that it stays in one piece."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

import pytest

from kling.animatic.backgrounds import roll
from kling.animatic.camera import Camera
from kling.animatic.layer import Layer
from kling.animatic.timeline import timeline
from kling.animatic.yuv import plain

SIZE = (320, 180)
NEAR, FAR = 1.5, 8.0


class Spot(NamedTuple):
    """The middle of a bright square in the frame, and the square's size, in pixels."""

    x: float
    y: float
    wide: int


def seen(camera: Camera, depth: float, part: float, at: tuple[float, float] = (0.5, 0.5)) -> Spot:
    """A square of 48 pixels at a distance, when ``part`` of the move is done."""
    frame, pose = plain(SIZE, (0, 0, 0)), camera.at(part, 0.0)
    square = plain((48, 48), (255, 255, 255))
    Layer(square, depth, at[0] * SIZE[0] - 24, at[1] * SIZE[1] - 24).draw(frame, pose)
    roll(frame, -pose.roll)
    box = frame.y.point([0] * 128 + [255] * 128).getbbox()
    assert box is not None, "the square left the frame"
    return Spot((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0])


def moved(words: str, depth: float) -> tuple[float, float, float]:
    """How far right, down and larger a square in the middle gets in a slow move of three seconds."""
    camera = timeline({"prompt": f"A hall. Slow {words}.", "duration": "3"}).scenes[0].camera
    start, end = seen(camera, depth, 0.0), seen(camera, depth, 1.0)
    return end.x - start.x, end.y - start.y, end.wide - start.wide


@pytest.mark.parametrize(("words", "way"), [("pan right", -1), ("pan left", 1)])
def test_a_pan_moves_near_and_far_alike_against_it(words: str, way: int) -> None:
    near, far = moved(words, NEAR)[0], moved(words, FAR)[0]
    assert near * way > 20
    assert abs(near - far) <= 2


@pytest.mark.parametrize(("words", "way"), [("tilt up", 1), ("tilt down", -1)])
def test_a_tilt_moves_near_and_far_alike_against_it(words: str, way: int) -> None:
    near, far = moved(words, NEAR)[1], moved(words, FAR)[1]
    assert near * way > 10
    assert abs(near - far) <= 2


@pytest.mark.parametrize(("words", "way"), [("truck right", -1), ("truck left", 1), ("side tracking shot", -1)])
def test_a_truck_moves_near_things_farther_against_it(words: str, way: int) -> None:
    near, far = moved(words, NEAR)[0] * way, moved(words, FAR)[0] * way
    assert near > 2 * far > 0


@pytest.mark.parametrize(("words", "way"), [("pedestal up", 1), ("crane up", 1), ("pedestal down", -1)])
def test_a_camera_that_rises_lets_all_sink_and_near_things_more(words: str, way: int) -> None:
    near, far, sky = (moved(words, depth)[1] * way for depth in (NEAR, FAR, inf))
    assert near > 2 * far
    assert far >= sky > 0


def test_a_crane_down_lets_all_rise() -> None:
    assert moved("crane down", NEAR)[1] < 2 * moved("crane down", inf)[1] < 0


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("push-in", 1),
        ("pull back", -1),
        ("aerial flyover", 1),
        ("fly-through", 1),
        ("camera follows from behind", 1),
        ("leading shot", -1),
    ],
)
def test_a_camera_that_goes_in_makes_near_things_grow_and_leaves_the_sky(words: str, way: int) -> None:
    near, far, sky = (moved(words, depth)[2] * way for depth in (NEAR, FAR, inf))
    assert near > max(far, 2)
    assert sky == 0


@pytest.mark.parametrize(("words", "way"), [("zoom in", 1), ("zoom out", -1), ("crash zoom", 1)])
def test_a_zoom_grows_near_and_far_alike(words: str, way: int) -> None:
    near, sky = moved(words, NEAR)[2] * way, moved(words, inf)[2] * way
    assert near > 1
    assert abs(near - sky) <= 1


def test_a_dolly_zoom_goes_back_and_lets_the_sky_grow() -> None:
    assert moved("dolly zoom", inf)[2] > moved("dolly zoom", NEAR)[2]


@pytest.mark.parametrize(("words", "way"), [("orbit right", 1), ("orbit left", -1), ("orbit", 1)])
def test_an_orbit_keeps_the_subject_and_swings_what_is_behind_it_along(words: str, way: int) -> None:
    assert abs(moved(words, 1.0)[0]) <= 2
    assert moved(words, FAR)[0] * way > 10


@pytest.mark.parametrize(("words", "way"), [("roll clockwise", 1), ("roll counterclockwise", -1)])
def test_a_rolling_camera_turns_what_it_sees_against_itself(words: str, way: int) -> None:
    camera = timeline({"prompt": f"A hall. Slow {words}.", "duration": "3"}).scenes[0].camera
    beside = (0.75, 0.5)
    assert (seen(camera, NEAR, 0.0, beside).y - seen(camera, NEAR, 1.0, beside).y) * way > 3

"""Each camera move over a photograph: which way the picture goes, near parts before far ones."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PIL import Image

from kling.animatic.layer import Layer, Pictures, path_over
from kling.animatic.moves import Path
from kling.animatic.read import film
from kling.animatic.yuv import plain, split
from tests.cases import cases

SIZE = (320, 180)
WHOLE = (400, 224)


class Spot(NamedTuple):
    """The middle of a bright square in the frame, and the square's size, in pixels."""

    x: float
    y: float
    wide: int


def path(words: str) -> Path:
    shot = film([{"prompt": f"A hall. {words}.", "duration": "3"}]).shots[0]
    return path_over(shot.camera, shot.texture, SIZE[0] / SIZE[1])


def seen(camera: Path, near: float, seconds: float, at: tuple[float, float] = (0.5, 0.5)) -> Spot:
    """A square of 48 pixels in a picture that is so near."""
    picture = Image.new("RGB", WHOLE)
    left, top = WHOLE[0] / 2 + (at[0] - 0.5) * SIZE[0], WHOLE[1] / 2 + (at[1] - 0.5) * SIZE[1]
    picture.paste((255, 255, 255), (round(left) - 24, round(top) - 24, round(left) + 24, round(top) + 24))
    layer = Layer(split(picture), 1.0, np.full((4, 4), near, np.float32))
    box = layer.seen_from(SIZE, camera.at(seconds)).y.point([0] * 128 + [255] * 128).getbbox()
    assert box is not None, "the square left the frame"
    return Spot((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0])


def moved(words: str, near: float) -> tuple[float, float, float]:
    """How far right, down and larger a square in the middle gets in a move of three seconds."""
    start, end = seen(path(words), near, 0.0), seen(path(words), near, 3.0)
    assert tuple(start) == (160, 90, 48), "the first picture is exact"
    return end.x - start.x, end.y - start.y, end.wide - start.wide


@cases(
    ("words", "axis", "way"),
    [
        ("slow pan right", 0, -1),
        ("slow pan left", 0, 1),
        ("slow tilt up", 1, 1),
        ("slow tilt down", 1, -1),
        ("slow zoom in", 2, 1),
        ("slow zoom out", 2, -1),
    ],
)
def test_a_turn_or_a_zoom_moves_near_and_far_alike(words: str, axis: int, way: int) -> None:
    near, far = moved(words, 1.0)[axis] * way, moved(words, 0.0)[axis] * way
    assert near > 5
    assert abs(near - far) <= 3


@cases(
    ("words", "axis", "way"),
    [
        ("truck right", 0, -1),
        ("truck left", 0, 1),
        ("pedestal up", 1, 1),
        ("pedestal down", 1, -1),
        ("push-in", 2, 1),
        ("pull back", 2, -1),
    ],
)
def test_a_travelling_camera_moves_near_parts_farther(words: str, axis: int, way: int) -> None:
    near, far = moved(words, 1.0)[axis] * way, moved(words, 0.0)[axis] * way
    assert near > far + 1 > 1


@cases(("words", "way"), [("orbit right", 1), ("orbit left", -1)])
def test_an_orbit_keeps_the_subject_and_swings_what_is_behind_it_along(words: str, way: int) -> None:
    assert abs(moved(words, 1.0)[0]) <= 2
    assert moved(words, 0.0)[0] * way > 8


@cases(("words", "way"), [("roll clockwise", 1), ("roll counterclockwise", -1)])
def test_a_rolling_camera_turns_what_it_sees_against_itself(words: str, way: int) -> None:
    camera, beside = path(words), (0.7, 0.5)
    assert (seen(camera, 1.0, 0.0, beside).y - seen(camera, 1.0, 3.0, beside).y) * way > 3


def test_a_faster_move_goes_farther() -> None:
    ways = [abs(moved(f"{pace} truck right", 1.0)[0]) for pace in ("slow", "", "fast")]
    assert ways == sorted(ways)
    assert ways[2] > ways[0] + 5


def test_a_hold_before_a_move_holds() -> None:
    camera = path("Hold 2 s, then pan right")
    assert seen(camera, 1.0, 1.8) == seen(camera, 1.0, 0.0)
    assert seen(camera, 1.0, 3.0).x < seen(camera, 1.0, 0.0).x - 5


def test_a_rack_focus_blurs_what_is_near_in_a_photograph() -> None:
    picture = Image.effect_noise(WHOLE, 90).convert("RGB")
    near = np.zeros((4, 4), np.float32)
    near[:, :2] = 1
    shot = film([{"prompt": "A hall. Rack focus from the cup to the window.", "duration": "3"}]).shots[0]
    photograph = Pictures(Layer(split(picture), 1.0, near), shot, SIZE[0] / SIZE[1])
    sharp = []
    for number in (0, 72):
        frame = plain(SIZE, (0, 0, 0))
        photograph.draw(frame, number)
        values = np.asarray(frame.y, np.float32)
        sharp.append([float(np.abs(np.diff(part)).mean()) for part in (values[:, :100], values[:, 220:])])
    assert sharp[1][0] < 0.7 * sharp[0][0]
    assert sharp[1][1] > 0.8 * sharp[0][1]

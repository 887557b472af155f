"""Layers seen by a camera, and frames that depend on nothing but their number."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageChops

from kling.animatic.camera import Pose
from kling.animatic.film import encoder_frame, film_of
from kling.animatic.layer import Layer
from kling.animatic.scenes import Film
from kling.animatic.yuv import Planes, seen, split
from tests.animatic.films import SMALL, body, find

RAMP = Image.frombytes("L", (80, 48), bytes(2 * (x + y) for y in range(48) for x in range(80))).convert("RGB")


def test_a_layer_at_rest_shows_just_what_it_holds() -> None:
    whole = split(RAMP)
    shown = Layer(whole, 1.0, np.linspace(0, 1, 48, dtype=np.float32)[:, None]).seen_from((64, 32), Pose())
    assert shown.y.tobytes() == whole.y.crop((8, 8, 72, 40)).tobytes()
    assert shown.cb.tobytes() == whole.cb.crop((4, 4, 36, 20)).tobytes()


@pytest.mark.parametrize("pose", [Pose(x=0.02), Pose(y=-0.01), Pose(zoom=1.1), Pose(z=0.05), Pose(yaw=0.01, zoom=1.2)])
def test_between_pixels_stands_what_is_between_their_values(pose: Pose) -> None:
    whole = split(RAMP)
    shown = np.asarray(Layer(whole).seen_from((64, 32), pose).y, np.float32)
    scale, right, down = pose.sees(1.0)
    for x, y in ((4, 4), (31, 15), (59, 27)):
        there = ((x + 0.5 - 32 - right * 64) / scale + 40, (y + 0.5 - 16 - down * 64) / scale + 24)
        level = 16 + 2 * (sum(there) - 1) * 219 / 255
        assert shown[y, x] == pytest.approx(level, abs=2.6)


def different(one: Planes, other: Planes) -> bool:
    return any(ImageChops.difference(a, b).getbbox() for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    "prompt", ["A forest in fog. Slow push-in.", "A city at night. Pan right.", "A beach. Handheld camera."]
)
def test_a_frame_is_the_same_whatever_was_drawn_before(prompt: str) -> None:
    film, other = (film_of(body(prompt), find, max_height=SMALL) for _ in range(2))
    for number in (0, 11, 12, 50):
        film.frame(number)
    assert not different(film.frame(51), other.frame(51))
    assert different(film.frame(51), film.frame(12))


@pytest.mark.parametrize("height", [180, 134])
def test_an_encoder_gets_the_frame_that_is_drawn(height: int) -> None:
    film: Film = film_of(body("A cup."), find, max_height=height)
    assert not different(Planes(*(seen(plane) for plane in encoder_frame(film, 30).planes)), film.frame(30))

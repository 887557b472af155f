"""Layers seen by a camera, and frames that depend on nothing but their number."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from kling.animatic.film import encoder_frame, film_of
from kling.animatic.layer import FinePlane
from kling.animatic.scenes import Film
from kling.animatic.yuv import Planes, seen
from tests.animatic.films import SMALL, body, find

RAMP = Image.frombytes("L", (64, 32), bytes(2 * x + y for y in range(32) for x in range(64)))


def shown(fineness: int, box: tuple[float, float, float, float], size: tuple[int, int]) -> Image.Image:
    left, top, right, bottom = box
    return FinePlane(RAMP, fineness).part((left / 64, top / 32, right / 64, bottom / 32), size)


@pytest.mark.parametrize("fineness", [1, 3])
def test_a_plane_at_rest_shows_just_what_it_holds(fineness: int) -> None:
    assert shown(fineness, (5, 3, 45, 23), (40, 20)).tobytes() == RAMP.crop((5, 3, 45, 23)).tobytes()


@pytest.mark.parametrize("fineness", [2, 3])
@pytest.mark.parametrize(
    "box",
    [(5.5, 3, 45.5, 23), (5, 3.3, 45, 23.3), (5.7, 3.3, 45.7, 23.3), (5.2, 3.1, 41.2, 21.1), (5.2, 3.1, 49.2, 25.1)],
    ids=["beside", "below", "aside", "nearer", "farther"],
)
def test_between_pixels_stands_what_is_between_their_values(
    fineness: int, box: tuple[float, float, float, float]
) -> None:
    picture = shown(fineness, box, (40, 20))
    step = (box[2] - box[0]) / 40
    for x, y in ((0, 0), (17, 9), (39, 19)):
        there = 2 * (box[0] + (x + 0.5) * step - 0.5) + box[1] + (y + 0.5) * step - 0.5
        assert picture.getpixel((x, y)) == pytest.approx(there, abs=0.5 + 1.5 * 1.01 / fineness)


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

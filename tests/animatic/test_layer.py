"""Layers seen by a camera, and frames that depend on nothing but their number."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageChops

from kling.animatic.film import encoder_frame, film_of
from kling.animatic.layer import Layer
from kling.animatic.scenes import Film
from kling.animatic.stage import View
from kling.animatic.yuv import Planes, seen, split
from tests.animatic.films import SMALL, body, find

RAMP = Image.frombytes("L", (80, 48), bytes(2 * (x + y) for y in range(48) for x in range(80))).convert("RGB")


def test_a_layer_at_rest_shows_just_what_it_holds() -> None:
    whole = split(RAMP)
    shown = Layer(whole, 1.0, np.linspace(0, 1, 48, dtype=np.float32)[:, None]).seen_from(
        (64, 32), View((0.0, -1.0, 0.0), (0.0, 0.0, 0.0))
    )
    assert shown.y.tobytes() == whole.y.crop((8, 8, 72, 40)).tobytes()
    assert shown.cb.tobytes() == whole.cb.crop((4, 4, 36, 20)).tobytes()


@pytest.mark.parametrize("zoom", [1.1, 1.3, 1.7])
@pytest.mark.parametrize("closer", [0.0, 0.05, 0.3])
def test_between_pixels_stands_what_is_between_their_values(zoom: float, closer: float) -> None:
    whole, view = split(RAMP), View((0.0, closer - 1, 0.0), (0.0, 0.0, 0.0), 35.0 * zoom)
    shown, scale = np.asarray(Layer(whole).seen_from((64, 32), view).y, np.float32), zoom / (1 - closer)
    for x, y in ((4, 4), (31, 15), (59, 27)):
        there = ((x + 0.5 - 32) / scale + 40, (y + 0.5 - 16) / scale + 24)
        assert shown[y, x] == pytest.approx(16 + 2 * (sum(there) - 1) * 219 / 255, abs=2.6)


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

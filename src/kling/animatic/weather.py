"""Rain, snow, fog and dust in the air, stars, and lightning: drawn over a picture, in motion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import sin
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kling.animatic.build import smooth_noise
from kling.animatic.data import data
from kling.animatic.mesh import Colour
from kling.animatic.palette import blended
from kling.animatic.yuv import GREY, RGB, Planes, components, masks

Particles = Callable[[Planes, float], None]  # draws what is in the air over a frame, as it is at a moment (s)


def weather_of(
    weathers: Sequence[str], size: tuple[int, int], horizon: Sequence[float] | Colour = (), setting: str = ""
) -> list[Particles]:
    """What is in the air (or the water), to be drawn in this order over a frame of ``size``. Indoors the air is
    still; fog has the horizon's colour."""
    told = {"underwater": ["bubbles"], "interior": [], "space": []}.get(setting, weathers)
    chance = Random(0x5EED)  # noqa: S311 - drops, not secrets
    return [each for weather in told for each in _particles(weather, size, horizon, chance)]


def _particles(
    weather: str, size: tuple[int, int], horizon: Sequence[float] | Colour, chance: Random
) -> Iterator[Particles]:
    told, high = data("staging.yaml"), size[1]
    for shape, light, sway in (("drops", 208, 0.0), ("flakes", 232, 0.012)):
        for many, long, level, down, aside in told[shape].get(weather, ()):
            tile = _sown(size, many, long, level, chance, drops=shape == "drops")
            yield partial(_drift, tile, (light, GREY, GREY), (aside * high, down * high), sway * (down != 0))
    if weather == "thunderstorm":
        yield partial(_flash, chance.uniform(0.5, 1.6))
    if weather in told["veils"]:
        dense, speed = told["veils"][weather]
        colour = components(blended(horizon, (255, 255, 255), 0.12))
        yield partial(_drift, _veil(size, dense), colour, (speed * size[0], 0), 0.0)


def _drift(tile: Image.Image, colour: RGB, way: tuple[float, float], sway: float, onto: Planes, seconds: float) -> None:
    """Something of one colour on an endless tile goes its way, right and down in pixels a second, with a sway."""
    right = way[0] * seconds + sway * onto.y.width * sin(1.3 * seconds)
    mask = masks(ImageChops.offset(tile, round(right), round(way[1] * seconds)))
    for plane, value, part in zip(onto, colour, mask, strict=True):
        if plane is onto.y or value != GREY:
            plane.paste(value, (0, 0, *plane.size), part)


def _flash(first: float, frame: Planes, seconds: float) -> None:
    """Lightning: a double flash about every four seconds from the ``first`` one on."""
    since = (seconds - first) % 4.1
    strength = max(0.0, 1 - since * 9) + max(0.0, 0.7 - abs(since - 0.2) * 7) if seconds >= first else 0.0
    frame.y.paste(225, (0, 0, *frame.size), Image.new("L", frame.size, min(150, round(110 * strength))))


def _sown(size: tuple[int, int], many: int, long: float, level: int, chance: Random, *, drops: bool) -> Image.Image:
    """A mask of the frame's size with so many drops or flakes, their length or thickness in frame heights."""
    tile = Image.new("L", (size[0] * 2, size[1] * 2))
    draw = ImageDraw.Draw(tile)
    for _ in range(round(many * max(0.6, size[0] / size[1]))):
        x, y = chance.random() * tile.width, chance.random() * tile.height
        part, bright = long * chance.uniform(0.5, 1.25), round(level * chance.uniform(0.4, 1.0))
        if drops:
            down = tile.height * part
            draw.line((x, y, x - 0.12 * down, y + down), bright, max(1, round(size[1] / 480)))
        else:
            draw.circle((x, y), max(1.0, max(size) * part * 1.25), bright)
    made = tile.reduce(2)
    return made if drops else made.filter(ImageFilter.GaussianBlur(max(0.4, max(size) * long * 0.35)))


def _veil(size: tuple[int, int], density: float) -> Image.Image:
    """Patches of haze, densest below the middle of the frame."""
    ramp = 0.25 + 0.75 * np.maximum(0, 1 - np.abs(np.linspace(0, 1, size[1])[:, None] - 0.62) * 2.1)
    noise = smooth_noise(size[1], size[0], 3, 9)
    noise = np.maximum(noise, noise[:, ::-1])  # it goes on at its other side
    return Image.fromarray(np.clip((0.25 + 0.9 * noise) * ramp * density * 255, 0, 255).astype(np.uint8))

"""Rain, snow, fog and dust in the air, stars, and lightning: drawn over a picture, in motion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sin
from random import Random
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kling.animatic.build import smooth_noise
from kling.animatic.data import data
from kling.animatic.palette import mix
from kling.animatic.yuv import GREY, RGB, Planes, components, faded


class _Kind(NamedTuple):
    """Drops or flakes: how many on a frame, how long or thick (in frame heights), how bright, how fast they fall and
    go aside (frame heights a second)."""

    many: int
    size: float
    level: int
    down: float
    aside: float = 0.0


@dataclass(frozen=True, slots=True)
class Drift:
    """Something of one colour on an endless tile (twice the frame each way) that drifts through the frame: right and
    down in pixels a second, with a sway; ``twinkle`` is how much its strength goes up and down."""

    tile: Image.Image
    colour: tuple[int, int, int]
    across: float
    down: float = 0.0
    sway: float = 0.0
    twinkle: float = 0.0

    def draw(self, frame: Planes, seconds: float) -> None:
        width, height = frame.size
        left = -round(self.across * seconds + self.sway * width * sin(1.3 * seconds)) % (self.tile.width - width + 1)
        top = -round(self.down * seconds) % (self.tile.height - height + 1)
        mask = self.tile.crop((left, top, left + width, top + height))
        if self.twinkle:
            mask = faded(mask, 1 - abs(self.twinkle) + self.twinkle * sin(2.4 * seconds))
        frame.y.paste(self.colour[0], (0, 0, width, height), mask)
        if self.colour[1:] != (GREY, GREY):
            small = mask.reduce(2)
            for plane, value in zip(frame[1:], self.colour[1:], strict=True):
                plane.paste(value, (0, 0, *plane.size), small)


@dataclass(frozen=True, slots=True)
class Lightning:
    """A double flash about every four seconds."""

    first: float

    def draw(self, frame: Planes, seconds: float) -> None:
        since = (seconds - self.first) % 4.1
        strength = max(0.0, 1 - since * 9) + max(0.0, 0.7 - abs(since - 0.2) * 7) if seconds >= self.first else 0.0
        if strength > 0.02:
            frame.y.paste(225, (0, 0, *frame.size), Image.new("L", frame.size, min(150, round(110 * strength))))


Particles = Drift | Lightning


def weather_of(weathers: Sequence[str], size: tuple[int, int], horizon: RGB, setting: str = "") -> list[Particles]:
    """What is in the air (or the water), to be drawn in this order over a frame of ``size``. Indoors the air is
    still; fog has the horizon's colour."""
    told = {"underwater": ["bubbles"], "interior": [], "space": []}.get(setting, weathers)
    chance = Random(0x5EED)  # noqa: S311 - drops, not secrets
    return [each for weather in told for each in _particles(weather, size, horizon, chance)]


def _particles(weather: str, size: tuple[int, int], horizon: RGB, chance: Random) -> Iterator[Particles]:
    told = data("staging.yaml")
    for kind in (_Kind(*row) for row in told["drops"].get(weather, ())):
        tile = _sown(size, kind, chance, drops=True)
        yield Drift(_endless(tile), (208, GREY, GREY), kind.aside * size[1], kind.down * size[1])
    for kind in (_Kind(*row) for row in told["flakes"].get(weather, ())):
        soft = _sown(size, kind, chance).filter(ImageFilter.GaussianBlur(max(0.4, max(size) * kind.size * 0.35)))
        yield Drift(_endless(soft), (232, GREY, GREY), kind.aside * size[1], kind.down * size[1], sway=0.012)
    if weather == "thunderstorm":
        yield Lightning(chance.uniform(0.5, 1.6))
    if weather in told["veils"]:
        dense, speed = told["veils"][weather]
        veil = _veil(size, dense)
        yield Drift(veil, components(mix(horizon, (255, 255, 255), 0.12)), speed * size[0])


def stars_of(size: tuple[int, int]) -> list[Particles]:
    """Stars for a picture that was not painted with them, fewer towards the middle, in two groups that twinkle against
    each other."""
    chance = Random(0x57A2)  # noqa: S311 - stars, not secrets
    falls = Image.linear_gradient("L").resize(size).point([max(0, 255 - 2 * value) for value in range(256)])
    made = [ImageChops.multiply(_sown(size, _Kind(190, 0.0012, 240, 0), chance), falls) for _ in range(2)]
    return [Drift(tile, (230, GREY, GREY), 0.0, twinkle=way) for tile, way in zip(made, (0.2, -0.2), strict=True)]


def _sown(size: tuple[int, int], kind: _Kind, chance: Random, *, drops: bool = False) -> Image.Image:
    """A mask of the frame's size with drops or flakes, which go on at its other side."""
    width, height = size[0] * 2, size[1] * 2
    tile = Image.new("L", (width, height))
    draw = ImageDraw.Draw(tile)
    for _ in range(round(kind.many * max(0.6, size[0] / size[1]))):
        x, y = chance.random() * width, chance.random() * height
        part, bright = chance.uniform(0.5, 1.25), round(kind.level * chance.uniform(0.4, 1.0))
        r, long = max(1.0, max(size) * kind.size * part * 1.25), height * kind.size * part
        for left in (x - width, x, x + width):
            for top in (y - height, y, y + height):
                if drops:
                    draw.line((left, top, left - 0.12 * long, top + long), bright, max(1, round(size[1] / 480)))
                else:
                    draw.ellipse((left - r, top - r, left + r, top + r), bright)
    return tile.reduce(2)


def _endless(tile: Image.Image) -> Image.Image:
    """A tile and its neighbours, so that a frame may begin anywhere in it."""
    width, height = tile.size
    whole = Image.new("L", (2 * width - 1, 2 * height - 1))
    for at in ((0, 0), (width, 0), (0, height), (width, height)):
        whole.paste(tile, at)
    return whole


def _veil(size: tuple[int, int], density: float) -> Image.Image:
    """Patches of haze, densest below the middle of the frame."""
    width, height = size
    down = np.linspace(0, 1, height)[:, None]
    ramp = 0.25 + 0.75 * np.maximum(0, 1 - np.abs(down - 0.62) * 2.1)
    values = (0.25 + 0.9 * smooth_noise(height, width, 3, 9)) * ramp * density
    mask = np.clip(values * 255, 0, 255).astype(np.uint8)
    return Image.fromarray(np.concatenate([mask, mask[:, ::-1], mask[:, :-1]], axis=1))

"""Rain, snow, fog and dust in the air, and lightning: drawn over a scene, in motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kling.animatic.noise import clouds, curve
from kling.animatic.palette import mix
from kling.animatic.size import even
from kling.animatic.yuv import RGB, Planes, components, faded


@dataclass(frozen=True, slots=True)
class _Falling:
    """Drops or flakes on an endless tile, which ``tiles`` has twice each way: speed in frame heights a second, sway in
    frame widths."""

    tiles: Image.Image
    brightness: int
    across: float
    down: float
    sway: float = 0.0

    def draw(self, frame: Planes, seconds: float) -> None:
        width, height = frame.size
        x = self.across * seconds * height + self.sway * width * sin(1.3 * seconds)
        left, top = -round(x) % width, -round(self.down * seconds * height) % height
        mask = self.tiles.crop((left, top, left + width, top + height))
        frame.y.paste(self.brightness, (0, 0, width, height), mask)


@dataclass(frozen=True, slots=True)
class _Veil:
    """Fog or dust drifting through the frame."""

    tile: Image.Image
    colour: tuple[int, int, int]
    speed: float

    def draw(self, frame: Planes, seconds: float) -> None:
        width, height = frame.size
        left = -round(self.speed * seconds * width) % (2 * width)
        mask = self.tile.crop((left, 0, left + width, height))
        y, cb, cr = self.colour
        half = (0, 0, frame.cb.width, frame.cb.height)
        frame.y.paste(y, (0, 0, *frame.size), mask)
        small = mask.reduce(2)
        frame.cb.paste(cb, half, small)
        frame.cr.paste(cr, half, small)


@dataclass(frozen=True, slots=True)
class _Stars:
    """Stars over the upper part of a frame, in two groups that twinkle against each other."""

    tiles: tuple[Image.Image, Image.Image]

    def draw(self, frame: Planes, seconds: float) -> None:
        for tile, way in zip(self.tiles, (1, -1), strict=True):
            frame.y.paste(_STARLIGHT, (0, 0, *tile.size), faded(tile, 0.8 + 0.2 * way * sin(2.4 * seconds)))


@dataclass(frozen=True, slots=True)
class _Lightning:
    """A double flash about every four seconds."""

    first: float

    def draw(self, frame: Planes, seconds: float) -> None:
        since = (seconds - self.first) % 4.1
        strength = 0.0
        if seconds >= self.first:
            strength = max(0.0, 1 - since * 9) + max(0.0, 0.7 - abs(since - 0.2) * 7)
        if strength > 0.02:
            frame.y.paste(225, (0, 0, *frame.size), Image.new("L", frame.size, min(150, round(110 * strength))))


Air = _Falling | _Veil | _Stars | _Lightning
_STARLIGHT = 230
_STARRY = 0.45  # of the frame's height, from the top


def weather_of(weathers: Sequence[str], size: tuple[int, int], horizon: RGB, setting: str = "") -> list[Air]:
    """What is in the air (or the water), to be drawn in this order over a frame of ``size``. Indoors the air is
    still; fog has the horizon's colour."""
    chance = Random(0x5EED)  # noqa: S311 - drops, not secrets
    if setting == "underwater":
        return [_snow(size, chance, 70, 0.0032, 110, -0.10, 0.01)]  # bubbles
    if setting in ("interior", "space"):
        return []
    air: list[Air] = []
    for weather in weathers:
        if weather in ("drizzle", "light_rain", "heavy_rain", "thunderstorm", "hail"):
            heavy = weather in ("heavy_rain", "thunderstorm")
            air.append(_rain(size, chance, 300 if heavy else 190, 0.045, 60, 2.1))
            air.append(_rain(size, chance, 90 if heavy else 45, 0.10, 84, 3.3))
            if weather == "thunderstorm":
                air.append(_Lightning(chance.uniform(0.5, 1.6)))
        elif weather in ("light_snow", "blizzard"):
            storm = weather == "blizzard"
            wind = 0.55 if storm else 0.05
            air.append(_snow(size, chance, 280 if storm else 170, 0.0024, 140, 0.13, wind * 0.7))
            air.append(_snow(size, chance, 100 if storm else 60, 0.0048, 180, 0.22, wind))
            air.append(_snow(size, chance, 16, 0.0105, 130, 0.34, wind * 1.3))
        elif weather in ("fog", "mist"):
            air.append(_veil(horizon, size, chance, 0.62 if weather == "fog" else 0.38, 0.02))
        elif weather == "dust_storm":
            air.append(_veil(horizon, size, chance, 0.55, 0.09))
    return air


def stars_of(size: tuple[int, int]) -> list[Air]:
    """Stars for a picture that was not painted with them, fewer towards the middle."""
    chance = Random(0x57A2)  # noqa: S311 - stars, not secrets
    width, height = size[0], even(size[1] * _STARRY)
    tiles = []
    for _ in range(2):
        tile = Image.new("L", (width * 2, height * 2), 0)
        draw = ImageDraw.Draw(tile)
        for _ in range(90):
            x, down, bright = chance.random() * width * 2, chance.random() ** 1.3, chance.random() ** 2
            radius = (0.7 + 1.1 * bright) * max(size) / 640
            y = down * height * 2
            draw.ellipse(
                (x - radius, y - radius, x + radius, y + radius), fill=round((110 + 140 * bright) * (1 - 0.75 * down))
            )
        tiles.append(tile.reduce(2))
    return [_Stars((tiles[0], tiles[1]))]


def _rain(size: tuple[int, int], chance: Random, count: int, length: float, level: int, speed: float) -> _Falling:
    width, height = size
    tile = Image.new("L", (width * 2, height * 2), 0)
    draw = ImageDraw.Draw(tile)
    lean = -0.12
    thick = max(1, round(height / 480))
    for _ in range(round(count * max(0.6, width / height))):
        x, y = chance.random() * width * 2, chance.random() * height * 2
        long = 2 * height * length * chance.uniform(0.5, 1.3)
        bright = round(level * chance.uniform(0.35, 1.0))
        for dx in (-2 * width, 0, 2 * width):
            for dy in (-2 * height, 0, 2 * height):
                if -long < y + dy < 2 * height + long and -long < x + dx < 2 * width + long:
                    draw.line((x + dx, y + dy, x + dx + lean * long, y + dy + long), fill=bright, width=thick)
    return _Falling(_fourfold(tile.reduce(2)), 208, lean * speed, speed)


def _fourfold(tile: Image.Image) -> Image.Image:
    width, height = tile.size
    tiles = Image.new("L", (2 * width, 2 * height))
    for at in ((0, 0), (width, 0), (0, height), (width, height)):
        tiles.paste(tile, at)
    return tiles


def _snow(
    size: tuple[int, int], chance: Random, count: int, radius: float, level: int, speed: float, wind: float
) -> _Falling:
    width, height = size
    tile = Image.new("L", (width * 2, height * 2), 0)
    draw = ImageDraw.Draw(tile)
    side = max(size)
    for _ in range(round(count * max(0.6, width / height))):
        x, y = chance.random() * width * 2, chance.random() * height * 2
        r = max(1.0, 2 * side * radius * chance.uniform(0.5, 1.2) / 1.6)
        bright = round(level * chance.uniform(0.4, 1.0))
        for dx in (-2 * width, 0, 2 * width):
            for dy in (-2 * height, 0, 2 * height):
                if -r < y + dy < 2 * height + r and -r < x + dx < 2 * width + r:
                    draw.ellipse((x + dx - r, y + dy - r, x + dx + r, y + dy + r), fill=bright)
    soft = tile.reduce(2).filter(ImageFilter.GaussianBlur(max(0.4, side * radius * 0.35)))
    return _Falling(_fourfold(soft), 232, wind, speed, 0.012)


def _veil(horizon: RGB, size: tuple[int, int], chance: Random, density: float, speed: float) -> _Veil:
    width, height = size
    noise = clouds((width // 4, height // 4), chance, 2.4, 2.2).resize(size, Image.Resampling.BICUBIC)
    ramp = (
        Image.linear_gradient("L").resize(size).point(curve(lambda v: 0.25 + 0.75 * max(0.0, 1 - abs(v - 0.62) * 2.1)))
    )
    mask = faded(ImageChops.multiply(noise.point(curve(lambda v: 0.25 + 0.9 * v)), ramp), density)
    tile = Image.new("L", (3 * width, height))
    for n, part in enumerate((mask, mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT), mask)):
        tile.paste(part, (n * width, 0))
    return _Veil(tile, components(mix(horizon, (255, 255, 255), 0.12)), speed)

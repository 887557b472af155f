"""Colours: what each hour, weather and palette looks like, from ``palette.yaml``.

A Scheme is a handful of colours from which skies and lights are mixed. Hours set it, the weather bends it, a palette
word grades it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kling.animatic.data import data
from kling.animatic.mesh import Colour
from kling.animatic.yuv import BLACK, RGB, WHITE, components


@dataclass(frozen=True, slots=True)
class Scheme:
    """``sun`` is where sun or moon stands above the horizon (0 horizon to 1 zenith; negative: below), ``dark`` how
    much of the light is artificial (0 day to 1 night)."""

    zenith: RGB
    sky: RGB
    horizon: RGB
    glow: RGB
    accent: RGB
    sun: float = 0.3
    dark: float = 0.0
    clouds: float = 0.35


@dataclass(frozen=True, slots=True)
class Grade:
    """A colour grade: tones pulled to ``shadows`` and ``lights`` with ``strength``, chroma times ``colourfulness``."""

    shadows: RGB
    lights: RGB
    strength: float
    colourfulness: float

    def of(self, colour: RGB) -> RGB:
        luma = (0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]) / 255
        grey = round(255 * luma)
        vivid = mix((grey, grey, grey), colour, self.colourfulness)
        red, green, blue = mix(vivid, mix(self.shadows, self.lights, luma), self.strength)
        return max(0, min(255, red)), max(0, min(255, green)), max(0, min(255, blue))


def hexed(code: str) -> RGB:
    """``"2a3b4c"`` or ``"#2a3b4c"`` as a colour."""
    code = code.lstrip("#")
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def linear(colour: RGB) -> Colour:
    """A display colour in linear light, 0 to 1."""
    red, green, blue = ((value / 255) ** 2.2 for value in colour)
    return red, green, blue


def blended(one: Colour, other: Colour, part: float) -> Colour:
    """From one linear colour (0) to another (1)."""
    red, green, blue = (a + (b - a) * part for a, b in zip(one, other, strict=True))
    return red, green, blue


def times(colour: Colour, by: float) -> Colour:
    """A linear colour, brighter or darker."""
    return colour[0] * by, colour[1] * by, colour[2] * by


def mix(one: RGB, other: RGB, part: float) -> RGB:
    """From ``one`` (0) to ``other`` (1)."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def styles() -> dict[str, list[str]]:
    """Filters by the ids of styles."""
    rows = data("palette.yaml")["styles"]
    return {name: rows[row] if isinstance(row, str) else row for name, row in rows.items()}


def grade_of(palette: str) -> Grade | None:
    """The grade that a palette term stands for; None for "" and unknown ids."""
    if palette not in data("palette.yaml")["grades"]:
        return None
    shadows, lights, strength, colourfulness = data("palette.yaml")["grades"][palette]
    return Grade(hexed(shadows), hexed(lights), strength, colourfulness)


def scheme_of(
    hour: str, *, weather: Sequence[str] = (), palette: str = "", light: str = "", setting: str = ""
) -> Scheme:
    """The colours of an hour (by its light where none is named, else of a day) in a weather, graded. ``space`` and
    ``underwater`` are settings with a light of their own."""
    hours, same = data("palette.yaml")["hours"], data("palette.yaml")["same"]
    name = same["hour"].get(hour, hour)
    name = setting if setting in hours else name if name in hours else same["light"].get(light, "day")
    *codes, sun, dark, clouds = hours[name]
    zenith, sky, horizon, glow, accent = map(hexed, codes)
    scheme = Scheme(zenith, sky, horizon, glow, accent, sun, dark, clouds)
    for one in () if name == setting else weather:
        scheme = _in_weather(scheme, one)
    grade = grade_of(palette)
    return _graded(scheme, grade) if grade else scheme


def _in_weather(scheme: Scheme, weather: str) -> Scheme:
    told = data("palette.yaml")["weather"].get(weather, {})
    told = data("palette.yaml")["weather"][told] if isinstance(told, str) else told
    if not told:
        return scheme
    veil = mix(scheme.horizon, scheme.sky, 0.35)
    ways = told["night" if scheme.dark >= 0.5 and "night" in told else "day"]
    bent: dict[str, Any] = {
        name: mix(getattr(scheme, name), veil if code == "veil" else hexed(code), part)
        for name, (code, part) in ways.items()
    }
    return replace(scheme, **bent, clouds=told.get("clouds", scheme.clouds))


def _graded(scheme: Scheme, grade: Grade) -> Scheme:
    names = ("zenith", "sky", "horizon", "glow", *(("accent",) if grade.colourfulness < 0.1 else ()))
    graded: dict[str, Any] = {name: grade.of(getattr(scheme, name)) for name in names}
    return replace(scheme, **graded)


def tables(grade: Grade | None, dusk: float = 0.0) -> tuple[list[int] | None, tuple[list[int], list[int]]]:
    """Lookup tables for the planes of a picture: the grade at half strength, and as much darker and bluer as night has
    fallen."""
    same = list(range(256))
    if grade is None and dusk <= 0:
        return None, (same, same)
    light, colourfulness = (128, 128, 128), 1.0
    if grade is not None:
        colourfulness = grade.colourfulness
        part = 0.5 * grade.strength + (0.2 if grade.strength else 0.0)
        light = mix(light, mix(grade.shadows, grade.lights, 0.5), part)
    _, blue, red = components(mix(light, (58, 84, 150), 0.55 * dusk))
    keep = colourfulness * (1 - 0.45 * dusk)
    luma = [max(BLACK, min(WHITE, round(BLACK + (value - BLACK) * (1 - 0.48 * dusk)))) for value in range(256)]

    def pulled(to: int) -> list[int]:
        return [max(16, min(240, round(128 + (value - 128) * keep + (to - 128) * 0.9))) for value in range(256)]

    return luma, (pulled(blue), pulled(red))

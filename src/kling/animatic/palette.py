"""Colours: what each hour, weather and palette looks like, from ``palette.yaml``.

A Scheme is a handful of colours from which skies and lights are mixed. Hours set it and the weather bends it; a palette
word grades the finished picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kling.animatic.data import data
from kling.animatic.mesh import Colour
from kling.animatic.yuv import BLACK, RGB, WHITE, components

Tables = tuple[list[int], list[int], list[int]]  # for each plane of a picture, what becomes of each of its values


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """Display colours, 0 to 255. ``sun`` is where sun or moon stands above the horizon (0 horizon to 1 zenith;
    negative: below), ``dark`` how much of the light is artificial (0 day to 1 night)."""

    zenith: Colour
    sky: Colour
    horizon: Colour
    glow: Colour
    accent: RGB
    sun: float = 0.3
    dark: float = 0.0
    clouds: float = 0.35


def hexed(code: str) -> RGB:
    """``"2a3b4c"`` or ``"#2a3b4c"`` as a colour."""
    code = code.lstrip("#")
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def linear(colour: Sequence[float] | Colour) -> Colour:
    """A display colour in linear light, 0 to 1."""
    return np.asarray((np.asarray(colour, np.float64) / 255) ** 2.2)


def blended(one: Any, other: Any, part: float) -> Colour:
    """From one colour (0) to another (1)."""
    first: Colour = np.asarray(one, np.float64)
    return first + (np.asarray(other, np.float64) - first) * part


def scheme_of(hour: str, *, weather: Sequence[str] = (), light: str = "", setting: str = "") -> Scheme:
    """The colours of an hour (by its light where none is named, else of a day) in a weather. ``space`` and
    ``underwater`` are settings with a light of their own."""
    hours, same = data("palette.yaml")["hours"], data("palette.yaml")["same"]
    name = same["hour"].get(hour, hour)
    name = setting if setting in hours else name if name in hours else same["light"].get(light, "day")
    *codes, accent, sun, dark, clouds = hours[name]
    zenith, sky, horizon, glow = (np.array(hexed(one), np.float64) for one in codes)
    scheme = Scheme(zenith, sky, horizon, glow, hexed(accent), sun, dark, clouds)
    for one in () if name == setting else weather:
        scheme = _in_weather(scheme, one)
    return scheme


def _in_weather(scheme: Scheme, weather: str) -> Scheme:
    """The scheme bent towards a weather's colours; one that is called like a colour of the scheme is that one."""
    told = data("palette.yaml")["weather"].get(weather, {})
    bent: dict[str, Any] = {
        name: blended(getattr(scheme, name), getattr(scheme, code) if hasattr(scheme, code) else hexed(code), part)
        for name, (code, part) in told.get("night" if scheme.dark >= 0.5 and "night" in told else "day", {}).items()
    }
    return replace(scheme, **bent, clouds=told.get("clouds", scheme.clouds))


def tables(palette: str, dusk: float = 0.0) -> Tables | None:
    """How a palette and the night grade a picture: pulled to a hue, darker and bluer; None where they do nothing."""
    grade = data("palette.yaml")["grades"].get(palette)
    if grade is None and dusk <= 0:
        return None
    shadows, lights, strength, colourful = grade or ("808080", "808080", 0.0, 1.0)
    hue = blended((128, 128, 128), blended(hexed(shadows), hexed(lights), 0.5), min(1.0, 1.2 * strength))
    _, *tint = components(blended(hue, (58, 84, 150), 0.55 * dusk))
    keep, value = colourful * (1 - 0.45 * dusk), np.arange(256)
    luma = np.clip(BLACK + (value - BLACK) * (1 - 0.48 * dusk), BLACK, WHITE)
    cb, cr = (np.clip(128 + (value - 128) * keep + (to - 128) * 0.9, 16, 240) for to in tint)
    return luma.round().astype(int).tolist(), cb.round().astype(int).tolist(), cr.round().astype(int).tolist()

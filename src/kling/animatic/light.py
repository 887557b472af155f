"""What light does to colours, fog, and the tone of the picture."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from kling.animatic.mesh import Array, Colour, Mesh, Point


@dataclass(frozen=True, slots=True, eq=False)
class Lamp:
    """A light in the set: it halves at ``reach`` metres, the faster the more ``steep`` it is, and shines down in a
    ``cone`` of so many degrees to each side (0: all round)."""

    at: Point
    colour: Colour
    reach: float = 2.5
    cone: float = 0.0
    steep: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Light:
    """``sun`` points to the main light; colours are linear. ``fog`` is in display values (0 to 1), ``thick`` the part
    of a thing that fog takes per metre, ``shadow`` how much of the sun does not reach it there. ``key`` is light for
    the cast alone, from the way ``key_from``: nobody can judge a black face."""

    sun: Point
    sun_colour: Colour
    zenith: Colour
    horizon: Colour
    ground: Colour
    fog: Colour
    thick: float = 0.004
    lamps: tuple[Lamp, ...] = ()
    shadow: float = 0.62
    key: float = 0.0
    key_from: Point = (0.0, -1.0, 0.0)


def lit(one: Mesh, light: Light, shade: float = 1.0, *, key: bool = False) -> Array:
    """Surfaces as the eye sees them near by, in display values 0 to 1. ``shade``: how much of the sun reaches them;
    ``key``: they are of the cast."""
    points, normals = one.points, one.normals
    colours = light.zenith, light.horizon, light.ground, light.sun_colour
    zenith, horizon, ground, sun = (np.asarray(part, np.float32) for part in colours)
    up = (0.5 + 0.5 * normals[:, 2])[:, None]
    sky = horizon + (zenith - horizon) * np.maximum(0, normals[:, 2:])
    total = ground * (1 - up) + sky * up
    total *= np.clip(0.66 + points[:, 2:] * 0.5, 0.66, 1.0)  # corners by the floor are dim
    total += sun * (np.maximum(0, normals @ np.asarray(light.sun, np.float32)) * np.float32(shade))[:, None]
    if key and light.key:
        faces = np.clip(0.3 + 0.7 * normals @ np.asarray(light.key_from, np.float32), 0, 1)
        total += np.float32(light.key) * faces[:, None]
    for lamp in light.lamps:
        way = np.asarray(lamp.at, np.float32) - points
        far = np.einsum("ij,ij->i", way, way) + np.float32(1e-6)
        facing = np.einsum("ij,ij->i", way, normals) / np.sqrt(far)
        strong = np.clip(0.25 + 0.75 * facing, 0, 1) / (1 + far / np.float32(lamp.reach**2)) ** np.float32(lamp.steep)
        if lamp.cone:
            edge = cos(radians(lamp.cone))
            strong *= np.clip((way[:, 2] / np.sqrt(far) - edge) / (0.3 * (1 - edge)), 0, 1)
        total += np.asarray(lamp.colour, np.float32) * strong[:, None]
    x = np.maximum(one.colours * total, 0)
    x = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)  # highlights roll off: the usual filmic curve
    seen = np.asarray(np.sqrt(np.clip(x, 0, 1)), np.float32)
    shining = one.glow > 0
    seen[shining] = np.clip(np.sqrt(one.colours[shining]) * one.glow[shining, None], 0, 1)
    return seen


def fogged(seen: Array, far: Array, glow: Array, light: Light) -> NDArray[np.uint8]:
    """Lit surfaces with the air between them and the eye, ``far`` metres, as bytes (n, 3); what glows shines."""
    part = (1 - np.exp(-far * np.float32(light.thick))) * np.where(glow > 0, np.float32(0.3), np.float32(1.0))
    through: Array = seen + (np.asarray(light.fog, np.float32) - seen) * part[:, None]
    return (through * 255).astype(np.uint8)

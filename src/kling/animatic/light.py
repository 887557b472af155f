"""Light on a set: where it comes from, what it does to colours, fog, and the tone of the picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from kling.animatic.data import data
from kling.animatic.mesh import Array, Colour, Mesh, Point
from kling.animatic.palette import Scheme, blended, linear, times

_LOWEST, _HIGHEST = 17.0, 62.0  # degrees above the horizon; lower would draw shadows out of the picture
_DIMMEST = 0.095


@dataclass(frozen=True, slots=True)
class Lamp:
    """A light in the set: it halves at ``reach`` metres, the faster the more ``steep`` it is, and shines down in a
    ``cone`` of so many degrees to each side (0: all round)."""

    at: Point
    colour: Colour
    reach: float = 2.5
    cone: float = 0.0
    steep: float = 1.0


@dataclass(frozen=True, slots=True)
class Light:
    """``sun`` points to the main light; colours are linear. ``fog`` is in display values (0 to 1), ``thick`` the part
    of a thing that fog takes per metre."""

    sun: Point
    sun_colour: Colour
    zenith: Colour
    horizon: Colour
    ground: Colour
    fog: Colour
    thick: float = 0.004
    lamps: tuple[Lamp, ...] = field(default=())
    shadow: float = 0.62


def sun_from(side: str, elevation: float, camera_yaw: float = 0.0) -> Point:
    """The direction to a light on a side of the picture: left, right, front (behind the camera), behind, above."""
    high = max(_LOWEST, min(_HIGHEST, elevation))
    if side == "above":
        high = 80.0
    stands = data("staging.yaml")["light"]
    round_ = radians(stands.get(side, stands[""]) + camera_yaw)
    # from behind the camera (-y), turning to the left (-x)
    return -sin(round_) * cos(radians(high)), -cos(round_) * cos(radians(high)), sin(radians(high))


def light_of(scheme: Scheme, side: str, *, inside: bool, thick: float, lamps: tuple[Lamp, ...] = ()) -> Light:
    """The light of an hour: ``scheme`` gives its colours, ``side`` where the main light stands."""
    night = scheme.dark
    strong = (1.0 - 0.86 * night) * (1.0 - 0.45 * max(0.0, scheme.clouds - 0.4) / 0.6)
    glow, sky, zenith, horizon = (linear(one) for one in (scheme.glow, scheme.sky, scheme.zenith, scheme.horizon))
    warm = times(blended(glow, (1, 1, 1), 0.25), (1.25 if inside else 2.1) * strong)
    if night > 0.6:
        warm = times((0.42, 0.58, 1.0), 0.5 + 0.35 * max(0.0, scheme.clouds - 0.5))  # the moon
    fill = 1.0 + 0.5 * (1 - night)
    if inside:
        soft = 0.62 - 0.42 * night
        zenith = horizon = times(blended((1.0, 0.96, 0.9), glow, 0.3), soft)
        ground = times((0.62, 0.52, 0.44), soft * 0.8)
    else:
        zenith = times(blended(zenith, sky, 0.35), fill * (0.9 + 1.2 * night))
        horizon = times(blended(horizon, sky, 0.4), fill * (0.62 + 0.6 * night))
        ground = times(blended(horizon, (0.35, 0.3, 0.26), 0.5 * (1 - night)), 0.5 + 0.8 * night)
        zenith, horizon = _at_least(zenith, _DIMMEST), _at_least(horizon, _DIMMEST * 0.8)
    high = 8 + 75 * max(0.0, scheme.sun)
    clouded = max(0.0, scheme.clouds - 0.5)
    return Light(
        sun_from(side, high if not inside else 48.0),
        warm,
        zenith,
        horizon,
        ground,
        (scheme.horizon[0] / 255, scheme.horizon[1] / 255, scheme.horizon[2] / 255),
        thick,
        lamps,
        shadow=0.62 + 0.3 * clouded,
    )


def _at_least(colour: Colour, level: float) -> Colour:
    """A colour brightened until it is seen at all: nobody can judge a black picture."""
    light = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
    return times(colour, level / light) if 0 < light < level else colour


def lit(one: Mesh, light: Light, shade: float = 1.0) -> Array:
    """Surfaces as the eye sees them near by, in display values 0 to 1. ``shade``: how much of the sun reaches them."""
    points, normals, colours, glow = one.points, one.normals, one.colours, one.glow
    up = (0.5 + 0.5 * normals[:, 2])[:, None]
    high = np.clip(0.66 + points[:, 2] * 0.5, 0.66, 1.0)[:, None].astype(np.float32)  # corners by the floor are dim
    zenith, horizon, ground, sun = (
        np.asarray(one, np.float32) for one in (light.zenith, light.horizon, light.ground, light.sun_colour)
    )
    sky = horizon + (zenith - horizon) * np.maximum(0, normals[:, 2:3])
    total = (ground * (1 - up) + sky * up) * high
    if shade > 0:
        total += sun * (np.maximum(0, normals @ np.asarray(light.sun, np.float32)) * shade)[:, None]
    for lamp in light.lamps:
        way = np.asarray(lamp.at, np.float32) - points
        far = np.einsum("ij,ij->i", way, way)
        facing = np.einsum("ij,ij->i", way, normals) / np.sqrt(far + 1e-6)
        strong = np.clip(0.25 + 0.75 * facing, 0, 1) / (1 + far / (lamp.reach * lamp.reach)) ** lamp.steep
        if lamp.cone:
            edge = cos(radians(lamp.cone))
            strong *= np.clip((way[:, 2] / np.sqrt(far + 1e-6) - edge) / (0.3 * (1 - edge)), 0, 1)
        total += np.asarray(lamp.colour, np.float32) * strong[:, None].astype(np.float32)
    seen = toned(colours * total)
    shining = glow > 0
    if shining.any():
        seen[shining] = np.clip(np.sqrt(colours[shining]) * glow[shining, None], 0, 1)
    return seen


def toned(linear_light: Array) -> Array:
    """Linear light as display values: highlights roll off (the usual filmic curve)."""
    x = np.maximum(linear_light, 0)
    x = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)
    return np.sqrt(np.clip(x, 0, 1)).astype(np.float32)


def fogged(seen: Array, far: Array, glow: Array, light: Light) -> NDArray[np.uint8]:
    """Lit surfaces with the air between them and the eye, ``far`` metres, as bytes (n, 3); what glows shines
    through."""
    part = (1 - np.exp(-far * light.thick)) * np.where(glow > 0, np.float32(0.3), np.float32(1.0))
    through: Array = seen + (np.asarray(light.fog, np.float32) - seen) * part[:, None]
    return (through * 255).astype(np.uint8)

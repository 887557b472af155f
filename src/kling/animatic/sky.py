"""The sky of an hour and a weather, as a picture for the dome over a set."""

from __future__ import annotations

from math import pi

import numpy as np
from numpy.typing import NDArray

from kling.animatic.build import smooth_noise
from kling.animatic.mesh import Array, Point
from kling.animatic.palette import Scheme, blended

SIZE = (512, 1024)
LOWEST = 96.0  # degrees from the zenith to the foot of the picture


def painted_sky(scheme: Scheme, sun: Point, *, stars: bool = False) -> NDArray[np.uint8]:
    """Rows from the zenith to a little under the horizon, columns once round, starting behind the camera; RGB."""
    rows, columns = SIZE
    angle = np.linspace(0, LOWEST, rows)[:, None]
    high = np.clip((90 - angle) / 90, 0, 1)
    stops = np.array([0.0, 0.16, 0.5, 1.0])
    shades = np.array([scheme.horizon, blended(scheme.horizon, scheme.sky, 0.6), scheme.sky, scheme.zenith], np.float32)
    gradient = np.stack([np.interp(high[:, 0], stops, shades[:, k]) for k in range(3)], -1)[:, None, :]
    picture = np.repeat(gradient, columns, 1).astype(np.float32)
    picture += _glow(scheme, sun, angle)
    chance = np.random.default_rng(5)
    if (scheme.dark > 0.5 and scheme.clouds < 0.7) or stars:
        for _ in range(900 if stars else 420):
            y, x = int(rows * 0.93 * chance.random() ** 0.7), int(columns * chance.random())
            picture[y, x : x + 2] += 235 * chance.random() ** 3 * max(0.35, scheme.dark)
    if scheme.clouds > 0.1:
        picture = _clouded(picture, scheme, high)
    picture += chance.uniform(-1.2, 1.2, (rows, columns, 1))
    return np.clip(picture, 0, 255).astype(np.uint8)


def _glow(scheme: Scheme, sun: Point, angle: NDArray[np.float64]) -> Array:
    rows, columns = SIZE
    turn = np.linspace(0, 2 * pi, columns)[None]
    e = np.radians(90 - angle)
    way = np.stack(
        [np.sin(turn) * np.cos(e), -np.cos(turn) * np.cos(e), np.broadcast_to(np.sin(e), (rows, columns))], -1
    )
    low = max(scheme.sun * 70, 2.0)
    flat = np.hypot(sun[0], sun[1])
    where = np.array(
        (sun[0] / flat * np.cos(np.radians(low)), sun[1] / flat * np.cos(np.radians(low)), np.sin(np.radians(low)))
    )
    near = np.clip(way @ where, 0, 1)
    night = scheme.dark > 0.6
    soft = 0.35 if night else 1.0
    part = soft * (0.42 * near**10 + 0.35 * near**60) * (1 - 0.7 * max(0.0, scheme.clouds - 0.5))
    shine = np.asarray(scheme.glow, np.float32) * part[..., None] * 0.8
    if scheme.clouds < 0.8 and scheme.sun > -0.05:
        edge = 0.99965 if night else 0.99925
        shine += (np.clip((near - edge) / 0.0003, 0, 1) * 170)[..., None]
    return np.asarray(shine, np.float32)


def _clouded(picture: Array, scheme: Scheme, high: NDArray[np.float64]) -> Array:
    rows, columns = SIZE
    noise: Array = np.repeat(np.repeat(smooth_noise(rows // 4, columns // 4, 9, 11), 4, 0), 4, 1)
    for _ in range(2):  # the big steps of the noise are smoothed away
        around = [np.roll(noise, step, axis) for step in (3, -3) for axis in (0, 1)]
        noise = np.asarray(np.mean([noise, *around], 0), np.float32)
    cover = np.clip((noise - (0.62 - 0.34 * scheme.clouds)) * 3.4, 0, 1)
    fade = np.clip(high * 7, 0, 1) * np.clip(1.5 - high, 0.3, 1)
    part = (cover * fade * (0.45 + 0.4 * scheme.clouds))[..., None]
    shade = np.asarray(blended(scheme.glow, scheme.sky, 0.35 + 0.4 * scheme.dark), np.float32)
    return np.asarray(picture + (shade - picture) * part, np.float32)

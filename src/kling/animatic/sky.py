"""The sky of an hour and a weather, as a picture for the dome over a set."""

from __future__ import annotations

from functools import lru_cache
from math import pi

import numpy as np
from numpy.typing import NDArray

from kling.animatic.build import smooth_noise
from kling.animatic.mesh import Point
from kling.animatic.palette import Scheme, blended
from kling.animatic.stage import SKY_FOOT

_ROWS, _COLUMNS = 512, 1024


def painted_sky(scheme: Scheme, sun: Point, *, stars: bool = False) -> NDArray[np.uint8]:
    """Rows from the zenith to under the horizon, columns once round from behind the camera; RGB, shared by shots."""
    colours = np.array((scheme.zenith, scheme.sky, scheme.horizon, scheme.glow), np.float64)
    side = float(np.arctan2(sun[0], -sun[1]))
    return _painted(tuple(colours.ravel().tolist()), scheme.sun, scheme.dark, scheme.clouds, side, stars=stars)


@lru_cache(maxsize=4)
def _painted(
    colours: tuple[float, ...], sun: float, dark: float, clouds: float, side: float, *, stars: bool
) -> NDArray[np.uint8]:
    """The sky in the ``colours`` of a scheme, one after another; its sun or moon stands at ``side``, in radians."""
    zenith, sky, horizon, glow = np.array(colours).reshape(4, 3)
    up, turn = np.radians(90 - np.linspace(0, SKY_FOOT, _ROWS))[:, None], np.linspace(0, 2 * pi, _COLUMNS)
    high, chance = np.clip(up / (pi / 2), 0, 1), np.random.default_rng(5)
    shades = (horizon, blended(horizon, sky, 0.6), sky, zenith)
    rows = [np.interp(high[:, 0], (0.0, 0.16, 0.5, 1.0), one) for one in np.array(shades).T]
    picture = np.repeat(np.stack(rows, -1)[:, None], _COLUMNS, 1)
    # sun or moon on the light's side, as low as the hour has it, and the glow round it
    low, night = np.radians(max(sun * 70, 2.0)), dark > 0.6
    near = np.clip(np.sin(up) * np.sin(low) + np.cos(up) * np.cos(low) * np.cos(turn - side), 0, 1)[..., None]
    veiled = 1 - 0.7 * max(0.0, clouds - 0.5)
    picture += glow * (0.34 * near**10 + 0.28 * near**60) * veiled * (0.35 if night else 1.0)
    if clouds < 0.8 and sun > -0.05:
        picture += np.clip((near - (0.99965 if night else 0.99925)) / 0.0003, 0, 1) * 170
    if (dark > 0.5 and clouds < 0.7) or stars:
        for _ in range(900 if stars else 420):
            y, x = int(_ROWS * 0.93 * chance.random() ** 0.7), int(_COLUMNS * chance.random())
            picture[y, x : x + 2] += 235 * chance.random() ** 3 * max(0.35, dark)
    if clouds > 0.1:
        cover = np.clip((smooth_noise(_ROWS, _COLUMNS, 9, 11) - (0.62 - 0.34 * clouds)) * 3.4, 0, 1)
        part = cover * np.clip(high * 7, 0, 1) * np.clip(1.5 - high, 0.3, 1) * (0.45 + 0.4 * clouds)
        picture += (blended(glow, sky, 0.35 + 0.4 * dark) - picture) * part[..., None]
    made = np.clip(picture + chance.uniform(-1.2, 1.2, (_ROWS, _COLUMNS, 1)), 0, 255).astype(np.uint8)
    made.flags.writeable = False
    return made

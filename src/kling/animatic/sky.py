"""The sky of an hour and a weather, as a picture for the dome over a set."""

from __future__ import annotations

from math import pi

import numpy as np
from numpy.typing import NDArray

from kling.animatic.build import smooth_noise
from kling.animatic.mesh import Point
from kling.animatic.palette import Scheme, blended
from kling.animatic.stage import SKY_FOOT

_ROWS, _COLUMNS = 512, 1024


def painted_sky(scheme: Scheme, sun: Point, *, stars: bool = False) -> NDArray[np.uint8]:
    """Rows from the zenith to a little under the horizon, columns once round, starting behind the camera; RGB."""
    up, turn = np.radians(90 - np.linspace(0, SKY_FOOT, _ROWS))[:, None], np.linspace(0, 2 * pi, _COLUMNS)
    high, chance = np.clip(up / (pi / 2), 0, 1), np.random.default_rng(5)
    shades = (scheme.horizon, blended(scheme.horizon, scheme.sky, 0.6), scheme.sky, scheme.zenith)
    rows = [np.interp(high[:, 0], (0.0, 0.16, 0.5, 1.0), one) for one in np.array(shades).T]
    picture = np.repeat(np.stack(rows, -1)[:, None], _COLUMNS, 1)
    # sun or moon on the light's side, as low as the hour has it, and the glow round it
    low, night, round_ = np.radians(max(scheme.sun * 70, 2.0)), scheme.dark > 0.6, np.arctan2(sun[0], -sun[1])
    near = np.clip(np.sin(up) * np.sin(low) + np.cos(up) * np.cos(low) * np.cos(turn - round_), 0, 1)[..., None]
    veiled = 1 - 0.7 * max(0.0, scheme.clouds - 0.5)
    picture += scheme.glow * (0.34 * near**10 + 0.28 * near**60) * veiled * (0.35 if night else 1.0)
    if scheme.clouds < 0.8 and scheme.sun > -0.05:
        picture += np.clip((near - (0.99965 if night else 0.99925)) / 0.0003, 0, 1) * 170
    if (scheme.dark > 0.5 and scheme.clouds < 0.7) or stars:
        for _ in range(900 if stars else 420):
            y, x = int(_ROWS * 0.93 * chance.random() ** 0.7), int(_COLUMNS * chance.random())
            picture[y, x : x + 2] += 235 * chance.random() ** 3 * max(0.35, scheme.dark)
    if scheme.clouds > 0.1:
        cover = np.clip((smooth_noise(_ROWS, _COLUMNS, 9, 11) - (0.62 - 0.34 * scheme.clouds)) * 3.4, 0, 1)
        part = cover * np.clip(high * 7, 0, 1) * np.clip(1.5 - high, 0.3, 1) * (0.45 + 0.4 * scheme.clouds)
        picture += (blended(scheme.glow, scheme.sky, 0.35 + 0.4 * scheme.dark) - picture) * part[..., None]
    return np.clip(picture + chance.uniform(-1.2, 1.2, (_ROWS, _COLUMNS, 1)), 0, 255).astype(np.uint8)

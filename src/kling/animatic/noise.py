"""Soft noise, curves and blur for masks."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.float32]

_BICUBIC = Image.Resampling.BICUBIC


def clouds(size: tuple[int, int], chance: Random, cells: float, stretch: float = 1.0) -> Image.Image:
    """Soft fractal noise, 0 to 255; ``cells`` features down its height, ``stretch`` times as wide as high."""
    total: Image.Image | None = None
    for octave in range(4):
        down = max(2, round(cells * 2**octave))
        across = max(2, round(cells * 2**octave * size[0] / size[1] / stretch))
        grain = Image.frombytes("L", (across, down), chance.randbytes(across * down)).resize(size, _BICUBIC)
        total = grain if total is None else Image.blend(total, grain, 0.5 / (octave + 0.5))
    assert total is not None  # noqa: S101 - four octaves were summed
    return total


def curve(shape: Callable[[float], float]) -> list[int]:
    """A lookup table for ``Image.point`` from a function on 0 to 1."""
    return [max(0, min(255, round(255 * shape(value / 255)))) for value in range(256)]


def blurred(values: Array, radius: float) -> Array:
    """A soft blur: two passes of a box each way, by running sums."""
    reach = max(1, round(radius))
    for _ in range(2):
        for axis in (0, 1):
            pad = [(0, 0), (0, 0)]
            pad[axis] = (reach + 1, reach)
            total = np.cumsum(np.pad(values, pad, mode="edge"), axis=axis, dtype=np.float64)
            size = 2 * reach + 1
            values = (
                (total[size:] - total[:-size]) / size if axis == 0 else (total[:, size:] - total[:, :-size]) / size
            ).astype(np.float32)
    return values

"""Soft noise and curves for masks."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PIL import Image

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

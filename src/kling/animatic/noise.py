"""Soft noise, curves, and the blur of lenses and shutters."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from kling.animatic.yuv import Planes

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


def softened(planes: Planes, mask: Image.Image) -> Planes:
    """The planes blurred where the mask says."""
    made = []
    for plane in planes:
        small = plane.reduce(4 if plane.width > planes.cb.width else 2)
        part = mask.resize(small.size, Image.Resampling.BILINEAR)
        weight = (np.asarray(part, np.float32) / 255 + 0.02).astype(np.float32)
        value = (np.asarray(small, np.float32) * weight).astype(np.float32)
        radius = max(small.size) * 0.011
        top, below = (blurred(one, radius) for one in (value, weight))
        soft = Image.fromarray(np.clip(top / np.maximum(below, 1e-3), 0, 255).astype(np.uint8))
        soft = soft.resize(plane.size, Image.Resampling.BICUBIC)
        whole = plane.copy()
        whole.paste(soft, mask=mask.resize(plane.size, Image.Resampling.BILINEAR))
        made.append(whole)
    return Planes(*made)


def smeared(plane: Image.Image, degrees: float) -> Image.Image:
    """A plane blurred along its rows, as a whip pan blurs it."""
    across = max(2, round(plane.width * min(0.25, degrees / 54 * 0.5)))
    narrow = plane.resize((max(2, plane.width // across), plane.height), Image.Resampling.BOX)
    return narrow.resize(plane.size, Image.Resampling.BICUBIC).filter(ImageFilter.BoxBlur(0.6))

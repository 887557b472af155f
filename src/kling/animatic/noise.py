"""The blur of lenses and shutters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from kling.animatic.yuv import Planes, enlarged

Array = NDArray[np.float32]


def blurred(values: Array, radius: float) -> Array:
    """A soft blur."""
    picture, by = Image.fromarray(values), max(1, round(radius)) + 1
    return np.asarray(picture.reduce(by).resize(picture.size, Image.Resampling.BICUBIC))


def softened(planes: Planes, mask: Image.Image) -> Planes:
    """The planes blurred where the mask says. What is sharp does not run into what is blurred."""
    made = []
    for plane in planes:
        times, box = 4 if plane.width > planes.cb.width else 2, (0, 0, *plane.size)
        small = plane.reduce(times)
        weight = mask.resize(small.size, Image.Resampling.BILINEAR)
        large, weight = enlarged(weight, times).crop(box), weight.point([max(5, value) for value in range(256)])
        kernel = ImageFilter.GaussianBlur(max(small.size) * 0.009)
        weighed = ImageChops.multiply(small, weight)
        top, below = (np.asarray(one.filter(kernel), np.float32) for one in (weighed, weight))
        soft = Image.fromarray(np.clip(top * 255 / np.maximum(below, 1), 0, 255).astype(np.uint8))
        made.append(Image.composite(enlarged(soft, times).crop(box), plane, large))
    return Planes(*made)


def smeared(plane: Image.Image, degrees: float) -> Image.Image:
    """A plane blurred along its rows, as a whip pan blurs it."""
    return plane.filter(ImageFilter.BoxBlur((plane.width * min(0.12, degrees / 220), 0)))

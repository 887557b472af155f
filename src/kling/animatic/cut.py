"""What stands in front in a picture, estimated from its colours alone.

The subject is what differs in colour from the picture's rim and lies towards its middle. Where the answer is not clear
there is none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from kling.animatic.noise import Array, blurred

_SIDE = 128  # pixels of the longer side that is looked at
_ROUNDS, _KINDS = 5, 5
_PLAIN, _PLAIN_RIM = 17.0, 0.75  # how far a ground's colours are from one that changes softly; on how much of the rim
_LEAST, _MOST = 0.03, 0.6  # of the picture's area
_CLEAR = 24.0  # how much colours change across the outline at least


def foreground(picture: Image.Image) -> Image.Image | None:
    """A mask of what stands in front, as large as the picture, with soft edges; None where nothing clearly does."""
    colours, x, y = _seen(picture, _SIDE, 1.0)
    off = np.hypot((x - 0.5) / 0.42, (y - 0.54) / 0.52)
    rim, inside = (x < 0.07) | (x >= 0.93) | (y < 0.07), off < 0.62
    score = 0 * off
    for _ in range(_ROUNDS):  # a few colours behind and a few before, in turns with what they explain
        if not inside.any() or not rim.any():
            return None
        score = blurred((_away(colours, colours[rim]) - _away(colours, colours[inside])) / 24 + (0.85 - off) * 0.8, 1)
        inside, rim = score > 0.1, score < -0.1
    found = _one_piece(score > 0)
    edges = found[:, 0].mean() + found[:, -1].mean() + found[0].mean()
    change = np.abs(np.gradient(colours, axis=(0, 1))).sum((0, -1)) * 2
    outline = found ^ (np.asarray(Image.fromarray(found).convert("L").filter(ImageFilter.MinFilter(3))) > 0)
    if not _LEAST < found.mean() < _MOST or edges > 0.9 or np.median(change[outline]) < _CLEAR:
        return None
    return _mask(found, picture.size, 1.0)


def on_plain(picture: Image.Image) -> Image.Image | None:
    """A mask, as large as the picture, of what stands on a plain ground; None where the ground is not plain."""
    colours, x, y = _seen(picture, 2 * _SIDE, 0.6)
    terms = np.stack([x**0, x, y, x * x, y * y, x * y], -1)
    ground = rim = (x < 0.04) | (x > x.max() - 0.04) | (y < 0.04)
    away = 0 * x
    for _ in range(3):  # a ground that changes softly
        away = np.linalg.norm(colours - terms @ np.linalg.lstsq(terms[ground], colours[ground], rcond=None)[0], axis=-1)
        ground = rim & (away < _PLAIN)
        if ground.sum() < _PLAIN_RIM * rim.sum():
            return None
    stands = Image.fromarray(away > _PLAIN).convert("L")
    near = _one_piece(np.asarray(stands.filter(ImageFilter.MaxFilter(9))) > 0)
    found = near & (np.asarray(stands.filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.MinFilter(3))) > 0)
    return _mask(found, picture.size, 0.6) if _LEAST < found.mean() < 0.9 else None


def _seen(picture: Image.Image, side: int, light: float) -> tuple[Array, Array, Array]:
    """A picture's colours, small, and how much their ``light`` counts; and where each is, 0 to 1."""
    small = picture.convert("RGB")
    small.thumbnail((side, side), Image.Resampling.BOX)
    y, x = np.mgrid[0 : small.height, 0 : small.width].astype(np.float32)
    colours = np.asarray(small.filter(ImageFilter.GaussianBlur(0.8)).convert("YCbCr"), np.float32)
    return colours * np.array((light, 1.6, 1.6), np.float32), x / small.width, y / small.height


def _away(colours: Array, samples: Array) -> Array:
    """How far each colour is from the nearest of a few that stand for the samples."""
    order = samples[np.argsort(samples[:, 0], kind="stable")]
    middles = order[((np.arange(_KINDS) + 0.5) / _KINDS * len(order)).astype(int)]
    for _ in range(_ROUNDS):
        near = ((samples[:, None] - middles) ** 2).sum(2).argmin(1)
        middles = np.stack([samples[near == n].mean(0) if (near == n).any() else middles[n] for n in range(_KINDS)])
    return np.asarray(np.sqrt(((colours[..., None, :] - middles) ** 2).sum(-1).min(-1)))


def _one_piece(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The piece of a mask where it is thickest, without holes."""
    picture = Image.fromarray(np.pad(mask, 1)).convert("L")
    thick = blurred(np.pad(mask, 1).astype(np.float32), 4) * np.pad(mask, 1)
    row, column = divmod(int(thick.argmax()), picture.width)
    ImageDraw.floodfill(picture, (column, row), 128)
    around = picture.point([0] * 128 + [255] + [0] * 127)
    ImageDraw.floodfill(around, (0, 0), 64)
    whole: NDArray[np.bool_] = np.asarray(around)[1:-1, 1:-1] != 64
    return whole


def _mask(found: NDArray[np.bool_], size: tuple[int, int], soft: float) -> Image.Image:
    """What was found, as large as the picture, with soft edges."""
    small = Image.fromarray(found).convert("L").filter(ImageFilter.GaussianBlur(soft))
    return small.resize(size, Image.Resampling.BICUBIC).point([max(0, min(255, (n - 96) * 4)) for n in range(256)])

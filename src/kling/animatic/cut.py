"""What stands in front in a picture, estimated from its colours alone.

The subject is what differs in colour from the picture's rim and lies towards its middle: two models of a few colours
each, fitted in turns to the pixels that they explain better. Where the answer is not clear there is none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from kling.animatic.noise import Array, blurred

_SIDE = 128  # pixels of the longer side that is looked at
_ROUNDS = 5
_PLAIN, _PLAIN_RIM = 17.0, 0.75  # how far a ground's colours are from one that changes softly; on how much of the rim
_LEAST, _MOST = 0.03, 0.6  # of the picture's area
_CLEAR = 24.0  # how much colours change across the outline at least


def foreground(picture: Image.Image) -> Image.Image | None:
    """A mask of what stands in front, as large as the picture, with soft edges; None where nothing clearly does."""
    small = picture.convert("RGB")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    colours = np.asarray(small.filter(ImageFilter.GaussianBlur(0.8)).convert("YCbCr"), np.float32)
    high, wide = colours.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    off = np.hypot((x / wide - 0.5) / 0.42, (y / high - 0.54) / 0.52)
    rim = (x < wide * 0.07) | (x >= wide * 0.93) | (y < high * 0.07)
    inside = off < 0.62
    flat = colours.reshape(-1, 3) * np.array((1.0, 1.6, 1.6), np.float32)
    score = np.zeros((high, wide), np.float32)
    for _ in range(_ROUNDS):
        behind, before = _explained(flat, flat[rim.ravel()]), _explained(flat, flat[inside.ravel()])
        score = (np.sqrt(behind) - np.sqrt(before)).reshape(high, wide) / 24 + (0.85 - off) * 0.8
        score = blurred(score, 1)
        inside, rim = score > 0.1, score < -0.1
        if not inside.any() or not rim.any():
            return None
    found = _one_piece(score > 0)
    edges = found[:, 0].mean() + found[:, -1].mean() + found[0].mean()
    if not _LEAST < found.mean() < _MOST or edges > 0.9 or _outlined(colours, found) < _CLEAR:
        return None
    mask = Image.fromarray((found * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(1.0))
    large = mask.resize(picture.size, Image.Resampling.BICUBIC)
    return large.point([max(0, min(255, (value - 96) * 4)) for value in range(256)])


def on_plain(picture: Image.Image) -> Image.Image | None:
    """A mask, as large as the picture, of what stands on a plain ground; None where the ground is not plain."""
    small = picture.convert("RGB")
    small.thumbnail((2 * _SIDE, 2 * _SIDE), Image.Resampling.BOX)
    colours = np.asarray(small.convert("YCbCr"), np.float32) * np.array((0.6, 1.6, 1.6), np.float32)
    y, x = (one.astype(np.float32) / len(one) for one in np.mgrid[0 : small.height, 0 : small.width])
    terms = np.stack([x**0, x, y, x * x, y * y, x * y], -1)
    ground = rim = (x < 0.04) | (x > x.max() - 0.04) | (y < 0.04)
    away = np.zeros_like(x)
    for _ in range(3):  # a ground that changes softly
        fit = np.linalg.lstsq(terms[ground], colours[ground], rcond=None)[0]
        away = np.linalg.norm(colours - terms @ fit, axis=-1)
        ground = rim & (away < _PLAIN)
        if ground.sum() < _PLAIN_RIM * rim.sum():
            return None
    stands = Image.fromarray(((away > _PLAIN) * 255).astype(np.uint8))
    near = _one_piece(np.asarray(stands.filter(ImageFilter.MaxFilter(9))) > 0)
    found = near & (np.asarray(stands.filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.MinFilter(3))) > 0)
    if not _LEAST < found.mean() < 0.9:
        return None
    mask = Image.fromarray((found * 255).astype(np.uint8)).resize(picture.size, Image.Resampling.BICUBIC)
    return mask.filter(ImageFilter.GaussianBlur(max(picture.size) / 512)).point(
        [max(0, min(255, (value - 128) * 4)) for value in range(256)]
    )


def _outlined(colours: Array, found: NDArray[np.bool_]) -> float:
    """How far colours differ across the outline of what was found, in the median."""
    steps = []
    for axis in (0, 1):
        ahead = np.abs(np.roll(colours, -1, axis) - np.roll(colours, 1, axis)).sum(-1)
        border = found != np.roll(found, 1, axis)
        border[[0, -1]] = border[:, [0, -1]] = False
        steps.append(ahead[border])
    return float(np.median(np.concatenate(steps))) if sum(map(len, steps)) else 0.0


def _explained(pixels: Array, samples: Array, kinds: int = 5) -> Array:
    """How far each pixel is from the nearest of a few colours that stand for the samples, squared."""
    order = samples[np.argsort(samples[:, 0], kind="stable")]
    middles = order[((np.arange(kinds) + 0.5) / kinds * len(order)).astype(int)]
    for _ in range(5):
        near = ((samples[:, None] - middles[None]) ** 2).sum(2).argmin(1)
        middles = np.stack([samples[near == n].mean(0) if (near == n).any() else middles[n] for n in range(kinds)])
    away: Array = ((pixels[:, None] - middles[None]) ** 2).sum(2).min(1)
    return away


def _one_piece(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest piece of a mask, without holes."""
    best = np.zeros_like(mask)
    left = mask.copy()
    while left.any():
        start = np.zeros_like(mask)
        start.ravel()[int(left.ravel().argmax())] = True
        piece = _spread(start, left)
        best = piece if piece.sum() > best.sum() else best
        left &= ~piece
    rim = np.zeros_like(mask)
    rim[0] = rim[-1] = rim[:, 0] = rim[:, -1] = True
    return ~_spread(rim & ~best, ~best)


def _spread(start: NDArray[np.bool_], within: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All of ``within`` that hangs together with the start."""
    now = start
    while True:
        wide = now.copy()
        wide[1:] |= now[:-1]
        wide[:-1] |= now[1:]
        wide[:, 1:] |= wide[:, :-1].copy()
        wide[:, :-1] |= wide[:, 1:].copy()
        wide &= within
        if (wide == now).all():
            return now
        now = wide

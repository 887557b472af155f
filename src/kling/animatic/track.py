"""The camera of a clip, measured: how its picture turns, tilts, grows and rolls, and where it cuts.

Parts of neighbouring pictures are laid over each other by phase correlation; the shifts of four quarters say how the
whole moved. What moves within the picture is taken for the camera only where it fills most of it."""

from __future__ import annotations

from itertools import pairwise
from math import degrees
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kling.animatic.media import Clip

Array = NDArray[np.float32]
A_SECOND = 12
_SIZE = (128, 72)
_PART = (64, 32)
_CUT = 26.0  # mean grey levels by which two pictures of one take do not differ
_SURE = 0.06  # the least height of a correlation's peak
_WIDE = 54.0  # degrees that a picture of unknown lens is taken to be wide


class Offset(NamedTuple):
    """The camera since the last cut: degrees to the right, up and clockwise, a factor of size; ``take`` counts cuts."""

    pan: float = 0.0
    tilt: float = 0.0
    roll: float = 0.0
    zoom: float = 1.0
    take: float = 0


class Track(NamedTuple):
    """A clip's camera at each twelfth of a second."""

    steps: tuple[Offset, ...]

    def at(self, seconds: float) -> Offset:
        """The camera at a moment, between its measures; after its end it stays."""
        place = max(0.0, min(len(self.steps) - 1.0, seconds * A_SECOND))
        one, other = self.steps[int(place)], self.steps[min(len(self.steps) - 1, int(place) + 1)]
        part = (place - int(place)) * (one.take == other.take)
        return Offset(*(a + (b - a) * part for a, b in zip(one, other, strict=True)))

    def within(self, wide: float, high: float) -> Track:
        """The same, with the turns of each take about their middle, at most so many degrees to each side."""
        rows = np.array(self.steps)
        for take in range(int(rows[-1, 4]) + 1):
            turns = rows[rows[:, 4] == take, :2]
            low, span = turns.min(0), np.ptp(turns, 0)
            inner = np.minimum(1, 2 * np.array((wide, high)) / np.maximum(span, 1e-6))
            rows[rows[:, 4] == take, :2] = (turns - low - span / 2) * inner
        return Track(tuple(map(Offset._make, rows.tolist())))


def measured(clip: Clip, seconds: float) -> Track:
    """The camera of the first seconds of a clip."""
    last = min(seconds, clip.facts.seconds - 1 / 24)
    grey = [np.asarray(clip.at(n / A_SECOND, _SIZE).y, np.float32) for n in range(max(1, int(last * A_SECOND) + 1))]
    steps, now = [Offset()], Offset()
    for before, after in pairwise(grey):
        if np.abs(before - after).mean() > _CUT and _shift(before, after)[2] < _SURE:  # no shift makes one of the other
            now = Offset(take=now.take + 1)
        else:
            right, down, turn, growth = _between(before, after)
            now = Offset(now.pan - right * _WIDE, now.tilt + down * _WIDE, now.roll - turn, now.zoom * growth, now.take)
        steps.append(now)
    return Track(tuple(steps))


def _between(one: Array, other: Array) -> tuple[float, float, float, float]:
    """How the picture went: right and down in widths, degrees clockwise, and a factor of size."""
    wide, high = _SIZE
    rows, moved = [], []
    for x, y in ((x, y) for x in (0, wide - _PART[0]) for y in (0, high - _PART[1])):
        cut = np.s_[y : y + _PART[1], x : x + _PART[0]]
        right, down, sure = _shift(one[cut], other[cut])
        if sure > _SURE:
            cx, cy = x + (_PART[0] - wide) / 2, y + (_PART[1] - high) / 2
            rows += [(1, 0, cx, -cy), (0, 1, cy, cx)]
            moved += [right, down]
    if len(rows) < 6:
        right, down, sure = _shift(one, other)
        return (right / wide * (sure > _SURE), down / wide * (sure > _SURE), 0.0, 1.0)
    right, down, scale, turn = np.linalg.lstsq(np.array(rows), np.array(moved), rcond=None)[0]
    scale, turn = (value if abs(value) > 0.001 else 0.0 for value in (scale, turn))
    return right / wide, down / wide, degrees(turn), 1 + scale


def _shift(one: Array, other: Array) -> tuple[float, float, float]:
    """How far right and down the second is, in pixels, and how sure that is (the peak of the correlation)."""
    window = np.outer(*(np.hanning(side) for side in one.shape))
    first, second = (np.fft.rfft2((each - each.mean()) * window) for each in (one, other))
    cross = second * np.conj(first)
    found = np.fft.irfft2(cross / np.maximum(np.abs(cross), 1e-3), s=one.shape)
    peak = np.unravel_index(found.argmax(), found.shape)
    near = np.roll(found, (1 - peak[0], 1 - peak[1]), (0, 1))[:3, :3].clip(1e-9)
    ways = enumerate(zip(peak, one.shape, strict=True))
    down, right = (float((a + s / 2) % s - s / 2 + near.sum(1 - n) @ (-1, 0, 1) / near.sum()) for n, (a, s) in ways)
    return right, down, float(found[peak])

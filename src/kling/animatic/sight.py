"""That what must be seen is seen: a camera that has it all in its picture, and a set without what would hide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kling.animatic.framing import Framing, Subject
from kling.animatic.marks import Mark
from kling.animatic.mesh import Array, turned
from kling.animatic.stage import FILM_WIDTH, View

Points = NDArray[np.float64]
Corners = tuple[Points, Points]  # the lowest and the highest of a box
Boxes = tuple[Points, Points]  # the lowest and the highest corners of many boxes, (n, 3) each
_MARGIN = 0.06  # of half a picture, that stays free at its sides
_NEAREST = 0.35  # m before a lens
FARTHEST = 2.5  # times as far as a shot's size wants, at most
LARGE = 6.0  # m; what is longer is the place itself, but for a roof
_THIN, _BETWEEN = 0.2, 0.06  # m; a rope, a rail; to what is seen past them
_OVERHEAD = 2.2  # m; what is higher is over everybody's head
_CLIPPED = 0.1  # m before a lens
_LOWEST = 0.12  # m over the floor
_INNER = np.array([(0.5, 0.5, 0.5), *((x, y, z) for x in (0.2, 0.8) for y in (0.2, 0.8) for z in (0.15, 0.85))])
_LOW = 0.14  # m; what is lower hides nothing


def _axes(view: View, aspect: float) -> tuple[Points, Points, Points]:
    """The way that a view looks, and its way to the right and up, as long as half of what it sees a metre off."""
    ahead = np.subtract(view.at, view.eye) / np.linalg.norm(np.subtract(view.at, view.eye))
    right = np.cross(ahead, (0.0, 0.0, 1.0) if abs(ahead[2]) < 0.999 else (0.0, 1.0, 0.0))
    right *= FILM_WIDTH / 2 / view.focal / np.linalg.norm(right)
    return ahead, right * min(1.0, aspect), np.cross(right, ahead) / max(1.0, aspect)


def boxed(box: Corners, yaw: float = 0.0, eyes: float = 1.0) -> Subject:
    """What is in a box of the world as a camera knows it; ``eyes`` in parts of its height."""
    (x, y, low), (right, back, high) = box[0].tolist(), box[1].tolist()
    at, width = low + eyes * (high - low), max(right - x, back - y)
    return Subject((x + right) / 2, (y + back) / 2, low, high, at, width, yaw, person=False)


def corners_of(low: Sequence[float] | Array | Points, high: Sequence[float] | Array | Points, mark: Mark) -> Points:
    """The corners of a box of a body's own space, in the world."""
    box = np.array([(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    return np.asarray(box @ turned("z", mark.yaw).astype(float).T + (mark.x, mark.y, mark.z))


def fitted(framing: Framing, points: Points, aspect: float, under: float = 0.0) -> Framing:
    """The framing, stepped back and aside until all points are in the picture; ``under`` them a part of it is free."""
    if not len(points):
        return framing
    view, eye, at = framing.view, np.array(framing.view.eye), np.array(framing.view.at)
    ahead, *ways = _axes(view, aspect)
    deep, sides = (points - eye) @ ahead, []  # how far back each side of the picture wants the camera
    for way, free in zip(ways, (0.0, under), strict=True):
        off = (points - eye) @ way / (way @ way)
        over, below = off / (1 - _MARGIN) - deep, -off / (1 - _MARGIN - free) - deep
        sides.append((float(over.max()), float(below.max())))
    back = max(0.0, _NEAREST - float(deep.min()), *(sum(one) / 2 for one in sides))
    back = min(back, (FARTHEST - 1) * framing.distance)
    step = np.zeros(3)
    for way, (one, other) in zip(ways, sides, strict=True):
        low, high = one - back, back - other
        step += way * (1 - _MARGIN) * (min(max(0.0, low), high) if low <= high else (low + high) / 2)
    step[2] = max(step[2], min(0.0, _LOWEST - eye[2] + ahead[2] * back))  # nor into the ground
    eye, at = eye + step - ahead * back, at + step
    x, y, z = eye.tolist()
    view = replace(view, eye=(x, y, max(z, min(view.eye[2], _LOWEST))), at=(float(at[0]), float(at[1]), float(at[2])))
    return replace(framing, view=view, picture=framing.picture * (framing.distance + back) / framing.distance)


def seen_of(view: View, aspect: float, boxes: Boxes, others: Boxes) -> Points:
    """How much of each box a view has in its picture with nothing of the ``others`` before it, 0 to 1."""
    (low, high), (ahead, right, up), eye = boxes, _axes(view, aspect), np.asarray(view.eye, float)
    way = low[:, None] + (high - low)[:, None] * _INNER - eye  # (n, 9, 3)
    deep = np.maximum(way @ ahead, 1e-6)
    seen = deep > _CLIPPED
    for side in (right, up):
        seen &= np.abs(way @ side) / (side @ side) < deep
    ways = _Ways(eye, way)
    for one, other in zip(*others, strict=True):
        seen &= ~ways.cross(one, other)
    return np.asarray(seen.mean(1))


def covered(view: View, box: Corners, others: Boxes) -> Points:
    """How much of one box each of the ``others`` hides from a view, 0 to 1."""
    eye = np.asarray(view.eye, float)
    ways = _Ways(eye, box[0] + (box[1] - box[0]) * _INNER - eye)
    return np.array([ways.cross(one, other).mean() for one, other in zip(*others, strict=True)])


class _Ways:
    """Straight ways from an eye."""

    def __init__(self, eye: Points, ways: Points) -> None:
        self._eye = eye
        self._parts = [1 / np.where(np.abs(ways[..., axis]) < 1e-9, 1e-9, ways[..., axis]) for axis in range(3)]

    def cross(self, low: Points, high: Points) -> NDArray[np.bool_]:
        """Which of them meet a box before their ends."""
        enters, leaves = np.float64(0.02), np.float64(0.97)
        for axis, part in enumerate(self._parts):
            one, other = (low[axis] - self._eye[axis]) * part, (high[axis] - self._eye[axis]) * part
            enters, leaves = np.maximum(enters, np.minimum(one, other)), np.minimum(leaves, np.maximum(one, other))
        return np.asarray(enters < leaves)


def in_the_way(parts: Boxes, eyes: Points, seen: Points, bodies: Sequence[Corners]) -> NDArray[np.bool_]:
    """Which parts of a set stand in ``bodies`` (corners of boxes), or between ``eyes`` and what must be ``seen``."""
    low, high = parts
    small = ((high - low)[:, :2].max(1, initial=0) < LARGE) | (low[:, 2] > _OVERHEAD)
    small |= np.sort(high - low, 1)[:, 1] < _THIN
    small &= high[:, 2] - np.maximum(0, low[:, 2]) > 0.02
    hides = np.zeros(len(low), np.bool_)
    for one, other in bodies:
        hides |= ((low < other) & (high > one)).all(1) & (high[:, 2] > one[2] + _LOW)
    for eye in eyes:
        ways = _Ways(eye, seen - eye)
        hides |= [ways.cross(one, other).any() for one, other in zip(low - _BETWEEN, high + _BETWEEN, strict=True)]
    found: NDArray[np.bool_] = hides & small
    return found

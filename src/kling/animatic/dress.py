"""What the cast wears: shells cut from the body, skirts, and shapes hung on bones.

Made at rest, in the figure's axes (x to its left, y up, z to the front, m). Hems are cut exactly, so they are straight;
shells have a rim, so they are thick; hung cloth is seen from both sides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import pi, radians
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kling.animatic.build import Paint, parts
from kling.animatic.mesh import Array, Faces, Mesh, grid
from kling.animatic.skeleton import Rig, rig

_NECK, _ANKLE = 1.428, 0.085
ARM_BONES = ("upperarm", "lowerarm", "hand", "index", "middle", "ring", "pinky", "thumb")
_HEAD = np.array((0.0, 1.555, 0.045), np.float32)
_AXES = np.array(((1, 0, 0), (0, 0, -1), (0, 1, 0)), np.float32)  # from the stage's axes to the figure's


@dataclass(frozen=True, slots=True)
class Piece:
    """Something worn: ``points`` and ``normals`` (v, 3), ``weights`` (v, bones), ``faces`` (f, 3), and the ``tone``,
    which is one of the colours of a figure."""

    points: Array
    normals: Array
    weights: Array
    faces: Faces
    tone: str


_kept = lru_cache(maxsize=64)
"""Cutting and smoothing takes a tenth of a second, and films dress several people alike."""


def normals_of(points: Array, faces: Faces) -> Array:
    """Smooth normals."""
    out = np.zeros_like(points)
    face = np.cross(points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]])
    for corner in range(3):
        np.add.at(out, faces[:, corner], face)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A body at rest in a build: its points, how much of each belongs to the arms, and how far down an arm it is
    (0 shoulder, 1 elbow, 2 wrist, -1 the trunk)."""

    base: Rig
    points: Array
    arm: Array
    along: Array

    def weighed(self, **shares: float) -> Array:
        """Weights that hang everything on these bones."""
        row = np.zeros(len(self.base.parents), np.float32)
        for name, share in shares.items():
            row[self.base.bones[name]] = share
        return np.asarray(row / max(1e-6, float(row.sum())), np.float32)

    def front(self, y: float) -> float:
        """How far the chest reaches to the front at a height."""
        near = (abs(self.points[:, 1] - y) < 0.06) & (abs(self.points[:, 0]) < 0.08) & (self.arm < 0.2)
        return float(self.points[near, 2].max())


@lru_cache(maxsize=16)
def body(detail: str, build: str) -> Body:
    """The body in a detail (``near``, ``far``) and a build (``f``, ``m``, ``child``): a man is broader in the shoulders
    and straighter in the waist; men and children have flat chests."""
    base = rig(detail)
    points = base.points.copy()
    arm, along = _arms(base, points, base.weights)
    x, y, z = points.T
    if build != "f":
        front = (arm < 0.6) & (y > 1.02) & (y < 1.36) & (z > 0.04)
        flat = 0.118 - 0.9 * x**2 - 1.4 * np.maximum(0, y - 1.22) ** 2
        points[:, 2] = np.where(front, np.minimum(z, flat), z)
    if build == "m":
        waist = np.exp(-(((y - 1.06) / 0.10) ** 2)) * 0.10
        points[:, 0] *= 1 + np.exp(-(((y - 1.28) / 0.14) ** 2)) * (1 - arm) * 0.10 + waist
        points[:, 2] *= np.where(y < 1.40, 1 + 0.5 * waist, 1)
    elif build == "f":
        points[:, 0] *= 1 - np.exp(-(((y - 1.07) / 0.07) ** 2)) * (1 - arm) * 0.03
    return Body(base, points, arm, along)


def _arms(base: Rig, points: Array, weights: Array) -> tuple[Array, Array]:
    arm, along = np.zeros(len(points), np.float32), np.full(len(points), -1.0, np.float32)
    for side in "lr":
        own = [n for name, n in base.bones.items() if name.startswith(ARM_BONES) and name.endswith(f"_{side}")]
        share = weights[:, own].sum(1)
        shoulder, elbow, hand = (base.heads[base.bones[f"{name}_{side}"]] for name in ("upperarm", "lowerarm", "hand"))
        first, second = elbow - shoulder, hand - elbow
        high = (points - shoulder) @ first / (first @ first)
        low = 1 + (points - elbow) @ second / (second @ second)
        along = np.where(share > 0.02, np.where(high < 1, high, np.maximum(1, low)), along).astype(np.float32)
        arm += share
    return arm, along


# ---- shells --------------------------------------------------------------------------------------------------------


class _Net(NamedTuple):
    points: Array
    weights: Array
    faces: Faces


def _cut(one: Body, value: Array) -> _Net:
    """The part of a body where ``value`` is at most 0, cut exactly along 0."""
    faces, inside = one.base.faces, value <= 0
    count = inside[faces].sum(1)
    crossed = faces[(count == 1) | (count == 2)]
    alone = inside[crossed].sum(1) == 1  # one corner is inside, else one is outside: that corner first
    first = np.argmax(inside[crossed] == alone[:, None], axis=1)
    a, b, c = np.take_along_axis(crossed, (first[:, None] + np.arange(3)) % 3, 1).T
    edges = np.sort(np.concatenate([np.stack([a, b], 1), np.stack([a, c], 1)]), axis=1)
    found, at = np.unique(edges, axis=0, return_inverse=True)
    p, q = found.T
    part = (value[p] / (value[p] - value[q]))[:, None]
    ab, ac = at.reshape(2, -1) + len(value)
    kept = np.concatenate([
        faces[count == 3], np.stack([a, ab, ac], 1)[alone], np.stack([ab, b, c], 1)[~alone],
        np.stack([ab, c, ac], 1)[~alone],
    ])  # fmt: skip
    used, numbers = np.unique(kept, return_inverse=True)
    points, weights = (
        np.concatenate([rows, rows[p] + part * (rows[q] - rows[p])])[used].astype(np.float32)
        for rows in (one.points, one.base.weights)
    )
    return _Net(points, weights, numbers.reshape(-1, 3).astype(np.int32))


def _border(faces: Faces) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """All edges both ways, and those of a border, as their faces go round."""
    every = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    one, other = (every.astype(np.int64) @ np.array(way) for way in ((1 << 20, 1), (1, 1 << 20)))
    return np.concatenate([every, every[:, ::-1]]), every[~np.isin(one, other)]


def _smoothed(net: _Net, rounds: int) -> Array:
    """The points of a shell without the body's details; its border keeps its line."""
    both, border = _border(net.faces)
    ends = np.concatenate([border, border[:, ::-1]])
    points, at_border = net.points.astype(np.float64), np.unique(border)
    for _ in range(rounds):
        means = []
        for edges in (both, ends):
            total = np.zeros_like(points)
            np.add.at(total, edges[:, 0], points[edges[:, 1]])
            means.append(total / np.maximum(1, np.bincount(edges[:, 0], minlength=len(points)))[:, None])
        means[0][at_border] = means[1][at_border]
        points += 0.5 * (means[0] - points)
    return points.astype(np.float32)


@_kept
def shell(
    one: Body, tone: str, *, low: float, high: float | None = None, sleeve: float | None = None, thick: float = 0.011,
    rounds: int = 8, loose: float = 0.0, wide: float = 0.0,
) -> Piece:  # fmt: skip
    """A garment of the body from ``low`` up to ``high`` m (None: the neck), with sleeves down to ``sleeve`` (2: the
    wrist): smoothed, blown up, with rims turned inwards. ``loose`` at the hips, ``wide`` at the wrists."""
    points = one.points
    upper = (
        points[:, 1] + 0.45 * points[:, 2] - _NECK - 0.012 * (points[:, 2] < 0) if high is None else points[:, 1] - high
    )
    sleeves = np.ones(len(points)) if sleeve is None else one.along - sleeve
    net = _cut(one, np.where(one.arm > 0.5, sleeves, np.maximum(low - points[:, 1], upper)).astype(np.float32))
    smooth = _smoothed(net, rounds)
    out, (_, along) = normals_of(smooth, net.faces), _arms(one.base, net.points, net.weights)
    y = smooth[:, 1]
    ease = np.clip(along - 1, 0, 1) ** 2 * wide + (along < 0) * loose * np.clip(1 - np.abs(y - 0.86) / 0.26, 0, 1)
    ease = (thick + ease + 0.016 * np.clip((0.5 - y) / 0.5, 0, 1) * (high is not None))[:, None]
    shown = smooth + out * ease
    shown[(shown[:, 1] < 0.03) & (low < 0), 1] = 0.0  # soles
    _, border = _border(net.faces)
    ids = np.unique(border)
    a, b = border.T
    inner = len(shown) + np.searchsorted(ids, border).T
    rim = np.concatenate([np.stack([b, a, inner[0]], 1), np.stack([b, inner[0], inner[1]], 1)])
    faces = np.concatenate([net.faces, rim]).astype(np.int32)
    every = np.concatenate([shown, shown[ids] - out[ids] * (ease + 0.004)[ids]]).astype(np.float32)
    turned_in = normals_of(every, faces)[len(shown) :] * 0.4 - out[ids] * 0.6
    normals = np.concatenate([normals_of(shown.astype(np.float32), net.faces), turned_in]).astype(np.float32)
    return Piece(every, normals, np.concatenate([net.weights, net.weights[ids]]), faces, tone)


@_kept
def skin(one: Body, *, sleeve: float, legs: float) -> Piece:
    """The part of the body that clothes leave bare: hands from ``sleeve`` on, head and neck, legs below ``legs`` m."""
    x, y, z = one.points.T
    hand = np.where((one.arm > 0.5) & (one.along > 0), sleeve - 0.06 - one.along, 1.0)
    neck = np.where(one.arm > 0.3, 1.0, np.maximum(_NECK - 0.03 - (y + 0.45 * z), np.abs(x) - 0.082))
    leg = np.maximum(y - legs - 0.03, _ANKLE - y)
    net = _cut(one, np.minimum(np.minimum(hand, neck), leg).astype(np.float32))
    return Piece(net.points, normals_of(net.points, net.faces), net.weights, net.faces, "skin")


# ---- what hangs ----------------------------------------------------------------------------------------------------


def woven(points: NDArray[Any], weights: NDArray[Any], rows: int, tone: str, *, closed: bool) -> Piece:
    """A net of ``rows``, seen from both sides."""
    at, columns = np.asarray(points, np.float32).reshape(-1, 3), len(points.reshape(-1, 3)) // rows
    faces = grid(rows - 1, columns if closed else columns - 1, closed=closed)[:, ::-1]
    normals = normals_of(at, faces)
    return Piece(
        np.concatenate([at, at - normals * 0.006]),
        np.concatenate([normals, -normals]),
        np.concatenate([weights, weights]).astype(np.float32),
        np.concatenate([faces, faces[:, ::-1] + len(at)]).astype(np.int32),
        tone,
    )


@_kept
def skirt(
    one: Body, tone: str, *, waist: float, hem: float, flare: float = 0.0, ease: float = 0.02, around: float = 360.0
) -> Piece:
    """A skirt, a belt, or the lower part of a dress or coat, hung on pelvis and legs; less than ``around`` 360 is an
    apron."""
    rows, columns, closed = max(4, int((waist - hem) / 0.055)), 32, around >= 360
    half = radians(around) / 2
    turn = np.linspace(-pi, pi, columns, endpoint=False) if closed else np.linspace(-half, half, columns)
    part, y = np.linspace(0, 1, rows)[:, None], np.linspace(waist, hem, rows)[:, None]
    heights = np.arange(0.78, 1.30, 0.04)
    trunk = one.points[one.arm < 0.3]
    rings = [trunk[np.abs(trunk[:, 1] - height) < 0.035] for height in heights]
    girth = np.array([(np.abs(one[:, 0]).max(), one[:, 2].min(), one[:, 2].max()) for one in rings])
    wide, back, front = (
        np.interp(np.maximum(y, 0.80), heights, each) for each in girth.T
    )  # below, cloth falls straight
    rx = np.where(y < 0.9, np.maximum(wide, 0.155), wide) + ease + flare * part
    rz = (front - back) / 2 + ease + flare * 0.8 * part
    fold = 1 + 0.035 * part * np.cos(8 * turn) * (flare > 0.03)
    x, z = rx * np.sin(turn) * fold, (front + back) / 2 + rz * np.cos(turn) * fold
    left, leg = np.clip(0.5 + x / 0.16, 0, 1), np.clip((0.93 - y) / 0.16, 0, 1) * 0.9 + 0 * x
    shin, high = np.clip((0.50 - y) / 0.12, 0, 1) * 0.75, y > 0.93
    shares = {
        "pelvis": (1 - leg) * np.where(high, 0.55, 1), "spine_01": (1 - leg) * np.where(high, 0.45, 0),
        "thigh_l": leg * left * (1 - shin), "thigh_r": leg * (1 - left) * (1 - shin),
        "calf_l": leg * left * shin, "calf_r": leg * (1 - left) * shin,
    }  # fmt: skip
    weights = sum(one.weighed(**{name: 1.0}) * share.reshape(-1, 1) for name, share in shares.items())
    return woven(np.stack([x, y + 0 * x, z], -1), np.asarray(weights), rows, tone, closed=closed)


@lru_cache(maxsize=4)
def _skull(detail: str) -> Callable[[Array, Array], Array]:
    """How far the head reaches from its middle in directions (radians round from the front, and up)."""
    one = body(detail, "f")
    head = one.base.weights[:, [one.base.bones["head"], one.base.bones["neck_01"]]].sum(1)
    away = one.points[(head > 0.9) & (one.points[:, 1] > 1.43) & (np.abs(one.points[:, 0]) < 0.078)] - _HEAD
    length = np.linalg.norm(away, axis=1)

    def reach(turn: Array, up: Array) -> Array:
        ways = np.stack([np.sin(turn) * np.cos(up), np.sin(up), np.cos(turn) * np.cos(up)], -1)
        close = np.exp((np.einsum("...k,nk->...n", ways, away / length[:, None]) - 1) * 60)
        return np.asarray((close * length).sum(-1) / close.sum(-1))

    return reach


def hair(one: Body, detail: str, told: dict[str, Any]) -> list[Piece]:
    """Hair of a style: a cap that ends at its ``line`` ([degrees round from the front, degrees up] ...), a curtain that
    hangs down to ``hangs`` m, and ``parts`` like a knot."""
    columns, rows = (40, 10) if detail == "near" else (20, 7)
    turn, part = np.linspace(-pi, pi, columns, endpoint=False)[None], np.linspace(0, 1, rows)[:, None]
    line = np.array(told["line"])
    low = np.interp(np.degrees(np.abs(turn)), line[:, 0], line[:, 1])
    up = np.radians(90 + (low - 90) * part)
    r = _skull(detail)(turn + 0 * up, up) + told.get("thick", 0.014) * (1 - part**6 * 0.9) + 0.002
    ways = np.stack([np.sin(turn) * np.cos(up), np.sin(up), np.cos(turn) * np.cos(up)], -1)
    weights = np.tile(one.weighed(head=1), (rows * columns, 1))
    made = [woven(_HEAD + r[..., None] * ways, weights, rows, "hair", closed=True)]
    if "hangs" in told:
        made.append(_curtain(one, told["hangs"]))
    return [*made, *(worn(one, part) for part in told.get("parts", ()))]


def _curtain(one: Body, end: float) -> Piece:
    """Hair that hangs from the sides and the back of the head."""
    half, long = radians(102), end < 1.35
    part, turn = np.linspace(0, 1, 9)[:, None], np.linspace(pi - half, pi + half, 30)[None]
    y = 1.585 + (end - 1.585) * part
    under = 0.82 + 0.18 * np.minimum(1, part * 3)  # it comes out from under the cap
    tucked = 1 - 0.10 * (np.abs(turn - pi) / half) ** 6  # the front edges lie against the cheeks
    x = (0.096 + 0.02 * part * long - 0.012 * part**3) * tucked * under * np.sin(turn)
    z = 0.035 + (0.116 - 0.03 * part) * under * np.cos(turn)
    low = np.clip((1.42 - y) / 0.16, 0, 1) + 0 * x
    weights = one.weighed(head=1) * (1 - low).reshape(-1, 1) + one.weighed(spine_03=1) * low.reshape(-1, 1)
    return woven(
        np.stack([x, y + 0.012 * part * np.cos(turn * 5) * long, z], -1),
        np.asarray(weights, np.float32),
        9,
        "hair",
        closed=False,
    )


def worn(one: Body, part: dict[str, Any]) -> Piece:
    """A part as sets and things have them, in the stage's axes, on its ``bone``; its ``colour`` is a tone. ``front``:
    so far before the chest."""
    if "front" in part:
        x, _, high = part["at"]
        part = part | {"at": (x, -one.front(high) - part["front"], high)}
    return hung(one, parts([part], Paint()), part["bone"], part["colour"])


def hung(one: Body, shape: Mesh, bone: str, tone: str) -> Piece:
    """A shape in the stage's axes on a bone."""
    points, normals, n = shape.points @ _AXES, shape.normals @ _AXES, len(shape.points)
    return Piece(
        np.concatenate([points, points]).astype(np.float32),
        np.concatenate([normals, -normals]),
        np.tile(one.weighed(**{bone: 1.0}), (2 * n, 1)),
        np.concatenate([shape.faces, shape.faces[:, ::-1] + n]).astype(np.int32),
        tone,
    )

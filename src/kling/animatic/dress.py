"""What the cast wears: shells cut from the body, skirts, belts, each skinned to bones.

Made at rest, in the figure's axes. Hems are cut exactly, so they are straight; shells have a rim, so they are thick.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, radians, sin

import numpy as np
from numpy.typing import NDArray

from kling.animatic.skeleton import Rig, rig

Array = NDArray[np.float32]
Faces = NDArray[np.int32]
RGB = tuple[float, float, float]
_NECK, _ANKLE = 1.428, 0.085
_ARM_BONES = ("upperarm", "lowerarm", "hand", "index", "middle", "ring", "pinky", "thumb")


@dataclass(frozen=True, slots=True)
class Piece:
    """Something worn: ``points`` and ``normals`` (v, 3), ``weights`` (v, b), ``faces`` (f, 3), ``tone`` (v,): which of
    the colours of a figure each point has."""

    points: Array
    normals: Array
    weights: Array
    faces: Faces
    tone: str


_kept = lru_cache(maxsize=48)
"""Cutting and smoothing takes a tenth of a second, and films dress several people alike."""


def normals_of(points: Array, faces: Faces) -> Array:
    """Smooth normals."""
    out = np.zeros_like(points)
    face = np.cross(points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]])
    for corner in range(3):
        np.add.at(out, faces[:, corner], face)
    length = np.linalg.norm(out, axis=1, keepdims=True)
    found: Array = (out / np.maximum(length, 1e-9)).astype(np.float32)
    return found


@dataclass(slots=True)
class _Net:
    points: Array
    weights: Array
    faces: Faces


def _cut(net: _Net, value: Array) -> _Net:
    """The part of a net where ``value`` is at most 0, cut exactly along 0."""
    inside = value <= 0
    count = inside[net.faces].sum(1)
    whole = net.faces[count == 3]
    points, weights, faces = [net.points], [net.weights], [whole]
    made: dict[tuple[int, int], int] = {}
    new_points, new_weights, extra = [], [], []

    def between(a: int, b: int) -> int:
        key = (min(a, b), max(a, b))
        if key not in made:
            part = value[a] / (value[a] - value[b])
            new_points.append(net.points[a] + part * (net.points[b] - net.points[a]))
            new_weights.append(net.weights[a] + part * (net.weights[b] - net.weights[a]))
            made[key] = len(net.points) + len(new_points) - 1
        return made[key]

    for face in net.faces[(count == 1) | (count == 2)]:
        ring: list[int] = []
        for n in range(3):
            a, b = int(face[n]), int(face[(n + 1) % 3])
            if inside[a]:
                ring.append(a)
            if inside[a] != inside[b]:
                ring.append(between(a, b))
        extra += [(ring[0], ring[n], ring[n + 1]) for n in range(1, len(ring) - 1)]
    if new_points:
        points.append(np.array(new_points, np.float32))
        weights.append(np.array(new_weights, np.float32))
    if extra:
        faces.append(np.array(extra, np.int32))
    return _packed(_Net(np.concatenate(points), np.concatenate(weights), np.concatenate(faces)))


def _packed(net: _Net) -> _Net:
    used, faces = np.unique(net.faces, return_inverse=True)
    return _Net(net.points[used], net.weights[used], faces.reshape(-1, 3).astype(np.int32))


def _edges(faces: Faces) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """All edges both ways, and those of a border, as their faces go round."""
    every = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    size = int(faces.max()) + 1
    border = every[
        ~np.isin(every[:, 0].astype(np.int64) * size + every[:, 1], every[:, 1].astype(np.int64) * size + every[:, 0])
    ]
    return np.concatenate([every, every[:, ::-1]]), border


def _smoothed(net: _Net, rounds: int, by: float = 0.5) -> _Net:
    """A shell without the body's details; its border keeps its line."""
    both, border = _edges(net.faces)
    points = net.points.astype(np.float64)
    count = np.bincount(both[:, 0], minlength=len(points))[:, None]
    ends = np.concatenate([border, border[:, ::-1]])
    at_border = np.unique(border)
    ring_count = np.maximum(1, np.bincount(ends[:, 0], minlength=len(points)))[:, None]
    for _ in range(rounds):
        mean, ring = np.zeros_like(points), np.zeros_like(points)
        np.add.at(mean, both[:, 0], points[both[:, 1]])
        np.add.at(ring, ends[:, 0], points[ends[:, 1]])
        mean = mean / np.maximum(count, 1)
        mean[at_border] = (ring / ring_count)[at_border]
        points += by * (mean - points)
    return _Net(points.astype(np.float32), net.weights, net.faces)


def _shell(net: _Net, tone: str, thick: float, rounds: int = 6, flare: Callable[[Array], Array] | None = None) -> Piece:
    """A garment of a part of the body: smoothed, blown up, with rims turned inwards."""
    smooth = _smoothed(net, rounds)
    out = normals_of(smooth.points, smooth.faces)
    extra = flare(smooth.points) if flare is not None else np.zeros(len(out), np.float32)
    points = smooth.points + out * (thick + extra)[:, None]
    _, border = _edges(net.faces)
    ids = np.unique(border)
    place = {int(one): len(points) + n for n, one in enumerate(ids)}
    inner = points[ids] - out[ids] * (thick + extra + 0.004)[ids][:, None]
    rim = [
        face for a, b in border for face in ((int(b), int(a), place[int(a)]), (int(b), place[int(a)], place[int(b)]))
    ]
    faces = np.concatenate([net.faces, np.array(rim, np.int32).reshape(-1, 3)])
    every = np.concatenate([points, inner])
    normals = np.concatenate(
        [normals_of(points, net.faces), -out[ids] * 0.6 + normals_of(every, faces)[len(points) :] * 0.4]
    )
    return Piece(every, normals, np.concatenate([net.weights, net.weights[ids]]), faces.astype(np.int32), tone)


# ---- the body by its parts ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A body at rest in a build: its net, how much of each point belongs to the arms, and how far down an arm it is
    (0 shoulder, 1 elbow, 2 wrist)."""

    base: Rig
    net: _Net
    arm: Array
    along: Array
    head: Array

    def bone(self, name: str) -> Array:
        """Weights that hang everything on one bone."""
        row = np.zeros(len(self.base.parents), np.float32)
        row[self.base.bones[name]] = 1
        return row

    def split(self, **shares: float) -> Array:
        """Weights shared between bones."""
        row = np.zeros(len(self.base.parents), np.float32)
        for name, share in shares.items():
            row[self.base.bones[name]] += share
        shared: Array = row / np.float32(max(1e-6, float(row.sum())))
        return shared


@lru_cache(maxsize=16)
def body(detail: str, build: str) -> Body:
    """The body in a detail (``near``, ``far``) and a build (``f``, ``m``, ``child``)."""
    base = rig(detail)
    points = base.points.copy()
    arm, along = _arms(base, points, base.weights)
    _shape(points, arm, build)
    head = base.weights[:, [base.bones["head"], base.bones["neck_01"]]].sum(1)
    return Body(base, _Net(points, base.weights, base.faces), arm, along, head)


def _arms(base: Rig, points: Array, weights: Array) -> tuple[Array, Array]:
    """How much arm points are, and how far down it: 0 shoulder, 1 elbow, 2 wrist, -1 for the trunk."""
    arm, along = np.zeros(len(points), np.float32), np.full(len(points), -1.0, np.float32)
    for side in "lr":
        own = [n for name, n in base.bones.items() if name.startswith(_ARM_BONES) and name.endswith(f"_{side}")]
        share = weights[:, own].sum(1)
        shoulder, elbow, hand = (base.heads[base.bones[f"{name}_{side}"]] for name in ("upperarm", "lowerarm", "hand"))
        first, second = elbow - shoulder, hand - elbow
        high = (points - shoulder) @ first / (first @ first)
        low = 1 + (points - elbow) @ second / (second @ second)
        mine = share > 0.02
        along[mine] = np.where(high < 1, high, np.maximum(1, low))[mine]
        arm += share
    return arm, along


def _shape(points: Array, arm: Array, build: str) -> None:
    """Shape a body: a man is broader in the shoulders, straighter in the waist; men and children have flat chests."""
    y = points[:, 1]
    if build != "f":
        front = (arm < 0.6) & (y > 1.02) & (y < 1.36) & (points[:, 2] > 0.04)
        flat = 0.118 - 0.9 * points[:, 0] ** 2 - 0.35 * np.maximum(0, y - 1.22) ** 2 * 4
        points[:, 2] = np.where(front, np.minimum(points[:, 2], flat), points[:, 2])
    if build == "m":
        chest = np.exp(-(((y - 1.28) / 0.14) ** 2)) * (1 - arm) * 0.10
        waist = np.exp(-(((y - 1.06) / 0.10) ** 2)) * 0.10
        points[:, 0] *= 1 + chest + waist
        points[:, 2] = np.where(y < 1.40, points[:, 2] * (1 + 0.5 * waist), points[:, 2])
    elif build == "f":
        waist = np.exp(-(((y - 1.07) / 0.07) ** 2)) * (1 - arm) * 0.03
        points[:, 0] *= 1 - waist


@_kept
def skin(one: Body, *, sleeve: float, collar: bool, legs: float, feet: bool) -> Piece:
    """The part of the body that clothes leave bare: hands from ``sleeve`` on, head and neck, legs below ``legs`` m."""
    net, points = one.net, one.net.points
    covered = np.full(len(points), 1.0, np.float32)
    hand = np.where(one.along > 0, sleeve - 0.06 - one.along, 1.0)
    neck = np.maximum(_NECK - 0.03 - (points[:, 1] + 0.45 * points[:, 2]), np.abs(points[:, 0]) - 0.082)
    neck = neck if collar else np.ones(len(points), np.float32)
    leg = points[:, 1] - (legs + 0.03)
    low = np.maximum(leg, _ANKLE - points[:, 1]) if feet else leg
    bare = np.minimum(np.minimum(np.where(one.arm > 0.5, hand, covered), np.where(one.arm > 0.3, 1.0, neck)), low)
    kept = _cut(net, bare.astype(np.float32))
    return Piece(kept.points, normals_of(kept.points, kept.faces), kept.weights, kept.faces, "skin")


@_kept
def top(one: Body, tone: str, *, hem: float, sleeve: float, thick: float, wide: float = 0.0) -> Piece:
    """A shirt, jacket or the upper part of a coat: down to ``hem`` m, sleeves down to ``sleeve`` (2: the wrist)."""
    points = one.net.points
    neck = points[:, 1] + 0.45 * points[:, 2] - _NECK - 0.012 * (points[:, 2] < 0)
    value = np.where(one.arm > 0.5, one.along - sleeve, np.maximum(hem - points[:, 1], neck))
    kept = _cut(one.net, value.astype(np.float32))
    _, along = _arms(one.base, kept.points, kept.weights)

    def flare(at: Array) -> Array:
        opened = np.clip((along - 1.0), 0, 1) ** 2 * wide
        loose = np.clip((1.12 - at[:, 1]) / 0.3, 0, 1) * (along < 0) * 0.012
        found: Array = (opened + loose).astype(np.float32)
        return found

    return _shell(kept, tone, thick, 8, flare)


@_kept
def trousers(one: Body, tone: str, *, hem: float, thick: float, waist: float = 1.0) -> Piece:
    """Trousers from the waist down to ``hem`` m."""
    y = one.net.points[:, 1]
    value = np.where(one.arm > 0.5, 1.0, np.maximum(y - waist, hem - y))
    kept = _cut(one.net, value.astype(np.float32))

    def flare(at: Array) -> Array:
        low, high = np.clip((0.5 - at[:, 1]) / 0.5, 0, 1), np.clip((at[:, 1] - 0.8) / 0.1, 0, 1)
        wide: Array = (low * 0.016 - high * 0.008).astype(np.float32)
        return wide

    return _shell(kept, tone, thick, 10, flare)


@_kept
def shoes(one: Body, tone: str, *, high: float = 0.1) -> Piece:
    """Shoes or, higher, boots."""
    kept = _cut(one.net, (one.net.points[:, 1] - high).astype(np.float32))
    made = _shell(kept, tone, 0.017, 40)
    points = made.points.copy()
    points[points[:, 1] < 0.03, 1] = 0.0
    return Piece(points, made.normals, made.weights, made.faces, tone)


@_kept
def skirt(
    one: Body, tone: str, *, waist: float, hem: float, flare: float, ease: float = 0.02, around: float = 360.0
) -> Piece:
    """A skirt or the lower part of a dress or coat, hung on pelvis and legs; less than ``around`` 360 is an apron."""
    rows, columns = max(5, int((waist - hem) / 0.055)), 32
    heights = np.linspace(waist, hem, rows)
    points, weights = [], []
    half = radians(around) / 2
    closed = around >= 360
    angles = np.linspace(-pi, pi, columns, endpoint=False) if closed else np.linspace(-half, half, columns)
    wide, low, high = _girth(one)
    for number, y in enumerate(heights):
        part = number / (rows - 1)
        hang = max(y, 0.80)  # below the hips cloth falls straight
        rx = max(float(np.interp(hang, *wide)), 0.155 if y < 0.9 else 0.0) + ease + flare * part
        front, back = float(np.interp(hang, *high)), float(np.interp(hang, *low))
        middle, rz = (front + back) / 2, (front - back) / 2 + ease + flare * 0.8 * part
        for a in angles:
            fold = 1 + 0.035 * part * cos(8 * a) * (flare > 0.03)
            x, z = rx * sin(a) * fold, middle + rz * cos(a) * fold
            points.append((x, y, z))
            left = float(np.clip(0.5 + x / 0.16, 0, 1))
            leg = float(np.clip((0.93 - y) / 0.16, 0, 1)) * 0.9
            shin = float(np.clip((0.50 - y) / 0.12, 0, 1)) * 0.75
            weights.append(
                one.split(
                    pelvis=(1 - leg) * (0.55 if y > 0.93 else 1.0),
                    spine_01=(1 - leg) * (0.45 if y > 0.93 else 0.0),
                    thigh_l=leg * left * (1 - shin),
                    thigh_r=leg * (1 - left) * (1 - shin),
                    calf_l=leg * left * shin,
                    calf_r=leg * (1 - left) * shin,
                )
            )
    return woven(np.array(points, np.float32), np.array(weights, np.float32), rows, columns, tone, closed=closed)


def _girth(one: Body) -> tuple[tuple[Array, Array], ...]:
    """Half width, back and front of the trunk by height, rising."""
    heights = np.arange(0.78, 1.30, 0.04, dtype=np.float32)
    trunk = one.arm < 0.3
    y = one.net.points[:, 1]
    rows = [one.net.points[trunk & (np.abs(y - height) < 0.035)] for height in heights]
    return (
        (heights, np.array([np.abs(row[:, 0]).max() for row in rows])),
        (heights, np.array([row[:, 2].min() for row in rows])),
        (heights, np.array([row[:, 2].max() for row in rows])),
    )


def woven(points: Array, weights: Array, rows: int, columns: int, tone: str, *, closed: bool) -> Piece:
    """A net of rows and columns, seen from both sides."""
    across = columns if closed else columns - 1
    faces = []
    for r in range(rows - 1):
        for c in range(across):
            a, b = r * columns + c, r * columns + (c + 1) % columns
            faces += [(a, a + columns, b + columns), (a, b + columns, b)]
    out = np.array(faces, np.int32)
    normals = normals_of(points, out)
    count = len(points)
    return Piece(
        np.concatenate([points, points - normals * 0.006]),
        np.concatenate([normals, -normals]),
        np.concatenate([weights, weights]),
        np.concatenate([out, out[:, ::-1] + count]).astype(np.int32),
        tone,
    )


@_kept
def band(one: Body, tone: str, y: float, tall: float, ease: float) -> Piece:
    """A belt or sash round the trunk."""
    wide, low, high = _girth(one)
    columns = 28
    rows = [(y + tall / 2, ease - 0.012), (y + tall / 2, ease), (y - tall / 2, ease), (y - tall / 2, ease - 0.012)]
    points = [
        (
            (float(np.interp(at, *wide)) + out) * sin(a),
            at,
            (float(np.interp(at, *high)) + float(np.interp(at, *low))) / 2
            + ((float(np.interp(at, *high)) - float(np.interp(at, *low))) / 2 + out) * cos(a),
        )
        for at, out in rows
        for a in np.linspace(-pi, pi, columns, endpoint=False)
    ]
    weights = np.tile(one.split(pelvis=0.45, spine_01=0.55), (len(points), 1))
    return woven(np.array(points, np.float32), weights, len(rows), columns, tone, closed=True)

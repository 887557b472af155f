"""What the cast wears: shells cut from the body, cloth that hangs round it, and things put on it.

Made at rest, in the figure's axes (x to its left, y up, z to the front, m). Hems are cut exactly, so they are straight;
shells have a rim, so they are thick; hung cloth is seen from both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from math import pi, radians
from typing import Any, NamedTuple

import numpy as np

from kling.animatic.mesh import Array, Colour, Faces, Mesh, joined, mesh, net, normals_of
from kling.animatic.skeleton import rig

_NECK = 1.428
_HEAD = np.array((0.0, 1.555, 0.045), np.float32)
_AXES = np.array(((1, 0, 0), (0, 0, -1), (0, 1, 0)), np.float32)  # from the stage's axes to the figure's
_ARM = ("upperarm", "lowerarm", "hand", "index", "middle", "ring", "pinky", "thumb")
_NEAR = 0.07  # within how many metres of what hangs bones of the body move it


class Body(NamedTuple):
    """A body at rest or a part of it, row for row of its points: their places, their places on a body without details,
    where that looks, how much of a point belongs to the arms, how far down an arm it is (0 shoulder, 1 elbow, 2 wrist,
    -1 the trunk), and the weights of its bones; ``faces`` (f, 3)."""

    points: Array
    smooth: Array
    out: Array
    arm: Array
    along: Array
    weights: Array
    faces: Faces


class Piece(NamedTuple):
    """Something to be seen: its mesh in the figure's axes and the weights of the bones on its points, (n, bones)."""

    mesh: Mesh
    weights: Array

    def painted(self, colour: Colour) -> Piece:
        """The piece in one colour."""
        return self._replace(mesh=self.mesh.painted(colour))


@lru_cache(maxsize=8)
def body(detail: str, build: str) -> Body:
    """The body in a detail (``near``, ``far``) and a build (``f``, ``m``, ``child``): a man is broader in the shoulders
    and straighter in the waist; men and children have flat chests."""
    base = rig(detail)
    points, weights = base.points.copy(), base.weights
    arm, along = np.zeros(len(points), np.float32), np.full(len(points), -1.0, np.float32)
    for side in "lr":
        share = weights[:, [n for name, n in base.bones.items() if name.startswith(_ARM) and name[-1] == side]].sum(1)
        shoulder, elbow, hand = (base.heads[base.bones[f"{name}_{side}"]] for name in ("upperarm", "lowerarm", "hand"))
        limbs = (shoulder, elbow - shoulder), (elbow, hand - elbow)
        high, low = ((points - one) @ way / (way @ way) for one, way in limbs)
        along = np.where(share > 0.02, np.where(high < 1, high, np.maximum(1, 1 + low)), along)
        arm += share
    x, y, z = points.T
    if build != "f":
        front = (arm < 0.6) & (y > 1.02) & (y < 1.36) & (z > 0.04)
        points[:, 2] = np.where(front, np.minimum(z, 0.118 - 0.9 * x**2 - 1.4 * np.maximum(0, y - 1.22) ** 2), z)
    if build == "m":
        waist = np.exp(-(((y - 1.06) / 0.10) ** 2)) * 0.10
        points[:, 0] *= 1 + np.exp(-(((y - 1.28) / 0.14) ** 2)) * (1 - arm) * 0.10 + waist
        points[:, 2] *= np.where(y < 1.40, 1 + 0.5 * waist, 1)
    smooth = _smoothed(points, base.faces)
    return Body(points, smooth, normals_of(smooth, base.faces), arm, along, weights, base.faces)


def _smoothed(points: Array, faces: Faces) -> Array:
    """The body without its details; feet without toes, a head without ears."""
    edges = np.concatenate([faces[:, two] for two in ((0, 1), (1, 2), (2, 0))])
    count, made = np.bincount(edges[:, 0], minlength=len(points))[:, None], points.copy()
    flat = (points[:, 1] < 0.12) | ((points[:, 1] > 1.45) & (np.abs(points[:, 0]) > 0.07))
    for rounds in range(40):
        total = np.zeros_like(made)
        np.add.at(total, edges[:, 0], made[edges[:, 1]])
        some = slice(None) if rounds < 8 else flat
        made[some] += 0.5 * (total / count - made)[some]
    return made


def _cut(one: Body, value: Array) -> Body:
    """The part of a body where ``value`` is at most 0, cut exactly along 0."""
    faces, inside = one.faces, value <= 0
    count = inside[faces].sum(1)
    crossed = faces[(count == 1) | (count == 2)]
    alone = inside[crossed].sum(1) == 1  # one corner is inside, else one is outside: that corner first
    first = np.argmax(inside[crossed] == alone[:, None], axis=1)
    a, b, c = np.take_along_axis(crossed, (first[:, None] + np.arange(3)) % 3, 1).T
    edges = np.sort(np.concatenate([np.stack([a, b], 1), np.stack([a, c], 1)]), axis=1)
    found, at = np.unique(edges, axis=0, return_inverse=True)
    p, q = found.T
    part = value[p] / (value[p] - value[q])
    ab, ac = at.reshape(2, -1) + len(value)
    rest = [np.stack(one, 1)[~alone] for one in ([ab, b, c], [ab, c, ac])]
    kept = np.concatenate([faces[count == 3], np.stack([a, ab, ac], 1)[alone], *rest])
    used, numbers = np.unique(kept, return_inverse=True)

    def mixed(rows: Array) -> Array:
        between = (rows[p].T + part * (rows[q] - rows[p]).T).T
        return np.asarray(np.concatenate([rows, between])[used], np.float32)

    points, smooth, out, arm, along, weights = map(mixed, one[:-1])
    return Body(points, smooth, out, arm, along, weights, numbers.reshape(-1, 3).astype(np.int32))


def shell(one: Body, told: Mapping[str, Any]) -> tuple[Piece, Body]:
    """What a shell of the data covers of a body, smoothed, blown up, with rims turned inwards; and what it leaves."""
    _, y, z = one.smooth.T
    if "line" in told:
        away = (one.smooth - _HEAD).T
        round_, up = np.degrees(np.arctan2([np.abs(away[0]), away[1]], [away[2], np.hypot(away[0], away[2])]))
        value = np.where(y > 1.42, np.interp(round_, *np.array(told["line"]).T) - up, 90.0)
    else:
        upper = y - told["high"] if "high" in told else y + 0.45 * z - _NECK - 0.012 * (z < 0)
        sleeve = one.along - told["sleeve"] if "sleeve" in told else 1.0
        value = np.where(one.arm > 0.5, sleeve, np.maximum(told.get("low", 9.0) - y, upper))
    value = np.where(np.abs(value) < 1e-3, 1e-3, value).astype(np.float32)  # where another shell ends, this one does
    part, left = _cut(one, value), _cut(one, -value)
    high = part.smooth[:, 1]
    ease = told["thick"] + told.get("loose", 0.0) * np.clip(1 - np.abs(high - 0.86) / 0.26, 0, 1) * (part.along < 0)
    ease += told.get("wide", 0.0) * np.clip(np.maximum(part.along - 1, (0.5 - high) / 0.5), 0, 1) ** 2
    shown = part.smooth + part.out * ease[:, None]
    shown[(high < 0.03) & (told.get("low", 0.0) < 0), 1] = 0.0  # soles
    edges = np.concatenate([part.faces[:, two] for two in ((0, 1), (1, 2), (2, 0))])
    one_way, other = (edges.astype(np.int64) @ np.array(way) for way in ((1 << 20, 1), (1, 1 << 20)))
    a, b = edges[~np.isin(one_way, other)].T
    n, ids, under = len(a), np.concatenate([a, b, a, b]), part.points - 0.006 * part.out
    quads = np.array([(n, 0, 2 * n), (n, 2 * n, 3 * n)])[:, None] + np.arange(n)[:, None]
    rim = mesh(np.concatenate([shown[a], shown[b], under[a], under[b]]), quads.reshape(-1, 3), part.out[ids])
    shape = joined([mesh(shown, part.faces, part.out), rim])
    return Piece(shape, np.concatenate([part.weights, part.weights[ids]])), left


def bare(one: Body) -> Piece:
    """What is left of a body, as it is."""
    return Piece(mesh(one.points, one.faces), one.weights)


def drape(one: Body, told: Mapping[str, Any]) -> Mesh:
    """Cloth that hangs round a body from one height to another, in the stage's axes, straight down under ``falls``;
    less than ``around`` 360 degrees from the front, or from ``behind``."""
    high, low = told["drape"]
    rows, half = max(4, int((high - low) / 0.055)), radians(told.get("around", 360.0)) / 2
    falls = told.get("falls", 0.8)
    closed, flare = half >= pi, told.get("flare", 0.0)
    turn = np.linspace(-half, half, 32, endpoint=not closed) + pi * told.get("behind", False)
    part, y = np.linspace(0, 1, rows)[:, None], np.linspace(high, low, rows)[:, None]
    heights = np.arange(0.78, 1.62, 0.04)
    trunk = one.points[one.arm < 0.3]
    rings = [trunk[np.abs(trunk[:, 1] - height) < 0.035] for height in heights]
    girth = np.array([(np.abs(ring[:, 0]).max(), ring[:, 2].min(), ring[:, 2].max()) for ring in rings])
    wide, back, front = (np.interp(np.maximum(y, falls), heights, each) for each in girth.T)
    rx = np.where(y < 0.9, np.maximum(wide, 0.155), wide) + told.get("ease", 0.02) + flare * part
    rz = (front - back) / 2 + told.get("ease", 0.02) + flare * 0.8 * part
    fold = 1 + 0.035 * part * np.cos(8 * turn) * (flare > 0.03)
    x, z = rx * np.sin(turn) * fold, (front + back) / 2 + rz * np.cos(turn) * fold
    return net(np.stack([x, -z, y + 0 * x], -1)[::-1], closed=closed)


@lru_cache(maxsize=128)
def _bones_near(shape: bytes) -> Array:
    """How much of the move of each bone is that of points near it. Eyes, brows and buttons are those of everybody."""
    at = np.frombuffer(shape, np.float32).reshape(-1, 3)
    points, bones = (rows[::3] for rows in (body("far", "f").points, body("far", "f").weights))  # a third will do
    away = (points**2).sum(1) - 2 * at @ points.T
    share = np.exp((away.min(1, keepdims=True) - away) / (2 * _NEAR * _NEAR))
    return np.asarray((share / share.sum(1, keepdims=True)) @ bones)


def hung(shape: Mesh, *, both: bool) -> Piece:
    """A shape in the stage's axes on the bones that are near, seen from ``both`` sides."""
    shape = replace(shape, points=shape.points @ _AXES, normals=shape.normals @ _AXES)
    weights = _bones_near(shape.points.astype(np.float32).tobytes())
    if not both:
        return Piece(shape, weights)
    points, faces = shape.points - shape.normals * 0.003, shape.faces[:, ::-1]
    inside = replace(shape, points=points, normals=-shape.normals, faces=faces)
    return Piece(joined([shape, inside]), np.concatenate([weights, weights]))

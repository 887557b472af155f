"""What the cast wears and what is on their heads: shells cut from the body, skirts, hair, hats, each skinned to bones.

Made at rest, in the figure's axes. Hems are cut exactly, so they are straight; shells have a rim, so they are thick.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, radians, sin

import numpy as np
from numpy.typing import NDArray

from kling.animatic.skeleton import Rig, rig

Array = NDArray[np.float32]
Faces = NDArray[np.int32]
RGB = tuple[float, float, float]
_NECK, _WAIST, _HIP, _ANKLE = 1.385, 0.985, 0.865, 0.085
_SKULL = np.array((0.0, 1.555, 0.045), np.float32)
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


def normals_of(points: Array, faces: Faces) -> Array:
    """Smooth normals."""
    out = np.zeros_like(points)
    face = np.cross(points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]])
    for corner in range(3):
        np.add.at(out, faces[:, corner], face)
    length = np.linalg.norm(out, axis=1, keepdims=True)
    return (out / np.maximum(length, 1e-9)).astype(np.float32)


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
    known = {(int(a), int(b)) for a, b in every}
    border = np.array([edge for edge in known if (edge[1], edge[0]) not in known], np.int32).reshape(-1, 2)
    border = border[np.lexsort((border[:, 1], border[:, 0]))]
    return np.concatenate([every, every[:, ::-1]]), border


def _smoothed(net: _Net, rounds: int, by: float = 0.5) -> _Net:
    """A shell without the body's details; its border keeps its line."""
    both, border = _edges(net.faces)
    points = net.points.copy()
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
    return _Net(points, net.weights, net.faces)


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


@dataclass(frozen=True, slots=True)
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
        return row / max(1e-6, row.sum())


@lru_cache(maxsize=16)
def body(detail: str, build: str) -> Body:
    """The body in a detail (``near``, ``far``) and a build (``f``, ``m``, ``child``)."""
    base = rig(detail)
    points = base.points.copy()
    arms = [n for name, n in base.bones.items() if name.startswith(_ARM_BONES)]
    arm = base.weights[:, arms].sum(1)
    along = np.full(len(points), -1.0, np.float32)
    for side in "lr":
        own = [n for name, n in base.bones.items() if name.startswith(_ARM_BONES) and name.endswith(f"_{side}")]
        mine = base.weights[:, own].sum(1) > 0.02
        shoulder, elbow, hand = (base.heads[base.bones[f"{name}_{side}"]] for name in ("upperarm", "lowerarm", "hand"))
        first, second = elbow - shoulder, hand - elbow
        high = (points - shoulder) @ first / (first @ first)
        low = 1 + (points - elbow) @ second / (second @ second)
        along[mine] = np.where(high < 1, high, np.maximum(1, low))[mine]
    _build(points, arm, build)
    head = base.weights[:, [base.bones["head"], base.bones["neck_01"]]].sum(1)
    return Body(base, _Net(points, base.weights, base.faces), arm, along, head)


def _build(points: Array, arm: Array, build: str) -> None:
    """Shape a body: a man is broader in the shoulders and straighter in the waist."""
    y = points[:, 1]
    if build == "m":
        chest = np.exp(-(((y - 1.28) / 0.14) ** 2)) * (1 - arm) * 0.10
        waist = np.exp(-(((y - 1.06) / 0.10) ** 2)) * 0.10
        points[:, 0] *= 1 + chest + waist
        points[:, 2] = np.where(y < 1.40, points[:, 2] * (1 + 0.5 * waist), points[:, 2])
    elif build == "f":
        waist = np.exp(-(((y - 1.07) / 0.07) ** 2)) * (1 - arm) * 0.03
        points[:, 0] *= 1 - waist


def skin(one: Body, *, sleeve: float, collar: bool, legs: float, feet: bool) -> Piece:
    """The part of the body that clothes leave bare: hands from ``sleeve`` on, head and neck, legs below ``legs`` m."""
    net, points = one.net, one.net.points
    covered = np.full(len(points), 1.0, np.float32)
    hand = np.where(one.along > 0, sleeve - 0.06 - one.along, 1.0)
    neck = _NECK - 0.03 - (points[:, 1] + 0.45 * points[:, 2]) if collar else np.ones(len(points), np.float32)
    leg = points[:, 1] - (legs + 0.03)
    foot = points[:, 1] - _ANKLE if not feet else np.where(points[:, 1] < _ANKLE - 0.02, 1.0, -1.0)
    del foot
    low = np.maximum(leg, -(points[:, 1] - 0.05)) if not feet else leg
    bare = np.minimum(np.minimum(np.where(one.arm > 0.5, hand, covered), np.where(one.arm > 0.5, 1.0, neck)), low)
    kept = _cut(net, bare.astype(np.float32))
    return Piece(kept.points, normals_of(kept.points, kept.faces), kept.weights, kept.faces, "skin")


def top(one: Body, tone: str, *, hem: float, sleeve: float, thick: float, wide: float = 0.0) -> Piece:
    """A shirt, jacket or the upper part of a coat: down to ``hem`` m, sleeves down to ``sleeve`` (2: the wrist)."""
    points = one.net.points
    neck = points[:, 1] + 0.45 * points[:, 2] - _NECK - 0.012 * (points[:, 2] < 0)
    value = np.where(one.arm > 0.5, one.along - sleeve, np.maximum(hem - points[:, 1], neck))
    kept = _cut(one.net, value.astype(np.float32))
    _, along = _looked_up(one, kept)

    def flare(at: Array) -> Array:
        opened = np.clip((along - 1.0), 0, 1) ** 2 * wide
        loose = np.clip((1.12 - at[:, 1]) / 0.3, 0, 1) * (along < 0) * thick * 0.5
        return (opened + loose).astype(np.float32)

    return _shell(kept, tone, thick, 8, flare)


def _looked_up(one: Body, net: _Net) -> tuple[Array, Array]:
    """How much arm the points of a cut net are, and how far down the arm."""
    arms = [n for name, n in one.base.bones.items() if name.startswith(_ARM_BONES)]
    arm = net.weights[:, arms].sum(1)
    along = np.full(len(net.points), -1.0, np.float32)
    for sign in (1, -1):
        side = "l" if sign > 0 else "r"
        shoulder, elbow, hand = (
            one.base.heads[one.base.bones[f"{n}_{side}"]] for n in ("upperarm", "lowerarm", "hand")
        )
        mine = (arm > 0.5) & (net.points[:, 0] * sign > 0)
        first, second = elbow - shoulder, hand - elbow
        high = (net.points - shoulder) @ first / (first @ first)
        low = 1 + (net.points - elbow) @ second / (second @ second)
        along[mine] = np.where(high < 1, high, np.maximum(1, low))[mine]
    return arm, along


def trousers(one: Body, tone: str, *, hem: float, thick: float, waist: float = 1.0) -> Piece:
    """Trousers from the waist down to ``hem`` m."""
    y = one.net.points[:, 1]
    value = np.where(one.arm > 0.5, 1.0, np.maximum(y - waist, hem - y))
    kept = _cut(one.net, value.astype(np.float32))

    def flare(at: Array) -> Array:
        return (np.clip((0.5 - at[:, 1]) / 0.5, 0, 1) * 0.016).astype(np.float32)

    return _shell(kept, tone, thick, 10, flare)


def shoes(one: Body, tone: str, *, high: float = 0.1) -> Piece:
    """Shoes or, higher, boots."""
    kept = _cut(one.net, (one.net.points[:, 1] - high).astype(np.float32))
    made = _shell(kept, tone, 0.011, 10)
    points = made.points.copy()
    points[:, 1] = np.maximum(points[:, 1], 0.0)
    sole = points[:, 1] < 0.03
    points[sole, 1] = 0.0
    return Piece(points, made.normals, made.weights, made.faces, tone)


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
    return _woven(np.array(points, np.float32), np.array(weights, np.float32), rows, columns, tone, closed=closed)


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


def _woven(points: Array, weights: Array, rows: int, columns: int, tone: str, *, closed: bool) -> Piece:
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
    return _woven(np.array(points, np.float32), weights, len(rows), columns, tone, closed=True)


# ---- head -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _skull(detail: str) -> Callable[[float, float], float]:
    """How far the head reaches from its middle in a direction (radians round from the front, and up)."""
    one = body(detail, "f")
    own = one.net.points[(one.head > 0.9) & (one.net.points[:, 1] > 1.43) & (np.abs(one.net.points[:, 0]) < 0.078)]
    away = own - _SKULL
    length = np.linalg.norm(away, axis=1)
    ways = away / length[:, None]

    def reach(round_: float, up: float) -> float:
        way = np.array((sin(round_) * cos(up), sin(up), cos(round_) * cos(up)))
        near = ways @ way
        close = np.exp((near - 1) * 60)
        return float((close * length).sum() / close.sum())

    return reach


_HAIRLINES: dict[str, Sequence[tuple[float, float]]] = {
    # degrees round from the front, degrees up or down where the hair ends
    "short": ((0, 40), (30, 36), (52, 22), (70, -4), (82, -12), (96, 4), (112, -18), (135, -36), (180, -42)),
    "long": ((0, 41), (24, 40), (45, 26), (62, -6), (78, -40), (96, -52), (112, -54), (135, -52), (180, -50)),
    "balding": ((0, 78), (50, 62), (70, 10), (86, 0), (96, 6), (112, -18), (135, -36), (180, -42)),
}


def hair(one: Body, detail: str, style: str, tone: str = "hair") -> list[Piece]:
    """Hair: ``short``, ``bob``, ``long``, ``bun``, ``tail``, ``balding``."""
    reach = _skull(detail)
    line = _HAIRLINES["long" if style in ("bob", "long") else "balding" if style == "balding" else "short"]
    columns, rows = 40, 10
    thick = {"bob": 0.022, "long": 0.021, "balding": 0.008}.get(style, 0.014)
    points = []
    for row in range(rows):
        for column in range(columns):
            turn = -pi + 2 * pi * column / columns
            low = float(np.interp(abs(turn) * 180 / pi, *zip(*line, strict=True)))
            part = row / (rows - 1)
            up = radians(90 + (low - 90) * part)
            edge = 1 - part**6 * 0.9
            r = reach(turn, up) + thick * edge + 0.002
            points.append(_SKULL + r * np.array((sin(turn) * cos(up), sin(up), cos(turn) * cos(up))))
    weights = np.tile(one.bone("head"), (len(points), 1))
    made = [_woven(np.array(points, np.float32), weights, rows, columns, tone, closed=True)]
    if style in ("long", "bob"):
        made.append(_curtain(one, reach, tone, 1.27 if style == "long" else 1.40))
    if style == "bun":
        made.append(blob(one, tone, (0, 1.635, -0.085), (0.052, 0.046, 0.05), "head"))
    if style == "tail":
        made.append(blob(one, tone, (0, 1.60, -0.085), (0.026, 0.026, 0.026), "head"))
        path = [(0, 1.60, -0.09), (0, 1.57, -0.135), (0, 1.48, -0.15), (0, 1.39, -0.135), (0, 1.34, -0.125)]
        made.append(_rope(one, tone, path, (0.02, 0.034, 0.036, 0.026, 0.004), "head"))
    return made


def _curtain(one: Body, reach: Callable[[float, float], float], tone: str, end: float) -> Piece:
    """Hair that hangs from the sides and the back of the head."""
    rows, columns, half = 9, 30, radians(108)
    points, weights = [], []
    for row in range(rows):
        part = row / (rows - 1)
        y = 1.56 + (end - 1.56) * part
        for column in range(columns):
            turn = pi - half + 2 * half * column / (columns - 1)
            wide = 0.098 + 0.02 * part * (end < 1.35) - 0.012 * part**3
            deep = 0.118 - 0.03 * part
            tip = 0.012 * part * cos(turn * 5)
            points.append((wide * sin(turn) * 1.02, y + tip * (end < 1.35), 0.035 + deep * cos(turn)))
            low = float(np.clip((1.42 - y) / 0.16, 0, 1))
            weights.append(one.split(head=1 - low, spine_03=low))
    made = _woven(np.array(points, np.float32), np.array(weights, np.float32), rows, columns, tone, closed=False)
    return Piece(made.points, made.normals, made.weights, made.faces, tone)


def _ball(radii: tuple[float, float, float], sides: int) -> tuple[Array, Array, Faces]:
    rows = max(5, sides // 2)
    u, v = np.linspace(0, 2 * pi, sides, endpoint=False), np.linspace(0, pi, rows)
    unit = np.stack(
        [np.outer(np.sin(v), np.sin(u)).ravel(), np.repeat(np.cos(v), sides), np.outer(np.sin(v), np.cos(u)).ravel()], 1
    )
    faces = []
    for r in range(rows - 1):
        for c in range(sides):
            a, b = r * sides + c, r * sides + (c + 1) % sides
            faces += [(a, a + sides, b + sides), (a, b + sides, b)]
    points = unit * np.array(radii)
    normals = unit / np.array(radii)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return points.astype(np.float32), normals.astype(np.float32), np.array(faces, np.int32)


def blob(
    one: Body, tone: str, at: Sequence[float], radii: tuple[float, float, float], bone: str, sides: int = 14
) -> Piece:
    """An ellipsoid that hangs on a bone."""
    points, normals, faces = _ball(radii, sides)
    return Piece(points + np.array(at, np.float32), normals, np.tile(one.bone(bone), (len(points), 1)), faces, tone)


def _rope(one: Body, tone: str, path: Sequence[Sequence[float]], radii: Sequence[float], bone: str) -> Piece:
    sides = 10
    points = [
        (x + r * cos(a), y, z + r * sin(a))
        for (x, y, z), r in zip(path, radii, strict=True)
        for a in np.linspace(0, -2 * pi, sides, endpoint=False)
    ]
    return _woven(
        np.array(points, np.float32), np.tile(one.bone(bone), (len(points), 1)), len(path), sides, tone, closed=True
    )


def turned(
    one: Body,
    tone: str,
    profile: Sequence[tuple[float, float]],
    at: Sequence[float],
    bone: str,
    deep: float = 1.0,
    tip: float = 0.0,
) -> Piece:
    """A profile of (radius, height) turned round an upright axis: a hat, a helmet, a collar. ``tip`` tilts it back."""
    sides = 32
    angles = np.linspace(-pi, pi, sides, endpoint=False)
    points = np.array([(r * sin(a), y, r * deep * cos(a)) for r, y in profile for a in angles], np.float32)
    c, s = cos(radians(tip)), sin(radians(tip))
    points = points @ np.array(((1, 0, 0), (0, c, -s), (0, s, c)), np.float32)
    return _woven(
        points + np.array(at, np.float32),
        np.tile(one.bone(bone), (len(points), 1)),
        len(profile),
        sides,
        tone,
        closed=True,
    )


def box(one: Body, tone: str, at: Sequence[float], size: Sequence[float], bone: str) -> Piece:
    """A box round a place, with a bone."""
    corners = np.array([(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)], np.float32)
    sides = ((0, 1, 3, 2), (5, 4, 6, 7), (4, 0, 2, 6), (1, 5, 7, 3), (2, 3, 7, 6), (4, 5, 1, 0))
    points, normals, faces = [], [], []
    for n, side in enumerate(sides):
        quad = corners[list(side)]
        out = np.cross(quad[1] - quad[0], quad[2] - quad[0])
        out = out / np.linalg.norm(out)
        if out @ quad.mean(0) < 0:
            quad, out = quad[::-1], -out
        points.append(quad)
        normals.append(np.tile(out, (4, 1)))
        faces += [(4 * n, 4 * n + 1, 4 * n + 2), (4 * n, 4 * n + 2, 4 * n + 3)]
    made = np.concatenate(points) * np.array(size, np.float32) + np.array(at, np.float32)
    return Piece(
        made.astype(np.float32),
        np.concatenate(normals).astype(np.float32),
        np.tile(one.bone(bone), (len(made), 1)),
        np.array(faces, np.int32),
        tone,
    )


def face(one: Body, detail: str) -> list[Piece]:
    """Eyes and brows."""
    made = []
    for sign in (1, -1):
        made.append(blob(one, "white", (sign * 0.0335, 1.5445, 0.1285), (0.0150, 0.0092, 0.0140), "head", 10))
        made.append(blob(one, "eye", (sign * 0.0330, 1.5445, 0.1362), (0.0062, 0.0066, 0.0072), "head", 10))
        if detail == "near":
            for part in range(3):
                made.append(
                    box(
                        one,
                        "brow",
                        (sign * (0.022 + 0.0125 * part), 1.5645 + (0.0025, 0.004, 0.002)[part], 0.1455 - 0.0035 * part),
                        (0.0135, 0.0042, 0.006),
                        "head",
                    )
                )
    return made

"""What is on the cast's heads, and round and square things hung on bones: hair, hats, eyes, buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import cos, pi, radians, sin

import numpy as np

from kling.animatic import mesh as shapes
from kling.animatic.dress import Body, Piece, body, woven
from kling.animatic.mesh import Mesh

_SKULL = np.array((0.0, 1.555, 0.045), np.float32)


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
    "balding": ((0, 62), (28, 52), (50, 56), (64, 16), (76, -8), (96, 6), (112, -18), (135, -36), (180, -42)),
}


@lru_cache(maxsize=16)
def hair(one: Body, detail: str, style: str, tone: str = "hair") -> tuple[Piece, ...]:
    """Hair: ``short``, ``bob``, ``long``, ``bun``, ``tail``, ``balding``."""
    reach = _skull(detail)
    line = _HAIRLINES["long" if style in ("bob", "long") else "balding" if style == "balding" else "short"]
    columns, rows = (40, 10) if detail == "near" else (20, 7)
    thick = {"bob": 0.022, "long": 0.021, "balding": 0.008}.get(style, 0.014)
    points = []
    for row in range(rows):
        for column in range(columns):
            turn = -pi + 2 * pi * column / columns
            low = float(np.interp(abs(turn) * 180 / pi, [at for at, _ in line], [ends for _, ends in line]))
            part = row / (rows - 1)
            up = radians(90 + (low - 90) * part)
            edge = 1 - part**6 * 0.9
            r = reach(turn, up) + thick * edge + 0.002
            points.append(_SKULL + r * np.array((sin(turn) * cos(up), sin(up), cos(turn) * cos(up))))
    weights = np.tile(one.bone("head"), (len(points), 1))
    made = [woven(np.array(points, np.float32), weights, rows, columns, tone, closed=True)]
    if style in ("long", "bob"):
        made.append(_curtain(one, reach, tone, 1.27 if style == "long" else 1.40))
    if style == "bun":
        made.append(blob(one, tone, (0, 1.63, -0.062), (0.05, 0.046, 0.048), "head"))
    if style == "tail":
        made.append(blob(one, tone, (0, 1.595, -0.062), (0.026, 0.026, 0.026), "head"))
        path = [(0, 1.60, -0.065), (0, 1.575, -0.1), (0, 1.49, -0.115), (0, 1.40, -0.105), (0, 1.345, -0.1)]
        made.append(_rope(one, tone, path, (0.02, 0.034, 0.036, 0.026, 0.004), "head"))
    return tuple(made)


def _curtain(one: Body, reach: Callable[[float, float], float], tone: str, end: float) -> Piece:
    """Hair that hangs from the sides and the back of the head."""
    rows, columns, half = 9, 30, radians(102)
    points, weights = [], []
    for row in range(rows):
        part = row / (rows - 1)
        y = 1.585 + (end - 1.585) * part
        for column in range(columns):
            turn = pi - half + 2 * half * column / (columns - 1)
            wide = 0.096 + 0.02 * part * (end < 1.35) - 0.012 * part**3
            deep = 0.116 - 0.03 * part
            tip = 0.012 * part * cos(turn * 5)
            tucked = 1 - 0.10 * (abs(turn - pi) / half) ** 6  # the front edges lie against the cheeks
            under = 0.82 + 0.18 * min(1.0, part * 3)  # it comes out from under the cap
            x, z = wide * tucked * under * sin(turn), 0.035 + deep * under * cos(turn)
            points.append((x, y + tip * (end < 1.35), z))
            low = float(np.clip((1.42 - y) / 0.16, 0, 1))
            weights.append(one.split(head=1 - low, spine_03=low))
    made = woven(np.array(points, np.float32), np.array(weights, np.float32), rows, columns, tone, closed=False)
    return Piece(made.points, made.normals, made.weights, made.faces, tone)


def _hung(one: Body, tone: str, shape: Mesh, at: Sequence[float], bone: str) -> Piece:
    """A shape of the stage's axes on a bone."""
    turn = np.array(((1, 0, 0), (0, 0, -1), (0, 1, 0)), np.float32)
    weights = np.tile(one.bone(bone), (len(shape.points), 1))
    return Piece(shape.points @ turn + np.array(at, np.float32), shape.normals @ turn, weights, shape.faces, tone)


def blob(
    one: Body, tone: str, at: Sequence[float], radii: tuple[float, float, float], bone: str, sides: int = 14
) -> Piece:
    """An ellipsoid that hangs on a bone."""
    wide, high, deep = radii
    return _hung(one, tone, shapes.ball((wide, deep, high), (1, 1, 1), sides=sides), at, bone)


def box(one: Body, tone: str, at: Sequence[float], size: Sequence[float], bone: str) -> Piece:
    """A box round a place, with a bone."""
    wide, high, deep = size
    return _hung(one, tone, shapes.box((wide, deep, high), (1, 1, 1)).moved((0, 0, -high / 2)), at, bone)


def _rope(one: Body, tone: str, path: Sequence[Sequence[float]], radii: Sequence[float], bone: str) -> Piece:
    sides = 10
    points = [
        (x + r * cos(a), y, z + r * sin(a))
        for (x, y, z), r in zip(path, radii, strict=True)
        for a in np.linspace(0, -2 * pi, sides, endpoint=False)
    ]
    return woven(
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
    return woven(
        points + np.array(at, np.float32),
        np.tile(one.bone(bone), (len(points), 1)),
        len(profile),
        sides,
        tone,
        closed=True,
    )


def face(one: Body, detail: str) -> list[Piece]:
    """Eyes, brows, and the dark of an open mouth, which waits inside."""
    made = [blob(one, "mouth", (0, 1.468, 0.138), (0.019, 0.0105, 0.008), "head", 10)]
    for sign in (1, -1):
        made.append(blob(one, "white", (sign * 0.0335, 1.5445, 0.1285), (0.0150, 0.0092, 0.0140), "head", 10))
        made.append(blob(one, "eye", (sign * 0.0330, 1.5445, 0.1362), (0.0062, 0.0066, 0.0072), "head", 10))
        if detail == "near":
            for part in range(3):
                made.append(
                    box(
                        one,
                        "brow",
                        (sign * (0.021 + 0.011 * part), 1.5635 + (0.002, 0.0035, 0.002)[part], 0.1445 - 0.004 * part),
                        (0.012, 0.0036, 0.005),
                        "head",
                    )
                )
    return made


def strip(one: Body, tone: str, places: Sequence[tuple[float, float]], wide: float, bone: str) -> Piece:
    """A narrow strip down the front: (height, depth) from the top."""
    points = np.array([(x, y, z) for y, z in places for x in (-wide / 2, wide / 2)], np.float32)
    return woven(points, np.tile(one.bone(bone), (len(points), 1)), len(places), 2, tone, closed=False)

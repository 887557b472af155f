"""Shapes as arrays: triangles with normals and colours, made from a few primitives.

World axes are x right, y away from where the camera stands at first, z up, in metres. Colours are linear light, 0 to 1;
``glow`` above 0 marks what shines by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, pi, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Faces = NDArray[np.int32]
Colour = tuple[float, float, float]
Point = tuple[float, float, float]


@dataclass(slots=True)
class Mesh:
    """``points``, ``normals`` and ``colours`` are (n, 3), ``glow`` is (n,), ``faces`` (m, 3) counter-clockwise seen
    from outside."""

    points: Array
    normals: Array
    colours: Array
    glow: Array
    faces: Faces

    def moved(self, at: Sequence[float] = (0, 0, 0), yaw: float = 0.0, scale: float | Sequence[float] = 1.0) -> Mesh:
        """The mesh scaled, turned ``yaw`` degrees counter-clockwise seen from above, then moved."""
        size, turn = np.broadcast_to(np.asarray(scale, np.float32), (3,)), turned("z", yaw).T
        points = (self.points * size) @ turn + np.asarray(at, np.float32)
        return replace(self, points=points.astype(np.float32), normals=_unit(self.normals / size) @ turn)

    def spun(self, axis: str, degrees: float) -> Mesh:
        """The mesh turned about an axis of the world through its origin."""
        turn = turned(axis, degrees).T
        return replace(self, points=self.points @ turn, normals=self.normals @ turn)

    def mirrored(self) -> Mesh:
        """The mesh with left and right exchanged."""
        flip = np.array((-1, 1, 1), np.float32)
        return replace(self, points=self.points * flip, normals=self.normals * flip, faces=self.faces[:, ::-1].copy())

    @property
    def bounds(self) -> tuple[Array, Array]:
        """The least and the greatest corner."""
        return self.points.min(0), self.points.max(0)


def turned(axis: str, degrees: float) -> Array:
    """A rotation matrix, counter-clockwise seen from the axis's positive end."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    rows = {
        "x": ((1, 0, 0), (0, c, -s), (0, s, c)),
        "y": ((c, 0, s), (0, 1, 0), (-s, 0, c)),
        "z": ((c, -s, 0), (s, c, 0), (0, 0, 1)),
    }
    return np.array(rows[axis], np.float32)


def _unit(ways: Any) -> Array:
    """Directions of length 1."""
    return np.asarray(ways / np.maximum(np.linalg.norm(ways, axis=-1, keepdims=True), 1e-9), np.float32)


def mesh(points: Any, normals: Any, faces: Any, colour: Colour) -> Mesh:
    """A mesh of one colour; faces that look inwards, against their normals, are turned round."""
    at, corners = np.asarray(points, np.float32), np.asarray(faces, np.int32)
    out = np.ascontiguousarray(np.broadcast_to(np.asarray(normals, np.float32), at.shape))
    first, second, third = (at[corners[:, k]] for k in range(3))
    wrong = (np.cross(second - first, third - first) * out[corners].sum(1)).sum(1) < 0
    corners = np.where(wrong[:, None], corners[:, ::-1], corners).astype(np.int32)
    return Mesh(at, out, np.tile(np.asarray(colour, np.float32), (len(at), 1)), np.zeros(len(at), np.float32), corners)


def joined(meshes: Iterable[Mesh]) -> Mesh:
    """Several meshes as one."""
    every = list(meshes)
    if not every:
        none = np.zeros((0, 3), np.float32)
        return Mesh(none, none, none, np.zeros(0, np.float32), np.zeros((0, 3), np.int32))
    starts = np.cumsum([0, *(len(one.points) for one in every)])
    return Mesh(
        np.concatenate([one.points for one in every]),
        np.concatenate([one.normals for one in every]),
        np.concatenate([one.colours for one in every]),
        np.concatenate([one.glow for one in every]),
        np.concatenate([one.faces + start for one, start in zip(every, starts, strict=False)]).astype(np.int32),
    )


# ---- primitives ----------------------------------------------------------------------------------------------------


def grid(rows: int, columns: int, *, closed: bool = False) -> Faces:
    """The faces of a net of ``rows`` by ``columns`` cells; ``closed`` joins the last column to the first."""
    across = columns if closed else columns + 1
    row, column = (one.ravel() for one in np.mgrid[0:rows, 0:columns])
    a, b = row * across + column, row * across + (column + 1) % across
    c, d = b + across, a + across
    return np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]).astype(np.int32)


def patch(corners: Sequence[Any], colour: Colour, cell: float = 3.0) -> Mesh:
    """A flat face with four corners, seen from where they go round counter-clockwise, in cells no longer than
    ``cell``."""
    p, q, r, s = (np.asarray(one, np.float32) for one in corners)
    across, up = (max(1, round(float(np.linalg.norm(way)) / cell)) for way in (q - p, s - p))
    x, y = (one.reshape(-1, 1) for one in np.meshgrid(np.linspace(0, 1, across + 1), np.linspace(0, 1, up + 1)))
    points = (p * (1 - x) + q * x) * (1 - y) + (s * (1 - x) + r * x) * y
    return mesh(points, _unit(np.cross(r - p, s - q)), grid(up, across), colour)


def sheet(corner: Any, along: Any, up: Any, colour: Colour, cell: float = 3.0) -> Mesh:
    """A parallelogram from ``corner``; it faces ``along`` x ``up``."""
    a, u, v = (np.asarray(one, np.float32) for one in (corner, along, up))
    return patch((a, a + u, a + u + v, a + v), colour, cell)


def box(size: Sequence[float], colour: Colour, cell: float = 3.0, taper: float = 1.0) -> Mesh:
    """A box on the floor round the z axis; its top is ``taper`` times as large as its foot."""
    x, y, z = size[0] / 2, size[1] / 2, size[2]
    low = [(-x, -y, 0.0), (x, -y, 0.0), (x, y, 0.0), (-x, y, 0.0)]
    high = [(px * taper, py * taper, z) for px, py, _ in low]
    sides = [(low[n], low[(n + 1) % 4], high[(n + 1) % 4], high[n]) for n in range(4)]
    return joined(patch(side, colour, cell) for side in (*sides, high, low[::-1]))


def lathe(profile: Sequence[Sequence[float]], colour: Colour, sides: int = 14) -> Mesh:
    """A profile of (radius, height) from foot to top, turned round the z axis. Corners of the profile stay sharp."""
    angle = np.linspace(0, 2 * pi, sides, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle)], 1)
    points, outs = [], []
    for (r0, z0), (r1, z1) in pairwise(profile):
        slope = _unit(np.array((z1 - z0, r0 - r1)))
        for r, z in ((r0, z0), (r1, z1)):
            points.append(np.column_stack([ring * r, np.full(sides, z)]))
            outs.append(np.column_stack([ring * slope[0], np.full(sides, slope[1])]))
    faces = [grid(1, sides, closed=True) + 2 * n * sides for n in range(len(profile) - 1)]
    return mesh(np.concatenate(points), np.concatenate(outs), np.concatenate(faces), colour)


def cylinder(radius: float, height: float, colour: Colour, top: float | None = None, sides: int = 12) -> Mesh:
    """A cylinder, or a cone where ``top`` is 0, on the floor round the z axis."""
    upper = radius if top is None else top
    profile = [(0.0, 0.0), (radius, 0.0), (upper, height), (0.0, height)]
    return lathe(profile[: 4 if upper else 3], colour, sides)


def ball(radii: Sequence[float], colour: Colour, sides: int = 12) -> Mesh:
    """An ellipsoid round the origin."""
    rows = max(4, sides // 2 + 1)
    u, v = np.linspace(0, 2 * pi, sides, endpoint=False), np.linspace(0, pi, rows + 1)[:, None]
    out = np.stack([np.sin(v) * np.cos(u), np.sin(v) * np.sin(u), -np.cos(v) + 0 * u], -1).reshape(-1, 3)
    return mesh(out * np.asarray(radii), _unit(out / np.asarray(radii)), grid(rows, sides, closed=True), colour)


def extruded(outline: Sequence[Sequence[float]], depth: float, colour: Colour) -> Mesh:
    """An outline in (x, z), seen from the front and going counter-clockwise, ``depth`` thick about y = 0."""
    flat, half = np.asarray(outline, np.float32), depth / 2
    faces = triangles(outline)
    parts = [mesh(np.insert(flat, 1, way * half, axis=1), (0, way, 0), faces, colour) for way in (-1.0, 1.0)]
    for (x0, z0), (x1, z1) in pairwise([*outline, outline[0]]):
        parts.append(patch([(x0, half, z0), (x1, half, z1), (x1, -half, z1), (x0, -half, z0)], colour, 1e9))
    return joined(parts)


def triangles(outline: Sequence[Sequence[float]]) -> list[tuple[int, int, int]]:
    """A simple polygon, counter-clockwise, in triangles: ears are cut off one by one."""
    left, found = list(range(len(outline))), []

    def area(a: int, b: int, c: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = outline[a], outline[b], outline[c]
        return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)

    def is_ear(a: int, b: int, c: int) -> bool:
        inside = (p for p in left if p not in (a, b, c))
        corners = ((a, b), (b, c), (c, a))
        return area(a, b, c) > 0 and not any(all(area(*two, p) >= 0 for two in corners) for p in inside)

    while len(left) > 3:
        ears = [n for n in range(len(left)) if is_ear(left[n - 2], left[n - 1], left[n])]
        if not ears:
            break  # the outline crosses itself; what was cut so far is shown
        n = ears[0]
        found.append((left[n - 2], left[n - 1], left[n]))
        left.pop(n - 1)
    return [*found, (left[0], left[1], left[2])]


def tube(path: Sequence[Sequence[float]], radii: Sequence[float], colour: Colour, sides: int = 8) -> Mesh:
    """A round limb along a path, with a radius at each of its points and closed ends."""
    at = np.asarray(path, np.float32)
    ways = _unit(np.gradient(at, axis=0) if len(at) > 2 else np.repeat(at[1:] - at[:1], len(at), 0))
    aside = np.cross(ways, (0.0, 1.0, 0.0))
    short = np.linalg.norm(aside, axis=1) < 0.2
    aside[short] = np.cross(ways[short], (1.0, 0.0, 0.0))
    aside = _unit(aside)
    angle = np.linspace(0, 2 * pi, sides, endpoint=False)[None, :, None]
    out = np.cos(angle) * aside[:, None] + np.sin(angle) * np.cross(ways, aside)[:, None]
    points = at[:, None] + out * np.asarray(radii, np.float32)[:, None, None]
    made = [mesh(points.reshape(-1, 3), out.reshape(-1, 3), grid(len(at) - 1, sides, closed=True), colour)]
    fan = [(n, (n + 1) % sides, sides) for n in range(sides)]
    for k, sign in ((0, -1.0), (len(at) - 1, 1.0)):
        made.append(mesh(np.concatenate([points[k], at[k : k + 1]]), ways[k] * sign, fan, colour))
    return joined(made)


def terrain(heights: Array, size: tuple[float, float], colours: Array) -> Mesh:
    """A surface over a rectangle round the origin, with a height and a colour at each node of its net."""
    rows, columns = heights.shape
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, columns) * size[0], np.linspace(-0.5, 0.5, rows) * size[1])
    slope_y, slope_x = np.gradient(heights, size[1] / (rows - 1), size[0] / (columns - 1))
    normals = _unit(np.stack([-slope_x.ravel(), -slope_y.ravel(), np.ones(heights.size)], 1))
    made = mesh(np.stack([x.ravel(), y.ravel(), heights.ravel()], 1), normals, grid(rows - 1, columns - 1), (1, 1, 1))
    return replace(made, colours=colours.reshape(-1, 3).astype(np.float32))

"""Shapes as arrays: triangles with normals and colours, made from a few primitives.

World axes are x right, y away from where the camera stands at first, z up, in metres. Colours are linear light, 0 to 1;
``glow`` above 0 marks what shines by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, radians, sin

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
        size = np.broadcast_to(np.asarray(scale, np.float32), (3,))
        points, normals = self.points * size, self.normals / size
        normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
        turn = turned("z", yaw)
        return Mesh(
            (points @ turn.T + np.asarray(at, np.float32)).astype(np.float32),
            (normals @ turn.T).astype(np.float32),
            self.colours,
            self.glow,
            self.faces,
        )

    def spun(self, axis: str, degrees: float) -> Mesh:
        """The mesh turned about an axis of the world through its origin."""
        turn = turned(axis, degrees)
        return Mesh(self.points @ turn.T, self.normals @ turn.T, self.colours, self.glow, self.faces)

    def mirrored(self) -> Mesh:
        """The mesh with left and right exchanged."""
        flip = np.array((-1, 1, 1), np.float32)
        return Mesh(self.points * flip, self.normals * flip, self.colours, self.glow, self.faces[:, ::-1].copy())

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


def mesh(points: object, normals: object, faces: object, colour: Colour, glow: float = 0.0) -> Mesh:
    """A mesh of one colour; faces that look inwards, against their normals, are turned round."""
    at, out, corners = np.asarray(points, np.float32), np.asarray(normals, np.float32), np.asarray(faces, np.int32)
    first, second, third = (at[corners[:, k]] for k in range(3))
    wrong = (np.cross(second - first, third - first) * out[corners].sum(1)).sum(1) < 0
    corners = np.where(wrong[:, None], corners[:, ::-1], corners).astype(np.int32)
    colours = np.broadcast_to(np.asarray(colour, np.float32), at.shape).copy()
    return Mesh(at, out, colours, np.full(len(at), glow, np.float32), corners)


def joined(meshes: Iterable[Mesh]) -> Mesh:
    """Several meshes as one."""
    all_of = list(meshes)
    if not all_of:
        none = np.zeros((0, 3), np.float32)
        return Mesh(none, none, none, np.zeros(0, np.float32), np.zeros((0, 3), np.int32))
    starts = np.cumsum([0, *(len(one.points) for one in all_of)])
    return Mesh(
        np.concatenate([one.points for one in all_of]),
        np.concatenate([one.normals for one in all_of]),
        np.concatenate([one.colours for one in all_of]),
        np.concatenate([one.glow for one in all_of]),
        np.concatenate([one.faces + start for one, start in zip(all_of, starts, strict=False)]).astype(np.int32),
    )


# ---- primitives ----------------------------------------------------------------------------------------------------


def sheet(corner: Point, along: Point, up: Point, colour: Colour, glow: float = 0.0, cell: float = 3.0) -> Mesh:
    """A parallelogram from ``corner``, cut into cells no longer than ``cell``; it faces ``along`` x ``up``."""
    a, u, v = (np.asarray(one, np.float32) for one in (corner, along, up))
    nu = max(1, round(float(np.linalg.norm(u)) / cell))
    nv = max(1, round(float(np.linalg.norm(v)) / cell))
    x, y = np.meshgrid(np.linspace(0, 1, nu + 1), np.linspace(0, 1, nv + 1))
    points = a + x.reshape(-1, 1) * u + y.reshape(-1, 1) * v
    normal = np.cross(u, v)
    normal /= max(1e-9, float(np.linalg.norm(normal)))
    return mesh(points, np.broadcast_to(normal, points.shape), grid(nv, nu), colour, glow)


def grid(rows: int, columns: int, *, closed: bool = False) -> Faces:
    """The faces of a net of ``rows`` by ``columns`` cells; ``closed`` joins the last column to the first."""
    across = columns if closed else columns + 1
    row, column = (one.ravel() for one in np.mgrid[0:rows, 0:columns])
    a, b = row * across + column, row * across + (column + 1) % across
    c, d = b + across, a + across
    return np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]).astype(np.int32)


def box(size: Point, colour: Colour, glow: float = 0.0, cell: float = 3.0, taper: float = 1.0) -> Mesh:
    """A box on the floor round the z axis; its top is ``taper`` times as large as its foot."""
    x, y, z = size[0] / 2, size[1] / 2, size[2]
    low = [(-x, -y, 0.0), (x, -y, 0.0), (x, y, 0.0), (-x, y, 0.0)]
    high = [(px * taper, py * taper, z) for px, py, _ in low]
    sides = []
    for n in range(4):
        a, b, c, d = low[n], low[(n + 1) % 4], high[(n + 1) % 4], high[n]
        sides.append(_patch(a, b, c, d, colour, glow, cell))
    sides.append(_patch(high[0], high[1], high[2], high[3], colour, glow, cell))
    sides.append(_patch(low[3], low[2], low[1], low[0], colour, glow, cell))
    return joined(sides)


def _patch(a: Point, b: Point, c: Point, d: Point, colour: Colour, glow: float, cell: float) -> Mesh:
    p, q, r, s = (np.asarray(one, np.float32) for one in (a, b, c, d))
    nu = max(1, round(float(np.linalg.norm(q - p)) / cell))
    nv = max(1, round(float(np.linalg.norm(s - p)) / cell))
    x, y = np.meshgrid(np.linspace(0, 1, nu + 1), np.linspace(0, 1, nv + 1))
    u, v = x.reshape(-1, 1), y.reshape(-1, 1)
    points = (p * (1 - u) + q * u) * (1 - v) + (s * (1 - u) + r * u) * v
    normal = np.cross(r - p, s - q)
    normal /= max(1e-9, float(np.linalg.norm(normal)))
    return mesh(points, np.broadcast_to(normal, points.shape), grid(nv, nu), colour, glow)


def lathe(profile: Sequence[tuple[float, float]], colour: Colour, glow: float = 0.0, sides: int = 14) -> Mesh:
    """A profile of (radius, height) from foot to top, turned round the z axis. Corners of the profile stay sharp."""
    angle = np.linspace(0, 2 * pi, sides, endpoint=False)
    round_ = np.stack([np.cos(angle), np.sin(angle)], 1)
    rings, outs, faces = [], [], []
    for n, ((r0, z0), (r1, z1)) in enumerate(pairwise(profile)):
        slope = np.array((z1 - z0, r0 - r1), np.float32)
        slope /= max(1e-9, float(np.linalg.norm(slope)))
        for r, z in ((r0, z0), (r1, z1)):
            rings.append(np.column_stack([round_ * r, np.full(sides, z)]))
            outs.append(np.column_stack([round_ * slope[0], np.full(sides, slope[1])]))
        faces.append(grid(1, sides, closed=True) + 2 * n * sides)
    return mesh(np.concatenate(rings), np.concatenate(outs), np.concatenate(faces), colour, glow)


def cylinder(
    radius: float, height: float, colour: Colour, glow: float = 0.0, top: float | None = None, sides: int = 12
) -> Mesh:
    """A cylinder, or a cone where ``top`` is 0, on the floor round the z axis."""
    upper = radius if top is None else top
    profile = [(0.0, 0.0), (radius, 0.0), (upper, height), (0.0, height)]
    return lathe(profile[: 4 if upper else 3], colour, glow, sides)


def ball(radii: Point, colour: Colour, glow: float = 0.0, sides: int = 12) -> Mesh:
    """An ellipsoid round the origin."""
    rows = max(4, sides // 2 + 1)
    u, v = np.linspace(0, 2 * pi, sides, endpoint=False), np.linspace(0, pi, rows + 1)
    out = np.stack(
        [
            (np.sin(v)[:, None] * np.cos(u)[None]).ravel(),
            (np.sin(v)[:, None] * np.sin(u)[None]).ravel(),
            np.repeat(-np.cos(v), sides),
        ],
        1,
    )
    normals = out / np.asarray(radii)
    normals /= np.maximum(1e-9, np.linalg.norm(normals, axis=1, keepdims=True))
    return mesh(out * np.asarray(radii), normals, grid(rows, sides, closed=True), colour, glow)


def extruded(outline: Sequence[tuple[float, float]], depth: float, colour: Colour, glow: float = 0.0) -> Mesh:
    """An outline in (x, z), seen from the front and going counter-clockwise, ``depth`` thick about y = 0."""
    flat = np.asarray(outline, np.float32)
    n = len(flat)
    faces = triangles(outline)
    parts = []
    for y, way in ((-depth / 2, -1.0), (depth / 2, 1.0)):
        points = np.column_stack([flat[:, 0], np.full(n, y), flat[:, 1]])
        parts.append(mesh(points, np.broadcast_to((0, way, 0), points.shape), faces, colour, glow))
    for k in range(n):
        (x0, z0), (x1, z1) = outline[k], outline[(k + 1) % n]
        corners = [(x0, -depth / 2, z0), (x1, -depth / 2, z1), (x1, depth / 2, z1), (x0, depth / 2, z0)]
        out = np.array((z1 - z0, 0, x0 - x1), np.float32)
        out /= max(1e-9, float(np.linalg.norm(out)))
        parts.append(mesh(corners, np.broadcast_to(out, (4, 3)), [(0, 1, 2), (0, 2, 3)], colour, glow))
    return joined(parts)


def triangles(outline: Sequence[tuple[float, float]]) -> list[tuple[int, int, int]]:
    """A simple polygon, counter-clockwise, in triangles: ears are cut off one by one."""
    left, found = list(range(len(outline))), []

    def area(a: int, b: int, c: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = outline[a], outline[b], outline[c]
        return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)

    while len(left) > 3:
        for n in range(len(left)):
            a, b, c = left[n - 1], left[n], left[(n + 1) % len(left)]
            inside = (p for p in left if p not in (a, b, c))
            if area(a, b, c) > 0 and not any(
                area(a, b, p) >= 0 and area(b, c, p) >= 0 and area(c, a, p) >= 0 for p in inside
            ):
                found.append((a, b, c))
                left.pop(n)
                break
        else:
            break  # the outline crosses itself; what was cut so far is shown
    return [*found, (left[0], left[1], left[2])]


def tube(path: Sequence[Point], radii: Sequence[float], colour: Colour, glow: float = 0.0, sides: int = 8) -> Mesh:
    """A round limb along a path, with a radius at each of its points and closed ends."""
    at = np.asarray(path, np.float32)
    ways = np.gradient(at, axis=0) if len(at) > 2 else np.repeat(at[1:] - at[:1], len(at), 0)
    ways = ways / np.maximum(1e-9, np.linalg.norm(ways, axis=1, keepdims=True))
    aside = np.cross(ways, (0.0, 1.0, 0.0))
    short = np.linalg.norm(aside, axis=1) < 0.2
    aside[short] = np.cross(ways[short], (1.0, 0.0, 0.0))
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    other = np.cross(ways, aside)
    angle = np.linspace(0, 2 * pi, sides, endpoint=False)
    out = np.cos(angle)[None, :, None] * aside[:, None] + np.sin(angle)[None, :, None] * other[:, None]
    points = at[:, None] + out * np.asarray(radii, np.float32)[:, None, None]
    body = mesh(points.reshape(-1, 3), out.reshape(-1, 3), grid(len(at) - 1, sides, closed=True), colour, glow)
    ends = []
    for k, sign in ((0, -1.0), (len(at) - 1, 1.0)):
        ring = np.concatenate([points[k], at[k : k + 1]])
        fan = [(n, (n + 1) % sides, sides) for n in range(sides)]
        ends.append(mesh(ring, np.broadcast_to(ways[k] * sign, ring.shape), fan, colour, glow))
    return joined([body, *ends])


def terrain(heights: Array, size: tuple[float, float], colours: Array) -> Mesh:
    """A surface over a rectangle round the origin, with a height and a colour at each node of its net."""
    rows, columns = heights.shape
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, columns) * size[0], np.linspace(-0.5, 0.5, rows) * size[1])
    slope_y, slope_x = np.gradient(heights, size[1] / (rows - 1), size[0] / (columns - 1))
    normals = np.stack([-slope_x.ravel(), -slope_y.ravel(), np.ones(heights.size)], 1)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    points = np.stack([x.ravel(), y.ravel(), heights.ravel()], 1)
    made = mesh(points, normals, grid(rows - 1, columns - 1), (1, 1, 1))
    made.colours = colours.reshape(-1, 3).astype(np.float32)
    return made

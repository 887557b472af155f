"""Shapes as arrays: triangles with normals and colours, made of nets.

World axes are x right, y away from where the camera stands at first, z up, in metres. Colours are linear light, 0 to 1;
``glow`` above 0 marks what shines by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise
from math import cos, dist, pi, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray
from panda3d.core import Triangulator

Array = NDArray[np.float32]
Faces = NDArray[np.int32]
Colour = NDArray[np.float64]
Point = tuple[float, float, float]


@dataclass(slots=True)
class Mesh:
    """``points``, ``normals``, ``colours`` are (n, 3), ``glow`` (n,), ``faces`` (m, 3) counter-clockwise outside."""

    points: Array
    normals: Array
    colours: Array
    glow: Array
    faces: Faces

    def moved(self, at: Sequence[float] = (0, 0, 0), yaw: float = 0.0, scale: float | Sequence[float] = 1.0) -> Mesh:
        """The mesh scaled, turned ``yaw`` degrees counter-clockwise seen from above, then moved."""
        size, turn = np.asarray(scale, np.float32), turned("z", yaw).T
        points = np.asarray(self.points * size @ turn + np.asarray(at, np.float32), np.float32)
        normals = unit(self.normals / size) if size.ndim else self.normals
        return Mesh(points, normals @ turn, self.colours, self.glow, self.faces)

    def spun(self, axis: str, degrees: float) -> Mesh:
        """The mesh turned about an axis of the world through its origin."""
        turn = turned(axis, degrees).T
        return replace(self, points=self.points @ turn, normals=self.normals @ turn)

    def flipped(self, way: Sequence[float]) -> Mesh:
        """The mesh seen in a mirror: ``way`` is -1 for the axis that is exchanged."""
        flip = np.asarray(way, np.float32)
        return replace(self, points=self.points * flip, normals=self.normals * flip, faces=self.faces[:, ::-1].copy())

    def painted(self, colour: Sequence[float] | Colour, glow: float = 0.0) -> Mesh:
        """The mesh in one colour."""
        row = np.asarray(colour, np.float32)
        return replace(self, colours=np.tile(row, (len(self.points), 1)), glow=np.full_like(self.glow, glow))

    def facetted(self) -> Mesh:
        """The mesh with plane facets instead of a smooth surface."""
        ways = _ways(self.points, self.faces)
        size = np.linalg.norm(ways, axis=1)
        seen = size > 1e-9 * max(1e-9, float(size.max(initial=0)))  # at a pole two corners are one
        faces, out = self.faces[seen].ravel(), np.repeat(unit(ways[seen]), 3, 0)
        corners = np.arange(len(faces), dtype=np.int32).reshape(-1, 3)
        return Mesh(self.points[faces], out, self.colours[faces], self.glow[faces], corners)

    @property
    def bounds(self) -> tuple[Array, Array]:
        """The least and the greatest corner."""
        return self.points.min(0), self.points.max(0)

    def over(self, x: float, y: float) -> Array:
        """How high its surfaces are over a place."""
        a, b, c = self.points[self.faces].transpose(1, 0, 2)
        area = (b[:, 1] - c[:, 1]) * (a[:, 0] - c[:, 0]) + (c[:, 0] - b[:, 0]) * (a[:, 1] - c[:, 1])
        area = np.where(np.abs(area) < 1e-9, np.inf, area)  # upright
        first = ((b[:, 1] - c[:, 1]) * (x - c[:, 0]) + (c[:, 0] - b[:, 0]) * (y - c[:, 1])) / area
        other = ((c[:, 1] - a[:, 1]) * (x - c[:, 0]) + (a[:, 0] - c[:, 0]) * (y - c[:, 1])) / area
        high = first * a[:, 2] + other * b[:, 2] + (1 - first - other) * c[:, 2]
        within = np.isfinite(area) & (np.minimum(first, other) > -1e-3) & (first + other < 1.001)
        return np.asarray(high[within], np.float32)

    def nearest(self, point: Sequence[float]) -> NDArray[np.float64]:
        """The place on its surface that is nearest to a point."""
        a, b, c = (self.points[corner].astype(np.float64) for corner in self.faces.T)
        ab, ac, at = b - a, c - a, np.asarray(point) - a
        bb, bc, cc, pb, pc = (np.vecdot(*two) for two in ((ab, ab), (ab, ac), (ac, ac), (at, ab), (at, ac)))
        part = np.maximum(bb * cc - bc * bc, 1e-12)
        v, w = (cc * pb - bc * pc) / part, (bb * pc - bc * pb) / part
        places = [(a + ab * v[:, None] + ac * w[:, None])[(v >= 0) & (w >= 0) & (v + w <= 1)]]
        for start, way in ((a, ab), (a, ac), (b, c - b)):  # else it is on an edge
            along = np.vecdot(point - start, way) / np.maximum(np.vecdot(way, way), 1e-12)
            places.append(start + way * np.clip(along, 0, 1)[:, None])
        found = np.concatenate(places)
        return np.asarray(found[np.linalg.norm(found - point, axis=1).argmin()])


def turned(axis: str, degrees: float) -> Array:
    """A rotation matrix, counter-clockwise seen from the axis's positive end."""
    first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    made = np.eye(3, dtype=np.float32)
    made[first, first] = made[second, second] = cos(radians(degrees))
    made[second, first] = sin(radians(degrees))
    made[first, second] = -made[second, first]
    return made


def unit(ways: Any) -> Array:
    """Directions of length 1."""
    return np.asarray(ways / np.maximum(np.linalg.norm(ways, axis=-1, keepdims=True), 1e-9), np.float32)


def _ways(points: Array, faces: Faces) -> Array:
    """Where each face looks, as long as twice its area."""
    a, b, c = points[faces.T]
    return _cross(b - a, c - a)


def _cross(one: Array, other: Array) -> Array:
    """As numpy's, which takes three times as long for the few points of most shapes."""
    (a, b, c), (d, e, f) = one.T, other.T
    return np.stack([b * f - c * e, c * d - a * f, a * e - b * d], -1)


def normals_of(points: Array, faces: Faces) -> Array:
    """Smooth normals."""
    out, ways = np.zeros_like(points), _ways(points, faces)
    for corner in faces.T:
        np.add.at(out, corner, ways)
    return unit(out)


def mesh(points: Any, faces: Any, normals: Any = None) -> Mesh:
    """A white mesh, smooth where it has no ``normals``."""
    at, corners = np.asarray(points, np.float32).reshape(-1, 3), np.asarray(faces, np.int32)
    out = normals_of(at, corners) if normals is None else np.asarray(normals, np.float32).reshape(-1, 3)
    return Mesh(at, out, np.ones_like(at), np.zeros(len(at), np.float32), corners)


def joined(meshes: Iterable[Mesh]) -> Mesh:
    """Several meshes as one."""
    every = [_NONE, *meshes]
    starts = accumulate((len(one.points) for one in every), initial=0)
    fields = ("points", "normals", "colours", "glow")
    points, normals, colours, glow = (np.concatenate([getattr(one, name) for one in every]) for name in fields)
    faces = np.concatenate([one.faces + start for one, start in zip(every, starts, strict=False)])
    return Mesh(points, normals, colours, glow, faces)


_NONE = mesh(np.zeros((0, 3)), np.zeros((0, 3)))


# ---- primitives ----------------------------------------------------------------------------------------------------


@cache
def grid(rows: int, columns: int, *, closed: bool = False) -> Faces:
    """The faces of a net of ``rows`` by ``columns`` cells; ``closed`` joins the last column to the first."""
    across = columns if closed else columns + 1
    row, column = (one.ravel() for one in np.mgrid[0:rows, 0:columns])
    a, b = row * across + column, row * across + (column + 1) % across
    c, d = b + across, a + across
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]).astype(np.int32)
    faces.flags.writeable = False
    return faces


def net(points: Any, normals: Any = None, *, closed: bool = False) -> Mesh:
    """A surface through rows of points, (rows, columns, 3), seen from where columns go right and rows go up."""
    rows, columns, _ = np.shape(points)
    return mesh(points, grid(rows - 1, columns - (not closed), closed=closed), normals)


def patch(corners: Any, cell: float = 3.0) -> Mesh:
    """A flat face with four corners, counter-clockwise, in cells no longer than ``cell``."""
    p, q, _, s = at = np.asarray(corners, np.float32)
    across, up = (max(1, round(dist(p, one) / cell)) for one in (q, s))
    points = _parts(across, up) @ at
    return mesh(points, grid(up, across), np.broadcast_to(unit(_cross(q - p, s - p)), points.shape))


@cache
def _parts(across: int, up: int) -> Array:
    """How much of each of four corners is in each point of a net of cells."""
    x, y = np.meshgrid(np.linspace(0, 1, across + 1), np.linspace(0, 1, up + 1))
    return np.stack([(1 - x) * (1 - y), x * (1 - y), x * y, (1 - x) * y], -1).reshape(-1, 4).astype(np.float32)


def box(size: Sequence[float], cell: float = 3.0, taper: float = 1.0, *, inside: bool = False) -> Mesh:
    """A box on the floor, its top ``taper`` times as large as its foot, or its four walls seen from ``inside``."""
    ring = np.array([(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]) * (size[0] / 2, size[1] / 2, 0)
    high = ring * taper + (0, 0, size[2])
    sides = [np.stack([ring[n - 1], ring[n], high[n], high[n - 1]]) for n in range(4)]
    if inside:
        return joined(patch(side[::-1], cell) for side in sides)
    return joined(patch(side, cell) for side in (*sides, high, ring[::-1]))


def lathe(profile: Any, sides: int = 14, *, smooth: bool = False) -> Mesh:
    """A profile of (radius, height) from foot to top, turned round the z axis, with sharp or ``smooth`` corners."""
    angle, at = np.linspace(0, 2 * pi, sides, endpoint=False), np.asarray(profile, np.float64)
    ring = np.stack([np.cos(angle), np.sin(angle), np.ones(sides)], 1)
    bands = [at] if smooth else [np.array(two) for two in pairwise(at) if np.ptp(two, 0).any()]
    made = []
    for band in bands:
        dr, dz = np.gradient(band, axis=0).T
        out = unit(np.stack([dz, -dr], 1))[:, [0, 0, 1]]
        made.append(net(band[:, None, [0, 0, 1]] * ring, out[:, None] * ring, closed=True))
    return joined(made)


def cylinder(size: Sequence[float], sides: int = 12) -> Mesh:
    """A cylinder of (radius, height) on the floor round the z axis, or a cone with (radius, height, radius above)."""
    radius, height, top = (*size, size[0])[:3]
    return lathe([(0, 0), (radius, 0), (top, height), (0, height)], sides)


def ball(radii: Sequence[float], sides: int = 12) -> Mesh:
    """An ellipsoid round the origin."""
    down = np.linspace(-pi / 2, pi / 2, max(5, sides // 2 + 2))
    return lathe(np.stack([np.cos(down), np.sin(down)], 1), sides, smooth=True).moved(scale=radii)


def extruded(outline: Sequence[Sequence[float]], depth: float) -> Mesh:
    """An outline in (x, z), seen from the front, ``depth`` thick about y = 0."""
    flat, cut = np.asarray(outline, np.float32), Triangulator()
    if np.sum(flat[:, 0] * np.roll(flat[:, 1], -1) - flat[:, 1] * np.roll(flat[:, 0], -1)) < 0:
        flat = flat[::-1]  # counter-clockwise
    for x, z in flat:
        cut.addPolygonVertex(cut.addVertex(float(x), float(z)))
    cut.triangulate()
    corners = range(cut.getNumTriangles())
    return slab(flat, [(cut.getTriangleV0(n), cut.getTriangleV1(n), cut.getTriangleV2(n)) for n in corners], depth)


def slab(flat: Array, faces: Any, depth: float) -> Mesh:
    """Triangles of (x, z), counter-clockwise seen from the front, ``depth`` thick about y = 0."""
    front, back = (np.insert(flat, 1, y, axis=1) for y in (-depth / 2, depth / 2))
    sides = {(int(a), int(b)) for face in faces for a, b in zip(face, (*face[1:], face[0]), strict=True)}
    rims = np.array([side for side in sorted(sides) if side[::-1] not in sides], np.int32).reshape(-1, 2).T
    quads = np.stack([back[rims[0]], back[rims[1]], front[rims[1]], front[rims[0]]], 1)
    corners = np.arange(4 * len(quads)).reshape(-1, 4)
    rim = mesh(quads, np.concatenate([corners[:, :3], corners[:, [0, 2, 3]]]))
    return joined([mesh(front, faces), mesh(front, faces).flipped((1, -1, 1)), rim])


def tube(path: Sequence[Sequence[float]], radii: Sequence[float], sides: int = 8) -> Mesh:
    """A round limb along a path, with a radius at each of its points and closed ends."""
    at = np.asarray(path, np.float32)
    ways = unit(np.gradient(at, axis=0))
    aside = np.cross(ways, (0.0, 1.0, 0.0))
    short = np.linalg.norm(aside, axis=1) < 0.2
    aside[short] = np.cross(ways[short], (1.0, 0.0, 0.0))
    aside = unit(aside)
    angle = np.linspace(0, 2 * pi, sides, endpoint=False)[None, :, None]
    out = np.cos(angle) * aside[:, None] + np.sin(angle) * np.cross(ways, aside)[:, None]
    rings = at[:, None] + out * np.asarray(radii, np.float32)[:, None, None]
    both = (0, 1), (-1, -1)
    ends = [net([[at[k]] * sides, rings[k]][::way], [[ways[k] * -way] * sides] * 2, closed=True) for k, way in both]
    return joined([net(rings, out, closed=True), *ends])

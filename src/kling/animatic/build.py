"""Sets and things from their descriptions: data files of primitives, placed, repeated and scattered.

A description is a list of parts. Each part names one shape (``box: [w, d, h]``, ``thing: chair`` …) and may say
``at``, ``yaw``, ``tip`` (degrees about an axis), ``colour``, ``glow``, ``mirror``, ``repeat`` ([n, step] pairs) and
``scatter``. Lengths are metres, angles degrees. ``README.md`` beside the files has all words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import ceil
from random import Random
from typing import Any, cast

import numpy as np
import yaml
from numpy.typing import NDArray

from kling.animatic import mesh as shapes
from kling.animatic.light import linear
from kling.animatic.mesh import Array, Colour, Mesh, Point, joined
from kling.animatic.palette import hexed

Part = Mapping[str, Any]
_SEED = 7


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours that a description leaves open, and how dark the hour is (0 day to 1 night)."""

    main: str = ""
    dark: float = 0.0


@cache
def read(folder: str) -> dict[str, Any]:
    """All descriptions of a folder of data files, by their ids."""
    found: dict[str, Any] = {}
    for path in sorted(files("kling.animatic").joinpath(folder).iterdir(), key=lambda one: one.name):
        if path.name.endswith(".yaml"):
            found |= yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return found


@cache
def colours() -> dict[str, str]:
    """Hexadecimal colours by name."""
    text = files("kling.animatic").joinpath("colours.yaml").read_text("utf-8")
    return cast("dict[str, str]", yaml.load(text, yaml.CSafeLoader))


def colour_of(name: str) -> Colour:
    """A colour by its name or as six hexadecimal digits, in linear light; grey for an unknown name."""
    code = colours().get(name, name)
    try:
        return linear(hexed(code))
    except ValueError:
        return linear((128, 128, 128))


def things() -> dict[str, Any]:
    """The descriptions of all things by id."""
    return read("things")


def sets() -> dict[str, Any]:
    """The descriptions of all sets by id."""
    return read("sets")


def thing(name: str, paint: Paint = Paint(), depth: int = 0) -> Mesh:
    """A thing, standing on the floor at the origin with its front to -y. Raises KeyError for an unknown one."""
    about = things()[name]
    own = Paint(paint.main or about.get("main", ""), paint.dark)
    return joined(_parts(about["parts"], own, depth))


def parts(described: Sequence[Part], paint: Paint) -> Mesh:
    """The parts of a set as one mesh."""
    return joined(_parts(described, paint, 0))


def _parts(described: Sequence[Part], paint: Paint, depth: int) -> Iterator[Mesh]:
    for number, part in enumerate(described):
        one = _shape(part, paint, number, depth)
        if "glow" in part and (not part.get("night") or paint.dark > 0.5):
            glow = part["glow"]  # a window's by day and by night
            one.glow[:] = glow[paint.dark > 0.5] if isinstance(glow, list) else glow
        for axis, degrees in part.get("tip", {}).items():
            one = one.spun(axis, degrees)
        if "scale" in part:
            one = one.moved(scale=part["scale"])
        yield from _placed(one, part, number)


def _placed(one: Mesh, part: Part, number: int) -> Iterator[Mesh]:
    for at, yaw, scale in _places(part, number):
        placed = one.moved(at, yaw, scale)
        yield placed
        if part.get("mirror"):
            yield placed.mirrored()


def _places(part: Part, number: int) -> Iterator[tuple[Point, float, float]]:
    at, yaw = part.get("at", (0, 0, 0)), part.get("yaw", 0.0)
    spots: list[Any] = [np.asarray((*at, 0)[:3], np.float64)]
    for times, step in part.get("repeat", ()):
        spots = [spot + np.asarray(step) * n for spot in spots for n in range(times)]
    if "scatter" in part:
        yield from _scattered(part["scatter"], number)
        return
    chance = Random(_SEED + number)  # noqa: S311 - where things stand is no secret
    vary = part.get("vary", 0.0)
    for spot in spots:
        yield (spot[0], spot[1], spot[2]), yaw, 1 + vary * chance.uniform(-1, 1)


def _scattered(told: Part, number: int) -> Iterator[tuple[Point, float, float]]:
    chance = Random(_SEED * 31 + number)  # noqa: S311 - where things stand is no secret
    x0, y0, x1, y1 = told["area"]
    clear: float = told.get("clear", 0.0)
    low, high = told.get("scale", (1, 1))
    front = told.get("front", clear)  # what is clear between the middle and the camera
    left = told["n"]
    for _ in range(told["n"] * 20):
        x, y = chance.uniform(x0, x1), chance.uniform(y0, y1)
        turn, scale = chance.uniform(0, 360), chance.uniform(low, high)
        if x * x + y * y < clear * clear or (abs(x) < told.get("lane", 0)) or (y < 0 and abs(x) < front):
            continue
        yield (x, y, told.get("z", 0.0)), turn if told.get("turn", True) else 0.0, scale
        left -= 1
        if not left:
            return


def _colour(part: Part, paint: Paint) -> Colour:
    name = str(part.get("colour", "main"))
    return colour_of((paint.main or "grey") if name == "main" else name)


def _shape(part: Part, paint: Paint, number: int, depth: int) -> Mesh:
    colour = _colour(part, paint)
    sides = part.get("sides", 12)
    if "box" in part:
        return shapes.box(part["box"], colour, cell=part.get("cell", 4.0), taper=part.get("taper", 1.0))
    if "cylinder" in part:
        radius, height, *top = part["cylinder"]
        return shapes.cylinder(radius, height, colour, top=top[0] if top else None, sides=sides)
    if "ball" in part:
        return shapes.ball(part["ball"], colour, sides=sides)
    if "blob" in part:
        return blob(part["blob"], colour, number, sides)
    if "lathe" in part:
        return shapes.lathe([(r, z) for r, z in part["lathe"]], colour, sides=sides)
    if "extrude" in part:
        return shapes.extruded([(x, z) for x, z in part["extrude"]], part.get("depth", 0.1), colour)
    if "tube" in part:
        path = [tuple(point) for point in part["tube"]]
        radii = part.get("radii", [part.get("radius", 0.05)] * len(path))
        return shapes.tube(path, radii, colour, sides=part.get("sides", 8))
    if "sheet" in part:
        along, up = part["sheet"]
        return shapes.sheet((0, 0, 0), along, up, colour, cell=part.get("cell", 4.0))
    if "thing" in part:
        if depth > 4:
            raise ValueError(f"{part['thing']} stands in itself")
        return thing(part["thing"], Paint(part.get("colour", ""), paint.dark), depth + 1)
    if "building" in part:
        return building(part, colour, paint, number)
    if "hills" in part:
        return hills(part)
    if "crowd" in part:
        return crowd(part["crowd"], number)
    raise ValueError(f"a part without a shape: {dict(part)}")


def flat(one: Mesh) -> Mesh:
    """The mesh with plane facets instead of a smooth surface."""
    corner = one.points[one.faces]
    normals = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    length = np.linalg.norm(normals, axis=1)
    seen = length > 1e-9 * max(1e-9, float(length.max(initial=0)))  # at a pole two corners are one
    one = Mesh(one.points, one.normals, one.colours, one.glow, one.faces[seen])
    normals = normals[seen] / length[seen, None]
    points = one.points[one.faces].reshape(-1, 3)
    faces = np.arange(len(points), dtype=np.int32).reshape(-1, 3)
    return Mesh(
        points,
        np.repeat(normals, 3, 0).astype(np.float32),
        one.colours[one.faces].reshape(-1, 3),
        one.glow[one.faces].reshape(-1),
        faces,
    )


def blob(radii: Point, colour: Colour, number: int, sides: int) -> Mesh:
    """A ball with facets and dents: leaves, rocks, clouds of smoke."""
    one = shapes.ball((1, 1, 1), colour, sides=min(sides, 9))
    chance = np.random.default_rng(_SEED + number)
    where = np.round(one.points, 3)
    _, same = np.unique(where, axis=0, return_inverse=True)
    dent = chance.uniform(0.82, 1.1, same.max() + 1).astype(np.float32)[same.ravel()]
    one.points = one.points * dent[:, None] * np.asarray(radii, np.float32)
    cut = flat(one)
    tint = chance.uniform(0.9, 1.1, len(cut.faces)).astype(np.float32)
    cut.colours = cut.colours * np.repeat(tint, 3)[:, None]
    return cut


def building(part: Part, wall: Colour, paint: Paint, number: int) -> Mesh:
    """A house front with windows towards -y: ``building: [w, d, h]``, ``floors``, ``windows`` per floor, ``shop``;
    ``far`` leaves out what nobody sees from far off."""
    width, deep, high = part["building"]
    floors, across = part.get("floors", max(1, round(high / 3.2))), part.get("windows", max(1, round(width / 2.4)))
    chance = np.random.default_rng(_SEED * 17 + number * 5 + round(width * 10))
    trim: Colour = (min(1.0, wall[0] * 1.25 + 0.02), min(1.0, wall[1] * 1.25 + 0.02), min(1.0, wall[2] * 1.25 + 0.02))
    night = paint.dark > 0.5
    tall, wide = high / floors, width / across
    shop = bool(part.get("shop", True))
    made = [
        shapes.box((width, deep, high), wall, cell=6.0),
        shapes.box((width + 0.3, deep + 0.3, 0.3), trim, cell=20).moved((0, 0, high)),
    ]
    if shop:
        made += _shop_front(width, tall, trim, number, night=night)
        made = [*made[:2], *(one.moved((0, -deep / 2, 0)) for one in made[2:])]
    column, row = (one.ravel() for one in np.meshgrid(np.arange(across), np.arange(int(shop), floors)))
    spots = np.stack([(column + 0.5) * wide - width / 2, np.full(len(row), -deep / 2), (row + 0.28) * tall], 1)
    w, h = wide * 0.42, tall * 0.5
    shining = np.where(night & (chance.random(len(spots)) < 0.42), chance.uniform(0.55, 0.95, len(spots)), 0.0)
    lamp, dark = np.asarray(colour_of("lamplight")), np.asarray((0.035, 0.05, 0.07))
    pane = copies(shapes.box((w, 0.12, h), (1, 1, 1), cell=20), spots)
    each = len(pane.points) // max(1, len(spots))
    pane.glow = np.repeat(shining, each).astype(np.float32)
    pane.colours = np.where(pane.glow[:, None] > 0, lamp, dark).astype(np.float32)
    made.append(pane)
    if not part.get("far"):
        frame = joined(
            [
                shapes.box((w + 0.16, 0.08, h + 0.16), trim, cell=20).moved((0, 0, -0.08)),
                shapes.box((w + 0.3, 0.3, 0.08), trim, cell=20).moved((0, 0, -0.14)),
            ]
        )
        made.append(copies(frame, spots))
    return joined(made)


def copies(one: Mesh, spots: NDArray[np.float64]) -> Mesh:
    """The mesh once at each of the spots (n, 3)."""
    n, size = len(spots), len(one.points)
    return Mesh(
        (one.points[None] + spots[:, None]).reshape(-1, 3).astype(np.float32),
        np.tile(one.normals, (n, 1)),
        np.tile(one.colours, (n, 1)),
        np.tile(one.glow, n),
        (one.faces[None] + (np.arange(n) * size)[:, None, None]).reshape(-1, 3).astype(np.int32),
    )


def _shop_front(width: float, tall: float, trim: Colour, number: int, *, night: bool) -> list[Mesh]:
    pane: Colour = colour_of("lamplight") if night else (0.035, 0.05, 0.07)
    awning = colour_of(("crimson", "forest", "mustard", "navy", "teal")[number % 5])
    return [
        shapes.box((width, 0.25, 0.22), trim, cell=20).moved((0, 0, tall)),
        shapes.box((width * 0.58, 0.1, tall * 0.62), pane, 0.9 if night else 0.0, 20).moved((-width * 0.14, 0, 0.5)),
        shapes.box((width * 0.16, 0.12, tall * 0.78), colour_of("darkwood"), cell=20).moved((width * 0.34, 0, 0)),
        _awning(width * 0.62, awning).moved((-width * 0.14, 0, tall * 0.86)),
    ]


def _awning(width: float, colour: Colour) -> Mesh:
    outline = [(0.0, 0.0), (0.0, 0.45), (-1.1, 0.1), (-1.1, 0.0)]
    return shapes.extruded(outline, width, colour).moved(yaw=90)


def hills(part: Part) -> Mesh:
    """Ground that rises round a flat middle: ``hills: [w, d, height]``, ``cells`` humps across, ``clear`` metres flat,
    ``colour`` below and ``peak`` above; ``behind`` raises only what is far from the camera, ``ridge`` sharpens."""
    width, deep, high = part["hills"]
    cells, clear = part.get("cells", 8), part.get("clear", 12.0)
    rows = part.get("net", 44)
    noise = smooth_noise(rows, rows, cells, part.get("seed", 1), ridge=part.get("ridge", False))
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, rows) * width, np.linspace(-0.5, 0.5, rows) * deep)
    away = np.sqrt(x * x + y * y)
    if part.get("behind"):
        away = np.maximum(0, y) + 0.25 * np.abs(x)
    if part.get("lane"):
        away = np.minimum(away, np.abs(x) * clear / part["lane"])
    rise = np.clip((away - clear) / max(1.0, part.get("rise", 0.35) * width), 0, 1) ** part.get("curve", 1.0)
    heights = (noise * rise * high + part.get("sink", 0.02) * -1 * (rise <= 0)).astype(np.float32)
    low, top = colour_of(part["colour"]), colour_of(part.get("peak", part["colour"]))
    share = np.clip((heights / max(0.01, high) - part.get("line", 0.4)) * 4, 0, 1)[..., None]
    tint = np.random.default_rng(3).uniform(0.94, 1.06, (*heights.shape, 1))
    made = shapes.terrain(heights, (width, deep), (np.asarray(low) * (1 - share) + np.asarray(top) * share) * tint)
    if rise.min() <= 0:  # the flat middle is the floor's
        keep = (made.points[made.faces][:, :, 2] > 0.0).any(1)
        made.faces = made.faces[keep]
    return flat(made) if part.get("facets", True) else made


def smooth_noise(rows: int, columns: int, cells: int, seed: int, *, ridge: bool = False) -> Array:
    chance = np.random.default_rng(seed)
    total, weight = np.zeros((rows, columns)), 0.0
    for octave in range(3):
        n = max(2, cells * 2**octave)
        knots = chance.random((n + 2, n + 2))
        v, u = np.meshgrid(np.linspace(0, n, rows), np.linspace(0, n, columns), indexing="ij")
        i, j = np.minimum(v.astype(int), n), np.minimum(u.astype(int), n)
        a, b = v - i, u - j
        a, b = a * a * (3 - 2 * a), b * b * (3 - 2 * b)
        smooth = (knots[i, j] * (1 - b) + knots[i, j + 1] * b) * (1 - a)
        smooth += (knots[i + 1, j] * (1 - b) + knots[i + 1, j + 1] * b) * a
        total += (1 - np.abs(2 * smooth - 1) if ridge else smooth) * 0.5**octave
        weight += 0.5**octave
    return (total / weight).astype(np.float32)


def crowd(told: Part, number: int) -> Mesh:
    """Rows of seated people, seen from far off: ``rows``, ``n`` in each, ``width``, ``step`` [back, up]."""
    chance = np.random.default_rng(_SEED + number)
    body = joined(
        [
            shapes.box((0.42, 0.3, 0.62), (1, 1, 1), cell=9, taper=0.8),
            shapes.box((0.22, 0.22, 0.28), (0.42, 0.26, 0.18), cell=9).moved((0, 0, 0.68)),
        ]
    )
    coat = np.arange(len(body.points)) < len(body.points) // 2
    shades = [
        colour_of(name) for name in ("navy", "white", "crimson", "grey", "black", "mustard", "teal", "blue", "red")
    ]
    made = []
    back, up = told.get("step", (0.9, 0.5))
    for row in range(told["rows"]):
        for n in range(told["n"]):
            if chance.random() > told.get("full", 0.85):
                continue
            x = (n + 0.5 + chance.uniform(-0.15, 0.15)) * told["width"] / told["n"] - told["width"] / 2
            one = body.moved((x, row * back, row * up))
            one.colours = np.where(coat[:, None], shades[chance.integers(len(shades))], body.colours).astype(np.float32)
            made.append(one)
    return joined(made)


@dataclass(frozen=True, slots=True)
class Room:
    """A room that is open to whoever looks from outside: its walls face inwards. ``size`` is width, depth, height."""

    size: Point
    walls: Colour
    ceiling: Colour | None
    shift: float = 0.0

    def mesh(self) -> Mesh:
        """Walls, skirting and ceiling."""
        width, deep, high = self.size
        x, y0, y1 = width / 2, self.shift - deep / 2, self.shift + deep / 2
        corners = ((-x, y1), (x, y1), (x, y0), (-x, y0))
        made = []
        for (ax, ay), (bx, by) in zip(corners, (*corners[1:], corners[0]), strict=True):
            along = (bx - ax, by - ay, 0.0)
            made.append(shapes.sheet((ax, ay, 0), along, (0, 0, high), self.walls, cell=1.5))
            skirt = tuple(one * 0.55 for one in self.walls)
            inward = np.asarray((along[1], -along[0], 0)) / max(1e-6, float(np.hypot(along[0], along[1])))
            foot = (ax + inward[0] * 0.02, ay + inward[1] * 0.02, 0.0)
            made.append(shapes.sheet(foot, along, (0, 0, 0.12), skirt, cell=ceil(width)))  # type: ignore[arg-type]
        if self.ceiling is not None:
            made.append(shapes.sheet((-x, y1, high), (width, 0, 0), (0, -deep, 0), self.ceiling, cell=2.0))
        return joined(made)

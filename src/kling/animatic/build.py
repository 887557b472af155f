"""Sets and things from their descriptions: data files of primitives, placed, repeated and scattered.

A description is a list of parts; ``things/README.md`` has all their words. Lengths are metres, angles degrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple

import numpy as np

from kling.animatic import mesh as shapes
from kling.animatic.data import data
from kling.animatic.mesh import Array, Colour, Mesh, Point, joined
from kling.animatic.palette import hexed, linear

Part = Mapping[str, Any]
_SEED = 7
_COATS = ("navy", "white", "crimson", "grey", "black", "mustard", "teal", "blue", "red")
_AWNINGS = ("crimson", "forest", "mustard", "navy", "teal")


class Paint(NamedTuple):
    """The colours that a description leaves open, and how dark the hour is (0 day to 1 night)."""

    main: str = ""
    dark: float = 0.0


PLAIN = Paint()


def things() -> dict[str, Any]:
    """The descriptions of all things by id."""
    return data("things")


def sets() -> dict[str, Any]:
    """The descriptions of all sets by id."""
    return data("sets")


def code_of(name: str) -> str:
    """A colour's six hexadecimal digits by its name; what is no name stays as it is."""
    return str(data("colours.yaml").get(name, name))


def colour_of(name: str) -> Colour:
    """A colour by its name or as six hexadecimal digits, in linear light; grey for an unknown name."""
    try:
        return linear(hexed(code_of(name)))
    except ValueError:
        return linear((128, 128, 128))


@lru_cache(maxsize=256)
def thing(name: str, paint: Paint = PLAIN, depth: int = 0) -> Mesh:
    """A thing, standing on the floor at the origin with its front to -y. Raises KeyError for an unknown one."""
    if depth > 5:
        raise ValueError(f"{name} stands in itself")
    about = things()[name]
    return parts(about["parts"], Paint(paint.main or about.get("main", ""), paint.dark), depth)


def parts(described: Sequence[Part], paint: Paint, depth: int = 0) -> Mesh:
    """The parts of a thing or a set as one mesh."""
    return joined(one for number, part in enumerate(described) for one in placed(part, paint, number, depth))


def placed(part: Part, paint: Paint, number: int, depth: int = 0) -> Iterator[Mesh]:
    """A part of a thing or a set at each of its places; ``number`` is its own among the parts."""
    name = str(part.get("colour", "main"))
    one = _shape(part, colour_of((paint.main or "grey") if name == "main" else name), paint, number, depth)
    if "glow" in part and (not part.get("night") or paint.dark > 0.5):
        glow = part["glow"]  # a window's by day and by night
        one.glow[:] = glow[paint.dark > 0.5] if isinstance(glow, list) else glow
    for axis, degrees in part.get("tip", {}).items():
        one = one.spun(axis, degrees)
    one = one.moved(scale=part["scale"]) if "scale" in part else one
    for at, yaw, scale in _places(part, number):
        there = one.moved(at, yaw, scale)
        yield there
        if part.get("mirror"):
            yield there.mirrored()


def spots_of(part: Part, at: Sequence[float] = (0, 0, 0)) -> list[Point]:
    """Where a part stands that is repeated: ``repeat: [[times, step], ...]``."""
    spots = [np.asarray((*at, 0)[:3], np.float64)]
    for times, step in part.get("repeat", ()):
        spots = [spot + np.asarray(step) * n for spot in spots for n in range(times)]
    return [(float(x), float(y), float(z)) for x, y, z in spots]


def _places(part: Part, number: int) -> Iterator[tuple[Point, float, float]]:
    if "scatter" in part:
        yield from _scattered(part["scatter"], number)
        return
    chance, vary = Random(_SEED + number), part.get("vary", 0.0)  # noqa: S311 - where things stand is no secret
    for spot in spots_of(part, part.get("at", (0, 0, 0))):
        yield spot, part.get("yaw", 0.0), 1 + vary * chance.uniform(-1, 1)


def _scattered(told: Part, number: int) -> Iterator[tuple[Point, float, float]]:
    chance = Random(_SEED * 31 + number)  # noqa: S311 - where things stand is no secret
    x0, y0, x1, y1 = told["area"]
    clear: float = told.get("clear", 0.0)
    front, lane = told.get("front", clear), told.get("lane", 0)  # what is clear between the middle and the camera
    left = told["n"]
    for _ in range(told["n"] * 20):
        x, y = chance.uniform(x0, x1), chance.uniform(y0, y1)
        turn, scale = chance.uniform(0, 360), chance.uniform(*told.get("scale", (1, 1)))
        if x * x + y * y < clear * clear or abs(x) < lane or (y < 0 and abs(x) < front):
            continue
        yield (x, y, told.get("z", 0.0)), turn if told.get("turn", True) else 0.0, scale
        left -= 1
        if not left:
            return


def _shape(part: Part, colour: Colour, paint: Paint, number: int, depth: int) -> Mesh:
    """The first word of a part that names a shape."""
    kind = next((name for name in part if name in _SHAPES), "")
    told: Any = part.get(kind)
    sides = part.get("sides", 8 if kind == "tube" else 12)
    match kind, told:
        case "box", _:
            return shapes.box(told, colour, part.get("cell", 4.0), part.get("taper", 1.0))
        case "cylinder", (radius, height, *top):
            return shapes.cylinder(radius, height, colour, top[0] if top else None, sides)
        case "ball", _:
            return shapes.ball(told, colour, sides)
        case "blob", _:
            return _blob(told, colour, number, sides)
        case "lathe", _:
            return shapes.lathe(told, colour, sides)
        case "extrude", _:
            return shapes.extruded(told, part.get("depth", 0.1), colour)
        case "tube", _:
            return shapes.tube(told, part.get("radii", [part.get("radius", 0.05)] * len(told)), colour, sides)
        case "sheet", (along, up):
            return shapes.sheet((0, 0, 0), along, up, colour, part.get("cell", 4.0))
        case "thing", _:
            return thing(told, Paint(part.get("colour", ""), paint.dark), depth + 1)
        case "building", _:
            return _building(part, colour, number, night=paint.dark > 0.5)
        case "hills", _:
            return _hills(part)
        case "crowd", _:
            return _crowd(told, number)
    raise ValueError(f"a part without a shape: {dict(part)}")


_SHAPES = frozenset(
    ["box", "cylinder", "ball", "blob", "lathe", "extrude", "tube", "sheet", "thing", "building", "hills", "crowd"]
)


def _flat(one: Mesh) -> Mesh:
    """The mesh with plane facets instead of a smooth surface."""
    corner = one.points[one.faces]
    normals = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    length = np.linalg.norm(normals, axis=1)
    seen = length > 1e-9 * max(1e-9, float(length.max(initial=0)))  # at a pole two corners are one
    faces = one.faces[seen]
    return Mesh(
        one.points[faces].reshape(-1, 3),
        np.repeat(normals[seen] / length[seen, None], 3, 0).astype(np.float32),
        one.colours[faces].reshape(-1, 3),
        one.glow[faces].reshape(-1),
        np.arange(3 * len(faces), dtype=np.int32).reshape(-1, 3),
    )


def _blob(radii: Sequence[float], colour: Colour, number: int, sides: int) -> Mesh:
    """A ball with facets and dents: leaves, rocks, clouds of smoke."""
    one, chance = shapes.ball((1, 1, 1), colour, sides=min(sides, 9)), np.random.default_rng(_SEED + number)
    _, same = np.unique(np.round(one.points, 3), axis=0, return_inverse=True)
    dent = chance.uniform(0.82, 1.1, same.max() + 1).astype(np.float32)[same.ravel()]
    one.points = one.points * dent[:, None] * np.asarray(radii, np.float32)
    cut = _flat(one)
    tint = chance.uniform(0.9, 1.1, len(cut.faces)).astype(np.float32)
    cut.colours = cut.colours * np.repeat(tint, 3)[:, None]
    return cut


def _building(part: Part, wall: Colour, number: int, *, night: bool) -> Mesh:
    """A house front with windows towards -y: ``floors``, ``windows`` on each, a ``shop``; ``far`` leaves out what
    nobody sees from far off."""
    width, deep, high = part["building"]
    floors, across = part.get("floors", max(1, round(high / 3.2))), part.get("windows", max(1, round(width / 2.4)))
    chance = np.random.default_rng(_SEED * 17 + number * 5 + round(width * 10))
    trim = (min(1.0, wall[0] * 1.25 + 0.02), min(1.0, wall[1] * 1.25 + 0.02), min(1.0, wall[2] * 1.25 + 0.02))
    tall, wide, front, shop = high / floors, width / across, -deep / 2, bool(part.get("shop", True))
    made = [
        shapes.box((width, deep, high), wall, 6.0),
        shapes.box((width + 0.3, deep + 0.3, 0.3), trim, 20).moved((0, 0, high)),
    ]
    lamplight, dark = colour_of("lamplight"), (0.035, 0.05, 0.07)
    if shop:
        window = shapes.box((width * 0.58, 0.1, tall * 0.62), lamplight if night else dark, 20)
        window.glow[:] = 0.9 if night else 0.0
        awning = [(0.0, 0.0), (0.0, 0.45), (-1.1, 0.1), (-1.1, 0.0)]
        made += [
            shapes.box((width, 0.25, 0.22), trim, 20).moved((0, front, tall)),
            window.moved((-width * 0.14, front, 0.5)),
            shapes.box((width * 0.16, 0.12, tall * 0.78), colour_of("darkwood"), 20).moved((width * 0.34, front, 0)),
            shapes.extruded(awning, width * 0.62, colour_of(_AWNINGS[number % 5])).moved(
                (-width * 0.14, front, tall * 0.86), yaw=90
            ),
        ]
    w, h = wide * 0.42, tall * 0.5
    frame = joined(
        [
            shapes.box((w + 0.16, 0.08, h + 0.16), trim, 20).moved((0, 0, -0.08)),
            shapes.box((w + 0.3, 0.3, 0.08), trim, 20).moved((0, 0, -0.14)),
        ]
    )
    panes = [shapes.box((w, 0.12, h), colour, 20) for colour in (dark, lamplight)]
    panes[1].glow[:] = 0.75
    for row in range(int(shop), floors):
        for column in range(across):
            spot = ((column + 0.5) * wide - width / 2, front, (row + 0.28) * tall)
            made.append(panes[night and chance.random() < 0.42].moved(spot))
            made += [] if part.get("far") else [frame.moved(spot)]
    return joined(made)


def _hills(part: Part) -> Mesh:
    """Ground that rises round a flat middle: ``cells`` humps across, ``clear`` metres flat, ``colour`` below, ``peak``
    above; ``behind`` raises only what is far from the camera, ``ridge`` sharpens."""
    width, deep, high = part["hills"]
    clear, rows = part.get("clear", 12.0), part.get("net", 44)
    noise = smooth_noise(rows, rows, part.get("cells", 8), part.get("seed", 1), ridge=part.get("ridge", False))
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, rows) * width, np.linspace(-0.5, 0.5, rows) * deep)
    away = np.maximum(0, y) + 0.25 * np.abs(x) if part.get("behind") else np.sqrt(x * x + y * y)
    if part.get("lane"):
        away = np.minimum(away, np.abs(x) * clear / part["lane"])
    rise = np.clip((away - clear) / max(1.0, part.get("rise", 0.35) * width), 0, 1) ** part.get("curve", 1.0)
    heights = (noise * rise * high - part.get("sink", 0.02) * (rise <= 0)).astype(np.float32)
    low, top = (np.asarray(colour_of(part.get(name, part["colour"]))) for name in ("colour", "peak"))
    share = np.clip((heights / max(0.01, high) - part.get("line", 0.4)) * 4, 0, 1)[..., None]
    tint = np.random.default_rng(3).uniform(0.94, 1.06, (*heights.shape, 1))
    made = shapes.terrain(heights, (width, deep), (low * (1 - share) + top * share) * tint)
    if rise.min() <= 0:  # the flat middle is the floor's
        made = replace(made, faces=made.faces[(made.points[made.faces][:, :, 2] > 0.0).any(1)])
    return _flat(made) if part.get("facets", True) else made


def smooth_noise(rows: int, columns: int, cells: int, seed: int, *, ridge: bool = False) -> Array:
    """Soft fractal noise, 0 to 1, with so many features across."""
    chance = np.random.default_rng(seed)
    total, weight = np.zeros((rows, columns)), 0.0
    for octave in range(3):
        n = max(2, cells * 2**octave)
        knots = chance.random((n + 2, n + 2))
        v, u = np.meshgrid(np.linspace(0, n, rows), np.linspace(0, n, columns), indexing="ij")
        i, j = np.minimum(v.astype(int), n), np.minimum(u.astype(int), n)
        a, b = ((one - cell) ** 2 * (3 - 2 * (one - cell)) for one, cell in ((v, i), (u, j)))
        smooth = (knots[i, j] * (1 - b) + knots[i, j + 1] * b) * (1 - a)
        smooth += (knots[i + 1, j] * (1 - b) + knots[i + 1, j + 1] * b) * a
        total += (1 - np.abs(2 * smooth - 1) if ridge else smooth) * 0.5**octave
        weight += 0.5**octave
    return (total / weight).astype(np.float32)


def _crowd(told: Part, number: int) -> Mesh:
    """Rows of seated people, seen from far off: ``rows``, ``n`` in each, ``width``, ``step`` [back, up]."""
    chance, (back, up) = np.random.default_rng(_SEED + number), told.get("step", (0.9, 0.5))
    head = shapes.box((0.22, 0.22, 0.28), (0.42, 0.26, 0.18), 9).moved((0, 0, 0.68))
    bodies = [joined([shapes.box((0.42, 0.3, 0.62), colour_of(name), 9, 0.8), head]) for name in _COATS]
    made = []
    for row in range(told["rows"]):
        for n in range(told["n"]):
            if chance.random() <= told.get("full", 0.85):
                x = (n + 0.5 + chance.uniform(-0.15, 0.15)) * told["width"] / told["n"] - told["width"] / 2
                made.append(bodies[chance.integers(len(bodies))].moved((x, row * back, row * up)))
    return joined(made)


def room(told: Part) -> Mesh:
    """Walls that face inwards, open to whoever looks from outside, skirting and ceiling: ``size`` [w, d, h]."""
    width, deep, high = told["size"]
    shift, walls = told.get("shift", 0.0), colour_of(told["walls"])
    x, y0, y1 = width / 2, shift - deep / 2, shift + deep / 2
    corners, made = ((-x, y1), (x, y1), (x, y0), (-x, y0)), []
    skirt = (walls[0] * 0.55, walls[1] * 0.55, walls[2] * 0.55)
    for (ax, ay), (bx, by) in zip(corners, (*corners[1:], corners[0]), strict=True):
        along = np.array((bx - ax, by - ay, 0.0))
        made.append(shapes.sheet((ax, ay, 0), along, (0, 0, high), walls, 1.5))
        inward = np.array((along[1], -along[0], 0)) / max(1e-6, float(np.hypot(along[0], along[1])))
        made.append(shapes.sheet((ax, ay, 0) + inward * 0.02, along, (0, 0, 0.12), skirt, width))
    if "ceiling" in told:
        made.append(shapes.sheet((-x, y1, high), (width, 0, 0), (0, -deep, 0), colour_of(told["ceiling"]), 2.0))
    return joined(made)

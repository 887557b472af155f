"""Sets and things from their descriptions: data files of primitives, placed, repeated and scattered.

A description is a list of parts; ``things/README.md`` has all their words. Lengths are metres, angles degrees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise, product
from random import Random
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from kling.animatic import mesh as shapes
from kling.animatic.data import data
from kling.animatic.mesh import Array, Colour, Mesh, Point, joined
from kling.animatic.palette import hexed, linear
from kling.animatic.silhouettes import GRID, OUTLINES, outlines

Part = Mapping[str, Any]
_SEED = 7


class Paint(NamedTuple):
    """The colours that a description leaves open, and how dark the hour is (0 day to 1 night)."""

    main: str = ""
    dark: float = 0.0


PLAIN = Paint()


@cache
def things() -> dict[str, Any]:
    """The descriptions of all things by id, those of outlines by that of their icon."""
    return outlines() | data("things")


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
        return linear(hexed("808080"))


@lru_cache(maxsize=256)
def thing(name: str, paint: Paint = PLAIN) -> Mesh:
    """A thing, standing on the floor at the origin with its front to -y. Raises KeyError for an unknown one."""
    about = things()[name]
    first, *others = about["parts"]
    first = first | {"colour": paint.main} if paint.main and "thing" in first else first  # what it is made of
    return parts([first, *others], Paint(paint.main or _mains(about)[0], paint.dark))


def _mains(about: Part) -> list[str]:
    """The colours that a thing has where nobody says another."""
    main = about.get("main", "")
    return main if isinstance(main, list) else [main]


def parts(described: Sequence[Part], paint: Paint = PLAIN) -> Mesh:
    """The parts of a thing or a set as one mesh."""
    return joined(one for number, part in enumerate(described) for one in placed(part, paint, number))


def placed(part: Part, paint: Paint = PLAIN, number: int = 0) -> Iterator[Mesh]:
    """A part of a thing or a set at each of its places; ``number`` is its own among the parts."""
    made, pick = _shapes(part, paint), Random(number)  # noqa: S311 - where things stand is no secret
    if "glow" in part and (not part.get("night") or paint.dark > 0.5):
        glow = part["glow"]  # a window's by day and by night
        shines = np.float32(glow[paint.dark > 0.5] if isinstance(glow, list) else glow)
        made = [replace(one, glow=0 * one.glow + shines) for one in made]
    for axis, degrees in part.get("tip", {}).items():
        made = [one.spun(axis, degrees) for one in made]
    made = [one.moved(scale=part["scale"]) for one in made] if "scale" in part else made
    for at, yaw, scale in _places(part, number):
        there = pick.choice(made).moved(at, yaw, scale)
        if paint.dark > 0.5 and pick.random() < part.get("lit", 0):
            there = there.painted(colour_of("lamplight"), 0.75)
        yield there
        if part.get("mirror"):
            yield there.flipped((-1, 1, 1))


def spots_of(part: Part, at: Sequence[float] = (0, 0, 0)) -> list[Point]:
    """Where a part stands that is repeated: ``repeat: [[times, step], ...]``."""
    spots = [np.asarray((*at, 0)[:3], np.float64)]
    for times, step in part.get("repeat", ()):
        spots = [spot + np.asarray(step) * n for spot in spots for n in range(times)]
    return [(float(x), float(y), float(z)) for x, y, z in spots]


def _places(part: Part, number: int) -> Iterator[tuple[Point, float, float]]:
    """Where a part stands, how it is turned and how large it is there."""
    chance, told = Random(_SEED * 31 + number), part.get("scatter")  # noqa: S311
    if not told:
        stray, vary = part.get("stray", 0.0), part.get("vary", 0.0)
        for x, y, z in spots_of(part, part.get("at", (0, 0, 0))):
            yield (x + stray * chance.uniform(-1, 1), y, z), part.get("yaw", 0.0), 1 + vary * chance.uniform(-1, 1)
        return
    x0, y0, x1, y1 = told["area"]
    clear: float = told.get("clear", 0.0)
    front, lane = told.get("front", clear), told.get("lane", 0)  # what is clear between the middle and the camera
    left = told["n"]
    for _ in range(told["n"] * 20):
        x, y = chance.uniform(x0, x1), chance.uniform(y0, y1)
        turn, scale = chance.uniform(0, 360), chance.uniform(*told.get("scale", (1, 1)))
        if left and not (x * x + y * y < clear * clear or abs(x) < lane or (y < 0 and abs(x) < front)):
            yield (x, y, told.get("z", 0.0)), turn if told.get("turn", True) else 0.0, scale
            left -= 1


# ---- shapes --------------------------------------------------------------------------------------------------------


def _shapes(part: Part, paint: Paint) -> list[Mesh]:
    """The shape of a part, by the first of its words that names one, in each colour that it may have."""
    kind = next(name for name in part if name in _PLAIN or name in _COLOURED)
    if kind in _COLOURED:
        return _COLOURED[kind](part, paint)
    name = str(part.get("colour", "main"))
    colour = np.asarray(colour_of((paint.main or "grey") if name == "main" else name)) * part.get("shade", 1.0)
    return [_PLAIN[kind](part[kind], part).painted(np.minimum(colour, 1.0))]


def _things(part: Part, paint: Paint) -> list[Mesh]:
    mains = [part["colour"]] if "colour" in part else _mains(things()[part["thing"]])
    mains = [paint.main if main == "main" else main for main in mains]
    return [thing(part["thing"], Paint(main, paint.dark)) for main in mains]


def _blob(radii: Sequence[float], part: Part) -> Mesh:
    """A ball with facets and dents: leaves, rocks, clouds of smoke."""
    one, chance = shapes.ball((1, 1, 1), min(part.get("sides", 12), 9)), np.random.default_rng(_SEED)
    _, same = np.unique(np.round(one.points, 3), axis=0, return_inverse=True)
    dent = chance.uniform(0.82, 1.1, same.max() + 1).astype(np.float32)[same.ravel()]
    return replace(one, points=one.points * dent[:, None] * np.asarray(radii, np.float32)).facetted()


@cache
def _outlines() -> dict[tuple[str, bool], tuple[Array, Array]]:
    """The points and triangles of each outline, 1 m long, and of what is drawn on it."""
    with np.load(OUTLINES) as file:
        points, faces, ends = file["points"].astype(np.float32) / GRID, file["faces"].astype(np.int32), file["ends"]
    names = product(outlines(), (False, True))
    return {one: (points[a:c], faces[b:d]) for one, ((a, b), (c, d)) in zip(names, pairwise(ends), strict=True)}


_PLAIN: dict[str, Callable[[Any, Part], Mesh]] = {
    "mesh": lambda told, part: told,  # one that was made elsewhere
    "box": lambda told, part: shapes.box(told, part.get("cell", 4.0), part.get("taper", 1.0)),
    "walls": lambda told, part: shapes.box(told, part.get("cell", 4.0), inside=True),
    "cylinder": lambda told, part: shapes.cylinder(told, part.get("sides", 12)),
    "ball": lambda told, part: shapes.ball(told, part.get("sides", 12)),
    "blob": _blob,
    "lathe": lambda told, part: shapes.lathe(told, part.get("sides", 12)),
    "extrude": lambda told, part: shapes.extruded(told, part.get("depth", 0.1)),
    "outline": lambda told, part: shapes.slab(*_outlines()[told, "drawn" in part], part["depth"]),
    "tube": lambda told, part: shapes.tube(
        told, part.get("radii", [part.get("radius", 0.05)] * len(told)), part.get("sides", 8)
    ),
}


def _building(part: Part, paint: Paint) -> list[Mesh]:
    """A house front with windows towards -y: ``floors``, ``windows`` on each, a ``shop``; ``far`` has no details."""
    width, deep, high = part["building"]
    floors, across = part.get("floors", max(1, round(high / 3.2))), part.get("windows", max(1, round(width / 2.4)))
    tall, wide, shop = high / floors, width / across, int(part.get("shop", True))
    at, rows = (wide / 2 - width / 2, -deep / 2, (shop + 0.28) * tall), [floors - shop, (0, 0, tall)]
    windows = {"at": at, "repeat": [[across, (wide, 0, 0)], rows], "scale": (wide * 0.42, 1, tall * 0.5)}
    described: list[Part] = [
        {"box": (width, deep, high), "cell": 6},
        {"box": (width + 0.3, deep + 0.3, 0.3), "at": (0, 0, high), "shade": 1.25},
        {"box": (1, 0.12, 1), "colour": "38424c", "lit": 0.42, **windows},
        {"thing": "window_frame", "colour": part.get("colour", "grey"), **windows},
        {"thing": "shopfront", "at": (0, -deep / 2, 0), "scale": (width / 8, 1, tall / 3)},
    ]
    used = [one for n, one in enumerate(described) if (n != 3 or not part.get("far")) and (n != 4 or shop)]
    here = Paint(part.get("colour", paint.main), paint.dark)
    own = round(sum(map(abs, part.get("at", (0,)))) * 10 + high)
    return [joined(one for number, piece in enumerate(used, own) for one in placed(piece, here, number))]


def _hills(part: Part, paint: Paint) -> list[Mesh]:
    """Ground that rises round a flat middle: ``cells`` humps across, ``clear`` metres flat, ``colour`` below, ``peak``
    above; ``behind`` raises only what is far from the camera, ``ridge`` sharpens."""
    width, deep, high = part["hills"]
    clear, rows = part.get("clear", 12.0), part.get("net", 44)
    noise = smooth_noise(rows, rows, part.get("cells", 8), 1, ridge=part.get("ridge", False))
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, rows) * width, np.linspace(-0.5, 0.5, rows) * deep)
    away = np.maximum(0, y) + 0.25 * np.abs(x) if part.get("behind") else np.hypot(x, y)
    away = np.minimum(away, np.abs(x) * clear / part["lane"]) if part.get("lane") else away
    rise = np.clip((away - clear) / max(1.0, part.get("rise", 0.35) * width), 0, 1)
    heights = noise * rise * high - part.get("sink", 0.02) * (rise <= 0)
    low, top = (np.asarray(colour_of(part.get(name, part["colour"]))) for name in ("colour", "peak"))
    share = np.clip((heights / max(0.01, high) - part.get("line", 0.4)) * 4, 0, 1)[..., None]
    tint = np.random.default_rng(3).uniform(0.94, 1.06, (*heights.shape, 1))
    made = shapes.net(np.stack([x, y, heights], -1))
    made.colours = ((low * (1 - share) + top * share) * tint).reshape(-1, 3).astype(np.float32)
    if rise.min() <= 0:  # the flat middle is the floor's
        made.faces = made.faces[(made.points[made.faces][:, :, 2] > 0.0).any(1)]
    return [made.facetted()]


def smooth_noise(rows: int, columns: int, cells: int, seed: int, *, ridge: bool = False) -> Array:
    """Soft fractal noise, 0 to 1, with so many features across."""
    chance, total = np.random.default_rng(seed), np.zeros((rows, columns), np.float32)
    for octave in range(3):
        knots = chance.random((cells * 2**octave + 1,) * 2).astype(np.float32)
        smooth = np.asarray(Image.fromarray(knots).resize((columns, rows), Image.Resampling.BICUBIC))
        total += np.clip(1 - np.abs(2 * smooth - 1) if ridge else smooth, 0, 1) * 0.5**octave / 1.75
    return total


_COLOURED: dict[str, Callable[[Part, Paint], list[Mesh]]] = {
    "thing": _things, "building": _building, "hills": _hills,
}  # fmt: skip


def room(told: Part) -> Mesh:
    """Walls that face inwards, open to whoever looks from outside, skirting and ceiling: ``size`` [w, d, h]."""
    width, deep, high = told["size"]
    at = {"at": (0, told.get("shift", 0.0), 0), "colour": told["walls"]}
    foot = width - 0.04, deep - 0.04, 0.12
    walls = parts([{"walls": (width, deep, high), "cell": 1.5, **at}, {"walls": foot, "shade": 0.55, **at}])
    if "ceiling" not in told:
        return walls
    corners = np.array([(-1, 1, 0), (1, 1, 0), (1, -1, 0), (-1, -1, 0)]) * (width / 2, deep / 2, 0)
    lid = shapes.patch(corners, 2.0)  # seen from below alone
    return joined([walls, lid.painted(colour_of(told["ceiling"])).moved((*at["at"][:2], high))])

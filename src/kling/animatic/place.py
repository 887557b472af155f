"""A set put up on a stage: floor, what stands on it, practical lights, the sky over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kling.animatic.build import Paint, colour_of, placed, room, sets, spots_of
from kling.animatic.mesh import Array, Colour, Mesh, joined, net
from kling.animatic.palette import Scheme
from kling.animatic.scene import Shot
from kling.animatic.shot_light import scheme_of_shot
from kling.animatic.sight import Boxes, Points
from kling.animatic.sky import painted_sky
from kling.animatic.stage import Stage

NOWHERE = "nowhere"
_SNOWS = {"light_snow", "blizzard"}
_FAR = (14, 16, 19, 23, 28, 35, 45, 60, 80, 110, 150, 210, 300, 400)
_LINES = np.array([*np.arange(0, 6, 0.5), *range(6, 13), *_FAR], np.float32)
_BREAKS = np.concatenate([-_LINES[:0:-1], _LINES])


@dataclass(frozen=True, slots=True)
class Place:
    """A set's description in an hour's colours. ``name`` is its id, ``NOWHERE`` for a place that is not drawn."""

    name: str
    about: Mapping[str, Any]
    scheme: Scheme
    snow: bool = False


def place(shot: Shot) -> Place:
    """The set of a shot; the grey stage for an unknown one."""
    known = shot.set if shot.set in sets() else NOWHERE
    about = dict(sets()[known])
    about |= dict.fromkeys(("floor", "plain"), shot.ground[1:]) if shot.ground and "plain" in about else {}
    snow = not _SNOWS.isdisjoint(shot.weather) and not (about.get("inside") or about.get("void") or "plain" in about)
    if snow:
        about |= {"floor": "snow", "flats": [flat | {"colour": "b9c2cc"} for flat in about.get("flats", ())]}
    return Place(known, about, scheme_of_shot(shot), snow)


def put_up(
    stage: Stage, one: Place, eyes: Points, *, stars: bool = False, without: frozenset[str] = frozenset(),
    keeps: frozenset[str] = frozenset(),
    hides: Callable[[Boxes], NDArray[np.bool_]] | None = None,
) -> list[Mesh]:  # fmt: skip
    """Build a place on an empty stage that has its light, for a camera that is at the ``eyes``, ``without`` some things
    of its own and what ``hides`` others, but not what it ``keeps``; what stands in it then."""
    about = one.about
    stage.ground((0.08, 0.08, 0.09) if about.get("inside") and "plain" not in about else stage.light.fog)
    if not about.keys() & {"inside", "plain"}:
        stage.sky(painted_sky(one.scheme, stage.light.sun, stars=stars))
    if not about.get("void"):
        stage.floor(ground((-400, -400, 400, 400), colour_of(str(about["floor"]))), solid="gloss" not in about)
    for flat in about.get("flats", ()):
        laid = joined([ground((x0, y0, x1, y1), colour_of(flat["colour"]), z) for x0, y0, x1, y1, z in _rects(flat)])
        stage.floor(laid, solid="gloss" not in about)
    if "room" in about:
        stage.stand(room(_opened(about["room"], float(eyes[:, 1].min()))))
    kinds, meshes, bounds = built(one.name, night=one.scheme.dark > 0.5, snow=one.snow)
    hidden = hides(bounds) if hides is not None and meshes else np.zeros(len(meshes), np.bool_)
    rows = zip(kinds, meshes, hidden, strict=True)
    left = [made for kind, made, gone in rows if not ((gone and kind not in keeps) or kind in without)]
    stand(stage, one, left)
    return left


def stand(stage: Stage, here: Place, meshes: Sequence[Mesh], *, shaded: bool = True) -> None:
    """Put something up in a place, with its shadow, or as its floor mirrors it."""
    if meshes:
        whole = joined(meshes)
        gloss, shaded = float(here.about.get("gloss", 0.0)), shaded and bool(here.about.keys() & {"floor", "flats"})
        shade = stage.shadow(whole) if shaded and not gloss else None
        if shade is not None:
            shade.colours = floor_colours(here, shade.points)
        if gloss:  # what a wet or polished floor shows of it
            dim, down = np.float32(gloss), np.array((1, 1, -1), np.float32)
            colours, glow, faces = whole.colours * dim, whole.glow * dim**0.5, whole.faces[:, ::-1].copy()
            stage.stand(Mesh(whole.points * down, whole.normals, colours, glow, faces))
        stage.stand(whole, shadow=shade)


@lru_cache(maxsize=3)
def built(name: str, *, night: bool, snow: bool = False) -> tuple[list[str], list[Mesh], Boxes]:
    """What stands in a set, put together once for all its shots: things' kinds, bodies and bounds."""
    paint = Paint(dark=1.0 if night else 0.0)
    told = enumerate(sets()[name].get("parts", ()))
    made = [(part.get("thing", ""), one) for n, part in told for one in placed(part, paint, n)]
    for _, one in made if snow else ():  # on whatever looks up
        lies = np.clip(1.6 * one.normals[:, 2:] - 0.5, 0, 0.9)
        one.colours = (one.colours * (1 - lies) + np.asarray(colour_of("snow"), np.float32) * lies).astype(np.float32)
    low, high = (np.array([one.bounds[end] for _, one in made], np.float64).reshape(-1, 3) for end in (0, 1))
    return [kind for kind, _ in made], [one for _, one in made], (low, high)


def _opened(told: Mapping[str, Any], front: float) -> Mapping[str, Any]:
    """A room that goes on to well behind a camera which stands ``front`` m from its middle."""
    wide, deep, high = told["size"]
    shift = told.get("shift", 0.0)
    more = max(0.0, shift - deep / 2 - front + 3.0)
    return {**told, "size": (wide, deep + more, high), "shift": shift - more / 2}


def floor_colours(one: Place, points: Array) -> Array:
    """What lies under each of many points."""
    found = np.tile(np.asarray(colour_of(str(one.about.get("floor", "grey"))), np.float32), (len(points), 1))
    for flat in one.about.get("flats", ()):
        colour = np.asarray(colour_of(flat["colour"]), np.float32)
        for x0, y0, x1, y1, z in _rects(flat):
            if z == 0 and (x1 - x0) * (y1 - y0) > 2:
                inside = (points[:, 0] >= x0) & (points[:, 0] <= x1) & (points[:, 1] >= y0) & (points[:, 1] <= y1)
                found[inside] = colour
    return found


def _rects(flat: Mapping[str, Any]) -> Iterator[tuple[float, float, float, float, float]]:
    x0, y0, x1, y1 = flat["rect"]
    z = float(flat.get("z", 0.0))
    for dx, dy, _ in spots_of(flat):
        yield x0 + dx, y0 + dy, x1 + dx, y1 + dy, z
        if flat.get("mirror"):
            yield -x1 - dx, y0 + dy, -x0 - dx, y1 + dy, z


def ground(rect: tuple[float, float, float, float], colour: Colour, z: float = 0.0) -> Mesh:
    """A piece of level floor, in small cells where the action is and larger ones far off."""
    x0, y0, x1, y1 = rect
    xs = np.unique(np.concatenate([[x0, x1], _BREAKS[(x0 < _BREAKS) & (x1 > _BREAKS)]]))
    ys = np.unique(np.concatenate([[y0, y1], _BREAKS[(y0 < _BREAKS) & (y1 > _BREAKS)]]))
    x, y = np.meshgrid(xs, ys)
    return net(np.stack([x, y, 0 * x + z], -1)).painted(colour)

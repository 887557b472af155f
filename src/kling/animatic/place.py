"""A set put up on a stage: floor, what stands on it, practical lights, the sky over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kling.animatic.build import Paint, code_of, colour_of, placed, room, sets, spots_of, things
from kling.animatic.data import data
from kling.animatic.framing import Framing
from kling.animatic.light import Lamp, Light, light_of, sun_from
from kling.animatic.marks import Mark, Prop
from kling.animatic.mesh import Array, Colour, Mesh, joined, net
from kling.animatic.palette import Scheme, hexed, linear, mix, scheme_of, times
from kling.animatic.scene import Film, Shot
from kling.animatic.sight import Boxes, Points
from kling.animatic.sky import painted_sky
from kling.animatic.stage import Stage

NOWHERE = "nowhere"
_USUAL = {"reach": 1.5, "cone": 0.0, "steep": 1.0}
_LIT: dict[str, dict[str, Any]] = data("staging.yaml")["lit"]
_LINES = np.array(
    [*np.arange(0, 6, 0.5), *range(6, 13), 14, 16, 19, 23, 28, 35, 45, 60, 80, 110, 150, 210, 300, 400], np.float32
)
_BREAKS = np.concatenate([-_LINES[:0:-1], _LINES])


@dataclass(frozen=True, slots=True)
class Place:
    """A set's description with the light in it. ``name`` is its id, ``NOWHERE`` for a place that is not drawn."""

    name: str
    about: Mapping[str, Any]
    scheme: Scheme
    light: Light
    snow: bool = False

    @property
    def gloss(self) -> float:
        """How much of what stands on it its floor mirrors."""
        return float(self.about.get("gloss", 0.0))

    @property
    def inside(self) -> bool:
        return bool(self.about.get("inside"))


def place(name: str, scheme: Scheme, side: str = "", fog: float = 0.0, floor: str = "", *, snow: bool = False) -> Place:
    """The set called ``name`` in an hour's colours; the grey stage for an unknown one. ``fog`` adds to its own air;
    ``floor`` is the colour of a studio."""
    known = name if name in sets() else NOWHERE
    about = dict(sets()[known])
    if floor and name.startswith("studio"):
        about |= {"floor": floor, "plain": code_of(floor)}
    inside = bool(about.get("inside"))
    if snow := snow and not (inside or about.get("void") or "plain" in about):
        about |= {"floor": "snow", "flats": [flat | {"colour": "b9c2cc"} for flat in about.get("flats", ())]}
    thick = float(about.get("thick", 0.05 if "plain" in about else 0.0)) + (0.0 if inside else fog)
    lit_by = scheme
    if "sun" in about:  # no air: a white sun, and shadows
        white, dim = hexed(code_of(str(about["sun"]))), (44, 46, 52)
        lit_by = replace(scheme, glow=white, sun=0.3, dark=0.0, horizon=dim, sky=dim, zenith=dim)
    light = light_of(lit_by, side, inside=inside or known == NOWHERE, thick=thick, lamps=tuple(_lamps(about, scheme)))
    left = 1 - float(about.get("dim", 0.0))
    if left < 1:
        names = ("sun_colour", "zenith", "horizon", "ground")
        dimmed: dict[str, Any] = {name: times(getattr(light, name), left) for name in names}
        light = replace(light, **dimmed)
    if "plain" in about:
        red, green, blue = hexed(code_of(str(about["plain"])))
        if known == NOWHERE:  # no place, and yet the hour's light
            hour = mix(scheme.sky, scheme.horizon, 0.5)
            red, green, blue = mix((red, green, blue), hour, 0.35 + 0.4 * scheme.dark)
            red, green, blue = mix((red, green, blue), (10, 14, 24), 0.66 * scheme.dark)
        light = replace(light, fog=(red / 255, green / 255, blue / 255))
    elif inside:
        light = replace(light, fog=(0.5, 0.48, 0.46))
    return Place(known, about, scheme, light, snow)


def _lamps(about: Mapping[str, Any], scheme: Scheme) -> Iterator[Lamp]:
    for told in about.get("lamps", ()):
        if (told.get("night") and scheme.dark < 0.5) or (told.get("day") and scheme.dark > 0.5):
            continue
        colour = times(colour_of(told["colour"]), float(told.get("power", 1.0)))
        for spot in spots_of(told, told["at"]):
            yield Lamp(spot, colour, float(told.get("reach", 2.0)), float(told.get("cone", 0.0)))


def refined(shot: Shot, film: Film) -> str:
    """The set of a shot, or a nearer one that words of the film about this place name (a diner for a café), or that
    what is done there needs (water under a boat)."""
    same = [one for one in film.shots if one.place == shot.place and one.set == shot.set and one.place] or [shot]
    words = " ".join(f"{one.place_words} {one.text}" for one in (shot, *same)).lower()
    poses = {pose for there in (shot, *same) for pose in there.poses}
    kinds = {one.kind for there in (shot, *same) for one in there.things if one.depth != "background"}
    people = any(there.cast for there in (shot, *same))
    for name, about in sets().items():
        told = about.get("refines", {})
        if shot.set in told.get("sets", ()) and (
            shot.place in told.get("places", ())
            or any(word in words for word in told.get("words", ()))
            or poses.intersection(told.get("does", ()))
            or (kinds.intersection(told.get("things", ())) and (people or told.get("alone")))
        ):
            return name
    return shot.set


def put_up(
    stage: Stage, one: Place, eyes: Points, *, stars: bool = False, without: frozenset[str] = frozenset(),
    hides: Callable[[Boxes], NDArray[np.bool_]] | None = None,
) -> None:  # fmt: skip
    """Build a place on an empty stage that has its light, for a camera that is at the ``eyes``, ``without`` some things
    of its own and what ``hides`` others."""
    about = one.about
    if "plain" in about:
        stage.ground(one.light.fog)
    elif one.inside:
        stage.ground((0.08, 0.08, 0.09))
    else:
        stage.ground(one.light.fog if one.name != "space" else (0.01, 0.012, 0.04))
        stage.sky(painted_sky(one.scheme, one.light.sun, stars=stars))
    if not about.get("void"):
        stage.floor(ground((-400, -400, 400, 400), colour_of(str(about["floor"]))), solid=not one.gloss)
    for flat in about.get("flats", ()):
        colour = colour_of(flat["colour"])
        laid = joined([ground((x0, y0, x1, y1), colour, z) for x0, y0, x1, y1, z in _rects(flat)])
        stage.floor(laid, solid=not one.gloss)
    if about.get("grid"):
        stage.floor(_grid_lines())
    if "room" in about:
        stage.stand(room(_opened(about["room"], float(eyes[:, 1].min()))))
    kinds, meshes, bounds = built(one.name, night=one.scheme.dark > 0.5, snow=one.snow)
    hidden = hides(bounds) if hides is not None and meshes else np.zeros(len(meshes), np.bool_)
    standing = joined(
        [made for kind, made, gone in zip(kinds, meshes, hidden, strict=True) if not (gone or kind in without)]
    )
    if len(standing.faces):
        shade = stage.shadow(standing)
        shade.colours = floor_colours(one, shade.points)
        if one.gloss:
            stage.stand(mirrored(standing, one))
        stage.stand(standing, shadow=None if one.gloss else shade)


def mirrored(one: Mesh, here: Place) -> Mesh:
    """What a wet or polished floor shows of a mesh that stands on it."""
    down = np.array((1, 1, -1), np.float32)
    return Mesh(
        one.points * down, one.normals, one.colours * np.float32(here.gloss), one.glow * np.float32(here.gloss**0.5),
        one.faces[:, ::-1].copy(),
    )  # fmt: skip


@lru_cache(maxsize=3)
def built(name: str, *, night: bool, snow: bool = False) -> tuple[list[str], list[Mesh], Boxes]:
    """What stands in a set, put together once for all its shots: things' kinds, bodies and bounds."""
    paint = Paint(dark=1.0 if night else 0.0)
    told = enumerate(sets()[name].get("parts", ()))
    made = [
        (part.get("thing", "crowd" if "crowd" in part else ""), one)
        for number, part in told
        for one in placed(part, paint, number)
    ]
    for _, one in made if snow else ():  # on whatever looks up
        lies = np.clip(1.6 * one.normals[:, 2:] - 0.5, 0, 0.9)
        one.colours = (one.colours * (1 - lies) + np.asarray(colour_of("snow"), np.float32) * lies).astype(np.float32)
    low, high = (np.array([one.bounds[end] for _, one in made], np.float64).reshape(-1, 3) for end in (0, 1))
    return [kind for kind, _ in made], [one for _, one in made], (low, high)


def _opened(told: Mapping[str, Any], front: float) -> Mapping[str, Any]:
    """A room that goes on to behind a camera which stands ``front`` m from its middle."""
    wide, deep, high = told["size"]
    shift = told.get("shift", 0.0)
    more = max(0.0, shift - deep / 2 - front + 0.5)
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


def _grid_lines() -> Mesh:
    light = linear((178, 181, 184))
    lines = [ground((n - 0.012, -20, n + 0.012, 40), light) for n in range(-20, 21)]
    return joined([*lines, *(ground((-20, n - 0.012, 20, n + 0.012), light) for n in range(-20, 41))])


def setting_of(shot: Shot) -> str:
    """What air is in a shot: ``interior``, ``underwater``, ``space``, or "" for the open."""
    own = {"underwater": "underwater", "space": "space", "moon": "space"}.get(shot.set, "")
    roofed = sets().get(shot.set, {}).get("inside") or shot.set in data("staging.yaml")["inside"]
    return "interior" if roofed else own


def scheme_of_shot(shot: Shot) -> Scheme:
    """The colours of a shot's hour, weather and palette. Rooms are lit as the sky over them."""
    setting = setting_of(shot)
    return scheme_of(
        shot.hour, weather=shot.weather, palette=shot.palette, light=shot.light.kind,
        setting="" if setting == "interior" else setting,
    )  # fmt: skip


def turned(here: Place, shot: Shot, framing: Framing, props: Sequence[Prop], marks: Mapping[str, Mark]) -> Light:
    """The place's light as the shot's words have it, seen from where the camera looks: its side, and what a candle, a
    fire or the moon leaves of the light of the hour."""
    light, side, kind = here.light, shot.light.side, shot.light.kind
    told = _LIT.get(kind, _LIT["side"] if side else {})
    lamps = list(lamps_of(props, marks, here.scheme, told))
    fill, sun, own = (float(told.get(name, 1.0)) for name in ("fill", "sun", "lamps"))
    if here.scheme.dark < 0.3 and "power" in told:  # by day a lamp is one more light
        fill, sun, own = (max(fill, 0.6), max(sun, 0.5), 1.0) if here.inside else (1.0, 1.0, 1.0)
    if fill < 1:  # a place that is dim anyway, or under the sky, does not get black
        fill = min(1.0, fill / (1 - float(here.about.get("dim", 0.0))) if here.inside else told.get("open", 1.6 * fill))
    if told.get("lamp") and not lamps:
        lamps.append(_lamp_beside(framing, side, told))
    elif own < 1 and not lamps:
        own = 1.0
    kept = [replace(one, colour=times(one.colour, own)) for one in light.lamps if own > 0]
    key = _key(here, framing, 0.8 if lamps and fill < 0.5 else 1.0, behind=side == "behind")
    light = replace(
        light, lamps=(*kept, *lamps, *key), sun_colour=times(light.sun_colour, sun),
        zenith=times(light.zenith, fill), horizon=times(light.horizon, fill), ground=times(light.ground, fill),
    )  # fmt: skip
    if side in ("", "below"):
        return light
    return replace(light, sun=sun_from(side, float(np.degrees(np.arcsin(light.sun[2]))), -_round(framing)))


def _round(framing: Framing) -> float:
    """Degrees that the camera has gone round its subject to the right."""
    eye, at = framing.view.eye, framing.view.at
    return float(np.degrees(np.arctan2(eye[0] - at[0], -(eye[1] - at[1]))))


def _lamp_beside(framing: Framing, side: str, told: Mapping[str, Any]) -> Lamp:
    """A light that is not among the things, on its side of whom the camera is on."""
    one, turn = framing.subject, np.radians(_round(framing))
    x, y, z = data("staging.yaml")["stands"].get(side, data("staging.yaml")["stands"][told.get("from", "")])
    at = (one.x + x * np.cos(turn) - y * np.sin(turn), one.y + x * np.sin(turn) + y * np.cos(turn), one.eyes + z)
    power, colour = float(told.get("power", 1.0)), colour_of(str(told["lamp"]))
    reach, cone, steep = (float(told.get(name, usual)) for name, usual in _USUAL.items())
    return Lamp((float(at[0]), float(at[1]), max(0.2, float(at[2]))), times(colour, power), reach, cone, steep)


def _key(here: Place, framing: Framing, part: float, *, behind: bool) -> tuple[Lamp, ...]:
    """A soft light on the faces of a dark place, from beside the camera: nobody can judge a black face."""
    dark = max(here.scheme.dark, float(here.about.get("dim", 0.0)), 0.45 * behind)
    one, (x, y, _) = framing.subject, framing.view.eye
    if dark < 0.3 or not one.person:
        return ()
    away = max(0.3, float(np.hypot(x - one.x, y - one.y)))
    step = min(1.6, away) / away
    at = (one.x + (x - one.x) * step - 0.7, one.y + (y - one.y) * step, one.eyes + 0.5)
    return (Lamp(at, times((1.0, 0.9, 0.8), 0.75 * dark * part), 1.3),)


def lamps_of(
    props: Sequence[Prop], marks: Mapping[str, Mark], scheme: Scheme, told: Mapping[str, Any]
) -> Iterator[Lamp]:
    """The light of lamps, candles and fires among the things, as a kind of light has it."""
    for prop in props:
        about = things().get(prop.kind, {})
        if "light" in about:
            mark = prop.mark
            if prop.holder in marks:
                mark = replace(Mark(*marks[prop.holder].ahead(0.45)), z=marks[prop.holder].z + 1.1)
            warm = float(told.get("power", 0.0)) or (2.0 if scheme.dark > 0.5 else 0.5)
            colour = (warm, warm * 0.62, warm * 0.27)
            high = mark.z + about["light"] * prop.scale + 0.05
            steep = float(told.get("steep", 1.0))
            yield Lamp((mark.x, mark.y - 0.1, high), colour, float(told.get("reach", 1.6)), steep=steep)

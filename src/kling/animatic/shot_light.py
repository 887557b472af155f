"""What light a shot has: its hour and weather, the set's lamps, what burns, and what its words make of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import cos, radians, sin
from typing import Any

import numpy as np

from kling.animatic.build import code_of, colour_of, sets, spots_of, things
from kling.animatic.data import data
from kling.animatic.framing import Framing, Subject
from kling.animatic.light import Lamp, Light, lit
from kling.animatic.marks import Mark, Prop
from kling.animatic.mesh import Colour, Point, mesh, unit
from kling.animatic.palette import Scheme, blended, hexed, linear, scheme_of
from kling.animatic.scene import Shot
from kling.lexicon import WEATHER

_TOLD = data("staging.yaml")
_LOWEST, _HIGHEST = 17.0, 62.0  # degrees above the horizon; lower would draw shadows out of the picture
_DIMMEST = 0.095
_READABLE = 0.42  # how light a face is at least, 0 to 1: nobody can judge a black one
_HAZE = 0.045
_HUED = 0.7  # of what lights the place that has the colour of a light
_THICKEST = 0.26  # of what the air may take of whom the camera is on (its logarithm)


def setting_of(shot: Shot) -> str:
    """What air is in a shot: ``interior``, ``underwater``, ``space``, or "" for the open."""
    own = {"underwater": "underwater", "space": "space", "moon": "space"}.get(shot.set, "")
    return "interior" if sets().get(shot.set, {}).get("inside") or shot.set in _TOLD["inside"] else own


def scheme_of_shot(shot: Shot) -> Scheme:
    """The colours of a shot's hour and weather. Rooms are lit as the sky over them."""
    setting = setting_of(shot).replace("interior", "")
    return scheme_of(shot.hour, weather=shot.weather, light=shot.light.kind, setting=setting)


def light_of(
    shot: Shot, about: Mapping[str, Any], framing: Framing, props: Sequence[Prop], marks: Mapping[str, Mark]
) -> Light:
    """The light of a shot in a set: what its kind of light leaves of the hour's, of the set's own lamps and of what
    burns, and a key light for the cast where a face would be black."""
    scheme, side = scheme_of_shot(shot), shot.light.side
    told, hue = _TOLD["lit"].get(shot.light.kind, _TOLD["lit"]["side"] if side else {}), np.ones(3)
    if shot.light.colour:
        told = {**_TOLD["lit"]["colour"], **told, "lamp": shot.light.colour}
        hue = blended(np.ones(3), colour_of(shot.light.colour) / colour_of(shot.light.colour).mean(), _HUED)
    beams = scheme.dark > 0.5 and any("beam" in things().get(one.kind, {}) for one in props if one.holder)
    told = told | _TOLD["lit"]["beam"] if beams else told
    inside, dim = bool(about.get("inside")), 1 - float(about.get("dim", 0.0))
    fill, sun, own = (float(told.get(name, 1.0)) for name in ("fill", "sun", "lamps"))
    cone = "cone" in told  # in a room all else is dark
    if scheme.dark < 0.3 and "power" in told and not (cone and inside):  # by day a lamp is one more light
        fill, sun, own = (max(fill, 0.6), max(sun, 0.5), 1.0) if inside else (1.0, 1.0, 1.0)
    burning = list(_burning(props, marks, scheme.dark, {} if cone else told))
    if told.get("lamp") and (cone or not burning):
        first = marks[shot.cast[0].name] if cone and shot.cast else None
        burning.append(_beside(framing, first or framing.subject, side, told))
    lamps = [*_lamps(about, scheme, own if burning else max(own, 1.0)), *burning]
    # a place that is dim anyway, or under the sky, does not get black
    left = fill * dim if fill >= 1 else min(fill, dim) if inside else min(1.0, 1.6 * fill) * dim
    light = _of_hour(scheme, about, _round(framing) if side not in ("", "below") else 0.0, side)
    haze = 0.0 if inside else _HAZE * sum(WEATHER[one].haze for one in shot.weather if one in WEATHER)
    thick = min(float(about.get("thick", 0.05 * ("plain" in about))) + haze, _THICKEST / framing.distance)
    light = replace(
        light, sun_colour=light.sun_colour * sun * dim * hue, zenith=light.zenith * left * hue,
        horizon=light.horizon * left * hue, ground=light.ground * left * hue, thick=thick, lamps=tuple(lamps),
        fog=_haze(scheme, about),
    )  # fmt: skip
    return _keyed(light, framing) if shot.cast else light


def _of_hour(scheme: Scheme, about: Mapping[str, Any], turn: float, side: str) -> Light:
    """The light of an hour outside, or in a room; without air a white sun, and shadows."""
    inside, white = about.get("inside") or about.get("grid"), np.array(hexed(code_of(str(about.get("sun", "white")))))
    if "sun" in about:
        dim = np.array((44.0, 46.0, 52.0))
        scheme = replace(scheme, glow=white, sun=0.3, dark=0.0, horizon=dim, sky=dim, zenith=dim)
    night, clouded = scheme.dark, max(0.0, scheme.clouds - 0.5)
    glow, sky, zenith, horizon = (linear(one) for one in (scheme.glow, scheme.sky, scheme.zenith, scheme.horizon))
    warm = blended(glow, 1.0, 0.25) * (1.25 if inside else 2.1) * (1 - 0.86 * night) * (1 - 0.9 * clouded)
    if night > 0.6:
        warm = np.array((0.42, 0.58, 1.0)) * (0.5 + 0.35 * clouded)  # the moon
    if inside:
        soft = 0.62 - 0.42 * night
        zenith = horizon = blended((1.0, 0.96, 0.9), glow, 0.3) * soft
        ground = np.array((0.5, 0.42, 0.35)) * soft
    else:
        zenith = _at_least(blended(zenith, sky, 0.35) * (1.5 - 0.5 * night) * (0.9 + 1.2 * night), _DIMMEST)
        horizon = blended(horizon, sky, 0.4) * (1.5 - 0.5 * night) * (0.62 + 0.6 * night)
        ground = blended(horizon, (0.35, 0.3, 0.26), 0.5 * (1 - night)) * (0.5 + 0.8 * night)
        horizon = _at_least(horizon, 0.8 * _DIMMEST)
    from_ = sun_from(side, 48.0 if inside else 8 + 75 * max(0.0, scheme.sun), -turn)
    return Light(from_, warm, zenith, horizon, ground, scheme.horizon / 255, shadow=0.62 + 0.3 * clouded)


def sun_from(side: str, elevation: float, camera_yaw: float = 0.0) -> Point:
    """The direction to a light on a side of the picture: left, right, front (behind the camera), behind, above."""
    high = radians(80.0 if side == "above" else max(_LOWEST, min(_HIGHEST, elevation)))
    stands = _TOLD["light"]
    turn = radians(stands.get(side, stands[""]) + camera_yaw)  # from behind the camera (-y), turning to the left (-x)
    return -sin(turn) * cos(high), -cos(turn) * cos(high), sin(high)


def _at_least(colour: Colour, level: float) -> Colour:
    """A colour brightened until it is seen at all: nobody can judge a black picture."""
    return colour * max(1.0, level / max(1e-6, float(colour @ (0.2126, 0.7152, 0.0722))))


def _haze(scheme: Scheme, about: Mapping[str, Any]) -> Colour:
    """The display colour (0 to 1) of what is far off."""
    if "plain" not in about:
        return np.array((0.5, 0.48, 0.46)) if about.get("inside") else scheme.horizon / 255
    air = np.array(hexed(code_of(str(about["plain"]))), np.float64)
    if about.get("grid"):  # no place, and yet the hour's light
        air = blended(air, blended(scheme.sky, scheme.horizon, 0.5), 0.35 + 0.4 * scheme.dark)
        air = blended(air, (10, 14, 24), 0.5 * scheme.dark)
    return air / 255


# ---- lamps ---------------------------------------------------------------------------------------------------------


def _lamps(about: Mapping[str, Any], scheme: Scheme, own: float) -> Iterator[Lamp]:
    """The set's lamps, as strong as their ``own`` light is to be."""
    for told in about.get("lamps", ()):
        if own > 0 and not told.get("day" if scheme.dark > 0.5 else "night"):
            colour = colour_of(told["colour"]) * float(told.get("power", 1.0)) * own
            for spot in spots_of(told, told["at"]):
                yield Lamp(spot, colour, float(told.get("reach", 2.0)), float(told.get("cone", 0.0)))


def _burning(props: Sequence[Prop], marks: Mapping[str, Mark], dark: float, told: Mapping[str, Any]) -> Iterator[Lamp]:
    """The light of lamps, candles and fires among the things, as a kind of light has it."""
    warm = float(told.get("power", 0.0)) or (2.0 if dark > 0.5 else 0.5)
    for prop in (one for one in props if "light" in things().get(one.kind, {})):
        mark = prop.mark
        if prop.holder in marks:
            ahead = things()[prop.kind].get("beam", 0.45)
            mark = replace(Mark(*marks[prop.holder].ahead(ahead)), z=marks[prop.holder].z + 1.1)
        at = (mark.x, mark.y - 0.1, mark.z + things()[prop.kind]["light"] * prop.scale + 0.05)
        colour = np.array((1, 0.62, 0.27)) * warm
        yield Lamp(at, colour, float(told.get("reach", 1.6)), steep=float(told.get("steep", 1.0)))


def _beside(framing: Framing, one: Mark | Subject, side: str, told: Mapping[str, Any]) -> Lamp:
    """A light that is not among the things, on its side of whom the camera is on, or of who is named first."""
    here = Mark(one.x, one.y, framing.subject.eyes, _round(framing))
    x, y, z = here.out(_TOLD["stands"][side or told.get("from", "")])
    colour = colour_of(str(told["lamp"])) * float(told.get("power", 1.0))
    reach, cone, steep = (float(told.get(name, usual)) for name, usual in (("reach", 1.5), ("cone", 0), ("steep", 1)))
    return Lamp((x, y, max(0.2, z)), colour, reach, cone, steep)


def _keyed(light: Light, framing: Framing) -> Light:
    """The light with a key on the cast from beside the camera, as strong as it takes to make a face readable."""
    one, (x, y, _) = framing.subject, framing.view.eye
    way = unit(np.array((x - one.x, y - one.y, 0.0)))
    face = mesh([(one.x, one.y, one.eyes)], np.zeros((0, 3)), [way]).painted(colour_of("c9946f"))
    dark = _READABLE - float(lit(face, light).mean())
    if dark <= 0:
        return light
    x, y, z = unit(way + np.array((0.4 * way[1], -0.4 * way[0], 0.3)))
    return replace(light, key=1.2 * dark, key_from=(float(x), float(y), float(z)))


def _round(framing: Framing) -> float:
    """Degrees that the camera has gone round its subject to the right."""
    eye, at = framing.view.eye, framing.view.at
    return float(np.degrees(np.arctan2(eye[0] - at[0], -(eye[1] - at[1]))))

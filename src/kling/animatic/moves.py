"""The camera's path: from where it stands at first, through the segments of a shot, to a view at any moment.

A camera is ten numbers. A segment is what it changes them by in all: what ``camera`` in ``staging.yaml`` tells of its
move, as far as its amount or its end wants. Where a camera is at a moment is the sum of the changes up to then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import atan, atan2, cos, degrees, hypot, pi, radians, sin, tan

import numpy as np
from numpy.typing import NDArray

from kling.animatic.data import data
from kling.animatic.framing import Framing, Subject, aim_of, picture_height
from kling.animatic.mesh import turned
from kling.animatic.scene import Segment
from kling.animatic.stage import FILM_WIDTH, View
from kling.animatic.track import Track
from kling.lexicon import CAMERA_MOVES, SHOT_SIZES

Way = NDArray[np.float64]
_EYE, _YAW, _PITCH, _ROLL, _ORBIT, _FOCAL, _FAR, _FOCUS = slice(0, 3), 3, 4, 5, 6, 7, 8, 9
"""A camera: its eye (m), where it looks (degrees right of +y, and up), its roll, how far it has gone round its subject
(degrees), its focal length (mm), how far off are what it looks at and what it is focused on (m)."""
_TURNS = {"yaw": _YAW, "pitch": _PITCH, "roll": _ROLL, "orbit": _ORBIT}
_EASE = 0.18  # seconds of a move in which it starts, and in which it stops
_CLOSEST = 0.12  # of the first distance; a camera does not go through its subject
_LOWEST = 0.12  # m over the floor
_STEEP = -75.0  # degrees up from which on one looks from above
_SMEAR = 26.0  # degrees a second; faster turns are blurred as a shutter blurs them
_SHUTTER = 1 / 48
_OVER = 0.22  # of the picture that who is left under a crane is under its middle
_ALONE = 0.6  # m; who is no wider is one
_NEAR = 0.45  # of half a picture; what is no farther off its middle has been reached
BEYOND = 12.0  # m behind its subject to which focus goes that is told no end
_CUT_IN = 1.6  # every second take of a clip is nearer, so that its cuts are cuts here, too
_UP = np.array((0.0, 0.0, 1.0))


def group_of(move: str) -> str:
    """The kind of a move: ``pan``, ``dolly`` ...; ``hold`` for none, "" for one that the lexicon does not have."""
    return str(CAMERA_MOVES[move].group) if move in CAMERA_MOVES else "" if move else "hold"


@dataclass(frozen=True)
class Path:
    """A camera's path: its segments, one after the other, each from where those before it have brought the camera.

    ``goals`` are what the ends of segments name, ``first`` is who is named first. A ``flat`` path, before a picture,
    begins on its framing to a pixel; a ``track`` is a clip's camera that is followed."""

    framing: Framing
    segments: Sequence[Segment] = ()
    texture: str = ""
    aspect: float = 16 / 9
    blur: float = 0.0
    flat: bool = False
    track: Track | None = None
    goals: Mapping[str, Subject] = field(default_factory=dict)
    first: Subject | None = None

    def at(self, seconds: float, shift: Sequence[float] = (0.0, 0.0, 0.0)) -> View:
        """The view at a moment; ``shift`` is how far the subject has travelled, where the camera goes with it."""
        now = self._now(seconds)
        before, after = (self._now(seconds + way * _SHUTTER / 2)[_YAW] for way in (-1, 1))
        now[_YAW:_ROLL] += self._shaken(seconds)
        if self.track is not None:
            pan, tilt, roll, zoom, take = self.track.within(*self._halves).at(seconds)
            now[_YAW:_ORBIT] += pan, tilt, roll
            now[_FOCAL] *= zoom * (_CUT_IN if take % 2 else 1.0)
        eye = self._round(now[_EYE], now[_ORBIT])
        eye[2] = eye[2] if self.flat else max(_LOWEST, eye[2])
        at = eye + _way(now[_YAW] - now[_ORBIT], now[_PITCH]) * now[_FAR]
        (x, y, z), (there, away, up) = (eye + shift).tolist(), (at + shift).tolist()
        return View(
            (x, y, z), (there, away, up), float(np.clip(now[_FOCAL], 6, 600)), float(now[_ROLL]),
            max(0.2, float(now[_FOCUS])), self.blur,
            after - before if abs(after - before) >= _SMEAR * _SHUTTER else 0.0,
        )  # fmt: skip

    def _now(self, seconds: float) -> Way:
        first, keys = self._keys
        begun = [(one, ends) for one, ends in keys if one.start <= seconds]
        return first + sum(_change(*ends, eased(seconds - one.start, one.seconds)) for one, ends in begun)

    @cached_property
    def _keys(self) -> tuple[Way, list[tuple[Segment, tuple[Way, Way]]]]:
        """The camera before its first segment, and at the start and the end of each."""
        view, distance = self.framing.view, self.framing.distance
        yaw, pitch = _turn_of(np.subtract(view.at, view.eye))
        first = now = self._begun(np.array((*view.eye, yaw, pitch, view.roll, 0.0, view.focal, distance, distance)))
        keys = []
        for one in sorted(self.segments, key=lambda one: one.start):
            keys.append((one, (now, self._after(one, now, self._amount(one)))))
            now = keys[-1][1][1]
        return first, keys

    def _begun(self, first: Way) -> Way:
        """Where the camera begins: its only move passes its subject on the way, or ends on it."""
        moves = [one for one in self.segments if group_of(one.move) != "hold"]
        if self.flat or len(moves) != 1:
            return first
        only, told, goal = moves[0], _told(moves[0].move), self.goals.get(moves[0].end)
        back, plain = -self._amount(only), only.model_copy(update={"end": ""})
        if goal is None or "arm" in told:
            part = told.get("before", float("up" in told and back > 0)) * (2 if _bursts(only) else 1)  # onto it
            return first if only.start > 0 or not part else self._after(plain, first, part * back)
        aside, up = np.abs(_between(first[_YAW:_ROLL], _eyes(goal) - first[_EYE])) / self._halves
        own = hypot(goal.x - self.framing.subject.x, goal.y - self.framing.subject.y) < _ALONE  # whom it is on
        if "most" not in told or not (own or max(aside, up) <= _NEAR):
            return first  # it is to be reached from here
        return self._after(plain, first, back)

    def _after(self, one: Segment, now: Way, amount: float) -> Way:
        """The camera after a segment."""
        told, there, goal = _told(one.move), now.copy(), self.goals.get(one.end)
        right = _way(now[_YAW] + 90, 0.0)
        for name, number in _TURNS.items():
            there[number] += told.get(name, 0.0) * amount
        there[_EYE] += (right * told.get("right", 0.0) + _UP * told.get("up", 0.0)) * amount * self.framing.distance
        aim, left = self._end(one, now, there, amount)
        if aim is not None and "arm" in told and one.amount > 0 and one.end not in SHOT_SIZES:  # over the place, too
            aim[2] += _OVER * self._picture(there, aim)
        if aim is not None and there[_PITCH] < _STEEP:  # from above, it comes over its end
            there[:2] += aim[:2] - (there[_EYE] + _way(*there[_YAW:_ROLL]) * there[_FAR])[:2]
        if aim is not None:
            there[_EYE] = aim - (aim - there[_EYE]) * left ** told.get("nears", 0.0)
            there[_FOCAL] *= left ** told.get("focal", 0.0)
            there[_YAW:_ROLL] += _between(there[_YAW:_ROLL], aim - there[_EYE]) * (there[_PITCH] >= _STEEP)
            there[_FAR] = np.linalg.norm(aim - there[_EYE])
            there[_FOCUS] += there[_FAR] - now[_FAR]
        if "focus" in told:
            there[_FOCUS] = np.linalg.norm(_eyes(goal) - now[_EYE]) if goal is not None else now[_FAR] + BEYOND
        return there

    def _end(self, one: Segment, now: Way, there: Way, amount: float) -> tuple[Way | None, float]:
        """What a segment is aimed at in the end, and the part of the distance that is left then; None for nothing."""
        told, goal = _told(one.move), self.goals.get(one.end)
        size = one.end if one.end in SHOT_SIZES and not self.flat else ""
        nears = "nears" in told or "focal" in told
        goal = self.framing.subject if goal is None and size and nears else goal
        left = 1.0 if "up" in told else 1 / amount if group_of(one.move) == "zoom" else max(_CLOSEST, 1 - amount)
        if goal is not None and (nears or "most" in told):
            aim = self._round(_eyes(goal), -now[_ORBIT])
            high = picture_height(goal, size or ("medium_close" if goal.person else "medium"), self.aspect)
            aim[2] = aim_of(goal, high if nears else self._picture(now, aim))
            wanted = high / self._picture(there, aim)
            if "up" in told or not nears:
                return aim, wanted if size else 1.0
            if (wanted < 1) == (left < 1):  # else it goes away from its end
                return aim, wanted
        if not nears:
            return None, 1.0
        aim, subject = now[_EYE] + _way(*now[_YAW:_ROLL]) * now[_FAR], self.framing.subject
        if "face" in told and left < 1 and subject.person and not self.flat:
            high, broad = self._picture(now, aim), subject.width
            aim[2] += aim_of(subject, high * left) - aim_of(subject, high)
            face, all_ = self.first, _ALONE < broad < high * left * self.aspect  # there is room for all
            if face is not None and not all_ and subject.height > high * left:
                aim = np.array((face.x, face.y, aim_of(face, high * left)))
        return aim, left

    def _amount(self, one: Segment) -> float:
        """The amount of a move: no farther than its subject is in the picture, and before a flat picture no farther
        than that goes on; a burst is what is told."""
        told, zooms = _told(one.move), float(group_of(one.move) == "zoom")
        amount = one.amount or zooms
        half = self._halves[int("pitch" in told or "up" in told)]
        most = told.get("most", 0.0) * (2 if len(self.segments) == 1 else 1)
        most *= half if "yaw" in told or "pitch" in told else tan(radians(half))
        most = told["arm"] / self.framing.distance if "arm" in told else most
        if self.flat:
            most = told.get("flat", 0.0)
        elif _bursts(one):
            most = 0.0
        return zooms + (amount - zooms) * most / hypot(most, amount - zooms) if most else amount

    @cached_property
    def _halves(self) -> tuple[float, float]:
        """Half of the picture in degrees, each way."""
        half = FILM_WIDTH / 2 / self.framing.view.focal
        return degrees(atan(half * min(1.0, self.aspect))), degrees(atan(half / max(1.0, self.aspect)))

    def _picture(self, now: Way, point: Way) -> float:
        """Metres that the height of the picture shows where a point is."""
        far, first = max(0.3, float(np.linalg.norm(point - now[_EYE]))), self.framing
        return float(first.picture / first.distance * first.view.focal * far / now[_FOCAL])

    def _round(self, point: Way, degrees: float) -> Way:
        """A point that goes round what the camera is on at first."""
        middle = np.array((*self.framing.view.at[:2], 0.0))
        return np.asarray(middle + turned("z", degrees).astype(float) @ (point - middle))

    def _shaken(self, seconds: float) -> tuple[float, float]:
        """Degrees to the right and up by which a hand trembles."""
        names = {self.texture, *(one.move for one in self.segments)}
        size, rate = next((told for name, told in data("staging.yaml")["shake"].items() if name in names), (0.0, 0.0))
        size *= min(1.0, 4 * seconds) if self.flat else 1.0
        w = 2 * pi * rate * seconds
        aside = sin(w) + 0.6 * sin(1.7 * w + 1.3) + 0.35 * sin(2.9 * w + 0.4)
        return size * aside, size * (sin(0.8 * w + 2.1) + 0.5 * sin(2.1 * w) + 0.3 * sin(3.3 * w + 1.0))


def _change(one: Way, other: Way, part: float) -> Way:
    """A part of the way from one camera to another. Who turns, turns evenly; who travels looks from point to point."""
    change: Way = (other - one) * part
    if (one[_EYE] != other[_EYE]).any():
        first, last = (end[_EYE] + _way(end[_YAW], end[_PITCH]) * end[_FAR] for end in (one, other))
        way = first + (last - first) * part - one[_EYE] - change[_EYE]
        change[_YAW:_ROLL] = _between(one[_YAW:_ROLL], way)
        change[_FAR] = np.linalg.norm(way) - one[_FAR]
    return change


def _told(move: str) -> dict[str, float]:
    """What is told of a move, by its kind."""
    told: dict[str, dict[str, float]] = data("staging.yaml")["camera"]
    return told.get("crane" if move.startswith("crane") else group_of(move), {})


def _bursts(one: Segment) -> bool:
    return one.move in CAMERA_MOVES and CAMERA_MOVES[one.move].burst_s is not None


def eased(seconds: float, lasts: float) -> float:
    """Progress from 0 to 1 in a move that lasts so long, with a soft start and end, at constant speed between."""
    part = min(1.0, max(0.0, seconds / lasts)) if lasts > 0 else 1.0
    soft = min(0.5, _EASE / lasts) if lasts > 0.5 else 0.3
    near = min(part, 1 - part)
    gone = near * near / (2 * soft) if near < soft else near - soft / 2
    return (gone if part < 0.5 else 1 - soft - gone) / (1 - soft)


def _eyes(goal: Subject) -> Way:
    return np.array((goal.x, goal.y, goal.eyes))


def _turn_of(way: Way) -> Way:
    """The degrees of a way: right of +y, and up."""
    return np.degrees((atan2(way[0], way[1]), atan2(way[2], hypot(way[0], way[1]))))


def _between(turn: Way, way: Way) -> Way:
    """Degrees to the right and up from a turn to a way."""
    yaw, up = _turn_of(way) - turn
    return np.array(((yaw + 180) % 360 - 180, up))


def _way(yaw: float, pitch: float) -> Way:
    """The way of a turn, 1 m long."""
    yaw, pitch = radians(yaw), min(1.55, max(-1.55, radians(pitch)))
    return np.array((sin(yaw) * cos(pitch), cos(yaw) * cos(pitch), sin(pitch)))

"""The camera's path: from where it stands at first, through the segments of a shot, to a view at any moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import atan, atan2, cos, degrees, exp, hypot, log, pi, radians, sin

import numpy as np
from numpy.typing import NDArray

from kling.animatic.data import data
from kling.animatic.framing import Framing, Subject, aim_of, picture_height
from kling.animatic.mesh import Point, turned
from kling.animatic.scene import Segment, Shot
from kling.animatic.stage import FILM_WIDTH, View
from kling.animatic.track import Offset, Track
from kling.lexicon import CAMERA_MOVES, POSES, SHOT_SIZES

Way = NDArray[np.float64]
_EASE = 0.18  # seconds of a move in which it starts, and in which it stops
_CLOSEST = 0.12  # of the first distance; a camera does not go through its subject
_ARM = 18.0  # m that no crane reaches
_SMEAR = 26.0  # degrees a second; faster turns are blurred as a shutter blurs them
_SHUTTER = 1 / 48
_WHIP = 100.0  # degrees
_UP = np.array((0.0, 0.0, 1.0))
_CUT_IN = 1.6  # every second take of a clip is nearer, so that its cuts are cuts here, too


def group_of(move: str) -> str:
    """The kind of a move: ``pan``, ``dolly`` ...; ``hold`` for none, "" for one that the lexicon does not have."""
    return str(CAMERA_MOVES[move].group) if move in CAMERA_MOVES else "" if move else "hold"


def locked(shot: Shot) -> bool:
    """Whether the camera is to go with somebody."""
    return any(group_of(one.move) in ("follow", "orbit") for one in shot.camera)


def travels(shot: Shot, names: Sequence[str]) -> float:
    """How fast these go, in m/s; 0 for who stays."""
    deeds = [action for one in shot.cast if one.name in names for action in one.actions if action.pose in POSES]
    stays = data("staging.yaml")["on_the_spot"]
    going = [POSES[one.pose].speed for one in deeds if one.pose not in stays and not one.thing]
    driven = [POSES[one.pose].speed for one in deeds if one.thing and POSES[one.pose].speed >= 1]
    return max((*going, *driven), default=0.0)


@dataclass(slots=True)
class Rig:
    """A camera on its way: where the eye is, the way to what it looks at, degrees of roll, mm, metres of focus."""

    eye: Way
    way: Way
    roll: float
    focal: float
    focus: float

    @property
    def far(self) -> float:
        return float(np.linalg.norm(self.way))

    @property
    def right(self) -> Way:
        """Level, to the right of the picture."""
        flat = hypot(self.way[0], self.way[1])
        level = self.way[:2] / flat if flat > 0.02 * self.far else np.array((0.0, 1.0))
        return np.array((level[1], -level[0], 0.0))

    def turn(self, yaw: float, pitch: float = 0.0) -> None:
        """Look so many degrees farther to the right and up."""
        self.way = _lifted(_about_z(self.way, -yaw), pitch)

    def turn_to(self, point: Way) -> tuple[float, float]:
        """Degrees to the right and up from where it looks to a point."""
        there = point - self.eye
        yaw = degrees(atan2(self.way[1], self.way[0]) - atan2(there[1], there[0]))
        up = [degrees(atan2(one[2], hypot(one[0], one[1]))) for one in (self.way, there)]
        return (yaw + 180) % 360 - 180, up[1] - up[0]


@dataclass(frozen=True, slots=True)
class Path:
    """A camera's path: its segments, one after the other, each from where those before it have brought the camera.

    ``goals`` are what the ends of segments name. ``near`` and ``far`` are the distances from and to which a rack focus
    goes; ``low`` the height under which the camera does not go; an ``exact`` path begins on its framing, to a pixel; a
    ``track`` is a clip's camera that is followed; an orbit that ends behind somebody stops
    so many degrees ``past`` them."""

    framing: Framing
    segments: Sequence[Segment] = ()
    texture: str = ""
    aspect: float = 16 / 9
    blur: float = 0.0
    near: float | None = None
    far: float = 8.0
    low: float = 0.12
    exact: bool = False
    track: Track | None = None
    goals: Mapping[str, Subject] = field(default_factory=dict)
    past: float = 28.0

    def at(self, seconds: float, shift: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> View:
        """The view at a moment; ``shift`` is how far the subject has travelled, where the camera goes with it."""
        rate = 0.0
        if any(group_of(one.move) == "pan" for one in self.segments):
            before, after = (self._rig(seconds + way * _SHUTTER / 2, shift) for way in (-1, 1))
            rate = before.turn_to(before.eye + after.way)[0] / _SHUTTER
        rig, track = self._rig(seconds, shift), self._followed(seconds)
        aside, upward = self._shaken(seconds)
        rig.turn(track.pan + aside, track.tilt + upward)
        focal = rig.focal * track.zoom * (_CUT_IN if track.take % 2 else 1.0)
        return View(
            _point(rig.eye), _point(rig.eye + rig.way), min(600.0, max(6.0, focal)), rig.roll + track.roll,
            rig.focus, self.blur, rate * _SHUTTER if abs(rate) >= _SMEAR else 0.0,
        )  # fmt: skip

    def _rig(self, seconds: float, shift: tuple[float, float, float]) -> Rig:
        first, moved = self.framing.view, np.asarray(shift)
        eye, at = np.asarray(first.eye) + moved, np.asarray(first.at) + moved
        rig, home = Rig(eye, at - eye, first.roll, first.focal, 0.0), _home(at)
        steps = sorted(self.segments, key=lambda one: one.start)
        if not self.exact:
            self._begin(rig, steps)
        focus = (self.near if self.near is not None else rig.far) - rig.far
        for one in steps:
            if one.start > seconds:
                break
            part = eased((seconds - one.start) / one.seconds, one.seconds) if one.seconds > 0 else 1.0
            focus += self._do(rig, one, part, home, focus)
        rig.eye[2] = max(self.low, rig.eye[2])
        rig.focus = max(0.2, rig.far + focus)
        return rig

    def _begin(self, rig: Rig, steps: Sequence[Segment]) -> None:
        """Before a move without an end, its subject is where it passes through the picture; a move that ends on the
        subject begins off it."""
        moves = [one for one in steps if group_of(one.move) != "hold"]
        if len(moves) != 1 or len(steps) > 2:
            return
        only, goal = moves[0], self.goals.get(moves[0].end)
        group, amount = group_of(only.move), self._within(moves[0])
        if only.move.startswith("crane"):
            rig.eye, rig.way = rig.eye - _UP * min(0.0, amount), rig.way + _UP * min(0.0, amount)
            return
        if goal is not None:
            far = max(map(abs, rig.turn_to(np.array((goal.x, goal.y, goal.eyes)))))
            if group not in ("pan", "tilt", "truck", "vertical") or far > 0.6 * self._reach(group):
                return  # it is to be reached from here
            most = 1.5 * self._reach(group)  # something of it is seen then, too
            off = amount * most / hypot(most, amount) if group in ("pan", "tilt") else amount * self.framing.distance
            if group == "tilt" and goal.person and (goal.eyes > goal.high - 0.5) == (amount > 0):  # from head to foot
                off = rig.turn_to(np.array((goal.x, goal.y, goal.low + 0.2)))[1] * -1 if amount > 0 else 0.0
            self._shift(rig, group, -off)
        elif len(steps) == 1 and abs(only.amount) < _WHIP:
            share = {"pan": 0.5, "truck": 0.5, "tilt": 0.6, "vertical": float(only.amount < 0)}.get(group, 0.0)
            self._shift(rig, group, -share * amount * (1.0 if group in ("pan", "tilt") else self.framing.distance))

    @staticmethod
    def _shift(rig: Rig, group: str, amount: float) -> None:
        """Degrees of a pan or a tilt, metres of a truck or a pedestal."""
        match group:
            case "pan":
                rig.turn(amount)
            case "tilt":
                rig.turn(0.0, amount)
            case "truck":
                rig.eye = rig.eye + rig.right * amount
            case "vertical":
                rig.eye = rig.eye + _UP * amount

    def _do(self, rig: Rig, one: Segment, part: float, home: Way, focus: float) -> float:
        """A part of a segment; returns how much farther than its aim it leaves the focus."""
        group, amount, distance = group_of(one.move), self._within(one), self.framing.distance
        if one.move.startswith("crane"):
            rig.eye, rig.way = rig.eye + _UP * amount * part, rig.way - _UP * amount * part
        goal, aim, left = self._end(rig, one)
        match group:
            case "pan" | "tilt" if goal is not None:
                yaw, pitch = rig.turn_to(aim)
                rig.turn(yaw * part, pitch * part)
            case "pan" | "tilt":
                self._shift(rig, group, amount * part)
            case "truck":
                whole = amount * distance if goal is None else float((aim - rig.eye) @ rig.right)
                self._shift(rig, group, whole * part)
            case "vertical" if not one.move.startswith("crane"):
                self._shift(rig, group, part * amount * distance)
            case "roll":
                rig.roll += amount * part
            case "orbit":
                if goal is not None and goal.person and hypot(goal.x - home[0], goal.y - home[1]) > 0.1:
                    behind = atan2(cos(radians(goal.yaw)), -sin(radians(goal.yaw)))
                    arm = rig.eye - home
                    left = degrees(behind - atan2(arm[1], arm[0])) + self.past * (1 if amount > 0 else -1)
                    amount = left % 360 if amount > 0 else left % 360 - 360
                rig.eye = home + _about_z(rig.eye - home, amount * part)
                rig.way = _about_z(rig.way, amount * part)
            case "zoom":
                rig.focal *= exp(part * log(1 / left if goal else max(0.05, amount or 1.0)))
                self._rise(rig, rig.focal / self.framing.view.focal, 0.0)
            case "compound":
                left = _eased_out(1 - amount * part)
                rig.eye, rig.way, rig.focal = rig.eye + rig.way * (1 - left), rig.way * left, rig.focal * left
            case "focus":
                whole = (float(np.linalg.norm(aim - rig.eye)) if goal else self.far) - rig.far
                return part * ((whole if amount >= 0 else -whole) - focus)
            case "dolly" if goal is None:
                left = _eased_out(1 - amount * part)
                rig.eye, rig.way = rig.eye + rig.way * (1 - left), rig.way * left
                self._rise(rig, distance / max(0.05, rig.far), 0.8)
            case _:
                pass
        if goal is not None and group in ("dolly", "zoom", "truck", "vertical"):
            yaw, pitch = rig.turn_to(aim)
            if group != "zoom":
                there = aim - rig.eye
                left = left**part
                rig.eye, far = rig.eye + there * (1 - left), float(np.linalg.norm(there)) * left
                rig.way = rig.way / rig.far * (rig.far + (far - rig.far) * part)
            rig.turn(yaw * part, pitch * part)
        return 0.0

    def _end(self, rig: Rig, one: Segment) -> tuple[Subject | None, Way, float]:
        """What a segment ends on, what it is aimed at then, and how much of the distance to that is left; None where it
        names nothing, or what the move goes away from."""
        group, goal = group_of(one.move), self.goals.get(one.end)
        size = one.end if one.end in SHOT_SIZES and not self.exact else ""
        nears = group in ("dolly", "zoom") or (bool(size) and one.move.startswith("crane"))
        goal = goal or (self.framing.subject if size and nears else None)
        if goal is None:
            return None, rig.eye + rig.way, 1.0
        wanted = picture_height(goal, size or ("medium_close" if goal.person else "medium"), self.aspect)
        wanted = wanted if nears else self._picture(rig, np.array((goal.x, goal.y, goal.eyes)))
        aim = np.array((goal.x, goal.y, aim_of(goal, wanted)))
        left = wanted / self._picture(rig, aim) if nears else 1.0
        if nears and group != "vertical" and (left < 1) != (one.amount > (group == "zoom")):
            return None, aim, 1.0
        return goal, aim, left

    def _picture(self, rig: Rig, point: Way) -> float:
        """Metres that the height of the picture shows where a point is."""
        far = max(0.3, float(np.linalg.norm(point - rig.eye)))
        return self.framing.picture / self.framing.distance * self.framing.view.focal * far / rig.focal

    def _rise(self, rig: Rig, nearer: float, step: float) -> None:
        """Who comes nearer to somebody comes nearer to the face."""
        first = self.framing
        lifted = any(group_of(one.move) in ("tilt", "vertical") for one in self.segments)
        if nearer > 1.02 and first.subject.person and not (self.exact or lifted):
            rise = aim_of(first.subject, first.picture / nearer) - rig.eye[2] - rig.way[2]
            rig.eye[2] += rise * step
            rig.way[2] += rise * (1 - step)

    def _reach(self, group: str) -> float:
        """Degrees that the camera turns from its subject and still has it in the picture."""
        half = FILM_WIDTH / 2 / self.framing.view.focal / (1.0 if group == "pan" else max(1.0, self.aspect))
        return 0.75 * degrees(atan(half))

    def _within(self, one: Segment) -> float:
        """The amount of a move (of a crane in m); one that turns or goes to the side, up or down without an end goes as
        far as its subject is in the picture."""
        group = group_of(one.move)
        if one.move.startswith("crane"):
            high = one.amount * self.framing.distance
            return high * _ARM / (_ARM + abs(high))
        if self.exact or one.end in self.goals or (abs(one.amount) >= _WHIP / 2 and one.seconds < 1):
            return one.amount
        reach = {"truck": 0.9 * self.aspect, "vertical": 0.8}.get(group, 0.0)
        most = reach * self.framing.picture / self.framing.distance
        if group in ("pan", "tilt"):
            moves = sum(group_of(other.move) != "hold" for other in self.segments)
            most = self._reach(group) * (1.9 if moves == 1 == len(self.segments) else 1.2)
        return one.amount * most / hypot(most, one.amount) if most else one.amount

    def _followed(self, seconds: float) -> Offset:
        """The camera of the clip that is followed, at a moment: its turns go past the subject, and not away from it."""
        if self.track is None:
            return Offset()
        now = self.track.at(seconds)
        take = [one for one in self.track.steps if one.take == now.take]
        turns = []
        for group, values, value in (
            ("pan", [one.pan for one in take], now.pan),
            ("tilt", [one.tilt for one in take], now.tilt),
        ):
            middle, span = (min(values) + max(values)) / 2, max(values) - min(values)
            reach = 2 * self._reach(group)
            turns.append(value if span < 0.5 * reach else (value - middle) * min(1.0, reach / span))
        return now._replace(pan=turns[0], tilt=turns[1])

    def _shaken(self, seconds: float) -> tuple[float, float]:
        """Degrees to the right and up by which a hand trembles."""
        names = {self.texture, *(one.move for one in self.segments)}
        size, rate = next((told for name, told in data("staging.yaml")["shake"].items() if name in names), (0.0, 0.0))
        size *= min(1.0, 4 * seconds) if self.exact else 1.0
        w = 2 * pi * rate * seconds
        aside = sin(w) + 0.6 * sin(1.7 * w + 1.3) + 0.35 * sin(2.9 * w + 0.4)
        return size * aside, size * (sin(0.8 * w + 2.1) + 0.5 * sin(2.1 * w) + 0.3 * sin(3.3 * w + 1.0))


def _home(at: Way) -> Way:
    """What an orbit goes round."""
    return np.array((at[0], at[1], 0.0))


def _eased_out(left: float) -> float:
    """The part of a distance that is left, ever slower at the end: a camera does not go through its subject."""
    return left if left >= 0.4 else _CLOSEST + (0.4 - _CLOSEST) * exp((left - 0.4) / (0.4 - _CLOSEST))


def eased(part: float, seconds: float) -> float:
    """Progress from 0 to 1 with a soft start and end, at constant speed between."""
    part = min(1.0, max(0.0, part))
    soft = min(0.5, _EASE / max(seconds, 1e-6)) if seconds > 0.5 else 0.3
    top = 1 / (1 - soft)
    if part < soft:
        return top * part * part / (2 * soft)
    if part > 1 - soft:
        return 1 - top * (1 - part) ** 2 / (2 * soft)
    return top * (part - soft / 2)


def _about_z(way: Way, degrees: float) -> Way:
    return np.asarray(turned("z", degrees).astype(float) @ way)


def _lifted(way: Way, degrees: float) -> Way:
    """A direction turned upwards, at most to the zenith."""
    flat, size = hypot(way[0], way[1]), float(np.linalg.norm(way))
    if flat < 1e-6:
        return way
    high = max(-1.55, min(1.55, np.arctan2(way[2], flat) + radians(degrees)))
    return np.array((way[0] / flat * cos(high), way[1] / flat * cos(high), sin(high))) * size


def _point(way: Way) -> Point:
    return float(way[0]), float(way[1]), float(way[2])

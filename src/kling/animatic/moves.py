"""The camera's path: from where it stands at first, through the segments of a shot, to a view at any moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import atan, cos, degrees, exp, hypot, pi, radians, sin

import numpy as np
from numpy.typing import NDArray

from kling.animatic.data import data
from kling.animatic.framing import Framing, aim_of, picture_height
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
_CUT_IN = 1.6  # every second take of a clip is nearer, so that its cuts are cuts here, too


def group_of(move: str) -> str:
    """The kind of a move: ``pan``, ``dolly`` ...; "" for one that the lexicon does not have."""
    return str(CAMERA_MOVES[move].group) if move in CAMERA_MOVES else ""


def locked(shot: Shot) -> bool:
    """Whether the camera is to go with somebody."""
    moves = [one.move for one in shot.camera if one.move in CAMERA_MOVES]
    return any(CAMERA_MOVES[move].motion.lock or group_of(move) == "orbit" for move in moves)


def travels(shot: Shot, names: Sequence[str]) -> float:
    """How fast these go, in m/s; 0 for who stays."""
    deeds = [action for one in shot.cast if one.name in names for action in one.actions if action.pose in POSES]
    stays = data("staging.yaml")["on_the_spot"]
    going = [POSES[one.pose].speed for one in deeds if one.pose not in stays and not one.thing]
    driven = [POSES[one.pose].speed for one in deeds if one.thing and POSES[one.pose].speed >= 1]
    return max((*going, *driven), default=0.0)


@dataclass(frozen=True, slots=True)
class Path:
    """A camera's path. ``far`` is the distance to which a rack focus goes; ``low`` the height under which the camera
    does not go; an ``exact`` path begins on its framing, to a pixel; a ``track`` is a clip's camera that is
    followed."""

    framing: Framing
    segments: Sequence[Segment] = ()
    texture: str = ""
    aspect: float = 16 / 9
    blur: float = 0.0
    far: float = 8.0
    low: float = 0.12
    exact: bool = False
    track: Track | None = None

    def at(self, seconds: float, shift: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> View:
        """The view at a moment; ``shift`` is how far the subject has travelled, where the camera goes with it."""
        rate = 0.0
        if any(group_of(one.move) == "pan" for one in self.segments):
            before, after = (self._done(seconds + way * _SHUTTER / 2)["pan"] for way in (-1, 1))
            rate = (after - before) / _SHUTTER
        return self._view(seconds, shift, rate * _SHUTTER if abs(rate) >= _SMEAR else 0.0)

    def _done(self, seconds: float) -> defaultdict[str, float]:
        """What has been done to the camera so far, by kinds of moves, as the segments' amounts count; ``zoom`` and
        ``focus`` are 0 where nothing was done."""
        done: defaultdict[str, float] = defaultdict(float)
        start, kept = 0.0, {group: self._kept(group) for group in ("pan", "tilt")}
        if len(self.segments) == 1 and abs(self.segments[0].amount) < _WHIP and not self.exact:
            only = self.segments[0]  # the subject passes through the picture; what sinks ends on it
            share = {"pan": 0.5, "truck": 0.5, "tilt": 0.6, "vertical": float(only.amount < 0)}
            part = share.get(group_of(only.move), 0.0)
            if only.move.startswith("crane"):
                done["crane"] -= part * self._lifted(only.amount)
            else:
                done[group_of(only.move)] -= part * self._within(only)
        for one in self.segments:
            group = group_of(one.move)
            part = eased((seconds - start) / one.seconds, one.seconds) if one.seconds > 0 else 0.0
            amount = self._within(one)
            if group == "zoom":
                amount = float(np.log(max(0.05, amount or 1.0)))
            elif group == "focus":
                amount = 1.0 if amount >= 0 else -1.0
            elif group == "dolly" and one.end in SHOT_SIZES:  # until the size that it is meant to end on
                end = picture_height(self.framing.subject, one.end, self.aspect) / self.framing.picture
                amount = 1 - done[group] - end
            elif one.move.startswith("crane"):
                group, amount = "crane", self._lifted(amount)
            done[group] += amount * part * kept.get(group, 1.0)
            start += one.seconds
            if seconds < start:
                break
        return done

    def _kept(self, group: str) -> float:
        """How much is done of several pans or tilts in all, so that what the camera is on stays in its picture."""
        turns = [one for one in self.segments if group_of(one.move) == group]
        if self.exact or len(self.segments) < 2 or any(one.end or abs(one.amount) >= _WHIP / 2 for one in turns):
            return 1.0
        farthest = max(map(abs, accumulate(one.amount for one in turns)), default=0.0)
        return min(1.0, self._reach(group) / farthest) if farthest else 1.0

    def _reach(self, group: str) -> float:
        """Degrees that the camera turns from its subject and still has it in the picture."""
        half = FILM_WIDTH / 2 / self.framing.view.focal / (1.0 if group == "pan" else max(1.0, self.aspect))
        return 0.75 * degrees(atan(half))

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

    def _within(self, one: Segment) -> float:
        """The amount of a move; one to the side, up or down goes as far as its subject is in the picture, however long
        it lasts."""
        reach = {"truck": 0.9 * self.aspect, "vertical": 0.8}.get("" if self.exact else group_of(one.move), 0.0)
        if not reach or one.move.startswith("crane"):
            return one.amount
        most = reach * self.framing.picture / self.framing.distance
        return one.amount * most / hypot(most, one.amount)

    def _lifted(self, amount: float) -> float:
        """Metres that a crane goes up, in all."""
        high = amount * self.framing.distance
        return high * _ARM / (_ARM + abs(high))

    def _view(self, seconds: float, shift: tuple[float, float, float], smear: float) -> View:
        done, first, distance = self._done(seconds), self.framing.view, self.framing.distance
        at = np.asarray(first.at, float)
        arm = np.asarray(first.eye, float) - at
        flat = hypot(arm[0], arm[1])
        left = 1 - done["dolly"] - done["compound"]
        if left < 0.4:  # the last of the way is ever slower
            left = _CLOSEST + (0.4 - _CLOSEST) * exp((left - 0.4) / (0.4 - _CLOSEST))
        arm = _about_z(arm, done["orbit"]) * left
        level = np.array((-arm[0], -arm[1], 0.0)) / max(1e-6, hypot(arm[0], arm[1]))
        if flat <= 0.02 * distance:
            level = np.array((0.0, 1.0, 0.0))
        at = at + np.array((level[1], -level[0], 0.0)) * done["truck"] * distance
        at[2] += done["vertical"] * distance
        eye = at + arm
        eye[2] = max(self.low, eye[2] + done["crane"])
        reach = float(np.linalg.norm(at - eye))
        track = self._followed(seconds)
        aside, upward = self._shaken(seconds)
        direction = _lifted(_about_z(at - eye, -done["pan"] - track.pan - aside), done["tilt"] + track.tilt + upward)
        zoom = exp(done["zoom"])
        if not done["compound"] and zoom / left > 1.02 and self.framing.subject.person and not done["vertical"]:
            # who comes nearer comes nearer to the face
            rise = aim_of(self.framing.subject, self.framing.picture / (zoom / left)) - first.at[2]
            step = 0.0 if zoom > 1.01 else 0.8
            eye[2] += rise * step
            direction[2] += rise * (1 - step)
        focal = first.focal * zoom * track.zoom * (_CUT_IN if track.take % 2 else 1.0)
        if done["compound"]:  # the subject keeps its size
            focal *= left
        sharp = reach + (self.far - reach) * max(-1.0, min(1.0, done["focus"]))
        moved = np.asarray(shift)
        return View(
            _point(eye + moved), _point(eye + direction + moved), min(600.0, max(6.0, focal)),
            first.roll + done["roll"] + track.roll, sharp, self.blur, smear,
        )  # fmt: skip

    def _shaken(self, seconds: float) -> tuple[float, float]:
        """Degrees to the right and up by which a hand trembles."""
        names = {self.texture, *(one.move for one in self.segments)}
        size, rate = next((told for name, told in data("staging.yaml")["shake"].items() if name in names), (0.0, 0.0))
        size *= min(1.0, 4 * seconds) if self.exact else 1.0
        w = 2 * pi * rate * seconds
        aside = sin(w) + 0.6 * sin(1.7 * w + 1.3) + 0.35 * sin(2.9 * w + 0.4)
        return size * aside, size * (sin(0.8 * w + 2.1) + 0.5 * sin(2.1 * w) + 0.3 * sin(3.3 * w + 1.0))


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

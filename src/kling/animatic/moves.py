"""The camera's path: from where it stands at first, through the segments of a shot, to a view at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, exp, pi, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from kling.animatic.framing import Framing, aim_of, fill_of, picture_height
from kling.animatic.mesh import Point
from kling.animatic.scene import Segment
from kling.animatic.stage import View
from kling.animatic.track import Offset, Track
from kling.lexicon import CAMERA_MOVES, SHOT_SIZES

Way = NDArray[np.float64]
_EASE = 0.18  # seconds of a move in which it starts, and in which it stops
_CLOSEST = 0.12  # of the first distance; a camera does not go through its subject
_ARM = 12.0  # m that a crane reaches
_SHAKE = {"handheld": (0.4, 1.7), "steadicam": (0.06, 0.6)}  # degrees, hertz
_SMEAR = 26.0  # degrees a second; faster turns are blurred as a shutter blurs them
_SHUTTER = 1 / 48
_WHIP = 100.0  # degrees
_CUT_IN = 1.6  # every second take of a clip is nearer, so that its cuts are cuts here, too


@dataclass(slots=True)
class _State:
    """What has been done to the camera so far, as the segments' amounts count."""

    forward: float = 0.0
    right: float = 0.0
    up: float = 0.0
    crane: float = 0.0
    pan: float = 0.0
    tilt: float = 0.0
    roll: float = 0.0
    orbit: float = 0.0
    zoom: float = 1.0
    hold_size: float = 0.0
    focus: float = 0.0


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
        view = self._still(seconds, shift)
        if not any(CAMERA_MOVES[one.move].group == "pan" for one in self.segments if one.move in CAMERA_MOVES):
            return view
        before, after = self._state(seconds - _SHUTTER / 2).pan, self._state(seconds + _SHUTTER / 2).pan
        rate = (after - before) / _SHUTTER
        if abs(rate) < _SMEAR:
            return view
        return View(view.eye, view.at, view.focal, view.roll, view.focus, view.blur, rate * _SHUTTER)

    def _state(self, seconds: float) -> _State:
        state, start = _State(), 0.0
        if (
            len(self.segments) == 1 and abs(self.segments[0].amount) < _WHIP and not self.exact
        ):  # the subject passes through the picture
            group = CAMERA_MOVES[self.segments[0].move].group if self.segments[0].move in CAMERA_MOVES else ""
            state.pan = -self.segments[0].amount / 2 if group == "pan" else 0.0
            state.tilt = -self.segments[0].amount * 0.6 if group == "tilt" else 0.0
        for one in self.segments:
            if one.seconds > 0 and one.move in CAMERA_MOVES:
                done = eased((seconds - start) / one.seconds, one.seconds)
                self._do(state, one, done)
            start += one.seconds
            if seconds < start:
                break
        return state

    def _do(self, state: _State, one: Segment, done: float) -> None:
        group, amount = CAMERA_MOVES[one.move].group, one.amount
        if group == "pan":
            state.pan += amount * done
        elif group == "tilt":
            state.tilt += amount * done
        elif group == "roll":
            state.roll += amount * done
        elif group == "orbit":
            state.orbit += amount * done
        elif group == "zoom":
            state.zoom *= max(0.05, amount or 1.0) ** done
        elif group == "dolly":
            state.forward += self._reach(state, one) * done
        elif group == "truck":
            state.right += amount * done
        elif group == "vertical":
            if one.move.startswith("crane"):
                state.crane += amount * done
            else:
                state.up += amount * done
        elif group == "compound":
            state.forward += amount * done
            state.hold_size += amount * done
        elif group == "focus":
            state.focus += done * (1 if amount >= 0 else -1)

    def _reach(self, state: _State, one: Segment) -> float:
        """How far a dolly goes: as told, or until the size it is meant to end on."""
        if one.end in SHOT_SIZES and abs(fill_of(one.end)) > 0:
            wanted = picture_height(self.framing.subject, one.end, self.aspect)
            return (1 - state.forward) - wanted / self.framing.picture / max(0.1, 1.0)
        return one.amount

    def _still(self, seconds: float, shift: tuple[float, float, float]) -> View:
        state, first, distance = self._state(seconds), self.framing.view, self.framing.distance
        eye, at = np.asarray(first.eye, float), np.asarray(first.at, float)
        arm = eye - at
        flat = sqrt(arm[0] ** 2 + arm[1] ** 2)
        if abs(state.orbit) > 0:
            arm = _about_z(arm, state.orbit)
        left = 1 - state.forward
        if left < 0.4:  # the last of the way is ever slower
            left = _CLOSEST + (0.4 - _CLOSEST) * exp((left - 0.4) / (0.4 - _CLOSEST))
        arm = arm * left
        ahead = -arm / max(1e-6, float(np.linalg.norm(arm)))
        level = np.array((ahead[0], ahead[1], 0.0))
        level = level / np.linalg.norm(level) if flat > 0.02 * distance else np.array((0.0, 1.0, 0.0))
        right = np.array((level[1], -level[0], 0.0))
        eye = at + arm + right * state.right * distance
        at = at + right * state.right * distance
        rise = state.up * distance
        eye[2] += rise + max(-_ARM, min(_ARM, state.crane * distance))
        at[2] += rise
        if eye[2] < self.low:
            eye[2] = self.low
        look = at - eye
        reach = float(np.linalg.norm(look))
        look = _about_z(look, -state.pan)
        if state.tilt:
            look = _lifted(look, state.tilt)
        measured = self.track.at(seconds) if self.track else Offset()
        look = _lifted(_about_z(look, -measured.pan), measured.tilt)
        shaken = self._shaken(seconds)
        if shaken != (0.0, 0.0):
            look = _lifted(_about_z(look, -shaken[0]), shaken[1])
        focal = first.focal * state.zoom * measured.zoom * (_CUT_IN if measured.take % 2 else 1.0)
        nearer = state.zoom / left if not state.hold_size else 1.0
        if nearer > 1.02 and self.framing.subject.person and abs(at[2] - first.at[2]) < 1e-6:
            # who comes nearer comes nearer to the face
            rise = aim_of(self.framing.subject, self.framing.picture / nearer) - first.at[2]
            look[2] += rise
            eye[2] += rise * (0.0 if state.zoom > 1.01 else 0.8)
            look[2] -= rise * (0.0 if state.zoom > 1.01 else 0.8)
        if state.hold_size:
            focal *= left + 0.0
        moved = np.asarray(shift)
        sharp = reach + (self.far - reach) * max(-1.0, min(1.0, state.focus))
        roll = first.roll + state.roll + measured.roll
        focal = min(600.0, max(6.0, focal))
        return View(_point(eye + moved), _point(eye + look + moved), focal, roll, sharp, self.blur)

    def _shaken(self, seconds: float) -> tuple[float, float]:
        names = {self.texture, *(one.move for one in self.segments)}
        for name, (size, rate) in _SHAKE.items():
            if name in names:
                w = 2 * pi * rate * seconds
                aside = sin(w) + 0.6 * sin(1.7 * w + 1.3) + 0.35 * sin(2.9 * w + 0.4)
                upward = sin(0.8 * w + 2.1) + 0.5 * sin(2.1 * w) + 0.3 * sin(3.3 * w + 1.0)
                size *= min(1.0, 4 * seconds) if self.exact else 1.0
                return size * aside, size * upward
        return 0.0, 0.0


def eased(part: float, seconds: float) -> float:
    """Progress from 0 to 1 with a soft start and end, at constant speed between."""
    if part <= 0:
        return 0.0
    if part >= 1:
        return 1.0
    soft = min(0.5, _EASE / max(seconds, 1e-6)) if seconds > 0.5 else 0.3
    top = 1 / (1 - soft)
    if part < soft:
        return top * part * part / (2 * soft)
    if part > 1 - soft:
        rest = 1 - part
        return 1 - top * rest * rest / (2 * soft)
    return top * (part - soft / 2)


def _about_z(way: Way, degrees: float) -> Way:
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return np.array((way[0] * c - way[1] * s, way[0] * s + way[1] * c, way[2]))


def _lifted(way: Way, degrees: float) -> Way:
    """A direction turned upwards, at most to the zenith."""
    flat = sqrt(way[0] ** 2 + way[1] ** 2)
    size = sqrt(flat**2 + way[2] ** 2)
    if flat < 1e-6:
        return way
    high = max(-1.55, min(1.55, np.arctan2(way[2], flat) + radians(degrees)))
    return np.array((way[0] / flat * cos(high), way[1] / flat * cos(high), sin(high))) * size


def _point(way: Way) -> Point:
    return float(way[0]), float(way[1]), float(way[2])

"""Where the camera is at each moment of a scene.

Axes as the vocabulary of prompts uses them: x right, y up, z forward, in distances to the subject; yaw and pitch in
radians (positive: the camera looks right, up), roll in radians (positive: clockwise), zoom as a factor of focal length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, pi, sin, tan

from kling.lexicon import Motion

_FIELD_OF_VIEW = 54 * pi / 180
FOCAL = 1 / (2 * tan(_FIELD_OF_VIEW / 2))
"""Focal length in frame widths (or heights, whichever is longer) for the 54° of a 35 mm lens."""

LIMITS = {"x": 0.32, "y": 0.22, "z": 0.42, "yaw": 0.20, "pitch": 0.11, "roll": 0.14, "zoom": 1.55, "orbit": 0.20}
"""The farthest a scene's camera goes."""
NEAREST = 1.1
"""No layer stands nearer than this, in distances to the subject."""
_WIDEST = 1 / 1.15
_EASE = 0.15
_BURST_STRETCH = 2.5  # a whip pan of 0.35 s cannot be read in a preview; the blur that sells it is missing
_FOLLOWING = 0.06  # a camera that keeps pace with its subject: the world passes by, in distances per second
_PACE = {"side": ("x", 1), "rear": ("z", 1), "front": ("z", -1)}  # where it goes, by the side of the subject it keeps
_SKY = 9.0  # distances at which a sky stands for a camera that goes up or down, so that all of the picture tells it


@dataclass(frozen=True, slots=True)
class Pose:
    """The camera at one moment; the default is where the scene begins."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    zoom: float = 1.0

    def sees(self, depth: float) -> tuple[float, float, float]:
        """How a plane at ``depth`` distances appears: scale, and shift right and down in frame sides."""
        if depth == inf:
            return self.zoom, -self.yaw * FOCAL * self.zoom, (self.y / _SKY + self.pitch) * FOCAL * self.zoom
        left = depth - self.z
        scale = self.zoom * depth / left
        right = -(self.x / left + self.yaw) * FOCAL * self.zoom
        down = (self.y / left + self.pitch) * FOCAL * self.zoom
        return scale, right, down


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the camera ends up (totals over the scene), how it shakes, and whether it goes in a burst.

    ``shake`` is (degrees RMS, Hz). ``burst`` is the part of the scene, from its start, that a whip or crash takes.
    """

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    zoom: float = 1.0
    orbit: float = 0.0
    shake: tuple[float, float] = (0.0, 0.0)
    burst: float = 1.0

    def at(self, part: float, seconds: float = 0.0) -> Pose:
        """The pose when ``part`` (0 to 1) of the scene has passed; ``seconds`` is the same moment, for the shake."""
        done = ease(min(1.0, part / self.burst))
        turn = self.orbit * done
        degrees, rate = self.shake
        swing = degrees * pi / 180
        sideways = swing * (sin(2 * pi * rate * seconds) + 0.6 * sin(2 * pi * 1.7 * rate * seconds + 1.3))
        upward = swing * (sin(2 * pi * 0.8 * rate * seconds + 2.1) + 0.5 * sin(2 * pi * 2.1 * rate * seconds))
        fade = min(1.0, 8 * part)  # a shaking camera, too, begins where the scene begins
        return Pose(
            x=self.x * done + sin(turn),
            y=self.y * done,
            z=self.z * done,
            yaw=self.yaw * done - turn + sideways * fade,
            pitch=self.pitch * done + upward * fade,
            roll=self.roll * done,
            zoom=self.zoom**done,
        )

    def reach(self, seconds: float) -> tuple[float, float]:
        """How far beyond the frame this camera looks in a scene of ``seconds``, sideways and up or down, in frame
        sides: as far as a place must be painted."""
        beside = above = 0.0
        steps = 24
        for step in range(steps + 1):
            pose = self.at(step / steps, seconds * step / steps)
            for depth in (inf, 6.0, NEAREST):
                scale, right, down = pose.sees(depth)
                beside = max(beside, (0.5 + abs(right)) / scale - 0.5)
                above = max(above, (0.5 + abs(down)) / scale - 0.5)
        shaken = self.shake[0] * pi / 90
        return beside + shaken + 0.01, above + shaken + 0.01


def ease(part: float) -> float:
    """Progress with a soft start and end: constant speed between the first and last 15 % of the way."""
    top = 1 / (1 - _EASE)
    if part < _EASE:
        return top * part * part / (2 * _EASE)
    if part > 1 - _EASE:
        rest = 1 - part
        return 1 - top * rest * rest / (2 * _EASE)
    return top * (part - _EASE / 2)


def follow(moves: Sequence[tuple[Motion, float]], seconds: float) -> Camera:
    """The camera that carries out ``moves`` (what happens in a second, speed factor) during ``seconds``.

    Totals stay within LIMITS, so that a long fast move slows down instead of leaving the picture. Without moves the
    camera stands still.
    """
    total = dict.fromkeys(LIMITS, 0.0) | {"zoom": 1.0}
    shake, burst = (0.0, 0.0), 1.0
    for motion, speed in moves:
        lasts = seconds * speed * motion.time_scale
        if motion.burst_s is not None:
            lasts = motion.burst_s
            burst = min(1.0, _BURST_STRETCH * motion.burst_s / seconds)
        total["x"] += motion.tx * lasts
        total["y"] += motion.ty * lasts
        total["z"] += motion.tz * lasts
        if motion.lock in _PACE:
            axis, sign = _PACE[motion.lock]
            total[axis] += sign * _FOLLOWING * lasts
        for name in ("yaw", "pitch", "roll", "orbit"):
            # a crane looks back at its subject; on flat layers that would undo the rise, and reverse it far off
            if name != "pitch" or motion.pitch * motion.ty >= 0:
                total[name] += getattr(motion, name) * pi / 180 * lasts
        total["zoom"] *= motion.zoom**lasts
        if motion.shake_deg:
            shake = (motion.shake_deg, motion.shake_hz)
    return Camera(
        **{name: max(-limit, min(limit, total[name])) for name, limit in LIMITS.items() if name != "zoom"},
        zoom=max(_WIDEST, min(LIMITS["zoom"], total["zoom"])),
        shake=shake,
        burst=burst,
    )

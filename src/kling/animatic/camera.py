"""How a camera over a flat picture sees it: the views of a path, as poses before planes at a distance.

x is right, y up, z forward, in distances to the subject; yaw, pitch and roll in radians (positive: right, up,
clockwise), zoom as a factor of focal length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, hypot, pi, radians, tan
from typing import Any

import numpy as np

from kling.animatic.framing import Framing, Subject
from kling.animatic.mesh import Array
from kling.animatic.moves import Path
from kling.animatic.scene import Segment
from kling.animatic.stage import View

FOCAL = 1 / (2 * tan(54 * pi / 180 / 2))
"""Focal length in frame widths (or heights, whichever is longer) for the 54° of a 35 mm lens."""


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

    def sees(self, depth: float | Array) -> tuple[Any, Any, Any]:
        """How what is at ``depth`` distances appears: scale, and shift right and down in frame sides."""
        left = np.maximum(0.15, depth - self.z)
        right = -(self.x / left + self.yaw) * FOCAL * self.zoom
        return self.zoom * depth / left, right, (self.y / left + self.pitch) * FOCAL * self.zoom


def path_over(segments: Sequence[Segment], texture: str, aspect: float) -> Path:
    """The path of a shot's camera before a picture: its moves, each as far as a picture reaches."""
    view = View((0.0, -1.0, 0.0), (0.0, 0.0, 0.0), 35.0)
    framing = Framing(view, 1 / FOCAL / max(1.0, aspect), Subject(0, 0, -0.5, 0.5, 0.5, person=False))
    return Path(framing, segments, texture, aspect, flat=True)


def pose_of(view: View) -> Pose:
    """A view of a path that :func:`path_over` made, as a pose. What goes aside comes closer, to stay inside."""
    (x, y, z), (ax, ay, az) = view.eye, view.at
    yaw = atan2(ax - x, ay - y)
    pitch = atan2(az - z, hypot(ax - x, ay - y))
    aside = max(abs(x + yaw), abs(z + pitch))
    return Pose(x, z, y + 1, yaw, pitch, radians(view.roll), view.focal / 35.0 * (1 + 0.8 * aside))

"""Who and what moves on the stage: bodies of the cast, what they carry or ride, and things that act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

import numpy as np

from kling.animatic.bodies import Body, box_of
from kling.animatic.build import Paint, thing, things
from kling.animatic.cutouts import Card, Pictured
from kling.animatic.marks import Mark, Prop, size_of
from kling.animatic.mesh import Mesh, Point, joined, turned
from kling.animatic.stage import Piece
from kling.lexicon import POSES

_FLOATS = ("fly", "swim")
_CLIMB = 0.6  # of its height that what lifts off rises in a shot

_OVER = 0.24  # m from eyes to what stands over a head


@dataclass(slots=True)
class Actor:
    """One of the cast: who poses, the piece on the stage, the mark, and how far the body has come. It starts ``back``
    metres behind its mark, and goes at a ``pace`` of its own where a room is small, or with a ``leader``. ``card`` is a
    picture that stands for it, or on its shoulders."""

    name: str
    figure: Body
    piece: Piece
    mark: Mark
    hidden: bool = False
    card: Card | None = None
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    back: float = 0.0
    pace: float = 1.0
    leader: Actor | None = None

    def come(self, seconds: float) -> tuple[float, float, float]:
        """How far it has come on the floor, and the degrees that it has turned: ahead of a figure at yaw 0 is -y, its
        right hand is at -x."""
        right, forward, turn = self.figure.posed(seconds).shift
        x, y, _ = Mark(0, 0, 0, self.mark.yaw).out((-right, self.back - forward * self.pace, 0.0))
        return x, y, turn

    def over_head(self) -> Point:
        """A place over the head, now."""
        high = self.figure.eyes(0.0)[2] + _OVER
        return self.mark.x + self.shift[0], self.mark.y + self.shift[1], self.mark.z + high

    def move(self, seconds: float) -> None:
        """Pose as at a moment."""
        self.shift = self.come(seconds)
        if self.leader is not None:
            self.shift = (*self.leader.shift[:2], self.shift[2])
        if self.hidden:
            return
        posed, mark, (x, y, turn) = self.figure.posed(seconds), self.mark, self.shift
        if self.card is not None and isinstance(self.figure, Pictured):
            self.card.put(Mark(mark.x + x, mark.y + y, mark.z, mark.yaw + turn).out(self.figure.shown(seconds)))
        turning = turned("z", mark.yaw + turn).T
        at = np.array((mark.x + x, mark.y + y, mark.z), np.float32)
        self.piece.place(posed.points @ turning + at, posed.normals @ turning)


@dataclass(slots=True)
class Carried:
    """A thing that goes with somebody: in the right hand, the left or ``both`` until it is ``thrown`` (s), or under a
    rider."""

    actor: Actor
    piece: Piece | Card
    mesh: Mesh
    ridden: bool
    thrown: float | None = None
    hand: str = "right"
    ahead: float = 0.0

    def move(self, seconds: float) -> None:
        """Put it where its holder is at a moment."""
        mark, (x, y, turn) = self.actor.mark, self.actor.shift
        here = Mark(mark.x + x, mark.y + y, 0.0 if self.ridden else mark.z, mark.yaw + turn)
        at = (*here.ahead(self.ahead), 0.0)
        if not self.ridden:
            free = max(0.0, seconds - self.thrown) if self.thrown is not None else 0.0
            hands = np.array(self.actor.figure.hands(seconds - free))
            hand = hands.mean(0) if self.hand == "both" else hands[int(self.hand == "left")]
            right, deep, high = (float(one) for one in hand)
            left, back, up = here.out((right, deep - 5.0 * free, high + 2.2 * free - 1.6 * free * free))
            at = (left, back, max(0.05, up))
        placed = self.mesh.moved(at, here.yaw)
        self.piece.place(placed.points, placed.normals)


@dataclass(slots=True)
class Acting:
    """A thing that acts: a rocket rises, what falls drops to its mark, what is small hovers and turns, others go the
    way they look, no more than ``reach`` metres. ``whole`` is how long the shot is."""

    piece: Piece | Card
    mesh: Mesh
    prop: Prop
    whole: float
    reach: float = 99.0

    def move(self, seconds: float) -> None:
        """Put it where it is at a moment."""
        turn = 24.0 * seconds if self.prop.pose in _FLOATS and _hovers(self.prop.kind) else 0.0
        at = self.place_of(self.prop, seconds, self.whole, self.reach)
        placed = self.mesh.moved(at, self.prop.mark.yaw + turn)
        placed.points[:, 2] = np.maximum(placed.points[:, 2], 0.02)  # a flame spreads on the ground
        self.piece.place(placed.points, placed.normals)

    @staticmethod
    def place_of(prop: Prop, seconds: float, whole: float, reach: float = 99.0) -> Point:
        """Where a thing that acts is at a moment of a shot that is ``whole`` seconds long."""
        pose, kind, mark = prop.pose, prop.kind, prop.mark
        if pose == "fly" and kind in ("rocket", "hot_air_balloon", "balloon"):
            part = max(0.0, seconds - 0.4) / max(0.5, whole - 0.4)  # at the end it is still in the picture
            return mark.x, mark.y, mark.z + _CLIMB * size_of(kind)[0] * part ** (2 if kind == "rocket" else 1)
        if pose == "shoot_ball":  # until the foot meets it
            free = max(0.0, seconds - 0.75)
            return *mark.ahead(13.0 * free), max(0.0, mark.z + 4.5 * free - 4.9 * free * free)
        if pose == "fall":
            return mark.x, mark.y, mark.z + max(0.0, 2.6 - 4.9 * max(0.0, seconds - 0.3) ** 2)
        if pose in _FLOATS and _hovers(kind):
            return mark.x, mark.y, mark.z + size_of(kind)[0] * (0.35 + 0.06 * sin(1.6 * seconds))
        speed = min(7.0, POSES[pose].speed if pose in POSES else 0.0, reach / max(0.5, whole))
        return *mark.ahead((seconds - whole / 2) * speed), mark.z


def _hovers(kind: str) -> bool:
    """Whether something floats on the spot: a shoe, no plane."""
    return max(size_of(kind)) < 0.75 and not things().get(kind, {}).get("lift")


def mesh_of(prop: Prop, dark: float) -> Mesh:
    """The body of a thing; as it is held, with the hand at the origin, where somebody has it in the hand."""
    about = things().get(prop.kind)
    if prop.net is not None:
        return prop.net
    if about is None:
        return box_of(prop.colour)
    made = thing(prop.kind, Paint(prop.colour.lstrip("#"), dark))
    if prop.pose and f"{prop.kind}_flame" in things():  # under a rocket that lifts off
        made = joined([made, thing(f"{prop.kind}_flame")])
    if prop.ahead:
        made = made.moved(yaw=180)
    elif prop.ridden:
        made = made.moved((0, -about.get("saddle", 0.0), 0))
    elif prop.holder:
        if "held_as" in about:
            made = thing(about["held_as"], Paint(prop.colour.lstrip("#"), dark))
        grip = about.get("grip", 0.4 * float(np.ptp(made.points[:, 2])))
        x, y, z = grip if isinstance(grip, list) else (0, 0, grip)
        made = made.moved((-x, -y, -z))
        for axis, degrees in about.get("held", {}).items():
            made = made.spun(axis, degrees)
    return made.moved(scale=(prop.scale * prop.wide, prop.scale, prop.scale))


def to_wall(mark: Mark, room: Mapping[str, Any], way: float) -> float:
    """Metres from a mark to the wall that somebody on it faces (``way`` 1) or has behind (-1), less an arm's length."""
    wide, deep, _ = room["size"]
    dx, dy = sin(radians(mark.yaw)) * way, -cos(radians(mark.yaw)) * way
    across = ((wide / 2 if dx > 0 else -wide / 2) - mark.x) / dx if abs(dx) > 1e-3 else 99.0
    along = (room.get("shift", 0.0) + (deep / 2 if dy > 0 else -deep / 2) - mark.y) / dy if abs(dy) > 1e-3 else 99.0
    return max(0.1, min(across, along) - 0.8)

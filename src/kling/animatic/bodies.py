"""What poses on the stage: the interface of a body, and the bodies of animals and machines."""

from __future__ import annotations

from math import inf, pi, sin
from typing import NamedTuple, Protocol

import numpy as np

from kling.animatic.acting import travelled
from kling.animatic.build import Paint, thing, things
from kling.animatic.data import data
from kling.animatic.marks import BOX, YOUNG
from kling.animatic.mesh import Array, Faces, Mesh, Point, box, joined, turned
from kling.animatic.moves import eased
from kling.animatic.outfit import on_head
from kling.animatic.palette import hexed, linear
from kling.animatic.scene import Action, Member, Presence, Thing
from kling.animatic.silhouettes import special
from kling.lexicon import POSES


class Posed(NamedTuple):
    """A body at one moment: ``points`` and ``normals`` (n, 3) before its mark. ``shift`` is how far it has come since
    the shot began: metres to its right and ahead, degrees counter-clockwise."""

    points: Array
    normals: Array
    shift: tuple[float, float, float]


class Body(Protocol):
    """What poses: triangles and colours stay, points move. Its space has the floor at z = 0, its front towards -y."""

    @property
    def faces(self) -> Faces: ...
    @property
    def colours(self) -> Array: ...
    def posed(self, seconds: float) -> Posed: ...
    def eyes(self, seconds: float) -> Point: ...
    def hands(self, seconds: float) -> tuple[Point, Point]: ...


_TOLD = data("staging.yaml")
_RESTS = frozenset({"lie", "sleep", "sit"})
_HOP, _RISES = 1.2, 34.0  # four times how high what is small leaps, in m; degrees that it points up at first, then down
_LEAP = 0.95  # m that who leaps onto something goes
_NECK, _LEGS, _BENDS = (0.42, 0.55), 0.35, _TOLD["creatures"]  # of its length ahead, and its height
LYING = 0.58  # how high an animal is that lies or sits, beside one that stands
SEATED = frozenset(_TOLD["seated"])


def seated(presence: Presence) -> Presence:
    """Somebody who works at a table or a piano sits, whether or not the words say so."""
    poses = presence.poses
    if poses & SEATED and not poses & {"sit", "stand", "drive", *_TOLD["lowers"]}:
        return presence.doing(Action(pose="sit", end=0.0), *presence.actions)
    return presence


def box_of(colour: str) -> Mesh:
    """The box for what is not known, in a colour of the scene model."""
    return box((BOX, BOX, BOX)).painted(linear(hexed(colour or "b0aaa0")))


class Creature:
    """A member that is no person: a thing of the data files that travels, breathes, and leaps ``onto`` a height."""

    def __init__(self, member: Member, presence: Presence, onto: float = 0.0) -> None:
        kind = special(Thing(kind=member.kind, label=member.name.rstrip(" 0123456789")))
        self._about = things().get(kind, {})
        shape = thing(kind, Paint(member.colour)) if self._about else box_of(member.colour)
        shape = joined([shape, on_head(member)] if member.clothes else [shape])
        size = member.scale * (YOUNG if member.age in ("baby", "child") else 1.0)
        self._mesh = shape = shape.moved((0, 0, 0), scale=size) if size != 1 else shape
        self.faces, self.colours, self._lift = shape.faces, shape.colours, min(1.6, self._about.get("lift", 0.0))
        self._lift *= presence.poses.isdisjoint(("eat", "walk", "stand", "sit", "lie", "sleep", "held"))  # birds
        self.height = float(np.ptp(shape.points[:, 2]))
        rests = [one for one in presence.actions if one.pose in _RESTS]
        others = [one.start for one in presence.actions if one.pose not in {*_RESTS, *_BENDS}]
        self._rests = [(one.start, min((at for at in others if at > one.start), default=inf)) for one in rests]
        self._down = (1 - LYING) * self.height
        self.height -= self._down * (self._rests[:1] == [(0.0, inf)])
        goes = [one for one in presence.actions if one.pose in POSES and POSES[one.pose].speed]
        self._goes = [one for one in goes if not one.thing or one.pose in ("leap", "fetch", "carry")]
        self._bends = [(one, _BENDS[one.pose]) for one in presence.actions if one.pose in _BENDS]
        self._leaps = [one for one in presence.actions if one.pose in ("jump", "leap")]
        self._onto = onto

    def posed(self, seconds: float) -> Posed:
        """The body at a moment: it breathes and looks about; legs swing while it travels."""
        going = any(one.start <= seconds < one.end and one.pose != "jump" for one in self._goes)
        at = 2 * pi * seconds * (1.9 if going else 0.35)
        points, tall = self._mesh.points.copy(), max(0.01, self.height)
        rest = max([0.0, *(eased(seconds - a + (not a), 0.5) - eased(seconds - b, 0.5) for a, b in self._rests)])
        points[:, 2] = np.maximum(points[:, 2] - rest * self._down, np.minimum(points[:, 2], 0.004))  # on folded legs
        high = points[:, 2] / tall
        head, leg = np.clip((high - 0.55) * 2.5, 0, 1), np.clip(0.45 - high, 0, 1)
        points[:, 0] += head * tall * 0.045 * sin(2 * pi * 0.23 * seconds)
        if going and not self._lift:  # crosswise, as four legs go
            points[:, 1] += leg * np.sign(points[:, 0] * points[:, 1]) * 0.5 * tall * sin(at)
        self._bend(points, seconds)
        for part in (_part(one, seconds) for one in self._leaps):
            points[:] = points @ turned("x", -_RISES * (1 - 2 * part) * (0 < part < 1)).T
        points[:, 2] += 0.012 * tall * sin(at) + self._up(seconds)
        ways = [travelled(one, seconds) for one in self._goes]
        gone, turn = sum(way for way, _ in ways), sum(turn for _, turn in ways)
        if self._onto:  # who leaps onto something begins before it
            gone = -_LEAP * (1 - _part(self._leaps[0], seconds))
        return Posed(points, self._mesh.normals, (0.0, gone, turn))

    def _bend(self, points: Array, seconds: float) -> None:
        """Turn the head, all of the body and the wings as what it does has them."""
        (_, front, _), (_, hind, _), tall = *self._mesh.bounds, self.height
        for one, way in self._bends:
            to_and_fro = sin(2 * pi * way["rate"] * seconds)
            late = min((two.start for two, _ in self._bends if two.start > one.start), default=inf)  # one by one
            before = one.pose in _RESTS and not one.start  # it slept when the shot began
            part = eased(seconds - one.start + before, 0.5) - eased(seconds - late, 0.5)
            part *= 1 + way.get("sway", 0.0) * to_and_fro
            head = np.clip((points[:, 1:2] / front - _NECK[0]) * 4, 0, 1) * (points[:, 2:] > _LEGS * tall)
            neck, rump, back = (0, _NECK[0] * front, _NECK[1] * tall), (0, hind / 2, 0), (0, 0, 0.4 * tall)
            for axis, name, at, share in (("x", "head", neck, head), ("x", "pitch", rump, 1), ("y", "roll", back, 1)):
                points += share * ((points - at) @ turned(axis, way.get(name, 0.0) * part).T + at - points)
            points[:, 2] += way.get("flap", 0.0) * to_and_fro * np.maximum(0, abs(points[:, 0]) - 0.1 * tall)

    def _up(self, seconds: float) -> float:
        """Metres over the floor: in the air, in a leap, and on what it leapt onto."""
        up: float = self._lift
        for part in (_part(one, seconds) for one in self._leaps):
            up += self._onto * part * part * (3 - 2 * part) + max(_HOP, 2.4 * self.height) * part * (1 - part)
        return up

    def eyes(self, seconds: float) -> Point:
        """Where it looks from: its head is in front."""
        return 0.0, float(self._mesh.bounds[0][1]) * 0.7, self.height * 0.85 + self._up(seconds)

    def hands(self, seconds: float) -> tuple[Point, Point]:
        """Where it holds things: in its mouth, or before its chest."""
        front = float(self._mesh.bounds[0][1])
        y, z, r, reach = self._about.get("head", (0.0, 0.42 * self.height, 0.0, -1.4 * front))
        at = (0.0, y - 0.72 * reach, z - 0.45 * r + self._up(seconds))
        return at, at


def _part(one: Action, seconds: float) -> float:
    """How much of an action is over."""
    return min(1.0, max(0.0, (seconds - one.start) / max(0.1, one.end - one.start)))

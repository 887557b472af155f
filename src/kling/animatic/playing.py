"""Who and what moves on the stage: bodies of the cast, what they carry or ride, and things that act."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, dist, inf, sin, sqrt

import numpy as np

from kling.animatic.bodies import Body, Creature, box_of
from kling.animatic.build import Paint, thing, things
from kling.animatic.contact import Contact
from kling.animatic.cutouts import Card, Pictured
from kling.animatic.data import data
from kling.animatic.figure import Figure, Reach
from kling.animatic.marks import BOX, Mark, Prop, size_of, told_of
from kling.animatic.mesh import Array, Mesh, Point, joined, turned
from kling.animatic.moves import eased
from kling.animatic.silhouettes import outlines
from kling.animatic.stage import Piece
from kling.lexicon import POSES

_CLIMB, _ROCKS = 0.6, 14.0  # of its height that what lifts off rises in a shot; degrees that what rocks does
_BEFORE, _TOUCH = 0.35, 0.12  # s in which a hand comes to somebody, and that a blow stays
_ROOM, _SMALL = 1.2, 0.13  # of their size that what stands in rows has; m high that a hand does not hide
UNSEEN = -50.0  # m that what is not there is high
_FOOT = 0.7  # m before the end of a way into something, in which one steps up
_HIP = (0.17, -0.06, 0.6)  # m to the left and away that a belt has a scabbard, and of the height of the eyes
_DOWN, _ASIDE, _COMES = 0.7, -0.5, 0.5  # s in which somebody gets off; m aside that they do; s in which hands come
_BACK, _SHOULDERS = 0.3, 0.48  # m behind the eyes that somebody has a load on the back; of their height, its middle
_FACE, _NECK, _CROWN = 0.08, -0.26, 0.13  # m that eyes are before the middle of a head, over a neck, under its top
_NEAR, _CHEST = 0.4, 0.75  # m ahead, and of the height of the eyes, that one lays a hand on an animal
_LIPS = (0.03, 0.075)  # m that a mouth is before the eyes, and under them
_LIP, _POURS = 0.01, 0.17  # m that a stream is inside of a mouth; that it is long
Shape = Callable[[float], tuple[Array, Array]]
STOPS = 0.5  # of a shot, until what arrives stands
_TURNS = 32.0  # degrees a second of what rotates
_TOP, _OVER = 0.24, 92.0  # m from eyes to what stands over a head; degrees that what is knocked over turns


@dataclass(slots=True)
class Mover:
    """Something on its way: its points and normals at a moment, where it is, and in which ``span`` (s) it is seen."""

    piece: Piece | Card
    shape: Shape
    where: Callable[[float], Mark]
    span: tuple[float, float] = (0.0, inf)

    def move(self, seconds: float) -> None:
        """Put it where it is at a moment, as it is then."""
        (points, normals), mark = self.shape(seconds), self.where(seconds)
        mark = mark if self.span[0] <= seconds < self.span[1] else replace(mark, z=UNSEEN)
        turning = turned("z", mark.yaw).T
        self.piece.place(points @ turning + np.array((mark.x, mark.y, mark.z), np.float32), normals @ turning)


@dataclass(slots=True)
class Actor:
    """One of the cast on the way from ``back`` metres behind its mark, at a ``pace`` of its own where there is little
    room, each metre so far on and up as the ``slope`` has it, up a ``step`` (m) at the end of so many metres back, with
    a ``leader``, or the ``way`` that others carry it, seen ``since`` a moment ``until`` another, ``reach`` metres back
    at first, ``off`` what it is on from a moment on, for which it takes ``down`` seconds; it ``turns`` at one by so
    many degrees. ``card`` is a picture that stands for it, or on its shoulders."""

    name: str
    body: Body
    mark: Mark
    back: float = 0.0
    pace: float = 1.0
    slope: tuple[float, float] = (1.0, 0.0)
    step: tuple[float, float] = (0.0, 1.0)
    since: float = 0.0
    until: float = inf
    off: float = inf
    down: float = _DOWN
    reach: float = 0.0
    turns: tuple[float, float] = (0.0, 0.0)
    leader: Actor | None = None
    way: Callable[[float], Mark] | None = None
    card: Card | None = None

    def at(self, seconds: float) -> Mark:
        """Where it is at a moment, and faces."""
        if self.way is not None:
            return self.way(seconds)
        _, forward, turn = self.body.posed(seconds).shift
        on, up = (part * (forward * self.pace - self.back) for part in self.slope)
        on -= self.reach * (1 - eased(seconds - self.since, _COMES))
        up += self.step[0] * eased(_FOOT - on - self.step[1], _FOOT)
        down = eased(seconds - self.off, self.down)
        turn += self.turns[1] * eased(seconds - self.turns[0], _DOWN)
        x, y = self.mark.out((_ASIDE * bool(self.mark.z) * down, -on, 0.0))[:2]
        if self.leader is not None:
            there, mark = self.leader.at(seconds), self.leader.mark
            x, y = self.mark.x + there.x - mark.x, self.mark.y + there.y - mark.y
        return Mark(x, y, self.mark.z * (1 - down) + up, self.mark.yaw + turn)

    def with_it(self, mark: Mark, seconds: float) -> Mark:
        """Where something is that goes along with it."""
        here = self.at(seconds)
        return replace(mark, x=mark.x + here.x - self.mark.x, y=mark.y + here.y - self.mark.y)

    def shape(self, seconds: float) -> tuple[Array, Array]:
        """Its points and normals; its picture is put up by the way."""
        if self.card is not None and isinstance(self.body, Pictured):
            self.card.put(self.at(seconds).out(self.body.shown(seconds)))
        return self.body.posed(seconds)[:2]

    def over_head(self, seconds: float) -> Point:
        """A place over the head."""
        return self.at(seconds).out((0.0, 0.0, self.body.eyes(0.0)[2] + _TOP))

    def hold(self, prop: Prop) -> Callable[[float], Mark]:
        """Where a thing is that goes with it: under a rider or before one, or in a hand."""
        usual = things().get(prop.kind, {}).get("hand", "right")
        hand = {"right": [0], "left": [1], "both": [0, 1]}.get(prop.hand or usual)

        def where(seconds: float) -> Mark:
            here = self.at(min(seconds, self.off) if prop.ridden else seconds)
            if prop.ridden:
                return Mark(*here.ahead(prop.ahead), prop.mark.z, here.yaw + 90 * (prop.hand == "both"))
            right, deep, up = self.body.eyes(seconds)
            if hand:
                right, deep, up = np.array(self.body.hands(seconds))[hand].mean(0).tolist()
            elif prop.hand == "back":
                right, deep, up = 0.0, deep + _BACK, _SHOULDERS * up
            elif (prop.hand or usual) == "hip":
                right, deep, up = _HIP[0], _HIP[1], _HIP[2] * up
            elif prop.hand in ("head", "neck"):
                deep, up = deep + _FACE, up + told_of(prop.kind, "worn", _NECK if prop.hand == "neck" else _CROWN)
            elif isinstance(self.body, Figure):
                deep, up = deep - _LIPS[0], up - _LIPS[1]
            x, y, z = here.out((right, deep, up))
            z = max(0.05, z) if self.since <= seconds < self.until else UNSEEN  # with who has it
            return Mark(x, y, z, 0.0 if prop.kind in outlines() else here.yaw)

        return where


def shaped(mesh: Mesh, falls: tuple[float, float] | None, rocks: bool, seconds: float) -> tuple[Array, Array]:
    """The shape of what stays as it is, but goes over its farther edge in that time, or ``rocks``."""
    if falls and seconds > falls[0]:
        edge, part = float(mesh.bounds[0][1]), min(1.0, (seconds - falls[0]) / (falls[1] - falls[0]))
        mesh = mesh.moved((0, -edge, 0)).spun("x", _OVER * part * part).moved((0, edge, 0))
    mesh = mesh.spun("x", _ROCKS * sin(2.4 * seconds)) if rocks else mesh
    return mesh.points, mesh.normals


def meet(known: Mapping[str, Actor], contacts: Sequence[Contact]) -> Iterator[tuple[str, Reach]]:
    """Where the hands of two are who meet: on the other, or between them."""
    sides = [(one, one.doer, one.other, "hands") for one in contacts]
    sides += [(one, one.other, one.doer, "theirs") for one in contacts]
    for one, name, to, hands in sides:
        who, whom, moment = known[name], known[to], one.moment
        here, there = who.at(moment), whom.at(moment)
        tall, eyes = (min(actor.body.eyes(moment)[2] for actor in pair) for pair in ((who, whom), (whom,)))
        for hand, (part, across, ahead, up) in one.way.get(hands, {}).items():
            arm = hand if hand != "near" else "la" if here.within((there.x, there.y, 0.0))[0] > 0 else "ra"
            middle = Mark((here.x + there.x) / 2, (here.y + there.y) / 2, here.z, here.yaw)
            on = (middle, tall) if part == "between" else (there, eyes)
            last = moment + _TOUCH if one.way.get("once") else one.end
            goal = here.within(on[0].out((across, -ahead, up * on[1])))
            if leans := part == "body" and isinstance(whom.body, Creature):  # where it is nearest
                places = [here.within(there.out(at)) for at in whom.body.posed(moment).points.tolist()]
                goal = min(places, key=partial(dist, (0.0, -_NEAR, _CHEST * who.body.eyes(moment)[2])))
            yield name, Reach(arm, goal, moment - _BEFORE, last, leans)


def mark_of(prop: Prop, where: Callable[[float], Mark], whole: float, reach: float, seconds: float) -> Mark:
    """Where a thing that acts is in a shot that is ``whole`` seconds long: a rocket rises, what falls drops to where it
    would be, what is small hovers and turns, others go the way they look, no more than ``reach`` metres."""
    pose, kind, mark = prop.pose, prop.kind, where(seconds)
    hovers = max(size_of(kind)) < 0.75 and not things().get(kind, {}).get("lift")  # a shoe, no plane
    high = yaw = ahead = 0.0
    if pose == "fly" and kind in ("rocket", "hot_air_balloon", "balloon"):
        part = max(0.0, seconds - 0.4) / max(0.5, whole - 0.4)  # at the end it is still in the picture
        high = _CLIMB * size_of(kind)[0] * part ** (2 if kind == "rocket" else 1)
    elif pose == "fall":
        high = max(0.0, 2.6 - 4.9 * max(0.0, seconds - max(0.3, prop.start)) ** 2)
    elif pose == "turn":  # on a turntable
        yaw = _TURNS * max(0.0, min(seconds, prop.end or whole) - prop.start)
    elif pose in ("fly", "swim") and hovers:
        high, yaw = size_of(kind)[0] * (0.35 + 0.06 * sin(1.6 * seconds)), 24.0 * seconds
    elif pose in POSES and pose not in data("staging.yaml")["in_place"]:  # what comes to the camera ends on its mark
        speed = min(7.0, POSES[pose].speed, reach / max(0.5, whole))
        ahead = (seconds - whole / (1 if prop.facing == "camera" else 2)) * speed
        first = prop.start or whole * (1 - STOPS) * (pose == "leave")
        last = prop.end or (whole * STOPS if pose == "enter" else whole)
        part = min(1.0, max(0.0, (seconds - first) / max(0.1, last - first)))
        ahead = reach * ((2 - (prop.facing == "camera")) * part - 1) if prop.end else ahead
        ahead = {"enter": -reach * (1 - part) ** 2, "leave": reach * part**2}.get(pose, ahead)
    x, y = mark.ahead(ahead)
    return replace(mark, x=x, y=y, z=mark.z + high, yaw=mark.yaw + yaw)


def mesh_of(prop: Prop, dark: float) -> Mesh:
    """The body of a thing; as it is held, with the hand at the origin, where somebody has it in the hand."""
    about = things().get(prop.kind)
    if prop.net is not None:
        return prop.net
    if prop.count > 1:
        one = mesh_of(replace(prop, count=1), dark)
        size, across = np.ptp(one.points, 0) * _ROOM, ceil(prop.count / max(1, round(sqrt(prop.count / 3))))
        ways = [(n % across - (across - 1) / 2, n // across) for n in range(prop.count)]
        return joined([one.moved((x * float(size[0]), y * float(size[1]), 0.0)) for x, y in ways])
    if about is None:
        box = box_of(prop.colour).moved(scale=prop.scale)
        return box.moved((0, 0, -0.25 * BOX), scale=0.5) if prop.holder else box
    made = thing(about.get("doing", {}).get(prop.pose, prop.kind), Paint(prop.colour, dark))
    if prop.pose and f"{prop.kind}_flame" in things():  # under a rocket that lifts off
        made = joined([made, thing(f"{prop.kind}_flame")])
    if prop.pose == "pour" and not (prop.holder or "pour" in about.get("doing", ())):
        made = joined([made, thing("stream").moved((0, 0, float(made.bounds[1][2]) - 0.03))])
    if prop.ahead > 0 and "drawn" in about:  # its handle is in front
        made = made.moved(yaw=180)
    elif prop.ridden:
        made = made.moved((*np.negative(about.get("saddle", (0.0, 0.0))), 0))
    elif prop.holder:
        if "held_as" in about:
            made = thing(about["held_as"], Paint(prop.colour, dark))
        tall = float(np.ptp(made.points[:, 2]))  # what is small or flat is seen over the fingers
        grip = about.get("grip", (0.4 if tall > _SMALL and prop.kind not in outlines() else 0.1) * tall)
        x, y, z = grip if isinstance(grip, list) else (0, 0, grip)
        made = made.moved((-x, -y, -z))
        held = {"y": 105.0} | about.get("pours", {}) if prop.pose == "pour" else about.get("held", {})
        for axis, degrees in held.items():
            made = made.spun(axis, degrees)
        if prop.pose == "pour":
            x, y, z = made.points[made.points[:, 0].argmax()].tolist()  # its mouth
            made = joined([made, thing("stream").moved((x - _LIP, y, z - _POURS))])
    return made.moved(scale=(prop.scale * prop.wide, prop.scale, prop.scale))

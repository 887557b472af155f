"""Where everybody in a shot stands: words for places in the frame, as metres on the floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import atan2, cos, degrees, radians, sin

from kling.animatic.bodies import SEATED
from kling.animatic.build import sets, things
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.mesh import Point
from kling.animatic.scene import Film, Member, Presence, Shot
from kling.lexicon import CAMERA_MOVES, POSES, THINGS

_TOLD = data("staging.yaml")
SEATS: list[str] = _TOLD["seats"]
"""What somebody sits on."""
_SADDLE = 0.52  # m from a rider's feet to the saddle
_SEAT = 0.52  # m that somebody sits high
_ROW, _CROWD, _CLOSE = 6, 7, 3  # people side by side; in a row of those behind; in a close picture at most


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to stand: metres, and degrees counter-clockwise (0 faces the camera of a plain shot)."""

    x: float
    y: float
    z: float = 0.0
    yaw: float = 0.0

    def ahead(self, far: float) -> tuple[float, float]:
        """A place so many metres before it."""
        return self.x + sin(radians(self.yaw)) * far, self.y - cos(radians(self.yaw)) * far

    def out(self, point: Sequence[float]) -> Point:
        """A point of a body's own space that stands here, in the world."""
        c, s = cos(radians(self.yaw)), sin(radians(self.yaw))
        return self.x + point[0] * c - point[1] * s, self.y + point[0] * s + point[1] * c, self.z + point[2]

    def toward(self, other: Mark) -> float:
        """The yaw that faces another mark."""
        return degrees(atan2(other.x - self.x, -(other.y - self.y)))


@dataclass(frozen=True, slots=True)
class Prop:
    """A thing on its mark. ``kind`` is empty for a labelled box; ``holder`` has it in the hand, or rides it."""

    kind: str
    mark: Mark = Mark(0, 0)
    scale: float = 1.0
    label: str = ""
    colour: str = ""
    holder: str = ""
    ridden: bool = False
    reference: str = ""
    pose: str = ""


def heights(member: Member) -> float:
    """How tall a member is, in m."""
    if not member.person:
        return float(THINGS[member.kind].height) if member.kind in THINGS else 1.0
    tall = {"baby": 0.72, "child": 1.25, "adult": 1.76, "old": 1.66}[member.age]
    return tall * (0.94 if member.sex == "f" and member.age != "child" else 1.0)


def size_of(kind: str) -> tuple[float, float]:
    """Height and length of a thing in m."""
    if kind in THINGS:
        return float(THINGS[kind].height), float(THINGS[kind].length)
    size = things().get(kind, {}).get("size", (0.5, 0.5, 0.5))
    return float(size[2]), float(max(size[0], size[1]))


def told_of(kind: str, word: str, usual: float = 0.0) -> float:
    """A number that a thing's description gives: ``top``, ``lift``, ``mount`` ..."""
    return float(things().get(kind, {}).get(word, usual))


def subject_names(shot: Shot) -> tuple[str, ...]:
    """Whom the camera is on: everybody in a wide picture; in a close one the first speaker, or who is named first and
    those who do the same or do it together."""
    names, close = [presence.name for presence in shot.cast], fill_of(shot.size)
    if not names or (shot.size == "insert" and shot.things):
        return ()
    if shot.size in ("two_shot", "group"):
        return tuple(names)
    alone = shot.angle in ("ots", "pov") and len(names) > 1
    if close > 2.0 or alone or (close > 1.7 and (len(names) > 2 or shot.lines)):
        speaking = [line.speaker for line in shot.lines if line.speaker in names]
        if alone or speaking:
            return ((speaking or names)[0],)
        first = shot.cast[0]
        deeds = [(one.pose, one.toward) for one in first.actions]
        return tuple(
            one.name
            for one in shot.cast[:_CLOSE]
            if one is first
            or one.name in (act.toward for act in first.actions)
            or [(act.pose, act.toward) for act in one.actions] == deeds
        )
    return tuple(names)[:_ROW]


def places(shot: Shot, film: Film, way: float) -> dict[str, Mark]:
    seats, gap = sets().get(shot.set, {}).get("seats", ()), 0.85 if fill_of(shot.size) <= 1 else 0.5
    if any(act.pose in _TOLD["touching"] for one in shot.cast for act in one.actions):
        gap = -0.06
    elif shot.cast and not any(film.member(one.name).person for one in shot.cast):
        gap = 0.15
    placed = [one for one in shot.cast if one.side or one.depth]
    front = (placed + [one for one in shot.cast if one not in placed])[:_ROW]
    row = sorted(sorted(front, key=shot.cast.index), key=lambda one: _TOLD["across"].get(one.side, 0.0))
    half = [_reach(film.member(one.name)) for one in row]
    edges = [sum(half[:n]) * 2 + gap * n + half[n] for n in range(len(row))]
    middle = (2 * sum(half) + gap * (len(row) - 1)) / 2
    at_table = len(row) > 1 and any(one.kind in ("table", "chessboard") for one in shot.things)
    marks: dict[str, Mark] = {}
    for number, (one, wide, edge) in enumerate(zip(row, half, edges, strict=True)):
        x = (edge - middle) * (1.5 if one.depth == "background" else 1.0) * (1.55 if at_table else 1.0)
        y = _TOLD["deep"].get(one.depth, 0.0) + 0.3 * max(0.0, wide - 0.5) + 0.08 * (number % 2)
        marks[one.name] = Mark(x, y, _height_of(shot, one, film.member(one.name)))
    for one, seat in zip(row, seats, strict=False):
        marks[one.name] = Mark(seat[0], seat[1], 0.0, seat[2])
    marks |= {one.name: replace(marks[one.name], yaw=_yaw(shot, one, marks, row, way)) for one in row[len(seats) :]}
    for number, one in enumerate(one for one in shot.cast if one.name not in marks):  # a crowd stands in rows behind
        line, column = divmod(number, _CROWD)
        yaw = float((number * 37) % 50) - 25
        marks[one.name] = Mark((column - 3) * 1.1 + (line % 2) * 0.5, 2.6 + line * 1.1, 0.0, yaw)
    return marks


def _reach(member: Member) -> float:
    """How far somebody reaches to the side; a large animal is seen at a slant."""
    long = 0.0 if member.person else size_of(member.kind)[1]
    return max(0.22, (0.36 if 2 <= long < 6 else 0.5) * long)


def seat_of(shot: Shot, presence: Presence) -> str:
    """What a member sits on: a thing of the shot, a mount, ``chair``, or "" for who does not sit."""
    poses = {action.pose for action in presence.actions}
    if poses & {"ride", "drive"}:
        mounts = (one.kind for one in shot.things if told_of(one.kind, "mount"))
        return next(mounts, "horse" if "ride" in poses else "")
    return next((one.kind for one in shot.things if one.kind in SEATS), "chair") if poses & SEATED else ""


def leap_of(shot: Shot, film: Film, presence: Presence) -> tuple[str, float]:
    """What an animal that jumps in a shot leaps onto, and how high that is; "" and 0 for nothing."""
    leaps = not film.member(presence.name).person and any(one.pose == "jump" for one in presence.actions)
    tops = ((one.kind, told_of(one.kind, "top") or told_of(one.kind, "bed")) for one in shot.things if leaps)
    return next((one for one in tops if one[1]), ("", 0.0))


def _height_of(shot: Shot, presence: Presence, member: Member) -> float:
    poses, seat = {action.pose for action in presence.actions}, seat_of(shot, presence)
    if told_of(seat, "mount") and member.person:
        return told_of(seat, "mount") - _SADDLE
    bed = next((high for one in shot.things if (high := told_of(one.kind, "bed"))), 0.0)
    if bed and (poses.intersection(_TOLD["lying"]) or (not member.person and poses & SEATED)):
        return bed
    if seat == "bed":
        return told_of("bed", "bed") - _SEAT
    if "fly" in poses and not member.person:
        return max(0.0, 1.2 * size_of(member.kind)[0] - told_of(member.kind, "lift"))
    if shot.set == "sea":
        return -0.2 if "swim" in poses else 0.0
    return {"underwater": 1.0 if member.person else 0.0, "sky": 0.4, "space": 0.4}.get(shot.set, 0.0)


def _yaw(shot: Shot, presence: Presence, marks: dict[str, Mark], row: Sequence[Presence], way: float) -> float:
    here = marks[presence.name]
    if shot.angle in _TOLD["seen_from"] and not (presence.facing and len(row) > 1):
        return float(_TOLD["seen_from"][shot.angle])
    turned: list[float] = [_TOLD["aside"][one.pose] for one in presence.actions if one.pose in _TOLD["aside"]]
    if turned and len(row) == 1:
        return turned[0]
    travels = any(POSES[one.pose].speed > 0 for one in presence.actions if one.pose in POSES)
    goals = [presence.facing, *(action.toward for action in presence.actions)]
    for n, goal in enumerate(goals):
        if goal in _TOLD["facing"] and (n == 0 or travels):
            return float(_TOLD["facing"][goal])
        if goal in marks and goal != presence.name:
            return here.toward(marks[goal])
    if travels:
        locks = {CAMERA_MOVES[one.move].motion.lock for one in shot.camera if one.move in CAMERA_MOVES}
        return float(next((_TOLD["locked"][one] for one in _TOLD["locked"] if one in locks), 42.0 * way))
    others = [one for one in row if one.name != presence.name]
    goes = any(POSES[act.pose].speed > 1 for one in others for act in one.actions if act.pose in POSES)
    if goes and not presence.actions:  # who has no deed goes along
        leader = next(one for one in others if one.actions)
        return _yaw(shot, leader, marks, [leader], way)
    if others and (shot.lines or len(row) == 2):
        nearest = min(others, key=lambda one: abs(marks[one.name].x - here.x))
        return here.toward(marks[nearest.name]) * 0.72
    return (16.0 if here.x <= 0 else -16.0) * way

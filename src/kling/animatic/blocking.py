"""Where everybody and everything of a shot stands: words for places in the frame, as metres on the floor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import atan2, cos, degrees, radians, sin

from kling.animatic.bodies import SEATED, upright
from kling.animatic.build import sets, things
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.mesh import Point
from kling.animatic.outfit import upright_height
from kling.animatic.scene import Film, Member, Presence, Shot, Thing
from kling.lexicon import CAMERA_MOVES, POSES, THINGS

_TOLD = data("staging.yaml")
SEATS: list[str] = _TOLD["seats"]
"""What somebody sits on."""
_LANDMARK = 2.5  # m; what is larger and stands in a set is not put up twice
_SADDLE = 0.52  # m from a rider's feet to the saddle
_SEAT = 0.52  # m that somebody sits high
_SMALL = 0.75  # m; what is smaller stands on something
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


@dataclass(frozen=True, slots=True)
class Blocking:
    """The marks of a shot's cast by name, its props, and the names that the camera is on."""

    marks: dict[str, Mark]
    props: tuple[Prop, ...]
    subject: tuple[str, ...]


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


def block(shot: Shot, film: Film, take: int = 1) -> Blocking:
    """Places for everybody and everything of a shot. What the words leave open is on the other side in every second
    ``take``."""
    way = 1.0 if take % 2 else -1.0
    marks = _places(shot, film, way)
    return Blocking(marks, tuple(_Props(shot, film, marks, way).made), _subject(shot))


def _subject(shot: Shot) -> tuple[str, ...]:
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


# ---- people --------------------------------------------------------------------------------------------------------


def _places(shot: Shot, film: Film, way: float) -> dict[str, Mark]:
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


# ---- things --------------------------------------------------------------------------------------------------------


def special(one: Thing) -> str:
    """The description for a thing: a special one where its words name it (a perfume bottle), else its kind's."""
    words = one.label.lower().replace("-", " ").split()
    names = ("_".join(words[start:]) for start in range(len(words)))
    own = (name for name in names if name in things() and (name not in THINGS or one.kind not in things()))
    return next(own, one.kind)


def built_in(name: str) -> dict[str, Sequence[float]]:
    """The things that stand in a set anyway, with their places."""
    return {
        str(part["thing"]): part["at"]
        for part in reversed(sets().get(name, {}).get("parts", ()))
        if "thing" in part and "at" in part
    }


def is_landmark(shot: Shot, kind: str) -> bool:
    """Whether a large thing stands in the shot's set anyway."""
    return kind in built_in(shot.set) and max(size_of(kind)) > _LANDMARK


_Put = Callable[..., None]


class _Props:
    """The things of a shot, put up one after the other: what belongs to somebody's poses, then what is named."""

    def __init__(self, shot: Shot, film: Film, marks: dict[str, Mark], way: float) -> None:
        self.shot, self.marks, self._film, self._side = shot, marks, film, way
        self.made: list[Prop] = []
        for presence in shot.cast:
            self._own(presence, film.member(presence.name), marks[presence.name])
        self._share()
        there = {prop.kind for prop in self.made} | set(built_in(shot.set)) | {f"{shot.place}_thing"}
        brought = Counter(prop.kind for prop in self.made)
        alone = not shot.cast
        for one in sorted(shot.things, key=lambda one: not one.kind):  # what is known comes first
            kind = special(one)
            large = max(size_of(kind)) > _LANDMARK or kind not in THINGS
            twice = kind in there and large and not one.pose
            twice = twice or not {kind, one.kind}.isdisjoint(_TOLD["inside"].get(shot.set, ()))
            twice = twice or (kind == "lamp" and bool(sets().get(shot.set, {}).get("lamps")))  # the set has its light
            if twice or (kind not in things() and kind in THINGS):
                continue
            for number in range(brought[kind], min(one.count, 12)):
                self._put(one, kind, number, alone=alone)
                alone = False

    def _scale(self, holder: str) -> float:
        """How large a thing is for who uses it: a mouse has a small book, a child a low table."""
        presence = next((one for one in self.shot.cast if one.name == holder), None)
        if presence is None:
            return 1.0
        member = self._film.member(holder)
        if member.person:
            return 0.78 if member.age == "child" else 1.0
        return min(1.0, upright_height(member) / 1.3) if upright(member, presence) else 1.0

    def _add(self, kind: str, x: float, y: float, z: float = 0.0, yaw: float = 0.0, scale: float = 1.0) -> None:
        colour = next((one.colour for one in self.shot.things if one.kind == kind), "")
        self.made.append(Prop(kind, Mark(x, y, z, yaw), scale, colour=colour))

    def _own(self, presence: Presence, member: Member, mark: Mark) -> None:
        """What belongs to somebody's poses: a seat, a mount, what is played or worked with."""
        shot, seat = self.shot, seat_of(self.shot, presence)
        poses, named = {action.pose for action in presence.actions}, {one.kind for one in shot.things}
        below, scale = replace(mark, z=0.0), self._scale(presence.name)
        ridden = seat if told_of(seat, "mount") and member.person else ""
        if "drive" in poses and shot.set != "car_interior" and not ridden:
            ridden = "car"
        if ridden:
            self._add(ridden, 0, 0)
            self.made[-1] = replace(self.made[-1], mark=below, holder=presence.name, ridden=True)
        elif seat and (member.person or upright(member, presence)) and not sets().get(shot.set, {}).get("seats"):
            self._seat(seat, Mark(*mark.ahead(-_TOLD["seat_depth"].get(seat, 0.0)), yaw=mark.yaw), scale)
        elif told_of(seat, "bed") or (mark.z > 0 and any(told_of(one, "bed") == mark.z for one in named)):
            self._seat(next((one.kind for one in shot.things if told_of(one.kind, "bed")), seat), replace(below, yaw=0))
        for action in presence.actions:
            pose = action.pose
            kind = (POSES[pose].prop if pose in POSES else "") or (
                action.thing if action.thing in _TOLD["held"] else ""
            )
            if pose == "shoot_ball":
                self._add("ball", *mark.ahead(0.5), yaw=mark.yaw)
                self.made[-1] = replace(self.made[-1], pose=pose)
            if kind in _TOLD["standing"]:
                self._add(
                    kind, *mark.ahead((1.05 if kind == "piano" else 0.75) * scale), yaw=mark.yaw + 180, scale=scale
                )
            elif kind in _TOLD["held"] and kind not in named and (kind != "hammer" or fill_of(shot.size) < 2):
                self.made.append(Prop(kind, mark, scale, holder=presence.name))
            elif kind in _TOLD["before"] or (kind in ("bowl", "pen") and seat):
                x, y = mark.ahead(0.55 * scale)
                if "table" not in named:
                    self._add("round_table", x, y, scale=scale)
                if kind not in named or kind in _TOLD["before"]:
                    self._add(kind, x, y, 0.75 * scale, mark.yaw + 180, scale)

    def _seat(self, kind: str, at: Mark, scale: float = 1.0) -> None:
        """Something to sit or lie on; those who share a long one have it in their middle."""
        if told_of(kind, "bed") and (shared := [one for one in self.made if one.kind == kind]):
            count, x = len(self.marks), sum(one.x for one in self.marks.values())
            self.made[self.made.index(shared[0])] = replace(shared[0], mark=replace(at, x=x / count, yaw=0))
        else:
            self._add(kind, at.x, at.y, yaw=at.yaw, scale=scale)

    def _share(self) -> None:
        """Who plays chess together has one board, between them."""
        boards = [one for one in self.made if one.kind == "chessboard"]
        if len(boards) < 2:
            return
        players = list(self.marks.values())[:2]
        x, y = (sum(axis) / 2 for axis in zip(*((one.x, one.y) for one in players), strict=True))
        self.made = [one for one in self.made if one.kind not in ("chessboard", "round_table")]
        scale = boards[0].scale
        self._add("round_table", x, y, scale=scale)
        self._add("chessboard", x, y, 0.75 * scale, 90.0, scale)

    def _put(self, one: Thing, kind: str, number: int, *, alone: bool) -> None:
        """A thing on its place, with what it needs under it."""
        shot, marks, (high, long) = self.shot, self.marks, size_of(kind)

        def put(x: float, y: float, z: float = 0.0, yaw: float = 0.0, holder: str = "", scale: float = 1.0) -> None:
            prop = Prop(kind, Mark(x, y, z, yaw), scale, one.label, one.colour, holder)
            self.made.append(replace(prop, reference=one.reference, pose=one.pose))

        if one.pose and is_landmark(shot, kind):  # it leaves the place where the set has it
            x, y, *z = built_in(shot.set)[kind]
            return put(x, y, z[0] if z else 0.0)
        leap = next((who for who in shot.cast if leap_of(shot, self._film, who)[0] == kind), None)
        if leap is not None and number == 0:
            return put(marks[leap.name].x, marks[leap.name].y, yaw=90.0 + marks[leap.name].yaw)
        users = [who.name for who in shot.cast if any(act.thing in (kind, one.kind, one.label) for act in who.actions)]
        grips = "grip" in things().get(kind, {})  # an umbrella, a sword: somebody has it
        anybody = list(marks)[:1] if grips and not one.on and number == 0 else []
        holder = one.on if one.on in marks else next(iter((*users, *anybody)), "")
        small = max(high, long) < _SMALL and bool(kind)  # a box for what is not known stands on the floor
        if holder and (small or grips or kind in _TOLD["held"]):
            return put(0, 0, holder=holder, scale=self._scale(holder))
        standing = [prop for prop in self.made if not prop.holder]
        under = [prop for prop in standing if one.on and one.on in (prop.kind, prop.label)]
        under = under or ([] if one.on else [prop for prop in standing if prop.kind in _TOLD["tables"]])
        if under and (small or not (kind or marks)):
            top = told_of(under[0].kind, "top", size_of(under[0].kind)[0])
            x, y, scale = under[0].mark.x + 0.2 * number - 0.08, under[0].mark.y - 0.05, under[0].scale
            return put(x, y, top * scale, scale=scale)
        sky = kind in THINGS and THINGS[kind].kind == "sky"
        spot, lift = _TOLD["across"].get(one.side), told_of(kind, "lift")
        if alone and not sky:
            return self._alone(one, kind, number, put)
        row = [mark for mark in marks.values() if abs(mark.y) < 2] or [Mark(0, 0)]
        left, right = min(mark.x for mark in row), max(mark.x for mark in row)
        if kind in ("table", "chessboard") and len(row) > 1:
            return put((left + right) / 2, row[0].y - 0.05)
        way = self._side if spot is None else spot
        self._side = -way if spot is None else self._side
        outer, radius = right if way > 0 else -left, min(long, 14.0) / 2
        if small and not one.depth and not told_of(kind, "floor"):
            self._add("round_table", way * (outer + 0.6), 0.15)
            return put(way * (outer + 0.6) + 0.2 * number, 0.1, 0.74)
        x, y = way * (outer + 0.55 + radius), (4.2 if one.depth == "background" else 0.5) + radius * 0.6
        if one.depth == "foreground":
            x, y = way * (outer + radius * 0.6 + 0.2), -0.9
        elif high > 5:  # far enough off to be seen whole over people's heads
            x, y = way * (0.22 * high + 1.0), max(1.35 * high, radius + 4)
        if spot == 0.0:
            x, y = 0.0, max(y, 1.2 + radius)
        if users and high > _SMALL and max(high, long) < 9 and not sky:  # what somebody works on is behind the hands
            x, y = 0.25 * way * long, 0.45 + radius
        if sky:
            x, y, lift = way * 14.0, 70.0, max(lift, 24.0)
        return put(x + number * long * 1.1 * (way or 1.0), y, lift, -20.0 * way if long < 30 else 0.0)

    def _alone(self, one: Thing, kind: str, number: int, put: _Put) -> None:
        """The first thing of a shot without people: before the camera, a small one on a table."""
        (high, long), shot = size_of(kind), self.shot
        x = _TOLD["across"].get(one.side, 0.0) * long * 0.4 + number * long * 1.15
        indoors = not shot.set.startswith("studio") and shot.set not in ("", "underwater", "sky", "space")
        if max(high, long) < _SMALL and kind and indoors:
            below = next((two.kind for two in shot.things if two.kind in _TOLD["tables"]), "round_table")
            self._add(below, 0.0, 0.12)
            return put(x, 0.0, told_of(below, "top", 0.74), 14.0)
        yaw = 0.0 if long >= 30 or kind in ("table", "counter", "bed", "sofa") else 28.0
        return put(x, _TOLD["deep"].get(one.depth, 0.0) * 0.3, min(told_of(kind, "lift"), 3.0), yaw)

"""The things of a shot and where they stand: what somebody uses, what the words name, and what that needs under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kling.animatic.blocking import (
    SEATS,
    is_at,
    leap_of,
    places,
    seat_of,
    subject_names,
    support_of,
    table_of,
)
from kling.animatic.bodies import SEATED
from kling.animatic.build import sets, thing, things
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.marks import Loose, Mark, Prop, size_of, told_of
from kling.animatic.outfit import upright, upright_height
from kling.animatic.scene import Action, Film, Member, Presence, Shot, Thing
from kling.lexicon import POSES, THINGS

_TOLD = data("staging.yaml")
_LANDMARK = 2.5  # m; what is larger and stands in a set is not put up twice
_TOY = 0.24  # m that a toy is large
_UNKNOWN = 0.6  # of its size that the box for what is not known has beside others
_SMALL = 0.75  # m; what is smaller stands on something


@dataclass(frozen=True, slots=True)
class Blocking:
    """The marks of a shot's cast by name, its props, the names that the camera is on, and what is ``loose`` until it is
    known what the camera sees."""

    marks: dict[str, Mark]
    props: tuple[Prop, ...]
    subject: tuple[str, ...]
    loose: tuple[Loose, ...] = ()


def block(shot: Shot, film: Film, take: int = 1) -> Blocking:
    """Places for everybody and everything of a shot. What the words leave open is on the other side in every second
    ``take``."""
    way = 1.0 if take % 2 else -1.0
    marks = places(shot, film, way)
    props = _Props(shot, film, marks, way)
    return Blocking(marks, tuple(props.made), subject_names(shot), tuple(props.loose))


def special(one: Thing) -> str:
    """The description for a thing: a special one where its words name it (a perfume bottle), else its kind's."""
    words = one.label.lower().replace("-", " ").split()
    names = ["_".join(words[start:]) for start in range(len(words))]
    names += [name.removesuffix("es" if name.endswith("oes") else "s") for name in names]  # carrots
    if one.kind == "lamp" and "floor" not in words and one.on:
        names.append("desk_lamp")
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
    return kind in built_in(shot.set) and max(size_of(kind)) > _LANDMARK and kind not in _TOLD["own"]


_Put = Callable[..., None]


class _Props:
    """The things of a shot, put up one after the other: what belongs to somebody's poses, then what is named."""

    def __init__(self, shot: Shot, film: Film, marks: dict[str, Mark], way: float) -> None:
        self.shot, self.marks, self._film, self._side = shot, marks, film, way
        self.made: list[Prop] = []
        self.loose: list[Loose] = []
        for presence in shot.cast:
            self._own(presence, film.member(presence.name), marks[presence.name])
        self._share()
        there = {prop.kind for prop in self.made} | set(built_in(shot.set)) | {f"{shot.place}_thing"}
        brought = Counter(name for prop in self.made for name in {prop.kind, prop.label})
        alone = not shot.cast
        for one in sorted(shot.things, key=lambda one: not one.kind):  # what is known comes first
            kind = special(one)
            tabled = any(thing.kind in _TOLD["tables"] for thing in shot.things)
            if kind == "lamp" and (fill_of(shot.size) > 1.5 or (tabled and "floor" not in one.label.lower())):
                kind = "desk_lamp"  # one on the table
            large = max(size_of(kind)) > _LANDMARK or kind not in THINGS
            mine = kind in _TOLD["own"] and not brought[kind]
            twice = kind in there and large and not one.pose and not mine
            twice = twice or not {kind, one.kind}.isdisjoint(_TOLD["inside"].get(shot.set, ()))
            tall, room = size_of(kind)[0], sets().get(shot.set, {}).get("room")
            twice = twice or (room is not None and tall > room["size"][2] and not one.pose)  # no house in a kitchen
            twice = twice and not self._ends_on(one, kind)
            if not one.reference and (twice or (kind not in things() and kind in THINGS)):
                continue
            for number in range(0 if one.reference else brought[kind], min(one.count, 12)):
                self._put(one, kind, number, alone=alone)
                alone = False

    @staticmethod
    def _toy(one: Thing, kind: str) -> float:
        """How much smaller a thing is than its kind: a toy train, a paper boat."""
        words, largest = one.label.lower().split(), max(size_of(kind))
        return _TOY / largest if set(words).intersection(_TOLD["toys"]) and largest > 2 * _TOY else 1.0

    def _ends_on(self, one: Thing, kind: str) -> bool:
        """Whether the camera's move ends on a thing."""
        return any(move.end in (one.kind, one.label, kind) for move in self.shot.camera if move.end)

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
        poses, named = presence.poses, {one.kind for one in shot.things}
        below, scale = replace(mark, z=0.0), self._scale(presence.name)
        ridden = seat if told_of(seat, "mount") and member.person else ""
        if "drive" in poses and shot.set != "car_interior" and not ridden:
            driven = [one.kind for one in shot.things if one.kind in _TOLD["own"]]
            ridden = next(iter(driven), "car")
        if ridden in _TOLD["shared"] and any(one.kind == ridden for one in self.made):
            return
        if ridden:
            self._add(ridden, 0, 0)
            self.made[-1] = replace(self.made[-1], mark=below, holder=presence.name, ridden=True)
        elif seat and (member.person or upright(member, presence)) and not sets().get(shot.set, {}).get("seats"):
            self._seat(seat, Mark(*mark.ahead(-_TOLD["seat_depth"].get(seat, 0.0)), yaw=mark.yaw), scale)
        elif told_of(seat, "bed") or (mark.z > 0 and any(told_of(one, "bed") == mark.z for one in named)):
            self._seat(next((one.kind for one in shot.things if told_of(one.kind, "bed")), seat), replace(below, yaw=0))
        how, support = support_of(presence, person=member.person)
        if support and not ridden:
            self._support(how, support, mark, member, scale)
        for action in presence.actions:
            pose = action.pose
            own = action.thing if action.thing in _TOLD["held"] else _TOLD["tools"].get(pose, "")
            usual = POSES[pose].prop if pose in POSES else ""
            kind = own if action.thing in named and action.thing != usual else usual or own
            if pose in _TOLD["worktops"] and self._inside() and not seat:
                self._worktop(action, named, mark, scale)
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

    def _support(self, how: str, kind: str, mark: Mark, member: Member, scale: float) -> None:
        """What somebody is on, or leans on, or climbs: under them, behind their back, before them."""
        shared = any(special(one) == kind for one in self.shot.things) and kind in ("table", "chessboard")
        together = is_at(how, kind) and shared and len(self.marks) > 1  # theirs is between them
        if together or any(one.kind == kind for one in self.made):
            return
        if kind in _TOLD["boards"]:
            self.made.append(
                Prop(_TOLD["boards"][kind], replace(mark, z=0.0), label=kind, holder=member.name, ridden=True)
            )
            return
        deep = float(np.ptp(thing(kind).points[:, 1])) / 2
        if not (member.person and is_at(how, kind)):
            at = mark.ahead(-0.1) if member.person and how == "sit" else (mark.x, mark.y)
            self._add(kind, *at, yaw=0.0 if how in _TOLD["lying"] or not member.person else mark.yaw)
        elif how == "lean":
            self._add(kind, *mark.ahead(-deep - 0.2), yaw=mark.yaw)
        else:
            self._add(kind, *mark.ahead(deep + 0.3 * scale), yaw=mark.yaw)

    def _covered(self) -> bool:
        """Whether things stand on tables there: indoors, and where tables are put outside."""
        about = sets().get(self.shot.set, {})
        return bool(about.get("inside") or (not about and self.shot.cast)) or self.shot.set in _TOLD["tabled"]

    def _inside(self) -> bool:
        """Whether there is room for a worktop: indoors, where nobody has a place of the set's own."""
        about = sets().get(self.shot.set, {})
        return (bool(about.get("inside")) or not about) and "seats" not in about

    def _worktop(self, action: Action, named: set[str], mark: Mark, scale: float) -> None:
        """What somebody works at, before them: a hob in a kitchen, a bench elsewhere or where a table is named."""
        kind = _TOLD["worktops"][action.pose]
        if action.thing in _TOLD["poured"]:
            return
        if action.thing in _TOLD["cut"]:
            kind = "chopping_bench"
        elif kind == "hob" and (named.intersection(_TOLD["tables"]) or self.shot.set != "kitchen"):
            kind = "workbench"
        x, y = mark.ahead(_TOLD["reach"].get(kind, 0.55) * scale)
        if not any(one.kind == kind for one in self.made):
            self._add(kind, x, y, yaw=mark.yaw, scale=scale)

    def _seat(self, kind: str, at: Mark, scale: float = 1.0) -> None:
        """Something to sit or lie on; those who share a long one have it in their middle."""
        if told_of(kind, "bed") and (shared := [one for one in self.made if one.kind == kind]):
            middle = (shared[0].mark.x + at.x) / 2
            self.made[self.made.index(shared[0])] = replace(shared[0], mark=replace(at, x=middle, yaw=0))
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
        """A thing with whoever has it, or on a place that its words give; else it is loose."""
        shot, marks, toy = self.shot, self.marks, self._toy(one, kind)
        high, long = (side * toy for side in size_of(kind))

        def put(x: float, y: float, z: float = 0.0, yaw: float = 0.0, holder: str = "", scale: float = 1.0) -> None:
            self.made.append(replace(prop, mark=Mark(x, y, z, yaw), scale=scale * toy, holder=holder))

        users = [  # who looks at something does not hold it
            who.name
            for who in shot.cast
            if any(
                act.thing in {kind, one.kind, one.label} - {""} and act.pose not in _TOLD["apart"]
                for act in who.actions
            )
            or (not one.kind and who.poses.intersection(_TOLD["handled"]))
        ]
        goes = any(act.pose in POSES and POSES[act.pose].speed for act in shot.cast[0].actions) if shot.cast else False
        about = things().get(kind, {})  # an umbrella, a sword: somebody has it; a suitcase: who goes somewhere
        grips = "grip" in about and (goes or not about.get("floor"))
        small = (
            max(high, long) < _SMALL and bool(kind) and one.kind not in SEATS
        )  # a box for what is not known stands on the floor
        handy = grips or (small and one.kind != "" and not (about.get("floor") or self._covered()))
        anybody = list(marks)[:1] if handy and not (one.on or one.depth) and number == 0 else []
        holder = one.on if one.on in marks else next(iter((*users, *anybody)), "")
        if kind == "cup" and not one.reference and any(who.name == holder and "pour" in who.poses for who in shot.cast):
            kind = "coffee_pot"
        toy = toy if kind or alone else _UNKNOWN
        prop = Prop(kind, label=one.label, colour=one.colour, reference=one.reference, pose=one.pose, scale=toy)
        if one.pose and is_landmark(shot, kind):  # it leaves the place where the set has it
            x, y, *z = built_in(shot.set)[kind]
            put(x, y, z[0] if z else 0.0)
            return
        leap = next((who for who in shot.cast if leap_of(shot, self._film, who)[0] == kind), None)
        if leap is not None and kind and number == 0:
            put(marks[leap.name].x, marks[leap.name].y)
            return
        pushed = next(
            (
                who.name
                for who in shot.cast
                for act in who.actions
                if act.pose == "push" and act.thing in {kind, one.kind, one.label} - {""}
            ),
            "",
        )
        if pushed and number == 0:
            self.made.append(replace(prop, holder=pushed, ridden=True, ahead=0.55 + long / 2))
            return
        if holder and (small or grips or kind in _TOLD["held"] or (one.reference and not kind)):
            put(0, 0, holder=holder, scale=self._scale(holder))
            return
        row = [mark for mark in marks.values() if abs(mark.y) < 2] or [Mark(0, 0)]
        middle = (min(mark.x for mark in row) + max(mark.x for mark in row)) / 2
        sits = sum(bool(who.poses & SEATED) for who in shot.cast)
        if kind in _TOLD["tables"] and any(prop.kind in _TOLD["reach"] for prop in self.made):
            return  # where somebody works is the table
        if kind == "table" and sits > 2:
            self.made.append(replace(prop, mark=Mark(0, 0.75), wide=table_of(sits) / 1.6))
        elif kind in ("table", "chessboard") and len(row) > 1 and number == 0:
            put(middle, row[0].y - 0.05)
        elif kind in _TOLD["tables"] and sits and number == 0:
            deep = float(np.ptp(thing(kind).points[:, 1])) / 2
            put(*row[0].ahead(deep + 0.22), yaw=row[0].yaw)
        elif told_of(kind, "under") and marks:
            put(middle, row[0].y - 0.2)
        elif alone and not (kind in THINGS and THINGS[kind].kind == "sky"):
            self._alone(one, kind, number, put)
        else:
            near = [marks[name] for name in (users or ([] if told_of(kind, "lift") else list(marks)[:1]))]
            home = built_in(shot.set).get(kind)
            self.loose.append(
                Loose(
                    prop, one.side, one.depth, one.on, small=small or (bool(one.on) and not kind),
                    under="round_table" if small and not about.get("floor") and self._covered() else "",
                    sky=told_of(kind, "lift") > 3 or (kind in THINGS and THINGS[kind].kind == "sky"),
                    home=Mark(*home) if home and number == 0 else None,
                    near=() if one.depth or (high > _SMALL and not users) else tuple(near),
                    ends=self._ends_on(one, kind),
                )
            )  # fmt: skip

    def _alone(self, one: Thing, kind: str, number: int, put: _Put) -> None:
        """The first thing of a shot without people: before the camera, a small one on a table."""
        (high, long), shot = size_of(kind), self.shot
        x = _TOLD["across"].get(one.side, 0.0) * long * 0.4 + number * long * 1.15
        indoors = self._covered() and not shot.set.startswith("studio") and shot.set != ""
        if max(high, long) < _SMALL and kind and indoors:
            below = next((two.kind for two in shot.things if two.kind in _TOLD["tables"]), "round_table")
            self._add(below, 0.0, 0.12)
            return put(x, 0.0, told_of(below, "top", 0.74), 14.0)
        goes, yaw = kind in THINGS and THINGS[kind].kind == "vehicle", 28.0
        if long >= 30 or kind in _TOLD["frontal"]:
            yaw = 62.0 if goes else 0.0
        elif goes and "lane" in sets().get(shot.set, {}):  # it goes along the road
            yaw = 10.0
        return put(x, _TOLD["deep"].get(one.depth, 0.0) * 0.3, min(told_of(kind, "lift"), 3.0), yaw)

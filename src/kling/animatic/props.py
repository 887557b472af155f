"""The things of a shot and where they stand: what somebody uses, what the words name, and what that needs under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kling.animatic.blocking import (
    Mark,
    Prop,
    heights,
    leap_of,
    places,
    seat_of,
    size_of,
    spots_of,
    subject_names,
    table_of,
    told_of,
)
from kling.animatic.bodies import SEATED, upright
from kling.animatic.build import sets, things
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.outfit import upright_height
from kling.animatic.scene import Action, Film, Member, Presence, Shot, Thing
from kling.lexicon import POSES, THINGS

_TOLD = data("staging.yaml")
_LANDMARK = 2.5  # m; what is larger and stands in a set is not put up twice
_TOWERS = 10.0  # m
_TALL = 0.3  # m; what is taller stands at the back of a table
_TOY = 0.24  # m that a toy is large
_HANGS = 1.8  # m; what is higher in a set hangs there
_SMALL = 0.75  # m; what is smaller stands on something


@dataclass(frozen=True, slots=True)
class Blocking:
    """The marks of a shot's cast by name, its props, and the names that the camera is on."""

    marks: dict[str, Mark]
    props: tuple[Prop, ...]
    subject: tuple[str, ...]


def block(shot: Shot, film: Film, take: int = 1) -> Blocking:
    """Places for everybody and everything of a shot. What the words leave open is on the other side in every second
    ``take``."""
    way = 1.0 if take % 2 else -1.0
    marks = places(shot, film, way)
    return Blocking(marks, tuple(_Props(shot, film, marks, way).made), subject_names(shot))


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
        for presence in shot.cast:
            self._own(presence, film.member(presence.name), marks[presence.name])
        self._share()
        for bed in [one for one in self.made if told_of(one.kind, "bed") and not one.holder]:  # others are before it
            for who in shot.cast:
                mark, (_, long) = marks[who.name], size_of(bed.kind)
                hidden = abs(mark.x - bed.mark.x) < 0.6 * long and abs(mark.y - bed.mark.y) < 0.9 and not mark.z
                if hidden and not film.member(who.name).person and not leap_of(shot, film, who)[0]:
                    marks[who.name] = replace(mark, y=bed.mark.y - 0.95)
        there = {prop.kind for prop in self.made} | set(built_in(shot.set)) | {f"{shot.place}_thing"}
        brought = Counter(prop.kind for prop in self.made)
        alone = not shot.cast
        for one in sorted(shot.things, key=lambda one: not one.kind):  # what is known comes first
            kind = special(one)
            if kind == "lamp" and fill_of(shot.size) > 1.5:  # one on the table
                kind = "desk_lamp"
            large = max(size_of(kind)) > _LANDMARK or kind not in THINGS
            mine = kind in _TOLD["own"] and not brought[kind]
            twice = kind in there and large and not one.pose and not mine
            twice = twice or not {kind, one.kind}.isdisjoint(_TOLD["inside"].get(shot.set, ()))
            twice = twice or (kind == "lamp" and bool(sets().get(shot.set, {}).get("lamps")))  # the set has its light
            at = built_in(shot.set).get(kind, (0, 0, 0))
            fixture = kind in _TOLD["fixtures"] or max(at[2:], default=0) > _HANGS
            twice = twice or (fixture and kind in built_in(shot.set) and one.count == 1 and not one.pose)
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
        for action in presence.actions:
            pose = action.pose
            kind = (POSES[pose].prop if pose in POSES else "") or (
                action.thing if action.thing in _TOLD["held"] else _TOLD["tools"].get(pose, "")
            )
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

    def _covered(self) -> bool:
        """Whether things stand on tables there: indoors, and where tables are put outside."""
        about = sets().get(self.shot.set, {})
        return bool(about.get("inside")) or not about or self.shot.set in _TOLD["tabled"]

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
        shot, marks, toy = self.shot, self.marks, self._toy(one, kind)
        high, long = (side * toy for side in size_of(kind))
        about_set = sets().get(shot.set, {})
        wall = about_set["room"]["size"][0] / 2 - long / 2 if "room" in about_set else 99.0

        def put(x: float, y: float, z: float = 0.0, yaw: float = 0.0, holder: str = "", scale: float = 1.0) -> None:
            x, scale = max(-wall, min(wall, x)) if wall > 0 else x, scale * toy
            self.made.append(
                Prop(
                    kind, Mark(x, y, z, yaw), scale, label=one.label, colour=one.colour, holder=holder,
                    reference=one.reference, pose=one.pose,
                )
            )  # fmt: skip

        if one.pose and is_landmark(shot, kind):  # it leaves the place where the set has it
            x, y, *z = built_in(shot.set)[kind]
            return put(x, y, z[0] if z else 0.0)
        leap = next((who for who in shot.cast if leap_of(shot, self._film, who)[0] == kind), None)
        if leap is not None and kind and number == 0:
            return put(marks[leap.name].x, marks[leap.name].y)
        named = {kind, one.kind, one.label} - {""}
        users = [  # who looks at something does not hold it
            who.name
            for who in shot.cast
            if any(act.thing in named and not act.pose.startswith("look") for act in who.actions)
            or (not one.kind and who.poses.intersection(_TOLD["handled"]))
        ]
        goes = any(act.pose in POSES and POSES[act.pose].speed for act in shot.cast[0].actions) if shot.cast else False
        about = things().get(kind, {})  # an umbrella, a sword: somebody has it; a suitcase: who goes somewhere
        grips = "grip" in about and (goes or not about.get("floor"))
        handy = grips or (max(high, long) < _SMALL and one.kind != "" and not (about.get("floor") or self._covered()))
        anybody = list(marks)[:1] if handy and not one.on and number == 0 else []
        holder = one.on if one.on in marks else next(iter((*users, *anybody)), "")
        small = max(high, long) < _SMALL and bool(kind)  # a box for what is not known stands on the floor
        pours = any(who.name == holder and "pour" in who.poses for who in shot.cast)
        if kind == "cup" and pours and not one.reference:
            kind = "coffee_pot"
        if holder and (small or grips or kind in _TOLD["held"] or (one.reference and not kind)):
            return put(0, 0, holder=holder, scale=self._scale(holder))
        standing = [prop for prop in self.made if not prop.holder]
        under = [prop for prop in standing if one.on and one.on in (prop.kind, prop.label)]
        under = under or ([] if one.on else [prop for prop in standing if prop.kind in _TOLD["tables"]])
        if under and (small or not (kind or (marks and not one.reference))):
            top = told_of(under[0].kind, "top", size_of(under[0].kind)[0])
            x, y, scale = under[0].mark.x + 0.2 * number - 0.08, under[0].mark.y - 0.05, under[0].scale
            if high > _TALL:  # behind what lies there
                aside = 0.32 * self._side if len(marks) == 1 else 0.0
                x, y = under[0].mark.x + aside, under[0].mark.y + 0.28
            elif under[0].kind in _TOLD["reach"]:  # where the hands are
                x, y = under[0].mark.ahead(-0.13 * scale)
            return put(x, y, top * scale, scale=scale)
        sky = kind in THINGS and THINGS[kind].kind == "sky"
        spot, lift = _TOLD["across"].get(one.side), told_of(kind, "lift")
        if alone and not sky:
            return self._alone(one, kind, number, put)
        row = [mark for mark in marks.values() if abs(mark.y) < 2] or [Mark(0, 0)]
        left, right = min(mark.x for mark in row), max(mark.x for mark in row)
        if kind in _TOLD["tables"] and any(prop.kind in _TOLD["reach"] for prop in self.made):
            return None
        sits = sum(bool(who.poses & SEATED) for who in shot.cast)
        if kind == "table" and sits > 2:
            self.made.append(Prop(kind, Mark(0, 0.75), 1.0, table_of(sits) / 1.6, one.label, one.colour))
            return None
        made = [marks[name] for name in users]
        if (
            made and told_of(kind, "floor") and not told_of(kind, "under") and high < 1.1 and number == 0
        ):  # before those who make it
            return put(sum(mark.x for mark in made) / len(made), min(mark.y for mark in made) - 0.5 - 0.4 * long)
        if told_of(kind, "under") and marks:
            return put((left + right) / 2, row[0].y - 0.2)
        if kind in ("table", "chessboard") and len(row) > 1:
            return put((left + right) / 2, row[0].y - 0.05)
        way = self._side if spot is None else spot
        self._side = -way if spot is None else self._side
        outer, radius = right if way > 0 else -left, min(long, 14.0) / 2
        near = fill_of(shot.size)
        loose = small and not told_of(kind, "floor") and not self._covered()
        if loose and not (one.depth or one.side):  # nobody has tables in the woods
            return put(*marks[shot.cast[0].name].ahead(0.7 + 0.2 * number))
        if small and 1 < near < 4 and not (one.depth or one.side or told_of(kind, "floor")):  # before whom it is with
            first, home = marks[shot.cast[0].name], spots_of(shot, self._film).get(shot.cast[0].name, {})
            if "top" in home:
                return put(*first.ahead(0.45 + 0.2 * number), home["top"])
            high = 0.62 * heights(self._film.member(shot.cast[0].name)) if first.z == 0 else 0.74
            sits = bool(shot.cast[0].poses & SEATED)
            scale = 1.0 if sits else high / told_of("round_table", "top")
            self._add("round_table", *first.ahead(0.62), scale=scale)
            return put(*first.ahead(0.5), 0.74 * scale)
        if small and not one.depth and not told_of(kind, "floor"):
            self._add("round_table", way * (outer + 0.6), 0.15)
            return put(way * (outer + 0.6) + 0.2 * number, 0.1, 0.74)
        x, y = way * (outer + 0.55 + radius), (4.2 if one.depth == "background" else 0.5) + radius * 0.6
        if one.depth == "foreground":
            x, y = way * (outer + radius * 0.6 + 0.2), -0.9
        elif high > 5:  # far enough off to be seen whole over people's heads
            y = max((1.35 if high < _TOWERS else 2.6) * high, radius + 4)
            x = way * (0.22 * y + 1.0)
        if spot == 0.0 or wall <= 0:
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
        indoors = self._covered() and not shot.set.startswith("studio") and shot.set != ""
        if max(high, long) < _SMALL and kind and indoors:
            below = next((two.kind for two in shot.things if two.kind in _TOLD["tables"]), "round_table")
            self._add(below, 0.0, 0.12)
            return put(x, 0.0, told_of(below, "top", 0.74), 14.0)
        is_ship = kind in THINGS and THINGS[kind].kind == "vehicle"
        yaw = (
            0.0
            if (long >= 30 and not is_ship) or kind in ("table", "counter", "bed", "sofa")
            else 62.0
            if long >= 30
            else 28.0
        )
        return put(x, _TOLD["deep"].get(one.depth, 0.0) * 0.3, min(told_of(kind, "lift"), 3.0), yaw)

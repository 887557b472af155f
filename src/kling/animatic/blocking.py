"""Where everybody in a shot stands, and with what: rows across the picture, and what is done with things there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import copysign, cos, pi, radians, sin

from kling.animatic.bodies import SEATED
from kling.animatic.build import sets
from kling.animatic.contact import Contact, contacts_of, laps, travels, within_reach
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.marks import (
    Extent,
    Loose,
    Mark,
    Prop,
    built_in,
    extent_of,
    heights,
    opposite,
    reach_of,
    set_off,
    size_of,
    slope_of,
    spot_in,
    told_of,
)  # fmt: skip
from kling.animatic.outfit import upright
from kling.animatic.props import (
    CARRIED,
    alone,
    far_of,
    is_vehicle,
    middle_of,
    others,
    scale_for,
    shown,
    table_of,
    top_of,
    used,
)
from kling.animatic.scene import RELATIONS, Film, Presence, Shot, relations
from kling.animatic.silhouettes import special
from kling.animatic.uses import HELD, SUPPORTS, Use, about, spots_of, uses_of

_TOLD = data("staging.yaml")
_ROW, _CLOSE = 6, 3  # people side by side; in a close picture at most
_ABOARD, _SLANT = 62.0, 34.0  # degrees that a boat lies aslant; that it does less when it comes to the camera
_BEHIND = 1.6  # times as far to the side is who stands behind the others
_BROAD, _PUSHED = 0.6, 0.8  # m that two who do something together are apart; that who is pushed is ahead
_LOOKS = 2.6  # m from whose eyes are the camera to what is seen, in a picture as high as somebody
_ARMS, _CHASE = 0.6, 0.6  # m to each side that who lies takes; that who is after somebody is behind them, at least
_SEAT, _GROWN = 0.6, 1.76  # m that hips rise on a seat for each part that somebody is smaller than a man
_TALL, _HUGE = 1.65, 3.5  # m of a body whose legs hang as the relations have it; of whom the camera is not on
_WALL, _NEXT = 0.7, 0.25  # m that they stay off a wall; between two who stand beside each other
_KNEES, _ACROSS = 1.0, 0.56  # m between two who sit face to face; more than what stands between two is long
_HIDDEN = 0.5  # m that must be seen of who is behind something
_ABREAST, _AFTER = 0.75, 0.7  # m between several who are behind one; that who goes behind others is off them
_SUNK = 0.6  # of an animal that swims, that is in the water
_COUNTER = Extent(1.05, 0.4, 0.4)  # m high, and half as wide and deep, that a named place is
_TURN, _ALONG = 75.0, 35.0  # degrees that who sits, or shows a face, turns away at most; on a long seat


@dataclass(frozen=True, slots=True)
class Blocking:
    """The marks of a shot's cast by name, its props, the names that the camera is on, what is ``loose`` until it is
    known what the camera sees, who uses what, and who meets whom."""

    marks: dict[str, Mark]
    props: tuple[Prop, ...]
    subject: tuple[str, ...]
    loose: tuple[Loose, ...] = ()
    uses: tuple[Use, ...] = ()
    contacts: tuple[Contact, ...] = ()

    def use(self, name: str, *hows: str) -> Use | None:
        """What somebody uses in one of these ways."""
        return next((one for one in self.uses if one.name == name and one.how in hows), None)


def block(shot: Shot, film: Film, take: int = 1) -> Blocking:
    """Places for everybody and everything; what words leave open is on the other side in every second ``take``."""
    uses, home, lane = uses_of(shot, film), built_in(shot.set), "lane" in sets().get(shot.set, {})
    marks = _Marks(shot, film, uses, 1.0 if take % 2 else -1.0).marks
    loose = list(others(shot, uses, marks))
    boats = {one.prop.kind for one in loose} & {*_TOLD["boats"]}
    kinds = {one.prop.kind: ["vehicle"] * is_vehicle(one.prop.kind) for one in loose} | {key: ["boat"] for key in boats}
    home = home | {kind: road for kind, other in kinds.items() if (road := spot_in(shot.set, kind, *other))}
    stays = {"", *_TOLD["in_place"]}
    first = [one for one in loose if (one.told.pose not in stays or one.prop.kind in boats) and one.prop.kind in home]
    first = first if first or shot.cast else list(alone(loose, home))
    props = [*used(shot, film, uses, marks), *(shown(one, first, home, lane=lane) for one in first)]
    rest = tuple(one for one in loose if one not in first)
    names = subject_names(shot)
    meet = {name for one in contacts_of(shot) for name in (one.doer, one.other)}
    huge = {one.name for one in film.cast if not one.person and heights(one) > _HUGE} - meet
    if shot.size in _TOLD["close_to"] and not huge.intersection(names[:1]):  # the size is that of those named first
        names = tuple(name for name in names if name not in huge)
    return Blocking(marks, tuple(props), names, rest, tuple(uses), contacts_of(shot))


def subject_names(shot: Shot) -> tuple[str, ...]:
    """Whom the camera is on: all in a wide picture; near, the first speaker, or who is first with who does the same."""
    names, close = [one.name for one in shot.cast if not is_crowd(one.name)], fill_of(shot.size)
    names = names or [one.name for one in shot.cast]
    if parts := [one.name for one in shot.cast if one.part]:
        return tuple(parts)
    works = any(act.thing or act.tool for one in shot.cast for act in one.actions)
    if not names or (shot.size == "insert" and shot.things and not works):
        return ()
    alone = shot.angle in ("ots", "pov") and len(names) > 1
    if shot.size == "two_shot":
        return tuple(names[:2])
    if shot.angle == "pov" and shot.over in names:
        return (shot.over,)
    if not (alone or close > 2.0 or (close > 1.7 and len(names) > (2 if shot.lines else 4))):
        return tuple(names[:_ROW])
    names = [name for name in names if not (shot.angle == "ots" and name == shot.over)] or names
    said = [line.speaker for line in shot.lines if line.speaker in names]
    doing = [one.name for one in shot.cast if one.poses - {"sit"} and one.name in names]
    if alone or said:
        return tuple([*said, *(doing if shot.angle == "ots" else ()), *names][:1])
    first = next(one for one in shot.cast if one.name == names[0])
    deeds, to = [(one.pose, one.toward) for one in first.actions], {act.toward for act in first.actions}
    alike = [one for one in shot.cast if one.name in to or [(act.pose, act.toward) for act in one.actions] == deeds]
    alike += [one for one in shot.cast if names[0] == one.beside]
    return tuple(dict.fromkeys([first.name, *(one.name for one in alike if one.name in names)]))[:_CLOSE]


def is_crowd(name: str) -> bool:
    """Whether a name is that of a crowd."""
    return name.split()[:1] == ["crowd"]


def _aside(size: str) -> float:
    """How far from the middle of a picture of a size somebody is who is said to be at one side, in m."""
    return max(0.3, 0.62 / fill_of(size))


class _Marks:
    """The marks of a cast: in rows across the picture, at a set's own places, round what they share, face to face."""

    def __init__(self, shot: Shot, film: Film, uses: Sequence[Use], way: float) -> None:
        self._shot, self._film, self._uses, self._way = shot, film, uses, way
        self.marks: dict[str, Mark] = {}
        self._contacts, self._used = contacts_of(shot), [use.told for use in uses]
        self._rows()
        places = {name: spot["at"] for name, spot in spots_of(shot, film).items()}
        fixed = {name: Mark(x, y, sum(z) + self._raised(name), yaw) for name, (x, y, yaw, *z) in places.items()}
        self.marks |= (fixed := self._gathered(set(self.marks) - set(fixed)) | fixed)
        free = [one for one in shot.cast if one.name not in fixed]
        for one in free:
            self._come(one)
        known = {one.name: one for one in shot.cast}
        for one in (one for one in free if one.beside in known):
            here, there = self.marks[one.name], self.marks[one.beside]
            far = copysign(_NEXT + self._broad(one) + self._broad(known[one.beside]), here.x - there.x)
            self.marks[one.name] = replace(there, x=there.x + far, z=0.0)
        self.marks |= within_reach(self._contacts, self.marks, {*fixed}, film)
        for met in (met for met in self._contacts if "passes" in met.way and not met.low and met.other not in fixed):
            here, there, table = self.marks[met.doer], self.marks[met.other], self._use(known[met.doer], "at")
            if table:  # across what is between them
                far = copysign(_ACROSS + size_of(table.kind)[1], there.x - here.x)
                self.marks[met.other] = replace(there, x=here.x + far, y=here.y)
        for one in free:
            self.marks[one.name] = replace(self.marks[one.name], yaw=self._shown(one))
        self._face_to_face()
        for one, how, goal in [(who, *told) for who in shot.cast for told in relations(who)]:
            self._relate(one, how, goal)
        self.marks |= {one.name: replace(self.marks[one.name], z=self._high(one)) for one in shot.cast}
        self._held()
        for own in [own for own in uses if own.told]:
            by = [use for use in uses if use.told == own.told and (own.how, use.how) in CARRIED]
            bears = [self.marks[use.name] for use in by]
            if by:
                there = middle_of(bears) if bears[1:] else Mark(*bears[0].ahead(_PUSHED))
                high = self.marks[own.name].z + told_of(own.kind, "borne") * (by[0].how == "bears")
                self.marks[own.name] = replace(there, z=high, yaw=bears[0].yaw)
        if room := sets().get(shot.set, {}).get("room"):
            side, back = room["size"][0] / 2 - _WALL, room["size"][1] / 2 + room.get("shift", 0.0) - _WALL
            farthest = max((abs(mark.x) for name, mark in self.marks.items() if name not in places), default=0.0)
            closer = {name: 1.0 if name in places else min(1.0, side / max(side, farthest)) for name in self.marks}
            found = self.marks.items()
            self.marks = {name: replace(mark, x=closer[name] * mark.x, y=min(mark.y, back)) for name, mark in found}

    def _use(self, one: Presence, *hows: str) -> Use | None:
        return next((use for use in self._uses if use.name == one.name and use.how in hows), None)

    def _relate(self, one: Presence, how: str, goal: str) -> None:
        """Put somebody under, behind, before or over whom or what is there; on the way of who goes. Several stand side
        by side; behind what would hide them, at both its ends."""
        own, shot, marks = reach_of(self._film.member(one.name)), self._shot, self.marks
        alike = [two.name for two in shot.cast if goal == getattr(two, how)]
        there, other = self._there(alike, goal) or (marks[alike[0]], None)
        size = other or extent_of(shot.kind_of(goal))
        hidden = how == "behind" and size.high - own.high > -_HIDDEN
        apart = max(_ABREAST, 2 * (size.wide + own.wide) / max(1, len(alike) - 1)) if hidden else _ABREAST
        aside = apart * (alike.index(one.name) - (len(alike) - 1) / 2)
        told = [use.told for use in self._uses if use.name == goal and use.told]
        pushed = {use.name for use in self._uses if use.told in told} | {goal}
        goes = [two.name for two in shot.cast if two.name in pushed and travels(two)]
        if goes and other and how in ("behind", "in_front_of"):
            far, there = own.deep + other.wide + _AFTER, marks[goes[-1]]
            aside += _BROAD * (not alike[1:] and abs(sin(radians(there.yaw))) < 0.4)  # nobody hides them
            x, y, _ = there.out((aside, far if how == "behind" else -far, 0.0))
            marks[one.name] = Mark(x, y, 0.0, there.yaw)
        elif other:
            mark = set_off(there, how, own, other._replace(high=other.high * (len(alike) < 2)))
            marks[one.name] = replace(mark, x=mark.x + aside)
            marks[one.name] = replace(marks[one.name], yaw=self._shown(one))
        elif alike[1:]:
            marks[one.name] = replace(marks[one.name], x=aside, y=there.y)

    def _there(self, names: Sequence[str], goal: str) -> tuple[Mark, Extent] | None:
        """Where that is, and how large, to which some stand; None where it has no place but by them."""
        if goal in self.marks:
            return self.marks[goal], reach_of(self._film.member(goal))
        told = next((one for one in self._shot.things if goal in (one.label, one.kind)), None)
        kind, home = special(told) if told else goal, built_in(self._shot.set)
        for by in [use for use in self._uses if told and use.told is told and use.how not in HELD]:
            mark, size = self.marks[by.name], extent_of(kind)
            if by.how not in RELATIONS:
                return Mark(*mark.ahead(far_of(by))), size
            own = reach_of(self._film.member(by.name))
            return None if by.name in names else (opposite(mark, by.how, own, size), size)
        if (spot := spot_in(self._shot.set, goal, kind)) is not None:
            return spot, _COUNTER
        return (home[kind], extent_of(kind)) if kind in home and told not in self._used else None

    def _broad(self, one: Presence) -> float:
        """How far somebody reaches to the side, with what they ride or work at; what is long is seen at a slant."""
        member, use = self._film.member(one.name), self._use(one, "works", "rides")
        long = size_of(use.kind)[1] if use else size_of(member.kind)[1] * member.scale * (not member.person)
        least = 0.7 if one.poses & {"swim", "fly"} else _ARMS if one.poses.intersection(_TOLD["lying"]) else 0.22
        return max(least, (0.36 if 2 <= long < 6 else 0.5) * long)

    def _rows(self) -> None:
        """Those in front, who are in the background or pass by behind them, and all others in rows behind these."""
        shot, wide, across = self._shot, fill_of(self._shot.size) <= 1, _TOLD["across"]
        eyes = subject_names(shot)[:1] if shot.angle == "pov" else ()
        self.marks |= {name: Mark(0.0, -_LOOKS / fill_of(shot.size), yaw=180.0) for name in eyes}  # before the others
        row = sorted((one for one in shot.cast if one.name not in eyes), key=lambda one: not (one.side or one.depth))
        row = row[:_ROW]
        order, names = [one.name for one in self._film.cast], {one.name for one in row}  # the same in all shots
        row.sort(key=lambda one: (across.get(one.side, 0.0), order.index(one.name)))
        behind = [one for one in row if one.depth == "background" or is_crowd(one.name)]
        behind = behind if len(row) > 1 else []
        first, rest = [one for one in row if one not in behind], [one for one in shot.cast if one not in row]
        rest = [one for one in rest if one.name not in eyes]
        gap = 0.5 if not wide else 1.5 if shot.size == "wide" else 0.85
        gap = 0.04 if shot.poses.intersection(_TOLD["touching"]) else gap
        deeds = [act.pose in _TOLD["reaching"] and act.toward in names for one in shot.cast for act in one.actions]
        gap = min(gap, 0.3) if any(deeds) else gap
        seats = [one for one in first if one.facing in names and "sit" in one.poses]
        gap = max(gap, _KNEES) if seats == first[:2] and first[1:] else gap
        self._line(first, gap if any(self._film.member(one.name).person for one in first) else 0.15, 0.0)
        far = "wide" if wide else "crowd" if any(is_crowd(one.name) for one in behind) else "near"
        self._line(behind, 0.9, _TOLD["behind"][far], -0.8 * (len(behind) % 2) * self._way)
        for start in range(0, len(rest), _ROW):
            self._line(rest[start : start + _ROW], 0.7, 2.6 + 1.1 * start / _ROW)

    def _line(self, row: Sequence[Presence], gap: float, y: float, aside: float = 0.0) -> None:
        """Put people side by side."""
        half, sides, apart = [self._broad(one) for one in row], {one.side for one in row}, _aside(self._shot.size)
        gap = max(gap, 2 * apart - 0.5) if len(sides) > 1 and len(row) == 2 else gap
        x = aside - sum(half) - gap * (len(row) - 1) / 2
        for number, (one, broad) in enumerate(zip(row, half, strict=True)):
            deep = max(y, _TOLD["deep"].get(one.depth, 0.0)) if y else _TOLD["deep"].get(one.depth, 0.08 * (number % 2))
            across = apart * _TOLD["across"].get(one.side, 0.0) * (_BEHIND if y else len(sides) == 1)
            self.marks[one.name] = Mark(x + broad + across, deep + 0.6 * (broad - 0.22))
            x += 2 * broad + gap

    def _gathered(self, names: set[str]) -> dict[str, Mark]:
        """Places for those who use one thing together: its own, or round it, those on both sides face to face."""
        found: dict[str, Mark] = {}
        gather = ("at", "rides", "bears", "pushes", "drags", "out")
        for kind, how in dict.fromkeys((one.kind, one.how) for one in self._uses if one.how in gather):
            users = [one.name for one in self._uses if (one.kind, one.how) == (kind, how) and one.name in names]
            ahead = any(one.facing in ("camera", "away") for one in self._shot.cast)
            boat = Mark(0, 0, 0, (_ABOARD - _SLANT * ahead) * self._way)
            spots = (boat.out((*spot, 0)) for spot in about(kind).get("spots", ()))
            found |= {name: replace(boat, x=x, y=y) for name, (x, y, _) in zip(users, spots, strict=False)}
            if how in ("pushes", "drags", "out") and len(users) > 1:  # abreast
                abreast = (boat.out((_BROAD * aside, 0, 0)) for aside in (0, -1, 1, -2, 2))
                found |= {name: replace(boat, x=x, y=y) for name, (x, y, _) in zip(users, abreast, strict=False)}
            if how == "bears" and len(users) > 1:  # at both ends, face to face
                far, rows = size_of(kind)[1] / 2 + _TOLD["relations"][how]["ahead"], (len(users) + 1) // 2
                for number, name in enumerate(users):
                    end, aside = (-1, 1)[number % 2], _BROAD * (number // 2 - (rows - 1) / 2)
                    x, y, _ = boat.out((aside, -end * far, 0))
                    found[name] = Mark(x, y, 0.0, boat.yaw + 90 + 90 * end)
            if how == "at" and len(users) > 1:
                users.sort(key=lambda name: self.marks[name].x)
                middle, (wide, deep) = middle_of([self.marks[name] for name in users]), table_of(kind, len(users))
                for number, name in enumerate(users):
                    turn = pi * number / (len(users) - 1)
                    here = Mark(middle.x - cos(turn) * (wide / 2 + 0.3), middle.y + sin(turn) * (deep / 2 + 0.4))
                    found[name] = replace(here, yaw=0.8 * here.toward(middle))
        return found

    def _come(self, one: Presence) -> None:
        """Let who goes to somebody come from behind them, and who is after somebody be behind them on their way."""
        goals = {act.toward for act in one.actions if not is_crowd(act.toward) and act.pose not in _TOLD["from_afar"]}
        others = [two for two in self._shot.cast if two is not one and two.name in goals]
        if others and travels(one) and not (one.side or one.depth):
            there, apart = self.marks[others[0].name], 0.5 + self._broad(one) + self._broad(others[0])
            aside = self._way * copysign(apart, self.marks[one.name].x - there.x)
            if travels(others[0]):
                there = replace(there, yaw=self._yaw(others[0]))
                after = [two for two in self._shot.cast if travels(two)]
                after = [two for two in after if others[0].name in {act.toward for act in two.actions}]
                x, y, _ = there.out((_BROAD * (after.index(one) - (len(after) - 1) / 2), _CHASE + apart, 0.0))
                self.marks[one.name] = Mark(x, y)
            else:
                self.marks[one.name] = Mark(there.x + aside, there.y + 0.4)

    def _face_to_face(self) -> None:
        """Past whom the camera is and whom it is on turn to each other as far as they can."""
        if (shot := self._shot).angle != "ots" or not shot.cast[1:]:
            return
        far = next(one for one in shot.cast if one.name == subject_names(shot)[0])
        near = min((one for one in shot.cast if one is not far), key=lambda one: one.name != shot.over)
        for one, other in ((near, far), (far, near)):
            mark, most = self.marks[one.name], _ALONG if "sit" in one.poses else 180.0
            turn = mark.turn(self.marks[other.name])
            self.marks[one.name] = replace(mark, yaw=mark.yaw + max(-most, min(most, turn)))

    def _shown(self, one: Presence) -> float:
        """The way that somebody faces, from which who sits shows no back, and a close picture the face."""
        shot, yaw = self._shot, (self._yaw(one) + 180) % 360 - 180
        sits = None if travels(one) else self._use(one, "sits")
        close = fill_of(shot.size) > 1.9 and shot.size != "insert" and one.name in subject_names(shot)[:1]
        seen = shot.angle not in {*_TOLD["seen_from"], "ots", "pov"}
        seen &= not ("lie_under" in one.poses or one.facing == "away")
        most = _ALONG if sits and sits.shared else _TURN
        return max(-most, min(most, yaw)) if seen and (close or sits or self._use(one, "at")) else yaw

    def _yaw(self, one: Presence) -> float:
        """The way that somebody faces: as an angle or a work wants it, to whom they turn, where they go, to another."""
        shot, marks, here, way = self._shot, self.marks, self.marks[one.name], self._way
        others = [other for other in shot.cast if other is not one and not is_crowd(other.name)]  # that is all round
        own = any("aside" in about(use.kind) for use in self._uses if use.name == one.name)  # what would hide them
        if shot.angle in _TOLD["seen_from"] and not own and not (others and (one.facing or shot.angle == "profile")):
            return float(_TOLD["seen_from"][shot.angle])
        if is_crowd(one.name) and not travels(one):
            return 0.0
        looks = shot.angle == "pov" or (shot.angle == "ots" and not others)
        if looks and one.name in subject_names(shot) and not self._use(one, *SUPPORTS):
            return 180.0
        lies = [use.how for use in self._uses].count("lies") if self._use(one, "lies") else 0
        if lies > 1 or (lies and (shot.angle == "top_down" or not self._film.member(one.name).person)):
            return 0.0  # side by side, on a windowsill
        ways = [(about(use.kind), _TOLD["relations"][use.how]) for use in self._uses if use.name == one.name]
        led = bool(one.facing) or any(it.move.startswith(("track", "follow", "lead", "truck")) for it in shot.camera)
        ways = [(own, told) for own, told in ways if not (led and told.get("goes"))]
        goals = (one.facing, *(act.toward for act in one.actions))
        to = next((goal for goal in goals if goal in ("left", "right")), "")
        way = {"left": -1.0, "right": 1.0}.get(to, way)
        aside = [own.get("aside", way * told.get("aside", 0.0)) for own, told in ways]
        aside = [way * abs(far) if to else far for far in aside]
        met = [two for two in self._contacts if one.name in (two.doer, two.other) and two.facing]
        free = {act.pose for act in one.actions if not (met or one.facing or act.toward in marks)}
        aside += [way * far for pose, far in _TOLD["sideways"].items() if pose in free]
        if turned := [degrees for degrees in aside if degrees]:
            return float(turned[0])
        whom = [two.other if two.doer == one.name else two.doer for two in met]
        whom += [two.name for two in others if not one.actions and any(act.toward == one.name for act in two.actions)]
        for goal in (*goals, *whom):
            if goal in _TOLD["facing"] and (goal in (one.facing, to) or travels(one)):
                return float(_TOLD["facing"][goal])
            if goal in marks and goal != one.name and not is_crowd(goal):
                return here.toward(marks[goal])
        if travels(one):
            if aside := [move.amount for move in shot.camera if move.move.startswith("truck")]:
                return 80.0 if sum(aside) > 0 else -80.0  # the camera goes with them
            slant = (10.0 if "ride" in one.poses else 24.0) if "lane" in sets().get(shot.set, {}) else 42.0
            slant *= shot.angle != "aerial" or slant > 24  # along the road
            locks = (_TOLD["locked"][move.move] for move in shot.camera if move.move in _TOLD["locked"])
            return float(next(locks, slant * way))
        pair = [name for name in subject_names(shot) if name != one.name]
        if others and (shot.lines or len(others) == 1 or len(pair) == 1):
            nearest = min(pair or [two.name for two in others], key=lambda name: abs(marks[name].x - here.x))
            whole = shot.angle == "profile" or not shot.poses.isdisjoint(_TOLD["touching"])
            whole = whole or shot.angle == "pov" or (shot.angle == "ots" and one.name not in subject_names(shot))
            turn = here.toward(marks[nearest]) * (1.0 if whole else 0.72)
            back = 180.0 if whole or one.depth else _TURN  # as on a stage, nobody shows theirs
            return max(-back, min(back, turn))
        return (16.0 if here.x <= 0 else -16.0) * way

    def _high(self, one: Presence) -> float:
        """How high somebody is: on what they are on, or where they float."""
        member, shot, use = self._film.member(one.name), self._shot, self._use(one, *SUPPORTS)
        lift, own = told_of(member.kind, "lift"), self.marks[one.name].z
        person = member.person or upright(member, one)
        if use is not None and use.how == "rides" and "driven" in about(use.kind):
            return told_of(use.kind, "driven")
        if use is not None and (top := top_of(use.kind, stands=use.how == "stands" or not person)):
            legs = _TOLD["relations"][use.how]["over"] if "ridden_as" not in about(use.kind) else 0.0
            legs, top = legs * min(1.0, heights(member) / _TALL), top * scale_for(shot, self._film, one.name)
            least = 0.0 if "seat" in about(use.kind) or use.how != "sits" else -0.12
            return max(least, top + (legs if person else -lift))
        if goes := self._use(one, "up", "down"):
            return slope_of(goes.kind)[2]
        if own or use is not None:
            return own
        if "fly" in one.poses and not member.person:
            return max(0.0, 1.2 * size_of(member.kind)[0] - lift)
        if shot.set in _TOLD["afloat"]:
            return (-0.36 if member.person else -lift - _SUNK * heights(member)) if "swim" in one.poses else 0.0
        return float(_TOLD["levels"].get(shot.set, 0.0)) if member.person else 0.0

    def _raised(self, name: str) -> float:
        """How much higher than others' feet those of somebody small are, who sits on a seat of the set's."""
        member = self._film.member(name)
        sits = any(one.name == name and one.poses & SEATED for one in self._shot.cast)
        return max(0.0, _SEAT * (1 - heights(member) / _GROWN)) if member.person and sits else 0.0

    def _held(self) -> None:
        """Put those who are in somebody's arms there."""
        for one in self._shot.cast:
            borne = () if one.on else laps(one.name, self._film, self._shot)
            ways = [(name, act.where) for _, name, act in borne if name]
            on = [two for two in self._shot.cast if two.name == one.on and self._film.member(two.name).person]
            ways += [(two.name, "lap" if two.poses.intersection(_TOLD["rests"]) else "shoulders") for two in on]
            for two in [two for two in self._shot.cast if two.name == one.on and two not in on]:  # an animal
                kind, here = self._film.member(two.name).kind, self.marks[two.name]
                lift = told_of(kind, "lift") * two.poses.isdisjoint(("walk", "stand"))
                legs = _TOLD["relations"]["rides"]["over"] * self._film.member(one.name).person
                high = lift + legs + top_of(kind, stands=not told_of(kind, "mount"))
                self.marks[one.name] = replace(here, z=here.z + high)
            for name, where in ways:
                here, (own, tall) = self.marks[name], (heights(self._film.member(who)) for who in (one.name, name))
                sits = any(two.name == name and two.poses & {"sit", "recline"} for two in self._shot.cast)
                eyes = tall * (0.52 if sits else 0.93)
                far, high, low, turn, _ = _TOLD["borne"].get(where, _TOLD["borne"]["arms"])
                self.marks[one.name] = Mark(*here.ahead(far), here.z + high * eyes - low * own, here.yaw + turn)

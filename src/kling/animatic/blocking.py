"""Where everybody in a shot stands, and with what: rows across the picture, and what is done with things there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import copysign, cos, pi, sin

from kling.animatic.bodies import SEATED
from kling.animatic.build import sets, thing
from kling.animatic.contact import Contact, contacts_of, laps, travels, within_reach
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.marks import Loose, Mark, Prop, built_in, heights, is_own, is_sky, size_of, told_of
from kling.animatic.outfit import upright, upright_height
from kling.animatic.scene import Film, Presence, Shot, Thing
from kling.animatic.silhouettes import special
from kling.animatic.uses import HELD, SMALL, SUPPORTS, Use, about, covered, is_small, spots_of, uses_of
from kling.lexicon import THINGS

_TOLD = data("staging.yaml")
_ROW, _CLOSE = 6, 3  # people side by side; in a close picture at most
_CHASE = 0.6  # m that who is after somebody is behind them, at least
_LARGE = 2.5  # m; what is larger and stands in a set is not put up twice
_SUNK, _UNDER = -0.06, 1.0  # m that a table is lower for who sits at it; how high it is for hands that alone are seen
_BLOCK = 0.22  # of the box that stands for what is not known, in a hand
_IN_HANDS, _GROWN = (0.1, 0.3), 2.2  # m long that what hands alone have is, at least and at most; how much it grows
_ABOARD = 62.0  # degrees that a boat lies aslant
_BEHIND = 0.45  # m that who pushes what others ride is behind it
_PLANTED = 1.1  # m that what is planted is high, at most
_BORNE, _BROAD = 0.42, 0.6  # m that what is carried by several is over the floor, and that two are apart at one end
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
    """Places for everybody and everything of a shot. What the words leave open is on the other side in every second
    ``take``."""
    uses, home, lane = uses_of(shot, film), built_in(shot.set), "lane" in sets().get(shot.set, {})
    marks = _Marks(shot, film, uses, 1.0 if take % 2 else -1.0).marks
    loose = list(_others(shot, uses, marks))
    first = [one for one in loose if one.told.pose and one.prop.kind in home]  # leaves the place where the set has it
    first = first if first or shot.cast else list(_alone(loose, home))
    props = [*_used(shot, film, uses, marks), *(_shown(one, first, home, lane=lane) for one in first)]
    rest = tuple(one for one in loose if one not in first)
    return Blocking(marks, tuple(props), subject_names(shot), rest, tuple(uses), contacts_of(shot))


def subject_names(shot: Shot) -> tuple[str, ...]:
    """Whom the camera is on: everybody in a wide picture; in a close one the first speaker, or who is named first and
    those who do the same or do it together."""
    names, close = [one.name for one in shot.cast if not is_crowd(one.name)], fill_of(shot.size)
    names = names or [one.name for one in shot.cast]
    if parts := [one.name for one in shot.cast if one.part]:
        return tuple(parts)
    if not names or (shot.size == "insert" and shot.things):
        return ()
    alone = shot.angle in ("ots", "pov") and len(names) > 1
    if shot.size == "two_shot":
        return tuple(names[:2])
    if not (alone or close > 2.0 or (close > 1.7 and len(names) > (2 if shot.lines else 4))):
        return tuple(names[:_ROW])
    names = [name for name in names if not (shot.angle == "ots" and name == shot.over)] or names
    said = [line.speaker for line in shot.lines if line.speaker in names]
    doing = [one.name for one in shot.cast if one.actions and one.name in names]
    if alone or said:
        return tuple([*said, *(doing if shot.angle == "ots" else ()), *names][:1])
    first = next(one for one in shot.cast if one.name == names[0])
    deeds, to = [(one.pose, one.toward) for one in first.actions], {act.toward for act in first.actions}
    alike = [one for one in shot.cast if one.name in to or [(act.pose, act.toward) for act in one.actions] == deeds]
    return tuple(dict.fromkeys([first.name, *(one.name for one in alike if one.name in names)]))[:_CLOSE]


def is_crowd(name: str) -> bool:
    """Whether a name is that of a crowd."""
    return name.split()[:1] == ["crowd"]


class _Marks:
    """The marks of a cast: in rows across the picture, at a set's own places, round what they share, face to face."""

    def __init__(self, shot: Shot, film: Film, uses: Sequence[Use], way: float) -> None:
        self._shot, self._film, self._uses, self._way = shot, film, uses, way
        self.marks: dict[str, Mark] = {}
        self._contacts = contacts_of(shot)
        self._rows()
        places = {name: spot["at"] for name, spot in spots_of(shot, film).items()}
        fixed = {name: Mark(x, y, sum(z), yaw) for name, (x, y, yaw, *z) in places.items()}
        self.marks |= (fixed := self._gathered(set(self.marks) - set(fixed)) | fixed)
        free = [one for one in shot.cast if one.name not in fixed]
        for one in free:
            self._come(one)
        self.marks |= within_reach(self._contacts, self.marks, fixed, film)
        for one in free:
            self.marks[one.name] = replace(self.marks[one.name], yaw=self._shown(one))
        self.marks |= {one.name: replace(self.marks[one.name], z=self._high(one)) for one in shot.cast}
        self._held()
        if room := sets().get(shot.set, {}).get("room"):
            back = room["size"][1] / 2 + room.get("shift", 0.0) - 0.7
            self.marks = {name: replace(mark, y=min(mark.y, back)) for name, mark in self.marks.items()}

    def _use(self, one: Presence, *hows: str) -> Use | None:
        return next((use for use in self._uses if use.name == one.name and use.how in hows), None)

    def _broad(self, one: Presence) -> float:
        """How far somebody reaches to the side, with what they ride or work at; what is long is seen at a slant."""
        member, use = self._film.member(one.name), self._use(one, "works", "rides")
        long = size_of(use.kind if use else member.kind)[1] if use or not member.person else 0.0
        return max(0.7 if one.poses & {"swim", "fly"} else 0.22, (0.36 if 2 <= long < 6 else 0.5) * long)

    def _rows(self) -> None:
        """Those in front, who are in the background or pass by behind them, and all others in rows behind these."""
        shot, wide, across = self._shot, fill_of(self._shot.size) <= 1, _TOLD["across"]
        row = sorted(shot.cast, key=lambda one: not (one.side or one.depth))[:_ROW]
        order, names = [one.name for one in self._film.cast], {one.name for one in row}  # the same in all shots
        row.sort(key=lambda one: (across.get(one.side, 0.0), order.index(one.name)))
        passing = [one for one in row[1:] if travels(one, 1.0) and not (one.side or one.depth or one.facing)]
        passing = [one for one in passing if not any(act.toward for act in one.actions)]
        passing = passing if any(one.actions and not travels(one, 1.0) for one in row) else []
        behind = [one for one in row if one.depth == "background" or is_crowd(one.name) or one in passing]
        behind = behind if len(row) > 1 else []
        first, rest = [one for one in row if one not in behind], [one for one in shot.cast if one not in row]
        gap = 0.5 if not wide else 1.5 if shot.size == "wide" else 0.85
        gap = -0.06 if shot.poses.intersection(_TOLD["touching"]) else gap
        deeds = [act.pose in _TOLD["reaching"] and act.toward in names for one in shot.cast for act in one.actions]
        gap = min(gap, 0.3) if any(deeds) else gap
        self._line(first, gap if any(self._film.member(one.name).person for one in first) else 0.15, 0.0)
        self._line(behind, 0.9, _TOLD["behind"]["wide" if wide else "near"], -0.8 * (len(behind) % 2) * self._way)
        for start in range(0, len(rest), _ROW):
            self._line(rest[start : start + _ROW], 0.7, 2.6 + 1.1 * start / _ROW)

    def _line(self, row: Sequence[Presence], gap: float, y: float, aside: float = 0.0) -> None:
        """Put people side by side."""
        half = [self._broad(one) for one in row]
        x = aside - sum(half) - gap * (len(row) - 1) / 2
        for number, (one, broad) in enumerate(zip(row, half, strict=True)):
            deep = y or _TOLD["deep"].get(one.depth, 0.0) + 0.08 * (number % 2)
            across = 1.6 * _TOLD["across"].get(one.side, 0.0) if y else 0.0
            self.marks[one.name] = Mark(x + broad + across, deep + 0.6 * (broad - 0.22))
            x += 2 * broad + gap

    def _gathered(self, names: set[str]) -> dict[str, Mark]:
        """Places for those who use one thing together: its own, or round it, those on both sides face to face."""
        found: dict[str, Mark] = {}
        gather = ("at", "rides", "bears", "pushes", "drags")
        for kind, how in dict.fromkeys((one.kind, one.how) for one in self._uses if one.how in gather):
            users = [one.name for one in self._uses if (one.kind, one.how) == (kind, how) and one.name in names]
            boat = Mark(0, 0, 0, _ABOARD * self._way)
            spots = (boat.out((*spot, 0)) for spot in about(kind).get("spots", ()))
            found |= {name: replace(boat, x=x, y=y) for name, (x, y, _) in zip(users, spots, strict=False)}
            if how in ("pushes", "drags") and len(users) > 1:  # abreast
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
                middle, (wide, deep) = _middle([self.marks[name] for name in users]), _table(kind, len(users))
                for number, name in enumerate(users):
                    turn = pi * number / (len(users) - 1)
                    here = Mark(middle.x - cos(turn) * (wide / 2 + 0.3), middle.y + sin(turn) * (deep / 2 + 0.4))
                    found[name] = replace(here, yaw=0.8 * here.toward(middle))
        return found

    def _come(self, one: Presence) -> None:
        """Let who goes to somebody come from behind them, and who is after somebody be behind them on their way."""
        goals = {act.toward for act in one.actions if not is_crowd(act.toward)}
        others = [two for two in self._shot.cast if two is not one and two.name in goals]
        if others and travels(one) and not (one.side or one.depth):
            there, apart = self.marks[others[0].name], 0.5 + self._broad(one) + self._broad(others[0])
            aside = self._way * copysign(apart, self.marks[one.name].x - there.x)
            if travels(others[0]):
                there = replace(there, yaw=self._yaw(others[0]))
                self.marks[one.name] = Mark(*there.ahead(-_CHASE - apart))
            else:
                self.marks[one.name] = Mark(there.x + aside, there.y + 0.4)

    def _shown(self, one: Presence) -> float:
        """The way that somebody faces, from which who sits shows no back, and a close picture the face."""
        shot, yaw, sits = self._shot, (self._yaw(one) + 180) % 360 - 180, self._use(one, "sits")
        close = fill_of(shot.size) > 1.9 and shot.size != "insert" and one.name in subject_names(shot)[:1]
        seen = one.facing != "away" and shot.angle not in (*_TOLD["seen_from"], "ots", "pov")
        most = _ALONG if sits and sits.shared else _TURN
        return max(-most, min(most, yaw)) if seen and (close or self._use(one, "sits", "at")) else yaw

    def _yaw(self, one: Presence) -> float:
        """The way that somebody faces: as an angle or a work wants it, to whom they turn, where they go, to another."""
        shot, marks, here, way = self._shot, self.marks, self.marks[one.name], self._way
        others = [other for other in shot.cast if other is not one and not is_crowd(other.name)]  # that is all round
        if shot.angle in _TOLD["seen_from"] and not (others and (one.facing or shot.angle == "profile")):
            return float(_TOLD["seen_from"][shot.angle])
        if is_crowd(one.name) and not travels(one):
            return 0.0
        lies = [use.how for use in self._uses].count("lies") if self._use(one, "lies") else 0
        if lies > 1 or (lies and not self._film.member(one.name).person):
            return 0.0  # side by side, on a windowsill
        ways = [(about(use.kind), _TOLD["relations"][use.how]) for use in self._uses if use.name == one.name]
        aside = [own.get("aside", way * told.get("aside", 0.0)) for own, told in ways]
        does = [told for pose, told in _TOLD["effects"].items() if pose in one.poses and not others]
        met = [two for two in self._contacts if one.name in (two.doer, two.other) and two.facing]
        aside += [way * far for pose, far in _TOLD["sideways"].items() if pose in one.poses and not (met or one.facing)]
        aside += [way * told.get("aside", 0.0) for told in does]
        if turned := [degrees for degrees in aside if degrees]:
            return float(turned[0])
        whom = [two.other if two.doer == one.name else two.doer for two in met]
        for goal in (one.facing, *(act.toward for act in one.actions), *whom):
            if goal in _TOLD["facing"] and (goal == one.facing or travels(one)):
                return float(_TOLD["facing"][goal])
            if goal in marks and goal != one.name and not is_crowd(goal):
                return here.toward(marks[goal])
        if travels(one):
            if aside := [move.amount for move in shot.camera if move.move.startswith("truck")]:
                return 80.0 if sum(aside) > 0 else -80.0  # the camera goes with them
            slant = 24.0 if "lane" in sets().get(shot.set, {}) else 42.0
            locks = (_TOLD["locked"][move.move] for move in shot.camera if move.move in _TOLD["locked"])
            return float(next(locks, slant * way))
        leader = next((two for two in others if travels(two)), None)
        if leader is not None and not one.actions:  # who has no deed goes along
            return self._yaw(leader)
        pair = [name for name in subject_names(shot) if name != one.name]
        if others and (shot.lines or len(others) == 1 or len(pair) == 1):
            nearest = min(pair or [two.name for two in others], key=lambda name: abs(marks[name].x - here.x))
            whole = shot.angle == "profile" or not shot.poses.isdisjoint(_TOLD["touching"])
            whole = whole or (shot.angle == "ots" and one.name not in subject_names(shot))
            return here.toward(marks[nearest]) * (1.0 if whole else 0.72)
        return (16.0 if here.x <= 0 else -16.0) * way

    def _high(self, one: Presence) -> float:
        """How high somebody is: on what they are on, or where they float."""
        member, shot, use = self._film.member(one.name), self._shot, self._use(one, *SUPPORTS)
        lift, own = told_of(member.kind, "lift"), self.marks[one.name].z
        if use is not None and (top := top_of(use.kind)):
            legs = _TOLD["relations"][use.how]["over"] if "ridden_as" not in about(use.kind) else 0.0
            return max(0.0 if "seat" in about(use.kind) else -0.12, top + (legs if member.person else -lift))
        if own or use is not None:
            return own
        if "fly" in one.poses and not member.person:
            return max(0.0, 1.2 * size_of(member.kind)[0] - lift)
        if shot.set == "sea":
            return -0.36 if "swim" in one.poses else 0.0
        return float(_TOLD["levels"].get(shot.set, 0.0)) if member.person else 0.0

    def _held(self) -> None:
        """Put those who are in somebody's arms there, and who is pushed in a chair in that."""
        for number, use in enumerate(use for use in self._uses if use.how == "pushes"):  # what others ride
            for ridden in (one for one in self._uses if (one.how, one.kind) == ("rides", use.kind)):
                there, far = (
                    replace(self.marks[ridden.name], yaw=_ABOARD * self._way),
                    size_of(use.kind)[1] / 2 + _BEHIND,
                )
                self.marks[ridden.name] = there
                x, y, _ = there.out((_BROAD * (number - 0.5), far, 0.0))
                self.marks[use.name] = Mark(x, y, 0.0, there.yaw)
        for one, act in [(who, act) for who in self._shot.cast for act in who.actions if act.toward in self.marks]:
            rides = any((use.name, use.how) == (act.toward, "rides") for use in self._uses)
            if (pushed := self._use(one, "pushes")) and act.pose == "push" and not rides:
                self.marks[act.toward] = Mark(*self.marks[one.name].ahead(_far(pushed)), 0.0, self.marks[one.name].yaw)
        for one in self._shot.cast:
            for name in [who for _, who, _ in laps(one.name, self._film, self._shot) if who][:1]:
                here = self.marks[name]
                sits = any(two.name == name and "sit" in two.poses for two in self._shot.cast)
                high = (0.31 if sits else 0.55) * heights(self._film.member(name))
                self.marks[one.name] = Mark(*here.ahead(0.3), here.z + high, here.yaw + 80)


def _middle(marks: Sequence[Mark]) -> Mark:
    return Mark(sum(one.x for one in marks) / len(marks), sum(one.y for one in marks) / len(marks))


def top_of(kind: str) -> float:
    """How high somebody is on a thing, in m; 0 on what bodies sit on by themselves."""
    known = (float(about(kind)[word]) for word in ("mount", "bed", "up", "top") if word in about(kind))
    on_legs = "seat" in about(kind) or not about(kind)
    return next(known, 0.0 if on_legs else size_of(about(kind).get("ridden_as", kind))[0])


def _table(kind: str, count: int) -> tuple[float, float]:
    """How wide and deep a thing is for so many round it, in m; two have its shorter side between them."""
    low, high = thing(kind).bounds
    wide, deep = float(high[0] - low[0]), float(high[1] - low[1])
    return (deep, wide) if count == 2 else (max(wide, 0.75 * (count - 2) + 0.3), deep)


def _far(use: Use) -> float:
    """How far before somebody the middle of what they use is, in m."""
    told, deep = _TOLD["relations"][use.how], _table(use.kind, 1)[1] if about(use.kind) else 0.6
    return float(told.get("ahead", 0.0) + told.get("side", 0.0) * deep / 2)


def _used(shot: Shot, film: Film, uses: Sequence[Use], marks: Mapping[str, Mark]) -> Iterator[Prop]:
    """What is used, each where it stands to who uses it; what several use, in their middle."""
    for use in uses:
        kind, told, mark = use.kind, _TOLD["relations"][use.how], marks[use.name]
        users = [one.name for one in uses if one.kind == kind and one.how not in HELD and use.shared] or [use.name]
        if users[0] != use.name:
            continue
        scale = _scale(shot, film, use.name)
        scale *= min(1.0, _PLANTED / size_of(kind)[0]) if use.how == "plants" else 1.0
        far = about(kind).get("far", _far(use)) if use.how == "works" else _far(use)
        far = scale * (far - about(kind).get("seat", 0.0) * (use.how == "sits"))
        there = _middle([Mark(*marks[name].ahead(far)) for name in users])
        yaw = 0.0 if len(users) > 1 else mark.yaw + told.get("turn", 0.0)
        yaw = 90.0 if len(users) == 2 and use.how in ("at", "before") else yaw
        if use.how == "pushes" and any((one.how, one.kind) == ("rides", kind) for one in uses):
            continue
        user, high = next(one for one in shot.cast if one.name == use.name), 0.0
        works = [one.kind for one in uses if one.name == use.name and one.how in ("at", "works")]
        tops = [top_of(kind) * scale for kind in works if top_of(kind)]
        if tops and use.how in ("at", "before"):  # under the hands of who sits; under hands that alone are seen
            high = _SUNK if user.poses & SEATED else max(0.0, _UNDER - tops[0]) * (user.part == "hands")
            high += tops[0] * (use.how == "before")
        if user.part == "hands" and use.how in HELD:
            scale *= min(_GROWN, max(_IN_HANDS[0], min(_IN_HANDS[1], max(size_of(kind)))) / max(size_of(kind)))
        prop = _prop(use.told, kind, replace(there, yaw=yaw, z=high), scale)
        if use.how in HELD:
            prop = replace(prop, mark=mark, holder=use.name, scale=scale if kind else _BLOCK)
            other = use.how == "other"
            prop = replace(prop, hand="left" * other, pose="pour" * (not other and "pour" in user.poses))
        elif told.get("goes"):
            bears = use.how == "bears"
            prop = replace(prop, mark=replace(mark, z=_BORNE * bears), holder=use.name, ridden=True)
            prop = replace(prop, hand="both" * (bears and len(users) > 1))
            far = size_of(kind)[1] / 2 + told["ahead"] if prop.hand else far
            coat = next((one.colour for one in film.cast if one.kind == kind), "")  # "on a white horse"
            prop = replace(prop, kind=about(kind).get("ridden_as", kind), ahead=far, colour=prop.colour or coat)
        elif use.how == "at" and len(users) > 2:
            prop = replace(prop, wide=_table(kind, len(users))[0] / _table(kind, 1)[0])
        yield prop
    for name in (one.name for one in shot.cast if "shoot_ball" in one.poses):
        yield Prop("ball", Mark(*marks[name].ahead(0.5), yaw=marks[name].yaw), pose="shoot_ball")
    for who, act in [(x, act) for x in shot.cast for act in x.actions if act.pose in _TOLD["effects"]]:
        told, member, middle = _TOLD["effects"][act.pose], film.member(who.name), (act.start + act.end) / 2
        if "into" in told and not (act.thing or act.toward):
            continue
        has, at = (act.toward, "right") if "into" in told and act.toward else (who.name, told["at"])
        half, scale = told.get("lasts", act.end - act.start) / 2, told.get("scale", 1.0)
        scale, span = scale if member.person else heights(member) / 1.6, (middle - half, middle + half)
        yield Prop(told["kind"], marks[who.name], scale, holder=has, hand=at, span=span)


def _prop(told: Thing | None, kind: str, mark: Mark, scale: float = 1.0) -> Prop:
    """A thing on a mark, as its words have it."""
    own = {name: getattr(told, name) for name in ("label", "colour", "reference", "pose", "facing")} if told else {}
    return Prop(kind, mark, scale, **own)


def _scale(shot: Shot, film: Film, name: str) -> float:
    """How large a thing is for who uses it: a mouse has a small book, a child a low chair."""
    one, member = next(one for one in shot.cast if one.name == name), film.member(name)
    tall = upright_height(member) if upright(member, one) else heights(member) if member.person else 1.6
    return min(1.0, tall / 1.56)


def _others(shot: Shot, uses: Sequence[Use], marks: Mapping[str, Mark]) -> Iterator[Loose]:
    """What is named and not used, and a table for what stands on one: the camera finds places for it."""
    room, free = sets().get(shot.set, {}).get("room"), not shot.cast and shot.set.startswith("studio")
    tabled = free or any("top" in about(special(one)) for one in shot.things)
    tabled = tabled or any(use.how in ("at", "works") for use in uses)
    for told in sorted(shot.things, key=lambda one: not one.kind):  # what is known comes first
        kind, used = special(told), [use for use in uses if use.told is told]
        words, high = {told.kind, told.label, kind}, size_of(kind)[0]
        ends = any(move.end in words for move in shot.camera if move.end)
        foreign = not words.isdisjoint(_TOLD["inside"].get(shot.set, ()))
        foreign = foreign or (room is not None and high > room["size"][2])  # no house in a kitchen
        unseen = (foreign and not (told.pose or ends)) or (kind in THINGS and not about(kind))
        if unseen and not told.reference:
            continue
        acts = [marks[one.name] for one in shot.cast if words & {act.thing for act in one.actions}]
        acts = acts or [*marks.values()][: high <= SMALL]
        near = () if told.depth or high > _LARGE else tuple(acts)
        if not (tabled or used or told.on) and is_small(kind) and covered(shot):
            tabled = True
            yield Loose(Prop("round_table"), told.model_copy(update={"label": "", "on": ""}), near)
        scale = 1.0 if kind or not shot.cast else 0.6  # the box for what is not known
        for _ in range(len(used), min(told.count, 12)):
            prop = _prop(told, kind, Mark(0, 0), scale)
            yield Loose(replace(prop, label=told.label * (kind not in _TOLD["rises"])), told, near, ends)


def _alone(loose: Sequence[Loose], home: Mapping[str, Mark]) -> Iterator[Loose]:
    """What is before the camera where nobody is: what is named first, a small thing on its table."""
    seen = [one for one in loose if not is_sky(one.prop.kind)]
    if seen and is_own(home, seen[0]) and max(size_of(seen[0].prop.kind)) > _LARGE:
        return  # the place itself is shown
    tables = [one for one in seen if "top" in about(one.prop.kind)]
    small = [one for one in seen if is_small(one.prop.kind)]
    if small and tables and seen[0] in (small[0], tables[0]):
        yield from (small[0], tables[0])
    else:
        yield from seen[:1]


def _shown(one: Loose, others: Sequence[Loose], home: Mapping[str, Mark], *, lane: bool) -> Prop:
    """A thing that leaves its place, or on its mark before the camera, turned so that its shape is seen."""
    kind, (_, long) = one.prop.kind, size_of(one.prop.kind)
    if one.told.pose and kind in home:
        return replace(one.prop, mark=home[kind])
    if one is not others[0]:
        return replace(one.prop, mark=Mark(0.0, 0.12))
    high = told_of(others[1].prop.kind, "top") if others[1:] else min(told_of(kind, "lift"), 3.0)
    yaw = 0.0 if {"top", "seat"} & about(kind).keys() else 62.0 if long >= 30 else 28.0
    if (lane or one.told.facing) and kind in THINGS and THINGS[kind].kind == "vehicle":
        yaw = 10.0 + _TOLD["facing"].get(one.told.facing, 0.0)  # along the road
    return replace(one.prop, mark=Mark(_TOLD["across"].get(one.told.side, 0.0) * long * 0.4, 0.0, high, yaw))

"""Where everybody in a shot stands, and with what: rows across the picture, and what is done with things there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from kling.animatic.bodies import SEATED, seated
from kling.animatic.build import sets, thing, things
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.marks import Loose, Mark, Prop, built_in, heights, is_own, size_of, special, told_of
from kling.animatic.outfit import upright, upright_height
from kling.animatic.scene import Action, Film, Member, Presence, Shot, Thing
from kling.lexicon import POSES, THINGS

_TOLD = data("staging.yaml")
_DEEDS, _RELATIONS = _TOLD["deeds"], _TOLD["relations"]
_SUPPORTS = {"sits", "lies", "rides"}
_ROW, _CLOSE = 6, 3  # people side by side; in a close picture at most
_SMALL = 0.75  # m; what is smaller is in a hand, or stands on something
_HIGHEST, _THIN = 1.6, 0.4  # m; people are in what is higher, and beside what is so many times as high as broad
_LARGE = 2.5  # m; what is larger and stands in a set is not put up twice
_LONG = 1.2  # m; on what is longer several are
_ABOARD = 62.0  # degrees that a boat lies aslant
_TURN, _ALONG = (
    75.0,
    35.0,
)  # degrees that who sits, or has their face shown, turns from the camera at most; on a long seat


class Use(NamedTuple):
    """What somebody uses: ``how`` is one of the ``relations``, ``told`` what the words have of the thing."""

    name: str
    how: str
    kind: str
    told: Thing | None


@dataclass(frozen=True, slots=True)
class Blocking:
    """The marks of a shot's cast by name, its props, the names that the camera is on, what is ``loose`` until it is
    known what the camera sees, and who uses what."""

    marks: dict[str, Mark]
    props: tuple[Prop, ...]
    subject: tuple[str, ...]
    loose: tuple[Loose, ...] = ()
    uses: tuple[Use, ...] = ()

    def use(self, name: str, *hows: str) -> Use | None:
        """What somebody uses in one of these ways."""
        return next((one for one in self.uses if one.name == name and one.how in hows), None)


def block(shot: Shot, film: Film, take: int = 1) -> Blocking:
    """Places for everybody and everything of a shot. What the words leave open is on the other side in every second
    ``take``."""
    uses = list(_uses(shot, film))
    marks = _Marks(shot, film, uses, 1.0 if take % 2 else -1.0).marks
    props, loose, home = list(_used(shot, film, uses, marks)), list(_others(shot, uses, marks)), built_in(shot.set)
    leaves = [one for one in loose if one.told.pose and one.prop.kind in home]  # the place where the set has it
    props += [replace(one.prop, mark=home[one.prop.kind]) for one in leaves]
    if not (shot.cast or leaves):
        leaves = list(_alone(loose, home))
        props += [_shown(shot, one, leaves) for one in leaves]
    return Blocking(
        marks, tuple(props), subject_names(shot), tuple(one for one in loose if one not in leaves), tuple(uses)
    )


def subject_names(shot: Shot) -> tuple[str, ...]:
    """Whom the camera is on: everybody in a wide picture; in a close one the first speaker, or who is named first and
    those who do the same or do it together."""
    names, close = [one.name for one in shot.cast if one.name.split()[0] != "crowd"], fill_of(shot.size)
    names = names or [one.name for one in shot.cast]
    if parts := [one.name for one in shot.cast if one.part]:
        return tuple(parts)
    if not names or (shot.size == "insert" and shot.things):
        return ()
    alone = shot.angle in ("ots", "pov") and len(names) > 1
    if shot.size == "two_shot":
        return tuple(names[:2])
    if shot.size == "group" or not (alone or close > 2.0 or (close > 1.7 and len(names) > (2 if shot.lines else 4))):
        return tuple(names[:_ROW])
    said = [line.speaker for line in shot.lines if line.speaker in names]
    first = next(one for one in shot.cast if one.name == names[0])
    if alone or said:
        doing = [one.name for one in shot.cast if one.actions and one.name in names]
        return ((said or doing * (shot.angle == "ots") or names)[0],)
    deeds, to = [(one.pose, one.toward) for one in first.actions], {act.toward for act in first.actions}
    alike = [one for one in shot.cast if one.name in to or [(act.pose, act.toward) for act in one.actions] == deeds]
    return tuple(dict.fromkeys([first.name, *(one.name for one in alike)]))[:_CLOSE]


# ---- who uses what ---------------------------------------------------------------------------------------------------


def _uses(shot: Shot, film: Film) -> Iterator[Use]:
    """What everybody uses: what their actions name, what these want, what is said to be theirs."""
    tops = [one for one in shot.things if "top" in _about(one) and one.depth != "background"]
    boats = [one for one in shot.things if "spots" in _about(one) and one.depth != "background"]
    seated_there, held = "seated" in sets().get(shot.set, {}), list[Thing | None]()
    for one in shot.cast:
        member, found = film.member(one.name), dict[str, Use]()
        if shot.set in _TOLD["afloat"] and not one.poses & {"swim", "fly"} and (boats or "row" in one.poses):
            found["rides"] = Use(one.name, "rides", special(boats[0]) if boats else "boat", next(iter(boats), None))
        own = [("", special(told), told) for told in shot.things if told.on == one.name]
        wanted = [
            (act.pose, kind, told) for act in seated(one).actions for kind, told in _wanted(shot, one, act, member)
        ]
        for pose, kind, told in [*wanted, *own]:
            how = _how(pose, kind, member, shown=bool(told and told.reference))
            if how in _SUPPORTS and (seated_there or _SUPPORTS & {*found}):
                continue
            if how and how not in found and not (how == "holds" and told and told in held):
                found[how] = Use(one.name, how, kind, told)
                held += [told] * (how == "holds")
        if ("before" in found or "sits" in found) and "works" not in found and (tops or "before" in found):
            table = Use(one.name, "at", special(tops[0]) if tops else "round_table", next(iter(tops), None))
            found.setdefault("at", table)
        if one is shot.cast[0] and "holds" not in found:
            meant = {act.thing for two in shot.cast for act in two.actions}
            handy = (told for told in shot.things if not (told.on or told.depth or meant & {told.kind, told.label}))
            if (told := next((told for told in handy if _is_handy(shot, told)), None)) is not None:
                found["holds"] = Use(one.name, "holds", special(told), told)
        yield from found.values()


def _about(told: Thing) -> dict[str, Any]:
    return dict(things().get(special(told), {}))


def _wanted(shot: Shot, one: Presence, act: Action, member: Member) -> Iterator[tuple[str, Thing | None]]:
    """The things that are meant by an action: the one that it names, and one that it needs."""
    named = (one for one in shot.things if act.thing and act.thing in (one.kind, one.label, special(one)))
    if (told := next(named, None)) or act.thing in things():
        yield special(told) if told else act.thing, told
    deed, about = _DEEDS.get(act.pose, {}), sets().get(shot.set, {})
    if deed.get("work") and ("seats" in about or one.poses & SEATED):
        return
    words = deed.get("wants" if member.person else "animals", deed.get("wants", ()))
    wanted = (one for word in words for one in shot.things if word in _about(one) and one.depth != "background")
    usual = deed.get(act.thing) or deed.get(shot.set) or deed.get("usual")
    usual = usual or (POSES[act.pose].prop if act.pose in POSES else "")
    if told := next(wanted, None):
        yield special(told), told
    elif usual in things() and not (deed.get("work") and about and not about.get("inside")):
        yield usual, None


def _how(pose: str, kind: str, member: Member, *, shown: bool) -> str:
    """How a thing, which a picture may have ``shown``, stands to who does something with it; "" for nothing that
    matters."""
    about, deed, (high, long) = things().get(kind, {}), _DEEDS.get(pose, {}), size_of(kind)
    if not kind or "how" in deed:
        own = str(deed.get("how", "holds" if shown else ""))
        return own if (kind or own == "holds") and not (own == "leaps" and member.person) else ""
    if deed.get("upon") and not (member.person and "top" in about and pose != "lie"):
        if member.person and high > _HIGHEST and "seat" not in about:
            return "at" if long < _THIN * high else ""  # in it
        return "sits" if pose == "sit" else "at" if long < _THIN * high else "lies"
    small = "holds" if max(high, long) < _SMALL and "seat" not in about and not deed.get("work") else ""
    return next((how for word, how in _TOLD["used"].items() if word in about), small)


def _is_handy(shot: Shot, told: Thing) -> bool:
    """Whether somebody has a thing in the hand though no words say so: an umbrella; a suitcase, if they go."""
    about, goes = _about(told), any(_travels(act.pose) for one in shot.cast[:1] for act in one.actions)
    small = bool(told.kind) and max(size_of(special(told))) < _SMALL and not _covered(shot)
    return "seat" not in about and ("grip" in about or small) and (goes or not about.get("floor"))


def _covered(shot: Shot) -> bool:
    """Whether things stand on tables there: indoors, and where tables are put outside."""
    about = sets().get(shot.set, {})
    return bool(about.get("inside") or (not about and shot.cast)) or shot.set in _TOLD["tabled"]


def _travels(pose: str, least: float = 0.0) -> bool:
    return pose in POSES and POSES[pose].speed > least


# ---- where they stand ------------------------------------------------------------------------------------------------


class _Marks:
    """The marks of a cast: in rows across the picture, at a set's own places, round what they share, face to face."""

    def __init__(self, shot: Shot, film: Film, uses: Sequence[Use], way: float) -> None:
        self._shot, self._film, self._uses, self._way = shot, film, uses, way
        self.marks: dict[str, Mark] = {}
        self._rows()
        fixed = {name: _spot(*spot["at"]) for name, spot in spots_of(shot, film).items()}
        self.marks |= fixed
        fixed |= self._gathered([name for name in self.marks if name not in fixed])
        self.marks |= fixed
        for one in (one for one in shot.cast if one.name not in fixed):
            self._meet(one)
        for one in (one for one in shot.cast if one.name not in fixed):
            self.marks[one.name] = replace(self.marks[one.name], yaw=self._shown(one))
        for one in shot.cast:
            self.marks[one.name] = self._raised(one)
        self._held()
        if room := sets().get(shot.set, {}).get("room"):
            back = room["size"][1] / 2 + room.get("shift", 0.0) - 0.7
            self.marks = {name: replace(mark, y=min(mark.y, back)) for name, mark in self.marks.items()}

    def _broad(self, one: Presence) -> float:
        """How far somebody reaches to the side; a large animal is seen at a slant, who swims or flies lies flat."""
        member = self._film.member(one.name)
        long = 0.0 if member.person else size_of(member.kind)[1]
        works = (size_of(use.kind)[1] for use in self._uses if use.name == one.name and use.how in ("works", "rides"))
        long = max(long, *works, 0.0)
        return max(0.7 if one.poses & {"swim", "fly"} else 0.22, (0.36 if 2 <= long < 6 else 0.5) * long)

    def _rows(self) -> None:
        shot, wide, across = self._shot, fill_of(self._shot.size) <= 1, _TOLD["across"]
        front = sorted(shot.cast, key=lambda one: not (one.side or one.depth))[:_ROW]
        row = sorted(sorted(front, key=shot.cast.index), key=lambda one: across.get(one.side, 0.0))
        behind = [one for one in row if len(row) > 1 and (one.depth == "background" or one.name.split()[0] == "crowd")]
        passing = [one for one in row[1:] if any(_travels(act.pose, 1.0) and not act.toward for act in one.actions)]
        stays = any(not _travels(act.pose, 1.0) for one in row for act in one.actions if one not in passing)
        behind += [one for one in passing if stays and not (one.side or one.depth or one.facing)]
        first = [one for one in row if one not in behind]
        gap = 0.5 if not wide else 1.5 if shot.size == "wide" else 0.85
        gap = -0.06 if shot.poses.intersection(_TOLD["touching"]) else gap
        gap = gap if any(self._film.member(one.name).person for one in first) else 0.15
        self._line(first, gap, 0.0)
        self._line(behind, 0.9, _TOLD["behind"]["wide" if wide else "near"], -0.8 * (len(behind) % 2) * self._way)
        rest = [one for one in shot.cast if one not in row]
        for start in range(0, len(rest), _ROW):
            self._line(rest[start : start + _ROW], 0.7, 2.6 + 1.1 * start / _ROW)

    def _line(self, row: Sequence[Presence], gap: float, y: float, aside: float = 0.0) -> None:
        """Put people side by side."""
        half = [self._broad(one) for one in row]
        x = aside - sum(half) - gap * (len(row) - 1) / 2
        for number, (one, broad) in enumerate(zip(row, half, strict=True)):
            deep = (
                y + (broad - 0.22)
                if y
                else _TOLD["deep"].get(one.depth, 0.0) + 0.3 * max(0.0, broad - 0.5) + 0.08 * (number % 2)
            )
            self.marks[one.name] = Mark(x + broad + 1.6 * bool(y) * _TOLD["across"].get(one.side, 0.0), deep)
            x += 2 * broad + gap

    def _gathered(self, names: Sequence[str]) -> dict[str, Mark]:
        """Places for those who use one thing together: its own, or round it, those on both sides face to face."""
        found: dict[str, Mark] = {}
        for kind, how in dict.fromkeys((one.kind, one.how) for one in self._uses if one.how in ("at", "rides")):
            users = [one.name for one in self._uses if (one.kind, one.how) == (kind, how) and one.name in names]
            for name, spot in zip(users, things().get(kind, {}).get("spots", ()), strict=False):
                boat = Mark(0, 0, 0, _ABOARD * self._way)
                found[name] = replace(boat, x=boat.out((*spot, 0))[0], y=boat.out((*spot, 0))[1])
            if how == "at" and len(users) > 1:
                users.sort(key=lambda name: self.marks[name].x)
                middle = _middle([self.marks[name] for name in users])
                wide, deep = table_of(kind, len(users))
                for number, name in enumerate(users):
                    turn = float(np.pi) * number / (len(users) - 1)
                    x, y = -float(np.cos(turn)) * (wide / 2 + 0.3), float(np.sin(turn)) * (deep / 2 + 0.4)
                    here = Mark(middle.x + x, middle.y + y)
                    found[name] = replace(here, yaw=0.8 * here.toward(middle))
        return found

    def _meet(self, one: Presence) -> None:
        """Let who goes to somebody come from behind them."""
        goals = [act.toward for act in one.actions if act.toward in self.marks and _travels(act.pose)]
        if goals and goals[0] != one.name and not (one.side or one.depth):
            there, other = self.marks[goals[0]], next(two for two in self._shot.cast if two.name == goals[0])
            apart = 0.5 + self._broad(one) + self._broad(other)
            self.marks[one.name] = Mark(there.x - apart * self._way, there.y + 0.4)

    def _shown(self, one: Presence) -> float:
        """The way that somebody faces, from which who sits shows no back, and a close picture the face."""
        shot, yaw = self._shot, (self._yaw(one) + 180) % 360 - 180
        close = fill_of(shot.size) > 1.9 and shot.size != "insert" and one.name in subject_names(shot)[:1]
        seen = one.facing != "away" and shot.angle not in (*_TOLD["seen_from"], "ots", "pov")
        at = [use for use in self._uses if use.name == one.name and use.how in ("sits", "at")]
        most = _ALONG if any(use.how == "sits" and _is_shared(use) for use in at) else _TURN
        return max(-most, min(most, yaw)) if seen and (close or at) else yaw

    def _yaw(self, one: Presence) -> float:
        shot, marks, here, way = self._shot, self.marks, self.marks[one.name], self._way
        together = len(shot.cast) > 1 and (one.facing or shot.angle == "profile")
        if shot.angle in _TOLD["seen_from"] and not together:
            return float(_TOLD["seen_from"][shot.angle])
        for use in (use for use in self._uses if use.name == one.name):
            if use.how == "leaps" or "aside" in things().get(use.kind, {}):
                return 145.0 * way if use.how == "leaps" else float(things()[use.kind]["aside"])
        travels = any(_travels(act.pose) for act in one.actions)
        for goal in (one.facing, *(act.toward for act in one.actions)):
            if goal in _TOLD["facing"] and (goal == one.facing or travels):
                return float(_TOLD["facing"][goal])
            if goal in marks and goal != one.name:
                return here.toward(marks[goal])
        if travels:
            if (aside := sum(move.amount for move in shot.camera if move.move.startswith("truck"))) and not one.facing:
                return 80.0 if aside > 0 else -80.0  # the camera goes with them
            moves = {one.move for one in shot.camera}
            slant = 24.0 if "lane" in sets().get(shot.set, {}) else 42.0
            return float(next((_TOLD["locked"][move] for move in _TOLD["locked"] if move in moves), slant * way))
        others = [other for other in shot.cast if other is not one]
        leader = next((two for two in others if any(_travels(act.pose) for act in two.actions)), None)
        if leader is not None and not one.actions:  # who has no deed goes along
            return self._yaw(leader)
        two = [name for name in subject_names(shot) if name != one.name]
        if others and (shot.lines or len(others) == 1 or len(two) == 1):
            nearest = min(two or [other.name for other in others], key=lambda name: abs(marks[name].x - here.x))
            close = shot.angle == "profile" or shot.poses.intersection(_TOLD["touching"])
            return here.toward(marks[nearest]) * (1.0 if close else 0.72)
        return (16.0 if here.x <= 0 else -16.0) * way

    def _raised(self, one: Presence) -> Mark:
        """Somebody's mark at the height of what they are on, or of where they float."""
        mark, member, shot = self.marks[one.name], self._film.member(one.name), self._shot
        use = next((use for use in self._uses if use.name == one.name and use.how in _SUPPORTS), None)
        lift = told_of(member.kind, "lift")
        if use is not None and (top := top_of(use.kind)):
            legs = (
                _RELATIONS[use.how]["over"]
                if member.person and "ridden_as" not in things().get(use.kind, {})
                else -lift
            )
            return replace(mark, z=max(0.0 if "seat" in things().get(use.kind, {}) else -0.12, top + legs))
        if mark.z or use is not None:
            return mark
        high = _TOLD["levels"].get(shot.set, 0.0) if member.person else 0.0
        if "fly" in one.poses and not member.person:
            high = max(0.0, 1.2 * size_of(member.kind)[0] - lift)
        return replace(mark, z=-0.36 if shot.set == "sea" and "swim" in one.poses else high)

    def _held(self) -> None:
        """Put those who are in somebody's arms there."""
        for one, act in [(who, act) for who in self._shot.cast for act in who.actions if in_arms(act)]:
            if act.toward in self.marks and act.toward != one.name:
                member, here = self._film.member(act.toward), self.marks[one.name]
                high = (0.31 if "sit" in one.poses else 0.5) * heights(self._film.member(one.name))
                if act.pose == "carry" if member.person else heights(member) < _SMALL:
                    self.marks[act.toward] = Mark(*here.ahead(0.3), here.z + high, here.yaw + 80)


def in_arms(act: Action) -> bool:
    """Whether it is somebody who is held; a waiter who carries a tray to somebody carries the tray."""
    return act.pose in _TOLD["in_arms"] and not act.thing


def table_of(kind: str, count: int) -> tuple[float, float]:
    """How wide and deep a thing is for so many round it, in m; two have its shorter side between them."""
    low, high = thing(kind).bounds
    wide, deep = float(high[0] - low[0]), float(high[1] - low[1])
    return (deep, wide) if count == 2 else (max(wide, 0.75 * (count - 2) + 0.3), deep)


def spots_of(shot: Shot, film: Film) -> dict[str, dict[str, Any]]:
    """The places of a shot's set for those who do something there, by name: ``spots`` by poses and by words of names
    and kinds (``where`` somebody does something), and ``seats`` in order for the others."""
    about, found = sets().get(shot.set, {}), dict[str, dict[str, Any]]()
    free, seats = list(about.get("spots", ())), list(about.get("seats", ()))
    upright = {one.name for one in shot.cast if one.poses.intersection(_TOLD["upright"])}
    for one in shot.cast:
        words = {*one.name.lower().split(), film.member(one.name).kind}
        company = {word for other in shot.cast if other is not one for word in other.name.lower().split()}
        for spot in free:
            meant = not words.isdisjoint(spot.get("who", words)) and shot.poses.issuperset(spot.get("where", ()))
            meant = meant and ("with" not in spot or not company.isdisjoint(spot["with"]))
            meant = meant and ("does" not in spot or not one.poses.isdisjoint(spot["does"]))
            if meant and not (spot.get("as") == "sit" and one.name in upright):
                found[one.name] = spot
                free.remove(spot)
                break
        if seats and one.name not in found and not (about.get("seated") == "sit" and one.name in upright):
            found[one.name] = {"at": seats.pop(0), "as": about.get("seated", "")}
    return found


def top_of(kind: str) -> float:
    """How high somebody is on a thing, in m; 0 on what bodies sit on by themselves."""
    about = things().get(kind, {})
    known = (float(about[word]) for word in ("mount", "bed", "up", "top") if word in about)
    return next(known, 0.0 if "seat" in about or not about else size_of(about.get("ridden_as", kind))[0])


def _spot(x: float, y: float, yaw: float, z: float = 0.0) -> Mark:
    return Mark(x, y, z, yaw)


def _middle(marks: Sequence[Mark]) -> Mark:
    return Mark(sum(one.x for one in marks) / len(marks), sum(one.y for one in marks) / len(marks))


# ---- things ----------------------------------------------------------------------------------------------------------


def _used(shot: Shot, film: Film, uses: Sequence[Use], marks: Mapping[str, Mark]) -> Iterator[Prop]:
    """What is used, each where it stands to who uses it; what several use, in their middle."""
    for use in uses:
        kind, about, told, mark = use.kind, things().get(use.kind, {}), _RELATIONS[use.how], marks[use.name]
        users = [one.name for one in uses if one.kind == kind and one.how != "holds" and _is_shared(use)] or [use.name]
        if users[0] != use.name:
            continue
        scale = _scale(shot, film, use.name)
        deep = float(np.ptp(thing(kind).points[:, 1])) / 2 if kind in things() else 0.3
        far = told.get("ahead", 0.0) + told.get("side", 0.0) * deep - about.get("seat", 0.0) * (use.how == "sits")
        far = scale * (about.get("far", far) if use.how == "works" else far)
        there = _middle([Mark(*marks[name].ahead(far)) for name in users])
        yaw = told.get("yaw", mark.yaw + told.get("turn", 0.0)) if len(users) == 1 else 0.0
        yaw = 90.0 if len(users) == 2 and use.how in ("at", "before") else yaw
        tops = (told_of(one.kind, "top") * scale for one in uses if (one.name, one.how) == (use.name, "at"))
        prop = _prop(use.told, kind, replace(there, yaw=yaw, z=next(tops, 0.0) * (use.how == "before")), scale)
        if use.how == "holds":
            prop = replace(prop, mark=mark, holder=use.name)
        elif told.get("goes"):
            prop = replace(prop, mark=replace(mark, z=0.0), holder=use.name, ridden=True)
            prop = replace(prop, kind=about.get("ridden_as", kind), ahead=far)
        elif use.how == "at" and len(users) > 2:
            prop = replace(prop, wide=table_of(kind, len(users))[0] / table_of(kind, 1)[0])
        yield prop
    for name in (one.name for one in shot.cast if "shoot_ball" in one.poses):
        yield Prop("ball", Mark(*marks[name].ahead(0.5), yaw=marks[name].yaw), pose="shoot_ball")


def _is_shared(use: Use) -> bool:
    """Whether there is one of it for all: a table, a long bench, a boat."""
    long = max(size_of(use.kind)) > _LONG and use.how in _TOLD["shared"]
    return use.how in ("at", "before") or long or "spots" in things().get(use.kind, {})


def _prop(told: Thing | None, kind: str, mark: Mark, scale: float = 1.0) -> Prop:
    """A thing on a mark, as its words have it."""
    if told is None:
        return Prop(kind, mark, scale)
    return Prop(kind, mark, scale, label=told.label, colour=told.colour, reference=told.reference, pose=told.pose)


def _scale(shot: Shot, film: Film, name: str) -> float:
    """How large a thing is for who uses it: a mouse has a small book, a child a low chair."""
    one, member = next(one for one in shot.cast if one.name == name), film.member(name)
    tall = upright_height(member) if upright(member, one) else heights(member) if member.person else 1.6
    return min(1.0, tall / 1.56)


def _is_small(kind: str) -> bool:
    """Whether something stands on tables."""
    return bool(kind) and max(size_of(kind)) < _SMALL and not {"floor", "seat"} & {*things().get(kind, {})}


def _is_sky(kind: str) -> bool:
    return kind in THINGS and THINGS[kind].kind == "sky"


def _others(shot: Shot, uses: Sequence[Use], marks: Mapping[str, Mark]) -> Iterator[Loose]:
    """What is named and not used, and what it stands on: the camera finds places for it."""
    room, tabled = sets().get(shot.set, {}).get("room"), any("top" in _about(one) for one in shot.things)
    tabled = tabled or any(use.how in ("at", "works") for use in uses)
    for told in sorted(shot.things, key=lambda one: not one.kind):  # what is known comes first
        kind, used = special(told), [use for use in uses if use.told is told]
        high, ends = (
            size_of(kind)[0],
            any(move.end in (told.kind, told.label, kind) for move in shot.camera if move.end),
        )
        foreign = not {kind, told.kind}.isdisjoint(_TOLD["inside"].get(shot.set, ()))
        foreign = foreign or (room is not None and high > room["size"][2])  # no house in a kitchen
        unseen = kind in THINGS and kind not in things()
        if not told.reference and ((foreign and not told.pose and not ends) or unseen):
            continue
        acts = [one.name for one in shot.cast if {act.thing for act in one.actions} & {kind, told.kind, told.label}]
        near = [marks[name] for name in acts] or [*marks.values()][:1]
        near = near * (not told.depth and high < _SMALL)
        if (
            _is_small(kind)
            and _covered(shot)
            and not (tabled or used or told.on or (shot.set.startswith("studio") and not shot.cast))
        ):
            tabled = True
            yield Loose(
                Prop("round_table"), Thing(kind="round_table", label="", side=told.side, depth=told.depth), tuple(near)
            )
        scale = 1.0 if kind or not shot.cast else 0.6  # the box for what is not known
        for _ in range(len(used), min(told.count, 12)):
            yield Loose(_prop(told, kind, Mark(0, 0), scale), told, tuple(near), ends)


def _alone(loose: Sequence[Loose], home: Mapping[str, Mark]) -> Iterator[Loose]:
    """What is before the camera where nobody is: what is named first, a small thing on its table."""
    seen = [
        one
        for one in loose
        if not (_is_sky(one.prop.kind) or (is_own(home, one) and max(size_of(one.prop.kind)) > _LARGE))
    ]
    tables = [one for one in seen if "top" in things().get(one.prop.kind, {})]
    small = [one for one in seen if _is_small(one.prop.kind)]
    if small and tables and seen[0] in (small[0], tables[0]):
        yield from (small[0], tables[0])
    else:
        yield from seen[:1]


def _shown(shot: Shot, one: Loose, others: Sequence[Loose]) -> Prop:
    """A thing on its mark before the camera, turned so that its shape is seen."""
    kind, (_, long), about = one.prop.kind, size_of(one.prop.kind), things().get(one.prop.kind, {})
    if one is not others[0]:
        return replace(one.prop, mark=Mark(0.0, 0.12))
    goes, yaw = kind in THINGS and THINGS[kind].kind == "vehicle", 28.0
    if long >= 30 or "top" in about or "seat" in about:
        yaw = 62.0 if goes else 0.0
    elif goes and "lane" in sets().get(shot.set, {}):  # it goes along the road
        yaw = 10.0
    high = told_of(others[1].prop.kind, "top") if others[1:] else min(told_of(kind, "lift"), 3.0)
    return replace(one.prop, mark=Mark(_TOLD["across"].get(one.told.side, 0.0) * long * 0.4, 0.0, high, yaw))

"""Two bodies that meet: to whom a deed is done, and what follows from it.

``contacts`` in ``staging.yaml`` has a row for each deed that is done to somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import copysign
from typing import Any, NamedTuple

from kling.animatic.acting import speed_of
from kling.animatic.bodies import SEATED
from kling.animatic.data import data
from kling.animatic.marks import Mark, heights, size_of
from kling.animatic.scene import Action, Film, Presence, Shot
from kling.animatic.silhouettes import special
from kling.animatic.uses import SMALL, about

_TOLD = data("staging.yaml")
_SHORT, _BESIDE, _BEFORE = 0.9, 0.72, 0.72  # m: to whom one bends; beside who lies, before who sits
_BLOW, _CATCH = 1.2, 0.6  # s that a blow takes, and half a catch


class Contact(NamedTuple):
    """A deed of ``doer`` to ``other``, its row of ``contacts``, and how the other rests (``lie``, ``sit``)."""

    doer: str
    other: str
    start: float
    end: float
    way: Mapping[str, Any]
    low: str = ""
    thing: str = ""

    @property
    def facing(self) -> bool:
        """Whether they stand face to face."""
        return not (self.way.get("beside") or self.way.get("flees"))

    @property
    def moment(self) -> float:
        """When they touch."""
        return self.start + float(self.way.get("at", 0.0)) * (self.end - self.start)


def laps(name: str, film: Film, shot: Shot) -> list[tuple[float, str, Action]]:
    """In whose arms somebody is, from when on (s) and by which deed; in nobody's ("") when they have been let down."""
    member, found = film.member(name), list[tuple[float, str, Action]]()
    poses = _TOLD["lifted"] if member.person else _TOLD["in_arms"] if heights(member) < SMALL else ()
    for one, act in [(who, act) for who in shot.cast for act in who.actions if who.name != name]:
        middle, goal = (act.start + act.end) / 2, act.thing or act.toward
        if goal == name and act.pose in poses:
            taken = (act.start and act.where not in _TOLD["borne"]) or (act.where and act.pose != "carry")
            found.append((middle if taken else 0.0, one.name, act))
        elif act.thing == name and act.pose == "give" and act.toward:
            found += [(0.0, one.name, act)] * (not found) + [(middle, act.toward, act)]
        elif goal == name and act.pose == "put_down":
            found += [(0.0, one.name, act)] * (not found) + [(middle, "", act)]
    return sorted(found, key=lambda one: one[0])


def travels(one: Presence, least: float = 0.0) -> bool:
    """Whether somebody goes somewhere, faster than so many m/s."""
    return any(speed_of(act) > least for act in one.actions)


def contacts_of(shot: Shot) -> tuple[Contact, ...]:
    """Who meets whom in a shot, each pair once for a deed."""
    found = list[Contact]()
    for one in shot.cast:
        others = [two.name for two in shot.cast if two is not one]
        for act in one.actions:
            way = _TOLD["contacts"].get(act.pose, {})
            alike = [two.name for two in shot.cast if two is not one and act.pose in two.poses]
            meet = bool(way.get("mutual")) and 1 in (len(alike), len(others))
            both = (alike or others[: way.get("mutual") is True])[:meet]
            other = act.toward if act.toward in others else next(iter(both), "")
            if "passes" in way and not other:  # to whom takes it then, else to who is there
                later = [(two.name, get) for two in shot.cast for get in two.actions if get.start >= act.start]
                comes = [(name, get) for name, get in later if get.pose in (way["answer"], "take")]
                takes = [name for name, get in comes if name != one.name and get.thing in ("", act.thing)]
                other = (*takes, *others[: act.pose == "give"], "")[0]
            pair = [two for two in found if {one.name, other} == {two.doer, two.other}]
            if "passes" in way and act.thing:  # another thing, or the same one back
                pair = [two for two in pair if two.thing in ("", act.thing) and act.start < two.end - 0.05]
            known = any(two.way is way or {"passes"} <= two.way.keys() & way.keys() for two in pair)
            known |= "needs" in way and not act.thing  # who takes a child by the hand takes nothing from it
            known |= way.get("passes") == "doer" and act.where not in ("", *others)  # out of a basket
            if other and {"apart", "flees"} & way.keys() and not known:
                poses = next(two.poses for two in shot.cast if two.name == other)
                low = "lie" if poses & {*_TOLD["lying"]} else "sit" if poses & SEATED else ""
                found.append(Contact(one.name, other, act.start, act.end, way, low, act.thing))
    return tuple(found)


def within_reach(met: Sequence[Contact], marks: Mapping[str, Mark], fixed: set[str], film: Film) -> dict[str, Mark]:
    """The marks of those who are within reach of others then, on the side where they were; who is ``fixed`` stays."""
    found = dict[str, Mark]()
    for one in (one for one in reversed(met) if "apart" in one.way):
        who, whom = (one.other, one.doer) if one.doer in fixed else (one.doer, one.other)
        pair = film.member(who), film.member(whom)
        here, there = marks[who], found.get(whom, marks[whom])
        sizes = ((each.person, heights(each) / 3.4, each.scale * size_of(each.kind)[1]) for each in pair)
        apart = sum(one.way["apart"] * tall if person else 0.35 + 0.4 * long for person, tall, long in sizes)
        side = copysign(1.0, here.x - there.x)
        if who == one.doer and one.low == "lie" and pair[1].person:  # beside the head, behind the bed
            there = replace(there, yaw=_TOLD["relations"]["lies"]["aside"])
            heads = (there.out((at * _BESIDE, 0.5 * heights(pair[1]), 0.0)) for at in (-1, 1))
            x, y, _ = max(heads, key=lambda at: at[1])
            found[who] = replace(here, x=x, y=y, z=0.0)
        elif who == one.doer and one.low == "sit":
            x, y = replace(there, yaw=there.yaw + 78 * side).ahead(_BEFORE)
            found[who] = replace(here, x=x, y=y, z=0.0)
        elif who not in fixed:
            found[who] = replace(there, x=there.x + apart * side)
    return found


def _hand_in_hand(shot: Shot, film: Film) -> Shot:
    """A shot in which two who hold nothing, or one the other, go hand in hand from the first to the last."""
    pair = [one for one in shot.cast if any(act.pose == "hold" and not act.thing for act in one.actions)]
    leads = [(one, act.toward) for one in shot.cast for act in one.actions if act.pose == "lead"]
    other = {one.name: two.name for one in shot.cast for two in shot.cast if two is not one}
    leads = [(one, name or other.get(one.name, "")) for one, name in leads]
    led = [[one, two] for one, name in leads for two in shot.cast if two.name == name and film.member(name).person]
    pair = led[0] if led else pair
    if len(pair) != 2:
        return shot
    walk = [Action(pose="walk", end=shot.seconds)] * bool(led)

    def made(one: Presence) -> Presence:
        acts = walk or [act for act in one.actions if act.pose != "hold"]
        acts[-1:] = [act.model_copy(update={"end": shot.seconds}) for act in acts[-1:]]
        return one.doing(*acts, Action(pose="hold_hands", end=shot.seconds))

    return shot.model_copy(update={"cast": tuple(made(one) if one in pair else one for one in shot.cast)})


def meeting(shot: Shot, film: Film) -> Shot:
    """A shot in which who pushes somebody shoves them, not a thing, and two who hold nothing go hand in hand."""
    shot = _carrying(_hand_in_hand(shot, film))
    ways, names, loads = _TOLD["contacts"], {one.name for one in shot.cast}, dict[str, tuple[str, str]]()
    for act in [act for one in shot.cast for act in one.actions if act.toward in names and act.pose in _TOLD["loads"]]:
        word, pose = _TOLD["loads"][act.pose]
        known = [one for one in shot.things if word in about(special(one))]
        if act.thing or act.where:  # another thing is pushed
            known = [one for one in known if one.label in (act.thing, act.where)]
        loads |= {act.toward: (known[0].label, pose)} if known else {}

    def made(act: Action) -> Action:
        if act.pose in _TOLD["loads"] and act.toward in loads:  # "pushes him in a wheelchair"
            return Action(pose=act.pose, thing=loads[act.toward][0], start=act.start, end=act.end)
        way = ways.get(act.pose, {})
        if "as" not in way or act.toward not in names or act.thing or act.where:
            return act
        last = act.start + _BLOW if ways[way["as"]].get("once") else act.end
        return act.model_copy(update={"pose": way["as"], "end": min(act.end, last)})

    rests = {name: Action(pose=pose, thing=load, end=shot.seconds) for name, (load, pose) in loads.items()}
    cast = (one.doing(*filter(None, [rests.get(one.name)]), *map(made, one.actions)) for one in shot.cast)
    return shot.model_copy(update={"cast": tuple(cast)})


def _carrying(shot: Shot) -> Shot:
    """A shot in which whom somebody rides on the back or the shoulders carries them."""
    acts = [(one.name, act) for one in shot.cast for act in one.actions if act.where in _TOLD["borne"]]
    rides = {act.toward: (name, act) for name, act in acts if act.pose == "ride"}

    def made(one: Presence) -> Presence:
        acts = [act for act in one.actions if (one.name, act) not in rides.values()]
        for name, act in [rides[one.name]] if one.name in rides else ():
            goes = [two for two in acts if two.pose == "walk"] or [act]
            acts = [two for two in acts if two.pose not in ("walk", "carry")]
            acts += [Action(pose="carry", toward=name, where=act.where, start=goes[0].start, end=goes[-1].end)]
        return one.doing(*acts)

    return shot.model_copy(update={"cast": tuple(map(made, shot.cast))}) if rides else shot


def answered(shot: Shot, film: Film) -> Shot:
    """A shot in which those to whom something is done do what follows from it."""
    cast = {one.name: one for one in shot.cast}
    for one in contacts_of(shot):
        doer, other, way = cast[one.doer], cast[one.other], one.way
        pose = way.get("answer")
        mute = one.low or (way.get("animals") and film.member(one.other).person)
        if pose and not mute and not (way.get("flees") and pose in other.poses):
            both = [act for act in other.actions if "passes" in way and _TOLD["contacts"].get(act.pose) is way]
            passes = [act for act in both if act.start < one.end - 0.05 and act.thing in (one.thing or act.thing, "")]
            acts = [act for act in other.actions if act.pose != pose and act not in passes]
            start, flies = one.start if way.get("passes") else one.moment, way.get("flies", 0.0)
            end = one.end if way.get("passes") else min(shot.seconds, start + way.get("lasts", shot.seconds))
            if flies:  # the hands are there when it comes
                start, end = (min(shot.seconds, one.moment + flies + far) for far in (-_CATCH, _CATCH))
            acts += [Action(pose=pose, start=start, end=end, toward="" if way.get("flees") else one.doer)]
            if passes:  # both do so: this one to that one
                own = [act.model_copy(update={"toward": act.toward or one.other}) for act in doer.actions]
                cast[one.doer] = doer = doer.doing(*own)
            if before := way.get("before"):
                acts = [Action(pose=before, end=one.moment), *acts]
            if way.get("passes") == "other" and end < shot.seconds - 0.1:
                acts.append(Action(pose="hold", start=end, end=shot.seconds))
            cast[one.other] = other.doing(*sorted(acts, key=lambda act: act.start))
        lies = one.low == "lie" and (film.member(one.other).person or heights(film.member(one.other)) < _SHORT)
        if lies or ("hands" in way and other.on != one.doer and heights(film.member(one.other)) < _SHORT):
            cast[one.doer] = doer = doer.doing(*doer.actions, Action(pose="bend", start=one.start, end=shot.seconds))
        if then := way.get("then"):
            cast[one.doer] = doer.doing(*doer.actions, Action(pose=then, start=one.moment, end=shot.seconds))
    return shot.model_copy(update={"cast": tuple(cast.values())})

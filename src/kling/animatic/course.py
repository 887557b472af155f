"""The ways of what is handled in a shot, and of whom somebody carries: from hand to hand, onto tables, beds and floors.

A way is a list of stops; ``staging.yaml`` has the deeds by which something ``gets`` into a hand and ``leaves`` it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import hypot, sqrt
from typing import NamedTuple

import numpy as np

from kling.animatic.blocking import Blocking
from kling.animatic.bodies import Creature
from kling.animatic.contact import laps
from kling.animatic.data import data
from kling.animatic.figure import Reach
from kling.animatic.framing import fill_of
from kling.animatic.marks import Mark, Prop, built_in, heights, size_of, spot_in, told_of
from kling.animatic.playing import UNSEEN, Actor, mesh_of
from kling.animatic.props import top_of
from kling.animatic.scene import Action, Film, Shot
from kling.animatic.silhouettes import special
from kling.animatic.uses import SUPPORTS, about
from kling.lexicon import GARMENTS

Where = Callable[[float], Mark]
_TOLD = data("staging.yaml")
_NEAR, _EDGE = 1.3, 0.16  # m from a hand to the middle of what it lays something on, and off its edge
_FULL, _DIPS = 0.02, 0.12  # m over its foot that what is filled is; over water, a hand that holds something into it
_ARC, _FAR = 2.4, 5.0  # m; four times how high something flies, and how far if nobody catches it
_LAID, _BORNE, _FLIES = 0.3, 0.7, 0.9  # s in which something is laid down, somebody is, and something flies
_OFF, _APART = 12.0, 0.1  # m that something flies out of the picture; between what lies on a tray
_RISES, _RISING = 5.0, 4.0  # m that what floats goes up, and s in which it does
_ROLLS, _LEAP = 1.6, 0.6  # m that something dropped does; before a lap, from where one leaps into it
_SERVED, _FEET = 0.5, 0.5  # m before a guest that something is laid down; before who carries them, that somebody is
_BEFORE, _SLOW, _STAYS = 0.2, 0.8, 0.1  # s that a hand is on its way before a deed, and in it; that it stays after
_HIGHEST, _NEAREST, _REACH = 0.78, 0.25, 0.62  # of the height of their eyes, and m ahead, that one touches something
_KICK, _FOOT, _SHOT, _NET = 0.62, 0.5, 18.0, (1.5, 0.9, 0.9)  # of a kick; m before a foot; m/s; m from a goal's middle
_ASIDE, _UNDER, _CHIN = 0.1, 0.06, 0.17  # m to a hand that shows something near; that its top is under the eyes, and it


class Stop(NamedTuple):
    """Where something is ``since`` a moment (s): it ``flies`` there so long, a quarter of an ``arc`` (m) high."""

    since: float
    where: Where
    flies: float = 0.0
    arc: float = 0.0


def _along(stops: Sequence[Stop]) -> Where:
    """Where something is that goes from stop to stop."""

    def where(seconds: float) -> Mark:
        at = max((n for n, one in enumerate(stops) if one.since <= seconds), default=0)
        one = stops[at]
        if not at or seconds >= one.since + one.flies:
            return one.where(seconds)
        part, here, there = (seconds - one.since) / one.flies, stops[at - 1].where(one.since), one.where(seconds)
        x, y, z = (a + (b - a) * part for a, b in ((here.x, there.x), (here.y, there.y), (here.z, there.z)))
        return Mark(x, y, z + one.arc * part * (1 - part), there.yaw)

    return where


def still(mark: Mark) -> Where:
    """The way of what stays."""
    return lambda _: mark


def _deeds(shot: Shot) -> list[tuple[float, str, Action]]:
    """All deeds of a shot in the order of their middles, with these (s) and who does them."""
    acts = [((act.start + act.end) / 2, one.name, act) for one in shot.cast for act in one.actions]
    return sorted(acts, key=lambda one: one[0])


Reaches = list[tuple[str, Reach]]


def way_of(prop: Prop, shot: Shot, actors: Mapping[str, Actor], blocking: Blocking) -> tuple[Where, Reaches]:
    """Where a thing is that somebody has in the hand, takes, gives, throws or lays down; and which hands are there
    where it lies, when they take it and lay it down."""
    reaches: Reaches = []

    def there_is(name: str, act: Action, mark: Mark, when: float) -> None:
        comes = max(act.start - _BEFORE, when - _SLOW)
        x, y, z = actors[name].at(when).within((mark.x, mark.y, mark.z))
        wide = float(np.ptp(mesh_of(prop, 0.0).points[:, 0])) / 2
        arms = {"left": {"la": 0.0}, "both": {"ra": -wide, "la": wide}}
        for arm, side in arms.get(prop.hand or about(prop.kind).get("hand", "right"), {"ra": 0.0}).items():
            reaches.append((name, Reach(arm, (x + side, y, z), comes, when + _STAYS, leans=True)))

    words, foot, floors = {prop.kind, prop.label} - {""}, -float(mesh_of(prop, 0.0).bounds[0][2]), _TOLD["from_floor"]
    hold = {name: actor.hold(prop) for name, actor in actors.items()}
    holder, stops, deeds = prop.holder, [Stop(0.0, hold[prop.holder])], _deeds(shot)
    on = next((it.on for it in shot.things if it.label == prop.label and {it.on} - {"", *actors}), "")
    near = {one.name for one in shot.cast if fill_of(shot.size) >= 2 and not one.part} & {*blocking.subject}
    near -= {one.speaker for one in shot.lines}  # nothing before a mouth that speaks
    arm, aside = ("la", _ASIDE) if prop.hand == "left" else ("ra", -_ASIDE)
    under = max(_CHIN, _UNDER + float(mesh_of(prop, 0.0).bounds[1][2]))
    for when, name, act in deeds if holder in near else ():  # into a close picture of the face
        if name == holder and act.pose in _TOLD["raised"] and act.thing in {*words, ""} and act.where != "head":
            x, y, z = actors[name].body.eyes(when)
            reaches.append((name, Reach(arm, (x + aside, y - _NEAREST, z - under), act.start - _BEFORE, act.end)))
    for when, name, act in deeds:
        if not (act.thing in words or (not act.thing and (name == holder or act.pose in floors))):
            continue
        if not act.thing and act.toward in actors and act.pose in _TOLD["gets"]:  # that is what another gives
            continue
        met = [one for one in blocking.contacts if (one.doer, one.start) == (name, act.start) and "passes" in one.way]
        there, (x, y) = hold[name](when), actors[name].at(when).ahead(_FAR)
        spot, stays = spot_in(shot.set, act.where), _TOLD["stays"]
        gets = act.pose in _TOLD["gets"]
        if on and act.start > _BEFORE and not stops[1:] and not gets:  # it stands where it is until then
            touched = act.pose in _TOLD["touches"] and not act.where
            act = act.model_copy(update={"where": on, "start": act.start - _SLOW})
            if touched and (laid := _laid(there, act, blocking, foot)):
                stops = [Stop(0.0, still(laid))]
                there_is(name, act, replace(laid, z=laid.z - foot + size_of(prop.kind)[0]), act.end)
                continue
            gets, when = True, act.start + _SLOW
        if met:
            giver, holder = (name, met[0].other) if met[0].way["passes"] == "other" else (met[0].other, name)
            flies = met[0].way.get("flies", 0.0)
            stops = stops if stops[1:] else [Stop(0.0, hold[giver])]
            stops.append(Stop(met[0].moment, hold[holder], flies, _ARC * bool(flies)))
        elif (gets or (spot and act.pose not in stays)) and not (stops[1:] and name == holder):
            flies = _FLIES * (act.pose == "catch" and not (stops[1:] or act.where))
            if not stops[1:]:  # from where it lies until then, or out of the picture
                hip = actors[name].hold(replace(prop, hand="hip"))(when) if act.pose == "unsheathe" else None
                floor = foot if act.pose in floors or isinstance(actors[name].body, Creature) else UNSEEN
                laid = spot or (None if _shut(act, shot) else _laid(there, act, blocking, foot))
                laid = Mark(*actors[name].at(when).out((_FAR, 0.0, there.z))) if flies else laid
                stops = [Stop(0.0, upon(prop, shot, actors, blocking) or still(hip or laid or replace(there, z=floor)))]
            if stops[-1].where(when).z > UNSEEN and not flies:
                there_is(name, act, stops[-1].where(when), when)
            stops.append(Stop(when - flies, hold[name], flies or (act.end - when) * bool(spot), _ARC * bool(flies)))
            holder = name
        elif act.pose == prop.pose == "shoot_ball":  # it lies there until the foot meets it, and flies into the net
            when = act.start + _KICK * (act.end - act.start)
            x, y = actors[name].at(when).ahead(_FOOT)
            goals = [mark for mark in [built_in(shot.set).get("goal")] if mark]
            goals += [one.mark for one in blocking.props if one.kind == "goal"]
            ends = Mark(*goals[0].out(_NET)) if goals else Mark(*actors[name].at(when).ahead(_FAR), foot)
            far = hypot(ends.x - x, ends.y - y)
            stops = [Stop(0.0, still(Mark(x, y, foot))), Stop(when, still(ends), far / _SHOT, 0.1 * far)]
            holder = ""
        elif act.pose in _TOLD["bounced"] and prop.label:  # as the effect has it
            stops += [Stop(act.start, still(replace(there, z=UNSEEN))), Stop(act.end, hold[name])]
        elif act.pose == "dress" or act.where == "head":
            at = "head" if act.where or "worn" in about(prop.kind) else "neck"
            stops.append(Stop(when, actors.get(act.toward, actors[name]).hold(replace(prop, hand=at)), _LAID))
            holder = ""
        elif act.pose in _TOLD["throws"]:  # it comes down where somebody fetches it, or falls from what it meets
            fetched = [hold[who](late) for late, who, two in deeds if late > when and two.pose in floors]
            ends = fetched[0] if fetched else _goal(act, shot, actors[name].at(when + _FLIES), blocking)
            down, high = Mark(ends.x, ends.y, foot, there.yaw), 0.0 if fetched else max(0.0, ends.z - foot)
            stops.append(Stop(when, still(replace(down, z=foot + high)), _FLIES, _ARC))
            stops.append(Stop(when + _FLIES, still(down), sqrt(high / 4.9), high))
            holder = ""
        elif act.pose in _TOLD["leaves"]:
            if act.pose == "drop" and act.where and not stops[1:]:  # out of what it was in
                stops = [Stop(0.0, still(replace(there, z=UNSEEN))), Stop(act.start, hold[name])]
            whom = [one.toward for late, who, one in deeds if who == name and late <= when and one.toward in actors]
            guest = Mark(*actors[whom[-1]].at(when).ahead(_SERVED), there.z, there.yaw) if whom else there
            falls, ground = act.pose == "drop", replace(guest, z=foot)
            down = ground if falls else _laid(guest, act, blocking, foot) or ground
            high = max(0.0, there.z - foot) * falls
            if not falls:
                there_is(name, act, down, when + _LAID)
            lasts = about(prop.kind).get("flutters") or sqrt(high / 4.9)
            if falls and "floats" in about(prop.kind):  # a balloon goes up
                down, lasts, high = replace(down, z=there.z + _RISES), _RISING, 0.0
            stops.append(Stop(when, still(down), lasts if falls else _LAID, high))
            holder = ""
    if prop.end and stops[1:] and not holder:  # it rolls where it looks
        lies = stops[-1].where(prop.start)
        x, y = replace(lies, yaw=_TOLD["facing"].get(prop.facing, lies.yaw)).ahead(_ROLLS)
        stops.append(Stop(prop.start, still(Mark(x, y, lies.z, lies.yaw)), prop.end - prop.start))
    return _along(stops), reaches


def touches(shot: Shot, actors: Mapping[str, Actor], blocking: Blocking) -> Iterator[tuple[str, Reach]]:
    """Which hands are on what stands there, and when: where it is nearest to them (``touches`` in ``staging.yaml``)."""
    acts = [(who, act) for who in shot.cast for act in who.actions if act.pose in _TOLD["stays"]]
    for one, act, spot in [(who, act, spot_in(shot.set, act.where)) for who, act in acts]:
        if spot:  # a bottle is filled, hands are washed
            wet = actors[one.name].at(act.start).within((spot.x, spot.y, spot.z + _DIPS))
            yield one.name, Reach("ra", wet, act.start - _BEFORE, act.end, leans=True)
    for one, act in [(who, act) for who in shot.cast for act in who.actions if act.pose in _TOLD["touches"]]:
        words, actor = {act.thing, act.where * (act.pose not in _TOLD["lifted"])} - {""}, actors[one.name]
        stands = [prop for prop in blocking.props if not prop.holder or prop.ahead]
        for prop in [prop for prop in stands if not words.isdisjoint((prop.kind, prop.label))][:1]:
            moment = (act.start + act.end) / 2
            at, mesh = actor.at(moment), mesh_of(prop, 0.0)
            mark = actors[prop.holder].hold(prop)(moment) if prop.ahead else prop.mark
            mesh = replace(mesh, points=np.array([at.within(mark.out(point)) for point in mesh.points.tolist()]))
            (left, _, low), (right, near, high) = (end.tolist() for end in mesh.bounds)
            middle = max(left, min(right, 0.0))
            for arm, (across, deep, up, *over) in _TOLD["touches"][act.pose].items():
                high_up = min(low + up * (high - low), _HIGHEST * actor.body.eyes(moment)[2])
                x, y, z = mesh.nearest((middle + across, max(min(near - deep, -_NEAREST), -_REACH), high_up)).tolist()
                yield one.name, Reach(arm, (x, y, z + sum(over)), act.start - _BEFORE, act.end, leans=True)


def pours(shot: Shot, actors: Mapping[str, Actor], blocking: Blocking) -> Iterator[tuple[str, Reach]]:
    """Hands that hold what is poured so that its mouth is over what it is poured into, wherever that is."""
    for one, act in [(who, act) for who in shot.cast for act in who.actions if act.pose == "pour"]:
        words, when, actor = {act.thing, act.where} - {""}, (act.start + act.end) / 2, actors[one.name]
        tilted = [prop for prop in blocking.props if prop.holder == one.name and prop.pose == act.pose]
        others = [prop for prop in blocking.props if prop not in tilted and prop.kind in _TOLD["filled"]]
        filled = [it for it in others if words & {it.kind, it.label} or act.toward == it.holder != ""]
        for source, vessel in list(zip(tilted, filled, strict=False))[:1]:
            there = actors[vessel.holder].hold(vessel)(when) if vessel.holder in actors else vessel.mark
            foot = float(mesh_of(replace(vessel, pose=""), 0.0).bounds[0][2]) + _FULL
            ends = min(mesh_of(source, 0.0).points.tolist(), key=lambda point: float(point[2]))
            x, y, z = np.subtract(actor.at(when).within((there.x, there.y, there.z + foot)), ends).tolist()
            yield one.name, Reach("ra", (x, y, z), act.start - _BEFORE, act.end, leans=True)


def _laid(hand: Mark, act: Action, blocking: Blocking, foot: float) -> Mark | None:
    """Where something lies that a hand lays down or has taken: on or in what the words name, else on the next top."""
    stands = [(hypot(one.mark.x - hand.x, one.mark.y - hand.y), one) for one in blocking.props if not one.holder]
    near = sorted((far, n) for n, (far, one) in enumerate(stands) if "top" in about(one.kind) and far <= _NEAR)
    for one in [*_named(blocking, act), *(stands[n][1] for _, n in near)]:
        first, last = mesh_of(one, 0.0).bounds
        edge = np.minimum(_EDGE, (last - first)[:2] / 2)
        spot = np.clip(one.mark.within((hand.x, hand.y, 0.0))[:2], first[:2] + edge, last[:2] - edge)
        high = told_of(one.kind, "top") or top_of(one.kind) or 0.8 * size_of(one.kind)[0]
        place = (*spot.tolist(), high * one.scale + foot)
        if inlet := about(one.kind).get("inlet"):  # the side that is nearer
            sides = [(side * inlet[0], *inlet[1:]) for side in (1, -1)]
            place = min(sides, key=lambda at: hypot(one.mark.out(at)[0] - hand.x, one.mark.out(at)[1] - hand.y))
        x, y, z = one.mark.out(place)
        return Mark(x, y, z, hand.yaw)
    return None


def upon(prop: Prop, shot: Shot, actors: Mapping[str, Actor], blocking: Blocking) -> Where | None:
    """Where something is that lies on what somebody has in the hand: a cup on a tray."""
    on = next((it.on for it in shot.things if it.label == prop.label), "")
    held = [one for one in blocking.props if one.holder in actors and not one.ridden and one.label != prop.label]
    for under in [one for one in held if on and on in (one.label, one.kind)][:1]:
        number = [it.label for it in shot.things if it.on == on].index(prop.label)
        x, where = _APART * ((number + 1) // 2) * (-1) ** number, way_of(under, shot, actors, blocking)[0]
        point = x, 0.0, float(mesh_of(under, 0.0).over(x, 0.0).max(initial=0.0))
        return lambda seconds: Mark(*where(seconds).out(point), where(seconds).yaw)
    return None


def _goal(act: Action, shot: Shot, here: Mark, blocking: Blocking) -> Mark:
    """Where something goes that is thrown: into the middle of what the words name, out of the picture, else ahead."""
    if act.toward in _TOLD["facing"]:
        return Mark(*replace(here, yaw=_TOLD["facing"][act.toward]).ahead(_OFF))
    words, home = {act.where, act.toward, _TOLD["aims"].get(act.pose, "")} - {""}, built_in(shot.set)
    goals = [(one.mark, one.kind, one.scale) for one in blocking.props if words & {one.kind, one.label}]
    goals += [(home[word], word, 1.0) for word in words if word in home]
    for mark, kind, scale in goals:
        return replace(mark, z=mark.z + scale * about(kind).get("inlet", (0.0, 0.0, size_of(kind)[0] / 2))[2])
    return Mark(*here.ahead(_FAR))


def _shut(act: Action, shot: Shot) -> bool:
    """Whether what is taken was in something that is worn, or is opened first."""
    boxes = {one.label for one in shot.things if {"open", "shut"} & about(special(one)).keys()}
    opens = [two for one in shot.cast for two in one.actions if two.thing in boxes]
    return act.where in GARMENTS or any(two.thing == act.where and two.start < act.start for two in opens)


def _named(blocking: Blocking, act: Action) -> list[Prop]:
    return [one for one in blocking.props if not one.holder and act.where and act.where in (one.kind, one.label)]


def looks_of(prop: Prop, shot: Shot) -> Iterator[Prop]:
    """A thing as it looks before and after what is done to it (``becomes``): opened, lit, blown out."""
    words, told = {prop.kind, prop.label, ""}, about(prop.kind)
    own = Action(pose=prop.pose, start=prop.start, end=prop.end or shot.seconds, thing=prop.label)
    for when, _, act in [*_deeds(shot), ((own.start + own.end) / 2, "", own)]:
        ways = _TOLD["becomes"].get(act.pose, ())
        if (act.thing in words or act.where in words - {""}) and any(way in told for way in ways):
            before, after = (told.get(way, prop.kind) for way in ways)
            yield replace(prop, kind=before, span=(prop.span[0], when))
            prop = replace(prop, kind=after, span=(when, prop.span[1]))
    pours = [act for _, _, act in _deeds(shot) if act.pose == prop.pose == "pour"]
    if pours and not prop.net:  # tilted, or under the stream, while it is poured
        since, until = min(act.start for act in pours), max(act.end for act in pours)
        yield replace(prop, pose="" if prop.holder else "empty", span=(prop.span[0], since))
        yield replace(prop, span=(since, until))
        prop = replace(prop, pose="" if prop.holder else "full", span=(until, prop.span[1]))
    yield prop


def borne_of(name: str, film: Film, shot: Shot, everybody: Sequence[Actor], blocking: Blocking) -> Where | None:
    """Where somebody is whom others have in their arms, hand on and lay down; None for who is in nobody's arms."""
    actors, stops, holder = {one.name: one for one in everybody}, list[Stop](), ""
    for since, who, act in laps(name, film, shot):
        if since and not stops:  # there until then
            own = actors[name].mark if blocking.use(name, *SUPPORTS) else None
            stops.append(Stop(0.0, still(own or _down(actors[who].at(since), act, blocking))))
        down = None if who else still(_down(actors[holder].at(since), act, blocking))
        stops.append(Stop(since, down or _arms(actors[who], act.where, heights(film.member(name))), _BORNE))
        holder = who
    here = next(one for one in shot.cast if one.name == name)
    for act in here.actions if here.on in actors and not stops else ():
        if act.pose == "jump" and act.start:  # from the floor into a lap
            lap = actors[name].mark
            floor = Mark(*replace(lap, yaw=actors[here.on].mark.yaw).ahead(_LEAP), 0.0, lap.yaw)
            stops = [Stop(0.0, still(floor)), Stop(act.start, still(lap), act.end - act.start)]
    return _along(stops) if stops else None


def _arms(actor: Actor, on: str, tall: float) -> Where:
    ahead, high, low, turn, _ = _TOLD["borne"].get(on, _TOLD["borne"]["arms"])

    def where(seconds: float) -> Mark:
        here, eyes = actor.at(seconds), actor.body.eyes(seconds)[2]
        if isinstance(actor.body, Creature):  # in its mouth
            x, y, z = here.out(actor.body.hands(seconds)[0])
            return Mark(x, y, z - tall / 2, here.yaw + turn)
        return Mark(*here.ahead(ahead), here.z + high * eyes - low * tall, here.yaw + turn)

    return where


def _down(holder: Mark, act: Action, blocking: Blocking) -> Mark:
    """Where somebody is who is let down: on what the words name, else before who held them."""
    for one in _named(blocking, act):
        return replace(one.mark, z=one.mark.z + top_of(one.kind) * one.scale)
    return Mark(*holder.ahead(_FEET), 0.0, holder.yaw + 160)

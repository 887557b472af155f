"""The things of a shot: those in use, where they stand to who uses them, and those that the camera finds places for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf

from kling.animatic.bodies import SEATED
from kling.animatic.build import code_of, sets, thing
from kling.animatic.data import data
from kling.animatic.marks import (
    Loose,
    Mark,
    Prop,
    built_in,
    extent_of,
    heights,
    is_own,
    is_sky,
    opposite,
    reach_of,
    size_of,
    told_of,
)  # fmt: skip
from kling.animatic.outfit import upright, upright_height
from kling.animatic.scene import RELATIONS, Film, Shot, Thing
from kling.animatic.silhouettes import special
from kling.animatic.uses import HELD, SMALL, Use, about, covered, front_door, is_small
from kling.lexicon import THINGS

_TOLD = data("staging.yaml")
CARRIED = {("sits", "pushes"), ("lies", "bears"), ("lies", "pushes")}  # how who is on what others move uses it
_LARGE = 2.5  # m; what is larger and stands in a set is not put up twice
_SUNK, _UNDER = -0.06, 0.605  # m that a table is lower for who sits at it; of their height, for hands alone
_BLOCK, _ROCK = 0.22, 0.5  # of the box that stands for what is not known, in a hand; m before hands, without a top
_IN_HANDS, _GROWN = (0.1, 0.22), 2.2  # m long that what hands alone have is, at least and at most; how much it grows
_ASIDE, _KNEES = 0.12, 0.3  # m that what hands put something into is beside them; that a pane is off who sits
_EDGE, _SHUTTER = 0.25, 0.25  # m behind the edge of a thing that one sits; before a door, what closes it
_SAME = ("label", "colour", "reference", "pose", "start", "end", "facing", "beside")  # of a thing that a prop has, too
_WORN = ("back", "head")  # where something is carried, not in a hand
_NOSE, _PLANTED = 0.62, 1.1  # of its length, before an animal's middle; m that what is planted is high, at most


def middle_of(marks: Sequence[Mark]) -> Mark:
    return Mark(sum(one.x for one in marks) / len(marks), sum(one.y for one in marks) / len(marks))


def seat_of(kind: str) -> float:
    """How far behind who sits on it the middle of a thing is, in m: at its edge, so that the legs are free."""
    deep = table_of(kind, 1)[1] if about(kind) and not about(kind).keys() & {"mount", "spots"} else 0.0
    return float(about(kind).get("seat", max(0.0, deep / 2 - _EDGE)))


def top_of(kind: str, *, stands: bool = False) -> float:
    """How high somebody is on a thing, in m; 0 on what bodies sit on by themselves."""
    known = [float(about(kind)[word]) for word in ("mount", "bed", "up", "top") if word in about(kind)]
    if not about(kind) or (not stands and (known or "seat" in about(kind))):
        return next(iter(known), 0.0)
    over = thing(about(kind).get("ridden_as", kind)).over(0.0, 0.0 if stands else -seat_of(kind))
    return float(over.max(initial=0.0))


def table_of(kind: str, count: int) -> tuple[float, float]:
    """How wide and deep a thing is for so many round it, in m; two have its shorter side between them."""
    low, high = thing(kind).bounds
    wide, deep = float(high[0] - low[0]), float(high[1] - low[1])
    return (deep, wide) if count == 2 else (max(wide, 0.75 * (count - 2) + 0.3), deep)


def far_of(use: Use) -> float:
    """How far before somebody the middle of what they use is, in m."""
    told, side = _TOLD["relations"][use.how], _TOLD["relations"][use.how].get("side", 0.0)
    half = (table_of(use.kind, 1)[told.get("turn") != -90] if about(use.kind) else 0.6) / 2
    if side and told.get("goes") and about(use.kind):  # to the end at which it is pushed or drawn
        low, high = thing(use.kind).bounds
        half = float(-low[1] if side < 0 or "drawn" in about(use.kind) else high[1])
    return float(told.get("ahead", 0.0) + side * half)


def used(shot: Shot, film: Film, uses: Sequence[Use], marks: Mapping[str, Mark]) -> Iterator[Prop]:
    """What is used, each where it stands to who uses it; what several use, in their middle."""
    for use in uses:
        kind, told, mark, whose = use.kind, _TOLD["relations"][use.how], marks[use.name], film.member(use.name)
        alike = [one for one in uses if one.kind == kind and one.how not in HELD and use.shared]
        users = [one.name for one in alike if (one.how, use.how) not in CARRIED] or [use.name]
        goes = [one for one in uses if one.told is use.told and (use.how, one.how) in CARRIED] if use.told else []
        if users[0] != use.name or goes or (kind == "door" and use.how == "through" and front_door(shot)):
            continue
        scale = scale_for(shot, film, use.name)
        scale *= min(1.0, _PLANTED / size_of(kind)[0]) if use.how == "plants" else 1.0
        far = about(kind).get("far", far_of(use)) if use.how == "works" else far_of(use)
        far = _NOSE * size_of(whose.kind)[1] if use.how == "before" and not whose.person else far
        user = next(one for one in shot.cast if one.name == use.name)
        far += _KNEES * (use.how == "at" and "top" not in about(kind) and "sit" in user.poses)
        far = scale * (far - seat_of(kind) * (use.how == "sits"))
        there = middle_of([Mark(*marks[name].ahead(far)) for name in users])
        if use.how in RELATIONS:
            same = [marks[who.name] for who in shot.cast if getattr(who, use.how) == getattr(user, use.how)]
            its = extent_of(kind)
            its = its._replace(high=its.high * (len(same) < 2))  # several stand on both sides
            yield _prop(use.told, kind, opposite(middle_of(same), use.how, reach_of(whose), its))
            continue
        yaw = 0.0 if len(users) > 1 and use.how not in ("out", "through") else mark.yaw + told.get("turn", 0.0)
        yaw = 90.0 if len(users) == 2 and use.how in ("at", "before") else yaw
        high = told.get("raised", 0.0)
        works = [one.kind for one in uses if one.name == use.name and one.how in ("at", "works")]
        alone = user.part == "hands"
        tops = [top_of(kind) * scale for kind in works if top_of(kind)]
        if tops and use.how in ("at", "before", "works")[: 2 + alone]:  # under hands of who sits, or hands alone
            under = max(0.0, _UNDER * heights(film.member(use.name)) - tops[0]) * alone
            high = (_SUNK if user.poses & SEATED else under) + tops[0] * (use.how == "before")
        if alone and use.how == "at" and "top" not in about(kind):  # a rock, under the hands
            there, high = Mark(*mark.ahead(_ROCK)), high + _ROCK / 20
        if alone and use.how == "before":  # beside them
            beside = [one.told for one in uses if one.name == use.name and one.how == "before"].index(use.told)
            there = Mark(*mark.out((_ASIDE * (1 - 2.4 * beside), -far, 0.0))[:2])
        if alone and use.how in (*HELD, "before"):
            least = _IN_HANDS[0] / (2 if shot.size == "macro" else 1)
            scale *= min(_GROWN, max(least, min(_IN_HANDS[1], max(size_of(kind)))) / max(size_of(kind)))
        laid_back, alone_in = "reclined" * ("recline" in user.poses), "laden" * (use.told is None)
        looks = about(kind).get(alone_in if use.how in HELD else laid_back or "ridden_as", kind)
        prop = _prop(use.told, looks, replace(there, yaw=yaw, z=high), scale)
        if use.how in HELD:
            other, size = use.how == "other", scale if kind else _BLOCK
            pours = "pour" * (not other and "pour" in user.poses)
            hand = "left" * (other and about(kind).get("hand") != "hip")
            bears = (a for a in user.actions if a.thing == prop.label and a.pose not in _TOLD["leaves"])
            hand = next((a.where for a in bears if a.where in _WORN), hand)
            prop = replace(prop, mark=mark, holder=use.name, scale=size, hand=hand, pose=pours)
        elif told.get("goes"):
            hand = "both" * (use.how == "bears" and len(users) > 1)
            borne = told_of(kind, "borne", told["high"]) if "high" in told else 0.0
            far = size_of(kind)[1] / 2 + told["ahead"] if hand else far
            coat = next((one.colour for one in film.cast if one.kind == kind), "")  # "on a white horse"
            prop = replace(prop, ahead=far, colour=prop.colour or coat)
            prop = replace(prop, mark=replace(mark, z=borne), holder=use.name, ridden=True, hand=hand)
        elif use.how == "at" and len(users) > 2:
            prop = replace(prop, wide=table_of(kind, len(users))[0] / table_of(kind, 1)[0])
        yield prop
        if prop.holder and "beam" in about(kind):
            yield replace(prop, kind="light_beam", label="", scale=1.0)
    does = {act.thing for who in shot.cast for act in who.actions if act.pose in _TOLD["becomes"]}
    for told in [one for one in shot.things if is_door(one) and does & {one.label, one.kind}]:
        kind = "front_door" if told.kind == "door" else special(told)
        for mark in filter(None, [front_door(shot)]):  # the set's own, or before it
            yield _prop(told, kind, Mark(*mark.ahead(_SHUTTER * (told.kind != "door")), mark.z, mark.yaw))
    for name in (one.name for one in shot.cast if "shoot_ball" in one.poses):
        yield Prop("ball", marks[name], pose="shoot_ball", holder=name)
    for who, act in [(x, act) for x in shot.cast for act in x.actions if act.pose in _TOLD["effects"]]:
        told, member, middle = _TOLD["effects"][act.pose], film.member(who.name), (act.start + act.end) / 2
        half, scale = told.get("lasts", act.end - act.start) / 2, told.get("scale", 1.0)
        scale, span = scale if member.person else heights(member) / 1.6, (middle - half, middle + half)
        yield Prop(told["kind"], marks[who.name], scale, holder=who.name, hand=told["at"], span=span)


def is_vehicle(kind: str) -> bool:
    """Whether a thing of that kind drives."""
    return "exit" in about(kind) or (kind in THINGS and THINGS[kind].kind == "vehicle")


def is_door(told: Thing) -> bool:
    """Whether a thing is a door, or closes one."""
    return "doorway" in about(special(told))


def _prop(told: Thing | None, kind: str, mark: Mark, scale: float = 1.0) -> Prop:
    """A thing on a mark, as its words have it."""
    own = {name: getattr(told, name) for name in _SAME} if told else {}
    label = own.get("label", "").lower()
    made = next((of for word, of in _TOLD["made_of"].items() if f" {word}" in f" {label}" and word != label), "")
    alone = told is not None and told.pose in ("", "enter")  # nobody sees it before, nor what does nothing later
    span = (told.start, (not told.pose and told.end) or inf) if told and alone else (0.0, inf)
    own |= {"colour": f"#{code_of(made)}"} if made and not own["colour"] else {}
    return Prop(kind, mark, scale * (told.scale if told else 1.0), span=span, **own)


def scale_for(shot: Shot, film: Film, name: str) -> float:
    """How large a thing is for who uses it: a mouse has a small book, a child a low chair."""
    one, member = next(one for one in shot.cast if one.name == name), film.member(name)
    tall = upright_height(member) if upright(member, one) else heights(member) if member.person else 1.6
    return min(1.0, tall / 1.56)


def others(shot: Shot, uses: Sequence[Use], marks: Mapping[str, Mark]) -> Iterator[Loose]:
    """What is named and not used, and a table for what stands on one: the camera finds places for it."""
    place, free = sets().get(shot.set, {}), not shot.cast and shot.set.startswith("studio")
    room, desk = place.get("room"), _TOLD["deeds"]["desk"]
    tabled = free or ("seated" in place and any("top" in about(kind) for kind in built_in(shot.set)))
    tabled = tabled or any("top" in about(special(one)) for one in shot.things)
    tabled = tabled or any(use.how in ("at", "works") for use in uses)
    for told in sorted(shot.things, key=lambda one: not one.kind):  # what is known comes first
        kind, used = special(told), [use for use in uses if use.told is told]
        kind = about(kind).get("hung_as", kind) if told.above or told.on == "ceiling" else kind
        words, high = {told.kind, told.label, kind}, size_of(kind)[0]
        ends = any(move.end in words for move in shot.camera if move.end)
        foreign = not words.isdisjoint(_TOLD["inside"].get(shot.set, ()))
        foreign = foreign or (room is not None and high > room["size"][2])  # no house in a kitchen
        own = not kind and any(word in told.label.lower() for word in place.get("refines", {}).get("words", ()))
        unseen = own or (foreign and not (told.pose or ends)) or (kind in THINGS and not about(kind))
        unseen = unseen or (kind == "ball" and "shoot_ball" in shot.poses)  # it is at the foot already
        unseen = unseen or (is_door(told) and bool(front_door(shot)))
        if unseen and not told.reference:
            continue
        acts = [marks[one.name] for one in shot.cast if words & {act.thing for act in one.actions}]
        acts = acts or [*marks.values()][: high <= SMALL]
        near = () if told.depth or high > _LARGE else tuple(acts)
        near = (marks[told.beside],) if told.beside in marks else near
        if not (tabled or used or told.on) and is_small(kind) and covered(shot):
            tabled = True
            yield Loose(Prop(desk.get(shot.set, desk["usual"])), told.model_copy(update={"label": "", "on": ""}), near)
        scale = 1.0 if kind or not shot.cast else 0.6  # the box for what is not known
        if (count := min(told.count, 12) - len(used)) > 0:
            prop = replace(_prop(told, kind, Mark(0, 0), scale), count=count)
            yield Loose(replace(prop, label=told.label * (kind not in _TOLD["rises"])), told, near, ends)


def alone(loose: Sequence[Loose], home: Mapping[str, Mark]) -> Iterator[Loose]:
    """What is before the camera where nobody is: what is named first, a small thing on its table."""
    seen = [one for one in loose if not is_sky(one.prop.kind) and one.told.on not in _TOLD["hung"]]
    if seen and is_own(home, seen[0]) and max(size_of(seen[0].prop.kind)) > _LARGE:
        return  # the place itself is shown
    on = [(it, two) for it in seen for two in seen if it.told.on and it.told.on in (two.prop.kind, two.told.label)]
    if on and max(size_of(on[0][0].prop.kind)) < SMALL:
        yield from on[0]
        return
    tables = [one for one in seen if "top" in about(one.prop.kind)]
    small = [one for one in seen if is_small(one.prop.kind)]
    yield from (small[0], tables[0]) if small and tables and seen[0] in (small[0], tables[0]) else seen[:1]


def shown(one: Loose, others: Sequence[Loose], home: Mapping[str, Mark], *, lane: bool) -> Prop:
    """A thing that leaves its place, or on its mark before the camera, turned so that its shape is seen."""
    kind, (_, long) = one.prop.kind, size_of(one.prop.kind)
    if (one.told.pose or kind in _TOLD["boats"]) and kind in home:
        return replace(one.prop, mark=home[kind])
    if one is not others[0]:
        return replace(one.prop, mark=Mark(0.0, 0.12))
    high = min(told_of(kind, "lift"), 3.0)
    for under in others[1:2]:
        high = told_of(under.prop.kind, "top") or top_of(under.prop.kind, stands=True) * under.prop.scale
    yaw = 0.0 if {"top", "seat"} & about(kind).keys() else 62.0 if long >= 30 else 28.0
    if one.told.facing or (lane and is_vehicle(kind)):
        yaw = 10.0 + _TOLD["facing"].get(one.told.facing, 0.0)  # along the road
    aside = _TOLD["across"].get(one.told.side, 0.0) * max(_ASIDE, 0.4 * long)
    return replace(one.prop, mark=Mark(aside, 0.0, high, yaw))

"""Where everybody in a shot stands: words for places in the frame, as metres on the floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kling.animatic.bodies import SEATED
from kling.animatic.build import sets, things
from kling.animatic.data import data
from kling.animatic.framing import fill_of
from kling.animatic.marks import Mark, heights, size_of, told_of
from kling.animatic.scene import Action, Film, Member, Presence, Shot
from kling.lexicon import POSES

_TOLD = data("staging.yaml")
SEATS: list[str] = _TOLD["seats"]
"""What somebody sits on."""
SHARED: list[str] = _TOLD["shared"]
"""What several ride together."""
_LONG = 0.7  # m that who swims reaches to each side
_SADDLE = 0.52  # m from a rider's feet to the saddle
_LARGEST_HELD = 0.75  # m high
_HIGH_CHAIR = 0.14  # m that a child sits higher at a table
_NARROW = 4.5  # m; in such a room who leans has a wall at hand
_ABOARD = 62.0  # degrees that a boat lies aslant
_DECK = 0.26  # m over the water that an animal in a boat is
_HIGHEST = 1.6  # m that something is high on which somebody sits
_SEAT = 0.52  # m that somebody sits high
_SEATED = 72.0  # degrees
_TABLE_Y = 0.6  # m that a table for many stands behind the middle
_ROW, _CROWD, _CLOSE = 6, 7, 3  # people side by side; in a row of those behind; in a close picture at most


def subject_names(shot: Shot) -> tuple[str, ...]:
    """Whom the camera is on: everybody in a wide picture; in a close one the first speaker, or who is named first and
    those who do the same or do it together."""
    names, close = [one.name for one in shot.cast if one.name.split()[0] != "crowd"], fill_of(shot.size)
    names = names or [one.name for one in shot.cast]
    if parts := [one.name for one in shot.cast if one.part]:
        return tuple(parts)
    if not names or (shot.size == "insert" and shot.things):
        return ()
    if shot.size in ("two_shot", "group"):
        return tuple(names)
    alone = shot.angle in ("ots", "pov") and len(names) > 1
    if close > 2.0 or alone or (close > 1.7 and len(names) > (2 if shot.lines else 4)):
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
    """A mark for everybody: side by side, or round a table, or where their work is done in the shot's set."""
    about, wide = sets().get(shot.set, {}), fill_of(shot.size) <= 1
    placed = [one for one in shot.cast if one.side or one.depth]
    front = (placed + [one for one in shot.cast if one not in placed])[:_ROW]
    row = sorted(sorted(front, key=shot.cast.index), key=lambda one: _TOLD["across"].get(one.side, 0.0))
    behind = [one for one in row if one.depth == "background" and len(row) > 1]
    marks = _side_by_side(shot, film, [one for one in row if one not in behind], way, wide=wide)
    for number, one in enumerate(behind):
        x = (
            (number - (len(behind) - 1) / 2) * 1.3
            + 1.6 * _TOLD["across"].get(one.side, 0.0)
            - 0.8 * (len(behind) % 2) * way
        )
        deep = _TOLD["behind"]["wide" if wide else "near"]
        marks[one.name] = Mark(x, deep + 0.1 * (number % 2), _height_of(shot, one, film.member(one.name)))
    marks |= {one.name: Mark(0.0, 2.4) for one in row if one.name.split()[0] == "crowd"}
    fixed = _round_table(shot, row) | {name: _at(spot) for name, spot in spots_of(shot, film).items()}
    marks |= {name: replace(mark, z=mark.z or marks[name].z) for name, mark in fixed.items() if name in marks}
    free = [one for one in row if one.name not in fixed]
    wide_room = about["room"]["size"][0] if "room" in about else 99.0
    leaning = (
        {one.name for one in free if "lean" in one.poses and not support_of(one)[1]} if wide_room < _NARROW else set()
    )
    for name in leaning:  # against the nearer wall
        end = 1.0 if marks[name].x > 0 or (marks[name].x == 0 and way > 0) else -1.0
        marks[name] = replace(marks[name], x=end * (wide_room / 2 - 0.28), yaw=-75.0 * end)
    free = [one for one in free if one.name not in leaning]
    for one in free:  # who goes to somebody comes from behind them
        goal = next((act.toward for act in one.actions if act.toward in marks and _travels(act.pose)), "")
        if goal and goal != one.name and not (one.side or one.depth):
            there = marks[goal]
            apart = 0.5 + _broad(one, film) + _reach(film.member(goal))
            marks[one.name] = replace(marks[one.name], x=there.x - apart * way, y=there.y + 0.4)
    marks |= {one.name: replace(marks[one.name], yaw=_yaw(shot, film, one, marks, row, way)) for one in free}
    for number, one in enumerate(one for one in shot.cast if one.name not in marks):  # a crowd stands in rows behind
        line, column = divmod(number, _CROWD)
        yaw = float((number * 37) % 50) - 25
        marks[one.name] = Mark((column - 3) * 1.1 + (line % 2) * 0.5, 2.6 + line * 1.1, 0.0, yaw)
    for one in shot.cast:  # in somebody's arms
        for held in {act.toward for act in one.actions if _in_arms(act)} & {*marks} - {one.name}:
            if film.member(held).person and "carry" in one.poses:
                here = marks[one.name]
                marks[held] = Mark(*here.ahead(0.34), here.z + 0.88, here.yaw + 90)
            elif not film.member(held).person and heights(film.member(held)) < _LARGEST_HELD:
                here, low = marks[one.name], 0.31 if one.poses & SEATED else 0.5
                marks[held] = Mark(*here.ahead(0.24), here.z + low * heights(film.member(one.name)), here.yaw + 70)
    for name in subject_names(shot)[:1] if fill_of(shot.size) > 1.9 and shot.size != "insert" else ():  # shows the face
        one = next(one for one in shot.cast if one.name == name)
        if one.facing != "away" and shot.angle not in (*_TOLD["seen_from"], "ots", "pov") and abs(marks[name].yaw) > 90:
            marks[name] = replace(marks[name], yaw=80.0 if marks[name].yaw > 0 else -80.0)
    if "room" in about:
        back = about["room"]["size"][1] / 2 + about["room"].get("shift", 0.0) - 0.7
        marks = {name: replace(mark, y=min(mark.y, back)) for name, mark in marks.items()}
    return marks


def _in_arms(act: Action) -> bool:
    """Whether it is somebody who is held; a waiter who carries a tray to somebody carries the tray."""
    return act.pose in _TOLD["in_arms"] and not act.thing


def _side_by_side(shot: Shot, film: Film, row: Sequence[Presence], way: float, *, wide: bool) -> dict[str, Mark]:
    gap = (0.85 if shot.size != "wide" else 1.5) if wide else 0.5
    if shot.poses.intersection(_TOLD["touching"]):
        gap = -0.06
    elif row and not any(film.member(one.name).person for one in row):
        gap = 0.15
    half = [_broad(one, film) for one in row]
    edges = [sum(half[:n]) * 2 + gap * n + half[n] for n in range(len(row))]
    middle = (2 * sum(half) + gap * (len(row) - 1)) / 2
    at_table = len(row) > 1 and any(one.kind in ("table", "chessboard") for one in shot.things)
    aboard, marks = 0, dict[str, Mark]()
    for number, (one, broad, edge) in enumerate(zip(row, half, edges, strict=True)):
        x = (edge - middle) * (1.55 if at_table else 1.0)
        y = _TOLD["deep"].get(one.depth, 0.0) + 0.3 * max(0.0, broad - 0.5) + 0.08 * (number % 2)
        if seat_of(shot, one) in _TOLD["shared"]:  # all in one boat, one behind the other
            x, y = Mark(0, 0, 0, _ABOARD * way).ahead(0.5 - 1.1 * aboard)
            aboard += 1
        marks[one.name] = Mark(x, y, _height_of(shot, one, film.member(one.name)))
    return marks


def _round_table(shot: Shot, row: Sequence[Presence]) -> dict[str, Mark]:
    """Places at a table for three and more who sit at it: at its ends, then along its far side; who stands does so
    behind an end."""
    sits = [one for one in row if one.poses & SEATED]
    if len(sits) < 3 or not any(one.kind == "table" for one in shot.things):
        return {}
    half, marks = table_of(len(sits)) / 2, dict[str, Mark]()
    for number, one in enumerate(sits):
        way, x = 2.0 * number - 1, (number - 1.5) / (len(sits) - 2) * 2 * half - half
        end = Mark(way * (half + 0.3), _TABLE_Y, 0.0, -way * 78.0)
        marks[one.name] = end if number < 2 else Mark(x, _TABLE_Y + 0.85, 0.0, -14.0 * x)
    for number, one in enumerate(one for one in row if one not in sits):
        marks[one.name] = Mark((half + 0.9) * (1 if number % 2 == 0 else -1), _TABLE_Y + 1.2, 0.0, -35.0)
    return marks


def table_of(count: int) -> float:
    """How long a table is for so many, in m."""
    return max(1.6, 0.75 * (count - 2) + 0.3)


def spots_of(shot: Shot, film: Film) -> dict[str, dict[str, Any]]:
    """The places of a shot's set for those who do something there, by name: ``spots`` by poses and by words of names
    and kinds (``where`` somebody does something), and ``seats`` in order for the others."""
    about, found = sets().get(shot.set, {}), dict[str, dict[str, Any]]()
    everything = shot.poses
    free, seats = list(about.get("spots", ())), list(about.get("seats", ()))
    for one in shot.cast:
        poses = one.poses
        words = {*one.name.lower().split(), film.member(one.name).kind}
        company = {word for other in shot.cast if other is not one for word in other.name.lower().split()}
        for spot in free:
            if "with" in spot and not company.intersection(spot["with"]):
                continue
            if spot.get("as") == "sit" and poses & set(_TOLD["upright"]):
                continue
            fits = words.intersection(spot.get("who", words)) and (not spot.get("does") or poses & set(spot["does"]))
            if fits and everything.issuperset(spot.get("where", ())):
                found[one.name] = spot
                free.remove(spot)
                break
    for one in shot.cast:
        if about.get("seated") == "sit" and one.poses & set(_TOLD["upright"]):
            continue
        if one.name not in found and seats and (film.member(one.name).person or shot.set == "car_interior"):
            found[one.name] = {"at": seats.pop(0), "as": about.get("seated", "")}
    return found


def _at(spot: dict[str, Any]) -> Mark:
    x, y, yaw, *z = spot["at"]
    return Mark(x, y, z[0] if z else 0.0, yaw)


def _broad(presence: Presence, film: Film) -> float:
    """How far somebody reaches to the side in a shot: farther who swims or flies."""
    flat = presence.poses & {"swim", "fly"}
    return max(_reach(film.member(presence.name)), _LONG if flat else 0.0)


def _reach(member: Member) -> float:
    """How far somebody reaches to the side; a large animal is seen at a slant."""
    long = 0.0 if member.person else size_of(member.kind)[1]
    return max(0.22, (0.36 if 2 <= long < 6 else 0.5) * long)


def seat_of(shot: Shot, presence: Presence) -> str:
    """What a member sits on: a thing of the shot, a mount, ``chair``, or "" for who does not sit."""
    poses = presence.poses
    if shot.set in _TOLD["afloat"] and not poses & {"swim", "fly"}:
        boats = [one.kind for one in shot.things if one.kind in _TOLD["shared"] and one.depth != "background"]
        if boats or "row" in poses:
            return next(iter(boats), "boat")
    if poses & {"ride", "drive"}:
        acted = [act.thing for act in presence.actions if act.pose in ("ride", "drive")]
        mounts = (kind for kind in (*acted, *(one.kind for one in shot.things)) if told_of(kind, "mount"))
        own = next((kind for kind in acted if kind in things()), "horse")  # a surfboard
        return next(mounts, own if "ride" in poses else "")
    if not poses & SEATED:
        return ""
    how, kind = support_of(presence)
    return next((one for one in (kind * (how == "sit"), *(one.kind for one in shot.things)) if one in SEATS), "chair")


def support_of(presence: Presence, *, person: bool = True) -> tuple[str, str]:
    """What somebody is on or at, and how: the pose and the thing of the first action that tells; empty for nothing."""
    acts = [act for act in presence.actions if act.pose in _TOLD["supported"] and act.thing in things()]
    acts += [act for act in presence.actions if act.thing in _TOLD["boards"] and act.pose not in ("hold", "carry")]
    return next(
        ((act.pose, act.thing) for act in acts if not (person and _is_in(act.thing) and act.pose in _TOLD["on_top"])),
        ("", ""),
    )


def _is_in(kind: str) -> bool:
    """Whether people "on" a thing are in it: a train, a doorway."""
    return kind not in SEATS and size_of(kind)[0] > _HIGHEST


def is_at(how: str, kind: str) -> bool:
    """Whether people are at a thing, not on it: they sit at tables and lean on cars."""
    return how not in _TOLD["on_top"] or (how in ("sit", "stand", "kneel") and kind in _TOLD["tables"])


def top_of(kind: str) -> float:
    """How high somebody is on a thing, in m."""
    high, _ = size_of(_TOLD["boards"].get(kind, kind))
    return told_of(kind, "bed") or told_of(kind, "top") or high


def leap_of(shot: Shot, film: Film, presence: Presence) -> tuple[str, float]:
    """What an animal that jumps in a shot leaps onto, and how high that is; "" and 0 for nothing."""
    leaps = not film.member(presence.name).person and any(one.pose == "jump" for one in presence.actions)
    tops = ((one.kind, told_of(one.kind, "top") or told_of(one.kind, "bed")) for one in shot.things if leaps)
    return next((one for one in tops if one[1]), ("", 0.0))


def _height_of(shot: Shot, presence: Presence, member: Member) -> float:
    poses, seat = presence.poses, seat_of(shot, presence)
    if told_of(seat, "mount") and member.person:
        return told_of(seat, "mount") - _SADDLE
    if seat in SHARED and not member.person:
        return _DECK
    how, kind = support_of(presence, person=member.person)
    if kind and not (member.person and (kind in SEATS or is_at(how, kind))):
        on_legs = how == "sit" and member.person
        return max(-0.12, top_of(kind) - (_SEAT if on_legs else 0.0) - told_of(member.kind, "lift"))
    if member.age == "child" and seat == "chair" and any(one.kind in _TOLD["tables"] for one in shot.things):
        return _HIGH_CHAIR
    bed = next((high for one in shot.things if (high := told_of(one.kind, "bed"))), 0.0)
    if bed and "jump" not in poses and (poses.intersection(_TOLD["lying"]) or (not member.person and poses & SEATED)):
        return bed
    if seat == "bed":
        return told_of("bed", "bed") - _SEAT
    if "fly" in poses and not member.person:
        return max(0.0, 1.2 * size_of(member.kind)[0] - told_of(member.kind, "lift"))
    if shot.set == "sea":
        return -0.36 if "swim" in poses else 0.0
    return {"underwater": 1.0 if member.person else 0.0, "sky": 0.4, "space": 0.4}.get(shot.set, 0.0)


def _travels(pose: str) -> bool:
    return pose in POSES and POSES[pose].speed > 0


def _yaw(
    shot: Shot, film: Film, presence: Presence, marks: dict[str, Mark], row: Sequence[Presence], way: float
) -> float:
    """The way that somebody faces; who sits on a seat shows no back of it."""
    yaw = _facing(shot, film, presence, marks, row, way)
    seated = seat_of(shot, presence) in SEATS and presence.facing != "away" and shot.angle not in _TOLD["seen_from"]
    return max(-_SEATED, min(_SEATED, (yaw + 180) % 360 - 180)) if seated else yaw


def _facing(
    shot: Shot, film: Film, presence: Presence, marks: dict[str, Mark], row: Sequence[Presence], way: float
) -> float:
    here = marks[presence.name]
    if shot.angle in _TOLD["seen_from"] and not (presence.facing and len(row) > 1):
        return float(_TOLD["seen_from"][shot.angle])
    if seat_of(shot, presence) in SHARED:
        return _ABOARD * way
    if leap_of(shot, film, presence)[0]:
        return 145.0 * way  # up onto what it leaps onto, from before it
    turned: list[float] = [_TOLD["aside"][one.pose] for one in presence.actions if one.pose in _TOLD["aside"]]
    if turned:
        return turned[0]
    travels = any(_travels(one.pose) for one in presence.actions)
    goals = [presence.facing, *(action.toward for action in presence.actions)]
    for n, goal in enumerate(goals):
        if goal in _TOLD["facing"] and (n == 0 or travels):
            return float(_TOLD["facing"][goal])
        if goal in marks and goal != presence.name:
            return here.toward(marks[goal])
    if travels:
        if (aside := sum(one.amount for one in shot.camera if one.move.startswith("truck"))) and not presence.facing:
            return 80.0 if aside > 0 else -80.0  # the camera goes with them
        slant = 24.0 if "lane" in sets().get(shot.set, {}) else 42.0
        moves = {one.move for one in shot.camera}
        return float(next((_TOLD["locked"][one] for one in _TOLD["locked"] if one in moves), slant * way))
    others = [one for one in row if one.name != presence.name]
    deeds = [act for one in others for act in one.actions if act.toward != presence.name]
    goes = any(POSES[act.pose].speed > 1 for act in deeds if act.pose in POSES)
    if goes and not presence.actions:  # who has no deed goes along
        leader = next(one for one in others if one.actions)
        return _facing(shot, film, leader, marks, [leader], way)
    if others and (shot.lines or len(row) == 2):
        nearest = min(others, key=lambda one: abs(marks[one.name].x - here.x))
        near = shot.poses.intersection(_TOLD["touching"])
        return here.toward(marks[nearest.name]) * (1.0 if near else 0.72)
    return (16.0 if here.x <= 0 else -16.0) * way

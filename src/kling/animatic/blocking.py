"""Where everybody and everything of a shot stands: words for places in the frame, as metres on the floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, degrees

from kling.animatic.build import sets, things
from kling.animatic.framing import Subject, fill_of
from kling.animatic.scene import Film, Member, Presence, Shot, Thing
from kling.lexicon import CAMERA_MOVES, POSES, THINGS

_ACROSS = {"left": -1.0, "center": 0.0, "right": 1.0}
_DEEP = {"foreground": -1.1, "middle": 0.0, "background": 4.2}
_TURN = {"camera": 0.0, "away": 180.0, "left": -90.0, "right": 90.0}
_SEATED = frozenset({"sit", "type", "write", "play_piano", "play_chess", "drive"})
_MOUNTS = {
    "horse": 1.38,
    "donkey": 1.1,
    "camel": 1.9,
    "motorcycle": 0.84,
    "bicycle": 0.94,
    "elephant": 2.9,
    "dragon": 2.3,
}
_LIE = frozenset({"lie", "sleep"})
SEAT = 0.46
_TABLES = ("table", "round_table", "desk", "counter", "chessboard")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to stand: metres, and degrees counter-clockwise (0 faces the camera of a plain shot)."""

    x: float
    y: float
    z: float = 0.0
    yaw: float = 0.0


@dataclass(frozen=True, slots=True)
class Prop:
    """A thing on its mark. ``kind`` is empty for a labelled box; ``holder`` has it in the hand."""

    kind: str
    label: str
    colour: str
    mark: Mark
    scale: float = 1.0
    holder: str = ""
    reference: str = ""


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


def seat_of(shot: Shot, presence: Presence) -> str:
    """What a member sits on: a thing of the shot, a mount, ``chair``, or "" for who does not sit."""
    poses = {action.pose for action in presence.actions}
    if "ride" in poses or "drive" in poses:
        for thing in shot.things:
            if thing.kind in _MOUNTS:
                return thing.kind
        return "horse" if "ride" in poses else ""
    if poses & _SEATED:
        for thing in shot.things:
            if thing.kind in ("sofa", "bench", "bed", "chair", "armchair", "stool"):
                return thing.kind
        return "chair"
    return ""


def block(shot: Shot, film: Film) -> Blocking:
    """Places for everybody and everything of a shot."""
    marks = _places(shot, film)
    subject = _subject(shot, film)
    return Blocking(marks, tuple(_props(shot, marks)), subject)


def _subject(shot: Shot, film: Film) -> tuple[str, ...]:
    """Whom the camera is on: everybody in a wide picture, the first speaker or who is named first in a close one."""
    names = [presence.name for presence in shot.cast]
    if not names:
        return ()
    if shot.size == "insert" and shot.things:
        return ()
    if shot.size in ("two_shot", "group"):
        return tuple(names)
    if fill_of(shot.size) > 1.7 or (shot.angle in ("ots", "pov") and len(names) > 1):
        speaking = [line.speaker for line in shot.lines if line.speaker in names]
        return (speaking[0] if speaking else names[0],)
    people = [name for name in names if film.member(name).person]
    return tuple(people or names)[:6]


def _places(shot: Shot, film: Film) -> dict[str, Mark]:
    gap = 1.35 if fill_of(shot.size) <= 1 else 0.95
    cast = list(shot.cast)
    seats = sets().get(shot.set, {}).get("seats", ())
    slots = _slots(cast)
    marks: dict[str, Mark] = {}
    behind = 0
    for number, presence in enumerate(cast):
        if number >= 6 and not presence.side and not presence.depth:  # a crowd stands in rows behind
            row, column = divmod(behind, 7)
            behind += 1
            marks[presence.name] = Mark(
                (column - 3) * 1.1 + (row % 2) * 0.5, 2.6 + row * 1.1, yaw=((behind * 37) % 50) - 25
            )
            continue
        x = slots[number] * gap
        y = _DEEP.get(presence.depth, 0.0) + 0.12 * (number % 2)
        if presence.depth == "background":
            x *= 1.5
        marks[presence.name] = Mark(x, y)
    for number, presence in enumerate(cast):
        mark = marks[presence.name]
        if seats and number < len(seats):
            x, y, yaw = seats[number]
            marks[presence.name] = Mark(x, y, SEAT * 0, yaw)
            continue
        marks[presence.name] = Mark(mark.x, mark.y, _height_of(shot, presence), _yaw(shot, presence, marks, cast))
    return marks


def _slots(cast: Sequence[Presence]) -> list[float]:
    """Places across the picture, from what is said and else in the order of mention, left to right."""
    free = [n for n, presence in enumerate(cast[:6]) if not presence.side]
    taken = [_ACROSS[presence.side] for presence in cast[:6] if presence.side]
    slots = [0.0] * len(cast)
    for n, presence in enumerate(cast[:6]):
        if presence.side:
            slots[n] = _ACROSS[presence.side] * (1.0 if len(cast) > 1 else 0.0)
    if not taken:
        for place, n in enumerate(free):
            slots[n] = place - (len(free) - 1) / 2
    else:
        open_ = [one for one in (1.0, -1.0, 0.0, 2.0, -2.0, 3.0) if one not in taken]
        for n, one in zip(free, open_, strict=False):
            slots[n] = one
    return slots


def _height_of(shot: Shot, presence: Presence) -> float:
    seat = seat_of(shot, presence)
    if seat in _MOUNTS:
        return _MOUNTS[seat] - SEAT * 1.9
    if shot.set in ("sky", "space") or any(action.pose == "fly" for action in presence.actions):
        return 0.4
    return 0.0


def _yaw(shot: Shot, presence: Presence, marks: dict[str, Mark], cast: Sequence[Presence]) -> float:
    here = marks[presence.name]
    if presence.facing in _TURN:
        return _TURN[presence.facing]
    if presence.facing in marks and presence.facing != presence.name:
        return toward(here, marks[presence.facing])
    locks = {CAMERA_MOVES[one.move].motion.lock for one in shot.camera if one.move in CAMERA_MOVES}
    travels = any(POSES[one.pose].speed > 0 for one in presence.actions if one.pose in POSES)
    for action in presence.actions:
        if travels and action.toward in _TURN:
            return _TURN[action.toward]
        if action.toward in marks and action.toward != presence.name:
            return toward(here, marks[action.toward])
    if travels:
        return 180.0 if "rear" in locks else 0.0 if "front" in locks else 90.0 if "side" in locks else 42.0
    speakers = {line.speaker for line in shot.lines}
    others = [one for one in cast[:6] if one.name != presence.name]
    if others and (speakers or len(cast) == 2):
        nearest = min(others, key=lambda one: abs(marks[one.name].x - here.x))
        return toward(here, marks[nearest.name]) * 0.72
    return 16.0 if here.x <= 0 else -16.0


def toward(one: Mark, other: Mark) -> float:
    """The yaw that faces another mark."""
    return degrees(atan2(other.x - one.x, -(other.y - one.y)))


def _props(shot: Shot, marks: dict[str, Mark]) -> list[Prop]:
    made: list[Prop] = []
    tops: dict[str, Prop] = {}
    for presence in shot.cast:
        seat, mark = seat_of(shot, presence), marks[presence.name]
        if seat in _MOUNTS:
            colour = next((one.colour for one in shot.things if one.kind == seat), "")
            made.append(Prop(seat, "", colour, Mark(mark.x, mark.y, 0.0, mark.yaw), holder=presence.name + "|ride"))
        elif seat and not sets().get(shot.set, {}).get("seats"):
            made.append(Prop(seat, "", "", Mark(mark.x, mark.y, 0.0, mark.yaw)))
    seats = {prop.kind for prop in made}
    side = 1.0
    first = not shot.cast
    names = set(marks)
    for thing in shot.things:
        if thing.kind in seats or (thing.kind not in things() and thing.kind and thing.kind not in THINGS):
            continue
        for number in range(min(thing.count, 12)):
            prop, side = _prop(shot, thing, number, marks, tops, side, alone=first, names=names)
            made.extend(prop)
            for one in prop:
                tops.setdefault(one.kind or one.label, one)
            first = False
    return made


def _size(kind: str) -> tuple[float, float]:
    """Height and length in m."""
    if kind in THINGS:
        return float(THINGS[kind].height), float(THINGS[kind].length)
    size = things().get(kind, {}).get("size", (0.5, 0.5, 0.5))
    return float(size[2]), float(max(size[0], size[1]))


def _prop(
    shot: Shot,
    thing: Thing,
    number: int,
    marks: dict[str, Mark],
    tops: dict[str, Prop],
    side: float,
    *,
    alone: bool,
    names: set[str],
) -> tuple[list[Prop], float]:
    high, long = _size(thing.kind)
    about = things().get(thing.kind, {})
    lift = float(about.get("lift", 0.0))

    def put(x: float, y: float, z: float = 0.0, yaw: float = 0.0, holder: str = "") -> list[Prop]:
        return [Prop(thing.kind, thing.label, thing.colour, Mark(x, y, z, yaw), 1.0, holder, thing.reference)]

    users = [one.name for one in shot.cast if any(action.thing in (thing.kind, thing.label) for action in one.actions)]
    holder = thing.on if thing.on in names else users[0] if users else ""
    small = max(high, long) < 0.75
    if holder and small:
        return put(0, 0, 0, 0, holder), side
    under = tops.get(thing.on) if thing.on else next((tops[one] for one in _TABLES if one in tops), None)
    if small and under is not None:
        top = float(things().get(under.kind, {}).get("top", _size(under.kind)[0]))
        return put(under.mark.x + 0.18 * number - 0.1, under.mark.y - 0.05, top), side
    spot = {"left": -1.0, "right": 1.0, "center": 0.0}.get(thing.side)
    if alone:
        across = 0.0 if spot is None else spot * long * 0.4
        return put(
            across + number * long * 1.15, _DEEP.get(thing.depth, 0.0) * 0.3, min(lift, 3.0), 28.0 if long < 30 else 0.0
        ), side
    if small and marks and holder == "" and not thing.side and not thing.depth:
        table = next(iter(marks.values()))
        x = table.x + (0.85 if side > 0 else -0.85)
        stand = Prop("round_table", "", "", Mark(x, table.y - 0.1, 0.0, 0.0))
        return [stand, *put(x, table.y - 0.1, 0.74, 0.0)], -side
    radius = long / 2
    way = side if spot is None else spot
    deep = _DEEP.get(thing.depth, 1.6 if long < 3 else 3.4) + radius * (0.0 if thing.depth == "foreground" else 0.7)
    x = way * (0.9 + radius * (0.55 if long < 30 else 0.2)) * (1.0 if spot != 0.0 else 0.0)
    if THINGS[thing.kind].kind == "sky" if thing.kind in THINGS else False:
        deep, x, lift = 70.0, way * 14.0, max(lift, 24.0)
    yaw = -24.0 * way if long < 30 else 0.0
    return put(x + number * long * 1.1 * (way or 1.0), deep, lift, yaw), -side if spot is None else side


def subject_of(name: str, film: Film, shot: Shot, mark: Mark, eyes: float | None = None) -> Subject:
    """What the camera knows of a member on a mark."""
    member = film.member(name)
    presence = next(one for one in shot.cast if one.name == name)
    tall = heights(member)
    if not member.person:
        return Subject(
            mark.x, mark.y, mark.z, mark.z + tall, mark.z + tall * 0.8, _size(member.kind)[1], mark.yaw, False
        )
    poses = {action.pose for action in presence.actions}
    high = tall
    if poses & _SEATED or "ride" in poses:
        high = tall * 0.53 + SEAT
    if poses & _LIE:
        high = 0.45
    seen = mark.z + (eyes if eyes is not None else high - 0.07 * tall)
    return Subject(mark.x, mark.y, mark.z, mark.z + tall if high == tall else mark.z + high, seen, 0.55, mark.yaw)

"""Where everybody and everything of a shot stands: words for places in the frame, as metres on the floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import atan2, cos, degrees, radians, sin

from kling.animatic.bodies import lift_of
from kling.animatic.build import sets, things
from kling.animatic.framing import Subject, fill_of
from kling.animatic.mesh import Point
from kling.animatic.scene import Action, Film, Member, Presence, Shot, Thing
from kling.lexicon import CAMERA_MOVES, POSES, THINGS

_ACROSS = {"left": -1.0, "center": 0.0, "right": 1.0}
_DEEP = {"foreground": -1.1, "middle": 0.0, "background": 4.2}
_TURN = {"camera": 0.0, "away": 180.0, "left": -90.0, "right": 90.0}
_SEEN_FROM = {"profile": 90.0, "three_quarter": 40.0, "rear": 168.0, "frontal": 0.0}
"""Angles to the subject turn the subject: the set stays as it was in the other shots."""
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
_BEDS = {"bed": 0.64, "sofa": 0.56, "bench": 0.47, "table": 0.76}
_LIE = frozenset({"lie", "sleep"})
SEAT = 0.46
_LANDMARK = 2.5  # m; what is larger and stands in a set is not put up twice
_SADDLE = 0.52  # m from a rider's feet to the saddle
_STANDING = frozenset({"piano", "drum"})
_HELD = frozenset({"book", "phone", "cup", "pan", "hammer", "guitar", "violin", "trumpet", "camera_thing", "bow"})
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
    pose: str = ""


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


def seated(shot: Shot, presence: Presence) -> Presence:
    """Somebody who works at a table or a piano sits, whether or not the words say so."""
    poses = {action.pose for action in presence.actions}
    if poses & _SEATED and not poses & {"sit", "stand", "drive"}:
        return presence.model_copy(update={"actions": (Action(pose="sit", end=0.0), *presence.actions)})
    return presence


def block(shot: Shot, film: Film) -> Blocking:
    """Places for everybody and everything of a shot."""
    marks = _places(shot, film)
    subject = _subject(shot, film)
    return Blocking(marks, tuple(_props(shot, film, marks)), subject)


def _subject(shot: Shot, film: Film) -> tuple[str, ...]:
    """Whom the camera is on: everybody in a wide picture, the first speaker or who is named first in a close one."""
    names = [presence.name for presence in shot.cast]
    if not names:
        return ()
    if shot.size == "insert" and shot.things:
        return ()
    if shot.size in ("two_shot", "group"):
        return tuple(names)
    close = fill_of(shot.size)
    if (
        close > 2.0
        or (close > 1.7 and (len(names) > 2 or shot.lines))
        or (shot.angle in ("ots", "pov") and len(names) > 1)
    ):
        speaking = [line.speaker for line in shot.lines if line.speaker in names]
        return (speaking[0] if speaking else names[0],)
    return tuple(names)[:6]


def _places(shot: Shot, film: Film) -> dict[str, Mark]:
    gap = 0.85 if fill_of(shot.size) <= 1 else 0.5
    cast = list(shot.cast)
    seats = sets().get(shot.set, {}).get("seats", ())
    marks: dict[str, Mark] = {}
    row = _in_order(cast)
    half = [_reach(film.member(one.name)) for one in row]
    edge = 0.0
    for one, wide in zip(row, half, strict=True):
        edge += wide
        marks[one.name] = Mark(edge, _DEEP.get(one.depth, 0.0) + 0.3 * max(0.0, wide - 0.5))
        edge += wide + gap
    middle = (edge - gap) / 2 if row else 0.0
    at_table = len(row) > 1 and any(one.kind in ("table", "chessboard") for one in shot.things)
    for number, one in enumerate(row):
        mark = marks[one.name]
        x = (mark.x - middle) * (1.5 if one.depth == "background" else 1.0)
        if at_table:
            x *= 1.55
        marks[one.name] = Mark(x, mark.y + 0.08 * (number % 2))
    for number, one in enumerate(one for one in cast if one.name not in marks):  # a crowd stands in rows behind
        line, column = divmod(number, 7)
        yaw = float((number * 37) % 50) - 25
        marks[one.name] = Mark((column - 3) * 1.1 + (line % 2) * 0.5, 2.6 + line * 1.1, 0.0, yaw)
    for number, presence in enumerate(row):
        mark = marks[presence.name]
        if number < len(seats):
            x, y, yaw = seats[number]
            marks[presence.name] = Mark(x, y, 0.0, yaw)
            continue
        z = _height_of(shot, presence, film.member(presence.name))
        marks[presence.name] = Mark(mark.x, mark.y, z, _yaw(shot, presence, marks, row))
    return marks


def _in_order(cast: Sequence[Presence]) -> list[Presence]:
    """The first six of a cast from left to right: as is said, else in the order of mention."""
    front = [one for one in cast if one.side or one.depth][:6]
    front += [one for one in cast if one not in front][: 6 - len(front)]
    front.sort(key=cast.index)
    return sorted(front, key=lambda one: _ACROSS.get(one.side, 0.0))


def _reach(member: Member) -> float:
    """How far somebody reaches to the side; a large animal is seen at a slant."""
    if member.person:
        return 0.22
    long = _size(member.kind)[1]
    return max(0.22, (0.5 if long < 2 else 0.36) * long)


def _height_of(shot: Shot, presence: Presence, member: Member) -> float:
    poses = {action.pose for action in presence.actions}
    seat = seat_of(shot, presence)
    if seat in _MOUNTS and member.person:
        return _MOUNTS[seat] - _SADDLE
    lying = next((one.kind for one in shot.things if one.kind in _BEDS), "")
    if lying and (poses & _LIE or (not member.person and poses & (_LIE | _SEATED))):
        return _BEDS[lying]
    if shot.set == "underwater":
        return 1.0 if member.person else 0.0
    if shot.set == "sea" and "swim" in poses:
        return -0.2
    if shot.set in ("sky", "space"):
        return 0.4
    return 0.0


def _yaw(shot: Shot, presence: Presence, marks: dict[str, Mark], cast: Sequence[Presence]) -> float:
    here = marks[presence.name]
    if shot.angle in _SEEN_FROM and not (presence.facing and len(cast) > 1):
        return _SEEN_FROM[shot.angle]
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


def _props(shot: Shot, film: Film, marks: dict[str, Mark]) -> list[Prop]:
    made: list[Prop] = []
    tops: dict[str, Prop] = {}
    for presence in shot.cast:
        made += _own(shot, presence, film.member(presence.name), marks[presence.name])
    made = _shared(made, [marks[one.name] for one in shot.cast])
    there = {prop.kind for prop in made} | part_of(shot.set) | ({shot.place + "_thing"} if shot.place else set())
    side = 1.0
    for own in made:
        tops.setdefault(own.kind, own)
    first = not shot.cast
    for thing in sorted(shot.things, key=lambda one: not one.kind):  # what is known comes first
        kind = special(thing)
        if kind in tops and kind in _TABLES:
            continue
        if (kind in there and max(_size(kind)) > _LANDMARK and not thing.pose) or (
            kind not in things() and kind in THINGS
        ):
            continue
        for number in range(min(thing.count, 12)):
            prop, side = _prop(shot, thing, kind, number, marks, tops, side, alone=first)
            made.extend(prop)
            for one in prop:
                tops.setdefault(one.kind or one.label, one)
            first = False
    return made


def _shared(made: list[Prop], players: list[Mark]) -> list[Prop]:
    """Who plays chess together has one board, between them."""
    boards = [one for one in made if one.kind == "chessboard"]
    if len(boards) < 2:
        return made
    x, y = (sum(axis) / 2 for axis in zip(*((one.x, one.y) for one in players[:2]), strict=True))
    kept = [one for one in made if one.kind not in ("chessboard", "round_table")]
    table = [replace(one, mark=Mark(x, y)) for one in made if one.kind == "round_table"][:1]
    return [*kept, *table, replace(boards[0], mark=Mark(x, y, 0.75, 90.0))]


def special(thing: Thing) -> str:
    """The description for a thing: a special one where its words name it (a perfume bottle), else its kind's."""
    words = thing.label.lower().replace("-", " ").split()
    for start in range(len(words)):
        name = "_".join(words[start:])
        if name in things():
            return name
    return thing.kind


def part_of(name: str) -> set[str]:
    """The things that stand in a set anyway."""
    return {str(part["thing"]) for part in sets().get(name, {}).get("parts", ()) if "thing" in part and "at" in part}


def is_landmark(shot: Shot, kind: str) -> bool:
    """Whether a large thing stands in the shot's set anyway."""
    return kind in part_of(shot.set) and max(_size(kind)) > _LANDMARK


def _own(shot: Shot, presence: Presence, member: Member, mark: Mark) -> list[Prop]:
    """What belongs to somebody's poses: a seat, a mount, what is played or worked with."""
    made: list[Prop] = []
    seat = seat_of(shot, presence)
    poses = [action.pose for action in presence.actions]
    named = {thing.kind for thing in shot.things}
    if seat in _MOUNTS and member.person:
        colour = next((one.colour for one in shot.things if one.kind == seat), "")
        made.append(Prop(seat, "", colour, Mark(mark.x, mark.y, 0.0, mark.yaw), holder=presence.name + "|ride"))
    elif seat and member.person and not sets().get(shot.set, {}).get("seats"):
        back = ahead(mark, -0.12 if seat == "sofa" else 0.0)
        made.append(Prop(seat, "", "", Mark(back[0], back[1], 0.0, mark.yaw)))
    elif seat in _BEDS or (mark.z and mark.z in _BEDS.values()):
        kind = next((one.kind for one in shot.things if one.kind in _BEDS), seat)
        made.append(Prop(kind, "", "", Mark(mark.x, mark.y, 0.0, 0.0)))
    if "drive" in poses and shot.set != "car_interior":
        made.append(
            Prop(
                "car", "", _colour_of(shot, "car"), Mark(mark.x, mark.y, 0.0, mark.yaw), holder=presence.name + "|ride"
            )
        )
    for pose in poses:
        prop = POSES[pose].prop if pose in POSES else ""
        if pose == "shoot_ball":
            x, y = ahead(mark, 0.5)
            made.append(Prop("ball", "", "", Mark(x, y, 0.0, mark.yaw), pose=pose))
        if prop in _STANDING:
            x, y = ahead(mark, 0.75 if prop != "piano" else 1.05)
            made.append(Prop(prop, "", _colour_of(shot, prop), Mark(x, y, 0.0, mark.yaw + 180.0)))
        elif prop in _HELD and prop not in named:
            made.append(Prop(prop, "", "", mark, holder=presence.name))
        elif prop == "chessboard" and any(one.kind == prop for one in made):
            continue
        elif prop in ("laptop", "chessboard") or (prop in ("bowl", "pen") and seat):
            x, y = ahead(mark, 0.55)
            if "table" not in named:
                made.append(Prop("round_table", "", "", Mark(x, y)))
            if prop not in named:
                made.append(Prop(prop, "", "", Mark(x, y, 0.75, mark.yaw + 180)))
    return made


def _colour_of(shot: Shot, kind: str) -> str:
    return next((one.colour for one in shot.things if one.kind == kind), "")


def ahead(mark: Mark, far: float) -> tuple[float, float]:
    """A place so many metres before somebody."""
    return mark.x + sin(radians(mark.yaw)) * far, mark.y - cos(radians(mark.yaw)) * far


def _size(kind: str) -> tuple[float, float]:
    """Height and length in m."""
    if kind in THINGS:
        return float(THINGS[kind].height), float(THINGS[kind].length)
    size = things().get(kind, {}).get("size", (0.5, 0.5, 0.5))
    return float(size[2]), float(max(size[0], size[1]))


def _prop(
    shot: Shot,
    thing: Thing,
    kind: str,
    number: int,
    marks: dict[str, Mark],
    tops: dict[str, Prop],
    side: float,
    *,
    alone: bool,
) -> tuple[list[Prop], float]:
    """A thing on its place, with what it needs under it; and the side that the next one may take."""
    high, long = _size(kind)
    lift = float(things().get(kind, {}).get("lift", 0.0))

    def put(x: float, y: float, z: float = 0.0, yaw: float = 0.0, holder: str = "") -> list[Prop]:
        return [Prop(kind, thing.label, thing.colour, Mark(x, y, z, yaw), 1.0, holder, thing.reference, thing.pose)]

    built = [part["at"] for part in sets().get(shot.set, {}).get("parts", ()) if part.get("thing") == kind]
    if thing.pose and built and max(high, long) > _LANDMARK:  # it leaves the place where the set has it
        return put(*(*built[0], 0.0)[:3]), side
    users = [one.name for one in shot.cast if any(action.thing in (kind, thing.label) for action in one.actions)]
    gripped = "grip" in things().get(kind, {})  # an umbrella, a sword: somebody has it
    anybody = list(marks)[:1] if gripped and not thing.on and number == 0 else []
    holder = thing.on if thing.on in marks else next(iter((*users, *anybody)), "")
    small = max(high, long) < 0.75 and bool(kind)  # a box for what is not known stands on the floor
    if holder and (small or gripped or kind in _HELD):
        return put(0, 0, 0, 0, holder), side
    under = tops.get(thing.on) if thing.on else next((tops[one] for one in _TABLES if one in tops), None)
    if small and under is not None:
        top = float(things().get(under.kind, {}).get("top", _size(under.kind)[0]))
        return put(under.mark.x + 0.2 * number - 0.08, under.mark.y - 0.05, top), side
    spot = {"left": -1.0, "right": 1.0, "center": 0.0}.get(thing.side)
    sky = kind in THINGS and THINGS[kind].kind == "sky"
    if alone and not sky:
        across = 0.0 if spot is None else spot * long * 0.4
        yaw = 28.0 if long < 30 else 0.0
        if kind in ("table", "counter", "bed", "sofa"):
            yaw = 0.0
        if small and not shot.set.startswith("studio") and shot.set not in ("", "underwater", "sky", "space"):
            below = next((one.kind for one in shot.things if one.kind in _TABLES), "round_table")
            top = float(things().get(below, {}).get("top", 0.74))
            table = Prop(below, "", "", Mark(0.0, 0.12))
            tops[below] = table
            return [table, *put(across + number * long * 1.15, 0.0, top, 14.0)], side
        return put(across + number * long * 1.15, _DEEP.get(thing.depth, 0.0) * 0.3, min(lift, 3.0), yaw), side
    row = [mark for mark in marks.values() if abs(mark.y) < 2]
    left, right = min((one.x for one in row), default=0.0), max((one.x for one in row), default=0.0)
    if kind in ("table", "chessboard") and len(row) > 1:
        return put((left + right) / 2, row[0].y - 0.05), side
    way = side if spot is None else spot
    outer = right if way > 0 else -left
    if small and not thing.depth and not things().get(kind, {}).get("floor"):
        x = way * (outer + 0.6)
        stand = Prop("round_table", "", "", Mark(x, 0.15))
        tops["round_table"] = stand
        return [stand, *put(x + 0.2 * number, 0.1, 0.74, 0.0)], -side
    radius = min(long, 14.0) / 2
    if thing.depth == "foreground":
        x, y = way * (outer + radius * 0.6 + 0.2), -0.9
    elif high > 5:  # far enough off to be seen whole over people's heads
        x, y = way * (0.22 * high + 1.0), max(1.35 * high, radius + 4)
    else:
        x, y = way * (outer + 0.55 + radius), (4.2 if thing.depth == "background" else 0.5) + radius * 0.6
    if spot == 0.0:
        x, y = 0.0, max(y, 1.2 + radius)
    if users and high > 0.75 and max(high, long) < 9 and not sky:  # what somebody works on stands behind the hands
        x, y = 0.25 * way * long, 0.45 + radius
    if sky:
        x, y, lift = way * 14.0, 70.0, max(lift, 24.0)
    yaw = -20.0 * way if long < 30 else 0.0
    return put(x + number * long * 1.1 * (way or 1.0), y, lift, yaw), -side if spot is None else side


def _drawn_height(kind: str) -> float:
    """The height in m of the body that is drawn for a kind; 0 where there is none."""
    from kling.animatic.build import thing, things

    return float(thing(kind).bounds[1][2]) if kind in things() else 0.0


def subject_of(name: str, film: Film, shot: Shot, mark: Mark, eyes: Point | None = None) -> Subject:
    """What the camera knows of a member on a mark; ``eyes`` are where they are in the figure's own space."""
    member = film.member(name)
    presence = next(one for one in shot.cast if one.name == name)
    tall = heights(member)
    if not member.person:
        foot = mark.z + lift_of(member.kind)
        tall = max(tall, _drawn_height(member.kind))  # who sits up is drawn taller than it stands
        long = _size(member.kind)[1]
        if eyes is not None and fill_of(shot.size) > 1.7:  # a near camera is on the head
            c, s = cos(radians(mark.yaw)), sin(radians(mark.yaw))
            x, y, high = mark.x + eyes[0] * c - eyes[1] * s, mark.y + eyes[0] * s + eyes[1] * c, mark.z + eyes[2]
            return Subject(x, y, high - 0.42 * tall, high + 0.25 * tall, high, 0.45 * long, mark.yaw, person=False)
        return Subject(mark.x, mark.y, foot, foot + tall, foot + tall * 0.8, long, mark.yaw, person=False)
    x, y, high = mark.x, mark.y, mark.z + 0.93 * tall
    if eyes is not None:
        high = mark.z + eyes[2]
        if fill_of(shot.size) > 1.7:  # a near camera is on the face, wherever the body has put it
            c, s = cos(radians(mark.yaw)), sin(radians(mark.yaw))
            x, y = x + eyes[0] * c - eyes[1] * s, y + eyes[0] * s + eyes[1] * c
    seat = seat_of(shot, presence)
    ridden = seat in _MOUNTS or any(action.pose == "drive" for action in presence.actions)
    width = _size(seat if seat in _MOUNTS else "car")[1] if ridden and shot.set != "car_interior" else 0.55
    low = 0.0 if ridden else mark.z
    return Subject(x, y, low, high + 0.07 * tall, high, width, mark.yaw, stature=tall)

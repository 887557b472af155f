"""Marks to stand on, the set and the things of a shot, and what their descriptions tell: how large, where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import atan2, cos, degrees, inf, radians, sin
from typing import NamedTuple

import numpy as np

from kling.animatic.build import sets, thing, things
from kling.animatic.data import data
from kling.animatic.mesh import Mesh, Point
from kling.animatic.scene import Film, Member, Shot, Thing, relations
from kling.lexicon import THINGS
from kling.lexicon.pattern import pattern

_WORD = pattern(r"\w+")
_GAP, _HEAD, _NEXT = 0.5, 0.5, 0.15  # m over what something is above; that is seen of who is behind; between two
_CRAWLS = 0.6  # m; under what is lower it is dark
_LOW = 0.1  # m; nobody is under what has less room there
_BREAST = 1.4  # m; to what is higher nobody comes near
BOX = 0.4  # metres of the box that stands for what is not known; in a hand it is half as large


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to stand: metres, and degrees counter-clockwise (0 faces the camera of a plain shot)."""

    x: float
    y: float
    z: float = 0.0
    yaw: float = 0.0

    def ahead(self, far: float) -> tuple[float, float]:
        """A place so many metres before it."""
        return self.x + sin(radians(self.yaw)) * far, self.y - cos(radians(self.yaw)) * far

    def out(self, point: Sequence[float]) -> Point:
        """A point of a body's own space that stands here, in the world."""
        c, s = cos(radians(self.yaw)), sin(radians(self.yaw))
        return self.x + point[0] * c - point[1] * s, self.y + point[0] * s + point[1] * c, self.z + point[2]

    def within(self, point: Sequence[float]) -> Point:
        """A point of the world in the own space of a body that stands here."""
        c, s, x, y = cos(radians(self.yaw)), sin(radians(self.yaw)), point[0] - self.x, point[1] - self.y
        return x * c + y * s, y * c - x * s, point[2] - self.z

    def toward(self, other: Mark) -> float:
        """The yaw that faces another mark."""
        return degrees(atan2(other.x - self.x, -(other.y - self.y)))

    def turn(self, other: Mark) -> float:
        """Degrees to turn to face another mark, the shorter way round."""
        return (self.toward(other) - self.yaw + 180) % 360 - 180


@dataclass(frozen=True, slots=True)
class Prop:
    """A thing on its mark. ``kind`` is empty for a labelled box; ``holder`` has it in the hand, rides it, or has it on
    the floor so many metres ``ahead``; it is ``wide`` times as wide as usual. It is in that ``hand``, or at the
    ``mouth``, else as its kind is, and seen in this ``span`` of seconds. ``net`` is what a picture fills that
    stands for it. Of ``count`` alike it is those in rows."""

    kind: str
    mark: Mark = Mark(0, 0)
    scale: float = 1.0
    wide: float = 1.0
    label: str = ""
    colour: str = ""
    holder: str = ""
    hand: str = ""
    span: tuple[float, float] = (0.0, inf)
    ridden: bool = False
    ahead: float = 0.0
    reference: str = ""
    pose: str = ""
    start: float = 0.0
    end: float | None = None
    facing: str = ""
    beside: str = ""
    net: Mesh | None = None
    count: int = 1

    @property
    def stands(self) -> Mark:
        """Where it is at first: before who pushes it."""
        return replace(self.mark, x=self.mark.ahead(self.ahead)[0], y=self.mark.ahead(self.ahead)[1])


@dataclass(frozen=True, slots=True)
class Loose:
    """A thing that has no place yet: what its words tell, marks that it is ``near``; the camera ``ends`` on it."""

    prop: Prop
    told: Thing
    near: tuple[Mark, ...] = ()
    ends: bool = False


YOUNG = 0.55  # the size of a cub, of its mother's


class Extent(NamedTuple):
    """How high something is, how far to the side and deep from its middle, and how high the room under it; in m."""

    high: float
    wide: float
    deep: float
    under: float = 0.0

    def times(self, scale: float) -> Extent:
        """The same of something so many times as large."""
        return Extent(*(scale * one for one in self))


def heights(member: Member) -> float:
    """How tall a member is, in m."""
    if not member.person:
        tall = float(THINGS[member.kind].height) if member.kind in THINGS else 1.0
        return tall * member.scale * (YOUNG if member.age in ("baby", "child") else 1.0)
    tall = {"baby": 0.72, "child": 1.25, "adult": 1.76, "old": 1.66}[member.age]
    return tall * (0.94 if member.sex == "f" and member.age != "child" else 1.0)


def size_of(kind: str) -> tuple[float, float]:
    """Height and length of a thing in m."""
    if kind in THINGS:
        return float(THINGS[kind].height), float(THINGS[kind].length)
    if kind not in things():
        return BOX, BOX
    low, high = thing(kind).bounds
    return float(high[2] - low[2]), float((high - low)[:2].max())


def extent_of(kind: str) -> Extent:
    """How large a thing is where somebody stands by it: of a tree its trunk."""
    if kind not in things():
        high, long = size_of(kind)
        return Extent(high, long / 2, long / 4 if kind in THINGS else BOX / 2)
    whole = thing(kind)
    foot = whole.points[whole.points[:, 2] < _BREAST]
    wide, deep, _ = np.ptp(foot if len(foot) else whole.points, axis=0).tolist()
    return Extent(float(whole.points[:, 2].max()), wide / 2, deep / 2, float(whole.over(0.0, 0.0).min(initial=9.0)))


def reach_of(member: Member) -> Extent:
    """The same of a body."""
    return Extent(heights(member), 0.25, 0.15) if member.person else extent_of(member.kind).times(member.scale)


def set_off(there: Mark, how: str, own: Extent, other: Extent) -> Mark:
    """Where somebody or something is that is ``under``, ``behind``, ``in_front_of`` or ``above`` what is there, as the
    camera of a plain shot sees it; behind what would hide all of it, half of it is beside that."""
    if how == "above":
        return replace(there, z=there.z + other.high + _GAP)
    if how == "under" and other.under > _LOW:
        edge = max(0.0, other.deep - own.deep) * (other.under < _CRAWLS)  # under a sofa at its edge, where it is seen
        return replace(there, y=there.y - edge, z=min(there.z, 0.0))
    way = 1.0 if how == "behind" else -1.0
    x = there.x + (other.wide + own.wide / 2) * (way * (other.high - own.high) > -_HEAD)
    return Mark(x, there.y + way * (other.deep + own.deep + _NEXT), 0.0, there.yaw)


def opposite(mark: Mark, how: str, own: Extent, other: Extent) -> Mark:
    """Where that stands which somebody on a mark is ``under``, ``behind`` or ``in_front_of``; what is long, across."""
    across = other.deep > 1.5 * other.wide and how != "under"
    off = set_off(Mark(0, 0), how, own, other._replace(wide=other.deep, deep=other.wide) if across else other)
    return Mark(mark.x - off.x, mark.y - off.y, 0.0, 90.0 * across)


def told_of(kind: str, word: str, usual: float = 0.0) -> float:
    """A number that a thing's description gives: ``top``, ``lift``, ``mount`` ..."""
    return float(things().get(kind, {}).get(word, usual))


def slope_of(kind: str) -> tuple[float, float, float]:
    """Metres on and up from the foot of what is climbed to its head, and how high its own middle is on that way."""
    run, rise, middle = things()[kind].get("slope") or things()[kind]["climbed"]
    return float(run), float(rise), float(middle)


def built_in(name: str) -> dict[str, Mark]:
    """The things that stand in a set anyway, with their places."""
    parts = (part for part in reversed(sets().get(name, {}).get("parts", ())) if "thing" in part and "at" in part)
    return {str(part["thing"]): Mark(*part["at"]) for part in parts}


def spot_in(name: str, *words: str) -> Mark | None:
    """A place that a set has for what is called so: its water, its peaks, the rails of a train."""
    named = sets().get(name, {}).get("named", {})
    return next((Mark(*named[word]) for word in words if word in named), None)


def is_own(home: Mapping[str, Mark], one: Loose) -> bool:
    """Whether a set's own thing will do, if it is seen; of vehicles it has there are always more."""
    own = one.prop.kind in home and "own" not in things().get(one.prop.kind, {})
    return own and bool(one.told.label) and not (one.ends or one.told.reference or one.told.on or relations(one.told))


def is_sky(kind: str) -> bool:
    """Whether something is up there: the moon, a cloud."""
    return kind in THINGS and THINGS[kind].kind == "sky"


def refined(film: Film) -> Film:
    """The same in nearer sets, which words name (a diner for a café), or deeds need (water under a boat)."""
    shots = (one.model_copy(update={"set": _nearer(one, film)}) for one in film.shots)
    return film.model_copy(update={"shots": tuple(shots)})


def _nearer(shot: Shot, film: Film) -> str:
    same = [one for one in film.shots if one.place == shot.place and one.set == shot.set] or [shot]
    told_of = " ".join(f"{one.place_words} {one.text}" for one in (shot, *same)).lower()
    words, here = (f" {' '.join(_WORD.findall(one))}" for one in (told_of, f"{shot.place_words} {shot.text}".lower()))
    far = not shot.cast and (shot.size == "extreme_wide" or shot.angle == "aerial")
    poses = {pose for there in (shot, *same) for pose in there.poses}
    kinds = {one.kind for there in (shot, *same) for one in there.things if one.depth != "background"}
    people = any(there.cast for there in (shot, *same))
    nearer = [(name, told["refines"]) for name, told in sets().items() if "refines" in told]
    nearer = [(name, told) for name, told in nearer if shot.set in told.get("sets", ())]
    for name, told in nearer:
        said = [(words, word) for word in told.get("words", ())] + [(here, word) for word in told.get("here", ())]
        if shot.place in told.get("places", ()) or (far and "far" in told):
            return name
        if any((f" {word}" if word.isascii() else word) in text for text, word in said):
            return name
    for name, told in nearer:
        has = kinds.intersection(told.get("things", ())) and (people or told.get("alone"))
        if has or poses.intersection(told.get("does", ())):
            return name
    off, meant = {*data("staging.yaml")["off_duty"]}, data("staging.yaml")["at_work"]  # a rider who drives off rides
    trades = [(one.poses, film.member(one.name).trade) for there in (shot, *same) for one in there.cast]
    works = (at.set for poses, at in trades if not (poses - {at.deed, *meant.get(at.deed, ())}) & off)
    return next(filter(None, (shot.set, *works)), "")

"""Where a camera stands for a shot size, an angle and a lens: from the height of a subject to metres and degrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, dist, hypot, radians, sin, tan
from random import Random

from kling.animatic.data import data
from kling.animatic.stage import FILM_WIDTH, View
from kling.lexicon import ANGLES, LENSES, SHOT_SIZES

_DEFAULT = "medium_long"
_LOWEST = 0.12  # m over the floor
_NEAREST = 0.28  # m from a lens to its subject
_MACRO = 0.06  # m; to a thing
_HEAD = 0.26  # m wide that a picture of somebody is at least, where it is higher than wide
_CROWN = 0.14  # m from the eyes up
_HEADS = 1.9  # picture widths that heads of uneven height take, in their heights
_AERIAL = 14.0  # m that an aerial picture is high, at least, for what is not much smaller
_NEAR_EDGE, _FAR_SIDE = 0.74, 0.24  # halves of the picture from its middle to a shoulder, and to the face beyond it
_EYES = 1.7  # m
_LONG = 3.0  # m; what is longer, and low, is not seen from end to end
_ROOM = 0.8  # m high that what is seen in a wide picture counts as, at least


@dataclass(frozen=True, slots=True)
class Subject:
    """What a camera frames: its place on the floor, the height of its foot, its top and its eyes (m), how wide it is
    across the picture, the way it faces (degrees counter-clockwise; 0: to -y), and how tall who sits or lies is."""

    x: float
    y: float
    low: float
    high: float
    eyes: float
    width: float = 0.5
    yaw: float = 0.0
    person: bool = True
    stature: float = 0.0

    @property
    def height(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Framing:
    """A camera at the start of a shot: its view, and the height of the picture where the subject stands, in m."""

    view: View
    picture: float
    subject: Subject

    @property
    def distance(self) -> float:
        """From the lens to what it is aimed at, in m."""
        return dist(self.view.eye, self.view.at)


def focal_of(size: str, lens: str, focal: float | None) -> float:
    """The focal length of a shot in mm: as given, as its lens says, as its size wants."""
    if focal:
        return min(400.0, max(8.0, focal))
    if lens in LENSES:
        return float(FILM_WIDTH / 2 / tan(radians(min(118.0, LENSES[lens].value)) / 2))
    lenses = data("staging.yaml")["focal"]
    return float(lenses.get(size, lenses[_DEFAULT]))


def fill_of(size: str) -> float:
    """How much of the picture's height a subject takes; above 1 for a part of it."""
    return float(SHOT_SIZES[size if size in SHOT_SIZES else _DEFAULT].subject_fill)


def picture_height(subject: Subject, size: str, aspect: float, together: float = 0.0) -> float:
    """Metres of the subject's plane that the picture's height shows. ``together``: a width that must be in it."""
    fill = fill_of(size)
    if subject.person:
        high = (subject.stature or subject.height) / fill
    else:  # a thing is whole up to a medium shot; closer ones show parts of it; a wide one shows the place, too
        broad = min(subject.width, max(_LONG, 2.5 * subject.height))  # of a train, its head
        whole = max(subject.height, broad * 0.8 / (aspect if fill > 0.6 else 1.0))
        part = 0.72 * (fill / 1.35) ** 0.55 if fill < 1.35 else 0.42 * (fill / 1.35) ** 0.4
        high = whole / (max(part, 0.4) if whole > 6 else part)  # a house is far off in a wide shot as it is
        high = max(high, _ROOM / fill if fill < 0.6 else 0.0)
    return max(high, together / aspect, _HEAD / aspect * subject.person, 0.02)


def frame(
    subject: Subject, size: str = "", angle: str = "", *, aspect: float = 16 / 9, focal: float = 35.0,
    together: float = 0.0, lead: float = 0.0,
) -> Framing:  # fmt: skip
    """The camera for a subject. ``together``: a width in m that must be in the picture; ``lead``: where the subject
    stands, in picture widths right of the middle."""
    high = picture_height(subject, size, aspect, together)
    fill = (subject.stature or subject.height) / high
    if angle == "aerial":
        high = max(high, 3 * min(_AERIAL, max(3.0, 1.4 * max(subject.height, subject.width))))
    aim = aim_of(subject, high)
    distance = max(_NEAREST if subject.person else _MACRO, high * focal * max(1.0, aspect) / FILM_WIDTH)
    told = ANGLES[angle] if angle in ANGLES else ANGLES["eye_level"]
    level = aim + min((0.55 if fill > 0.4 else 0.3) * high, max(0.12 * high, 1.4 - aim))  # a little from above
    if angle == "eye_level" and subject.low < 1:
        level = min(level, _EYES)
    if subject.person:
        level = subject.eyes if fill > 1 else max(subject.low + 0.2, min(1.5, aim + 0.1))
    rise = sin(radians(min(89.0, -told.pitch))) * distance if told.pitch else level - aim
    rise = max(min(rise, distance), (_LOWEST if subject.low > -0.5 else subject.low) - aim)
    flat = max(0.01 if rise > 0 else 0.3 * distance, max(0.0, distance**2 - rise**2) ** 0.5)
    x = subject.x - lead * high * aspect
    return Framing(View((x, subject.y - flat, aim + rise), (x, subject.y, aim), focal, told.roll), high, subject)


def varied(framing: Framing, take: int) -> Framing:
    """The framing of a take: the first is as told; in others the camera has gone round its subject a little, to the
    left and to the right by turns, and stands somewhat nearer or farther and lower or higher."""
    if take == 1:
        return framing
    chance, view = Random(take), framing.view  # noqa: S311 - takes, not secrets
    turn = chance.uniform(9, 16) * (1 if take % 2 else -1)
    far, high = chance.uniform(0.94, 1.1), chance.uniform(-0.06, 0.08)
    z = max(_LOWEST, view.eye[2] + high * framing.picture)
    return gone_round(replace(framing, view=replace(view, eye=(*view.eye[:2], z))), turn, far)


def gone_round(framing: Framing, turn: float, far: float = 1.0) -> Framing:
    """The framing from so many degrees round what it is aimed at, counter-clockwise, and so many times as far off."""
    view, c, s = framing.view, cos(radians(turn)) * far, sin(radians(turn)) * far
    x, y = (eye - at for eye, at in zip(view.eye[:2], view.at[:2], strict=True))
    eye = (view.at[0] + x * c - y * s, view.at[1] + x * s + y * c, view.eye[2])
    return replace(framing, view=replace(view, eye=eye), picture=framing.picture * far)


def aim_of(subject: Subject, high: float) -> float:
    """The height in m that a picture of so many metres is aimed at: the middle of what is shown, a face when near."""
    fill = (subject.stature or subject.height) / high
    if not subject.person:
        middle = subject.low + subject.height * 0.5 + high * (0.12 if fill <= 0.4 else -0.05 if fill < 0.95 else 0.0)
        is_alive = subject.eyes < subject.high - 0.01 * subject.height  # a thing has no eyes below its top
        return max(middle, subject.eyes - 0.2 * high) if is_alive and fill > 0.7 else middle
    if fill > 1:
        return subject.eyes - (0.5 - min(0.48, max(0.25, 0.25 + 0.035 * fill))) * high
    if fill < 0.6:
        return subject.low + high * 0.21  # feet over the words
    return subject.low + high * 0.5 - high * min(0.2, max(0.0, 0.5 - 0.5 * fill) * 0.9)


def over_the_shoulder(near: Subject, far: Subject, *, focal: float, aspect: float, shoulder: str = "") -> Framing:
    """Past the near one, who is at one edge, to the far one's face: over the ``shoulder`` that is told, else from the
    camera's side of the line that is between them, so that the reverse is the picture's mirror."""
    dx, dy = far.x - near.x, far.y - near.y
    away, back, half = max(0.4, hypot(dx, dy)), 1.05 * max(1.0, focal / 45), FILM_WIDTH * min(1.0, aspect) / 2 / focal
    side = {"left": -1.0, "right": 1.0}.get(shoulder, -1.0 if dx < -0.2 * away else 1.0)
    aside = side * min(0.9, (_NEAR_EDGE + _FAR_SIDE) * half * back * (away + back) / away)
    x, y = near.x + (dy * aside - dx * back) / away, near.y - (dx * aside + dy * back) / away
    distance, off = hypot(far.x - x, far.y - y), side * _FAR_SIDE * half
    high = 2 * distance * FILM_WIDTH / max(1.0, aspect) / 2 / focal
    higher = (near.eyes - far.eyes) / max(1.0, away)  # past who stands, somebody who sits is seen, too
    level = near.eyes + 0.06 - min(0.1, max(-0.25, 0.5 * higher))
    aim = level + distance * min(0.15, max(-0.3, (far.eyes - 0.16 * high - level) / distance))
    aim = max(aim, level + distance * ((near.eyes + _CROWN - level) / back - 0.47 * high / distance))  # whole heads
    return Framing(View((x, y, level), (far.x - off * (far.y - y), far.y + off * (far.x - x), aim), focal), high, far)


def through_the_eyes(who: Subject, target: Subject | None, *, focal: float) -> Framing:
    """What somebody sees: the target, else straight ahead."""
    ahead = (sin(radians(who.yaw)), -cos(radians(who.yaw)))
    eye = (who.x + ahead[0] * 0.12, who.y + ahead[1] * 0.12, who.eyes)
    at = (who.x + ahead[0] * 4, who.y + ahead[1] * 4, who.eyes - 0.15)
    if target is not None:
        at = (target.x, target.y, target.eyes if target.person else (target.low + target.high) / 2)
    return Framing(View(eye, at, focal), 2.0, target or who)


def together_of(subjects: list[Subject]) -> tuple[Subject, float]:
    """Several subjects as one, and the width that has to be in the picture."""
    if len(subjects) == 1:
        one = subjects[0]
        return one, one.width * 1.15 if one.person and one.width > 1 else 0.0
    left = min(one.x - one.width / 2 for one in subjects)
    right = max(one.x + one.width / 2 for one in subjects)
    people = [one for one in subjects if one.person] or subjects
    lead = max(people, key=lambda one: one.height)
    broad = right - left if lead.person else lead.width
    whole = replace(lead, x=(left + right) / 2, y=min(one.y for one in subjects), width=broad)
    eyes = [one.eyes for one in people]
    uneven = max(eyes) - min(eyes)  # a mother and her child: both heads are in the picture
    return whole, max((right - left) * 1.14, (uneven + 0.4) * _HEADS if uneven > 0.15 else 0.0)

"""What a camera frames: somebody on a mark, a part of them, a thing; and the frame of a shot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf, radians, sin
from typing import Any

import numpy as np

from kling.animatic import framing
from kling.animatic.blocking import Blocking, is_crowd
from kling.animatic.bodies import Body
from kling.animatic.build import sets
from kling.animatic.course import still
from kling.animatic.cutouts import Pictured
from kling.animatic.data import data
from kling.animatic.figure import Figure
from kling.animatic.framing import Framing, Subject, fill_of
from kling.animatic.going import STAIR
from kling.animatic.marks import Mark, Prop, built_in, heights, size_of, slope_of, spot_in, told_of
from kling.animatic.mesh import Point
from kling.animatic.outfit import upright, upright_height
from kling.animatic.placing import Placing, box_of_prop
from kling.animatic.playing import Actor, mark_of, mesh_of
from kling.animatic.scene import Film, Presence, Shot, relations
from kling.animatic.sight import FARTHEST, Corners, Points, boxed, corners_of, fitted
from kling.animatic.stage import View
from kling.animatic.uses import HELD, SMALL, about, spots_of
from kling.lexicon import SHOT_SIZES

_TOLD = data("staging.yaml")
_TALL, _CHEST = 5.0, 0.3  # m; of a body's height that is seen of it in a medium shot, at least, from its top
_OUT = ("lift", "leave")  # by which hands go out of a picture
_WIDER, _LOWER = 38.0, 0.2  # mm, and m under the eyes, for hands that do something beyond a shoulder
_HANDS, _MOST, _FEET = 0.24, 0.55, 0.62  # m that a picture of hands is high, at least and at most, and one of feet
_SEEN, _STOPS = 0.5, 5  # of a thing or of head and chest; places on a way that are taken
_INSIDE, _APART = 0.05, 0.2  # m in a body that is beside it; hands that far from each other do not work together
_FACE = 6.0  # of a picture's height that a body takes, from which on not all of a face is seen
_FLAT, _TINY = 0.2, 0.25  # of its width, seen from above if it is less high; m; a bee is seen whole from near
_FACES, _DEED = 0.25, 1.25  # m under the eyes that a face is seen, near; that a near picture of a deed is high, at most
_NEAR, _UNDER = 4.0, 0.62  # of its height, that a body is near; of the picture's, that hands are out of it
_MOMENTS = (0.05, 0.3, 0.5, 0.7, 0.95)  # of a shot
_NEARER = 0.6  # times as much round hands as round a thing
_PALM, _CROWN = 0.07, 0.15  # m round a palm that is seen; from the eyes up
_AROUND = (0.4, 0.3, 0.1)  # m round hands that is seen, but near: across, deep, high
_ALL_OVER = np.array([(x, y, z) for x in (0, 0.33, 0.67, 1) for y in (0, 1) for z in (0, 0.2, 0.4, 0.6, 0.8, 1)])
_BEYOND, _SIGHT = 3.0, 0.6  # m before who looks at something, and of the height of their eyes, that it is
_SLATE, _LABEL = 0.3, 1.1  # of half a picture that words take under feet; heights of a picture with its name
_PARTS = ("face", "eyes", "hands", "feet")  # of somebody
_HEAD = 0.07  # m that the middle of a head is behind the eyes
_LOOK_ROOM, _THIRD = 0.07, 0.13  # picture widths off the middle of who looks aside, or is small in a wide place
_LEAD = {"left": -0.17, "right": 0.17}  # that who is said to be there does


class Frame:
    """What the camera of a shot is on, and how it stands to it."""

    def __init__(self, film: Film, shot: Shot, blocking: Blocking, bodies: Mapping[str, Body], aspect: float) -> None:
        self._film, self._shot, self._blocking, self._bodies, self._aspect = film, shot, blocking, bodies, aspect
        self._acts: dict[str, Presence] = {one.name: one for one in shot.cast}

    def subject(self, name: str, size: str = "", part: str = "") -> Subject:
        """A member as the camera knows it in a size, else the shot's; of a ``part`` only, else of the shot's. A near
        camera is on the face, wherever the body has put it."""
        body, mark, member = self._bodies[name], self._blocking.marks[name], self._film.member(name)
        near, part = fill_of(size or self._shot.size) > 1.7, part or self._acts[name].part
        if part == "hands" or self._on_hands(name):
            return self._hands(name)
        moments = [body.eyes(at * self._shot.seconds) for at in (0.1, 0.3, 0.5, 0.7, 0.9)]
        eyes = (0.0, -0.05, 0.24) if part == "feet" else np.median(np.asarray(moments), 0).tolist()
        (_, y, z), x = mark.out(eyes), mark.out((eyes[0], eyes[1] + _HEAD, 0.0))[0]
        stands = upright(member, self._acts[name])
        tall = upright_height(member) if stands else heights(member)
        if member.person or stands:
            mounts = [one for one in self._blocking.props if one.holder == name and one.ridden and not one.ahead]
            tall = max(tall, _FEET * fill_of(self._shot.size)) if part == "feet" else tall
            low, top = 0.0 if mounts else mark.z, z + 0.07 * tall
            width = max([size_of(one.kind)[1] for one in mounts] or [0.55])
            stature = max(tall, top - low) if mounts and told_of(mounts[0].kind, "mount") else tall
            x, y = (x, y) if near else (mark.x, mark.y)
            found = Subject(x, y, low, top, z, width, mark.yaw, stature=stature)
        elif near and tall > _TINY and not self._blocking.use(name, "leaps"):
            reach = about(member.kind).get("head", (0, 0, 0, 0.4 * tall))[3]
            found = Subject(x, y, z - 0.75 * reach, z + 0.75 * reach, z, reach, mark.yaw, person=False)
        else:
            ends = [at * self._shot.seconds for at in (0.1, 0.5, 0.9)]
            ends += [(act.start + act.end) / 2 for act in self._acts[name].actions if act.pose in ("jump", "leap")]
            points = np.concatenate([body.posed(at).points for at in ends])
            at = np.array((mark.x, mark.y, mark.z))
            found = boxed((points.min(0) + at, points.max(0) + at), mark.yaw, 0.8)
            found = replace(found, x=mark.x, y=mark.y)
        return body.subject(found, near=near) if isinstance(body, Pictured) else found

    def _on_hands(self, name: str) -> bool:
        """Whether it is their hands that are looked at: nothing else is seen, a head would hide their work, or near
        by what they do is far under their face, and they neither speak nor show what they feel."""
        shot, one, body, member = self._shot, self._acts[name], self._bodies[name], self._film.member(name)
        above = shot.angle == "top_down" and self._blocking.use(name, "before", "works")
        faces = one.part or one.poses & {*_TOLD["faces"]} or name in {line.speaker for line in shot.lines}
        if faces or above or not member.person or fill_of(shot.size) < _NEAR or shot.angle in ("ots", "pov"):
            return one.part == "hands" or (bool(above) and not one.part)
        works = [at for at in (part * shot.seconds for part in _MOMENTS) if self._handles(name, at)]
        drops = [body.eyes(at)[2] - max(hand[2] for hand in body.hands(at)) for at in works]
        least = _UNDER * heights(member) / fill_of(shot.size) * (shot.size not in _TOLD["details"])
        return min(drops, default=0.0) > least

    def _hands(self, name: str) -> Subject:
        """Somebody's hands and what is in them, at all times; where they go far, at most times."""
        mark, found = self._blocking.marks[name], list[Points]()
        held = [one for one in self._blocking.props if one.holder == name and not one.ridden]
        ways = [(one.hand == "left", np.asarray(way, np.float64)) for one in held for way in mesh_of(one, 0.0).bounds]
        moments = [part * self._shot.seconds for part in _MOMENTS]
        works = [at for at in moments if self._handles(name, at) and not self._acts[name].part]
        for at in (at for at in works or moments if at <= self._out(name)):
            hands = self._bodies[name].hands(at)
            palm = np.array(hands[0]) if held else self._palms(name, at)
            points = [palm, *(np.add(hands[lefts], way) for lefts, way in ways)]
            found += [np.array(mark.out(one.tolist())) for one in points]
        low, high = np.min(found, 0), np.max(found, 0)
        middle = np.where(high - low > _MOST, np.median(found, 0), (low + high) / 2)
        half = _NEARER * np.clip(high - low + (0.2, 0, 0.16), _HANDS, _MOST) / 2
        return boxed((middle - half, middle + half), mark.yaw, 0.5)

    def _out(self, name: str) -> float:
        """When hands begin to go out of the picture."""
        return min((act.start for act in self._acts[name].actions if act.pose in _OUT and act.start), default=inf)

    def _palms(self, name: str, seconds: float) -> Points:
        """The middle of somebody's hands, or the hand that is higher, in the body's own space."""
        right, left = (np.asarray(one) for one in self._bodies[name].hands(seconds))
        both = abs(right[2] - left[2]) < _APART
        return np.asarray((right + left) / 2 if both else max(right, left, key=lambda one: float(one[2])))

    @property
    def first(self) -> Subject | None:
        """On whose face a way nearer ends that has no room for all."""
        return next((self.subject(name, "close_up") for name in self._blocking.subject), None)

    def goals(self, actors: Sequence[Actor], *, follows: bool) -> dict[str, Subject]:
        """What the ends of the camera's segments name: somebody, a part of them, a thing; not whom it ``follows``."""
        found, home, blocking = dict[str, Subject](), built_in(self._shot.set), self._blocking
        names = [*blocking.subject, *blocking.marks]
        for one in (one for one in self._shot.camera if one.end):
            kinds = {name: (name, name.replace(" ", "_"), self._film.member(name).kind) for name in names}
            size = one.end if one.end in SHOT_SIZES else "close_up" if one.end in _PARTS else "medium_close"
            prop = next((prop for prop in blocking.props if one.end in (prop.label, prop.kind)), None)
            whose = one.end in _PARTS or (one.end in SHOT_SIZES and fill_of(one.end) > 1)
            whom = [name for name in names if one.end in kinds[name]] + [prop.holder if prop else ""] + names * whose
            if who := next((name for name in whom if name), ""):
                if not (follows and who in blocking.subject):
                    here = self._blocking.marks[who]
                    now = next((actor.at(one.start + one.seconds) for actor in actors if actor.name == who), here)
                    there = self.subject(who, size, one.end if one.end in _PARTS else "face")
                    found[one.end] = replace(there, x=there.x + now.x - here.x, y=there.y + now.y - here.y)
                if who in blocking.subject[:1]:
                    continue
            elif one.end in home or (prop and (prop.kind or prop.reference or not names)):  # a box shows no end
                found[one.end] = boxed(box_of_prop(prop or Prop(one.end, home[one.end])))
            elif spot := spot_in(self._shot.set, one.end):
                low, high = ((spot.x + d * spot.y / 5, spot.y, spot.z + d * spot.z / 3) for d in (-1, 1))
                found[one.end] = boxed((np.array(low), np.array(high)))
            if one.end in found and one.amount < 0 and one.move.startswith("dolly") and blocking.subject:
                first = self.subject(blocking.subject[0], "medium_close")  # who steps back shows one more
                ends = np.array([(both.x, both.y, both.eyes) for both in (first, found[one.end])])
                low, high = ends.min(0) - np.array((0.45, 0, 0.5)), ends.max(0) + np.array((0.45, 0, 0.2))
                found[one.end] = boxed((low, high), eyes=0.5)
        return found

    def framing(self) -> Framing:
        """The camera at the start of the shot."""
        shot, aspect, names, props = self._shot, self._aspect, self._blocking.subject, self._blocking.props
        subjects, home = [self.subject(name) for name in names], built_in(shot.set)
        size = min(shot.size, "medium", key=fill_of) if shot.angle == "ground_level" and names else shot.size
        focal, angle = framing.focal_of(size, shot.lens, shot.focal), shot.angle  # from the ground, the floor is seen
        angle = "eye_level" if "lie_under" in shot.poses else angle  # from the floor, under what is over them
        if subjects and any(one.pose and size_of(one.kind)[0] > _TALL for one in props):
            focal, size = min(focal, 24.0), size or "full"  # the rocket behind somebody is seen, too
            angle = "low_angle" if angle in ("", "rear", "eye_level") else angle
        others = sorted((one.name for one in shot.cast[:6]), key=lambda name: name != shot.over)
        seen = next((name for name in others if name not in names), "")
        other = self.subject(seen) if seen else None
        if angle == "ots" and subjects and not other:  # to what is before them
            (near,), mark = subjects[:1], self._blocking.marks[names[0]]
            there = replace(near, x=mark.ahead(_BEYOND)[0], y=mark.ahead(_BEYOND)[1], eyes=_SIGHT * near.eyes)
            return framing.over_the_shoulder(near, there, focal=_WIDER, aspect=aspect, shoulder=shot.shoulder)
        if angle == "ots" and subjects and other:
            lens = max(20.0 if subjects[0].height > _TALL / 2 else 35.0, min(focal, 55.0))
            other, whom = (self.subject(name, "close_up") for name in (seen, names[0]))  # where their faces are
            if any(self._handles(names[0], part * shot.seconds) for part in (0.1, 0.3, 0.5, 0.7)):
                lens, whom = min(lens, _WIDER), replace(whom, eyes=whom.eyes - _LOWER)
            return framing.over_the_shoulder(other, whom, focal=lens, aspect=aspect, shoulder=shot.shoulder)
        if angle == "pov" and subjects:
            looker = self.subject(names[0], "close_up")
            return framing.through_the_eyes(looker, other and self.subject(seen, "close_up"), focal=min(focal, 28.0))
        lead, together, kinds, details, hands = 0.0, 0.0, [one.kind for one in props], list[Corners](), False
        own = [told.kind for told in shot.things[:1] if told.kind in home and told.kind not in kinds]
        turns = angle in _TOLD["seen_from"] and not sets().get(shot.set, {}).get("inside")
        spots = spots_of(shot, self._film) if turns else {}
        stays = next((spots[name] for name in names[:1] if name in spots), None)
        if subjects:
            subjects = subjects[: 1 if stays else None]  # at a place of the set's, it is the camera that turns
            whole, together = framing.together_of(subjects)
            together *= len(subjects) > 1 or fill_of(size) < 1.4  # near, a rider is seen, not the horse
            hands = any(self._on_hands(name) for name in names) and angle != "top_down"
            detail = hands and size in _TOLD["details"] and "pour" not in shot.poses
            stands = [one for one in props if detail and one.label and not one.holder]
            details = [box_of_prop(one) for one in stands if one.scale * max(size_of(one.kind)) < _TINY]
            whole = boxed(details[0]) if details else whole  # the thing, and a hand that comes to it
            angle = "high_angle" if hands and not (angle or details) else angle  # on what they work at
            if len(subjects) == 1 and whole.person:
                side = shot.cast[0].side if len(shot.cast) == 1 else ""
                lead = _LEAD.get(side, _THIRD if fill_of(size) < 0.2 else -_LOOK_ROOM * sin(radians(whole.yaw)))
        elif own:  # a landmark of the set's
            whole = boxed(box_of_prop(Prop(own[0], home[own[0]])))
            size, focal = size or "wide", min(focal, 35.0)
        elif props:
            whole = boxed(box_of_prop(props[0]))
            moves = "eye_level" * bool(props[0].pose)  # a train comes by as who waits for it sees it
            angle = angle or moves or "high_angle" * (whole.height < _FLAT * whole.width)
            size = size or ("medium" if props[0].kind or props[0].net else "wide")
        else:
            whole, size, focal = Subject(0, 0, 0, 1.76, 1.64), size if fill_of(size) < 0.7 else "wide", min(focal, 28.0)
        made = framing.frame(whole, size, angle, aspect=aspect, focal=focal, together=together, lead=lead)
        if stays:
            made = framing.gone_round(made, stays.get("faces", whole.yaw) - _TOLD["seen_from"][angle])
        points, rest, most = [*self._seen(size)], [*self._beside(size)], 0.99 * FARTHEST
        if details:
            return fitted(made, corners_of(details[0][0], details[0][1], Mark(0, 0)), aspect)
        if fill_of(size) >= 2 and (whole.person or hands or any(one.part for one in shot.cast)):
            rest = [] if {one.speaker for one in shot.lines} & {*names} else points + rest
            most = min(most, _DEED / made.picture)
            low = whole.eyes - _FACES if whole.person else -inf  # a face before what is under it
            points = [one for one in points if one[:, 2].min() > low]
        for one in rest:  # with whom it is on in the picture
            points += [one] * (fitted(made, np.concatenate([one, *points]), aspect).picture < most * made.picture)
        free = _SLATE * (fill_of(size) < 0.6 or angle == "ground_level")
        return fitted(made, np.concatenate([np.zeros((0, 3)), *points]), aspect, free)

    def _seen(self, size: str) -> Iterator[Points]:
        """Points that the picture of a size must have in it: pictures; whole bodies, or their upper parts when near."""
        fill, whole, names = fill_of(size), self._shot.seconds, self._blocking.subject
        fill = min(fill, 1.0) if self._shot.angle == "ground_level" else fill  # down to the ground
        for name, at in [(name, part * whole) for name in names for part in (0.1, 0.5, 0.9)]:
            if self._acts[name].part == "hands" and at > self._out(name):
                continue
            body, tall = self._bodies[name], heights(self._film.member(name))
            if isinstance(body, Pictured) and (body.portrait or not body.person):
                yield body.corners(at)
            low, high = (end.tolist() for end in (body.posed(at).points.min(0), body.posed(at).points.max(0)))
            hands = self._on_hands(name)
            near = fill >= 2 and self._film.member(name).person and not (self._acts[name].part or hands)
            if fill > 1 and self._film.member(name).person:
                high[2] = body.eyes(at)[2] + 0.09 * tall
                low[2] = high[2] - _CHEST * tall
            if hands:  # and, but near, what is within their reach
                middle, half = self._palms(name, at), np.array(_AROUND) / max(1.0, fill)
                low, high = (middle - half).tolist(), (middle + half).tolist()
            if near:  # the face, wherever the body brings it
                low, high = (np.add(body.eyes(at), way).tolist() for way in ((-0.08, -0.05, -0.1), (0.08, 0.05, 0.06)))
            if fill < 2 or hands or (near and fill < _FACE):
                yield from (corners_of(low, high, mark) for mark in self._way(name))
            if near and fill < _FACE and self._handles(name, at):  # near, too, what is done is seen
                lefts = {one.hand == "left" for one in self._blocking.props if one.holder == name and not one.ridden}
                ends = [np.add(body.eyes(at), (0.0, 0.0, _CROWN - _PALM)), self._palms(name, at)]
                ends += [np.asarray(body.hands(at)[left]) for left in lefts]
                yield corners_of(np.min(ends, 0) - _PALM, np.max(ends, 0) + _PALM, self._blocking.marks[name])

    def _beside(self, size: str) -> Iterator[Points]:
        """Points that it has in it where there is room: what is touched, ridden, worked at, named, or lifts off."""
        fill, whole, names = fill_of(size), self._shot.seconds, self._blocking.subject
        for name, point in self._touched() if fill < _FACE else ():
            yield corners_of(np.subtract(point, _PALM), np.add(point, _PALM), self._blocking.marks[name])
        works = {word for name in names for act in self._acts[name].actions for word in (act.thing, act.where)} - {""}
        for one in self._blocking.props:
            far = "far" in about(one.kind) and bool(names) and self._on_hands(names[0])
            if names and (fill >= _FACE or far or (fill >= 2 and works.isdisjoint((one.kind, one.label)))):
                continue
            (x, y, z), high = (end.tolist() for end in mesh_of(one, 0.0).bounds)
            wide, large = fill <= 1, max(high[0] - x, high[1] - y, high[2] - z)
            stands = one.label and not one.holder and one.pose in ("", "pour") and told_of(one.kind, "lift") < 2
            if not names and one.net is not None:
                yield corners_of((x, y, z), (high[0], high[1], high[2] * _LABEL), one.mark)
            elif names and one.ridden and one.holder in names:  # near, the handlebar and the horse's head
                yield corners_of((x, y, z if wide else z + 0.6 * (high[2] - z)), high, one.stands)
            elif names and not wide and "far" in about(one.kind):  # where somebody works, the work is seen
                top = told_of(one.kind, "top", 1.2) * one.scale
                yield corners_of((-0.3, -0.1, top), (0.3, 0.1, top + 0.02), one.mark)
            elif names and wide and one.pose and not one.holder and size_of(one.kind)[0] > _TALL:
                for there in (one.mark, mark_of(one, still(one.mark), whole, 99.0, whole)):
                    yield corners_of((x, y, z), high, there)
            elif names and stands and large < (_TALL if wide else SMALL):
                yield corners_of((x, y, z), high, one.mark)

    def _way(self, name: str) -> Iterator[Mark]:
        """Where somebody is; who goes up or down, where they are at first and in the end."""
        mark, use = self._blocking.marks[name], self._blocking.use(name, "up", "down")
        if self._acts[name].on and mark.z > 0 and not self._acts[name].poses.isdisjoint(_TOLD["gets_down"]):
            yield replace(mark, z=0.0)
        for part in (-STAIR / 2, STAIR / 2) if use else (0.0,):
            run, rise = (part * one for one in slope_of(use.kind)[:2]) if use else (0.0, 0.0)
            yield Mark(*mark.ahead(run), mark.z + rise, mark.yaw)

    def _touched(self) -> Iterator[tuple[str, Point]]:
        """Where hands of whom the camera is on come to things."""
        for name in self._blocking.subject:
            if isinstance(body := self._bodies[name], Figure) and not self._acts[name].part:
                yield from ((name, goal.at) for goal in body.goals if goal.leans)

    def _handles(self, name: str, seconds: float) -> bool:
        """Whether somebody does something with a thing at a moment."""
        near = [one for one in self._blocking.props if one.holder in (name, "")]
        held = {word for one in near for word in (one.kind, one.label)} - {""}
        acts = [act for act in self._acts[name].actions if act.start <= seconds <= act.end]
        return any({act.thing, act.tool} & held for act in acts)

    def placed(self, views: Sequence[View], place: Mapping[str, Any], parts: list[Corners]) -> tuple[Blocking, bool]:
        """The blocking with who is free, and loose things, where the camera sees them; whether it sees all of them."""
        blocking, marks, wide = self._blocking, dict(self._blocking.marks), fill_of(self._shot.size) <= 1
        taken = [(mark.x, mark.y) for mark in marks.values()] + [view.eye[:2] for view in views]
        solid = [one for one in parts if not any((one[0][:2] < at).all() and (one[1][:2] > at).all() for at in taken)]
        standing = [prop for prop in blocking.props if not prop.holder or prop.ridden]
        props, home = [box_of_prop(prop) for prop in standing], built_in(self._shot.set)
        placing = Placing(views, self._aspect, place, home, [*marks.values()], [], [], standing, solid)

        def around(name: str) -> None:
            placing.bodies = [*props, *(self._box(other, whole=True) for other in self._bodies if other != name)]
            placing.heads = [self._box(other, whole=wide) for other in self._bodies if other != name]

        for name in self._free():
            around(name)
            boxes, one = (self._box(name), self._box(name, whole=True)), self._acts[name]
            marks[name] = placing.moved(marks[name], boxes, one.side, one.depth)
            self._blocking = replace(blocking, marks=marks)
        around("")
        placing.cast = {name: self._box(name, whole=True) for name in self._bodies}
        placing.marks = [*marks.values()]
        bear = {one.told.on for one in blocking.loose}
        order = sorted(blocking.loose, key=lambda it: (it.told.label not in bear, max(size_of(it.prop.kind)) < SMALL))
        order.sort(key=lambda one: bool(one.told.on or relations(one.told)))  # what is stood on comes first
        for loose in order:
            placing.put(loose)
        held = [prop for prop in blocking.props if prop.holder and not prop.ridden]
        self._blocking = replace(blocking, marks=marks, props=(*held, *placing.props), loose=())
        under = set() if marks else {"top"}  # alone, what is looked at matters, not the table under it
        must = [box_of_prop(one) for one in placing.props if one.label and not under & about(one.kind).keys()]
        must += [self._box(name) for name in self._bodies if not is_crowd(name)]
        placing.bodies = []
        return self._blocking, not must or all(seen > _SEEN for seen in np.max(placing.seen(must), 0))

    def _free(self) -> list[str]:
        """Those of the cast whom nothing ties to their place, whom the camera is on first."""
        shot, marks = self._shot, self._blocking.marks
        tied = {use.name for use in self._blocking.uses if use.how not in HELD} | {*spots_of(shot, self._film)}
        tied |= {one.name for one in shot.cast if one.part or one.poses.intersection(_TOLD["tied"])}
        tied |= {name for name, body in self._bodies.items() if isinstance(body, Pictured)}
        tied |= {name for one in self._blocking.contacts for name in (one.doer, one.other)}
        tied |= {name for one in shot.cast if one.on in marks for name in (one.name, one.on)}
        tied |= {name for one in shot.cast for _, goal in relations(one) for name in (one.name, goal)}
        acts, arms = [(one.name, act) for one in shot.cast for act in one.actions], data("staging.yaml")["in_arms"]
        carried = [(name, act.toward) for name, act in acts if act.pose in arms and not act.thing]
        tied |= {name for pair in carried if pair[1] for name in pair}
        names = [name for name in marks if not (name in tied or marks[name].z or is_crowd(name))]
        names = [] if shot.angle in ("ots", "pov") else names
        return sorted(names, key=lambda name: name not in self._blocking.subject)

    def _box(self, name: str, *, whole: bool = False) -> Corners:
        """What of somebody must be seen, head and chest, or all of them, as a box in the world."""
        body, at = self._bodies[name], 0.5 * self._shot.seconds
        (x, y, z), points = body.eyes(at), body.posed(at).points
        low, high = (x - 0.17, y - 0.1, z - 0.4), (x + 0.17, y + 0.12, z + 0.14)
        if whole or not self._film.member(name).person:
            low, high = points.min(0), points.max(0)
        corners = corners_of(low, high, self._blocking.marks[name])
        return corners.min(0), corners.max(0)

    def taken(self, actors: Sequence[Actor]) -> list[Corners]:
        """Boxes that are taken by things, and by bodies on their ways that have no place of the set's own."""
        boxes = [box_of_prop(one) for one in self._blocking.props if not one.holder]
        spots = spots_of(self._shot, self._film)
        for actor in (one for one in actors if one.name not in spots):
            (low, high), foot = self._box(actor.name), self._blocking.marks[actor.name]
            for here in dict.fromkeys(actor.at(part * self._shot.seconds) for part in np.linspace(0, 1, _STOPS)):
                step = np.array((here.x - foot.x, here.y - foot.y, 0.0))
                boxes.append((np.array((low[0], low[1], foot.z)) + step, high + step))
        return [(low + _INSIDE, high - _INSIDE) for low, high in boxes]

    def must_be_seen(self) -> Points:
        """Points of what nothing of the set may hide: heads and chests, and hands that the camera is on."""
        found = [np.zeros((0, 3))]
        for name in (name for name in self._bodies if not is_crowd(name)):
            low, high = self._box(name)
            if self._acts[name].part in ("hands", "feet"):
                there = self.subject(name)
                low, high = (np.array((there.x + d, there.y, there.eyes + d / 1.5)) for d in (-0.15, 0.15))
            found.append(low + (high - low) * _ALL_OVER)
        return np.concatenate(found)

"""What a camera frames: somebody on a mark, or a thing, as a place, heights and a width; and the frame of a shot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import radians, sin
from typing import Any

import numpy as np

from kling.animatic import framing
from kling.animatic.blocking import leap_of, seat_of, spots_of
from kling.animatic.bodies import LYING, Body
from kling.animatic.build import thing, things
from kling.animatic.cutouts import Pictured
from kling.animatic.data import data
from kling.animatic.framing import Framing, Subject, fill_of
from kling.animatic.marks import Mark, Prop, heights, size_of, told_of
from kling.animatic.mesh import Array, Point, turned
from kling.animatic.outfit import upright, upright_height
from kling.animatic.placing import Placing, box_of_prop
from kling.animatic.playing import Acting, Actor, mesh_of
from kling.animatic.props import Blocking, built_in, is_landmark, special
from kling.animatic.scene import Film, Presence, Shot
from kling.animatic.sight import Corners, Points, fitted
from kling.animatic.stage import View
from kling.lexicon import SHOT_SIZES, THINGS

_TOLD = data("staging.yaml")
_TALL = 5.0  # m
_SMALL = 0.75  # m; what is smaller and stands before somebody is in a medium shot of them, too
_CHEST = 0.3  # of a body's height that is seen of it in a medium shot, at least, from its top
_HANDS, _MOST = 0.32, 0.5  # m that a picture of hands or feet is high, at least and at most
_SEEN = 0.5  # of a thing or of head and chest
_INSIDE = 0.05  # m; what is less far in a body is beside it
_ANKLE = 0.2  # m
_TINY = 0.3  # m; a bee is seen whole from near, too
_APART = 0.2  # m; hands that far from each other do not work together
_LABEL = 1.1  # heights of a picture that it takes with its name over it
_PARTS = ("face", "eyes", "hands", "feet")  # of somebody
_LOOK_ROOM = 0.07  # picture widths that who looks aside stands off the middle


def subject_of(name: str, film: Film, shot: Shot, mark: Mark, eyes: Point, *, near: bool) -> Subject:
    """What the camera knows of a member on a mark; ``eyes`` are where they are in the figure's own space. A near camera
    is on the face, wherever the body has put it."""
    member = film.member(name)
    presence = next(one for one in shot.cast if one.name == name)
    x, y, high = mark.out(eyes) if near else (mark.x, mark.y, mark.z + eyes[2])
    tall = heights(member)
    if upright(member, presence):
        tall = upright_height(member)
    elif not member.person:
        if member.kind in things():  # who sits up is drawn taller than it stands
            tall = max(tall, float(thing(member.kind).bounds[1][2]))
        long, foot = size_of(member.kind)[1], mark.z + min(1.6, told_of(member.kind, "lift"))
        if presence.poses & {"lie", "sleep", "sit"}:
            tall, long = tall * LYING, long * 1.9  # it is low, and seen from as far
        near = near and tall > _TINY
        if near and "head" in things().get(member.kind, {}):
            deep, _, _, reach = things()[member.kind]["head"]
            x, y, high = mark.out((0.0, deep - 0.2 * reach, _head_height(member.kind, presence)))
            return Subject(x, y, high - 0.75 * reach, high + 0.75 * reach, high, reach, mark.yaw, person=False)
        if near:
            return Subject(x, y, high - 0.42 * tall, high + 0.25 * tall, high, 0.45 * long, mark.yaw, person=False)
        return Subject(x, y, foot, foot + tall, foot + tall * 0.8, long, mark.yaw, person=False)
    seat = seat_of(shot, presence)
    mounted = bool(told_of(seat, "mount"))
    ridden = mounted or "drive" in presence.poses
    width = size_of(seat if mounted else "car")[1] if ridden and shot.set != "car_interior" else 0.55
    if presence.part in ("hands", "feet"):
        tall = max(tall, _HANDS * fill_of(shot.size))
    low, top = 0.0 if ridden else mark.z, high + 0.07 * tall
    return Subject(x, y, low, top, high, width, mark.yaw, stature=max(tall, top - low) if mounted else tall)


def _head_height(kind: str, presence: Presence) -> float:
    """How high an animal has its head, less what it is folded down that lies or sits."""
    low, high = thing(kind).bounds
    down = presence.poses & {"lie", "sleep", "sit"}
    folded = (1 - LYING) * float(high[2] - low[2]) if down else 0.0
    return float(max(0.1, things()[kind]["head"][1] - folded)) + min(1.6, told_of(kind, "lift"))


def subject_of_prop(prop: Prop, bounds: tuple[Array, Array]) -> Subject:
    """What the camera knows of a thing between two corners of its own space."""
    low, high = bounds
    mark, wide = prop.mark, float(max(high[0] - low[0], high[1] - low[1]))
    top = mark.z + float(high[2])
    return Subject(mark.x, mark.y, mark.z + float(low[2]), top, top, wide, person=False)


class Frame:
    """What the camera of a shot is on, and how it stands to it."""

    def __init__(self, film: Film, shot: Shot, blocking: Blocking, bodies: Mapping[str, Body], aspect: float) -> None:
        self._film, self._shot, self._blocking, self._bodies, self._aspect = film, shot, blocking, bodies, aspect

    def subject(self, name: str, size: str = "", part: str = "") -> Subject:
        """A member as the camera knows it in a size, else the shot's; of a ``part`` only, else of the shot's."""
        shot, body = self._shot, self._bodies[name]
        near = fill_of(size or shot.size) > 1.7
        part = part or next((one.part for one in shot.cast if one.name == name), "")
        if part == "hands":
            return self._hands(name)
        feet = part == "feet"
        moments = np.median([np.asarray(body.eyes(part * shot.seconds)) for part in (0.1, 0.3, 0.5, 0.7, 0.9)], 0)
        eyes = (0.0, -0.05, _ANKLE) if feet else (float(moments[0]), float(moments[1]), float(moments[2]))
        found = subject_of(name, self._film, shot, self._blocking.marks[name], eyes, near=near)
        if isinstance(body, Pictured):
            found = body.subject(found, near=near)
        leap = next(leap_of(shot, self._film, one)[1] for one in shot.cast if one.name == name)
        return replace(found, low=found.low - 0.3 * leap, high=found.high + leap) if leap else found

    def _hands(self, name: str) -> Subject:
        """Somebody's hands and what is in them, at all times."""
        body, mark, found = self._bodies[name], self._blocking.marks[name], list[Points]()
        held = [mesh_of(one, 0.0).bounds for one in self._blocking.props if one.holder == name and not one.ridden]
        for part in (0.05, 0.3, 0.5, 0.7, 0.95):
            at = _busy_hands(body, part * self._shot.seconds)
            found += [np.array(mark.out((at + way).tolist())) for low, high in held for way in (low, high)]
            found.append(np.array(mark.out(at.tolist())))
        low, high = np.min(found, 0), np.max(found, 0)
        (x, y, z), tall = (low + high) / 2, min(_MOST, max(_HANDS, float(high[2] - low[2]) + 0.16))
        wide = min(_MOST, max(_HANDS, float(high[0] - low[0]) + 0.2))
        return Subject(
            float(x), float(y), float(z) - tall / 2, float(z) + tall / 2, float(z), wide, mark.yaw, person=False
        )

    def goals(self, actors: Sequence[Actor], *, follows: bool) -> dict[str, Subject]:
        """What the ends of the camera's segments name: somebody, a part of them, a thing; not whom it ``follows``."""
        found, names = {}, [*self._blocking.subject, *self._blocking.marks]
        for one in self._shot.camera:
            who = next((name for name in names if one.end in _called(self._film, name)), "")
            size = one.end if one.end in SHOT_SIZES else "close_up" if one.end in _PARTS else "medium_close"
            if one.end in _PARTS or (one.end in SHOT_SIZES and fill_of(one.end) > 1):
                who = who or next(iter(names), "")
            prop = next((prop for prop in self._blocking.props if one.end in (prop.label, prop.kind)), None)
            if follows and who in self._blocking.subject:
                continue
            if who:
                x, y, _ = next(
                    (actor.come(one.start + one.seconds) for actor in actors if actor.name == who), (0, 0, 0)
                )
                there = self.subject(who, size, one.end if one.end in _PARTS else "face")
                found[one.end] = there = replace(there, x=there.x + x, y=there.y + y)
                if one.amount < 0 and one.move.startswith("dolly") and who not in self._blocking.subject[:1]:
                    found[one.end] = self._both(there)  # a camera that steps back shows one more
            elif one.end and prop is not None and not prop.holder:
                found[one.end] = subject_of_prop(prop, mesh_of(prop, 0.0).bounds)
            elif one.end and prop is not None:
                found[one.end] = self.subject(prop.holder)
            elif one.end in built_in(self._shot.set):
                x, y, *z = built_in(self._shot.set)[one.end]
                found[one.end] = subject_of_prop(Prop(one.end, Mark(x, y, z[0] if z else 0.0)), thing(one.end).bounds)
        return found

    def _both(self, other: Subject) -> Subject:
        """Whom the camera is on, and somebody else, as one thing to be seen."""
        first = self.subject(self._blocking.subject[0], "medium_close")
        low, high = min(first.eyes, other.eyes) - 0.5, max(first.eyes, other.eyes) + 0.2
        x, y, wide = (first.x + other.x) / 2, (first.y + other.y) / 2, abs(first.x - other.x) + 0.9
        return Subject(x, y, low, high, (low + high) / 2, wide, person=False)

    def framing(self) -> Framing:
        """The camera at the start of the shot."""
        shot, aspect, names = self._shot, self._aspect, self._blocking.subject
        subjects, props = [self.subject(name) for name in names], self._blocking.props
        focal, angle, size, together = framing.focal_of(shot.size, shot.lens, shot.focal), shot.angle, shot.size, 0.0
        if subjects and any(one.pose and size_of(one.kind)[0] > _TALL for one in props):
            focal, size = min(focal, 24.0), size or "full"  # the rocket behind somebody is seen, too
            angle = "low_angle" if angle in ("", "rear", "eye_level") else angle
        other = next((self.subject(name) for name in list(self._blocking.marks)[:6] if name not in names), None)
        if angle == "ots" and subjects and other:
            return framing.over_the_shoulder(other, subjects[0], focal=max(35.0, min(focal, 55.0)), aspect=aspect)
        if angle == "pov" and subjects:
            return framing.through_the_eyes(subjects[0], other, focal=min(focal, 28.0))
        whole, landmark = Subject(0, 0, 0, 1.76, 1.64), self._landmark()
        if subjects:
            whole, together = framing.together_of(subjects)
            if len(subjects) == 1 and fill_of(size) > 1.4:
                together = 0.0  # near, a rider is seen, not the horse
        elif landmark is not None and is_landmark(shot, special(shot.things[0])):
            whole, size, focal = landmark, size or "wide", min(focal, 35.0)
        elif props:
            labels = [one.label for one in shot.things] + [one.label for one in props]
            prop = min(props, key=lambda one: (not one.kind, _in_the_sky(one), not one.label, labels.index(one.label)))
            if shot.things and not shot.things[0].kind:  # what is named first, though it has no model
                prop = next((one for one in props if one.label == shot.things[0].label), prop)
            whole = subject_of_prop(prop, mesh_of(prop, 0.0).bounds)
            size = size or ("wide" if not (prop.kind or prop.net) else "medium")
        else:
            size, focal = size if size in ("extreme_wide", "wide") else "wide", min(focal, 28.0)
        if subjects and not angle and any(one.part == "hands" for one in shot.cast):
            angle = "high_angle"  # on what they work at
        lead = {"left": -0.17, "right": 0.17}.get(
            shot.cast[0].side if len(shot.cast) == 1 and not shot.cast[0].part else "", 0.0
        )
        if not lead and len(subjects) == 1 and subjects[0].person:
            lead = -_LOOK_ROOM * sin(radians(whole.yaw))
        made = framing.frame(whole, size, angle, aspect=aspect, focal=focal, together=together, lead=lead)
        return fitted(made, self.seen(size), aspect)

    def seen(self, size: str) -> Points:
        """Points that the picture of a size must have in it: pictures; bodies from head to foot in a wide one, their
        upper parts in a medium one, with what they ride and work at; things that are named, and what lifts off."""
        fill, found, whole, names = fill_of(size), [np.zeros((0, 3))], self._shot.seconds, self._blocking.subject
        for body in (self._bodies[name] for name in names):
            if isinstance(body, Pictured) and (body.portrait or not body.person):
                found += [body.corners(at * whole) for at in (0.1, 0.5, 0.9)]
        if not names:
            nets = [(one.net.points, one.mark) for one in self._blocking.props if one.net is not None]
            found += [_corners(points.min(0), points.max(0) * _LABEL, mark) for points, mark in nets]
        if fill >= 2 or not names:
            return np.concatenate(found)
        for name in names:
            body, mark, member = self._bodies[name], self._blocking.marks[name], self._film.member(name)
            for at in (0.1, 0.5, 0.9):
                low, high = (
                    end.tolist() for end in (body.posed(at * whole).points.min(0), body.posed(at * whole).points.max(0))
                )
                if fill > 1 and member.person:
                    high[2] = body.eyes(at * whole)[2] + 0.09 * heights(member)
                    low[2] = high[2] - _CHEST * heights(member)
                found.append(_corners(low, high, mark))
        for one in self._blocking.props:
            (x, y, z), high = (end.tolist() for end in mesh_of(one, 0.0).bounds)
            larger = max(high[0] - x, high[1] - y, high[2] - z) > (_SMALL if fill > 1 else _TALL)
            if one.ridden and one.holder in names:  # near, the handlebar and the horse's head
                found.append(_corners((x, y, z + 0.6 * (high[2] - z) * (fill > 1)), high, one.mark))
            elif fill > 1 and one.kind in _TOLD["reach"]:  # where somebody works, the work is seen
                top = told_of(one.kind, "top", 1.2) * one.scale
                found.append(_corners((-0.3, -0.1, top), (0.3, 0.1, top + 0.02), one.mark))
            elif fill <= 1 and one.pose and not one.holder and size_of(one.kind)[0] > _TALL:
                end = Mark(*Acting.place_of(one, whole, whole), one.mark.yaw)
                found += [_corners((x, y, z), high, there) for there in (one.mark, end)]
            elif one.label and not (one.holder or one.pose or told_of(one.kind, "lift") > 2 or larger):
                found.append(_corners((x, y, z), high, one.mark))
        return np.concatenate(found)

    def placed(self, views: Sequence[View], about: Mapping[str, Any], parts: list[Corners]) -> tuple[Blocking, bool]:
        """The blocking with everybody whom nothing ties to a place, and loose things, where the camera sees them; and
        whether it sees all of them."""
        blocking, places = self._blocking, [(mark.x, mark.y) for mark in self._blocking.marks.values()]
        places += [view.eye[:2] for view in views]
        solid = [
            part for part in parts if not any((part[0][:2] < at).all() and (part[1][:2] > at).all() for at in places)
        ]
        standing = [prop for prop in blocking.props if not prop.holder or prop.ridden]
        bodies = {name: self._box(name, whole=True) for name in self._bodies}
        placing = Placing(views, self._aspect, about, list(blocking.marks.values()), [], [], standing, solid)
        wide = fill_of(self._shot.size) <= 1
        props, marks = [box_of_prop(prop) for prop in standing], dict(blocking.marks)
        for name in self._free():
            placing.bodies = [*props, *(box for other, box in bodies.items() if other != name)]
            placing.heads = [self._box(other, whole=wide) for other in self._bodies if other != name]
            one = next(one for one in self._shot.cast if one.name == name)
            marks[name] = placing.moved(marks[name], (self._box(name), bodies[name]), one.side, one.depth)
            self._blocking = replace(blocking, marks=marks)
            bodies[name] = self._box(name, whole=True)
        placing.heads = [self._box(name, whole=wide) for name in self._bodies]
        placing.bodies, placing.marks = [*props, *bodies.values()], list(marks.values())
        for loose in sorted(blocking.loose, key=lambda one: (one.on != "", one.small)):  # what is stood on comes first
            placing.put(loose)
        held = [prop for prop in blocking.props if prop.holder and not prop.ridden]
        self._blocking = replace(blocking, marks=marks, props=(*held, *placing.props), loose=())
        boxes = [box_of_prop(prop) for prop in placing.props if prop.label]
        boxes += [self._box(name) for name in self._bodies if not self._crowd(name)]
        placing.bodies = []
        return self._blocking, all(seen > _SEEN for seen in np.max(placing.seen(boxes), 0)) if boxes else True

    def _free(self) -> list[str]:
        """Those of the cast whom nothing ties to their place, whom the camera is on first."""
        shot, props = self._shot, self._blocking.props
        tied = {*spots_of(shot, self._film), *(prop.holder for prop in props if prop.ridden)}
        tied |= {one.name for one in shot.cast if one.poses.intersection(_TOLD["tied"]) or seat_of(shot, one)}
        tied |= {one.name for one in shot.cast if "lean" in one.poses}
        tied |= {
            act.toward for one in shot.cast for act in one.actions if act.pose in _TOLD["in_arms"] and not act.thing
        }
        names = [
            name for name, mark in self._blocking.marks.items() if not (name in tied or mark.z or self._crowd(name))
        ]
        return sorted(names, key=lambda name: name not in self._blocking.subject)

    def _crowd(self, name: str) -> bool:
        return self._film.member(name).kind == "crowd" or name.split()[0] == "crowd"

    def _box(self, name: str, *, whole: bool = False) -> Corners:
        """What of somebody must be seen, head and chest, or all of them, as a box in the world."""
        body, mark, at = self._bodies[name], self._blocking.marks[name], 0.5 * self._shot.seconds
        (x, y, z), points = body.eyes(at), body.posed(at).points
        if whole or not self._film.member(name).person:
            corners = _corners(points.min(0), points.max(0), mark)
        else:
            corners = _corners((x - 0.17, y - 0.1, z - 0.4), (x + 0.17, y + 0.12, z + 0.14), mark)
        return corners.min(0), corners.max(0)

    def taken(self) -> list[Corners]:
        """Boxes that are taken by things, and by bodies that have no place of the set's own."""
        home, boxes = (
            spots_of(self._shot, self._film),
            [box_of_prop(one) for one in self._blocking.props if not one.holder],
        )
        for name in self._bodies:
            low, high = self._box(name)
            if name not in home:
                boxes.append((np.array((low[0], low[1], self._blocking.marks[name].z)), high))
        return [(low + _INSIDE, high - _INSIDE) for low, high in boxes]

    def must_be_seen(self) -> Points:
        """Corners of what nothing of the set may hide: heads and chests, and hands that the camera is on."""
        found = [np.zeros((0, 3))]
        for name in self._bodies:
            if self._crowd(name):
                continue
            if any(one.name == name and one.part in ("hands", "feet") for one in self._shot.cast):
                there = self.subject(name)
                ends = [(x, z) for x in (-0.15, 0.15) for z in (-0.1, 0.1)]
                found.append(np.array([(there.x + x, there.y, there.eyes + z) for x, z in ends]))
            else:
                found.append(_corners(*self._box(name), Mark(0, 0)))
        return np.concatenate(found)

    def _landmark(self) -> Subject | None:
        """Something the shot names that stands in its set anyway."""
        there = built_in(self._shot.set)
        for kind in (name for told in self._shot.things for name in (told.kind, special(told)) if name in there):
            x, y, *z = there[kind]
            return subject_of_prop(Prop(kind, Mark(x, y, z[0] if z else 0.0)), thing(kind).bounds)
        return None


def _called(film: Film, name: str) -> set[str]:
    """The words that a segment's end has for a member, or for what is seen of them."""
    return {name, name.replace(" ", "_"), film.member(name).kind}


def _in_the_sky(prop: Prop) -> bool:
    return prop.kind in THINGS and THINGS[prop.kind].kind == "sky"


def _busy_hands(body: Body, seconds: float) -> Points:
    """Between both hands, or where one is that is raised alone."""
    right, left = (np.asarray(one) for one in body.hands(seconds))
    if abs(right[2] - left[2]) > _APART:
        return right if right[2] > left[2] else left
    return np.asarray((right + left) / 2)


def _corners(low: Sequence[float] | Array | Points, high: Sequence[float] | Array | Points, mark: Mark) -> Points:
    """The corners of a box of a body's own space, in the world."""
    box = np.array([(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    return np.asarray(box @ turned("z", mark.yaw).astype(float).T + (mark.x, mark.y, mark.z))

"""What a camera frames: somebody on a mark, a part of them, a thing; and the frame of a shot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import radians, sin
from typing import Any

import numpy as np

from kling.animatic import framing
from kling.animatic.blocking import Blocking, in_arms, spots_of
from kling.animatic.bodies import Body
from kling.animatic.build import things
from kling.animatic.cutouts import Pictured
from kling.animatic.data import data
from kling.animatic.framing import Framing, Subject, fill_of
from kling.animatic.marks import Mark, Prop, built_in, heights, size_of, told_of
from kling.animatic.mesh import Array, turned
from kling.animatic.outfit import upright, upright_height
from kling.animatic.placing import Placing, box_of_prop
from kling.animatic.playing import Actor, mark_of, mesh_of
from kling.animatic.scene import Film, Presence, Shot
from kling.animatic.sight import Corners, Points, fitted
from kling.animatic.stage import View
from kling.lexicon import SHOT_SIZES

_TALL = 5.0  # m
_SMALL = 0.75  # m; what is smaller and stands before somebody is in a medium shot of them, too
_CHEST = 0.3  # of a body's height that is seen of it in a medium shot, at least, from its top
_HANDS, _MOST = 0.32, 0.5  # m that a picture of hands or feet is high, at least and at most
_SEEN = 0.5  # of a thing or of head and chest
_INSIDE = 0.05  # m; what is less far in a body is beside it
_TINY = 0.3  # m; a bee is seen whole from near, too
_APART = 0.2  # m; hands that far from each other do not work together
_LABEL = 1.1  # heights of a picture that it takes with its name over it
_PARTS = ("face", "eyes", "hands", "feet")  # of somebody
_LOOK_ROOM = 0.07  # picture widths that who looks aside stands off the middle
_LEAD = {"left": -0.17, "right": 0.17}  # that who is said to be there does


def _subject_of(box: Corners, *, yaw: float = 0.0, eyes: float = 1.0) -> Subject:
    """What is in a box of the world as a camera knows it; ``eyes`` in parts of its height."""
    (x, y, low), (right, back, high) = box[0].tolist(), box[1].tolist()
    width, at = max(right - x, back - y), low + eyes * (high - low)
    return Subject((x + right) / 2, (y + back) / 2, low, high, at, width, yaw, person=False)


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
        if part == "hands":
            return self._hands(name)
        moments = [body.eyes(at * self._shot.seconds) for at in (0.1, 0.3, 0.5, 0.7, 0.9)]
        right, deep, high = (0.0, -0.05, 0.2) if part == "feet" else np.median(np.asarray(moments), 0).tolist()
        x, y, z = mark.out((right, deep, high))
        tall = upright_height(member) if upright(member, self._acts[name]) else heights(member)
        if member.person or upright(member, self._acts[name]):
            mount = next(
                (prop for prop in self._blocking.props if prop.holder == name and prop.ridden and not prop.ahead), None
            )
            on_mount = mount is not None and "mount" in things().get(mount.kind, {})
            if part in ("hands", "feet"):
                tall = max(tall, _HANDS * fill_of(self._shot.size))
            low, top = 0.0 if mount else mark.z, z + 0.07 * tall
            stature = max(tall, top - low) if on_mount else tall
            width = size_of(mount.kind)[1] if mount else 0.55
            here = (x, y) if near else (mark.x, mark.y)
            found = Subject(*here, low, top, z, width, mark.yaw, stature=stature)
        elif near and tall > _TINY and not self._blocking.use(name, "leaps"):
            reach = things().get(member.kind, {}).get("head", (0, 0, 0, 0.4 * tall))[3]
            found = Subject(x, y, z - 0.75 * reach, z + 0.75 * reach, z, reach, mark.yaw, person=False)
        else:
            points = np.concatenate([body.posed(at * self._shot.seconds).points for at in (0.1, 0.5, 0.9)])
            low, high = points.min(0).tolist(), points.max(0).tolist()
            width, foot, tall = max(high[0] - low[0], high[1] - low[1]), mark.z + low[2], high[2] - low[2]
            found = Subject(mark.x, mark.y, foot, foot + tall, foot + 0.8 * tall, width, mark.yaw, person=False)
        return body.subject(found, near=near) if isinstance(body, Pictured) else found

    def _hands(self, name: str) -> Subject:
        """Somebody's hands and what is in them, at all times."""
        mark, found = self._blocking.marks[name], list[Points]()
        held = [mesh_of(one, 0.0).bounds for one in self._blocking.props if one.holder == name and not one.ridden]
        for part in (0.05, 0.3, 0.5, 0.7, 0.95):
            right, left = (np.asarray(one) for one in self._bodies[name].hands(part * self._shot.seconds))
            at = (right + left) / 2 if abs(right[2] - left[2]) < _APART else right if right[2] > left[2] else left
            found += [np.array(mark.out((at + way).tolist())) for low, high in held for way in (low, high)]
            found.append(np.array(mark.out(at.tolist())))
        low, high = np.min(found, 0), np.max(found, 0)
        half = np.clip(high - low + (0.2, 0, 0.16), _HANDS, _MOST) / 2
        middle = (low + high) / 2
        return _subject_of((middle - half, middle + half), yaw=mark.yaw, eyes=0.5)

    def goals(self, actors: Sequence[Actor], *, follows: bool) -> dict[str, Subject]:
        """What the ends of the camera's segments name: somebody, a part of them, a thing; not whom it ``follows``."""
        found, names, home = {}, [*self._blocking.subject, *self._blocking.marks], built_in(self._shot.set)
        for one in (one for one in self._shot.camera if one.end):
            who = next(
                (name for name in names if one.end in (name, name.replace(" ", "_"), self._film.member(name).kind)), ""
            )
            size = one.end if one.end in SHOT_SIZES else "close_up" if one.end in _PARTS else "medium_close"
            if one.end in _PARTS or (one.end in SHOT_SIZES and fill_of(one.end) > 1):
                who = who or next(iter(names), "")
            prop = next((prop for prop in self._blocking.props if one.end in (prop.label, prop.kind)), None)
            who = who or (prop.holder if prop else "")
            if follows and who in self._blocking.subject:
                continue
            if who:
                mark = self._blocking.marks[who]
                here = next((actor.at(one.start + one.seconds) for actor in actors if actor.name == who), mark)
                there = self.subject(who, size, one.end if one.end in _PARTS else "face")
                found[one.end] = there = replace(there, x=there.x + here.x - mark.x, y=there.y + here.y - mark.y)
                if one.amount < 0 and one.move.startswith("dolly") and who not in self._blocking.subject[:1]:
                    found[one.end] = self._both(there)  # a camera that steps back shows one more
            elif prop or one.end in home:
                found[one.end] = _subject_of(box_of_prop(prop or Prop(one.end, home[one.end])))
        return found

    def _both(self, other: Subject) -> Subject:
        """Whom the camera is on, and somebody else, as one thing to be seen."""
        first = self.subject(self._blocking.subject[0], "medium_close")
        low, high = min(first.eyes, other.eyes) - 0.5, max(first.eyes, other.eyes) + 0.2
        x, y, wide = (first.x + other.x) / 2, (first.y + other.y) / 2, abs(first.x - other.x) + 0.9
        return Subject(x, y, low, high, (low + high) / 2, wide, person=False)

    def framing(self) -> Framing:
        """The camera at the start of the shot."""
        shot, aspect, names, props = self._shot, self._aspect, self._blocking.subject, self._blocking.props
        subjects = [self.subject(name) for name in names]
        focal, angle, size, together = framing.focal_of(shot.size, shot.lens, shot.focal), shot.angle, shot.size, 0.0
        if subjects and any(one.pose and size_of(one.kind)[0] > _TALL for one in props):
            focal, size = min(focal, 24.0), size or "full"  # the rocket behind somebody is seen, too
            angle = "low_angle" if angle in ("", "rear", "eye_level") else angle
        other = next((self.subject(name) for name in [*self._blocking.marks][:6] if name not in names), None)
        if angle == "ots" and subjects and other:
            return framing.over_the_shoulder(other, subjects[0], focal=max(35.0, min(focal, 55.0)), aspect=aspect)
        if angle == "pov" and subjects:
            return framing.through_the_eyes(subjects[0], other, focal=min(focal, 28.0))
        lead, landmark = 0.0, self._landmark()
        if subjects:
            whole, together = framing.together_of(subjects)
            together = (
                0.0 if len(subjects) == 1 and fill_of(size) > 1.4 else together
            )  # near, a rider is seen, not the horse
            if not angle and any(one.part == "hands" for one in shot.cast):
                angle = "high_angle"  # on what they work at
            if len(subjects) == 1 and subjects[0].person:
                lead = _LEAD.get(
                    shot.cast[0].side if len(shot.cast) == 1 else "", -_LOOK_ROOM * sin(radians(whole.yaw))
                )
        elif landmark:
            whole, size, focal = landmark, size or "wide", min(focal, 35.0)
        elif props:
            whole = _subject_of(box_of_prop(props[0]))
            size = size or ("medium" if props[0].kind or props[0].net else "wide")
        else:
            whole, size, focal = Subject(0, 0, 0, 1.76, 1.64), size if fill_of(size) < 0.7 else "wide", min(focal, 28.0)
        made = framing.frame(whole, size, angle, aspect=aspect, focal=focal, together=together, lead=lead)
        return fitted(made, np.concatenate([np.zeros((0, 3)), *self._seen(size)]), aspect)

    def _seen(self, size: str) -> Iterator[Points]:
        """Points that the picture of a size must have in it: pictures; bodies from head to foot in a wide one, their
        upper parts in a medium one, with what they ride and work at; things that are named, and what lifts off."""
        fill, whole, names = fill_of(size), self._shot.seconds, self._blocking.subject
        for name in names:
            body, mark, tall = self._bodies[name], self._blocking.marks[name], heights(self._film.member(name))
            for at in (0.1 * whole, 0.5 * whole, 0.9 * whole):
                if isinstance(body, Pictured) and (body.portrait or not body.person):
                    yield body.corners(at)
                low, high = (end.tolist() for end in (body.posed(at).points.min(0), body.posed(at).points.max(0)))
                if fill > 1 and self._film.member(name).person:
                    high[2] = body.eyes(at)[2] + 0.09 * tall
                    low[2] = high[2] - _CHEST * tall
                if fill < 2:
                    yield _corners(low, high, mark)
        for one in self._blocking.props if fill < 2 or not names else ():
            (x, y, z), high = (end.tolist() for end in mesh_of(one, 0.0).bounds)
            larger = max(high[0] - x, high[1] - y, high[2] - z) > (_SMALL if fill > 1 else _TALL)
            if one.net is not None and not names:
                yield _corners((x, y, z), (high[0], high[1], high[2] * _LABEL), one.mark)
            elif not names:
                continue
            elif one.ridden and one.holder in names:  # near, the handlebar and the horse's head
                yield _corners((x, y, z + 0.6 * (high[2] - z) * (fill > 1)), high, one.mark)
            elif fill > 1 and "far" in things().get(one.kind, {}):  # where somebody works, the work is seen
                top = told_of(one.kind, "top", 1.2) * one.scale
                yield _corners((-0.3, -0.1, top), (0.3, 0.1, top + 0.02), one.mark)
            elif fill <= 1 and one.pose and not one.holder and size_of(one.kind)[0] > _TALL:
                yield _corners((x, y, z), high, one.mark)
                yield _corners((x, y, z), high, mark_of(one, whole, whole))
            elif one.label and not (one.holder or one.pose or told_of(one.kind, "lift") > 2 or larger):
                yield _corners((x, y, z), high, one.mark)

    def placed(self, views: Sequence[View], about: Mapping[str, Any], parts: list[Corners]) -> tuple[Blocking, bool]:
        """The blocking with everybody whom nothing ties to a place, and loose things, where the camera sees them; and
        whether it sees all of them."""
        blocking, marks = self._blocking, dict(self._blocking.marks)
        taken = [(mark.x, mark.y) for mark in marks.values()] + [view.eye[:2] for view in views]
        solid = [
            part for part in parts if not any((part[0][:2] < at).all() and (part[1][:2] > at).all() for at in taken)
        ]
        standing = [prop for prop in blocking.props if not prop.holder or prop.ridden]
        props, wide = [box_of_prop(prop) for prop in standing], fill_of(self._shot.size) <= 1
        placing = Placing(
            views, self._aspect, about, built_in(self._shot.set), [*marks.values()], [], [], standing, solid
        )
        for name in self._free():
            placing.bodies = [*props, *(self._box(other, whole=True) for other in self._bodies if other != name)]
            placing.heads = [self._box(other, whole=wide) for other in self._bodies if other != name]
            whole, one = self._box(name, whole=True), self._acts[name]
            marks[name] = placing.moved(marks[name], (self._box(name), whole), one.side, one.depth)
            self._blocking = replace(blocking, marks=marks)
        placing.heads = [self._box(name, whole=wide) for name in self._bodies]
        placing.bodies = [*props, *(self._box(name, whole=True) for name in self._bodies)]
        placing.marks = [*marks.values()]
        for loose in sorted(blocking.loose, key=lambda one: (one.told.on != "", max(size_of(one.prop.kind)) < _SMALL)):
            placing.put(loose)  # what is stood on comes first
        held = [prop for prop in blocking.props if prop.holder and not prop.ridden]
        self._blocking = replace(blocking, marks=marks, props=(*held, *placing.props), loose=())
        boxes = [box_of_prop(prop) for prop in placing.props if prop.label]
        boxes += [self._box(name) for name in self._bodies if not self._crowd(name)]
        placing.bodies = []
        return self._blocking, not boxes or all(seen > _SEEN for seen in np.max(placing.seen(boxes), 0))

    def _free(self) -> list[str]:
        """Those of the cast whom nothing ties to their place, whom the camera is on first."""
        shot = self._shot
        tied = {use.name for use in self._blocking.uses if use.how not in ("holds", "at")} | {
            *spots_of(shot, self._film)
        }
        tied |= {one.name for one in shot.cast if one.poses.intersection(data("staging.yaml")["tied"])}
        tied |= {act.toward for one in shot.cast for act in one.actions if in_arms(act)}
        marks = self._blocking.marks
        names = [
            name for name in marks if not (name in tied or marks[name].z or self._crowd(name) or shot.angle == "ots")
        ]
        return sorted(names, key=lambda name: name not in self._blocking.subject)

    def _crowd(self, name: str) -> bool:
        return "crowd" in (self._film.member(name).kind, name.split()[0])

    def _box(self, name: str, *, whole: bool = False) -> Corners:
        """What of somebody must be seen, head and chest, or all of them, as a box in the world."""
        body, at = self._bodies[name], 0.5 * self._shot.seconds
        (x, y, z), points = body.eyes(at), body.posed(at).points
        low, high = (x - 0.17, y - 0.1, z - 0.4), (x + 0.17, y + 0.12, z + 0.14)
        if whole or not self._film.member(name).person:
            low, high = points.min(0), points.max(0)
        corners = _corners(low, high, self._blocking.marks[name])
        return corners.min(0), corners.max(0)

    def taken(self) -> list[Corners]:
        """Boxes that are taken by things, and by bodies that have no place of the set's own."""
        boxes = [box_of_prop(one) for one in self._blocking.props if not one.holder]
        for name in self._bodies.keys() - spots_of(self._shot, self._film).keys():
            low, high = self._box(name)
            boxes.append((np.array((low[0], low[1], self._blocking.marks[name].z)), high))
        return [(low + _INSIDE, high - _INSIDE) for low, high in boxes]

    def must_be_seen(self) -> Points:
        """Corners of what nothing of the set may hide: heads and chests, and hands that the camera is on."""
        found = [np.zeros((0, 3))]
        for name in (name for name in self._bodies if not self._crowd(name)):
            box = self._box(name)
            if self._acts[name].part in ("hands", "feet"):
                there = self.subject(name)
                box = (
                    np.array((there.x - 0.15, there.y, there.eyes - 0.1)),
                    np.array((there.x + 0.15, there.y, there.eyes + 0.1)),
                )
            found.append(_corners(*box, Mark(0, 0)))
        return np.concatenate(found)

    def _landmark(self) -> Subject | None:
        """Something that the shot names first and that stands in its set anyway."""
        first = next(
            (one for told in self._shot.things[:1] for one in (told.kind,) if one in built_in(self._shot.set)), ""
        )
        standing = first and not any(prop.kind == first for prop in self._blocking.props)
        return _subject_of(box_of_prop(Prop(first, built_in(self._shot.set)[first]))) if standing else None


def _corners(low: Sequence[float] | Array | Points, high: Sequence[float] | Array | Points, mark: Mark) -> Points:
    """The corners of a box of a body's own space, in the world."""
    box = np.array([(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
    return np.asarray(box @ turned("z", mark.yaw).astype(float).T + (mark.x, mark.y, mark.z))

"""Where the things stand that nobody uses: on the place, of all that would do, where the camera sees them best.

A thing has places that its words allow (on a table, on the floor, on a wall, in the sky); each is judged by what the
camera sees of it at the start and at the end of the shot, by whom it would hide, and by how far off it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Any

import numpy as np

from kling.animatic.build import things
from kling.animatic.data import data
from kling.animatic.marks import Loose, Mark, Prop, is_own, size_of, told_of
from kling.animatic.playing import mesh_of
from kling.animatic.sight import Boxes, Corners, Points, covered, seen_of
from kling.animatic.stage import FILM_WIDTH, View
from kling.lexicon import THINGS

_TOLD = data("staging.yaml")
_ACROSS = np.linspace(-0.8, 0.8, 13)  # of half a picture
_BEYOND = (-1.1, -0.5, 0.0, 0.5, 1.2, 2.2, 4.0, 7.0, 12.0, 20.0, 34.0)  # m behind what the camera is on
_LOW, _EDGE = 2.0, 4.0  # m; how far what is low stands behind that, at most: there roofs and quays end
_LARGE = 2.5  # m; what is larger and stands in a set is not put up twice
_SMALL = 0.75  # m; what is smaller stands on tables
_NEAR_TO = 0.08  # what a doubled distance from the cast costs
_LEAST, _LARGEST = 0.06, 1.7  # of the picture's height that something named is high; how much it grows for that
_FLAT = 0.16  # m; what is lower and longer lies, and is seen by its length
_SEEN = 0.7  # of a head and a chest that must be seen
_HOME = 0.3  # of a set's own thing, that will do
_HIDDEN = 0.3  # of a head, that is too much
_FREE = 0.04  # m that two bodies may reach into each other

Spot = tuple[Mark, float]
"""A place, and how well it is liked."""


@dataclass
class Placing:
    """A shot so far: ``views`` at its start and end, things that stand in its set anyway (``home``), boxes that are
    taken, heads that must be seen, things that stand, and ``parts`` of the set."""

    views: Sequence[View]
    aspect: float
    about: Mapping[str, Any]
    home: Mapping[str, Mark]
    marks: Sequence[Mark]
    bodies: list[Corners]
    heads: list[Corners]
    props: list[Prop]
    parts: list[Corners] = field(default_factory=list)

    def put(self, one: Loose) -> None:
        """Stand a thing on the best of its places; the set's own is left where it is large, or seen."""
        kind = one.prop.kind
        if is_own(self.home, one):
            there = box_of_prop(replace(one.prop, mark=self.home[kind]))
            if max(size_of(kind)) > _LARGE or max(seen[0] for seen in self.seen([there])) > _HOME:
                return
        spots = list(self._spots(one))
        if not spots:
            return
        boxes = _boxes(one.prop, [mark for mark, _ in spots])
        best = int(np.argmax(self._judged(boxes, ends=one.ends) + [liked for _, liked in spots]))
        prop, (low, high) = replace(one.prop, mark=spots[best][0]), boxes[best]
        tall = max(self._high(low, high), 1e-3)
        if not _in_the_sky(kind) and tall < _LEAST and max(high - low) < 1.0:  # small things are made to be seen
            prop = replace(prop, scale=prop.scale * min(_LARGEST, _LEAST / tall))
        self.props.append(prop)
        self.bodies.append(box_of_prop(prop))

    def moved(self, mark: Mark, boxes: tuple[Corners, Corners], side: str, depth: str) -> Mark:
        """A mark of somebody who is seen at the start and the end of the shot and stands in nothing, else the nearest
        to it where they are. ``boxes``: what must be seen of them, and all of them."""
        box, whole = boxes
        seen = [float(one[0]) for one in self.seen([box])]
        moves = len(self.views) > 1 and self.views[0].at != self.views[1].at
        stands = _stacked([whole])
        in_place = not self._taken(*stands).any() and self._hides(*stands).max() < len(self.views)
        if in_place and (max(seen) if moves else min(seen)) > _SEEN:
            return mark
        spots = [(mark, 0.5)]
        for spot, liked in self._all_over(side, depth):
            far = hypot(spot.x - mark.x, spot.y - mark.y)
            spots.append((replace(mark, x=spot.x, y=spot.y), liked - 0.15 * far))
        steps = [np.array((spot.x - mark.x, spot.y - mark.y, 0.0)) for spot, _ in spots]
        judged = self._judged([(box[0] + step, box[1] + step) for step in steps]) + [liked for _, liked in spots]
        judged -= 1.5 * self._taken(*_stacked([(whole[0] + step, whole[1] + step) for step in steps]))
        return spots[int(np.argmax(judged))][0]

    # ---- places --------------------------------------------------------------------------------------------------

    def _spots(self, one: Loose) -> Iterator[Spot]:
        """The places that a thing's words allow."""
        kind, told = one.prop.kind, one.told
        small = max(size_of(kind)) < _SMALL and "floor" not in things().get(kind, {}) and bool(kind or told.on)
        if _in_the_sky(kind):
            yield from self._sky(told.side, ends=one.ends)
            return
        tops = list(self._tops(told.on, one.near, small=small))
        yield from tops
        if tops and (told.on or small):
            return
        if kind in _TOLD["hung"] and "room" in self.about:
            yield from self._walls(one.prop, told.side)
            return
        size, lift = size_of(kind), told_of(kind, "lift")
        for mark in one.near:
            for far in (0.5, 0.8, 1.2):
                x, y = mark.ahead(far + size[1] * one.prop.scale / 2)
                yield Mark(x, y, lift, mark.yaw), 0.5 - 0.2 * far
        deep = float(np.ptp(mesh_of(one.prop, 0.0).points[:, 1])) / 2
        yield from self._all_over(told.side, told.depth, size[0], deep, lift, ends=one.ends)

    def _tops(self, on: str, near: Sequence[Mark], *, small: bool) -> Iterator[Spot]:
        """On what stands there: what it is said to be on, or, if it is small, tables."""
        for prop in self.props:
            named = bool(on) and on in (prop.kind, prop.label)
            if not named and (on or not small or "top" not in things().get(prop.kind, {})):
                continue
            low, high = box_of_prop(prop)
            top = told_of(prop.kind, "top") or told_of(prop.kind, "bed") or float(high[2] - prop.mark.z) / prop.scale
            reach = [Mark(*mark.ahead(0.45)) for mark in near]
            middle, half = (low + high) / 2, np.maximum(0.0, (high - low) / 2 - 0.12)
            for x in (-0.75, -0.4, 0.0, 0.4, 0.75):
                for y in (-0.6, 0.0, 0.5):
                    at = Mark(middle[0] + x * half[0], middle[1] + y * half[1], prop.mark.z + top * prop.scale, 14.0)
                    far = min((hypot(at.x - mark.x, at.y - mark.y) for mark in reach), default=0.0)
                    yield at, 0.3 - 0.04 * abs(x) - 0.3 * far

    def _all_over(
        self, side: str, depth: str, high: float = 1.8, deep: float = 0.0, lift: float = 0.0, *, ends: bool = False
    ) -> Iterator[Spot]:
        """Places on all the floor that the camera sees, for something so high and half so deep."""
        for number, view in enumerate(self.views[-1:] if ends else self.views):
            eye, ahead, right, half = _eyes(view)
            distance = float(np.linalg.norm(np.subtract(view.at, view.eye)))
            fits = high / 2 / (half / max(1.0, self.aspect)) * 1.35
            beyond = [more for more in _BEYOND if more <= (_EDGE if high < _LOW else _BEYOND[-1])]
            for far in sorted({max(1.0, distance + more, fits * (more > 20)) for more in beyond}):
                for across in (0.0,) if ends else _ACROSS:
                    there = far + deep if far >= distance else far - deep
                    x, y = (float(one) for one in (eye + (ahead + right * across * half) * there)[:2])
                    if not self._outside(x, y):
                        liked = 0.1 * (number == 0) - 0.5 * _sided(side, across)
                        yield Mark(x, y, lift, -20.0 * across), liked - 0.5 * _deep(depth, far - distance, distance)

    def _walls(self, prop: Prop, side: str) -> Iterator[Spot]:
        """On the wall behind and on those at the sides."""
        wide, deep, high = self.about["room"]["size"]
        back, tall = self.about["room"].get("shift", 0.0) + deep / 2 - 0.06, size_of(prop.kind)[0] * prop.scale
        for z in sorted({min(height, high - tall - 0.05) for height in _TOLD["hung"][prop.kind]}):
            for x in np.linspace(-wide / 2 + 0.6, wide / 2 - 0.6, 15):
                yield Mark(float(x), back, z), 0.1 - 0.5 * _sided(side, float(np.sign(x)))
            for y in np.linspace(back - deep + 1.5, back - 0.8, 9):
                for way in (-1.0, 1.0):
                    yield Mark(way * (wide / 2 - 0.06), float(y), z, -90.0 * way), -0.5 * _sided(side, way)

    def _sky(self, side: str, *, ends: bool) -> Iterator[Spot]:
        """Over the land; where the camera ends, as high as one looks up to it."""
        eye, ahead, right, half = _eyes(self.views[-1] if ends else self.views[0])
        for far in (24.0, 50.0, 80.0):
            for across in (0.0,) if ends else (-0.6, -0.35, 0.0, 0.35, 0.6):
                for high in (1.1 / half * self.aspect,) if ends else (0.1, 0.35, 0.6):
                    x, y, z = (eye + (ahead + right * across * half) * far).tolist()
                    z += high * half / max(1.0, self.aspect) * far
                    if z > 4:
                        yield Mark(x, y, z, -20.0 * across), -0.5 * _sided(side, across) - 0.002 * far

    def _outside(self, x: float, y: float) -> bool:
        if "room" not in self.about:
            return False
        wide, deep, _ = self.about["room"]["size"]
        return bool(abs(x) > wide / 2 - 0.35 or y > self.about["room"].get("shift", 0.0) + deep / 2 - 0.35)

    # ---- judging -------------------------------------------------------------------------------------------------

    def seen(self, boxes: Sequence[Corners]) -> list[Points]:
        """How much of each box is seen in each view."""
        low, high = _stacked(boxes)
        others = _stacked([*self.bodies, *self.parts])
        return [seen_of(view, self.aspect, (low, high), others) for view in self.views]

    def _judged(self, boxes: Sequence[Corners], *, ends: bool = False) -> Points:
        low, high = _stacked(boxes)
        seen = np.array(self.seen(boxes))
        whole = seen[-1] if ends else 0.7 * seen.max(0) + 0.3 * seen.min(0)
        taken = self._taken(low, high)
        hides = self._hides(low, high)
        tall = np.array([self._high(*box) for box in boxes])
        middle = (low + high)[:, :2] / 2
        away = np.array([min((hypot(x - mark.x, y - mark.y) for mark in self.marks), default=0.0) for x, y in middle])
        small = np.clip((_LEAST - tall) / _LEAST, 0, 1) + np.clip(tall - 0.95, 0, 1)
        return np.asarray(2.0 * whole - 1.5 * taken - 2.0 * hides - 0.8 * small - _NEAR_TO * np.log2(1 + away))

    def _taken(self, low: Points, high: Points) -> Points:
        """Which boxes reach into others: 1, else 0."""
        first, last = _stacked([*self.bodies, *self.parts])
        apart = (low[:, None] >= last - _FREE) | (high[:, None] <= first + _FREE)
        return np.asarray((~apart.any(axis=-1)).any(axis=-1), np.float64)

    def _hides(self, low: Points, high: Points) -> Points:
        """How many of the heads each box hides, in all views."""
        found = np.zeros(len(low))
        for view in self.views:
            for head in self.heads:
                found += covered(view, head, (low, high)) > _HIDDEN
        return found

    def _high(self, low: Points, high: Points) -> float:
        """The part of the picture's height that a box takes; what lies is as high as it is long."""
        view = self.views[0]
        far = max(0.3, float(np.linalg.norm((low + high) / 2 - view.eye)))
        tall, long = float(high[2] - low[2]), float(max(high[:2] - low[:2]))
        tall = max(tall, 0.5 * long) if tall < _FLAT else tall
        return tall / (far * FILM_WIDTH / view.focal / max(1.0, self.aspect))


def box_of_prop(prop: Prop) -> Corners:
    """The corners of a thing's box in the world."""
    return _boxes(prop, [prop.mark])[0]


def _boxes(prop: Prop, marks: Sequence[Mark]) -> list[Corners]:
    """The corners of a thing's box on many marks."""
    low, high = (np.asarray(one, np.float64) for one in mesh_of(prop, 0.0).bounds)
    turn = np.radians([float(mark.yaw) for mark in marks])
    c, s, (x, y, _), (a, b, _) = np.cos(turn), np.sin(turn), (low + high) / 2, (high - low) / 2
    at = np.array([(mark.x, mark.y, mark.z) for mark in marks], np.float64)
    middle = at + np.stack([x * c - y * s, x * s + y * c, 0 * c + (low[2] + high[2]) / 2], 1)
    half = np.stack([np.abs(c) * a + np.abs(s) * b, np.abs(s) * a + np.abs(c) * b, 0 * c + (high[2] - low[2]) / 2], 1)
    return list(zip(middle - half, middle + half, strict=True))


def _stacked(boxes: Sequence[Corners]) -> Boxes:
    return (
        np.array([one for one, _ in boxes], np.float64).reshape(-1, 3),
        np.array([one for _, one in boxes], np.float64).reshape(-1, 3),
    )


def _eyes(view: View) -> tuple[Points, Points, Points, float]:
    """An eye, the way it looks, to its right, and half the width that it sees a metre off."""
    eye, way = np.asarray(view.eye, float), np.subtract(view.at, view.eye)
    level = np.array((way[0], way[1], 0.0)) if hypot(way[0], way[1]) > 0.3 * abs(way[2]) else np.array((0.0, 1.0, 0.0))
    level /= np.linalg.norm(level)
    return eye, level, np.array((level[1], -level[0], 0.0)), FILM_WIDTH / 2 / view.focal


def _in_the_sky(kind: str) -> bool:
    return told_of(kind, "lift") > 3 or (kind in THINGS and THINGS[kind].kind == "sky")


def _sided(side: str, across: float) -> float:
    """How far from the side that its words tell something is, 0 to 1."""
    wanted = _TOLD["across"].get(side)
    return 0.0 if wanted is None else min(1.0, abs(across - 0.6 * wanted))


def _deep(depth: str, beyond: float, distance: float) -> float:
    match depth:
        case "foreground":
            return float(beyond > -0.15 * distance)
        case "background":
            return float(beyond < 0.3 * distance)
        case _:
            return 0.0

"""Where the things stand that nobody uses: on the place, of all that would do, where the camera sees them best.

A thing has places that its words allow (on a table, on the floor, on a wall, in the sky); each is judged by what the
camera sees of it at the start and at the end of the shot, by whom it would hide, and by how far off it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import hypot
from typing import Any

import numpy as np

from kling.animatic.data import data
from kling.animatic.marks import Loose, Mark, Prop, is_own, is_sky, size_of, told_of
from kling.animatic.playing import mesh_of
from kling.animatic.scene import Thing, relations
from kling.animatic.sight import Boxes, Corners, Points, covered, seen_of
from kling.animatic.stage import FILM_WIDTH, View
from kling.animatic.uses import SMALL, about
from kling.lexicon import THINGS

_TOLD = data("staging.yaml")
_ACROSS = np.linspace(-0.8, 0.8, 13)  # of half a picture
_BEYOND = (-1.1, -0.5, 0.0, 0.5, 1.2, 2.2, 4.0, 7.0, 12.0, 20.0, 34.0)  # m behind what the camera is on
_LOW, _EDGE = 2.0, 4.0  # m; how far what is low stands behind that, at most: there roofs and quays end
_LARGE = 2.5  # m; what is larger and stands in a set is not put up twice
_NEAR_TO = 0.08  # what a doubled distance from the cast costs
_SIDED = 1.4  # what the wrong side of the picture costs; one that is seen whole is worth 2
_LEAST, _LARGEST = 0.06, 1.7  # of the picture's height that something named is high; how much it grows for that
_FLAT = 0.16  # m; what is lower and longer lies, and is seen by its length
_SEEN = 0.7  # of a head and a chest that must be seen
_HOME, _HIDDEN = 0.3, 0.3  # of a set's own thing, that will do; of a head, that is as bad as all of it
_HIGH, _WHIRLS = 3.0, 2.0  # m; what is farther over the floor is in the sky; a higher effect is in the air
_HUGE, _APART, _HIDES = 3.0, 0.15, 0.6  # m; what is higher is somewhere behind somebody; between two; of a height
_LEVEL, _FREE = 0.06, 0.04  # m that a table's surface is off its height; that two bodies may reach into each other

Spot = tuple[Mark, float]  # a place, and how well it is liked


@dataclass
class Placing:
    """A shot so far: ``views`` at its start and end, what is known of its set and stands there anyway (``home``), boxes
    that are taken, heads that must be seen, things that stand, ``parts`` of the set, and boxes of the ``cast``."""

    views: Sequence[View]
    aspect: float
    about: Mapping[str, Any]
    home: Mapping[str, Mark]
    marks: Sequence[Mark]
    bodies: list[Corners]
    heads: list[Corners]
    props: list[Prop]
    parts: list[Corners] = field(default_factory=list)
    cast: Mapping[str, Corners] = field(default_factory=dict)

    def put(self, one: Loose) -> None:
        """Stand a thing on the best of its places; the set's own is left where it is large, or seen."""
        kind = one.prop.kind
        rows = [part for part in self.about.get("parts", ()) if part.get("thing") == kind and "repeat" in part]
        if rows and is_own(self.home, one):
            return  # a library has shelves enough
        if kind in THINGS and THINGS[kind].kind == "effect" and self.marks and size_of(kind)[0] > _WHIRLS:
            at = self.marks[0]  # leaves fall all round
            self.props.append(replace(one.prop, mark=Mark(at.x, at.y + 0.5, told_of(kind, "lift"))))
            return
        if is_own(self.home, one) and not one.told.pose:
            there = box_of_prop(replace(one.prop, mark=self.home[kind]))
            large = max(size_of(kind)) > _LARGE and "room" not in self.about
            if large or max(seen[0] for seen in self.seen([there])) > _HOME:
                return
        if spots := list(self._spots(one)):
            low, high = _boxes(one.prop, [mark for mark, _ in spots])
            judged = self._judged(low, high, ends=one.ends) + [liked for _, liked in spots]
            judged -= self._before(low, high) * (one.told.depth != "foreground" and "top" not in about(kind))
            best = int(np.argmax(judged))
            mark = spots[best][0]
            mark = replace(mark, yaw=_TOLD["facing"].get(one.told.facing, mark.yaw))
            prop, tall = replace(one.prop, mark=mark), float(self._tall(low, high)[best])
            if tall < _LEAST and max(high[best] - low[best]) < 1.0:  # small things are made to be seen
                prop = replace(prop, scale=prop.scale * min(_LARGEST, _LEAST / tall))
            self.props.append(prop)
            self.bodies.append(box_of_prop(prop))

    def moved(self, mark: Mark, boxes: tuple[Corners, Corners], side: str, depth: str) -> Mark:
        """A mark of somebody who is seen at the start and the end of the shot and stands in nothing, else the nearest
        to it where they are. ``boxes``: what must be seen of them, and all of them."""
        seen, moves = [float(one[0]) for one in self.seen(boxes[:1])], self.views[0].at != self.views[-1].at
        stands = _stacked(boxes[1:])
        in_place = not self._taken(*stands).any() and self._hides(*stands).max() < len(self.views)
        if in_place and (max(seen) if moves else min(seen)) > _SEEN:
            return mark
        spots = [(mark, 0.5)]
        for spot, liked in self._all_over(side, depth):
            liked *= 2.5 if liked < 0 else 1.0  # rather hidden than on the other side
            far = 0.15 * hypot(spot.x - mark.x, spot.y - mark.y) + 0.25 * bool(depth) * abs(spot.y - mark.y)
            spots.append((replace(mark, x=spot.x, y=spot.y), liked - far))
        steps = np.array([(spot.x - mark.x, spot.y - mark.y, 0.0) for spot, _ in spots])
        (low, high), (first, last) = boxes
        judged = self._judged(low + steps, high + steps) - 1.5 * self._taken(first + steps, last + steps)
        return spots[int(np.argmax(judged + [liked for _, liked in spots]))][0]

    def _spots(self, one: Loose) -> Iterator[Spot]:
        """The places that a thing's words allow."""
        kind, told, prop = one.prop.kind, one.told, one.prop
        small = max(size_of(kind)) < SMALL and "floor" not in about(kind) and bool(kind or told.on)
        if spots := list(self._related(one)):
            yield from spots
        elif is_sky(kind) or told_of(kind, "lift") > _HIGH:
            yield from self._sky(told.side, ends=one.ends)
        elif tops := list(self._tops(told, one.near, small=small)):
            yield from tops
        elif "room" in self.about and (kind in _TOLD["hung"] or told.on in _TOLD["hung"]):
            yield from self._walls(prop, told)
        else:
            yield from self._floor(one)

    def _related(self, one: Loose) -> Iterator[Spot]:
        """Under, behind, before or over whom or what it is said to be; what is much larger is somewhere behind that."""
        own = np.ptp(mesh_of(one.prop, 0.0).points, axis=0) / 2
        foot = float(mesh_of(one.prop, 0.0).bounds[0][2])
        for how, goal in relations(one.told):
            props = [box_of_prop(it) for it in self.props if goal in (it.label, it.kind) and not it.holder]
            homes = [box_of_prop(Prop(goal, self.home[goal]))] if goal in self.home else []
            boxes = [*props, *(box for name, box in self.cast.items() if name == goal), *homes]
            for low, high in boxes[:1]:
                (x, y, _), (wide, deep, tall) = ((low + high) / 2).tolist(), ((high - low) / 2).tolist()
                if how != "above" and own[2] > max(_HUGE, 2 * tall):
                    continue
                far = {"behind": deep + own[1] + _APART, "in_front_of": -deep - own[1] - _APART}.get(how, 0.0)
                near, back = (float(own[2]), tall) if how == "in_front_of" else (tall, float(own[2]))
                hides = how in ("behind", "in_front_of") and near > _HIDES * back
                sides = (-0.8, 0.8, -1.2, 1.2) if hides else (0.0, -1.0, 1.0)
                for aside, up in product(sides, (0.3, 0.8, 1.5) if how == "above" else (0.0,)):
                    z = float(high[2]) + up - foot if how == "above" else told_of(one.prop.kind, "lift")
                    beside = aside * (wide + own[0]) * (0.3 if how in ("above", "under") else 0.8)
                    yield Mark(x + beside, y + far, z), -0.1 * abs(aside) - 0.1 * up

    def _tops(self, told: Thing, near: Sequence[Mark], *, small: bool) -> Iterator[Spot]:
        """On what stands there: what it is said to be on, or, if it is small, tables; within reach."""
        reach = [Mark(*mark.ahead(0.45)) for mark in near]
        own = [Prop(kind, mark) for kind, mark in self.home.items() if "seated" in self.about and "top" in about(kind)]
        for prop in (*own, *self.props):
            named = bool(told.on) and told.on in (prop.kind, prop.label)
            if named or (small and not told.on and "top" in about(prop.kind)):
                low, high = box_of_prop(prop)
                top = told_of(prop.kind, "top", told_of(prop.kind, "bed")) or float(high[2] - prop.mark.z) / prop.scale
                middle, half = (low + high) / 2, np.maximum(0.0, (high - low) / 2 - 0.12)
                body, level = mesh_of(prop, 0.0), {"top", "bed"} & about(prop.kind).keys()
                for x, y in product((-0.75, -0.4, 0.0, 0.4, 0.75), (-0.6, 0.0, 0.5)):
                    at = Mark(middle[0] + x * half[0], middle[1] + y * half[1], 0.0, 14.0)
                    highs = body.over(*prop.mark.within((at.x, at.y, 0.0))[:2])
                    highs = highs[np.abs(highs - top * prop.scale) < _LEVEL] if level else highs
                    if not highs.size:  # beside a round one
                        continue
                    at = replace(at, z=prop.mark.z + float(highs.max()))
                    far = min((hypot(at.x - mark.x, at.y - mark.y) for mark in reach), default=0.0)
                    yield at, 0.3 - 0.04 * abs(x) - 0.3 * far - _sided(told.side, x)

    def _floor(self, one: Loose) -> Iterator[Spot]:
        """Before or beside whose it is, and all over."""
        (high, long), lift = size_of(one.prop.kind), told_of(one.prop.kind, "lift")
        fars = (1.2, 1.8, 2.4) if one.told.beside and long > SMALL else (0.5, 0.8, 1.2)
        for mark, far, turn in product(one.near, fars, (0.0, -60.0, 60.0, -90.0, 90.0)):
            x, y = replace(mark, yaw=mark.yaw + turn).ahead(far + long * one.prop.scale / 2)
            yield Mark(x, y, lift, mark.yaw), 0.5 - 0.2 * far - 0.001 * abs(turn)
        deep = float(np.ptp(mesh_of(one.prop, 0.0).points[:, 1])) / 2
        depth = one.told.depth or ("background" if one.told.behind else "foreground" if one.told.in_front_of else "")
        yield from self._all_over(one.told.side, depth, high, deep, lift, ends=one.ends, sided=_SIDED)

    def _all_over(
        self,
        side: str,
        depth: str,
        high: float = 1.8,
        deep: float = 0.0,
        lift: float = 0.0,
        *,
        ends: bool = False,
        sided: float = 0.5,
    ) -> Iterator[Spot]:
        """Places on all the floor that the camera sees, for something so high and half so deep."""
        beyond = [more for more in _BEYOND if more <= (_EDGE if high < _LOW else _BEYOND[-1])]
        for number, view in enumerate(self.views[-1:] if ends else self.views):
            eye, ahead, right, half = _eyes(view)
            distance = float(np.linalg.norm(np.subtract(view.at, view.eye)))
            fits = high / 2 / (half / max(1.0, self.aspect)) * 1.35
            fars = sorted({max(1.0, distance + more, fits * (more > 20)) for more in beyond})
            for far, across in product(fars, (0.0,) if ends else _ACROSS):
                there = far + deep if far >= distance else far - deep
                x, y = (float(one) for one in (eye + (ahead + right * across * half) * there)[:2])
                wrong = {"foreground": far > 0.85 * distance, "background": far < 1.3 * distance}.get(depth, False)
                if not self._outside(x, y):
                    liked = 0.1 * (number == 0) - sided * _sided(side, across)
                    yield Mark(x, y, lift, -20.0 * across), liked - 1.5 * wrong

    def _walls(self, prop: Prop, told: Thing) -> Iterator[Spot]:
        """On the wall behind and on those at the sides, or under the ceiling."""
        wide, deep, high = self.about["room"]["size"]
        back, tall = self.about["room"].get("shift", 0.0) + deep / 2 - 0.06, size_of(prop.kind)[0] * prop.scale
        heights = _TOLD["hung"].get(told.on) or _TOLD["hung"][prop.kind]
        rows, walls = ((1.0, 2.0, 3.0, 4.0), ()) if told.on == "ceiling" else ((0.0,), (-1.0, 1.0))
        for z in sorted({min(height, high - tall - 0.05) for height in heights}):
            for x, y in product(np.linspace(-wide / 2 + 0.6, wide / 2 - 0.6, 15), rows):
                yield Mark(float(x), back - y, z), 0.1 - 0.5 * _sided(told.side, float(np.sign(x)))
            for y, way in product(np.linspace(back - deep + 1.5, back - 0.8, 9), walls):
                yield Mark(way * (wide / 2 - 0.06), float(y), z, -90.0 * way), -0.5 * _sided(told.side, way)

    def _sky(self, side: str, *, ends: bool) -> Iterator[Spot]:
        """Over the land; where the camera ends, as high as one looks up to it."""
        eye, ahead, right, half = _eyes(self.views[-1] if ends else self.views[0])
        highs = (0.55,) if ends else tuple(part * half / max(1.0, self.aspect) for part in (0.1, 0.35, 0.6))
        for far, across, high in product((24.0, 50.0, 80.0), (0.0,) if ends else (-0.6, -0.35, 0.0, 0.35, 0.6), highs):
            x, y, z = (eye + (ahead + right * across * half + (0.0, 0.0, high)) * far).tolist()
            if z > 4:
                yield Mark(x, y, z, -20.0 * across), -0.5 * _sided(side, across) - 0.002 * far

    def _outside(self, x: float, y: float) -> bool:
        if "room" not in self.about:
            return False
        wide, deep, _ = self.about["room"]["size"]
        return bool(abs(x) > wide / 2 - 0.35 or y > self.about["room"].get("shift", 0.0) + deep / 2 - 0.35)

    def seen(self, boxes: Sequence[Corners]) -> list[Points]:
        """How much of each box is seen in each view."""
        others = _stacked([*self.bodies, *self.parts])
        return [seen_of(view, self.aspect, _stacked(boxes), others) for view in self.views]

    def _judged(self, low: Points, high: Points, *, ends: bool = False) -> Points:
        seen, tall = np.array(self.seen(list(zip(low, high, strict=True)))), self._tall(low, high)
        whole = seen[-1] if ends else 0.7 * seen.max(0) + 0.3 * seen.min(0)
        middle = (low + high)[:, :2] / 2
        away = np.array([min((hypot(x - mark.x, y - mark.y) for mark in self.marks), default=0.0) for x, y in middle])
        small = np.clip((_LEAST - tall) / _LEAST, 0, 1) + np.clip(tall - 0.95, 0, 1)
        bad = 1.5 * self._taken(low, high) + 2.0 * self._hides(low, high) + 0.8 * small + _NEAR_TO * np.log2(1 + away)
        return np.asarray(2.0 * whole - bad)

    def _before(self, low: Points, high: Points) -> Points:
        """How much boxes are nearer to the lens than the cast, or than what stands there alone, large ones the most."""
        _, (x, y, _), _, _ = _eyes(self.views[0])
        marks = self.marks or [one.mark for one in self.props[:1]]
        cast = min((mark.x * x + mark.y * y for mark in marks), default=-1e3)
        nearer = np.clip(cast - (low + high)[:, :2] @ (x, y) / 2, 0, 1)
        return np.asarray(np.clip(2 * self._tall(low, high), 0, 1) * nearer)

    def _taken(self, low: Points, high: Points) -> Points:
        """Which boxes reach into others: 1, else 0."""
        first, last = _stacked([*self.bodies, *self.parts])
        apart = (low[:, None] >= last - _FREE) | (high[:, None] <= first + _FREE)
        return np.asarray((~apart.any(axis=-1)).any(axis=-1), np.float64)

    def _hides(self, low: Points, high: Points) -> Points:
        """How many of the heads each box hides, in all views, those in part counted in part."""
        hidden = [covered(view, head, (low, high)) for view, head in product(self.views, self.heads)]
        return np.asarray(sum((np.clip(2 * part / _HIDDEN - 1, 0, 1) for part in hidden), np.zeros(len(low))))

    def _tall(self, low: Points, high: Points) -> Points:
        """The part of the picture's height that boxes take; what lies is as high as it is long."""
        view, size = self.views[0], high - low
        far = np.maximum(0.3, np.linalg.norm((low + high) / 2 - view.eye, axis=1))
        tall = np.where(size[:, 2] < _FLAT, np.maximum(size[:, 2], 0.5 * size[:, :2].max(1)), size[:, 2])
        return np.asarray(np.maximum(1e-3, tall / (far * FILM_WIDTH / view.focal / max(1.0, self.aspect))))


def box_of_prop(prop: Prop) -> Corners:
    """The corners of a thing's box in the world."""
    low, high = _boxes(prop, [prop.stands])
    return low[0], high[0]


def _boxes(prop: Prop, marks: Sequence[Mark]) -> Boxes:
    """The corners of a thing's box on many marks."""
    low, high = (np.asarray(one, np.float64) for one in mesh_of(prop, 0.0).bounds)
    turn = np.radians([float(mark.yaw) for mark in marks])
    c, s, (x, y, z), (a, b, d) = np.cos(turn), np.sin(turn), (low + high) / 2, (high - low) / 2
    at = np.array([(mark.x, mark.y, mark.z) for mark in marks], np.float64)
    middle = at + np.stack([x * c - y * s, x * s + y * c, 0 * c + z], 1)
    half = np.stack([np.abs(c) * a + np.abs(s) * b, np.abs(s) * a + np.abs(c) * b, 0 * c + d], 1)
    return middle - half, middle + half


def _stacked(boxes: Sequence[Corners]) -> Boxes:
    low, high = (np.array([box[end] for box in boxes], np.float64).reshape(-1, 3) for end in (0, 1))
    return low, high


def _eyes(view: View) -> tuple[Points, Points, Points, float]:
    """An eye, the way it looks, to its right, and half the width that it sees a metre off."""
    eye, way = np.asarray(view.eye, float), np.subtract(view.at, view.eye)
    steep = hypot(way[0], way[1]) < 0.3 * abs(way[2])  # from above: as if from before what is under it
    level = np.array((0.0, 1.0, 0.0) if steep else (way[0], way[1], 0.0))
    level /= np.linalg.norm(level)
    eye = np.array((*view.at[:2], view.eye[2])) - level * np.linalg.norm(way) if steep else eye
    return eye, level, np.array((level[1], -level[0], 0.0)), FILM_WIDTH / 2 / view.focal


def _sided(side: str, across: float) -> float:
    """How far from the side that its words tell something is, 0 to 1."""
    return min(1.0, abs(across - 0.6 * _TOLD["across"][side])) if side else 0.0

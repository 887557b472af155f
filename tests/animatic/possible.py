"""What is staged and cannot be: soles in the air, bodies in each other, in things and in walls, ways that end nowhere.

A shot is put up and not drawn. What stands on it are the points that would be drawn; a point is in a body if its
surface goes round it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kling.animatic.build import sets
from kling.animatic.data import data
from kling.animatic.figure import Figure
from kling.animatic.marks import Mark, Prop
from kling.animatic.mesh import Mesh, mesh, turned
from kling.animatic.playing import Actor, mesh_of
from kling.animatic.read import film
from kling.animatic.scene import Film
from kling.animatic.sight import seen_of
from kling.animatic.staged import Quality, Staged
from kling.animatic.uses import about

MOMENTS = (0.03, 0.35, 0.65, 0.97)  # of a shot
NEAR, SOFT = 0.05, 0.14  # m that soles are off what they stand on, at most, and who sits or lies off that
SAMPLED = 120  # points of a body that are asked where they are
CUSHION = np.array((0.0, 0.0, 0.08))  # m that what is sat on gives way
_TOLD = data("staging.yaml")
OFF_THE_FLOOR = {
    *("jump", "leap", "fly", "swim", "fall", "plunge", "float", "levitate", "hang", "pull_up", "climb", "descend"),
    *("high_jump", "long_jump", "cartwheel", "somersault", "handstand", "spike", "dive_save", "jump_shot", "tackle"),
    *("ride_swing", "on_back", "on_shoulders", "held", "land_hero", "jump_for_joy", "skip_rope", "head_ball", "trip"),
    *("breakdance", "pirouette", "ride", "ski", "drive", "row", "paddle", "slip", "faint", "dance", "run", "chase"),
    *("kick", "shoot_ball", "skate", "walk_rope", "dive", "fight", "ride_broom"),
}
"""What is done, at times, off the floor, or where no seat is seen."""


class Fault(NamedTuple):
    """What cannot be: its class, whose it is, what they are in or without, and how much (m, or part of a body)."""

    kind: str
    who: str
    what: str
    amount: float


class Solid(NamedTuple):
    """Something that stands there: what it is, whose it is, its body, and whether it is in a hand."""

    name: str
    prop: Prop
    body: Mesh
    held: bool = False


def faults_of(words: str, seconds: str = "5") -> list[Fault]:
    """What cannot be in a film of some words."""
    whole, found = film([{"prompt": words, "duration": seconds}]), list[Fault]()
    for shot in whole.shots:
        one = Staged(whole, shot, (64, 36), Quality(1.0, False, 64))
        found += Checked(one, whole).faults()
        one.close()
    return found


class Checked:
    """A shot that is put up, and what in it cannot be."""

    def __init__(self, one: Staged, whole: Film) -> None:
        self.staged, self.shot, self.film = one, one.shot, whole
        self.actors = [actor for actor in one.actors if not actor.name.startswith("crowd")]
        self.acts = {two.name: two.actions for two in one.shot.cast}
        self.place: dict[str, Any] = dict(sets().get(one.place.name, {}))
        self.levels = [0.0, *(float(flat["z"]) for flat in self.place.get("flats", ()) if "z" in flat)]
        set_of = Prop(self.shot.set)
        self.parts = [Solid(self.shot.set, set_of, one) for one in one.parts if _is_solid(one)]

    def faults(self) -> list[Fault]:
        """All that cannot be, each once, as bad as it gets."""
        worst: dict[tuple[str, str, str], float] = {}
        found = [one for part in MOMENTS for one in self._at(part * self.shot.seconds)]
        for one in (*found, *self._ends()):
            worst[one[:3]] = max(worst.get(one[:3], 0.0), one.amount)
        return [Fault(*names, amount) for names, amount in worst.items()]

    def _at(self, at: float) -> Iterator[Fault]:
        bodies = {one.name: self._body(one, at) for one in self.actors if one.since <= at}
        things = list(self._things(at))
        for actor in (one for one in self.actors if one.name in bodies):
            yield from self._stands(actor, bodies[actor.name], things, at)
            yield from self._is_apart(actor, bodies, things, at)
        for one in things:
            yield from self._lies(one, things)

    def _body(self, actor: Actor, at: float) -> Mesh:
        """A body in the world."""
        return _placed(mesh(actor.shape(at)[0], actor.body.faces, actor.shape(at)[1]), actor.at(at))

    def _things(self, at: float) -> Iterator[Solid]:
        """The things that are there at a moment."""
        for prop, shape, where in self.staged.ways:
            if prop.span[0] <= at < prop.span[1] and (mark := where(at)).z > -10:
                body = _placed(mesh(shape(at)[0], mesh_of(prop, 0.0).faces, shape(at)[1]), mark)
                yield Solid(prop.label or prop.kind, prop, body, bool(prop.holder) and not prop.ridden)

    def _does(self, name: str, at: float) -> set[str]:
        return {act.pose for act in self.acts[name] if act.start - 0.4 <= at <= act.end + 0.6}

    # ---- feet and seats --------------------------------------------------------------------------------------------

    def _stands(self, actor: Actor, body: Mesh, things: list[Solid], at: float) -> Iterator[Fault]:
        """Who is in the air or under the floor, and who sits on nothing."""
        does, low = self._does(actor.name, at), float(body.points[:, 2].min())
        wet = self.shot.set in (*_TOLD["afloat"], *_TOLD["levels"])
        wet = wet or any(act.pose == "plunge" and act.start <= at for act in self.acts[actor.name])
        flies = "lift" in about(self.film.member(actor.name).kind)
        steps = actor.step[0] != 0
        if wet or flies or steps or actor.way is not None or does & OFF_THE_FLOOR:
            return
        solids = [one for one in (*things, *self.parts) if not one.held]
        if "sit" in does and isinstance(actor.body, Figure):
            bones, rig = actor.body._bones[0], actor.body._rig
            hips = body.points[bones == rig.bones["pelvis"]]
            high, (x, y) = float(hips[:, 2].mean()) - 0.13, hips[:, :2].mean(0).tolist()
            if 0.2 < high < 0.62 and not _is_under(solids, x, y, high, SOFT):
                yield Fault("seat", actor.name, "nothing", high)
            return
        (x, y), near = body.points[body.points[:, 2] < low + 0.02][:, :2].mean(0).tolist(), NEAR
        near = SOFT if does & {"lie", "sleep", "sunbathe"} else NEAR
        if min(abs(low - level) for level in self.levels) > near and not _is_under(solids, x, y, low, near):
            yield Fault("air" if low > 0 else "sunk", actor.name, "nothing", abs(low))

    def _lies(self, one: Solid, things: list[Solid]) -> Iterator[Fault]:
        """Things that hang in the air, or are in each other."""
        told = next((two for two in self.shot.things if two.label == one.prop.label), None)
        hung = one.prop.kind in _TOLD["hung"] or (told is not None and told.on in _TOLD["hung"])
        if one.prop.pose or one.prop.holder or hung or not one.prop.label or "lift" in about(one.prop.kind):
            return
        points = one.body.points
        low, others = float(points[:, 2].min()), [two for two in (*things, *self.parts) if two is not one]
        x, y = points[points[:, 2] < low + 0.03][:, :2].mean(0).tolist()
        if low > 0 and min(abs(low - level) for level in self.levels) > 0.08 and not _is_under(others, x, y, low, 0.08):
            yield Fault("hangs", one.name, "nothing", low)
        middle = points.mean(0)
        inner = middle + (_sample(points) - middle) * np.float32(0.92)
        for two in others:
            if (share := _share(inner, two.body, 0.15)) > 0.15:
                yield Fault("in", one.name, two.name, share)

    # ---- apart -----------------------------------------------------------------------------------------------------

    def _is_apart(self, actor: Actor, bodies: dict[str, Mesh], things: list[Solid], at: float) -> Iterator[Fault]:
        """In whom, in what and in which wall somebody is."""
        names, mine, blocking = list(bodies), _sample(bodies[actor.name].points), self.staged.blocking
        met = {name for one in blocking.contacts for name in (one.doer, one.other)}
        met |= {one.name for one in self.shot.cast if one.poses.intersection(_TOLD["touching"])}
        for other in (two for two in self.actors if two.name in names[names.index(actor.name) + 1 :]):
            pair, body = {actor.name, other.name}, bodies[other.name]
            close = pair <= met or actor.way is not None or other.way is not None
            close = close or any(one.ridden and one.holder in pair for one in blocking.props)
            most = 0.15 if close else 0.02
            share = max(_share(mine, body, most), _share(_sample(body.points), bodies[actor.name], most))
            if share > most:
                yield Fault("body", actor.name, other.name, share)
        for one in (one for one in things if not one.held):
            hows = {use.how for use in blocking.uses if use.name == actor.name and one.name in _names(use)}
            most = 1.0 if hows & {"out", "through"} else 0.12 if hows or one.prop.holder == actor.name else 0.03
            share = _share(mine + CUSHION * bool(hows & {"sits", "lies", "rides"}), one.body, most)
            if share > most:
                yield Fault("thing", actor.name, one.name, share)
        most = 0.12 if "sit" in self._does(actor.name, at) else 0.03
        for part in self.parts:
            if (share := _share(mine, part.body, most)) > most:
                yield Fault("part", actor.name, part.name, share)
        if room := self.place.get("room"):
            wide, deep, _ = room["size"]
            out = (np.abs(mine[:, 0]) > wide / 2 + 0.02) | (mine[:, 1] > room.get("shift", 0.0) + deep / 2 + 0.02)
            if out.mean() > 0.03:
                yield Fault("wall", actor.name, self.shot.set, float(out.mean()))

    # ---- ends ------------------------------------------------------------------------------------------------------

    def _ends(self) -> Iterator[Fault]:
        """Who leaves and stays, who enters and was there, or is not there then, and who falls and stays upright."""
        last = 0.97 * self.shot.seconds
        for actor in self.actors:
            for act in self.acts[actor.name]:
                ends, here, there = act is self.acts[actor.name][-1], actor.at(act.start), actor.at(act.end)
                way = float(np.hypot(here.x - there.x, here.y - there.y))
                if act.pose == "leave" and ends and way < 1.2 and self._seen(actor, last) > 0.3:
                    yield Fault("leaves", actor.name, "stays", way)
                if act.pose == "enter" and way < 1.0:
                    yield Fault("enters", actor.name, "has no way", way)
                elif act.pose == "enter" and ends and self._seen(actor, last) < 0.2:
                    yield Fault("enters", actor.name, "is not seen", way)
                elif act.pose == "enter" and self._seen(actor, act.start) > 0.8 and not self._is_at_door(here):
                    yield Fault("enters", actor.name, "was there", way)
            lies = {act.pose for act in self.acts[actor.name] if act.start <= last <= act.end + 0.1}
            tall = float(np.ptp(actor.body.posed(last).points[:, 2]))
            if tall > 1.1 and lies & {"fall", "lie", "faint", "sleep"} and not lies & {"sit", "jump", "swim"}:
                yield Fault("ends", actor.name, "upright", tall)

    def _is_at_door(self, here: Mark) -> bool:
        doors = [one.mark for one in self.staged.blocking.props if about(one.kind).keys() & {"exit", "doorway"}]
        return any(np.hypot(one.x - here.x, one.y - here.y) < 2.0 for one in doors)

    def _seen(self, actor: Actor, at: float) -> float:
        """How much of somebody is in the picture."""
        low, high = (np.asarray(end, np.float64)[None] for end in self._body(actor, at).bounds)
        none = np.zeros((0, 3))
        return float(seen_of(self.staged.view(at), self.staged.aspect, (low, high), (none, none))[0])


def _is_solid(part: Mesh) -> bool:
    """Whether part of a set can be stood in: no rug, and not the land."""
    low, high = part.bounds
    return bool(high[2] - low[2] > 0.1 and np.max(high - low) < 40.0)


def _names(use: Any) -> set[str]:
    return {use.kind, *((use.told.label, use.told.kind) if use.told else ())}


def _placed(body: Mesh, mark: Mark) -> Mesh:
    body.points = body.points @ turned("z", mark.yaw).T + np.array((mark.x, mark.y, mark.z), np.float32)
    return body


def _sample(points: NDArray[np.float32]) -> NDArray[np.float32]:
    return points[:: max(1, len(points) // SAMPLED)]


def _is_under(solids: list[Solid], x: float, y: float, high: float, near: float) -> bool:
    """Whether the top of something is so high round a place."""
    for solid in solids:
        low, top = solid.body.bounds
        if (low[:2] - 0.15 < (x, y)).all() and (top[:2] + 0.15 > (x, y)).all() and top[2] > high - near:
            found = [solid.body.over(x + dx, y + dy) for dx in (-0.1, 0, 0.1) for dy in (-0.1, 0, 0.1)]
            if (np.abs(np.concatenate(found) - high) < near).any():
                return True
    return False


def _share(points: NDArray[np.float32], body: Mesh, most: float = 0.0) -> float:
    """How many of some points are in a body, by how often its surface goes round each of them; 0 where no more than
    ``most`` are between its bounds."""
    low, high = body.bounds
    near = points[((points > low) & (points < high)).all(1)]
    if len(near) <= most * len(points):
        return 0.0
    corners = np.ascontiguousarray(body.points[body.faces].transpose(1, 2, 0), np.float32)
    ways = corners[:, :, None] - near.astype(np.float32).T[..., None]  # corner, axis, point, face
    a, b, c = ways
    (p, q, r), dots = np.sqrt((ways * ways).sum(1)), (ways * ways[[1, 2, 0]]).sum(1)
    over = (a * (b[[1, 2, 0]] * c[[2, 0, 1]] - b[[2, 0, 1]] * c[[1, 2, 0]])).sum(0)
    under = p * q * r + dots[0] * r + dots[1] * p + dots[2] * q
    return float((np.arctan2(over, under).sum(1) / (2 * np.pi) > 0.5).sum() / len(points))

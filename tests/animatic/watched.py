"""What the camera sees of a staged shot, at many moments: of everybody, of what they handle, and of their hands there.

Small pictures in which everybody and everything has a colour of its own tell what hides what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from kling.animatic.blocking import is_crowd
from kling.animatic.bodies import Creature
from kling.animatic.data import data
from kling.animatic.marks import Mark, Prop, told_of
from kling.animatic.mesh import Mesh, turned
from kling.animatic.playing import UNSEEN, Actor, Shape, mesh_of
from kling.animatic.read import film
from kling.animatic.scene import Action, Presence
from kling.animatic.stage import Piece
from kling.animatic.staged import Quality, Staged

Points = NDArray[np.floating[Any]]
SIZE = (256, 144)
_MOMENTS = (0.04, 0.2, 0.4, 0.6, 0.8, 0.97)  # of a shot
_DEED = (0.15, 0.35, 0.5, 0.65, 0.85)  # of a deed
_HEAD, _FACE = 0.24, 0.1  # m round the eyes
_TOUCH, _LEFT = 0.15, 0.25  # m to what a hand is at; that what is pushed is left behind
_LARGE = 0.006  # of the picture, that is enough of what is large
_TALL, _HIGH = 0.08, 0.02  # of its height, that people and animals take at least
_AIR = 1.0  # m; what is higher is on a string
TOLD = yaml.load(Path(__file__).with_suffix(".yaml").read_text("utf-8"), yaml.CSafeLoader)
_STAGING = data("staging.yaml")
_MOMENT = frozenset((*_STAGING["gets"], *_STAGING["leaves"], "give"))  # deeds by which hand and thing meet or part


class Fault(NamedTuple):
    """What is wrong in a shot: its class, its cause, and with whom or what."""

    kind: str
    cause: str
    whom: str


class Sight(NamedTuple):
    """Of points: the part that is in the picture, what is seen of that, what hides most of the rest, how much of the
    picture's height they take, and of all of it whose they are."""

    inside: float
    seen: float
    by: str = ""
    high: float = 0.0
    area: float = 0.0

    @property
    def told(self) -> bool:
        """Whether it can be told."""
        return self.inside * self.seen > 0.15 or self.area > _LARGE


class Picture(NamedTuple):
    """A moment of a shot: whose each pixel is, as a number of ``names``, and what is seen of everybody and everything,
    of heads, faces and hands."""

    seconds: float
    whose: NDArray[np.int64]
    sights: dict[str, Sight]


Way = tuple[Prop, Shape, Callable[[float], Mark], Piece]


class Watched:
    """A shot on the stage, and who watches it."""

    def __init__(self, staged: Staged) -> None:
        self.staged, self.shot = staged, staged.shot
        self.names = ["ground", "set"]
        self.things: dict[str, Way] = {}
        self._colours()
        self.pictures = [self._picture(part * self.shot.seconds) for part in _MOMENTS]

    def _colours(self) -> None:
        """Give everybody and everything a colour of its own."""
        staged, stage = self.staged, self.staged.stage
        for dark in [dark for _, dark in stage._moving if dark is not None]:
            dark.node.hide()
        for mover in staged._movers[len(staged.actors) :]:
            mover.piece.node.hide()
        for piece in stage._still:
            _colour(piece.node, int(piece.node.getBinName() != "background"))
        if any(prop.holder not in staged.pieces for prop, *_ in staged.ways) and stage._still:
            stage._still[-1].node.hide()  # all that stand
        stage.ground((0.0, 0.0, 0.0))
        if stage._dome is not None:
            stage._dome.hide()
        for name, piece in staged.pieces.items():
            _colour(piece.node, len(self.names))
            self.names.append(name)
        for prop, shape, where in staged.ways:
            piece, name = Piece(stage, mesh_of(prop, 0.0)), f"thing {len(self.names)}"
            stage._moving.append((piece, None))
            _colour(piece.node, len(self.names))
            self.names.append(name)
            self.things[name] = prop, shape, where, piece

    def _picture(self, seconds: float) -> Picture:
        bodies = {name: self._body(name, seconds) for name in self.things}
        for name, body in bodies.items():
            piece = self.things[name][3]
            piece.node.show() if body else piece.node.hide()
            piece.place(*((body.points, body.normals) if body else (piece.mesh.points, piece.mesh.normals)))
        drawn = self.staged.picture(seconds).astype(np.int64)
        made = Picture(seconds, drawn[..., 0] // 16 + drawn[..., 1] // 16 * 16, {})
        for actor in self.staged.actors:
            here, points = actor.at(seconds), actor.body.posed(seconds).points
            points = points @ turned("z", here.yaw).T + np.array((here.x, here.y, here.z), np.float32)
            made.sights[actor.name] = self._sight(made, actor.name, points)
            far = np.linalg.norm(points - here.out(actor.body.eyes(seconds)), axis=1)
            for part, most in (("head", _HEAD), ("face", _FACE)):
                if not isinstance(actor.body, Creature) and (far < most).any():
                    sight = self._sight(made, actor.name, points[far < most], near=part == "head")
                    made.sights[f"{actor.name}/{part}"] = sight
            hands = [self._sight(made, actor.name, np.array([here.out(one)])) for one in actor.body.hands(seconds)]
            made.sights[f"{actor.name}/hand"] = max(hands)
        for name, body in bodies.items():
            if body is not None:
                made.sights[name] = self._sight(made, name, body.points)
        return made

    def _sight(self, picture: Picture, name: str, points: Points, *, near: int = 1, most: int = 120) -> Sight:
        """What is seen of some points of somebody or something."""
        (high, wide), mine = picture.whose.shape, self.names.index(name)
        some = points[:: max(1, len(points) // most)].tolist()
        inside = [one for one in map(self.staged.where, some) if one is not None]
        hides: list[int] = []
        for x, y in inside:
            column, row = min(wide - 1, int(x * wide)), min(high - 1, int(y * high))
            around = picture.whose[max(0, row - near) : row + near + 1, max(0, column - near) : column + near + 1]
            before = int(picture.whose[row, column])
            hides += [before] if before and not (around == mine).any() else []
        if not inside:
            return Sight(0.0, 0.0)
        by, tall = self.names[max(hides, key=hides.count)] if hides else "", [y for _, y in inside]
        area = float((picture.whose == mine).mean())
        return Sight(len(inside) / len(some), 1 - len(hides) / len(inside), by, max(tall) - min(tall), area)

    def _body(self, name: str, seconds: float) -> Mesh | None:
        """The body of a thing at a moment, in the world; None where it is not there."""
        prop, shape, where, piece = self.things[name]
        (points, normals), mark = shape(seconds), where(seconds)
        if not prop.span[0] <= seconds < prop.span[1] or mark.z == UNSEEN:
            return None
        turning = turned("z", mark.yaw).T
        points = points @ turning + np.array((mark.x, mark.y, mark.z), np.float32)
        return replace(piece.mesh, points=points, normals=normals @ turning)

    def _cause(self, sights: Sequence[Sight]) -> str:
        """What hides most of them."""
        by = [sight.by for sight in sights]
        worst = max(by, key=by.count)
        held = worst in self.things and self.things[worst][0].holder
        return "set" if worst == "set" else "held thing" if held else "thing" if worst in self.things else "another"

    def _named(self, words: str, holder: str = "") -> str:
        """The name of the thing that words mean, at best of one that somebody has."""
        kinds = {words, self.shot.kind_of(words)} - {""}
        found = [(name, prop) for name, (prop, *_) in self.things.items() if {prop.label, prop.kind} & kinds]
        found.sort(key=lambda one: (one[1].holder != holder, one[1].label != words))
        return found[0][0] if found else ""

    def faults(self) -> Iterator[Fault]:
        """All that is wrong."""
        for actor, one in [(actor, one) for actor in self.staged.actors for one in self.shot.cast]:
            if actor.name != one.name or is_crowd(one.name) or self.staged.pieces[one.name].node.isHidden():
                continue
            if one.part not in ("hands", "feet") and not self._at_work(one):
                yield from self._seen(actor, one)
            words = [act for act in one.actions if act.thing and act.pose in TOLD["handled"]]
            for act in [act for act in words if all(act.thing != who.name for who in self.shot.cast)]:
                if isinstance(actor.body, Creature) or told_of(self.shot.kind_of(act.thing), "lift") > _AIR:
                    continue
                yield from self._handled(actor, act)

    def _at_work(self, one: Presence) -> bool:
        """Whether a close picture is of the hands of somebody who does something with a thing, not of their face."""
        hands = [two.sights[f"{one.name}/hand"].inside for two in self.pictures if f"{one.name}/hand" in two.sights]
        near = self.shot.size in ("close_up", "extreme_close") and any(act.thing for act in one.actions)
        return near and bool(hands) and float(np.mean(hands)) > 0.5

    def _seen(self, actor: Actor, one: Presence) -> Iterator[Fault]:
        """Whether somebody is in the picture, can be told, and is not hidden for most of the time."""
        shown, shot = [two.sights for two in self.pictures if two.seconds >= actor.since], self.shot
        others = "" if one.name in self.staged.blocking.subject else "other "
        keys = [f"{one.name}{part}" for part in ("", "/head", "/face")]
        whole, heads, faces = ([two[key] for two in shown if key in two] for key in keys)
        judged = heads if heads and shot.angle != "ots" else whole
        least = 0.3 if one.poses & {"enter", "leave"} else 0.6
        if np.mean([two.inside > (0.1 if shot.angle == "ots" else 0.5) for two in judged]) < least:
            yield Fault("seen", f"{others}out of the picture", one.name)
            return
        tall = _HIGH if isinstance(actor.body, Creature) else _TALL
        if shot.size != "extreme_wide" and shot.angle != "aerial" and np.mean([two.high for two in whole]) < tall:
            yield Fault("seen", f"{others}too small", one.name)
        hidden = [two for two in judged if two.inside > 0.3 and two.seen < 0.5]
        if len(hidden) > 0.5 * len(judged):
            yield Fault("seen", f"{others}hidden by {self._cause(hidden)}", one.name)
        own = {name for name, (prop, *_) in self.things.items() if prop.holder == one.name}
        hidden = [two for two in faces if two.inside > 0.5 and two.seen < 0.7 and two.by not in own]
        if len(hidden) > 0.4 * len(faces) and not others:
            yield Fault("seen", f"face behind {self._cause(hidden)}", one.name)

    def _handled(self, actor: Actor, act: Action) -> Iterator[Fault]:
        """Whether hand and thing are together and in the picture while somebody does something with it."""
        name, what = self._named(act.thing, actor.name), f"{actor.name} {act.pose} {act.thing}"
        if not name:
            if not self.staged.blocking.use(actor.name, "works"):
                yield Fault("hands", "no thing", what)
            return
        lasts = act.end - act.start
        times = [act.start + part * lasts for part in ((0.5,) if act.pose in _MOMENT else _DEED)]
        fars = [far for far in (self._far(actor, name, seconds) for seconds in times) if far is not None]
        if sum(far > _TOUCH for far in fars) > 0.4 * len(fars):
            yield Fault("hands", "hand off the thing", f"{what} {np.median(fars):.1f} m")
        within = [one for one in self.pictures if act.start - 0.05 <= one.seconds <= act.end + 0.05] or self.pictures
        sights = [one.sights[name] for one in within if name in one.sights]
        if sum(sight.told for sight in sights) < 0.5 * len(within):
            inside = [sight for sight in sights if sight.inside > 0.25]
            yield Fault(
                "hands", f"thing {f'hidden by {self._cause(inside)}' if inside else 'out of the picture'}", what
            )
        if np.mean([one.sights[f"{actor.name}/hand"].inside for one in within]) < 0.5:
            yield Fault("hands", "hand out of the picture", what)
        ends = [(self._body(name, at), actor.at(at)) for at in (act.start + 0.1, act.end - 0.1)]
        (first, here), (last, there) = ends
        if act.pose in ("push", "pull") and first is not None and last is not None:
            gone = float(np.linalg.norm((last.points.mean(0) - first.points.mean(0))[:2]))
            if abs(gone - np.hypot(there.x - here.x, there.y - here.y)) > _LEFT:
                yield Fault("hands", "does not go along", what)

    def _far(self, actor: Actor, name: str, seconds: float) -> float | None:
        """Metres from somebody's hands, or what is in them, to a thing."""
        if (body := self._body(name, seconds)) is None:
            return None
        here = actor.at(seconds)
        points = [here.out(one) for one in actor.body.hands(seconds)]
        held = [one for one, (prop, *_) in self.things.items() if prop.holder == actor.name and not prop.ridden]
        for tool in [found for one in held if one != name and (found := self._body(one, seconds)) is not None]:
            points += tool.points[:: max(1, len(tool.points) // 12)].tolist()
        return min(float(np.linalg.norm(body.nearest(point) - point)) for point in points)


def _colour(node: Any, number: int) -> None:
    node.setColor((number % 16 * 16 + 8) / 255, (number // 16 * 16 + 8) / 255, 0, 1, 1)
    node.setTextureOff(1)


def watched(words: str) -> list[Fault]:
    """What is wrong in a film of one prompt."""
    made, found = film([{"prompt": words, "duration": "5"}]), list[Fault]()
    for shot in made.shots:
        staged = Staged(made, shot, SIZE, Quality(1.0, False, SIZE[0]))
        found += Watched(staged).faults()
        staged.close()
    return found

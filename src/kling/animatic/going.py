"""Those of the cast who travel in a shot, and the camera that goes with them or waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import radians, sin
from typing import Any

import numpy as np

from kling.animatic.blocking import Blocking
from kling.animatic.build import things
from kling.animatic.data import data
from kling.animatic.framing import Framing
from kling.animatic.marks import Mark
from kling.animatic.moves import Path, group_of, locked, travels
from kling.animatic.playing import Actor, to_wall
from kling.animatic.scene import Action, Film, Presence, Shot
from kling.animatic.sight import Corners, seen_of
from kling.lexicon import CAMERA_MOVES, DEPTH_OF_FIELD

_FARTHEST = 9.0  # m that somebody comes from, at most
_SEEN = 0.7  # of a head
_GONE = ("leave", "enter")
_PACES = (0.75, 0.55, 0.4, 0.28, 0.18)
_TURNS = (0.0, 12.0, -12.0, 24.0, -24.0, 36.0, -36.0)  # degrees
_BLURS = (
    (1.6, 0.0),
    (0.7, 0.35),
    (0.0, 0.6),
)  # m of a picture: a lens blurs little in a wide one, a lot in a close one


@dataclass
class Going:
    """How far everybody comes in a shot (``Actor.pace`` and ``Actor.back`` are set), and the camera's ``path``;
    it ``follows`` whom it is on."""

    film: Film
    shot: Shot
    blocking: Blocking
    framing: Framing
    actors: Sequence[Actor]
    about: Mapping[str, Any]
    aspect: float

    def __post_init__(self) -> None:
        shot, names = self.shot, self.blocking.subject
        travel, roomy = travels(shot, names), self.framing.picture * self.aspect
        still = any(found.term.id == "static" for found in CAMERA_MOVES.find(shot.text))
        beside = any(group_of(one.move) == "truck" for one in shot.camera)
        leaps = any(use.how == "leaps" for use in self.blocking.uses)
        goes_far = travel * shot.seconds > 0.5 * roomy and not still and not leaps
        speeds = [travels(shot, [one.name]) for one in shot.cast if one.actions and one.name in names]
        alike = bool(speeds) and max(speeds) - min(speeds) < 1  # a camera that goes with one would lose the others
        alike = alike and not any(act.toward in self.blocking.marks for one in shot.cast for act in one.actions)
        self.follows = bool(travel) and (locked(shot) or beside or (goes_far and alike))
        segments = shot.camera
        if self.follows and beside:  # a camera that trucks beside somebody who travels keeps up with them
            segments = tuple(one.model_copy(update={"amount": 0.0}) for one in segments)
        for actor in self.actors:
            self._send(actor, roomy, travels=bool(travel))
        blur = next(blur for least, blur in _BLURS if self.framing.picture > least)
        blur = DEPTH_OF_FIELD[shot.focus].value if shot.focus in DEPTH_OF_FIELD else blur
        if any(group_of(one.move) == "focus" for one in shot.camera):
            blur = max(blur, 0.7)
        self.path = Path(self.framing, segments, shot.texture, self.aspect, blur)

    def _presence(self, name: str) -> Presence:
        return next(one for one in self.shot.cast if one.name == name)

    def _deeds(self, name: str) -> tuple[Action, ...]:
        return self._presence(name).actions

    def _send(self, actor: Actor, roomy: float, *, travels: bool) -> None:
        """How far somebody comes, at which pace."""
        deeds, shot = self._deeds(actor.name), self.shot
        if not travels:
            actor.pace = 0.0 if any(one.pose in data("staging.yaml")["on_the_spot"] for one in deeds) else 1.0
            return
        leader = next((one for one in self.actors if one.name in self.blocking.subject), None)
        if not deeds and leader is not actor and not self.film.member(actor.name).person:
            actor.leader = leader  # an animal without a deed of its own goes with whom it is with
        mount = self.blocking.use(actor.name, "rides")
        boats = [prop.holder for prop in self.blocking.props if prop.ridden and "spots" in things().get(prop.kind, {})]
        if boats and mount and mount.kind in things() and "spots" in things()[mount.kind] and actor.name not in boats:
            actor.leader = next((one for one in self.actors if one.name == boats[0]), None)
        if any(act.pose == "held" for act in deeds):
            holds = (one for one in self.actors if any(act.toward == actor.name for act in self._deeds(one.name)))
            actor.leader = next(holds)
        come = actor.figure.posed(shot.seconds).shift[1]
        if come <= 0:
            return
        ridden = any(prop.holder == actor.name and prop.ridden for prop in self.blocking.props)
        if not self.follows:  # they come to their mark at the end
            aside = max(0.05, abs(sin(radians(actor.mark.yaw))))
            reach = min(_FARTHEST, 0.42 * roomy / aside)
            actor.back = min(come, reach)
            beyond = 0.25 * reach if len(self.actors) == 1 else 0.0  # to whom they come they do not pass by
            actor.pace = min(1.0, (actor.back + beyond) / come)
        if self.blocking.use(actor.name, "sits") and not ridden:  # where they sit is where they come to
            actor.pace = min(1.0, _FARTHEST / come)
            actor.back = come * actor.pace
        elif self.follows and (free := _free(self.about)) < come:  # no farther than the set goes on as it is
            actor.pace, actor.back = free / come, free / 2
        if "room" in self.about:
            before, behind = (to_wall(actor.mark, self.about["room"], way) for way in (1.0, -1.0))
            actor.pace = min(1.0, (before + behind) / come)
            actor.back = min(behind, come * actor.pace)

    def kept_in(self, path: Path) -> Path:
        """The path, with those who walk in the picture at the end, too, unless they leave it, and with an orbit's end
        where nobody is hidden."""
        ends = (0.0, self.shot.seconds)
        for actor in () if self.follows else self.actors:
            far = actor.figure.posed(self.shot.seconds).shift[1] * actor.pace
            if far <= 0 or actor.leader is not None or any(one.pose in _GONE for one in self._deeds(actor.name)):
                continue
            ways = [(actor.pace * part, far * part * back) for part in _PACES for back in (1.0, 0.5, 0.0)]
            tried: list[tuple[float, float, float]] = []
            for pace, back in [(actor.pace, actor.back), *ways]:
                actor.pace, actor.back = pace, back
                tried.append((min(self._seen(path, actor, at) for at in ends), pace, back))
                if tried[-1][0] > _SEEN:
                    break
            _, actor.pace, actor.back = max(tried, key=lambda one: one[0])
        if any(group_of(one.move) == "orbit" for one in path.segments) and len(self.actors) > 1:
            for other in (replace(path, farther=turn) for turn in _TURNS):
                if all(self._seen(other, actor, ends[1]) > _SEEN for actor in self.actors):
                    return other
        return path

    def _seen(self, path: Path, actor: Actor, seconds: float) -> float:
        """How much of somebody's head, or of an animal, is seen at a moment, past the others of the cast."""
        low, high = self._box(actor, seconds, whole=False)
        others = [self._box(one, seconds, whole=True) for one in self.actors if one is not actor]
        blocks = [np.array([box[end] for box in others]).reshape(-1, 3) for end in (0, 1)]
        return float(seen_of(path.at(seconds), self.aspect, (low[None], high[None]), (blocks[0], blocks[1]))[0])

    def _box(self, actor: Actor, seconds: float, *, whole: bool) -> Corners:
        """A head, or a body down to its feet, at a moment."""
        (x, y, turn), mark, points = actor.come(seconds), actor.mark, actor.figure.posed(seconds).points
        here = Mark(mark.x + x, mark.y + y, mark.z, mark.yaw + turn)
        if not self.film.member(actor.name).person:
            low, high = (np.array(here.out(end.tolist())) for end in (points.min(0), points.max(0)))
            return np.minimum(low, high), np.maximum(low, high)
        eyes = np.array(here.out(actor.figure.eyes(seconds)))
        wide = 0.22 if whole else 0.12
        foot = mark.z if whole else eyes[2] - 0.16
        return np.array((eyes[0] - wide, eyes[1] - wide, foot)), np.add(eyes, (wide, wide, 0.13))


def _free(about: Mapping[str, Any]) -> float:
    """Metres that somebody can go in a set before its ground rises."""
    return min((1.5 * one.get("clear", 60.0) for one in about.get("parts", ()) if "hills" in one), default=120.0)

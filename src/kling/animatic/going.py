"""Those of the cast who travel in a shot, and the camera that goes with them or waits for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, hypot, inf, radians, sin
from typing import Any

import numpy as np

from kling.animatic.acting import BACK, speed_of
from kling.animatic.blocking import Blocking
from kling.animatic.contact import travels
from kling.animatic.data import data
from kling.animatic.framing import Framing, fill_of
from kling.animatic.marks import Mark, Prop, built_in, slope_of, spot_in, told_of
from kling.animatic.moves import Path, group_of
from kling.animatic.playing import Actor
from kling.animatic.scene import Action, Film, Presence, Shot
from kling.animatic.sight import LARGE, Corners, seen_of
from kling.animatic.uses import SUPPORTS
from kling.lexicon import DEPTH_OF_FIELD

_TOLD = data("staging.yaml")
_FARTHEST = 9.0  # m that somebody comes from, at most
_FREE = 60.0  # m that somebody can go where no set ends
_LOADS = ("rides", "bears", "pushes", "drags", "sits", "lies")
_ARM, _KERB = 0.8, 0.7  # m that they stay off a wall; that they go beyond a lane
_SEEN = 0.7  # of a head
_FACED = 0.75  # of the way that they turn who look into the camera
_RISES = 0.3  # s that somebody is on a seat, at least, before they leave it
_LATE, _COMES, _REACH = 0.7, 0.5, 0.7  # s before which hands are there already; that they come before, and m
_LITTLE, _BESIDE = 2.0, 0.3  # m; little room to go; what is nearer to somebody's way is in it
STAIR, _STEPS = 0.6, 2.3  # of stairs or a ladder, that somebody goes at most; m out of a car or through a door
_LEAST = 1.2  # m that they do so at least, where a near picture shows little of the way
_BACKS, _PACES = (1.0, 0.8, 0.5, 0.0), (1.0, 0.75, 0.55, 0.4, 0.28, 0.18)
"""How much of a way is before a mark, and how much of it somebody comes: to whom they come they do not pass by."""
_AFTER = 0.5  # of their pace that two have one after the other, whom a camera keeps in the set
_SIDE = 0.42  # of a picture's width, from its middle to who comes in
_BLURS = ((1.6, 0.0), (0.7, 0.35), (0.0, 0.6))
"""Metres that a picture is high, and its blur: a lens blurs little in a wide one, a lot in a close one."""


def path_of(shot: Shot, film: Film, blocking: Blocking, framing: Framing, aspect: float) -> tuple[Path, bool]:
    """The camera's path, and whether it goes with whom it is on: as words say, or as all would leave the picture."""
    acting = [one for one in shot.cast if one.actions and one.name in blocking.subject]
    speeds = [max(map(speed_of, one.actions)) for one in acting] or [0.0]
    moves = {group_of(one.move) for one in shot.camera}
    still = any(one.move == "static" for one in shot.camera) or "leap" in shot.poses
    still |= any(one.facing in ("camera", "away") for one in acting)  # who comes to the camera gets larger
    still |= {act.pose for one in acting for act in one.actions if speed_of(act)} <= {"enter", "leave"}
    after = {name for name in blocking.marks for one in acting if one.name == name and max(map(speed_of, one.actions))}
    apart = any(act.toward in blocking.marks.keys() - after for one in shot.cast for act in one.actions)
    apart |= max(speeds) - min(speeds) > 1
    apart |= any(_stays(one, film, blocking) for one in shot.cast if one.name in blocking.subject)
    leaves = max(speeds) * shot.seconds > 0.5 * framing.picture * aspect
    comes = any(one.facing == "camera" for one in acting) and any(one.amount < 0 for one in shot.camera)
    told = not moves.isdisjoint(("follow", "orbit", "truck")) or (comes and "dolly" in moves)
    follows = max(speeds) > 0 and (told or (leaves and not apart and not still))
    segments = shot.camera
    if follows and not moves.isdisjoint(("truck", "dolly")):  # a camera goes beside or before somebody at their pace
        segments = tuple(one.model_copy(update={"amount": 0.0}) for one in segments)
    blur = next(blur for least, blur in _BLURS if framing.picture > least)
    blur = DEPTH_OF_FIELD[shot.focus].value if shot.focus in DEPTH_OF_FIELD else blur
    blur = max(blur, 0.7) if "focus" in moves else blur
    return Path(framing, segments, shot.texture, aspect, blur), follows


def _stays(one: Presence, film: Film, blocking: Blocking) -> bool:
    """Whether somebody is left behind by who goes: nobody takes them along."""
    along = blocking.use(one.name, *_LOADS) or "held" in one.poses or not (one.actions or film.member(one.name).person)
    return not (travels(one) or along)


@dataclass
class Going:
    """How everybody comes in a shot."""

    film: Film
    shot: Shot
    blocking: Blocking
    actors: Sequence[Actor]
    about: Mapping[str, Any]
    aspect: float
    solids: Sequence[Corners] = ()

    def send(self, path: Path, *, follows: bool) -> None:
        """Give everybody somebody to go with, or a start and a pace that keep them in the picture, in little room."""
        for actor in self.actors:
            actor.leader, marks = self._leader(actor), self.blocking.marks
            acts, facing = self._presence(actor).actions, self._presence(actor).facing
            come = actor.body.posed(self.shot.seconds).shift[1]
            ends = [act.end for act in acts if act.pose in _TOLD["goes_with"]]
            if ends and self.blocking.use(actor.name, *_LOADS) and max(ends) < self.shot.seconds - _RISES:
                actor.off = max(ends)
            lands = [act for act in acts if act.pose in _TOLD["gets_down"] and act.start > _RISES]
            if lands and self._presence(actor).on and self.blocking.use(actor.name, *SUPPORTS):
                actor.off, actor.down = lands[0].start, max(actor.down, lands[0].end - lands[0].start)
            met = [it for it in self.blocking.contacts if it.doer == actor.name and it.start > _RISES and it.facing]
            if met and facing in _TOLD["facing"]:  # they turn to whom they come
                actor.turns = met[0].start, actor.mark.turn(marks[met[0].other])
            rises = [act.start for act in acts if act.start > _RISES and act.pose in ("stand_up", "stand")]
            if rises and facing in marks and self.blocking.use(actor.name, "sits"):
                actor.turns = rises[0], actor.mark.turn(marks[facing])
            tied = come > 0 or self.blocking.use(actor.name, *SUPPORTS, "at", "works", "before")
            looks = [(act.start, act.where or act.toward, act.toward) for act in acts if act.pose in _TOLD["turns"]]
            for start, goal, to in [] if tied else [(0.0, facing, ""), *looks]:
                since, there = (start if start > _RISES else -1.0), self._sight(goal)
                if there and fill_of(self.shot.size) < 2:  # a thing, or a place of the set
                    actor.turns = since, (actor.mark.turn(there) + 180 * (to != "away")) % 360 - 180
                elif goal == "camera" != facing and since > 0:  # round to us
                    actor.turns = since, -_FACED * ((actor.mark.yaw + 180) % 360 - 180)
            if use := self.blocking.use(actor.name, "up", "down"):
                run, rise, _ = slope_of(use.kind)
                way, down = hypot(run, rise), -1.0 if any(act.pose == "descend" for act in acts) else 1.0
                actor.slope = (run / way * (down if use.how == "up" else 1.0), rise / way * down)
                actor.pace = min(1.0, STAIR * way / max(come, 0.1))
                actor.back = actor.pace * come / 2
                continue
            if use := self.blocking.use(actor.name, "out", "through"):
                actor.since = min((act.start for act in acts if act.pose == "enter"), default=0.0)
                actor.until = min((act.end for act in acts if act.pose == "leave"), default=inf)
                way = min(_STEPS, max(_LEAST, path.framing.picture * self.aspect / 2)) if not follows else _STEPS
                actor.pace = min(1.0, way / max(0.1, abs(actor.body.posed(0.0).shift[1] or come)))
                actor.step = told_of(use.kind, "exit"), way
                continue
            enters = [act.start for act in acts if act.pose == "enter" and act.start > _RISES]
            if self._presence(actor).part == "hands":  # hands alone come to do something
                deeds = [act.start for act in acts if act.pose != "hands_out"]
                enters = [min(deeds) - _COMES] if deeds and min(deeds) > _LATE else []
                actor.reach = _REACH * bool(enters)
            actor.since = min(enters, default=actor.since)  # nobody is there before
            back = -min(0.0, *(actor.body.posed(at * self.shot.seconds).shift[1] for at in (0.0, 1.0)))
            if actor.leader is not None or max(come, back) <= 0:
                continue
            first = next((it for it in self.actors if it.name in self.blocking.subject[:1]), actor)
            if first is not actor and follows and self._rests(acts):
                actor.pace, actor.back = first.pace * first.body.posed(self.shot.seconds).shift[1] / come, first.back
                continue
            before, behind = self._rooms(actor, goes=back > 0)
            if back > 0:  # who enters or leaves
                actor.pace = min(1.0, behind / back)
                actor.back = -actor.pace * back * any(act.toward == BACK for act in acts)  # they end on their mark
                continue
            aside = max(0.05, abs(sin(radians(actor.mark.yaw))))
            backs: Sequence[float] = _BACKS[len(self.actors) == 1 :]
            leaps = [act for act in acts if act.pose == "leap"]
            paces: Sequence[float] = _PACES
            rides = any(prop.holder == actor.name and prop.ridden for prop in self.blocking.props)
            if leaps and not follows:  # they are over their mark, where the fence is
                backs = (actor.body.posed((leaps[0].start + leaps[0].end) / 2).shift[1] / come,)
            elif met or self.shot.angle == "pov" or (self.blocking.use(actor.name, "sits") and not rides):
                backs, paces = (1.0,), (1.0,)  # they arrive
            elif follows:
                after = any(one.way.get("flees") for one in self.blocking.contacts)
                others = [one for one in self.shot.cast if one.name != actor.name]
                arrives = any(_stays(one, self.film, self.blocking) for one in others)
                backs, paces = (1.0 if arrives else max(0.0, 1 - before / come),), (_AFTER if after else 1.0,)
            if not follows:
                behind = min(_FARTHEST, behind, _SIDE * path.framing.picture * self.aspect / aside)
            tried: list[tuple[float, float, float]] = []
            for part, share in ((pace, back) for back in backs for pace in paces):
                way = part * min(come, behind / max(1e-6, share), before / max(1e-6, 1 - share))
                actor.pace, actor.back = way / come, share * way
                seen = min(self._seen(path, actor, at) for at in (0.0, self.shot.seconds))
                tried.append((seen, actor.pace, actor.back))
                if seen > _SEEN:
                    break
            _, actor.pace, actor.back = max(tried, key=lambda one: one[0])

    def props(self) -> Iterator[Prop]:
        """The things of the shot: what somebody rises from, or leaps over, is where they do that on their way."""
        left = dict[str, tuple[Mark, Mark]]()
        uses = self.blocking.uses
        for actor, use in [(who, use) for who in self.actors for use in uses if use.name == who.name]:
            acts = self._presence(actor).actions
            leaps = [(act.start + act.end) / 2 for act in acts if act.pose == "leap" and use.how == "over"]
            goes = min((act.start for act in acts if speed_of(act)), default=0.0)
            rises = [0.0] * (use.how in SUPPORTS and use.how != "rides" and goes > _RISES)
            for when in leaps + rises:
                left[use.kind] = actor.at(when), actor.mark
        for one in self.blocking.props:
            here, mark = left.get(one.kind, (one.mark, one.mark))
            there = replace(one.mark, x=one.mark.x + here.x - mark.x, y=one.mark.y + here.y - mark.y)
            yield one if one.holder else replace(one, mark=there)

    def _presence(self, actor: Actor) -> Presence:
        return next(one for one in self.shot.cast if one.name == actor.name)

    @staticmethod
    def _rests(deeds: Sequence[Action]) -> bool:
        """Whether somebody stops and goes on: they fall behind, and catch up."""
        return any(speed_of(act) > 0 and not speed_of(rest) for rest, act in pairwise(deeds) if rest.end <= act.start)

    def _sight(self, goal: str) -> Mark | None:
        """Where a thing or a place of the set is that somebody looks at."""
        kind, props = self.shot.kind_of(goal), [it for it in self.blocking.props if goal in (it.kind, it.label)]
        known = [it.mark for it in props if goal and not it.holder]
        return (*known, built_in(self.shot.set).get(kind) or spot_in(self.shot.set, goal, kind))[0]

    def _leader(self, actor: Actor) -> Actor | None:
        """With whom somebody goes: who holds them, whom they are after, who rows, or whom an idle animal is with."""
        deeds, shot, names = self._presence(actor).actions, self.shot, list[str]()
        if any(act.pose == "held" for act in deeds):
            names = [one.name for one in shot.cast if any(act.toward == actor.name for act in one.actions)]
        elif on := [two.name for two in shot.cast if two.name == self._presence(actor).on]:
            names = on
        elif after := [one.other for one in self.blocking.contacts if one.doer == actor.name and one.way.get("flees")]:
            names = after
        elif (load := self.blocking.use(actor.name, *_LOADS)) and (load.shared or load.how in ("sits", "lies")):
            names = [prop.holder for prop in self.blocking.props if prop.ridden and prop.kind == load.kind]
        elif not self.film.member(actor.name).person:
            both = [one for one in shot.cast if one.name in (actor.name, *self.blocking.subject[:1])]
            names = [*self.blocking.subject] if not deeds or all(travels(one, 1.0) for one in both) else []
            names = [] if self._rests(deeds) else names
        found = ahead = next((one for one in self.actors if one.name in names[:1]), None)
        while ahead is not None and ahead is not actor:
            ahead = ahead.leader
        return found if ahead is None else None  # nobody goes with whom they lead

    def _rooms(self, actor: Actor, *, goes: bool) -> tuple[float, float]:
        """Metres that somebody can go ahead and back; where there is little room, past what is not put up then."""
        marks = [actor.mark, *(two.mark for two in self.actors if self._leader(two) is actor)]
        marks = [replace(mark, yaw=actor.mark.yaw) for mark in marks]
        for solids in (self.solids, [one for one in self.solids if np.max(one[1] - one[0]) > LARGE]):
            ways = ([min(self._room(mark, way), _free(mark, way, solids)) for mark in marks] for way in (1.0, -1.0))
            ahead, back = map(min, ways)
            if back + ahead * (not goes) > _LITTLE:
                break
        return ahead, back

    def _room(self, mark: Mark, way: float) -> float:
        """Metres that somebody can go the way they face (1) or back (-1): to the wall, or while the ground is level."""
        parts = self.about.get("parts", ())
        ahead = np.array((sin(radians(mark.yaw)), -cos(radians(mark.yaw)))) * way
        ahead = np.where(np.abs(ahead) < 1e-3, 1e-3, ahead)
        if "room" not in self.about:
            free = min((0.75 * one.get("clear", 60.0) for one in parts if "hills" in one), default=_FREE)
            if any("building" in one for one in parts) and "lane" in self.about:  # not into the houses of a street
                free = min(free, (self.about["lane"] + _KERB) / abs(ahead[0]) - mark.x / ahead[0])
            return max(0.1, float(free))
        room = self.about["room"]
        walls = np.copysign(np.array(room["size"][:2]) / 2, ahead) - (mark.x, mark.y - room.get("shift", 0.0))
        return max(0.1, float((walls / ahead).min()) - _ARM)

    def _seen(self, path: Path, actor: Actor, seconds: float) -> float:
        """How much of somebody's head, or of an animal, is seen at a moment, past the others of the cast."""
        low, high = self._box(actor, seconds, whole=False)
        others = [self._box(one, seconds, whole=True) for one in self.actors if one is not actor]
        blocks = [np.array([box[end] for box in others]).reshape(-1, 3) for end in (0, 1)]
        return float(seen_of(path.at(seconds), self.aspect, (low[None], high[None]), (blocks[0], blocks[1]))[0])

    def _box(self, actor: Actor, seconds: float, *, whole: bool) -> Corners:
        """A head, or a body down to its feet, at a moment."""
        here, points = actor.at(seconds), actor.body.posed(seconds).points
        if not self.film.member(actor.name).person:
            low, high = (np.array(here.out(end.tolist())) for end in (points.min(0), points.max(0)))
            return np.minimum(low, high), np.maximum(low, high)
        eyes = np.array(here.out(actor.body.eyes(seconds)))
        wide = 0.22 if whole else 0.12
        foot = actor.mark.z if whole else eyes[2] - 0.16
        return np.array((eyes[0] - wide, eyes[1] - wide, foot)), np.add(eyes, (wide, wide, 0.13))


def _free(mark: Mark, way: float, solids: Sequence[Corners]) -> float:
    """Metres to the first of some boxes on somebody's way (1) or back (-1); those that they stand in do not count."""
    ahead = np.array((sin(radians(mark.yaw)), -cos(radians(mark.yaw)))) * way
    ahead = np.where(np.abs(ahead) < 1e-6, 1e-6, ahead)
    found = _FREE
    for low, high in solids:
        sides = np.array((low[:2] - _BESIDE, high[:2] + _BESIDE)) - (mark.x, mark.y)
        ends = np.sort(sides / ahead, 0)
        enters, leaves = float(ends[0].max()), float(ends[1].min())
        if 0 < enters < leaves:
            found = min(found, enters)
    return found

"""What a body does at each moment: poses from the data, one after the other, gestures laid over states."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import cos, floor, pi
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kling.animatic.data import data
from kling.animatic.scene import Line, Member, Presence
from kling.animatic.skeleton import AT, GROUPS, SIZE
from kling.lexicon import POSES

Angles = NDArray[np.float64]
_BLEND = 0.35
"""Seconds from one pose to the next."""
_PASSING = ("jump", "fight", "dance")


class Moment(NamedTuple):
    """A pose, how far the body has come (right, forward, degrees), and whether it lies."""

    pose: Angles
    shift: tuple[float, float, float]
    lying: bool


class _Pose(NamedTuple):
    keys: NDArray[np.float64]
    mask: NDArray[np.bool_]
    period: float
    base: str
    lying: bool
    speed: float


@cache
def _poses() -> dict[str, _Pose]:
    made: dict[str, _Pose] = {}
    for name, row in data("people/poses.yaml").items():
        made[name] = _pose(row, made)
    return made


def _pose(row: dict[str, Any], made: dict[str, _Pose]) -> _Pose:
    shared = {group: row[group] for group in GROUPS if group in row}
    if "like" in row:  # another pose's cycle, with other arms
        model = made[row["like"]]
        return model._replace(keys=np.array([_filled(key, shared) for key in model.keys]))
    keys = row.get("keys") or [shared]
    base = row.get("base", "")
    start = made[base].keys[0].copy() if base else _rest()
    listed = {group for key in (*keys, shared) for group in key}
    filled = np.array([_filled(start, shared | key) for key in keys])
    if row.get("alternate"):
        half = np.roll(filled, -len(filled) // 2, axis=0)
        for right, left in (("ra", "la"), ("rl", "ll"), ("rg", "lg")):
            filled[:, AT[left]] = half[:, AT[right]]
            listed |= {left} if right in listed else set()
    mask = np.zeros(SIZE, np.bool_)
    for group in listed if not row.get("state") else GROUPS:
        mask[AT[group]] = True
    return _Pose(
        filled, mask, float(row.get("period", 0.0)), base, bool(row.get("lying")), float(row.get("speed", 0.0))
    )


def _rest() -> Angles:
    pose = np.zeros(SIZE)
    pose[AT["rl"]][4] = pose[AT["ll"]][4] = 1.0
    return pose


def _filled(start: Angles, key: dict[str, Any]) -> Angles:
    pose = start.copy()
    for group, values in key.items():
        row = values if isinstance(values, list) else [values]
        pose[AT[group]][: len(row)] = row
    return pose


def names() -> list[str]:
    """Every pose there is."""
    return list(_poses())


def sample(name: str, seconds: float, lasts: float = 1.0) -> Angles:
    """A pose at a time since it began. One that has no period goes through its keys once, in ``lasts`` seconds."""
    pose = _poses()[name]
    if pose.period:
        at = seconds / pose.period * len(pose.keys)
    else:
        at = min(1.0, max(0.0, seconds / max(0.1, lasts))) * (len(pose.keys) - 1)
    first = floor(at)
    part = (1 - cos((at - first) * pi)) / 2
    one, other = pose.keys[first % len(pose.keys)], pose.keys[(first + 1) % len(pose.keys)]
    mixed: Angles = one + (other - one) * part
    return mixed


class _Step(NamedTuple):
    word: str
    name: str
    start: float
    end: float
    state: bool
    speed: float
    reach: float


class Acting:
    """A member's actions in a shot, as a pose for each moment."""

    def __init__(self, member: Member, presence: Presence, lines: Sequence[Line] = ()) -> None:
        self._old = member.age == "old"
        self._own = sum(map(ord, member.name)) % 7 * 0.6
        known = _poses()
        self._steps: list[_Step] = []
        for action in presence.actions:
            own = f"{action.pose}_{action.thing}"  # a bicycle is ridden another way than a horse
            name = own if own in known else action.pose if action.pose in known else "stand"
            state = bool(known[name].mask.all())
            reach, speed = _BLEND, 0.0
            if action.pose in POSES:
                term = POSES[action.pose]
                reach = term.seconds if term.kind == "action" else _BLEND
                speed = term.speed if state else 0.0
            if action.pose == "stand_up" and not any(step.state for step in self._steps):
                self._steps.append(_Step("sit", "sit", 0.0, action.start, True, 0.0, _BLEND))
            self._steps.append(_Step(action.pose, name, action.start, action.end, state, speed, reach))
        self._speaks = [(line.start, line.end) for line in lines if line.speaker == presence.name]
        self._last = max((action.end for action in presence.actions), default=0.0)

    def at(self, seconds: float) -> Moment:
        """The pose at a moment of the shot."""
        states = [step for step in self._steps if step.state]
        pose, lying = self._state(states, seconds)
        for step in self._steps:
            if not step.state and seconds >= step.start:
                pose = self._over(pose, step, seconds)
        pose = self._spoken(pose, seconds)
        self._live(pose, seconds, lying=lying)
        if self._old and not lying:
            pose[AT["spine"]][0] += 12
            pose[AT["head"]][0] -= 6
        return Moment(pose, self._shift(seconds), lying)

    def _live(self, pose: Angles, seconds: float, *, lying: bool) -> None:
        """Nobody is ever quite still: breath, weight that shifts, a head that looks about, a blink."""
        at = seconds + self._own
        pose[AT["spine"]][0] += (2.0 if lying else 1.1) * np.sin(2 * pi * at / 3.6)
        if lying:
            return
        pose[AT["pelvis"]][1:] += 2.2 * np.sin(2 * pi * at / 5.3), 1.1 * np.sin(2 * pi * at / 4.1)
        pose[AT["spine"]][1] += 2.4 * np.sin(2 * pi * at / 4.7 + 1.0)
        pose[AT["head"]][:2] += 2.5 * np.sin(2 * pi * at / 3.1), 6.0 * np.sin(2 * pi * at / 4.3) ** 3
        for arm in ("ra", "la"):
            pose[AT[arm]][[0, 4]] += 2.0 * np.sin(2 * pi * at / 4.9 + ord(arm[0])), 3.0 * np.sin(2 * pi * at / 3.7)
        if at % 2.9 < 0.17:
            pose[AT["face"]][2] = 1.0

    def _shift(self, seconds: float) -> tuple[float, float, float]:
        """How far the body has come: who enters ends on the mark, who leaves turns round first."""
        forward = yaw = 0.0
        for step in self._steps:
            gone = max(0.0, min(seconds, step.end) - step.start)
            if step.word == "turn":
                yaw += 130 * _eased(gone / max(0.6, step.reach))
            elif step.word == "leave":
                yaw += 180 * _eased(gone / 0.9)
                forward -= step.speed * max(0.0, gone - 0.5)
            elif step.word == "enter":
                forward -= step.speed * (step.end - step.start - gone)
            else:
                forward += step.speed * gone
        return 0.0, forward, yaw

    def _state(self, states: list[_Step], seconds: float) -> tuple[Angles, bool]:
        current = [step for step in states if step.start <= seconds] or states[:1]
        if not current:
            return sample("stand", seconds), False
        now = current[-1]
        known = _poses()
        pose = sample(now.name, seconds - now.start)
        if seconds > now.end and (now.speed or now.name in _PASSING):  # who has arrived stands
            part = _eased((seconds - now.end) / (2 * _BLEND))
            pose = pose + (sample("stand", seconds) - pose) * part
        elif len(current) > 1 and seconds - now.start < 2 * _BLEND:
            before = current[-2]
            part = _eased((seconds - now.start) / (2 * _BLEND))
            earlier = sample(before.name, seconds - before.start)
            return earlier + (pose - earlier) * part, known[now.name].lying and part > 0.6
        elif now.name == "fall" and len(current) == 1:
            part = _eased((seconds - now.start) / 0.9)
            upright = sample("stand", seconds)
            return upright + (pose - upright) * part, part > 0.75
        return pose, known[now.name].lying

    def _over(self, pose: Angles, step: _Step, seconds: float) -> Angles:
        """A gesture over a state: it comes, stays while it lasts, and goes unless it is the last thing done."""
        there = _eased((seconds - step.start) / max(_BLEND, min(step.reach, 0.7)))
        if step.start == 0 and _poses()[step.name].period:
            there = 1.0  # who cooks or reads has begun before
        stays = step.end >= self._last - 0.05
        if not stays and seconds > step.end:
            there *= 1 - _eased((seconds - step.end) / _BLEND)
        if there <= 0:
            return pose
        laid = sample(step.name, seconds - step.start, max(step.reach, step.end - step.start))
        return _laid_over(pose, laid, _poses()[step.name].mask, there)

    def _spoken(self, pose: Angles, seconds: float) -> Angles:
        for start, end in self._speaks:
            if start - 0.2 <= seconds <= end + 0.3:
                part = _eased((seconds - start + 0.2) / 0.4) * (1 - _eased((seconds - end + 0.1) / 0.4))
                mask = _poses()["speak"].mask.copy()
                if any(step.start <= seconds <= step.end and not step.state for step in self._steps):
                    mask[AT["ra"]] = mask[AT["la"]] = False
                return _laid_over(pose, sample("speak", seconds - start), mask, part)
        return pose


def _laid_over(pose: Angles, other: Angles, mask: NDArray[np.bool_], part: float) -> Angles:
    mixed = pose.copy()
    mixed[mask] += (other - pose)[mask] * part
    return mixed


def _eased(part: float) -> float:
    kept = min(1.0, max(0.0, part))
    return kept * kept * (3 - 2 * kept)

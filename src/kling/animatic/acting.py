"""What a body does at each moment: poses from the data as layers, states first, gestures and speech over them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import cos, floor, inf, pi, sin
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kling.animatic.data import data
from kling.animatic.moves import eased
from kling.animatic.scene import Action, Line, Member, Presence
from kling.animatic.skeleton import AT, GROUPS, SIZE
from kling.lexicon import POSES

Angles = NDArray[np.float64]
_REST: Angles = np.zeros(SIZE)
_REST[[AT["rl"].start + 4, AT["ll"].start + 4]] = 1.0  # level soles
BACK = "back"  # to where somebody goes who does not turn round
_UP, _RISES = ("lift", "raise", "raise_high"), 1.0  # what is lifted is up after so many seconds, and held there
_BLEND = 0.35  # seconds from one pose to the next
_TURNS = {"turn": 130.0, "leave": 180.0}  # degrees that somebody turns round
_LOW = np.r_[AT["rl"], AT["ll"], AT["pelvis"], AT["root"]]
_ALIVE = (
    ("spine", 0, 1.1, 3.6), ("spine", 1, 2.4, 4.7), ("pelvis", 1, 2.2, 5.3), ("pelvis", 2, 1.1, 4.1),
    ("head", 0, 2.5, 3.1), ("head", 1, 4.0, 4.3), ("ra", 0, 2.0, 4.9), ("ra", 4, 3.0, 3.7), ("la", 0, 2.0, 5.1),
    ("la", 4, 3.0, 3.7),
)  # fmt: skip
"""Nobody is ever quite still: what sways, first the breath, by how many degrees, in how many seconds."""


class _Pose(NamedTuple):
    keys: NDArray[np.float64]
    mask: NDArray[np.bool_]
    period: float
    lying: bool


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
    listed = {group for key in (*keys, shared) for group in key}
    filled = np.array([_filled(_REST, shared | key) for key in keys])
    if row.get("alternate"):
        half = np.roll(filled, -len(filled) // 2, axis=0)
        for right, left in (("ra", "la"), ("rl", "ll"), ("rg", "lg")):
            filled[:, AT[left]] = half[:, AT[right]]
            listed |= {left} if right in listed else set()
    mask = np.zeros(SIZE, np.bool_)
    for group in listed if not row.get("state") else GROUPS:
        mask[AT[group]] = True
    return _Pose(filled, mask, float(row.get("period", 0.0)), bool(row.get("lying")))


def _filled(start: Angles, key: dict[str, Any]) -> Angles:
    pose = start.copy()
    for group, values in key.items():
        row = values if isinstance(values, list) else [values]
        pose[AT[group]][: len(row)] = row
    return pose


def sample(name: str, seconds: float, lasts: float = 1.0) -> Angles:
    """A pose at a time since it began. One that has no period goes through its keys once, in ``lasts`` seconds."""
    pose = _poses()[name]
    once = min(1.0, max(0.0, seconds / max(0.1, lasts))) * (len(pose.keys) - 1)
    at = seconds / pose.period * len(pose.keys) if pose.period else once
    first, part = floor(at), (1 - cos((at - floor(at)) * pi)) / 2
    one, other = pose.keys[first % len(pose.keys)], pose.keys[(first + 1) % len(pose.keys)]
    mixed: Angles = one + (other - one) * part
    return mixed


class _Layer(NamedTuple):
    """A pose over those before it, from when it ``comes`` to when it has gone."""

    name: str
    start: float
    mask: NDArray[np.bool_]
    comes: float = 0.0
    end: float = inf
    lasts: float = 1.0

    def part(self, seconds: float) -> float:
        """How much of it is there."""
        return eased(seconds - self.start, self.comes) * (1 - eased(seconds - self.end, _BLEND))


def travelled(action: Action, seconds: float) -> tuple[float, float]:
    """Metres ahead and degrees round that somebody has come by a deed at a moment: who enters ends on the mark, who
    leaves turns round first, who fetches comes back, who turns ends as the mark faces."""
    gone, half = max(0.0, min(seconds, action.end) - action.start), (action.end - action.start) / 2
    way = {"leave": -gone, "enter": gone - 2 * half, "fetch": min(gone, 2 * half - gone)}.get(action.pose, gone)
    turn = 180.0 * eased(gone - half + 0.2, 0.4) if action.pose == "fetch" else 0.0
    turn += _TURNS.get(action.pose, 0.0) * (eased(gone, max(0.6, _reach(action))) - (action.pose == "turn"))
    return speed_of(action) * way, turn


def speed_of(action: Action) -> float:
    """Metres a second that somebody goes who does something."""
    goes = action.pose in POSES and action.pose not in data("staging.yaml")["on_the_spot"]
    return POSES[action.pose].speed * (-1 if action.toward == BACK else 1) if goes else 0.0


def _reach(action: Action) -> float:
    """Seconds in which a single action reaches its end; others are what they are at once."""
    return POSES[action.pose].seconds if action.pose in POSES and POSES[action.pose].kind == "action" else _BLEND


class Acting:
    """A member's actions in a shot, as a pose for each moment."""

    def __init__(self, member: Member, presence: Presence, lines: Sequence[Line] = ()) -> None:
        self._old, self._own = member.age == "old", sum(map(ord, member.name)) % 7 * 0.6
        poses, part, self._actions = _poses(), presence.part, presence.actions
        states, gestures = [_Layer("stand", 0.0, poses["stand"].mask)], list[_Layer]()
        actions, last = self._actions, max((action.end for action in self._actions), default=0.0)
        for action in actions:
            if action.where and (action.pose == "drop" or action.where == "head"):  # it falls, or stays, by itself
                continue
            own = f"{action.pose}_by_{part}" if part else f"{action.pose}_{action.thing or action.where}"  # no horse
            name = next((one for one in (own, action.pose) if one in poses), "stand")
            mask, reach, told = poses[name].mask, _reach(action), data("staging.yaml")
            on = next((one.name for one in reversed(states) if one.start <= action.start), "")
            if not mask.all() and on in told["rests"] and action.pose not in told["seated"]:  # who sits stays so
                mask = mask.copy()
                mask[_LOW] = False
            if action.pose == "wake":  # until then
                gestures.append(_Layer("asleep", 0.0, mask, 0.0, action.start + 2 * _BLEND))
            length = min(max(reach * (not mask.all()), action.end - action.start), _RISES if name in _UP else inf)
            if not mask.all():
                begun = action.start == 0 and poses[name].period  # who cooks or reads has begun before
                end = inf if action.end >= last - 0.05 else action.end
                comes = 0.0 if begun else max(_BLEND, min(reach, 0.7))
                gestures.append(_Layer(name, action.start, mask, comes, end, length))
                continue
            later = action.start and (speed_of(action) or name in told["lowers"])
            if len(states) == 1 and name not in ("fall", "dive") and not later:
                states = [_Layer("sit" if name == "stand_up" else name, 0.0, mask)]
            states.append(_Layer(name, action.start, mask, 2 * _BLEND, lasts=length))
            if speed_of(action):  # who has arrived stands
                states.append(_Layer("stand", action.end, mask, 2 * _BLEND))
        for line in lines:
            if line.speaker == presence.name:
                mask = poses["speak"].mask.copy()
                for arm in ("ra", "la"):
                    mask[AT[arm]] &= not any(one.start <= line.end and line.start <= one.end for one in gestures)
                gestures.append(_Layer("speak", line.start - 0.2, mask, _BLEND, line.end))
        self._layers = [*states, *gestures]

    def at(self, seconds: float) -> tuple[Angles, tuple[float, float, float]]:
        """The pose at a moment of the shot, and how far the body has come (right, forward, degrees)."""
        pose, lying = _REST.copy(), False
        for one in self._layers:
            if seconds >= one.start or one is self._layers[0]:
                part = one.part(seconds)
                pose[one.mask] += part * (sample(one.name, seconds - one.start, one.lasts) - pose)[one.mask]
                lying = _poses()[one.name].lying if one.mask.all() and part > 0.6 else lying
        at = seconds + self._own
        for group, number, degrees, period in _ALIVE[: 1 if lying else None]:
            pose[AT[group]][number] += degrees * sin(2 * pi * at / period)
        if at % 2.9 < 0.17 and not lying:
            pose[AT["face"]][2] = 1.0
        if self._old and not lying:
            pose[AT["spine"]][0] += 12
            pose[AT["head"]][0] -= 6
        ways = [travelled(one, seconds) for one in self._actions]
        return pose, (0.0, sum(way for way, _ in ways), sum(turn for _, turn in ways))

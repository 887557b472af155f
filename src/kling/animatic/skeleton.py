"""The human figure's bones: anatomical angles in, a turn and a shift for each bone out.

Figure axes: x to its left, y up, z to the front, metres. See ``people/README.md`` for the groups of angles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import accumulate
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from kling.animatic.mesh import Array

GROUPS = {
    "ra": 6, "la": 6, "rl": 6, "ll": 6, "pelvis": 3, "spine": 3, "head": 3, "rg": 1, "lg": 1, "face": 3, "root": 2,
}  # fmt: skip
"""Groups of angles and how many values each has."""
_ENDS = tuple(accumulate(GROUPS.values()))
AT = {name: slice(end - count, end) for (name, count), end in zip(GROUPS.items(), _ENDS, strict=True)}
SIZE = _ENDS[-1]
"""How many values a pose has, and which of them a group has."""
_DOWN, _X = np.array((0.0, -1.0, 0.0)), np.array((1.0, 0.0, 0.0))
_NONE = np.eye(3)
_FINGERS = ("index", "middle", "ring", "pinky")


@dataclass(frozen=True, slots=True)
class Rig:
    """A body at rest: ``points`` (v, 3), ``faces`` (f, 3), ``weights`` (v, b), bones by name with their ``heads`` and
    ``parents``."""

    points: Array
    faces: NDArray[np.int32]
    weights: Array
    heads: NDArray[np.float64]
    parents: tuple[int, ...]
    bones: dict[str, int]


@cache
def rig(detail: str) -> Rig:
    """The body in one of its details: ``near`` or ``far``."""
    data = np.load(BytesIO(files("kling.animatic").joinpath("people", f"{detail}.npz").read_bytes()))
    weights = data["w"].astype(np.float32)
    weights /= weights.sum(1, keepdims=True)
    return Rig(
        data["v"].astype(np.float32),
        data["f"].astype(np.int32),
        weights,
        data["head"].astype(np.float64),
        tuple(int(one) for one in data["par"]),
        {str(name): n for n, name in enumerate(data["bones"])},
    )


def turn(axis: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    """A rotation about an axis of length 1, counter-clockwise seen from its end."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    x, y, z = axis
    r = 1 - c
    return np.array(
        (
            (c + x * x * r, x * y * r - z * s, x * z * r + y * s),
            (y * x * r + z * s, c + y * y * r, y * z * r - x * s),
            (z * x * r - y * s, z * y * r + x * s, c + z * z * r),
        )
    )


def _frame(along: NDArray[np.float64], hinge: NDArray[np.float64]) -> NDArray[np.float64]:
    """Axes along a limb and its joint's hinge, as columns."""
    ax, ay, az = along / np.sqrt(along @ along)
    hx, hy, hz = hinge
    part = ax * hx + ay * hy + az * hz
    hx, hy, hz = hx - ax * part, hy - ay * part, hz - az * part
    size = np.sqrt(hx * hx + hy * hy + hz * hz)
    hx, hy, hz = hx / size, hy / size, hz / size
    third = (ay * hz - az * hy, az * hx - ax * hz, ax * hy - ay * hx)
    return np.array(((ax, hx, third[0]), (ay, hy, third[1]), (az, hz, third[2])))


class Skeleton:
    """Turns the values of a pose into the bones' turns and shifts, for one rig."""

    def __init__(self, body: Rig) -> None:
        self._body = body
        heads, bones = body.heads, body.bones
        self._order = sorted(range(len(body.parents)), key=self._depth)
        self._arms = {bones[f"{name}_{side}"] for name in ("upperarm", "lowerarm") for side in "lr"}
        self._rest: dict[str, NDArray[np.float64]] = {}
        self._knuckles: dict[str, NDArray[np.float64]] = {}
        self._hands: dict[str, tuple[tuple[float, float], dict[str, NDArray[np.float64]]]] = {}
        for side in "lr":
            shoulder, elbow, hand = (heads[bones[f"{name}_{side}"]] for name in ("upperarm", "lowerarm", "hand"))
            hinge = np.cross(elbow - shoulder, hand - elbow)
            self._rest[f"upperarm_{side}"] = _frame(elbow - shoulder, hinge)
            self._rest[f"lowerarm_{side}"] = _frame(hand - elbow, hinge)
            hip, knee, foot = (heads[bones[f"{name}_{side}"]] for name in ("thigh", "calf", "foot"))
            self._rest[f"thigh_{side}"] = _frame(knee - hip, -_X)
            self._rest[f"calf_{side}"] = _frame(foot - knee, -_X)
            across = heads[bones[f"pinky_01_{side}"]] - heads[bones[f"index_01_{side}"]]
            self._knuckles[side] = across / np.linalg.norm(across) * (1 if side == "l" else -1)

    def _depth(self, bone: int) -> int:
        deep = 0
        while self._body.parents[bone] >= 0:
            bone, deep = self._body.parents[bone], deep + 1
        return deep

    def bones(self, pose: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Turns (b, 3, 3) and shifts (b, 3): a point at rest goes to ``turn @ point + shift``."""
        body, named = self._body, self._body.bones
        turns = np.empty((len(body.parents), 3, 3))
        fixed = self._directed(pose)
        local = self._local(pose)
        shifts = np.zeros((len(body.parents), 3))
        own = {named[name]: value for name, value in fixed.items()}
        small = {named[name]: value for name, value in local.items()}
        for bone in self._order:
            parent, head = body.parents[bone], body.heads[bone]
            before = turns[parent] if parent >= 0 else _NONE
            if bone in own:
                limb = own[bone]  # relative to the trunk that carries it
                turns[bone] = turns[named["spine_03" if bone in self._arms else "pelvis"]] @ limb
            else:
                turns[bone] = before @ small[bone] if bone in small else before
            if parent < 0:
                shifts[bone] = head - turns[bone] @ head
            else:
                shifts[bone] = turns[parent] @ head + shifts[parent] - turns[bone] @ head
        return turns, shifts

    def _directed(self, pose: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Turns of the limbs, relative to chest or pelvis."""
        found = {}
        for side, sign in (("l", 1.0), ("r", -1.0)):
            forward, out, across, twist, elbow, _ = pose[AT[f"{side}a"]]
            swing = (
                turn(np.array((0.0, 1.0, 0.0)), -sign * across)
                @ turn(_X, -forward)
                @ turn(np.array((0.0, 0.0, 1.0)), sign * out)
            )
            along, hinge = swing @ _DOWN, swing @ -_X
            hinge = turn(along, sign * twist) @ hinge
            found[f"upperarm_{side}"] = _frame(along, hinge) @ self._rest[f"upperarm_{side}"].T
            fore = turn(hinge, elbow) @ along
            found[f"lowerarm_{side}"] = _frame(fore, hinge) @ self._rest[f"lowerarm_{side}"].T
            forward, out, twist, knee, sole, ankle = pose[AT[f"{side}l"]]
            swing = turn(_X, -forward) @ turn(np.array((0.0, 0.0, 1.0)), sign * out)
            along = swing @ _DOWN
            hinge = turn(along, -sign * twist) @ (swing @ -_X)
            found[f"thigh_{side}"] = _frame(along, hinge) @ self._rest[f"thigh_{side}"].T
            shin = turn(hinge, -knee) @ along
            found[f"calf_{side}"] = _frame(shin, hinge) @ self._rest[f"calf_{side}"].T
            level = turn(hinge, -(forward - knee) * sole + ankle)
            found[f"foot_{side}"] = level @ _frame(shin, hinge) @ _frame(_DOWN, -_X).T
        return found

    def _local(self, pose: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Turns of trunk, head, hands and fingers, relative to the bone before."""
        found = {"pelvis": _bent(pose[AT["pelvis"]])}
        for name, share in (("spine_01", 0.25), ("spine_02", 0.35), ("spine_03", 0.4)):
            found[name] = _bent(pose[AT["spine"]] * share)
        found["neck_01"], found["head"] = _bent(pose[AT["head"]] * 0.4), _bent(pose[AT["head"]] * 0.6)
        for side in "lr":
            found |= self._hand(side, float(pose[AT[f"{side}a"]][5]), float(pose[AT[f"{side}g"]][0]))
        return found

    def _hand(self, side: str, wrist: float, grip: float) -> dict[str, NDArray[np.float64]]:
        if self._hands.get(side, (None,))[0] != (wrist, grip):
            axis = self._knuckles[side]
            found = {f"hand_{side}": turn(axis, wrist)}
            for joint, most in (("01", 55), ("02", 80), ("03", 45)):
                bent = turn(axis, most * grip)
                found |= {f"{finger}_{joint}_{side}": bent for finger in _FINGERS}
            found |= {f"thumb_{joint}_{side}": turn(axis, 28 * grip) for joint in ("02", "03")}
            self._hands[side] = ((wrist, grip), found)
        return self._hands[side][1]


def _bent(values: NDArray[np.float64]) -> NDArray[np.float64]:
    forward, left, side = values
    return turn(np.array((0.0, 1.0, 0.0)), left) @ turn(_X, forward) @ turn(np.array((0.0, 0.0, 1.0)), -side)

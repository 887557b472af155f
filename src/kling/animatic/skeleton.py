"""The human figure's bones: anatomical angles in, a turn and a shift for each bone out.

Figure axes: x to its left, y up, z to the front, metres. See ``people/README.md`` for the groups of angles and
``people/joints.yaml`` for what they turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from kling.animatic.data import data
from kling.animatic.mesh import Array

GROUPS = dict.fromkeys(("ra", "la", "rl", "ll"), 6) | dict.fromkeys(("pelvis", "spine", "head"), 3)
GROUPS |= {"rg": 1, "lg": 1, "face": 3, "root": 2}
"""Groups of angles and how many values each has."""
_ENDS = tuple(accumulate(GROUPS.values()))
AT = {name: slice(end - count, end) for (name, count), end in zip(GROUPS.items(), _ENDS, strict=True)}
SIZE = _ENDS[-1]  # how many values a pose has, and which of them a group has
_AXES = dict(zip("xyz", np.eye(3), strict=True))
_FREE, _LIMITS = np.array((0, 1, 2, 4)), ((-60, -30, -60, 2), (180, 120, 80, 145))
"""What of an arm turns to reach something, and how far it does: forward, out, across, elbow, in degrees."""
_TRIES, _STIFF = 5, 1e-6
_NEAR, _LEAN, _BENT = 0.02, 70.0, 60.0  # m that will do; degrees that one bends for a metre, and at most
_LIMBS = {"upperarm": "lowerarm", "lowerarm": "hand", "thigh": "calf", "calf": "foot", "foot": ""}
"""Bones that hang straight in a pose of zeros, and the one at the end of each."""


@dataclass(frozen=True, slots=True)
class Rig:
    """A body at rest: ``points`` (v, 3), ``faces`` (f, 3), ``weights`` (v, b), ``heads`` and ``parents`` of bones."""

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
    points, weights, heads = data["v"].astype(np.float32), data["w"].astype(np.float32), data["head"].astype(np.float64)
    weights /= weights.sum(1, keepdims=True)
    parents, bones = tuple(int(one) for one in data["par"]), {str(name): n for n, name in enumerate(data["bones"])}
    return Rig(points, data["f"].astype(np.int32), weights, heads, parents, bones)


class Skeleton:
    """Turns the values of a pose into the bones' moves, for one rig whose head is so many times as large."""

    def __init__(self, body: Rig, head: float) -> None:
        self._body = body
        turns = [*self._told(), ("", np.zeros(3), 0, 0.0)]  # the last does nothing
        own = [[n for n, (bone, *_) in enumerate(turns) if bone == name] for name in body.bones]
        self._turns = np.array([(*one, -1, -1, -1, -1)[:4] for one in own]).T
        self._values, self._factors = np.array([one[2] for one in turns]), np.radians([one[3] for one in turns])
        x, y, z = np.array([one[1] for one in turns]).T
        self._cross = np.array([(0 * x, -z, y), (z, 0 * x, -x), (-y, x, 0 * x)]).transpose(2, 0, 1)
        self._squares = self._cross @ self._cross
        rests = np.array([self._rest(name) for name in body.bones])
        limbs = np.array([name[:-2] in _LIMBS for name in body.bones])
        self._before = np.where(limbs[:, None, None], rests[list(body.parents)].transpose(0, 2, 1), np.eye(3))
        self._after = rests
        self._after[body.bones["head"]] *= head
        self._parents = np.array(body.parents)
        depths = np.array([self._depth(bone) for bone in range(len(rests))])
        self._levels = [np.flatnonzero(depths == depth) for depth in range(1, depths.max() + 1)]

    def _told(self) -> Iterator[tuple[str, NDArray[np.float64], int, float]]:
        """Each turn: its bone, its axis, which value of a pose it takes, and times what."""
        for name, rows in data("people/joints.yaml").items():
            for side in ("l", "r") if name.endswith("_l") else ("",):
                bone = name[:-1] + side if side else name
                for axis, group, n, factor in rows:
                    way = _AXES[axis] if axis in _AXES else self._across(side)
                    yield bone, way, AT[side + group].start + n, -factor if side == "r" and axis in "yz" else factor

    def _across(self, side: str) -> NDArray[np.float64]:
        """Across the knuckles of a hand."""
        across = self._head(f"pinky_01_{side}") - self._head(f"index_01_{side}")
        found: NDArray[np.float64] = across / np.linalg.norm(across) * (1 if side == "l" else -1)
        return found

    def _depth(self, bone: int) -> int:
        return 0 if bone < 0 else 1 + self._depth(self._body.parents[bone])

    def _head(self, name: str) -> NDArray[np.float64]:
        return np.asarray(self._body.heads[self._body.bones[name]])

    def _rest(self, name: str) -> NDArray[np.float64]:
        """What takes a limb from where the mesh has it to hanging straight."""
        end, side = _LIMBS.get(name[:-2], ""), name[-2:]
        if not end:
            return np.eye(3)
        along = self._head(end + side) - self._head(name)
        arm = [self._head(one + side) for one in ("upperarm", "lowerarm", "hand")]
        hinge = np.cross(arm[1] - arm[0], arm[2] - arm[1]) if "arm" in name else -_AXES["x"]
        return _frame(-_AXES["y"], -_AXES["x"]) @ _frame(along, hinge).T

    def reach(
        self, pose: NDArray[np.float64], arm: str, rest: NDArray[np.float64], goal: Sequence[float], *, leans: bool
    ) -> None:
        """Turn an arm (``ra``, ``la``) until its palm, which is at ``rest`` in the body at rest, is at a place, or as
        near as it can be; who ``leans`` bends for what is too far for an arm."""
        free, hand = AT[arm].start + _FREE, self._body.bones[f"hand_{arm[0]}"]
        steps, chain = np.insert(np.eye(SIZE)[free], 0, 0, 0), [np.array([hand])]  # first none, then a degree of each
        while (parent := self._parents[chain[0]])[0] >= 0:
            chain.insert(0, parent)

        def palms(poses: NDArray[np.float64]) -> NDArray[np.float64]:
            turns = self.moves(poses, chain)[..., hand, :, :]
            at: NDArray[np.float64] = turns[..., :3] @ rest + turns[..., 3]
            return at

        for number in range(_TRIES * (1 + leans)):
            here, *there = palms(pose + steps)
            ways = (there - here).T
            step = ways.T @ np.linalg.solve(ways @ ways.T + _STIFF * np.eye(3), np.asarray(goal) - here)
            pose[free] = np.clip(pose[free] + np.clip(step, -40, 40), *_LIMITS)
            if number >= _TRIES - 1 and leans and (far := float(np.linalg.norm(palms(pose) - goal))) > _NEAR:
                pose[AT["spine"]][0] = min(_BENT, pose[AT["spine"]][0] + _LEAN * far)

    def moves(self, pose: NDArray[np.float64], only: Sequence[NDArray[np.int64]] = ()) -> NDArray[np.float64]:
        """(bones, 3, 4): a point goes to ``moves[:, :3] @ point + moves[:, 3]``; of ``only`` some bones, or of all,
        parents first. Of several poses at once, where ``pose`` has an axis before that of its values."""
        values, body = np.moveaxis(pose.copy(), -1, 0), self._body
        for leg in ("ll", "rl"):  # a sole is as level as the pose says
            forward, _, _, knee, level, ankle = values[AT[leg]]
            values[AT[leg]][5] = ankle - (forward - knee) * level
        angle = (np.moveaxis(values[self._values], 0, -1) * self._factors)[..., None, None]
        turns = np.eye(3) + np.sin(angle) * self._cross + (1 - np.cos(angle)) * self._squares
        some = np.concatenate(levels := only or self._levels)
        first, second, third, fourth = (turns[..., n, :, :] for n in self._turns[:, some])
        made = np.zeros((*pose.shape[:-1], len(self._after) + 1, 3, 4))
        made[..., some, :, :3] = self._before[some] @ first @ second @ third @ fourth @ self._after[some]
        made[..., -1, :, :3] = np.eye(3)  # what the first bone hangs on
        for bones in levels:
            before, heads = made[..., self._parents[bones], :, :], body.heads[bones, :, None]
            turn = before[..., :3] @ made[..., bones, :, :3]
            made[..., bones, :, :3] = turn
            made[..., bones, :, 3:] = before[..., :3] @ heads + before[..., 3:] - turn @ heads
        return made[..., :-1, :, :]


@lru_cache(maxsize=8)
def skeleton(detail: str, head: float) -> Skeleton:
    """The bones of a body in one of its details."""
    return Skeleton(rig(detail), head)


def _frame(along: NDArray[np.float64], hinge: NDArray[np.float64]) -> NDArray[np.float64]:
    """Axes along a limb and its joint's hinge, as columns."""
    first = along / np.linalg.norm(along)
    second = hinge - first * (first @ hinge)
    second /= np.linalg.norm(second)
    return np.stack([first, second, np.cross(first, second)], 1)

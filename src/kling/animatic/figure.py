"""A member of the cast as a figure that moves: a dressed, skinned body for each moment of a shot."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kling.animatic.acting import Acting
from kling.animatic.bodies import Posed
from kling.animatic.mesh import Array, Point, unit
from kling.animatic.moves import eased
from kling.animatic.outfit import outfit
from kling.animatic.scene import Line, Member, Presence
from kling.animatic.skeleton import AT, rig, skeleton
from kling.lexicon import GARMENTS

_WHOLE = (1.0, 1.0, 1.7)  # of what moves a face, that smiles it, opens its mouth and shuts its eyes
_EYES = (0.0, 1.545, 0.14)
_HELD = 4  # how many bones move a point
_COMES = 0.35  # seconds in which a hand comes somewhere
_LOOSE = 0.4  # the part of its deed after which something is off
_KNOWN = 8  # moments of a shot whose figure is kept: whoever frames a shot looks at the same few again
_LAID = (0.42, -0.3)  # m to the left and ahead, where they lay it down
_TALL = 1.68  # metres of the body in the data


class Reach(NamedTuple):
    """An arm (``ra``, ``la``) whose palm is at a place of the figure's own space from a moment after it ``comes``
    until it ``leaves``; who ``leans`` bends for it, too."""

    arm: str
    at: Point
    comes: float
    leaves: float
    leans: bool = False

    def part(self, seconds: float) -> float:
        """How much of the way the palm has come."""
        return eased(seconds - self.comes, _COMES) * (1 - eased(seconds - self.leaves, _COMES))


class Figure:
    """A member in a shot. On the stage x is right, y away, z up; it stands at the origin and faces -y.

    ``fine`` is the body with all its points, for close shots; what hangs on bones named so (``without``) at one end is
    not seen. ``colours`` are linear light, ``hung`` are the points of what is taken off."""

    def __init__(
        self, member: Member, presence: Presence, *, lines: Sequence[Line] = (), fine: bool = True,
        without: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        detail = "near" if fine else "far"
        strips = (one for one in presence.actions if one.pose in ("undress", "doff", "dress") and one.thing in GARMENTS)
        self._strips = next(strips, None)
        taken = self._strips.thing if self._strips else ""
        down = (one for one in presence.actions if one.thing == taken and one.pose in ("put_down", "drop"))
        self._lays = next(((one.start + one.end) / 2 for one in down), inf)
        worn = outfit(member, detail, presence.off, taken)
        self._rig = rig(detail)
        self._skeleton = skeleton(detail, worn.head)
        self._acting = Acting(member, presence, lines)
        self._worn, self.colours, self.hung = worn, worn.mesh.colours, worn.off
        bones = [n for name, n in self._rig.bones.items() if name.startswith(without) or name.endswith(without)]
        gone = worn.weights[:, bones].sum(1) > 0.5
        self.faces = worn.mesh.faces[~gone[worn.mesh.faces].any(1)] if without else worn.mesh.faces
        self._bones = np.ascontiguousarray(np.argsort(-worn.weights, axis=1)[:, :_HELD].T)
        held = np.take_along_axis(worn.weights.T, self._bones, axis=0)
        self._weights = held / held.sum(0)
        self.height, self._scale = worn.tall, worn.tall / _TALL
        self.goals: Sequence[Reach] = ()
        self._known: dict[float, tuple[Posed, Point, Point, Point]] = {}

    def reach(self, goals: Sequence[Reach]) -> None:
        """Bring palms to places."""
        self.goals, self._known = goals, {}

    def _moment(self, seconds: float) -> tuple[Posed, Point, Point, Point]:
        if seconds not in self._known:
            if len(self._known) == _KNOWN:
                del self._known[next(iter(self._known))]
            self._known[seconds] = self._made(seconds)
        return self._known[seconds]

    def posed(self, seconds: float) -> Posed:
        """The figure at a moment of the shot."""
        return self._moment(seconds)[0]

    def eyes(self, seconds: float) -> Point:
        """The place between the eyes."""
        return self._moment(seconds)[1]

    def hands(self, seconds: float) -> tuple[Point, Point]:
        """The right palm and the left."""
        return self._moment(seconds)[2:]

    def _palm(self, side: str) -> NDArray[np.float64]:
        """The palm of a side (``r``, ``l``) in the body at rest."""
        wrist, knuckle = (self._rig.heads[self._rig.bones[f"{name}_{side}"]] for name in ("hand", "middle_01"))
        return np.asarray(wrist + (knuckle - wrist) * 1.1)

    def _skinned(self, rest: Array, bones: NDArray[np.float64]) -> tuple[Array, Array]:
        """The points as the bones have moved them, and the move of each: (3, 4, points)."""
        table = np.ascontiguousarray(bones.reshape(-1, 12).T, np.float32)
        some = [np.take(table, bone, 1) * weight for bone, weight in zip(self._bones, self._weights, strict=True)]
        moves = sum(some[1:], some[0]).reshape(3, 4, -1)
        return (_turned(moves, rest) + moves[:, 3]).T, moves

    def _made(self, seconds: float) -> tuple[Posed, Point, Point, Point]:
        pose, shift = self._acting.at(seconds)
        rest, face = self._worn.mesh.points, pose[AT["face"]]
        if face.any():
            rest = rest + np.einsum("k,knj->nj", (face * _WHOLE).astype(np.float32), self._worn.moves)
        root, bones = pose[AT["root"]] / self._scale, self._skeleton.moves(pose)
        points, moves = self._skinned(rest, bones)
        floor = float(points[: self._worn.own, 1].min()) - root[1]
        reached = [(goal, part) for goal in self.goals if (part := goal.part(seconds))]
        for goal, part in reached:
            (x, y, z), found, palm = np.array(goal.at) / self._scale, pose.copy(), self._palm(goal.arm[0])
            self._skeleton.reach(found, goal.arm, palm, (x, z + floor, -y - root[0]), leans=goal.leans)
            pose += part * (found - pose)
        if reached:
            bones = self._skeleton.moves(pose)
            points, moves = self._skinned(rest, bones)
        normals = unit(_turned(moves, self._worn.mesh.normals).T)

        def placed(point: NDArray[np.floating]) -> NDArray[np.floating]:
            """From the figure's axes to the stage's."""
            ways = [point[..., 0], -point[..., 2] - root[0], point[..., 1] - floor]
            return np.stack(ways, -1) * np.float32(self._scale)

        def at(bone: str, rest: Sequence[float] | NDArray[np.float64]) -> Point:
            turn = bones[self._rig.bones[bone]]
            x, y, z = placed(turn[:, :3] @ rest + turn[:, 3])
            return float(x), float(y), float(z)

        palms = [at(f"hand_{side}", self._palm(side)) for side in "rl"]
        facing, points = np.stack([normals[:, 0], -normals[:, 2], normals[:, 1]], 1), placed(points)
        if (one := self._strips) and len(loose := points[self.hung]):  # what comes off, or on, goes with the hands
            gone = (seconds - one.start) / max(0.1, one.end - one.start)
            gone = 1 - gone if one.pose == "dress" else gone
            there, laid = np.mean(palms[: 2 - (one.pose == "doff")], 0), eased(seconds - self._lays, _COMES)
            there += laid * (np.append(_LAID, loose.mean(0)[2] - loose[:, 2].min()) - there)
            loose += eased(gone - _LOOSE, 1 - _LOOSE) * (there - loose.mean(0)).astype(np.float32)
        return Posed(points, facing, shift), at("head", _EYES), palms[0], palms[1]


def _turned(moves: Array, ways: Array) -> Array:
    """Directions as moves of their own turn them: (3, directions)."""
    x, y, z = ways.T
    turned: Array = moves[:, 0] * x + moves[:, 1] * y + moves[:, 2] * z
    return turned

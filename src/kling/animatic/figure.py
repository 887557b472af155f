"""A member of the cast as a figure that moves: a dressed, skinned body for each moment of a shot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kling.animatic.acting import Acting
from kling.animatic.outfit import outfit
from kling.animatic.scene import Line, Member, Presence
from kling.animatic.skeleton import AT, Skeleton, rig

Array = NDArray[np.float32]
Point = tuple[float, float, float]
_EYES = np.array((0.0, 1.545, 0.14))
_PALM = 0.07  # m beyond the wrist


class Posed(NamedTuple):
    """A figure at a moment: ``points`` and ``normals`` (v, 3) on the stage, before its mark; ``shift`` is how far it
    has come since the shot began: right and forward in metres, degrees counter-clockwise."""

    points: Array
    normals: Array
    shift: Point


class Figure:
    """A member in a shot. On the stage x is right, y away, z up; it stands at the origin and faces -y.

    ``fine`` is the body with all its points, for close shots. ``colours`` are linear light.
    """

    def __init__(self, member: Member, presence: Presence, *, lines: Sequence[Line] = (), fine: bool = True) -> None:
        detail = "near" if fine else "far"
        worn = outfit(member, detail)
        self._rig = rig(detail)
        self._skeleton = Skeleton(self._rig)
        self._acting = Acting(member, presence, lines)
        starts = np.cumsum([0, *(len(piece.points) for piece in worn.pieces)])
        points = np.concatenate([piece.points for piece in worn.pieces])
        self._normals = np.concatenate([piece.normals for piece in worn.pieces]).astype(np.float32)
        weights = np.concatenate([piece.weights for piece in worn.pieces]).astype(np.float32)
        self.faces = np.concatenate(
            [piece.faces + start for piece, start in zip(worn.pieces, starts, strict=False)]
        ).astype(np.int32)
        self.colours = np.concatenate(
            [np.tile(np.array(worn.colours[piece.tone], np.float32), (len(piece.points), 1)) for piece in worn.pieces]
        )
        self._weights = weights
        self._points = np.concatenate([points, np.ones((len(points), 1))], 1).astype(np.float32)
        self._feet = np.concatenate(
            [
                np.full(len(piece.points), piece.tone in ("shoes", "skin", "trousers", "spacesuit"))
                for piece in worn.pieces
            ]
        )
        self._scale = worn.tall / 1.68
        self._head = worn.head
        self.height = worn.tall
        self._at: float | None = None
        self._last: tuple[Posed, Point, Point] | None = None

    def _moment(self, seconds: float) -> tuple[Posed, Point, Point]:
        if self._last is None or self._at != seconds:
            self._at, self._last = seconds, self._made(seconds)
        return self._last

    def posed(self, seconds: float) -> Posed:
        """The figure at a moment of the shot."""
        return self._moment(seconds)[0]

    def eyes(self, seconds: float) -> Point:
        """The place between the eyes."""
        return self._moment(seconds)[1]

    def hand(self, seconds: float) -> Point:
        """The right palm."""
        return self._moment(seconds)[2]

    def _made(self, seconds: float) -> tuple[Posed, Point, Point]:
        state = self._acting.at(seconds)
        turns, shifts = self._skeleton.bones(state.pose)
        self._grow_head(turns, shifts)
        moves = np.concatenate([turns, shifts[:, :, None]], 2).reshape(len(turns), 12).astype(np.float32)
        blended = (self._weights @ moves).reshape(-1, 3, 4)
        points = np.matmul(blended, self._points[:, :, None])[:, :, 0]
        normals = np.matmul(blended[:, :, :3], self._normals[:, :, None])[:, :, 0]
        normals /= np.maximum(np.sqrt(np.einsum("ij,ij->i", normals, normals)), 1e-6)[:, None]
        floor = float(points[:, 1].min()) if state.lying else float(points[self._feet, 1].min())
        if state.lying:
            floor = float(points[:, 1].min())
        forward, lift = state.pose[AT["root"]]
        move = np.array((0.0, -floor + (lift / self._scale), 0.0))
        del forward

        def placed(point: NDArray[np.float64]) -> Point:
            x, y, z = (point + move) * self._scale
            return float(x), float(-z), float(y)

        bones = self._rig.bones
        head, hand = bones["head"], bones["hand_r"]
        eyes = placed(turns[head] @ _EYES + shifts[head])
        wrist = self._rig.heads[hand]
        palm = self._rig.heads[bones["middle_01_r"]]
        grip = placed(turns[hand] @ (wrist + (palm - wrist) * 1.1) + shifts[hand])
        points = (points + move.astype(np.float32)) * np.float32(self._scale)
        staged = np.stack([points[:, 0], -points[:, 2], points[:, 1]], 1)
        out = np.stack([normals[:, 0], -normals[:, 2], normals[:, 1]], 1)
        return Posed(staged, out, state.shift), eyes, grip

    def _grow_head(self, turns: NDArray[np.float64], shifts: NDArray[np.float64]) -> None:
        """Heads are larger on children."""
        bone = self._rig.bones["head"]
        pivot = self._rig.heads[bone]
        there = turns[bone] @ pivot + shifts[bone]
        turns[bone] = turns[bone] * self._head
        shifts[bone] = there - turns[bone] @ pivot

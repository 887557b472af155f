"""A member of the cast as a figure that moves: a dressed, skinned body for each moment of a shot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kling.animatic.acting import Acting
from kling.animatic.bodies import Posed
from kling.animatic.dress import ARM_BONES
from kling.animatic.mesh import Array, Point
from kling.animatic.outfit import outfit
from kling.animatic.scene import Line, Member, Presence
from kling.animatic.skeleton import AT, Skeleton, rig

_EYES = np.array((0.0, 1.545, 0.14))
_HELD = 4
"""How many bones move a point."""


class Figure:
    """A member in a shot. On the stage x is right, y away, z up; it stands at the origin and faces -y.

    ``fine`` is the body with all its points, for close shots; ``headless`` one that a portrait stands on; of ``arms``
    only these are seen. ``colours`` are linear light.
    """

    def __init__(
        self, member: Member, presence: Presence, *, lines: Sequence[Line] = (), fine: bool = True,
        headless: bool = False, arms: bool = False,
    ) -> None:  # fmt: skip
        detail = "near" if fine else "far"
        worn = outfit(member, detail)
        self._rig = rig(detail)
        self._skeleton = Skeleton(self._rig)
        self._acting = Acting(member, presence, lines)
        pieces = worn.pieces
        counts = [len(piece.points) for piece in pieces]
        self.faces = np.concatenate(
            [piece.faces + start for piece, start in zip(pieces, np.cumsum([0, *counts]), strict=False)]
        ).astype(np.int32)
        tones = np.repeat([piece.tone for piece in pieces], counts)
        self.colours = np.array([worn.colours[piece.tone] for piece in pieces], np.float32).repeat(counts, 0)
        self._points, self._normals, weights = (
            np.ascontiguousarray(np.concatenate([getattr(piece, name) for piece in pieces]).T, np.float32)
            for name in ("points", "normals", "weights")
        )
        if headless:
            self.faces = self.faces[~(weights[self._rig.bones["head"]] > 0.5)[self.faces].any(1)]
        if arms:
            own = [n for name, n in self._rig.bones.items() if name.startswith(ARM_BONES)]
            self.faces = self.faces[(weights[own].sum(0) > 0.5)[self.faces].all(1)]
        self._bones = np.argsort(-weights, axis=0)[:_HELD]
        held = np.take_along_axis(weights, self._bones, axis=0)
        self._weights = held / held.sum(0)
        self._feet = np.isin(tones, ("shoes", "skin", "trousers", "spacesuit", "limbs"))
        self._morphs = _morphs(self._points, tones)
        self._scale = worn.tall / 1.68
        self._head = worn.head
        self.height = worn.tall
        self._at: float | None = None
        self._last: tuple[Posed, Point, Point, Point] | None = None

    def _moment(self, seconds: float) -> tuple[Posed, Point, Point, Point]:
        if self._last is None or self._at != seconds:
            self._at, self._last = seconds, self._made(seconds)
        return self._last

    def posed(self, seconds: float) -> Posed:
        """The figure at a moment of the shot."""
        return self._moment(seconds)[0]

    def eyes(self, seconds: float) -> Point:
        """The place between the eyes."""
        return self._moment(seconds)[1]

    def hands(self, seconds: float) -> tuple[Point, Point]:
        """The right palm and the left."""
        return self._moment(seconds)[2:]

    def _made(self, seconds: float) -> tuple[Posed, Point, Point, Point]:
        state = self._acting.at(seconds)
        turns, shifts = self._skeleton.bones(state.pose)
        self._grow_head(turns, shifts)
        moves = np.concatenate([turns, shifts[:, :, None]], 2).reshape(len(turns), 12).T.astype(np.float32)
        blended = np.zeros((12, len(self._points[0])), np.float32)  # a row for each number of a turn and shift
        for bone, weight in zip(self._bones, self._weights, strict=True):  # no matrix product: BLAS threads cost more
            blended += np.take(moves, bone, axis=1) * weight
        x, y, z = self._faced(state.pose[AT["face"]])
        right, up, out = self._normals
        rows = [blended[n] * x + blended[n + 1] * y + blended[n + 2] * z + blended[n + 3] for n in (0, 4, 8)]
        ways = [blended[n] * right + blended[n + 1] * up + blended[n + 2] * out for n in (0, 4, 8)]
        length = np.sqrt(ways[0] * ways[0] + ways[1] * ways[1] + ways[2] * ways[2]) + np.float32(1e-6)
        floor = float(rows[1].min() if state.lying else rows[1][self._feet].min())
        move = np.array((0.0, -floor + state.pose[AT["root"]][1] / self._scale, 0.0))

        def placed(point: NDArray[np.float64]) -> Point:
            left, high, front = (point + move) * self._scale
            return float(left), float(-front), float(high)

        bones = self._rig.bones
        head = bones["head"]
        eyes = placed(turns[head] @ _EYES + shifts[head])
        palms = []
        for side in "rl":
            hand, knuckle = bones[f"hand_{side}"], self._rig.heads[bones[f"middle_01_{side}"]]
            wrist = self._rig.heads[hand]
            palms.append(placed(turns[hand] @ (wrist + (knuckle - wrist) * 1.1) + shifts[hand]))
        scale = np.float32(self._scale)
        points = np.stack([rows[0], -rows[2], rows[1] + np.float32(move[1])], 1) * scale
        normals = np.stack([ways[0] / length, -ways[2] / length, ways[1] / length], 1)
        return Posed(points, normals, state.shift), eyes, palms[0], palms[1]

    def _faced(self, values: NDArray[np.float64]) -> Array:
        """The points at rest with the face's smile, open mouth and closed eyes."""
        if not values.any():
            return self._points
        points = self._points.copy()
        for value, (ids, moved) in zip(values, self._morphs, strict=True):
            points[:, ids] += moved * np.float32(value)
        return points

    def _grow_head(self, turns: NDArray[np.float64], shifts: NDArray[np.float64]) -> None:
        """Heads are larger on children."""
        bone = self._rig.bones["head"]
        pivot = self._rig.heads[bone]
        there = turns[bone] @ pivot + shifts[bone]
        turns[bone] = turns[bone] * self._head
        shifts[bone] = there - turns[bone] @ pivot


def _morphs(points: Array, tones: NDArray[np.str_]) -> tuple[tuple[NDArray[np.int64], Array], ...]:
    """What a smile, an open mouth and closed eyes move: points, and by how much, (3, n)."""
    x, y, z = points
    skin = (tones == "skin") & (z > 0.09) & (y > 1.40)
    made = []
    corner = np.exp(-(((np.abs(x) - 0.026) / 0.013) ** 2) - ((y - 1.474) / 0.010) ** 2) * skin
    made.append((corner, np.stack([np.sign(x) * 0.004, np.full_like(x, 0.0075), np.full_like(x, -0.003)])))
    jaw = np.clip((1.474 - y) / 0.008, 0, 1) * skin + (tones == "beard") * (y < 1.48)
    jaw = jaw + (tones == "mouth")
    drop = np.where(tones == "mouth", 0.0, -0.012)
    made.append((jaw, np.stack([np.zeros_like(x), drop, np.where(tones == "mouth", 0.0235, -0.002)])))
    shut = ((tones == "white") | (tones == "eye")) & (np.abs(y - 1.5445) < 0.02) & (z > 0.1)
    made.append((shut.astype(np.float32), np.stack([np.zeros_like(x), np.zeros_like(x), np.full_like(x, -0.03)])))
    return tuple((np.flatnonzero(part > 0.01), (move * part)[:, part > 0.01].astype(np.float32)) for part, move in made)

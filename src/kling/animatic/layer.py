"""A flat picture with some depth, and how a camera pose sees it: near parts move more than far ones."""

from __future__ import annotations

from math import cos, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kling.animatic.camera import Pose
from kling.animatic.yuv import Planes, enlarged

Array = NDArray[np.float32]
Box = tuple[float, float, float, float]
_NEAREST = Image.Resampling.NEAREST
_HIGH = 2560  # pixels; the pixels of a longer side are so small that two for one are enough, and nine take much memory
_CELLS = 10  # across the frame's longer side, within which a picture is bent evenly
_BEHIND = 0.6  # distances that what is far stands behind what is near


class FinePlane:
    """A plane that can be looked at between its pixels.

    Interpolating every frame anew is what drawing took longest for. So a plane is interpolated once, to ``fineness``
    pixels where it had one, and a part of it at any place and size is a pick of the nearest of those. With an odd
    ``fineness`` the middle of each old pixel is that of a new one: a plane at rest shows just what it holds.
    """

    def __init__(self, plane: Image.Image, fineness: int) -> None:
        self.values = np.ascontiguousarray(enlarged(plane, fineness))
        self._picture = Image.fromarray(self.values)

    def part(self, box: Box, size: tuple[int, int]) -> Image.Image:
        """What ``box``, in parts of the plane's sides, shows in a picture of ``size``."""
        high, wide = self.values.shape
        return self._picture.resize(size, _NEAREST, (box[0] * wide, box[1] * high, box[2] * wide, box[3] * high))


class Bendable:
    """Planes that can be looked at through a net of places, each of which shows a block of two by two pixels.

    Picking pixels one by one was what bending took longest for: so what a block shows stands in one number at each
    place between the pixels (twice as many each way); one look-up brings four pixels of luma, another two of chroma.
    """

    _FINE = 2

    def __init__(self, planes: Planes) -> None:
        step = self._FINE
        fine = np.pad(np.asarray(enlarged(planes.y, step)), (0, step), mode="edge")
        self.high, self.wide = fine.shape[0] - step, fine.shape[1] - step
        blocks = np.empty((self.high, self.wide, 4), np.uint8)
        for n, (down, right) in enumerate(((0, 0), (0, step), (step, 0), (step, step))):
            blocks[..., n] = fine[down : down + self.high, right : right + self.wide]
        colours = np.empty((self.high, self.wide, 2), np.uint8)
        for n, plane in enumerate(planes[1:]):
            colours[..., n] = np.asarray(enlarged(plane, 2 * step))[: self.high, : self.wide]
        self._blocks, self._colours = blocks.view(np.uint32).ravel(), colours.view(np.uint16).ravel()

    def seen(self, x: Array, y: Array) -> list[Image.Image]:
        """The planes of a picture whose blocks are at these places, counted in fine pixels."""
        places = y.astype(np.int32)
        places *= self.wide
        places += x.astype(np.int32)
        rows, columns = places.shape
        blocks, colours = self._blocks.take(places, mode="clip"), self._colours.take(places, mode="clip")
        luma, pairs = np.empty((rows, 2, columns), np.uint16), blocks.view(np.uint16).reshape(rows, columns, 2)
        luma[:, 0], luma[:, 1] = pairs[..., 0], pairs[..., 1]
        both = colours.view(np.uint8).reshape(rows, columns, 2)
        planes = (luma.view(np.uint8).reshape(2 * rows, 2 * columns), both[..., 0].copy(), both[..., 1].copy())
        return [Image.fromarray(one) for one in planes]


class Layer:
    """A picture that fills the frame: ``density`` of its pixels make one of the frame's when the camera is at rest,
    and its middle is then the frame's. ``near`` (rows, columns), 0 to 1, says how near its parts are."""

    def __init__(self, planes: Planes, density: float = 1.0, near: Array | None = None) -> None:
        self._planes, self._density, self._near = planes, density, near
        self._fine: tuple[FinePlane, ...] = ()
        self._bendable: Bendable | None = None
        self._seen: tuple[object, Planes] | None = None

    def seen_from(self, size: tuple[int, int], pose: Pose) -> Planes:
        """What a camera with a frame of ``size`` sees of it. A pose that would see past its sides is held there."""
        if self._seen is None or self._seen[0] != (size, pose):  # what stands still is not cut anew
            half = (size[0] // 2, size[1] // 2)
            if (self._near is None or pose == Pose(zoom=pose.zoom)) and not pose.roll:
                if not self._fine:
                    times = 3 if max(size) <= _HIGH else 2
                    self._fine = tuple(FinePlane(plane, times) for plane in self._planes)
                box = self._box(size, pose)
                made = [one.part(box, each) for one, each in zip(self._fine, (size, half, half), strict=True)]
            else:
                if self._bendable is None:
                    self._bendable = Bendable(self._planes)
                made = self._bent(self._bendable, size, self._nodes(size, pose))
            self._seen = (size, pose), Planes(*made)
        return self._seen[1]

    def _bent(self, fine: Bendable, size: tuple[int, int], nodes: Array) -> list[Image.Image]:
        """The picture seen through a net: ``nodes`` (rows, columns, 2) say, in parts of its sides, what stands at the
        corners of the even cells of a frame."""
        x, y = (_between_nodes(nodes[..., k] * np.float32(side), size) for k, side in ((0, fine.wide), (1, fine.high)))
        return fine.seen(x, y)

    def nearness(self, part: float) -> Image.Image:
        """How near the parts of the frame are, as a mask of so much of full strength."""
        if self._near is None:
            return Image.new("L", (2, 2))
        rows, columns = self._near.shape
        cut = self._near[rows // 12 : rows - rows // 12, columns // 12 : columns - columns // 12]
        return Image.fromarray((cut * 255 * part).astype(np.uint8))

    def _box(self, size: tuple[int, int], pose: Pose) -> Box:
        scale, right, down = pose.sees(1.0)
        found = []
        for side, whole, shift in zip(size, self._planes.size, (right, down), strict=True):
            part = min(1.0, side * self._density / scale / whole)
            middle = 0.5 - shift * max(size) * self._density / scale / whole
            found.append((max(0.0, min(1 - part, middle - part / 2)), part))
        (left, wide), (top, high) = found
        return left, top, left + wide, top + high

    def _nodes(self, size: tuple[int, int], pose: Pose) -> Array:
        """What of the picture stands at the corners of the frame's cells, in parts of its sides."""
        longer = max(size)
        columns, rows = (_divisor(side // 2, _CELLS * side / longer) for side in size)
        x, y = np.meshgrid(np.linspace(-0.5, 0.5, columns + 1) * size[0], np.linspace(-0.5, 0.5, rows + 1) * size[1])
        c, s = cos(pose.roll), sin(pose.roll)
        tight = max(1.0, (abs(c) + abs(s) * longer / min(size)) * self._density * min(
            one / whole for one, whole in zip(size, self._planes.size, strict=True)
        ))  # fmt: skip  # so much nearer that no corner shows
        x, y = (x * c - y * s) / tight, (x * s + y * c) / tight
        whole = np.array(self._planes.size, np.float32) / self._density
        found = np.stack([x, y], -1) / whole + 0.5
        for _ in range(2 if self._near is not None else 1):  # how near a part is decides where it is seen
            depth = 1.0 if self._near is None else 1 + _BEHIND * (1 - _between(self._near, found))
            scale, right, down = pose.sees(depth)
            found = np.stack([(x - right * longer) / scale, (y - down * longer) / scale], -1) / whole + 0.5
        return np.clip(found, 0, 1).astype(np.float32)


def _between_nodes(values: Array, size: tuple[int, int]) -> Array:
    """Values at the corners of even cells, for every second pixel of a frame each way."""
    rows, columns = (side // 2 // (count - 1) for side, count in zip(size[::-1], values.shape, strict=True))
    down, along = ((np.arange(n, dtype=np.float32) + np.float32(0.5)) / n for n in (rows, columns))
    lines = values[:-1, None] + np.diff(values, axis=0)[:, None] * down[:, None]
    lines = lines.reshape(-1, values.shape[1])
    made: Array = np.diff(lines, axis=1)[..., None] * along
    made += lines[:, :-1, None]
    return made.reshape(len(lines), -1)


def _divisor(side: int, wanted: float) -> int:
    """The number of cells near to the wanted one into which a side divides evenly."""
    return min((n for n in range(1, side + 1) if side % n == 0), key=lambda n: abs(n - wanted))


def _between(values: Array, at: NDArray[np.float64]) -> Array:
    """A map's values at places in parts of its sides."""
    rows, columns = values.shape
    row = np.clip((at[..., 1] * (rows - 1)).round().astype(int), 0, rows - 1)
    column = np.clip((at[..., 0] * (columns - 1)).round().astype(int), 0, columns - 1)
    found: Array = values[row, column]
    return found

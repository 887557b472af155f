"""Flat pictures standing at a distance from the camera, and how a camera pose sees them.

A scene is a stack of layers. Near ones move more than far ones, which is all the depth an animatic needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, floor, inf

from PIL import Image

from kling.animatic.camera import Pose
from kling.animatic.yuv import Planes, enlarged, paste

Box = tuple[float, float, float, float]
Seen = tuple[Planes, Image.Image | None, Image.Image | None, tuple[int, int]]
"""Planes, their mask at full and at half size, and where they stand in the frame."""
_NEAREST = Image.Resampling.NEAREST
_HIGH = 2560  # pixels; the pixels of a longer side are so small that two for one are enough, and nine take much memory


class Grain:
    """A plane that can be looked at between its pixels.

    Interpolating every frame anew is what drawing took longest for. So a plane is interpolated once, to ``fineness``
    pixels where it had one, and a part of it at any place and size is a pick of the nearest of those. With an odd
    ``fineness`` the middle of each old pixel is that of a new one: a plane at rest shows just what it holds.
    """

    def __init__(self, plane: Image.Image, fineness: int) -> None:
        self._plane, self._fineness = plane, fineness
        self._fine: Image.Image | None = None
        self._moved: dict[tuple[int, int], Image.Image] = {(0, 0): plane}
        self._rows: tuple[object, Image.Image] = ((), plane)

    def part(self, box: Box, size: tuple[int, int]) -> Image.Image:
        """What ``box``, in parts of the plane's sides, shows in a picture of ``size``."""
        wide, high = self._plane.size
        n = self._fineness
        left, top, right, bottom = box[0] * wide, box[1] * high, min(1.0, box[2]) * wide, min(1.0, box[3]) * high
        if wide == 1:
            return self._gradient(round(2 * top) / 2, round(2 * bottom) / 2, size)
        if abs(right - left - size[0]) < 1e-3 and abs(bottom - top - size[1]) < 1e-3:
            (x, along), (y, down) = divmod(round(left * n), n), divmod(round(top * n), n)
            if self._fine is None and not (along and down):
                return self._aside(along, down).crop((x, y, x + size[0], y + size[1]))
        if self._fine is None:
            self._moved.clear()
            self._fine = enlarged(self._plane, n)
        return self._fine.resize(size, _NEAREST, (left * n, top * n, right * n, bottom * n))

    def _gradient(self, top: float, bottom: float, size: tuple[int, int]) -> Image.Image:
        """A plane one pixel wide stands for one that has the same colour all along each row."""
        if self._rows[0] != (top, bottom, size):
            box = (0, top, 1, max(bottom, top + 0.5))
            rows = self._plane.resize((1, size[1]), Image.Resampling.BILINEAR, box).tobytes()
            spread = b"".join(rows[row : row + 1] * size[0] for row in range(size[1]))
            self._rows = (top, bottom, size), Image.frombytes("L", size, spread)
        return self._rows[1]

    def _aside(self, along: int, down: int) -> Image.Image:
        """The plane as it looks that many fine pixels farther to the right or down, of which one is 0."""
        if (along, down) not in self._moved:
            n = self._fineness
            fine = enlarged(self._plane, n)
            wide, high = self._plane.width - (along > 0), self._plane.height - (down > 0)
            for step in range(1, n):
                x, y = (step, 0) if along else (0, step)
                self._moved[x, y] = fine.resize((wide, high), _NEAREST, (x, y, x + wide * n, y + high * n))
        return self._moved[along, down]


@dataclass(slots=True)
class Layer:
    """``planes`` stand at ``depth`` subject distances with their left top corner at ``(left, top)`` frame pixels.

    ``density`` is how many pixels of the layer make one of the frame at the scene's start. ``mask`` cuts it out.
    ``size`` is needed when planes of soft colour have fewer pixels than the layer. ``covers`` says that the frame must
    never see past the layer's sides: a pose that would is held at the edge. ``soft`` is what is so far out of focus
    that it may move in whole pixels.
    """

    planes: Planes
    depth: float = inf
    left: float = 0.0
    top: float = 0.0
    density: float = 1.0
    mask: Image.Image | None = None
    covers: bool = False
    size: tuple[int, int] | None = None
    soft: bool = False
    _grains: tuple[Grain, ...] = field(default=(), repr=False)
    _from: tuple[object, ...] = field(default=(), repr=False)
    _seen: Seen | None = field(default=None, repr=False)

    @property
    def extent(self) -> tuple[int, int]:
        """The layer's size in its own pixels: the outline's, as soft colour may have fewer."""
        if self.size is not None:
            return self.size
        return self.planes.size if self.mask is None else self.mask.size

    def draw(self, frame: Planes, pose: Pose) -> None:
        """Lay what the camera sees of this layer onto the frame."""
        seen = self.look(frame.size, pose)
        if seen is not None:
            planes, mask, half_mask, at = seen
            paste(frame, planes, at, mask, half_mask)

    def look(self, size: tuple[int, int], pose: Pose, until: int | None = None) -> Seen | None:
        """What a camera with a frame of ``size`` sees of this layer; None when nothing is in the frame.

        Below the row ``until``, an even number, nothing is wanted.
        """
        width, height = size
        scale, right, down = pose.sees(self.depth)
        side = max(width, height)
        source_width, source_height = self.extent
        if self.covers:
            scale = max(scale, width * self.density / source_width, height * self.density / source_height)
        # frame x -> layer x: (x - centre - shift) / scale + centre - left, times density
        step = self.density / scale
        x0 = self.density * (width / 2 - self.left) - (width / 2 + right * side) * step
        y0 = self.density * (height / 2 - self.top) - (height / 2 + down * side) * step
        if self.covers:
            x0 = max(0.0, min(x0, source_width - width * step))
            y0 = max(0.0, min(y0, source_height - height * step))
        region = (
            max(0, 2 * ceil(-x0 / step / 2 - 1e-9)),
            max(0, 2 * ceil(-y0 / step / 2 - 1e-9)),
            min(width, 2 * floor((source_width - x0) / step / 2 + 1e-9)),
            min(height if until is None else until, 2 * floor((source_height - y0) / step / 2 + 1e-9)),
        )
        if region[0] >= region[2] or region[1] >= region[3]:
            return None
        box = (
            max(0.0, (x0 + region[0] * step) / source_width),
            max(0.0, (y0 + region[1] * step) / source_height),
            min(1.0, (x0 + region[2] * step) / source_width),
            min(1.0, (y0 + region[3] * step) / source_height),
        )
        if self._from != (region, box):  # what stands still is not cut anew
            if not self._grains:
                self._grains = self._ground(1 if self.soft else 3 if side <= _HIGH else 2)
            self._from, self._seen = (region, box), self._cut(region, box)
        return self._seen

    def _ground(self, fineness: int) -> tuple[Grain, ...]:
        outline = () if self.mask is None else (self.mask, self.mask.reduce(2))
        return tuple(Grain(plane, fineness) for plane in (*self.planes, *outline))

    def _cut(self, region: tuple[int, int, int, int], box: Box) -> Seen:
        size = (region[2] - region[0], region[3] - region[1])
        half = (size[0] // 2, size[1] // 2)
        y, cb, cr, *outline = (
            grain.part(box, one) for grain, one in zip(self._grains, (size, half, half, size, half), strict=False)
        )
        mask, half_mask = outline or (None, None)
        return Planes(y, cb, cr), mask, half_mask, region[:2]

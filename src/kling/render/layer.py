"""Flat pictures standing at a distance from the camera, and how a camera pose sees them.

A scene is a stack of layers. Near ones move more than far ones, which is all the depth an animatic needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, floor, inf

from PIL import Image

from kling.render.camera import Pose
from kling.render.planes import Planes, faded, paste

Box = tuple[float, float, float, float]
Seen = tuple[Planes, Image.Image | None, Image.Image | None, tuple[int, int]]
"""Planes, their mask at full and at half size, and where they stand in the frame."""
_UNSEEN = 0.2  # pixels
_SMOOTH = Image.Resampling.BILINEAR


@dataclass(slots=True)
class Layer:
    """``planes`` stand at ``depth`` subject distances with their left top corner at ``(left, top)`` frame pixels.

    ``density`` is how many pixels of the layer make one of the frame at the scene's start. ``mask`` cuts it out.
    ``size`` is needed when planes of soft colour have fewer pixels than the layer. ``covers`` says that the frame must
    never see past the layer's sides: a pose that would is held at the edge.
    """

    planes: Planes
    depth: float = inf
    left: float = 0.0
    top: float = 0.0
    density: float = 1.0
    mask: Image.Image | None = None
    covers: bool = False
    opacity: float = 1.0
    size: tuple[int, int] | None = None
    _from: tuple[object, ...] = field(default=(), repr=False)
    _box: Box = field(default=(0.0, 0.0, 0.0, 0.0), repr=False)
    _seen: Seen | None = field(default=None, repr=False)

    @property
    def extent(self) -> tuple[int, int]:
        """The layer's size in its own pixels: the outline's, as soft colour may have fewer."""
        if self.size is not None:
            return self.size
        return self.planes.size if self.mask is None else self.mask.size

    def draw(self, frame: Planes, pose: Pose) -> None:
        """Lay what the camera sees of this layer onto the frame."""
        if self.opacity <= 0:
            return
        seen = self.look(frame.size, pose)
        if seen is None:
            return
        planes, mask, half_mask, at = seen
        if self.opacity < 1:
            mask = faded(mask or Image.new("L", planes.size, 255), self.opacity)
            half_mask = None
        paste(frame, planes, at, mask, half_mask)

    def look(self, size: tuple[int, int], pose: Pose) -> Seen | None:
        """What a camera with a frame of ``size`` sees of this layer; None when nothing is in the frame.

        A layer of a place that has moved less than a fifth of a pixel is not cut anew.
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
            min(height, 2 * floor((source_height - y0) / step / 2 + 1e-9)),
        )
        if region[0] >= region[2] or region[1] >= region[3]:
            return None
        box = (
            max(0.0, x0 + region[0] * step),
            max(0.0, y0 + region[1] * step),
            min(float(source_width), x0 + region[2] * step),
            min(float(source_height), y0 + region[3] * step),
        )
        near_enough = (_UNSEEN if self.depth > 1 else 1e-3) * step
        same = self._seen is not None and self._from == (region, id(self.planes))
        if not same or max(abs(new - old) for new, old in zip(box, self._box, strict=True)) > near_enough:
            self._from, self._box, self._seen = (region, id(self.planes)), box, self._cut(region, box)
        return self._seen

    def _cut(self, region: tuple[int, int, int, int], box: Box) -> Seen:
        size = (region[2] - region[0], region[3] - region[1])
        half = (size[0] // 2, size[1] // 2)
        wide, high = self.extent
        planes = Planes(
            _part(self.planes.y, size, box, wide, high),
            _part(self.planes.cb, half, box, wide, high),
            _part(self.planes.cr, half, box, wide, high),
        )
        if self.mask is None:
            return planes, None, None, region[:2]
        mask = _part(self.mask, size, box, wide, high)
        return planes, mask, mask.reduce(2), region[:2]


def _part(plane: Image.Image, size: tuple[int, int], box: Box, wide: int, high: int) -> Image.Image:
    """What ``box``, in pixels of a layer ``wide`` by ``high``, shows of a plane of any resolution."""
    if plane.width == 1:  # the same colour all along each row
        tall = plane.height / high
        rows = plane.resize((1, size[1]), _SMOOTH, (0, box[1] * tall, 1, min(box[3] * tall, plane.height)))
        return rows.resize(size, Image.Resampling.NEAREST)
    across, down = plane.width / wide, plane.height / high
    if abs((box[2] - box[0]) * across - size[0]) < 1e-6 and abs((box[3] - box[1]) * down - size[1]) < 1e-6:
        return _shifted(plane, box[0] * across, box[1] * down, size)
    inside = (box[0] * across, box[1] * down, min(box[2] * across, plane.width), min(box[3] * down, plane.height))
    return plane.resize(size, _SMOOTH, inside)


def _shifted(plane: Image.Image, x: float, y: float, size: tuple[int, int]) -> Image.Image:
    """The same as a bilinear resize where nothing changes size, five times as fast: blends of whole-pixel crops."""
    left, top = floor(x + 1e-6), floor(y + 1e-6)
    along, down = x - left, y - top

    def row(at: int) -> Image.Image:
        here = plane.crop((left, at, left + size[0], at + size[1]))
        if along < 1e-3:
            return here
        return Image.blend(here, plane.crop((left + 1, at, left + 1 + size[0], at + size[1])), along)

    return row(top) if down < 1e-3 else Image.blend(row(top), row(top + 1), down)

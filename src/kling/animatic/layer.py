"""A flat picture with some depth under a camera that moves: near parts move more than far ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from kling.animatic.captions import FPS
from kling.animatic.cut import foreground
from kling.animatic.framing import Framing, Subject
from kling.animatic.mesh import unit
from kling.animatic.moves import BEYOND, Path, eased
from kling.animatic.noise import Array, blurred, softened
from kling.animatic.overlay import Page, hatched, plate
from kling.animatic.scene import Segment, Shot
from kling.animatic.stage import FILM_WIDTH, View
from kling.animatic.yuv import Planes, enlarged, even, paste, split

_CELLS = 10  # across the frame's longer side, within which a picture is bent evenly
_BEHIND = 0.6  # distances that what is far stands behind what is near
_NEARER = 0.8  # how much nearer it comes for what it looks aside, to stay inside the picture
_CLOSEST = 0.15  # distances to which it comes
_FOCAL = 35.0
_REST = ((0.0, -1.0, 0.0), (0.0, 0.0, 0.0), _FOCAL, 0.0)
_BEYOND = 0.10  # how much a picture is continued on every side, in parts of its size
_DISSOLVE = 0.14, 0.86  # parts of a passage between which one picture becomes the other
_NET = (96, 54)  # places at which it is known how near a picture is


class Layer:
    """A picture that fills the frame: ``density`` of its pixels make one of the frame's when the camera is at rest,
    and its middle is then the frame's. ``near`` (rows, columns), 0 to 1, says how near its parts are.

    Picking pixels one by one is what bending takes longest for. So two by two of the frame's are looked up at once: its
    tables have what such a block shows at each place, twice as many each way as pixels."""

    def __init__(self, planes: Planes, density: float = 1.0, near: Array | None = None) -> None:
        self._planes, self._density = planes, density
        self._near = np.ones((1, 1), np.float32) if near is None else near

    def seen_from(self, size: tuple[int, int], view: View) -> Planes:
        """What a camera with a frame of ``size`` sees of it from a view of :func:`path_over`, held at its sides."""
        if (view.eye, view.at, view.focal, view.roll) != _REST or self._density != 1.0:
            return self._bent(self._net(size, view), size)
        left, top = ((one - side) // 4 * 2 for one, side in zip(self._planes.size, size, strict=True))
        box = (left, top, left + size[0], top + size[1])
        half = (left // 2, top // 2, box[2] // 2, box[3] // 2)
        return Planes(*(one.crop(at) for one, at in zip(self._planes, (box, half, half), strict=True)))

    def nearness(self, part: float) -> Image.Image:
        """How near the parts of the frame are, as a mask of so much of full strength."""
        rows, columns = self._near.shape
        cut = self._near[rows // 12 : rows - rows // 12, columns // 12 : columns - columns // 12]
        return Image.fromarray((cut * 255 * part).astype(np.uint8))

    @cached_property
    def _tables(self) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
        """Four pixels of luma, and one of each chroma plane, at (rows, columns) of places."""
        fine = np.pad(np.asarray(enlarged(self._planes.y, 2)), (0, 2), mode="edge")
        high, wide = fine.shape[0] - 2, fine.shape[1] - 2
        luma = [fine[y : y + high, x : x + wide] for y, x in ((0, 0), (0, 2), (2, 0), (2, 2))]
        chroma = [np.asarray(enlarged(plane, 4))[:high, :wide] for plane in self._planes[1:]]
        return np.stack(luma, -1).view(np.uint32)[..., 0], np.stack(chroma, -1).view(np.uint16)[..., 0]

    def _bent(self, net: Array, size: tuple[int, int]) -> Planes:
        """The picture of a size whose blocks have their middles in a net: (2, rows, columns), x and y in parts of the
        sides at the corners of its cells."""
        luma, chroma = self._tables
        high, wide = luma.shape
        middles = _between(_between(net.swapaxes(1, 2), size[1] // 2).swapaxes(1, 2), size[0] // 2)
        places = (middles[1] * high - 1).astype(np.intp)
        places *= wide
        places += (middles[0] * wide - 1).astype(np.intp)
        pairs = luma.take(places, mode="clip").view(np.uint16).reshape(*places.shape, 2).swapaxes(1, 2)
        y = np.ascontiguousarray(pairs).view(np.uint8).reshape(size[1], size[0])
        cb, cr = np.moveaxis(chroma.take(places, mode="clip").view(np.uint8).reshape(*places.shape, 2), 2, 0)
        return Planes(*(Image.fromarray(np.ascontiguousarray(one)) for one in (y, cb, cr)))

    def _net(self, size: tuple[int, int], view: View) -> Array:
        """What of the picture stands at the corners of the frame's cells: where the rays of the camera meet its relief,
        as that was seen from where the picture was taken."""
        shape, whole = np.array(size) / max(size), np.array(self._planes.size) / self._density / max(size)
        corners = [np.linspace(-side / 2, side / 2, max(2, round(_CELLS * side)) + 1) for side in shape]
        eye, ahead = np.asarray(view.eye), unit(np.subtract(view.at, view.eye))
        aside = unit(np.cross(ahead, (0.0, 0.0, 1.0)))
        over, c, s = np.cross(aside, ahead), cos(radians(view.roll)), sin(radians(view.roll))
        # so much nearer that nothing beside the picture shows
        near = max(1.0, (abs(c) + abs(s) / shape.min()) * float((shape / whole).max()))
        near *= 1 + _NEARER * float(np.abs(eye - ahead * eye[1] / ahead[1])[[0, 2]].max())
        across, down = np.outer(corners[0], c * aside - s * over), np.outer(corners[1], -s * aside - c * over)
        rays = ahead + (across + down[:, None]) * (FILM_WIDTH / view.focal / near)
        found, taken = np.full((*rays.shape[:2], 2), 0.5), np.array((1, -1)) * _FOCAL / FILM_WIDTH / whole
        last = np.array(self._near.shape[::-1]) - 1
        for _ in range(3):  # how near a part is decides where it is seen
            place = np.clip((found * last).round().astype(int), 0, last)
            depth = 1 + _BEHIND * (1 - self._near[place[..., 1], place[..., 0], None])
            met = eye + rays * np.maximum(_CLOSEST, depth - 1 - eye[1]) / np.maximum(0.1, rays[..., 1:2])
            found = met[..., [0, 2]] / depth * taken + 0.5
        return np.clip(np.moveaxis(found, 2, 0), 0, 0.9999).astype(np.float32)


def _between(values: Array, count: int) -> Array:
    """Values at the ends of even spans, along the last axis, at the middles of so many even parts of their whole."""
    at = (np.arange(count, dtype=np.float32) + 0.5) / count * (values.shape[-1] - 1)
    first = at.astype(int)
    made: Array = np.diff(values).take(first, -1)
    made *= at - first.astype(np.float32)
    made += values.take(first, -1)
    return made


def layer_of(picture: Image.Image, size: tuple[int, int], closer: float = 1.0) -> Layer:
    """A picture that fills the frame, continued by its own blurred reflection so that the camera may step back.

    ``closer`` above 1 comes closer. At rest the frame shows exactly the picture, cropped to the frame's shape. What
    stands in front in it, else its foot, is nearer than the rest."""
    fitted = ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.42))
    margin = (even(size[0] * _BEYOND), even(size[1] * _BEYOND))
    beyond = ((margin[1], margin[1]), (margin[0], margin[0]), (0, 0))
    wide = Image.fromarray(np.pad(np.asarray(fitted), beyond, mode="symmetric"))
    wide = wide.filter(ImageFilter.GaussianBlur(size[0] / 200))
    wide.paste(fitted, margin)
    return Layer(split(wide), 1 / closer, _nearness(wide))


def _nearness(picture: Image.Image) -> Array:
    """How near the parts of a picture are, softly, on a small net."""
    mask = foreground(picture.reduce(max(1, picture.width // 96)))
    if mask is not None:
        return blurred(np.asarray(mask.resize(_NET, Image.Resampling.BOX), np.float32) / np.float32(255), 9)
    return np.repeat(np.linspace(0, 1, _NET[1], dtype=np.float32)[:, None] ** 1.5, _NET[0], axis=1)


def path_over(segments: Sequence[Segment], texture: str, aspect: float) -> Path:
    """The path of a shot's camera before a picture, which stands a distance ahead of where it was taken."""
    seen = FILM_WIDTH / _FOCAL / max(1.0, aspect)
    framing = Framing(View(*_REST), seen, Subject(0, 0, -0.5, 0.5, 0.5, person=False))
    return Path(framing, segments, texture, aspect, flat=True)


class Pictures:
    """One picture under the camera of a shot, exact at the start; with a ``last`` one, a cross dissolve to that, exact
    at the end of ``frames``. Without a shot the camera stands still."""

    def __init__(
        self, first: Layer, shot: Shot | None = None, aspect: float = 1.0, last: Layer | None = None, frames: int = 1
    ) -> None:
        segments, texture = (shot.camera, shot.texture) if shot and last is None else ((), "")
        self._first, self._last, self._frames = first, last, frames
        self._path = path_over(segments, texture, aspect)
        self._racks = any(one.move == "rack_focus" for one in segments)

    def draw(self, onto: Planes, number: int) -> None:
        view = self._path.at(number / FPS)
        shown = self._first.seen_from(onto.size, view)
        if self._racks and view.focus is not None:  # from what is near to what is far
            shown = softened(shown, self._first.nearness((view.focus - 1) / BEYOND))
        if self._last is not None:
            begin, end = _DISSOLVE
            done = eased(number / max(1, self._frames - 1) - begin, end - begin)
            last = self._last.seen_from(onto.size, view)
            shown = Planes(*(Image.blend(one, other, done) for one, other in zip(shown, last, strict=True)))
        paste(onto, shown)


def placeholder(words: str, page: Page) -> Layer:
    """A quiet card in place of something that is not at hand."""
    picture, lines = Image.new("RGB", page, (30, 34, 42)), hatched(page, (36, 41, 50, 255), 9)
    picture.paste(lines, (0, 0), lines)
    told = plate(page, words, "missing")
    picture.paste(told, page.place(told.size, (0.5, 0.5)), told)
    return Layer(split(picture))

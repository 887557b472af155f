"""Pictures as the three planes that an encoder takes: limited-range BT.709 with chroma at half size (yuv420p).

Everything is composed in this form, so no frame is ever converted between colour spaces: half the work of RGB."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import Interpolation, VideoReformatter
from PIL import Image

RGB = tuple[int, int, int]

TO_YUV = (0.1826, 0.6142, 0.0620, 16.5, -0.1006, -0.3386, 0.4392, 128.5, 0.4392, -0.3989, -0.0403, 128.5)
_TO_RGB = (1.1644, 0.0, 1.7927, -248.1, 1.1644, -0.2132, -0.5329, 76.9, 1.1644, 2.1124, 0.0, -289.0)
BLACK, WHITE, GREY = 16, 235, 128


class Planes(NamedTuple):
    """Luma at full size and two chroma planes at half size, each a Pillow picture of mode L."""

    y: Image.Image
    cb: Image.Image
    cr: Image.Image

    @property
    def size(self) -> tuple[int, int]:
        return self.y.size


def seen(plane: VideoPlane) -> Image.Image:
    """A plane of a decoded frame as a picture, without a copy; it must not be drawn on."""
    size = (plane.width, plane.height)
    return Image.frombuffer("L", size, plane, "raw", "L", plane.line_size, 1)  # type: ignore[arg-type]  # any buffer


def over(frame: VideoFrame) -> Planes:
    """The planes of an encoder frame as pictures in its own memory: what is drawn on them is in the frame."""
    y, cb, cr = (seen(plane) for plane in frame.planes)
    y.readonly = cb.readonly = cr.readonly = 0
    return Planes(y, cb, cr)


def enlarged(plane: Image.Image, times: int) -> Image.Image:
    """A plane with ``times`` as many pixels each way, interpolated smoothly. (swscale: ten times as fast as Pillow.)"""
    frame = VideoFrame(plane.width, plane.height, "gray")
    canvas = seen(frame.planes[0])
    canvas.readonly = 0
    canvas.paste(plane)
    size = plane.width * times, plane.height * times
    large = VideoReformatter().reformat(frame, *size, interpolation=Interpolation.BICUBIC, threads=1)
    return seen(large.planes[0])


def split(picture: Image.Image) -> Planes:
    """The planes of an RGB picture; its sides must be even."""
    y, cb, cr = picture.convert("RGB", TO_YUV).split()
    return Planes(y, cb.reduce(2), cr.reduce(2))


def join(planes: Planes) -> Image.Image:
    """The RGB picture of planes, for looking at."""
    y, *chroma = planes
    bands = (y, *(plane.resize(y.size, Image.Resampling.BILINEAR) for plane in chroma))
    return Image.merge("RGB", bands).convert("RGB", _TO_RGB)


def components(colour: Iterable[float]) -> tuple[int, int, int]:
    """One colour as (y, cb, cr)."""
    red, green, blue = colour
    y, cb, cr = (int(TO_YUV[n] * red + TO_YUV[n + 1] * green + TO_YUV[n + 2] * blue + TO_YUV[n + 3]) for n in (0, 4, 8))
    return y, cb, cr


def plain(size: tuple[int, int], colour: RGB) -> Planes:
    """Planes of one colour."""
    half = (size[0] // 2, size[1] // 2)
    y, cb, cr = (Image.new("L", at, value) for at, value in zip((size, half, half), components(colour), strict=True))
    return Planes(y, cb, cr)


def even(value: float) -> int:
    """The nearest even whole number, at least 2: chroma planes have half the size."""
    return max(2, 2 * round(value / 2))


def masks(mask: Image.Image) -> Planes:
    """A mask as :func:`paste` takes it."""
    half = mask.reduce(2)
    return Planes(mask, half, half)


def paste(onto: Planes, what: Planes, at: tuple[int, int] = (0, 0), mask: Planes | None = None) -> None:
    """Lay planes onto others in place; ``at`` must be even."""
    half = (at[0] // 2, at[1] // 2)
    for plane, other, place, part in zip(onto, what, (at, half, half), mask or (None, None, None), strict=True):
        plane.paste(other, place, part)

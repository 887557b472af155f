"""Photographs: reading them, and laying them out for a camera to move over."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageOps, UnidentifiedImageError

from kling.animatic.camera import Pose
from kling.animatic.layer import Layer
from kling.animatic.size import even
from kling.animatic.yuv import split

_BEYOND = 0.10  # how much a picture is continued on every side, in parts of its size
_DENSITY = 1.1  # a little more than the frame's pixels, so that slow moves stay crisp
_LARGEST = 4096  # longest side that is kept in memory
_PANNING = 0.5  # a photograph is flat: half the way of a pan shows as much


class UnreadableError(Exception):
    """Why a file is not a picture or clip; the text continues ``NAME cannot be read: ``."""


def read_picture(path: Path) -> Image.Image:
    """The picture in a file, upright, as RGB, at most 4096 pixels long. Raises UnreadableError."""
    try:
        if path.is_file() and path.stat().st_size == 0:
            raise UnreadableError("the file is empty (0 bytes)")
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                picture.draft("RGB", (_LARGEST, _LARGEST))
                picture.thumbnail((_LARGEST, _LARGEST))
                upright = ImageOps.exif_transpose(picture)
                if "A" in upright.getbands() or "transparency" in upright.info:
                    upright = upright.convert("RGBA")
                    ground = Image.new("RGBA", upright.size, (24, 26, 30, 255))
                    return Image.alpha_composite(ground, upright).convert("RGB")
                return upright.convert("RGB")
    except FileNotFoundError as error:
        raise UnreadableError("there is no such file") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableError("it claims more pixels than any picture the service takes") from error
    except UnidentifiedImageError as error:
        raise UnreadableError("it is not a picture (PNG, JPEG or another common format)") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableError(f"the picture is damaged ({error})") from error


def picture_layer(picture: Image.Image, size: tuple[int, int], framing: float = 1.0) -> Layer:
    """A picture that fills the frame, continued by its own blurred reflection so that the camera may step back.

    ``framing`` above 1 comes closer. At rest the frame shows exactly the picture, cropped to the frame's shape.
    """
    density = _DENSITY
    inner = (even(size[0] * density), even(size[1] * density))
    fitted = ImageOps.fit(picture, inner, Image.Resampling.LANCZOS, centering=(0.5, 0.42))
    margin = (even(inner[0] * _BEYOND), even(inner[1] * _BEYOND))
    outer = (inner[0] + 2 * margin[0], inner[1] + 2 * margin[1])
    wide = Image.new("RGB", outer)
    across = ImageOps.mirror(fitted)
    for column, tile in ((-1, across), (0, fitted), (1, across)):
        for row, way in ((-1, ImageOps.flip(tile)), (0, tile), (1, ImageOps.flip(tile))):
            wide.paste(way, (margin[0] + column * inner[0], margin[1] + row * inner[1]))
    small = wide.resize((outer[0] // 8, outer[1] // 8), Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(inner[0] / 8 * 0.02)).resize(outer, Image.Resampling.BICUBIC)
    edge = Image.new("L", (outer[0] // 8, outer[1] // 8), 255)
    edge.paste(0, (margin[0] // 8, margin[1] // 8, (outer[0] - margin[0]) // 8, (outer[1] - margin[1]) // 8))
    edge = edge.filter(ImageFilter.GaussianBlur(margin[0] / 8 / 3)).point(
        [max(0, 2 * value - 256) for value in range(256)]
    )
    wide.paste(soft, (0, 0), edge.resize(outer, Image.Resampling.BILINEAR))
    wide.paste(fitted, margin)
    scale = framing
    left, top = (size[0] - outer[0] / density * scale) / 2, (size[1] - outer[1] / density * scale) / 2
    return Layer(split(wide), 1.0, left, top, density / scale, covers=True)


def over_picture(pose: Pose) -> Pose:
    """The same move over a flat picture: shorter, and closer by as much as it goes aside, so that it stays inside."""
    aside = max(abs(pose.x) + abs(pose.yaw), abs(pose.y) + abs(pose.pitch)) * _PANNING
    return replace(
        pose,
        x=pose.x * _PANNING,
        y=pose.y * _PANNING,
        z=pose.z * 0.6,
        yaw=pose.yaw * _PANNING,
        pitch=pose.pitch * _PANNING,
        zoom=pose.zoom * (1 + 1.7 * aside),
    )


def blurred_ground(picture: Image.Image, size: tuple[int, int], reach: tuple[float, float]) -> Layer:
    """A picture far out of focus and darkened, as ground for cards, ``reach`` frame sides beyond the frame sideways
    and up and down."""
    small = (even(size[0] / 6), even(size[1] / 6))
    soft = ImageOps.fit(picture, small, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(max(small) * 0.045))
    dark = ImageChops.multiply(soft, Image.new("RGB", small, (150, 150, 158)))
    wide, high = (side + 2 * even(part * max(size)) for side, part in zip(size, reach, strict=True))
    planes = split(dark.resize((wide, high), Image.Resampling.BICUBIC))
    return Layer(planes, 2.5, (size[0] - wide) / 2, (size[1] - high) / 2, covers=True, soft=True)

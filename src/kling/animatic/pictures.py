"""Photographs: reading them, and laying them out for a camera to move over."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from kling.animatic.cut import foreground
from kling.animatic.layer import Layer
from kling.animatic.noise import Array, blurred
from kling.animatic.size import even
from kling.animatic.yuv import split
from kling.media.colours import in_rgb, is_see_through

_BEYOND = 0.10  # how much a picture is continued on every side, in parts of its size
_GROUND = (24, 26, 30)  # behind what is transparent
_LARGEST = 4096  # longest side that is kept in memory


class UnreadableError(Exception):
    """Why a file is not a picture or clip; the text continues ``NAME cannot be read: ``."""


def read_picture(path: Path, *, clear: bool = False) -> Image.Image:
    """The picture in a file, upright, as RGB, at most 4096 pixels long; ``clear``: as RGBA where it is transparent.
    Raises UnreadableError."""
    try:
        if path.is_file() and path.stat().st_size == 0:
            raise UnreadableError("the file is empty (0 bytes)")
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as picture:
                picture.draft("RGB", (_LARGEST, _LARGEST))
                picture.thumbnail((_LARGEST, _LARGEST))
                upright = ImageOps.exif_transpose(picture)
                if clear and is_see_through(upright):
                    return upright.convert("RGBA")
                rgb: Image.Image = in_rgb(upright, _GROUND)
                return rgb
    except FileNotFoundError as error:
        raise UnreadableError("there is no such file") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableError("it claims more pixels than any picture the service takes") from error
    except UnidentifiedImageError as error:
        raise UnreadableError("it is not a picture (PNG, JPEG or another common format)") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise UnreadableError(f"the picture is damaged ({error})") from error


def picture_layer(picture: Image.Image, size: tuple[int, int], closer: float = 1.0) -> Layer:
    """A picture that fills the frame, continued by its own blurred reflection so that the camera may step back.

    ``closer`` above 1 comes closer. At rest the frame shows exactly the picture, cropped to the frame's shape. What
    stands in front in it, else its foot, is nearer than the rest.
    """
    fitted = ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.42))
    margin = (even(size[0] * _BEYOND), even(size[1] * _BEYOND))
    outer = (size[0] + 2 * margin[0], size[1] + 2 * margin[1])
    wide = Image.new("RGB", outer)
    across = ImageOps.mirror(fitted)
    for column, tile in ((-1, across), (0, fitted), (1, across)):
        for row, way in ((-1, ImageOps.flip(tile)), (0, tile), (1, ImageOps.flip(tile))):
            wide.paste(way, (margin[0] + column * size[0], margin[1] + row * size[1]))
    soft = wide.reduce(8).filter(ImageFilter.GaussianBlur(size[0] / 8 * 0.02)).resize(outer, Image.Resampling.BICUBIC)
    edge = Image.new("L", (outer[0] // 8, outer[1] // 8), 255)
    edge.paste(0, (margin[0] // 8, margin[1] // 8, (outer[0] - margin[0]) // 8, (outer[1] - margin[1]) // 8))
    edge = edge.filter(ImageFilter.GaussianBlur(margin[0] / 8 / 3)).point(
        [max(0, 2 * value - 256) for value in range(256)]
    )
    wide.paste(soft, (0, 0), edge.resize(outer, Image.Resampling.BILINEAR))
    wide.paste(fitted, margin)
    return Layer(split(wide), 1 / closer, _nearness(wide))


def _nearness(picture: Image.Image) -> Array:
    """How near the parts of a picture are, softly, on a small net."""
    small = picture.reduce(max(1, picture.width // 96))
    mask = foreground(small)
    if mask is not None:
        return blurred(np.asarray(mask.resize((96, 54), Image.Resampling.BOX), np.float32) / np.float32(255), 9)
    return np.repeat(np.linspace(0, 1, 54, dtype=np.float32)[:, None] ** 1.5, 96, axis=1)

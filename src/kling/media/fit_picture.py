"""Pictures made legal."""

from __future__ import annotations

from io import BytesIO
from math import sqrt
from pathlib import Path
from typing import Any

from kling.media.change import Change, FitError
from kling.media.colours import in_rgb, is_deep, is_see_through
from kling.media.info import Facts
from kling.media.keep import Keep
from kling.models.profiles import Profile

_SOFT = 1.5  # times as large as it was, from which a picture looks so
_PIXELS_MAX = 40_000_000
"""Of a picture once it is legal; twice as many are read. Some pictures of a few kilobytes stand for billions."""


def change(path: Path, facts: Facts, profile: Profile, keep: Keep) -> Change:
    """What makes a picture legal. Raises FitError."""
    from PIL import Image, ImageOps

    if facts.format == "heic":
        _read_heic(path)
    try:
        with Image.open(path) as opened:
            if opened.width * opened.height > _PIXELS_MAX:
                opened.draft("RGB", (opened.width // 2, opened.height // 2))  # only JPEG can be read smaller
            if opened.width * opened.height > 2 * _PIXELS_MAX:
                raise FitError(f"{path.name} has {opened.width}x{opened.height} pixels; make it smaller first")
            turned = opened.getexif().get(0x0112, 1) not in (0, 1)
            image = ImageOps.exif_transpose(opened)
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FitError(f"{path.name} cannot be opened: {error}") from None
    changes = ["turned upright"] if turned else []
    if is_deep(image) or image.mode == "CMYK":
        changes.append("made 8-bit RGB")
    if facts.format not in profile.image_formats:
        changes.append(f"converted from {facts.format}")
    if keep.crop and (box := keep.crop.box(*image.size))[2:] != image.size:
        left, top, wide, high = box
        changes.append(f"cropped from {image.width}x{image.height} to {wide}x{high} at {left},{top}")
        image = image.crop((left, top, left + wide, top + high))
    width, height = image.size
    padded = _padded(width, height, profile.image_ratio_max)
    if padded != (width, height):
        changes.append(f"padded from {width}x{height} to {padded[0]}x{padded[1]}")
    least, pixels = min(padded), padded[0] * padded[1]
    scale = profile.image_side_min / least if least < profile.image_side_min else 1.0
    scale = min(scale, sqrt(_PIXELS_MAX / pixels))  # judged before anything so large is made
    size = (
        max(round(padded[0] * scale), profile.image_side_min),
        max(round(padded[1] * scale), profile.image_side_min),
    )
    if scale != 1.0:
        soft = f" (soft: {scale:.1f} times as large)" if scale > _SOFT else ""
        changes.append(f"scaled to {size[0]}x{size[1]}{soft}")
    if (facts.bytes or 0) > profile.image_bytes_max:
        changes.append(f"compressed below {profile.image_bytes_max / 1e6:g} MB")

    if changes and is_see_through(image):
        changes.append("laid on white")

    def make(out: Path) -> None:
        picture = in_rgb(image, (255, 255, 255))
        if scale != 1.0:
            inner = (max(1, round(width * scale)), max(1, round(height * scale)))
            picture = picture.resize(inner, Image.Resampling.LANCZOS)
        if picture.size != size:
            picture = ImageOps.pad(picture, size, color=_border(picture))
        _save_below(picture, out, profile.image_bytes_max)

    return Change(tuple(changes), ".jpg", make)


def _read_heic(path: Path) -> None:
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        raise FitError(
            f"{path.name} is a HEIC picture; pip install 'kling-video-generator[heic]', or convert it first"
        ) from None
    register_heif_opener()


def _padded(width: int, height: int, ratio_max: float) -> tuple[int, int]:
    """The smallest frame around a picture that is not too wide or too tall."""
    return max(width, -int(-height // ratio_max)), max(height, -int(-width // ratio_max))


def _border(picture: Any) -> Any:
    """The mean colour of a picture's outermost pixels."""
    return picture.resize((1, 1), box=(0, 0, picture.width, picture.height)).getpixel((0, 0))


def _save_below(picture: Any, out: Path, bytes_max: int) -> None:
    # In memory: Pillow says nothing when a full disk takes only the beginning of a picture.
    for quality in (95, 90, 80, 70):
        picture.save(buffer := BytesIO(), "JPEG", quality=quality, subsampling=0)
        if buffer.tell() <= bytes_max:
            break
    while buffer.tell() > bytes_max:
        picture = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5))
        picture.save(buffer := BytesIO(), "JPEG", quality=90)
    out.write_bytes(buffer.getbuffer())

"""How many pixels a film has.

16:9 and 9:16 follow from the names 720P, 1080P and 4K. **Assumptions** (no source states them): 1:1 has 960, 1440 or
2160 pixels a side; a film that follows a first frame or an edited clip keeps its aspect ratio and about as many pixels
as 16:9 of the same mode, with even sides of at most 3840.
"""

from __future__ import annotations

from math import sqrt

_LANDSCAPE = {"std": (1280, 720), "pro": (1920, 1080), "4k": (3840, 2160)}
_SQUARE = {"std": 960, "pro": 1440, "4k": 2160}
_WIDEST = 3.0  # a banner of 10:1 would leave no room for words; it is shown cropped


def even(value: float) -> int:
    """The nearest even whole number, at least 2: chroma planes have half the size."""
    return max(2, 2 * round(value / 2))


def frame_size(mode: str, aspect_ratio: str | None, follow: tuple[int, int] | None = None) -> tuple[int, int]:
    """Width and height in pixels. ``follow`` is the size of the first frame or edited clip, which then decides.

    Unknown modes count as ``pro`` and unknown ratios as 16:9: judging a body is the rulebook's work.
    """
    wide, high = _LANDSCAPE.get(mode, _LANDSCAPE["pro"])
    if follow is not None:
        ratio = min(_WIDEST, max(1 / _WIDEST, follow[0] / follow[1]))
        return _at_ratio(wide * high, ratio)
    if aspect_ratio == "9:16":
        return high, wide
    if aspect_ratio == "1:1":
        side = _SQUARE.get(mode, _SQUARE["pro"])
        return side, side
    return wide, high


def _at_ratio(pixels: int, ratio: float) -> tuple[int, int]:
    height = sqrt(pixels / ratio)
    return even(height * ratio), even(height)


def no_higher_than(size: tuple[int, int], max_height: int | None) -> tuple[int, int]:
    """``size`` scaled down, at the same aspect ratio, so that it is at most ``max_height`` pixels high."""
    width, height = size
    if max_height is None or height <= max_height:
        return size
    return even(width * max_height / height), even(max_height)

"""What is kept of a picture or clip: a part of its area, a part of its time; as people write them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

_CROP = re.compile(r"(\d{1,5}):(\d{1,5})(?:@([\d.]{1,8}),([\d.]{1,8}))?\Z")
_WINDOW = re.compile(r"([\d.]{1,10})-([\d.]{1,10})\Z")


class Crop(NamedTuple):
    """The largest part of a picture with this ``ratio`` of width to height. ``x`` and ``y`` (0 to 1) say where its
    middle is wanted, from the left and from the top."""

    ratio: Fraction
    x: float = 0.5
    y: float = 0.5

    def box(self, width: int, height: int, *, even: bool = False) -> tuple[int, int, int, int]:
        """Left, top, width and height of the part, in pixels; ``even`` makes its sides so."""
        step = 2 if even else 1
        wide = max(step, round(min(Fraction(width), height * self.ratio)) // step * step)
        high = max(step, round(min(Fraction(height), width / self.ratio)) // step * step)
        left = min(max(0, round(width * self.x - wide / 2)), width - wide)
        top = min(max(0, round(height * self.y - high / 2)), height - high)
        return left, top, wide, high

    def __str__(self) -> str:
        at = f"@{self.x:g},{self.y:g}" if (self.x, self.y) != (0.5, 0.5) else ""
        return f"{self.ratio.numerator}:{self.ratio.denominator}{at}"


class Window(NamedTuple):
    """The seconds from ``start`` to ``end`` of a clip."""

    start: float
    end: float

    def __str__(self) -> str:
        return f"{self.start:g}-{self.end:g}"


class Keep(NamedTuple):
    """What is kept; without anything given all of it, as far as it is legal."""

    crop: Crop | None = None
    window: Window | None = None

    @property
    def arguments(self) -> dict[str, str | bool]:
        """The arguments of a command that makes the same of its files."""
        chosen: dict[str, str | bool] = {name: str(part) for name, part in self._asdict().items() if part}
        return chosen or {"fit": True}


ALL = Keep()


def read_crop(text: str) -> Crop:
    """A crop such as ``9:16`` or ``9:16@0.3,0.5``. Raises ValueError."""
    found = _CROP.match(text.strip())
    if found is None or not (int(found[1]) and int(found[2])):
        raise ValueError("write width:height such as 9:16, or 9:16@0.3,0.5 with the middle of what is kept (0 to 1)")
    ratio = Fraction(int(found[1]), int(found[2]))
    x, y = (_number(found[3]), _number(found[4])) if found[3] else (0.5, 0.5)
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError("the middle of what is kept goes from 0,0 (top left) to 1,1")
    return Crop(ratio, x, y)


def read_window(text: str) -> Window:
    """A window such as ``12-20``, in seconds. Raises ValueError."""
    found = _WINDOW.match(text.strip())
    if found is None or not (window := Window(_number(found[1]), _number(found[2]))).start < window.end:
        raise ValueError("write two seconds of the clip such as 12-20")
    return window


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{text} is no number") from None

"""How a clip is meant to be shown: turned (phones write portrait clips as sideways pictures with a note), and with
pixels that are not square. Players obey both; whoever re-encodes a clip has to, too."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

_TURNS = {90: ("cclock",), -90: ("clock",), 180: ("clock", "clock"), -180: ("clock", "clock")}
"""Degrees counterclockwise (the display matrix) to the steps of the filter ``transpose``."""


class Orientation(NamedTuple):
    """``degrees``: the counterclockwise turn to show the coded pictures by (0, 90, -90, 180); ``pixel``: the width of
    a pixel by its height."""

    degrees: int = 0
    pixel: Fraction = Fraction(1)

    @property
    def is_plain(self) -> bool:
        return self == Orientation()

    def shown(self, width: int, height: int) -> tuple[int, int]:
        """The size in square pixels at which coded pictures of ``width`` x ``height`` are shown."""
        wide = round(width * self.pixel)
        return (height, wide) if self.degrees in (90, -90) else (wide, height)

    @property
    def transposes(self) -> tuple[str, ...]:
        """The directions of the ``transpose`` filters that turn a coded picture upright."""
        return _TURNS.get(self.degrees, ())


def orientation(container: Any) -> Orientation:
    """Of the video of an open PyAV container, which is rewound afterwards. What cannot be told is plain."""
    import av

    stream = container.streams.video[0]
    ratio = stream.sample_aspect_ratio
    pixel = Fraction(ratio) if ratio and Fraction(1, 4) <= Fraction(ratio) <= 4 else Fraction(1)
    try:
        frame = next(container.decode(stream), None)
        degrees = frame.rotation if frame is not None else 0
        container.seek(0)
    except av.FFmpegError:
        degrees = 0
    return Orientation(degrees if degrees in _TURNS else 0, pixel)

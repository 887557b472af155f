"""How a clip is meant to be shown: turned (phones write portrait clips as sideways pictures with a note), and with
pixels that are not square. Players obey both; whoever re-encodes a clip has to, too."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from kling.media.info import Facts

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


def shown_size(path: Path, facts: Facts) -> tuple[int, int] | None:
    """The size at which a picture or clip is shown, upright and with square pixels; None when it cannot be told."""
    if not (facts.width and facts.height):
        return None
    try:
        if facts.kind == "video":
            import av

            with av.open(str(path)) as container:
                return orientation(container).shown(facts.width, facts.height)
        from PIL import Image

        with Image.open(path) as image:
            turned = image.getexif().get(0x0112, 1) >= 5
    except (ImportError, OSError, ValueError, SyntaxError):
        return facts.width, facts.height
    return (facts.height, facts.width) if turned else (facts.width, facts.height)


def film_stream(container: Any) -> Any:
    """The stream with the pictures of a film in an open PyAV container; None where there is none. The cover of a
    song is a stream, too."""
    import av

    cover = av.stream.Disposition.attached_pic
    return next((one for one in container.streams.video if one.width and not one.disposition & cover), None)


def orientation(container: Any) -> Orientation:
    """Of the video of an open PyAV container, which is rewound afterwards. What cannot be told is plain."""
    import av

    stream = film_stream(container) or container.streams.video[0]
    ratio = stream.sample_aspect_ratio
    pixel = Fraction(ratio) if ratio and Fraction(1, 4) <= Fraction(ratio) <= 4 else Fraction(1)
    try:
        frame = next(container.decode(stream), None)
        degrees = frame.rotation if frame is not None else 0
        container.seek(0)
    except av.FFmpegError:
        degrees = 0
    return Orientation(degrees if degrees in _TURNS else 0, pixel)

"""A contact sheet: frames of a video side by side, each with its time."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDE = 480  # pixels of a picture
_GAP = 8


class NoPictures(Exception):
    """A file is no video, or has no pictures; says why."""


def sheet(path: Path, count: int = 6, columns: int = 3) -> Image:
    """``count`` frames of a video, evenly spaced from the first to the last. Raises NoPictures."""
    from PIL import Image, ImageDraw

    shown = frames(path, count)
    wide = _WIDE
    high = round(wide * shown[0][1].height / shown[0][1].width)
    columns = min(columns, len(shown))
    rows = ceil(len(shown) / columns)
    whole = Image.new("RGB", (columns * (wide + _GAP) + _GAP, rows * (high + _GAP) + _GAP), (24, 26, 30))
    draw = ImageDraw.Draw(whole)
    for n, (seconds, picture) in enumerate(shown):
        row, column = divmod(n, columns)
        at = (_GAP + column * (wide + _GAP), _GAP + row * (high + _GAP))
        whole.paste(picture.resize((wide, high), Image.Resampling.LANCZOS), at)
        words = f"{seconds:.2f} s"
        draw.rectangle((*at, at[0] + 9 * len(words), at[1] + 18), fill=(8, 10, 14))
        draw.text((at[0] + 5, at[1] + 3), words, fill=(240, 240, 238))
    return whole


def beside(path: Path) -> Path:
    """Where the sheet of a video goes when nobody names a place."""
    return path.with_name(f"{path.stem}-frames.png")


def frames(path: Path, count: int) -> list[tuple[float, Image]]:
    """Moments in seconds and the pictures shown then: ``count``, or as many as there are. Raises NoPictures."""
    import av

    try:
        with av.open(str(path)) as film:
            video = next(iter(film.streams.video), None)
            if video is None:
                raise NoPictures("it has no pictures")
            times = sorted(
                float(packet.pts * packet.time_base)
                for packet in film.demux(video)
                if packet.pts is not None and packet.time_base is not None
            )
            if not times:
                raise NoPictures("it has no pictures")
            last = len(times) - 1
            picks = {round(n * last / max(1, count - 1)) for n in range(min(count, len(times)))}
            wanted = [times[n] for n in sorted(picks)]
            film.seek(0)
            found: list[tuple[float, Image]] = []
            for frame in film.decode(video):
                if len(found) < len(wanted) and (frame.time or 0.0) >= wanted[len(found)] - 1e-6:
                    picture: Image = frame.to_image()  # type: ignore[no-untyped-call]
                    found.append(((frame.time or 0.0) - times[0], picture))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise NoPictures(f"it cannot be decoded ({type(error).__name__})") from error
    if not found:
        raise NoPictures("none of its pictures can be decoded")
    return found

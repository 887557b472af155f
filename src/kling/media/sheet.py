"""A contact sheet of a video: its pictures at some moments, with their times, on one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.media.files import Part
from kling.media.info import Facts
from kling.media.orientation import Orientation, orientation
from kling.media.probe import probe_file

if TYPE_CHECKING:
    from PIL.Image import Image

BYTES_MAX = 1_000_000
COUNT = 6
"""Moments that are shown where nobody says how many, and where there are not more shots."""

_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
_CUT = 0.0625  # of the brightness range: pictures that differ by more may be two shots
_OTHER = 0.4  # mean difference of pictures without their brightness and contrast, from which they show other things
_FLASH = 12  # pictures that a flash of light lasts at most
_NEAR = 3  # pictures on either side of a cut that go on as usual
_NEARLY = 0.05  # seconds after the last picture that still mean it
_WIDTH = 1464  # pixels of a sheet
_GAP = 8


_SOFTWARE = 0x131  # of Exif: which program made a picture
_MADE_BY = "kling frames"


def is_sheet(path: Path) -> bool:
    """Whether a picture says that it is a sheet that was drawn here, and so can be drawn again."""
    from PIL import Image

    try:
        with Image.open(path) as picture:
            return picture.getexif().get(_SOFTWARE) == _MADE_BY
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


class SheetError(Exception):
    """A file of which no sheet can be drawn; says why."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet at ``path``, the moments it shows in seconds, and the seconds at which the video cuts."""

    path: Path
    video: Path
    times: list[float]
    cuts: list[float]
    facts: Facts

    def document(self) -> dict[str, Any]:
        """What programs read."""
        return {
            "sheet": str(self.path.absolute()),
            "video": str(self.video.absolute()),
            "times": self.times,
            "cuts": self.cuts,
            **self.facts.known(),
        }


def sheet(
    video: Path, place: Path, *, count: int | None = None, at: Sequence[float] = (), per_shot: bool = False
) -> Sheet:
    """Draw a sheet of at most 1 MB at ``place``, whose ending says the format (.jpg, .png, .webp): ``count`` moments
    evenly spaced, those ``at`` seconds, or the middle of every shot; without any of these six moments, or every shot
    where there are more. Raises SheetError, OSError."""
    form = _FORMATS.get(place.suffix.lower())
    if form is None:
        raise SheetError(f"{place}: a sheet is a .jpg, .png or .webp; give it a name with one of these endings")
    facts = probe_file(video)
    if facts.kind != "video":
        raise SheetError(f"{video} is no video but {facts.format or 'something else'}")
    small = _small(video)
    if not small:
        raise SheetError(f"{video} has no pictures that can be decoded")
    cuts, end = _cuts(small), small[-1][0]
    if beyond := [second for second in at if not 0 <= second <= max(end, facts.seconds or end) + _NEARLY]:
        raise SheetError(f"{video.name} goes from 0 to {end:g} s; {beyond[0]:g} s is not in it")
    if at:
        times = [min(second, end) for second in sorted(at)]
    elif per_shot or (count is None and len(cuts) + 1 > COUNT):
        times = [(start + stop) / 2 for start, stop in pairwise([0.0, *cuts, end])]
    else:
        many = count or COUNT
        times = [end * n / max(1, many - 1) for n in range(many)]
    shown = _pictures(video, times)
    if not shown:
        raise SheetError(f"{video} has no pictures that can be decoded")
    with Part(place) as part:
        part.write(_drawn(shown, form))
        part.keep(replace=True)
    return Sheet(place, video, [second for second, _ in shown], cuts, facts)


def _small(video: Path) -> list[tuple[float, Any]]:
    """Every picture, tiny and grey, with its second."""
    import av
    import numpy as np
    from av.video.reformatter import VideoReformatter

    found: list[tuple[float, Any]] = []
    scaler = VideoReformatter()  # one for all: to make one takes longer than to scale a picture
    try:
        with av.open(str(video)) as container:
            container.streams.video[0].thread_type = "AUTO"
            first = None
            for frame in container.decode(video=0):
                first = frame.time if first is None else first
                grey = scaler.reformat(frame, 48, 27, "gray").to_ndarray().astype(np.float32)
                found.append((round((frame.time or 0.0) - (first or 0.0), 3), grey))
    except (av.FFmpegError, OSError, ValueError):
        pass  # what could be decoded is shown
    return found


def _cuts(pictures: list[tuple[float, Any]]) -> list[float]:
    """Seconds at which one picture has little of the one before. A flash, which changes the light alone, is no cut, nor
    is one step of a fast movement."""
    steps = [float(abs(b - a).mean()) / 255 for (_, a), (_, b) in pairwise(pictures)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    found = []
    for n, step in enumerate(steps):
        (_, before), (second, after) = pictures[n : n + 2]
        is_other = step > 4 * _CUT or float(abs(_flat(after) - _flat(before)).mean()) > _OTHER
        near = steps[max(0, n - _NEAR) : n] + steps[n + 1 : n + 1 + _NEAR]
        if step > max(_CUT, 6 * usual, 2 * max(near, default=0.0)) and is_other and not _is_flash(pictures, n):
            found.append(second)
    return found


def _is_flash(pictures: list[tuple[float, Any]], n: int) -> bool:
    """Whether the change after picture ``n`` begins or ends a flash: what was seen before it is seen again."""
    (_, before), (_, after) = pictures[n : n + 2]
    pairs = [(before, later) for _, later in pictures[n + 2 : n + 2 + _FLASH]]
    pairs += [(earlier, after) for _, earlier in pictures[max(0, n - _FLASH) : n]]
    return any(float(abs(one - other).mean()) / 255 < _CUT / 2 for one, other in pairs)


def _flat(picture: Any) -> Any:
    """A picture with its brightness and contrast taken out."""
    return (picture - picture.mean()) / (picture.std() + 8)


def _pictures(video: Path, times: list[float]) -> list[tuple[float, Image]]:
    """The pictures at these seconds, upright, with square pixels, and their own seconds."""
    import av

    shown: list[tuple[float, Image]] = []
    last: tuple[float, Any] | None = None
    try:
        with av.open(str(video)) as container:
            turn = orientation(container)
            first = None
            for frame in container.decode(video=0):
                first = frame.time if first is None else first
                second = round((frame.time or 0.0) - (first or 0.0), 2)
                while times[len(shown) :] and second >= times[len(shown)] - 0.021:
                    shown.append((second, _upright(frame, turn)))
                last = (second, frame)
                if len(shown) == len(times):
                    break
    except (av.FFmpegError, OSError, ValueError):
        pass
    while last and len(shown) < len(times):
        shown.append((last[0], _upright(last[1], turn)))
    return shown


def _upright(frame: Any, turn: Orientation) -> Image:
    image: Image = frame.to_image()
    size = turn.shown(image.width, image.height)
    if turn.degrees:
        image = image.rotate(turn.degrees, expand=True)
    return image if image.size == size else image.resize(size)


def _drawn(shown: list[tuple[float, Image]], form: str) -> bytes:
    """The sheet as a file of a format that Pillow knows."""
    from PIL import Image, ImageDraw, ImageFont

    tall = shown[0][1].height > shown[0][1].width
    columns = min(len(shown), max(6 if tall else 3, ceil(sqrt(len(shown)))))
    wide = (_WIDTH - _GAP) // max(columns, 2) - _GAP
    high = round(wide * shown[0][1].height / shown[0][1].width)
    sheet = Image.new(
        "RGB",
        (columns * (wide + _GAP) + _GAP, ceil(len(shown) / columns) * (high + _GAP) + _GAP),
        (24, 26, 30),
    )
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=max(11, wide // 24))
    for n, (second, picture) in enumerate(shown):
        left, top = _GAP + n % columns * (wide + _GAP), _GAP + n // columns * (high + _GAP)
        sheet.paste(picture.resize((wide, high)), (left, top))
        words = f" {second:.2f} s "
        draw.rectangle(draw.textbbox((left, top), words, font=font, anchor="lt"), fill=(8, 10, 14))
        draw.text((left, top), words, fill=(240, 240, 238), font=font, anchor="lt")
    mark = Image.Exif()
    mark[_SOFTWARE] = _MADE_BY
    for quality in (88, 75, 60, 40, 40, 40):
        sheet.save(buffer := BytesIO(), form, quality=quality, exif=mark)
        if buffer.tell() <= BYTES_MAX:
            break
        if quality < 75 or form == "PNG":
            sheet = sheet.resize((sheet.width * 4 // 5, sheet.height * 4 // 5))
    return buffer.getvalue()

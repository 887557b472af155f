"""What a picture or clip is to the API, and what a video shows: seen before anything is paid for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from kling.api.inline import InlineFile, LocalVideo
from kling.app.refusal import Refusal, refusing
from kling.media.info import Facts
from kling.media.probe import probe_file
from kling.models.profiles import DEFAULT, Profile, default_model
from kling.rules import Diagnostic, check

_SHEET_BYTES = 1_000_000
_CUT = 0.25  # of the brightness range: pictures that differ by more are two shots


@dataclass(frozen=True, slots=True)
class Looked:
    """A file: its facts, what the rules say of it as a picture or as a clip to edit and to refer to, and what it would
    cost as a clip, in units."""

    path: Path
    facts: Facts
    diagnostics: list[Diagnostic]
    has_sound: bool | None = None
    units: dict[str, str] | None = None

    def document(self) -> dict[str, Any]:
        """What programs read."""
        errors = [d for d in self.diagnostics if d.severity == "error"]
        return {
            "path": str(self.path.absolute()),
            **{name: value for name, value in self.facts._asdict().items() if value is not None},
            "has_sound": self.has_sound,
            "legal": not errors,
            "problems": [f"{d.code}: {d.message}" for d in errors],
            "fit_mends_it": bool(errors) and all(d.code not in ("M10", "M12") for d in errors),
            "units_as_clip": self.units,
        }


def look(path: Path, profile: Profile = DEFAULT) -> Looked:
    """Look at a picture or clip. Raises Refusal for what cannot be read."""
    with refusing():
        facts = probe_file(path)
    name = default_model().name
    if facts.kind == "video":
        body = {
            "model_name": name,
            "prompt": "<<<video_1>>>",
            "video_list": [{"video_url": LocalVideo.of(path), "refer_type": "base", "keep_original_sound": "no"}],
        }
        found = [d for d in check(body, profile, craft=False) if d.code.startswith("M")]
        prices = default_model().prices
        seconds = round(facts.seconds or 0)
        units = {mode: str(row["video"] * seconds) for mode, row in prices.items() if "video" in row}
        return Looked(path, facts, found, _has_sound(path), units)
    body = {"model_name": name, "prompt": "<<<image_1>>>", "image_list": [{"image_url": InlineFile.of(path)}]}
    found = [d for d in check(body, profile, craft=False) if d.code.startswith("M")]
    return Looked(path, facts, found)


def _has_sound(path: Path) -> bool:
    import av

    try:
        with av.open(str(path)) as container:
            return bool(container.streams.audio)
    except (av.FFmpegError, OSError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A contact sheet of a video at ``path``, the moments it shows in seconds, and the seconds at which it cuts."""

    path: Path
    video: Path
    times: list[float]
    cuts: list[float]
    facts: Facts
    has_sound: bool

    def document(self) -> dict[str, Any]:
        facts = {name: value for name, value in self.facts._asdict().items() if value is not None}
        return {
            "sheet": str(self.path.absolute()),
            "video": str(self.video.absolute()),
            "times": self.times,
            "cuts": self.cuts,
            "has_sound": self.has_sound,
            **facts,
        }


def frames(
    video: Path, out: Path | None = None, *, count: int = 6, at: tuple[float, ...] = (), per_shot: bool = False
) -> Sheet:
    """Draw a contact sheet of a video, with times, as a JPEG of at most 1 MB at ``out`` (beside the video without it):
    ``count`` moments evenly spaced, those ``at`` seconds, or the middle of every shot. Raises Refusal."""
    with refusing():
        facts = probe_file(video)
    if facts.kind != "video":
        raise Refusal("usage", f"{video} is no video but {facts.format or 'something else'}")
    small = _small(video)
    if not small:
        raise Refusal("usage", f"{video} has no pictures that can be decoded")
    cuts = _cuts(small)
    end = small[-1][0]
    if at:
        times = [min(max(0.0, second), end) for second in at]
    elif per_shot:
        starts = [0.0, *cuts]
        times = [(start + stop) / 2 for start, stop in zip(starts, [*cuts, end], strict=True)]
    else:
        times = [end * n / max(1, count - 1) for n in range(count)]
    place = out or video.with_name(f"{video.stem}-frames.jpg")
    with refusing():
        shown = _draw(video, times, place)
    return Sheet(place, video, shown, cuts, facts, _has_sound(video))


def _small(video: Path) -> list[tuple[float, Any]]:
    """Every picture, tiny and grey, with its second."""
    import av
    import numpy as np

    found = []
    try:
        with av.open(str(video)) as container:
            first = None
            for frame in container.decode(video=0):
                first = frame.time if first is None else first
                grey = frame.reformat(48, 27, "gray").to_ndarray().astype(np.float32)
                found.append((round((frame.time or 0.0) - (first or 0.0), 3), grey))
    except (av.FFmpegError, OSError, ValueError):
        pass  # what could be decoded is shown
    return found


def _cuts(pictures: list[tuple[float, Any]]) -> list[float]:
    """Seconds at which one picture has little of the one before."""
    steps = [float(abs(b - a).mean()) / 255 for (_, a), (_, b) in pairwise(pictures)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    return [pictures[n + 1][0] for n, step in enumerate(steps) if step > max(_CUT / 4, 6 * usual)]


def _draw(video: Path, times: list[float], place: Path) -> list[float]:
    from io import BytesIO
    from math import ceil

    import av
    from PIL import Image, ImageDraw

    wanted = sorted(times)
    shown: list[tuple[float, Image.Image]] = []
    with av.open(str(video)) as container:
        first, last = None, None
        for frame in container.decode(video=0):
            first = frame.time if first is None else first
            second = (frame.time or 0.0) - (first or 0.0)
            while wanted[len(shown) :] and second >= wanted[len(shown)] - 0.021:
                shown.append((round(second, 2), frame.to_image()))  # type: ignore[no-untyped-call]
            last = (round(second, 2), frame)
            if len(shown) == len(wanted):
                break
        while last and len(shown) < len(wanted):
            shown.append((last[0], last[1].to_image()))  # type: ignore[no-untyped-call]
    wide, gap = 480, 8
    columns = min(3, len(shown))
    high = round(wide * shown[0][1].height / shown[0][1].width)
    rows = ceil(len(shown) / columns)
    sheet = Image.new("RGB", (columns * (wide + gap) + gap, rows * (high + gap) + gap), (24, 26, 30))
    draw = ImageDraw.Draw(sheet)
    for n, (second, picture) in enumerate(shown):
        left, top = gap + n % columns * (wide + gap), gap + n // columns * (high + gap)
        sheet.paste(picture.resize((wide, high)), (left, top))
        words = f"{second:.2f} s"
        draw.rectangle((left, top, left + 9 * len(words), top + 18), fill=(8, 10, 14))
        draw.text((left + 5, top + 3), words, fill=(240, 240, 238))
    for quality in (88, 75, 60, 40):
        sheet.save(buffer := BytesIO(), "JPEG", quality=quality)
        if buffer.tell() <= _SHEET_BYTES:
            break
        sheet = sheet.resize((sheet.width * 4 // 5, sheet.height * 4 // 5)) if quality < 75 else sheet
    place.write_bytes(buffer.getbuffer())
    return [second for second, _ in shown]

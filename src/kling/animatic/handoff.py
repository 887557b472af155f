"""A board's shots for other programs: an edit decision list, OpenTimelineIO, and subtitles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kling.animatic.board import Panel
from kling.animatic.captions import FPS, timecode
from kling.animatic.scenes import terms_of

_ZERO = datetime(1, 1, 1, tzinfo=UTC)


def edl(shots: Sequence[Panel], title: str) -> str:
    """The shots as CMX 3600: source and record times, with each shot's words as comments."""
    rows = [f"TITLE: {title[:60]}", "FCM: NON-DROP FRAME", ""]
    for number, panel in enumerate(shots, start=1):
        reel = "".join(char for char in panel.part.upper() if char.isascii() and char.isalnum())[:8] or "AX"
        source = (frame - panel.whole[0] for frame in (panel.start, panel.end))
        times = " ".join(timecode(frame) for frame in (*source, panel.start, panel.end))
        rows.append(f"{number:03d}  {reel:<8} V     C        {times}")
        rows.append(f"* FROM CLIP NAME: {panel.part} SHOT {panel.code}")
        if words := " ".join(panel.shot.text.split()):
            rows.append(f"* COMMENT: {words[:200]}")
    return "\n".join(rows) + "\n"


def srt(shots: Sequence[Panel]) -> str:
    """The spoken lines as SubRip subtitles."""
    said = [(panel, line) for panel in shots for line in panel.shot.lines]
    blocks = []
    for number, (panel, line) in enumerate(said, start=1):
        end = max(min(line.end, panel.shot.seconds), line.start + 0.5)
        times = (_ZERO + timedelta(seconds=panel.start / FPS + one) for one in (line.start, end))
        when = " --> ".join(f"{time:%H:%M:%S},{time.microsecond // 1000:03d}" for time in times)
        blocks.append(f"{number}\n{when}\n{f'{line.speaker}: ' if line.speaker else ''}{line.text}\n")
    return "\n".join(blocks)


def write_otio(shots: Sequence[Panel], title: str, path: Path, films: Mapping[str, str]) -> None:
    """The shots as an OpenTimelineIO file. ``films`` says where the video of each part is, by its name. Needs the extra
    ``otio``."""
    import opentimelineio as otio

    def span(start: int, end: int) -> otio.opentime.TimeRange:
        return otio.opentime.range_from_start_end_time(*(otio.opentime.from_frames(one, FPS) for one in (start, end)))

    track = otio.schema.Track(name="V1", kind=otio.schema.TrackKind.Video)
    for panel in shots:
        first, last = panel.whole
        media = otio.schema.MissingReference()
        if panel.part in films:
            media = otio.schema.ExternalReference(target_url=films[panel.part])
        media.available_range = span(0, last - first)
        lines = [f"{line.speaker}: {line.text}" for line in panel.shot.lines]
        about = {"text": panel.shot.text, "camera": list(terms_of(panel.shot)), "lines": lines}
        source = span(panel.start - first, panel.end - first)
        track.append(otio.schema.Clip(f"shot {panel.code}", media, source, metadata={"kling": about}))
    otio.adapters.write_to_file(otio.schema.Timeline(title, tracks=[track]), str(path))

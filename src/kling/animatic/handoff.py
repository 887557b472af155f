"""A board's shots for other programs: an edit decision list, OpenTimelineIO, and subtitles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kling.animatic.board import Panel
from kling.animatic.captions import FPS, timecode
from kling.animatic.scenes import terms_of


def edl(shots: Sequence[Panel], title: str) -> str:
    """The shots as CMX 3600: source and record times, with each shot's words as comments."""
    rows = [f"TITLE: {title[:60]}", "FCM: NON-DROP FRAME", ""]
    part_start = 0
    for number, panel in enumerate(shots, start=1):
        if number == 1 or panel.part != shots[number - 2].part:
            part_start = panel.start
        reel = "".join(char for char in panel.part.upper() if char.isascii() and char.isalnum())[:8] or "AX"
        source = (timecode(panel.start - part_start), timecode(panel.end - part_start))
        record = (timecode(panel.start), timecode(panel.end))
        rows.append(f"{number:03d}  {reel:<8} V     C        {source[0]} {source[1]} {record[0]} {record[1]}")
        rows.append(f"* FROM CLIP NAME: {panel.part} SHOT {panel.code}")
        rows += [f"* COMMENT: {' '.join(panel.shot.text.split())[:200]}"] if panel.shot.text.strip() else []
    return "\n".join(rows) + "\n"


def srt(shots: Sequence[Panel]) -> str:
    """The spoken lines as SubRip subtitles."""
    blocks: list[str] = []
    for panel in shots:
        for line in panel.shot.lines:
            times = (panel.start / FPS + line.start, panel.start / FPS + min(line.end, panel.shot.seconds))
            said = f"{line.speaker}: {line.text}" if line.speaker else line.text
            when = f"{_clock(times[0])} --> {_clock(max(times[1], times[0] + 0.5))}"
            blocks.append(f"{len(blocks) + 1}\n{when}\n{said}\n")
    return "\n".join(blocks)


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3600000:02d}:{whole // 60000 % 60:02d}:{whole // 1000 % 60:02d},{whole % 1000:03d}"


def write_otio(shots: Sequence[Panel], title: str, path: Path, films: dict[str, str]) -> None:
    """The shots as an OpenTimelineIO file. ``films`` says where the video of each part is, by its name. Needs the extra
    ``otio``."""
    import opentimelineio as otio

    timeline = otio.schema.Timeline(name=title)
    track = otio.schema.Track(name="V1", kind=otio.schema.TrackKind.Video)
    timeline.tracks.append(track)
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    for panel in shots:
        starts.setdefault(panel.part, panel.start)
        ends[panel.part] = panel.end
    for panel in shots:
        start = panel.start - starts[panel.part]
        span = otio.opentime.TimeRange(
            otio.opentime.RationalTime(start, FPS), otio.opentime.RationalTime(panel.end - panel.start, FPS)
        )
        available = otio.opentime.TimeRange(
            otio.opentime.RationalTime(0, FPS), otio.opentime.RationalTime(ends[panel.part] - starts[panel.part], FPS)
        )
        media = (
            otio.schema.ExternalReference(target_url=films[panel.part], available_range=available)
            if panel.part in films
            else otio.schema.MissingReference(available_range=available)
        )
        about = {
            "text": panel.shot.text,
            "camera": list(terms_of(panel.shot)),
            "lines": [f"{line.speaker}: {line.text}" for line in panel.shot.lines],
        }
        clip = otio.schema.Clip(
            name=f"shot {panel.code}", media_reference=media, source_range=span, metadata={"kling": about}
        )
        track.append(clip)
    otio.adapters.write_to_file(timeline, str(path))

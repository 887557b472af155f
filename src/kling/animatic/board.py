"""A storyboard: one picture per shot with its words, camera, time and a plan from above, on pages to print, and the
shots for other programs: an edit decision list, OpenTimelineIO, and subtitles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageOps

from kling.animatic.captions import FPS, timecode
from kling.animatic.film import film_of
from kling.animatic.media import Find
from kling.animatic.overlay import Block
from kling.animatic.read import film as read_film
from kling.animatic.scene import Film as Model
from kling.animatic.scene import Shot
from kling.animatic.scenes import terms_of
from kling.animatic.staged import FULL, Quality, Staged
from kling.animatic.yuv import join

PAGE = (1754, 1240)  # pixels of an A4 page lying, at 150 to the inch
_COLUMNS, _ROWS = 3, 2
_MARGIN, _GAP, _TOP = 60, 34, 86
_PLAN, _BESIDE = 150, 14  # pixels of the plan's side, and from it to the words
_FINE = 3  # pixels of a plan's side for each that is shown
_LINE = (205, 209, 214)
_HEIGHT = 360  # lines of the pictures
_ZERO = datetime(1, 1, 1, tzinfo=UTC)
_FAR = 14.0  # m from the middle; what is farther is no part of the plan


@dataclass(frozen=True, slots=True)
class Panel:
    """A shot on the board. ``start`` and ``end`` are its frames in the whole film, ``part`` the video that it is of and
    ``whole`` that one's frames, ``code`` how a crew calls it."""

    code: str
    part: str
    whole: tuple[int, int]
    shot: Shot
    start: int
    end: int
    picture: Image.Image
    plan: Image.Image | None


def panels(
    bodies: Sequence[tuple[str, Mapping[str, Any]]], find: Find, *, model: Model | None = None, quality: Quality = FULL
) -> Iterator[Panel]:
    """The shots of request bodies with their names, one after the other. Raises RenderError."""
    all_shots = model or read_film([body for _, body in bodies])
    passed, code = 0, 0
    for number, (name, body) in enumerate(bodies):
        part = all_shots.part(number)
        with closing(film_of(body, find, max_height=_HEIGHT, quality=quality, burn="none", model=part)) as film:
            whole = passed, passed + film.timeline.frames
            for scene, shot in zip(film.timeline.scenes, part.shots, strict=False):
                code += 1
                picture = join(film.frame(scene.start + round(scene.frames * 0.45)))
                plan = plan_of(film.background) if isinstance(film.background, Staged) else None
                times = passed + scene.start, passed + scene.end
                yield Panel(f"{code:02d}", name, whole, shot, *times, picture, plan)
        passed = whole[1]


def plan_of(staged: Staged) -> Image.Image:
    """The shot from above: who and what stands where, and the camera with what it sees, at its start and its end."""
    size = _PLAN * _FINE
    picture = Image.new("RGB", (size, size), (246, 247, 248))
    draw = ImageDraw.Draw(picture)
    first, last = staged.view(0.0), staged.view(staged.shot.seconds)
    cast = [(mark.x, mark.y) for mark in staged.blocking.marks.values()]
    things = [(prop.mark.x, prop.mark.y) for prop in staged.blocking.props]
    places = np.array([place for place in cast + things if max(map(abs, place)) < _FAR] or [(0.0, 0.0)])
    places = np.vstack([places, first.eye[:2], last.eye[:2]])
    middle = (places.min(0) + places.max(0)) / 2
    reach = 1.25 * max(1.6, float(np.abs(places - middle).max()))

    def at(place: Sequence[float] | NDArray[np.float64]) -> tuple[float, float]:
        x, y = (np.asarray(place[:2]) - middle) / reach * size / 2
        return size / 2 + x, size / 2 - y

    for view, shade in ((last, (203, 214, 232)), (first, (168, 190, 226))):
        way = np.subtract(view.at, view.eye)[:2]
        ahead = way / max(0.05, float(np.hypot(*way))) * reach * 0.9
        aside = np.array((-ahead[1], ahead[0])) * 18 / view.focal
        draw.polygon([at(view.eye), *(at(view.eye[:2] + ahead + edge) for edge in (aside, -aside))], shade)
        draw.circle(at(view.eye), 12, (36, 74, 140))
    draw.line((at(first.eye), at(last.eye)), (36, 74, 140), 5)
    for place in things:
        draw.regular_polygon((at(place), 20), 4, outline=(140, 146, 156), width=5)
    for place in cast:
        draw.circle(at(place), 17, (200, 74, 60))
    return ImageOps.expand(picture.reduce(_FINE), 1, _LINE)


# ---- pages ---------------------------------------------------------------------------------------------------------


def pages(shots: Sequence[Panel], title: str) -> list[Image.Image]:
    """The board's pages."""
    each = _COLUMNS * _ROWS
    sheets = [shots[n : n + each] for n in range(0, max(1, len(shots)), each)]
    wide = (PAGE[0] - 2 * _MARGIN + _GAP) // _COLUMNS - _GAP
    high = (PAGE[1] - _TOP - _MARGIN + _GAP) // _ROWS - _GAP
    made = []
    for number, sheet in enumerate(sheets, start=1):
        page = Image.new("RGB", PAGE, (255, 255, 255))
        draw = ImageDraw.Draw(page)
        Block().add(title, "title").draw(draw, (_MARGIN, 26))
        _at_right(draw, f"{number} / {len(sheets)}", (PAGE[0] - _MARGIN, 32))
        for n, panel in enumerate(sheet):
            row, column = divmod(n, _COLUMNS)
            _draw_panel(page, panel, (_MARGIN + column * (wide + _GAP), _TOP + row * (high + _GAP)), (wide, high))
        made.append(page)
    return made


def _at_right(draw: ImageDraw.ImageDraw, words: str, at: tuple[int, int]) -> None:
    block = Block().add(words, "time")
    block.draw(draw, (at[0] - block.size[0], at[1]))


def _draw_panel(page: Image.Image, panel: Panel, at: tuple[int, int], size: tuple[int, int]) -> None:
    (left, top), (wide, high), draw = at, size, ImageDraw.Draw(page)
    room = (wide, round(wide * 9 / 16))
    page.paste(ImageOps.pad(panel.picture, room, color=(255, 255, 255)), at)
    draw.rectangle((left, top, left + room[0], top + room[1]), outline=_LINE)
    below = top + room[1] + 10
    _at_right(draw, f"{panel.shot.seconds:g} s  ·  {timecode(panel.start)}", (left + wide, below))
    if panel.plan is not None:
        page.paste(panel.plan, (left + wide - panel.plan.width, below + 30))
        wide -= panel.plan.width + _BESIDE
    told = Block(width=wide).add(panel.code, "code").add("  ·  ".join(terms_of(panel.shot)), "camera")
    for line in panel.shot.lines[:2]:
        told.add(f"{line.speaker}: “{line.text}”", "spoken")
    told.add(" ".join(panel.shot.text.split()), "about", (top + high - below - told.size[1]) // 22)
    told.draw(draw, (left, below))


def write_pages(shots: Sequence[Panel], title: str, stem: Path) -> list[Path]:
    """The board as one PDF and as a PNG of each page; the files that were written."""
    made = pages(shots, title)
    files = [stem.with_suffix(".pdf")]
    undated = dict.fromkeys(("creationDate", "modDate"))
    made[0].save(files[0], save_all=True, append_images=made[1:], resolution=150.0, title=title, **undated)
    for number, page in enumerate(made, start=1):
        files.append(stem.with_name(f"{stem.name}.png" if len(made) == 1 else f"{stem.name}-{number}.png"))
        page.save(files[-1])
    return files


# ---- for other programs ----------------------------------------------------------------------------------------------


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
    """The shots as an OpenTimelineIO file; ``films`` says where the video of each part is. Needs the extra ``otio``."""
    import opentimelineio as otio

    def span(start: int, end: int) -> otio.opentime.TimeRange:
        return otio.opentime.range_from_start_end_time(*(otio.opentime.from_frames(one, FPS) for one in (start, end)))

    track = otio.schema.Track(name="V1", kind=otio.schema.TrackKind.Video)
    for panel in shots:
        first, last = panel.whole
        url, gone = films.get(panel.part), otio.schema.MissingReference()
        media = otio.schema.ExternalReference(target_url=url) if url else gone
        media.available_range = span(0, last - first)
        lines = [f"{line.speaker}: {line.text}" for line in panel.shot.lines]
        about = {"text": panel.shot.text, "camera": list(terms_of(panel.shot)), "lines": lines}
        source = span(panel.start - first, panel.end - first)
        track.append(otio.schema.Clip(f"shot {panel.code}", media, source, metadata={"kling": about}))
    otio.adapters.write_to_file(otio.schema.Timeline(title, tracks=[track]), str(path))

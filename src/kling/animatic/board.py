"""A storyboard: one picture per shot with its words, camera, time and a plan from above, on pages to print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from kling.animatic.backgrounds import OnStage
from kling.animatic.captions import timecode
from kling.animatic.film import film_of
from kling.animatic.lettering import Lettering, Piece, Type
from kling.animatic.media import Find
from kling.animatic.read import film as read_film
from kling.animatic.scene import Film as Model
from kling.animatic.scene import Shot
from kling.animatic.scenes import terms_of
from kling.animatic.staged import FULL, Quality, Staged
from kling.animatic.yuv import join

PAGE = (1754, 1240)
"""Pixels of an A4 page lying, at 150 to the inch."""
_COLUMNS, _ROWS = 3, 2
_MARGIN, _GAP = 60, 34
_PLAN = 150  # pixels of the plan's side
_INK, _DIM, _LINE = (24, 26, 30), (110, 116, 126), (205, 209, 214)
_HEIGHT = 360  # lines of the pictures


@dataclass(frozen=True, slots=True)
class Panel:
    """A shot on the board. ``start`` and ``end`` are its frames in the whole film, ``part`` the video that it is of,
    ``code`` how a crew calls it."""

    code: str
    part: str
    shot: Shot
    start: int
    end: int
    picture: Image.Image
    plan: Image.Image | None


def panels(
    bodies: Sequence[tuple[str, Mapping[str, Any]]],
    find: Find,
    *,
    model: Model | None = None,
    quality: Quality = FULL,
) -> Iterator[Panel]:
    """The shots of request bodies with their names, one after the other. Raises RenderError."""
    whole = model or read_film([body for _, body in bodies])
    passed, code = 0, 0
    for number, (name, body) in enumerate(bodies):
        part = whole.part(number)
        film = film_of(body, find, max_height=_HEIGHT, quality=quality, burn="none", model=part)
        with closing(film):
            for scene, shot in zip(film.timeline.scenes, part.shots, strict=False):
                code += 1
                middle = scene.start + round(scene.frames * 0.45)
                picture = join(film.frame(middle))
                background = film.background
                plan = plan_of(background.staged) if isinstance(background, OnStage) else None
                yield Panel(f"{code:02d}", name, shot, passed + scene.start, passed + scene.end, picture, plan)
        passed += film.timeline.frames


def plan_of(staged: Staged) -> Image.Image:
    """The shot from above: who and what stands where, and the camera with what it sees, at its start and its end."""
    size = _PLAN * 3
    picture = Image.new("RGB", (size, size), (246, 247, 248))
    draw = ImageDraw.Draw(picture)
    first, last = staged.view(0.0), staged.view(staged.shot.seconds)
    marks, props = staged.blocking.marks, staged.blocking.props
    places = [(mark.x, mark.y) for mark in marks.values()] + [(one.mark.x, one.mark.y) for one in props]
    places = [place for place in places if abs(place[0]) < 14 and abs(place[1]) < 14] or [(0.0, 0.0)]
    places += [view.eye[:2] for view in (first, last)]
    middle = [(min(axis) + max(axis)) / 2 for axis in zip(*places, strict=True)]
    reach = max(1.6, *(max(abs(x - middle[0]), abs(y - middle[1])) for x, y in places)) * 1.25

    def at(x: float, y: float) -> tuple[float, float]:
        return size / 2 + (x - middle[0]) / reach * size / 2, size / 2 - (y - middle[1]) / reach * size / 2

    for view, shade in ((last, (203, 214, 232)), (first, (168, 190, 226))):
        eye, aim = view.eye, view.at
        way = complex(aim[0] - eye[0], aim[1] - eye[1])
        if abs(way) > 0.05:
            half = 18 / view.focal
            ahead = way / abs(way) * reach * 0.9
            edges = (ahead * complex(1, half), ahead * complex(1, -half))
            corners = [at(eye[0], eye[1]), *(at(eye[0] + edge.real, eye[1] + edge.imag) for edge in edges)]
            draw.polygon(corners, fill=shade)
        x, y = at(eye[0], eye[1])
        draw.ellipse((x - 12, y - 12, x + 12, y + 12), fill=(36, 74, 140))
    (x0, y0), (x1, y1) = at(*first.eye[:2]), at(*last.eye[:2])
    if abs(x1 - x0) + abs(y1 - y0) > 20:
        draw.line((x0, y0, x1, y1), fill=(36, 74, 140), width=5)
    for prop in props:
        x, y = at(prop.mark.x, prop.mark.y)
        draw.rectangle((x - 14, y - 14, x + 14, y + 14), outline=(140, 146, 156), width=5)
    for mark in marks.values():
        x, y = at(mark.x, mark.y)
        draw.ellipse((x - 17, y - 17, x + 17, y + 17), fill=(200, 74, 60))
    draw.rectangle((0, 0, size - 1, size - 1), outline=_LINE, width=3)
    return picture.reduce(3)


# ---- pages ---------------------------------------------------------------------------------------------------------


def pages(shots: Sequence[Panel], title: str) -> list[Image.Image]:
    """The board's pages."""
    each = _COLUMNS * _ROWS
    count = max(1, ceil(len(shots) / each))
    return [_page(shots[n * each : (n + 1) * each], title, n + 1, count) for n in range(count)]


def _page(shots: Sequence[Panel], title: str, number: int, count: int) -> Image.Image:
    page = Image.new("RGB", PAGE, (255, 255, 255))
    draw = ImageDraw.Draw(page)
    head = Lettering(Type(26, 650), title)
    head.draw(draw, (_MARGIN, 26), [Piece(title)], _INK, _INK)
    foot = f"{number} / {count}"
    small = Lettering(Type(18, 500))
    small.draw(draw, (PAGE[0] - _MARGIN - small.width([Piece(foot)]), 32), [Piece(foot)], _DIM, _DIM)
    wide = (PAGE[0] - 2 * _MARGIN - (_COLUMNS - 1) * _GAP) // _COLUMNS
    high = (PAGE[1] - 86 - _MARGIN - (_ROWS - 1) * _GAP) // _ROWS
    for n, panel in enumerate(shots):
        row, column = divmod(n, _COLUMNS)
        _draw_panel(page, draw, panel, (_MARGIN + column * (wide + _GAP), 86 + row * (high + _GAP)), (wide, high))
    return page


def _draw_panel(
    page: Image.Image, draw: ImageDraw.ImageDraw, panel: Panel, at: tuple[int, int], size: tuple[int, int]
) -> None:
    left, top = at
    wide, high = size
    room = round(wide * 9 / 16)
    picture = panel.picture.copy()
    picture.thumbnail((wide, room), Image.Resampling.LANCZOS)
    page.paste(picture, (left + (wide - picture.width) // 2, top + (room - picture.height) // 2))
    draw.rectangle((left, top, left + wide, top + room), outline=_LINE)
    y = top + room + 10
    seconds = f"{panel.shot.seconds:g} s  ·  {timecode(panel.start)}"
    line = Lettering(Type(19, 650))
    line.draw(draw, (left, y), [Piece(panel.code)], _INK, _INK)
    when = Lettering(Type(16, 450))
    when.draw(draw, (left + wide - when.width([Piece(seconds)]), y + 2), [Piece(seconds)], _DIM, _DIM)
    y += 28
    beside = wide - (_PLAN + 14 if panel.plan is not None else 0)
    if panel.plan is not None:
        page.paste(panel.plan, (left + wide - _PLAN, y + 2))
    y = _words(draw, "  ·  ".join(terms_of(panel.shot)), (left, y), beside, Type(16, 600), 2, (36, 74, 140))
    for spoken in panel.shot.lines[:2]:
        y = _words(draw, f"{spoken.speaker}: “{spoken.text}”", (left, y), beside, Type(17, 500), 2, _INK)
    left_over = max(1, (top + high - y) // 22)
    _words(draw, panel.shot.text, (left, y), beside, Type(16, 400), left_over, _DIM)


def _words(
    draw: ImageDraw.ImageDraw,
    words: str,
    at: tuple[int, int],
    wide: int,
    face: Type,
    most: int,
    colour: tuple[int, int, int],
) -> int:
    """Set words in at most so many lines; returns the height below them."""
    lettering = Lettering(face, words)
    y = at[1]
    for line in lettering.wrap([Piece(" ".join(words.split()))], wide, most) if words.strip() else ():
        lettering.draw(draw, (at[0], y), line, colour, colour)
        y += lettering.line_height
    return y


def write_pages(shots: Sequence[Panel], title: str, stem: Path) -> list[Path]:
    """The board as one PDF and as a PNG of each page; the files that were written."""
    made = pages(shots, title)
    pdf = stem.with_suffix(".pdf")
    made[0].save(
        pdf, save_all=True, append_images=made[1:], resolution=150.0, title=title, creationDate=None, modDate=None
    )
    files = [pdf]
    for number, page in enumerate(made, start=1):
        name = stem.with_suffix(".png") if len(made) == 1 else stem.with_name(f"{stem.name}-{number}.png")
        page.save(name)
        files.append(name)
    return files

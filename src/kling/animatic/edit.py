"""An edit of a clip as far as it can honestly be shown: what is to go is hatched, what is to come stands before it in
outline, styles and skies are filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from kling.animatic.cut import foreground
from kling.animatic.overlay import Overlay, Page, Sheet, above, label
from kling.animatic.palette import styles
from kling.animatic.scene import Film, Member, Presence, Shot, Thing
from kling.animatic.staged import cut_out
from kling.animatic.yuv import BLACK, GREY, RGB, WHITE, Planes
from kling.lexicon import CAST, EDITS, GARMENTS, STYLES, THINGS, Person
from kling.prompts.language import language_of

_CLEAR, _STEP = 110, 18  # how strongly a region is hatched, and pixels of 640 from line to line

_LARGEST = 0.45  # of the picture; what fills more of it is no single thing


class Told(NamedTuple):
    """What an edit is about: words, with the thing or person they name where that is known."""

    words: str
    term: Any


def told(shot: Shot) -> list[Told]:
    """What stands after the verb of an edit, in order: what is added or removed, what replaces what."""
    verbs = [one for one in EDITS.find(shot.text) if one.term.id == shot.edit]
    start = verbs[0].end if verbs else 0
    found = [
        one
        for terms in (THINGS, CAST, GARMENTS)
        for one in terms.find(shot.text, language_of(shot.text))
        if one.start >= start
    ]
    kept: list[Any] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return [Told(shot.text[one.start : one.end], one.term) for one in kept]


def marks(film: Film, shot: Shot, page: Page, picture: Image.Image, accent: RGB) -> list[Overlay]:
    """What is laid over a clip, of which ``picture`` is the first: hatching and models with their words."""
    named = told(shot)
    sheets: list[Sheet] = []
    if shot.edit in ("remove", "replace"):
        words = named[0].words if named else "what the words say"
        sheets += _hatched(page, foreground(picture), f"{shot.edit}: {words}", accent)
    new = named[:1] if shot.edit == "add" else named[1:2] if shot.edit == "replace" else []
    for one in new:
        sheets += _coming(film, shot, page, one, accent)
    if shot.edit == "add" and not new and not shot.weather:
        sheets += _tag(page, "add: as the words say", (0.5, 0.3))
    return [made for one in sheets if (made := one.done()) is not None]


def _tag(page: Page, words: str, where: tuple[float, float]) -> list[Sheet]:
    one = label(page, words)
    one.at = above(page, one.picture.size, where) or (0, 0)
    return [one]


def _hatched(page: Page, mask: Image.Image | None, words: str, accent: RGB) -> list[Sheet]:
    """The region of what stands in front, hatched; without one only the words."""
    if mask is None or ImageStat.Stat(mask).mean[0] > _LARGEST * 255:
        return _tag(page, f"{words} (where is not known)", (0.5, 0.3))
    region = mask.resize(page.size, Image.Resampling.BILINEAR)
    lines = Image.new("L", page.size)
    draw, step = ImageDraw.Draw(lines), max(6, _STEP * page.width // 640)
    for x in range(-page.height, page.width, step):
        draw.line((x, page.height, x + page.height, 0), fill=_CLEAR * 2, width=max(1, step // 4))
    sheet = Sheet(page.size)
    sheet.lay(accent, ImageChops.multiply(lines, region))
    sheet.lay(accent, _outline(region, page))
    left, top, right, _ = region.getbbox() or (0, 0, *page.size)
    return [sheet, *_tag(page, words, ((left + right) / 2 / page.width, max(0.08, top / page.height)))]


def _outline(mask: Image.Image, page: Page) -> Image.Image:
    small = mask.reduce(2)
    wide = 3 if page.width < 900 else 5
    return ImageChops.subtract(small.filter(ImageFilter.MaxFilter(wide)), small).resize(mask.size)


def _coming(film: Film, shot: Shot, page: Page, one: Told, accent: RGB) -> list[Sheet]:
    """A model of what is to come, in outline, on its side of the frame; a label where there is none."""
    sides = [*(other.side for other in shot.things), *(other.side for other in shot.cast)]
    side = next(filter(None, sides), "")
    where = {"left": 0.24, "right": 0.76}.get(side, 0.5)
    model = None if one.term in tuple(GARMENTS) else _model(film, shot, one)
    if model is None:
        return _tag(page, f"{shot.edit}: {one.words}", (where, 0.3))
    high = round(page.height * 0.5)
    model = model.resize((max(2, round(model.width * high / model.height)), high), Image.Resampling.LANCZOS)
    left = max(0, min(page.width - model.width, round(where * page.width - model.width / 2)))
    whole = Image.new("RGBA", page.size)
    whole.paste(model, (left, round(page.height * 0.36)))
    solid, sheet = whole.getchannel("A"), Sheet(page.size)
    sheet.lay(whole, solid.point([value * 225 // 255 for value in range(256)]))
    sheet.lay(accent, _outline(solid, page))
    return [sheet, *_tag(page, f"{shot.edit}: {one.words}", (where, 0.36))]


def _model(film: Film, shot: Shot, one: Told) -> Image.Image | None:
    thing = one.term if one.term in tuple(THINGS) else None
    if isinstance(one.term, Person):
        member = next((who for who in film.cast if who.kind == one.term.id), Member(name="new", kind=one.term.id))
        film = Film(cast=(member,))
        alone = Shot(number=1, seconds=1, size="full", cast=(Presence(name=member.name),))
    elif thing is not None:
        colour = next((other.colour for other in shot.things if other.kind == thing.id), "")
        alone = Shot(number=1, seconds=1, size="full", things=(Thing(kind=thing.id, label=one.words, colour=colour),))
    else:
        return None
    return cut_out(film, alone.model_copy(update={"hour": shot.hour or "noon", "set": "studio"}))


# ---- filters -------------------------------------------------------------------------------------------------------


def style_of(text: str) -> Mapping[str, Any] | None:
    """The filter that stands for the first style a text names; None for none that has one."""
    return next((styles()[one.term.id] for one in STYLES.find(text) if one.term.id in styles()), None)


def styled(planes: Planes, style: Mapping[str, Any]) -> Planes:
    """A picture in a style."""
    y, scale = planes.y, max(1, round(planes.y.width / 640))
    if style.get("sketch"):
        soft = y.reduce(2 * scale).filter(ImageFilter.GaussianBlur(2)).resize(y.size, Image.Resampling.BILINEAR)
        lines = ImageChops.difference(y, soft).point([max(BLACK, WHITE - 9 * value) for value in range(256)])
        return Planes(lines, *(Image.new("L", one.size, GREY) for one in planes[1:]))
    strong = style.get("edges", 0.0)
    edges = y.reduce(scale).filter(ImageFilter.FIND_EDGES) if strong else None
    if "cells" in style:
        cell = style["cells"] * scale
        y = y.reduce(cell).resize(y.size, Image.Resampling.NEAREST)
    elif "smooth" in style:
        y = y.reduce(style["smooth"] * scale // 2 or 1).filter(ImageFilter.MedianFilter(5))
        y = y.resize(planes.y.size, Image.Resampling.BICUBIC)
    levels, pale = style.get("levels", 32), style.get("pale", 0.0)
    step = (WHITE - BLACK) / levels
    table = [BLACK + (min(levels - 1, max(0, int((value - BLACK) / step))) + 0.5) * step for value in range(256)]
    y = y.point([round(value + (WHITE - value) * pale) for value in table])
    if edges is not None:
        drawn = edges.point([min(255, round(max(0, value - 24) * 5 * strong)) for value in range(256)])
        y.paste(BLACK + 8, (0, 0), drawn.resize(y.size, Image.Resampling.BILINEAR))
    keep = style.get("colour", 1.0) * (1 - pale)
    chroma = [max(16, min(240, round(GREY + (value - GREY) * keep))) for value in range(256)]
    return Planes(y, *(one.point(chroma) for one in planes[1:]))


def sky_of(picture: Image.Image) -> Image.Image | None:
    """A mask of the sky: what is bright, even and no warm colour from the upper edge down; None without."""
    values = np.asarray(picture.convert("YCbCr").resize((96, 54), Image.Resampling.BOX), np.float32)
    bright = values[..., 0] > max(105.0, float(values[..., 0].mean()) + 12)
    even = np.abs(np.diff(values, axis=0, prepend=values[:1])).sum(-1) < 30
    sky = np.logical_and.accumulate(bright & even & (values[..., 1] > 118), axis=0)
    if not 0.02 < sky.mean() < 0.9:
        return None
    mask = Image.fromarray((sky * 255).astype(np.uint8)).resize(picture.size, Image.Resampling.BILINEAR)
    return mask.filter(ImageFilter.BoxBlur(picture.width // 200))

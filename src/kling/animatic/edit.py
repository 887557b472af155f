"""An edit as far as it can honestly be shown: what goes is hatched, what comes is in outline, styles are filters."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageFilter, ImageStat

from kling.animatic.captions import FPS
from kling.animatic.cut import foreground
from kling.animatic.data import data
from kling.animatic.media import Clip
from kling.animatic.overlay import Overlay, Page, Place, hatched, mark
from kling.animatic.palette import Scheme, tables
from kling.animatic.scene import Film, Presence, Shot, Thing
from kling.animatic.sky import painted_sky
from kling.animatic.staged import cut_out
from kling.animatic.weather import weather_of
from kling.animatic.yuv import BLACK, RGB, WHITE, Planes, join, masks, paste, split
from kling.lexicon import GARMENTS, STYLES

_LARGEST = 0.45  # of the picture; what fills more of it is no single thing
_UNKNOWN: Place = (0.5, 0.3)
_SIDES = {"left": 0.24, "right": 0.76}
_SUN, _AHEAD = (0.5, -1.0, 0.4), (412, 262, 612, 480)  # where the sun stands; of the dome, what a camera sees
_FOOT, _TALL = 0.86, 0.5  # where what is to come stands, and how high it is, in parts of the frame


class Footage:
    """The clip itself, held at its last picture if the scene is longer, with what an edit does to it: to the sky alone,
    where nothing else is named."""

    def __init__(self, clip: Clip, film: Film, shot: Shot, page: Page, scheme: Scheme) -> None:
        self._clip, self._style = clip, style_of(shot)
        first, alone = clip.at(0.0, page), shot.set == "sky" and shot.edit in ("change", "replace")
        grade, dusk = data("palette.yaml")["relit"].get(shot.hour, ""), scheme.dark if shot.hour else 0.0
        self._grade = None if alone else tables(shot.palette or grade, dusk)
        has_sky = (alone or shot.stars) and sky_of(first) is not None
        dome = Image.fromarray(painted_sky(scheme, _SUN)) if has_sky else None  # a camera looks up at it a little
        self._sky = split(dome.resize((page.width, page.height), Image.Resampling.BICUBIC, _AHEAD)) if dome else None
        self._stars = weather_of(["stars"], page) if has_sky and shot.stars else []
        unseen = [mark(page, f"{shot.edit}: sky (where is not known)", "label", _UNKNOWN)] * (not has_sky)
        self._marks = unseen if alone else marks(film, shot, page, join(first), scheme.accent)

    def draw(self, onto: Planes, number: int) -> None:
        shown = self._clip.at(number / FPS, onto.size, self._style)
        sky = sky_of(shown) if self._sky else None
        if self._grade is not None:
            shown = Planes(*(one.point(table) for one, table in zip(shown, self._grade, strict=True)))
        paste(onto, self._sky if self._sky and sky else shown)
        for stars in self._stars if sky else ():
            stars(onto, number / FPS)
        if sky:
            paste(onto, shown, (0, 0), masks(ImageChops.invert(sky)))
        for one in self._marks:
            one.draw(onto)


def told(shot: Shot) -> list[tuple[str, Presence | Thing | None]]:
    """Whom and what an edit names, in order: what is added or removed, what replaces what; None for what is worn."""
    worn = (shot.text[one.start : one.end] for one in GARMENTS.find(shot.text))
    found: dict[str, Presence | Thing | None] = dict.fromkeys(worn)
    found |= {one.label: one for one in shot.things} | {one.name: one for one in shot.cast}
    at = {words: shot.text.lower().find(words.lower()) for words in found}
    return sorted(((words, what) for words, what in found.items() if at[words] >= 0), key=lambda one: at[one[0]])


def marks(film: Film, shot: Shot, page: Page, picture: Image.Image, accent: RGB) -> list[Overlay]:
    """What is laid over a clip, of which ``picture`` is the first: hatching and models with their words."""
    named, shown = iter(told(shot)), list[Overlay]()
    if shot.edit in ("remove", "replace"):
        words, _ = next(named, ("what the words say", None))
        mask = foreground(picture)
        if mask is None or ImageStat.Stat(mask).mean[0] > _LARGEST * 255:
            shown.append(mark(page, f"{shot.edit}: {words} (where is not known)", "label", _UNKNOWN))
        else:
            shown += _region(page, hatched(page, (*accent, 220)), mask, f"{shot.edit}: {words} (a guess)", accent)
    words, what = next(named, ("" if shot.weather else "as the words say", None))
    if shot.edit in ("add", "replace") and words:
        side = next(filter(None, [*(one.side for one in shot.things), *(one.side for one in shot.cast)]), "")
        model = None if what is None else _model(film, shot, what)
        shown += _coming(page, f"{shot.edit}: {words}", model, _SIDES.get(side, 0.5), accent)
    return shown


def _region(page: Page, filled: Image.Image, mask: Image.Image, words: str, accent: RGB) -> list[Overlay]:
    """A part of the frame filled with a picture, in outline, with its words over it."""
    outline = ImageChops.subtract(mask.filter(ImageFilter.MaxFilter(3 if page.width < 900 else 7)), mask)
    sheet = Image.new("RGBA", page)
    sheet.paste(filled, (0, 0), mask)
    sheet.paste(accent, (0, 0), outline)
    left, top, right, _ = mask.getbbox() or (0, 0, *page)
    return [Overlay.of(sheet), mark(page, words, "label", ((left + right) / 2 / page.width, top / page.height))]


def _coming(page: Page, words: str, model: Image.Image | None, across: float, accent: RGB) -> list[Overlay]:
    """A model of what is to come, in outline, on its side of the frame; a label where there is none."""
    if model is None:
        return [mark(page, words, "label", (across, _UNKNOWN[1]))]
    high = round(page.height * _TALL)
    model = model.resize((max(2, round(model.width * high / model.height)), high), Image.Resampling.LANCZOS)
    whole = Image.new("RGBA", page)
    whole.paste(model, page.place(model.size, (across, _FOOT)))
    return _region(page, whole, whole.getchannel("A"), words, accent)


def _model(film: Film, shot: Shot, what: Presence | Thing) -> Image.Image | None:
    """Somebody or something as the stage has it, alone."""
    cast, things = ((what,) if isinstance(what, kind) else () for kind in (Presence, Thing))
    alone = {"cast": cast, "things": things, "size": "full", "hour": shot.hour or "noon", "set": "studio", "camera": ()}
    return cut_out(film, shot.model_copy(update=alone))


def style_of(shot: Shot) -> list[str]:
    """The filters that stand for the first style that an edit names; none for one that has none."""
    named = [one.term.id for one in STYLES.find(shot.text)] if shot.edit else []
    return next((row for name in named if (row := data("palette.yaml")["styles"].get(name))), [])


def sky_of(picture: Planes) -> Image.Image | None:
    """A mask of the sky: what is bright, even and no warm colour from the upper edge down; None without."""
    small = (plane.resize((160, 90), Image.Resampling.BOX) for plane in picture)
    values = (np.stack([np.asarray(plane, np.float32) for plane in small], -1) - BLACK) * 255 / (WHITE - BLACK)
    bright = values[..., 0] > max(105.0, float(values[..., 0].mean()) + 25)
    even = np.abs(np.diff(values, axis=0, prepend=values[:1])).sum(-1) < 30
    sky = np.logical_and.accumulate(bright & even & (values[..., 1] > 120), axis=0)
    if not 0.03 < sky.mean() < 0.9:
        return None
    mask = Image.fromarray((sky * 255).astype(np.uint8)).resize(picture.size, Image.Resampling.BICUBIC)
    return mask.filter(ImageFilter.BoxBlur(picture.y.width // 300))

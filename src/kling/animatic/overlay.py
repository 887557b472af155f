"""Everything laid over the picture: captions, slate, marks and cards. Drawn once, then pasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kling.animatic.lettering import Lettering, Piece, Type, right_to_left
from kling.animatic.yuv import RGB, TO_YUV, Planes, components, faded, paste

_WHITE: RGB = (250, 250, 248)
_DIM: RGB = (206, 210, 216)


class Sheet:
    """A transparent sheet to compose on, in frame pixels."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._colour = [Image.new("L", size) for _ in range(3)]  # as frames have it, but chroma in full size
        self._alpha = Image.new("L", size, 0)

    def lay(self, what: RGB | Image.Image, mask: Image.Image, at: tuple[int, int] = (0, 0)) -> None:
        """Lay a colour or picture through ``mask`` onto the sheet."""
        colour = what.convert("RGB", TO_YUV).split() if isinstance(what, Image.Image) else components(what)
        self._lay(colour, mask, at)

    def _lay(self, colour: Sequence[Image.Image | int], mask: Image.Image, at: tuple[int, int]) -> None:
        box = (*at, at[0] + mask.width, at[1] + mask.height)
        clear = ImageChops.darker(self._alpha.crop(box).point(_ONLY_ZERO), mask.point(_NOT_ZERO))
        for plane, value in zip(self._colour, colour, strict=True):
            plane.paste(value, box, clear)  # edges must not mix with the black of the empty sheet
            plane.paste(value, box, mask)
        self._alpha.paste(255, box, mask)

    def letter(
        self,
        at: tuple[float, float],
        words: Sequence[Piece],
        lettering: Lettering,
        fill: RGB,
        accent: RGB,
        opacity: float = 1.0,
    ) -> float:
        """Set one line; returns the x where it ends."""
        wide = round(lettering.width(words)) + 8
        high = round(lettering.line_height * 1.5)
        origin = (round(at[0]) - 4, round(at[1]))
        end = at[0]
        for accented in {piece.accent for piece in words}:
            mask = Image.new("L", (wide, high), 0)
            marks = (0, 255) if accented else (255, 0)
            end = at[0] + lettering.draw(ImageDraw.Draw(mask), (4, 0), words, *marks) - 4
            self.lay(accent if accented else fill, faded(mask, opacity), origin)
        return end

    def shaded(self, blur: float, level: float) -> Sheet:
        """The same sheet on a soft shadow of itself, for words on a restless ground."""
        under = Sheet(self.size)
        box = self._alpha.getbbox()
        if box is not None:
            reach = round(3 * blur)
            left, top = max(0, box[0] - reach), max(0, box[1] - reach)
            around = (left, top, min(self.size[0], box[2] + reach), min(self.size[1], box[3] + reach))
            cut = self._alpha.crop(around)
            soft = cut.filter(ImageFilter.GaussianBlur(blur)).point([min(255, round(v * 2.2)) for v in range(256)])
            under.lay((4, 6, 10), faded(soft, level), (left, top))
            under._lay([plane.crop(around) for plane in self._colour], cut, (left, top))
        return under

    def done(self) -> Overlay | None:
        """The part of the sheet that has anything on it; None for an empty sheet."""
        box = self._alpha.getbbox()
        if box is None:
            return None
        left, top = box[0] // 2 * 2, box[1] // 2 * 2
        right, bottom = min(self.size[0], (box[2] + 1) // 2 * 2), min(self.size[1], (box[3] + 1) // 2 * 2)
        cut = (left, top, right, bottom)
        mask = self._alpha.crop(cut)
        y, cb, cr = (plane.crop(cut) for plane in self._colour)
        return Overlay(Planes(y, cb.reduce(2), cr.reduce(2)), mask, mask.reduce(2), (left, top))


_ONLY_ZERO = [255 if value == 0 else 0 for value in range(256)]
_NOT_ZERO = [0 if value == 0 else 255 for value in range(256)]


@dataclass(frozen=True, slots=True)
class Overlay:
    """A finished part of a sheet."""

    planes: Planes
    mask: Image.Image
    half_mask: Image.Image
    at: tuple[int, int]

    def draw(self, frame: Planes, opacity: float = 1.0) -> None:
        if opacity <= 0:
            return
        if opacity < 1:
            paste(frame, self.planes, self.at, faded(self.mask, opacity))
        else:
            paste(frame, self.planes, self.at, self.mask, self.half_mask)


@dataclass(frozen=True, slots=True)
class Page:
    """Measures of a frame that everything lettered keeps to."""

    width: int
    height: int

    @property
    def unit(self) -> float:
        """The measure all sizes are made from: a thousandth of the frame's mean side."""
        return sqrt(self.width * self.height) / 1000

    @property
    def margin(self) -> int:
        return round(0.052 * min(self.width, self.height * 1.4))

    @property
    def text_width(self) -> int:
        return min(self.width - 2 * self.margin, round(1020 * self.unit))

    def type(self, size: float, weight: int) -> Type:
        return Type(max(7, round(size * self.unit)), weight)

    def rounded(self, size: tuple[int, int], radius: float, level: int = 255) -> Image.Image:
        """A mask with round corners, smooth at the edges."""
        size = max(2, size[0]), max(2, size[1])
        radius = max(0.0, min(radius, (min(size) - 1) / 2))
        mask = Image.new("L", (size[0] * 3, size[1] * 3), 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] * 3 - 1, size[1] * 3 - 1), radius * 3, fill=level)
        return mask.reduce(3)


def spaced(text: str) -> str:
    """Small capitals need air: hair spaces between letters of Latin words."""
    return "\u200a".join(text.upper()) if text.isascii() or text.replace("·", "").isascii() else text


def scrim(page: Page) -> Overlay | None:
    """The shade at the foot of the frame that keeps captions readable on any picture."""
    high = round(page.height * (0.40 if page.width >= page.height else 0.34))
    fall = Image.linear_gradient("L").resize((1, high), box=(0, 0, 1, 256))
    ramp = fall.point([round(216 * (value / 255) ** 1.25) for value in range(256)])
    sheet = Sheet((page.width, page.height))
    sheet.lay((6, 8, 12), ramp.resize((page.width, high), Image.Resampling.NEAREST), (0, page.height - high))
    return sheet.done()


_SETTINGS = ((35, 3), (31, 3), (27, 4), (24, 5), (21, 7))
"""Sizes of spoken lines, largest first, and how many lines of each there may be."""
_SMALLER = 8  # by so much the type of a description is smaller than that of a line


def set_lines(
    page: Page, words: Sequence[Piece], weight: int = 400, smaller: int = 0
) -> tuple[Lettering, list[list[Piece]]]:
    """A caption's words in lines, in the largest type that holds them all."""
    text = "".join(piece.text for piece in words)
    for size, most in _SETTINGS[len(text) > 90 :]:
        lettering = Lettering(page.type(max(20, size - smaller), weight), text)
        lines = lettering.wrap(list(words), page.text_width, most + 1)
        if len(lines) <= most:
            return lettering, lines
    return lettering, lettering.wrap(list(words), page.text_width, most)


def caption(
    page: Page, words: Sequence[Piece], note: Sequence[str], accent: RGB, *, line: bool = False
) -> Overlay | None:
    """A caption above the foot of the frame, with the terms of film in small capitals over it: two or three lines, or
    more of a smaller type where that many do not hold it."""
    lettering, lines = set_lines(page, words, 500 if line else 400, 0 if line else _SMALLER)
    sheet = Sheet((page.width, page.height))
    foot = page.height - round(page.margin * 1.15)
    top = foot - lettering.line_height * len(lines)
    reversed_text = right_to_left(words)
    bar = max(2, round(3 * page.unit))
    indent = round(16 * page.unit)
    x = page.width - page.margin if reversed_text else page.margin
    if lines:
        bar_mask = page.rounded((bar, foot - top - round(lettering.line_height * 0.16)), bar / 2)
        sheet.lay(accent, bar_mask, (x - bar if reversed_text else x, top + round(lettering.line_height * 0.14)))
    for n, words_of_line in enumerate(lines):
        trimmed = [*words_of_line[:-1], words_of_line[-1]._replace(text=words_of_line[-1].text.rstrip())]
        start = x - indent - lettering.width(trimmed) if reversed_text else x + indent
        sheet.letter((start, top + n * lettering.line_height), trimmed, lettering, _WHITE, accent)
    if note:
        small = Lettering(page.type(17.5, 600))
        at_x = float(page.margin + indent)
        for n, term in enumerate(note):
            if n:
                at_x = sheet.letter(
                    (at_x, top - small.line_height * 1.35), [Piece("   ·   ")], small, _DIM, accent, 0.8
                )
            at_x = sheet.letter((at_x, top - small.line_height * 1.35), [Piece(spaced(term))], small, accent, accent)
    return sheet.shaded(7 * page.unit, 0.62).done()


def pill(page: Page, words: str, *, right: bool, strong: bool = False) -> Overlay | None:
    """A small label in a top corner."""
    small = Lettering(page.type(17 if strong else 15.5, 600), words)
    text = [Piece(spaced(words))]
    pad_x, pad_y = round(13 * page.unit), round(6 * page.unit)
    wide = round(small.width(text)) + 2 * pad_x
    high = small.line_height + 2 * pad_y
    sheet = Sheet((page.width, page.height))
    left = page.width - page.margin - wide if right else page.margin
    top = page.margin
    sheet.lay((8, 10, 14), page.rounded((wide, high), high / 2, 120), (left, top))
    sheet.letter(
        (left + pad_x, top + pad_y - round(0.02 * high)), text, small, _WHITE, _WHITE, 0.95 if strong else 0.86
    )
    return sheet.done()


def tag(page: Page, words: str, at: tuple[float, float]) -> Overlay | None:
    """A small label over a place of the picture, given in parts of its sides; None outside it."""
    if not (0 <= at[0] <= 1 and 0 <= at[1] <= 1):
        return None
    small = Lettering(page.type(19, 600), words)
    text = [Piece(words)]
    pad = round(9 * page.unit)
    wide, high = round(small.width(text)) + 2 * pad, small.line_height + pad
    left = min(max(0, round(at[0] * page.width - wide / 2)), max(0, page.width - wide))
    top = min(max(0, round(at[1] * page.height - high)), max(0, page.height - high))
    sheet = Sheet((page.width, page.height))
    sheet.lay((250, 250, 248), page.rounded((wide, high), high / 4, 225), (left, top))
    sheet.letter((left + pad, top + pad * 0.4), text, small, (24, 26, 30), (24, 26, 30))
    return sheet.done()


def guides(page: Page) -> Overlay | None:
    """Thirds and safe areas (90 % for action, 80 % for titles)."""
    mask = Image.new("L", (page.width, page.height), 0)
    draw = ImageDraw.Draw(mask)
    thick = max(1, round(page.unit))
    for n in (1, 2):
        draw.line((page.width * n / 3, 0, page.width * n / 3, page.height), fill=80, width=thick)
        draw.line((0, page.height * n / 3, page.width, page.height * n / 3), fill=80, width=thick)
    for part in (0.05, 0.1):
        x, y = page.width * part, page.height * part
        draw.rectangle((x, y, page.width - x, page.height - y), outline=130, width=thick)
    sheet = Sheet((page.width, page.height))
    sheet.lay(_WHITE, mask)
    return sheet.done()


def progress(page: Page, cuts: Sequence[float]) -> tuple[Overlay | None, int]:
    """The track of a thin line at the foot of the frame with a gap at each cut; and its height in pixels."""
    high = max(2, round(3 * page.unit / 2) * 2)
    track = Image.new("L", (page.width, high), 70)
    for cut in cuts:
        x = round(cut * page.width)
        track.paste(0, (x - high // 2, 0, x + high // 2, high))
    sheet = Sheet((page.width, page.height))
    sheet.lay(_WHITE, track, (0, page.height - high))
    return sheet.done(), high


def watermark(page: Page) -> Overlay | None:
    """The text of a watermarked copy, across the middle of the frame."""
    sheet = Sheet((page.width, page.height))
    big = Lettering(page.type(64, 700))
    text = [Piece(spaced("watermark"))]
    sheet.letter(((page.width - big.width(text)) / 2, page.height * 0.44), text, big, _WHITE, _WHITE, 0.30)
    return sheet.done()


def shadow(size: tuple[int, int], radius: float, blur: float, level: int) -> tuple[Image.Image, int]:
    """A soft shadow for a card as a mask, and how far it reaches beyond the card."""
    reach = round(blur * 3)
    mask = Image.new("L", (size[0] + 2 * reach, size[1] + 2 * reach), 0)
    ImageDraw.Draw(mask).rounded_rectangle((reach, reach, reach + size[0], reach + size[1]), radius, fill=level)
    return mask.filter(ImageFilter.GaussianBlur(blur)), reach

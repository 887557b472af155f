"""Everything laid over the picture: captions, slate, marks and labels. Drawn once, then pasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from PIL import Image, ImageDraw, ImageFilter

from kling.animatic.lettering import Lettering, Piece, Type, right_to_left
from kling.animatic.size import even
from kling.animatic.yuv import RGB, Planes, faded, paste, split

WHITE: RGB = (250, 250, 248)
INK: RGB = (24, 26, 30)
_DIM: RGB = (206, 210, 216)
_DARK: RGB = (8, 10, 14)


@dataclass(frozen=True, slots=True)
class Overlay:
    """A finished picture to be laid over frames at an even place."""

    planes: Planes
    mask: Image.Image
    half_mask: Image.Image
    at: tuple[int, int] = (0, 0)

    def draw(self, frame: Planes, opacity: float = 1.0, at: tuple[int, int] | None = None) -> None:
        if opacity >= 1:
            paste(frame, self.planes, at or self.at, self.mask, self.half_mask)
        elif opacity > 0:
            paste(frame, self.planes, at or self.at, faded(self.mask, opacity))


class Sheet:
    """A transparent sheet to compose on, at an even place ``at`` of the frame."""

    def __init__(self, size: tuple[int, int], at: tuple[int, int] = (0, 0)) -> None:
        self.picture, self.at = Image.new("RGBA", size), at

    def lay(self, what: RGB | Image.Image, mask: Image.Image, at: tuple[int, int] = (0, 0)) -> None:
        """Lay a colour or picture through ``mask`` onto the sheet."""
        patch = what.convert("RGB") if isinstance(what, Image.Image) else Image.new("RGB", mask.size, what)
        patch.putalpha(mask)
        whole = Image.new("RGBA", self.picture.size)
        whole.paste(patch, at)
        self.picture.alpha_composite(whole)

    def letter(
        self, at: tuple[float, float], words: Sequence[Piece], lettering: Lettering, fill: RGB, accent: RGB,
        opacity: float = 1.0,
    ) -> float:  # fmt: skip
        """Set one line; returns the x where it ends."""
        size = round(lettering.width(words)) + 8, round(lettering.line_height * 1.5)
        end = at[0]
        for accented in {piece.accent for piece in words}:
            mask = Image.new("L", size)
            marks = (0, 255) if accented else (255, 0)
            end = at[0] + lettering.draw(ImageDraw.Draw(mask), (4, 0), words, *marks) - 4
            self.lay(accent if accented else fill, faded(mask, opacity), (round(at[0]) - 4, round(at[1])))
        return end

    def shaded(self, blur: float, level: float) -> Sheet:
        """The same sheet on a soft shadow of itself, for words on a restless ground."""
        under = Sheet(self.picture.size, self.at)
        soft = self.picture.getchannel("A").filter(ImageFilter.GaussianBlur(blur))
        under.lay((4, 6, 10), faded(soft.point([min(255, round(v * 2.2)) for v in range(256)]), level))
        under.picture.alpha_composite(self.picture)
        return under

    def done(self) -> Overlay | None:
        """What is on the sheet; None for an empty one."""
        box = self.picture.getbbox()
        if box is None:
            return None
        left, top = box[0] // 2 * 2, box[1] // 2 * 2
        right, bottom = (
            min(side // 2 * 2, (end + 1) // 2 * 2) for side, end in zip(self.picture.size, box[2:], strict=True)
        )
        cut = self.picture.crop((left, top, right, bottom))
        mask = cut.getchannel("A")
        return Overlay(split(cut.convert("RGB")), mask, mask.reduce(2), (self.at[0] + left, self.at[1] + top))


@dataclass(frozen=True, slots=True)
class Page:
    """Measures of a frame that everything lettered keeps to."""

    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

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


def rounded(size: tuple[int, int], radius: float, level: int = 255) -> Image.Image:
    """A mask with round corners, smooth at the edges."""
    wide, high = max(2, size[0]), max(2, size[1])
    radius = max(0.0, min(radius, (min(wide, high) - 1) / 2))
    mask = Image.new("L", (wide * 3, high * 3))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, wide * 3 - 1, high * 3 - 1), radius * 3, fill=level)
    return mask.reduce(3)


def _spaced(text: str) -> str:
    """Small capitals need air: hair spaces between letters of Latin words."""
    return "\u200a".join(text.upper()) if text.replace("·", "").isascii() else text


def scrim(page: Page) -> Overlay | None:
    """The shade at the foot of the frame that keeps captions readable on any picture."""
    high = round(page.height * (0.40 if page.width >= page.height else 0.34))
    fall = Image.linear_gradient("L").resize((1, high), box=(0, 0, 1, 256))
    ramp = fall.point([round(216 * (value / 255) ** 1.25) for value in range(256)])
    sheet = Sheet(page.size)
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
    """A caption above the foot of the frame, with the terms of film in small capitals over it."""
    lettering, lines = set_lines(page, words, 500 if line else 400, 0 if line else _SMALLER)
    sheet = Sheet(page.size)
    high = lettering.line_height
    top = page.height - round(page.margin * 1.15) - high * len(lines)
    from_right, indent, bar = right_to_left(words), round(16 * page.unit), max(2, round(3 * page.unit))
    x = page.width - page.margin if from_right else page.margin
    if lines:
        tall = high * len(lines) - round(high * 0.16)
        sheet.lay(accent, rounded((bar, tall), bar / 2), (x - bar * from_right, top + round(high * 0.14)))
    for n, row in enumerate(lines):
        trimmed = [*row[:-1], row[-1]._replace(text=row[-1].text.rstrip())]
        start = x - indent - lettering.width(trimmed) if from_right else x + indent
        sheet.letter((start, top + n * high), trimmed, lettering, WHITE, accent)
    small, end = Lettering(page.type(17.5, 600)), float(page.margin + indent)
    for n, term in enumerate(note):
        above = top - small.line_height * 1.35
        if n:
            end = sheet.letter((end, above), [Piece("   ·   ")], small, _DIM, accent, 0.8)
        end = sheet.letter((end, above), [Piece(_spaced(term))], small, accent, accent)
    return sheet.shaded(7 * page.unit, 0.62).done()


def pill(page: Page, words: str, *, right: bool = False) -> Overlay | None:
    """A small label in a top corner."""
    text, small = [Piece(_spaced(words))], Lettering(page.type(16, 600), words)
    pad, high = round(13 * page.unit), small.line_height + round(12 * page.unit)
    wide = round(small.width(text)) + 2 * pad
    left = page.width - page.margin - wide if right else page.margin
    sheet = Sheet((wide, high), (left // 2 * 2, page.margin // 2 * 2))
    sheet.lay(_DARK, rounded((wide, high), high / 2, 120))
    sheet.letter((pad, 6 * page.unit), text, small, WHITE, WHITE, 0.9)
    return sheet.done()


def label(page: Page, words: str, ink: RGB = INK, ground: RGB = WHITE, dense: int = 225) -> Sheet:
    """A small label, to be laid where :func:`above` says; ``dense`` is its ground, 0 to 255."""
    text, small = [Piece(words)], Lettering(page.type(19, 600), words)
    pad = round(9 * page.unit)
    sheet = Sheet((even(small.width(text) + 2 * pad), even(small.line_height + pad)))
    sheet.lay(ground, rounded(sheet.picture.size, sheet.picture.height / 4, dense))
    sheet.letter((pad, pad * 0.4), text, small, ink, ink)
    return sheet


def above(page: Page, size: tuple[int, int], where: tuple[float, float]) -> tuple[int, int] | None:
    """The place of a label over a place of the picture, given in parts of its sides; None outside the picture."""
    if not all(0 <= one <= 1 for one in where):
        return None
    left, top = where[0] * page.width - size[0] / 2, where[1] * page.height - size[1]
    spots = (
        min(max(0, spot), max(0, room)) for spot, room in ((left, page.width - size[0]), (top, page.height - size[1]))
    )
    x, y = (int(spot) // 2 * 2 for spot in spots)
    return x, y


def guides(page: Page) -> Overlay | None:
    """Thirds and safe areas (90 % for action, 80 % for titles)."""
    mask = Image.new("L", page.size)
    draw, thick = ImageDraw.Draw(mask), max(1, round(page.unit))
    for n in (1, 2):
        draw.line((page.width * n / 3, 0, page.width * n / 3, page.height), fill=80, width=thick)
        draw.line((0, page.height * n / 3, page.width, page.height * n / 3), fill=80, width=thick)
    for part in (0.05, 0.1):
        x, y = page.width * part, page.height * part
        draw.rectangle((x, y, page.width - x, page.height - y), outline=130, width=thick)
    sheet = Sheet(page.size)
    sheet.lay(WHITE, mask)
    return sheet.done()


def draw_ghost(frame: Planes, corners: Sequence[tuple[float, float]]) -> None:
    """Draw the frame that a shot ends on, given in parts of the picture's sides, and an arrow to its middle."""
    width, height = frame.size
    places = [(x * width, y * height) for x, y in corners]
    draw, thick = ImageDraw.Draw(frame.y), max(2, round(height / 360))
    draw.line((*places, places[0]), fill=235, width=thick)
    x, y = (sum(axis) / len(places) for axis in zip(*places, strict=True))
    way = complex(x - width / 2, y - height / 2)
    if abs(way) > 0.02 * height:
        head = way / abs(way) * 0.03 * height
        draw.line((width / 2, height / 2, x, y), fill=235, width=thick)
        wings = [complex(x, y) - head * turn for turn in (complex(1, 0.5), complex(1, -0.5))]
        draw.polygon([(x, y), *((one.real, one.imag) for one in wings)], fill=235)


def progress(page: Page, cuts: Sequence[float]) -> tuple[Overlay | None, int]:
    """The track of a thin line at the foot of the frame with a gap at each cut; and its height in pixels."""
    high = max(2, round(3 * page.unit / 2) * 2)
    track = Image.new("L", (page.width, high), 70)
    for cut in cuts:
        x = round(cut * page.width)
        track.paste(0, (x - high // 2, 0, x + high // 2, high))
    sheet = Sheet((page.width, high), (0, page.height - high))
    sheet.lay(WHITE, track)
    return sheet.done(), high


def watermark(page: Page) -> Overlay | None:
    """The text of a watermarked copy, across the middle of the frame."""
    sheet, big = Sheet(page.size), Lettering(page.type(64, 700))
    text = [Piece(_spaced("watermark"))]
    sheet.letter(((page.width - big.width(text)) / 2, page.height * 0.44), text, big, WHITE, WHITE, 0.30)
    return sheet.done()

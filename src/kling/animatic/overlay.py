"""Everything laid over the picture: captions, slate, marks and labels. Drawn once, then pasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, sqrt
from typing import Any, NamedTuple

from PIL import Image, ImageDraw, ImageOps

from kling.animatic.data import data
from kling.animatic.lettering import Lettering, right_to_left
from kling.animatic.yuv import RGB, Planes, even, masks, paste, split
from kling.media.colours import in_rgb

WHITE: RGB = (250, 250, 248)
Place = tuple[float, float]
STYLES: dict[str, Any] = data("lettering.yaml")["styles"]
_TALL, _WIDE, _BELOW, _GAP = 0.13, 1.6, 52, 16  # of insets: of the shorter side; of that; units below and between
_PAPER, _RIM = (206, 211, 219), 2  # behind what is clear in one; pixels around it


@dataclass(frozen=True, slots=True)
class Overlay:
    """A finished picture to be laid over frames at an even place."""

    planes: Planes
    mask: Planes
    at: tuple[int, int]

    @classmethod
    def of(cls, picture: Image.Image, at: tuple[int, int] = (0, 0)) -> Overlay:
        """An RGBA picture, of even sides, without what is clear around it."""
        left, top, right, bottom = picture.getbbox() or (0, 0, 2, 2)
        left, top = left // 2 * 2, top // 2 * 2
        cut = picture.crop((left, top, right + right % 2, bottom + bottom % 2))
        return cls(split(cut.convert("RGB")), masks(cut.getchannel("A")), (at[0] + left, at[1] + top))

    def draw(self, frame: Planes, at: tuple[int, int] | None = None) -> None:
        """Lay it over a frame."""
        paste(frame, self.planes, at or self.at, self.mask)


class Page(NamedTuple):
    """A frame's width and height, and the measures that everything lettered keeps to."""

    width: int
    height: int

    @property
    def unit(self) -> float:
        """The measure all sizes are made from: a thousandth of the frame's mean side."""
        return sqrt(self.width * self.height) / 1000

    @property
    def margin(self) -> int:
        return round(0.04 * max(self.width, self.height))

    @property
    def text_width(self) -> int:
        return min(self.width - 2 * self.margin, round(1240 * self.unit))

    def place(self, size: tuple[int, int], where: Place, *, free: bool = False, low: bool = False) -> tuple[int, int]:
        """Where something stands on a place of the frame, given in parts of its sides, and inside its margin, or where
        it is ``free``, inside the frame; ``low``: near its foot."""
        edge = 0 if free else self.margin
        left, top = where[0] * self.width - size[0] / 2, where[1] * self.height - size[1]
        x = max(edge, min(self.width - edge - size[0], left))
        y = max(edge, min(self.height - (edge // 3 if low else edge) - size[1], top))
        return int(x) // 2 * 2, int(y) // 2 * 2


class Block:
    """Words in lines under one another, each as wide as ``width`` at most, in sizes times ``unit``."""

    def __init__(self, unit: float = 1.0, width: float = inf, ink: RGB | None = None) -> None:
        self._unit, self._width, self._ink = unit, width, ink
        self.rows: list[tuple[Lettering, str, Any]] = []

    def add(self, words: str, style: str, most: int = 99) -> Block:
        """Words under those before them, in the largest type of their style that holds them all."""
        told = STYLES[style]
        text = words.upper() if told.get("capitals") else words
        for size, room in told["sizes"] if text.strip() else ():
            lettering = Lettering(max(7, round(size * self._unit)), told["weight"], text)
            lines = lettering.wrap(text, self._width, min(room, most))
            if "".join(lines) == text:
                break
        if text.strip():
            self.rows += [(lettering, line, tuple(told["ink"]) if "ink" in told else self._ink) for line in lines]
        return self

    @property
    def size(self) -> tuple[int, int]:
        wide = max((lettering.width(line) for lettering, line, _ in self.rows), default=0)
        return even(wide + 1), even(sum(lettering.line_height for lettering, _, _ in self.rows))

    def draw(self, onto: ImageDraw.ImageDraw, at: Place) -> None:
        """Set it with its left top corner at a place; what reads from the right stands at its right side."""
        wide, y = self.size[0], at[1]
        for lettering, line, ink in self.rows:
            lettering.draw(onto, (at[0] + (wide - lettering.width(line)) * right_to_left(line), y), line, ink)
            y += lettering.line_height


def plate(
    page: Page, words: str, style: str, terms: str = "", accent: RGB | None = None, picture: Image.Image | None = None
) -> Image.Image:
    """Words in a style on its ground, under terms of film in the accent colour, and a picture over them."""
    told, block = STYLES[style], Block(page.unit, page.text_width, accent).add(terms, "terms").add(words, style)
    pad = round(told["pad"] * page.unit)
    wide, high = block.size[0] + 2 * pad, even(block.size[1] + pad)
    above = picture or Image.new("RGB", (0, 0))
    made = Image.new("RGBA", (max(wide, above.width), high + above.height))
    made.paste(above, ((made.width - above.width) // 4 * 2, 0))
    left = (made.width - wide) // 4 * 2
    made.paste(tuple(told["ground"]), (left, above.height, left + wide, made.height))
    block.draw(ImageDraw.Draw(made), (left + pad, above.height + pad / 2))
    return made


@lru_cache(maxsize=64)
def mark(
    page: Page, words: str, style: str, where: Place | None = None, terms: str = "", accent: RGB | None = None
) -> Overlay:
    """Words on a plate at the place of their style in the frame, or over one, in parts of the frame's sides."""
    made, told = plate(page, words, style, terms, accent), STYLES[style]
    free, low = (bool(told.get(name)) for name in ("free", "low"))
    return Overlay.of(made, page.place(made.size, where or told.get("at", (0, 0)), free=free, low=low))


class Inset(NamedTuple):
    """A card in the frame, and where on the frame its picture is, left and top, and how large."""

    card: Overlay
    at: tuple[int, int]
    size: tuple[int, int]


def insets(page: Page, cards: Sequence[tuple[str, Image.Image | None]]) -> list[Inset]:
    """What a scene refers to, as cards with words and pictures in a strip at the top; the last is at the right."""
    made, right, top = list[Inset](), page.width - page.margin, even(page.margin + _BELOW * page.unit)
    for words, picture in reversed(cards):
        shown, size = None, (0, 0)
        if picture is not None:
            scale = _TALL * min(page) / max(picture.height, picture.width / _WIDE)
            size = even(picture.width * scale), even(picture.height * scale)
            shown = ImageOps.expand(in_rgb(picture, _PAPER).resize(size), _RIM, WHITE)
        card = plate(page, words, "inset", picture=shown)
        left = even(right - card.width)
        at = left + (card.width - size[0]) // 4 * 2, top + _RIM
        made.insert(0, Inset(Overlay.of(card, (left, top)), at, size))
        right = left - round(_GAP * page.unit)
    return made


def hatched(size: tuple[int, int], ink: tuple[int, int, int, int], lines: int = 20) -> Image.Image:
    """Slanting lines, so many to the shorter side."""
    made, step, (wide, high) = Image.new("RGBA", size), max(6, min(size) // lines), size
    for x in range(-high, wide, step):
        ImageDraw.Draw(made).line((x, high, x + high, 0), ink, max(1, step // 4))
    return made


def guides(page: Page) -> Overlay:
    """Thirds and safe areas (90 % for action, 80 % for titles)."""
    sheet = Image.new("RGBA", page)
    draw, thick, (wide, high) = ImageDraw.Draw(sheet), max(1, round(page.unit)), page
    for part in (1 / 3, 2 / 3):
        draw.line((wide * part, 0, wide * part, high), (*WHITE, 80), thick)
        draw.line((0, high * part, wide, high * part), (*WHITE, 80), thick)
    for part in (0.05, 0.1):
        draw.rectangle((wide * part, high * part, wide * (1 - part), high * (1 - part)), None, (*WHITE, 130), thick)
    return Overlay.of(sheet)


def draw_ghost(frame: Planes, corners: Sequence[Place]) -> None:
    """Draw the frame that a shot ends on, given in parts of the picture's sides, and an arrow to its middle."""
    width, height = frame.size
    places = [complex(x * width, y * height) for x, y in corners]
    draw, thick = ImageDraw.Draw(frame.y), max(2, round(height / 360))
    start, end = complex(width, height) / 2, sum(places) / len(places)
    lines = [[*places, places[0]], [start, end]]
    if abs(end - start) > 0.02 * height:
        head = (end - start) / abs(end - start) * 0.03 * height
        lines.append([end - head * complex(1, 0.5), end, end - head * complex(1, -0.5)])
    for line in lines:
        draw.line([(one.real, one.imag) for one in line], 235, thick)

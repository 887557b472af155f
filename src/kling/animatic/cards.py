"""What a scene refers to, laid out as cards: pictures, elements as medallions, a clip that plays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from colorsys import hls_to_rgb
from math import ceil
from typing import NamedTuple
from zlib import crc32

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from kling.animatic.lettering import Lettering, Piece
from kling.animatic.overlay import Overlay, Page, Sheet, shadow
from kling.animatic.palette import mix
from kling.animatic.size import even
from kling.animatic.timeline import Card
from kling.animatic.yuv import RGB, Planes, faded, paste

_WHITE: RGB = (250, 250, 248)


class _Window(NamedTuple):
    """Where a clip plays: its left top corner, and its shape as a mask at full and at half size."""

    at: tuple[int, int]
    mask: Image.Image
    half_mask: Image.Image


class Cards:
    """The cards of a scene. ``large`` gives them the middle of the frame, otherwise they are a strip at its top.

    ``pictures`` holds what could be read, by card name; a card without one says that its picture is not at hand.
    ``clip_size`` is the shape of the clip on a clip card.
    """

    def __init__(
        self,
        page: Page,
        cards: Sequence[Card],
        pictures: Mapping[str, Image.Image],
        accent: RGB,
        *,
        large: bool,
        clip_size: tuple[int, int] | None,
    ) -> None:
        sheet = Sheet((page.width, page.height))
        self._window: _Window | None = None
        for card, box in zip(cards, _places(page, len(cards), large=large), strict=False):
            picture = pictures.get(card.name)
            if card.kind == "element":
                _medallion(sheet, page, card, box)
            elif card.kind == "clip" and clip_size is not None:
                self._window = _frame_for_clip(sheet, page, card, box, clip_size, accent)
            else:
                _photo(sheet, page, card, box, picture, accent)
        self.overlay: Overlay | None = sheet.done()

    def draw(self, frame: Planes, opacity: float, playing: Planes | None) -> None:
        """Lay the cards onto a frame; ``playing`` is the clip's picture at this moment."""
        if self.overlay is not None:
            self.overlay.draw(frame, opacity)
        if self._window is not None and playing is not None:
            at, mask, half_mask = self._window
            paste(frame, playing, at, faded(mask, opacity), faded(half_mask, opacity))

    @property
    def clip_size(self) -> tuple[int, int] | None:
        """How large the clip is drawn, in pixels; None when there is none."""
        return self._window.mask.size if self._window is not None else None


Box = tuple[float, float, float, float]


def _places(page: Page, count: int, *, large: bool) -> list[Box]:
    """A box (left, top, width, height) for each card, label included."""
    width, height, margin = page.width, page.height, page.margin
    if not large:
        high = 0.17 * min(height, width * 1.2)
        wide = high * 1.15
        top = margin + 52 * page.unit
        return [
            (width - margin - wide * (count - n) - 0.1 * wide * (count - n - 1), top, wide, high) for n in range(count)
        ]
    left, top = margin, margin + 40 * page.unit
    area_w, area_h = width - 2 * margin, height * (0.70 if width < height else 0.68) - top
    best = max(range(1, count + 1), key=lambda rows: _fit(area_w, area_h, count, rows))
    across = ceil(count / best)
    gap = 26 * page.unit
    wide = (area_w - gap * (across - 1)) / across
    high = (area_h - gap * (best - 1)) / best
    boxes = []
    for n in range(count):
        row, column = divmod(n, across)
        in_row = min(across, count - row * across)
        used = in_row * wide + (in_row - 1) * gap
        boxes.append((left + (area_w - used) / 2 + column * (wide + gap), top + row * (high + gap), wide, high))
    return boxes


def _fit(width: float, height: float, count: int, rows: int) -> float:
    across = ceil(count / rows)
    return min(width / across, height / rows * 1.25)


def _label(sheet: Sheet, page: Page, words: str, centre: float, top: float, accent: RGB, room: float) -> None:
    lettering = Lettering(page.type(18, 600), words)
    lines = lettering.wrap([Piece(words)], max(20.0, room), 1)
    if not lines:
        return
    wide, pad = round(lettering.width(lines[0])), round(10 * page.unit)
    left, high = round(centre - wide / 2), round(lettering.line_height * 1.12)
    sheet.lay((8, 10, 14), page.rounded((wide + 2 * pad, high), high / 2, 118), (left - pad, round(top)))
    sheet.letter((left, top + high * 0.03), lines[0], lettering, mix(_WHITE, accent, 0.12), accent)


def _photo(sheet: Sheet, page: Page, card: Card, box: Box, picture: Image.Image | None, accent: RGB) -> None:
    left, top, wide, high = box
    label_high = 38 * page.unit
    ratio = picture.width / picture.height if picture else 4 / 3
    ratio = min(2.2, max(0.5, ratio))
    room_h = high - label_high
    w, h = (wide, wide / ratio) if wide / ratio < room_h else (room_h * ratio, room_h)
    size = (even(w), even(h))
    at = (round(left + (wide - w) / 2), round(top + (room_h - h) / 2))
    _card_ground(sheet, page, size, at)
    if picture is not None:
        face = ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
    else:
        face = Image.new("RGB", size, (38, 42, 50))
    radius = 12 * page.unit
    sheet.lay(face, page.rounded(size, radius), at)
    _rim(sheet, page, size, at)
    if picture is None:
        _label(sheet, page, "not at hand", at[0] + w / 2, at[1] + h / 2 - 14 * page.unit, accent, w * 0.9)
    _label(sheet, page, card.name, at[0] + w / 2, at[1] + h + 9 * page.unit, accent, wide)


def _card_ground(sheet: Sheet, page: Page, size: tuple[int, int], at: tuple[int, int]) -> None:
    mask, reach = shadow(size, 12 * page.unit, 11 * page.unit, 150)
    sheet.lay((4, 5, 8), mask, (at[0] - reach, at[1] - reach + round(7 * page.unit)))


def _rim(sheet: Sheet, page: Page, size: tuple[int, int], at: tuple[int, int]) -> None:
    radius, thick = 12 * page.unit, max(1, round(1.4 * page.unit))
    outer = page.rounded(size, radius, 90)
    inner = page.rounded((size[0] - 2 * thick, size[1] - 2 * thick), radius - thick, 255)
    outer.paste(0, (thick, thick), inner)
    sheet.lay(_WHITE, outer, at)


def _medallion(sheet: Sheet, page: Page, card: Card, box: Box) -> None:
    """A saved element has no picture here: a round token in a colour of its own, its name and the end of its id."""
    left, top, wide, high = box
    room = high - 38 * page.unit
    across = even(min(wide, room) * 0.86)
    at = (round(left + (wide - across) / 2), round(top + (room - across) / 2))
    hue = crc32(card.label.encode()) % 360
    one, other = _hue(hue), _hue((hue + 40) % 360)
    mask, reach = shadow((across, across), across / 2, 11 * page.unit, 150)
    sheet.lay((4, 5, 8), mask, (at[0] - reach, at[1] - reach + round(7 * page.unit)))
    disc = Image.new("L", (across * 3, across * 3), 0)
    ImageDraw.Draw(disc).ellipse((0, 0, across * 3 - 1, across * 3 - 1), fill=255)
    disc = disc.reduce(3)
    ground = Image.linear_gradient("L").resize((across, across)).rotate(35, Image.Resampling.BILINEAR, fillcolor=128)
    face = Image.composite(
        Image.new("RGB", (across, across), mix(other, (10, 12, 18), 0.45)),
        Image.new("RGB", (across, across), one),
        ground,
    )
    figure = Image.new("L", (across * 3, across * 3), 0)
    draw = ImageDraw.Draw(figure)
    middle, unit = across * 1.5, across * 3 / 100
    draw.ellipse((middle - 15 * unit, 24 * unit, middle + 15 * unit, 54 * unit), fill=255)
    draw.rounded_rectangle((middle - 29 * unit, 60 * unit, middle + 29 * unit, 130 * unit), 27 * unit, fill=255)
    figure = figure.reduce(3)
    face.paste(mix(one, (255, 255, 255), 0.62), mask=figure.point([round(value * 0.82) for value in range(256)]))
    sheet.lay(face, disc, at)
    ring = Image.new("L", (across * 3, across * 3), 0)
    ImageDraw.Draw(ring).ellipse(
        (4, 4, across * 3 - 5, across * 3 - 5), outline=170, width=max(3, round(6 * page.unit))
    )
    sheet.lay(_WHITE, ring.reduce(3), at)
    words = f"{card.name}  ·  id …{card.label[-6:]}" if len(card.label) > 6 else f"{card.name}  ·  id {card.label}"
    if Lettering(page.type(19, 600)).width([Piece(words)]) > wide * 1.05:
        words = card.name
    _label(sheet, page, words, left + wide / 2, at[1] + across + 8 * page.unit, one, wide * 1.1)


def _hue(degrees: float) -> RGB:
    red, green, blue = hls_to_rgb(degrees / 360, 0.58, 0.55)
    return round(red * 255), round(green * 255), round(blue * 255)


def _frame_for_clip(sheet: Sheet, page: Page, card: Card, box: Box, clip_size: tuple[int, int], accent: RGB) -> _Window:
    left, top, wide, high = box
    room = high - 38 * page.unit
    ratio = min(2.4, max(0.45, clip_size[0] / clip_size[1]))
    w, h = (wide, wide / ratio) if wide / ratio < room else (room * ratio, room)
    size = (even(w), even(h))
    at = (even(left + (wide - w) / 2), even(top + (room - h) / 2))
    _card_ground(sheet, page, size, at)
    thick = max(2, round(2 * page.unit))
    edge = page.rounded((size[0] + 2 * thick, size[1] + 2 * thick), 12 * page.unit + thick, 210)
    sheet.lay(_WHITE, edge, (at[0] - thick, at[1] - thick))
    _label(
        sheet, page, f"{card.name}  ·  reference", at[0] + size[0] / 2, at[1] + size[1] + 10 * page.unit, accent, wide
    )
    mask = page.rounded(size, 12 * page.unit).filter(ImageFilter.GaussianBlur(0.4))
    return _Window(at, mask, mask.reduce(2))

"""What a scene refers to, laid out as cards: pictures, elements as medallions, a clip that plays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PIL import Image, ImageFilter, ImageOps

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
    """The cards of a scene: a strip at the top of the frame.

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
        clip_size: tuple[int, int] | None,
    ) -> None:
        sheet = Sheet((page.width, page.height))
        self._window: _Window | None = None
        for card, box in zip(cards, _places(page, len(cards)), strict=False):
            picture = pictures.get(card.name)
            if card.kind == "element":
                _plate(sheet, page, card, box, accent)
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


def _places(page: Page, count: int) -> list[Box]:
    """A box (left, top, width, height) for each card, label included."""
    width, height, margin = page.width, page.height, page.margin
    high = 0.17 * min(height, width * 1.2)
    wide = high * 1.15
    top = margin + 52 * page.unit
    return [(width - margin - wide * (count - n) - 0.1 * wide * (count - n - 1), top, wide, high) for n in range(count)]


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
    _label(sheet, page, card.label, at[0] + w / 2, at[1] + h + 9 * page.unit, accent, wide)


def _card_ground(sheet: Sheet, page: Page, size: tuple[int, int], at: tuple[int, int]) -> None:
    mask, reach = shadow(size, 12 * page.unit, 11 * page.unit, 150)
    sheet.lay((4, 5, 8), mask, (at[0] - reach, at[1] - reach + round(7 * page.unit)))


def _rim(sheet: Sheet, page: Page, size: tuple[int, int], at: tuple[int, int]) -> None:
    radius, thick = 12 * page.unit, max(1, round(1.4 * page.unit))
    outer = page.rounded(size, radius, 90)
    inner = page.rounded((size[0] - 2 * thick, size[1] - 2 * thick), radius - thick, 255)
    outer.paste(0, (thick, thick), inner)
    sheet.lay(_WHITE, outer, at)


def _plate(sheet: Sheet, page: Page, card: Card, box: Box, accent: RGB) -> None:
    """A saved element has no picture here: its name."""
    left, top, wide, _ = box
    _label(sheet, page, card.label, left + wide / 2, top, accent, wide * 1.1)


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
        sheet, page, f"{card.label}  ·  reference", at[0] + size[0] / 2, at[1] + size[1] + 10 * page.unit, accent, wide
    )
    mask = page.rounded(size, 12 * page.unit).filter(ImageFilter.GaussianBlur(0.4))
    return _Window(at, mask, mask.reduce(2))

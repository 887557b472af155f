"""What a scene refers to, in a strip at the top of the frame: pictures, names of elements, a clip that plays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PIL import Image, ImageFilter, ImageOps

from kling.animatic.overlay import WHITE, Page, Sheet, above, label, rounded
from kling.animatic.size import even
from kling.animatic.timeline import Card
from kling.animatic.yuv import RGB, Planes, faded, paste
from kling.media.colours import in_rgb

_PAPER = (206, 211, 219)
_LABEL = ((8, 10, 14), 118)


class _Window(NamedTuple):
    """Where a clip plays: its left top corner, and its shape as a mask at full and at half size."""

    at: tuple[int, int]
    mask: Image.Image
    half_mask: Image.Image


class Cards:
    """The cards of a scene with the names to show. ``pictures`` holds what could be read, by card name; a card without
    one says that its picture is not at hand. ``clip_size`` is the shape of the clip on a clip card."""

    def __init__(
        self, page: Page, cards: Sequence[tuple[Card, str]], pictures: Mapping[str, Image.Image], accent: RGB,
        clip_size: tuple[int, int] | None,
    ) -> None:  # fmt: skip
        self._page, self._accent, self._sheet = page, accent, Sheet(page.size)
        self._window: _Window | None = None
        high = 0.17 * min(page.height, page.width * 1.2)
        self._wide, self._high = high * 1.15, high - 38 * page.unit
        for n, (card, name) in enumerate(cards):
            left = page.width - page.margin - self._wide * (len(cards) - n) * 1.1 + 0.1 * self._wide
            self._card(card, name, left, page.margin + 52 * page.unit, pictures.get(card.name), clip_size)
        self.overlay = self._sheet.done()

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

    def _card(
        self, card: Card, name: str, left: float, top: float, picture: Image.Image | None,
        clip_size: tuple[int, int] | None,
    ) -> None:  # fmt: skip
        middle = left + self._wide / 2
        if card.kind == "element":  # a saved one has no picture here
            self._label(name, middle, top + self._high / 3)
            return
        shape = clip_size if card.kind == "clip" and clip_size else picture.size if picture else (4, 3)
        ratio = min(2.4, max(0.45, shape[0] / shape[1]))
        wide = min(self._wide, self._high * ratio)
        size = (even(wide), even(wide / ratio))
        at = (even(middle - size[0] / 2), even(top + (self._high - size[1]) / 2))
        unit = self._page.unit
        mask = rounded(size, 12 * unit)
        rim = max(2, round(2 * unit))
        self._sheet.lay(
            WHITE, rounded((size[0] + 2 * rim, size[1] + 2 * rim), 12 * unit + rim, 190), (at[0] - rim, at[1] - rim)
        )
        face = (
            ImageOps.fit(in_rgb(picture, _PAPER), size, Image.Resampling.LANCZOS)
            if picture
            else Image.new("RGB", size, (38, 42, 50))
        )
        self._sheet.lay(face, mask, at)
        if card.kind == "clip" and clip_size:
            soft = mask.filter(ImageFilter.GaussianBlur(0.4))
            self._window = _Window(at, soft, soft.reduce(2))
        elif picture is None:
            self._label("not at hand", middle, at[1] + size[1] / 2)
        words = f"{name}  ·  reference" if card.kind == "clip" else name
        self._label(words, middle, at[1] + size[1] + 38 * unit)

    def _label(self, words: str, middle: float, foot: float) -> None:
        one = label(self._page, words, self._accent, *_LABEL).picture
        place = above(self._page, one.size, (min(1.0, middle / self._page.width), foot / self._page.height))
        if place is not None:
            self._sheet.lay(one, one.getchannel("A"), place)

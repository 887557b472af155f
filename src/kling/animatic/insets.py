"""What a scene refers to, in a strip at the top of the frame: pictures, names of elements, a clip that plays."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageOps

from kling.animatic.overlay import WHITE, Overlay, Page, plate
from kling.animatic.size import even
from kling.animatic.timeline import Card
from kling.animatic.yuv import Planes, paste
from kling.media.colours import in_rgb

_PAPER = (206, 211, 219)
_TALL, _WIDE, _BELOW, _GAP = 0.13, 1.6, 52, 16  # of the shorter side; of that; units below the margin; units between


class Insets:
    """Cards with the names to show and, where it could be read, the picture. ``clip`` is the shape of the clip."""

    def __init__(
        self, page: Page, cards: Sequence[tuple[Card, str, Image.Image | None]], clip: tuple[int, int]
    ) -> None:
        self._columns: list[Overlay] = []
        self._window, self.clip_size = (0, 0), (0, 0)
        tall, right, top = (
            _TALL * min(page.size),
            float(page.width - page.margin),
            even(page.margin + _BELOW * page.unit),
        )
        for card, name, picture in reversed(cards):
            plays = card.kind == "clip" and clip[0] > 0
            shown = picture or (Image.new("RGB", clip) if plays else None)
            missing = "" if shown or card.kind == "element" else ": not at hand"
            label = plate(page, f"{name}{missing}{'  ·  reference' * plays}", "inset")
            face = Image.new("RGB", (2, 2))
            if shown is not None:
                scale = min(tall / shown.height, _WIDE * tall / shown.width)
                face = in_rgb(shown, _PAPER).resize((even(shown.width * scale), even(shown.height * scale)))
                face = ImageOps.expand(face, 2, WHITE)
            column = Image.new("RGBA", (even(max(face.width, label.width)), even(face.height + label.height)))
            middle = (column.width - face.width) // 4 * 2
            column.paste(face, (middle, 0))
            column.paste(label, ((column.width - label.width) // 2, face.height))
            left = even(right - column.width)
            self._columns.append(Overlay.of(column, (left, top)))
            if plays:
                self._window, self.clip_size = (left + middle + 2, top + 2), (face.width - 4, face.height - 4)
            right = left - _GAP * page.unit

    def draw(self, frame: Planes, opacity: float, playing: Planes | None) -> None:
        """Lay the cards onto a frame; ``playing`` is the clip's picture at this moment."""
        for column in self._columns:
            column.draw(frame, opacity)
        if playing is not None and opacity >= 1:
            paste(frame, playing, self._window)

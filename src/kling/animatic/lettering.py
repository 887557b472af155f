"""Words in any script: fonts by run, lines that fit, an ellipsis when they do not.

Noto Sans carries Latin, Greek and Cyrillic; other scripts come from its sister fonts. Pillow's Raqm layout shapes and
orders each run; runs of a right-to-left text stand in right-to-left order.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from PIL import ImageDraw, ImageFont

from kling.animatic.data import data

_LATIN, _CJK = "NotoSans", "cjk"
_NO_LINE_START = frozenset("、。，．！？：；」』）】〉》〕’”,.!?:;)]}%…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_NO_LINE_END = frozenset("「『（【〈《〔‘“([{")
_BLANK = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029], " ")  # ends of lines stop the layout
_BLANK |= dict.fromkeys(range(0xD800, 0xE000), "")  # half a character, from text that was cut or never was Unicode
ELLIPSIS = "…"


class Piece(NamedTuple):
    """Words, and whether they are set in the accent colour."""

    text: str
    accent: bool = False


class Type(NamedTuple):
    """A size in pixels and a weight (100 to 900) of the sans serif."""

    size: int
    weight: int = 400


class _Run(NamedTuple):
    text: str
    font: str
    accent: bool


@lru_cache(maxsize=4096)
def _font_of(char: str) -> str | None:
    """The font a character needs; None when any will do (spaces, marks and joiners stay with what is before)."""
    point = ord(char)
    if char.isspace() or unicodedata.category(char) in ("Mn", "Mc", "Cf") or 0x2018 <= point <= 0x2026:
        return None
    rows: list[Any] = data("staging.yaml")["scripts"]  # the font of each run of code points, by its first
    return str(rows[bisect_right(rows, point, key=lambda row: row[0]) - 1][1])


@cache
def _font(name: str, face: Type, region: int) -> ImageFont.FreeTypeFont:
    if name == _CJK:
        font = ImageFont.truetype(str(files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc"), face.size, index=region)
    else:
        font = ImageFont.truetype(str(files("manimgx_fonts") / f"{name}[wght].ttf"), face.size)
    axes = font.get_variation_axes()
    font.set_variation_by_axes([max(axis["minimum"] or 0, min(axis["maximum"] or 1000, face.weight)) for axis in axes])
    return font


def right_to_left(pieces: Iterable[Piece]) -> bool:
    """Whether a text reads from the right, by its first strong character."""
    kinds = (unicodedata.bidirectional(char) for piece in pieces for char in piece.text)
    return next((kind for kind in kinds if kind in ("R", "AL", "L")), "L") != "L"


def words(text: str) -> list[str]:
    """A text cut where a line may break: after spaces, and around every Han and kana character."""
    found = [""]
    for char in text:
        before = found[-1][-1:]
        if before.isspace():
            breaks = not char.isspace()
        elif char.isspace() or char in _NO_LINE_START or before in _NO_LINE_END:
            breaks = False
        else:
            breaks = before != "" and _CJK in (_font_of(before), _font_of(char))
        found += [""] * breaks
        found[-1] += char
    return found


def _runs(pieces: Iterable[Piece]) -> list[_Run]:
    runs: list[_Run] = []
    for piece in pieces:
        start = len(runs)
        for char in piece.text.translate(_BLANK):
            font = _font_of(char)
            if len(runs) > start and font in (None, runs[-1].font):
                runs[-1] = runs[-1]._replace(text=runs[-1].text + char)
            else:
                runs.append(_Run(char, font or (runs[-1].font if runs else _LATIN), piece.accent))
    return runs


class Lettering:
    """Measures and draws words at one size and weight. ``sample`` decides the national forms of Han characters."""

    def __init__(self, face: Type, sample: str = "") -> None:
        self.face = face
        kana, hangul = (any(low <= char <= high for char in sample) for low, high in ("぀ヿ", "가힣"))
        self._han = 0 if kana else 1 if hangul else 2  # Japan, Korea, mainland China
        self.ascent = self._use(_LATIN).getmetrics()[0]
        self.line_height = round(face.size * 1.36)

    def _use(self, name: str) -> ImageFont.FreeTypeFont:
        return _font(name, self.face, self._han if name == _CJK else 0)

    def width(self, pieces: Iterable[Piece]) -> float:
        return sum(self._use(run.font).getlength(run.text) for run in _runs(pieces))

    def wrap(self, pieces: Sequence[Piece], width: float, lines: int) -> list[list[Piece]]:
        """At most ``lines`` lines no wider than ``width`` pixels; what does not fit ends in an ellipsis."""
        made: list[list[Piece]] = []
        used = width
        for word in self._words(pieces, width):
            if used + self.width([Piece(word.text.rstrip())]) > width or not made:
                if len(made) == lines:
                    made[-1] = self._cut_short(made[-1], width)
                    break
                made.append([])
                used = 0.0
            made[-1].append(word)
            used += self.width([word])
        return made

    def _words(self, pieces: Sequence[Piece], width: float) -> Iterator[Piece]:
        """Where a line may break; a word that is wider than a line, between its letters."""
        for piece in pieces:
            for word in words(piece.text):
                if self.width([Piece(word.rstrip())]) <= width:
                    yield Piece(word, piece.accent)
                    continue
                letters = list[str]()
                for char in word:
                    if letters and _font_of(char) is None:
                        letters[-1] += char
                    else:
                        letters.append(char)
                yield from (Piece(letter, piece.accent) for letter in letters)

    def _cut_short(self, line: Sequence[Piece], width: float) -> list[Piece]:
        kept = [piece for piece in line if piece.text]
        while kept:
            last = kept.pop()
            text = last.text.rstrip(" 　,;:，、；：.-")
            closed = [*kept, Piece(text + ELLIPSIS, last.accent)]
            if text and self.width(closed) <= width:
                return closed
            kept += [last._replace(text=last.text[:-1])] * (len(last.text) > 1)
        return [Piece(ELLIPSIS)]

    def draw(
        self, onto: ImageDraw.ImageDraw, at: tuple[float, float], pieces: Sequence[Piece], fill: Any, accent: Any,
        outline: Any = None,
    ) -> None:  # fmt: skip
        """Set one line with its left top corner at ``at``."""
        runs = _runs(pieces)
        x, y = at
        for run in reversed(runs) if right_to_left(pieces) else runs:
            font, stroke = self._use(run.font), self.face.size / 14 if outline else 0
            colour = accent if run.accent else fill
            onto.text(
                (x, y + self.ascent), run.text, colour, font, "ls", stroke_width=stroke, stroke_fill=outline
            )  # fmt: skip
            x += font.getlength(run.text)

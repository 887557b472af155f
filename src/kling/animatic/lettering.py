"""Words in any script: fonts by run, lines that fit, ellipsis when they do not.

Noto Sans carries Latin, Greek and Cyrillic; other scripts come from its sister fonts. Pillow's Raqm layout shapes and
orders each run; runs of a right-to-left text stand in right-to-left order.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from PIL import ImageDraw, ImageFont

from kling.animatic.data import data

_LATIN = "NotoSans"
_CJK = "cjk"
_NO_LINE_START = frozenset("、。，．！？：；」』）】〉》〕’”,.!?:;)]}%…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_NO_LINE_END = frozenset("「『（【〈《〔‘“([{")
_BLANK = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029], " ")  # ends of lines stop the layout
ELLIPSIS = "…"


class Piece(NamedTuple):
    """Words, and whether they are set in the accent colour."""

    text: str
    accent: bool = False


@dataclass(frozen=True, slots=True)
class Type:
    """A size in pixels and a weight (100 to 900) of the sans serif."""

    size: int
    weight: int = 400


def _font_of(char: str) -> str | None:
    """The font a character needs; None when any will do (spaces, marks and joiners stay with what is before)."""
    if char.isspace() or unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Mc", "Cf"):
        return None
    point = ord(char)
    if 0x2018 <= point <= 0x2026:  # quotes and the ellipsis are in every font
        return None
    return str(_scripts()[bisect_right(_scripts(), point, key=lambda row: row[0]) - 1][1])


def _scripts() -> list[Any]:
    """The font of each run of code points, by its first."""
    rows: list[Any] = data("staging.yaml")["scripts"]
    return rows


@lru_cache(maxsize=1)
def _cjk_path() -> str:
    return str(files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc")


@lru_cache(maxsize=64)
def _font(name: str, face: Type, region: int) -> ImageFont.FreeTypeFont:
    if name == _CJK:
        font = ImageFont.truetype(_cjk_path(), face.size, index=region)
    else:
        font = ImageFont.truetype(str(files("manimgx_fonts") / f"{name}[wght].ttf"), face.size)
    axes = font.get_variation_axes()
    font.set_variation_by_axes([max(axis["minimum"] or 0, min(axis["maximum"] or 1000, face.weight)) for axis in axes])
    return font


def _region(text: str) -> int:
    """Which national forms of Han characters a text wants: 0 Japan, 1 Korea, 2 mainland China."""
    if any("぀" <= char <= "ヿ" for char in text):
        return 0
    if any("가" <= char <= "힣" for char in text):
        return 1
    return 2


def right_to_left(pieces: Iterable[Piece]) -> bool:
    """Whether a text reads from the right, by its first strong character."""
    kinds = (unicodedata.bidirectional(char) for piece in pieces for char in piece.text)
    return next((kind for kind in kinds if kind in ("R", "AL", "L")), "L") != "L"


class _Run(NamedTuple):
    text: str
    font: str
    accent: bool


def _runs(pieces: Iterable[Piece]) -> list[_Run]:
    runs: list[_Run] = []
    for piece in pieces:
        start = len(runs)
        for char in piece.text.translate(_BLANK):
            if "\ud800" <= char <= "\udfff":  # half a character, from text that was cut or never was Unicode
                continue
            font = _font_of(char)
            if len(runs) > start and (font is None or font == runs[-1].font):
                runs[-1] = runs[-1]._replace(text=runs[-1].text + char)
            else:
                runs.append(_Run(char, font or (runs[-1].font if runs else _LATIN), piece.accent))
    return runs


class Lettering:
    """Measures and draws words at one size and weight. ``language_sample`` decides national forms of Han."""

    def __init__(self, face: Type, language_sample: str = "") -> None:
        self.face = face
        self._han = _region(language_sample)
        latin = self._use(_LATIN)
        self.ascent = latin.getmetrics()[0]
        self.line_height = round(face.size * 1.36)

    def _use(self, name: str) -> ImageFont.FreeTypeFont:
        return _font(name, self.face, self._han if name == _CJK else 0)

    def width(self, pieces: Iterable[Piece]) -> float:
        return sum(self._use(run.font).getlength(run.text) for run in _runs(pieces))

    def wrap(self, pieces: Sequence[Piece], width: float, lines: int) -> list[list[Piece]]:
        """At most ``lines`` lines no wider than ``width`` pixels; what does not fit ends in an ellipsis."""
        words = _words(pieces)
        set_lines: list[list[Piece]] = []
        line: list[Piece] = []
        used = 0.0
        while words:
            word = words.pop(0)
            wide = self.width([Piece(word.text.rstrip(), word.accent)])
            if line and used + wide > width:
                if len(set_lines) == lines - 1:
                    return [*set_lines, self._cut_short(line, width)]
                set_lines.append(line)
                line, used = [], 0.0
            if not line and wide > width:
                head, tail = self._split(word, width)
                if tail:
                    words.insert(0, tail)
                    word = head
            line.append(word)
            used += self.width([word])
        if line:
            set_lines.append(line)
        return set_lines

    def _split(self, word: Piece, width: float) -> tuple[Piece, Piece | None]:
        """Break a word that is wider than a line, between grapheme clusters."""
        for end in range(len(word.text) - 1, 0, -1):
            if _font_of(word.text[end]) is None and not word.text[end].isspace():
                continue
            if self.width([Piece(word.text[:end])]) <= width:
                return Piece(word.text[:end], word.accent), Piece(word.text[end:], word.accent)
        return word, None

    def _cut_short(self, line: list[Piece], width: float) -> list[Piece]:
        kept = list(line)
        while kept:
            last = kept[-1]
            text = last.text.rstrip(" 　,;:，、；：.-")
            closed = [*kept[:-1], Piece(text + ELLIPSIS, last.accent)]
            if text and self.width(closed) <= width:
                return closed
            if len(text) > 1:
                kept[-1] = Piece(text[:-1], last.accent)
            else:
                kept.pop()
        return [Piece(ELLIPSIS)]

    def draw(
        self, onto: ImageDraw.ImageDraw, at: tuple[float, float], pieces: Sequence[Piece], fill: object, accent: object
    ) -> float:
        """Set one line with its left top corner at ``at``; returns the x where it ends."""
        runs = _runs(pieces)
        if right_to_left(pieces):
            runs.reverse()
        x, y = at
        for run in runs:
            font = self._use(run.font)
            onto.text((x, y + self.ascent), run.text, font=font, anchor="ls", fill=accent if run.accent else fill)  # type: ignore[arg-type]
            x += font.getlength(run.text)
        return x


def _words(pieces: Sequence[Piece]) -> list[Piece]:
    """Where a line may break: after spaces, and around every Han, kana or Thai-like character."""
    words: list[Piece] = []
    for piece in pieces:
        current = ""
        for char in piece.text:
            if current and _may_break(current[-1], char):
                words.append(Piece(current, piece.accent))
                current = ""
            current += char
        if current:
            words.append(Piece(current, piece.accent))
    return words


def _may_break(before: str, after: str) -> bool:
    if before.isspace():
        return not after.isspace()
    if after.isspace() or after in _NO_LINE_START or before in _NO_LINE_END:
        return False
    return _font_of(before) == _CJK or (_font_of(after) == _CJK)

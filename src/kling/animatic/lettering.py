"""Words in any script: fonts by run, lines that fit, an ellipsis when they do not.

Noto Sans carries Latin, Greek and Cyrillic; other scripts come from its sister fonts. Pillow's Raqm layout shapes and
orders each run; runs of a right-to-left text stand in right-to-left order."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, groupby, islice, pairwise
from typing import Any

from PIL import ImageDraw, ImageFont

from kling.animatic.data import data

_LATIN, _CJK = "NotoSans", "cjk"
_NO_LINE_START = frozenset("、。，．！？：；」』）】〉》〕’”,.!?:;)]}%…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_NO_LINE_END = frozenset("「『（【〈《〔‘“([{")
_BLANK = dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029], " ")  # ends of lines stop the layout
_BLANK |= dict.fromkeys(range(0xD800, 0xE000), "")  # half a character, from text that was cut or never was Unicode
_ELLIPSIS = "…"


@lru_cache(maxsize=4096)
def _font_of(char: str) -> str | None:
    """The font a character needs; None when any will do (spaces, marks and joiners stay with what is before)."""
    point = ord(char)
    if char.isspace() or unicodedata.category(char) in ("Mn", "Mc", "Cf") or 0x2018 <= point <= 0x2026:
        return None
    rows: list[Any] = data("staging.yaml")["scripts"]  # the font of each run of code points, by its first
    return str(rows[bisect_right(rows, point, key=lambda row: row[0]) - 1][1])


@cache
def _font(name: str, size: int, weight: int, region: int) -> ImageFont.FreeTypeFont:
    cjk = name == _CJK
    file = files("manimgx_fonts" + "_cjk" * cjk) / ("NotoSansCJK-VF.otf.ttc" if cjk else f"{name}[wght].ttf")
    font = ImageFont.truetype(str(file), size, index=region)
    axes = font.get_variation_axes()
    font.set_variation_by_axes([max(axis["minimum"] or 0, min(axis["maximum"] or 1000, weight)) for axis in axes])
    return font


def right_to_left(text: str) -> bool:
    """Whether a text reads from the right, by its first strong character."""
    kinds = (unicodedata.bidirectional(char) for char in text)
    return next((kind for kind in kinds if kind in ("R", "AL", "L")), "L") != "L"


def _cut(text: str, breaks: Callable[[str, str], bool]) -> list[str]:
    """A text cut between each two characters where it breaks."""
    ends = [n for n in range(1, len(text)) if breaks(text[n - 1], text[n])]
    return [text[start:end] for start, end in pairwise([0, *ends, len(text)])]


def _ends_line(before: str, char: str) -> bool:
    """Whether a line may break between two characters: after spaces, and around every Han and kana character."""
    if before.isspace() or char.isspace():
        return not char.isspace()
    kept = char in _NO_LINE_START or before in _NO_LINE_END
    return not kept and _CJK in (_font_of(before), _font_of(char))


def _runs(text: str) -> list[tuple[str, str]]:
    """A text in parts of one font each, with that font."""
    text = text.translate(_BLANK)
    fonts = accumulate(map(_font_of, text), lambda before, font: font or before, initial=_LATIN)
    runs = groupby(zip(text, islice(fonts, 1, None), strict=True), lambda one: one[1])
    return [(str(font), "".join(char for char, _ in run)) for font, run in runs]


class Lettering:
    """Measures and draws words in a size in pixels and a weight (100 to 900) of the sans serif. ``sample`` decides the
    national forms of Han characters."""

    def __init__(self, size: int, weight: int = 400, sample: str = "") -> None:
        self._size, self._weight = size, weight
        kana, hangul = (any(low <= char <= high for char in sample) for low, high in ("぀ヿ", "가힣"))
        self._han = 0 if kana else 1 if hangul else 2  # Japan, Korea, mainland China
        self._ascent = self._use(_LATIN).getmetrics()[0]
        self.line_height = round(size * 1.36)

    def _use(self, name: str) -> ImageFont.FreeTypeFont:
        return _font(name, self._size, self._weight, self._han if name == _CJK else 0)

    def width(self, text: str) -> float:
        return sum(self._use(font).getlength(part) for font, part in _runs(text))

    def wrap(self, text: str, width: float, lines: int) -> list[str]:
        """At most ``lines`` lines no wider than ``width`` pixels; what does not fit ends in an ellipsis."""
        made = [""]
        for word in self._fitting(text, width):
            if self.width((made[-1] + word).rstrip()) <= width:
                made[-1] += word
            elif len(made) < lines:
                made.append(word)
            else:
                while made[-1] and self.width(made[-1] + _ELLIPSIS) > width:
                    made[-1] = made[-1][:-1].rstrip()
                made[-1] += _ELLIPSIS
                break
        return made

    def _fitting(self, text: str, width: float) -> Iterator[str]:
        """What lines are made of: words, and where one is wider than a line, its letters."""
        for word in _cut(text, _ends_line):
            fits = self.width(word.rstrip()) <= width
            yield from [word] if fits else _cut(word, lambda _, char: _font_of(char) is not None)

    def draw(self, onto: ImageDraw.ImageDraw, at: tuple[float, float], text: str, ink: Any) -> None:
        """Set one line with its left top corner at ``at``."""
        x, runs = at[0], _runs(text)
        for name, part in reversed(runs) if right_to_left(text) else runs:
            font = self._use(name)
            onto.text((x, at[1] + self._ascent), part, ink, font, "ls")
            x += font.getlength(part)

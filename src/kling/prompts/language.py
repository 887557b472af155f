"""Which language words are written in: by script; where that is Latin, by common words and the letters of each word."""

from __future__ import annotations

from functools import cache

from kling.lexicon import table
from kling.lexicon.pattern import pattern
from kling.lexicon.words import is_japanese

_WORD = pattern(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LATIN = ("en", "es", "fr", "de", "pt", "it")
STEPS = 4  # digits of the table of letters to a natural logarithm
_COMMON, _ENGLISH = 2.0, 1.5  # what a common word counts for its languages, and every text for English


@cache
def _common() -> dict[str, frozenset[str]]:
    """The common words of each language."""
    return {code: frozenset(table("common_words")[code].split()) for code in LATIN}


def in_script(text: str, code: str) -> int:
    """How many letters of a language's own script stand in ``text``: kana for ja, Chinese characters for zh."""
    first, last = table("scripts")[code]
    return sum(first <= character <= last for character in text)


def language_of(text: str) -> str:
    """The ISO 639-1 code of most words, a CJK character counting as one; English where no word tells."""
    if not text.isascii():
        words = _WORD.findall(text)
        sizes = {code: in_script("".join(word[0] for word in words), code) for code in ("ko", "ru", "ar", "hi")}
        sizes |= {"zh": in_script(text, "zh") + in_script(text, "ja"), "th": in_script(text, "th")}
        best = max(sizes, key=lambda code: sizes[code])
        latin = sum(word.isascii() or max(word) < "\u0250" for word in words)
        if sizes[best] >= max(1, latin):
            return "ja" if best == "zh" and is_japanese(text) else best
    return _by_words(text.lower().replace("’", "'"))


def _by_words(lower: str) -> str:
    scores = {code: _ENGLISH * (code == "en") for code in LATIN}
    for word in _WORD.findall(lower):
        for code, common in _common().items():  # "d'une" is "une"
            scores[code] += _COMMON * (not common.isdisjoint((word, word.rpartition("'")[2])))
        known = list(filter(None, map(_letters().get, pieces_of(word))))
        for code, digits in zip(LATIN, zip(*known, strict=True), strict=False):
            scores[code] -= sum(int(digit, 36) for digit in digits) / STEPS / len(known) ** 0.5
    return max(scores, key=lambda code: scores[code])


def pieces_of(word: str) -> list[str]:
    """The three-letter pieces of a word, with its edges."""
    return [f"_{word}_"[n : n + 3] for n in range(len(word))]


@cache
def _letters() -> dict[str, str]:
    """How unlikely each piece is in the languages of ``LATIN``, as digits of base 36."""
    return {row[:3]: row[3:] for row in table("letters").split()}

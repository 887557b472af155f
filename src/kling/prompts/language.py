"""Which language words are written in: by script; where that is Latin, by common words and the letters of each word."""

from __future__ import annotations

from functools import cache, lru_cache
from operator import itemgetter

from kling.lexicon import table
from kling.lexicon.pattern import pattern
from kling.lexicon.words import is_japanese

_WORD = pattern(r"[^\W\d_]++(?:['’][^\W\d_]+)*")
LATIN = ("en", "es", "fr", "de", "pt", "it")
STEPS = 4  # digits of the table of letters to a natural logarithm
_COMMON, _ENGLISH = 2.0, (1.5, 0, 0, 0, 0, 0)  # what a common word counts for its languages, and every text for English


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
    scores = map(sum, zip(_ENGLISH, *map(_score, _WORD.findall(text.lower().replace("’", "'"))), strict=True))
    return max(zip(LATIN, scores, strict=True), key=itemgetter(1))[0]


@lru_cache(maxsize=20_000)  # texts may hold any number of different words
def _score(word: str) -> list[float]:
    """How much a word speaks for each language of ``LATIN``; "d'une" is "une"."""
    scores = [_COMMON * (not common.isdisjoint((word, word.rpartition("'")[2]))) for common in _common().values()]
    known = list(filter(None, map(_letters().get, pieces_of(word))))
    for n, digits in enumerate(zip(*known, strict=True)):
        scores[n] -= sum(int(digit, 36) for digit in digits) / STEPS / len(known) ** 0.5
    return scores


def pieces_of(word: str) -> list[str]:
    """The three-letter pieces of a word, with its edges."""
    return [f"_{word}_"[n : n + 3] for n in range(len(word))]


@cache
def _letters() -> dict[str, str]:
    """How unlikely each piece is in the languages of ``LATIN``, as digits of base 36."""
    return {row[:3]: row[3:] for row in table("letters").split()}

"""Which language words are written in: by script, and by common words where the script is Latin."""

from __future__ import annotations

from functools import cache

from kling.lexicon import table
from kling.lexicon.pattern import pattern
from kling.lexicon.words import is_japanese

_SPACED = ("ko", "ru", "ar", "hi")
_WORD = pattern(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ASCII_WORD = pattern(r"[a-z]+(?:'[a-z]+)*")  # the same in small letters of ASCII, in a third of the time
_CLEAR = 3  # a language with so many more signs than any other is told by its words alone
_ELISION = pattern(r"\b[cdjlmnqst]'(?=[aeiouéèêh])")


@cache
def _common() -> dict[str, list[str]]:
    """The languages of each common word."""
    codes: dict[str, list[str]] = {}
    for code, words in table("common_words").items():
        for word in set(words.split()):
            codes.setdefault(word, []).append(code)
    return codes


def in_script(text: str, code: str) -> int:
    """How many letters of a language's own script stand in ``text``: kana for ja, Chinese characters for zh."""
    first, last = table("scripts")[code]
    return sum(first <= character <= last for character in text)


def language_of(text: str) -> str:
    """An ISO 639-1 code: the language of most words, a Chinese or Japanese character counting as one. Latin-script text
    without a telling word reads as English."""
    if not text.isascii():
        words = _WORD.findall(text)
        sizes = {code: in_script("".join(word[0] for word in words), code) for code in _SPACED}
        sizes |= {"zh": in_script(text, "zh") + in_script(text, "ja"), "th": in_script(text, "th")}
        best = max(sizes, key=lambda code: sizes[code])
        latin = sum(word.isascii() or max(word) < "\u0250" for word in words)
        if sizes[best] >= max(1, latin):
            return "ja" if best == "zh" and is_japanese(text) else best
    return _by_words(text.lower().replace("’", "'"))


def _by_words(lower: str) -> str:
    scores: dict[str, int] = dict.fromkeys(table("common_words"), 0)
    words, common = (_ASCII_WORD if lower.isascii() else _WORD).findall(lower), _common()
    for word in words:
        for code in common.get(word, ()):
            scores[code] += 1
    for code, letters in table("common_letters").items():
        scores[code] += sum(map(lower.__contains__, letters))
    if "'" in lower and _ELISION.search(lower):
        scores["fr"] += 2
    order = sorted(scores, key=lambda code: (scores[code], code == "en"), reverse=True)
    near = [code for code in order if scores[order[0]] - scores[code] < _CLEAR]
    if len(near) > 1 and words:  # as many points at most as the share of three-letter pieces that a language has
        pieces = [piece for word in words for piece in _pieces(word)]
        like = {code: sum(map(_letters(code).__contains__, pieces)) / len(pieces) for code in near}
        near.sort(key=lambda code: (scores[code] + _CLEAR * like[code], code == "en"), reverse=True)
    return near[0]


def _pieces(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[n : n + 3] for n in range(len(word))]


@cache
def _letters(code: str) -> frozenset[str]:
    """The three-letter pieces of a language's common words."""
    return frozenset(piece for word in table("common_words")[code].split() for piece in _pieces(word))

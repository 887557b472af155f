"""Words as the lexicon has them and as a text has them: small letters, stems, parts."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from kling.lexicon.pattern import CJK, pattern

_SPACED = "a-z0-9\u00df-\u024f\u0370-\u060b\u060d-\u061a\u0620-\u06d3\u06d5-\u0963\u0966-\u0dff"
"""Letters and marks of spaced scripts; Arabic commas and stops and the danda of Hindi end a word."""
_ELIDED = f"(?:[cdjlmnst]|qu|jusqu|[dn]?ell|d?all|sull|quest)['\u2019](?=[{_SPACED}]{{2}})"
"""What French and Italian write before a word of its own: l'église, dell'albero."""
_WORD_TEXT = f"{_ELIDED}|[{_SPACED}]+(?:['\u2019][{_SPACED}]+)*"
_WORD, _PIECE = pattern(_WORD_TEXT), pattern(f"{_WORD_TEXT}|{CJK}")
_ASCII_PIECE = pattern(
    f"[a-z0-9]++(?!')|{_ELIDED}|[a-z0-9]+(?:'[a-z0-9]+)*"
)  # the same for ASCII, in a sixth of the time
HANGUL = pattern("[\uac00-\ud7af]")
_KANA_SHARE = 8
_FIRST_CJK = "\u3005"
LETTERS = 3  # the index is made by so many first letters
LATIN = {"en": "E", "es": "S", "fr": "F", "de": "D", "pt": "P", "it": "I"}  # flags of drawn words, by language


def lower_of(text: str) -> str:
    """Small letters, each at its place."""
    lower = text.lower()
    grown = len(lower) != len(text)  # a few letters grow when lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text) if grown else lower


def stem_of(word: str) -> str:
    """Without a plural, third-person or possessive s; applied to both sides, so it need not be a real word."""
    if word.endswith(("'s", "\u2019s")):
        word = word[:-2]
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


@cache
def forms(word: str, *, verb: bool) -> frozenset[str]:
    """The stems under which ``word`` may be met."""
    found = {stem_of(word)}
    if not word.isascii():
        found.add("".join(c for c in unicodedata.normalize("NFD", stem_of(word)) if not unicodedata.combining(c)))
    if word.endswith(("sh", "ch", "x", "ss", "zz", "o")):
        found.add(word + "e")
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        found.add(word[:-1] + "ie")
    if verb and not word.endswith("a"):  # a camera is none
        roots = {word}
        if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
            roots = {word[:-1]}
        elif re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprtv]", word):
            roots = {word + word[-1]}
        found |= {root + "ing" for root in roots} | {root + "ed" for root in roots}
        if word.endswith("y") and word[-2:-1] not in "aeiou":
            found.add(word[:-1] + "ied")
    return frozenset(found)


def is_japanese(text: str) -> bool:
    """Whether Chinese characters are Japanese: one of eight is kana; a Chinese text may have a single の."""
    if text.isascii():
        return False
    kana = sum("\u3041" <= c <= "\u30ff" for c in text)
    return kana > 0 and kana * _KANA_SHARE >= kana + sum("\u3400" <= c <= "\u9fff" for c in text)


class Word(NamedTuple):
    """A word of a vocabulary in small letters, and the term it is for; none where it means something else than the
    words in it. ``flags``: ``v`` an English verb with -ing and -ed, ``g`` guarded (an ordinary word too, that counts
    only where the camera acts), ``s`` a Japanese verb stem of one character, after which kana must follow; ``z`` or
    ``j`` a single character that only Chinese or only Japanese writes for it; at the end those of ``LATIN``."""

    text: str
    vocabulary: str
    id: str
    flags: str

    @property
    def literal(self) -> bool:
        """Whether it has to match character by character."""
        return max(self.text) >= _FIRST_CJK

    @property
    def parts(self) -> list[str]:
        return _WORD.findall(self.text)


def words_of(lower: str) -> list[re.Match[str]]:
    """The words of a text in small letters; each Chinese or Japanese character is one."""
    return list((_ASCII_PIECE if lower.isascii() else _PIECE).finditer(lower))

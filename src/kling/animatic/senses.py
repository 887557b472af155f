"""Words of two senses: the one that the words around a word tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kling.lexicon.pattern import table

_CJK = "\u3000"
_OTHERWISE = "-"


def senses(text: str, language: str, before: str = "") -> Iterator[tuple[int, int, str]]:
    """Where words of ``senses`` stand in a text, and what each is there: a vocabulary and a term of it or what somebody
    calls it, "" for nothing that is drawn. The word nearest to it decides, else one of the text ``before``; nothing is
    told of one that has none."""
    start, text = len(before) + 1, f"{before}\n{text}"
    for word, told in table("senses").get(language, {}).items():
        for match in _written(word).finditer(text, start):
            near = [(_away(match, cue, text), sense) for sense, cues in told.items() for cue in cues]
            away, sense = min(near, key=lambda one: one[0])
            if away < len(text) and sense != _OTHERWISE:
                yield match.start() - start, match.end() - start, sense


def _away(match: re.Match[str], cue: str, text: str) -> int:
    """Characters between a word and the nearest place of another; the length of the text for one that is not there."""
    found = [max(one.start() - match.end(), match.start() - one.end()) for one in _written(cue).finditer(text)]
    return min((away for away in found if away >= 0), default=len(text))


@cache
def _written(word: str) -> re.Pattern[str]:
    """A word with its endings; signs of scripts without blanks anywhere."""
    return re.compile(word if word >= _CJK else rf"\b{word}(?:e?[sn])?\b", re.IGNORECASE)

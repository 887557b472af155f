"""Where a text says that something is heard: a label ("Audio: waves"), a sound, a song, a narrator."""

from __future__ import annotations

import re
from functools import cache

from kling.lexicon import table
from kling.lexicon.pattern import CJK, pattern
from kling.lexicon.words import lower_of
from kling.prompts.language import language_of

_LETTER = r"[\w\u0300-\u036f\u064b-\u0652\u0900-\u0963]"
"""A letter, or a sign on one."""
_NO_GAPS, _ENDINGS = ("zh", "ja"), ("zh", "ja", "ko")
"""Languages that leave no gap between words, and those whose words may go on in others."""
_NEAR = 4
"""Characters around a hearing in which it is taken back, where there are no gaps; words after it elsewhere."""


def _either(name: str, parts_in: tuple[str, ...] = _ENDINGS, but: tuple[str, ...] = ()) -> str:
    """A pattern for what the data has under ``name`` in every language ``but`` some: parts of words in those of
    ``parts_in``, whole words elsewhere."""
    whole: set[str] = set()
    parts: set[str] = set()
    for language, row in table("hearing").items():
        if language not in but and name in row:
            (parts if language in parts_in else whole).update(row[name].split(", "))

    inside = f"|{_one_of(parts)}" if parts else ""
    return f"(?:(?<!{_LETTER})(?:{_one_of(whole)})(?!{_LETTER}){inside})"


def _one_of(phrases: set[str]) -> str:
    """An alternation that is looked into only where one of its first letters stands."""
    by_letter: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        rest = re.escape(phrase[1:]).replace(r"\*", f"{_LETTER}*").replace(r"\ ", r"\s+")
        by_letter.setdefault(phrase[:1], []).append(rest)
    letters = "|".join(f"{re.escape(letter)}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return f"(?=[{re.escape(''.join(by_letter))}])(?:{letters})"


_COLON = pattern(r"[:：]([^.!?。！？।\n]*)")
_LABEL = pattern(lambda: f"(?<!{CJK}){_either('labels')}\\s*$")
_LONGEST = 24
"""Characters of a label and the gap after it."""
_SILENT = pattern(lambda: rf"\W*{_either('silent')}")
_WORDS = pattern(lambda: _either("words"))
_PART = pattern(r"[,;，；、،]")
_CLAUSE_END = pattern(lambda: rf"[.,:;!?()\[\]{{}}。，、：；！？।،؛؟…—–\n]|{_either('turns')}")
_NO_SOUND = pattern(
    lambda: rf"《[^》\n]*》|〈[^〉\n]*〉|‹[^›\n]*›|(?<!\w)['‘‚][^'‘’‚\n]{{2,80}}['‘’](?!\w)|{_either('but')}"
)
"""Titles, and what sounds like a sound and is none."""


def heard(prose: str) -> tuple[int, int] | None:
    """Where it is first said that something is heard, in a text without its quotations; not where it is said that
    nothing is."""
    text = lower_of(prose).replace("’", "'")
    if _COLON.search(text) is None and not any(map(text.__contains__, _beginnings())):
        return None
    text = _NO_SOUND.sub(_blank, text)
    for colon in _COLON.finditer(text):
        since = max(0, colon.start() - _LONGEST)
        if label := _LABEL.search(text[since : colon.start()]):
            start, end = since + label.start(), colon.end()
            if not all(_SILENT.match(part) for part in _PART.split(colon[1]) if part.strip(" .")):
                return start, end
            text = text[:start] + " " * (end - start) + text[end:]
    return _told(text)


def _told(text: str) -> tuple[int, int] | None:
    """Where words tell of a sound, and the rest of their clause does not deny it."""
    language, since = language_of(text), 0
    for end, after in (*(found.span() for found in _CLAUSE_END.finditer(text)), (len(text), len(text))):
        for word in _WORDS.finditer(text, since, end):
            if not _denied(text[since : word.start()], text[word.end() : end], language):
                return word.span()
        since = after
    return None


@cache
def _beginnings() -> frozenset[str]:
    """Of every word for a sound the letters that a text cannot do without: the pattern is large and seldom needed."""
    words = ", ".join(row["words"] for row in table("hearing").values() if "words" in row)
    return frozenset(word.strip("*").split()[0].rstrip("*") for word in words.split(", "))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


@cache
def _denials(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What makes nothing of a sound before it and after it. "no" is a preposition in Portuguese."""
    but = ("en", "es") if language == "pt" else ()
    return re.compile(_either("before", _NO_GAPS, but)), re.compile(_either("after", but=but))


def _denied(before: str, after: str, language: str) -> bool:
    """Whether what stands before and after words for a sound in their clause says that there is none."""
    denied_before, denied_after = _denials(language)
    near = before[-_NEAR:] if language in _NO_GAPS else before
    soon = after[: _NEAR + 2] if language in _NO_GAPS else " ".join(after.split()[:_NEAR])
    return bool(denied_before.search(near) or denied_after.search(soon))

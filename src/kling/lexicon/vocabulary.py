"""Vocabularies and what of them stands in a text.

All vocabularies are searched in one pass over a text: words are looked up in one index, so asking a text twenty
questions costs hardly more than asking one. In spaced scripts whole words match in any case, English ones with plural
and third-person endings, a hyphen for a space, and an adverb between ("pans slowly left"); words in Chinese, Japanese
or Korean script match anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, cast

from kling.lexicon.pattern import CJK, pattern
from kling.lexicon.terms import Term
from kling.lexicon.words import LETTERS, Word, Words, forms, is_japanese, lower_of

BUILT = Path(__file__).with_name("lexicon.json")
T_co = TypeVar("T_co", bound=Term, covariant=True)
T = TypeVar("T", bound=Term)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(BUILT.read_bytes())
    return data


def table(name: str) -> Any:
    """A table of the data that holds no terms."""
    return _data()["tables"][name]


class Match(NamedTuple, Generic[T_co]):
    """A term found in a text, at characters ``start`` to ``end`` (exclusive)."""

    term: T_co
    start: int
    end: int


class Vocabulary(Generic[T_co]):
    """The terms of one kind, in order, as ``data/*.yaml`` has them under ``name``."""

    def __init__(self, name: str, kind: type[T_co]) -> None:
        self.name = name
        self.kind = kind
        VOCABULARIES[name] = self

    @cached_property
    def _terms(self) -> dict[str, T_co]:
        return {id: self.kind(id, row) for id, row in _data()["terms"][self.name].items()}

    def __iter__(self) -> Iterator[T_co]:
        return iter(self._terms.values())

    def __getitem__(self, id: str) -> T_co:
        """The term called ``id``; KeyError for an unknown one."""
        return self._terms[id]

    def __contains__(self, id: object) -> bool:
        return id in self._terms

    def find(self, text: str) -> list[Match[T_co]]:
        """Where terms of this vocabulary stand in ``text``: leftmost and longest first, never overlapping."""
        return cast("list[Match[T_co]]", _scan(text).get(self.name, []))


VOCABULARIES: dict[str, Vocabulary[Term]] = {}


def vocabularies_in(text: str) -> Set[str]:
    """The names of the vocabularies of which a term stands in ``text``."""
    return _scan(text).keys()


class _Entry(NamedTuple):
    """A word in the index: the stems allowed for each part after the first or, for words that have to match character
    by character, the whole ``literal``. ``rank`` orders those that begin alike, the longest first."""

    rank: int
    parts: tuple[frozenset[str], ...]
    literal: str
    vocabulary: str
    id: str
    flags: str


_entries: dict[str, dict[str, list[_Entry]]] = {}
_made: set[str] = set()


def _beginning(stem: str) -> dict[str, list[_Entry]]:
    """The words that begin with ``stem`` (or one character) by the stems that their second part may have, "" for those
    without one, each the longest first. There are ten thousand words and a text has a few, so what finds a word is made
    when a text first has a word that begins like it."""
    letters = stem[:LETTERS]
    if letters not in _made:
        made: dict[str, list[Word]] = {}
        for row in filter(None, _data()["index"].get(letters, "").split("\n")):
            word = Word.read(row)
            for key in word.stems():
                if key[:LETTERS] == letters:
                    made.setdefault(key, []).append(word)
        for key, words in made.items():
            known = _entries[key] = {}
            for rank, word in enumerate(sorted(words, key=lambda word: -len(word.text))):
                parts = () if word.literal else tuple(forms(part, verb=False) for part in word.parts[1:])
                entry = _Entry(rank, parts, word.text if word.literal else "", *word[1:])
                for second in parts[0] if parts else (_second(word.text, key),):
                    known.setdefault(second, []).append(entry)
        _made.add(letters)  # last: another thread may be asking meanwhile
    return _entries.get(stem, {})


_CHARACTER = pattern(CJK)


def _second(literal: str, key: str) -> str:
    """The character that must come next in a text, where a word of characters goes on with one."""
    return literal[1] if key == literal[:1] and _CHARACTER.match(literal, 1) else ""


def _follow(words: Words, parts: tuple[frozenset[str], ...], i: int) -> int | None:
    """The last word of ``parts`` standing after word ``i``, adverbs passed over."""
    stems, joined = words.stems, words.joined
    for part in parts:
        if not joined[i]:
            return None
        i += 1
        if stems[i] not in part:
            if not (joined[i] and words.words[i].endswith("ly") and stems[i + 1] in part):
                return None
            i += 1
    return i


def _beginning_with(known: Mapping[str, list[_Entry]], words: Words, i: int) -> list[_Entry]:
    """Of the words known to begin like word ``i`` those that may go on as the text does: not at all, by the next word
    or, past an adverb, by the one after it; the longest first."""
    entries = known.get("", [])
    if words.joined[i]:
        second = words.stems[i + 1]
        if second in known:
            entries = entries + known[second]
        if words.joined[i + 1] and words.words[i + 1].endswith("ly") and words.stems[i + 2] != second:
            entries = entries + known.get(words.stems[i + 2], [])
    return sorted(entries) if len(entries) > 1 else entries


@lru_cache(maxsize=64)
def _scan(text: str) -> dict[str, list[Match[Term]]]:
    """Every term of every vocabulary in ``text``, by the name of the vocabulary."""
    words = Words(lower_of(text))
    lower, foreign = words.lower, "z" if is_japanese(text) else "j"
    found: dict[str, list[Match[Term]]] = {}
    reached: dict[str, int] = {}
    for i, stem in enumerate(words.stems):
        known = _entries.get(stem)
        if known is None:
            if stem[:LETTERS] in _made:
                continue
            known = _beginning(stem)
        start, end = words.spans[i]
        for _, parts, literal, name, id, flags in _beginning_with(known, words, i):
            if name in reached and reached[name] > start:
                continue
            stop = end
            if literal:
                stop = start + len(literal)
                if not lower.startswith(literal, start) or foreign in flags:
                    continue
                if "s" in flags and not "\u3041" <= lower[stop : stop + 1] <= "\u3096":
                    continue
            elif parts:
                last = _follow(words, parts, i)
                if last is None:
                    continue
                stop = words.spans[last][1]
            if "g" in flags and "-" not in lower[start:stop] and not _camera_acts(lower, start, words.words[i]):
                continue
            reached[name] = stop
            if id:
                found.setdefault(name, []).append(Match(VOCABULARIES[name][id], start, stop))
    return found


_CAMERA = pattern(r"\b(?:camera|lens|shot|drone|view|c[aá]mara|plano)\b|镜头|カメラ")
_CLAUSE = pattern(
    r"(?:^|[.,;:!?，。：；、—–(]\s*|\b(?:then|and|a|one|slow|slowly|gentle|gently|subtle|steady|smooth|smoothly|quick|fast|"
    r"sudden|long|gradual|final|camera|by|with|while|after)\s+)$"
)
_FRAMED = pattern(r"[:：]|\b(?:as|while|when|where|who)\s+(?=\S)")
_SENTENCE_END = pattern(r"[.!?。！？\n]")


def _camera_acts(lower: str, start: int, first: str) -> bool:
    """Whether an ordinary word at ``start`` speaks of the camera. A finite verb needs the camera named before it in
    the sentence; a noun or an imperative may also open a clause or follow a speed word."""
    before = lower[max(0, start - 160) : start]
    ends = [m.end() for m in _SENTENCE_END.finditer(before)]
    sentence = before[ends[-1] :] if ends else before
    finite = first.endswith("s") and not first.endswith("ss")
    if finite:  # "Medium shot: the boy pulls back the curtain", "the camera waits as she pushes in a drawer"
        clause = _FRAMED.split(sentence)[-1]
        return _CAMERA.search(clause if clause.strip() else sentence) is not None
    if _CAMERA.search(sentence):
        return True
    return not sentence.strip() or _CLAUSE.search(sentence) is not None

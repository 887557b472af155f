"""Vocabularies and what of them stands in a text.

All vocabularies of a topic are searched in one pass over a text: words are looked up in one index, so asking a text
twenty questions costs hardly more than asking one. In spaced scripts whole words match in any case, English ones with
plural and third-person endings, a hyphen for a space, and adverbs between ("pans slowly left"); words in Chinese,
Japanese or Korean script match anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, TypeVar, cast

from kling.lazy import lazy
from kling.lexicon.pattern import pattern
from kling.lexicon.terms import Term
from kling.lexicon.words import LETTERS, Word, Words, forms, is_japanese, lower_of, stem_of

BUILT = Path(__file__).with_name("lexicon.json")
INDEX = Path(__file__).with_name("index.txt")
T_co = TypeVar("T_co", bound=Term, covariant=True)
T = TypeVar("T", bound=Term)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(BUILT.read_bytes())
    return data


@cache
def _index() -> dict[bytes, bytes]:
    """The rows of the index by their first letters, as written: a text needs few of them."""
    blocks = (block.partition(b"\n") for block in INDEX.read_bytes().split(b"\n\n"))
    return {letters: rows for letters, _, rows in blocks}


@cache
def _adverbs() -> frozenset[str]:
    """What may stand inside of a phrase, as "slowly" does; English adverbs are known by their end."""
    return frozenset(table("words")["adverbs"].split())


def table(name: str) -> Any:
    """A table of the data that holds no terms."""
    return _data()["tables"][name]


Topic = Literal["film", "scene", "policy"]
"""What words are about: how a film is asked for, what an animatic draws of it, or what may not be asked for. All of one
topic are found in one pass over a text."""


class Match(NamedTuple, Generic[T_co]):
    """A term found in a text, at characters ``start`` to ``end`` (exclusive)."""

    term: T_co
    start: int
    end: int


class Vocabulary(Generic[T_co]):
    """The terms of one kind, in order, as ``data/*.yaml`` has them under ``name``. Vocabularies of a topic are looked
    for together."""

    def __init__(self, name: str, kind: type[T_co], topic: Topic = "film") -> None:
        self.name = name
        self.kind = kind
        self.topic = topic
        VOCABULARIES[name] = self

    @lazy
    def terms(self) -> dict[str, T_co]:
        """By their ids."""
        return {id: self.kind(id, row) for id, row in _data()["terms"][self.name].items()}

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.terms.values())

    def __getitem__(self, id: str) -> T_co:
        """The term called ``id``; KeyError for an unknown one."""
        return self.terms[id]

    def __contains__(self, id: object) -> bool:
        return id in self.terms

    def find(self, text: str) -> list[Match[T_co]]:
        """Where terms of this vocabulary stand in ``text``: leftmost and longest first, never overlapping."""
        return cast("list[Match[T_co]]", _scan(text, self.topic).get(self.name, []))


VOCABULARIES: dict[str, Vocabulary[Term]] = {}


def vocabularies_in(text: str, topic: Topic) -> Set[str]:
    """The names of the vocabularies of a topic of which a term stands in ``text``."""
    return _scan(text, topic).keys()


class _Entry(NamedTuple):
    """A word in the index: the stems allowed for each part after the first or, for words that have to match character
    by character, the whole ``literal``. ``rank`` orders those that begin alike, the longest first."""

    rank: int
    parts: tuple[frozenset[str], ...]
    literal: str
    vocabulary: str
    id: str
    flags: str


class _Beginning(NamedTuple):
    """The stem of a word of a text, and the rows of the index that begin with it (or with that character) by the stems
    that their second part may have, "" for those without one."""

    stem: str
    rows: dict[str, list[str]]


_rows: dict[str, dict[str, list[str]]] = {}
_read: set[str] = set()
_beginnings: dict[str, _Beginning] = {"": _Beginning("", {})}
_BEGINNINGS_MAX = 20_000  # texts may hold any number of different words


def _beginning(word: str) -> _Beginning:
    """What begins with a word of a text. The part of the index that has its first letters is read when it is needed."""
    stem = stem_of(word)
    letters = stem[:LETTERS]
    if letters not in _read:
        rows: dict[str, dict[str, list[str]]] = {}
        for row in _index().get(letters.encode(), b"").decode().splitlines():
            key, seconds, written = row.split("\t", 2)
            of_key = rows.setdefault(key, {})
            for second in seconds.split(" "):
                of_key.setdefault(second, []).append(written)
        _rows.update(rows)
        _read.add(letters)  # last: another thread may be asking meanwhile
    begins = _Beginning(stem, _rows.get(stem, {}))
    if len(_beginnings) < _BEGINNINGS_MAX:
        _beginnings[word] = begins
    return begins


@cache
def _entries(topic: Topic, stem: str, second: str) -> list[_Entry]:
    """The words of a topic that begin with ``stem`` and go on with ``second``, a key of its rows; the longest first."""
    found = []
    for word in map(Word.read, _rows[stem][second]):
        if VOCABULARIES[word.vocabulary].topic == topic:
            parts = () if word.literal else tuple(forms(part, verb=False) for part in word.parts[1:])
            found.append(_Entry(-len(word.text), parts, word.text if word.literal else "", *word[1:]))
    return sorted(found, key=_rank)


_rank = itemgetter(0)


def _past_adverbs(words: Words, i: int) -> int:
    """The first word from ``i`` on that does not only say how something is done."""
    while words.words[i].endswith("ly") or words.words[i] in _adverbs():
        i += 1
    return i


def _follow(words: Words, begins: list[_Beginning], parts: tuple[frozenset[str], ...], i: int) -> int | None:
    """The last word of ``parts`` standing after word ``i``, adverbs passed over."""
    for part in parts:
        after = i + 1
        if begins[after].stem not in part:
            after = _past_adverbs(words, after)
            if begins[after].stem not in part:
                return None
        if not all(map(words.joined, range(i, after))):
            return None
        i = after
    return i


def _beginning_with(topic: Topic, words: Words, begins: list[_Beginning], i: int) -> list[_Entry]:
    """Of the words known to begin like word ``i`` those that may go on as the text does: not at all, by the next word
    or, past adverbs, by the one after them; the longest first."""
    stem, rows = begins[i]
    seconds = {"", begins[i + 1].stem, begins[_past_adverbs(words, i + 1)].stem}
    lists = [_entries(topic, stem, second) for second in seconds if second in rows]
    return lists[0] if len(lists) == 1 else sorted(chain.from_iterable(lists), key=_rank)


@lru_cache(maxsize=64)
def _words(text: str) -> Words:
    """The words of a text, cut once for all topics."""
    return Words(lower_of(text))


@lru_cache(maxsize=128)
def _scan(text: str, topic: Topic) -> dict[str, list[Match[Term]]]:
    """Every term of every vocabulary of a topic in ``text``, by the name of the vocabulary."""
    words = _words(text)
    lower, foreign = words.lower, "z" if is_japanese(text) else "j"
    begins = [_beginnings.get(word) or _beginning(word) for word in words.words]
    found: dict[str, list[Match[Term]]] = {}
    reached: dict[str, int] = {}
    for i, match in enumerate(words.matches):
        if not begins[i].rows:
            continue
        start, end = match.span()
        for _, parts, literal, name, id, flags in _beginning_with(topic, words, begins, i):
            if reached.get(name, 0) > start:
                continue
            stop = end
            if literal:
                stop = start + len(literal)
                if not lower.startswith(literal, start) or foreign in flags:
                    continue
                if "s" in flags and not "\u3041" <= lower[stop : stop + 1] <= "\u3096":
                    continue
            elif parts:
                last = _follow(words, begins, parts, i)
                if last is None:
                    continue
                stop = words.matches[last].end()
            if "g" in flags and "-" not in lower[start:stop] and not _camera_acts(lower, start, words.words[i]):
                continue
            reached[name] = stop
            if id:
                found.setdefault(name, []).append(Match(VOCABULARIES[name].terms[id], start, stop))
    return found


_CAMERA = pattern(r"\b(?:camera|lens|shot|drone|steadicam|gimbal|view|c[aá]mara|plano)\b|镜头|カメラ")
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

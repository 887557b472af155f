"""Vocabularies and what of them stands in a text: all of a topic are looked for in one pass, in one index.

In spaced scripts whole words match in any case, English ones with plural and third-person endings, a hyphen for a
space, and adverbs between ("pans slowly left"); words in Chinese, Japanese or Korean script match anywhere."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Generic, Literal, NamedTuple, TypeVar, cast

from kling.lazy import lazy
from kling.lexicon.pattern import pattern, phrases, read_built, word_list
from kling.lexicon.terms import Term
from kling.lexicon.words import HANGUL, LATIN, LETTERS, Word, forms, is_japanese, lower_of, stem_of, words_of

TERMS, INDEX = map(Path(__file__).with_name, ("terms.txt", "index.txt"))
TERMS_DRAWN, INDEX_DRAWN = map(Path(__file__).with_name, ("drawn_terms.txt", "drawn.txt"))
T_co = TypeVar("T_co", bound=Term, covariant=True)
T = TypeVar("T", bound=Term)
Topic = Literal["film", "scene", "policy"]
"""What words are about: how a film is asked for, what is drawn of it, or what may not be asked for."""


class Match(NamedTuple, Generic[T_co]):
    """A term found in a text, at characters ``start`` to ``end`` (exclusive)."""

    term: T_co
    start: int
    end: int


class Vocabulary(Generic[T_co]):
    """The terms of one kind, in order, as the data has them under ``name``; a topic is looked for together."""

    def __init__(self, name: str, kind: type[T_co], topic: Topic = "film") -> None:
        self.name, self.kind, self.topic = name, kind, topic
        self._made: dict[str, T_co] = {}
        VOCABULARIES[name] = self

    @lazy
    def _rows(self) -> dict[str, str]:
        """The terms as they were built, by their ids: most of them are never asked for."""
        rows = _blocks(TERMS_DRAWN if self.topic == "scene" else TERMS)[self.name].decode().split("\n")
        return {id: row for id, _, row in (row.partition("\t") for row in rows)}

    @lazy
    def terms(self) -> dict[str, T_co]:
        """By their ids."""
        return {id: self[id] for id in self._rows}

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.terms.values())

    def __getitem__(self, id: str) -> T_co:
        """The term called ``id``; KeyError for an unknown one."""
        if id not in self._made:
            self._made.setdefault(id, self.kind(id, json.loads(self._rows[id])))  # another thread may have been first
        return self._made[id]

    def __contains__(self, id: object) -> bool:
        return id in self._rows

    def find(self, text: str, language: str = "") -> list[Match[T_co]]:
        """Where terms of this vocabulary stand in ``text``: leftmost and longest first, never overlapping. Where the
        ``language`` of a text is known, what is drawn is named in words of that language alone."""
        return cast("list[Match[T_co]]", terms_in(text, self.topic, language).get(self.name, []))


@cache
def _blocks(path: Path) -> dict[str, bytes]:
    """The rows of each vocabulary of a file."""
    blocks = (block.partition(b"\n") for block in read_built(path).rstrip().split(b"\n\n"))
    return {name.decode(): rows for name, _, rows in blocks}


VOCABULARIES: dict[str, Vocabulary[Term]] = {}
_Entry = tuple[str, tuple[frozenset[str], ...] | None, str, Term | None, str]
"""A word, the stems that its later parts may have (None: it has to match character by character), its vocabulary, what
it is a word for, and its flags."""


def _entry(row: str) -> _Entry:
    text, name, id, flags = word = Word(*row.split("\t"))
    parts = None if word.literal else tuple(forms(part, verb=False) for part in word.parts[1:])
    return text, parts, name, VOCABULARIES[name][id] if id else None, flags


class _Beginnings(dict[str, list[_Entry]]):
    """The words of a topic that begin alike, by the stem that comes next in a text: what may go on so, and what need
    not go on; the longest first. ``rows`` are those of the index by the stems that their second part may have, "" for
    those without one; each is read when a text goes on like it."""

    def __init__(self) -> None:
        self.rows: dict[str, list[str]] = {}

    def __missing__(self, second: str) -> list[_Entry]:
        rows = self.rows.get(second, []) + (self.rows.get("", []) if second else [])
        return self.setdefault(second, sorted(map(_entry, rows), key=lambda one: -len(one[0])))


class _Known(NamedTuple):
    """A word of a text: its stem, whether it is an adverb, and what begins with it, by topic."""

    stem: str
    adverb: bool
    begins: dict[Topic, _Beginnings]


_END = _Known("", adverb=False, begins={})
_KNOWN_MAX = 20_000  # texts may hold any number of different words


class _Index(dict[str, _Known]):
    """What is known of the words of texts; each part of the file is read when a text has a word with its letters."""

    def __init__(self, path: Path) -> None:
        self._path, self._read = path, set[str]()
        self._begins: dict[str, dict[Topic, _Beginnings]] = {}

    @lazy
    def _blocks(self) -> list[bytes]:
        """The rows of the same first letters, under these, in order: a text needs few of them."""
        return read_built(self._path).split(b"\n\n")

    def __missing__(self, word: str) -> _Known:
        letters = (stem := stem_of(word))[:LETTERS]
        if letters not in self._read:
            head = f"{letters}\n".encode()
            at = bisect_left(self._blocks, head)
            block = self._blocks[at] if at < len(self._blocks) else b""
            begins: dict[str, dict[Topic, _Beginnings]] = {}
            for row in block.decode().splitlines()[1:] if block.startswith(head) else ():
                key, seconds, written = row.split("\t", 2)
                topic = VOCABULARIES[written.split("\t")[1]].topic
                rows = begins.setdefault(key, {}).setdefault(topic, _Beginnings()).rows
                for second in seconds.split(" "):
                    rows.setdefault(second, []).append(written)
            self._begins.update(begins)
            self._read.add(letters)  # last: another thread may be asking meanwhile
        known = _Known(stem, word.endswith("ly") or word in word_list("adverbs"), self._begins.get(stem, {}))
        if len(self) < _KNOWN_MAX:
            self[word] = known
        return known


_SAID, _DRAWN = _Index(INDEX), _Index(INDEX_DRAWN)
"""What is only drawn has an index of its own, which nothing else reads."""


class _Text(NamedTuple):
    """A text in small letters, its words, and what is known of each; past its end stand two that are none."""

    lower: str
    words: list[re.Match[str]]
    known: list[_Known]

    def past_adverbs(self, i: int) -> int:
        """The first word from ``i`` on that does not only say how something is done."""
        while self.known[i].adverb:
            i += 1
        return i

    def beyond_adverbs(self, i: int, begins: _Beginnings, found: list[_Entry]) -> list[_Entry]:
        """``found`` and what may go on after the adverbs from ``i`` on; longest first."""
        later = begins[stem] if (stem := self.known[self.past_adverbs(i)].stem) in begins.rows else []
        return sorted(dict.fromkeys(later + found), key=lambda one: -len(one[0]))

    def follow(self, parts: tuple[frozenset[str], ...], i: int) -> int | None:
        """The last word of ``parts`` after word ``i``, with only adverbs, space, hyphen, slash or dot between."""
        lower, words, known = self
        for part in parts:
            after = i + 1
            if known[after].stem not in part and known[after := self.past_adverbs(after)].stem not in part:
                return None
            while i < after:
                gap = lower[words[i].end() : words[i + 1].start()]
                if gap != " " and (gap.strip(_JOINTS) or (". " in gap and len(words[i][0]) > 2)):  # "walks. A"
                    return None
                i += 1
        return i


@lru_cache(maxsize=64)
def _text(text: str, *, drawn: bool) -> _Text:
    """A text, read once for all topics of an index."""
    lower, index = lower_of(text), _DRAWN if drawn else _SAID
    words = words_of(lower)
    return _Text(lower, words, [*[index[word[0]] for word in words], _END, _END])


@lru_cache(maxsize=128)
def terms_in(text: str, topic: Topic, language: str = "") -> Mapping[str, list[Match[Term]]]:
    """The terms of a topic that stand in ``text``, by the names of their vocabularies; of those alone that have one. Of
    words that are drawn and in Latin script those of a ``language`` that is known."""
    own = LATIN.get(language, "")
    lower, words, known = read = _text(text, drawn=topic == "scene")
    foreign = "z" if is_japanese(text) else "j"
    found: dict[str, list[Match[Term]]] = {}
    reached: dict[str, int] = {}
    for i, begins in [(i, word.begins[topic]) for i, word in enumerate(known) if topic in word.begins]:
        (second, adverb, _), (third, loose, _) = known[i + 1], known[i + 2]
        going_on, loose = begins[second if second in begins.rows else ""], loose or adverb
        if not (going_on or adverb):
            continue
        start, end = words[i].span()
        for literal, parts, name, term, flags in read.beyond_adverbs(i + 1, begins, going_on) if adverb else going_on:
            if reached.get(name, 0) > start or (own and flags[-1:].isupper() and own not in flags):
                continue
            stop = end
            if parts:
                if (len(parts) > 1 and not loose and third not in parts[1]) or (last := read.follow(parts, i)) is None:
                    continue
                stop = words[last].end()
            elif parts is None:
                stop = start + len(literal)
                if not lower.startswith(literal, start) or foreign in flags:
                    continue
                if topic == "scene" and start and HANGUL.match(literal) and HANGUL.match(lower, start - 1):
                    continue  # no word of Korean begins inside of one
                if "s" in flags and not "\u3041" <= lower[stop : stop + 1] <= "\u3096":
                    continue
            if "g" in flags and not _camera_acts(lower, start, words[i][0]):
                continue
            reached[name] = stop
            if term:
                found.setdefault(name, []).append(Match(term, start, stop))
    return found


_JOINTS = " -\t\n./\u2010\u2011\u2013\u00a0"
_CAMERA = pattern(r"\b(?:camera|lens|shot|drone|steadicam|gimbal|view|c[aá]mara|plano)\b|镜头|カメラ")
_CLAUSE = phrases("camera_clauses", 0)
_FRAMED, _SENTENCE_END = pattern(r"[:：]|\b(?:as|while|when|where|who)\s+(?=\S)"), pattern(r"[.!?。！？\n]")


def _camera_acts(lower: str, start: int, first: str) -> bool:
    """Whether an ordinary word at ``start`` speaks of the camera. A finite verb needs the camera named before it in
    the sentence; a noun or an imperative may also open a clause or follow a speed word."""
    sentence = _SENTENCE_END.split(lower[max(0, start - 160) : start])[-1]
    clauses = _FRAMED.split(sentence)  # "medium shot: the boy pulls back the curtain", "as she pushes in a drawer"
    if _CAMERA.search(next(filter(str.strip, reversed(clauses)), "")):
        return True
    finite = first.endswith("s") and not first.endswith("ss")
    return not finite and _CLAUSE.search(sentence.lstrip()) is not None

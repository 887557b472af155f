"""The tables of the planner: which words of a language ask for what. Data, one file for each language in ``data/``.

``script/lexicon``, which says how phrases are written, makes regular expressions of them: ``{{name}}`` is a list of
words, ``{{#}}`` the words for numbers. A phrase is read when its *keys* stand in a text, one of each: a word after a
blank, letters anywhere, ``#`` for a digit, ``{name}`` for a word of a list."""

from __future__ import annotations

import json
import re
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from kling.lexicon.pattern import read_built

DATA = Path(__file__).with_name("data")
LANGUAGES = ("en", "zh", "ja", "es", "fr", "de", "pt", "it", "ko", "ru", "hi", "ar")
UNSPACED = ("zh", "ja")  # languages written without blanks between words: their phrases match anywhere
VERB_SECOND = ("de",)  # languages whose sentences break when their first words ("then") are taken away
BRIEF = ("ar", "ru")  # languages that say what happens in two words
_NAMED, _LIST = re.compile(r"\{(\{(?:\w+|#)\})\}"), re.compile(r"\{(?:\w+|#)\}")
_WORDS = re.compile(r"\w+"), re.compile(r"[^\W\d_]+\b")  # "5s" is one word, and the unit in it another one


class Found(NamedTuple):
    """A phrase at ``start`` to ``end`` of a text, its ``number``, and the ``value`` its list has in the table."""

    start: int
    end: int
    number: float | None = None
    value: str = ""


class Table:
    """The phrases of one language. ``lists`` are words, ``phrases`` are found in texts, ``sentences`` are written."""

    def __init__(self, written: str) -> None:
        head, lists, rows = written.split("\n\n")
        data = json.loads(head)
        self.language: str = data["language"]
        self.lists: dict[str, list[str]] = data["lists"]
        self.sentences: dict[str, Any] = data["sentences"]
        self.numbers: dict[str, float] = data["numbers"]
        self._listed = dict(row.split("\t", 1) for row in lists.split("\n"))  # by name: keys, expression
        self.rows = rows.rstrip("\n").split("\n")  # of each phrase: keys, topic, value, expression
        self._by_key: dict[str, list[int]] = {}
        for n, row in enumerate(self.rows):
            for key in row[: row.index("\t")].partition("~")[0].split("|"):
                self._by_key.setdefault(key, []).append(n)
        self._letters: dict[str, list[str]] = {}  # keys that stand anywhere, by the first two of their letters
        for key in (one for one in self._by_key if one[:1] not in (" ", "#")):
            self._letters.setdefault("" if key[:1] == "{" else key[:2], []).append(key)
        self.spaced = self.language not in UNSPACED
        self.pattern, self._parts, self._possible = cache(self._compiled), cache(self._parted), lru_cache(64)(self._of)
        self._row = cache(lambda number: self.rows[number].split("\t"))

    def find(self, topic: str, text: str) -> list[Found]:
        """Where phrases of ``topic`` stand in ``text``, which is in small letters: by place, overlaps left in."""
        found = [
            Found(m.end() - len(m[0].lstrip()), m.end(), self.number(m.groupdict().get("n") or value), value)
            for value, expression in self._possible(text).get(topic, ())
            for m in self.pattern(expression).finditer(text)
        ]
        return sorted(found, key=lambda one: (one.start, -one.end)) if len(found) > 1 else found

    def _of(self, text: str) -> dict[str, list[tuple[str, str]]]:
        """Value and expression of the phrases whose keys stand in ``text``, by topic."""
        words = {f" {word}" for form in _WORDS for word in form.findall(text)}
        words |= {"#" for one in text if one.isdecimal()}

        @cache
        def stands(keys: str) -> bool:
            apart, within = self._parts(keys)
            return not words.isdisjoint(apart) or any(map(text.__contains__, within))

        begun = self._letters.keys() & {"", *text, *map("".join, pairwise(text))}
        keys = {*(self._by_key.keys() & words), *(key for two in begun for key in self._letters[two] if stands(key))}
        found: dict[str, list[tuple[str, str]]] = {}
        for needed, topic, value, expression in map(self._row, sorted({n for key in keys for n in self._by_key[key]})):
            if all(map(stands, needed.split("~")[1:])):
                found.setdefault(topic, []).append((value, expression))
        return found

    def _parted(self, keys: str) -> tuple[set[str], set[str]]:
        """Keys of which one must stand in a text: words and digits of it, and letters that stand anywhere."""
        one_of = {*_LIST.sub(lambda name: self._listed[name[0]].partition("\t")[0], keys).split("|")}
        apart = {key for key in one_of if key[:1] in (" ", "#")}
        return apart, one_of - apart

    def number(self, written: str) -> float | None:
        """The number that digits or a number word stand for."""
        figures = written.replace(",", ".")
        return self.numbers.get(written) or (float(figures) if figures.replace(".", "", 1).isdecimal() else None)

    @cached_property
    def glue(self) -> frozenset[str]:
        """Words that may stand beside a setting."""
        return frozenset(word for entry in self.lists["glue"] for word in entry.split()) | self.numbers.keys()

    @cached_property
    def articles(self) -> frozenset[str]:
        """Words before what is named for the first time ("a", "two"); none in languages without articles."""
        return frozenset(self.lists.get("article", ())) and frozenset(self.lists["article"]) | self.numbers.keys()

    @cached_property
    def function(self) -> frozenset[str]:
        """Articles, pronouns, prepositions and the like; single characters in scripts without blanks."""
        return frozenset(word for entry in self.lists["function"] for word in entry.split())

    def _compiled(self, expression: str) -> re.Pattern[str]:
        """An expression with the words that it stands for; the first number in it is its ``n``."""
        for _ in range(2):  # lists of words hold letters and numbers
            expression = _NAMED.sub(lambda name: self._listed[name[1]].partition("\t")[2], expression)
        first, mark, rest = expression.partition("(?P<n>")
        return re.compile(first + mark + rest.replace("(?P<n>", "(?:"))


@cache
def table(language: str) -> Table:
    """The table of a language; English for one there is none of."""
    return Table(read_built(DATA / f"{language if language in LANGUAGES else 'en'}.txt").decode())

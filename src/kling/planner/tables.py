"""The tables of the planner: which words of a language ask for what. Data, one file for each language in ``data/``.

``script/lexicon``, which says how phrases are written, makes regular expressions of them: ``{{name}}`` is a list of
words, ``{{#}}`` the words for numbers. A phrase is only looked for where its *keys*, letters it needs, stand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).with_name("data")
LANGUAGES = ("en", "zh", "ja", "es", "fr", "de", "pt", "it", "ko", "ru", "hi", "ar")
UNSPACED = ("zh", "ja")  # languages written without blanks between words: their phrases match anywhere
VERB_SECOND = ("de",)  # languages whose sentences break when their first words ("then") are taken away
BRIEF = ("ar", "ru")  # languages that say what happens in two words
_NAMED = re.compile(r"\{\{(\w+|#)\}\}")


class Found(NamedTuple):
    """A phrase at ``start`` to ``end`` of a text, its ``number``, and the ``value`` its list has in the table."""

    start: int
    end: int
    number: float | None = None
    value: str = ""


@dataclass
class Phrase:
    """One phrase of a table, compiled when a text first has its keys."""

    table: Table
    expression: str
    keys: list[list[str]]
    value: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.table.whole(self.expression))

    def find(self, text: str) -> list[Found]:
        """Where it stands in ``text``, which is in small letters."""
        has = self.table.has
        for options in self.keys:
            for key in options:
                if key in text if key[0] != "{" else has(key[1:-1], text):
                    break
            else:
                return []
        return [
            Found(match.start(), match.end(), self.table.number(match.groupdict().get("n") or self.value), self.value)
            for match in self.pattern.finditer(text)
        ]


class Table:
    """The phrases of one language. ``lists`` are words, ``phrases`` are found in texts, ``sentences`` are written."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.language: str = data["language"]
        self.lists: dict[str, list[str]] = data["lists"]
        self.sentences: dict[str, Any] = data["sentences"]
        self._numbers: dict[str, float] = data["numbers"]
        self._data = data
        self._known: dict[str, list[Phrase]] = {}
        self._text, self._has = "", dict[str, bool]()
        self.spaced = self.language not in UNSPACED

    def find(self, topic: str, text: str) -> list[Found]:
        """Where phrases of ``topic`` stand in ``text``, which is in small letters: by place, overlaps left in."""
        if topic not in self._known:
            self._known[topic] = [Phrase(self, *entry) for entry in self._data["phrases"].get(topic, ())]
        found = [one for phrase in self._known[topic] for one in phrase.find(text)]
        return sorted(found, key=lambda one: (one.start, -one.end)) if len(found) > 1 else found

    def has(self, name: str, text: str) -> bool:
        """Whether a word of a list may stand in ``text``."""
        if text is not self._text:
            self._text, self._has = text, {}
        if name not in self._has:
            letters = self._data["letters"][name]
            self._has[name] = not letters or any(key in text for key in letters)
        return self._has[name]

    def number(self, written: str) -> float | None:
        """The number that digits or a number word stand for."""
        if written in self._numbers:
            return self._numbers[written]
        try:
            return float(written.replace(",", "."))
        except ValueError:
            return None

    @cached_property
    def glue(self) -> frozenset[str]:
        """Words that may stand beside a setting."""
        return frozenset(word for entry in self.lists["glue"] for word in entry.split()) | self._numbers.keys()

    @cached_property
    def articles(self) -> frozenset[str]:
        """Words before what is named for the first time ("a", "two"); none in languages without articles."""
        return frozenset(self.lists.get("article", ())) and frozenset(self.lists["article"]) | self._numbers.keys()

    @cached_property
    def function(self) -> frozenset[str]:
        """Articles, pronouns, prepositions and the like; single characters in scripts without blanks."""
        return frozenset(word for entry in self.lists["function"] for word in entry.split())

    def whole(self, expression: str) -> str:
        """An expression with the words that it stands for; the first number in it is its ``n``."""
        for _ in range(2):  # lists of words hold letters and numbers
            expression = _NAMED.sub(lambda name: self._data["expressions"][name[1]], expression)
        first, mark, rest = expression.partition("(?P<n>")
        return first + mark + rest.replace("(?P<n>", "(?:")


@cache
def table(language: str) -> Table:
    """The table of a language; English for one there is none of."""
    known = language if language in LANGUAGES else "en"
    return Table(json.loads((DATA / f"{known}.json").read_bytes()))

"""Which rules are called for a request: those that read something that it gives, or that its texts have or lack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from kling.api.fields import WRITTEN
from kling.rules.craft.unit import has, tells
from kling.rules.rule import (
    BLANK,
    NOT_PLAIN,
    OTHER_TYPES,
    OTHER_VALUES,
    SILENT,
    UNKNOWN_FIELDS,
    WRITTEN_TWICE,
    Request,
    Rule,
)

_ALWAYS = "always"


class Calls:
    """The rules about bodies of a wire, with or without those about the craft of prompts, by what they read."""

    def __init__(self, rules: Iterable[Rule], *, craft: bool) -> None:
        self._craft = craft
        self._rules = {rule.code: rule for rule in rules if craft or rule.category != "craft"}
        self._marks = {mark for rule in self._rules.values() for mark in rule.marks}
        self._readers: dict[str, set[str]] = defaultdict(set)
        for rule in self._rules.values():
            for name in (*rule.reads, *rule.marks) or (_ALWAYS,):
                self._readers[name].add(rule.code)
        self._about = lru_cache(maxsize=64)(self._about_text)

    def _reading(self, names: Iterable[str]) -> set[str]:
        """The codes of the rules that read one of these names."""
        return set().union(*map(self._readers.__getitem__, self._readers.keys() & names))

    def _about_text(self, text: str) -> set[str]:
        """The codes of the rules that a text is reason to call."""
        marks = filter(text.lower().__contains__, self._marks)
        return self._reading({*marks, *has(text), *(tells(text) if self._craft else ())})

    def called(self, request: Request) -> list[Rule]:
        """The rules that may have something to say about a request; all others have nothing."""
        codes = self._reading(_given(request)).union(*[self._about(unit.text) for unit in request.units])
        return [self._rules[code] for code in codes]


def _given(request: Request) -> set[str]:
    """The fields that are given (neither null nor false), as they were written or in the v1 view, and what else is to
    be said of the document as a whole."""
    found = {_ALWAYS}
    for raw in (request.written,) if request.view is None else (request.written, request.view.body):
        found.update([name for name, value in raw.items() if value is not None and value is not False])
    for table in request.document.tables:
        for name, value in table.given.items():
            field = table.fields.get(name)
            if field is None:
                found.add(UNKNOWN_FIELDS)
            elif isinstance(value, str) and field.kind in WRITTEN:
                if field.listed and value not in field.taken(request.profile):
                    found.add(OTHER_VALUES)
                if not value.isascii() or "\0" in value:
                    found.add(NOT_PLAIN)
            elif value is not None:
                found.add(OTHER_TYPES)
    if request.duplicates:
        found.add(WRITTEN_TWICE)
    if len(request.units) < len(request.body.texts):
        found.add(BLANK)
    if not request.body.sound:
        found.add(SILENT)
    return found

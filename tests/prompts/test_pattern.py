"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

import kling.planner
import kling.prompts
import kling.rules
from kling.lexicon import table
from kling.lexicon.pattern import pattern, written
from tests.cases import cases


def test_it_finds_what_a_compiled_one_finds() -> None:
    text, flags = r"(?P<word>fox|dog)\b", re.IGNORECASE
    ours, theirs = pattern(text, flags), re.compile(text, flags)
    assert [m.groupdict() for m in ours.finditer("A Fox, two dogs, a dog")] == [{"word": "Fox"}, {"word": "dog"}]
    assert (ours.pattern, ours.flags, ours.groups) == (theirs.pattern, theirs.flags, theirs.groups)
    assert ours.sub("cat", "the fox") == "the cat"


def _patterns(value: object) -> Iterator[Any]:
    if type(value) is type(pattern("")):
        yield value
    elif isinstance(value, Mapping):
        yield from _patterns(list(value.values()))
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes) and len(list(value)) < 1000:
        for part in value:
            yield from _patterns(part)


MODULES = [
    module.name
    for package in (kling.planner, kling.prompts, kling.rules)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@cases("name", MODULES)
def test_every_pattern_of_a_module_can_be_compiled(name: str) -> None:
    for value in vars(import_module(name)).values():
        if isinstance(value, re.Pattern | dict | list | tuple) or type(value) is type(pattern("")):
            for found in _patterns(value):
                assert found.pattern


@cases("name", MODULES)
def test_no_pattern_in_code_is_longer_than_can_be_read(name: str) -> None:
    for value in vars(import_module(name)).values():
        if type(value) is type(pattern("")):
            text = vars(value)["_written"][0]
            assert not isinstance(text, str) or len(text) <= 160, text


def test_no_line_of_the_patterns_in_data_is_longer_than_can_be_read() -> None:
    for name, lines in table("phrases").items():
        assert re.compile(written(name))
        assert max(map(len, lines)) <= 140, name

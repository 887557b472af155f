"""Regular expressions that are compiled for the first text in which they may be found."""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]  # what it takes for the same letter
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from re._casefix import _EXTRA_CASES  # type: ignore[import-not-found]
from typing import Any

import pytest

import kling.planner
import kling.prompts
import kling.rules
from kling.lexicon import table
from kling.lexicon.pattern import BEYOND_ASCII, folded, pattern, written
from tests.cases import cases
from tests.planner.corpus import requests


def test_it_finds_what_a_compiled_one_finds() -> None:
    text, flags = r"(?P<word>fox|dog)\b", re.IGNORECASE
    ours, theirs = pattern(text, flags), re.compile(text, flags)
    assert [m.groupdict() for m in ours.finditer("A Fox, two dogs, a dog")] == [{"word": "Fox"}, {"word": "dog"}]
    assert (ours.pattern, ours.flags, ours.groups) == (theirs.pattern, theirs.flags, theirs.groups)
    assert ours.sub("cat", "the fox") == "the cat"


def test_it_is_not_compiled_for_a_text_without_what_it_needs() -> None:
    def compiled() -> str:
        raise AssertionError("compiled")

    ours = pattern(compiled, 0, "written_two")  # "|"
    assert ours.search("a fox") is ours.match("a fox") is ours.fullmatch("a fox") is None
    assert ours.findall("a fox") == [*ours.finditer("a fox")] == []
    assert ours.sub(r"\1: \2", "a fox") == "a fox"
    assert ours.subn("", "a fox") == ("a fox", 0)
    assert ours.split("a fox") == ["a fox"]
    with pytest.raises(AssertionError, match="compiled"):
        ours.search("a | fox")


def test_a_pattern_is_found_only_where_what_it_needs_stands() -> None:
    patterns = {name: written(name) if name in table("phrases") else name for name in table("needs")}
    texts = [asked["user"] for asked in [*requests().values()][::80]]
    texts = [text for one in texts for text in (one, one.upper())]
    without = {
        name: [text for text in texts if not all(any(one in folded(text) for one in some) for some in needs)]
        for name, needs in table("needs").items()
    }
    found = [
        (name, text)
        for name, text in patterns.items()
        for one in without[name]
        if re.search(text, one, re.IGNORECASE | re.MULTILINE)
    ]
    assert not found


def test_letters_that_a_pattern_takes_for_one_are_folded_to_one() -> None:
    cased = filter(_sre.unicode_iscased, range(0x20000))
    pairs = [(chr(code), chr(_sre.unicode_tolower(code))) for code in cased]
    pairs += [(chr(code), chr(other)) for code, others in _EXTRA_CASES.items() for other in others]
    assert len(pairs) > 2000
    assert [pair for pair in pairs if len({folded(one).rstrip(BEYOND_ASCII) for one in pair}) > 1] == []


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

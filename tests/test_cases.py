"""Many cases in one test."""

from __future__ import annotations

import inspect

import pytest

from tests.cases import cases


def test_every_case_that_fails_is_named_and_all_others_are_tried_too() -> None:
    tried = []

    @cases("number", [1, 2, 3, 4])
    @cases("letter, sign", [("a", "+"), ("b", "-")], ids=["A", "B"])
    def is_odd(number: int, letter: str, sign: str, *, given: int) -> None:
        tried.append((number, letter, sign))
        assert number % given or letter == "a"

    assert [*inspect.signature(is_odd).parameters] == ["given"]
    with pytest.raises(ExceptionGroup, match=r"2 of 4 cases fail:\n2\n4") as failed:
        is_odd(given=2)
    assert len(tried) == 8
    [inner, _] = failed.value.exceptions
    assert isinstance(inner, ExceptionGroup)
    assert (inner.message, inner.__notes__) == ("1 of 2 cases fail:\nB", ["case: 2"])


def test_a_case_that_raises_nothing_where_it_should_is_named_too() -> None:
    @cases("text", ["1", "x", "2"])
    def is_no_number(text: str) -> None:
        with pytest.raises(ValueError):
            int(text)

    with pytest.raises(ExceptionGroup, match=r"2 of 3 cases fail:\n'1'\n'2'"):
        is_no_number()


def test_no_cases_are_no_test() -> None:
    with pytest.raises(ValueError, match="no case of path"):
        cases("path", [])

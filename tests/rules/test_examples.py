"""Every rule's own examples: the failing one fires it, the passing one does not."""

from __future__ import annotations

import pytest

from kling.api.document import read_json
from kling.rules import RULES, Diagnostic, check
from kling.rules.rule import Example


def judge(example: Example) -> list[Diagnostic]:
    if isinstance(example.body, str):
        document = read_json(example.body.encode())
        return check(
            document.value, example.profile, example.media, fault=document.fault, duplicates=document.duplicates
        )
    return check(example.body, example.profile, example.media, elements=example.elements)


@pytest.mark.parametrize("code", RULES)
def test_failing_example_fires(code: str) -> None:
    assert code in [d.code for d in judge(RULES[code].fails)]


@pytest.mark.parametrize("code", RULES)
def test_passing_example_stays_silent(code: str) -> None:
    assert code not in [d.code for d in judge(RULES[code].passes)]


@pytest.mark.parametrize("code", RULES)
def test_rule_is_fully_declared(code: str) -> None:
    rule = RULES[code]
    assert rule.rationale
    assert "$" not in rule.rationale  # a limit that no model has
    assert rule.source
    assert rule.slug == rule.slug.lower()


def test_the_folder_of_a_rule_says_its_category() -> None:
    """Two rules of the prompt guide stay beside their kin although the service itself stops what they speak about."""
    for code, one in RULES.items():
        folder = one.check.__module__.split(".")[2]
        assert folder == one.category or code in ("P010", "P124"), code

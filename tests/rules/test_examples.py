"""Every rule's own examples: the failing one fires it, the passing one does not."""

from __future__ import annotations

from tests.cases import cases

from kling.api.document import read_json
from kling.rules import RULES, Diagnostic, check
from kling.rules.rule import Example, Rule


def judge(example: Example) -> list[Diagnostic]:
    if isinstance(example.body, str):
        document = read_json(example.body.encode())
        return check(
            document.value, example.profile, example.media, fault=document.fault, duplicates=document.duplicates
        )
    return check(example.body, example.profile, example.media, elements=example.elements)


ON_WIRES = {f"{code} {wire}": rule.on(wire) for code, rule in RULES.items() for wire in rule.wires}


@cases("rule", ON_WIRES.values(), ids=ON_WIRES)
def test_failing_example_fires(rule: Rule) -> None:
    assert rule.code in [d.code for d in judge(rule.fails)]


@cases("rule", ON_WIRES.values(), ids=ON_WIRES)
def test_passing_example_stays_silent(rule: Rule) -> None:
    assert rule.code not in [d.code for d in judge(rule.passes)]


@cases("rule", ON_WIRES.values(), ids=ON_WIRES)
def test_rule_is_fully_declared(rule: Rule) -> None:
    assert rule.rationale
    assert "$" not in rule.rationale  # a limit that no model has
    assert rule.source
    assert rule.slug == rule.slug.lower()


def test_the_folder_of_a_rule_says_its_category() -> None:
    for code, one in RULES.items():
        assert one.check.__module__.split(".")[2] == one.category, code

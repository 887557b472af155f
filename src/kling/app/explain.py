"""What a rule finds, why, and what to write instead."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from kling.app.refusal import Refusal
from kling.rules import RULES
from kling.rules.page import page
from kling.rules.registry import rule_for
from kling.rules.rule import Rule


def rules() -> list[dict[str, Any]]:
    """All rules, a row each."""
    return [_row(rule) for rule in RULES.values()]


def rule(code: str) -> Rule:
    """The rule of a code or name. Raises Refusal."""
    if (found := rule_for(code)) is not None:
        return found
    near = nearest(code)
    help = f"did you mean {' or '.join(near)}? " if near else ""
    raise Refusal("usage", f"no rule is called {code[:60]!r}", help=f"{help}`kling explain` lists all rules")


_CODE_MAX = 5  # characters; names of rules have more


def nearest(name: str) -> list[str]:
    """The names, or the codes, of rules that are most like one that no rule has."""
    from difflib import SequenceMatcher, get_close_matches

    def short(code: str) -> str:
        return code[:1] + code[1:].lstrip("0")

    def distance(code: str) -> tuple[int, float]:
        """Alike from the beginning first, then in all."""
        pair = short(name.upper()), short(code)
        alike = sum(1 for _ in takewhile(lambda two: two[0] == two[1], zip(*pair, strict=False)))
        return -alike, -SequenceMatcher(None, *pair).ratio()

    if len(name) > _CODE_MAX:
        return get_close_matches(name.lower(), [rule.slug for rule in RULES.values()], n=3)
    return sorted((code for code in RULES if code[:1] == name[:1].upper()), key=distance)[:3]


def document(rule: Rule) -> dict[str, Any]:
    """A rule as programs read it; ``page`` is its page in Markdown."""
    about = {"rationale": rule.rationale, "source": rule.source, "since": rule.since, "page": page(rule).rstrip()}
    return {**_row(rule), **about}


def _row(rule: Rule) -> dict[str, Any]:
    row = {"code": rule.code, "name": rule.slug, "severity": rule.severity, "title": rule.title}
    return {**row, "wires": list(rule.wires)}

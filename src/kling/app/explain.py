"""What a rule finds, why, and what to write instead."""

from __future__ import annotations

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
    from difflib import get_close_matches

    if (found := rule_for(code)) is not None:
        return found
    names = [*RULES, *(rule.slug for rule in RULES.values())]
    near = get_close_matches(code, names, n=3) or get_close_matches(code.upper(), names, n=3)
    help = f"did you mean {', '.join(near)}?" if near else "`kling explain` lists them all"
    raise Refusal("usage", f"no rule is called {code[:60]!r}", help=help)


def document(rule: Rule) -> dict[str, Any]:
    """A rule as programs read it; ``page`` is its page in Markdown."""
    about = {"rationale": rule.rationale, "source": rule.source, "since": rule.since, "page": page(rule).rstrip()}
    return {**_row(rule), **about}


def _row(rule: Rule) -> dict[str, Any]:
    row = {"code": rule.code, "name": rule.slug, "severity": rule.severity, "title": rule.title}
    return {**row, "wires": list(rule.wires)}

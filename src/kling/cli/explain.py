"""kling explain"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling.cli import document
from kling.cli.exits import USAGE, fail

if TYPE_CHECKING:
    from kling.rules.rule import Rule


@click.command()
@click.argument("code", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def explain(code: str | None, as_json: bool) -> None:
    """Show the page of the rule called CODE (R5, or shot-sum): what it finds, why, and an example.

    Without CODE, list all rules.
    """
    from kling.rules import RULES
    from kling.rules.page import page

    if code is None:
        rows = [_row(rule) for rule in RULES.values()]
        if as_json:
            document.result(rows)
        else:
            click.echo("\n".join(f"{row['code']:<5} {row['severity']:<8} {row['title']}" for row in rows))
        return
    rule = _found(code)
    if as_json:
        found = {**_row(rule), "rationale": rule.rationale, "source": rule.source, "since": rule.since}
        document.result(found)
    else:
        click.echo(page(rule).rstrip())


def _row(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.slug,
        "severity": rule.severity,
        "title": rule.title,
        "wires": list(rule.wires),
    }


def _found(code: str) -> Rule:
    """The rule of a code or name; ends with exit code 2 when there is none."""
    from difflib import get_close_matches

    from kling.rules import RULES
    from kling.rules.registry import rule_for

    rule = rule_for(code)
    if rule is None:
        names = [*RULES, *(rule.slug for rule in RULES.values())]
        near = get_close_matches(code, names, n=3) or get_close_matches(code.upper(), names, n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else "; kling explain lists them all"
        fail(f"no rule is called {code!r}{hint}", USAGE)
    return rule

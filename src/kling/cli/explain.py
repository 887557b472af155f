"""kling explain"""

from __future__ import annotations

import click

from kling.cli.exits import USAGE, fail


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Show the page of the rule called CODE (R5, or shot-sum): what it finds, why, and an example."""
    from difflib import get_close_matches

    from kling.rules import RULES
    from kling.rules import explain as page

    text = page(code)
    if text is None:
        names = [*RULES, *(rule.slug for rule in RULES.values())]
        near = get_close_matches(code, names, n=3)
        fail(f"no rule is called {code!r}" + (f"; did you mean {', '.join(near)}?" if near else ""), USAGE)
    click.echo(text.rstrip())

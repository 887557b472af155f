"""kling explain"""

from __future__ import annotations

import click

from kling.cli import document, options


@click.command()
@click.argument("code", required=False)
@options.as_json
def explain(code: str | None, as_json: bool) -> None:
    """Show the page of the rule called CODE (R5, or shot-sum): what it finds, why, and an example.

    Without CODE, list all rules.
    """
    from kling.app import after
    from kling.app import explain as app

    if code is None:
        rows = app.rules()
        if as_json:
            document.result(rows, next=after.anything())
        else:
            click.echo("\n".join(f"{row['code']:<5} {row['severity']:<8} {row['title']}" for row in rows))
        return
    found = app.document(app.rule(code))
    if as_json:
        document.result(found, next=after.anything())
    else:
        click.echo(found["page"])

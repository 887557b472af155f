"""kling doctor"""

from __future__ import annotations

import click

from kling.cli import document, options


@click.command()
@click.option("--offline", is_flag=True, help="Do not talk to the account's service.")
@options.as_json
def doctor(offline: bool, as_json: bool) -> None:
    """Check this installation, the credentials and the connection. Nothing is spent."""
    from kling.app.doctor import examine, told

    seen = []
    for found in examine(offline=offline):
        seen.append(found)
        if not as_json:
            verdict = "ok" if found.refusal is None else "none" if found.is_optional else "fail"
            click.echo(f"{verdict:<6}{found.name + ':':<9}{found.text}")
    said = told(seen)
    if as_json:
        document.emit(said)
    raise SystemExit(said["exit"])

"""kling brief"""

from __future__ import annotations

import click

_SCENARIOS = ("t2v", "i2v", "first_last", "element", "multi_image", "edit", "reference")


@click.group()
def brief() -> None:
    """The form of a brief: what `kling compile`, `preview`, `check`, `estimate` and `generate --brief` read."""


@brief.command()
def schema() -> None:
    """Print the JSON Schema of a brief. Point an editor at it, and it completes and checks briefs as you type."""
    import json

    from kling.briefs import schema as make

    click.echo(json.dumps(make(), ensure_ascii=False, indent=2))


@brief.command()
@click.argument("scenario", type=click.Choice(_SCENARIOS), default="t2v")
def new(scenario: str) -> None:
    """Print a first brief for SCENARIO, to be redirected into a file and filled in."""
    from importlib.resources import files

    click.echo((files("kling.briefs") / "starters" / f"{scenario}.yaml").read_text("utf-8"), nl=False)

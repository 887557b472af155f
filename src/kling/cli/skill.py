"""kling skill"""

from __future__ import annotations

import click


@click.group()
def skill() -> None:
    """The agent skill."""


@skill.command()
@click.option(
    "--for",
    "where",
    required=True,
    metavar="AGENT|DIR",
    help="claude, openclaw, cursor, codex, or a folder of skills.",
)
@click.option("--force", is_flag=True, help="Replace a skill that is there already.")
def install(where: str, force: bool) -> None:
    """Put the agent skill where an agent looks for it.

    The folder stands alone: it needs python3, and the network when it is first used.
    """
    from kling.app.skill import install as put

    click.echo(str(put(where, force=force)))

"""kling skill"""

from __future__ import annotations

import click

from kling.cli import document, options


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
@options.as_json
def install(where: str, force: bool, as_json: bool) -> None:
    """Put the agent skill where an agent looks for it.

    The folder stands alone: it needs python3, and the network when it is first used.
    """
    from kling.app.refusal import Step
    from kling.app.skill import install as put

    folder = put(where, force=force)
    if as_json:
        document.result({"path": str(folder.absolute())}, next=[Step("doctor", {"offline": True})])
        return
    click.echo(str(folder))

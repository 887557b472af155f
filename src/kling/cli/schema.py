"""kling schema"""

from __future__ import annotations

import click

from kling.cli import document


@click.command()
@click.argument("of", type=click.Choice(["envelope", "scene"]), default="envelope")
def schema(of: str) -> None:
    """Print a JSON Schema: the ENVELOPE of what every command prints with --json, or the SCENE model that
    `kling preview --scene` draws, with the ids that are known.
    """
    if of == "scene":
        from kling.app.staging import schema as scene

        document.emit(scene())
        return
    from kling.app import envelope

    document.emit(envelope.schema())

"""kling schema"""

from __future__ import annotations

import click

from kling.cli import document


@click.command()
def schema() -> None:
    """Print the JSON Schema of what every command prints with --json."""
    from kling.app import envelope

    document.emit(envelope.schema())

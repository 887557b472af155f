"""kling preview"""

from __future__ import annotations

from pathlib import Path

import click

from kling.cli import delivery
from kling.models.profiles import DEFAULT, PROFILES


@click.command()
@click.argument("brief", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o", "--output", type=delivery.Place(), metavar="PATH", help="The MP4 to write (default: the brief's name)."
)
@delivery.force
@click.option("--profile", type=click.Choice(list(PROFILES)), default=DEFAULT.name, show_default=True)
def preview(brief: Path, output: Path | None, force: bool, profile: str) -> None:
    """Draw the animatic of BRIEF: the film the sandbox would answer with, with no server and no account.

    Pictures and clips must be local files; those behind URLs are drawn as cards.
    """
    from kling.app.preview import preview as draw

    made = draw(brief, output, force=force, profile=PROFILES[profile])
    drawn = made.rendered
    click.echo(f"{drawn.frames} frames, {drawn.width}x{drawn.height}, {drawn.seconds:.3f} s", err=True)
    click.echo(str(made.path))

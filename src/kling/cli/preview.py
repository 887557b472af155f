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
    from kling.api.inline import LocalFile
    from kling.briefs import BriefRefused, compile, load
    from kling.cli.refusals import show_refused
    from kling.render import render

    try:
        loaded = load(brief)
        body = compile(loaded.brief, PROFILES[profile], folder=loaded.folder).body
    except BriefRefused as error:
        show_refused(error, brief)
    target = output or delivery.Place().convert(brief.with_suffix(".mp4"), None, None)
    if target.is_dir():
        target /= f"{brief.stem}.mp4"
    if not force and delivery.guarded(target):
        delivery.refuse(target)

    def find(source: object) -> Path | None:
        return source.path if isinstance(source, LocalFile) else None

    made = render(body, target, find=find)
    click.echo(f"{made.frames} frames, {made.width}x{made.height}, {made.seconds:.3f} s", err=True)
    click.echo(str(target))

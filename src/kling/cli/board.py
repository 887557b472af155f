"""kling board"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli import document, options
from kling.cli.given import fitted
from kling.cli.preview import scene

if TYPE_CHECKING:
    from kling.media.keep import Keep
    from kling.models.profiles import Profile


@click.command()
@click.argument("given", metavar="PROMPT|BRIEF")
@click.option(
    "-o",
    "--output",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Where the files go (default: beside the brief).",
)
@scene
@options.profile
@fitted
@options.as_json
def board(
    given: str, output: Path | None, scene: Path | None, profile: Profile, fit: Keep | None, as_json: bool
) -> None:
    """Write the storyboard of BRIEF, a brief or a production: PDF and PNG with a picture, the words, the camera, the
    time and a plan of each shot; an EDL (CMX 3600), subtitles (SRT) and an OpenTimelineIO file for an editor. A PROMPT
    is planned into a brief first, which is left for you in the folder.
    """
    from kling.app import preview as app
    from kling.app.plan import file_of
    from kling.cli.screen import Screen

    brief = file_of(given, fit=fit, tell=Screen(quiet=as_json))
    files = app.board(brief, output, profile=profile, drawing=app.Drawing(scene=scene, fit=fit))
    if as_json:
        document.emit(app.boarded(files, brief, fit, profile))
        return
    for path in files:
        click.echo(str(path))

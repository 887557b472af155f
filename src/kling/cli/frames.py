"""kling frames"""

from __future__ import annotations

from pathlib import Path

import click

from kling.cli.exits import USAGE, fail


@click.command()
@click.argument("video", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-n", "count", type=click.IntRange(1, 100), default=6, show_default=True, help="How many frames.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="PATH", help="The PNG to write."
)
def frames(video: Path, count: int, output: Path | None) -> None:
    """Show a video as a sheet of its frames, evenly spaced from the first to the last."""
    from kling.media.sheet import NoPictures, beside, sheet

    place = output or beside(video)
    try:
        sheet(video, count).save(place)
    except NoPictures as error:
        fail(f"{video}: {error}", USAGE)
    except (OSError, ValueError) as error:
        fail(f"{place} cannot be written: {error}; name a .png in a folder that exists with -o", USAGE)
    click.echo(str(place))

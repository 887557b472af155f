"""Where a video goes: whole or not at all, and over a file that could not be made again only by --force."""

from __future__ import annotations

import filecmp
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from kling.cli.exits import USAGE, fail

if TYPE_CHECKING:
    from kling.client import Client, Task, TaskData


class Place(click.ParamType[Path]):
    """A file that can be written, or a folder; known before anything is paid."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        place = Path(value)
        if str(value) == "-":
            self.fail("a video is not written to standard output; name a file", param, ctx)
        folder = place if place.is_dir() or str(value).endswith(os.sep) else place.parent
        if not folder.is_dir():
            self.fail(f"the folder {folder} does not exist; make it, or name another place with -o", param, ctx)
        if not os.access(folder, os.W_OK):
            self.fail(f"the folder {folder} cannot be written to; name another place with -o", param, ctx)
        if place.exists() and not place.is_dir() and not place.is_file():
            self.fail(f"{place} is no file; name another", param, ctx)
        return place


output = click.option(
    "-o", "--output", type=Place(), default=".", metavar="PATH", help="The file to write, or a folder."
)
force = click.option("--force", is_flag=True, help="Replace a file that exists, even if it is no preview.")
metadata = click.option("--metadata", is_flag=True, help="Write what is known of it beside the video (film.mp4.json).")


def guarded(place: Path) -> bool:
    """Whether only --force may replace what is there: not so for empty files and for animatics, which are drawn again
    for nothing."""
    return place.exists() and place.stat().st_size > 0 and not _is_animatic(place)


def _is_animatic(path: Path) -> bool:
    import av

    from kling.render.film import COMMENT

    try:
        with av.open(str(path)) as container:
            return container.metadata.get("comment") == COMMENT
    except (av.FFmpegError, OSError, ValueError):
        return False


def refuse(place: Path) -> NoReturn:
    """End with exit code 2 because ``place`` holds something else."""
    fail(f"{place} exists; --force replaces it, or name another file with -o", USAGE)


def deliver(
    client: Client,
    known: Task | TaskData,
    place: Path,
    *,
    metadata: bool,
    force: bool,
    progress: Callable[[int, int | None], object],
    quiet: bool = False,
) -> Path:
    """Download a finished video to ``place``; says so when the same video is there already, or another was replaced."""
    if not place.exists():
        return client.download(known, place, metadata=metadata, progress=progress)
    with tempfile.TemporaryDirectory(prefix=".kling-", dir=place.parent) as folder:
        fresh = client.download(known, Path(folder) / place.name, metadata=metadata, progress=progress)
        same = filecmp.cmp(fresh, place, shallow=False)
        if not (same or force) and guarded(place):
            refuse(place)
        for made in Path(folder).iterdir():
            made.replace(place.parent / made.name)
    if not quiet:
        click.echo(f"{place} is already here" if same else f"{place} was replaced", err=True)
    return place

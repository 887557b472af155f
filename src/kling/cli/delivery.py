"""The options that say where a video goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli.given import together

if TYPE_CHECKING:
    from kling.app.deliver import Destination
    from kling.app.generate import Made
    from kling.app.tasks import Known


class Place(click.ParamType[Path]):
    """A file that can be written, or a folder; known before anything is paid."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        from kling.app.deliver import writable
        from kling.app.refusal import Refusal

        try:
            return writable(value)
        except Refusal as refusal:
            self.fail(str(refusal), param, ctx)


force = click.option("--force", is_flag=True, help="Replace a file that exists, even if it is no preview.")
sheet = click.option("--sheet", is_flag=True, help="Draw a contact sheet beside the film (film-frames.jpg).")


def _destination(output: Path, force: bool, sheet: bool, metadata: bool) -> Destination:
    from kling.app.deliver import Destination

    return Destination.to(output, force=force, metadata=metadata, sheet=sheet)


delivered = together(
    "destination",
    _destination,
    click.option("-o", "--output", type=Place(), default=".", metavar="PATH", help="The file to write, or a folder."),
    force,
    sheet,
    click.option("--metadata", is_flag=True, help="Write what is known of it beside the video (film.mp4.json)."),
)


def show(made: Made | Known) -> None:
    """Print where a film was brought, and its contact sheet."""
    click.echo(str(made.path))
    if made.sheet:
        click.echo(str(made.sheet.path))

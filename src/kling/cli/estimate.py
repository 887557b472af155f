"""kling estimate"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli import document, options
from kling.cli.given import FILE, fitted

if TYPE_CHECKING:
    from kling.media.keep import Keep
    from kling.models.profiles import Profile


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=FILE)
@click.option("--takes", type=click.IntRange(1, 100), default=1, show_default=True, help="So many takes of each.")
@options.profile
@fitted
@options.as_json
def estimate(files: tuple[Path, ...], takes: int, profile: Profile, fit: Keep | None, as_json: bool) -> None:
    """Say what bodies (JSON), briefs and productions (YAML) will cost, in units and dollars of the vendor's price list.

    An edit is billed on its clip's length; when the clip is behind a URL the longest accepted one is assumed.
    """
    from kling.api.price import dollars
    from kling.app.estimate import estimate as price
    from kling.cli.screen import Screen

    priced = price(files, profile, takes=takes, fit=fit, tell=Screen(quiet=as_json))
    if as_json:
        document.emit(priced.envelope(profile, fit))
        return
    for row in priced.files:
        click.echo(str(row))
    if len(priced.files) > 1:
        click.echo(f"total: {priced.units} units (${dollars(priced.units)})")

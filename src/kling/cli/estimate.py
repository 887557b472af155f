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
@options.profile
@fitted
@options.as_json
def estimate(files: tuple[Path, ...], profile: Profile, fit: Keep | None, as_json: bool) -> None:
    """Say what bodies (JSON), briefs and productions (YAML) will cost, in units and dollars of the vendor's price list.

    An edit is billed on its clip's length; when the clip is behind a URL the longest accepted one is assumed.
    """
    from kling.api.price import dollars
    from kling.app.estimate import estimate as price
    from kling.cli.screen import Screen

    priced = price(files, profile, fit=fit, tell=Screen(quiet=as_json))
    if as_json:
        document.emit(priced.envelope(fit))
        return
    for path, found in priced.files:
        click.echo(f"{path}: {found}")
    if len(priced.files) > 1:
        click.echo(f"total: {priced.units} units (${dollars(priced.units)})")

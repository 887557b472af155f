"""kling estimate"""

from __future__ import annotations

from pathlib import Path

import click

from kling.cli import document
from kling.models.profiles import DEFAULT, PROFILES


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--profile", type=click.Choice(list(PROFILES)), default=DEFAULT.name, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def estimate(files: tuple[Path, ...], profile: str, as_json: bool) -> None:
    """Say what bodies (JSON), briefs and productions (YAML) will cost, in units and dollars of the vendor's price list.

    An edit is billed on its clip's length; when the clip is behind a URL the longest accepted one is assumed.
    """
    from kling.api.price import dollars
    from kling.app.estimate import estimate as price

    priced = price(files, PROFILES[profile])
    if as_json:
        document.result(priced.document())
        return
    for path, found in priced.files:
        click.echo(f"{path}: {found}")
    if len(priced.files) > 1:
        click.echo(f"total: {priced.units} units (${dollars(priced.units)})")

"""kling estimate"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import click

from kling.cli.exits import REFUSED
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
    from kling.briefs import compile
    from kling.briefs.checking import check_content
    from kling.briefs.estimate import Estimate
    from kling.briefs.estimate import estimate as price
    from kling.briefs.load import parse_document
    from kling.cli.refusals import is_production
    from kling.cli.report import text
    from kling.productions.plan import bill, plan
    from kling.productions.production import read

    rows = []
    total = Decimal(0)
    for path in files:
        checked = check_content(path.read_bytes(), str(path), PROFILES[profile])
        made = plan(read(path), PROFILES[profile]) if is_production(checked.document.value) else None
        if made:
            checked.diagnostics = made.diagnostics
        if checked.verdict == "reject":
            click.echo(text.render([checked]), err=True)
            raise SystemExit(REFUSED)
        if made:
            due = bill(made.items)
            found = Estimate(due.seconds, due.units, None if due.units is None else dollars(due.units), due.at_most)
        else:
            body = checked.document.value
            if checked.kind == "brief":
                body = compile(parse_document(checked.document), PROFILES[profile], folder=path.parent).body
            found = price(body, PROFILES[profile])
        total += found.units or 0
        rows.append((path, found))
    if as_json:
        listed = [
            {
                "path": str(path),
                "seconds": found.seconds,
                "units": None if found.units is None else str(found.units),
                "dollars": None if found.dollars is None else str(found.dollars),
                "at_most": found.at_most,
            }
            for path, found in rows
        ]
        click.echo(json.dumps({"files": listed, "units": str(total)}, indent=2))
        return
    for path, found in rows:
        click.echo(f"{path}: {found}")
    if len(rows) > 1:
        click.echo(f"total: {total} units (${dollars(total)})")

"""kling compile"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli.connect import wire
from kling.models.profiles import DEFAULT, PROFILES

if TYPE_CHECKING:
    from kling.api.fields import Wire


@click.command("compile")
@click.argument("brief", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@wire
@click.option("--profile", type=click.Choice(list(PROFILES)), default=DEFAULT.name, show_default=True)
def compile_brief(brief: Path, wire: Wire, profile: str) -> None:
    """Print the request body that BRIEF stands for. Local pictures are written out as base64."""
    from kling.api.inline import plain
    from kling.app.prepare import compiled

    body = compiled(brief, PROFILES[profile], wire).body
    click.echo(json.dumps(plain(body), ensure_ascii=False, indent=2))

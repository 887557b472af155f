"""kling compile"""

from __future__ import annotations

import json
from pathlib import Path

import click

from kling.models.profiles import DEFAULT, PROFILES


@click.command("compile")
@click.argument("brief", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--wire", type=click.Choice(["v1", "v2"]), default="v1", show_default=True)
@click.option("--profile", type=click.Choice(list(PROFILES)), default=DEFAULT.name, show_default=True)
def compile_brief(brief: Path, wire: str, profile: str) -> None:
    """Print the request body that BRIEF stands for. Local pictures are written out as base64."""
    from kling.api.inline import plain
    from kling.briefs import BriefRefused, compile, load
    from kling.cli.refusals import show_refused

    try:
        loaded = load(brief)
        body = compile(loaded.brief, PROFILES[profile], folder=loaded.folder, wire="v2" if wire == "v2" else "v1").body
    except BriefRefused as error:
        show_refused(error, brief)
    click.echo(json.dumps(plain(body), ensure_ascii=False, indent=2))

"""kling compile"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli import document, options
from kling.cli.given import FILE

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.models.profiles import Profile


@click.command("compile")
@click.argument("brief", type=FILE)
@options.wire
@options.profile
@options.as_json
def compile_brief(brief: Path, wire: Wire, profile: Profile, as_json: bool) -> None:
    """Print the request body that BRIEF stands for, as it is sent: local pictures are written out as base64. With
    --json they are named by path, size and hash."""
    from kling.api.inline import plain, shown
    from kling.app.prepare import compiled
    from kling.app.refusal import Step

    body = compiled(brief, profile, wire).body
    if as_json:
        document.result({"body": shown(body)}, next=[Step("generate", {"brief": str(brief.absolute())})])
        return
    click.echo(json.dumps(plain(body), ensure_ascii=False, indent=2))

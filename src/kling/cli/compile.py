"""kling compile"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli import document, options
from kling.cli.given import FILE, fitted

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.media.keep import Keep
    from kling.models.profiles import Profile


@click.command("compile")
@click.argument("brief", type=FILE)
@options.wire
@options.profile
@fitted
@options.as_json
def compile_brief(brief: Path, wire: Wire, profile: Profile, fit: Keep | None, as_json: bool) -> None:
    """Print the request body that BRIEF stands for, as it is sent: local pictures are written out as base64. With
    --json they are named by path, size and hash."""
    from kling.api.inline import plain, shown
    from kling.app.fit import kept
    from kling.app.prepare import Settings, compiled
    from kling.app.refusal import Step
    from kling.cli.screen import Screen

    body = compiled(brief, Settings(profile, wire, fit), Screen(quiet=as_json)).body
    if as_json:
        given = kept(fit, profile)
        document.result({"body": shown(body)}, next=[Step("generate", {"brief": str(brief.absolute()), **given})])
        return
    click.echo(json.dumps(plain(body), ensure_ascii=False, indent=2))

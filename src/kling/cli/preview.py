"""kling preview"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli import delivery, document, options
from kling.cli.given import FILE, fitted

if TYPE_CHECKING:
    from kling.animatic.scenes import Burn
    from kling.app.preview import Preview
    from kling.media.keep import Keep
    from kling.models.profiles import Profile

scene = click.option("--scene", type=FILE, metavar="FILE", help="Draw this scene model (JSON), not what is read.")


@click.command()
@click.argument("given", metavar="PROMPT|BRIEF")
@click.option(
    "-o",
    "--output",
    type=delivery.Place(),
    metavar="PATH",
    help="The MP4 to write, or a folder (default: NAME-preview.mp4, a folder for a production; a file is its reel).",
)
@delivery.force
@delivery.sheet
@click.option(
    "--burn",
    type=click.Choice(["none", "slate", "full"]),
    default="slate",
    show_default=True,
    help="What is burnt in besides spoken lines: nothing, the slate of each shot, or thirds and safe areas too.",
)
@click.option("--draft", is_flag=True, help="Draw it small: ready in a fraction of the time.")
@scene
@options.language_model("fill the scene model, asked once for the whole file")
@click.option("--show-scene", is_flag=True, help="Print what was understood as JSON, and draw nothing.")
@options.profile
@fitted
@options.as_json
def preview(
    given: str,
    output: Path | None,
    force: bool,
    sheet: bool,
    burn: Burn,
    draft: bool,
    scene: Path | None,
    model: str | None,
    model_timeout: float,
    show_scene: bool,
    profile: Profile,
    fit: Keep | None,
    as_json: bool,
) -> None:
    """Draw the animatic of BRIEF: the film the sandbox would answer with, with no server and no account. A production
    has one for each of its videos, or one reel of them all where -o names a file. A PROMPT is planned into a brief
    first, which is left for you in the folder.

    Pictures and clips must be local files; those behind URLs are drawn as cards. Where the picture shows something
    else than meant: correct what --show-scene prints, and draw it with --scene.
    """
    from kling.app import preview as app
    from kling.app.plan import file_of
    from kling.app.refusal import Step
    from kling.cli.screen import Screen
    from kling.extras import command

    brief = file_of(given, fit=fit, tell=Screen(quiet=as_json))
    drawing = app.Drawing(burn, scene, model, model_timeout, lambda words: click.echo(words, err=True), draft, fit)
    if show_scene:
        understood = app.understood(brief, profile=profile, drawing=drawing)
        if as_json:
            document.result(understood.model_dump(mode="json", exclude_defaults=True))
        else:
            click.echo(understood.model_dump_json(indent=1, exclude_defaults=True))
        return

    def tell(made: Preview) -> None:
        drawn = made.rendered
        click.echo(f"{drawn.frames} frames, {drawn.width}x{drawn.height}, {drawn.seconds:.3f} s", err=True)
        if drawn.unspoken:
            click.echo(f"{drawn.unspoken} lines have a quiet place; to hear them: {command('tts')}", err=True)
        if not as_json:
            click.echo(str(made.path))
            if made.sheet:
                click.echo(str(made.sheet))

    drawn = app.preview(brief, output, force=force, sheet=sheet, profile=profile, drawing=drawing, tell=tell)
    if as_json:
        steps = [Step("frames", {"video": str(made.path.absolute()), "per_shot": True}) for made in drawn]
        document.result({"brief": str(brief.absolute()), "videos": [made.document() for made in drawn]}, next=steps)

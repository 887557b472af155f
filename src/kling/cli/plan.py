"""kling plan"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kling.cli import document, options
from kling.cli.given import CALLED, fitted, words
from kling.models.profiles import DEFAULT

_HELP = f"""Turn plain words into a brief: rules decide the settings, the prompt is your words. The TEXT "-" is
read from standard input.

Length, format, shots and sound are understood in English, Chinese, Japanese, Spanish, French, German, Portuguese,
Italian, Korean, Russian, Hindi and Arabic. What they leave open is suggested, and added only with --enrich. A request
that is longer than one task can be (more than {DEFAULT.duration_max} s or {DEFAULT.shots_max} shots) and told in parts
becomes a production file, which `kling run` makes and joins. Nothing is sent anywhere, unless --model names a language
model."""


@click.command(help=_HELP)
@click.argument("text")
@click.option("--image", "images", type=CALLED, multiple=True, metavar="[NAME=]FILE|URL", help="A picture. Repeatable.")
@options.first_frame
@options.last_frame
@click.option("--video", metavar="FILE|URL", help="A clip to change, to borrow from, or to continue.")
@click.option(
    "--element", "elements", type=CALLED, multiple=True, metavar="[NAME=]ID", help="A saved element. Repeatable."
)
@options.video_model
@options.mode
@click.option("--enrich", is_flag=True, help="Add the suggestions to the prompts.")
@options.language_model("write the words")
@options.profile
@fitted
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@options.as_json
def plan(
    text: str,
    images: tuple[tuple[str | None, str], ...],
    elements: tuple[tuple[str | None, str], ...],
    first_frame: str | None,
    last_frame: str | None,
    video: str | None,
    as_json: bool,
    **about: Any,
) -> None:
    from kling.app.plan import plan as make
    from kling.cli.screen import Screen
    from kling.planner.documents import all_given

    given = all_given(images, elements, first_frame=first_frame, last_frame=last_frame, video=video)
    written = make(words(text), given, tell=Screen(), **about)
    if as_json:
        document.emit(written.envelope())
        return
    for line in written.lines:
        click.echo(line, err=True)
    if written.estimate is not None:
        click.echo(f"price: {written.estimate}", err=True)
    for step in written.next:
        click.echo(f"next: {step}", err=True)
    click.echo(written.path or written.text().rstrip())

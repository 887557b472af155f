"""kling plan"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli import document
from kling.cli.exits import USAGE, fail
from kling.cli.given import NAMED
from kling.models.profiles import DEFAULT, PROFILES

if TYPE_CHECKING:
    from kling.planner.documents import Planned


@click.command()
@click.argument("text")
@click.option("--image", "images", type=NAMED, multiple=True, metavar="[NAME=]FILE|URL", help="A picture. Repeatable.")
@click.option("--first-frame", metavar="FILE|URL", help="The picture the film begins with.")
@click.option("--last-frame", metavar="FILE|URL", help="The picture the film ends with.")
@click.option("--video", metavar="FILE|URL", help="A clip to change, to borrow from, or to continue.")
@click.option(
    "--element", "elements", type=NAMED, multiple=True, metavar="[NAME=]ID", help="A saved element. Repeatable."
)
@click.option("--mode", type=click.Choice(["std", "pro", "4k"]), default="pro", show_default=True)
@click.option("--enrich", is_flag=True, help="Add the suggestions to the prompts.")
@click.option(
    "--model", metavar="NAME", help="Let this language model write the words (OPENAI_BASE_URL, OPENAI_API_KEY)."
)
@click.option(
    "--model-timeout", type=click.FloatRange(min=1), default=120.0, show_default=True, help="Seconds for each answer."
)
@click.option("--profile", type=click.Choice(list(PROFILES)), default=DEFAULT.name, show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
@click.option("--force", is_flag=True, help="Replace a file that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def plan(
    text: str,
    images: tuple[tuple[str | None, str], ...],
    first_frame: str | None,
    last_frame: str | None,
    video: str | None,
    elements: tuple[tuple[str | None, str], ...],
    mode: str,
    enrich: bool,
    model: str | None,
    model_timeout: float,
    profile: str,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Turn a wish in plain words into a brief: rules decide the settings, the prompt is your words.

    Length, format, shots and sound are understood in English, Chinese, Japanese, Spanish, French, German, Portuguese,
    Italian, Korean, Russian, Hindi and Arabic. What the wish leaves open is suggested, and added only with --enrich. A
    wish that is longer than one task can be (more than 15 s or six shots) and told in parts becomes a production file,
    which `kling run` makes and joins. Nothing is sent anywhere, unless --model names a language model.
    """
    from kling.planner.documents import Given
    from kling.planner.documents import plan as make

    given = [Given("image", source, name or "") for name, source in images]
    given += [Given("element", source, name or "") for name, source in elements]
    if first_frame:
        given.append(Given("first_frame", first_frame))
    if last_frame:
        given.append(Given("last_frame", last_frame))
    if video:
        given.append(Given("video", video))
    if not text.strip():
        fail("the wish is empty: say in a sentence what the film should show", USAGE)
    planned = None
    if model:
        from kling.planner.chat import ModelFailed
        from kling.planner.language_model import write

        try:
            planned = write(
                text, tuple(given), model=model, timeout=model_timeout, profile=PROFILES[profile], mode=mode
            )
        except ModelFailed as error:
            click.echo(f"note: {model} wrote nothing usable: {error}; planned offline instead, in your words", err=True)
    if planned is None:
        planned = make(text, tuple(given), profile=PROFILES[profile], mode=mode, enrich=enrich)
    if output is not None:
        if output.exists() and not force:
            fail(f"{output} exists; --force replaces it", USAGE)
        output.write_text(_yaml(planned, output.parent), "utf-8")
    if as_json:
        document.result(_summary(planned))
        return
    for line in _said(planned):
        click.echo(line, err=True)
    if output is None:
        click.echo(_yaml(planned, Path()), nl=False)
    else:
        click.echo(str(output))


def _said(planned: Planned) -> list[str]:
    """Notes and suggestions, a line each."""
    open_slots = [s for s in planned.plan.suggestions if s.text not in planned.plan.added]
    suggested = [f"suggestion: {s.slot}{f' of shot {s.shot}' if s.shot else ''}: {s.text}" for s in open_slots]
    return [f"note: {note}" for note in planned.notes] + suggested


def _yaml(planned: Planned, folder: Path) -> str:
    """The brief, or the production file of a film, as a file in ``folder`` would hold it: its paths start there."""
    import yaml

    comments = "".join(f"# {line}\n" for said in _said(planned) for line in said.splitlines())
    document = _seen_from(folder, planned.film or planned.document)
    return comments + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


def _seen_from(folder: Path, document: dict[str, Any]) -> dict[str, Any]:
    """A document with the local files it names as they are called from ``folder``."""

    def called(source: str) -> str:
        here = folder != Path() and not Path(source).is_absolute() and Path(source).is_file()
        return os.path.relpath(source, folder) if here else source

    moved = {**document}
    for key in ("first_frame", "last_frame", "video"):
        if key in document:
            moved[key] = called(document[key])
    for key in ("images", "assets"):
        if key in document:
            moved[key] = {name: called(source) for name, source in document[key].items()}
    return moved


def _summary(planned: Planned) -> dict[str, Any]:
    from kling.api.body import Body
    from kling.api.inline import plain

    body = Body(planned.body)
    video = planned.body.get("video_list", [{}])[0]
    return {
        "scenario": planned.brief.scenario,
        "multi_shot": body.multi_shot,
        "shots": len(body.shots) or 1,
        "sound": planned.body["sound"],
        "aspect_ratio": body.aspect_ratio,
        "duration": None if body.refer_type == "base" else body.duration,
        "refer_type": video.get("refer_type"),
        "keep_original_sound": video.get("keep_original_sound"),
        "brief": planned.document,
        "request": plain(planned.body),
        "film": planned.film,
        "removed": planned.plan.removed,
        "added": planned.plan.added,
        "suggestions": [suggestion._asdict() for suggestion in planned.plan.suggestions],
        "notes": planned.notes,
    }

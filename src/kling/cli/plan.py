"""kling plan"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli.exits import USAGE, fail
from kling.cli.given import NAMED
from kling.models.profiles import DEFAULT, PROFILES

if TYPE_CHECKING:
    from kling.briefs.plan import Given, Planned


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
@click.option("--model", metavar="NAME", help="Let this language model write it (OPENAI_BASE_URL, OPENAI_API_KEY).")
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
    model: str | None,
    profile: str,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Turn a wish in plain words (English, Chinese, Japanese, Spanish) into a brief.

    A wish that is longer than one task can be (more than 15 s or six shots) becomes a production file: a film in parts,
    which `kling run` makes and joins. Says what was assumed and what cannot be done. Nothing is sent anywhere, unless
    --model names a language model.
    """
    from kling.briefs.plan import Given
    from kling.briefs.plan import plan as make

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
    planned = make(text, tuple(given), profile=PROFILES[profile], mode=mode)
    if model:
        planned = _asked(text, given, model, PROFILES[profile], planned)
    if output is not None:
        if output.exists() and not force:
            fail(f"{output} exists; --force replaces it", USAGE)
        output.write_text(_yaml(planned, output.parent), "utf-8")
    if as_json:
        click.echo(json.dumps(_summary(planned), ensure_ascii=False, indent=2))
        return
    for note in planned.notes:
        click.echo(f"note: {note}", err=True)
    if output is None:
        click.echo(_yaml(planned, Path()), nl=False)
    else:
        click.echo(str(output))


def _asked(text: str, given: list[Given], model: str, profile: Any, offline: Planned) -> Planned:
    """A language model's plan; the one made offline, with a notice, when it gives none. Films are planned offline."""
    from kling.briefs.language_model import Asset, ModelFailed, brief_from_model
    from kling.briefs.plan import finish, named

    found, notes = named(text, tuple(given), Path())
    numbered = [
        Asset(g.role, g.name or (g.role if g.role != "image" else f"image_{n}"), g.source)
        for n, g in enumerate((*given, *found), 1)
    ]
    try:
        brief = brief_from_model(text, numbered, model=model, profile=profile)
    except ModelFailed as error:
        click.echo(f"note: {model} gave no brief: {error}; planned offline instead", err=True)
        return offline
    notes.append(f"written by {model}")
    if offline.film:
        notes.append(
            f"the whole wish is longer than one task can be: {model} wrote one task of it, the film is planned offline"
        )
    planned = finish(brief.model_dump(exclude_none=True, exclude_defaults=True), notes, profile, Path())
    planned.film = offline.film
    return planned


def _yaml(planned: Planned, folder: Path) -> str:
    """The brief, or the production file of a film, as a file in ``folder`` would hold it: its paths start there."""
    import yaml

    notes = "".join(f"# {note}\n" for note in planned.notes)
    document = _seen_from(folder, planned.film or planned.document)
    return notes + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


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
        "notes": planned.notes,
    }

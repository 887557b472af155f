"""kling generate"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli import delivery, document, options
from kling.cli.gate import gated
from kling.cli.given import FILE, NAMED, fitted, in_options, words
from kling.models.profiles import DEFAULT, longest

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.app.approve import Approval
    from kling.app.deliver import Destination
    from kling.app.events import Tell
    from kling.app.generate import Made
    from kling.app.prepare import Settings
    from kling.client import Prepared
    from kling.media.keep import Keep
    from kling.models.profiles import Profile


class _Shot(click.ParamType[tuple[int, str]]):
    """ "SECONDS PROMPT"."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, str]:
        seconds, _, prompt = str(value).strip().partition(" ")
        if not (seconds.isascii() and seconds.isdigit()) or not prompt.strip():
            self.fail(f'{value!r} must be whole seconds and a prompt, such as "3 A cat jumps."', param, ctx)
        return int(seconds), prompt.strip()


def _named(given: tuple[tuple[str | None, str], ...], kind: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for n, (name, value) in enumerate(given, 1):
        key = name or f"{kind}_{n}"
        if key in named:
            raise click.UsageError(f"two {kind}s are called {key!r}")
        named[key] = value
    return named


_SECONDS = f"Seconds of the film, {DEFAULT.duration_min} to {longest(DEFAULT)} (default {DEFAULT.duration_default})."


@click.command()
@click.argument("prompt", required=False)
@click.option("--duration", type=int, metavar="SECONDS", help=_SECONDS)
@click.option("--aspect-ratio", help=f"{', '.join(DEFAULT.aspect_ratios)} (default {DEFAULT.aspect_ratios[0]}).")
@options.video_model
@options.mode
@click.option("--sound/--no-sound", default=None, help="Generate sound.")
@options.first_frame
@options.last_frame
@click.option(
    "--image",
    "images",
    type=NAMED,
    multiple=True,
    metavar="[NAME=]FILE|URL",
    help="A reference image, called @NAME in the prompt. Repeatable.",
)
@click.option(
    "--element",
    "elements",
    type=NAMED,
    multiple=True,
    metavar="[NAME=]ID",
    help="A saved element, called @NAME in the prompt. Repeatable.",
)
@click.option("--edit", metavar="FILE|URL", help="The clip to change, called @video in the prompt.")
@click.option("--reference", metavar="FILE|URL", help="A clip to take camera, motion or style from, or to continue.")
@click.option("--keep-original-sound/--drop-original-sound", default=None, help="Keep the clip's own sound.")
@click.option(
    "--shot",
    "shots",
    type=_Shot(),
    multiple=True,
    metavar='"SECONDS PROMPT"',
    help="One shot of a storyboard. Repeatable.",
)
@click.option("--watermark/--no-watermark", default=None, help="Also ask for a watermarked copy.")
@click.option(
    "--brief",
    "brief_file",
    type=FILE,
    help="Take everything from a brief (YAML).",
)
@click.option(
    "--body",
    "body_file",
    type=FILE,
    help="Take everything from a request body (JSON).",
)
@delivery.delivered
@options.take
@fitted
@options.host
@options.no_wait
@options.timeout
@gated
@options.wire
@options.sandbox
@options.profile
@options.as_json
def generate(
    prompt: str | None,
    brief_file: Path | None,
    body_file: Path | None,
    destination: Destination,
    take: int,
    fit: Keep | None,
    storage: str | None,
    no_wait: bool,
    timeout: float | None,
    approval: Approval,
    wire: Wire,
    sandbox: bool,
    profile: Profile,
    as_json: bool,
    **fields: Any,
) -> None:
    """Make a video from PROMPT, and from pictures, elements or a clip. The PROMPT "-" is read from standard input.

    The same request given twice is the same task and paid once. --take 2 asks for another video of it. With
    an account the price is shown first.
    """
    from kling.app.connect import connect
    from kling.app.generate import Origin
    from kling.app.generate import generate as make
    from kling.app.prepare import Settings
    from kling.cli.screen import Screen

    settings = Settings(profile, wire, fit, take)
    with Screen(quiet=as_json) as screen:
        prepared, asked = _prepared(prompt, brief_file, body_file, fields, settings, screen)
        asked |= {"host": storage} if storage else {}
        with connect(sandbox=sandbox, profile=settings.profile, wire=wire, tell=screen) as connection:
            made = make(
                prepared,
                connection,
                approval=approval,
                destination=destination,
                storage=storage,
                wait=not no_wait,
                timeout=timeout,
                origin=Origin(brief_file or body_file, take, asked),
                tell=screen,
            )
    show(made, destination, as_json)


def show(made: Made, destination: Destination, as_json: bool) -> None:
    """Show what came of a request."""
    if as_json:
        document.emit(made.envelope(destination))
    elif made.path is not None:
        if made.charged is not None and not made.connection.sandbox:
            before = "it was asked for before, and nothing more is charged" if made.task.attached else ""
            click.echo(before or f"charged: {made.charged} units", err=True)
        delivery.show(made)
    else:
        click.echo(f"to fetch it later: {made.resume(destination)}", err=True)
        click.echo(made.task.external_task_id or made.task.id)


def _prepared(
    prompt: str | None,
    brief: Path | None,
    body: Path | None,
    fields: dict[str, Any],
    settings: Settings,
    tell: Tell,
) -> tuple[Prepared, dict[str, Any]]:
    """The request that the options stand for, and the arguments of the command that asks for it from anywhere."""
    from kling.app import prepare

    sound = fields.pop("sound")
    fields = {name: value for name, value in fields.items() if value not in (None, ())}
    if brief or body:
        also = [*(["PROMPT"] if prompt else []), *(f"--{name.replace('_', '-')}" for name in fields)]
        if also or (brief and body):
            raise click.UsageError(f"a file holds everything; it cannot be combined with {', '.join(also) or '--body'}")
        given: dict[str, Any] = {"body" if body else "brief": str((body or brief or Path()).absolute())}
        of_file = prepare.of_body if body else prepare.of_brief
        return of_file(body or brief or Path(), settings, tell), given | settings.arguments
    if prompt is None and not fields.get("shots"):
        raise click.UsageError("say what to show: PROMPT, --shot, --brief or --body")
    prompt = None if prompt is None else words(prompt)
    for name in ("images", "elements"):
        if name in fields:
            fields[name] = _named(fields[name], name[:-1])
    asked = {"prompt": prompt, "sound": sound, **_located(fields), **settings.arguments}
    if "video_model" in fields:
        fields["model"] = fields.pop("video_model")
    if sound is not None:
        fields["sound"] = "on" if sound else "off"
    with in_options(tell, lambda pointer: _option(pointer, fields)) as told:
        made = prepare.of_fields(prompt, fields, settings, told)
    return made, {name: value for name, value in asked.items() if value is not None}


def _located(fields: dict[str, Any]) -> dict[str, Any]:
    """The same with files by their whole paths, and shots as documents have them."""
    from kling.app.request import source

    here = partial(source, place=lambda path: Path(path).absolute())
    found = dict(fields)
    for name in ("first_frame", "last_frame", "edit", "reference"):
        if name in found:
            found[name] = here(found[name])
    if "images" in found:
        found["images"] = {name: here(one) for name, one in found["images"].items()}
    if "shots" in found:
        found["shots"] = [{"duration": seconds, "prompt": words} for seconds, words in found["shots"]]
    return found


def _option(pointer: str, fields: dict[str, Any]) -> str:
    """The option that a field of the brief came from."""
    _, name, which, *_ = [*pointer.split("/"), "", ""]
    match name:
        case "":
            return "options"
        case "prompt":
            return "PROMPT"
        case "model":
            return "--video-model"
        case "video":
            return "--edit" if "edit" in fields else "--reference"
        case "images" | "elements":
            return f"--{name[:-1]} {which}"
        case "shots":
            return f"--shot {int(which) + 1}" if which else "--shot"
        case _:
            return f"--{name.replace('_', '-')}"

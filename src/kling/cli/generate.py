"""kling generate"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli import delivery, document, options
from kling.cli.gate import gated
from kling.cli.given import FILE, fitted, in_options
from kling.cli.request import Asked, filmed, named

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


@click.command()
@click.argument("prompt", required=False)
@filmed
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
    from kling.app.connect import connect, is_private, told_of
    from kling.app.generate import Origin
    from kling.app.generate import generate as make
    from kling.app.prepare import Settings
    from kling.cli.screen import Screen

    settings = Settings(profile, wire, fit, take)
    with Screen(quiet=as_json) as screen, told_of(True if is_private(sandbox) else None):
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

    if brief or body:
        also = [*(["PROMPT"] if prompt else []), *(f"--{name.replace('_', '-')}" for name in named(fields))]
        if also or (brief and body):
            raise click.UsageError(f"a file holds everything; it cannot be combined with {', '.join(also) or '--body'}")
        given: dict[str, Any] = {"body" if body else "brief": str((body or brief or Path()).absolute())}
        of_file = prepare.of_body if body else prepare.of_brief
        return of_file(body or brief or Path(), settings, tell), given | settings.arguments
    if prompt is None and not fields.get("shots"):
        raise click.UsageError("say what to show: PROMPT, --shot, --brief or --body")
    asked = Asked.of(prompt, fields)
    with in_options(tell, asked.option) as told:
        made = prepare.of_fields(asked.prompt, asked.fields, settings, told)
    return made, asked.arguments | settings.arguments

"""The options that several commands have, each declared once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kling.cli.given import FILE, Amount, together
from kling.models.profiles import DEFAULT, PROFILES, modes, served_names

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.app.connect import Connection

    Connect = Callable[..., AbstractContextManager[Connection]]

F = TypeVar("F", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
serving_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document, once it serves.")
profile = click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    callback=lambda _context, _option, name: PROFILES[name],
    default=DEFAULT.name,
    show_default=True,
    help="The dated rules to judge by.",
)
wire = click.option(
    "--wire",
    envvar="KLING_WIRE",
    type=click.Choice(["v1", "v2"]),
    default="v1",
    show_default=True,
    help="The API's wire to speak (KLING_WIRE).",
)
sandbox = click.option("--sandbox", is_flag=True, help="Use the private sandbox even if credentials are set.")
mode = click.option(
    "--mode",
    help=f"The quality: {', '.join(modes())} (default {DEFAULT.mode_default}; other models have their own); not every "
    "--profile has each.",
)
video_model = click.option("--video-model", metavar="NAME", help=f"The model: {', '.join(served_names())}.")


def _account(sandbox: bool) -> Connect:
    from kling.app.connect import connect

    return partial(connect, sandbox=sandbox)


def _service(wire: Wire, sandbox: bool) -> Connect:
    return partial(_account(sandbox), wire=wire)


account = together("connect", _account, sandbox)
service = together("connect", _service, wire, sandbox)
"""Which service is talked to: ``connect`` is :func:`kling.app.connect.connect`, told of wire and sandbox."""
first_frame = click.option("--first-frame", metavar="FILE|URL", help="The picture the film begins with.")
last_frame = click.option("--last-frame", metavar="FILE|URL", help="The picture the film ends with.")
host = click.option(
    "--host", "storage", metavar="URL", help="Put local clips on storage first: s3://bucket/prefix, gs://, az://."
)
slots = click.option(
    "--slots", type=click.IntRange(1), metavar="N", help="Tasks at once that the account allows (default 5)."
)
no_wait = click.option("--no-wait", is_flag=True, help="Submit and return at once.")
timeout = click.option(
    "--timeout", type=Amount(0, min_open=True), metavar="SECONDS", help="Stop waiting after this; the task goes on."
)
take = click.option(
    "--take",
    type=click.IntRange(1, 9999),
    default=1,
    show_default=True,
    help="Ask for another video of the same request: 2, 3 …",
)


def accounts(help: str) -> Callable[[F], F]:
    """--accounts, a file of them; ``help`` says what for."""
    return click.option("--accounts", envvar="KLING_ACCOUNTS", type=FILE, help=f"{help} (KLING_ACCOUNTS).")


def paged(command: F) -> F:
    """Add --page and --page-size to a command."""
    size = click.option("--page-size", type=click.IntRange(1, 500), default=30, show_default=True)
    return click.option("--page", type=click.IntRange(1, 1000), default=1, show_default=True)(size(command))


def language_model(does: str) -> Callable[[F], F]:
    """Add --model and --model-timeout to a command; ``does``: what the language model is let do."""
    name = click.option(
        "--model", metavar="NAME", help=f"Let this language model {does} (OPENAI_BASE_URL, OPENAI_API_KEY)."
    )
    seconds = click.option(
        "--model-timeout",
        type=click.FloatRange(min=1),
        default=120.0,
        show_default=True,
        help="Seconds for each answer.",
    )
    return lambda command: name(seconds(command))

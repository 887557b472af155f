"""The options of the commands that work on productions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kling.cli.connect import wire

if TYPE_CHECKING:
    from kling.app.productions import Settings

F = TypeVar("F", bound=Callable[..., Any])

slots = click.option(
    "--slots", type=click.IntRange(1), metavar="N", help="Tasks at once that the account allows (default 5)."
)
host = click.option(
    "--host", "storage", metavar="URL", help="Put local clips on storage first: s3://bucket/prefix, gs://, az://."
)


def accounts(help: str) -> Callable[[F], F]:
    """--accounts and --wire."""
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    file = click.option("--accounts", envvar="KLING_ACCOUNTS", type=path, help=help)
    return lambda command: file(wire(command))


def settings(options: Mapping[str, Any]) -> Settings:
    """What the options say."""
    from kling.app.productions import Settings
    from kling.models.profiles import PROFILES

    named = {"profile": PROFILES[options["profile"]]} if "profile" in options else {}
    return Settings(**{**options, **named})

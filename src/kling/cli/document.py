"""What commands print for programs with --json: the one envelope."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kling.app.refusal import Refusal


def result(document: Any, **about: Any) -> None:
    """Print what was done; ``about`` are the arguments of :func:`kling.app.envelope.done`."""
    from kling.app.envelope import done

    emit(done(document, **about))


def refusal(why: Refusal, result: Any = None) -> None:
    """Print why it was not done, and what was found or done all the same."""
    from kling.app.envelope import refused

    emit(refused(why, result=result))


def emit(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))

"""Exit codes, and how a refusal is shown: what happened, where, what to do next. Never a traceback for bad input."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import click

from kling.api.characters import readable

if TYPE_CHECKING:
    from kling.app.refusal import Kind, Refusal

DONE, REFUSED, USAGE, _, _, UNKNOWN, SERVICE = range(7)

_words: tuple[str, ...] = ()
"""The command as it was given."""

_for_programs = False
"""Whether the command was given --json: then its failure, too, is one document on standard output."""


def leave(message: str) -> NoReturn:
    """End an interrupted process at once, though threads of it wait for tasks that take minutes: all that matters is on
    disk."""
    click.echo(f"kling: {message}", err=True)
    _tell_programs("interrupted", message)
    at_once(130)


def at_once(code: int) -> NoReturn:
    """End without waiting for threads."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def told() -> None:
    """The one document was printed before the end: what happens later is told on standard error only."""
    global _for_programs
    _for_programs = False


def _tell_programs(kind: Kind, message: str) -> None:
    if _for_programs:
        from kling.app.refusal import Refusal
        from kling.cli import document

        document.refusal(Refusal(kind, message))


def guarded(command: click.Command, args: list[str] | None) -> NoReturn:
    """Run a command; turn every expected error into its message and exit code."""
    global _for_programs, _words
    _words = tuple(sys.argv[1:] if args is None else args)
    _for_programs = "--json" in _words
    stdout = sys.stdout
    try:
        command.main(args, prog_name="kling", standalone_mode=False)
    except click.ClickException as error:
        vars(error)["message"] = readable(error.message)
        error.show()
        if "unexpected extra argument" in error.message:
            click.echo("Put words with spaces between them in quotes.", err=True)
        _tell_programs("usage", error.format_message())
        sys.exit(USAGE)
    except (click.Abort, KeyboardInterrupt):
        from kling.app.refusal import Refusal

        show(Refusal("interrupted", "interrupted"))
    except BrokenPipeError:
        # The reader of our output went away; point stdout elsewhere so that the interpreter can end quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except SystemExit:
        if sys.stdout is not stdout:  # click met a BrokenPipeError before us, and put something that swallows all there
            sys.exit(DONE)
        raise
    except Exception as error:
        from kling.app.refusal import fault_of, refusal_of

        if (refusal := refusal_of(error)) is None:
            import traceback

            traceback.print_exc()
            refusal = fault_of(error)
        if refusal.lacks:
            refusal.next = (_Again(refusal.lacks), *refusal.next)
        show(refusal)
    sys.exit(DONE)


@dataclass(frozen=True, slots=True)
class _Again:
    """The command that was given, with more options."""

    options: tuple[str, ...]

    def __str__(self) -> str:
        from kling.app.refusal import program

        return shlex.join((*program(), *_words, *self.options))


def show(refusal: Refusal) -> NoReturn:
    """Show why something was not done, and end."""
    from kling.cli.report import text

    if refusal.checked:
        click.echo(text.render(refusal.checked), err=True)
    elif refusal.diagnostics:
        click.echo(text.diagnostics(refusal.diagnostics), err=True)
    else:
        click.echo(f"kling: {refusal}", err=True)
    for step in refusal.next:
        click.echo(f"kling: next: {step}", err=True)
    if _for_programs:
        from kling.cli import document

        document.refusal(refusal)
    from kling.app.envelope import EXITS

    raise SystemExit(EXITS[refusal.kind])

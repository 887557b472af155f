"""Exit codes, and how errors are shown: what happened, where, what to do next. Never a traceback for bad input."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from kling.client.errors import KlingError

DONE, REFUSED, USAGE, ACCOUNT, FAILED, UNKNOWN, SERVICE = range(7)


def code_of(error: KlingError) -> int:
    """The exit code of a client error."""
    from kling.client import errors

    classes: tuple[tuple[type[KlingError] | tuple[type[KlingError], ...], int], ...] = (
        ((errors.CredentialsError, errors.AccountError), ACCOUNT),
        ((errors.TaskFailed, errors.ResultExpired, errors.ResultMissing), FAILED),
        ((errors.OutcomeUnknown, errors.WaitTimeout), UNKNOWN),
        (errors.JournalError, USAGE),
        ((errors.RequestRefused, errors.RequestError, errors.ContentRefused, errors.HostingError), REFUSED),
    )
    return next((code for kinds, code in classes if isinstance(error, kinds)), SERVICE)


def fail(message: str, code: int) -> NoReturn:
    """End with a message on standard error."""
    click.echo(f"kling: {message}", err=True)
    raise SystemExit(code)


def guarded(command: click.Command, args: list[str] | None) -> NoReturn:
    """Run a command; turn every expected error into its message and exit code."""
    stdout = sys.stdout
    try:
        command.main(args, prog_name="kling", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        if "unexpected extra argument" in error.message:
            click.echo("Put words with spaces between them in quotes.", err=True)
        sys.exit(USAGE)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("kling: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away; point stdout elsewhere so that the interpreter can end quietly.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except SystemExit:
        if sys.stdout is not stdout:  # click met a BrokenPipeError before us, and put something that swallows all there
            sys.exit(DONE)
        raise
    except Exception as error:
        _expected(error)
    sys.exit(DONE)


def _expected(error: Exception) -> None:
    """Show an error of ours, or raise it again when it is nobody's fault but the program's."""
    from kling.briefs.errors import BriefRefused

    if isinstance(error, BriefRefused):
        from kling.cli.report import text

        # What refuses comes alone; advice on style would bury it.
        click.echo(text.diagnostics(d for d in error.diagnostics if d.severity == "error"), err=True)
        sys.exit(REFUSED)
    if isinstance(error, OSError):
        name = f"{error.filename}: " if getattr(error, "filename", None) else ""
        fail(f"{name}{error.strerror or error}", USAGE)
    from kling.client.errors import KlingError
    from kling.render.errors import RenderError

    if isinstance(error, RenderError):
        fail(str(error), REFUSED)
    if isinstance(error, KlingError):
        diagnostics = getattr(error, "diagnostics", None)
        if diagnostics:
            from kling.cli.report import text

            click.echo(text.diagnostics(diagnostics), err=True)
        step = _next_step(error)
        fail(f"{error}\nkling: {step}" if step else str(error), code_of(error))
    raise error


def _next_step(error: KlingError) -> str:
    """The command that goes on after an error, where there is one."""
    from kling.client.errors import NotFound, OutcomeUnknown, Unreachable

    id = error.external_task_id or error.task_id
    options = "".join(getattr(error, "__notes__", ()))
    if isinstance(error, Unreachable) and not error.task_id:
        return "nothing was sent; the same command again goes on"
    known_elsewhere = isinstance(error, OutcomeUnknown) and error.code in (1201, 1203)
    if id and (isinstance(error, NotFound) or known_elsewhere) and "--wire" not in options:
        return "a task that was made with --wire v2 is found with --wire v2"
    return f"to resume: kling wait {id}{options}" if id and code_of(error) in (UNKNOWN, SERVICE) else ""

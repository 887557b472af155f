"""kling jobs"""

from __future__ import annotations

from typing import Any

import click

from kling.cli import document, options
from kling.cli.exits import SERVICE, UNKNOWN

_names = click.argument("names", nargs=-1, metavar="[NAME]...")
_accounts = options.accounts("The accounts of this file")


@click.group()
def jobs() -> None:
    """List, show, retry and cancel what productions want.

    PRODUCTION is an id from the list, its beginning, or the production's file. NAME is a video, or a film for all its
    shots.
    """


@jobs.command("list")
@options.as_json
def list_productions(as_json: bool) -> None:
    """List productions, newest first, and how far each is."""
    from kling.app import after
    from kling.app.jobs import productions
    from kling.app.refusal import Step

    found = productions()
    if as_json:
        shown = [Step("jobs_show", {"production": row.production}) for row in found[:1]]
        document.result([row._asdict() for row in found], next=shown or after.anything())
        return
    for row in found:
        told = ", ".join(f"{count} {state}" for state, count in row.states.items())
        click.echo(f"{row.production}  {told}  {row.file}{'  (sandbox)' if row.sandbox else ''}")
    if not found:
        click.echo("no productions", err=True)


@jobs.command()
@click.argument("production")
@_names
@options.as_json
def show(production: str, names: tuple[str, ...], as_json: bool) -> None:
    """Show the videos of a production: state, task, cost, and why one is not here."""
    from kling.app import jobs as app

    entries = app.show(production, names)
    if as_json:
        document.result([app.row_of(entry) for entry in entries], next=app.after_show(production, entries))
        return
    for entry in entries:
        cost = f"{entry.units} units" if entry.units else f"about {entry.estimate} units" if entry.estimate else ""
        task = f"task {entry.task_id}" if entry.task_id else ""
        take = f"take {entry.take}" if entry.take > 1 else ""
        facts = [entry.name, entry.told, task, take, cost, entry.reason or "", entry.path]
        click.echo("  ".join(fact for fact in facts if fact))


@jobs.command()
@click.argument("production")
@_names
@_accounts
@options.wire
@options.as_json
def retry(production: str, names: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Set out again for videos that failed or were cancelled (without NAME: all of them).

    The service is asked first: a task that did succeed is fetched, one that goes on is waited for. One that ended
    without a video is asked for as another take, under a new id. Nothing is sent before the next `kling run`, which
    shows the price and asks.
    """
    from kling.app import jobs as app
    from kling.app.productions import Settings

    found = app.retry(production, names, Settings(**given))
    if as_json:
        document.emit(found.envelope(production))
    else:
        for row in found.rows:
            if row.trouble:
                click.echo(f"kling: {row.name} stays as it is: {row.trouble}", err=True)
            elif row.task_id:
                click.echo(f"{row.name}: task {row.task_id} is not lost, and will be fetched")
        click.echo(
            f"{found.anew} of {len(found.rows)} will be made by the next kling run, for {found.units} units "
            f"(${found.dollars})"
        )
    raise SystemExit(SERVICE if found.trouble else 0)


@jobs.command()
@click.argument("production")
@click.argument("old")
@click.argument("new")
@_accounts
@options.wire
@click.option("--pay-again", is_flag=True, help="Also make anew what OLD was, or may have been, charged for.")
@options.as_json
def move(production: str, old: str, new: str, pay_again: bool, as_json: bool, **given: Any) -> None:
    """Give what belongs to account OLD to account NEW (their names, as `kling jobs show --json` has them).

    For an account whose key or name changed: `kling run` does this by itself where NEW shows a task of OLD. Of another
    account only what was surely never sent is given to NEW, unless you agree to --pay-again.
    """
    from kling.app import jobs as app
    from kling.app.productions import Settings

    moved = app.move(production, old, new, Settings(**given), pay_again=pay_again)
    if as_json:
        document.emit(moved.envelope(production))
    elif moved.is_same:
        click.echo(f"{new} has the tasks of {old}: {moved.moved} moved, nothing is paid again")
    else:
        click.echo(f"{moved.moved} of {moved.count} moved")
    if moved.trouble:
        click.echo(f"kling: {moved.trouble}", err=True)
        raise SystemExit(UNKNOWN)


@jobs.command()
@click.argument("production")
@click.argument("name")
@click.option("--task", "task_id", metavar="ID", help="The task that NAME is.")
@click.option("--none", is_flag=True, help="None was made: the next run sends it again, and it is charged.")
@_accounts
@options.wire
@options.as_json
def settle(production: str, name: str, task_id: str | None, none: bool, as_json: bool, **given: Any) -> None:
    """Say what became of a video of which only you can know it.

    The answer to its create was lost, and the service does not tell its task from others: so it is with lines of
    `kling lipsync`. `kling wait ID` brings the film of a task, to look at.
    """
    from kling.app import jobs as app
    from kling.app.productions import Settings

    entries = app.settle(production, name, task_id, Settings(**given), none=none)
    if as_json:
        document.result([app.row_of(entry) for entry in entries], next=app.again(production))
        return
    click.echo(f"{name} is task {task_id}" if task_id else f"of {name} no task was made")
    for step in app.again(production):
        click.echo(f"kling: next: {step}", err=True)


@jobs.command()
@click.argument("production")
@_names
@options.as_json
def cancel(production: str, names: tuple[str, ...], as_json: bool) -> None:
    """Do not make videos that were not sent yet (without NAME: all of them).

    A task that was sent cannot be stopped: the service has no way to. It is paid for, so it will be fetched.
    """
    from kling.app import jobs as app
    from kling.app.refusal import Step

    found = app.cancel(production, names)
    if as_json:
        document.result(found.document(), next=[Step("jobs_show", {"production": production})])
    else:
        click.echo(f"{len(found.cancelled)} of {found.count} cancelled")
    if found.sent:
        click.echo(
            f"sent, as far as is known; cannot be stopped, and will be fetched: {', '.join(found.sent)}", err=True
        )

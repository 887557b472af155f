"""kling jobs"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kling.cli.exits import USAGE, fail

if TYPE_CHECKING:
    from kling.productions.ledger import Entry, Ledger

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def jobs() -> None:
    """List, show, retry and cancel what productions want.

    PRODUCTION is an id from the list, its beginning, or the production's file. NAME is a video, or a film for all its
    shots.
    """


@jobs.command("list")
@_json
def list_productions(as_json: bool) -> None:
    """List productions, newest first, and how far each is."""
    from kling.cli.production import place

    with place().ledger() as ledger:
        rows = [
            {"production": name, "file": file, "folder": folder, "states": ledger.counts(name)}
            for name, file, folder in ledger.productions()
        ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        states = row["states"]
        told = ", ".join(f"{count} {state}" for state, count in states.items()) if isinstance(states, dict) else ""
        click.echo(f"{row['production']}  {told}  {row['file']}")
    if not rows:
        click.echo("no productions", err=True)


@jobs.command()
@click.argument("production")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_json
def show(production: str, names: tuple[str, ...], as_json: bool) -> None:
    """Show the videos of a production: state, task, cost, and why one is not here."""
    from kling.cli.production import find, place

    with place().ledger() as ledger:
        entries = _chosen(ledger, find(ledger, production), names)
    if as_json:
        click.echo(json.dumps([_row(entry) for entry in entries], ensure_ascii=False, indent=2))
        return
    for entry in entries:
        cost = f"{entry.units} units" if entry.units else f"about {entry.estimate} units" if entry.estimate else ""
        task = f"task {entry.task_id}" if entry.task_id else ""
        take = f"take {entry.take}" if entry.take > 1 else ""
        facts = [entry.name, entry.state, task, take, cost, entry.reason or "", entry.path]
        click.echo("  ".join(fact for fact in facts if fact))


@jobs.command()
@click.argument("production")
@click.argument("names", nargs=-1, metavar="[NAME]...")
def retry(production: str, names: tuple[str, ...]) -> None:
    """Set out again for videos that failed or were cancelled (without NAME: all of them).

    A task that was sent and failed is asked for as another take, under a new id. Nothing is sent before the next
    `kling run`, which shows the price.
    """
    from kling.cli.production import find, place
    from kling.productions.work import retry as again

    with place().ledger() as ledger:
        entries = _chosen(ledger, find(ledger, production), names)
        count = sum(again(ledger, entry) for entry in entries)
    click.echo(f"{count} of {len(entries)} will be made by the next kling run")


@jobs.command()
@click.argument("production")
@click.argument("names", nargs=-1, metavar="[NAME]...")
def cancel(production: str, names: tuple[str, ...]) -> None:
    """Do not make videos that were not sent yet (without NAME: all of them).

    A task that was sent cannot be stopped: the service has no way to. It is paid for, so it will be fetched.
    """
    from kling.cli.production import find, place
    from kling.productions.ledger import UNPAID

    with place().ledger() as ledger:
        entries = _chosen(ledger, find(ledger, production), names)
        cancelled = {
            entry.name
            for entry in entries
            if entry.task_id is None and ledger.move(entry, "cancelled", UNPAID, reason="cancelled by hand")
        }
    click.echo(f"{len(cancelled)} of {len(entries)} cancelled")
    sent = [entry.name for entry in entries if entry.task_id and entry.state not in ("kept", "failed")]
    if sent:
        click.echo(f"sent already, cannot be stopped, and will be fetched: {', '.join(sent)}", err=True)


def _chosen(ledger: Ledger, production: str, names: Sequence[str]) -> list[Entry]:
    entries = ledger.entries(production)
    if not names:
        return entries
    known = {entry.name for entry in entries} | {entry.film for entry in entries}
    if missing := [name for name in names if name not in known]:
        fail(f"{production} has no video or film called {missing[0]!r}", USAGE)
    return [entry for entry in entries if entry.name in names or entry.film in names]


def _row(entry: Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "film": entry.film,
        "state": entry.state,
        "reason": entry.reason,
        "task_id": entry.task_id,
        "external_task_id": entry.external_id,
        "account": entry.account,
        "take": entry.take,
        "estimate": entry.estimate,
        "units": entry.units,
        "path": entry.path,
    }

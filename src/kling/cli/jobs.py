"""kling jobs"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli import document
from kling.cli.connect import wire as wire_option
from kling.cli.exits import SERVICE, UNKNOWN, USAGE, fail

if TYPE_CHECKING:
    from kling.api.fields import Wire
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
        document.result(rows)
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
        document.result([_row(entry) for entry in entries])
        return
    for entry in entries:
        cost = f"{entry.units} units" if entry.units else f"about {entry.estimate} units" if entry.estimate else ""
        task = f"task {entry.task_id}" if entry.task_id else ""
        take = f"take {entry.take}" if entry.take > 1 else ""
        facts = [entry.name, entry.state, task, take, cost, entry.reason or "", entry.path]
        click.echo("  ".join(fact for fact in facts if fact))


_accounts = click.option(
    "--accounts",
    envvar="KLING_ACCOUNTS",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The accounts of this file (KLING_ACCOUNTS).",
)


@jobs.command()
@click.argument("production")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_accounts
@wire_option
def retry(production: str, names: tuple[str, ...], accounts: Path | None, wire: Wire) -> None:
    """Set out again for videos that failed or were cancelled (without NAME: all of them).

    The service is asked first: a task that did succeed is fetched, one that goes on is waited for. One that ended
    without a video is asked for as another take, under a new id. Nothing is sent before the next `kling run`, which
    shows the price and asks.
    """
    from decimal import Decimal

    from kling.api.price import dollars
    from kling.cli.production import find, payers, place
    from kling.client import KlingError
    from kling.models.profiles import DEFAULT
    from kling.productions.work import retry as again

    where = place()
    with where.ledger() as ledger:
        known = find(ledger, production)
        entries = [entry for entry in _chosen(ledger, known, names) if entry.state in ("failed", "cancelled")]
        is_private = any(entry.account == "sandbox" for entry in entries)
        told, count, units = 0, 0, Decimal(0)
        with payers(ledger, sandbox=is_private, file=accounts, profile=DEFAULT, quiet=True, wire=wire) as who:
            for entry in entries:
                account = who.accounts.get(entry.account)
                try:
                    again(ledger, entry, account.client if account else None, where.folder)
                except KlingError as error:
                    click.echo(f"kling: {entry.name} stays as it is: {error}", err=True)
                    told += 1
                    continue
                new = ledger.entry(known, entry.name)
                if new and new.task_id:
                    click.echo(f"{entry.name}: task {new.task_id} is not lost, and will be fetched")
                else:
                    count, units = count + 1, units + Decimal(entry.estimate or 0)
    click.echo(f"{count} of {len(entries)} will be made by the next kling run, for {units} units (${dollars(units)})")
    if told:
        raise SystemExit(SERVICE)


@jobs.command()
@click.argument("production")
@click.argument("old")
@click.argument("new")
@_accounts
@click.option("--pay-again", is_flag=True, help="Also make anew what OLD was, or may have been, charged for.")
@wire_option
def move(production: str, old: str, new: str, accounts: Path | None, pay_again: bool, wire: Wire) -> None:
    """Give what belongs to account OLD to account NEW (their names, as `kling jobs show --json` has them).

    For an account whose key or name changed: `kling run` does this by itself where NEW shows a task of OLD. Of another
    account only what was surely never sent is given to NEW, unless you agree to --pay-again.
    """
    from kling.cli.production import find, payers, place
    from kling.models.profiles import DEFAULT
    from kling.productions.earlier import give, hand_over, knows, orphans

    with place().ledger() as ledger:
        known = find(ledger, production)
        with payers(ledger, sandbox=False, file=accounts, profile=DEFAULT, quiet=True, wire=wire) as who:
            if new not in who.accounts:
                fail(f"there is no account {new} here; there is {', '.join(who.accounts)}", USAGE)
            entries = orphans(ledger, known, who.accounts).get(old, [])
            if knows(who.accounts[new], entries):
                hand_over(ledger, known, entries, old, who.accounts[new])
                click.echo(f"{new} has the tasks of {old}: {len(entries)} moved, nothing is paid again")
                return
            moved, stay = give(ledger, entries, who.accounts[new], pay_again=pay_again)
    click.echo(f"{moved} of {len(entries)} moved")
    if stay:
        click.echo(
            f"kling: {', '.join(stay)}: {old} was, or may have been, charged for them, and {new} does not show them; "
            "run with a key of that account, or say --pay-again",
            err=True,
        )
        raise SystemExit(UNKNOWN)


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

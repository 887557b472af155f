"""kling run"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli import document
from kling.cli.connect import wire as wire_option
from kling.cli.exits import ACCOUNT, DONE, FAILED, REFUSED, SERVICE, UNKNOWN, USAGE, fail
from kling.cli.gate import approval, gated
from kling.models.profiles import DEFAULT, PROFILES

if TYPE_CHECKING:
    from sqlalchemy.exc import OperationalError

    from kling.api.fields import Wire
    from kling.cli.production import Payers, Place
    from kling.productions.accounts import Account
    from kling.productions.engine import Engine
    from kling.productions.ledger import Entry, Ledger
    from kling.productions.plan import Item, Plan

_TICK = 0.25  # seconds


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a production file.")
@click.option("--dry-run", is_flag=True, help="Check and price everything, send nothing.")
@gated
@click.option("--slots", type=click.IntRange(1), metavar="N", help="Tasks at once that the account allows (default 5).")
@click.option(
    "--accounts",
    envvar="KLING_ACCOUNTS",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Share the work among the accounts of this file (KLING_ACCOUNTS).",
)
@wire_option
@click.option("--fit", is_flag=True, help="Make pictures and clips legal first: scale, convert, trim.")
@click.option("--host", metavar="URL", help="Put local clips on storage first: s3://bucket/prefix, gs://, az://.")
@click.option("--sandbox", is_flag=True, help="Use a private sandbox even if credentials are set.")
@click.option("--profile", type=click.Choice(list(PROFILES)), default=DEFAULT.name, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def run(
    file: Path | None,
    schema: bool,
    dry_run: bool,
    max_units: float | None,
    yes: bool,
    slots: int | None,
    accounts: Path | None,
    wire: Wire,
    fit: bool,
    host: str | None,
    sandbox: bool,
    profile: str,
    as_json: bool,
) -> None:
    """Carry out the production in FILE (YAML): many briefs, or films of many shots.

    Everything is checked and priced before the first unit is spent. Interrupt it anywhere; the same command goes on
    where it stopped and pays nothing twice. What came of it is in report.html beside the videos.
    """
    if schema:
        from kling.productions.production import schema as production_schema

        document.result(production_schema())
        return
    if file is None:
        raise click.UsageError("Missing argument 'FILE'.")
    from kling.app.approve import Quote
    from kling.cli.production import is_private, name_of, payers, place, shared_out
    from kling.cli.screen import Screen
    from kling.productions.plan import bill
    from kling.productions.sync import sync

    where = place()
    production = name_of(file, is_private(sandbox, accounts))
    plan = _plan(file, PROFILES[profile], where.state_of(production) / "fitted" if fit else None)
    with where.ledger() as ledger:
        _heed_files(ledger, plan)
        owed = _owed(plan, ledger, production)
        _show_bill(plan, owed, as_json, is_all=dry_run)
        if dry_run:
            return
        with (
            _alone(where, production),
            payers(
                ledger,
                sandbox=sandbox,
                file=accounts,
                slots=slots,
                profile=PROFILES[profile],
                quiet=as_json,
                wire=wire,
            ) as who,
        ):
            cost = bill(owed)
            if not host and not who.sandbox:
                _heed_clips(owed)
            if owed:
                _heed_balance(plan, owed, who.accounts)
            if owed and not who.sandbox:
                approval(max_units, yes).require(Quote.of(cost), Screen())
            _heed_earlier(ledger, production, plan, who.accounts)
            sync(ledger, production, plan, shared_out(plan, who.accounts))
            code = _carry_out(where, ledger, production, plan, who, host, as_json)
    sys.exit(code)


def _plan(file: Path, profile: Any, fitted: Path | None) -> Plan:
    """The plan of a file; ends with exit code 1 and every fault when there is one."""
    from kling.briefs.checking import Checked
    from kling.cli.report import text
    from kling.productions.plan import plan
    from kling.productions.production import read

    production = read(file)
    fit = None
    if fitted is not None:
        from kling.productions.fitting import fitting

        fit = fitting(fitted, lambda line: click.echo(line, err=True))
    made = plan(production, profile, fit)
    if made.refused:
        checked = Checked(str(file), "brief", profile, production.document, made.diagnostics)
        click.echo(text.render([checked]), err=True)
        raise SystemExit(REFUSED)
    return made


def _heed_files(ledger: Ledger, plan: Plan) -> None:
    """End with exit code 2 when the videos could not be kept where they belong."""
    from kling.productions.preflight import faults

    if found := faults(ledger, plan):
        fail("nothing was sent: " + "; ".join(found), USAGE)


def _heed_clips(owed: list[Item]) -> None:
    """End with exit code 1 when clips are to be sent that the service could not read."""
    if clips := [item.clip for item in owed if item.clip]:
        more = f" and {len(clips) - 1} more" if len(clips) > 1 else ""
        help = "the service reads clips by URL only; give --host s3://bucket/prefix"
        fail(f"nothing was sent: {clips[0]}{more} is a file on this machine, and {help}", REFUSED)


def _heed_balance(plan: Plan, owed: list[Item], accounts: Mapping[str, Account]) -> None:
    """Tell before anything is paid that an account cannot pay its share; figures may lag, so it is no refusal. Where
    nobody said how many slots there are, the names of the packs do."""
    from kling.cli.production import shared_out
    from kling.productions.balance import online, short, width

    packs = {name: found for name, account in accounts.items() if (found := online(account)) is not None}
    for name, found in packs.items():
        if not accounts[name].is_told and (slots := width(found)):
            accounts[name].resize(slots)
    for told in short(owed, shared_out(plan, accounts), packs):
        click.echo(f"kling: {told}; what cannot be paid will be paused (figures lag by up to 12 hours)", err=True)


def _heed_earlier(ledger: Ledger, production: str, plan: Plan, accounts: Mapping[str, Account]) -> None:
    """Know accounts again whose key was renewed, and settle requests that are replaced; ends with exit code 5 when that
    cannot be."""
    from kling.client.errors import JournalError
    from kling.productions.asking import recorded
    from kling.productions.earlier import Unsettled, adopt, settle_replaced

    try:
        for account in accounts.values():
            recorded(account.client, "")  # a journal that cannot be read is told once, before anything is begun
    except JournalError as error:
        fail(f"nothing was sent: {error}", USAGE)
    for old, new in adopt(ledger, production, accounts).items():
        click.echo(f"kling: account {new} has the tasks of account {old}, and goes on with them", err=True)
    try:
        settle_replaced(ledger, production, plan, accounts)
    except Unsettled as error:
        fail(f"nothing was sent: {error}", UNKNOWN)


def _owed(plan: Plan, ledger: Ledger, production: str) -> list[Item]:
    """The items that are still to be paid for."""
    paid = {entry.wish_id for entry in ledger.entries(production) if entry.task_id}
    return [item for item in plan.items if item.external_id not in paid]


def _show_bill(plan: Plan, owed: list[Item], as_json: bool, *, is_all: bool) -> None:
    from kling.productions.plan import bill

    total, due = bill(plan.items), bill(owed)
    to_pay = {item.wish.name for item in owed}
    if as_json:
        items = [
            {
                "name": item.wish.name,
                "external_task_id": item.external_id,
                "units": None if item.estimate.units is None else str(item.estimate.units),
                "seconds": item.estimate.seconds,
                "output": item.wish.output,
                "owed": item.wish.name in to_pay,
            }
            for item in plan.items
        ]
        units = None if due.units is None else str(due.units)
        found = {"units": units, "videos": due.videos, "items": items}
        if is_all:
            document.result(found)
        else:
            _line({"event": "bill", **found})
        return
    for film in plan.production.films:
        shots = [item for item in plan.items if item.wish.film == film.name]
        click.echo(f"film {film.name}: {bill(shots)}", err=True)
    single = [item for item in plan.items if item.wish.film is None]
    for item in single[:20]:
        click.echo(f"{item.wish.name}: {item.estimate}", err=True)
    if len(single) > 20:
        click.echo(f"and {len(single) - 20} more", err=True)
    click.echo(f"in all {total}", err=True)
    if len(owed) < len(plan.items):
        click.echo(f"still to be paid: {due}", err=True)


@contextmanager
def _alone(where: Place, production: str) -> Iterator[None]:
    from kling.productions.databases import Busy, alone

    try:
        with alone(where.state_of(production)):
            yield
    except Busy as error:
        fail(str(error), USAGE)


def _carry_out(
    where: Place,
    ledger: Ledger,
    production: str,
    plan: Plan,
    who: Payers,
    host: str | None,
    as_json: bool,
) -> int:
    from kling.cli.live import Live
    from kling.media.host import Host, HostError
    from kling.productions.databases import engine_address
    from kling.productions.engine import Engine
    from kling.productions.report import write
    from kling.productions.work import Context

    state = where.state_of(production)
    try:
        context = Context(ledger, who.accounts, Host(host) if host else None)
    except HostError as error:
        fail(str(error), USAGE)
    address = engine_address(state, where.url)
    with Live(ledger, production, as_json) as live, Engine(context, address, who.journal) as engine:
        engine.reconcile(production)
        try:
            _until_done(engine, production, live.show)
        except KeyboardInterrupt:
            live.stop()
            click.echo("kling: interrupted; the same command goes on from here, and pays nothing twice", err=True)
            sys.stderr.flush()
            os._exit(130)  # threads wait for tasks that take minutes; all that matters is on disk
    page: Path | None = None
    with closing(context):
        try:
            folder = plan.production.folder.resolve()
            page = write(ledger, context.files(production), production, folder, plan.production.path.stem)
        except OSError as error:
            click.echo(f"kling: the report was not written: {error.strerror or error}", err=True)
    return _told(ledger, production, who.accounts, page, as_json)


def _until_done(engine: Engine, production: str, show: Callable[[], None]) -> None:
    from sqlalchemy.exc import OperationalError

    busy, outage = True, Outage()
    while busy:
        try:
            busy = engine.tick(production)
            show()
            outage.over()
        except OperationalError as error:
            outage.tell(error)
        engine.nap(_TICK)


class Outage:
    """Tells that the database cannot be used, once for each reason, until it can be again."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def tell(self, error: OperationalError) -> None:
        from kling.cli.production import reason_of

        reason = reason_of(error)
        if reason not in self._told:
            click.echo(f"kling: the database cannot be used at the moment: {reason}; waiting until it can", err=True)
        self._told.add(reason)

    def over(self) -> None:
        self._told.clear()


def _told(ledger: Ledger, production: str, accounts: Mapping[str, Account], page: Path | None, as_json: bool) -> int:
    """Say what came of it; gives the exit code."""
    entries, films = ledger.entries(production), ledger.films(production)
    kept = sum(entry.state == "kept" for entry in entries)
    code = _code(entries, [film.state for film in films]) or (DONE if page else SERVICE)
    if as_json:
        counts = ledger.counts(production)
        found = {"production": production, "states": counts, "report": page and str(page)}
        document.result(found, exit=code)
        return code
    for entry in entries:
        if entry.state != "kept":
            click.echo(f"kling: {entry.name} {entry.state}: {entry.reason or _why(entry, accounts)}", err=True)
    for film in films:
        if film.state == "done":
            click.echo(film.path)
        else:
            click.echo(f"kling: film {film.name} was not joined: {film.reason or 'shots are missing'}", err=True)
    for entry in entries:
        if entry.film is None and entry.state == "kept":
            click.echo(entry.path)
    click.echo(f"{kept} of {len(entries)} videos are here" + (f"; {page}" if page else ""), err=True)
    if code == FAILED:
        click.echo("failed ones are not paid for again by themselves: kling jobs retry", err=True)
    return code


def _why(entry: Entry, accounts: Mapping[str, Account]) -> str:
    """Why a wish waits when nothing is in hand any more."""
    if entry.account not in accounts:
        return (
            f"it belongs to account {entry.account}, which takes no part in this run; if that has another name or key "
            f"now: kling jobs move {entry.production} {entry.account} NAME"
        )
    return "the shot before it is missing"


def _code(entries: list[Entry], films: list[str]) -> int:
    states = {entry.state for entry in entries}
    if "paused" in states:
        return ACCOUNT
    if states & {"failed", "cancelled"}:
        return FAILED
    return SERVICE if states - {"kept"} or set(films) - {"done"} else DONE


def _line(document: dict[str, Any]) -> None:
    """An event on the way, for programs that watch: a line of JSON on standard error."""
    click.echo(json.dumps(document, ensure_ascii=False), err=True)

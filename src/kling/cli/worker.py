"""kling worker"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli.connect import wire as wire_option
from kling.cli.exits import USAGE, fail
from kling.models.profiles import DEFAULT

if TYPE_CHECKING:
    from kling.api.fields import Wire

_TICK = 0.25  # seconds


@click.command()
@click.option("--slots", type=click.IntRange(1), metavar="N", help="Tasks at once that the account allows (default 5).")
@click.option(
    "--accounts",
    envvar="KLING_ACCOUNTS",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Work for the accounts of this file (KLING_ACCOUNTS).",
)
@wire_option
@click.option("--host", metavar="URL", help="Put local clips on storage first: s3://bucket/prefix, gs://, az://.")
@click.option("--drain", is_flag=True, help="End when nothing is left to do.")
def worker(slots: int | None, accounts: Path | None, wire: Wire, host: str | None, drain: bool) -> None:
    """Work on the productions of a shared Postgres (KLING_DATABASE_URL) until it is interrupted.

    `kling run` on one machine says what is wanted and shows the price; workers with credentials of the same accounts
    help, and go on when others die. The machines need the production's folder at the same path.
    """
    from sqlalchemy.exc import OperationalError

    from kling.cli.production import is_private, payers, place
    from kling.cli.run import Outage
    from kling.media.host import Host
    from kling.productions.databases import engine_address
    from kling.productions.engine import Engine
    from kling.productions.work import Context

    where = place()
    if where.url is None:
        fail("workers share a Postgres: set KLING_DATABASE_URL; with SQLite `kling run` does everything", USAGE)
    if is_private(False, accounts):
        fail("a worker needs the credentials of an account, or KLING_BASE_URL of a shared sandbox", USAGE)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(os._exit(143)))
    with (
        where.ledger() as ledger,
        payers(ledger, sandbox=False, file=accounts, slots=slots, profile=DEFAULT, quiet=True, wire=wire) as who,
        Engine(
            Context(ledger, who.accounts, Host(host) if host else None),
            engine_address(where.folder, where.url),
            who.journal,
        ) as engine,
    ):
        for name, _, _ in ledger.productions():
            engine.reconcile(name)
        click.echo(f"worker {engine.name} is ready")
        sys.stdout.flush()
        try:
            busy, outage = True, Outage()
            while busy or not drain:
                try:
                    ticked = [engine.tick(name) for name, _, _ in ledger.productions()]
                    busy = any(ticked)
                    outage.over()
                except OperationalError as error:
                    outage.tell(error)
                engine.nap(_TICK)
        except KeyboardInterrupt:
            os._exit(130)  # what is in hand is taken over by others, or by the next worker here

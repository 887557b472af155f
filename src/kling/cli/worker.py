"""kling worker"""

from __future__ import annotations

import os
import signal
import sys

import click

from kling.cli.productions import accounts, host, settings, slots


@click.command()
@slots
@accounts("Work for the accounts of this file (KLING_ACCOUNTS).")
@host
@click.option("--drain", is_flag=True, help="End when nothing is left to do.")
def worker(drain: bool, **options: object) -> None:
    """Work on the productions of a shared Postgres (KLING_DATABASE_URL) until it is interrupted.

    `kling run` on one machine says what is wanted and shows the price; workers with credentials of the same accounts
    help, and go on when others die. The machines need the production's folder at the same path.
    """
    from kling.app.worker import work
    from kling.cli.screen import Screen

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(os._exit(143)))
    work(settings(options), drain=drain, tell=Screen(quiet=True))

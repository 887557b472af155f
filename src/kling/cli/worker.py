"""kling worker"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import click

from kling.cli import options


@click.command()
@options.slots
@options.accounts("Work for the accounts of this file")
@options.wire
@options.host
@click.option("--drain", is_flag=True, help="End when nothing is left to do.")
@options.serving_as_json
def worker(drain: bool, as_json: bool, **given: Any) -> None:
    """Work on the productions of a shared Postgres (KLING_DATABASE_URL) until it is interrupted.

    `kling run` on one machine says what is wanted and shows the price; workers with credentials of the same accounts
    help, and go on when others die. The machines need the production's folder at the same path.
    """
    from kling.app.productions import Settings
    from kling.app.worker import work
    from kling.cli.screen import Screen

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(os._exit(143)))
    work(Settings(**given), drain=drain, tell=Screen(quiet=True, as_json=as_json))

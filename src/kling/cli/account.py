"""kling account"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from kling.cli import document, options

if TYPE_CHECKING:
    from kling.cli.options import Connect


@click.command()
@click.option("--ledger", is_flag=True, help="What each task took from the packs.")
@click.option("--resume", is_flag=True, help="Allow creates again after two tasks were found for one request.")
@options.as_json
@options.account
def account(ledger: bool, resume: bool, as_json: bool, connect: Connect) -> None:
    """Show the units that remain in the account's packs. The vendor's figures lag by up to 12 hours."""
    from kling.app import account as app
    from kling.cli.screen import Screen

    with Screen(quiet=as_json) as screen, connect(tell=screen) as connection:
        if resume:
            app.resume(connection)
        found = app.balance(connection, ledger=ledger)
    if as_json:
        document.emit(found.envelope(connection))
        return
    for pack in found.packs:
        until = f", until {_date(pack.invalid_time)}" if pack.invalid_time else ""
        left = f"{pack.remaining_quantity:,.10g} of {pack.total_quantity:,.10g} units"
        click.echo(f"{pack.resource_pack_name}: {left}, {pack.status}{until}")
    if not found.packs:
        click.echo("no packs", err=True)
    if found.day is not None:
        click.echo(f"KLING_BUDGET: {found.day['left']} of {found.day['units']} units left today")
    for line in found.ledger or ():
        click.echo(
            f"{line.task_id}  {line.deduction_amount:>6} units  {line.duration or '':>6} s  {line.model_name or ''}"
        )


def _date(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000).astimezone().strftime("%Y-%m-%d")

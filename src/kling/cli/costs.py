"""kling costs"""

from __future__ import annotations

from pathlib import Path

import click

from kling.cli import document, options


@click.command()
@click.argument("production", required=False)
@options.accounts("Also ask what the accounts of this file have left")
@options.as_json
def costs(production: str | None, accounts: Path | None, as_json: bool) -> None:
    """What was asked for here cost, as estimated and as the service charged: per task, film, day, account, and in all.

    PRODUCTION is an id, its beginning, or the production's file; without it everything is counted, single videos as
    well. What sandboxes charged is told apart: it is no money. When credentials are set, the service is asked what the
    account has left; its figures lag by up to 12 hours.
    """
    from kling.api.price import plain
    from kling.app import costs as app

    found = app.costs(production, accounts)
    if as_json:
        document.emit(found.envelope())
        return
    for charge in found.charges:
        play = ", on a sandbox" if app.is_play(charge) else ""
        click.echo(f"{charge.production}  {charge.name}: {app.Total.of([charge])}{play}  task {charge.task_id}")
    for name, total in found.films.items():
        click.echo(f"film {name}: {total}")
    for day, total in found.days.items():
        click.echo(f"on {day}: {total}")
    if len(found.accounts) > 1:
        for name, total in found.accounts.items():
            click.echo(f"account {name}: {total}")
    if found.played.tasks:
        click.echo(f"on sandboxes, where nothing is paid: {found.played}")
    if found.paid.tasks or not found.charges:
        click.echo(f"in all: {found.paid}")
    for name, left in found.left.items():
        if left.units is None:
            click.echo(f"what account {name} has left is not known: {left.error}", err=True)
        else:
            packs = ", ".join(f"{pack} {plain(units)}" for pack, units in left.packs) or "no pack is online"
            click.echo(f"account {name} has {plain(left.units)} units left ({packs})")

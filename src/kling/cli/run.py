"""kling run"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli import delivery, document, exits, options
from kling.cli.gate import gated
from kling.cli.given import FILE, fitted

if TYPE_CHECKING:
    from kling.app.approve import Approval
    from kling.app.planned import Planned
    from kling.app.run import Ran

_LISTED = 20  # videos of a bill that are named


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a production file.")
@click.option("--dry-run", is_flag=True, help="Check and price everything, send nothing.")
@gated
@options.slots
@options.accounts("Share the work among the accounts of this file")
@options.wire
@fitted
@delivery.sheet
@options.host
@options.sandbox
@options.profile
@click.option("--pay-again", is_flag=True, help="Make anew what was made with other --fit, --crop or --window.")
@options.as_json
def run(
    file: Path | None,
    schema: bool,
    dry_run: bool,
    approval: Approval,
    sheet: bool,
    pay_again: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Carry out the production in FILE (YAML): many briefs, or films of many shots.

    Everything is checked and priced before the first unit is spent. Interrupt it anywhere; the same command goes on
    where it stopped and pays nothing twice. What came of it is in report.html beside the videos.
    """
    from kling.app import after
    from kling.app import planned as planning
    from kling.app import run as app
    from kling.app.envelope import EXITS
    from kling.app.productions import Settings
    from kling.cli.live import Live

    if schema:
        document.result(planning.schema(), next=after.anything())
        return
    if file is None:
        raise click.UsageError("Missing argument 'FILE'.")
    with Live(as_json, bill=_show_bill) as live:
        settings = Settings(**given)
        planned = planning.dry_run(file, settings, live)
        if dry_run:
            if as_json:
                document.emit(planned.envelope())
            else:
                _show_bill(planned)
                if planned.room:
                    click.echo(str(planned.room), err=True)
            return
        ran = app.carry_out(planned, settings, approval=approval, sheet=sheet, pay_again=pay_again, tell=live)
    code = EXITS[ran.trouble] if ran.trouble else 0
    if as_json:
        document.emit(ran.envelope())
    else:
        _show(ran)
    if ran.is_at_work:
        exits.at_once(code)
    raise SystemExit(code)


def _show_bill(planned: Planned) -> None:
    for name, bill in planned.films.items():
        click.echo(f"film {name}: {bill}", err=True)
    single = [item for item in planned.plan.items if item.video.film is None]
    for item in single[:_LISTED]:
        click.echo(f"{item.video.name}: {item.estimate}", err=True)
    if len(single) > _LISTED:
        click.echo(f"and {len(single) - _LISTED} more", err=True)
    click.echo(f"in all {planned.total}", err=True)
    if len(planned.owed) < len(planned.plan.items):
        names = [item.video.name for item in planned.owed]
        listed = ", ".join([*names[:_LISTED], *(["…"] if len(names) > _LISTED else [])])
        click.echo(f"still to be paid: {planned.due}{f' ({listed})' if listed else ''}", err=True)
    for warning in planned.warnings:
        click.echo(f"kling: {warning}", err=True)


def _show(ran: Ran) -> None:
    for entry in ran.entries:
        if entry.name in ran.reasons:
            click.echo(f"kling: {entry.name} {entry.told}: {ran.reasons[entry.name]}", err=True)
    for film in ran.films:
        if film.name in ran.reasons:
            click.echo(f"kling: film {film.name} was not joined: {ran.reasons[film.name]}", err=True)
        else:
            click.echo(film.path)
    for entry in ran.here:
        if entry.film is None:
            click.echo(entry.path)
    for place in ran.sheets.values():
        click.echo(str(place))
    click.echo(
        f"{len(ran.here)} of {len(ran.entries)} videos are here" + (f"; {ran.report}" if ran.report else ""), err=True
    )
    if ran.trouble:
        click.echo(ran.help, err=True)

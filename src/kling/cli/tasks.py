"""kling status, wait, list, download"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from kling.cli import delivery, document, options
from kling.cli.given import ID

if TYPE_CHECKING:
    from kling.app.deliver import Destination
    from kling.app.tasks import Known
    from kling.cli.options import Connect


def _when(ms: int | None) -> str:
    return "" if ms is None else datetime.fromtimestamp(ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S")


@click.command()
@click.argument("id", type=ID)
@options.as_json
@options.service
def status(id: str, as_json: bool, connect: Connect) -> None:
    """Show the task with this task id or external id."""
    from kling.app import tasks

    with connect() as connection:
        known = tasks.status(connection, id)
    if as_json:
        document.emit(known.envelope())
        return
    data = known.data
    lines = {
        "task": data.task_id,
        "external id": data.external_task_id,
        "status": data.task_status,
        "reason": data.task_status_msg,
        "created": _when(data.created_at),
        "updated": _when(data.updated_at),
        "units": data.final_unit_deduction,
        "video": known.link,
    }
    for name, value in lines.items():
        if value:
            click.echo(f"{name + ':':<13}{value}")


@click.command()
@click.argument("id", type=ID)
@delivery.delivered
@options.timeout
@options.as_json
@options.service
def wait(id: str, destination: Destination, timeout: float | None, as_json: bool, connect: Connect) -> None:
    """Wait for the task with this task id or external id, and download its video."""
    from kling.app import tasks
    from kling.cli.screen import Screen

    with Screen(quiet=as_json) as screen, connect() as connection:
        known = tasks.wait(connection, id, destination, timeout, screen)
    _delivered(known, as_json)


@click.command("list")
@options.paged
@options.as_json
@options.service
def list_tasks(page: int, page_size: int, as_json: bool, connect: Connect) -> None:
    """List the account's tasks, newest first: state, date, units, and of those that were asked for here the first
    words, the take, the file, the film of a production and the brief."""
    from kling.app import tasks

    with connect() as connection:
        found = tasks.page(connection, page, page_size)
    if as_json:
        document.emit(tasks.listed(connection, found))
        return
    for known in found:
        click.echo(_row(known))
    if not found:
        click.echo("no tasks", err=True)


def _row(known: Known) -> str:
    row, data = known.document(), known.data
    units = f"{known.units} units" if known.units else ""
    facts = [data.task_id, f"{data.task_status:<10}", _when(data.created_at), f"{units:<10}"]
    if known.request is None:
        return "  ".join([*facts, data.external_task_id or ""]).rstrip()
    take = f"take {row['take']}" if row["take"] > 1 else ""
    brief = f"of {row['brief']}" if row["brief"] else ""
    film = f"film {row['film']}" if row["film"] else ""
    return "  ".join(filter(None, [*facts, row["words"], take, row["path"] or "not here", film, brief]))


@click.command()
@options.as_json
def last(as_json: bool) -> None:
    """Show what was asked for last on this machine: its video, or how to get it."""
    from kling.app.tasks import newest

    request, steps = newest()
    if as_json:
        document.result(request.document(), sandbox=request.sandbox, next=steps)
        return
    take = f", take {request.take}" if request.take > 1 else ""
    click.echo(f"{request.words} ({request.day}{take})", err=True)
    for step in steps:
        click.echo(f"next: {step}", err=True)
    click.echo(request.path or request.task_id or request.external_id)


@click.command()
@click.argument("id", type=ID)
@delivery.delivered
@options.as_json
@options.service
def download(id: str, destination: Destination, as_json: bool, connect: Connect) -> None:
    """Download the video of the finished task with this task id or external id."""
    from kling.app import tasks
    from kling.cli.screen import Screen

    with Screen(quiet=as_json) as screen, connect() as connection:
        known = tasks.download(connection, id, destination, screen)
    _delivered(known, as_json)


def _delivered(known: Known, as_json: bool) -> None:
    if as_json:
        document.emit(known.envelope())
    else:
        delivery.show(known)

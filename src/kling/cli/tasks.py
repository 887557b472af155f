"""kling status, wait, list, download"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling.cli import delivery, document
from kling.cli.connect import sandbox, wire
from kling.cli.given import ID, Amount

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.app.tasks import Known

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def _when(ms: int | None) -> str:
    return "" if ms is None else datetime.fromtimestamp(ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S")


@click.command()
@click.argument("id", type=ID)
@_json
@wire
@sandbox
def status(id: str, as_json: bool, wire: Wire, sandbox: bool) -> None:
    """Show the task with this task id or external id."""
    from kling.app import tasks
    from kling.app.connect import connect

    with connect(sandbox=sandbox, wire=wire) as connection:
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
@delivery.output
@delivery.force
@click.option(
    "--timeout",
    type=Amount(0, min_open=True),
    metavar="SECONDS",
    help="Stop waiting after this; the task goes on.",
)
@delivery.metadata
@_json
@wire
@sandbox
def wait(
    id: str,
    output: Path,
    force: bool,
    timeout: float | None,
    metadata: bool,
    as_json: bool,
    wire: Wire,
    sandbox: bool,
) -> None:
    """Wait for the task with this task id or external id, and download its video."""
    from kling.app import tasks
    from kling.app.connect import connect
    from kling.app.deliver import Destination
    from kling.cli.screen import Screen

    with Screen(quiet=as_json) as screen, connect(sandbox=sandbox, wire=wire) as connection:
        known = tasks.wait(connection, id, Destination(output, force, metadata), timeout, screen)
    _delivered(known, as_json)


@click.command("list")
@click.option("--page", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option("--page-size", type=click.IntRange(1, 500), default=30, show_default=True)
@_json
@wire
@sandbox
def list_tasks(page: int, page_size: int, as_json: bool, wire: Wire, sandbox: bool) -> None:
    """List the account's tasks, newest first."""
    from kling.app import tasks
    from kling.app.connect import connect

    with connect(sandbox=sandbox, wire=wire) as connection:
        found = tasks.page(connection, page, page_size)
    if as_json:
        document.result([known.document() for known in found], sandbox=connection.sandbox)
        return
    for data in (known.data for known in found):
        click.echo(f"{data.task_id}  {data.task_status:<10}  {_when(data.created_at)}  {data.external_task_id or ''}")
    if not found:
        click.echo("no tasks", err=True)


@click.command()
@click.argument("id", type=ID)
@delivery.output
@delivery.force
@delivery.metadata
@_json
@wire
@sandbox
def download(id: str, output: Path, force: bool, metadata: bool, as_json: bool, wire: Wire, sandbox: bool) -> None:
    """Download the video of the finished task with this task id or external id."""
    from kling.app import tasks
    from kling.app.connect import connect
    from kling.app.deliver import Destination
    from kling.cli.screen import Screen

    with Screen(quiet=as_json) as screen, connect(sandbox=sandbox, wire=wire) as connection:
        known = tasks.download(connection, id, Destination(output, force, metadata), screen)
    _delivered(known, as_json)


def _delivered(known: Known, as_json: bool) -> None:
    if as_json:
        document.emit(known.envelope())
    else:
        click.echo(str(known.path))

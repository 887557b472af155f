"""kling status, wait, list, download"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling.cli import delivery
from kling.cli.connect import Connection, connect, wire
from kling.cli.given import ID, Amount

if TYPE_CHECKING:
    from kling.api.fields import Wire
    from kling.api.replies import TaskData

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_sandbox = click.option("--sandbox", is_flag=True, help="Look in the private sandbox even if credentials are set.")


def _row(data: TaskData, connection: Connection) -> dict[str, Any]:
    return {
        "task_id": data.task_id,
        "external_task_id": data.external_task_id,
        "status": data.task_status,
        "message": data.task_status_msg,
        "created_at": data.created_at,
        "updated_at": data.updated_at,
        "units": data.final_unit_deduction,
        "videos": [
            {"id": video.id, "url": connection.link(video.url), "duration": video.duration}
            for video in data.task_result.videos
        ],
    }


def _when(ms: int | None) -> str:
    return "" if ms is None else datetime.fromtimestamp(ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _show(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@click.command()
@click.argument("id", type=ID)
@_json
@wire
@_sandbox
def status(id: str, as_json: bool, wire: Wire, sandbox: bool) -> None:
    """Show the task with this task id or external id."""
    with connect(sandbox=sandbox, quiet=True, wire=wire) as connection:
        data = connection.client.get(id)
        row = _row(data, connection)
    if as_json:
        _show(row)
        return
    lines = {
        "task": data.task_id,
        "external id": data.external_task_id,
        "status": data.task_status,
        "reason": data.task_status_msg,
        "created": _when(data.created_at),
        "updated": _when(data.updated_at),
        "units": data.final_unit_deduction,
        "video": next((video["url"] for video in row["videos"]), None),
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
@_sandbox
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
    from kling.cli.progress import Progress

    with connect(sandbox=sandbox, quiet=True, wire=wire) as connection, Progress(quiet=as_json) as progress:
        data = connection.client.wait(id, deadline=timeout, progress=progress.task)
        progress.phase("downloading")
        path = delivery.deliver(
            connection.client,
            data,
            _place(output, data),
            metadata=metadata,
            force=force,
            progress=progress.bytes,
            quiet=as_json,
        )
        row = _row(data, connection)
    if as_json:
        _show({**row, "path": str(path)})
    else:
        click.echo(str(path))


@click.command("list")
@click.option("--page", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option("--page-size", type=click.IntRange(1, 500), default=30, show_default=True)
@_json
@wire
@_sandbox
def list_tasks(page: int, page_size: int, as_json: bool, wire: Wire, sandbox: bool) -> None:
    """List the account's tasks, newest first."""
    with connect(sandbox=sandbox, quiet=True, wire=wire) as connection:
        tasks = connection.client.list(page, page_size)
        rows = [_row(data, connection) for data in tasks]
    if as_json:
        _show(rows)
        return
    for data in tasks:
        click.echo(f"{data.task_id}  {data.task_status:<10}  {_when(data.created_at)}  {data.external_task_id or ''}")
    if not tasks:
        click.echo("no tasks", err=True)


@click.command()
@click.argument("id", type=ID)
@delivery.output
@delivery.force
@delivery.metadata
@wire
@_sandbox
def download(id: str, output: Path, force: bool, metadata: bool, wire: Wire, sandbox: bool) -> None:
    """Download the video of the finished task with this task id or external id."""
    from kling.cli.progress import Progress

    with connect(sandbox=sandbox, quiet=True, wire=wire) as connection, Progress() as progress:
        progress.phase("downloading")
        data = connection.client.get(id)
        path = delivery.deliver(
            connection.client, data, _place(output, data), metadata=metadata, force=force, progress=progress.bytes
        )
    click.echo(str(path))


def _place(output: Path, data: TaskData) -> Path:
    return output / f"{data.task_id}.mp4" if output.is_dir() else output

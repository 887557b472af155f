"""kling status, wait, list, download"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from kling.cli.connect import connect
from kling.wire.replies import TaskData

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_sandbox = click.option("--sandbox", is_flag=True, help="Look in the private sandbox even if credentials are set.")
_output = click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write, or a folder.")
_metadata = click.option("--metadata", is_flag=True, help="Write NAME.json beside the video.")


def _row(data: TaskData) -> dict[str, Any]:
    return {
        "task_id": data.task_id,
        "external_task_id": data.external_task_id,
        "status": data.task_status,
        "message": data.task_status_msg,
        "created_at": data.created_at,
        "updated_at": data.updated_at,
        "units": data.final_unit_deduction,
        "videos": [{"id": v.id, "url": v.url, "duration": v.duration} for v in data.task_result.videos],
    }


def _when(ms: int | None) -> str:
    return "" if ms is None else datetime.fromtimestamp(ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _show(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@click.command()
@click.argument("id")
@_json
@_sandbox
def status(id: str, as_json: bool, sandbox: bool) -> None:
    """Show the task with this task id or external id."""
    with connect(sandbox=sandbox, quiet=True) as connection:
        data = connection.client.get(id)
    if as_json:
        _show(_row(data))
        return
    lines = {
        "task": data.task_id,
        "external id": data.external_task_id,
        "status": data.task_status,
        "reason": data.task_status_msg,
        "created": _when(data.created_at),
        "updated": _when(data.updated_at),
        "units": data.final_unit_deduction,
        "video": next((video.url for video in data.task_result.videos), None),
    }
    for name, value in lines.items():
        if value:
            click.echo(f"{name + ':':<13}{value}")


@click.command()
@click.argument("id")
@_output
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Stop waiting after this; the task goes on.",
)
@_metadata
@_json
@_sandbox
def wait(id: str, output: Path | None, timeout: float | None, metadata: bool, as_json: bool, sandbox: bool) -> None:
    """Wait for the task with this task id or external id, and download its video."""
    from kling.cli.progress import Progress

    with connect(sandbox=sandbox, quiet=True) as connection, Progress(quiet=as_json) as progress:
        data = connection.client.wait(id, deadline=timeout, progress=progress.task)
        progress.phase("downloading")
        path = connection.client.download(data, output or Path(), metadata=metadata, progress=progress.bytes)
    if as_json:
        _show({**_row(data), "path": str(path)})
    else:
        click.echo(str(path))


@click.command("list")
@click.option("--page", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option("--page-size", type=click.IntRange(1, 500), default=30, show_default=True)
@_json
@_sandbox
def list_tasks(page: int, page_size: int, as_json: bool, sandbox: bool) -> None:
    """List the account's tasks, newest first."""
    with connect(sandbox=sandbox, quiet=True) as connection:
        tasks = connection.client.list(page, page_size)
    if as_json:
        _show([_row(data) for data in tasks])
        return
    for data in tasks:
        click.echo(f"{data.task_id}  {data.task_status:<10}  {_when(data.created_at)}  {data.external_task_id or ''}")
    if not tasks:
        click.echo("no tasks", err=True)


@click.command()
@click.argument("id")
@_output
@_metadata
@_sandbox
def download(id: str, output: Path | None, metadata: bool, sandbox: bool) -> None:
    """Download the video of the finished task with this task id or external id."""
    from kling.cli.progress import Progress

    with connect(sandbox=sandbox, quiet=True) as connection, Progress() as progress:
        progress.phase("downloading")
        path = connection.client.download(id, output or Path(), metadata=metadata, progress=progress.bytes)
    click.echo(str(path))

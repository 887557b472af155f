"""Showing events: one live line on a terminal, plain lines elsewhere, always on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from kling.app import events

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_PHASES = {"submitted": "waiting for a slot", "processing": "generating", "succeed": "finished", "failed": "failed"}


class Screen:
    """Call it with events. ``quiet`` shows only what must not be missed: warnings and prices."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._start = time.monotonic()
        self._last = ""
        self._live: RichProgress | None = None
        self._row: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def __call__(self, event: events.Event) -> None:
        match event:
            case events.Quoted(quote):
                click.echo(f"This will cost {quote.text}.", err=True)
            case events.Warned(found):
                from kling.cli.report import text

                click.echo(text.diagnostics(found), err=True)
            case _ if not self._quiet:
                self._show(event)

    def _show(self, event: events.Event) -> None:
        match event:
            case events.Noticed(text):
                click.echo(text, err=True)
            case events.Submitting():
                self._phase("submitting")
            case events.Submitted(task):
                again = ", as before" if task.attached else ""
                click.echo(f"task {task.task_id}, external id {task.external_task_id}{again}", err=True)
            case events.Changed(data):
                self._phase(f"{_PHASES.get(data.task_status, data.task_status)}: task {data.task_id}")
            case events.Downloading(0, None):
                self._phase("downloading")
            case events.Downloading(done, total) if self._live is not None:
                self._phase(f"downloading {done / 1e6:.1f}" + (f" of {total / 1e6:.1f} MB" if total else " MB"))
            case events.Delivered(path, same, replaced) if same or replaced:
                click.echo(f"{path} is already here" if same else f"{path} was replaced", err=True)

    def _phase(self, text: str) -> None:
        if text == self._last:
            return
        self._last = text
        if sys.stderr.isatty():
            self._update(text)
        else:
            click.echo(f"[{time.monotonic() - self._start:5.1f} s] {text}", err=True)

    def _update(self, text: str) -> None:
        if self._live is None or self._row is None:
            from rich.console import Console
            from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
            self._live = Progress(*columns, console=Console(stderr=True), transient=True)
            self._row = self._live.add_task(text, total=None)
            self._live.start()
        self._live.update(self._row, description=text)

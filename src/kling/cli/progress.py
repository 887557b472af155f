"""Showing how a task gets on: one live line on a terminal, plain lines elsewhere, always on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from kling.api.replies import TaskData

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

_PHASES = {"submitted": "waiting for a slot", "processing": "generating", "succeed": "finished", "failed": "failed"}


class Progress:
    """Phase, elapsed seconds and task id."""

    def __init__(self, quiet: bool = False) -> None:
        self._quiet = quiet
        self._start = time.monotonic()
        self._last = ""
        self._live: RichProgress | None = None
        self._row: TaskID | None = None

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress as RichProgress
            from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

            columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
            self._live = RichProgress(*columns, console=Console(stderr=True), transient=True)
            self._row = self._live.add_task("", total=None)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def phase(self, text: str) -> None:
        """A new phase begins."""
        if text == self._last:
            return
        self._last = text
        if self._live is not None and self._row is not None:
            self._live.update(self._row, description=text)
        elif not self._quiet:
            click.echo(f"[{time.monotonic() - self._start:5.1f} s] {text}", err=True)

    def task(self, data: TaskData) -> None:
        """The task changed."""
        self.phase(f"{_PHASES.get(data.task_status, data.task_status)}: task {data.task_id}")

    def bytes(self, done: int, total: int | None) -> None:
        """A download goes on."""
        if self._live is not None:
            self.phase(f"downloading {done / 1e6:.1f}" + (f" of {total / 1e6:.1f} MB" if total else " MB"))

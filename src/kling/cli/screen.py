"""Showing events: one live line on a terminal, plain lines elsewhere, always on standard error."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Self

import click

from kling.app import events

_PHASES = {"submitted": "waiting for a slot", "processing": "generating", "succeed": "finished", "failed": "failed"}


class Screen:
    """Call it with events. ``quiet`` shows only what must not be missed: warnings and prices. ``as_json``: what serves
    until it is interrupted says in the one document that it does."""

    def __init__(self, quiet: bool = False, *, as_json: bool = False) -> None:
        self._quiet, self._as_json = quiet, as_json
        self._start = time.monotonic()
        self._last = ""
        self._is_live = sys.stderr.isatty()
        self._over = threading.Event()
        self._clock = threading.Thread(target=self._redraw, daemon=True)

    def __enter__(self) -> Self:
        if self._is_live and not self._quiet:
            self._clock.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._clock.is_alive():
            self._clock.join()
        self._say()

    def __call__(self, event: events.Event) -> None:
        match event:
            case events.Quoted(quote):
                self._say(f"This will cost {quote.text}.")
            case events.Warned(found):
                from kling.cli.report import text as report

                self._say(report.diagnostics(found))
            case events.Troubled(text):
                self._say(f"kling: {text}")
            case events.Ready(name):
                self._serve(f"worker {name} is ready", worker=name)
            case events.Listening(url):
                self._serve(f"listening on {url}", url=url)
            case events.Interrupted(help):
                from kling.cli.exits import leave

                leave(f"interrupted; {help}")
            case _ if not self._quiet:
                self._show(event)

    def _serve(self, line: str, **about: str) -> None:
        if self._as_json:
            from kling.app import after
            from kling.cli import document, exits

            document.result(about, next=after.serving())
            exits.told()
        else:
            click.echo(line)
        sys.stdout.flush()

    def _show(self, event: events.Event) -> None:
        match event:
            case events.Noticed(text):
                self._say(text)
            case events.Submitting():
                self._phase("submitting")
            case events.Submitted(task):
                again = ", as before" if task.attached else ""
                self._say(f"task {task.task_id}, external id {task.external_task_id}{again}")
            case events.Changed(data):
                self._phase(f"{_PHASES.get(data.task_status, data.task_status)}: task {data.task_id}")
            case events.Downloading(0, None):
                self._phase("downloading")
            case events.Downloading(done, total) if self._is_live:
                self._phase(f"downloading {done / 1e6:.1f}" + (f" of {total / 1e6:.1f} MB" if total else " MB"))
            case events.Delivered(path, same, replaced) if same or replaced:
                self._say(f"{path} is already here" if same else f"{path} was replaced")

    def _say(self, *texts: str) -> None:
        """Write lines above the live one, which is drawn again when it changes."""
        if self._is_live and self._last:
            click.echo("\r\x1b[K", err=True, nl=False)
        for text in texts:
            click.echo(text, err=True)

    def _phase(self, text: str) -> None:
        if text == self._last:
            return
        self._last = text
        if self._is_live:
            self._draw()
        else:
            click.echo(self._line(), err=True)

    def _line(self) -> str:
        return f"[{time.monotonic() - self._start:5.1f} s] {self._last}"

    def _draw(self) -> None:
        from shutil import get_terminal_size

        width = get_terminal_size().columns - 1
        click.echo(f"\r\x1b[K{self._line()[:width]}", err=True, nl=False)

    def _redraw(self) -> None:
        while not self._over.wait(1.0):
            if self._last:
                self._draw()

"""Showing how a production gets on: bars on a terminal, plain lines elsewhere, JSON lines for programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from kling.app import events
from kling.app.jobs import row_of
from kling.cli.screen import Screen

if TYPE_CHECKING:
    from kling.app.planned import Planned
    from kling.productions.entries import Entry

_WORDS = {
    "waiting": "waits for its turn",
    "queued": "queued",
    "submitting": "submitting",
    "generating": "generating",
    "made": "made, to be fetched",
    "fetching": "fetching",
    "downloaded": "here",
}
_SHOWN = 12  # videos in hand that are shown one by one


class Live:
    """Call it with events; ``bill`` shows the price of a production to people."""

    def __init__(self, as_json: bool, bill: Callable[[Planned], None]) -> None:
        self._as_json, self._bill = as_json, bill
        self._screen = Screen(quiet=as_json)
        self._start = time.monotonic()
        self._entries: dict[str, Entry] = {}
        self._live: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def __call__(self, event: events.Event) -> None:
        match event:
            case events.Billed(planned):
                if self._as_json:
                    self._line({"event": "bill", **planned.document()})
                else:
                    self._bill(planned)
            case events.Began(entries):
                self._begin(entries)
            case events.Moved(entries):
                self._show(entries)
            case events.Interrupted():
                self._stop()
                self._screen(event)
            case _:
                self._screen(event)

    def _begin(self, entries: tuple[Entry, ...]) -> None:
        self._entries = {entry.name: entry for entry in entries}
        if not self._as_json and sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live as RichLive

            self._live = RichLive(console=Console(stderr=True), transient=True, refresh_per_second=4)
            self._live.start()

    def _stop(self) -> None:
        """Give the terminal back."""
        if self._live is not None:
            self._live.stop()

    def _show(self, entries: tuple[Entry, ...]) -> None:
        self._entries |= {entry.name: entry for entry in entries}
        if self._live is not None:
            self._live.update(self._table())
            return
        for entry in entries:
            self._tell(entry)

    def _tell(self, entry: Entry) -> None:
        if self._as_json:
            path = entry.path if entry.state == "downloaded" else None
            row = {"event": "state", **row_of(entry), "path": path}
            self._line(row)
        elif entry.state not in ("queued", "submitting", "made"):
            words = _WORDS.get(entry.state, entry.told) + (f": {entry.reason}" if entry.reason else "")
            task = f" (task {entry.task_id})" if entry.state == "generating" else ""
            click.echo(f"[{time.monotonic() - self._start:6.1f} s] {entry.name} {words}{task}", err=True)

    def _table(self) -> Any:
        from rich.console import Group
        from rich.padding import Padding
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        entries = list(self._entries.values())
        here = sum(entry.state == "downloaded" for entry in entries)
        trouble = sum(entry.state in ("failed", "paused", "stopped") for entry in entries)
        head = Text(f"{here} of {len(entries)} here" + (f", {trouble} in trouble" if trouble else ""))
        table = Table.grid(padding=(0, 2))
        now = time.time()
        active = [entry for entry in entries if entry.state in ("submitting", "generating", "made", "fetching")]
        for entry in active[:_SHOWN]:
            table.add_row(entry.name, _WORDS[entry.state], f"{now - entry.since:.0f} s", entry.task_id or "")
        bar = ProgressBar(total=max(len(entries), 1), completed=here, width=60)
        return Group(head, Padding(bar, 0), table)

    def _line(self, document: dict[str, Any]) -> None:
        """An event on the way, for programs that watch: a line of JSON on standard error."""
        click.echo(json.dumps(document, ensure_ascii=False), err=True)

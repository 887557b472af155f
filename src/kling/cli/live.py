"""Showing how a production gets on: bars on a terminal, plain lines elsewhere, JSON lines for programs."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

if TYPE_CHECKING:
    from kling.productions.ledger import Entry, Ledger

_WORDS = {
    "waiting": "waits for its turn",
    "queued": "queued",
    "submitting": "submitting",
    "generating": "generating",
    "made": "made, to be fetched",
    "fetching": "fetching",
    "kept": "here",
}
_SHOWN = 12  # videos in hand that are shown one by one


class Live:
    """Call :meth:`show` often; it looks into the ledger and tells what is new."""

    def __init__(self, ledger: Ledger, production: str, as_json: bool) -> None:
        self._ledger, self._production, self._as_json = ledger, production, as_json
        self._start = time.monotonic()
        self._entries: dict[str, Entry] = {}
        self._revision = 0
        self._live: Any = None

    def __enter__(self) -> Self:
        self._entries = {entry.name: entry for entry in self._ledger.entries(self._production)}
        self._revision = max((entry.revision for entry in self._entries.values()), default=0)
        if not self._as_json and sys.stderr.isatty():
            from rich.console import Console
            from rich.live import Live as RichLive

            self._live = RichLive(console=Console(stderr=True), transient=True, refresh_per_second=4)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None and self._live is None:
            self.show()
        self.stop()

    def stop(self) -> None:
        """Give the terminal back."""
        if self._live is not None:
            self._live.stop()

    def show(self) -> None:
        """Tell what changed since the last call."""
        for entry in self._ledger.changed(self._production, self._revision):
            self._revision = max(self._revision, entry.revision)
            self._entries[entry.name] = entry
            if self._live is None:
                self._tell(entry)
        if self._live is not None:
            self._live.update(self._table())

    def _tell(self, entry: Entry) -> None:
        if self._as_json:
            row = {
                "event": "state",
                "name": entry.name,
                "state": entry.state,
                "reason": entry.reason,
                "task_id": entry.task_id,
                "external_task_id": entry.external_id,
                "units": entry.units,
                "path": entry.path if entry.state == "kept" else None,
            }
            click.echo(json.dumps(row, ensure_ascii=False), err=True)
        elif entry.state not in ("queued", "submitting", "made"):
            words = _WORDS.get(entry.state, entry.state) + (f": {entry.reason}" if entry.reason else "")
            task = f" (task {entry.task_id})" if entry.state == "generating" else ""
            click.echo(f"[{time.monotonic() - self._start:6.1f} s] {entry.name} {words}{task}", err=True)

    def _table(self) -> Any:
        from rich.console import Group
        from rich.padding import Padding
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        entries = list(self._entries.values())
        here = sum(entry.state == "kept" for entry in entries)
        trouble = sum(entry.state in ("failed", "paused", "stopped") for entry in entries)
        head = Text(f"{here} of {len(entries)} here" + (f", {trouble} in trouble" if trouble else ""))
        table = Table.grid(padding=(0, 2))
        now = time.time()
        active = [entry for entry in entries if entry.state in ("submitting", "generating", "made", "fetching")]
        for entry in active[:_SHOWN]:
            table.add_row(entry.name, _WORDS[entry.state], f"{now - entry.since:.0f} s", entry.task_id or "")
        bar = ProgressBar(total=max(len(entries), 1), completed=here, width=60)
        return Group(head, Padding(bar, 0), table)

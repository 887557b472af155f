"""Connections that nobody uses are closed, so that they cannot keep others out."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

QUIET_SECONDS = 30.0
"""For which a connection may be silent before its request is complete."""


class Connection(AutoHTTPProtocol):  # type: ignore[misc, valid-type] # one of two classes, by what is installed
    """A connection of the server that is closed when a request does not begin, or does not come to its end. (One that
    is idle after an answer is the server's own matter.)"""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._made = self._heard = self.loop.time()
        self._look_at(QUIET_SECONDS)

    def data_received(self, data: bytes) -> None:
        self._heard = self.loop.time()
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def _look_at(self, seconds: float) -> None:
        self._timer: asyncio.TimerHandle = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        now, cycle = self.loop.time(), self.cycle
        is_headless = cycle is None and now - self._made >= QUIET_SECONDS
        # Between requests the server's own timer runs, until the next one begins.
        has_begun = cycle is not None and cycle.response_complete and self.timeout_keep_alive_task is None
        is_stuck = (has_begun or (cycle is not None and cycle.more_body)) and now - self._heard >= QUIET_SECONDS
        if is_headless or is_stuck:
            self.transport.abort()
        else:
            self._look_at(QUIET_SECONDS)

"""What a flow may ask its transport to do.

A flow is a generator that yields operations and receives their results; it holds every decision and no input or
output. Two small transports (:mod:`kling.client.transport`) carry operations out, one blocking, one for asyncio: so
each behaviour of the client exists once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One API request; gives a :class:`Reply`. Raises Unreachable, Interrupted, and RequestRefused when the body or one
    of its files cannot be sent.

    ``body`` is a create body (sent as JSON, local files streamed) or a file to be sent as it is. ``timeout`` in seconds
    may only shorten the client's own. ``may_leave`` is asked before each piece of the body: where it says no the
    request is cut short, which nobody acts upon, and Unreachable is raised.
    """

    method: str
    path: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    body: Mapping[str, Any] | Path | None = None
    bearer: str | None = field(default=None, repr=False)
    timeout: float | None = None
    may_leave: Callable[[], bool] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)


Write = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Fetch:
    """A streaming GET of a result, sent without credentials. ``receive`` looks at the answer's status and headers and
    gives what its bytes are written to, or None when they are not wanted. Gives that same status and headers as a
    :class:`Reply`. Raises Unreachable, Interrupted, DownloadError, and what writing raises."""

    url: str
    headers: Mapping[str, str]
    receive: Callable[[Reply], Write | None]


@dataclass(frozen=True, slots=True)
class Sleep:
    """A pause; gives False, and no time passes, where the flow's time would be over by its end."""

    seconds: float


class Wakeup(Protocol):
    """What one wait is woken by: a threading.Event, or asyncio's."""

    def set(self) -> None: ...
    def clear(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Wait:
    """Pause until the wakeup is rung or the time has passed (None: no limit); the wakeup is silent again afterwards."""

    wakeup: Wakeup
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """Work that takes a while without waiting for the network (hashing a file): off the event loop under asyncio."""

    work: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell whoever asked for it; under asyncio what it gives is awaited, if it can be."""

    tell: Callable[[], object]


Operation = Call | Fetch | Sleep | Wait | Run | Notify
Flow = Generator[Operation, Any, T]

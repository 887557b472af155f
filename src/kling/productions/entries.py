"""The rows of the ledger: a video, a film, a charge, and the states that a video goes through."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

State = Literal[
    "waiting", "queued", "submitting", "generating", "made", "fetching", "downloaded",
    "failed", "paused", "stopped", "cancelled",
]  # fmt: skip
"""``waiting`` for its turn or its previous shot; ``queued``: in line for a slot of the account; ``submitting``;
``generating`` at the service; ``made`` there; ``fetching``; ``downloaded``: the file is here and was looked at.
``failed``: the service says no; ``paused``: the account cannot pay; ``stopped``: trouble on this side, the next run
goes on; ``cancelled`` by the user."""

ACTIVE: tuple[State, ...] = ("queued", "submitting", "generating", "made", "fetching")
IN_SLOTS: tuple[State, ...] = ("submitting", "generating")
"""States in which a video holds one of its account's slots."""
UNPAID: tuple[State, ...] = ("waiting", "queued", "paused", "stopped")
"""States in which, without a task id, surely nothing was sent."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One video of a production, as the ledger has it. ``first_id`` is its id at take 1, ``external_id`` the one that
    was or will be sent; ``attempt`` is another number each time this side sets out to make it (see :func:`later`);
    ``is_bound`` is true once the account may have the task, which no other account must then be asked for. Units as
    decimal text; ``expires`` and ``since`` in Unix seconds."""

    production: str
    name: str
    position: int
    film: str | None
    previous: str | None
    chain: str | None
    brief: str
    base: str
    profile: str
    path: str
    account: str
    is_bound: bool
    first_id: str
    take: int
    attempt: int
    external_id: str
    state: State
    reason: str | None
    task_id: str | None
    estimate: str | None
    units: str | None
    seconds: float | None
    expires: float | None
    since: float
    revision: int

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other."""
        return self.production, self.name

    @property
    def was_sent(self) -> bool:
        """Whether the service has a task of it, or may have one."""
        return self.task_id is not None or self.is_bound

    @property
    def goes_on(self) -> bool:
        """Whether its task is at the service, and not ended as far as is known."""
        return self.task_id is not None and self.state in ("generating", "made", "fetching", "stopped")

    @property
    def is_unknown(self) -> bool:
        """Whether it was sent, and it could not be found out what came of it."""
        return self.state == "stopped" and self.was_sent and self.task_id is None

    @property
    def told(self) -> str:
        """The state as people read it: a request that was refused has no task that could fail, and costs nothing."""
        return "refused" if self.state == "failed" and self.task_id is None else self.state


@dataclass(frozen=True, slots=True)
class FilmEntry:
    """A film of a production. ``made_from`` are the ids of the shots the file was joined from."""

    production: str
    name: str
    path: str
    state: Literal["waiting", "joining", "done", "stopped"]
    reason: str | None
    made_from: str | None


@dataclass(frozen=True, slots=True)
class Charge:
    """One paid task: what was expected, and what the service said it took (None: not known yet)."""

    external_id: str
    account: str
    production: str
    name: str
    film: str | None
    task_id: str
    estimate: Decimal | None
    units: Decimal | None
    at: float


def shown(shots: Sequence[Entry]) -> list[Entry]:
    """The videos that a film is joined of: a shot that was given a line gives its place to that."""
    spoken = {shot.previous for shot in shots if shot.chain == "lip_sync"}
    return [shot for shot in shots if shot.name not in spoken]


def later(attempt: int) -> int:
    """The number of an attempt after this one. It follows the clock (milliseconds), so that no number comes again when
    a ledger was lost, or an older copy was put back: the engine remembers what it did under each."""
    return max(attempt + 1, time.time_ns() // 1_000_000)

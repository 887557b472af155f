"""Handles: a task as a small value, and the video it became."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from kling.api.replies import Answer, TaskData
from kling.rules.diagnostic import Diagnostic

N = TypeVar("N", float, Decimal)


@dataclass(frozen=True, slots=True)
class Task:
    """One paid generation, known by ``task_id``, by ``external_task_id``, or both. A value: keep it, print it, make it
    again from either id.

    ``request`` is the body that was sent, where this process sent it. ``attached`` is true when the same request had
    been sent before, so that this is the earlier task and nothing new was paid. ``taken_at`` is when the service took
    it on, in seconds of ``time.monotonic``, where this process sent it; ``answer`` the HTTP answer that said so.
    ``warnings`` are what the rulebook found in the request and did not refuse, where this process made it ready.
    """

    task_id: str | None = None
    external_task_id: str | None = None
    request: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)
    attached: bool = field(default=False, compare=False)
    taken_at: float | None = field(default=None, repr=False, compare=False)
    answer: Answer = field(default=Answer(), repr=False, compare=False)
    warnings: tuple[Diagnostic, ...] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.task_id and not self.external_task_id:
            raise ValueError("a task needs a task id or an external id")

    @property
    def id(self) -> str:
        """The id to ask the service with; it accepts either kind."""
        return self.task_id or self.external_task_id or ""

    @classmethod
    def of(cls, known: Task | TaskData | str) -> Task:
        """A handle from whatever is at hand. Text made of digits is taken for a task id, other text for an external
        id; the service accepts either kind anywhere."""
        if isinstance(known, Task):
            return known
        if isinstance(known, TaskData):
            return cls(known.task_id, known.external_task_id)
        if not isinstance(known, str):
            raise TypeError(f"a task is known by its id, a text, or by what create gave; not by {type(known).__name__}")
        known = known.strip()
        return cls(task_id=known) if known.isdecimal() else cls(external_task_id=known)


@dataclass(frozen=True, slots=True)
class Result:
    """A finished video, not yet on disk."""

    task: Task
    data: TaskData

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What the rulebook found in the request and did not refuse."""
        return self.task.warnings

    @property
    def url(self) -> str:
        """Where the service keeps it for 30 days."""
        return next(video.url for video in self.data.task_result.videos if video.url)

    @property
    def duration(self) -> float | None:
        """Seconds; slightly more than asked for (24 N + 1 frames at 24 fps)."""
        return _number(self.data.task_result.videos[0].duration, float)

    @property
    def units(self) -> Decimal | None:
        """What the task cost, where the service says so."""
        return _number(self.data.final_unit_deduction, Decimal)


def _number(text: str | None, kind: Callable[[str], N]) -> N | None:
    try:
        return None if text is None else kind(text)
    except (ValueError, ArithmeticError):
        return None

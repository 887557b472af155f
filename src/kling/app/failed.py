"""What follows when a task failed: another take, where that may pass, at its price."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kling.api.price import dollars
from kling.app import history
from kling.app.refusal import Refusal, refusal_of
from kling.client import TaskFailed


@contextmanager
def retaking(place: str) -> Iterator[None]:
    """The refusal of a task of the block that failed at a service names the next take, where that may pass."""
    try:
        yield
    except TaskFailed as error:
        refusal = refusal_of(error)
        asked = history.known(place).get(error.external_task_id or "")
        if not isinstance(refusal, Refusal) or asked is None or not error.may_pass:
            raise
        refusal.next = tuple(asked.again(take := history.next_take(asked)))
        if asked.estimate is not None:
            refusal.help += f"; take {take} costs {asked.estimate} units (${dollars(asked.estimate)})"
        raise refusal from error

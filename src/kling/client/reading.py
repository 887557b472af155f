"""Asking about tasks: one, or a page of them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from kling.client.effects import Flow
from kling.client.errors import NotFound, ServiceError
from kling.client.session import Session, ask, ask_again
from kling.facts.regions import OMNI_VIDEO_PATH
from kling.wire.replies import Envelope, TaskData, read_task, read_tasks

PAGE_SIZE_MAX = 500  # spec: V1
PAGE_MAX = 1000  # spec: V1


def get(session: Session, id: str, *, patient: bool = True, timeout: float | None = None) -> Flow[TaskData]:
    """One task, by task id or external id. Raises NotFound.

    ``patient`` repeats after transient failures; ``timeout`` is for those who do not.
    """
    try:
        envelope = yield from _read(session, f"{OMNI_VIDEO_PATH}/{quote(id, safe='')}", {}, patient, timeout)
    except NotFound as error:
        raise error.about(*((id, None) if id.isdecimal() else (None, id))) from None
    if (data := read_task(envelope.data)) is None:
        raise ServiceError(f"the answer about {id} names no task", request_id=envelope.request_id)
    return data


def page(
    session: Session, number: int, size: int, *, patient: bool = True, timeout: float | None = None
) -> Flow[list[TaskData]]:
    """One page of the account's tasks. Raises ValueError outside 1-1000 and 1-500."""
    if not 1 <= number <= PAGE_MAX:
        raise ValueError(f"page_number must be 1 to {PAGE_MAX}")
    if not 1 <= size <= PAGE_SIZE_MAX:
        raise ValueError(f"page_size must be 1 to {PAGE_SIZE_MAX}")
    wanted = {"pageNum": number, "pageSize": size}
    return read_tasks((yield from _read(session, OMNI_VIDEO_PATH, wanted, patient, timeout)).data)


def _read(
    session: Session, path: str, params: Mapping[str, int], patient: bool, timeout: float | None
) -> Flow[Envelope]:
    if patient:
        return (yield from ask_again(session, path, params))
    return (yield from ask(session, "GET", path, params=params, timeout=timeout))

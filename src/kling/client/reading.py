"""Asking about tasks: one, or a page of them."""

from __future__ import annotations

from urllib.parse import quote

from kling.client.effects import Flow
from kling.client.errors import NotFound, ServiceError
from kling.client.session import Session, ask, ask_again
from kling.facts.regions import OMNI_VIDEO_PATH
from kling.wire.replies import Envelope, TaskData, read_task, read_tasks

PAGE_SIZE_MAX = 500  # spec: V1
PAGE_MAX = 1000  # spec: V1


def get(session: Session, id: str, *, patient: bool = True) -> Flow[TaskData]:
    """One task, by task id or external id. ``patient`` repeats after transient failures. Raises NotFound."""
    path = f"{OMNI_VIDEO_PATH}/{quote(id, safe='')}"
    try:
        envelope: Envelope = yield from ask_again(session, path) if patient else ask(session, "GET", path)
    except NotFound as error:
        raise error.about(*((id, None) if id.isdecimal() else (None, id))) from None
    if (data := read_task(envelope.data)) is None:
        raise ServiceError(f"the answer about {id} names no task", request_id=envelope.request_id)
    return data


def page(session: Session, number: int, size: int, *, patient: bool = True) -> Flow[list[TaskData]]:
    """One page of the account's tasks. Raises ValueError outside 1-1000 and 1-500."""
    if not 1 <= number <= PAGE_MAX:
        raise ValueError(f"page must be 1 to {PAGE_MAX}")
    if not 1 <= size <= PAGE_SIZE_MAX:
        raise ValueError(f"page_size must be 1 to {PAGE_SIZE_MAX}")
    params = {"pageNum": number, "pageSize": size}
    flow = (
        ask_again(session, OMNI_VIDEO_PATH, params) if patient else ask(session, "GET", OMNI_VIDEO_PATH, params=params)
    )
    envelope: Envelope = yield from flow
    return read_tasks(envelope.data)

"""Asking about tasks: one, or a page of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any
from urllib.parse import quote

from kling.api.replies import PAGE_SIZE_MAX, Envelope, TaskData, ids_in, read_task, read_tasks
from kling.api.v2.replies import read_v2_task
from kling.client.errors import UNKNOWN_ID, EmptyAnswer, KlingError, NotFound, RequestError, ServiceError
from kling.client.operations import Flow
from kling.client.session import Session, ask, ask_again
from kling.models.endpoints import paths
from kling.models.regions import V2_TASKS_PATH
from kling.models.wordings import says_absent

PAGE_MAX = 1000  # spec: V1
IDS_MAX = 20  # in one query of the v2 wire (LA)


def get(
    session: Session, id: str, *, retry: bool = True, timeout: float | None = None, path: str | None = None
) -> Flow[TaskData]:
    """One task, by task id or external id; on the v1 wire of any endpoint, unless ``path`` names one. Raises NotFound.

    ``retry`` repeats after transient failures; ``timeout`` is for those who do not.
    """
    if session.wire == "v2":
        return (yield from _get_v2(session, id, retry, timeout))
    absent: NotFound | None = None
    for where in (path,) if path else paths("v1"):  # an endpoint knows its own tasks only
        try:
            envelope = yield from _read(session, f"{where}/{quote(id, safe='')}", {}, retry, timeout)
        except RequestError as error:
            if error.code not in (1201, 1203) or not says_absent(error.message):
                raise
            absent = absent or _not_found(id, error.message, error)
        else:
            if envelope.data:
                break
            absent = absent or _empty(id, envelope)
    else:
        raise absent or _not_found(id, f"no task has the id {id}")
    told = envelope.data  # some answer with a list of the one
    if (data := read_task(told[0] if isinstance(told, list) and len(told) == 1 else told)) is None:
        raise ServiceError(f"the answer about {id} names no task", request_id=envelope.request_id)
    if id not in (data.task_id, data.external_task_id) and (id.isdecimal() or data.external_task_id):
        raise ServiceError(f"the answer about {id} is about another task", request_id=envelope.request_id)
    return data.came_with(envelope.answer)


def by_external_id(
    session: Session, external: str, *, retry: bool = False, path: str | None = None
) -> Flow[list[TaskData]]:
    """The tasks with this external id; the v1 wire names at most one."""
    if session.wire == "v2":
        envelope = yield from _read(session, V2_TASKS_PATH, {"external_task_ids": external}, retry, None)
        if envelope.data is None:
            raise _empty(external, envelope)
        return [task for task in _v2_tasks(envelope, envelope.data) if task.external_task_id == external]
    try:
        data = yield from get(session, external, retry=retry, path=path)
    except EmptyAnswer:
        raise  # it does not say that there is none: the list is to be asked
    except NotFound:
        return []
    if data.external_task_id not in (None, external):  # a number may be the task id of another one
        return []
    return [data]


def page(
    session: Session,
    number: int,
    size: int,
    *,
    retry: bool = True,
    timeout: float | None = None,
    path: str | None = None,
) -> Flow[list[TaskData]]:
    """One page of the account's tasks; on the v1 wire those of one endpoint, the default model's unless ``path`` names
    another. Raises ValueError outside 1-1000 and 1-500."""
    if not 1 <= number <= PAGE_MAX:
        raise ValueError(f"page_number must be 1 to {PAGE_MAX}")
    if not 1 <= size <= PAGE_SIZE_MAX:
        raise ValueError(f"page_size must be 1 to {PAGE_SIZE_MAX}")
    if session.wire == "v2":
        return (yield from _page_v2(session, number, size))
    wanted = {"pageNum": number, "pageSize": size}
    envelope = yield from _read(session, path or paths("v1")[0], wanted, retry, timeout)
    return [task.came_with(envelope.answer) for task in read_tasks(envelope.data)]


def page_about(
    session: Session, ids: Set[str], number: int, size: int, *, timeout: float
) -> Flow[tuple[list[TaskData], bool]]:
    """What one page of the v1 wire says of the tasks of these ``ids``, of either kind, and whether it was full. What
    it says of others is not read."""
    wanted = {"pageNum": number, "pageSize": size}
    envelope = yield from _read(session, paths("v1")[0], wanted, retry=False, timeout=timeout)
    rows = envelope.data if isinstance(envelope.data, list) else []
    tasks = read_tasks([row for row in rows if not ids.isdisjoint(ids_in(row))])
    return [task.came_with(envelope.answer) for task in tasks], len(rows) >= size


def several(session: Session, ids: Sequence[str], *, timeout: float | None = None) -> Flow[list[TaskData]]:
    """Many tasks in few requests of the v2 wire, by either kind of id; those the service does not know are missing."""
    found: list[TaskData] = []
    for name, kind in (("task_ids", True), ("external_task_ids", False)):
        wanted = [id for id in ids if id.isdecimal() is kind]
        for n in range(0, len(wanted), IDS_MAX):
            params = {name: ",".join(wanted[n : n + IDS_MAX])}
            envelope = yield from _read(session, V2_TASKS_PATH, params, retry=False, timeout=timeout)
            found += _v2_tasks(envelope, envelope.data)
    return found


def _get_v2(session: Session, id: str, retry: bool, timeout: float | None) -> Flow[TaskData]:
    """Digits are taken for a task id, and for an external id where no task has them."""
    for name in ("task_ids", "external_task_ids") if id.isdecimal() else ("external_task_ids",):
        envelope = yield from _read(session, V2_TASKS_PATH, {name: id}, retry, timeout)
        if tasks := [
            task for task in _v2_tasks(envelope, envelope.data) if id in (task.task_id, task.external_task_id)
        ]:
            return tasks[-1]  # the oldest, as far as the order is known
    raise _not_found(id, f"no task has the id {id}")


def _not_found(id: str, message: str, cause: KlingError | None = None) -> NotFound:
    error = (EmptyAnswer if isinstance(cause, EmptyAnswer) else NotFound)(
        message,
        advice=UNKNOWN_ID,
        code=cause.code if cause else None,
        http_status=cause.http_status if cause else None,
        request_id=cause.request_id if cause else None,
    )
    return error.about(*((id, None) if id.isdecimal() else (None, id)))


def _empty(id: str, envelope: Envelope) -> NotFound:
    cause = EmptyAnswer("", request_id=envelope.request_id or None)
    return _not_found(id, f"the answer about {id} is empty", cause)


def _page_v2(session: Session, number: int, size: int) -> Flow[list[TaskData]]:
    """The v2 wire has cursors, not page numbers: earlier pages are read over."""
    body: dict[str, Any] = {"limit": size}
    for left in reversed(range(number)):
        envelope = yield from ask_again(session, V2_TASKS_PATH, method="POST", body=body)
        found = envelope.data if isinstance(envelope.data, Mapping) else {}
        cursor, body = found.get("next_cursor"), {"limit": size, "cursor": found.get("next_cursor")}
        tasks = _v2_tasks(envelope, found.get("result"))
        if not found.get("has_more") or not cursor:
            return [] if left else tasks
    return tasks


def _v2_tasks(envelope: Envelope, data: object) -> list[TaskData]:
    rows = data[:PAGE_SIZE_MAX] if isinstance(data, list) else []
    return [task.came_with(envelope.answer) for entry in rows if (task := read_v2_task(entry)) is not None]


def _read(
    session: Session, path: str, params: Mapping[str, str | int], retry: bool, timeout: float | None
) -> Flow[Envelope]:
    if retry:
        return (yield from ask_again(session, path, params))
    return (yield from ask(session, "GET", path, params=params, timeout=timeout))

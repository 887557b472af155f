"""``/tasks``: the tasks of every endpoint in the v2 shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kling.sandbox import replies
from kling.sandbox.auth import authorize
from kling.sandbox.errors import Refusal
from kling.sandbox.pages import page_of
from kling.sandbox.service import Service
from kling.sandbox.state import Task

IDS_MAX = 20
_WINDOW = 30 * 86_400_000


class Tasks:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def query(self, request: Request) -> Response:
        """``?task_ids=`` or ``?external_task_ids=``, at most 20; unknown ones are simply missing (LIVE LA)."""
        authorize(request, self._service, "v2")
        given = {name: _ids(request, name) for name in ("task_ids", "external_task_ids")}
        if sum(map(len, given.values())) > IDS_MAX:
            raise Refusal(1201, f"task_ids and external_task_ids cannot exceed {IDS_MAX} in total")  # LIVE LA
        if not given["task_ids"] and not given["external_task_ids"]:
            raise Refusal(1201, "task_ids or external_task_ids is required")  # LIVE FZ, A2
        if given["task_ids"] and given["external_task_ids"]:
            raise Refusal(1201, "exactly one of task_ids and external_task_ids is required")
        store = self._service.store
        until = self._service.visible()
        found = [task for id in given["task_ids"] if (task := store.by_id(id, until)) is not None]
        found += [task for id in given["external_task_ids"] for task in store.by_external_id(id, until)]
        now, base = self._service.clock.ms(), self._base(request)
        return replies.accepted([replies.v2_shown(task, now, base) for task in found])

    async def search(self, request: Request) -> Response:
        """``{start_time, end_time, cursor, limit, filters}``, newest first; a cursor overrides the times."""
        authorize(request, self._service, "v2")
        now, base = self._service.clock.ms(), self._base(request)
        page = await page_of(request, now, _WINDOW)
        statuses, products = _filter(page.asked, "status"), _filter(page.asked, "product_type")

        def row(task: Task) -> dict[str, Any] | None:
            shown = replies.v2_shown(task, now, base)
            is_wanted = (not statuses or shown["status"] in statuses) and (not products or "video" in products)
            return shown if is_wanted else None

        tasks = self._service.store.between(page.start, min(page.end, self._service.visible()), page.before)
        result, cursor = page.of(tasks, row)
        return replies.accepted(
            {"result": result, "count": len(result), "next_cursor": cursor, "has_more": bool(cursor)}
        )

    def _base(self, request: Request) -> str:
        return replies.base_url(request, self._service.options.public_url)


def _ids(request: Request, name: str) -> list[str]:
    return [id.strip() for id in request.query_params.get(name, "").split(",") if id.strip()]


def _filter(asked: Mapping[str, Any], key: str) -> set[str]:
    filters = asked.get("filters") or []
    if not isinstance(filters, list):
        raise Refusal(1201, "filters must be an array")
    found: set[str] = set()
    for one in filters:
        values = one.get("values") if isinstance(one, Mapping) else None
        if (
            not isinstance(values, list)
            or not isinstance(one, Mapping)
            or one.get("key")
            not in (
                "status",
                "product_type",
            )
        ):
            raise Refusal(1201, "a filter has a key (status or product_type) and an array of values")
        if one["key"] == key:
            found |= {str(value) for value in values}
    return found

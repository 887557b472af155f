"""``/tasks``: the tasks of every endpoint in the v2 shape."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kling.sandbox import replies
from kling.sandbox.auth import authorize
from kling.sandbox.errors import Refusal
from kling.sandbox.handlers import body_of, read_json
from kling.sandbox.service import Service

IDS_MAX = 20
_WINDOW = 30 * 86_400_000
_LIMIT, _LIMIT_MAX = 100, 500


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
        asked = read_json(await body_of(request) or b"{}")
        if not isinstance(asked, Mapping):
            raise Refusal(1201, "the body must be a JSON object")
        now, base = self._service.clock.ms(), self._base(request)
        limit = number(asked, "limit", _LIMIT)
        if not 1 <= limit <= _LIMIT_MAX:
            raise Refusal(1201, f"limit value '{limit}' is invalid: it must be 1 to {_LIMIT_MAX}")
        if asked.get("cursor"):
            start, end, before = read_cursor(asked["cursor"])
        else:
            end = number(asked, "end_time", now)
            start, before = number(asked, "start_time", end - _WINDOW), None
        statuses, products = _filter(asked, "status"), _filter(asked, "product_type")
        result: list[dict[str, Any]] = []
        cursor, last = "", 0
        for seq, task in self._service.store.between(start, min(end, self._service.visible()), before):
            shown = replies.v2_shown(task, now, base)
            if (statuses and shown["status"] not in statuses) or (products and "video" not in products):
                continue
            if len(result) == limit:
                cursor = cursor_of(start, end, last)
                break
            result.append(shown)
            last = seq
        return replies.accepted(
            {"result": result, "count": len(result), "next_cursor": cursor, "has_more": bool(cursor)}
        )

    def _base(self, request: Request) -> str:
        return replies.base_url(request, self._service.options.public_url)


def _ids(request: Request, name: str) -> list[str]:
    return [id.strip() for id in request.query_params.get(name, "").split(",") if id.strip()]


def number(asked: Mapping[str, Any], name: str, default: int) -> int:
    """Numbers and strings of digits are both accepted (LIVE LA)."""
    given = asked.get(name)
    if given is None or given == "":
        return default
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**15:
        return given
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 16:
        return int(given)
    raise Refusal(1201, f"{name} value '{str(given)[:50]}' is invalid")


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


def cursor_of(start: int, end: int, seq: int) -> str:
    """Where a list goes on: behind the task at ``seq``, within the same times."""
    return base64.urlsafe_b64encode(json.dumps([start, end, seq]).encode()).decode()


def read_cursor(text: object) -> tuple[int, int, int]:
    """The times and the place in a cursor. Raises Refusal 1201."""
    try:
        start, end, seq = json.loads(base64.urlsafe_b64decode(str(text)))
        if all(isinstance(part, int) and abs(part) < 10**15 for part in (start, end, seq)):
            return start, end, seq
    except (ValueError, TypeError):
        pass
    raise Refusal(1201, "cursor is invalid")

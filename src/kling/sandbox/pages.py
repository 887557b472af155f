"""Lists that are asked for with ``{start_time, end_time, cursor, limit}`` and given page by page."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from starlette.requests import Request

from kling.sandbox.errors import Refusal
from kling.sandbox.handlers import body_of, read_json
from kling.sandbox.state import Task

_LIMIT, _LIMIT_MAX = 100, 500


class Page(NamedTuple):
    """What a page is asked for: times in Unix milliseconds, ``before`` which task it goes on, and the most it holds."""

    asked: Mapping[str, Any]
    start: int
    end: int
    before: int | None
    limit: int

    def of(self, tasks: Iterable[tuple[int, Task]], row: Callable[[Task], Any | None]) -> tuple[list[Any], str]:
        """The rows of the page, without tasks that have none, and the cursor of the next page."""
        rows: list[Any] = []
        last = 0
        for seq, task in tasks:
            if (shown := row(task)) is None:
                continue
            if len(rows) == self.limit:
                return rows, _cursor_of(self.start, self.end, last)
            rows.append(shown)
            last = seq
        return rows, ""


async def page_of(request: Request, now: int, window: int | None = None) -> Page:
    """The page that a request asks for; ``window`` are the milliseconds before its end where it begins by default.
    Raises Refusal 1201."""
    asked = read_json(await body_of(request) or b"{}")
    if not isinstance(asked, Mapping):
        raise Refusal(1201, "the body must be a JSON object")
    limit = _number(asked, "limit", _LIMIT)
    if not 1 <= limit <= _LIMIT_MAX:
        raise Refusal(1201, f"limit value '{limit}' is invalid: it must be 1 to {_LIMIT_MAX}")
    if asked.get("cursor"):
        return Page(asked, *_read_cursor(asked["cursor"]), limit)
    end = _number(asked, "end_time", now)
    return Page(asked, _number(asked, "start_time", 0 if window is None else end - window), end, None, limit)


def _number(asked: Mapping[str, Any], name: str, default: int) -> int:
    """Numbers and strings of digits are both accepted (LIVE LA)."""
    given = asked.get(name)
    if given is None or given == "":
        return default
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) < 10**15:
        return given
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) < 16:
        return int(given)
    raise Refusal(1201, f"{name} value '{str(given)[:50]}' is invalid")


def _cursor_of(start: int, end: int, seq: int) -> str:
    """Where a list goes on: behind the task at ``seq``, within the same times."""
    return base64.urlsafe_b64encode(json.dumps([start, end, seq]).encode()).decode()


def _read_cursor(text: object) -> tuple[int, int, int]:
    """The times and the place in a cursor. Raises Refusal 1201."""
    try:
        start, end, seq = json.loads(base64.urlsafe_b64decode(str(text)))
        if all(isinstance(part, int) and abs(part) < 10**15 for part in (start, end, seq)):
            return start, end, seq
    except (ValueError, TypeError):
        pass
    raise Refusal(1201, "cursor is invalid")

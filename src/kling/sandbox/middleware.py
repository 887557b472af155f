"""What stands before the routes: request counters, the Date header of the sandbox's clock, and faults."""

from __future__ import annotations

from email.utils import formatdate

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kling.media.address import host_of, is_own
from kling.models.regions import (
    BALANCE_LEDGER_PATH,
    COSTS_PATH,
    DELETE_ELEMENTS_PATH,
    ELEMENTS_PATH,
    PACKAGE_LEDGER_PATH,
    PRESET_ELEMENTS_PATH,
    V2_TASKS_PATH,
)
from kling.sandbox import faults
from kling.sandbox.endpoints import endpoints
from kling.sandbox.files import UPLOADS, VIDEOS
from kling.sandbox.service import Service

_PATHS = (
    V2_TASKS_PATH,
    ELEMENTS_PATH,
    PRESET_ELEMENTS_PATH,
    DELETE_ELEMENTS_PATH,
    COSTS_PATH,
    PACKAGE_LEDGER_PATH,
    BALANCE_LEDGER_PATH,
)


class Middleware:
    """The outermost layer: it sees the server's own ``send`` and through it the TCP connection."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service = app, service
        self._known = (*(endpoint.path for endpoint in endpoints().values()), *_PATHS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        service, method, path = self._service, scope["method"], scope["path"]
        route, theirs = _route(path, self._known)
        service.requests[f"{method} {route}"] += 1

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(service.clock.seconds(), usegmt=True).encode("ascii")
                message["headers"] = [*message["headers"], (b"date", date)]
            await send(message)

        if why := _foreign(scope, service.options.public_url, controls=not theirs):
            await PlainTextResponse(why, 403)(scope, receive, dated)
            return
        fault = service.faults.take(method, path) if theirs else None
        if fault is None:
            await self._app(scope, receive, dated)
        else:
            transport = send.__self__.transport  # type: ignore[attr-defined] # uvicorn's request cycle
            await faults.play(fault, self._app, scope, receive, dated, transport)


def _foreign(scope: Scope, public_url: str | None, *, controls: bool) -> str:
    """Why a request is not for this sandbox; empty when it is. Everything wants one of its own names, since a foreign
    one may have been pointed at this machine to make a foreign page look like the sandbox's; what ``controls`` it also
    wants no other page behind it."""
    headers = Headers(scope=scope)
    origin, host = headers.get("origin"), headers.get("host", "")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if not is_own(name.strip("[]").lower()) and (not name or name != host_of(public_url or "")):
        return "this is a sandbox on 127.0.0.1, and it was asked by another name; see --public-url"
    if controls and origin is not None and origin.partition("://")[2] != host:
        return "the sandbox is not controlled from other web pages"
    return ""


def _route(path: str, known: tuple[str, ...]) -> tuple[str, bool]:
    """The route's name for the counters, and whether faults may strike it (the control surface must stay usable)."""
    tidy = path.rstrip("/")
    if not tidy:
        return "/", False
    if tidy in known:
        return tidy, True
    for prefix in (*known, VIDEOS, UPLOADS, "/_sandbox"):
        if path.startswith(prefix + "/"):
            return f"{prefix}/…", prefix != "/_sandbox"
    return ("/_sandbox", False) if tidy in ("/_sandbox", UPLOADS) else ("elsewhere", True)

"""Faults on order: what a client must survive, made to happen exactly as often as asked for."""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kling.api.patch import PatchError, patched
from kling.models.errors import ERROR_CODES

FAIL = "kling.sandbox.fail"
"""Scope key: why the task that this request creates shall fail."""


class Fault(BaseModel):
    """Happens to the next ``times`` requests whose method and path prefix match.

    ``delay``: seconds before anything else. ``cut``: end the TCP connection without an answer, ``before`` or ``after``
    the service acted. ``status``, ``body`` (JSON or text), ``headers``: answer this instead of acting; with ``act`` act
    first and answer this instead of the truth. ``code``, ``message``: the same, as an envelope with the code's status.
    ``truncate``: end the connection after this many bytes of the true answer's body. ``patch``: change the true answer
    as this JSON Patch says, where it fits. ``fail``: the created task will fail with this reason.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    method: str = "*"
    path: str = "/v1/"
    times: int = Field(default=1, ge=1)
    delay: float = Field(default=0, ge=0, le=600)
    cut: Literal["before", "after"] | None = None
    act: bool = False
    status: int | None = Field(default=None, ge=200, le=599)
    body: Any = None
    headers: dict[str, str] = Field(default_factory=dict)
    code: int | None = None
    message: str | None = None
    truncate: int | None = Field(default=None, ge=0)
    patch: tuple[dict[str, Any], ...] = ()
    fail: str | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.model_fields_set <= {"method", "path", "times"}:
            raise ValueError("a fault needs something to do: cut, status, code, delay, truncate, patch or fail")
        if {"body", "headers", "message", "act"} & self.model_fields_set and not self.answers:
            raise ValueError("body, headers, message and act belong to an answer: give its status or code")
        return self

    def matches(self, method: str, path: str) -> bool:
        """Files under ``/_sandbox/`` are struck only by faults that name them."""
        if path.startswith("/_sandbox") and not self.path.startswith("/_sandbox"):
            return False
        return self.method.upper() in ("*", method) and path.startswith(self.path)

    @property
    def answers(self) -> bool:
        return self.status is not None or self.code is not None

    def answer(self) -> Response:
        if self.code is not None:
            known = ERROR_CODES.get(self.code)
            status = self.status or (known.http if known else 500)
            text = self.message or (known.meaning if known else "fault")
            envelope = {"code": self.code, "message": text, "request_id": str(uuid.uuid4())}
            return JSONResponse(envelope, status, self.headers)
        status = self.status or 500
        if self.body is None or isinstance(self.body, str):
            return Response(self.body, status, self.headers, media_type=None if self.headers else "text/html")
        return JSONResponse(self.body, status, self.headers)


class Faults:
    """The faults still to come, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Fault, int]] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append((fault, fault.times))

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[dict[str, Any]]:
        with self._lock:
            return [{**fault.model_dump(exclude_defaults=True), "times": left} for fault, left in self._waiting]

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, used up by one."""
        if not self._waiting:
            return None
        with self._lock:
            for n, (fault, left) in enumerate(self._waiting):
                if fault.matches(method, path):
                    if left > 1:
                        self._waiting[n] = (fault, left - 1)
                    else:
                        del self._waiting[n]
                    return fault
        return None


class _Cut(Exception):
    """Stops an answer that has been cut short."""


async def play(fault: Fault, app: ASGIApp, scope: Scope, receive: Receive, send: Send, transport: Any) -> None:
    """Let ``fault`` happen to one request. ``transport`` is the connection's asyncio transport."""
    if fault.delay:
        await asyncio.sleep(fault.delay)
    if fault.fail is not None:
        scope[FAIL] = fault.fail
    if fault.cut == "after" or (fault.act and fault.answers):
        await app(scope, receive, _swallow)
    if fault.cut is not None:
        transport.abort()
        await asyncio.sleep(0)  # lets the server notice, so that it does not try to answer
    elif fault.answers:
        await fault.answer()(scope, receive, send)
    elif fault.patch:
        await _patched(fault.patch, app, scope, receive, send)
    elif fault.truncate is not None:
        await _truncated(fault.truncate, app, scope, receive, send, transport)
    else:
        await app(scope, receive, send)


async def _swallow(message: Message) -> None:
    return


async def _patched(patch: tuple[dict[str, Any], ...], app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    heads: list[Message] = []
    body = bytearray()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            heads.append(message)
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, collect)
    try:
        content = json.dumps(patched(json.loads(body), patch), ensure_ascii=False).encode()
    except (PatchError, ValueError):
        content = bytes(body)
    for head in heads:
        kept = [(name, value) for name, value in head["headers"] if name.lower() != b"content-length"]
        await send({**head, "headers": [*kept, (b"content-length", str(len(content)).encode())]})
    await send({"type": "http.response.body", "body": content})


async def _truncated(left: int, app: ASGIApp, scope: Scope, receive: Receive, send: Send, transport: Any) -> None:
    async def cutting(message: Message) -> None:
        nonlocal left
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            if len(body) > left or (left == 0 and message.get("more_body")):
                await send({"type": "http.response.body", "body": body[:left], "more_body": True})
                transport.close()  # not abort: the bytes before the cut still arrive
                await asyncio.sleep(0)
                raise _Cut
            left -= len(body)
        await send(message)

    try:
        await app(scope, receive, cutting)
    except _Cut:
        await asyncio.sleep(0)

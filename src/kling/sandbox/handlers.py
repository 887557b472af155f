"""The routes of video endpoints: create, get, list. What is particular to one is in its Endpoint."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any, NoReturn

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kling.api.body import Body
from kling.api.document import has_too_many_values
from kling.models.endpoints import keeps_ids
from kling.sandbox import errors, lip_sync, replies, texts
from kling.sandbox.auth import authorize
from kling.sandbox.endpoints import Endpoint
from kling.sandbox.errors import Refusal
from kling.sandbox.faults import FAIL
from kling.sandbox.library import exists
from kling.sandbox.lifecycle import film_seconds, milliunits, needs_fetching
from kling.sandbox.service import Service
from kling.sandbox.state import DuplicateExternalId, SlotsFull, Task

BODY_BYTES_MAX = 100_000_000
"""Seven pictures of 10 MB as base64 fit."""

_SMALL = 64 * 1024
"""Bodies up to here are dealt with on the event loop; larger ones carry pictures and go to a thread."""


class Videos:
    """One endpoint that makes videos."""

    def __init__(self, service: Service, endpoint: Endpoint) -> None:
        self._service, self._endpoint = service, endpoint

    async def create(self, request: Request) -> Response:
        try:
            authorize(request, self._service, self._endpoint.wire)
            raw = await body_of(request)
            key, fail = request.headers.get("idempotency-key"), request.scope.get(FAIL)
            base = self._base(request)
            if len(raw) <= _SMALL:
                return self._create(raw, base, key, fail)
            return await run_in_threadpool(self._create, raw, base, key, fail)
        except Refusal as refusal:
            self._service.creates["refused"] += 1
            return replies.refused(refusal)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it

    async def get(self, request: Request) -> Response:
        """A task of this endpoint: those of other endpoints are not found here (DOC V1)."""
        authorize(request, self._service)
        key = request.path_params["key"]
        task = self._service.store.find(key, self._service.visible())
        if task is None or task.endpoint != self._endpoint.name:
            raise errors.not_found(key)
        return replies.accepted(self._shown(task, self._service.clock.ms(), self._base(request)))

    async def list(self, request: Request) -> Response:
        authorize(request, self._service)
        number = whole(request, "pageNum", default=1, most=1000)
        size = whole(request, "pageSize", default=30, most=500)
        now, base = self._service.clock.ms(), self._base(request)
        tasks = self._service.store.page(number, size, self._endpoint.name, self._service.visible())
        return replies.accepted([self._shown(task, now, base) for task in tasks])

    # -- steps --------------------------------------------------------------------------------------------------------

    def _base(self, request: Request) -> str:
        return replies.base_url(request, self._service.options.public_url)

    def _shown(self, task: Task, now: int, base: str) -> dict[str, Any]:
        data = replies.shown(task, now, base)
        if self._endpoint.read is lip_sync.read:
            data["task_info"]["parent_video"] = lip_sync.parent(self._service.store.body(task.id))
        return data

    def _create(self, raw: bytes | bytearray, base: str, idempotency_key: str | None, fail: str | None) -> Response:
        service, options = self._service, self._service.options
        given = read_json(raw)
        kinds = service.store.element_kinds() if b"element_id" in raw else {}
        body = lip_sync.with_film(self._endpoint.read(given, options.profile, kinds), service.store, base)
        asked = Body(body)
        for element in asked.elements:
            if not exists(service, element.id):
                raise Refusal(1201, f"Element id not found: {element.id}")  # LIVE FZ
        now = service.clock.ms()
        service.account.admit(asked, milliunits(asked), now)
        fail = fail or service.account.moderated(asked)
        ends = now + round(options.latency * 1000)
        working = fail is None and (options.render == "eager" or needs_fetching(asked))
        task = Task(
            id=new_id(),
            external_id=external_id(body) if keeps_ids(self._endpoint.path) else None,
            idempotency_key=idempotency_key,
            created=now,
            started=None if working else now + (ends - now) // 10,
            ended=None if working else ends,
            failure=fail,
            seconds=film_seconds(asked),
            milliunits=milliunits(asked),
            endpoint=self._endpoint.name,
            callback=body.get("callback_url") or None,
            watermark=_watermark(body),
        )
        self._keep(task, body, now)
        if working:
            service.works.submit(task.id)
        service.creates["accepted"] += 1
        return replies.accepted((replies.v2_created if self._endpoint.wire == "v2" else replies.created)(task, now))

    def _keep(self, task: Task, body: Mapping[str, Any], now: int) -> None:
        service = self._service
        try:
            kept, unique = service.files.keep_inline(task.id, body), service.options.duplicates == "refuse"
            service.store.insert(
                task, service.liveness.name, kept, now=now, slots=service.options.concurrency, unique=unique
            )
        except BaseException as error:
            service.files.forget(task.id)
            match error:
                case ValueError():
                    raise Refusal(1201, texts.NOT_BASE64) from None
                case DuplicateExternalId():
                    raise errors.duplicate(task.external_id or "") from None
                case SlotsFull():
                    raise Refusal(1303, errors.SLOTS_FULL) from None
            raise


def new_id() -> str:
    """18 digits, so that clients which read ids as floating-point numbers are found out."""
    return str(8 * 10**17 + secrets.randbelow(10**17))


async def body_of(request: Request) -> bytearray:
    """The request's body. Raises Refusal 1200 beyond the limit, without waiting for the rest."""
    claimed = request.headers.get("content-length", "0")
    if claimed.isdigit() and int(claimed) > BODY_BYTES_MAX:
        raise _oversized()
    raw = bytearray()
    async for piece in request.stream():
        raw += piece
        if len(raw) > BODY_BYTES_MAX:
            raise _oversized()
    return raw


def _oversized() -> Refusal:
    return Refusal(1200, f"the request body is larger than {BODY_BYTES_MAX // 1_000_000} MB", close=True)


def read_json(raw: bytes | bytearray) -> Any:
    """The JSON value of a request body. Raises Refusal 1200 for anything that is none."""

    def no_constant(name: str) -> NoReturn:
        raise ValueError(f"{name} is no JSON value")

    if has_too_many_values(raw):
        raise Refusal(1200, "the request body holds too many values")
    try:
        text = raw.decode("utf-8")
        value = json.loads(text, parse_constant=no_constant)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
    except UnicodeDecodeError as error:
        raise Refusal(1200, f"the request body is not valid UTF-8 (byte {error.start})") from None
    except UnicodeEncodeError:
        raise Refusal(1200, "the request body holds half of a surrogate pair") from None
    except RecursionError:
        raise Refusal(1200, "the request body is nested too deeply") from None
    except ValueError as error:
        raise Refusal(1200, f"the request body is not valid JSON: {error}") from None
    return value


def external_id(body: Mapping[str, Any]) -> str | None:
    """The caller's own id; None when there is none (vendor examples send "")."""
    given = body.get("external_task_id")
    return str(given) if isinstance(given, str | int) and not isinstance(given, bool) and given != "" else None


def _watermark(body: Mapping[str, Any]) -> bool:
    info = body.get("watermark_info")
    return isinstance(info, dict) and info.get("enabled") in (True, "true")


def whole(request: Request, name: str, *, default: int, most: int) -> int:
    """A query parameter from 1 to ``most``. Raises Refusal 1201."""
    given = request.query_params.get(name)
    if given is None or given == "":
        return default
    value = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    if not 1 <= value <= most:
        raise Refusal(1201, f"{name} value '{given[:50]}' is invalid: it must be 1 to {most}")
    return value

"""A receiver of callbacks: a small web server that verifies, notes and answers. Whoever waits is woken by the note."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kling.client.webhooks import WebhookRefused, unsigned, unwrap
from kling.productions.ledger import Ledger

log = logging.getLogger("kling.productions")

_BYTES_MAX = 64_000  # a task with a video has two thousand
_ID_MAX = 200  # characters


def receiver(ledger: Ledger, secrets: Sequence[str]) -> Starlette:
    """The application. With no ``secrets`` callbacks are taken unsigned; they then can do no more than make a wait ask
    the service, as they do in either case."""

    async def receive(request: Request) -> Response:
        if "origin" in request.headers or "sec-fetch-site" in request.headers:
            return PlainTextResponse("callbacks do not come from web pages", 403)
        payload = b""
        try:
            async for piece in request.stream():
                payload += piece
                if len(payload) > _BYTES_MAX:
                    return PlainTextResponse("too large", 413, {"connection": "close"})
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        try:
            callback = unwrap(payload, request.headers, secrets) if secrets else unsigned(payload)
        except WebhookRefused as error:
            log.warning("%s", error)
            return PlainTextResponse(error.message, 400)
        task = callback.task
        texts = (callback.id, task.task_id, task.external_task_id or "", task.task_status)
        if max(map(len, texts)) > _ID_MAX:
            return PlainTextResponse("an id is longer than ids are", 400)
        new = await run_in_threadpool(
            ledger.note_callback, callback.id, task.task_id, task.external_task_id, str(task.task_status)
        )
        log.info("callback %s: task %s is %s%s", callback.id, task.task_id, task.task_status, "" if new else ", again")
        return PlainTextResponse("ok" if new else "ok, known")

    return Starlette(routes=[Route("/", receive, methods=["POST"])])

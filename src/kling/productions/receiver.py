"""A receiver of callbacks: a small web server that verifies, notes and answers. Whoever waits is woken by the note."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kling.client.webhooks import WebhookRefused, unsigned, unwrap
from kling.productions.ledger import Ledger

log = logging.getLogger("kling.productions")

_BYTES_MAX = 1_000_000


def receiver(ledger: Ledger, secrets: Sequence[str]) -> Starlette:
    """The application. With no ``secrets`` callbacks are taken unsigned; they then can do no more than make a wait ask
    the service, as they do in either case."""

    async def receive(request: Request) -> Response:
        payload = b""
        async for piece in request.stream():
            payload += piece
            if len(payload) > _BYTES_MAX:
                return PlainTextResponse("too large", 413)
        try:
            callback = unwrap(payload, request.headers, secrets) if secrets else unsigned(payload)
        except WebhookRefused as error:
            log.warning("%s", error)
            return PlainTextResponse(error.message, 400)
        task = callback.task
        new = await run_in_threadpool(
            ledger.heard, callback.id, task.task_id, task.external_task_id, str(task.task_status)
        )
        log.info("callback %s: task %s is %s%s", callback.id, task.task_id, task.task_status, "" if new else ", again")
        return PlainTextResponse("ok" if new else "ok, known")

    return Starlette(routes=[Route("/", receive, methods=["POST"])])

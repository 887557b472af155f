"""``/account``: what is left of the packs, and what was paid for what (DOC)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kling.api.body import Body
from kling.api.v2.translate import RESOLUTIONS
from kling.sandbox import replies
from kling.sandbox.auth import authorize
from kling.sandbox.errors import Refusal
from kling.sandbox.lifecycle import duration_text
from kling.sandbox.pages import page_of
from kling.sandbox.service import Service
from kling.sandbox.state import Task

PACK = "Sandbox video pack"
_ENDLESS = 1_000_000
"""Units of the pack when the sandbox has no limit."""


class Billing:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def costs(self, request: Request) -> Response:
        """Times in ms are required; figures are exact here, where the vendor's lag by up to 12 hours."""
        authorize(request, self._service)
        for name in ("start_time", "end_time"):
            given = request.query_params.get(name, "")
            if not (given.isascii() and given.isdigit() and len(given) < 16):
                raise Refusal(1201, f"{name} value '{given[:50]}' is invalid: it must be Unix milliseconds")
        wanted = request.query_params.get("resource_pack_name")
        packs = [self._pack()] if wanted in (None, "", PACK) else []
        return replies.accepted({"code": 0, "msg": "success", "resource_pack_subscribe_infos": packs})

    def _pack(self) -> dict[str, Any]:
        service, now = self._service, self._service.clock.ms()
        total = Decimal(str(service.options.units if service.options.units is not None else _ENDLESS))
        left = max(total - service.store.totals(now)[1], Decimal(0))
        return {
            "resource_pack_name": PACK,
            "resource_pack_id": "sandbox-1",
            "resource_pack_type": "decreasing_total",
            "total_quantity": float(total),
            "remaining_quantity": float(left),
            "purchase_time": 0,
            "effective_time": 0,
            "invalid_time": now + 365 * 86_400_000,
            "status": "online" if left else "runOut",
        }

    async def package(self, request: Request) -> Response:
        """What was deducted from packs, newest first."""
        return await self._ledger(request, charges=True)

    async def balance(self, request: Request) -> Response:
        """What was paid in cash: nothing here."""
        return await self._ledger(request, charges=False)

    async def _ledger(self, request: Request, *, charges: bool) -> Response:
        authorize(request, self._service)
        now = self._service.clock.ms()
        page = await page_of(request, now)
        tasks = self._service.store.between(page.start, page.end, page.before) if charges else ()
        detail, cursor = page.of(tasks, lambda task: self._line(task) if task.status(now) == "succeed" else None)
        return replies.accepted({"result": {"detail": detail}, "next_cursor": cursor, "has_more": bool(cursor)})

    def _line(self, task: Task) -> dict[str, Any]:
        body = Body(self._service.store.body(task.id))
        return {
            "task_id": task.id,
            "external_task_id": task.external_id or "",
            "product_function": task.endpoint,
            "model_name": body.model,
            "resolution": RESOLUTIONS.get(body.mode, body.mode),
            "duration": duration_text(task.seconds)[:-1],
            "refer_video_input": bool(body.videos),
            "video_sound": body.sound,
            "deduction_amount": f"{task.units.normalize():f}",
            "resource_pack_name": PACK,
            "deduction_time": task.ended,
            "deduction_date": datetime.fromtimestamp((task.ended or 0) / 1000, UTC).date().isoformat(),
        }

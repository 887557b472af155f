"""The sandbox's own surface under ``/_sandbox/``: what it holds, and what it shall do. Nothing here is Kling's."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import kling
from kling.models.profiles import PROFILES
from kling.sandbox import openapi
from kling.sandbox.faults import Fault
from kling.sandbox.options import AccountStatus, Drawing, Duplicates, Options, Render
from kling.sandbox.service import Service

_SHOWN = 500
"""Newest tasks listed by the state."""


class ClockSetting(BaseModel):
    """``offset``: seconds by which the sandbox's time is ahead of the machine's."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    offset: float = Field(ge=-1e9, le=1e9)


class Changes(BaseModel):
    """Options that may change while the sandbox runs; those left out stay. What is safe to fetch is not among them."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    latency: float | None = Field(default=None, ge=0, le=86_400)
    concurrency: int | None = Field(default=None, ge=0)
    render: Render | None = None
    drawing: Drawing | None = None
    profile: str | None = None
    account_status: AccountStatus | None = None
    units: float | None = Field(default=None, ge=0)
    rate: int | None = Field(default=None, ge=0)
    duplicates: Duplicates | None = None
    lag: float | None = Field(default=None, ge=0, le=86_400)


class Control:
    def __init__(self, service: Service) -> None:
        self._service = service

    def about(self, request: Request) -> Response:
        profile, state = self._service.options.profile.name, self._service.store.identity
        return JSONResponse({"sandbox": True, "version": kling.__version__, "profile": profile, "state": state})

    def state(self, request: Request) -> Response:
        return JSONResponse(state(self._service))

    def openapi(self, request: Request) -> Response:
        """What is served, as an OpenAPI document."""
        return JSONResponse(openapi.document())

    async def faults(self, request: Request) -> Response:
        """POST one fault or a list of them; DELETE forgets those still waiting."""
        if request.method == "DELETE":
            self._service.faults.clear()
        else:
            given = await _json(request)
            for fault in [Fault.model_validate(one) for one in (given if isinstance(given, list) else [given])]:
                self._service.faults.add(fault)
        return JSONResponse({"faults": self._service.faults.waiting()})

    async def clock(self, request: Request) -> Response:
        self._service.clock.offset = ClockSetting.model_validate(await _json(request)).offset
        return JSONResponse({"offset": self._service.clock.offset, "now": self._service.clock.ms()})

    async def options(self, request: Request) -> Response:
        changes, options = Changes.model_validate(await _json(request)), self._service.options
        if changes.profile is not None:
            if changes.profile not in PROFILES:
                raise ValueError(f"profile must be one of {', '.join(PROFILES)}")
            options.profile = PROFILES[changes.profile]
        if changes.latency is not None:
            options.latency = changes.latency
        if changes.render is not None:
            options.render = changes.render
        if changes.drawing is not None:
            options.drawing = changes.drawing
        if changes.account_status is not None:
            options.account_status = changes.account_status
        if changes.duplicates is not None:
            options.duplicates = changes.duplicates
        if changes.lag is not None:
            options.lag = changes.lag
        for name in {"concurrency", "units", "rate"} & changes.model_fields_set:  # null takes the limit away
            setattr(options, name, getattr(changes, name))
        return JSONResponse({"options": _options(options)})


def state(service: Service) -> dict[str, Any]:
    """Everything there is to see: tasks, counters, charges, faults still to come, clock, options."""
    now = service.clock.ms()
    counts, charged = service.store.totals(now)
    tasks = [
        {
            "task_id": task.id,
            "external_task_id": task.external_id,
            "idempotency_key": task.idempotency_key,
            "status": task.status(now),
            "endpoint": task.endpoint,
            "words": words,
            "units": f"{task.units.normalize():f}",
            "created_at": task.created,
        }
        for task, words in service.store.overview(_SHOWN)
    ]
    return {
        "counts": counts,
        "tasks": tasks,
        "charged_units": f"{charged.normalize():f}",
        "requests": dict(service.requests),
        "creates": {"accepted": service.creates["accepted"], "refused": service.creates["refused"]},
        "faults": service.faults.waiting(),
        "clock": {"offset": service.clock.offset, "now": now},
        "options": _options(service.options),
    }


def _options(options: Options) -> dict[str, Any]:
    return {
        "latency": options.latency,
        "concurrency": options.concurrency,
        "render": options.render,
        "drawing": options.drawing,
        "profile": options.profile.name,
        "allow_private_media": options.allow_private_media,
        "account_status": options.account_status,
        "units": options.units,
        "rate": options.rate,
        "duplicates": options.duplicates,
        "lag": options.lag,
    }


async def _json(request: Request) -> Any:
    raw = await request.body()
    if len(raw) > 1_000_000:
        raise ValueError("the body is larger than 1 MB")
    return json.loads(raw)


def complaint(request: Request, error: Exception) -> Response:
    """A control call that cannot be followed: 400 and why."""
    if isinstance(error, ValidationError):
        problems = [{"where": ".".join(map(str, e["loc"])), "what": e["msg"]} for e in error.errors()]
        return JSONResponse({"error": "; ".join(f"{p['where']}: {p['what']}" for p in problems)}, 400)
    return JSONResponse({"error": str(error)}, 400)

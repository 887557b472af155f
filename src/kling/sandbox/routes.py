"""Every path of the sandbox."""

from __future__ import annotations

from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kling.models.profiles import default_model
from kling.models.regions import (
    BALANCE_LEDGER_PATH,
    COSTS_PATH,
    DELETE_ELEMENTS_PATH,
    ELEMENTS_PATH,
    PACKAGE_LEDGER_PATH,
    PRESET_ELEMENTS_PATH,
    PRESET_VOICES_PATH,
    V2_TASKS_PATH,
)
from kling.sandbox import control, replies
from kling.sandbox.billing import Billing
from kling.sandbox.control import Control
from kling.sandbox.downloads import Downloads
from kling.sandbox.elements import Elements
from kling.sandbox.endpoints import Endpoint, endpoints
from kling.sandbox.errors import Refusal
from kling.sandbox.files import UPLOADS, VIDEOS
from kling.sandbox.handlers import Videos
from kling.sandbox.middleware import Middleware
from kling.sandbox.page import Page
from kling.sandbox.service import Service
from kling.sandbox.v2_tasks import Tasks


def application(service: Service) -> ASGIApp:
    files, own, page = Downloads(service), Control(service), Page(service)
    app = Starlette(
        routes=[
            *(_v1(service) if service.options.wire != "v2" else ()),
            *_library(service),
            *_account(service),
            *(_v2(service) if service.options.wire != "v1" else ()),
            Route(f"{VIDEOS}/{{stem}}.mp4", files.video),
            Route(f"{UPLOADS}/{{token}}/{{name}}", files.uploaded),
            Route(UPLOADS, files.upload, methods=["POST", "PUT"]),
            Route("/", page.index),
            Route("/_sandbox/", own.about),
            Route("/_sandbox/tasks/{id}", page.task),
            Route("/_sandbox/openapi.json", own.openapi),
            Route("/_sandbox/state", own.state),
            Route("/_sandbox/faults", own.faults, methods=["POST", "DELETE"]),
            Route("/_sandbox/clock", own.clock, methods=["POST"]),
            Route("/_sandbox/options", own.options, methods=["POST"]),
        ],
        exception_handlers={
            Refusal: _refused,
            ValueError: control.complaint,
            HTTPException: _nowhere,
            Exception: _broken,
        },
    )
    return Middleware(app, service)


def _v1(service: Service) -> list[Route]:
    made = [route for one in endpoints().values() if one.wire == "v1" for route in _endpoint(service, one)]
    return [*made, Route("/v1/videos/multi-image2video", _retired, methods=["POST"])]


def _v2(service: Service) -> list[Route]:
    """The endpoints of the v2 wire, also under the models' older names (FZ)."""
    tasks = Tasks(service)
    made = [(one.path, Videos(service, one).create) for one in endpoints().values() if one.wire == "v2"]
    legacy_name = default_model().wires["v1"].name
    return [
        *(Route(path, create, methods=["POST"]) for path, create in made),
        *(Route(f"{path.rpartition('/')[0]}/{legacy_name}", create, methods=["POST"]) for path, create in made),
        *(Route(f"{path.rpartition('/')[0]}/{{model}}", _no_model, methods=["POST"]) for path, _ in made),
        Route(V2_TASKS_PATH, tasks.query),
        Route(V2_TASKS_PATH, tasks.search, methods=["POST"]),
    ]


def _library(service: Service) -> list[Route]:
    elements = Elements(service)
    return [
        Route(ELEMENTS_PATH, elements.create, methods=["POST"]),
        Route(ELEMENTS_PATH, elements.list),
        Route(f"{ELEMENTS_PATH}/{{key:path}}", elements.get),
        Route(PRESET_ELEMENTS_PATH, elements.presets),
        Route(PRESET_VOICES_PATH, elements.voices),
        Route(DELETE_ELEMENTS_PATH, elements.delete, methods=["POST"]),
        Route("/v1/general/delete-elements", elements.delete, methods=["POST"]),  # so in the image documents
    ]


def _account(service: Service) -> list[Route]:
    billing = Billing(service)
    return [
        Route(COSTS_PATH, billing.costs),
        Route(PACKAGE_LEDGER_PATH, billing.package, methods=["POST"]),
        Route(BALANCE_LEDGER_PATH, billing.balance, methods=["POST"]),
    ]


def _endpoint(service: Service, endpoint: Endpoint) -> list[Route]:
    """An endpoint of the v1 wire; vendor examples write a trailing slash, too."""
    videos, path = Videos(service, endpoint), endpoint.path
    return [
        Route(path, videos.create, methods=["POST"]),
        Route(f"{path}/", videos.create, methods=["POST"]),
        Route(path, videos.list),
        Route(f"{path}/", videos.list),
        Route(f"{path}/{{key:path}}", videos.get),
    ]


async def _no_model(request: Request) -> Response:
    raise Refusal(1201, "model is not supported")  # LIVE FZ


async def _retired(request: Request) -> Response:
    raise Refusal(1201, "This API is no longer available")  # FZ


def _refused(request: Request, error: Exception) -> Response:
    return replies.refused(cast(Refusal, error))


def _nowhere(request: Request, error: Exception) -> Response:
    status, detail = cast(HTTPException, error).status_code, cast(HTTPException, error).detail
    if request.url.path.startswith("/_sandbox"):
        return JSONResponse({"error": f"{request.method} {request.url.path}: {detail}"}, status)
    if status == 405:
        return replies.refused(Refusal(1202, f"method {request.method} is invalid for {request.url.path}"))
    return replies.refused(Refusal(1203, f"{request.url.path} does not exist here; see /_sandbox/ for what this is"))


def _broken(request: Request, error: Exception) -> Response:
    return replies.refused(Refusal(5000, "internal error of the sandbox; its log has the details"))

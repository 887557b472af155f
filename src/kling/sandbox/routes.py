"""Every path of the sandbox."""

from __future__ import annotations

from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kling.facts.regions import OMNI_VIDEO_PATH
from kling.sandbox import control, replies
from kling.sandbox.control import Control
from kling.sandbox.downloads import Downloads
from kling.sandbox.edge import Edge
from kling.sandbox.errors import Refusal
from kling.sandbox.files import UPLOADS, VIDEOS
from kling.sandbox.handlers import OmniVideo
from kling.sandbox.service import Service


def application(service: Service) -> ASGIApp:
    omni, files, own = OmniVideo(service), Downloads(service), Control(service)
    app = Starlette(
        routes=[
            Route(OMNI_VIDEO_PATH, omni.create, methods=["POST"]),
            Route(f"{OMNI_VIDEO_PATH}/", omni.create, methods=["POST"]),
            Route(OMNI_VIDEO_PATH, omni.list),
            Route(f"{OMNI_VIDEO_PATH}/", omni.list),
            Route(f"{OMNI_VIDEO_PATH}/{{key:path}}", omni.get),
            Route(f"{VIDEOS}/{{stem}}.mp4", files.video),
            Route(f"{UPLOADS}/{{token}}/{{name}}", files.uploaded),
            Route(UPLOADS, files.upload, methods=["POST", "PUT"]),
            Route("/_sandbox/", own.about),
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
    return Edge(app, service)


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

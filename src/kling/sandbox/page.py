"""The page at ``/``: tasks as they run, what was asked, the video, and a button for each fault."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kling.models.endpoints import paths
from kling.rules import check
from kling.sandbox.service import Service

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
    "media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Page:
    def __init__(self, service: Service) -> None:
        self._service = service

    def index(self, request: Request) -> Response:
        html = files("kling.sandbox").joinpath("page.html").read_text("utf-8")
        create = paths("v2" if self._service.options.wire == "v2" else "v1")[0]
        return HTMLResponse(html.replace("$create", create), headers={"content-security-policy": _POLICY})

    def task(self, request: Request) -> Response:
        """A task's request (of the v1 wire, whichever it came by) and its diagnostics."""
        service = self._service
        task = service.store.by_id(request.path_params["id"])
        if task is None:
            return JSONResponse({"error": "there is no such task"}, 404)
        body = service.store.body(task.id)
        return JSONResponse(
            {
                "task_id": task.id,
                "message": task.failure or "",
                "request": body,
                "diagnostics": [
                    {"code": d.code, "severity": d.severity, "pointer": d.pointer, "message": d.message, "help": d.help}
                    for d in check(_with_pictures(body), service.options.profile)
                ],
            }
        )


def _with_pictures(body: dict[str, Any]) -> dict[str, Any]:
    """A kept body names files where pictures were; they were judged when the task was made."""
    images = body.get("image_list")
    if not isinstance(images, list):
        return body
    stand_in = "https://sandbox.invalid/picture.jpg"
    return {
        **body,
        "image_list": [{**i, "image_url": stand_in} if isinstance(i.get("image_url"), dict) else i for i in images],
    }

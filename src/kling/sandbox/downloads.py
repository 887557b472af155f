"""Files over HTTP: finished videos, and uploads for hosts of local clips."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from kling.models.errors import RESULT_DAYS
from kling.sandbox import replies
from kling.sandbox.files import UPLOADS
from kling.sandbox.lifecycle import Failed
from kling.sandbox.service import Service

_AS_IT_IS = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox; default-src 'none'"}
"""What somebody uploaded is never run as a page of the sandbox."""


class Downloads:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def video(self, request: Request) -> Response:
        """A result, with Range and ETag. 404 once its 30 days are over (DOC), as for a video that never was."""
        service, stem = self._service, request.path_params["stem"]
        task_id, watermark = stem.removesuffix("-watermark"), stem.endswith("-watermark")
        task = service.store.find(task_id)
        now = service.clock.ms()
        if task is None or task.id != task_id or task.status(now) != "succeed" or (watermark and not task.watermark):
            return PlainTextResponse("there is no such video", 404)
        if task.expired(now):
            return PlainTextResponse(f"this video was deleted {RESULT_DAYS} days after it was generated", 404)
        path = service.files.result(task.id, watermark=watermark)
        if not path.exists():
            try:
                path = await run_in_threadpool(service.works.draw, task, watermark=watermark)
            except Failed as error:
                return PlainTextResponse(f"the video cannot be drawn: {error}", 404)
        return FileResponse(path, media_type="video/mp4", headers=_AS_IT_IS)

    async def upload(self, request: Request) -> Response:
        """Take a file as the raw request body; answer the URL to put into a request."""
        service = self._service
        most = service.options.profile.video_bytes_ceiling
        claimed = request.headers.get("content-length", "0")
        path = service.files.new_upload(request.query_params.get("name", "file"))
        too_large = JSONResponse({"error": f"a file may have {most} bytes at most"}, 413, {"connection": "close"})
        if claimed.isdigit() and int(claimed) > most:
            _drop(path)
            return too_large
        part = path.with_name(path.name + ".part")
        size = 0
        try:
            with part.open("wb") as file:
                async for piece in request.stream():
                    size += len(piece)
                    if size > most:
                        return too_large
                    file.write(piece)
            if size == 0:
                return JSONResponse({"error": "the file is empty; send its bytes as the request body"}, 400)
            part.replace(path)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        finally:
            _drop(part)
        base = replies.base_url(request, service.options.public_url)
        return JSONResponse({"url": f"{base}{UPLOADS}/{path.parent.name}/{path.name}"}, 201)

    def uploaded(self, request: Request) -> Response:
        path = self._service.files.upload(request.path_params["token"], request.path_params["name"])
        if path is None:
            return PlainTextResponse("there is no such file", 404)
        kind = mimetypes.guess_type(path.name)[0] or ""
        is_media = kind.startswith(("image/", "video/", "audio/")) and kind != "image/svg+xml"
        return FileResponse(path, media_type=kind if is_media else "application/octet-stream", headers=_AS_IT_IS)


def _drop(path: Path) -> None:
    """Remove a file that must not stay, and its folder if that leaves it empty."""
    path.unlink(missing_ok=True)
    if not any(path.parent.iterdir()):
        path.parent.rmdir()

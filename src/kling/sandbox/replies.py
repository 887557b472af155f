"""Answers of both wires: the envelope, and a task as each route shows it."""

from __future__ import annotations

import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from kling.sandbox.errors import Refusal
from kling.sandbox.files import VIDEOS
from kling.sandbox.lifecycle import duration_text
from kling.sandbox.state import Task


def accepted(data: object) -> JSONResponse:
    return JSONResponse({"code": 0, "message": "SUCCEED", "request_id": str(uuid.uuid4()), "data": data})


def refused(refusal: Refusal) -> JSONResponse:
    """An error, without ``data`` as the documented 1303 sample is."""
    envelope = {"code": refusal.code, "message": refusal.message, "request_id": str(uuid.uuid4())}
    return JSONResponse(envelope, refusal.http, {"connection": "close"} if refusal.close else None)


def created(task: Task, now: int) -> dict[str, Any]:
    """The data of a create."""
    return {
        "task_id": task.id,
        "task_info": {"external_task_id": task.external_id or ""},
        "task_status": task.status(now),
        "created_at": task.created,
        "updated_at": task.updated(now),
    }


def shown(task: Task, now: int, base: str) -> dict[str, Any]:
    """The data of a query. ``base`` is where this client reaches the sandbox."""
    status = task.status(now)
    ended = status in ("succeed", "failed")
    data: dict[str, Any] = {
        "task_id": task.id,
        "task_status": status,
        "task_status_msg": (task.failure or "") if ended else "",
        "task_info": {"external_task_id": task.external_id or ""},
        "task_result": {"videos": [_video(task, base)]} if status == "succeed" else {},
        "watermark_info": {"enabled": task.watermark},
        "created_at": task.created,
        "updated_at": task.updated(now),
    }
    if ended:
        data["final_unit_deduction"] = f"{task.units.normalize():f}" if status == "succeed" else "0"
    return data


def called_back(task: Task, now: int, base: str) -> dict[str, Any]:
    """A v1 task as callbacks show it (CB): every list is there, and no external id where there is none."""
    data = shown(task, now, base)
    known = {"external_task_id": task.external_id} if task.external_id else {}
    return {
        **data,
        "task_info": known,
        "task_result": {"images": [], "videos": [], "audios": [], **data["task_result"]},
    }


_V2_STATUS = {"succeed": "succeeded"}


def v2_created(task: Task, now: int) -> dict[str, Any]:
    """The data of a create on the v2 wire."""
    status = task.status(now)
    return {
        "id": task.id,
        "status": _V2_STATUS.get(status, status),
        "create_time": task.created,
        "update_time": task.updated(now),
        "external_id": task.external_id or "",
    }


def v2_shown(task: Task, now: int, base: str) -> dict[str, Any]:
    """A task of either wire as ``/tasks`` shows it."""
    status = task.status(now)
    done = status == "succeed"
    video = {"type": "video", "watermark_url": "", **_video(task, base)}
    ended, units = (
        status in ("succeed", "failed"),
        f"{task.units.normalize():f}" if done else "0",
    )  # LIVE: "0" if failed
    charge = {"charge_type": "unit", "amount": units, "package_type": "video"}
    return {
        **v2_created(task, now),
        "message": (task.failure or "") if status == "failed" else "",
        "outputs": [video] if done else [],
        "billing": [charge] if ended else [],
    }


def _video(task: Task, base: str) -> dict[str, str]:
    video = {
        "id": task.video_id,
        "url": f"{base}{VIDEOS}/{task.id}.mp4",
        "duration": duration_text(task.seconds),
    }
    if task.watermark:
        video["watermark_url"] = f"{base}{VIDEOS}/{task.id}-watermark.mp4"
    return video


def base_url(request: Request, public_url: str | None) -> str:
    """Where this client reaches the sandbox: the given public URL, or the host it asked."""
    return public_url.rstrip("/") if public_url else f"{request.url.scheme}://{request.url.netloc}"

"""The element library: make, show, list, delete; presets, and the voices they may speak with (V1)."""

from __future__ import annotations

import secrets
from typing import Any

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from kling.api.elements import ElementBody, first_fault
from kling.media.address import is_url
from kling.models.profiles import Profile
from kling.rules import check_pictures
from kling.sandbox import errors, replies, texts
from kling.sandbox.account_status import FAILED_WORDS, RISK
from kling.sandbox.auth import authorize
from kling.sandbox.errors import Refusal
from kling.sandbox.files import UPLOADS, decode
from kling.sandbox.handlers import body_of, external_id, new_id, read_json, whole
from kling.sandbox.library import PRESETS, VOICES
from kling.sandbox.service import Service
from kling.sandbox.state import DuplicateExternalId, ElementRow


class Elements:
    def __init__(self, service: Service) -> None:
        self._service = service

    async def create(self, request: Request) -> Response:
        authorize(request, self._service)
        raw = await body_of(request)
        row = await run_in_threadpool(self._made, read_json(raw), replies.base_url(request, None))
        try:
            self._service.store.insert_element(row)
        except DuplicateExternalId:
            raise errors.duplicate(row.external_id or "") from None
        return replies.accepted(_created(row, self._service.clock.ms()))

    async def get(self, request: Request) -> Response:
        authorize(request, self._service)
        key = request.path_params["key"]
        row = self._service.store.element(key)
        if row is None or key == row.element_id or row.created > self._service.visible():
            raise errors.not_found(key)
        return replies.accepted(_shown(row, self._service.clock.ms()))

    async def list(self, request: Request) -> Response:
        authorize(request, self._service)
        number, size = whole(request, "pageNum", default=1, most=1000), whole(request, "pageSize", default=30, most=500)
        now = self._service.clock.ms()
        rows, visible = self._service.store.elements(number, size), self._service.visible()
        return replies.accepted([_shown(row, now) for row in rows if row.created <= visible])

    async def presets(self, request: Request) -> Response:
        authorize(request, self._service)
        number, size = whole(request, "pageNum", default=1, most=1000), whole(request, "pageSize", default=30, most=500)
        rows = PRESETS[(number - 1) * size : number * size]
        return replies.accepted([_preset(*row) for row in rows])

    async def voices(self, request: Request) -> Response:
        authorize(request, self._service)
        return replies.accepted([{"task_result": {"voices": [_voice(id) for id, _ in VOICES]}}])

    async def delete(self, request: Request) -> Response:
        authorize(request, self._service)
        body = read_json(await body_of(request))
        given = body.get("element_id") if isinstance(body, dict) else None
        if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
            raise Refusal(1201, "element_id is required")
        if not self._service.store.delete_element(str(given)):
            raise Refusal(1201, f"element_id {str(given)[:50]} does not exist")
        return replies.accepted({"element_id": str(given), "status": "deleted"})

    def _made(self, body: Any, base: str) -> ElementRow:
        try:
            asked = ElementBody.model_validate(body)
        except ValidationError as error:
            raise Refusal(1201, first_fault(error)) from None
        if asked.element_voice_id and asked.element_voice_id not in dict(VOICES):
            raise Refusal(1201, f"element_voice_id {asked.element_voice_id[:50]} does not exist")
        kept = asked.model_dump(exclude={"external_task_id", "callback_url"}, exclude_none=True)
        if asked.element_image_list is not None and asked.reference_type == "image_refer":
            pictures = kept["element_image_list"]
            _judge([pictures["frontal_image"], *(one["image_url"] for one in pictures["refer_images"])], self._profile)
            pictures["frontal_image"] = self._hosted(pictures["frontal_image"], base)
            for one in pictures["refer_images"]:
                one["image_url"] = self._hosted(one["image_url"], base)
        now = self._service.clock.ms()
        return ElementRow(
            task_id=new_id(),
            external_id=external_id(body),
            element_id=str(3 * 10**14 + secrets.randbelow(10**14)),
            kind=asked.reference_type,
            created=now,
            ended=now + round(self._service.options.latency * 1000),
            failure=RISK if FAILED_WORDS in asked.element_description else None,
            deleted=False,
            body=kept,
        )

    @property
    def _profile(self) -> Profile:
        return self._service.options.profile

    def _hosted(self, picture: str, base: str) -> str:
        """The URL of a picture; base64 is written to a file first."""
        if is_url(picture):
            return picture
        path = self._service.files.new_upload("picture")
        path.write_bytes(decode(picture))
        return f"{base}{UPLOADS}/{path.parent.name}/{path.name}"


def _judge(pictures: list[str], profile: Profile) -> None:
    """Pictures of elements have the limits of any picture. Raises Refusal."""
    if fault := errors.worst(check_pictures(pictures, profile)):
        raise Refusal(1201, texts.text(fault))


def _created(row: ElementRow, now: int) -> dict[str, Any]:
    status = row.status(now)
    return {
        "task_id": row.task_id,
        "task_info": {"external_task_id": row.external_id or ""},
        "task_status": status,
        "created_at": row.created,
        "updated_at": row.ended if status in ("succeed", "failed") else row.created,
    }


def _shown(row: ElementRow, now: int) -> dict[str, Any]:
    status = row.status(now)
    data = _created(row, now)
    data["task_status_msg"] = (row.failure or "") if status == "failed" else ""
    data["task_result"] = {"elements": [_element(row)]} if status == "succeed" else {}
    if status in ("succeed", "failed"):
        data["final_unit_deduction"] = "0"  # LIVE LA
    return data


def _element(row: ElementRow) -> dict[str, Any]:
    body = dict(row.body)
    voice = body.pop("element_voice_id", None)
    if voice:
        body["element_voice_info"] = _voice(voice)
    return {"element_id": int(row.element_id), **body, "owned_by": "sandbox", "status": _status(row)}


def _status(row: ElementRow) -> str:
    return "deleted" if row.deleted else "succeed"


def _preset(id: str, name: str, description: str) -> dict[str, Any]:
    element = {
        "element_id": int(id),
        "element_name": name,
        "element_description": description,
        "reference_type": "image_refer",
        "owned_by": "kling",
        "status": "succeed",
    }
    return {"task_id": id, "task_status": "succeed", "task_result": {"elements": [element]}}


def _voice(id: str) -> dict[str, Any]:
    return {"voice_id": id, "voice_name": dict(VOICES)[id], "trial_url": "", "owned_by": "kling"}

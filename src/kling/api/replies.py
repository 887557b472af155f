"""Replies of the v1 wire, read tolerantly: unknown fields survive, numbers may come as strings, ``data`` may be
missing, and bodies that are not JSON are recognised.
"""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

PAGE_SIZE_MAX = 500  # tasks of one answer (spec: V1)

Status = Literal["submitted", "processing", "succeed", "failed"]


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def no_none(value: object) -> object:
    """An empty object where the service writes null."""
    return {} if value is None else value


Str = Annotated[str, BeforeValidator(_as_text)]


class Reply(BaseModel):
    """Base of everything read from the service: extra fields are kept in ``model_extra``."""

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)


class VideoResult(Reply):
    """One finished video. ``duration`` is text such as "5.041" (24 N + 1 frames at 24 fps)."""

    id: Str = ""
    url: str | None = None
    watermark_url: str | None = None
    duration: Str | None = None


class TaskResult(Reply):
    videos: list[VideoResult] = Field(default_factory=list)


class TaskInfo(Reply):
    external_task_id: Str | None = None


class TaskData(Reply):
    """A task as create, get and list return it. Times are Unix milliseconds."""

    task_id: Str
    task_status: str
    task_status_msg: str | None = None
    task_info: Annotated[TaskInfo, BeforeValidator(no_none)] = Field(default_factory=TaskInfo)
    task_result: Annotated[TaskResult, BeforeValidator(no_none)] = Field(default_factory=TaskResult)
    final_unit_deduction: Str | None = None
    created_at: int | None = None
    updated_at: int | None = None

    @property
    def external_task_id(self) -> str | None:
        return self.task_info.external_task_id or None

    @property
    def ended(self) -> bool:
        return self.task_status in ("succeed", "failed")


class Envelope(Reply):
    """What wraps every answer: ``code`` 0 means success whatever the HTTP status says."""

    code: int
    message: str = ""
    request_id: str = ""
    data: Any = None


_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What terminals obey instead of showing it, what turns the direction of writing, and halves of characters. Line ends
and tabs stay."""


def printable(value: Any) -> Any:
    """A text, or all texts in a value of JSON, without control characters."""
    if isinstance(value, str):
        return _CONTROLS.sub("", value)
    if isinstance(value, list):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {printable(key): printable(item) for key, item in value.items()}
    return value


def read_envelope(content: bytes) -> Envelope | None:
    """The envelope, or None when the body is no Kling envelope (an edge's HTML page, an empty body, cut JSON). Its
    texts have no control characters."""
    try:
        return Envelope.model_validate(printable(json.loads(content)))
    except (ValueError, ValidationError, RecursionError):
        return None


def read_task(data: object) -> TaskData | None:
    """The task in ``data``, or None when it holds none."""
    try:
        return TaskData.model_validate(data)
    except ValidationError:
        return None


def read_tasks(data: object) -> list[TaskData]:
    """The tasks of a list reply; entries that are no tasks are left out."""
    if not isinstance(data, list):
        return []
    return [task for entry in data[:PAGE_SIZE_MAX] if (task := read_task(entry)) is not None]

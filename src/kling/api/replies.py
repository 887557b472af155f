"""Replies of the v1 wire, read tolerantly: unknown fields survive, numbers may come as strings, ``data`` may be
missing, and bodies that are not JSON are recognised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, PrivateAttr, ValidationError

from kling.api.document import has_too_many_values
from kling.models.wordings import ENDED_BADLY, ENDED_WELL, GOING_ON

PAGE_SIZE_MAX = 500  # tasks of one answer (spec: V1)

Status = Literal["submitted", "processing", "succeed", "failed"]


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def as_object(value: object) -> object:
    """An empty object where the service writes null, or anything else that is none."""
    return value if isinstance(value, Mapping) else {}


def _films(value: object) -> object:
    """The films of a list, or the one that stands without a list; an address alone is one. Nothing where the service
    writes null."""
    found = ({"url": one} if isinstance(one, str) else one for one in (value if isinstance(value, list) else [value]))
    return [one for one in found if isinstance(one, Mapping)]


def _text_or_none(value: object) -> object:
    return _as_text(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _ms(value: object) -> int | None:
    """Unix milliseconds (or seconds) from a number, its text, or an ISO time; None for what is no time of ours."""
    if isinstance(value, str):
        text = value.strip()
        try:
            if not text.isdecimal():
                at = datetime.fromisoformat(text)
                return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
            value = int(text) if len(text) < 20 else None
        except (ValueError, OverflowError):
            return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < _MS_MAX:
        return None
    return int(value)


_MS_MAX = 10_000_000_000_000  # the year 2286

Str = Annotated[str, BeforeValidator(_as_text)]
OptionalStr = Annotated[str | None, BeforeValidator(_text_or_none)]
Ms = Annotated[int | None, BeforeValidator(_ms)]


TaskStatus = Annotated[Status, PlainValidator(lambda value: _text_or_none(value) or "")]
"""A status; what the vendor may add one day is read as it is, and none as an empty text."""


class Answer(NamedTuple):
    """The HTTP answer that something came with. ``request_id`` names the call to the vendor's support; header names are
    lower case."""

    request_id: str | None = None
    http_status: int | None = None
    headers: Mapping[str, str] = {}


class Reply(BaseModel):
    """Base of everything read from the service: extra fields are kept in ``model_extra``, and the HTTP answer in
    ``answer``."""

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)
    _answer: Answer = PrivateAttr(default_factory=Answer)  # a default would be copied deeply each time

    @property
    def answer(self) -> Answer:
        """The HTTP answer this came with: ``request_id``, ``http_status`` and ``headers``."""
        return self._answer

    def came_with(self, answer: Answer) -> Self:
        """Note the HTTP answer; gives the same object."""
        self._answer = answer
        return self

    def __eq__(self, other: object) -> bool:
        """Whether the service says the same; in which answer it does is no part of that."""
        if not isinstance(other, Reply) or type(self) is not type(other):
            return NotImplemented
        return self.__dict__ == other.__dict__ and self.model_extra == other.model_extra

    def __hash__(self) -> int:
        return hash((type(self), repr(self.__dict__)))


class VideoResult(Reply):
    """One finished video. ``duration`` is text such as "5.041" (24 N + 1 frames at 24 fps)."""

    id: Annotated[str, BeforeValidator(lambda value: _text_or_none(value) or "")] = ""
    url: OptionalStr = None
    watermark_url: OptionalStr = None
    duration: OptionalStr = None


class TaskResult(Reply):
    videos: Annotated[list[VideoResult], BeforeValidator(_films)] = Field(default_factory=list)


class TaskInfo(Reply):
    external_task_id: OptionalStr = None


class TaskData(Reply):
    """A task as create, get and list return it. Times are Unix milliseconds."""

    task_id: Str
    task_status: TaskStatus
    task_status_msg: OptionalStr = None
    task_info: Annotated[TaskInfo, BeforeValidator(as_object)] = Field(default_factory=TaskInfo)
    task_result: Annotated[TaskResult, BeforeValidator(as_object)] = Field(default_factory=TaskResult)
    final_unit_deduction: OptionalStr = None
    created_at: Ms = None
    updated_at: Ms = None

    @property
    def external_task_id(self) -> str | None:
        """The id that its request had; None where the service keeps none."""
        return self.task_info.external_task_id or None

    @property
    def made_of(self) -> VideoResult | None:
        """The clip that it is made of, where the service says so."""
        clip = (self.task_info.model_extra or {}).get("parent_video")
        return VideoResult.model_validate(clip) if isinstance(clip, Mapping) and clip else None

    @property
    def goes_on(self) -> bool:
        """Whether its status is one of those that mean so; one that nobody knows is neither this nor an end."""
        return self.task_status in GOING_ON

    @property
    def ended(self) -> bool:
        """Whether it became a film or failed."""
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


_MARKS_MAX = 500_000  # commas, colons and brackets: ten times those of a full page of tasks


def json_of(content: bytes) -> Any:
    """What an answer or callback says. Raises ValueError, RecursionError."""
    if has_too_many_values(content, _MARKS_MAX):
        raise ValueError("there are more values than any answer has")
    return json.loads(content)


def read_envelope(content: bytes) -> Envelope | None:
    """The envelope, or None when the body is no Kling envelope (an edge's HTML page, an empty body, cut JSON). Its
    texts have no control characters."""
    try:
        found = json_of(content)
        if b"\\" in content or _CONTROLS.search(content.decode(errors="surrogateescape")):
            found = printable(found)  # looking at each text takes longer than all else that is read here
        if isinstance(found, dict) and not found.get("message"):
            found["message"] = found.get("msg") or ""  # null, or the name that the account's calls have
        if isinstance(found, dict) and isinstance(found["message"], dict | list):
            found["message"] = json.dumps(found["message"], ensure_ascii=False)[:1000]
        return Envelope.model_validate(found)
    except (ValueError, ValidationError, RecursionError):
        return None


def read_task(data: object) -> TaskData | None:
    """The task in ``data``, or None when it holds none. A status that is none of the four and means an end is read as
    that end, so that nobody waits for ever."""
    try:
        task = TaskData.model_validate({"task_status": None, **data} if isinstance(data, Mapping) else data)
    except ValidationError:
        return None
    status = _meant(task)
    if status == task.task_status:
        return task
    reason = task.task_status_msg or (f"it ended as {task.task_status[:200]}" if status == "failed" else None)
    return task.model_copy(update={"task_status": status, "task_status_msg": reason})


def _meant(task: TaskData) -> str:
    told = task.task_status.strip().lower()
    if told in GOING_ON:
        return told
    if told in ENDED_BADLY:
        return "failed"
    has_video = any(video.url for video in task.task_result.videos)
    return "succeed" if has_video or told in ENDED_WELL else task.task_status


def ids_in(entry: object) -> set[str]:
    """Both ids of a task as a list names it; nothing else of it is read."""
    if not isinstance(entry, Mapping):
        return set()
    info = entry.get("task_info")
    both = _as_text(entry.get("task_id")), _as_text(info.get("external_task_id") if isinstance(info, Mapping) else None)
    return {id for id in both if isinstance(id, str)}


def read_tasks(data: object) -> list[TaskData]:
    """The tasks of a list reply; entries that are no tasks are left out."""
    if not isinstance(data, list):
        return []
    return [task for entry in data[:PAGE_SIZE_MAX] if (task := read_task(entry)) is not None]

"""What stands in ``result`` of the envelope, for each command: the types of which doors publish the schemas. Fields may
be added."""

from __future__ import annotations

from functools import cache
from typing import Any, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from kling.api.elements import Element, ElementTask
from kling.app import envelope


class Video(TypedDict):
    id: str | None
    url: str | None
    duration: str | None
    path: NotRequired[str | None]


class Task(TypedDict):
    task_id: str | None
    external_task_id: str | None
    status: str
    units: str | None
    videos: list[Video]
    path: NotRequired[str | None]
    sheet: NotRequired[str | None]
    cuts: NotRequired[list[float]]
    width: NotRequired[int]
    height: NotRequired[int]
    seconds: NotRequired[float]
    has_sound: NotRequired[bool]


class Planned(TypedDict):
    scenario: str
    multi_shot: bool
    shots: int
    sound: str
    aspect_ratio: str | None
    duration: int | None
    brief: dict[str, Any]
    film: dict[str, Any] | None
    added: list[str]
    notes: list[str]
    path: NotRequired[str | None]


class Judged(TypedDict):
    path: str | None
    kind: str
    profile: str
    verdict: str
    fixed: list[str] | None
    text: NotRequired[str]


class Checked(TypedDict):
    files: list[Judged]


class Looked(TypedDict):
    path: str
    kind: str
    shown: list[int] | None
    legal: bool
    problems: list[str]
    fit_mends_it: bool
    fit_would: list[str]
    fit_cannot: str | None
    units_as_edit: dict[str, str] | None
    units_as_reference: dict[str, str] | None
    film_sizes: dict[str, list[int]] | None
    reference_seconds: int | None


class Sheet(TypedDict):
    sheet: str
    video: str
    times: list[float]
    cuts: list[float]
    has_sound: bool


class Price(TypedDict):
    seconds: int | None
    units: str | None
    dollars: str | None
    at_most: bool
    size: list[int] | None
    notes: NotRequired[list[str]]
    limits: NotRequired[dict[str, Any]]
    take: NotRequired[int]
    takes: NotRequired[int]
    quote_token: NotRequired[str]


class Drawn(TypedDict):
    path: str
    frames: int
    width: int
    height: int
    seconds: float
    sheet: NotRequired[str | None]


class Preview(TypedDict):
    videos: NotRequired[list[Drawn]]
    scene: NotRequired[dict[str, Any]]


class Balance(TypedDict):
    packs: list[dict[str, Any]]
    limits: NotRequired[dict[str, Any]]


class Deleted(TypedDict):
    deleted: str


class Production(TypedDict):
    production: str
    states: dict[str, int]
    videos: list[dict[str, Any]]
    films: list[dict[str, Any]]
    units: str | None
    report: str | None


class Listed(TypedDict):
    production: str
    file: str
    folder: str
    states: dict[str, int]


class Retried(TypedDict):
    anew: int
    units: str
    videos: list[dict[str, Any]]


class Cancelled(TypedDict):
    count: int
    cancelled: list[str]
    sent: list[str]


class Board(TypedDict):
    files: list[str]


class Bill(TypedDict):
    production: str
    units: str | None
    videos: int
    items: list[dict[str, Any]]
    limits: NotRequired[dict[str, Any]]


RESULTS: dict[str, Any] = {
    "plan": Planned,
    "check": Checked,
    "look": list[Looked],
    "frames": Sheet,
    "preview": Preview,
    "board": Board,
    "generate": Task,
    "lipsync": Task,
    "status": Task | list[Task],
    "wait": Task,
    "download": Task,
    "list": list[Task],
    "account": Balance,
    "elements_list": list[Element],
    "elements_show": ElementTask,
    "elements_create": Element,
    "elements_delete": Deleted,
    "estimate": Price | Bill,
    "run": Bill,
    "run_status": Production,
    "jobs_list": list[Listed],
    "jobs_retry": Retried,
    "jobs_cancel": Cancelled,
}


@cache
def schema(command: str) -> dict[str, Any]:
    """The JSON Schema of what a command answers: that of its result (null where it failed), and of the envelope no more
    than the types, because a reader of all commands would read the rest two dozen times."""
    whole = envelope.schema()
    made = {name: whole[name] for name in ("type", "additionalProperties", "required")}
    made["properties"] = {name: _outline(field) for name, field in whole["properties"].items()}
    if (kind := RESULTS.get(command)) is not None:
        made["properties"]["result"] = result = TypeAdapter(kind | None).json_schema(mode="serialization")
        made |= {"$defs": inner} if (inner := result.pop("$defs", None)) else {}
    bare: dict[str, Any] = _bare(made)
    return bare


def _outline(field: dict[str, Any]) -> dict[str, Any]:
    """The types of a field, and nothing of what is in it."""
    either = [one["type"] for one in field.get("oneOf", ())]
    return {"type": field.get("type", either)} if either or "type" in field else {}


def _bare(schema: Any) -> Any:
    """A schema without its words, which are told once, in that of the envelope."""
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _bare(value)
        for name, value in schema.items()
        if name not in ("title", "description") or isinstance(value, dict)
    }

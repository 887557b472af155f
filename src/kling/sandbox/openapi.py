"""The OpenAPI document of what is served, made from the same tables and models that judge requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import kling
from kling.api import fields as v1
from kling.api.elements import ElementBody
from kling.api.fields import Field
from kling.api.lip_sync import FIELDS
from kling.api.v2 import fields as v2
from kling.models import regions
from kling.models.endpoints import paths as paths_of
from kling.models.errors import ERROR_CODES
from kling.models.profiles import lip_sync

_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "whole-seconds": {"type": "string", "pattern": "^[0-9]+$"},
    "id": {"oneOf": [{"type": "integer"}, {"type": "string", "pattern": "^[0-9]+$"}]},
}


def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    schemas = {
        "Video": _object(v1.FIELDS),
        "VideoV2": _v2_body(),
        "LipSync": _object(FIELDS),
        "Element": ElementBody.model_json_schema(ref_template="#/components/schemas/{model}"),
        "Envelope": {
            "type": "object",
            "required": ["code", "message", "request_id"],
            "properties": {
                "code": {"type": "integer", "enum": [0, *ERROR_CODES]},
                "message": {"type": "string"},
                "request_id": {"type": "string"},
                "data": {},
            },
        },
    }
    schemas |= schemas["Element"].pop("$defs", {})
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kling sandbox", "version": kling.__version__},
        "security": [{"bearer": []}],
        "paths": _paths(),
        "components": {"schemas": schemas, "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    }


def _paths() -> dict[str, Any]:
    pages = [_query("pageNum", 1000), _query("pageSize", 500)]
    anything = {"type": "object"}
    paths: dict[str, Any] = {}
    for path in paths_of("v1"):
        named = {paths_of("v1")[0]: "Video", lip_sync().wires["v1"].path: "LipSync"}
        body = _ref(named[path]) if path in named else anything
        paths[path] = {"post": _call("create a task", body), "get": _call("list tasks", parameters=pages)}
        paths[f"{path}/{{id}}"] = {"get": _call("a task by either id", parameters=[_in_path("id")])}
    for path in paths_of("v2"):
        paths[path] = {"post": _call("create a task", _ref("VideoV2"))}
    ids = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("task_ids", "external_task_ids")]
    paths[regions.V2_TASKS_PATH] = {
        "get": _call("up to 20 tasks", parameters=ids),
        "post": _call("search tasks", _search("filters")),
    }
    paths[regions.ELEMENTS_PATH] = {
        "post": _call("make an element", _ref("Element")),
        "get": _call("list elements", parameters=pages),
    }
    paths[f"{regions.ELEMENTS_PATH}/{{id}}"] = {"get": _call("an element's making", parameters=[_in_path("id")])}
    paths[regions.PRESET_ELEMENTS_PATH] = {"get": _call("list presets", parameters=pages)}
    paths[regions.PRESET_VOICES_PATH] = {"get": _call("list voices")}
    paths[regions.DELETE_ELEMENTS_PATH] = {
        "post": _call("delete an element", {"type": "object", "properties": {"element_id": _TYPES["id"]}})
    }
    times = [
        {"name": name, "in": "query", "required": True, "schema": {"type": "integer", "minimum": 0}}
        for name in ("start_time", "end_time")
    ]
    paths[regions.COSTS_PATH] = {"get": _call("what is left of the packs", parameters=times)}
    for path in (regions.PACKAGE_LEDGER_PATH, regions.BALANCE_LEDGER_PATH):
        paths[path] = {"post": _call("what was deducted", _search())}
    return paths


def _call(summary: str, body: dict[str, Any] | None = None, *, parameters: list[Any] | None = None) -> dict[str, Any]:
    envelope = {"description": "an envelope", "content": {"application/json": {"schema": _ref("Envelope")}}}
    statuses = sorted({200, *(code.http for code in ERROR_CODES.values() if code.http < 500)})
    call: dict[str, Any] = {"summary": summary, "responses": {str(status): envelope for status in statuses}}
    if parameters:
        call["parameters"] = parameters
    if body is not None:
        call["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return call


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, most: int) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": most}}


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _search(*more: str) -> dict[str, Any]:
    properties: dict[str, Any] = {name: {"type": "integer", "minimum": 0} for name in ("start_time", "end_time")}
    properties |= {"cursor": {"type": "string"}, "limit": {"type": "integer", "minimum": 1, "maximum": 500}}
    properties |= {name: {"type": "array"} for name in more}
    return {"type": "object", "properties": properties}


def _object(fields: Mapping[str, Field]) -> dict[str, Any]:
    required = [name for name, field in fields.items() if field.required]
    schema: dict[str, Any] = {"type": "object", "properties": {name: _schema(field) for name, field in fields.items()}}
    return {**schema, "required": required} if required else schema


def _schema(field: Field) -> dict[str, Any]:
    if field.kind == "array":
        return {"type": "array", "items": _object(field.items), "description": field.meaning}
    if field.kind == "object":
        return {**_object(field.items), "description": field.meaning}
    schema = {**_TYPES[field.kind], "description": field.meaning}
    return {**schema, "enum": list(field.values)} if field.values else schema


def _v2_body() -> dict[str, Any]:
    body = _object(v2.FIELDS)
    entries = []
    for kind, fields in v2.CONTENTS.items():
        entry = _object(fields)
        entry["properties"] = {"type": {"const": kind}, **entry["properties"]}
        entry["required"] = ["type", *entry.get("required", [])]
        entries.append(entry)
    body["properties"]["contents"]["items"] = {"oneOf": entries}
    return body

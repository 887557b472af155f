"""The one document that every door gives to programs, on success and on failure, and its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kling.app.refusal import Step

if TYPE_CHECKING:
    from kling.app.refusal import Kind, Refusal
    from kling.rules.diagnostic import Diagnostic

EXITS: dict[Kind, int] = {
    "rules": 1,
    "usage": 2,
    "exists": 2,
    "price": 2,
    "missing": 2,
    "account": 3,
    "failed": 4,
    "unfinished": 5,
    "unknown": 5,
    "service": 6,
    "running": 7,
    "unknown_id": 8,
    "interrupted": 130,
}
"""What the command line ends with, by the kind of refusal; 0 is success."""


def done(
    result: Any,
    *,
    sandbox: bool | None = None,
    reused: bool | None = None,
    charged_units: str | None = None,
    next: Iterable[object] = (),
    warnings: Iterable[str] = (),
    diagnostics: Iterable[Diagnostic] = (),
) -> dict[str, Any]:
    """The document of something that was done. ``reused``: the task existed, and nothing new is charged. ``next`` makes
    sense now; every door writes these steps so that they are ready to run there."""
    return {
        "ok": True,
        "exit": 0,
        "error": None,
        "diagnostics": [diagnostic(d) for d in diagnostics],
        "result": result,
        "reused": reused,
        "charged_units": charged_units,
        "sandbox": sandbox,
        "next": list(next),
        "warnings": list(warnings),
    }


def refused(refusal: Refusal, *, sandbox: bool | None = None, result: Any = None) -> dict[str, Any]:
    """The document of something that was not done; ``result`` is what was found or done all the same."""
    steps = refusal.next or [Step("explain", {"code": d.code}) for d in refusal.diagnostics[:1]]
    about: dict[str, Any] = {"next": steps, "diagnostics": refusal.diagnostics}
    document = done(result, sandbox=sandbox, **about)
    return {**document, "ok": False, "exit": EXITS[refusal.kind], "error": refusal.document()}


def diagnostic(d: Diagnostic) -> dict[str, Any]:
    """One finding of the rulebook."""
    fix = {"safe": d.fix.safe, "patch": list(d.fix.patch)} if d.fix else None
    return {
        "code": d.code,
        "severity": d.severity,
        "pointer": d.pointer,
        "message": d.message,
        "help": d.help,
        "fix": fix,
        "url": d.url,
    }


def _text(nullable: bool = True) -> dict[str, Any]:
    return {"type": ["string", "null"] if nullable else "string"}


_FAILED = {"ok": {"const": False}, "exit": {"not": {"const": 0}}, "error": {"type": "object"}}
_DONE = {"ok": {"const": True}, "exit": {"const": 0}, "error": {"type": "null"}}

SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "What kling says to programs",
    "description": "Every command with --json prints exactly one such document on standard output; every tool of the "
    "MCP server gives one as its structured content.",
    "type": "object",
    "additionalProperties": False,
    "required": [
        "ok",
        "exit",
        "error",
        "diagnostics",
        "result",
        "reused",
        "charged_units",
        "sandbox",
        "next",
        "warnings",
    ],
    "oneOf": [{"properties": _DONE}, {"properties": _FAILED}],
    "properties": {
        "ok": {"type": "boolean", "description": "whether it was done"},
        "exit": {
            "type": "integer",
            "description": "the exit code of the command",
            "enum": [0, *sorted(set(EXITS.values()))],
        },
        "error": {
            "description": "why it was not done",
            "oneOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["code", "kind", "message", "help", "pointer", "file", "line", "ids"],
                    "properties": {
                        "code": _text(nullable=False)
                        | {"description": "a rule's code, the service's business code, or the kind"},
                        "kind": {"enum": list(EXITS)},
                        "message": _text(nullable=False) | {"description": "what happened"},
                        "help": _text(nullable=False) | {"description": "what to do about it"},
                        "pointer": _text() | {"description": "where in the document, as a JSON pointer"},
                        "file": _text(),
                        "line": {"type": ["integer", "null"]},
                        "ids": {
                            "type": "object",
                            "properties": {n: _text() for n in ("task_id", "external_task_id", "request_id")},
                        },
                    },
                },
            ],
        },
        "diagnostics": {
            "type": "array",
            "description": "what the rulebook found",
            "items": {
                "type": "object",
                "required": ["code", "severity", "pointer", "message", "help", "fix", "url"],
                "properties": {
                    "code": _text(nullable=False),
                    "severity": {"enum": ["error", "warning", "hint"]},
                    "pointer": _text(nullable=False),
                    "message": _text(nullable=False),
                    "help": _text(nullable=False),
                    "fix": {"type": ["object", "null"]},
                    "url": _text(nullable=False)
                    | {"description": "the rule's page: a command that prints it, or a resource of the MCP server"},
                },
            },
        },
        "result": {"description": "what the command gives; its shape is the command's own"},
        "reused": {"type": ["boolean", "null"], "description": "the task existed, and nothing new is charged"},
        "charged_units": _text() | {"description": "what the service charged, where it says so"},
        "sandbox": {"type": ["boolean", "null"], "description": "whether nothing here can cost money"},
        "next": {
            "type": "array",
            "items": {"type": "string"},
            "description": "what makes sense now, ready to run: commands, or calls of the MCP server's tools",
        },
        "warnings": {
            "type": "array",
            "items": {"type": "string"},
            "description": "what should be known before going on",
        },
    },
}

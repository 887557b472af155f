"""What the sandbox refuses, in the vendor's codes and, where they are recorded, in the vendor's words.

LIVE texts were observed on the real service (LA, LO, LP, M); the others say what is wrong and where.
"""

from __future__ import annotations

from collections.abc import Iterable

from kling.models.errors import ERROR_CODES
from kling.models.legacy import LEGACY
from kling.models.profiles import MODELS, served_names
from kling.rules import RULES, Diagnostic

SLOTS_FULL = "parallel task over resource pack limit"  # DOC


class Refusal(Exception):
    """A request that is answered with an error. ``code`` is the business code; the HTTP status belongs to it. ``close``
    ends the connection (the rest of an oversized body is not waited for)."""

    def __init__(self, code: int, message: str, *, close: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.close = close

    @property
    def http(self) -> int:
        return ERROR_CODES[self.code].http


def not_found(key: str) -> Refusal:
    return Refusal(1201, f"Task not found by id/external id: {key}")  # LIVE LA


def duplicate(external_id: str) -> Refusal:
    return Refusal(1201, f"External_task_id {external_id} already exists")  # LIVE LA


def unknown_model(body: object, path: str) -> Refusal | None:
    """A model that the endpoint does not have: 1203 for one of another endpoint, 1201 for an unknown name (LIVE MJ)."""
    name = body.get("model_name") if isinstance(body, dict) else None
    if not isinstance(name, str) or not name:
        return None
    if name in served_names():
        if path in MODELS[name].wires["v1"][1:3]:
            return None
        return Refusal(1203, f"model_name '{name}' is not supported for this API")
    if name in LEGACY:
        return Refusal(1203, f"model_name '{name}' is not supported for this API")
    return Refusal(1201, f"model_name value '{name[:100]}' is invalid")


def worst(diagnostics: Iterable[Diagnostic]) -> Diagnostic | None:
    """The first fault that the service would refuse: neither advice about the craft of prompts, nor what it takes,
    ignores and bills."""
    return next(
        (
            d
            for d in diagnostics
            if d.severity == "error" and RULES[d.code].category != "craft" and not RULES[d.code].stops
        ),
        None,
    )

"""What the sandbox refuses, in the vendor's codes and, where they are recorded, in the vendor's words.

LIVE texts were observed on the real service (LA, LO, LP, M); the others say what is wrong and where.
"""

from __future__ import annotations

from collections.abc import Iterable

from kling.models.errors import ERROR_CODES
from kling.models.profiles import served_names
from kling.rules import Diagnostic

NOT_FETCHED = "Something went wrong when we tried to get the contents of the file"  # LIVE LP
IMAGE_ILLEGAL = (  # reported for failed tasks
    "The resolution or aspect ratio of the input image is invalid. Please ensure it meets the required specifications."
)
NOT_BASE64 = "File is not in a valid base64 format"  # LIVE LO
SLOTS_FULL = "parallel task over resource pack limit"  # DOC

_RECORDED: dict[str, str] = {
    "R1": "sound on is not supported with video input",  # LIVE M, LO
    "R62": NOT_BASE64,
    "R63": NOT_BASE64,
    "R84": NOT_BASE64,
    "M3": IMAGE_ILLEGAL,
    "M4": IMAGE_ILLEGAL,
}
"""Rules whose violation has a recorded text."""


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


def unknown_model(body: object) -> Refusal | None:
    """A model that the service does not have is a missing resource (DOC: 1203), not a bad parameter."""
    name = body.get("model_name") if isinstance(body, dict) else None
    if isinstance(name, str) and name and name not in served_names():
        return Refusal(1203, f"model_name value '{name[:100]}' is invalid: the model does not exist")
    return None


def worst(diagnostics: Iterable[Diagnostic]) -> Diagnostic | None:
    """The first fault that the service would refuse; advice about the craft of prompts never is one."""
    return next((d for d in diagnostics if d.severity == "error" and not d.code.startswith("P")), None)


def text(diagnostic: Diagnostic) -> str:
    """The vendor's text for this fault if one is recorded, else ours, naming the field."""
    if diagnostic.code in _RECORDED:
        return _RECORDED[diagnostic.code]
    names = [part for part in diagnostic.pointer.split("/") if part and not part.isdigit()]
    if not names or names[-1] in diagnostic.message:
        return diagnostic.message
    return f"{dotted(diagnostic.pointer)}: {diagnostic.message}"


def dotted(pointer: str) -> str:
    """``/video_list/0/video_url`` as ``video_list[0].video_url``."""
    path = ""
    for part in pointer.split("/")[1:]:
        path += f"[{part}]" if part.isdigit() else f".{part}" if path else part
    return path

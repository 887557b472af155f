"""A Diagnostic: one fact about one request that its author should know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

Severity = Literal["error", "warning", "hint"]
Verdict = Literal["accept", "accept_with_warning", "reject"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")


class Fix(NamedTuple):
    """A JSON Patch (RFC 6902) that fixes the fault. ``safe`` means the request asks for the same film afterwards."""

    safe: bool
    patch: tuple[dict[str, Any], ...]


class Diagnostic(NamedTuple):
    """``pointer`` is a JSON pointer into the checked document; ``span`` (start, end) marks characters of the text
    found there, where the fault is in words."""

    code: str
    severity: Severity
    pointer: str
    message: str
    help: str
    fix: Fix | None = None
    span: tuple[int, int] | None = None

    @property
    def url(self) -> str:
        """Where the rule's page is: the command that prints it, which works wherever the program is installed."""
        return f"kling explain {self.code}"


def carried(
    span: tuple[int, int] | None, text: str, words: Callable[[str], str], target: object
) -> tuple[int, int] | None:
    """``span`` of ``text``, in a ``target`` that holds the same text with other names for its references (``words``
    writes them); None where it does not."""
    if span is None or not isinstance(target, str):
        return None
    place = target.find(words(text))
    if place < 0:
        return None
    start = place + len(words(text[: span[0]]))
    return start, start + len(words(text[slice(*span)]))


def at(document: object, pointer: str) -> object:
    """What a JSON pointer without escapes leads to; None where it leads nowhere."""
    for step in pointer.split("/")[1:]:
        if isinstance(document, Mapping):
            document = document.get(step)
        elif isinstance(document, list) and step.isdigit() and int(step) < len(document):
            document = document[int(step)]
        else:
            return None
    return document

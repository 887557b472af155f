"""Workflow commands that GitHub shows as annotations."""

from __future__ import annotations

from collections.abc import Sequence

from kling.briefs.checking import Checked
from kling.rules import RULES

_LEVELS = {"error": "error", "warning": "warning", "hint": "notice"}


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def render(files: Sequence[Checked]) -> str:
    lines = []
    for checked in files:
        for d in checked.diagnostics:
            at = checked.at(d)
            place = f"file={_property(checked.path)}" + (f",line={at.line},col={at.column}" if at else "")
            slug = RULES[d.code].slug if d.code in RULES else ""
            title = _property(f"{d.code} {slug}".strip())
            lines.append(f"::{_LEVELS[d.severity]} {place},title={title}::{_escape(f'{d.message}. {d.help}')}")
    return "\n".join(lines)

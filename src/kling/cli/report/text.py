"""For people: one line per diagnostic with its place, the help below it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

import click

from kling.api.characters import readable
from kling.briefs.checking import Checked
from kling.rules import Diagnostic

_LONG = 200  # characters of a value that a terminal shows
_COLOURS = {"error": "red", "warning": "yellow", "hint": "cyan"}


def _line(place: str, diagnostic: Diagnostic) -> str:
    level = click.style(diagnostic.severity, fg=_COLOURS[diagnostic.severity], bold=True)
    code = click.style(diagnostic.code, bold=True)
    fix = " (fixable with --fix)" if diagnostic.fix and diagnostic.fix.safe else ""
    message, help = readable(diagnostic.message), readable(diagnostic.help)
    return f"{readable(place)}: {level} {code} {message}{fix}\n    help: {help}{_proposal(diagnostic)}"


def _proposal(diagnostic: Diagnostic) -> str:
    """A fix that changes what is meant, for the author to decide on."""
    if diagnostic.fix is None or diagnostic.fix.safe:
        return ""
    steps = []
    for step in diagnostic.fix.patch:
        value = f" {json.dumps(step['value'], ensure_ascii=False)}" if "value" in step else ""
        steps.append(f"{step['op']} {step['path']}{value if len(value) <= _LONG else value[:_LONG] + ' …'}")
    return f"\n    proposal: {'; '.join(steps)}"


def diagnostics(found: Iterable[Diagnostic]) -> str:
    """Diagnostics of something that is no file (options of a command)."""
    return _shown("\n".join(_line(d.pointer or "/", d) for d in found), sys.stderr)


def render(files: Sequence[Checked]) -> str:
    lines = []
    for checked in files:
        name = "<stdin>" if checked.path == "-" else checked.path
        for d in checked.diagnostics:
            at = checked.at(d)
            where = f"{name}:{at.line}:{at.column}" if at else name
            pointer = f" {d.pointer}" if d.pointer else ""
            lines.append(_line(where + pointer, d))
        lines.append(f"{name}: {checked.verdict} ({checked.what}, profile {checked.profile.name})")
    return _shown("\n".join(lines), sys.stdout)


def _shown(text: str, stream: TextIO | None) -> str:
    """With colours on a terminal, unless NO_COLOR is set (no-color.org)."""
    return text if stream is not None and stream.isatty() and not os.environ.get("NO_COLOR") else click.unstyle(text)

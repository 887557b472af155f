"""For programs: the stable JSON form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kling.app import envelope
from kling.briefs.checking import Checked
from kling.rules import Diagnostic


def diagnostic(d: Diagnostic, checked: Checked | None = None) -> dict[str, Any]:
    """One diagnostic. ``line`` and ``column`` are there when the text is known."""
    row = envelope.diagnostic(d)
    at = checked.at(d) if checked else None
    if at:
        row |= {"line": at.line, "column": at.column}
    if d.span:
        row["span"] = list(d.span)
    return row


def render(files: Sequence[Checked]) -> str:
    document = {
        "files": [
            {
                "path": checked.path,
                "kind": checked.kind,
                "profile": checked.profile.name,
                "verdict": checked.verdict,
                "diagnostics": [diagnostic(d, checked) for d in checked.diagnostics],
            }
            for checked in files
        ]
    }
    return json.dumps(document, ensure_ascii=False, indent=2)

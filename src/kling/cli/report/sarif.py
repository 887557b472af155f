"""SARIF 2.1.0, for code-scanning tools."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kling import __version__
from kling.briefs.checking import Checked
from kling.rules import RULES

_LEVELS = {"error": "error", "warning": "warning", "hint": "note"}


def _result(checked: Checked, index: int) -> dict[str, Any]:
    d = checked.diagnostics[index]
    place: dict[str, Any] = {"artifactLocation": {"uri": "stdin" if checked.path == "-" else checked.path}}
    if at := checked.at(d):
        place["region"] = {"startLine": at.line, "startColumn": at.column}
    return {
        "ruleId": d.code,
        "level": _LEVELS[d.severity],
        "message": {"text": f"{d.message}. Help: {d.help}"},
        "locations": [{"physicalLocation": place, "logicalLocations": [{"fullyQualifiedName": d.pointer or "/"}]}],
    }


def render(files: Sequence[Checked]) -> str:
    used = sorted({d.code for checked in files for d in checked.diagnostics})
    rules = [
        {
            "id": code,
            "name": RULES[code].slug,
            "shortDescription": {"text": RULES[code].title},
            "fullDescription": {"text": RULES[code].rationale},
            "help": {"text": f"kling explain {code}"},
            "defaultConfiguration": {"level": _LEVELS[RULES[code].severity]},
        }
        for code in used
        if code in RULES
    ]
    driver = {"name": "kling", "semanticVersion": __version__, "rules": rules}
    results = [_result(checked, n) for checked in files for n in range(len(checked.diagnostics))]
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)

"""The one document that every door gives to programs, on success and on failure, and its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.api.characters import readable
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


PLAY = "nothing was paid: this is a sandbox, whose units are no money and whose films are previews"


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
    told = [*warnings, *([PLAY] if sandbox and charged_units not in (None, "0") else [])]
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
        "warnings": told,
    }


def refused(refusal: Refusal, *, sandbox: bool | None = None, result: Any = None) -> dict[str, Any]:
    """The document of something that was not done; ``result`` is what was found or done all the same."""
    steps = refusal.next or [Step("explain", {"code": d.code}) for d in refusal.diagnostics[:1]]
    about: dict[str, Any] = {"next": steps, "diagnostics": refusal.diagnostics}
    document = done(result, sandbox=refusal.sandbox if sandbox is None else sandbox, **about)
    return {**document, "ok": False, "exit": EXITS[refusal.kind], "error": refusal.document()}


def diagnostic(d: Diagnostic) -> dict[str, Any]:
    """One finding of the rulebook."""
    fix = {"safe": d.fix.safe, "patch": list(d.fix.patch)} if d.fix else None
    return {
        "code": d.code,
        "severity": d.severity,
        "pointer": d.pointer,
        "message": readable(d.message),
        "help": readable(d.help),
        "fix": fix,
        "url": d.url,
    }


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema of an envelope (``envelope.json``)."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("envelope.json").read_bytes())
    return found

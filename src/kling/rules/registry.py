"""Every rule, by code. A new family of rules is one module and one line in FAMILIES."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from kling.facts.profiles import DEFAULT, Profile
from kling.media.facts import MediaFacts
from kling.rules.diagnostic import SEVERITIES, Diagnostic
from kling.rules.rule import Request, Rule
from kling.wire.body import Body

FAMILIES = (
    "structure",
    "model",
    "sound",
    "prompt_text",
    "aspect_ratio",
    "duration",
    "mode",
    "shots",
    "references",
    "frames",
    "video",
    "delivery",
    "media_image",
    "media_video",
)


def _order(code: str) -> tuple[str, int]:
    return code[0], int(code[1:])


def _collect() -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for family in FAMILIES:
        for value in vars(import_module(f"kling.rules.{family}")).values():
            if isinstance(value, Rule):
                if found.setdefault(value.code, value) is not value:
                    raise ValueError(f"two rules are called {value.code}")
    return dict(sorted(found.items(), key=lambda pair: _order(pair[0])))


RULES: dict[str, Rule] = _collect()

_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def check(body: object, profile: Profile = DEFAULT, media: MediaFacts | None = None) -> list[Diagnostic]:
    """Every problem of a v1 create body, each once, most severe first.

    ``media`` says what is behind the body's URLs and files; without it only what the body itself shows is judged.
    """
    from kling.rules import structure

    if not isinstance(body, Mapping):
        return [structure.not_an_object(body)]
    request = Request(Body(body), profile, media or {})
    found = [diagnostic for rule in RULES.values() for diagnostic in rule.run(request)]
    found.sort(key=lambda d: (_RANK[d.severity], _order(d.code), d.pointer))
    return found


def rule_for(code: str) -> Rule | None:
    """The rule called ``code`` (any case) or known by that slug."""
    wanted = code.strip()
    return RULES.get(wanted.upper()) or next((r for r in RULES.values() if r.slug == wanted.lower()), None)


def explain(code: str) -> str | None:
    """The rule's page as Markdown; None for an unknown code."""
    from kling.rules.page import page

    found = rule_for(code)
    return page(found) if found else None



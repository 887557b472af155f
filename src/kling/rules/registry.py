"""Every rule, by code. A new family of rules is one module and one line in FAMILIES."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module

from kling.facts.profiles import DEFAULT, Profile
from kling.media.facts import MediaFacts
from kling.rules.diagnostic import SEVERITIES, Diagnostic
from kling.rules.rule import Request, Rule

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
    "media_file",
    "prompt_structure",
    "prompt_references",
    "prompt_audio",
    "prompt_camera",
    "prompt_content",
    "prompt_scenario",
    "prompt_storyboard",
    "prompt_junk",
)


def _order(code: str) -> tuple[str, int]:
    return code[0], int(code[1:])


def _collect() -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for family in FAMILIES:
        for value in vars(import_module(f"kling.rules.{family}")).values():
            if isinstance(value, Rule) and found.setdefault(value.code, value) is not value:
                raise ValueError(f"two rules are called {value.code}")
    return dict(sorted(found.items(), key=lambda pair: _order(pair[0])))


RULES: dict[str, Rule] = _collect()

API_RULES = tuple(rule for rule in RULES.values() if not rule.code.startswith("P"))
"""The rules about what the service accepts."""

DOCUMENT_RULES = (RULES["S1"], RULES["S10"])
"""The rules that can speak about a document that is no body."""

_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def check(
    value: object,
    profile: Profile = DEFAULT,
    media: MediaFacts | None = None,
    *,
    craft: bool = True,
    fault: str | None = None,
    duplicates: tuple[str, ...] = (),
) -> list[Diagnostic]:
    """Every problem of a v1 create body, each once, most severe first.

    ``media`` says what is behind the body's URLs; without it only what the body itself shows is judged (base64 and
    local files are always looked at). ``craft`` false leaves out the prompt-craft rules, which no service knows
    (it is what the sandbox judges by). ``fault`` and ``duplicates`` come from reading a text, see
    :class:`kling.wire.document.Document`.
    """
    request = Request(value, profile, media or {}, fault, duplicates)
    if not isinstance(value, Mapping) or fault is not None:
        rules: Iterable[Rule] = DOCUMENT_RULES
    else:
        rules = RULES.values() if craft else API_RULES
    found = [diagnostic for rule in rules for diagnostic in rule.run(request)]
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

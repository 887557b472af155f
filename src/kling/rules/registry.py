"""Every rule, by code. A new topic is one module in the folder of its category, and one line in TOPICS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module

from kling.api.fields import Form
from kling.media.info import MediaFacts
from kling.models.endpoints import is_lip_sync
from kling.models.profiles import DEFAULT, Profile, endpoint_default, lip_sync, model_of, v2_profile
from kling.rules.calling import Calls
from kling.rules.diagnostic import SEVERITIES, Diagnostic, Verdict
from kling.rules.rule import Category, ElementKind, Request, Rule

TOPICS = (
    "structure.fields",
    "structure.unknown",
    "structure.other_gateways",
    "api.model",
    "api.sound",
    "api.prompt",
    "api.aspect_ratio",
    "api.duration",
    "api.mode",
    "api.shots",
    "api.storyboards",
    "api.references",
    "api.frames",
    "api.video",
    "api.delivery",
    "api.elements",
    "api.tokens",
    "api.moderation",
    "api.v2",
    "api.lip_sync",
    "media.image",
    "media.video",
    "media.file",
    "media.audio",
    "craft.structure",
    "craft.references",
    "craft.audio",
    "craft.lines",
    "craft.speakers",
    "craft.camera",
    "craft.movement",
    "craft.content",
    "craft.scenario",
    "craft.storyboard",
    "craft.junk",
    "craft.parameters",
    "craft.policy",
    "craft.practice",
)


def _order(code: str) -> tuple[str, int]:
    return code[0], int(code[1:])


def _collect() -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for topic in TOPICS:
        for value in vars(import_module(f"kling.rules.{topic}")).values():
            if isinstance(value, Rule) and found.setdefault(value.code, value) is not value:
                raise ValueError(f"two rules are called {value.code}")
    return dict(sorted(found.items(), key=lambda pair: _order(pair[0])))


RULES: dict[str, Rule] = _collect()

DOCUMENT_RULES = (RULES["S1"], RULES["S10"])
"""The rules that can speak about a document that is no body."""


def _about(wire: Form) -> Iterator[Rule]:
    """The rules about bodies of a wire."""
    return (rule.on(wire) for rule in RULES.values() if wire in rule.wires and rule not in DOCUMENT_RULES)


@cache
def _calls(wire: Form, *, craft: bool) -> Calls:
    return Calls(_about(wire), craft=craft)


_PICTURE_RULES = tuple(RULES[code] for code in ("R62", "R63", "M1", "M2", "M3", "M4", "M10", "M12", "M13", "M17"))
_CLIP_RULES = tuple(RULES[code] for code in ("R61", "M13", "M17"))

_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def check(
    value: object,
    profile: Profile = DEFAULT,
    media: MediaFacts | None = None,
    *,
    craft: bool = True,
    fault: str | None = None,
    duplicates: tuple[str, ...] = (),
    wire: Form | None = None,
    elements: Mapping[str, ElementKind] | None = None,
) -> list[Diagnostic]:
    """Every problem of a create body, each once, most severe first.

    ``wire`` is told from the body when it is not given, see :func:`wire_of`. The v2 wire has one dated profile,
    by which its bodies are judged whatever ``profile`` says. ``elements`` says how elements were made, by their ids.

    ``media`` says what is behind the body's URLs; without it only what the body itself shows is judged (base64 and
    local files are always looked at). ``craft`` false leaves out the prompt-craft rules, which no service knows
    (it is what the sandbox judges by). ``fault`` and ``duplicates`` come from reading a text, see
    :class:`kling.api.document.Document`.
    """
    return findings(request_of(value, profile, media, fault, duplicates, wire, elements), craft=craft)


def request_of(
    value: object,
    profile: Profile = DEFAULT,
    media: MediaFacts | None = None,
    fault: str | None = None,
    duplicates: tuple[str, ...] = (),
    wire: Form | None = None,
    elements: Mapping[str, ElementKind] | None = None,
) -> Request:
    """A document as the rules look at it, see :func:`check`. Whatever else is to be known of it (its price, its first
    words) is asked of the same object, which reads the body once."""
    wire = wire or wire_of(value)
    return Request(value, judge(value, profile, wire), media or {}, fault, duplicates, wire, elements or {})


def findings(request: Request, *, craft: bool = True) -> list[Diagnostic]:
    """Every problem of a request, see :func:`check`."""
    rules: Iterable[Rule] = DOCUMENT_RULES
    if isinstance(request.value, Mapping) and request.fault is None:
        rules = _calls(request.wire, craft=craft).called(request)
    found = [rule.diagnostic(finding, request) for rule in rules for finding in rule.check(request)]
    found.sort(key=lambda d: (_RANK[d.severity], _order(d.code), d.pointer))
    return found


def judge(value: object, profile: Profile, wire: Form) -> Profile:
    """The documents that a body is judged by: its model's, of the date of ``profile``; the v2 wire has its own."""
    if wire == "v2":
        return v2_profile()
    if wire == "lip-sync":
        return lip_sync().at(profile)
    name = value.get("model_name") if isinstance(value, Mapping) else None
    return (model_of(name) if isinstance(name, str) and name else endpoint_default()).at(profile)


def check_pictures(pictures: Sequence[object], profile: Profile = DEFAULT) -> list[Diagnostic]:
    """Every problem of pictures that stand alone, as those of an element do: where they come from, their format, size
    and whether they are whole. Pointers are those of a body's ``image_list``."""
    request = Request({"image_list": [{"image_url": one} for one in pictures]}, profile)
    return [rule.diagnostic(finding, request) for rule in _PICTURE_RULES for finding in rule.check(request)]


def check_clip(url: str, profile: Profile = DEFAULT) -> list[Diagnostic]:
    """Every problem of the address of a clip that stands alone."""
    request = Request({"video_list": [{"video_url": url}]}, profile)
    return [rule.diagnostic(finding, request) for rule in _CLIP_RULES for finding in rule.check(request)]


def is_about(code: str, category: Category) -> bool:
    """Whether a code is that of a rule of this category; other codes are of none."""
    return code in RULES and RULES[code].category == category


def verdict(diagnostics: Iterable[Diagnostic]) -> Verdict:
    """What will become of the request: warnings about the craft of prompts, and all hints, leave it alone."""
    found: Verdict = "accept"
    for diagnostic in diagnostics:
        if diagnostic.severity == "error":
            return "reject"
        if diagnostic.severity == "warning" and not is_about(diagnostic.code, "craft"):
            found = "accept_with_warning"
    return found


def when_sent(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """What is to be told of a request that is about to be sent: for what the service would bill without making it, it
    is refused as well."""
    stopping = {code for code, rule in RULES.items() if rule.stops}
    return [found._replace(severity="error") if found.code in stopping else found for found in diagnostics]


def blocking(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Those for which a request is not sent, as errors."""
    return [found for found in when_sent(diagnostics) if found.severity == "error"]


def wire_of(value: object) -> Form:
    """What a body is written for: v2 bodies have ``contents``, those of lip-sync an ``input``."""
    if is_lip_sync(value):
        return "lip-sync"
    return "v2" if isinstance(value, Mapping) and "contents" in value else "v1"


def rule_for(code: str) -> Rule | None:
    """The rule called ``code`` (any case) or known by that slug; for a number of the prompt guide that an API rule
    speaks for, that rule."""
    from kling.rules.prompt_aliases import ALIASES

    wanted = ALIASES.get(code.strip().upper(), code.strip())
    return RULES.get(wanted.upper()) or next((r for r in RULES.values() if r.slug == wanted.lower()), None)


def explain(code: str) -> str | None:
    """The rule's page as Markdown; None for an unknown code."""
    from kling.rules.page import page

    found = rule_for(code)
    return page(found) if found else None

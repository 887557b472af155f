"""A Rule: one declared object holding everything there is to say about one fault."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kling.facts.profiles import DEFAULT, Profile
from kling.media.facts import Facts, MediaFacts
from kling.rules.diagnostic import Diagnostic, Fix, Severity
from kling.wire.body import Body
from kling.wire.inline import InlineFile


@dataclass(slots=True)
class Request:
    """What a rule looks at: a body, the profile that judges it, and what is known about its media."""

    body: Body
    profile: Profile = DEFAULT
    media: MediaFacts = field(default_factory=dict)

    def facts(self, source: str | InlineFile) -> Facts | None:
        """What is known about a picture or clip of this body; None when nothing is."""
        return self.media.get(str(source.path) if isinstance(source, InlineFile) else source)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check yields. ``severity`` overrides the rule's own (a profile may soften a rule)."""

    pointer: str
    message: str
    help: str
    fix: Fix | None = None
    severity: Severity | None = None
    span: tuple[int, int] | None = None


Check = Callable[[Request], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Example:
    """A body on which the rule fires, or stays silent; ``profile`` and ``media`` where they matter."""

    body: Mapping[str, Any]
    profile: Profile = DEFAULT
    media: MediaFacts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """Code, slug, severity, title, rationale, source, since, the check, and one failing and one passing example.

    The rationale is the check's docstring: it becomes the rule's page. The examples are the rule's tests.
    """

    code: str
    slug: str
    severity: Severity
    title: str
    source: str
    since: str
    fails: Example
    passes: Example
    check: Check

    @property
    def rationale(self) -> str:
        return inspect.getdoc(self.check) or ""

    def run(self, request: Request) -> Iterator[Diagnostic]:
        for finding in self.check(request):
            yield Diagnostic(
                self.code,
                finding.severity or self.severity,
                finding.pointer,
                finding.message,
                finding.help,
                finding.fix,
                finding.span,
            )


def rule(
    code: str,
    slug: str,
    *,
    severity: Severity = "error",
    title: str,
    source: str,
    since: str = "0.1.0",
    fails: Example | Mapping[str, Any],
    passes: Example | Mapping[str, Any],
) -> Callable[[Check], Rule]:
    """Declare a rule. The decorated check's docstring is the rationale shown on the rule's page."""

    def example(given: Example | Mapping[str, Any]) -> Example:
        return given if isinstance(given, Example) else Example(given)

    def declare(check: Check) -> Rule:
        return Rule(code, slug, severity, title, source, since, example(fails), example(passes), check)

    return declare


def replace(pointer: str, value: object, *, safe: bool) -> Fix:
    return Fix(safe, ({"op": "replace", "path": pointer, "value": value},))


def add(pointer: str, value: object, *, safe: bool) -> Fix:
    return Fix(safe, ({"op": "add", "path": pointer, "value": value},))


def remove(*pointers: str, safe: bool) -> Fix:
    return Fix(safe, tuple({"op": "remove", "path": pointer} for pointer in pointers))

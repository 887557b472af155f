"""Whom and what a prompt must not show: real people and brands."""

from __future__ import annotations

from collections.abc import Iterator

from kling.lexicon import BRANDS, REAL_PEOPLE
from kling.lexicon.pattern import phrases
from kling.rules import examples
from kling.rules.craft.unit import QUOTES, everywhere, quoted
from kling.rules.rule import Finding, Request, rule

_LIKENESS = phrases("likeness", 0)


@rule(
    "P122",
    "real-person",
    severity="warning",
    title="A real person",
    source="S-SKILLS L",
    fails=examples.text(prompt="A video of a famous pop star by name confessing a crime."),
    passes=examples.text(prompt="A fictional pop singer in a silver jacket waves from a stage."),
    reads=("real_people",),
    marks=("like", "resembl", "played", "starring", "clone", "imperson", *QUOTES),
)
def real_person(request: Request) -> Iterator[Finding]:
    """Likenesses of real people need consent and are often refused; the model may not know the name either."""
    for unit, match in everywhere(request, REAL_PEOPLE):
        yield Finding(
            unit.pointer,
            f"{quoted(unit.text, (match.start, match.end))} points at a real person",
            "describe a fictional person instead",
            span=(match.start, match.end),
        )
    for unit in request.units:
        named = _LIKENESS.search(unit.text)
        if named and not REAL_PEOPLE.find(unit.reading.prose):
            yield Finding(
                unit.pointer,
                f"{quoted(unit.text, named.span())} asks for somebody's likeness",
                "describe a fictional person instead",
                span=named.span(),
            )


@rule(
    "P123",
    "brand",
    severity="warning",
    title="A brand or protected character",
    source="S-SKILLS M",
    fails=examples.text(prompt="A Disney princess drinks a Coca-Cola."),
    passes=examples.text(prompt="A fairy-tale girl in a blue gown drinks from a red soda can with no label."),
    reads=("brands",),
    marks=QUOTES,
)
def brand(request: Request) -> Iterator[Finding]:
    """Brands and characters that are not yours are blocked or a legal risk. Describe the look instead."""
    for unit, match in everywhere(request, BRANDS):
        yield Finding(
            unit.pointer,
            f"{quoted(unit.text, (match.start, match.end))} is a protected name",
            "describe what it looks like instead",
            span=(match.start, match.end),
        )

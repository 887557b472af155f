"""Whom and what a prompt must not show: real people, brands, what moderation stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling.lexicon import ARMED, BRANDS, MINORS, PEOPLE, REAL_PEOPLE, SENSITIVE, SUGGESTIVE, Match, Term, Vocabulary
from kling.lexicon.pattern import pattern, phrases
from kling.rules import examples
from kling.rules.craft.unit import QUOTES, Unit, quoted, units
from kling.rules.rule import Finding, Request, rule

_LIKENESS = phrases("likeness", 0)
_ATTACKS = phrases("attacks")
"""A weapon turned on something, or a deed done to it; the group holds what."""
"""Words of which an attack has one."""
_VICTIM = pattern(
    r"\b(?:him|her|them|prisoners?|heads?|chest|throat|crowd|hostages?|victims?|cabeza|pecho)\b|头|胸|喉|人质|囚犯|頭|首|人質",
    re.I,
)
"""Harmless about adults, refused about children."""
_AGE = phrases("ages_of_children")
_WITH_CHILDREN = frozenset({"sex", "gore", "weapons", "suggestive"})


def _everywhere(request: Request, vocabulary: Vocabulary[Term]) -> Iterator[tuple[Unit, Match[Term]]]:
    for unit in units(request):
        for match in vocabulary.find(unit.reading.prose):
            yield unit, match
        for quote in unit.reading.quotes:
            for match in vocabulary.find(quote.text):
                yield unit, Match(match.term, quote.start + 1 + match.start, quote.start + 1 + match.end)


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
    for unit, match in _everywhere(request, REAL_PEOPLE):
        yield Finding(
            unit.pointer,
            f"{quoted(unit.text, (match.start, match.end))} points at a real person",
            "describe a fictional person instead",
            span=(match.start, match.end),
        )
    for unit in units(request):
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
    for unit, match in _everywhere(request, BRANDS):
        yield Finding(
            unit.pointer,
            f"{quoted(unit.text, (match.start, match.end))} is a protected name",
            "describe what it looks like instead",
            span=(match.start, match.end),
        )


@rule(
    "P124",
    "sensitive",
    category="api",
    severity="warning",
    title="Content that moderation stops",
    source="S-SKILLS M",
    fails=examples.text(prompt="Blood sprays as he is stabbed."),
    passes=examples.text(prompt="The duel ends; a torn glove lies on the floor."),
    reads=("sensitive", "armed", "suggestive"),
    marks=QUOTES,
)
def sensitive(request: Request) -> Iterator[Finding]:
    """Gore, explicit sex, self-harm, weapons aimed at people, hate symbols and drugs are stopped by the service after
    the task was sent. Together with children, sex and violence are an error."""
    named = list(_everywhere(request, SENSITIVE))
    for unit in units(request):
        prose = unit.reading.prose
        found = [(m.term, (m.start, m.end)) for where, m in named if where is unit]
        if ARMED.find(prose):
            found += [(SENSITIVE["weapons"], m.span()) for m in _ATTACKS.finditer(prose) if _hits(m)]
        suggestive = SUGGESTIVE.find(prose)
        minors = bool((found or suggestive) and (MINORS.find(prose) or _AGE.search(prose)))
        if minors:
            found += [(m.term, (m.start, m.end)) for m in suggestive]
            found.sort(key=lambda one: one[0].id not in _WITH_CHILDREN)
        if found:
            term, span = found[0]
            with_children = minors and term.id in _WITH_CHILDREN
            yield Finding(
                unit.pointer,
                f"{quoted(unit.text, span)} ({term.term}) will be stopped by moderation"
                + ("; with children in the picture it is refused outright" if with_children else ""),
                "remove it" if with_children else "tell the scene by its traces, without the act",
                severity="error" if with_children else None,
                span=span,
            )


def _hits(attack: re.Match[str]) -> bool:
    """Whether an attack is on a person."""
    target = next((group for group in attack.groups() if group), "")
    return bool(_VICTIM.search(target) or PEOPLE.find(target))

"""What moderation stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling.lexicon import ARMED, MINORS, PEOPLE, SENSITIVE, SUGGESTIVE
from kling.lexicon.pattern import pattern, phrases
from kling.rules import examples
from kling.rules.craft.unit import QUOTES, everywhere, quoted
from kling.rules.rule import Finding, Request, rule

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


@rule(
    "P124",
    "sensitive",
    severity="warning",
    title="Content that moderation stops",
    source="S-SKILLS M",
    fails=examples.text(prompt="Blood sprays as he is stabbed."),
    passes=examples.text(prompt="The duel ends; a torn glove lies on the floor."),
    wires=("v1", "v2"),
    reads=("sensitive", "armed", "suggestive"),
    marks=QUOTES,
)
def sensitive(request: Request) -> Iterator[Finding]:
    """Gore, explicit sex, self-harm, weapons aimed at people, hate symbols and drugs are stopped by the service after
    the task was sent. Together with children, sex and violence are an error."""
    named = list(everywhere(request, SENSITIVE))
    for unit in request.units:
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

"""The form of reference tokens in prompts."""

from __future__ import annotations

from collections.abc import Iterator, Sized

from kling.prompts import references
from kling.rules import examples
from kling.rules.craft.unit import Unit
from kling.rules.diagnostic import Fix
from kling.rules.rule import Finding, Request, replace, rule


def meant(bad: references.Malformed, request: Request) -> str | None:
    """The token that is meant; where no number is given, that of the only thing of its kind."""
    lists: dict[str, Sized] = {
        "image": request.body.images,
        "element": request.body.elements,
        "video": request.body.videos,
    }
    if bad.meant is None and bad.kind and len(lists.get(bad.kind, ())) == 1:
        return references.token(bad.kind, 1)
    return bad.meant


def replaced(unit: Unit, wrong: list[references.Malformed], request: Request, *, safe: bool) -> Fix | None:
    """Every such token of a text put right in one patch, as later spans move when earlier ones change."""
    text = unit.text
    for bad in reversed(wrong):
        if (token := meant(bad, request)) is None:
            return None
        safe = safe and bad.meant is not None
        text = text[: bad.start] + token + text[bad.end :]
    return replace(unit.pointer, text, safe=safe)


@rule(
    "P010",
    "malformed-reference",
    title="A reference that will not be recognised",
    source="S-WELLS H",
    fails=examples.images(None, prompt="The dancer from <<image_1>> spins."),
    passes=examples.images(None, prompt="The dancer from <<<image_1>>> spins."),
    wires=("v1", "v2"),
    marks=references.MARKS,
)
def malformed_reference(request: Request) -> Iterator[Finding]:
    """Only ``<<<image_1>>>``, ``<<<element_1>>>`` and ``<<<video_1>>>`` are read: three brackets, lower case,
    underscore, a number from 1. Anything near it binds nothing."""
    for unit in request.units:
        wrong = references.malformed(unit.text)
        for bad in wrong:
            token = meant(bad, request)
            yield Finding(
                unit.pointer,
                f"{bad.text} is not a reference; nothing is bound to it",
                f"write {token}" if token else "write <<<image_N>>>, <<<element_N>>> or <<<video_N>>>, N from 1",
                replaced(unit, wrong, request, safe=True) if bad is wrong[0] else None,
                span=(bad.start, bad.end),
            )

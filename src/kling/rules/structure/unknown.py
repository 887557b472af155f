"""S rules: fields that the endpoint does not know, and those of other endpoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kling.api.fields import REFER_TYPE_NOTE
from kling.api.gateways import Move
from kling.api.positions import escape
from kling.api.v2.moved import moved
from kling.rules import examples
from kling.rules.diagnostic import Fix
from kling.rules.rule import UNKNOWN_FIELDS, Finding, Request, remove, rule
from kling.rules.structure.fields import shown
from kling.rules.structure.other_gateways import ignored_content


def _removal(place: str, value: object) -> Fix | None:
    """The fix that takes an empty field out; what carries a value may be what somebody wants, and is never removed."""
    return remove(place, safe=True) if value is None or value in ("", [], {}) else None


@rule(
    "S7",
    "unknown-field",
    severity="warning",
    title="A field that the endpoint does not know",
    source="LP (seen on v2 routes: unknown keys are ignored)",
    fails=examples.text(promt_strength=1),
    passes=examples.text(),
    reads=(UNKNOWN_FIELDS,),
)
def unknown_field(request: Request) -> Iterator[Finding]:
    """Unknown fields are ignored, not refused: a misspelt field silently loses what it was meant to say."""

    def look(pointer: str, given: Mapping[str, Any], known: Mapping[str, object], where: str) -> Iterator[Finding]:
        for key in given:
            if key in known or (not pointer and (key in request.document.foreign or key in told)):
                continue
            free = [name for name in known if name not in given]
            from difflib import get_close_matches

            near = get_close_matches(str(key), free, n=1, cutoff=0.7)
            near = near or [name for name in free if name.endswith(f"_{key}")]  # url for image_url, id for element_id
            place = f"{pointer}/{escape(str(key))}"
            if near:
                move: dict[str, Any] = {"op": "move", "from": place, "path": f"{pointer}/{near[0]}"}
                yield Finding(
                    place,
                    f"{where} has no field {shown(key)}; did you mean {near[0]}?",
                    f"rename it to {near[0]}, or remove it",
                    Fix(False, (move,)),
                )
            else:
                note = f" ({REFER_TYPE_NOTE})" if where == "element_list" and key == "refer_type" else ""
                yield Finding(
                    place,
                    f"{where} has no field {shown(key)}; it has no effect{note}",
                    "remove it",
                    _removal(place, given[key]),
                )

    told = ignored_content(request)
    for table in request.document.tables:
        yield from look(table.pointer, table.given, table.fields, table.where)


@rule(
    "S8",
    "field-of-another-endpoint",
    severity="warning",
    title="A field of another Kling endpoint",
    source="SKILL, Q",
    fails=examples.text(negative_prompt="blur"),
    passes=examples.text(prompt="A red kite over a green valley. No blur."),
    reads=(UNKNOWN_FIELDS,),
)
def field_of_another_endpoint(request: Request) -> Iterator[Finding]:
    """``negative_prompt``, ``cfg_scale``, ``camera_control`` and their like belong to other endpoints and are
    ignored by this one; what they ask for has to be said in another way."""
    document = request.document
    told = ignored_content(request)
    for key, advice in document.foreign.items():
        misplaced = request.wire == "v2" and key in ("external_task_id", "callback_url")  # R88 says more
        if key in document.raw and key not in told and not misplaced:
            place, value = f"/{key}", document.raw[key]
            patch = moved(document.raw, [Move(place, value, {key: value})]) if request.wire == "v2" and value else ()
            fix = Fix(False, patch) if patch else _removal(place, value)
            yield Finding(place, f"{key} has no effect on {document.endpoint}", advice, fix)

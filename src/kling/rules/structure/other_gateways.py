"""Bodies written for another gateway: what the film is made of stands where this endpoint does not look."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.fields import FIELDS
from kling.api.gateways import carries_content, moves, names, proposal
from kling.api.v2.moved import moved
from kling.rules import examples
from kling.rules.diagnostic import Fix
from kling.rules.rule import UNKNOWN_FIELDS, Finding, Request, rule


def ignored_content(request: Request) -> list[str]:
    """The top-level fields that the endpoint ignores although the film is made of what they hold."""
    document = request.document
    unknown = [str(name) for name in document.raw if name not in document.fields]
    mine = [name for name in unknown if name not in document.foreign or name in FIELDS or names().know(name)]
    return [
        name
        for name in mine
        if carries_content(name, document.raw[name])
        or (request.wire == "v2" and name in _OF_V1 and document.raw[name] not in (None, "", [], {}))
    ]


_OF_V1 = FIELDS.keys() - {"model_name", "external_task_id", "callback_url", "watermark_info"}
"""What v1 says at the top of a body, where v2 ignores it (FZ)."""


@rule(
    "S11",
    "another-gateways-body",
    severity="warning",
    title="Words, pictures or settings stand in fields that this endpoint ignores",
    source="LP, FZ (live: unknown fields are ignored, and the film is billed)",
    fails=examples.text(start_image_url=examples.PICTURE, generate_audio=True),
    passes=examples.images("first_frame", sound="on"),
    wires=("v1", "v2"),
    stops=True,
    reads=(UNKNOWN_FIELDS,),
)
def another_gateways_body(request: Request) -> Iterator[Finding]:
    """Other gateways in front of Kling have their own fields (``input``, ``start_image_url``, ``generate_audio``,
    ``seconds`` …). The service accepts such a body, makes the film without them, and bills it. It is therefore not
    sent; the proposal says the same in this endpoint's fields."""
    lost = ignored_content(request)
    if not lost:
        return
    found = list(moves(request.document.raw, lost))
    named = ", ".join(lost[:6]) + (" …" if len(lost) > 6 else "")
    patch = (moved if request.wire == "v2" else proposal)(request.document.raw, found)
    fix = Fix(False, patch) if patch else None
    places = ", ".join(dict.fromkeys(here for move in found for here in move.says))
    yield Finding(
        f"/{lost[0]}",
        f"{request.document.endpoint} ignores {named}; the film would be made, and billed, without what "
        f"{'it says' if len(lost) == 1 else 'they say'}; it is not sent",
        f"write it as {places}" if places and request.wire == "v1" else "say it in this endpoint's own fields",
        fix,
    )

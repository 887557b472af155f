"""v2 wire: pictures, clips and elements in contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from kling.lexicon.pattern import pattern
from kling.rules import examples
from kling.rules.rule import Finding, Request, replace, rule

_AT = pattern(r"@(\w+)", re.ASCII)


@rule(
    "R81",
    "v2-one-of-each",
    title="Too many frames or clips",
    source="V2; that a second frame is refused is INF",
    fails=examples.v2(examples.v2_clip(), examples.v2_clip("base_video", id="other"), text="@clip and @other"),
    passes=examples.v2(examples.v2_clip("base_video"), text="@clip in snow", aspect_ratio=..., duration=...),
    wires=("v2",),
)
def v2_one_of_each(request: Request) -> Iterator[Finding]:
    """One video in total, one first frame, one last frame; a last frame only beside a first one."""
    body = request.v2
    for types, what in (
        (("feature_video", "base_video"), "videos"),
        (("first_frame",), "first frames"),
        (("last_frame",), "last frames"),
    ):
        if len(found := body.of(*types)) > 1:
            yield Finding(found[1].pointer, f"contents holds {len(found)} {what}; one at most", "keep one")
    if (last := body.of("last_frame")) and not body.of("first_frame"):
        yield Finding(
            f"{last[0].pointer}/type",
            "a last_frame needs a first_frame",
            "add a first_frame, or make it a refer_image",
            replace(f"{last[0].pointer}/type", "refer_image", safe=False),
        )


@rule(
    "R83",
    "v2-ids",
    title="Ids that cannot be told apart",
    source="V2",
    fails=examples.v2(examples.v2_picture(), examples.v2_picture(), text="@kite"),
    passes=examples.v2(examples.v2_picture(), examples.v2_picture(id="boat"), text="@kite over @boat"),
    wires=("v2",),
)
def v2_ids(request: Request) -> Iterator[Finding]:
    """An ``id`` is unique in the task. One that is part of another, of a longer word after an ``@``, or of a mail
    address can be mistaken for it in a prompt."""
    seen: dict[str, str] = {}
    for content in request.v2.contents:
        if content.id and content.id in seen:
            yield Finding(f"{content.pointer}/id", f"two entries have the id {content.id}", "give each its own id")
        elif content.id:
            seen[content.id] = content.pointer
    for one, other in permutations(seen, 2):
        if one in other:
            yield Finding(
                f"{seen[one]}/id",
                f"the id {one} is part of the id {other}; @{other} may be read as @{one}",
                "choose ids that do not contain each other",
                severity="warning",
            )
    text = request.v2.prompt
    for found in _AT.finditer(text):
        meant = max((id for id in seen if found[1].startswith(id)), key=len, default=None)
        if meant and (found[1] != meant or text[: found.start()][-1:].isalnum()):
            yield Finding(
                f"{request.v2.prompts[0].pointer}/text",
                f"@{meant} may be read in {found[0]}",
                "choose an id that stands in no other word after an @",
                severity="warning",
                span=found.span(),
            )

"""Picture quality."""

from __future__ import annotations

from collections.abc import Iterator

from kling.facts.profiles import LATEST, O1
from kling.rules import examples
from kling.rules.rule import Example, Finding, Request, replace, rule


@rule(
    "R24",
    "mode-4k",
    title="4k is not available here",
    source="M; UPD 2026-04-23, 2026-06-17 (C5)",
    fails=examples.text(mode="4k"),
    passes=Example(examples.text(mode="4k"), LATEST),
)
def mode_4k(request: Request) -> Iterator[Finding]:
    """``4k`` came to 3.0 Omni on 2026-04-23 without a video, and on 2026-06-17 with one. O1 never had it."""
    body, available = request.body, request.profile.mode_4k
    if body.mode != "4k":
        return
    if body.is_o1:
        reason = f"{O1} has no 4k"
    elif available == "no":
        reason = f"mode value '4k' is invalid in profile {request.profile.name}: 4k came on 2026-04-23"
    elif available == "without_video" and body.videos:
        reason = f"mode value '4k' is invalid with a video in profile {request.profile.name}: that came on 2026-06-17"
    else:
        return
    yield Finding(
        "/mode", reason, 'use "pro" (1080p), or check with a newer --profile', replace("/mode", "pro", safe=False)
    )

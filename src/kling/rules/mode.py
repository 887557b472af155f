"""Picture quality."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.body import Body
from kling.models.profiles import LATEST, O1, Profile
from kling.rules import examples
from kling.rules.rule import Example, Finding, Request, newer, replace, rule


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
    body, profile = request.body, request.profile
    if body.mode != "4k" or (not body.is_o1 and _has_4k(profile, body)):
        return
    with_video = " with a video" if body.videos and profile.mode_4k != "no" else ""
    reason, way = f"mode value '4k' is invalid{with_video} in profile {profile.name}", ""
    if body.is_o1:
        reason = f"mode value '4k' is invalid: {O1} has no 4k"
    else:
        way = newer(profile, lambda other: _has_4k(other, body))
    yield Finding("/mode", reason, f'use "pro" (1080p){way}', replace("/mode", "pro", safe=False))


def _has_4k(profile: Profile, body: Body) -> bool:
    return profile.mode_4k == "yes" or (profile.mode_4k == "without_video" and not body.videos)

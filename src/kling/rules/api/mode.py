"""Picture quality."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.body import Body
from kling.models.profiles import LATEST, Profile, model_of, modes
from kling.rules import examples
from kling.rules.rule import Example, Finding, Request, newer, replace, rule


@rule(
    "R24",
    "mode-not-here",
    title="The model does not have this mode here",
    source="M; UPD 2026-04-23, 2026-06-17 (C5)",
    fails=examples.text(mode="4k"),
    passes=Example(examples.text(mode="4k"), LATEST),
)
def mode_not_here(request: Request) -> Iterator[Finding]:
    """Modes differ between models and between the dates of their documents, and a clip may exclude one."""
    body, profile = request.body, request.profile
    here = _modes(profile, body)
    if body.mode in here or body.mode not in modes():
        return
    best = here[-1]
    if body.mode in model_of(profile.model).ever("modes"):
        with_video = " with a video" if body.mode in profile.modes else ""
        reason = f"mode value '{body.mode}' is invalid{with_video} in profile {profile.name}"
    else:
        reason = f"mode value '{body.mode}' is invalid: {profile.model} has none of that name"
    way = newer(profile, lambda other: body.mode in _modes(other, body))
    yield Finding("/mode", reason, f'use "{best}"{way}', replace("/mode", best, safe=False))


def _modes(profile: Profile, body: Body) -> tuple[str, ...]:
    return profile.modes if not body.videos else tuple(m for m in profile.modes if m in profile.modes_with_video)

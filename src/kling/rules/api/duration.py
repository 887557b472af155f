"""How long the film may be."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.quoting import shortened
from kling.models.profiles import longest
from kling.rules import examples
from kling.rules.rule import V2, Finding, Request, newer, replace, rule


def _v2_edit_ignores_duration(request: Request) -> Iterator[Finding]:
    """With a ``base_video`` film and bill follow the clip; ``duration`` is not read."""
    if request.v2.of("base_video") and request.v2.settings.get("duration") is not None:
        told = "duration is ignored when a video is edited; film and bill follow the clip"
        yield Finding("/settings/duration", told, "remove it")


@rule(
    "R3",
    "edit-ignores-duration",
    severity="warning",
    title="An edit is as long as its clip",
    source="M R3, Q",
    fails=examples.edit(duration="15"),
    passes=examples.edit(),
    reads=("video_list",),
    v2=V2(
        _v2_edit_ignores_duration,
        fails=examples.v2(examples.v2_clip("base_video"), text="@clip in snow", aspect_ratio=...),
        passes=examples.v2(examples.v2_clip("base_video"), text="@clip in snow", aspect_ratio=..., duration=...),
        source="V2",
    ),
)
def edit_ignores_duration(request: Request) -> Iterator[Finding]:
    """With ``refer_type: base`` the output, and the bill, follow the input clip (rounded to whole seconds);
    ``duration`` is not read."""
    if request.body.refer_type == "base" and request.body.raw.get("duration") is not None:
        yield Finding(
            "/duration",
            "duration is ignored when a video is edited; film and bill follow the clip",
            "remove it, and trim the clip if the film must be shorter",
        )


def _seconds_meant(given: object) -> int | None:
    """The whole seconds of "5s", "5 seconds", 8.0 or "8.0"; None for anything else."""
    text = str(given).strip().lower().removesuffix("seconds").removesuffix("sec").removesuffix("s").strip()
    number, point, rest = text.partition(".")
    whole = number.isascii() and number.isdigit() and len(number) < 4 and not rest.strip("0") and (rest or not point)
    return int(number) if whole else None


def _v2_duration_range(request: Request) -> Iterator[Finding]:
    """Whole seconds from $duration_min to $duration_max, written as a number."""
    body, low, high = request.v2, request.profile.duration_min, request.profile.duration_max
    given = body.settings.get("duration")
    if given is None or body.of("base_video") or isinstance(given, bool | list | dict):
        return
    if body.duration is None or not low <= body.duration <= high:
        yield Finding(
            "/settings/duration",
            f"duration value {str(given)[:40]} is invalid: a film has {low} to {high} whole seconds",
            f"write a number from {low} to {high}",
        )


@rule(
    "R22",
    "duration-range",
    title="duration is out of range",
    source="M, Q, V1",
    fails=examples.text(duration="99"),
    passes=examples.text(duration="15"),
    reads=("duration",),
    v2=V2(
        _v2_duration_range,
        fails=examples.v2(duration=16),
        passes=examples.v2(duration=15),
        source="V2",
    ),
)
def duration_range(request: Request) -> Iterator[Finding]:
    """Whole seconds from $duration_min to $duration_max, written as a string. Fractions and words are not accepted."""
    body, profile = request.body, request.profile
    given = body.raw.get("duration")
    if given is None or body.refer_type == "base" or isinstance(given, bool | list | dict):
        return
    low, high, film = profile.duration_min, profile.duration_max, "a film"
    if body.refer_type == "feature":
        high, film = profile.reference_duration_max, "a film with a reference video"
    if body.duration is None:
        meant = _seconds_meant(given)
        yield Finding(
            "/duration",
            f"duration value {shortened(given)} is invalid: it must be whole seconds",
            f'write a string from "{low}" to "{high}"' if meant is None else f'write "{meant}"',
            replace("/duration", str(meant), safe=True) if meant is not None else None,
        )
    elif not low <= body.duration <= longest(profile):  # what another model can do is R52's
        nearest = str(min(max(body.duration, low), high))
        yield Finding(
            "/duration",
            f"duration value {body.duration} is invalid: {film} has {low} to {high} s",
            f'write a string from "{low}" to "{high}"; longer films are made of several tasks',
            replace("/duration", nearest, safe=False) if not body.multi_shot else None,
        )


@rule(
    "R23",
    "reference-duration",
    title="A film with a reference video is shorter",
    source="M, Q, V1; 15 s since 2026-06-17 (C4)",
    fails=examples.reference(duration="11"),
    passes=examples.reference(duration="10"),
    reads=("video_list",),
)
def reference_duration(request: Request) -> Iterator[Finding]:
    """With ``refer_type: feature`` at most $reference_duration_max seconds; newer documents allow more."""
    body, limit = request.body, request.profile.reference_duration_max
    if body.refer_type != "feature" or body.duration is None:
        return
    if limit < body.duration <= request.profile.duration_max:
        yield Finding(
            "/duration",
            f"duration {body.duration} is too long: with a reference video at most {limit} s",
            f'write "{limit}" or less' + newer(request.profile, lambda other: other.reference_duration_max > limit),
            replace("/duration", str(limit), safe=False),
        )

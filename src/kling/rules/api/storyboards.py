"""Storyboards: multi_shot, shot_type, and what goes with them."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.body import Body
from kling.models.profiles import LATEST, PROFILES
from kling.rules import examples
from kling.rules.diagnostic import Fix
from kling.rules.rule import V2, Example, Finding, Request, add, newer, replace, rule


@rule(
    "R7",
    "intelligence",
    title="shot_type intelligence is not available here",
    source="M R7 (own tests); UPD 2026-03-11 (C1)",
    fails=examples.text(multi_shot=True, shot_type="intelligence", duration="10"),
    passes=Example(examples.text(multi_shot=True, shot_type="intelligence", duration="10"), LATEST),
    reads=("multi_shot",),
)
def intelligence(request: Request) -> Iterator[Finding]:
    """Letting the model cut the shots itself is accepted by the documents of some dates only. Writing the shots
    (``customize``) always works."""
    body = request.body
    if (
        body.multi_shot
        and body.shot_type == "intelligence"
        and not request.profile.intelligence
        and request.profile.storyboards
    ):
        yield Finding(
            "/shot_type",
            f"shot_type intelligence is not supported in profile {request.profile.name}",
            'write "shot_type": "customize" and the shots in multi_prompt'
            + newer(request.profile, lambda other: other.intelligence),
        )


@rule(
    "R8",
    "customize",
    title="A storyboard needs shot_type customize",
    source="M R8",
    fails=examples.shots(5, 5, shot_type=...),
    passes=examples.shots(5, 5),
    reads=("multi_shot",),
)
def customize(request: Request) -> Iterator[Finding]:
    """``multi_shot: true`` must say how shots are made; ``customize`` with one prompt per shot is the reliable way."""
    body = request.body
    if body.multi_shot and body.raw.get("shot_type") in (None, ""):
        yield Finding(
            "",
            "shot_type is missing; multi_shot needs it",
            'write "shot_type": "customize"',
            add("/shot_type", "customize", safe=True),
        )


@rule(
    "R15",
    "multi-prompt-missing",
    title="A storyboard without shots",
    source="M, Q",
    fails=examples.shots(5, multi_prompt=[]),
    passes=examples.shots(5),
    reads=("multi_shot",),
)
def multi_prompt_missing(request: Request) -> Iterator[Finding]:
    """``multi_shot: true`` with ``customize`` takes its film from ``multi_prompt``, which holds at least one shot."""
    body = request.body
    if body.is_storyboard and body.raw.get("multi_prompt") in (None, []):
        yield Finding(
            "/multi_prompt" if "multi_prompt" in body.raw else "",
            "multi_prompt is empty" if body.raw.get("multi_prompt") == [] else "multi_prompt is missing",
            'write one entry per shot: {"index": 1, "prompt": "…", "duration": "5"}',
        )


def _v2_shots_not_used(request: Request) -> Iterator[Finding]:
    """With ``multi_shot`` false the shots that a prompt is written in are read as plain words."""
    body = request.v2
    if body.shots and not body.multi_shot:
        yield Finding(
            "/settings/multi_shot",
            "the prompt is written in shots, but multi_shot is false",
            'write "multi_shot": true',
            replace("/settings/multi_shot", True, safe=False),
        )


@rule(
    "R18",
    "shot-fields-not-used",
    severity="warning",
    title="Shot fields have no effect without multi_shot",
    source="M (documented as without effect)",
    fails=examples.text(shot_type="customize", multi_prompt=examples.shots(5)["multi_prompt"]),
    passes=examples.text(multi_shot=False),
    reads=("multi_prompt", "shot_type"),
    v2=V2(
        _v2_shots_not_used,
        fails=examples.v2(text="shot 1, 3, A kite rises; shot 2, 2, It dives;"),
        passes=examples.v2(text="shot 1, 3, A kite rises; shot 2, 2, It dives;", multi_shot=True),
        source="V2",
    ),
)
def shot_fields_not_used(request: Request) -> Iterator[Finding]:
    """``multi_shot`` is false unless written; then ``shot_type`` and ``multi_prompt`` are not read and the film is one
    take of ``prompt``."""
    body = request.body
    used = [name for name in ("multi_prompt", "shot_type") if body.raw.get(name) not in (None, [], "")]
    if used and not body.multi_shot:
        yield Finding(
            f"/{used[0]}",
            f"{' and '.join(used)} {'have' if len(used) > 1 else 'has'} no effect while multi_shot is false",
            'write "multi_shot": true for a storyboard, or remove the shot fields',
            _storyboard(body) if body.shots and not body.prompt.strip() else None,
        )


def _storyboard(body: Body) -> Fix:
    """Shots without a prompt beside them can only be meant as a storyboard."""
    wanted = {"multi_shot": True, "shot_type": body.raw.get("shot_type") or "customize"}
    return Fix(
        False,
        tuple(
            {"op": "replace" if name in body.raw else "add", "path": f"/{name}", "value": value}
            for name, value in wanted.items()
            if body.raw.get(name) != value
        ),
    )


@rule(
    "R19",
    "intelligence-with-shots",
    title="shot_type intelligence takes no multi_prompt",
    source="UPD 2026-03-11, V1 (C1)",
    fails=Example(
        examples.text(multi_shot=True, shot_type="intelligence", multi_prompt=examples.shots(5)["multi_prompt"]), LATEST
    ),
    passes=Example(examples.text(multi_shot=True, shot_type="intelligence"), LATEST),
    reads=("multi_shot",),
)
def intelligence_with_shots(request: Request) -> Iterator[Finding]:
    """With ``intelligence`` the model cuts the shots from ``prompt``; written shots contradict that."""
    body = request.body
    if request.profile.intelligence and body.multi_shot and body.shot_type == "intelligence" and body.shots:
        yield Finding(
            "/multi_prompt",
            "multi_prompt cannot be combined with shot_type intelligence",
            'use "shot_type": "customize", or remove multi_prompt',
            replace("/shot_type", "customize", safe=False),
        )


def _v2_shots_with_edit(request: Request) -> Iterator[Finding]:
    """A clip that is edited has its own cuts: ``multi_shot`` is false. With a ``feature_video`` it is true (R76)."""
    if request.v2.of("base_video") and request.v2.settings.get("multi_shot") in (True, "true"):
        yield Finding(
            "/settings/multi_shot",
            "multi_shot is not supported with a base_video",
            'write "multi_shot": false',
            replace("/settings/multi_shot", False, safe=False),
            severity="error",
        )


@rule(
    "R25",
    "shots-with-video",
    severity="warning",
    title="A storyboard with a video is not reliable",
    source="V2, UPD 2026-06-17; M and Q are silent (C11)",
    fails=examples.shots(
        2, 3, video_list=[{"video_url": examples.CLIP, "refer_type": "feature", "keep_original_sound": "no"}]
    ),
    passes=examples.shots(2, 3),
    reads=("multi_shot",),
    v2=V2(
        _v2_shots_with_edit,
        fails=examples.v2(
            examples.v2_clip("base_video"), text="@clip in snow", aspect_ratio=..., duration=..., multi_shot=True
        ),
        passes=examples.v2(examples.v2_clip("base_video"), text="@clip in snow", aspect_ratio=..., duration=...),
        source="V2",
    ),
)
def shots_with_video(request: Request) -> Iterator[Finding]:
    """Newer documents exclude storyboards from edits, and want ``intelligence`` with a reference clip; older ones say
    nothing. Do not rely on it."""
    body = request.body
    if body.multi_shot and body.videos:
        kind, newer = "a reference video", "newer ones want shot_type intelligence"
        if body.refer_type == "base":
            kind, newer = "a video to edit", "newer ones exclude it"
        yield Finding(
            "/multi_shot",
            f"multi_shot together with {kind} is not reliable: older documents say nothing about it, {newer}",
            "make one task per shot, or leave the video out",
        )


@rule(
    "R26",
    "shots-with-end-frame",
    title="A storyboard cannot end on a given frame in this profile",
    source="V1, UPD 2026-03-11 and 2026-05-07 (C10)",
    fails=Example(
        examples.shots(2, 3, aspect_ratio=..., image_list=examples.images("first_frame", "end_frame")["image_list"]),
        next((profile for profile in PROFILES.values() if not profile.shots_with_end_frame), LATEST),
    ),
    passes=examples.shots(2, 3, aspect_ratio=..., image_list=examples.images("first_frame", "end_frame")["image_list"]),
    reads=("multi_shot",),
)
def shots_with_end_frame(request: Request) -> Iterator[Finding]:
    """The documents of some dates exclude end frames from storyboards."""
    body = request.body
    if body.multi_shot and body.end_frames and not request.profile.shots_with_end_frame:
        yield Finding(
            body.end_frames[0].pointer,
            f"an end_frame cannot be combined with multi_shot in profile {request.profile.name}",
            "remove the end frame, or make one take" + newer(request.profile, lambda other: other.shots_with_end_frame),
        )

"""Storyboards: multi_shot, shot_type and multi_prompt."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.body import Body
from kling.models.profiles import LATEST, PROFILES
from kling.rules import examples
from kling.rules.diagnostic import Fix
from kling.rules.rule import Example, Finding, Request, add, newer, replace, rule


@rule(
    "R4",
    "shot-index",
    title="Shot indexes are not 1, 2, 3 …",
    source="M R4 (own tests)",
    fails=examples.shots(
        5,
        5,
        multi_prompt=[
            {"index": 0, "prompt": "Shot text 1", "duration": "5"},
            {"index": 1, "prompt": "Shot text 2", "duration": "5"},
        ],
    ),
    passes=examples.shots(5, 5),
    reads=("multi_shot",),
)
def shot_index(request: Request) -> Iterator[Finding]:
    """``index`` starts at 1 and counts up without gaps, in the order of the list."""
    if not request.body.is_storyboard:
        return
    given = [shot.index for shot in request.body.shots]
    if None in given or given == list(range(1, len(given) + 1)):
        return
    shots = request.body.shots
    wrong = next(shot for n, shot in enumerate(shots, 1) if shot.index != n)
    patch = tuple(
        {"op": "replace", "path": f"{shot.pointer}/index", "value": n}
        for n, shot in enumerate(shots, 1)
        if shot.index != n
    )
    yield Finding(
        f"{wrong.pointer}/index",
        f"shot indexes are {', '.join(map(str, given))}; they must be 1 to {len(given)} in order",
        "number the shots 1, 2, 3 …",
        Fix(True, patch),
    )


@rule(
    "R5",
    "shot-sum",
    title="The shots do not add up to duration",
    source="M R5 (own tests)",
    fails=examples.shots(4, 5, duration="10"),
    passes=examples.shots(5, 5),
    reads=("multi_shot",),
)
def shot_sum(request: Request) -> Iterator[Finding]:
    """The shots' durations add up to the task's ``duration`` exactly ($duration_default when it is left out). An edit
    does not read ``duration``, so there is nothing to add up to."""
    body = request.body
    if not body.is_storyboard or not body.shots or body.duration is None:
        return
    if body.refer_type == "base":
        return
    lengths = [shot.seconds for shot in body.shots]
    total = sum(length for length in lengths if length is not None)
    if None in lengths or total == body.duration:
        return
    written = "duration" in body.raw
    yield Finding(
        "/duration" if written else "",
        f"the shots last {total} s together, but duration is {body.duration}{'' if written else ' (the default)'}",
        f'write "duration": "{total}", or change the shots',
        add("/duration", str(total), safe=False),
    )


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


@rule(
    "R16",
    "shot-count",
    title="Too many shots, or only one",
    source="M, Q; one shot: INF",
    fails=examples.shots(1, 1, 1, 1, 1, 1, 1),
    passes=examples.shots(1, 1, 1, 1, 1, 1),
    reads=("multi_shot",),
)
def shot_count(request: Request) -> Iterator[Finding]:
    """At most $shots_max shots in one task. A storyboard of one shot is a single take, which is written shorter."""
    count, limit = len(request.body.shots), request.profile.shots_max
    if request.body.multi_shot and count > limit:
        yield Finding(
            f"/multi_prompt/{limit}",
            f"{count} shots are {count - limit} more than the limit of {limit}",
            "merge shots, or make several tasks",
        )
    elif request.body.is_storyboard and count == 1:
        yield Finding(
            "/multi_prompt",
            "the storyboard has one shot only",
            "send its text as prompt, without multi_shot",
            severity="hint",
        )


@rule(
    "R17",
    "shot-duration",
    title="A shot's duration is not a whole number of seconds from 1",
    source="M, Q",
    fails=examples.shots(0, 5),
    passes=examples.shots(1, 4),
    reads=("multi_shot",),
)
def shot_duration(request: Request) -> Iterator[Finding]:
    """Every shot lasts whole seconds, at least $shot_duration_min."""
    body, least = request.body, request.profile.shot_duration_min
    if not body.is_storyboard:
        return
    for number, shot in enumerate(body.shots, 1):
        given = body.raw["multi_prompt"][int(shot.pointer.rpartition("/")[2])].get("duration")
        if given is None or isinstance(given, bool | list | dict) or (isinstance(given, str) and not given.strip()):
            continue  # the structure rules speak about these
        if shot.seconds is None:
            problem = f"duration value {given!r} of shot {number} is invalid: it must be whole seconds from {least}"
        elif shot.seconds < least:
            problem = f"shot {number} lasts {shot.seconds} s; a shot lasts at least {least} s"
        else:
            continue
        yield Finding(f"{shot.pointer}/duration", problem, f'write whole seconds as a string, "{least}" or more')


@rule(
    "R18",
    "shot-fields-not-used",
    severity="warning",
    title="Shot fields have no effect without multi_shot",
    source="M (documented as without effect)",
    fails=examples.text(shot_type="customize", multi_prompt=examples.shots(5)["multi_prompt"]),
    passes=examples.text(multi_shot=False),
    reads=("multi_prompt", "shot_type"),
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

"""The shots of a storyboard: how many, how long, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from kling.models.profiles import DEFAULT
from kling.rules import examples
from kling.rules.diagnostic import Fix
from kling.rules.rule import V2, Finding, Request, add, rule

_V2_SHOTS = "shot 1, 3, A kite rises; shot 2, 2, It dives;"


def _v2_shot_index(request: Request) -> Iterator[Finding]:
    """Shots are numbered 1, 2, 3 … without gaps."""
    numbers = [shot.number for shot in request.v2.storyboard]
    if numbers != list(range(1, len(numbers) + 1)):
        told = f"shots are numbered {', '.join(map(str, numbers))}"
        yield Finding(request.v2.prompt_at, told, "number them 1, 2, 3 …")


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
    v2=V2(
        _v2_shot_index,
        fails=examples.v2(text="shot 1, 3, A kite rises; shot 3, 2, It dives;", multi_shot=True),
        passes=examples.v2(text=_V2_SHOTS, multi_shot=True),
        source="V2",
    ),
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


def _v2_shot_sum(request: Request) -> Iterator[Finding]:
    """The shots are together as long as ``duration``. An edit does not read it."""
    body, profile = request.v2, request.profile
    total = sum(shot.seconds for shot in body.storyboard)
    if not body.storyboard or body.duration in (None, total) or body.of("base_video"):
        return
    fits = isinstance(body.raw.get("settings"), dict) and profile.duration_min <= total <= profile.duration_max
    yield Finding(
        "/settings/duration" if "duration" in body.settings else "/settings",
        f"the shots last {total} s together, but duration is {body.duration}",
        f"write a duration of {total}, or change the shots",
        add("/settings/duration", total, safe=False) if fits else None,
    )


@rule(
    "R5",
    "shot-sum",
    title="The shots do not add up to duration",
    source="M R5 (own tests)",
    fails=examples.shots(4, 5, duration="10"),
    passes=examples.shots(5, 5),
    reads=("multi_shot",),
    v2=V2(
        _v2_shot_sum,
        fails=examples.v2(text=_V2_SHOTS, multi_shot=True, duration=6),
        passes=examples.v2(text=_V2_SHOTS, multi_shot=True),
        source="V2",
    ),
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


def _v2_shot_count(request: Request) -> Iterator[Finding]:
    """At most $shots_max shots in one task. One take with a reference video is a storyboard of one shot."""
    count, limit = len(request.v2.storyboard), request.profile.shots_max
    if count > limit:
        yield Finding(request.v2.prompt_at, f"{count} shots are too many: at most {limit}", "join some")


@rule(
    "R16",
    "shot-count",
    title="Too many shots, or only one",
    source="M, Q; one shot: INF",
    fails=examples.shots(1, 1, 1, 1, 1, 1, 1),
    passes=examples.shots(1, 1, 1, 1, 1, 1),
    reads=("multi_shot",),
    v2=V2(
        _v2_shot_count,
        fails=examples.v2(
            text=" ".join(f"shot {n}, 1, A kite turns;" for n in range(1, DEFAULT.shots_max + 2)),
            multi_shot=True,
            duration=DEFAULT.shots_max + 1,
        ),
        passes=examples.v2(text=_V2_SHOTS, multi_shot=True),
        source="V2",
    ),
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


def _v2_shot_duration(request: Request) -> Iterator[Finding]:
    """Every shot lasts whole seconds, at least $shot_duration_min."""
    least = request.profile.shot_duration_min
    for shot in request.v2.storyboard:
        if shot.seconds < least:
            told = f"shot {shot.number} lasts {shot.seconds} s; a shot lasts at least {least} s"
            yield Finding(request.v2.prompt_at, told, f"give it {least} s or more")


@rule(
    "R17",
    "shot-duration",
    title="A shot's duration is not a whole number of seconds from 1",
    source="M, Q",
    fails=examples.shots(0, 5),
    passes=examples.shots(1, 4),
    reads=("multi_shot",),
    v2=V2(
        _v2_shot_duration,
        fails=examples.v2(text="shot 1, 5, A kite rises; shot 2, 0, It dives;", multi_shot=True),
        passes=examples.v2(text=_V2_SHOTS, multi_shot=True),
        source="V2",
    ),
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

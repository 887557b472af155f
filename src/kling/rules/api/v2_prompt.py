"""v2 wire: the prompt, its shots, and the names in it."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.characters import is_blank
from kling.lexicon.pattern import pattern
from kling.prompts.references import NAME
from kling.rules import examples
from kling.rules.rule import Finding, Request, add, replace, rule

_NAME = pattern(rf"(?<![\w.])@({NAME})")
_OTHER_WIRE = pattern(r"<<<(?:image|element|video)_[0-9]+>>>")


@rule(
    "R70",
    "v2-prompt",
    title="A v2 body without exactly one prompt",
    source="V2; that two are refused is INF",
    fails={"contents": [examples.v2_picture("first_frame")], "settings": {"multi_shot": False}},
    passes=examples.v2(examples.v2_picture("first_frame"), aspect_ratio=...),
    wires=("v2",),
)
def v2_prompt(request: Request) -> Iterator[Finding]:
    """One entry of ``contents`` has type ``prompt``, and its text says what to show."""
    body = request.v2
    if not body.prompts:
        yield Finding(
            "/contents" if "contents" in body.raw else "",
            "contents holds no prompt",
            'add {"type": "prompt", "text": "what to show"}',
        )
    elif is_blank(body.prompt):
        yield Finding(f"{body.prompts[0].pointer}/text", "the prompt is empty", "say what to show")
    if len(body.prompts) > 1:
        yield Finding(body.prompts[1].pointer, f"contents holds {len(body.prompts)} prompts", "join them into one")


@rule(
    "R72",
    "v2-multi-shot-unwritten",
    severity="warning",
    title="Without multi_shot a v2 film has cuts",
    source="V2",
    fails=examples.v2(multi_shot=...),
    passes=examples.v2(),
    wires=("v2",),
)
def v2_multi_shot_unwritten(request: Request) -> Iterator[Finding]:
    """On this wire ``multi_shot`` is true when it is left out, the opposite of v1. One take must say false."""
    body = request.v2
    if body.settings.get("multi_shot") is None:
        wanted = bool(body.shots) or bool(body.of("feature_video"))
        patch = (
            add("/settings/multi_shot", wanted, safe=False)
            if "settings" in body.raw
            else add("/settings", {"multi_shot": wanted}, safe=False)
        )
        yield Finding(
            "/settings" if "settings" in body.raw else "",
            "multi_shot is missing, so the film may have cuts (v2 takes true)",
            'write "multi_shot": false for one take, true for a storyboard',
            patch,
        )


@rule(
    "R73",
    "v2-shots-unused",
    severity="warning",
    title="Shots in the prompt have no effect",
    source="V2",
    fails=examples.v2(text="shot 1, 3, A kite rises; shot 2, 2, It dives;"),
    passes=examples.v2(text="shot 1, 3, A kite rises; shot 2, 2, It dives;", multi_shot=True),
    wires=("v2",),
)
def v2_shots_unused(request: Request) -> Iterator[Finding]:
    """With ``multi_shot`` false the shot grammar is read as plain words."""
    body = request.v2
    if body.shots and not body.multi_shot:
        yield Finding(
            "/settings/multi_shot",
            "the prompt is written in shots, but multi_shot is false",
            'write "multi_shot": true',
            replace("/settings/multi_shot", True, safe=False),
        )


@rule(
    "R74",
    "v2-shots",
    title="The shots of a v2 prompt do not add up",
    source="V2",
    fails=examples.v2(text="shot 1, 3, A kite rises; shot 3, 1, It dives;", multi_shot=True),
    passes=examples.v2(text="shot 1, 3, A kite rises; shot 2, 2, It dives;", multi_shot=True),
    wires=("v2",),
)
def v2_shots(request: Request) -> Iterator[Finding]:
    """Shots are numbered 1 to $shots_max without gaps, last at least $shot_duration_min s each and together as long as
    ``duration``, and have at most $shot_prompt_max characters. Nothing stands before the first one."""
    body, profile = request.v2, request.profile
    if not body.shots or not body.multi_shot:
        return
    pointer = f"{body.prompts[0].pointer}/text"
    if body.preamble:
        yield Finding(pointer, "there are words before the first shot", "put them into the shots they belong to")
    if (numbers := [shot.number for shot in body.shots]) != list(range(1, len(numbers) + 1)):
        yield Finding(pointer, f"shots are numbered {', '.join(map(str, numbers))}", "number them 1, 2, 3 …")
    if len(body.shots) > profile.shots_max:
        yield Finding(pointer, f"{len(body.shots)} shots are too many: at most {profile.shots_max}", "join some")
    for shot in body.shots:
        if shot.seconds < profile.shot_duration_min:
            yield Finding(pointer, f"shot {shot.number} lasts {shot.seconds} s", "give it at least 1 s")
        if not shot.words:
            yield Finding(pointer, f"shot {shot.number} has no words", "say what it shows")
        elif len(shot.words) > profile.shot_prompt_max:
            length = len(shot.words)
            yield Finding(
                pointer,
                f"shot {shot.number} has {length} characters; at most {profile.shot_prompt_max}",
                "shorten it",
            )
    total = sum(shot.seconds for shot in body.shots)
    if body.duration is not None and total != body.duration and not body.of("base_video"):
        yield Finding(
            "/settings/duration" if "duration" in body.settings else "/settings",
            f"the shots last {total} s together, but duration is {body.duration}",
            f"write a duration of {total}, or change the shots",
            add("/settings/duration", total, safe=False)
            if isinstance(body.raw.get("settings"), dict) and profile.duration_min <= total <= profile.duration_max
            else None,
        )


@rule(
    "R75",
    "v2-names",
    severity="warning",
    title="Names in the prompt and ids of contents do not match",
    source="V2; the service's reaction is not known",
    fails=examples.v2(examples.v2_picture(), text="@kiet over a green valley"),
    passes=examples.v2(examples.v2_picture(), text="@kite over a green valley"),
    wires=("v2",),
)
def v2_names(request: Request) -> Iterator[Finding]:
    """A prompt names an entry by ``@`` and its ``id``. What no prompt names may be ignored; a name without an entry is
    plain words; ``<<<image_1>>>`` belongs to the v1 wire. Frames need no name."""
    body = request.v2
    if not body.prompts:
        return
    pointer, text = f"{body.prompts[0].pointer}/text", body.prompt
    ids = [content.id for content in body.contents if content.id]
    for found in _NAME.finditer(text):
        if not any(found[1].startswith(id) for id in ids):
            yield Finding(
                pointer,
                f"{found[0]} names nothing",
                f"ids are {', '.join('@' + id for id in ids) or 'not given'}; give the entry that id, or fix the name",
                span=found.span(),
            )
    for found in _OTHER_WIRE.finditer(text):
        yield Finding(pointer, f"{found[0]} is a name of the v1 wire", "write @ and the entry's id", span=found.span())
    for content in body.contents:
        if content.type not in ("refer_image", "element", "feature_video", "base_video"):
            continue
        if not content.id:
            if content.type != "element":
                yield Finding(content.pointer, f"a {content.type} has no id, so no prompt can name it", "give it an id")
        elif f"@{content.id}" not in text:
            yield Finding(
                content.pointer,
                f"{content.type} {content.id} is given, but the prompt does not name @{content.id}",
                f"say in the prompt what @{content.id} is for, or remove it",
            )

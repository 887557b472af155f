"""What only bodies of the v2 wire have. What they have in common with those of v1 is judged by the rules of v1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from kling.lexicon.pattern import pattern
from kling.rules import examples
from kling.rules.diagnostic import Fix
from kling.rules.rule import Finding, Request, add, replace, rule

_AT = pattern(r"@(\w+)", re.ASCII)
IGNORED_TYPES = {"image": "refer_image, first_frame or last_frame", "video": "feature_video or base_video"}
"""Types of contents that are accepted and ignored, and what is meant."""

VOICE = "voice"
"""A type that the service accepts (FZ) and no document of 3.0 has; what it does is not known."""


@rule(
    "R70",
    "v2-one-prompt",
    title="A v2 body with two prompts",
    source="V2; that two are refused is INF",
    fails={**examples.v2(), "contents": [{"type": "prompt", "text": "A kite"}, {"type": "prompt", "text": "A boat"}]},
    passes=examples.v2(),
    wires=("v2",),
)
def v2_one_prompt(request: Request) -> Iterator[Finding]:
    """One entry of ``contents`` has type ``prompt``."""
    prompts = request.v2.prompts
    if len(prompts) > 1:
        yield Finding(prompts[1].pointer, f"contents holds {len(prompts)} prompts", "join them into one")


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
    "R76",
    "v2-feature-video",
    title="A reference video wants multi_shot true",
    source="V2",
    fails=examples.v2(examples.v2_clip(), text="@clip sets the camera"),
    passes=examples.v2(examples.v2_clip(), text="shot 1, 5, @clip sets the camera;", multi_shot=True),
    wires=("v2",),
)
def v2_feature_video(request: Request) -> Iterator[Finding]:
    """With a ``feature_video`` the film has cuts. One take is written as a storyboard of one shot."""
    if request.v2.of("feature_video") and not request.v2.multi_shot:
        yield Finding(
            "/settings/multi_shot",
            "multi_shot must be true with a feature_video",
            'write "multi_shot": true, and one take as "shot 1, 5, words;"',
            replace("/settings/multi_shot", True, safe=False),
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


@rule(
    "R87",
    "v2-ignored-content",
    title="Contents of a type that is accepted, ignored and billed",
    source="FZ (live, proven by generations)",
    fails=examples.v2({"type": "image", "url": examples.PICTURE, "id": "kite"}, text="@kite flies"),
    passes=examples.v2(examples.v2_picture(), text="@kite flies"),
    wires=("v2",),
    stops=True,
)
def v2_ignored_content(request: Request) -> Iterator[Finding]:
    """Entries of type ``image`` and ``video`` are taken without a word; the film is made from the prompt alone, and
    billed."""
    for content in request.v2.contents:
        if content.type in IGNORED_TYPES:
            meant = IGNORED_TYPES[content.type]
            fix = replace(f"{content.pointer}/type", "refer_image", safe=False) if content.type == "image" else None
            yield Finding(
                f"{content.pointer}/type",
                f'the service accepts type "{content.type}", ignores the entry, and bills the film made without it',
                f"write {meant}",
                fix,
            )
        elif content.type == VOICE:
            yield Finding(
                f"{content.pointer}/type",
                'the service accepts type "voice"; no document says what it does, and it may do nothing and be billed',
                "give an element that has a voice (kling elements create --voice)",
            )


@rule(
    "R88",
    "v2-misplaced-option",
    title="An option at the top of a v2 body has no effect",
    source="VS (live)",
    fails=examples.v2() | {"external_task_id": "scene-7"},
    passes=examples.v2() | {"options": {"external_task_id": "scene-7"}},
    wires=("v2",),
    stops=True,
)
def v2_misplaced_option(request: Request) -> Iterator[Finding]:
    """``external_task_id`` and ``callback_url`` belong into ``options``. At the top they are ignored: nothing protects
    from a second charge, the task is not found by its id, and nobody is called."""
    lost = {
        "external_task_id": "it does not protect from a second charge, and the task is not found by it",
        "callback_url": "nobody will be called",
    }
    for name, what in lost.items():
        value = request.v2.raw.get(name)
        if value:
            taken = name in request.v2.options
            patch: list[dict[str, object]] = [{"op": "move", "from": f"/{name}", "path": f"/options/{name}"}]
            if not request.v2.options:
                patch = [
                    {"op": "remove", "path": f"/{name}"},
                    {"op": "add", "path": "/options", "value": {name: value}},
                ]
            yield Finding(
                f"/{name}",
                f"{name} at the top of a v2 body is ignored: {what}",
                f"move it into options: {{{chr(34)}options{chr(34)}: {{{chr(34)}{name}{chr(34)}: …}}}}",
                None if taken else Fix(True, tuple(patch)),
            )


@rule(
    "R89",
    "v2-original-without-clip",
    title="audio original without a clip",
    source="FZ (live)",
    fails=examples.v2(audio="original"),
    passes=examples.v2(audio="native"),
    wires=("v2",),
)
def v2_original_without_clip(request: Request) -> Iterator[Finding]:
    """``original`` keeps a clip's own sound; without a clip the service refuses it."""
    if request.v2.audio == "original" and not request.v2.clips:
        yield Finding(
            "/settings/audio",
            "audio original keeps a clip's sound, and there is no clip",
            'write "native" or "off"',
            replace("/settings/audio", "native", safe=False),
        )


@rule(
    "R98",
    "v2-seed",
    title="settings.seed is no whole number",
    source="FZ (live: its type is checked, its effect not known)",
    fails=examples.v2(seed="lucky"),
    passes=examples.v2(),
    wires=("v2",),
)
def v2_seed(request: Request) -> Iterator[Finding]:
    """No document has ``seed``; the service looks at its type all the same. What it does is not known, so that nothing
    should depend on it."""
    seed = request.v2.settings.get("seed")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        yield Finding("/settings/seed", "settings.seed value is invalid", "write a whole number, or remove it")

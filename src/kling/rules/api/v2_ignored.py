"""v2 wire: what the service accepts, ignores and bills."""

from __future__ import annotations

from collections.abc import Iterator

from kling.rules import examples
from kling.rules.diagnostic import Fix
from kling.rules.rule import Finding, Request, replace, rule

IGNORED_TYPES = {"image": "refer_image, first_frame or last_frame", "video": "feature_video or base_video"}
"""Types of contents that are accepted and ignored, and what is meant."""

VOICE = "voice"
"""A type that the service accepts (FZ) and no document of 3.0 has; what it does is not known."""


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

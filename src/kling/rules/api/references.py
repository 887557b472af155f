"""Pictures, elements and clips, and the places in the prompt that name them."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.body import Body
from kling.prompts import references
from kling.rules import examples
from kling.rules.rule import V2, Finding, Request, rule

_LISTS = {"image": "image_list", "element": "element_list", "video": "video_list"}


def _v2_reference_count(request: Request) -> Iterator[Finding]:
    """Reference images and elements together: at most $references_max, with a video at most $references_with_video_max;
    beside frames at most $elements_with_frames_max elements."""
    body, profile = request.v2, request.profile
    things = [*body.of("refer_image"), *body.elements]
    limit = profile.references_with_video_max if body.clips else profile.references_max
    if len(things) > limit:
        yield Finding(
            "/contents",
            f"{len(things)} images and elements are too many: at most {limit} {'with' if body.clips else 'without'} a "
            "video",
            "remove the least important ones",
        )
    most = profile.elements_with_frames_max
    if body.of("first_frame", "last_frame") and len(body.elements) > most:
        yield Finding(
            body.elements[most].pointer,
            f"{len(body.elements)} elements are too many: with a first or last frame at most {most}",
            "remove elements, or the frames",
        )


@rule(
    "R9",
    "reference-count",
    title="Too many images and elements",
    source="M R9",
    fails=examples.images(*[None] * 8),
    passes=examples.images(*[None] * 7),
    reads=("image_list", "element_list"),
    v2=V2(
        _v2_reference_count,
        fails=examples.v2(
            *(examples.v2_picture(id=name) for name in ("ada", "bob", "cyd", "dan", "eve")),
            examples.v2_clip(),
            text="@ada @bob @cyd @dan @eve as in @clip",
            multi_shot=True,
        ),
        passes=examples.v2(
            *(examples.v2_picture(id=name) for name in ("ada", "bob", "cyd", "dan", "eve")),
            text="@ada @bob @cyd @dan @eve",
        ),
        source="V2",
    ),
)
def reference_count(request: Request) -> Iterator[Finding]:
    """Images and elements together: at most $references_max, with a video at most $references_with_video_max. Frames
    count as images."""
    body, profile = request.body, request.profile
    count = len(body.images) + len(body.elements)
    limit = profile.references_with_video_max if body.videos else profile.references_max
    if count > limit:
        longer = body.images if len(body.images) >= len(body.elements) else body.elements
        yield Finding(
            longer[-min(count - limit, len(longer))].pointer,
            f"{count} images and elements are too many: at most {limit} {'with' if body.videos else 'without'} a video",
            "remove the least important ones" + ("; frames count as images" if body.first_frames else ""),
        )


def _entries(body: Body, where: str) -> int | None:
    """How many entries a list has as it was written; None for what is no list."""
    given = body.raw.get(where) or []
    return len(given) if isinstance(given, list) else None


@rule(
    "R30",
    "dangling-reference",
    title="The prompt names something that is not in the lists",
    source="M; the service's reaction is not known",
    fails=examples.images(None, prompt="<<<image_1>>> meets <<<image_3>>>"),
    passes=examples.images(None, None, prompt="<<<image_1>>> meets <<<image_2>>>"),
    marks=("<",),
)
def dangling_reference(request: Request) -> Iterator[Finding]:
    """``<<<image_N>>>``, ``<<<element_N>>>`` and ``<<<video_N>>>`` count from 1 in their own list, frames included.
    These bodies have no voice list, so ``<<<voice_N>>>`` names nothing."""
    body = request.body
    sizes = {"image": len(body.images), "element": len(body.elements), "video": len(body.videos)}
    unreadable = {kind for kind, where in _LISTS.items() if _entries(body, where) != sizes[kind]}
    for text in body.texts:
        for found in references.find(text.text):
            if found.kind in unreadable:
                continue  # the structure rules speak about lists that cannot be read
            if found.kind == "voice":
                message = f"<<<voice_{found.number}>>> names nothing: this endpoint has no voice_list"
                advice = "bind the voice to an element and name the element"
            elif 1 <= found.number <= sizes[found.kind]:
                continue
            else:
                size, where = sizes[found.kind], _LISTS[found.kind]
                holds = f"{where} holds {size}" if size else f"{where} is empty" if where in body.raw else f"no {where}"
                message = f"<<<{found.kind}_{found.number}>>> names nothing: {holds}"
                advice = "numbers start at 1 and follow the order of the list"
                others = [kind for kind, count in sizes.items() if count and kind != found.kind]
                if size == 0:
                    advice = f"add the {found.kind} to {where}, or say in words what the prompt means"
                if size == 0 and others:
                    advice = f"did you mean <<<{others[0]}_1>>>? Otherwise add the {found.kind} to {where}"
            yield Finding(text.pointer, message, advice, span=(found.start, found.end))


@rule(
    "R31",
    "unused-reference",
    severity="warning",
    title="Something is given but never named in the prompt",
    source="M; INF",
    fails=examples.images(None, prompt="A red kite over a green valley"),
    passes=examples.images(None),
    reads=("image_list", "element_list", "video_list"),
)
def unused_reference(request: Request) -> Iterator[Finding]:
    """A picture, element or clip that no prompt names may be ignored or used in an unwanted role. Frames need no name:
    their type says what they are for."""
    body = request.body
    if not any(text.text.strip() for text in body.texts):
        return  # without any prompt the missing prompt is the fact
    named = {(found.kind, found.number) for text in body.texts for found in references.find(text.text)}
    given = [
        *(("image", n, image.pointer) for n, image in enumerate(body.images, 1) if not image.type),
        *(("element", n, element.pointer) for n, element in enumerate(body.elements, 1)),
        *(("video", n, video.pointer) for n, video in enumerate(body.videos, 1)),
    ]
    for kind, number, pointer in given:
        if (kind, number) not in named:
            yield Finding(
                pointer,
                f"{kind} {number} is given, but no prompt names <<<{kind}_{number}>>>",
                f"say in the prompt what <<<{kind}_{number}>>> is for, or remove it",
            )

"""Pictures, elements and clips, and the places in the prompt that name them."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.body import Body
from kling.lexicon.pattern import pattern
from kling.prompts import references
from kling.rules import examples
from kling.rules.rule import V2, Finding, Request, rule

_NAME = pattern(rf"(?<![\w.])@({references.NAME})")
_ON_V1 = pattern(r"<<<(?:image|element|video)_[0-9]+>>>")
_LISTS = {"image": "image_list", "element": "element_list", "video": "video_list"}


def _v2_reference_count(request: Request) -> Iterator[Finding]:
    """Reference images and elements together: at most $references_max, with a video $references_with_video_max."""
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


def _v2_dangling_reference(request: Request) -> Iterator[Finding]:
    """A prompt names an entry by ``@`` and its ``id``. A name without an entry is plain words; ``<<<image_1>>>`` is a
    name of the v1 wire."""
    body = request.v2
    ids = [content.id for content in body.contents if content.id]
    known = ", ".join(f"@{id}" for id in ids) or "not given"
    for found in _NAME.finditer(body.prompt):
        if not any(found[1].startswith(id) for id in ids):
            help = f"ids are {known}; give the entry that id, or fix the name"
            yield Finding(body.prompt_at, f"{found[0]} names nothing", help, severity="warning", span=found.span())
    for found in _ON_V1.finditer(body.prompt):
        told = f"{found[0]} is a name of the v1 wire"
        yield Finding(body.prompt_at, told, "write @ and the entry's id", severity="warning", span=found.span())


@rule(
    "R30",
    "dangling-reference",
    title="The prompt names something that is not in the lists",
    source="M; the service's reaction is not known",
    fails=examples.images(None, prompt="<<<image_1>>> meets <<<image_3>>>"),
    passes=examples.images(None, None, prompt="<<<image_1>>> meets <<<image_2>>>"),
    marks=("<",),
    v2=V2(
        _v2_dangling_reference,
        fails=examples.v2(examples.v2_picture(), text="@kite and @kiet over a green valley"),
        passes=examples.v2(examples.v2_picture(), text="@kite over a green valley"),
        source="V2; the service's reaction is not known",
    ),
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


def _v2_unused_reference(request: Request) -> Iterator[Finding]:
    """What no prompt names may be ignored. Frames need no name: their type says what they are for."""
    body = request.v2
    for content in body.of("refer_image", "element", "feature_video", "base_video") if body.prompts else ():
        if content.id and f"@{content.id}" not in body.prompt:
            yield Finding(
                content.pointer,
                f"{content.type} {content.id} is given, but the prompt does not name @{content.id}",
                f"say in the prompt what @{content.id} is for, or remove it",
            )
        elif not content.id and content.type != "element":
            yield Finding(content.pointer, f"a {content.type} has no id, so no prompt can name it", "give it an id")


@rule(
    "R31",
    "unused-reference",
    severity="warning",
    title="Something is given but never named in the prompt",
    source="M; INF",
    fails=examples.images(None, prompt="A red kite over a green valley"),
    passes=examples.images(None),
    reads=("image_list", "element_list", "video_list"),
    v2=V2(
        _v2_unused_reference,
        fails=examples.v2(examples.v2_picture()),
        passes=examples.v2(examples.v2_picture(), text="@kite over a green valley"),
        source="V2; INF",
    ),
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

"""First and last frames."""

from __future__ import annotations

from collections.abc import Iterator

from kling.models.profiles import LATEST
from kling.rules import examples
from kling.rules.rule import V2, Example, Finding, Request, newer, remove, replace, rule


def _v2_last_frame_needs_first(request: Request) -> Iterator[Finding]:
    """A ``last_frame`` only beside a ``first_frame``."""
    if (last := request.v2.of("last_frame")) and not request.v2.of("first_frame"):
        pointer = f"{last[0].pointer}/type"
        help = "add a first_frame, or make it a refer_image"
        yield Finding(pointer, "a last_frame needs a first_frame", help, replace(pointer, "refer_image", safe=False))


@rule(
    "R40",
    "end-frame-needs-first",
    title="An end frame without a first frame",
    source="M, Q",
    fails=examples.images("end_frame"),
    passes=examples.images("first_frame", "end_frame"),
    reads=("image_list",),
    v2=V2(
        _v2_last_frame_needs_first,
        fails=examples.v2(examples.v2_picture("last_frame")),
        passes=examples.v2(
            examples.v2_picture("first_frame"), examples.v2_picture("last_frame", id="end"), aspect_ratio=...
        ),
        source="V2",
    ),
)
def end_frame_needs_first(request: Request) -> Iterator[Finding]:
    """A film can end on a given picture only if it also begins with one."""
    if request.body.end_frames and not request.body.first_frames:
        yield Finding(
            f"{request.body.end_frames[0].pointer}/type",
            "end_frame needs a first_frame in the same image_list",
            "add a picture with type first_frame, or leave type out to use this one as a reference",
            remove(f"{request.body.end_frames[0].pointer}/type", safe=False),
        )


@rule(
    "R41",
    "end-frame-images",
    title="Too many pictures beside an end frame",
    source="M, Q; since V1 for O1 only (C6)",
    fails=examples.images("first_frame", None, "end_frame"),
    passes=Example(examples.images("first_frame", None, "end_frame"), LATEST),
    reads=("image_list",),
)
def end_frame_images(request: Request) -> Iterator[Finding]:
    """With an end frame there may be $end_frame_images_max pictures in all; newer documents keep this limit for older
    models only."""
    body, profile = request.body, request.profile
    limit = profile.end_frame_images_max
    if limit is not None and body.end_frames and len(body.images) > limit:
        yield Finding(
            body.end_frames[0].pointer,
            f"end_frame is not supported with more than {limit} images; here are {len(body.images)}",
            "keep the first and the last frame, and describe the rest in the prompt"
            + newer(profile, lambda other: other.end_frame_images_max is None),
        )


def _v2_frames_with_edit(request: Request) -> Iterator[Finding]:
    """With a ``base_video`` there are no first and last frames."""
    for frame in request.v2.of("first_frame", "last_frame") if request.v2.of("base_video") else ():
        yield Finding(
            f"{frame.pointer}/type",
            f"{frame.type} cannot be combined with a base_video",
            "make it a refer_image, or the clip a feature_video",
            replace(f"{frame.pointer}/type", "refer_image", safe=False),
        )


@rule(
    "R42",
    "frames-with-edit",
    title="Frames cannot be given for a video to edit",
    source="M, Q, V1",
    fails=examples.edit(image_list=[{"image_url": examples.PICTURE, "type": "first_frame"}]),
    passes=examples.edit(
        prompt="<<<video_1>>> put the cup from <<<image_1>>> on the table", image_list=[{"image_url": examples.PICTURE}]
    ),
    reads=("image_list",),
    v2=V2(
        _v2_frames_with_edit,
        fails=examples.v2(
            examples.v2_clip("base_video"),
            examples.v2_picture("first_frame"),
            text="@clip in snow",
            aspect_ratio=...,
            duration=...,
        ),
        passes=examples.v2(examples.v2_clip("base_video"), text="@clip in snow", aspect_ratio=..., duration=...),
        source="V2",
    ),
)
def frames_with_edit(request: Request) -> Iterator[Finding]:
    """An edited clip has its own first and last frame. Plain reference images may be given; so may frames beside a
    reference video (``feature``)."""
    body = request.body
    framed = body.first_frames + body.end_frames
    if body.refer_type == "base" and framed:
        yield Finding(
            f"{framed[0].pointer}/type",
            "first_frame and end_frame cannot be combined with a video to edit (refer_type base)",
            'leave type out to use the picture as a reference, or write "refer_type": "feature"',
            remove(f"{framed[0].pointer}/type", safe=False),
        )


def _v2_elements_with_frames(request: Request) -> Iterator[Finding]:
    """Beside frames at most $elements_with_frames_max elements."""
    elements, limit = request.v2.elements, request.profile.elements_with_frames_max
    if request.v2.of("first_frame", "last_frame") and len(elements) > limit:
        told = f"{len(elements)} elements are too many: with a first or last frame at most {limit}"
        yield Finding(elements[limit].pointer, told, "remove elements, or the frames")


@rule(
    "R43",
    "elements-with-frames",
    title="Too many elements beside frames",
    source="Q, V1, SKILL",
    fails=examples.images(
        "first_frame",
        element_list=examples.elements(4),
        prompt="<<<element_1>>> <<<element_2>>> <<<element_3>>> <<<element_4>>> meet",
    ),
    passes=examples.images(
        "first_frame", element_list=examples.elements(3), prompt="<<<element_1>>> <<<element_2>>> <<<element_3>>> meet"
    ),
    reads=("element_list",),
    v2=V2(
        _v2_elements_with_frames,
        fails=examples.v2(
            examples.v2_picture("first_frame"),
            *({"type": "element", "element_id": f"10000000000000000{n}", "id": f"hero{n}"} for n in range(4)),
            text="@hero0 @hero1 @hero2 @hero3 meet",
            aspect_ratio=...,
        ),
        passes=examples.v2(
            examples.v2_picture("first_frame"),
            *({"type": "element", "element_id": f"10000000000000000{n}", "id": f"hero{n}"} for n in range(3)),
            text="@hero0 @hero1 @hero2 meet",
            aspect_ratio=...,
        ),
        source="V2",
    ),
)
def elements_with_frames(request: Request) -> Iterator[Finding]:
    """With a first frame (or a first and a last one) at most $elements_with_frames_max elements."""
    body, limit = request.body, request.profile.elements_with_frames_max
    if (body.first_frames or body.end_frames) and len(body.elements) > limit:
        yield Finding(
            body.elements[limit].pointer,
            f"{len(body.elements)} elements are too many: with a first or last frame at most {limit}",
            "remove elements, or the frames",
        )


def _v2_frame_twice(request: Request) -> Iterator[Finding]:
    """One ``first_frame``, one ``last_frame``."""
    for name in ("first_frame", "last_frame"):
        if len(found := request.v2.of(name)) > 1:
            told = f"contents holds {len(found)} entries of type {name}; one at most"
            yield Finding(found[1].pointer, told, "keep one")


@rule(
    "R44",
    "frame-twice",
    title="Two pictures for the same frame",
    source="INF",
    fails=examples.images("first_frame", "first_frame"),
    passes=examples.images("first_frame", "end_frame"),
    reads=("image_list",),
    v2=V2(
        _v2_frame_twice,
        fails=examples.v2(
            examples.v2_picture("first_frame"), examples.v2_picture("first_frame", id="end"), aspect_ratio=...
        ),
        passes=examples.v2(
            examples.v2_picture("first_frame"), examples.v2_picture("last_frame", id="end"), aspect_ratio=...
        ),
        source="V2; that a second one is refused is INF",
    ),
)
def frame_twice(request: Request) -> Iterator[Finding]:
    """A film has one first and one last frame. What the service does with two is not known."""
    for name, found in (("first_frame", request.body.first_frames), ("end_frame", request.body.end_frames)):
        if len(found) > 1:
            yield Finding(
                f"{found[1].pointer}/type",
                f"{len(found)} pictures have type {name}; only one can",
                "leave type out of the others",
                remove(f"{found[1].pointer}/type", safe=False),
            )

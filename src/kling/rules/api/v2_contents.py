"""v2 wire: pictures, clips and elements in contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations

from kling.api.inline import LocalFile
from kling.lexicon.pattern import pattern
from kling.media.address import is_url
from kling.rules import examples
from kling.rules.api.delivery import picture_trouble
from kling.rules.api.video import clip_trouble
from kling.rules.rule import Finding, Request, replace, rule

_AT = pattern(r"@(\w+)", re.ASCII)


@rule(
    "R81",
    "v2-one-of-each",
    title="Too many frames or clips",
    source="V2; that a second frame is refused is INF",
    fails=examples.v2(examples.v2_clip(), examples.v2_clip("base_video", id="other"), text="@clip and @other"),
    passes=examples.v2(examples.v2_clip("base_video"), text="@clip in snow", aspect_ratio=..., duration=...),
    wires=("v2",),
)
def v2_one_of_each(request: Request) -> Iterator[Finding]:
    """One video in total, one first frame, one last frame; a last frame only beside a first one."""
    body = request.v2
    for types, what in (
        (("feature_video", "base_video"), "videos"),
        (("first_frame",), "first frames"),
        (("last_frame",), "last frames"),
    ):
        if len(found := body.of(*types)) > 1:
            yield Finding(found[1].pointer, f"contents holds {len(found)} {what}; one at most", "keep one")
    if (last := body.of("last_frame")) and not body.of("first_frame"):
        yield Finding(
            f"{last[0].pointer}/type",
            "a last_frame needs a first_frame",
            "add a first_frame, or make it a refer_image",
            replace(f"{last[0].pointer}/type", "refer_image", safe=False),
        )


@rule(
    "R82",
    "v2-reference-count",
    title="Too many pictures and elements",
    source="V2",
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
    wires=("v2",),
)
def v2_reference_count(request: Request) -> Iterator[Finding]:
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
    "R84",
    "v2-image-source",
    title="A v2 picture must be an http(s) URL or raw base64",
    source="V2; LO for the data: prefix",
    fails=examples.v2(examples.v2_picture(url="data:image/png;base64,iVBORw0KGgoAAAANSUhEUg=="), text="@kite"),
    passes=examples.v2(examples.v2_picture(url="iVBORw0KGgoAAAANSUhEUg=="), text="@kite"),
    wires=("v2",),
)
def v2_image_source(request: Request) -> Iterator[Finding]:
    """Anything else is neither fetched nor decoded: data URIs, file paths, base64 with line breaks."""
    for picture in request.v2.pictures:
        if isinstance(picture.source, str) and (trouble := picture_trouble(picture.source, "url")):
            yield Finding(f"{picture.pointer}/url", *trouble)


@rule(
    "R85",
    "v2-video-url",
    title="A v2 video must be an http(s) URL",
    source="V2",
    fails=examples.v2(examples.v2_clip(url="AAAAIGZ0eXBpc29t"), text="@clip sets the camera", multi_shot=True),
    passes=examples.v2(examples.v2_clip(), text="@clip sets the camera", multi_shot=True),
    wires=("v2",),
)
def v2_video_url(request: Request) -> Iterator[Finding]:
    """Videos are fetched by the service. There is no upload, and base64 is not accepted; only the sandbox takes clips
    of this machine."""
    for clip in request.v2.clips:
        source = clip.source
        if isinstance(source, LocalFile):
            yield Finding(
                f"{clip.pointer}/url",
                f"{source.path.name} is a local clip; only the sandbox takes those",
                "for the real service put it on storage with --host s3://bucket/prefix, or give its http(s) URL",
                severity="hint",
            )
        elif source.strip() and not is_url(source.strip()):
            yield Finding(f"{clip.pointer}/url", *clip_trouble(source.strip(), "url"))

"""How many elements made from a clip ("video characters") a request may hold. Silent where it is not known how an
element was made."""

from __future__ import annotations

from collections.abc import Iterator

from kling.models.profiles import LATEST
from kling.rules import examples
from kling.rules.rule import Example, Finding, Request, rule

_ONE = "100000000000000001"


@rule(
    "R80",
    "video-characters",
    title="Too many video-character elements",
    source="Q, V1; UPD 2026-04-01, V2 (C7)",
    fails=Example(
        examples.reference(element_list=examples.elements(1), prompt="<<<element_1>>> walks as in <<<video_1>>>"),
        elements={_ONE: "video_refer"},
    ),
    passes=Example(
        examples.reference(element_list=examples.elements(1), prompt="<<<element_1>>> walks as in <<<video_1>>>"),
        LATEST,
        elements={_ONE: "video_refer"},
    ),
    wires=("v1", "v2"),
    reads=("element_list",),
)
def video_characters(request: Request) -> Iterator[Finding]:
    """Elements made from a clip (``video_refer``) do not go with a video in older documents; newer ones allow one, and
    then neither pictures nor other elements. Without a video at most $video_characters_max, beside
    $references_with_video_max pictures and other elements."""
    body, profile = request.body, request.profile
    made = [element for element in body.elements if request.elements.get(element.id) == "video_refer"]
    if not made:
        return
    others = len(body.images) + len(body.elements) - len(made)
    advice = "use an element made from pictures, or remove it"
    if body.videos:
        limit = profile.video_characters_with_video_max
        if len(made) > limit:
            much = f"at most {limit}" if limit else "none"
            yield Finding(made[limit].pointer, f"{len(made)} video-character elements; with a video {much}", advice)
        elif others:
            yield Finding(
                made[0].pointer, "a video-character element and a video leave no room for pictures or elements", advice
            )
    elif len(made) > profile.video_characters_max:
        much = f"at most {profile.video_characters_max}"
        yield Finding(made[-1].pointer, f"{len(made)} video-character elements are too many: {much}", advice)
    elif others > profile.references_with_video_max:
        much = f"at most {profile.references_with_video_max} beside a video-character element"
        yield Finding(made[0].pointer, f"{others} pictures and other elements are too many: {much}", advice)

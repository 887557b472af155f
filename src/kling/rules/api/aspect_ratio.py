"""When aspect_ratio is needed, and when it has no effect."""

from __future__ import annotations

from collections.abc import Iterator

from kling.rules import examples
from kling.rules.rule import V2, Finding, Request, add, rule


def _choice(request: Request) -> str:
    *others, last = (f'"{ratio}"' for ratio in request.profile.aspect_ratios)
    return f'write "aspect_ratio": {", ".join(others)} or {last}' if others else f'write "aspect_ratio": {last}'


@rule(
    "R2",
    "reference-needs-aspect-ratio",
    title="A reference video needs aspect_ratio",
    source="M R2 (own tests); doubted by V2 (C8)",
    fails=examples.reference(aspect_ratio=...),
    passes=examples.reference(),
    reads=("video_list",),
)
def reference_needs_aspect_ratio(request: Request) -> Iterator[Finding]:
    """With ``refer_type: feature`` the film is new, so its shape must be said. A first frame decides it instead."""
    body, level = request.body, request.profile.missing_reference_aspect_ratio
    if level == "off" or body.refer_type != "feature" or body.first_frames or body.aspect_ratio:
        return
    yield Finding(
        "",
        "aspect_ratio is missing; a reference video (refer_type feature) needs it",
        _choice(request),
        add("/aspect_ratio", request.profile.aspect_ratios[0], safe=False),
        severity=level,
    )


def _v2_aspect_ratio_missing(request: Request) -> Iterator[Finding]:
    """The service refuses a body without it, unless a first frame or an edited clip decides the shape. A reference
    video is not among the exceptions it names, though the documents are."""
    body = request.v2
    if body.settings.get("aspect_ratio") or body.of("first_frame", "base_video"):
        return
    ratios = request.profile.aspect_ratios
    refers = bool(body.of("feature_video"))
    yield Finding(
        "/settings" if "settings" in body.raw else "",
        "aspect_ratio must be specified unless a first frame is provided or the task is video editing"
        + ("; the documents need none with a feature_video, the service's own text does" if refers else ""),
        f'write "aspect_ratio": {" or ".join(f"{chr(34)}{ratio}{chr(34)}" for ratio in ratios)}',
        severity="warning" if refers else "error",
    )


@rule(
    "R20",
    "aspect-ratio-missing",
    title="aspect_ratio is missing",
    source="M, Q, V1",
    fails=examples.text(aspect_ratio=...),
    passes=examples.images("first_frame"),
    v2=V2(
        _v2_aspect_ratio_missing,
        fails=examples.v2(aspect_ratio=...),
        passes=examples.v2(),
        source="FZ, VS (live); V2 names a default of 16:9 (C22)",
    ),
)
def aspect_ratio_missing(request: Request) -> Iterator[Finding]:
    """Needed unless a first frame or an edited clip decides the shape; plain reference images do not."""
    body = request.body
    if body.video is None and not body.first_frames and not body.aspect_ratio and not body.raw.get("aspect_ratio"):
        yield Finding(
            "",
            "aspect_ratio is missing; it is needed without a first frame or a video to edit",
            _choice(request),
            add("/aspect_ratio", request.profile.aspect_ratios[0], safe=False),
        )


def _v2_aspect_ratio_ignored(request: Request) -> Iterator[Finding]:
    """A first frame or an edited clip decides the shape."""
    body = request.v2
    decider = "the video to edit" if body.of("base_video") else "the first frame" if body.of("first_frame") else None
    if decider and body.settings.get("aspect_ratio"):
        told = f"aspect_ratio has no effect: {decider} decides the shape"
        yield Finding("/settings/aspect_ratio", told, "remove it")


@rule(
    "R21",
    "aspect-ratio-ignored",
    severity="warning",
    title="aspect_ratio has no effect here",
    source="M, V1 FAQ; a refusal was never observed (C9)",
    fails=examples.edit(aspect_ratio="16:9"),
    passes=examples.edit(),
    reads=("image_list", "video_list"),
    v2=V2(
        _v2_aspect_ratio_ignored,
        fails=examples.v2(examples.v2_picture("first_frame")),
        passes=examples.v2(examples.v2_picture("first_frame"), aspect_ratio=...),
        source="V2",
    ),
)
def aspect_ratio_ignored(request: Request) -> Iterator[Finding]:
    """The first frame or the edited clip decides the shape; a ratio sent along gives a false sense of control."""
    body = request.body
    if not body.aspect_ratio:
        return
    decider = "the video to edit" if body.refer_type == "base" else "the first frame" if body.first_frames else None
    if decider:
        yield Finding(
            "/aspect_ratio",
            f"aspect_ratio has no effect: {decider} decides the shape",
            "remove it",
        )

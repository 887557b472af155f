"""v2 wire: settings, and what goes with a clip."""

from __future__ import annotations

from collections.abc import Iterator

from kling.rules import examples
from kling.rules.rule import Finding, Request, replace, rule


@rule(
    "R76",
    "v2-feature-video",
    title="A reference video wants multi_shot true and audio off",
    source="V2",
    fails=examples.v2(examples.v2_clip(), text="@clip sets the camera"),
    passes=examples.v2(examples.v2_clip(), text="shot 1, 5, @clip sets the camera;", multi_shot=True),
    wires=("v2",),
)
def v2_feature_video(request: Request) -> Iterator[Finding]:
    """With a ``feature_video`` the film has cuts and no sound, not even the clip's own. One take is written as a
    storyboard of one shot."""
    body = request.v2
    if not body.of("feature_video"):
        return
    if not body.multi_shot:
        yield Finding(
            "/settings/multi_shot",
            "multi_shot must be true with a feature_video",
            'write "multi_shot": true, and one take as "shot 1, 5, words;"',
            replace("/settings/multi_shot", True, safe=False),
        )
    if body.audio != "off":
        yield Finding(
            "/settings/audio",
            f"audio {body.audio} is not supported with a feature_video",
            'write "audio": "off"',
            replace("/settings/audio", "off", safe=False),
        )


@rule(
    "R77",
    "v2-base-video",
    title="An edited clip takes no frames, no cuts and no generated sound",
    source="V2",
    fails=examples.v2(examples.v2_clip("base_video"), text="@clip in snow", audio="native", aspect_ratio=...),
    passes=examples.v2(
        examples.v2_clip("base_video"), text="@clip in snow", audio="original", aspect_ratio=..., duration=...
    ),
    wires=("v2",),
)
def v2_base_video(request: Request) -> Iterator[Finding]:
    """With a ``base_video`` there are no first and last frames, ``multi_shot`` is false, and ``audio`` keeps the clip's
    own sound or drops it."""
    body = request.v2
    if not body.of("base_video"):
        return
    for frame in body.of("first_frame", "last_frame"):
        yield Finding(
            f"{frame.pointer}/type",
            f"{frame.type} cannot be combined with a base_video",
            "make it a refer_image, or the clip a feature_video",
            replace(f"{frame.pointer}/type", "refer_image", safe=False),
        )
    if body.settings.get("multi_shot") in (True, "true"):
        yield Finding(
            "/settings/multi_shot",
            "multi_shot is not supported with a base_video",
            'write "multi_shot": false',
            replace("/settings/multi_shot", False, safe=False),
        )
    if body.audio == "native":
        yield Finding(
            "/settings/audio",
            "audio native is not supported with a base_video",
            'write "audio": "original" to keep the clip\'s sound, or "off"',
            replace("/settings/audio", "original", safe=False),
        )


@rule(
    "R78",
    "v2-setting-unused",
    severity="warning",
    title="A setting has no effect",
    source="V2",
    fails=examples.v2(examples.v2_picture("first_frame")),
    passes=examples.v2(),
    wires=("v2",),
)
def v2_setting_unused(request: Request) -> Iterator[Finding]:
    """A first frame or an edited clip decides the shape, an edited clip the length."""
    body = request.v2
    ratio = body.settings.get("aspect_ratio")
    is_edit = bool(body.of("base_video"))
    decider = "the video to edit" if is_edit else "the first frame" if body.of("first_frame") else None
    if ratio and decider:
        yield Finding(
            "/settings/aspect_ratio",
            f"aspect_ratio has no effect: {decider} decides the shape",
            "remove it",
        )
    if is_edit and body.settings.get("duration") is not None:
        yield Finding(
            "/settings/duration",
            "duration is ignored when a video is edited; film and bill follow the clip",
            "remove it",
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

"""Generated sound."""

from __future__ import annotations

from collections.abc import Iterator

from kling.rules import examples
from kling.rules.rule import V2, Finding, Request, replace, rule


def _v2_sound_with_video(request: Request) -> Iterator[Finding]:
    """With a ``base_video`` ``audio`` keeps the clip's own sound or drops it. A film with a ``feature_video`` has no
    sound, not even the clip's."""
    audio = request.v2.audio
    for type, allowed in (("feature_video", ("off",)), ("base_video", ("original", "off"))):
        if request.v2.of(type) and audio in {"native", "original"}.difference(allowed):
            yield Finding(
                "/settings/audio",
                f"audio {audio} is not supported with a {type}",
                'write "audio": "off"' + (', or "original" to keep the sound of the clip' if len(allowed) > 1 else ""),
                replace("/settings/audio", allowed[0], safe=False),
            )


@rule(
    "R1",
    "sound-with-video",
    title="Sound cannot be generated when a video is given",
    source="M R1, LO (live: HTTP 400, code 1201)",
    fails=examples.reference(sound="on"),
    passes=examples.reference(sound="off"),
    reads=("video_list",),
    v2=V2(
        _v2_sound_with_video,
        fails=examples.v2(
            examples.v2_clip("base_video"), text="@clip in snow", aspect_ratio=..., duration=..., audio="native"
        ),
        passes=examples.v2(
            examples.v2_clip("base_video"), text="@clip in snow", aspect_ratio=..., duration=..., audio="original"
        ),
        source="V2",
    ),
)
def sound_with_video(request: Request) -> Iterator[Finding]:
    """``sound: on`` together with ``video_list`` is refused. A clip brings its own sound, which
    ``keep_original_sound`` keeps or drops."""
    if request.body.sound and request.body.videos:
        yield Finding(
            "/sound",
            "sound on is not supported with video input",
            'write "sound": "off"; to keep the sound of the clip write "keep_original_sound": "yes" in video_list',
            replace("/sound", "off", safe=False),  # a film without the sound that was asked for is another film
        )

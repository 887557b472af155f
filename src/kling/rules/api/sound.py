"""Generated sound."""

from __future__ import annotations

from collections.abc import Iterator

from kling.rules import examples
from kling.rules.rule import Finding, Request, replace, rule


@rule(
    "R1",
    "sound-with-video",
    title="Sound cannot be generated when a video is given",
    source="M R1, LO (live: HTTP 400, code 1201)",
    fails=examples.reference(sound="on"),
    passes=examples.reference(sound="off"),
    reads=("video_list",),
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

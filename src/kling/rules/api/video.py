"""The clip in video_list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kling.api.inline import LocalFile, LocalVideo
from kling.media.address import is_url, scheme
from kling.media.source import UNREACHABLE_SCHEMES
from kling.rules import examples
from kling.rules.rule import V2, Finding, Request, add, rule


@rule(
    "R6",
    "refer-type-missing",
    severity="warning",
    title="refer_type is not written",
    source="M R6",
    fails=examples.edit(video_list=[{"video_url": examples.CLIP, "keep_original_sound": "no"}]),
    passes=examples.edit(),
    reads=("video_list",),
)
def refer_type_missing(request: Request) -> Iterator[Finding]:
    """Left out, it means ``base`` (edit the clip). No wording in the prompt can change that, so write it."""
    for video in request.body.videos:
        given = request.body.raw["video_list"][int(video.pointer.rpartition("/")[2])].get("refer_type")
        if given is None:
            yield Finding(
                video.pointer,
                "refer_type is missing, so the clip is edited (base)",
                'write "refer_type": "base" to edit the clip, "feature" to use it as a reference',
                add(f"{video.pointer}/refer_type", "base", safe=True),
            )


def _v2_video_count(request: Request) -> Iterator[Finding]:
    """A task takes one video at most, to edit or as a reference."""
    count, limit = len(request.v2.clips), request.profile.videos_max
    if count > limit:
        yield Finding(request.v2.clips[limit].pointer, f"contents holds {count} videos; at most {limit}", "keep one")


@rule(
    "R60",
    "video-count",
    title="More than one video",
    source="M, Q, V1",
    fails=examples.edit(
        video_list=[{"video_url": examples.CLIP, "refer_type": "base", "keep_original_sound": "no"}] * 2,
        prompt="<<<video_1>>> make it snow as in <<<video_2>>>",
    ),
    passes=examples.edit(),
    reads=("video_list",),
    v2=V2(
        _v2_video_count,
        fails=examples.v2(
            examples.v2_clip("base_video"),
            examples.v2_clip("base_video", id="other"),
            text="@clip in snow as in @other",
            aspect_ratio=...,
            duration=...,
        ),
        passes=examples.v2(examples.v2_clip("base_video"), text="@clip in snow", aspect_ratio=..., duration=...),
        source="V2",
    ),
)
def video_count(request: Request) -> Iterator[Finding]:
    """A task takes one video at most."""
    count, limit = len(request.body.videos), request.profile.videos_max
    if count > limit:
        yield Finding(f"/video_list/{limit}", f"video_list holds {count} videos; at most {limit}", "keep one")


def clip_trouble(source: str, field: str) -> tuple[str, str]:
    """What is wrong with a clip given as text that is no http(s) URL, and what to do."""
    kind = scheme(source)
    if kind in UNREACHABLE_SCHEMES:
        why, instead = UNREACHABLE_SCHEMES[kind]
        return f"{field} is {kind}://…, which {why}", instead
    return (
        f"{field} must be an http(s) URL; files and base64 are not accepted for videos",
        "put the clip where the service can fetch it, and give its URL; in a brief a clip on this machine is hosted",
    )


def _v2_video_url(request: Request) -> Iterator[Finding]:
    """Videos are fetched by the service. There is no upload, and base64 is not accepted."""
    for clip in request.v2.clips:
        source = clip.source
        if isinstance(source, str) and source.strip() and not is_url(source.strip()):
            yield Finding(f"{clip.pointer}/url", *clip_trouble(source.strip(), "url"))


@rule(
    "R61",
    "video-url",
    title="A video must be an http(s) URL",
    source="V1, SKILL",
    fails=examples.edit(
        video_list=[{"video_url": "AAAAIGZ0eXBpc29t", "refer_type": "base", "keep_original_sound": "no"}]
    ),
    passes=examples.edit(),
    reads=("video_list",),
    v2=V2(
        _v2_video_url,
        fails=examples.v2(examples.v2_clip(url="AAAAIGZ0eXBpc29t"), text="@clip sets the camera", multi_shot=True),
        passes=examples.v2(examples.v2_clip(), text="@clip sets the camera", multi_shot=True),
        source="V2",
    ),
)
def video_url(request: Request) -> Iterator[Finding]:
    """Videos are fetched by the service. There is no upload, and base64 is not accepted."""
    for video in request.body.videos:
        source = video.source.strip() if isinstance(video.source, str) else ""
        if source and not is_url(source):
            yield Finding(f"{video.pointer}/video_url", *clip_trouble(source, "video_url"))


_LOCAL = "is a local clip; only the sandbox takes those"
_HOSTED = "for the real service put it on storage with --host s3://bucket/prefix, or give its http(s) URL"


def _v2_local_video(request: Request) -> Iterator[Finding]:
    """The API takes the URL of a clip and has no upload. The sandbox takes local clips."""
    for clip in request.v2.clips:
        if isinstance(clip.source, LocalFile):
            yield Finding(f"{clip.pointer}/url", f"{clip.source.path.name} {_LOCAL}", _HOSTED)


@rule(
    "R66",
    "local-video",
    severity="hint",
    title="A clip on this machine",
    source="V1, SKILL",
    fails=examples.edit(
        video_list=[
            {"video_url": LocalVideo(Path("clip.mp4"), 1), "refer_type": "base", "keep_original_sound": "no"},
        ]
    ),
    passes=examples.edit(),
    reads=("video_list",),
    v2=V2(
        _v2_local_video,
        fails=examples.v2(
            examples.v2_clip(url=LocalVideo(Path("clip.mp4"), 1)), text="@clip sets the camera", multi_shot=True
        ),
        passes=examples.v2(examples.v2_clip(), text="@clip sets the camera", multi_shot=True),
        source="V2",
    ),
)
def local_video(request: Request) -> Iterator[Finding]:
    """The API takes the URL of a clip and has no upload. The sandbox takes local clips; for the real service the clip
    must be put where the service can fetch it."""
    for video in request.body.videos:
        if isinstance(video.source, LocalVideo):
            yield Finding(f"{video.pointer}/video_url", f"{video.source.path.name} {_LOCAL}", _HOSTED)

"""M rules for clips: what is behind a video_url. They speak only when something is known about it."""

from __future__ import annotations

from collections.abc import Iterator

from kling.media.address import scheme
from kling.media.info import Facts
from kling.media.probe import CUT_CLIP
from kling.models.profiles import LATEST
from kling.rules import examples
from kling.rules.media.image import accepted
from kling.rules.rule import Example, Finding, Request, rule

_SHORT_BY = 0.25  # seconds by which a reference may be shorter than the film
_NTSC_FILM = 23.97  # 24000/1001 fps is commonly called 24


def _clips(request: Request) -> Iterator[tuple[str, Facts]]:
    """What is known about each clip."""
    for video in request.body.videos:
        is_base64 = isinstance(video.source, str) and not scheme(video.source)
        if (
            video.source
            and not is_base64
            and (facts := request.facts(video.source)) is not None
            and facts.kind != "unreachable"
        ):
            yield f"{video.pointer}/video_url", facts


def _videos(request: Request) -> Iterator[tuple[str, Facts]]:
    """Clips that are videos; what is none has no size or length to speak about."""
    return ((pointer, facts) for pointer, facts in _clips(request) if facts.kind == "video")


def _example(profile: object = None, **known: object) -> Example:
    facts = {
        "kind": "video",
        "format": "mp4",
        "width": 1280,
        "height": 720,
        "fps": 30,
        "seconds": 5.0,
        "bytes": 9_000_000,
        **known,
    }
    body = examples.edit()
    media = {examples.CLIP: Facts(**facts)}  # type: ignore[arg-type]
    return Example(body, LATEST, media) if profile is LATEST else Example(body, media=media)


@rule(
    "M5",
    "video-format",
    title="A clip in a format that is not accepted",
    source="M, Q",
    fails=_example(format="webm"),
    passes=_example(format="mov"),
    reads=("video_list",),
)
def video_format(request: Request) -> Iterator[Finding]:
    """Formats: $video_formats; the content decides, not the file name."""
    for pointer, facts in _clips(request):
        if facts.kind == "other" and facts.format == CUT_CLIP:
            yield Finding(pointer, f"this is {CUT_CLIP}", "give the whole file")
        elif facts.kind != "video":
            what = f"a {facts.format} picture" if facts.kind == "image" else facts.format or "something else"
            yield Finding(
                pointer,
                f"this is no video but {what}",
                f"give a clip of {accepted(request.profile.video_formats, 'or')}",
            )
        elif facts.format is not None and facts.format not in request.profile.video_formats:
            formats = request.profile.video_formats
            message = f"the clip is {facts.format}; only {accepted(formats, 'and')} are accepted"
            yield Finding(pointer, message, f"convert it to {accepted(formats[:1], '')}")


@rule(
    "M6",
    "video-bytes",
    title="A clip file that is too large",
    source="M, Q; whether MB means 10^6 or 2^20 is not stated",
    fails=_example(bytes=250_000_000),
    passes=_example(bytes=199_000_000),
    reads=("video_list",),
)
def video_bytes(request: Request) -> Iterator[Finding]:
    """At most $video_bytes_max."""
    profile = request.profile
    for pointer, facts in _videos(request):
        if facts.bytes == 0:
            yield Finding(pointer, "the clip file is empty (0 bytes)", "give another clip")
        elif facts.bytes is not None and facts.bytes > profile.video_bytes_max:
            sure = facts.bytes > profile.video_bytes_ceiling
            yield Finding(
                pointer,
                f"the clip has {facts.bytes / 1_000_000:.1f} MB; the limit is {profile.video_bytes_max // 1_000_000} MB"
                + ("" if sure else f", which may mean {profile.video_bytes_max:,} bytes"),
                "encode it smaller, or cut it",
                severity="error" if sure else "warning",
            )


@rule(
    "M7",
    "video-length",
    title="A clip that is too short or too long",
    source="M, Q, V1; 15 s since 2026-06-17 (C4)",
    fails=_example(seconds=11.0),
    passes=_example(LATEST, seconds=11.0),
    reads=("video_list",),
)
def video_length(request: Request) -> Iterator[Finding]:
    """A clip to edit or to refer to lasts $video_seconds_min to $video_seconds_max seconds; newer documents allow
    more."""
    low, high = request.profile.video_seconds_min, request.profile.video_seconds_max
    for pointer, facts in _videos(request):
        if facts.seconds is not None and not low <= facts.seconds <= high:
            yield Finding(
                pointer,
                f"the clip lasts {facts.seconds:g} s; {low:g} to {high:g} s are accepted",
                "cut it" if facts.seconds > high else "use a longer clip",
            )


@rule(
    "M8",
    "video-side",
    title="A clip whose sides are out of range",
    source="M, Q, V1",
    fails=_example(width=640, height=360),
    passes=_example(width=1280, height=720),
    reads=("video_list",),
)
def video_side(request: Request) -> Iterator[Finding]:
    """Both sides have $video_side_min to $video_side_max pixels; the v2 wire allows more, with limits of area and
    shape."""
    profile = request.profile
    low, high = profile.video_side_min, profile.video_side_max
    for pointer, facts in _videos(request):
        if not facts.width or not facts.height:
            continue
        size = f"the clip has {facts.width}x{facts.height} pixels"
        if not (low <= min(facts.width, facts.height) and max(facts.width, facts.height) <= high):
            yield Finding(pointer, f"{size}; both sides need {low} to {high}", "scale it: --fit does")
        elif profile.video_area_max is not None and facts.width * facts.height > profile.video_area_max:
            yield Finding(pointer, f"{size}, more than {profile.video_area_max} in all", "scale it: --fit does")
        elif profile.video_ratios is not None:
            least, most = profile.video_ratios
            if not least <= facts.width / facts.height <= most:
                yield Finding(pointer, f"{size}; width to height must be {least:g} to {most:g}", "crop or pad it")


@rule(
    "M9",
    "video-fps",
    title="A clip whose frame rate is out of range",
    source="M, Q",
    fails=_example(fps=15),
    passes=_example(fps=24),
    reads=("video_list",),
)
def video_fps(request: Request) -> Iterator[Finding]:
    """$video_fps_min to $video_fps_max frames a second. Film at 23.976 is just below the written limit; whether it
    passes is not known."""
    low, high = request.profile.video_fps_min, request.profile.video_fps_max
    for pointer, facts in _videos(request):
        if facts.fps is None or low <= facts.fps <= high:
            continue
        yield Finding(
            pointer,
            f"the clip has {facts.fps:g} frames a second; {low:g} to {high:g} are accepted",
            f"encode it with {low:g} to {high:g} frames a second",
            severity="warning" if _NTSC_FILM <= facts.fps < low else None,
        )


@rule(
    "M15",
    "silent-clip",
    severity="warning",
    title="The sound of a silent clip is to be kept",
    source="users' reports",
    fails=_example(has_sound=False),
    passes=_example(has_sound=True),
    reads=("video_list",),
)
def silent_clip(request: Request) -> Iterator[Finding]:
    """``keep_original_sound`` keeps what there is: a clip without a track of sound makes a silent film."""
    for video in request.body.videos:
        facts = request.facts(video.source) if video.source else None
        if video.keep_original_sound == "yes" and facts is not None and facts.has_sound is False:
            yield Finding(
                f"{video.pointer}/keep_original_sound",
                "the clip has no sound that could be kept: the film will be silent",
                "leave it out, or use a clip with sound",
            )


@rule(
    "M16",
    "short-reference",
    severity="hint",
    title="A reference clip that is shorter than the film",
    source="INF",
    fails=Example(examples.reference(duration="8"), media={examples.CLIP: Facts("video", "mp4", seconds=5.0)}),
    passes=Example(examples.reference(duration="5"), media={examples.CLIP: Facts("video", "mp4", seconds=5.0)}),
    reads=("video_list",),
)
def short_reference(request: Request) -> Iterator[Finding]:
    """A clip that is referred to gives its camera or motion for as long as it lasts; what the film does after that is
    the model's own."""
    length = request.body.duration
    if request.body.refer_type != "feature" or length is None:
        return
    for pointer, facts in _videos(request):
        if facts.seconds is not None and facts.seconds < length - _SHORT_BY:
            yield Finding(
                pointer,
                f"the clip lasts {facts.seconds:g} s and the film {length} s: its last {length - facts.seconds:.2g} s "
                "have nothing to follow",
                f"ask for {int(facts.seconds)} s, give a longer clip, or join shorter films in a production",
            )

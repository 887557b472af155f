"""Lip-sync: a clip is given a line."""

from __future__ import annotations

from collections.abc import Iterator

from kling.api.characters import is_blank
from kling.api.lip_sync import FILMS, MODES
from kling.media.address import is_url
from kling.models.profiles import speech
from kling.rules import examples
from kling.rules.api.delivery import picture_trouble
from kling.rules.rule import Finding, Request, rule

_SPOKEN = ("text", "voice_id", "voice_language", "voice_speed")
_RECORDED = ("audio_type", "audio_url", "audio_file")


@rule(
    "R90",
    "lip-sync-mode",
    title="A lip-sync does not say where its line comes from",
    source="FZ (live: input.mode: must not be null)",
    fails=examples.lip_sync(mode=...),
    passes=examples.lip_sync(),
    wires=("lip-sync",),
)
def lip_sync_mode(request: Request) -> Iterator[Finding]:
    """``text2video`` has the service speak a text, ``audio2video`` takes a recording. There is no default."""
    if request.lip_sync.input.get("mode") in (None, ""):
        given = "audio2video" if any(request.lip_sync.input.get(name) for name in _RECORDED) else "text2video"
        yield Finding(
            "/input" if request.lip_sync.input else "",
            "input.mode must not be null",
            f'write "mode": "{given}" into input' if request.lip_sync.input else 'write {"input": {"mode": …}}',
        )


@rule(
    "R91",
    "lip-sync-clip",
    title="A lip-sync needs one clip, by id or by URL",
    source="FZ (live: video_id or video_url is required), UG (live: From video not found by id)",
    fails=examples.lip_sync(video_id=...),
    passes=examples.lip_sync(),
    wires=("lip-sync",),
)
def lip_sync_clip(request: Request) -> Iterator[Finding]:
    """The clip is a film of the service, by the id of its *video* (in a task's result, not the id of the task), or any
    clip by its URL. Both at once are two clips for one line."""
    given, video = request.lip_sync.input, request.lip_sync.line.video
    if given.get("video_id") and given.get("video_url"):
        yield Finding(
            "/input/video_url", "video_id and video_url are given, which may be two clips", "give one of them"
        )
    elif not video:
        yield Finding(
            "/input" if given else "",
            "video_id or video_url is required",
            "give the id of a film's video (kling status shows it), or the URL of a clip",
        )
    elif isinstance(video, str) and not video.startswith(FILMS) and not is_url(video):
        yield Finding("/input/video_url", "video_url must be an http(s) URL", "give a URL that anyone can open")


@rule(
    "R92",
    "lip-sync-recording",
    title="A lip-sync of a recording without the recording",
    source="FZ (live: Audio type is null; allowed values: file, url); DMX, CR",
    fails=examples.recorded(audio_type=...),
    passes=examples.recorded(),
    wires=("lip-sync",),
)
def lip_sync_recording(request: Request) -> Iterator[Finding]:
    """``audio_type`` says how the recording is given: ``url`` with ``audio_url``, or ``file`` with ``audio_file`` as
    raw base64."""
    given = request.lip_sync.input
    if given.get("mode") != "audio2video":
        return
    kind = given.get("audio_type")
    if kind in (None, ""):
        yield Finding("/input", "Audio type is null", 'write "audio_type": "url" or "file"')
        return
    name = {"url": "audio_url", "file": "audio_file"}.get(str(kind))
    if name is None:
        return  # S4 speaks about values
    source = given.get(name)
    if not source:
        yield Finding("/input", f"{name} is required with audio_type {kind}", f"give {name}")
    elif not isinstance(source, str):
        return
    elif kind == "url" and not is_url(source):
        yield Finding("/input/audio_url", "audio_url must be an http(s) URL", "give a URL, or the file as audio_file")
    elif kind == "file" and is_url(source):
        yield Finding("/input/audio_file", "audio_file is a URL", 'write it as audio_url, with "audio_type": "url"')
    elif kind == "file" and source.lower().endswith(tuple(f".{name}" for name in speech().audio_formats)):
        help = "use `kling lipsync --audio`, which sends the file along, or give its base64"
        yield Finding("/input/audio_file", "audio_file is a file path; the service cannot read files", help)
    elif kind == "file" and (trouble := picture_trouble(source, "audio_file")):
        yield Finding("/input/audio_file", *trouble)


@rule(
    "R93",
    "lip-sync-line",
    title="A lip-sync whose line cannot be spoken",
    source="FZ (live: text is required), UG (live: Voice language not found without a voice); length DMX, CR",
    fails=examples.lip_sync(text=""),
    passes=examples.lip_sync(),
    wires=("lip-sync",),
)
def lip_sync_line(request: Request) -> Iterator[Finding]:
    """A line that the service speaks needs the text, at most $prompt_max characters, and a voice. There is no voice by
    default: without one the service answers "Voice language not found"."""
    if request.lip_sync.input.get("mode") != "text2video":
        return
    text, most = request.lip_sync.line.text, request.profile.prompt_max
    if is_blank(text):
        yield Finding("/input", "text is required", "write the line as text")
    elif len(text) > most:
        yield Finding(
            "/input/text",
            f"the line has {len(text)} characters; the limit is {most}",
            "shorten it, or give a recording of it (audio2video)",
        )
    if not request.lip_sync.line.voice.strip():
        yield Finding("/input", "voice_id is required", f"give a voice, such as {_some_voices()}")


def _some_voices() -> str:
    return " or ".join(f'"{ids[0]}" ({language})' for language, ids in speech().voices.items())


@rule(
    "R94",
    "lip-sync-speed",
    title="A voice that is too fast or too slow",
    source="FZ (live: must be less than or equal to 2.0); least DMX, CR",
    fails=examples.lip_sync(voice_speed=99),
    passes=examples.lip_sync(voice_speed=1.2),
    wires=("lip-sync",),
)
def lip_sync_speed(request: Request) -> Iterator[Finding]:
    """``voice_speed`` is $speed_min to $speed_max; 1.0 is the usual pace."""
    speed, low, high = request.lip_sync.input.get("voice_speed"), speech().speed_min, speech().speed_max
    if isinstance(speed, int | float) and not isinstance(speed, bool) and not low <= speed <= high:
        bound = f"less than or equal to {high}" if speed > high else f"greater than or equal to {low}"
        yield Finding("/input/voice_speed", f"voice_speed must be {bound}", f"write {low} to {high}")


@rule(
    "R95",
    "lip-sync-other-mode",
    severity="warning",
    title="A field of the other kind of lip-sync",
    source="INF",
    fails=examples.recorded(text="We leave at dawn."),
    passes=examples.recorded(),
    wires=("lip-sync",),
)
def lip_sync_other_mode(request: Request) -> Iterator[Finding]:
    """A text has no effect beside a recording, nor a recording beside a text: the mode decides which is used."""
    given = request.lip_sync.input
    if given.get("mode") not in MODES:
        return
    lost = _SPOKEN if given["mode"] == "audio2video" else _RECORDED
    for name in lost:
        if given.get(name) not in (None, ""):
            yield Finding(
                f"/input/{name}",
                f"{name} has no effect with mode {given['mode']}",
                "remove it, or choose the other mode",
            )


@rule(
    "R96",
    "lip-sync-voice",
    severity="warning",
    title="A voice that the service has refused",
    source="UG (live: Voice id not found)",
    fails=examples.lip_sync(voice_id="oversea_female1"),
    passes=examples.lip_sync(),
    wires=("lip-sync",),
)
def lip_sync_voice(request: Request) -> Iterator[Finding]:
    """Partners list voices that the vendor's own API does not have. The catalogue differs by account and cannot be
    listed; a refusal costs nothing."""
    if request.lip_sync.line.voice in speech().refused_voices:
        yield Finding(
            "/input/voice_id",
            f'the service has answered "Voice id not found" to {request.lip_sync.line.voice}',
            f"use one that was accepted, such as {_some_voices()}",
        )

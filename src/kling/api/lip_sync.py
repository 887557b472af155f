"""Bodies of the lip-sync endpoint: a clip, and the line that somebody in it is to speak. Sources: DMX, CR, FZ, UG.

Such a body is priced and drawn by the omni body that edits the same clip.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kling.api.body import Body
from kling.api.fields import Field, by_name
from kling.api.inline import LocalFile
from kling.api.v2.translate import Translation
from kling.lazy import lazy
from kling.media.address import scheme
from kling.models.profiles import lip_sync, speech

if TYPE_CHECKING:
    from kling.api.replies import TaskData

FILMS = "kling://videos/"
"""What stands before the id of a film of the service where a clip's URL is wanted."""

MODES = ("text2video", "audio2video")

INPUT = by_name(
    Field("mode", "string", "a line that the service speaks, or a recording", MODES, required=True, source="FZ"),
    Field("video_id", "string", "a film of the service: the id of its video, not of its task", source="UG"),
    Field("video_url", "string", "or the http(s) URL of a clip", source="FZ"),
    Field(
        "text",
        "string",
        f"text2video: the line, at most {lip_sync().newest.prompt_max} characters",
        source="FZ; length DMX, CR",
    ),
    Field("voice_id", "string", "text2video: who speaks it", source="FZ, UG"),
    Field(
        "voice_language", "string", "text2video: its language", lambda: speech().languages, default="zh", source="FZ"
    ),
    Field(
        "voice_speed",
        "number",
        f"text2video: {speech().speed_min} to {speech().speed_max}",
        default="1.0",
        source="FZ; least DMX, CR",
    ),
    Field("audio_type", "string", "audio2video: how the recording is given", ("file", "url"), source="FZ"),
    Field("audio_url", "string", "audio2video: its http(s) URL", source="FZ"),
    Field("audio_file", "string", "audio2video: or its raw base64", source="DMX, CR"),
)

FIELDS = by_name(
    Field("input", "object", "the clip and the line", required=True, items=INPUT, source="DMX, CR, FZ"),
    Field("callback_url", "string", "where the service posts status changes", source="DMX, CR"),
    Field("external_task_id", "string", "your own id; in no document of this endpoint", source="INF"),
)

FOREIGN: dict[str, str] = {
    "model_name": "this endpoint has one model; remove it",
    "prompt": "write the line as text into input",
}


class Line(NamedTuple):
    """What is asked for. ``video`` is a URL, a local clip, or :data:`FILMS` and an id; ``audio`` a URL, base64 or a
    local file; "" where nothing is given."""

    mode: str
    video: str | LocalFile
    text: str
    voice: str
    audio: str | LocalFile


class LipSyncBody(Body):
    """Questions about one body of this form, as it was written."""

    endpoint = "lip-sync"
    foreign = FOREIGN
    fields = FIELDS

    @lazy
    def input(self) -> Mapping[str, Any]:
        given = self.raw.get("input")
        return given if isinstance(given, Mapping) else {}

    @lazy
    def line(self) -> Line:
        def given(name: str) -> str:
            value = self.input.get(name)
            is_number = isinstance(value, int) and not isinstance(value, bool)
            return str(value) if isinstance(value, str) or is_number else ""

        def media(name: str) -> str | LocalFile:
            value = self.input.get(name)
            return value if isinstance(value, LocalFile) else given(name)

        video = f"{FILMS}{given('video_id')}" if given("video_id") else media("video_url")
        return Line(given("mode"), video, given("text"), given("voice_id"), media("audio_file") or media("audio_url"))


def to_omni(raw: Mapping[str, Any]) -> Translation:
    """The omni body that edits the same clip; faults are carried over as far as they can be."""
    line = LipSyncBody(raw).line
    body: dict[str, Any] = {
        "model_name": lip_sync().name,
        "mode": lip_sync().oldest.mode_default,
        "prompt": line.text,
        "video_list": [{"video_url": line.video, "refer_type": "base", "keep_original_sound": "no"}],
    }
    body |= {name: raw[name] for name in ("callback_url", "external_task_id") if name in raw}
    is_film = isinstance(line.video, str) and line.video.startswith(FILMS)
    clip = "/input/video_id" if is_film else "/input/video_url"
    origins = {"/prompt": "/input/text", "/video_list/0/video_url": clip, "/video_list": clip}
    as_written = ("callback_url", "external_task_id", "input/audio_url", "input/audio_file")
    return Translation(body, origins | {f"/{name}": f"/{name}" for name in as_written})


def is_of(task: TaskData, raw: Mapping[str, Any]) -> bool | None:
    """Whether a task is made of the clip that a body names, by its id, or by its address without the signature; None
    where the service does not say."""
    clip, video = task.made_of, LipSyncBody(raw).line.video
    if clip is None or not isinstance(video, str):
        return None
    if video.startswith(FILMS):
        return video == f"{FILMS}{clip.id}" if clip.id else None
    return video.partition("?")[0] == (clip.url or "").partition("?")[0] or None


def body(
    video: str | LocalFile,
    *,
    text: str | None = None,
    voice: str | None = None,
    language: Literal["zh", "en"] | str | None = None,
    speed: float | None = None,
    audio: str | LocalFile | None = None,
) -> dict[str, Any]:
    """A body from what is asked for. ``video`` and ``audio`` are URLs or local files, ``video`` may be :data:`FILMS`
    and the id of a film, ``audio`` may be base64. What is missing is left out, for the rules to speak about."""
    is_film = isinstance(video, str) and video.startswith(FILMS)
    clip = {"video_id": str(video).removeprefix(FILMS)} if is_film else {"video_url": video}
    if audio is not None:
        is_url = isinstance(audio, str) and scheme(audio) is not None
        kind, name = ("url", "audio_url") if is_url else ("file", "audio_file")
        return {"input": {"mode": "audio2video", **clip, "audio_type": kind, name: audio}}
    spoken = {"text": text, "voice_id": voice, "voice_language": language, "voice_speed": speed}
    return {
        "input": {"mode": "text2video", **clip, **{name: value for name, value in spoken.items() if value is not None}}
    }

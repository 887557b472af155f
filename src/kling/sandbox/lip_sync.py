"""The lip-sync endpoint: its bodies are judged by the lip-sync rules, and the film is the clip with the line as a
caption, and with the recording, or the text spoken by the extra ``tts``, as its sound."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kling.api.inline import LocalFile
from kling.api.lip_sync import FILMS, to_omni
from kling.models.profiles import Profile, speech
from kling.rules import check
from kling.sandbox import errors, texts
from kling.sandbox.errors import Refusal
from kling.sandbox.files import LINE, VIDEOS, result_behind
from kling.sandbox.state import Store, video_id


def read(body: Any, profile: Profile, elements: object) -> dict[str, Any]:
    """The omni body of the same film. Raises Refusal."""
    found = check(body, profile, craft=False, wire="lip-sync")
    found.sort(key=lambda fault: fault.pointer != "/input/mode")  # the service looks at the mode first (FZ)
    if (fault := errors.worst(found)) is not None:
        raise Refusal(1201, texts.text(fault, body, "lip-sync"))
    given = body["input"]
    known = {id for ids in speech().voices.values() for id in ids}
    if given["mode"] == "text2video" and given["voice_id"] not in known:
        raise Refusal(1201, "Voice id not found")  # LIVE FZ, UG
    return {**to_omni(body).body, LINE: _line(given)}


def _line(given: Mapping[str, Any]) -> dict[str, Any]:
    if given["mode"] == "audio2video":
        return {"audio": given["audio_url" if given["audio_type"] == "url" else "audio_file"]}
    return {"text": given["text"], "language": given.get("voice_language") or speech().languages[0]}


def recording(body: Mapping[str, Any]) -> str | LocalFile | None:
    """The recording that a kept body gives its clip: a URL, or a file that came along."""
    line = body.get(LINE)
    audio = line.get("audio") if isinstance(line, Mapping) else None
    return audio if isinstance(audio, str | LocalFile) and audio else None


def dub(film: Path, line: Mapping[str, Any], audio: Path | None) -> None:
    """Give a film its line in the place of its sound: from its start, to the film's end, silence where nobody speaks.
    Raises RenderError for a recording that cannot be played."""
    import av
    import numpy as np

    from kling.animatic.audio.mix import frames
    from kling.animatic.audio.speech import spoken
    from kling.animatic.errors import RenderError
    from kling.animatic.media import RATE, Clip

    whole = round(Clip(film).facts.seconds * RATE)
    if audio is not None:
        said = _heard(audio)
        if said is None:
            raise RenderError("the recording cannot be played")
    else:
        alone = spoken(str(line["text"]), str(line["language"]), "", whole / RATE)
        said = np.zeros((2, 0), np.float32) if alone is None else np.stack([alone, alone])
    track = np.zeros((2, whole), np.float32)
    track[:, : said.shape[1]] = said[:, :whole]
    dubbed = film.with_name(f".{film.name}.dubbed")
    try:
        with (
            av.open(str(film)) as source,
            av.open(str(dubbed), "w", format="mp4", options={"movflags": "faststart"}) as out,
        ):
            out.metadata.update(source.metadata)
            pictures = out.add_stream_from_template(source.streams.video[0])
            sound = out.add_stream("aac", rate=RATE, layout="stereo")
            for packet in source.demux(source.streams.video[0]):
                if packet.dts is not None:
                    packet.stream = pictures
                    out.mux(packet)
            for frame in frames(track.T, 1024):
                out.mux(sound.encode(frame))
            out.mux(sound.encode(None))
        dubbed.replace(film)
    finally:
        dubbed.unlink(missing_ok=True)


def _heard(audio: Path) -> Any:
    """A recording as (2, n) samples; None where it is none."""
    import av
    import numpy as np

    from kling.animatic.media import RATE

    pieces = []
    try:
        with av.open(str(audio)) as container:
            resampler = av.AudioResampler("fltp", "stereo", RATE)
            for frame in container.decode(audio=0):
                pieces += [piece.to_ndarray() for piece in resampler.resample(frame)]
            pieces += [piece.to_ndarray() for piece in resampler.resample(None)]
    except (av.error.FFmpegError, IndexError, ValueError):
        if not pieces:
            return None
    return np.concatenate(pieces, axis=1) if pieces else None


def with_film(body: dict[str, Any], store: Store, base: str) -> dict[str, Any]:
    """The body with the URL of a film of ours in the place of its video's id. Raises Refusal where there is none."""
    clips = body.get("video_list")
    if not isinstance(clips, list):
        return body
    return {**body, "video_list": [_found(clip, store, base) for clip in clips]}


def parent(body: Mapping[str, Any]) -> dict[str, str]:
    """What a task says of the clip that it is made of: its URL, and of a film of ours the id of its video."""
    (clip,) = body["video_list"]
    url = str(clip["video_url"])
    film = result_behind(url)
    return {"id": video_id(film[0]) if film else "", "url": url}


def _found(clip: Any, store: Store, base: str) -> Any:
    url = clip.get("video_url") if isinstance(clip, Mapping) else None
    if not isinstance(url, str) or not url.startswith(FILMS):
        return clip
    id = url.removeprefix(FILMS)
    task = store.by_video_id(id)
    if task is None:
        raise Refusal(1201, f"From video not found by id: {id[:100]}")  # LIVE UG
    return {**clip, "video_url": f"{base}{VIDEOS}/{task.id}.mp4"}

"""Playing a film, to know that it is one, and whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from kling.media.boxes import Track, whole

SECONDS_MAX = 600.0
_SIDE_MIN, _SIDE_MAX = 64, 4400  # pixels; more than any mode gives
_FPS_MAX = 120


class NotPlayable(Exception):
    """A file is no film, or cannot be played to its end; says why."""


class Played(NamedTuple):
    """What was seen: ``seconds`` up to the end of the last picture."""

    seconds: float
    width: int
    height: int


def play(path: Path, seconds_max: float = SECONDS_MAX) -> Played:
    """Know that a film can be played to its end. Where its index shows that every picture is there whole, its sound is
    decoded and two of its pictures, which finds all that decoding every picture does; else all of it. Raises
    NotPlayable, also when it is longer than ``seconds_max``."""
    import av

    try:
        indexed = whole(path)
        with av.open(str(path)) as film:
            video = next(iter(film.streams.video), None)
            if video is None or video.codec_context is None:  # a codec that nothing here knows
                raise NotPlayable("it has no pictures")
            width, height = video.width, video.height
            if not (min(width, height) >= _SIDE_MIN and max(width, height) <= _SIDE_MAX):
                raise NotPlayable(f"its pictures have {width}x{height} pixels")
            pictures = next((track for track in indexed or () if track.kind == "vide"), None)
            if pictures is None or pictures.samples != video.frames:
                end = _to_its_end(film, video, seconds_max)
            else:
                end = _sampled(film, video, pictures, seconds_max)
    except (av.FFmpegError, OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise NotPlayable(f"it cannot be played to its end: {why}") from None
    return Played(end, width, height)


def _sampled(film: Any, video: Any, pictures: Track, seconds_max: float) -> float:
    """Decode all sound, the last key picture and the first picture; gives the seconds."""
    if pictures.seconds > seconds_max:
        raise NotPlayable(f"it is longer than {seconds_max:g} s")
    if not pictures.samples:
        raise NotPlayable("it has no pictures")
    if pictures.samples > seconds_max * _FPS_MAX:
        raise NotPlayable(f"it has more pictures than {seconds_max:g} s can have")
    for _ in film.decode(*film.streams.audio[:1]) if film.streams.audio else ():
        pass  # sound has no units whose lengths could be looked at
    video.codec_context.thread_count = 1  # one or two pictures are no work for more
    for moment in (video.duration or 0, 0):
        film.seek(moment, stream=video)
        picture = next(film.decode(video), None)
        if picture is None:
            raise NotPlayable(f"its pictures cannot be decoded from {float(moment * video.time_base):.1f} s on")
        if picture.pts == video.start_time:
            break
    return pictures.seconds


def _to_its_end(film: Any, video: Any, seconds_max: float) -> float:
    """Decode every picture and all sound; gives the seconds."""
    import av

    promised = float(video.duration * video.time_base) if video.duration and video.time_base else None
    end, frames = 0.0, 0
    for frame in film.decode(video, *film.streams.audio[:1]):
        if frame.time is not None and frame.time > seconds_max:
            raise NotPlayable(f"it is longer than {seconds_max:g} s")
        if isinstance(frame, av.VideoFrame):
            frames += 1
            if max(frame.width, frame.height) > _SIDE_MAX:
                raise NotPlayable(f"its pictures have {frame.width}x{frame.height} pixels")
            if frames > seconds_max * _FPS_MAX:
                raise NotPlayable(f"it has more pictures than {seconds_max:g} s can have")
            last = float(frame.duration * frame.time_base) if frame.duration and frame.time_base else 0.0
            end = max(end, (frame.time or 0.0) + last)
    if not frames:
        raise NotPlayable("it has no pictures")
    if frames < video.frames - 1:
        raise NotPlayable(f"it ends after {frames} of {video.frames} pictures")
    if promised is not None and end < promised - 0.5:
        raise NotPlayable(f"it ends after {end:.1f} of {promised:.1f} s")
    return end

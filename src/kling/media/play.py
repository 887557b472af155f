"""Playing a film to its end, to know that it is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

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
    """Decode every picture and all sound of a film. Raises NotPlayable, also when it is longer than ``seconds_max``."""
    import av

    try:
        with av.open(str(path)) as film:
            video = next(iter(film.streams.video), None)
            if video is None:
                raise NotPlayable("it has no pictures")
            width, height = video.width, video.height
            if not (min(width, height) >= _SIDE_MIN and max(width, height) <= _SIDE_MAX):
                raise NotPlayable(f"its pictures have {width}x{height} pixels")
            promised = float(video.duration * video.time_base) if video.duration and video.time_base else None
            video.thread_type = "AUTO"
            end, frames, of_frames = 0.0, 0, video.frames
            frame: Any
            for frame in film.decode(*film.streams.video[:1], *film.streams.audio[:1]):
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
    except (av.FFmpegError, OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise NotPlayable(f"it cannot be played to its end: {why}") from None
    if not frames:
        raise NotPlayable("it has no pictures")
    if frames < of_frames - 1:
        raise NotPlayable(f"it ends after {frames} of {of_frames} pictures")
    if promised is not None and end < promised - 0.5:
        raise NotPlayable(f"it ends after {end:.1f} of {promised:.1f} s")
    return Played(end, width, height)

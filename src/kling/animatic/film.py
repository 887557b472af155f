"""From a request body to a file: frames and samples are made, encoded and written while the film runs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar, Unpack

import av
from av.video.frame import PictureType, VideoFrame
from PIL import Image

from kling.animatic.audio.mix import frames as audio_frames
from kling.animatic.audio.mix import soundtrack
from kling.animatic.audio.speech import is_there
from kling.animatic.captions import FPS
from kling.animatic.errors import RenderError
from kling.animatic.mark import comment
from kling.animatic.media import RATE, Find
from kling.animatic.scenes import Film, Options
from kling.animatic.yuv import join, over
from kling.media.files import PartFolder

T = TypeVar("T")
S = TypeVar("S")
_PREFETCHED = 4  # runs of frames that are drawn before they are encoded
_RUN = 2  # frames one after the other that one process draws: they share a pose
_LARGE = 1280 * 1280  # pixels; above, two cores keep real time in rain and snow only with the cheaper preset


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished film: ``frames`` at 24 per second, ``seconds`` long, of ``width`` by ``height`` pixels. ``unspoken``:
    how many lines have but a quiet place, because the extra ``tts`` is missing."""

    frames: int
    seconds: float
    width: int
    height: int
    has_audio: bool
    unspoken: int = 0


def film_of(body: Mapping[str, Any], find: Find, **options: Unpack[Options]) -> Film:
    """The film of a body, ready to be drawn. Raises RenderError for frames and clips that cannot be read."""
    return Film(body, find, options)


def poster(body: Mapping[str, Any], *, find: Find, frame: int = 0, **options: Unpack[Options]) -> Image.Image:
    """One frame of a body's film as an RGB picture. Raises RenderError, and IndexError outside the film."""
    with closing(film_of(body, find, **options)) as film:
        return join(film.frame(frame))


def render(
    body: Mapping[str, Any],
    out: Path,
    *,
    find: Find,
    progress: Callable[[int, int], None] | None = None,
    names: Sequence[str] = (),
    processes: int = 1,
    **options: Unpack[Options],
) -> Rendered:
    """Make the animatic of a v1 create body as an H.264 MP4 at ``out``.

    ``find`` gives the local file behind a picture or clip of the body, or None: then a placeholder is drawn.
    ``progress`` is called with frames done and frames in all. ``names`` stand in its metadata, see
    :mod:`kling.animatic.mark`. A film of the stage is drawn by so many ``processes`` where that is more than one; they
    import the program's main module and are sent ``find``. The file appears at ``out`` whole or not at all. Raises
    RenderError when a first or last frame or the clip to edit cannot be read, or when the film cannot be written."""
    with closing(film_of(body, find, **options)) as film:
        try:
            with closing(PartFolder(out.parent.resolve(strict=True))) as making:  # somebody else may draw the same
                draft = making.path / out.name
                apart = processes if processes > 1 and not (film.ends or film.clip) else 0
                with closing(_shared(film, apart, body, find, options) if apart else _frames(film)) as frames:
                    has_audio = _encode(film, frames, draft, progress, comment(names))
                draft.replace(out)
        except (OSError, av.error.FFmpegError) as error:
            why = f"{error.strerror or error}; choose a folder that exists and has room"
            raise RenderError(f"the film cannot be written to {out.name}: {why}") from error
    line, spoken = film.timeline, has_audio and film.body.video is None
    lines = sum(len(shot.lines) for shot in film.model.shots) if spoken and not is_there() else 0
    return Rendered(line.frames, line.frames / FPS, line.width, line.height, has_audio, lines)


def _encode(
    film: Film, frames: Iterator[VideoFrame], path: Path, progress: Callable[[int, int], None] | None, said: str
) -> bool:
    """Write a film; whether it has sound."""
    line, audio, sound = film.timeline, None, _sound(film)
    with av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}) as container:
        container.metadata.update({"title": "Kling preview", "comment": said})
        video = video_stream(container, (line.width, line.height), still=film.quality.still)
        if sound is not None:
            audio = container.add_stream("aac", rate=RATE, layout="stereo")
            audio.bit_rate = 160_000
        for number, frame in enumerate(frames):
            frame.pts = number
            container.mux(video.encode(frame))
            if audio is not None and sound is not None and (piece := next(sound, None)) is not None:
                container.mux(audio.encode(piece))
            if progress is not None:
                progress(number + 1, line.frames)
        for stream in (video, audio):
            container.mux(stream.encode(None) if stream is not None else [])
    return sound is not None


def _sound(film: Film) -> Iterator[av.AudioFrame] | None:
    """What is heard, a piece for each frame: what the scene model asks for, or the clip's own sound."""
    body = film.body
    if body.video is None and body.sound:
        return audio_frames(soundtrack(film.model.shots, film.model.cast), RATE // FPS)
    keeps = body.video is not None and body.video.keep_original_sound == "yes"
    return film.clip.sound(RATE // FPS) if keeps and film.clip is not None and film.clip.has_sound else None


def _frames(film: Film) -> Generator[VideoFrame, None, None]:
    """Every frame of a film in order, drawn a few ahead of their use; those of a held picture are one and the same."""
    scenes = film.timeline.scenes
    shown = [scene.start if film.quality.still else n for scene in scenes for n in range(scene.start, scene.end)]
    with ThreadPoolExecutor(1) as drawing:
        yield from _ahead(shown, lambda number: drawing.submit(encoder_frame, film, number))


def _shared(
    film: Film, processes: int, body: Mapping[str, Any], find: Find, options: Options
) -> Generator[VideoFrame, None, None]:
    """Every frame of a film in order, drawn by several processes."""
    frames = range(film.timeline.frames)
    runs = [frames[n : n + _RUN] for n in range(0, len(frames), _RUN)]
    said = body, find, Options(**{**options, "model": film.model})
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin, initargs=said) as drawing:
        for run in _ahead(runs, lambda run: drawing.submit(_drawn_apart, run)):
            for planes in run:
                frame = VideoFrame(film.timeline.width, film.timeline.height, "yuv420p")
                for plane, made in zip(frame.planes, planes, strict=True):
                    plane.update(made)
                frame.pict_type = PictureType.NONE
                yield frame


def _ahead(wanted: Sequence[T], submit: Callable[[T], Future[S]]) -> Generator[S, None, None]:
    """What is made of each that is wanted, a few begun before they are used; what is the same is made once."""
    waiting: deque[Future[S]] = deque()
    for before, one in zip((None, *wanted), wanted, strict=False):
        waiting.append(waiting[-1] if one == before else submit(one))
        if len(waiting) > _PREFETCHED:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_DRAWN: list[Film] = []
"""The film that this process draws frames of for another one."""


def _begin(body: Mapping[str, Any], find: Find, options: Options) -> None:
    _DRAWN[:] = [film_of(body, find, **options)]


def _drawn_apart(run: Sequence[int]) -> list[tuple[bytes, ...]]:
    return [tuple(bytes(plane) for plane in encoder_frame(_DRAWN[0], number).planes) for number in run]


def video_stream(into: av.container.OutputContainer, size: tuple[int, int], *, still: bool = False) -> av.VideoStream:
    """A stream that takes encoder frames of ``size``; ``still`` where they hardly change."""
    options = {"preset": "veryfast", "crf": "21"}
    if still:
        options = {"preset": "ultrafast", "qp": "24"}  # without looking ahead: in half of the time
    elif size[0] * size[1] > _LARGE:
        # what ultrafast leaves out and the eye misses first, at little cost: about half the work of superfast in rain
        options = {"preset": "ultrafast", "crf": "24", "x264-params": "cabac=1:deblock=1,0,0:aq-mode=1"}
    video = into.add_stream("libx264", rate=FPS, options=options)
    video.width, video.height, video.pix_fmt = *size, "yuv420p"
    coder = video.codec_context
    coder.colorspace = coder.color_primaries = coder.color_trc = 1  # BT.709
    coder.color_range = 1  # limited
    return video


def encoder_frame(film: Film, number: int) -> VideoFrame:
    """A frame of a film as an encoder takes it, drawn in its memory. Raises what ``Film.draw`` raises."""
    frame = VideoFrame(film.timeline.width, film.timeline.height, "yuv420p")
    film.draw(over(frame), number)
    frame.pict_type = PictureType.NONE
    return frame

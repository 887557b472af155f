"""From a request body to a file: frames and samples are made, encoded and written while the film runs."""

from __future__ import annotations

import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypedDict, Unpack

import av
from av.video.frame import PictureType, VideoFrame
from PIL import Image

from kling.animatic.audio import frames as audio_frames
from kling.animatic.audio import soundtrack
from kling.animatic.audio.speech import is_there
from kling.animatic.captions import FPS
from kling.animatic.errors import RenderError
from kling.animatic.mark import comment
from kling.animatic.media import RATE, Find, Media, name_of
from kling.animatic.read import film as read_film
from kling.animatic.scene import Film as Model
from kling.animatic.scenes import Burn, Film
from kling.animatic.staged import FULL, Quality
from kling.animatic.timeline import timeline
from kling.animatic.yuv import join, over
from kling.api.body import Body

_PREFETCHED = 4  # frames that are drawn before they are encoded
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


class Options(TypedDict, total=False):
    """How a film is drawn. ``max_height`` makes a smaller one. ``model`` is its scene model, where somebody wrote one;
    else it is read from the body. Takes after the first say which they are."""

    watermark: bool
    max_height: int | None
    quality: Quality
    model: Model | None
    burn: Burn
    take: int


def film_of(body: Mapping[str, Any], find: Find, **options: Unpack[Options]) -> Film:
    """The film of a body, ready to be drawn. Raises RenderError for frames and clips that cannot be read."""
    read, media = Body(body), Media(find)
    first = None
    if read.refer_type != "base" and read.first_frames and read.first_frames[0].source:
        picture = media.frame(read.first_frames[0].source, "first frame")
        first = picture.size if picture else None
    clip = media.clip(read.video.source, edited=True) if read.video is not None and read.refer_type == "base" else None
    facts = clip.facts if clip else None
    line = timeline(body, first_frame=first, clip=facts, max_height=options.get("max_height"))
    return Film(
        line, media, options.get("model") or read_film([body]), quality=options.get("quality", FULL),
        burn=options.get("burn", "slate"), watermarked=options.get("watermark", False), take=options.get("take", 1),
    )  # fmt: skip


def poster(body: Mapping[str, Any], *, find: Find, frame: int = 0, **options: Unpack[Options]) -> Image.Image:
    """One frame of a body's film as an RGB picture. Raises RenderError, and IndexError outside the film."""
    with closing(film_of(body, find, **options)) as film:
        return join(film.frame(frame))


def render(
    body: Mapping[str, Any],
    out: Path | BinaryIO,
    *,
    find: Find,
    progress: Callable[[int, int], None] | None = None,
    names: Sequence[str] = (),
    **options: Unpack[Options],
) -> Rendered:
    """Make the animatic of a v1 create body as an H.264 MP4 at ``out``.

    ``find`` gives the local file behind a picture or clip of the body, or None: then a placeholder is drawn.
    ``progress`` is called with frames done and frames in all. ``names`` stand in its metadata, see
    :mod:`kling.animatic.mark`. The file appears at ``out`` whole or not at all. Raises RenderError when a first or
    last frame or the clip to edit cannot be read, or when the film cannot be written.
    """
    with ExitStack() as stack:
        film = stack.enter_context(closing(film_of(body, find, **options)))
        if isinstance(out, Path):
            draft = out.with_name(f".{out.name}.part")
        else:
            draft = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kling-"))) / "film.mp4"
        stack.callback(draft.unlink, missing_ok=True)
        try:
            _encode(film, draft, progress, comment(names))
            if isinstance(out, Path):
                draft.replace(out)
            else:
                with draft.open("rb") as made:
                    shutil.copyfileobj(made, out, 1 << 20)
        except (OSError, av.error.FFmpegError) as error:
            raise RenderError(
                f"the film cannot be written to {name_of(str(out))}: {error.strerror or error}; "
                "choose a folder that exists and has room"
            ) from error
    line = film.timeline
    lines = sum(len(shot.lines) for shot in film.model.shots) if line.sound and not is_there() else 0
    return Rendered(line.frames, line.seconds, line.width, line.height, _has_audio(film), lines)


def _has_audio(film: Film) -> bool:
    line = film.timeline
    return line.sound or (line.keeps_clip_sound and film.clip is not None and film.clip.has_sound)


def _encode(film: Film, path: Path, progress: Callable[[int, int], None] | None, said: str) -> None:
    line = film.timeline
    with ExitStack() as stack:
        container = stack.enter_context(av.open(str(path), "w", format="mp4", options={"movflags": "faststart"}))
        container.metadata.update({"title": "Kling preview", "comment": said})
        video = video_stream(container, (line.width, line.height), still=film.quality.still)
        audio = None
        if _has_audio(film):
            audio = container.add_stream("aac", rate=RATE, layout="stereo")
            audio.bit_rate = 160_000
        sound = _sound(film)
        frames = stack.enter_context(closing(_frames(film)))
        for number, frame in enumerate(frames):
            frame.pts = number
            container.mux(video.encode(frame))
            if audio is not None and (piece := next(sound, None)) is not None:
                container.mux(audio.encode(piece))
            if progress is not None:
                progress(number + 1, line.frames)
        container.mux(video.encode(None))
        if audio is not None:
            container.mux(audio.encode(None))


def _sound(film: Film) -> Iterator[av.AudioFrame]:
    """What is heard, a piece for each frame: what the scene model asks for, or the clip's own sound."""
    if film.timeline.sound:
        yield from audio_frames(soundtrack(film.model.shots, film.model.cast), RATE // FPS)
    elif film.clip is not None:
        yield from film.clip.sound(RATE // FPS)


def _frames(film: Film) -> Generator[VideoFrame, None, None]:
    """Every frame of a film in order, drawn a few ahead of their use; those of a held picture are one and the same."""
    scenes = film.timeline.scenes
    shown = [scene.start if film.quality.still else n for scene in scenes for n in range(scene.start, scene.end)]
    with ThreadPoolExecutor(1) as drawing:
        waiting: deque[Future[VideoFrame]] = deque()
        last: tuple[int, Future[VideoFrame]] | None = None
        try:
            for number in shown:
                if last is None or last[0] != number:
                    last = number, drawing.submit(encoder_frame, film, number)
                waiting.append(last[1])
                if len(waiting) > _PREFETCHED:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


def video_stream(
    container: av.container.OutputContainer, size: tuple[int, int], *, still: bool = False
) -> av.VideoStream:
    """A stream that takes encoder frames of ``size``; ``still`` where they hardly change."""
    options = {"preset": "veryfast", "crf": "21"}
    if still:
        options = {"preset": "ultrafast", "qp": "24"}  # without looking ahead: in half of the time
    elif size[0] * size[1] > _LARGE:
        # what ultrafast leaves out and the eye misses first, at little cost: about half the work of superfast in rain
        options = {"preset": "ultrafast", "crf": "24", "x264-params": "cabac=1:deblock=1,0,0:aq-mode=1"}
    video = container.add_stream("libx264", rate=FPS, options=options)
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

"""From a request body to a file: frames and samples are made, encoded and written while the film runs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.video.frame import PictureType, VideoFrame
from PIL import Image

from kling.animatic.audio.speech import is_there
from kling.animatic.captions import called, subtitled
from kling.animatic.clip import RATE
from kling.animatic.errors import RenderError
from kling.animatic.mark import comment
from kling.animatic.prefetch import made_ahead
from kling.animatic.read import film as read_film
from kling.animatic.scene import Film as Model
from kling.animatic.scenes import Burn, Film, Find, Media, name_of
from kling.animatic.sound import samples
from kling.animatic.staged import FULL, Quality
from kling.animatic.timeline import FPS, ClipFacts, timeline
from kling.animatic.yuv import join, over
from kling.api.body import Body

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


def film_of(
    body: Mapping[str, Any],
    media: Media,
    *,
    watermark: bool = False,
    max_height: int | None = None,
    quality: Quality = FULL,
    model: Model | None = None,
    burn: Burn = "slate",
    take: int = 1,
) -> Film:
    """The film of a body, ready to be drawn. ``model`` is its scene model, where somebody wrote one; else it is read
    from the body. Takes after the first say which they are. Raises RenderError for frames and clips that cannot be
    read."""
    read = Body(body)
    first = None
    if read.refer_type != "base" and read.first_frames and read.first_frames[0].source:
        picture = media.frame(read.first_frames[0].source, "first frame")
        first = picture.size if picture else None
    facts: ClipFacts | None = None
    if read.video is not None and read.refer_type == "base":
        clip = media.clip(read.video.source, edited=True)
        facts = clip.facts if clip else None
    line = timeline(body, first_frame=first, clip=facts, max_height=max_height)
    model = model or read_film([body])
    scenes = list(line.scenes)
    for number, (scene, shot) in enumerate(zip(line.scenes, model.shots, strict=False)):
        told = subtitled(scene.captions, shot.lines, scene.start)
        scenes[number] = replace(scene, captions=called(told, model.names[0]) if model.names else told)
    line = replace(line, scenes=tuple(scenes))
    return Film(line, media, model, quality=quality, burn=burn, watermarked=watermark, take=take)


def poster(
    body: Mapping[str, Any],
    *,
    find: Find,
    frame: int = 0,
    watermark: bool = False,
    max_height: int | None = None,
    quality: Quality = FULL,
    model: Model | None = None,
    burn: Burn = "slate",
) -> Image.Image:
    """One frame of a body's film as an RGB picture. Raises RenderError, and IndexError outside the film."""
    film = film_of(
        body, Media(find), watermark=watermark, max_height=max_height, quality=quality, model=model, burn=burn
    )
    with closing(film):
        return join(film.frame(frame))


def render(
    body: Mapping[str, Any],
    out: Path | BinaryIO,
    *,
    find: Find,
    progress: Callable[[int, int], None] | None = None,
    watermark: bool = False,
    max_height: int | None = None,
    quality: Quality = FULL,
    model: Model | None = None,
    burn: Burn = "slate",
    take: int = 1,
    names: Sequence[str] = (),
) -> Rendered:
    """Make the animatic of a v1 create body as an H.264 MP4 at ``out``.

    ``find`` gives the local file behind a picture or clip of the body, or None: then a placeholder is drawn.
    ``progress`` is called with frames done and frames in all. ``max_height`` makes a smaller film. ``names`` stand in
    its metadata, see :mod:`kling.animatic.mark`. The file appears at ``out`` whole or not at all. Raises RenderError
    when a first or last frame or the clip to edit cannot be read, or when the film cannot be written.
    """
    film = film_of(
        body,
        Media(find),
        watermark=watermark,
        max_height=max_height,
        quality=quality,
        model=model,
        burn=burn,
        take=take,
    )
    with ExitStack() as stack:
        stack.callback(film.close)
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
        sound: Iterator[av.AudioFrame] = iter(())
        if _has_audio(film):
            audio = container.add_stream("aac", rate=RATE, layout="stereo")
            audio.bit_rate = 160_000
            sound = samples(line, film.model, film.clip)
        heard = 0
        frames = stack.enter_context(closing(made_ahead(_frames(film))))
        for number, frame in enumerate(frames):
            frame.pts = number
            container.mux(video.encode(frame))
            while audio is not None and heard * FPS < (number + 1) * RATE:
                piece = next(sound, None)
                if piece is None:
                    break
                heard += piece.samples
                container.mux(audio.encode(piece))
            if progress is not None:
                progress(number + 1, line.frames)
        container.mux(video.encode(None))
        if audio is not None:
            container.mux(audio.encode(None))


def _frames(film: Film) -> Iterator[VideoFrame]:
    """Every frame of a film in order; those of a held picture are one and the same."""
    held: tuple[int, VideoFrame] | None = None
    for number in range(film.timeline.frames):
        shown = film.timeline.scene_at(number).start if film.quality.still else number
        if held is None or held[0] != shown:
            held = shown, encoder_frame(film, shown)
        yield held[1]


def video_stream(
    container: av.container.OutputContainer, size: tuple[int, int], *, still: bool = False
) -> av.VideoStream:
    """A stream that takes encoder frames of ``size``; ``still`` where they hardly change."""
    options = {"preset": "veryfast", "crf": "21"}
    if still:
        options = {"preset": "ultrafast", "crf": "24"}
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

"""Shots joined to a film, and pictures taken from clips.

Pictures are copied as they are when all shots agree in codec, size and headers; else they are encoded once. Sound is
always set anew, sample by sample beside its pictures, with a short fade at each cut: encoded sound cannot be cut
without clicks, because its first and last blocks hold more than belongs to the clip.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.video.frame import VideoFrame
from PIL import Image

from kling.media.files import Part

RATE = 48_000  # Hz
FPS = 24
_FADE = RATE * 8 // 1000  # samples, at both ends of every shot
_BLOCK = 1024  # samples in a frame of AAC
_NEARLY = 0.03  # of the ratio of the sides
_QUALITY = {"preset": "veryfast", "crf": "17"}


class JoinError(Exception):
    """A clip cannot be read, or a film cannot be written."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What has to agree for pictures to be copied. ``seconds`` is exact."""

    path: Path
    seconds: Fraction
    looks: tuple[Any, ...]
    width: int
    height: int
    has_sound: bool


def join(shots: Sequence[Path], out: Path, comment: str = "") -> bool:
    """Join clips to one film at ``out``, which appears whole or not at all; true when the pictures were copied.

    The film has the size of the first shot; others are fitted in, with black borders. ``comment`` is
    noted in it. Raises JoinError, OSError.
    """
    clips = [_clip(path) for path in shots]
    copied = len({clip.looks for clip in clips}) == 1
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with Part(out) as part:
            with av.open(str(part.path), "w", format="mp4", options={"movflags": "faststart"}) as film:
                film.metadata.update({"comment": comment} if comment else {})
                _write(film, clips, copied)
            part.keep(replace=True)
    except av.FFmpegError as error:
        raise JoinError(f"{out.name} cannot be joined: {error.strerror}") from error
    return copied


def _clip(path: Path) -> Clip:
    try:
        with av.open(str(path)) as container:
            video = container.streams.video[0]
            if video.duration is None or video.time_base is None:
                raise JoinError(f"{path.name} does not say how long it is")
            coder = video.codec_context
            looks = (coder.name, coder.width, coder.height, coder.pix_fmt, coder.extradata, video.time_base)
            seconds = Fraction(video.duration) * video.time_base
            return Clip(path, seconds, looks, coder.width, coder.height, bool(container.streams.audio))
    except (av.FFmpegError, IndexError) as error:
        raise JoinError(f"{path.name} is no clip that can be joined") from error


def _write(film: Any, clips: Sequence[Clip], copied: bool) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(av.open(str(clips[0].path)))
        if copied:
            pictures = film.add_stream_from_template(first.streams.video[0])
        else:
            pictures = film.add_stream("libx264", rate=FPS, options=_QUALITY)
            pictures.width, pictures.height, pictures.pix_fmt = clips[0].width, clips[0].height, "yuv420p"
        sound = None
        if any(clip.has_sound for clip in clips):
            sound = film.add_stream("aac", rate=RATE, layout="stereo")
            sound.bit_rate = 192_000
        track = _Track()
        start = Fraction(0)
        last = None
        for clip in clips:
            if copied:
                last = _copy(film, clip, pictures, start, last)
            else:
                _encode(film, clip, pictures, clips[0], start)
            start += clip.seconds if copied else Fraction(round(clip.seconds * FPS), FPS)
            if sound is not None:
                for frame in track.lay(clip, round(start * RATE)):
                    film.mux(sound.encode(frame))
        if not copied:
            film.mux(pictures.encode(None))
        if sound is not None:
            for frame in track.end():
                film.mux(sound.encode(frame))
            film.mux(sound.encode(None))


def _copy(film: Any, clip: Clip, pictures: Any, start: Fraction, last: int | None) -> int | None:
    """Copy a clip's pictures to where it starts; gives the last decoding time, which never goes back."""
    with av.open(str(clip.path)) as container:
        video = container.streams.video[0]
        offset = round(start / (video.time_base or Fraction(1)))
        for packet in container.demux(video):
            if packet.dts is None or packet.pts is None:
                continue
            dts = packet.dts + offset if last is None else max(packet.dts + offset, last + 1)
            packet.pts, packet.dts, last = max(packet.pts + offset, dts), dts, dts
            packet.stream = pictures
            film.mux(packet)
    return last


def _encode(film: Any, clip: Clip, pictures: Any, like: Clip, start: Fraction) -> None:
    number, count = round(start * FPS), round(clip.seconds * FPS)
    for frame in islice(_held(_fitted(clip, like)), count):
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        frame.pict_type = 0
        film.mux(pictures.encode(frame))
        number += 1


def _held(frames: Iterator[Any]) -> Iterator[Any]:
    """The frames, and then the last one for ever: it stands until the next shot."""
    last = None
    for last in frames:
        yield last
    while last is not None:
        yield last


def _fitted(clip: Clip, like: Clip) -> Iterator[Any]:
    """A clip's pictures at FPS and in the size of ``like``. Clips of one film often differ by a few pixels: those are
    cut off, as a thin black border would show at every cut; others are fitted in whole."""
    cover = abs(clip.width * like.height / (clip.height * like.width) - 1) < _NEARLY
    with av.open(str(clip.path)) as container:
        video = container.streams.video[0]
        graph = av.filter.Graph()
        size = f"{like.width}:{like.height}"
        chain = [
            graph.add_buffer(template=video),
            graph.add("fps", str(FPS)),
            graph.add(
                "scale", f"{size}:force_original_aspect_ratio={'increase' if cover else 'decrease'}:flags=lanczos"
            ),
            graph.add("crop", size) if cover else graph.add("pad", f"{size}:(ow-iw)/2:(oh-ih)/2"),
            graph.add("setsar", "1"),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*chain).configure()
        for frame in container.decode(video):
            graph.push(frame)
            yield from _pulled(graph)
        graph.push(None)
        yield from _pulled(graph)


def _pulled(graph: Any) -> Iterator[Any]:
    while True:
        try:
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return


class _Track:
    """The film's sound, laid shot by shot: stereo samples of 16 bits, cut into the encoder's blocks."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._laid = 0
        self._given = 0

    def lay(self, clip: Clip, until: int) -> Iterator[AudioFrame]:
        """Lay a clip's sound up to sample ``until`` of the film: what is missing is silence, the rest is cut."""
        wanted = until - self._laid
        samples = _samples(clip)[: 2 * wanted]
        ramp = min(_FADE, len(samples) // 4)
        for n in range(ramp):
            for channel in (0, 1):
                samples[2 * n + channel] = samples[2 * n + channel] * n // ramp
                end = len(samples) - 2 * (n + 1) + channel
                samples[end] = samples[end] * n // ramp
        self._waiting += samples.tobytes() + bytes(4 * wanted - 2 * len(samples))
        self._laid = until
        while len(self._waiting) >= 4 * _BLOCK:
            yield self._block(_BLOCK)

    def end(self) -> Iterator[AudioFrame]:
        if self._waiting:
            yield self._block(len(self._waiting) // 4)

    def _block(self, count: int) -> AudioFrame:
        frame = AudioFrame("s16", "stereo", count)
        frame.sample_rate = RATE
        frame.planes[0].update(bytes(self._waiting[: 4 * count]))
        del self._waiting[: 4 * count]
        frame.pts, frame.time_base = self._given, Fraction(1, RATE)
        self._given += count
        return frame


def _samples(clip: Clip) -> array[int]:
    found = array("h")
    if not clip.has_sound:
        return found
    resampler = AudioResampler("s16", "stereo", RATE)
    with av.open(str(clip.path)) as container:
        for frame in container.decode(container.streams.audio[0]):
            for piece in resampler.resample(frame):
                found.frombytes(bytes(piece.planes[0])[: 4 * piece.samples])
        for piece in resampler.resample(None):
            found.frombytes(bytes(piece.planes[0])[: 4 * piece.samples])
    return found


# -- pictures ---------------------------------------------------------------------------------------------------------


def _frames(path: Path, seconds: float) -> Iterator[VideoFrame]:
    """Frames from the key frame before ``seconds`` on."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        if seconds > 0 and video.time_base:
            container.seek(int(seconds / video.time_base), stream=video)
        yield from container.decode(video)


def picture_at(path: Path, part: float) -> Image.Image:
    """The picture of a clip at ``part`` (0 to 1) of its length. Raises JoinError."""
    clip = _clip(path)
    at = float(clip.seconds) * part
    found = None
    try:
        for frame in _frames(path, at):
            found = frame
            if frame.time is not None and frame.time >= at:
                break
        if found is None:
            raise JoinError(f"{path.name} has no pictures")
        image: Image.Image = found.to_image()  # type: ignore[no-untyped-call]
    except av.FFmpegError as error:
        raise JoinError(f"{path.name} cannot be played to its end: {error.strerror}") from error
    return image


def last_frame(path: Path, out: Path) -> Path:
    """The last picture of a clip, as a PNG at ``out``. Raises JoinError."""
    saved(picture_at(path, 1.0), out)
    return out


def thumbnail(path: Path, out: Path, *, width: int = 480) -> None:
    """A small picture from the middle of a clip, as a JPEG. Raises JoinError."""
    image = picture_at(path, 0.5)
    image.thumbnail((width, width * 2))
    out.parent.mkdir(parents=True, exist_ok=True)
    saved(image, out)


def poster(path: Path, out: Path) -> None:
    """A picture from the first third of a film, full size, as a JPEG. Raises JoinError."""
    saved(picture_at(path, 1 / 3), out)


def saved(image: Image.Image, out: Path) -> None:
    """Write a picture, as a PNG or JPEG by the name of ``out``."""
    buffer = BytesIO()  # Pillow says nothing when a full disk takes only the beginning of a picture
    image.save(buffer, "PNG" if out.suffix == ".png" else "JPEG")
    with Part(out) as part:
        part.write(buffer.getbuffer())
        part.keep(replace=True)

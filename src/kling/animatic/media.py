"""The pictures and the clip of a request body as they are read; clips at any moment, with sound."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import TypeVar

import av
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from PIL import Image, ImageOps

from kling.animatic.errors import RenderError, UnreadableError
from kling.animatic.timeline import ClipFacts, Source
from kling.animatic.yuv import Planes, seen
from kling.api.inline import LocalFile
from kling.media.address import scheme
from kling.media.colours import in_rgb, is_see_through

RATE = 48_000
_HIGH = 1080  # lines; up to here one core decodes far ahead of any drawing, and threads only cost
_HD, _UNTOLD = 720, 2  # lines from which on colours of which nothing is said are those of BT.709
_TURNS = {90: ["transpose=cclock"], 180: ["hflip", "vflip"], 270: ["transpose=clock"]}
Find = Callable[[Source], Path | None]
T = TypeVar("T")
_GROUND = (24, 26, 30)  # behind what is transparent
_LARGEST = 4096  # longest side that is kept in memory


def name_of(source: Source) -> str:
    """How an error or a placeholder calls a source: a file's or a URL's last part, never base64 text."""
    if isinstance(source, LocalFile):
        return source.path.name
    if scheme(source) or source.startswith(("/", "file:")) or len(source) < 200:
        return source.split("?")[0].rstrip("/").rsplit("/", 1)[-1][:60] or "a picture"
    return "a picture sent as base64"


def opened(read: Callable[[Path], T], source: Source | None, find: Find, role: str = "", whole: str = "") -> T | None:
    """What is read of a source; None for one that is not on this machine.

    One that cannot be read is None, too, unless it has a ``role`` in the film: then this raises RenderError, which asks
    for a ``whole`` file of some kind."""
    path = find(source) if source else None
    try:
        return None if path is None else read(path)
    except UnreadableError as error:
        if not (role and source):
            return None
        raise RenderError(f"{role} {name_of(source)} cannot be read: {error}; give a whole {whole} file") from error


def picture_in(path: Path) -> Image.Image:
    """The picture in a file, upright, at most 4096 pixels long, RGB or transparent. Raises UnreadableError."""
    with reading(path, "picture"), warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path) as picture:
            picture.draft("RGB", (_LARGEST, _LARGEST))
            picture.thumbnail((_LARGEST, _LARGEST))
            upright = ImageOps.exif_transpose(picture)
            return upright.convert("RGBA") if is_see_through(upright) else opaque(upright)


def opaque(picture: Image.Image) -> Image.Image:
    """A picture as RGB, on a dark ground where it is transparent."""
    found: Image.Image = in_rgb(picture, _GROUND)
    return found


class Clip:
    """A clip on disk. ``facts`` is read from its packets, not from what its header claims.

    Raises UnreadableError when it cannot be opened or its first picture cannot be decoded. Close it after use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with reading(path, "clip"), av.open(str(path)) as container:
            if not container.streams.video:
                raise UnreadableError("there is no video in it")
            self.has_sound = bool(container.streams.audio)
            self.facts, self._turn, self._start = _measure(container)
        self._graph: tuple[object, Graph] | None = None
        self._rest: Iterator[VideoFrame] = iter(())
        self._now: VideoFrame | None = None
        self._next: VideoFrame | None = None

    def at(self, seconds: float, size: tuple[int, int], filters: Sequence[str] = ()) -> Planes:
        """The picture that is shown at ``seconds`` from the clip's start, filling ``size`` (cropped to its shape), seen
        through FFmpeg's ``filters``.

        Going forward is cheap. After the end it is the last picture. Damaged parts hold the picture before them."""
        if self._now is None or self._time(self._now) > seconds:
            self._rest = self._decode()
            self._now, self._next = next(self._rest), next(self._rest, None)
        while self._next is not None and self._time(self._next) <= seconds:
            self._now, self._next = self._next, next(self._rest, None)
        return self._filtered(self._now, size, filters)

    def _time(self, frame: VideoFrame) -> float:
        return (frame.time or 0.0) - self._start - 1e-6

    def _decode(self) -> Iterator[VideoFrame]:
        with av.open(str(self.path)) as container, suppress(av.error.FFmpegError):
            stream = container.streams.video[0]
            stream.thread_type = "AUTO" if stream.height > _HIGH else "NONE"
            yield from container.decode(stream)

    def _filtered(self, frame: VideoFrame, size: tuple[int, int], filters: Sequence[str]) -> Planes:
        """A frame upright, as limited-range BT.709, cropped to a size, through filters."""
        kind = size, filters, frame.format.name, frame.width, frame.height
        if self._graph is None or self._graph[0] != kind:
            told = frame.height < _HD or int(frame.colorspace) != _UNTOLD or frame.color_range == ColorRange.JPEG
            shape = f"{size[0]}:{size[1]}"
            fill = f"scale={shape}:force_original_aspect_ratio=increase:force_divisible_by=2:flags=bilinear"
            steps = [
                *([] if told else ["setparams=colorspace=bt709:range=tv"]), *_TURNS.get(self._turn, []),
                f"{fill}:out_color_matrix=bt709:out_range=tv", f"crop={shape}", "format=yuv420p", *filters,
                f"scale={shape}", "format=yuv420p", "buffersink",
            ]  # fmt: skip
            graph = Graph()
            wide, high = frame.width, frame.height
            source = graph.add_buffer(width=wide, height=high, format=frame.format, time_base=frame.time_base)
            named = (step.partition("=") for step in steps)
            graph.link_nodes(source, *(graph.add(name, options or None) for name, _, options in named)).configure()
            self._graph = kind, graph
        self._graph[1].push(frame)
        made = self._graph[1].vpull()
        return Planes(*(seen(plane) for plane in made.planes))

    def sound(self, size: int) -> Iterator[av.AudioFrame]:
        """The clip's sound as 48 kHz stereo, ``size`` samples in each frame; nothing when it has none."""
        with av.open(str(self.path)) as container:
            resampler, passed = av.AudioResampler("fltp", "stereo", RATE, frame_size=size), 0
            frames = container.decode(container.streams.audio[0]) if container.streams.audio else iter(())
            with suppress(av.error.FFmpegError):  # what could be decoded was heard
                for frame in chain(frames, [None]):
                    for piece in resampler.resample(frame):
                        piece.pts, passed = passed, passed + piece.samples
                        yield piece


def _measure(container: av.container.InputContainer) -> tuple[ClipFacts, int, float]:
    """Facts, turns to be upright (degrees counter-clockwise), and when the first picture is shown."""
    stream = container.streams.video[0]
    first = next(container.decode(stream), None)
    if first is None or stream.time_base is None:
        raise UnreadableError("no picture in it can be decoded")
    container.seek(0)
    times = [(one.pts, one.pts + (one.duration or 0)) for one in container.demux(stream) if one.pts is not None]
    start, end = (float(one * stream.time_base) for one in (min(times)[0], max(end for _, end in times)))
    turn = round(getattr(first, "rotation", 0)) % 360
    width, height = (first.height, first.width) if turn in (90, 270) else (first.width, first.height)
    return ClipFacts(width, height, max(end - start, 1 / 24)), turn, start


@contextmanager
def reading(path: Path, what: str) -> Iterator[None]:
    """Whatever goes wrong where a file is read as a picture or clip raises UnreadableError, which says why."""
    try:
        if path.is_file() and path.stat().st_size == 0:
            raise UnreadableError("the file is empty (0 bytes)")
        yield
    except FileNotFoundError as error:
        raise UnreadableError("there is no such file") from error
    except (av.error.FFmpegError, Image.DecompressionBombError, Warning, OSError, SyntaxError, ValueError) as error:
        raise UnreadableError(f"it is no {what} that can be decoded ({type(error).__name__})") from error

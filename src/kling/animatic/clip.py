"""Clips: what they are, their pictures at any moment, their sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

import av
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from PIL import Image

from kling.animatic.pictures import UnreadableError
from kling.animatic.size import even
from kling.animatic.timeline import ClipFacts
from kling.animatic.yuv import Planes, seen

RATE = 48_000
_HIGH = 1080  # lines; up to here one core decodes far ahead of any drawing, and threads only cost


class Clip:
    """A clip on disk. ``facts`` is read from its packets, not from what its header claims.

    Raises UnreadableError when it cannot be opened or its first picture cannot be decoded. Close it after use.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if path.is_file() and path.stat().st_size == 0:
                raise UnreadableError("the file is empty (0 bytes)")
            with av.open(str(path)) as container:
                if not container.streams.video:
                    raise UnreadableError("there is no video in it")
                self.has_sound = bool(container.streams.audio)
                self.facts, self._turn, self._start = _measure(container)
        except FileNotFoundError as error:
            raise UnreadableError("there is no such file") from error
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise UnreadableError(f"it is not a video that can be decoded ({type(error).__name__})") from error
        self._scaler = VideoReformatter()
        self._pictures: Iterator[VideoFrame] | None = None
        self._now: VideoFrame | None = None
        self._next: VideoFrame | None = None
        self._shown: tuple[VideoFrame, Planes] | None = None

    def at(self, seconds: float, size: tuple[int, int]) -> Planes:
        """The picture that is shown at ``seconds`` from the clip's start, filling ``size`` (cropped to its shape).

        Going forward is cheap. After the end it is the last picture. Damaged parts hold the picture before them.
        """
        if self._pictures is None or (self._now is not None and self._time(self._now) > seconds + 1e-6):
            self._pictures = self._decode()
            self._now = next(self._pictures)
            self._next = next(self._pictures, None)
        while self._next is not None and self._time(self._next) <= seconds + 1e-6:
            self._now, self._next = self._next, next(self._pictures, None)
        if self._now is None:
            raise UnreadableError("no picture in it can be decoded")
        if self._shown is None or self._shown[0] is not self._now or self._shown[1].size != size:
            self._shown = self._now, self._fill(self._now, size)
        return self._shown[1]

    def _time(self, frame: VideoFrame) -> float:
        return (frame.time or 0.0) - self._start

    def _decode(self) -> Iterator[VideoFrame]:
        with av.open(str(self.path)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO" if stream.height > _HIGH else "NONE"
            seen = False
            try:
                for frame in container.decode(stream):
                    seen = True
                    yield frame
            except av.error.FFmpegError as error:
                if not seen:
                    raise UnreadableError(f"no picture in it can be decoded ({type(error).__name__})") from error
            if not seen:
                raise UnreadableError("no picture in it can be decoded")

    def _fill(self, frame: VideoFrame, size: tuple[int, int]) -> Planes:
        wanted = (size[1], size[0]) if self._turn in (90, 270) else size
        scale = max(wanted[0] / frame.width, wanted[1] / frame.height)
        width, height = even(max(wanted[0], frame.width * scale)), even(max(wanted[1], frame.height * scale))
        scaled = self._scaler.reformat(
            frame, width, height, "yuv420p", interpolation=Interpolation.BILINEAR, threads=1, **_conversion(frame)
        )
        left, top = (width - wanted[0]) // 4 * 2, (height - wanted[1]) // 4 * 2
        box = (left, top, left + wanted[0], top + wanted[1])
        half = (left // 2, top // 2, box[2] // 2, box[3] // 2)
        planes = Planes(*(seen(plane) for plane in scaled.planes))
        if planes.size != wanted:
            planes = Planes(planes.y.crop(box), planes.cb.crop(half), planes.cr.crop(half))
        turn = _TURNS.get(self._turn)
        return planes if turn is None else Planes(*(plane.transpose(turn) for plane in planes))

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


_TURNS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}


def _conversion(frame: VideoFrame) -> dict[str, int]:
    """What makes a frame limited-range BT.709. Untold colours of a large picture are that already: the conversion,
    which is slow, is then left out."""
    told = int(frame.colorspace)
    high_definition = told in (1, 2) and frame.height >= 720
    if high_definition and frame.color_range != ColorRange.JPEG:
        return {}
    return {"dst_colorspace": Colorspace.ITU709, "dst_color_range": ColorRange.MPEG}


def _measure(container: av.container.InputContainer) -> tuple[ClipFacts, int, float]:
    """Facts, turns to be upright (degrees counter-clockwise), and when the first picture is shown."""
    stream = container.streams.video[0]
    first = next(container.decode(stream), None)
    if first is None:
        raise UnreadableError("no picture in it can be decoded")
    turn = round(getattr(first, "rotation", 0)) % 360
    container.seek(0)
    start, end = None, 0.0
    for packet in container.demux(stream):
        if packet.pts is None or packet.time_base is None:
            continue
        shown = float(packet.pts * packet.time_base)
        start = shown if start is None else min(start, shown)
        end = max(end, shown + float((packet.duration or 0) * packet.time_base))
    start = start or 0.0
    width, height = first.width, first.height
    if turn in (90, 270):
        width, height = height, width
    return ClipFacts(width, height, max(end - start, 1 / 24)), turn, start

"""Clips made legal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from kling.media.change import Change, FitError
from kling.media.colours import HDR, sdr_cube
from kling.media.info import Facts
from kling.media.keep import Crop, Keep, Window
from kling.media.orientation import Orientation, film_stream, orientation
from kling.models.profiles import Profile

PRESET = "veryfast"  # of x264: small files, in little time
_AUDIO_BITS = 192_000  # per second
_NEAR = 0.005  # seconds: a picture or sound this much before a window is inside it


class _Recipe(NamedTuple):
    """Pictures turned upright by ``turn``, scaled to ``whole``, of which ``inner`` at ``corner`` is kept inside
    ``size``, at ``rate`` per second, from ``start`` for ``seconds``; ``cube`` makes HDR colours SDR."""

    whole: tuple[int, int]
    corner: tuple[int, int]
    inner: tuple[int, int]
    size: tuple[int, int]
    rate: Fraction
    start: float
    seconds: float
    turn: Orientation
    cube: Path | None = None


def change(path: Path, facts: Facts, profile: Profile, keep: Keep) -> Change:
    """What makes a clip legal. Raises FitError."""
    if not (facts.width and facts.height and facts.seconds and facts.fps):
        raise FitError(f"{path.name} does not say how large or how long it is")
    window = _window(path, facts.seconds, keep.window, profile)
    changes = []
    if facts.format not in profile.video_formats:
        changes.append(f"converted from {facts.format}")
    seconds = min(window.end - window.start, profile.video_seconds_max)
    if window.start or (keep.window and seconds < facts.seconds):
        changes.append(f"cut from {facts.seconds:g} s to {window.start:g}-{window.start + seconds:g} s")
    elif seconds < facts.seconds:
        changes.append(f"trimmed from {facts.seconds:g} s to its first {seconds:g} s")
    fps = min(max(facts.fps, profile.video_fps_min), profile.video_fps_max)
    if fps != facts.fps:
        changes.append(f"re-timed from {facts.fps:g} to {fps:g} frames per second")
    turn = _orientation(path)
    shown = turn.shown(facts.width, facts.height)
    cropped = keep.crop is not None and keep.crop.box(*shown, even=True)[2:] != (_even(shown[0]), _even(shown[1]))
    inner, size = _clip_size(facts.width, facts.height, profile)
    is_legal_size = inner == (facts.width, facts.height)
    if not is_legal_size and not cropped:
        changes.append(f"scaled from {facts.width}x{facts.height} to {inner[0]}x{inner[1]}")
    too_heavy = (facts.bytes or 0) > profile.video_bytes_max
    whole, corner = inner, (0, 0)
    if cropped and keep.crop is not None:
        whole, corner, inner, size = _cropped(shown, keep.crop, profile)
        said = f"cropped from {shown[0]}x{shown[1]} to {keep.crop}"
        changes += [said, f"scaled to {inner[0]}x{inner[1]}"]
    if (changes or too_heavy) and not turn.is_plain:
        # A re-encoded clip carries no note of how to show it: it is made so.
        if not cropped:
            inner, size = _clip_size(_even(shown[0]), _even(shown[1]), profile)
            whole = inner
        changes += ["turned upright"] * bool(turn.transposes) + ["made square-pixelled"] * (turn.pixel != 1)
    hdr = _transfer(path)
    if (changes or too_heavy) and hdr in HDR:
        changes.append(f"made SDR from {HDR[hdr]}")
    if size != inner:
        changes.append(f"padded to {size[0]}x{size[1]}")
    if too_heavy:
        changes.append(f"re-encoded below {profile.video_bytes_max / 1e6:g} MB")
    rate = Fraction(fps).limit_denominator(1001)
    recipe = _Recipe(whole, corner, inner, size, rate, window.start, seconds, turn)

    def make(out: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            cube = sdr_cube(hdr, Path(folder) / "sdr.cube") if hdr in HDR else None
            whole = recipe._replace(cube=cube)
            _encode(path, out, whole, {"preset": PRESET, "crf": "18"}, None)
            if out.stat().st_size > profile.video_bytes_max:
                room = profile.video_bytes_max * 8 * 0.9 / seconds - _AUDIO_BITS
                _encode(path, out, whole, {"preset": PRESET}, int(room))

    return Change(tuple(changes), ".mp4", make)


def _window(path: Path, seconds: float, asked: Window | None, profile: Profile) -> Window:
    """The part that is kept. Raises FitError where it is shorter than clips may be."""
    least = f"the shortest clip has {profile.video_seconds_min:g} s"
    if asked is None:
        if seconds < profile.video_seconds_min:
            raise FitError(f"{path.name} lasts {seconds:g} s; {least}, and nothing can be added")
        return Window(0.0, seconds)
    if asked.start >= seconds:
        raise FitError(f"{path.name} lasts {seconds:g} s; there is nothing at {asked} s")
    kept = Window(asked.start, min(asked.end, seconds))
    if kept.end - kept.start < profile.video_seconds_min - 1e-6:
        raise FitError(f"{kept} s of {path.name} are {kept.end - kept.start:g} s; {least}")
    return kept


def _clip_size(width: int, height: int, profile: Profile) -> tuple[tuple[int, int], tuple[int, int]]:
    """The size of the pictures and of the frame around them, even and within the limits."""
    low, high = profile.video_side_min, profile.video_side_max
    scale = 1.0
    if min(width, height) < low:
        scale = low / min(width, height)
    if max(width, height) * scale > high:
        scale = high / max(width, height)
    if scale == 1.0:
        return (width, height), (width, height)
    inner = (min(high, _even(width * scale)), min(high, _even(height * scale)))
    return inner, (max(inner[0], low), max(inner[1], low))


_Size = tuple[int, int]


def _cropped(shown: _Size, crop: Crop, profile: Profile) -> tuple[_Size, _Size, _Size, _Size]:
    """The size of the whole picture, the corner and size of what is kept of it, and the frame around that."""
    left, top, wide, high = crop.box(*shown, even=True)
    inner, size = _clip_size(wide, high, profile)
    across, down = inner[0] / wide, inner[1] / high
    whole = (max(inner[0], _even(shown[0] * across)), max(inner[1], _even(shown[1] * down)))
    corner = (min(round(left * across), whole[0] - inner[0]), min(round(top * down), whole[1] - inner[1]))
    return whole, corner, inner, size


def _orientation(path: Path) -> Orientation:
    import av

    try:
        with av.open(str(path)) as container:
            return orientation(container)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise FitError(f"{path.name} cannot be decoded: {error}") from None


def _transfer(path: Path) -> int:
    """The number of a clip's transfer function (H.273)."""
    import av

    try:
        with av.open(str(path)) as container:
            return int(film_stream(container).codec_context.color_trc or 0)
    except (av.FFmpegError, OSError, ValueError, AttributeError) as error:
        raise FitError(f"{path.name} cannot be decoded: {error}") from None


def _even(value: float) -> int:
    return 2 * round(value / 2)


def _encode(path: Path, out: Path, recipe: _Recipe, options: dict[str, str], bits: int | None) -> None:
    import av

    try:
        with av.open(str(path)) as source, av.open(str(out), "w", options={"movflags": "faststart"}) as made:
            video = made.add_stream("libx264", rate=recipe.rate, options=options)
            video.width, video.height, video.pix_fmt = *recipe.size, "yuv420p"
            if bits:
                video.bit_rate = bits
            audio = None
            if source.streams.audio:
                audio = made.add_stream("aac", rate=48_000, layout="stereo")
                audio.bit_rate = _AUDIO_BITS
            for number, frame in enumerate(_pictures(source, recipe)):
                frame.pts, frame.time_base, frame.pict_type = number, 1 / recipe.rate, 0
                made.mux(video.encode(frame))
            made.mux(video.encode(None))
            if audio is not None:
                for sound in _sounds(path, recipe):
                    made.mux(audio.encode(sound))
                made.mux(audio.encode(None))
    except av.FFmpegError as error:
        raise FitError(f"{path.name} cannot be re-encoded: {error.strerror}") from None


def _pictures(source: Any, recipe: _Recipe) -> Iterator[Any]:
    import av

    video = film_stream(source)
    graph = av.filter.Graph()
    chain = [
        graph.add_buffer(template=video),
        graph.add("fps", f"{recipe.rate.numerator}/{recipe.rate.denominator}"),
        *(graph.add("transpose", step) for step in recipe.turn.transposes),
        graph.add("scale", f"{recipe.whole[0]}:{recipe.whole[1]}:flags=lanczos"),
        graph.add("crop", f"{recipe.inner[0]}:{recipe.inner[1]}:{recipe.corner[0]}:{recipe.corner[1]}"),
        graph.add("pad", f"{recipe.size[0]}:{recipe.size[1]}:(ow-iw)/2:(oh-ih)/2"),
        graph.add("setsar", "1"),
        *_in_sdr(graph, recipe.cube),
        graph.add("format", "yuv420p"),
        graph.add("buffersink"),
    ]
    graph.link_nodes(*chain).configure()
    left = int(recipe.seconds * recipe.rate + 0.01)

    def pulled() -> Iterator[Any]:
        while True:
            try:
                yield graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return

    for frame in _from(source, video, recipe.start):
        graph.push(frame)
        for picture in pulled():
            if not left:
                return
            left -= 1
            yield picture
    graph.push(None)
    for picture in pulled():
        if not left:
            return
        left -= 1
        yield picture


def _in_sdr(graph: Any, cube: Path | None) -> list[Any]:
    """The filters that make HDR pictures SDR; none for those that are."""
    if cube is None:
        return []
    return [
        graph.add("format", "gbrp16le"),
        graph.add("lut3d", f"file={str(cube).replace(chr(92), '/').replace(':', chr(92) + ':')}"),
        graph.add("scale", "out_color_matrix=bt709:out_range=tv"),
    ]


def _from(source: Any, stream: Any, start: float) -> Iterator[Any]:
    """The frames of a stream from ``start`` on, counted from its first."""
    first = float(stream.start_time * stream.time_base) if stream.start_time else 0.0
    if start:
        source.seek(int((first + start) / stream.time_base), stream=stream)
    for frame in source.decode(stream):
        if frame.time is None or frame.time >= first + start - _NEAR:
            yield frame


def _sounds(path: Path, recipe: _Recipe) -> Iterator[Any]:
    import av

    resampler = av.AudioResampler("fltp", "stereo", 48_000, frame_size=1024)
    left, given = int(recipe.seconds * 48_000), 0
    with av.open(str(path)) as source:
        for frame in _from(source, source.streams.audio[0], recipe.start):
            for piece in resampler.resample(frame):
                if left < piece.samples:
                    return
                left -= piece.samples
                if recipe.start:
                    piece.pts, piece.time_base = given, Fraction(1, 48_000)
                given += piece.samples
                yield piece

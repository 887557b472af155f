"""Making a picture or clip legal: scaled, padded, converted, turned, trimmed, re-timed, re-encoded; and saying what was
changed. A file that is legal already is left alone.

What was made is kept under a name that follows from the original's content and the limits, and is used again: so the
same request has the same files, and the same id, on every run.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from fractions import Fraction
from io import BytesIO
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

from kling.media.info import Facts
from kling.media.orientation import Orientation, orientation
from kling.media.probe import probe_file
from kling.models.profiles import Profile


class FitError(Exception):
    """A file that cannot be made legal; says why."""


class Fitted(NamedTuple):
    """The legal file, and what was changed (nothing: it is the original)."""

    path: Path
    changes: tuple[str, ...] = ()


def fit(path: Path, folder: Path, profile: Profile) -> Fitted:
    """A picture or clip that the profile accepts; new files are made in ``folder``. Raises FitError, OSError."""
    facts = probe_file(path)
    if facts.kind == "image":
        return _fit_picture(path, facts, folder, profile)
    if facts.kind == "video":
        return _fit_clip(path, facts, folder, profile)
    raise FitError(f"{path.name} is neither a picture nor a clip ({facts.format or 'unknown format'})")


def _made(path: Path, folder: Path, suffix: str, changes: list[str], make: Callable[[Path], None]) -> Fitted:
    """The file that ``make`` writes, or the one it wrote before for the same original and the same changes."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update("; ".join(changes).encode())
    out = folder / f"{path.stem[:40]}-{digest.hexdigest()[:16]}{suffix}"
    if not out.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{secrets.token_hex(8)}{suffix}"
        try:
            make(part)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    return Fitted(out, tuple(changes))


# -- pictures ---------------------------------------------------------------------------------------------------------


_PIXELS_MAX = 40_000_000
"""Of a picture once it is legal; twice as many are read. Some pictures of a few kilobytes stand for billions."""


def _fit_picture(path: Path, facts: Facts, folder: Path, profile: Profile) -> Fitted:
    from PIL import Image, ImageOps

    if facts.format == "heic":
        _read_heic(path)
    try:
        with Image.open(path) as opened:
            if opened.width * opened.height > _PIXELS_MAX:
                opened.draft("RGB", (opened.width // 2, opened.height // 2))  # only JPEG can be read smaller
            if opened.width * opened.height > 2 * _PIXELS_MAX:
                raise FitError(f"{path.name} has {opened.width}x{opened.height} pixels; make it smaller first")
            turned = opened.getexif().get(0x0112, 1) not in (0, 1)
            image = ImageOps.exif_transpose(opened)
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FitError(f"{path.name} cannot be opened: {error}") from None
    changes = ["turned upright"] if turned else []
    if facts.format not in profile.image_formats:
        changes.append(f"converted from {facts.format}")
    width, height = image.size
    padded = _padded(width, height, profile.image_ratio_max)
    if padded != (width, height):
        changes.append(f"padded from {width}x{height} to {padded[0]}x{padded[1]}")
    least, pixels = min(padded), padded[0] * padded[1]
    scale = profile.image_side_min / least if least < profile.image_side_min else 1.0
    scale = min(scale, sqrt(_PIXELS_MAX / pixels))  # judged before anything so large is made
    size = (
        max(round(padded[0] * scale), profile.image_side_min),
        max(round(padded[1] * scale), profile.image_side_min),
    )
    if scale != 1.0:
        changes.append(f"scaled to {size[0]}x{size[1]}")
    if (facts.bytes or 0) > profile.image_bytes_max:
        changes.append(f"compressed below {profile.image_bytes_max / 1e6:g} MB")
    if not changes:
        return Fitted(path)

    def make(out: Path) -> None:
        picture = image.convert("RGB")
        if scale != 1.0:
            inner = (max(1, round(width * scale)), max(1, round(height * scale)))
            picture = picture.resize(inner, Image.Resampling.LANCZOS)
        if picture.size != size:
            picture = ImageOps.pad(picture, size, color=_border(picture))
        _save_below(picture, out, profile.image_bytes_max)

    return _made(path, folder, ".jpg", changes, make)


def _read_heic(path: Path) -> None:
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        raise FitError(
            f"{path.name} is a HEIC picture; pip install 'kling-video-generator[heic]', or convert it first"
        ) from None
    register_heif_opener()


def _padded(width: int, height: int, ratio_max: float) -> tuple[int, int]:
    """The smallest frame around a picture that is not too wide or too tall."""
    return max(width, -int(-height // ratio_max)), max(height, -int(-width // ratio_max))


def _border(picture: Any) -> Any:
    """The mean colour of a picture's outermost pixels."""
    return picture.resize((1, 1), box=(0, 0, picture.width, picture.height)).getpixel((0, 0))


def _save_below(picture: Any, out: Path, bytes_max: int) -> None:
    # In memory: Pillow says nothing when a full disk takes only the beginning of a picture.
    for quality in (95, 90, 80, 70):
        picture.save(buffer := BytesIO(), "JPEG", quality=quality, subsampling=0)
        if buffer.tell() <= bytes_max:
            break
    while buffer.tell() > bytes_max:
        picture = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5))
        picture.save(buffer := BytesIO(), "JPEG", quality=90)
    out.write_bytes(buffer.getbuffer())


# -- clips ------------------------------------------------------------------------------------------------------------


def _fit_clip(path: Path, facts: Facts, folder: Path, profile: Profile) -> Fitted:
    if not (facts.width and facts.height and facts.seconds and facts.fps):
        raise FitError(f"{path.name} does not say how large or how long it is")
    if facts.seconds < profile.video_seconds_min:
        short = f"{path.name} lasts {facts.seconds:g} s"
        raise FitError(f"{short}; the shortest clip has {profile.video_seconds_min:g} s, and nothing can be added")
    changes = []
    if facts.format not in profile.video_formats:
        changes.append(f"converted from {facts.format}")
    seconds = min(facts.seconds, profile.video_seconds_max)
    if seconds < facts.seconds:
        changes.append(f"trimmed from {facts.seconds:g} s to its first {seconds:g} s")
    fps = min(max(facts.fps, profile.video_fps_min), profile.video_fps_max)
    if fps != facts.fps:
        changes.append(f"re-timed from {facts.fps:g} to {fps:g} frames per second")
    inner, size = _clip_size(facts.width, facts.height, profile)
    if inner != (facts.width, facts.height):
        changes.append(f"scaled from {facts.width}x{facts.height} to {inner[0]}x{inner[1]}")
    turn = _orientation(path)
    if (changes or (facts.bytes or 0) > profile.video_bytes_max) and not turn.is_plain:
        # A re-encoded clip carries no note of how to show it: it is made so.
        wide, high = turn.shown(facts.width, facts.height)
        inner, size = _clip_size(_even(wide), _even(high), profile)
        changes += ["turned upright"] * bool(turn.transposes) + ["made square-pixelled"] * (turn.pixel != 1)
    if size != inner:
        changes.append(f"padded to {size[0]}x{size[1]}")
    if (facts.bytes or 0) > profile.video_bytes_max:
        changes.append(f"re-encoded below {profile.video_bytes_max / 1e6:g} MB")
    if not changes:
        return Fitted(path)
    rate = Fraction(fps).limit_denominator(1001)
    recipe = _Recipe(inner, size, rate, seconds, turn)

    def make(out: Path) -> None:
        _encode(path, out, recipe, {"preset": "veryfast", "crf": "18"}, None)
        if out.stat().st_size > profile.video_bytes_max:
            room = profile.video_bytes_max * 8 * 0.9 / seconds - _AUDIO_BITS
            _encode(path, out, recipe, {"preset": "veryfast"}, int(room))

    return _made(path, folder, ".mp4", changes, make)


_AUDIO_BITS = 192_000  # per second


class _Recipe(NamedTuple):
    """Pictures turned upright by ``turn``, scaled to ``inner`` inside ``size``, at ``rate`` per second, for
    ``seconds``."""

    inner: tuple[int, int]
    size: tuple[int, int]
    rate: Fraction
    seconds: float
    turn: Orientation


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


def _orientation(path: Path) -> Orientation:
    import av

    try:
        with av.open(str(path)) as container:
            return orientation(container)
    except (av.FFmpegError, OSError, ValueError) as error:
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
                for sound in _sounds(path, recipe.seconds):
                    made.mux(audio.encode(sound))
                made.mux(audio.encode(None))
    except av.FFmpegError as error:
        raise FitError(f"{path.name} cannot be re-encoded: {error.strerror}") from None


def _pictures(source: Any, recipe: _Recipe) -> Iterator[Any]:
    import av

    video = source.streams.video[0]
    graph = av.filter.Graph()
    chain = [
        graph.add_buffer(template=video),
        graph.add("fps", f"{recipe.rate.numerator}/{recipe.rate.denominator}"),
        *(graph.add("transpose", step) for step in recipe.turn.transposes),
        graph.add("scale", f"{recipe.inner[0]}:{recipe.inner[1]}:flags=lanczos"),
        graph.add("pad", f"{recipe.size[0]}:{recipe.size[1]}:(ow-iw)/2:(oh-ih)/2"),
        graph.add("setsar", "1"),
        graph.add("format", "yuv420p"),
        graph.add("buffersink"),
    ]
    graph.link_nodes(*chain).configure()
    left = int(recipe.seconds * recipe.rate)

    def pulled() -> Iterator[Any]:
        while True:
            try:
                yield graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return

    for frame in source.decode(video):
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


def _sounds(path: Path, seconds: float) -> Iterator[Any]:
    import av

    resampler = av.AudioResampler("fltp", "stereo", 48_000, frame_size=1024)
    left = int(seconds * 48_000)
    with av.open(str(path)) as source:
        for frame in source.decode(source.streams.audio[0]):
            for piece in resampler.resample(frame):
                if left < piece.samples:
                    return
                left -= piece.samples
                yield piece

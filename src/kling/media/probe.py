"""Looking at files: what a picture or clip is, read from its content and never from its name; and if it is whole."""

from __future__ import annotations

import base64
import binascii
import errno
import io
import struct
from pathlib import Path
from typing import BinaryIO

from kling.media.info import Facts
from kling.media.unchanged import read_once

CUT_CLIP = "a clip that is cut off"
"""The format in the facts about a clip whose file ends too early, as broken downloads do."""

_HEAD = 64 * 1024
_DECODED_MAX = 50_000_000  # pixels of a picture that is decoded, which takes a second and 200 MB
_MATROSKA = dict.fromkeys(("vp8", "vp9", "av1"), "webm")
_IMAGE_FORMATS = {
    "JPEG": "jpg",
    "MPO": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "GIF": "gif",
    "TIFF": "tiff",
    "BMP": "bmp",
    "HEIF": "heic",
}


def _sniff(head: bytes) -> str | None:
    """Formats that the picture library does not open."""
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"heif", b"avif"):
        return "avif" if head[8:12] == b"avif" else "heic"
    if head[:5] == b"%PDF-":
        return "pdf"
    if head and b"\x00" not in head[:1024]:
        try:
            head[:1024].decode("utf-8")
        except UnicodeDecodeError as error:
            return "a text file" if error.start > 1000 else None
        return "a text file"
    return None


def _is_film(head: bytes) -> bool:
    """Whether the first bytes are those of an MP4 or MOV, which the picture library would try all its formats on;
    pictures in such boxes (HEIF, AVIF) have brands of their own."""
    return head[4:8] == b"ftyp" and head[8:11] not in (b"hei", b"hev", b"mif", b"msf", b"avi")


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def damage(picture: Path | bytes) -> str | None:
    """What is wrong with a picture that has a good beginning; None when it can be decoded to its end, or has so many
    pixels that this is not tried."""
    return _damage(picture) if isinstance(picture, bytes) else _damage_of_file(picture)


@read_once
def _damage_of_file(path: Path) -> str | None:
    return _damage(path)


def _damage(picture: Path | bytes) -> str | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(picture) if isinstance(picture, bytes) else picture) as image:
            if image.width * image.height > _DECODED_MAX:
                return None
            image.load()
            is_png = image.format == "PNG"
        if is_png and not _png_has_end(io.BytesIO(picture) if isinstance(picture, bytes) else picture.open("rb")):
            return "its end is missing"
    except Image.DecompressionBombError:
        return "it has too many pixels"
    except UnidentifiedImageError:
        return "it cannot be decoded"
    except (OSError, ValueError, SyntaxError) as error:
        return str(error).rstrip(".") or "it cannot be decoded"
    return None


def _png_has_end(file: BinaryIO) -> bool:
    """Whether a PNG has its last chunk; the picture before it may be whole, as that of a cut animation is."""
    with file:
        file.seek(8)
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"IEND":
                return len(file.read(4)) == 4
            file.seek(length + 4, io.SEEK_CUR)
    return False


def decoded(text: str) -> bytes | None:
    """The bytes of base64 text without line breaks; None when it is none."""
    body = text.rstrip("=")
    if not body or len(body) % 4 == 1:
        return None
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _picture(head: bytes, size: int | None) -> Facts | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(head)) as image:
            known = _IMAGE_FORMATS.get(image.format or "", (image.format or "").lower())
            return Facts("image", known, image.width, image.height, size)
    except Image.DecompressionBombError:
        return Facts("image", None, None, None, size)
    except (OSError, ValueError, SyntaxError):
        return _cut_picture(head, size)


def _cut_picture(head: bytes, size: int | None) -> Facts | None:
    """A picture whose data is cut off: its kind, and a PNG's sides, can still be told."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        if head[12:16] == b"IHDR" and len(head) >= 24:
            width, height = struct.unpack(">II", head[16:24])
            return Facts("image", "png", width, height, size)
        return Facts("image", "png", bytes=size)
    if _is_webp(head):
        return Facts("image", "webp", bytes=size)
    return Facts("image", "jpg", bytes=size) if head.startswith(b"\xff\xd8\xff") else None


def probe_bytes(head: bytes, size: int | None = None) -> Facts:
    """Facts from the first bytes of a picture (64 KiB are enough). Anything else is ``other``."""
    found = _picture(head, size)
    return found or Facts("other", _sniff(head), bytes=size)


def audio_format(head: bytes) -> str | None:
    """The format of a recording by its first bytes (16 are enough); None for what is none."""
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] and head[1] & 0xE6 in (0xE2, 0xE4, 0xE6)):
        return "mp3"
    if head[:1] == b"\xff" and head[1:2] and head[1] & 0xF6 == 0xF0:
        return "aac"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[4:8] == b"ftyp":
        return "m4a" if head[8:11] in (b"M4A", b"M4B", b"iso", b"mp4") else "mp4"
    return {b"OggS": "ogg", b"fLaC": "flac"}.get(head[:4])


def probe_base64(text: str) -> Facts | None:
    """Facts about a base64 picture; None when it is not base64. Only its beginning is decoded, so a cut picture with a
    whole header counts as that picture."""
    body = text.rstrip("=")
    if not body or len(body) % 4 == 1:
        return None
    head = body[: _HEAD // 3 * 4]
    try:
        beginning = base64.b64decode(head + "=" * (-len(head) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    if _is_webp(beginning) and len(head) < len(body):
        beginning = decoded(text) or beginning
    return probe_bytes(beginning, len(body) * 3 // 4)


@read_once
def probe_file(path: Path) -> Facts:
    """Facts about a local picture or clip. Raises OSError when it cannot be read (missing, a folder, a pipe)."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if not path.is_file():  # opening a pipe would wait for ever
        raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if size == 0:
        return Facts("other", "an empty file", bytes=0)
    found = None if _is_film(head) else _picture(head, size)
    if (found is None and _is_webp(head)) or (found is not None and found.width is None):
        found = _picture_of(path, size) or found
    if found is not None:
        return found
    sniffed = _sniff(head)
    if sniffed:
        return Facts("image" if sniffed in ("heic", "avif") else "other", sniffed, bytes=size)
    if _cut_clip(path, size):
        return Facts("other", CUT_CLIP, bytes=size)
    return _clip(path, size) or Facts("other", None, bytes=size)


def _picture_of(path: Path, size: int) -> Facts | None:
    """Pictures whose header is longer than the head that was read (large EXIF blocks)."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            return Facts("image", _IMAGE_FORMATS.get(image.format or "", ""), image.width, image.height, size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _cut_clip(path: Path, size: int) -> bool:
    """Whether an MP4 or MOV ends before its boxes do, or lacks the box that describes the film."""
    kinds: set[bytes] = set()
    start = 0
    with path.open("rb") as file:
        while len(head := file.read(16)) >= 8:
            length, kind = struct.unpack(">I4s", head[:8])
            if start == 0 and kind != b"ftyp":
                return False
            if length == 1 and len(head) == 16:
                length = struct.unpack(">Q", head[8:])[0]
            kinds.add(kind)
            if length < 8:  # 0: up to the end of the file; what is less is no box
                break
            start += length
            if start > size and kind in (b"moov", b"moof", b"mdat"):
                return True
            file.seek(min(start, size))
    return bool(kinds) and not kinds & {b"moov", b"moof"}


def _clip(path: Path, size: int) -> Facts | None:
    try:
        import av

        from kling.media.orientation import film_stream
    except ImportError:  # a plain installation has nothing that reads clips: only what its head shows is known
        return _clip_of_head(path, size)
    try:
        with av.open(str(path)) as container:
            stream = film_stream(container)
            names = container.format.name.split(",")
            if stream is None:
                is_heard = bool(container.streams.audio) and {"mp4", "matroska"} & set(names)
                return Facts("other", "a recording", bytes=size) if is_heard else None
            brand = container.metadata.get("major_brand", "")
            kind = (
                ("mov" if brand.startswith("qt") else "mp4")
                if "mp4" in names
                else _MATROSKA.get(stream.codec_context.name, "mkv")
                if "matroska" in names
                else names[0]
            )
            if stream.duration is not None and stream.time_base is not None:
                seconds: float | None = float(stream.duration * stream.time_base)
            else:
                seconds = container.duration / 1_000_000 if container.duration else None
            rate = stream.average_rate
            return Facts(
                "video",
                kind,
                stream.width,
                stream.height,
                size,
                round(seconds, 3) if seconds is not None else None,
                round(float(rate), 3) if rate else None,
                has_sound=bool(container.streams.audio),
            )
    except (av.FFmpegError, OSError, ValueError):
        return None


def _clip_of_head(path: Path, size: int) -> Facts | None:
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":
        return Facts("video", "mov" if head[8:10] == b"qt" else "mp4", bytes=size)
    return Facts("video", "webm", bytes=size) if head[:4] == b"\x1aE\xdf\xa3" else None

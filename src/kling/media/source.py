"""What people write where a picture or clip is wanted: a URL, a path, a ``file:`` or ``data:`` address, base64."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from kling.api.inline import BASE64_MIN, InlineFile, LocalVideo
from kling.media.address import is_url, scheme
from kling.media.confined import permitted
from kling.media.probe import decoded, probe_bytes

if TYPE_CHECKING:
    from PIL.Image import Image as PilImage

    Source = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes] | PilImage

_KEPT = "save the file and give its path, or an https URL"
_STORED = ("is read by storage tools only", "give a signed https URL, or the file (clips: --host puts it there)")
_IN_A_PAGE = ("exists only inside the browser page that made it", _KEPT)
_ON_A_PHONE = ("exists only on the phone that made it", _KEPT)
_ELSEWHERE = ("is another service's own name for a file", "give an https URL, or the file")
UNREACHABLE_SCHEMES = {
    **dict.fromkeys(("s3", "s3a", "s3n", "gs", "gcs", "az", "azure", "abfs", "abfss", "wasb", "wasbs"), _STORED),
    **dict.fromkeys(("r2", "oss", "cos", "obs", "tos", "minio", "hdfs", "dbfs", "swift"), _STORED),
    **dict.fromkeys(("blob", "filesystem", "chrome-extension", "moz-extension"), _IN_A_PAGE),
    **dict.fromkeys(("content", "ph", "assets-library", "ms-appdata"), _ON_A_PHONE),
    **dict.fromkeys(("asset", "attachment", "sandbox", "file-service", "upload", "mxc", "artifact"), _ELSEWHERE),
    **dict.fromkeys(("ftp", "ftps", "sftp", "smb", "rtmp", "rtsp"), ("is not fetched by the service", _ELSEWHERE[1])),
    "ipfs": ("is read by nodes of its own", "give the https URL of a gateway, or the file"),
    "cid": ("is a part of a letter", _KEPT),
}
"""Addresses that look like URLs and cannot be fetched: why, and what to give instead."""

_PATH_MAX = 4096  # characters; no file has a longer name, and base64 of a picture does


def without_data_prefix(text: str) -> str | None:
    """The base64 of what a ``data:`` URI holds, in one line; None where it holds nothing. A comma that is missing or
    another mark is forgiven, and a missing ``;base64`` before a picture that is in it."""
    head = text[:200].lower()
    if not head.startswith("data:"):
        return None
    marker = head.find(";base64")
    if marker < 0:
        rest = text.partition(",")[2]
        content = decoded(in_one_line(rest))
        if content is not None and probe_bytes(content).kind == "image":
            return in_one_line(rest)
        return base64.b64encode(unquote_to_bytes(rest)).decode("ascii") or None
    return in_one_line(text[marker + len(";base64") :].lstrip(" ,;:"))


def in_one_line(text: str) -> str:
    """Base64 in the standard letters, without the line ends, percent signs and other two letters that it may have."""
    return "".join((unquote(text) if "%" in text else text).split()).translate(_STANDARD)


_STANDARD = str.maketrans("-_", "+/")


def local_path(text: str, folder: Path = Path()) -> Path:
    """The path that a user's text names; ``file:`` addresses and ``~`` are understood. Raises Outside."""
    if scheme(text) == "file" or text[:5].lower() == "file:":
        return permitted(Path(unquote(urlsplit(text).path)))
    try:
        return permitted(folder / Path(text).expanduser())
    except RuntimeError:  # there is no user of that name
        return permitted(folder / text)


def picture(text: str, folder: Path = Path()) -> str | InlineFile:
    """What goes into a body for a picture: a URL or raw base64 as text, or the file on this machine.

    An address that cannot be fetched stays as it is, for the rules to speak about. Raises Outside.
    """
    text = text.strip()
    if is_url(text):
        return text.replace(" ", "%20")
    if text[:5].lower() == "data:":
        return without_data_prefix(text) or text
    if (kind := scheme(text)) and kind != "file":
        return text
    return in_one_line(text) if _is_in_base64(text, folder, "image") else InlineFile.of(local_path(text, folder))


def clip(text: str, folder: Path = Path()) -> str | LocalVideo:
    """What goes into a body for a clip: a URL, or the file on this machine. Base64 stays as it is, for the rules to
    speak about. Raises Outside."""
    text = text.strip()
    if is_url(text):
        return text.replace(" ", "%20")
    if text[:5].lower() == "data:" or len(text) > _PATH_MAX:
        return text
    if ((kind := scheme(text)) and kind != "file") or _is_in_base64(text, folder, "video"):
        return text
    return LocalVideo.of(local_path(text, folder))


def _is_in_base64(text: str, folder: Path, kind: str) -> bool:
    """Whether a text without a scheme is a picture or clip in base64 rather than a path."""
    if len(text) > _PATH_MAX:
        return True  # no path is that long; what it is, is for the rules to say
    if len(text) < BASE64_MIN or _is_file(folder / text):
        return False
    content = decoded(in_one_line(text))
    if content is None:
        return False
    return content[4:8] == b"ftyp" if kind == "video" else probe_bytes(content).kind == "image"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def as_text(given: Source, folder: Path) -> str:
    """What Python holds a picture or clip in, as a text that a brief takes: a picture becomes base64; a clip that is no
    file becomes one in ``folder``, named after its content. Raises TypeError for what is neither, OSError."""
    if isinstance(given, str):
        return given
    if isinstance(given, os.PathLike):
        return os.fspath(given)
    content: Any = given
    if hasattr(content, "read"):
        if content.seekable():
            content.seek(0)  # it may have been written to, or given before
        content = content.read()
    elif hasattr(content, "save"):
        content = _png(content)
    if not isinstance(content, bytes | bytearray | memoryview):
        kinds = "a URL, a path, bytes, an open binary file or a PIL image"
        raise TypeError(f"{type(given).__name__} is no picture or clip; give {kinds}")
    content = bytes(content)
    if not content:
        raise TypeError("the bytes given for a picture or clip are empty")
    if probe_bytes(content).kind == "image":
        return base64.b64encode(content).decode("ascii")
    from hashlib import sha256

    from kling.media.files import Part

    path = folder / f"{sha256(content).hexdigest()[:32]}{_ending(content)}"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with Part(path) as part:
            part.write(content)
            part.keep()
    return str(path)


def _png(image: Any) -> bytes:
    image.save(buffer := io.BytesIO(), "PNG")
    return buffer.getvalue()


def _ending(content: bytes) -> str:
    return ".mov" if content[8:10] == b"qt" else ".mp4" if content[4:8] == b"ftyp" else ".bin"

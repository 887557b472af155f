"""Local files inside a body.

A body may carry an :class:`InlineFile` wherever the wire wants base64 text: :func:`encode` turns such a body into JSON
bytes piece by piece, with the exact length known beforehand, so the whole text is never in memory. It may carry a
:class:`LocalVideo` where the wire wants the URL of a clip: the client must host that first.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from kling.media.probe import decoded
from kling.media.unchanged import read_once

_TEXT_MAX = 4000  # characters; no prompt is as long
BASE64_MIN = 60  # characters of the smallest picture there is
_PIECE = 3 * 64 * 1024  # a multiple of 3, so that base64 pieces join without padding


@read_once
def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        from hashlib import file_digest

        return file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file on this machine. ``size`` is its length in bytes when it was looked at, 0 when it could not be."""

    path: Path
    size: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """Never raises: whether the file can be read is judged by the rules (M10)."""
        try:
            return cls(path, path.stat().st_size if path.is_file() else 0)
        except (OSError, ValueError):  # a name that no file can have
            return cls(path, 0)

    def sha256(self) -> str:
        """Raises OSError when the file cannot be read."""
        return _sha256(self.path)


@dataclass(frozen=True, slots=True)
class LocalVideo(LocalFile):
    """A clip that stands where the wire wants a URL."""


@dataclass(frozen=True, slots=True)
class InlineFile(LocalFile):
    """A picture to be sent as base64."""

    @property
    def encoded_length(self) -> int:
        return 4 * ((self.size + 2) // 3)

    def pieces(self) -> Iterator[bytes]:
        """The file as base64, in pieces. Raises OSError when it changed size since it was looked at."""
        left = self.size
        with self.path.open("rb") as file:
            while left:
                piece = file.read(min(_PIECE, left))
                if not piece:
                    raise OSError(f"{self.path} became shorter while it was being sent")
                left -= len(piece)
                yield base64.b64encode(piece)

    def text(self) -> str:
        """The whole base64 text; for printing a body, not for sending one."""
        return b"".join(self.pieces()).decode("ascii")


def _split(body: Mapping[str, Any]) -> tuple[list[bytes], list[InlineFile]]:
    files: list[InlineFile] = []
    mark = "\ue000inline\ue001"  # private-use characters; escaped by json.dumps, so the mark below is unambiguous

    def hold(value: object) -> str:
        if isinstance(value, InlineFile):
            files.append(value)
            return mark
        if isinstance(value, LocalVideo):
            raise TypeError(f"{value.path} is a local clip; the API takes the URL of a clip")
        raise TypeError(f"{type(value).__name__} cannot be sent as JSON")

    text = json.dumps(body, default=hold, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    parts = text.split(json.dumps(mark).encode("ascii"))
    if len(parts) != len(files) + 1:
        raise ValueError("the body holds private-use characters that cannot be sent")
    return parts, files


def encode(body: Mapping[str, Any]) -> tuple[int, Iterator[bytes]]:
    """The body as JSON: its length in bytes, and its pieces. Call again for a second attempt."""
    parts, files = _split(body)
    length = sum(map(len, parts)) + sum(file.encoded_length + 2 for file in files)

    def pieces() -> Iterator[bytes]:
        yield parts[0]
        for file, after in zip(files, parts[1:], strict=True):
            yield b'"'
            yield from file.pieces()
            yield b'"' + after

    return length, pieces()


def plain(body: Any) -> Any:
    """The body with every inline file written out, as it will be on the wire; local clips as their paths."""
    if isinstance(body, InlineFile):
        return body.text()
    if isinstance(body, LocalVideo):
        return str(body.path)
    if isinstance(body, Mapping):
        return {key: plain(value) for key, value in body.items()}
    if isinstance(body, list):
        return [plain(value) for value in body]
    return body


def clips(body: Any) -> list[LocalVideo]:
    """The local clips of a body of either wire."""
    if isinstance(body, LocalVideo):
        return [body]
    inner = body.values() if isinstance(body, Mapping) else body if isinstance(body, list) else ()
    return [clip for value in inner if not isinstance(value, str) for clip in clips(value)]


def with_urls(body: Any, urls: Mapping[LocalVideo, str]) -> Any:
    """The body with URLs in the place of its local clips."""
    if isinstance(body, LocalVideo):
        return urls[body]
    if isinstance(body, Mapping):
        return {key: with_urls(value, urls) for key, value in body.items()}
    if isinstance(body, list):
        return [with_urls(value, urls) for value in body]
    return body


def shown(body: Any) -> Any:
    """The body to be read: pictures and clips named by path, size and hash instead of written out."""
    if isinstance(body, LocalFile):
        return {"path": str(body.path.absolute()), "size": body.size, "sha256": body.sha256()}
    if isinstance(body, str) and len(body) > _TEXT_MAX and " " not in body:  # base64, as somebody wrote it
        content = body.encode()
        return {"path": None, "size": len(content), "sha256": _hash(content)}
    if isinstance(body, Mapping):
        return {key: shown(value) for key, value in body.items()}
    if isinstance(body, list):
        return [shown(value) for value in body]
    return body


def _hash(content: bytes) -> str:
    from hashlib import sha256  # which loads a library of its own

    return sha256(content).hexdigest()


def fingerprint(body: Mapping[str, Any]) -> str:
    """A hash of what the body asks for: equal bodies have equal fingerprints. Files count by their content, as do
    pictures that somebody wrote in base64: the service is sent the same."""
    text = json.dumps(_by_content(body), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return _hash(text.encode("ascii"))


def _by_content(body: Any) -> Any:
    if isinstance(body, LocalFile):
        return f"sha256:{body.sha256()}"
    if isinstance(body, str):
        content = decoded(body) if len(body) >= BASE64_MIN else None
        return body if content is None else f"sha256:{_hash(content)}"
    if isinstance(body, Mapping):
        return {key: _by_content(value) for key, value in body.items()}
    if isinstance(body, list | tuple):
        return [_by_content(value) for value in body]
    return body

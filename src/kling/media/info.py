"""What is known about a picture or clip, wherever the knowledge came from (a statement, a header, a probe)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import urljoin


class Facts(NamedTuple):
    """``seconds``, ``fps`` and ``has_sound`` (a track of sound) only for videos; None means not known. ``format`` is a
    lower-case name such as "jpg"; for what cannot be fetched (``unreachable``) it is the reason. ``damage`` says why a
    picture cannot be decoded whole, where that was tried."""

    kind: Literal["image", "video", "other", "unreachable"]
    format: str | None = None
    width: int | None = None
    height: int | None = None
    bytes: int | None = None
    seconds: float | None = None
    fps: float | None = None
    damage: str | None = None
    has_sound: bool | None = None

    def known(self) -> dict[str, Any]:
        """What is known, by name."""
        return {name: value for name, value in self._asdict().items() if value is not None}


MediaFacts = Mapping[str, Facts]
"""Facts by the source as it stands in the body: a URL, base64 text, or the path of a local file."""


class StatementError(ValueError):
    """A media statement (``--media``) that cannot be read."""


def read_statement(document: Any) -> dict[str, Facts]:
    """Facts from a media statement: ``{media_base: URL, media: {name: {kind, format, width, …}}}``.

    Names are joined to ``media_base``; absolute URLs may be used as names. Raises StatementError.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("media"), Mapping):
        raise StatementError("a media statement needs a mapping called media")
    base = document.get("media_base", "")
    if not isinstance(base, str):
        raise StatementError("media_base must be a URL")
    facts: dict[str, Facts] = {}
    for name, row in document["media"].items():
        if not isinstance(row, Mapping) or row.get("kind") not in ("image", "video", "other", "unreachable"):
            raise StatementError(f"media/{name} needs a kind: image, video, other or unreachable")
        known = {key: row[key] for key in Facts._fields if key in row}
        for key in ("width", "height", "bytes", "seconds", "fps"):
            if key in known and not isinstance(known[key], int | float):
                raise StatementError(f"media/{name}/{key} must be a number")
        facts[urljoin(base, str(name))] = Facts(**known)
    return facts

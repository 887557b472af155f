"""Files and addresses that stand inside a request: never words of a prompt."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal, NamedTuple

from kling.lexicon.pattern import pattern
from kling.media.address import scheme

_PICTURE, _CLIP = "jpe?g|png|webp|bmp|gif|heic|tiff?", "mp4|mov|webm|mkv|avi"
_URL = pattern(r"https?://[^\s\"'”’」`<>，。、]+[^\s\"'”’」`<>，。、,.;:!?)]", re.IGNORECASE | re.ASCII)
_FILE = pattern(
    rf"(?<![\w./\\~-])(?:[\w.@%+~-]{{0,80}}[\\/])*[\w@%+-][\w.@%+-]{{0,80}}\.(?:{_PICTURE}|{_CLIP})(?![\w/])",
    re.IGNORECASE | re.ASCII,
)
_PATH = pattern(r"(?<![\w/.])(?:~|\.{1,2})?/(?:[\w.@%+-]+/)+[\w.@%+-]*[\w@%+-]", re.ASCII)
_KIND = pattern(rf"\.(?:(?P<image>{_PICTURE})|(?P<video>{_CLIP}))(?:[?#].*)?$", re.IGNORECASE)


class Source(NamedTuple):
    """A path or URL at ``start`` to ``end`` of a request. ``kind`` is None where its ending does not tell."""

    source: str
    start: int
    end: int
    kind: Literal["image", "video"] | None


def find(text: str) -> tuple[Source, ...]:
    """The files and URLs named in ``text``, in order."""
    found: list[Source] = []
    places = [(p, mark) for p, mark in ((_URL, "://"), (_FILE, "."), (_PATH, "/")) if mark in text]
    for place, _ in places:
        for match in place.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            ending = _KIND.search(match[0])
            kind: Literal["image", "video"] | None = None
            if ending:
                kind = "image" if ending["image"] else "video"
            found.append(Source(match[0], match.start(), match.end(), kind))
    return tuple(sorted(found, key=lambda one: one.start))


def is_same(given: str, said: str) -> bool:
    """Whether a request that says ``said`` means the file or URL that was ``given``: the same, or the end of its
    path."""
    if scheme(given) or scheme(said):
        return given == said
    parts = PurePath(said).parts
    return bool(parts) and PurePath(given).parts[-len(parts) :] == parts

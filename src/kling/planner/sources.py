"""Files and addresses that stand inside a request: never words of a prompt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Literal, NamedTuple

from kling.lexicon.pattern import pattern, phrases
from kling.media.address import scheme

_URL = pattern(r"https?://[^\s\"'”’」`<>，。、]+[^\s\"'”’」`<>，。、,.;:!?)]", re.IGNORECASE | re.ASCII)
_FILE, _KIND = phrases("file_names"), phrases("file_kinds")


class Source(NamedTuple):
    """A path or URL at ``start`` to ``end``; ``kind`` where its ending tells, ``given`` the one given it means."""

    source: str
    start: int
    end: int
    kind: Literal["image", "video"] | None
    given: str = ""


def find(text: str, given: Iterable[str] = ()) -> tuple[Source, ...]:
    """Files and URLs named in ``text``, in order; those ``given`` in any script (用妈妈.jpg), whole or by their end."""
    found = [
        Source(tail, place.start(), place.end(), None, source)
        for source in given
        for parts in [() if scheme(source) else PurePath(source).parts[1:]]
        for tail in (source, *(str(PurePath(*parts[n:])) for n in range(len(parts))))
        if tail in text
        for place in re.finditer(rf"{re.escape(tail)}(?![a-zA-Z0-9/])", text)
    ]
    found.sort(key=lambda one: (one.start, -one.end))
    for place, mark in ((_URL, "://"), (_FILE, ".")):
        for match in place.finditer(text) if mark in text else ():
            ending = _KIND.search(match[0])
            kind: Literal["image", "video"] | None = ("image" if ending["image"] else "video") if ending else None
            found.append(Source(match[0], match.start(), match.end(), kind))
    apart: list[Source] = []
    for one in found:
        apart += [] if any(other.start < one.end and one.start < other.end for other in apart) else [one]
    return tuple(sorted(apart, key=lambda one: one.start))

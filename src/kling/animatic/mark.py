"""How an animatic says that it is one, and of which request, to programs; to people it says PREVIEW in the picture."""

from __future__ import annotations

import re
from collections.abc import Iterable

COMMENT = "PREVIEW: an animatic drawn from the request, not the work of a video model"
"""The comment in the metadata of every film that is drawn begins with this."""

OF_BRIEF = "brief-"  # how the name begins by which the preview of a brief is known, besides the id of its request

_NAMES = re.compile(re.escape(COMMENT).encode() + rb" \[([\w. -]{1,400})\]")


def comment(names: Iterable[str]) -> str:
    """The comment of a film that is known by ``names`` (the id of its request, what stands for its brief)."""
    known = " ".join(names)
    return f"{COMMENT} [{known}]" if known else COMMENT


def names_in(content: bytes) -> frozenset[str] | None:
    """The names in a film's content; none for films that have none, None for what is no animatic."""
    found, known = _NAMES.search(content), content.find(COMMENT.encode()) >= 0
    return frozenset(found[1].decode().split()) if found else frozenset() if known else None

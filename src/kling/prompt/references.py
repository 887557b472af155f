"""References in a prompt: ``<<<image_1>>>``, ``<<<element_1>>>``, ``<<<video_1>>>`` (M, Q, V1)."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

Kind = Literal["image", "element", "video", "voice"]

_TOKEN = re.compile(r"<<<(image|element|video|voice)_([0-9]+)>>>")


class Reference(NamedTuple):
    """One well-formed reference: what it names and where it stands. Numbers count from 1; 0 is found, too."""

    kind: Kind
    number: int
    start: int
    end: int


def find(text: str) -> list[Reference]:
    """Every well-formed reference, in order."""
    if "<<<" not in text:
        return []
    return [Reference(cast("Kind", m[1]), int(m[2][:9]), m.start(), m.end()) for m in _TOKEN.finditer(text)]

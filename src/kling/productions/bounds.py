"""How much one production may ask for, so that none takes long to be judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BRIEFS_MAX = 220_000
"""Bytes of all briefs together, filled in, each counted as 60 more: a thousand bytes are judged in 3 to 6 ms. It is
2,000 short briefs, or 900 with prompts of 150 characters; `python bench/run.py largest` measures it."""

TEXT_MAX = 20_000_000
"""Characters of everything that is filled in, and bytes of tables: a few lines can stand for billions."""

FAULTY_MAX = 1_000
"""Entries with faults after which no more are looked at."""

_BRIEF = 60  # bytes that a brief counts beside what stands in it
_SOURCE_MAX = 5_000  # bytes that a text counts at most; only pictures in base64 have more, and no rule reads those


class TooLarge(Exception):
    """There is more of something than one production may have; says of what."""


class Budget:
    """What a production has taken so far of what it may have."""

    def __init__(self) -> None:
        self._briefs = self._text = 0

    def spend(self, letters: int) -> None:
        """Take so many characters of text, before they are written. Raises TooLarge."""
        self._text += letters
        if self._text > TEXT_MAX:
            raise TooLarge(f"{TEXT_MAX:,} characters of texts, filled in, and tables")

    def count(self, brief: Mapping[str, Any]) -> None:
        """Take what a brief counts, before it is judged. Raises TooLarge."""
        self._briefs += _BRIEF + _bytes(brief)
        if self._briefs > BRIEFS_MAX:
            raise TooLarge(f"{BRIEFS_MAX:,} bytes of briefs, of which a short one has 110")


def _bytes(value: Any) -> int:
    """About how many bytes a value has in JSON."""
    if isinstance(value, str):
        return min(len(value) if value.isascii() else len(value.encode(errors="replace")), _SOURCE_MAX)
    if isinstance(value, Mapping):
        return sum(len(str(key)) + _bytes(inner) + 10 for key, inner in value.items())
    return sum(map(_bytes, value)) if isinstance(value, list) else 4

"""Patterns and lists of words that are data: ``data/phrases.yaml``."""

from __future__ import annotations

import re
from functools import cache

from kling.lexicon.pattern import pattern
from kling.lexicon.vocabulary import table

_PART = re.compile(r"\{([a-z_]+)\}")


def written(name: str) -> str:
    """The pattern ``name``: its lines are alternatives, and ``{part}`` in one stands for another pattern."""
    return _PART.sub(lambda part: f"(?:{written(part[1])})", "|".join(table("phrases")[name]))


def phrases(name: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """The pattern ``name``, read and compiled when it is first used."""
    return pattern(lambda: written(name), flags)


@cache
def word_list(name: str) -> frozenset[str]:
    """The list of words ``name``."""
    return frozenset(table("words")[name].split())

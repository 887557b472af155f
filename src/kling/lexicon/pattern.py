"""Regular expressions that are compiled when they are first used, as compiling all would take half of the time in which
`kling plan` answers; and those and other tables that are data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

CJK = r"[^\W\d_\x00-\u024f\u2070-\u24ff]"
"""A letter of Chinese or Japanese; as a range of characters it would compile more slowly."""
SIGNS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963"
SIGNS += "\u0966-\u0dff\u0e31-\u0e3a\u0e40-\u0eff\u1000-\u103e\u17b4-\u17d3"
LETTER = rf"[\w{SIGNS}]"  # a letter, a digit, or a sign that belongs to the letter before it
BUILT = Path(__file__).with_name("lexicon.json")
_PART = re.compile(r"\{([a-z_]+)\}")


def pattern(text: str | Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    """As :func:`re.compile`; ``text`` may be a function that gives it. What is wrong shows at the first use."""
    return cast("re.Pattern[str]", _Uncompiled(text, flags))


class _Uncompiled:
    """Turns itself into the pattern: its first use gives it every method of the compiled one."""

    def __init__(self, text: str | Callable[[], str], flags: int) -> None:
        self._written = text, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked for by copy, pickle and the like
            raise AttributeError(name)
        text, flags = self._written
        compiled = re.compile(text if isinstance(text, str) else text(), flags)
        vars(self).update({name: getattr(compiled, name) for name in dir(compiled) if not name.startswith("_")})
        return getattr(compiled, name)


@cache
def read_json(path: Path) -> dict[str, Any]:
    """The data as it was built, read once."""
    data: dict[str, Any] = json.loads(path.read_bytes())
    return data


@cache
def table(name: str) -> Any:
    """A table of the data that holds no terms."""
    return read_json(BUILT)["tables"][name]


@cache
def word_list(name: str) -> frozenset[str]:
    """The list of words ``name``."""
    return frozenset(table("words")[name].split())


def written(name: str) -> str:
    """The pattern ``name``: its lines are alternatives; ``{part}`` in one is another pattern, ``{letter}`` a letter."""
    text = "|".join(table("phrases")[name]).replace("{letter}", LETTER)
    return _PART.sub(lambda part: f"(?:{written(part[1])})", text)


@cache
def phrases(name: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """The pattern ``name``, read and compiled when it is first used."""
    return pattern(lambda: written(name), flags)

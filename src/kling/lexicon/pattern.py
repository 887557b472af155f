"""Regular expressions that are compiled for the first text in which they may be found, as compiling all would take most
of the time in which `kling plan` answers; and those and other tables that are data."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

CJK = r"[^\W\d_\x00-\u024f\u2070-\u24ff]"  # a letter of Chinese or Japanese; a range would compile more slowly
SIGNS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963"
SIGNS += "\u0966-\u0dff\u0e31-\u0e3a\u0e40-\u0eff\u1000-\u103e\u17b4-\u17d3"
LETTER = rf"[\w{SIGNS}]"  # a letter, a digit, or a sign that belongs to the letter before it
BUILT = Path(__file__).with_name("lexicon.json")
BEYOND_ASCII = "\x80"  # stands in a folded text for all that is not ASCII
_PART, _SPARED = re.compile(r"\{([a-z_]+)\}"), 30  # a program that reads many texts is faster with what is compiled
_NEVER = re.compile("(?!)" + "()" * 9)  # with the groups that replacements name


def pattern(text: str | Callable[[], str], flags: int = 0, name: str = "") -> re.Pattern[str]:
    """As :func:`re.compile`; ``text`` may be a function that gives it. What is wrong shows at the first use. Under the
    ``name`` or text the data may have what must stand in a text for the pattern to be found."""
    return cast("re.Pattern[str]", _Uncompiled(text, flags, name or text))


@lru_cache(maxsize=64)
def folded(text: str) -> str:
    """``text`` with letters as one that are so to a pattern that ignores case."""
    return text.casefold().replace("ı", "i").replace("\u0307", "") + BEYOND_ASCII * (not text.isascii())


class _Uncompiled:
    """Turns itself into the pattern at a text that has what it needs, or after many that do not."""

    def __init__(self, text: str | Callable[[], str], flags: int, key: str | Callable[[], str]) -> None:
        self._written, self._key, self._spared = (text, flags), key, 0

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked for by copy, pickle and the like
            raise AttributeError(name)

        def asked(*args: Any) -> Any:
            self._spared += 1
            text = folded(args[name.startswith("sub")])
            needs = _tables().get("needs", {}).get(self._key, ())  # none while they are built
            stands = self._spared > _SPARED or all(any(one in text for one in needed) for needed in needs)
            return getattr(self._compiled() if stands else _NEVER, name)(*args)

        return asked if callable(getattr(re.Pattern, name)) else getattr(self._compiled(), name)

    def _compiled(self) -> re.Pattern[str]:
        text, flags = self._written
        compiled = re.compile(text if isinstance(text, str) else text(), flags)
        vars(self).update({name: getattr(compiled, name) for name in dir(compiled) if not name.startswith("_")})
        return compiled


def read_built(path: Path) -> bytes:
    """A file of the data as it was built. A wheel has those packed that most requests do not read."""
    return path.read_bytes() if path.exists() else zlib.decompress(path.with_name(f"{path.name}.zlib").read_bytes())


@cache
def _tables() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(read_built(BUILT))
    return data


def table(name: str) -> Any:
    """A table of the data that holds no terms."""
    return _tables()[name]


@cache
def word_list(name: str) -> frozenset[str]:
    """The list of words ``name``."""
    return frozenset(table("words")[name].split())


def written(name: str, all: Mapping[str, Sequence[str]] | None = None) -> str:
    """The pattern ``name``: its lines are alternatives; ``{part}`` in one is another pattern, ``{letter}`` a letter."""
    text = "|".join((all or table("phrases"))[name]).replace("{letter}", LETTER)
    return _PART.sub(lambda part: f"(?:{written(part[1], all)})", text)


@cache
def phrases(name: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """The pattern ``name``, read and compiled when it is first used."""
    return pattern(lambda: written(name), flags, name)

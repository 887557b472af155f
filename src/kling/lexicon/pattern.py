"""Regular expressions that are compiled when they are first used.

There are some hundred and fifty for every language together, and a text needs a third of them. Compiling them all would
take half of the time in which `kling plan` answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

CJK = r"[^\W\d_\x00-\u024f\u2070-\u24ff]"
"""A letter of a script that is not Latin: here of Chinese or Japanese. Said as a range of characters, it would add two
milliseconds to compiling the pattern."""
HANZI = rf"(?:(?![\u3041-\u30ff]){CJK})"
"""The same without kana: a Chinese character."""


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

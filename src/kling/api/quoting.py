"""What users give, as messages quote it: bounded, since it may be a film in base64."""

from __future__ import annotations

import re

MOST = 200
"""Characters of what was given that a message repeats, at most."""
_LONG = re.compile(rf"\S{{{MOST},}}")


def shortened(value: object, most: int = MOST) -> str:
    """A value as a message quotes it: at most ``most`` characters."""
    text = repr(value) if not isinstance(value, str) else repr(value[: most + 1])
    return text if len(text) <= most else f"{text[: most - 1]}…"


def readable(text: str) -> str:
    """A text for people without the ends of words that nobody reads, whatever was written where a name was wanted."""
    return text if len(text) < MOST else _LONG.sub(lambda word: f"{word[0][: MOST - 1]}…", text)

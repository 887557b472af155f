"""Settings as programs write them, in JSON or as ``key=value``, as lines of ``key: value``; tables; seconds by sign."""

from __future__ import annotations

import json
from contextlib import suppress

from kling.lexicon.pattern import pattern, phrases

_PAIR, _NEXT = pattern(r"(?<=\w\w)\s?=\s?(?=[\w\"“])"), pattern(r"(?<=\w) (?=\w+\s?=)")
_LAST = pattern(r"(=\s?(?:on|off|true|false|yes|no|none|std|pro|4k|\d+:\d+|\d+s|\d+(?= [^sсث초秒स]))) (?=[^\W\d])")
_SIGNED, _PROMPT = phrases("seconds_signed"), pattern(r"\b(prompt: )[\"“]([^\"“”]+)[\"”]")
_ROWS, _BAR = pattern(r"(?m)^([^\n|]*\|[^\n|]+\|[^\n]*)\n(?=[ \t|]*1[ \t]*\|)"), pattern(r"(?<=\S)\|(?=\S)")


def spelled(text: str) -> str:
    """``text`` with JSON at its beginning as lines, pairs with colons, and a line below the heads of a table."""
    with suppress(ValueError):
        held, end = json.JSONDecoder().raw_decode(text.strip())
        if isinstance(held, dict) and held and not any(isinstance(value, dict | list) for value in held.values()):
            lines = (f"{key}: {held[key]}" for key in sorted(held, key=lambda key: "prompt" in key))
            return "\n".join([*lines, text.strip()[end:]]).strip()
    text = _SIGNED.sub(r"\1\2 s", _ROWS.sub(r"\1\n|---|\n", _BAR.sub(" | ", text)) if _ROWS.search(text) else text)
    if len(_PAIR.findall(text)) < 2:
        return text
    text = _NEXT.sub(", ", _LAST.sub(r"\1, ", text))
    pairs = _PAIR.sub(lambda sign: "：" if "\u3000" < text[sign.start() - 1] < "\ua000" else ": ", text)
    return _PROMPT.sub(r"\1\2", pairs)

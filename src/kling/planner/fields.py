"""Settings as programs write them, in JSON or as ``key=value``, as lines of ``key: value``."""

from __future__ import annotations

import json
from contextlib import suppress

from kling.lexicon.pattern import pattern

_PAIR, _NEXT = pattern(r"(?<=\w\w)\s?=\s?(?=[\w\"“])"), pattern(r"(?<=\w) (?=\w+\s?=)")
_PROMPT = pattern(r"\b(prompt: )[\"“]([^\"“”]+)[\"”]")


def spelled(text: str) -> str:
    """``text`` with an object of JSON at its beginning as lines, and two or more pairs with colons."""
    with suppress(ValueError):
        held, end = json.JSONDecoder().raw_decode(text.strip())
        if isinstance(held, dict) and held and not any(isinstance(value, dict | list) for value in held.values()):
            lines = [f"{key}: {held[key]}" for key in sorted(held, key=lambda key: "prompt" in key)]
            return "\n".join([*lines, text.strip()[end:]]).strip()
    if len(_PAIR.findall(text)) < 2:
        return text
    pairs = _PAIR.sub(lambda sign: "：" if text[sign.start() - 1] > "\u3000" else ": ", _NEXT.sub(", ", text))
    return _PROMPT.sub(r"\1\2", pairs)

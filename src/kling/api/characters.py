"""Characters that a text cannot be sent with, and texts that show nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from kling.api.positions import escape

_INVISIBLE_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Fillers of Korean script and the empty Braille pattern: letters by their kind, and nothing to see."""


def is_blank(text: str) -> bool:
    """Whether there is nothing in a text to see: blanks, control characters, joiners, marks without a letter."""
    return (
        not text
        or text.isspace()
        or (
            not any(char.isalnum() and char not in _INVISIBLE_LETTERS for char in text)
            and all(char in _INVISIBLE_LETTERS or unicodedata.category(char)[0] in "CZM" for char in text)
        )
    )


def readable(text: str) -> str:
    """A message without the rest of words that are longer than anybody reads: they may be a film in base64."""
    return _LONG.sub(lambda word: f"{word[0][:_WORD_MAX]}…", text) if len(text) > _WORD_MAX else text


_WORD_MAX = 199  # characters of a word that a message shows
_LONG = re.compile(r"\S{200}\S+")


def unsendable(value: Any, pointer: str = "") -> Iterator[tuple[str, str, str]]:
    """The texts of a document that hold NUL or half of a character: pointer, text, and what it holds."""
    if isinstance(value, str):
        if "\0" in value:
            yield pointer, value, "a NUL character"
        elif _has_half(value):
            yield pointer, value, "half of a character"
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not (isinstance(inner, str) and inner.isascii() and "\0" not in inner):
                yield from unsendable(inner, f"{pointer}/{escape(str(key))}")
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from unsendable(inner, f"{pointer}/{n}")


def _has_half(text: str) -> bool:
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def sendable(text: str) -> str:
    """The text without NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()

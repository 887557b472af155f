"""Texts with {holes} that variables and columns fill, and the names and paths that come of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any

from kling.api.positions import escape
from kling.rules.diagnostic import Diagnostic

_HOLE = re.compile(r"\{\{|\}\}|\{([^\W\d]\w*)\}")
NAME_MAX = 240
"""Bytes of a name: what most file systems take, less what is added for posters and contact sheets."""

_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_OURS = {".kling", ".thumbnails"}


class Fault(Exception):
    """Something is wrong with one entry of a production file; ``diagnostic`` says what and where."""

    def __init__(self, code: str, message: str, help: str, pointer: str = "") -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(code, "error", pointer, message, help)


def filled(text: str, values: Mapping[str, str], pointer: str) -> str:
    """A text with its {holes} filled; {{ and }} are braces."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return match[0][0]
        if name not in values:
            near = get_close_matches(name, values, n=1)
            hint = f"did you mean {{{near[0]}}}? " if near else ""
            known = ", ".join(f"{{{known}}}" for known in values) or "none"
            raise Fault("R30", f"{{{name}}} is no variable or column", f"{hint}known: {known}", pointer)
        if not values[name].strip():
            raise Fault("S5", f"{{{name}}} is blank", "fill the cell in, or take the column out of the text", pointer)
        return values[name]

    return _HOLE.sub(fill, text)


def filled_in(value: Any, values: Mapping[str, str], pointer: str, faults: list[Diagnostic]) -> Any:
    if isinstance(value, str):
        try:
            return filled(value, values, pointer)
        except Fault as error:
            faults.append(error.diagnostic)
            return value
    if isinstance(value, Mapping):
        return {key: filled_in(item, values, f"{pointer}/{escape(str(key))}", faults) for key, item in value.items()}
    if isinstance(value, list):
        return [filled_in(item, values, f"{pointer}/{n}", faults) for n, item in enumerate(value)]
    return value


def safe(name: str, pointer: str) -> str:
    """A name that is also a path below a folder, on every platform."""
    safe = re.sub(r"[^\w./ +,=@()-]+", "-", unicodedata.normalize("NFC", name.strip()))
    parts = [part.strip().rstrip(". ") for part in PurePosixPath(safe).parts]
    if not all(parts) or not parts or parts[0] == "/":
        raise Fault("S5", f"{name!r} is no path below the production's folder", "use letters, digits and /", pointer)
    for part in parts:
        if part.partition(".")[0].rstrip().lower() in _DEVICES:
            raise Fault("S5", f"{part} is the name of a device on Windows", "choose another name", pointer)
        if part.lower() in _OURS:
            raise Fault("S5", f"the folder {part} is used for other things", "choose another name", pointer)
        if len(part.encode()) > NAME_MAX:
            short = f"{part[:40]}…"
            raise Fault("S5", f"{short} is longer than {NAME_MAX} bytes", "choose a shorter name", pointer)
    return "/".join(parts)


def as_one(path: str) -> str:
    """The same for paths that are one file on some system: case does not count, nor how a letter is put together."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())

"""Texts with {holes} that variables and columns fill, and the names and paths that come of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any

from kling.api.characters import is_blank
from kling.api.positions import escape
from kling.rules.diagnostic import Diagnostic

_HOLE = re.compile(r"\{\{|\}\}|\{([^\W\d]\w*)\}")
_ALMOST = re.compile(r"\{\s*([^\W\d]\w*)|([^\W\d]\w*)\s*\}")
NAME_MAX = 240
"""Bytes of a name: what most file systems take, less what is added for posters and contact sheets."""

_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_OURS = {".kling", ".thumbnails"}
_TOLD = 50  # names that are known


class Fault(Exception):
    """Something is wrong with one entry of a production file; ``diagnostic`` says what and where."""

    def __init__(self, code: str, message: str, help: str, pointer: str = "") -> None:
        super().__init__(message)
        self.diagnostic = Diagnostic(code, "error", pointer, message, help)


Spend = Callable[[int], None]
"""Is told how much is to be written, before it is; raises when that is more than may be."""


def filled(text: str, values: Mapping[str, str], pointer: str, spend: Spend) -> str:
    """A text with its {holes} filled; {{ and }} are braces."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return match[0][0]
        if name not in values:
            help = known(name, values, "{{{}}}")
            raise Fault("R30", f"{{{name}}} is no variable or column", help, pointer)
        spend(len(values[name]))
        if is_blank(values[name]):
            raise Fault("S5", f"{{{name}}} is blank", "fill the cell in, or take the column out of the text", pointer)
        return values[name]

    spend(len(text))
    if "{" not in text and "}" not in text:
        return text
    for almost in _ALMOST.finditer(_HOLE.sub(" ", text)):
        if (name := almost[1] or almost[2]) in values:
            help = f"write {{{name}}}; where a brace is meant, write it twice"
            raise Fault("R30", f"{almost[0]!r} is no hole that is filled in", help, pointer)
    return _HOLE.sub(fill, text)


def known(name: str, names: Mapping[str, object], form: str) -> str:
    """Which names there are, and which of them ``name`` may be meant to be; ``form`` writes one."""
    told = list(islice(names, _TOLD))
    near = [one for one in told if one.casefold() == name.casefold()] or get_close_matches(name, told, n=1)
    hint = f"did you mean {form.format(near[0])}? " if near else ""
    more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    return f"{hint}known: {', '.join(map(form.format, told)) or 'none'}{more}"


def filled_in(value: Any, values: Mapping[str, str], pointer: str, faults: list[Diagnostic], spend: Spend) -> Any:
    """A value with the holes of all its texts filled; what is wrong is added to ``faults``."""
    if isinstance(value, str):
        try:
            return filled(value, values, pointer, spend)
        except Fault as error:
            faults.append(error.diagnostic)
            return value
    spend(1)
    if isinstance(value, Mapping):
        spend(sum(len(str(key)) for key in value))
        return {
            key: filled_in(item, values, f"{pointer}/{escape(str(key))}", faults, spend) for key, item in value.items()
        }
    if isinstance(value, list):
        return [filled_in(item, values, f"{pointer}/{n}", faults, spend) for n, item in enumerate(value)]
    return value


_UNSAFE = re.compile(r"[^\w./ +,=@()-]+")


def safe(name: str, pointer: str) -> str:
    """A name that is also a path below a folder, on every platform."""
    safe = _UNSAFE.sub("-", unicodedata.normalize("NFC", name.strip()))
    parts = [part.strip().rstrip(". ") for part in safe.split("/") if part not in ("", ".")]
    if not all(parts) or not parts or safe.startswith("/"):
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

"""What a film can be asked for with, by keyword: the types that editors and type checkers see."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from kling.api.elements import Element
from kling.api.quoting import shortened
from kling.client.errors import RequestRefused
from kling.client.home import home
from kling.media.source import as_text

if TYPE_CHECKING:
    from kling.briefs import Shot
    from kling.media.source import Source

Mode = Literal["std", "pro", "4k"]
AspectRatio = Literal["16:9", "9:16", "1:1"]


class ShotFields(TypedDict):
    """One cut of a storyboard: whole seconds, and what it shows."""

    duration: int
    prompt: str


class Fields(TypedDict, total=False):
    """The keywords of ``create``, ``generate`` and ``estimate``. A source is a URL, a path, bytes, an open binary file,
    a PIL image, a ``data:`` URI or base64."""

    duration: int
    aspect_ratio: AspectRatio
    mode: Mode
    sound: bool | Literal["on", "off"]
    first_frame: Source
    last_frame: Source
    images: Mapping[str, Source] | Sequence[Source]
    elements: Mapping[str, Element | str | int] | Sequence[Element | str | int]
    edit: Source
    reference: Source
    keep_original_sound: bool
    shots: Sequence[tuple[int, str] | ShotFields | Shot]
    watermark: bool
    model: str
    callback_url: str
    external_task_id: str


_SOURCES = ("first_frame", "last_frame", "edit", "reference")
_FILES = (".yaml", ".yml", ".json", ".jpg", ".jpeg", ".png", ".webp", ".heic", ".mp4", ".mov", ".webm")


def plain(fields: Fields) -> dict[str, Any]:
    """The fields as a brief takes them: sources as texts, elements as ids. Raises RequestRefused for what is no
    source, TypeError for a keyword that is none."""
    known = Fields.__annotations__
    if unknown := [name for name in fields if name not in known]:
        raise TypeError(f"no field is called {shortened(unknown[0])}; the fields are {', '.join(known)}")
    made: dict[str, Any] = dict(fields)
    for name in _SOURCES:
        if made.get(name) is not None:
            made[name] = _text(name, made[name])
    if made.get("images") is not None:
        made["images"] = _each(made["images"], lambda image: _text("images", image))
    if made.get("elements") is not None:
        made["elements"] = _each(made["elements"], lambda one: one.element_id if isinstance(one, Element) else one)
    return made


_ROOTS = ("/", "./", "../", "~/", "~\\", "file:", "data:", ".\\", "\\\\")
_NAME_WORDS = 3  # of a file's name, at most


def refuse_a_file(prompt: object) -> None:
    """Raises RequestRefused for a prompt that is the name of a file: it would be paid for as words."""
    if not isinstance(prompt, str | os.PathLike):
        return
    words = str(os.fspath(prompt)).strip()
    first, *rest = words.split() or [""]
    rooted = first.startswith(_ROOTS) or first[1:3] in (":\\", ":/")
    ends = words.lower().endswith(_FILES) and (rooted or len(rest) < _NAME_WORDS)
    ends = ends or (not rest and Path(first).suffix[1:].isalnum() and first.isascii())  # notes.txt
    looks = ends or (rooted and (not rest or first.count("/") + first.count("\\") > 1))  # not "/imagine a fox"
    there = not looks and len(words) < 256 and "\n" not in words and _is_there(words)
    if looks or there or not isinstance(prompt, str):
        raise RequestRefused(
            f"the prompt {shortened(words)} is the name of a file, and would be sent as words",
            advice="give a picture as first_frame or images, a clip as edit or reference, a brief as "
            "kling.briefs.load(path), a body as body=",
        )


def _is_there(words: str) -> bool:
    """Whether a text is the name of a file, or the path of a folder; a word may be the name of a folder by chance."""
    with suppress(OSError, ValueError):
        return is_file(words) or ("/" in words and Path(words).is_dir())
    return False


def is_file(words: str) -> bool:
    """Whether a text is the name of a file that is there."""
    try:
        return Path(words).is_file()
    except (OSError, ValueError):
        return False


def _text(name: str, source: Any) -> str:
    try:
        return as_text(source, home() / "given")
    except (TypeError, OSError) as error:
        raise RequestRefused(f"{name} cannot be used: {error}", advice="nothing was sent") from None


def _each(given: Any, one: Any) -> Any:
    if isinstance(given, Mapping):
        return {name: one(value) for name, value in given.items()}
    return [one(value) for value in given] if isinstance(given, list | tuple) else [one(given)]

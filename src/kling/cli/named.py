"""The form [NAME=]VALUE, in which pictures and elements are given."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click


class _Named(click.ParamType[tuple[str | None, str]]):
    """The part before = is a name only when it looks like one; URLs and paths keep their equals signs."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str | None, str]:
        head, equals, tail = str(value).partition("=")
        named = bool(equals and re.fullmatch(r"[^\W\d][\w-]*", head))
        if not (tail if named else head).strip():
            self.fail(f"{value!r} names no file, URL or id", param, ctx)
        if equals and not named and not any(mark in head for mark in "/\\:.") and not Path(str(value)).exists():
            self.fail(
                f"{head!r} cannot be a name: a name begins with a letter and has letters, digits, _ and - only",
                param,
                ctx,
            )
        return (head, tail) if named else (None, str(value))


NAMED = _Named()

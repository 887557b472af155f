"""The form [NAME=]VALUE, in which pictures and elements are given."""

from __future__ import annotations

import re
from typing import Any

import click


class _Named(click.ParamType[tuple[str | None, str]]):
    """The part before = is a name only when it looks like one; URLs and paths keep their equals signs."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str | None, str]:
        head, equals, tail = str(value).partition("=")
        if equals and re.fullmatch(r"[^\W\d][\w-]*", head):
            return head, tail
        return None, str(value)


NAMED = _Named()

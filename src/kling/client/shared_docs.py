"""Blocking classes and their asyncio twins say the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

M = TypeVar("M", bound=Callable[..., Any])


def like(original: Callable[..., Any]) -> Callable[[M], M]:
    """The docstring of the blocking method holds for the other one."""

    def document(method: M) -> M:
        method.__doc__ = original.__doc__
        return method

    return document

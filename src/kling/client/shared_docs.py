"""What ``help()`` shows of the two clients: the same words, and every keyword with its type."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from string import Template
from typing import Any, TypeVar


class _LeftOut:
    def __repr__(self) -> str:
        return "..."


LEFT_OUT = _LeftOut()
"""How ``help()`` shows the default of a keyword that may be left out."""

M = TypeVar("M", bound=Callable[..., Any])


def like(original: Callable[..., Any]) -> Callable[[M], M]:
    """The docstring of the blocking method holds for the other one."""

    def document(method: M) -> M:
        method.__doc__ = original.__doc__
        return method

    return document


def told(**facts: object) -> Callable[[M], M]:
    """The docstring with each ``$fact`` written out."""

    def document(method: M) -> M:
        method.__doc__ = Template(method.__doc__ or "").substitute(facts)
        return method

    return document


def spelled(keywords: type) -> Callable[[M], M]:
    """The keywords that a method takes as a TypedDict are shown one by one."""

    def sign(method: M) -> M:
        signature = inspect.signature(method)
        *given, _ = signature.parameters.values()
        each = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=LEFT_OUT, annotation=_plain(kind))
            for name, kind in keywords.__annotations__.items()
        ]
        method.__signature__ = signature.replace(parameters=[*given, *each])  # type: ignore[attr-defined]
        return method

    return sign


def _plain(kind: Any) -> Any:
    return getattr(kind, "__forward_arg__", kind)

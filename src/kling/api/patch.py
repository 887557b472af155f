"""Applying a fix: JSON Patch (RFC 6902) with the operations that fixes use."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any


class PatchError(ValueError):
    """The document does not hold what a patch is about."""


def patched(document: Any, patch: Sequence[Mapping[str, Any]]) -> Any:
    """A copy of a document after ``add``, ``remove``, ``replace`` and ``test``. Raises PatchError."""
    document = {"": copy.deepcopy(document)}
    for step in patch:
        # The document hangs below an empty key, so that it has a place like everything in it.
        *way, last = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")]
        target = document
        for part in way:
            target = target[_key(target, part)]
        _apply(target, last, step)
    return document[""]


def _apply(target: Any, last: str, step: Mapping[str, Any]) -> None:
    if step["op"] == "add" and isinstance(target, list):
        target.insert(len(target) if last == "-" else _key(target, last, len(target)), copy.deepcopy(step["value"]))
    elif step["op"] == "add" and isinstance(target, dict):
        target[last] = copy.deepcopy(step["value"])
    elif step["op"] == "remove":
        del target[_key(target, last)]
    elif step["op"] == "replace":
        target[_key(target, last)] = copy.deepcopy(step["value"])
    elif step["op"] != "test" or target[_key(target, last)] != step["value"]:
        raise PatchError(f"{step['op']} {step['path']} does not fit the document")


def _key(target: Any, part: str, most: int = -1) -> Any:
    """A step of a pointer as a key of ``target``, which holds it (or, in a list, has at most ``most`` before it)."""
    if isinstance(target, dict) and part in target:
        return part
    if isinstance(target, list) and part.isdecimal() and int(part) < max(len(target), most + 1):
        return int(part)
    raise PatchError(f"the document holds no {part!r} there")

"""Where a JSON pointer stands in the text a person wrote: line and column of JSON and YAML documents."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cached_property
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple


class Position(NamedTuple):
    """1-based line and column."""

    line: int
    column: int


def escape(key: str) -> str:
    """A key as a JSON pointer token (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


class Positions:
    """Pointer to offset, and offset to position. Duplicate keys are kept in ``duplicates`` (pointer, offset); where
    YAML values end is in ``ends``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.offsets: dict[str, int] = {}
        self.ends: dict[str, int] = {}
        self.duplicates: list[tuple[str, int]] = []

    def at(self, pointer: str) -> Position | None:
        """The position of a value, or of its nearest written parent when it is absent."""
        while pointer not in self.offsets:
            if not pointer:
                return None
            pointer = pointer.rpartition("/")[0]
        return self.position(self.offsets[pointer])

    def position(self, offset: int) -> Position:
        line = bisect_right(self._lines, offset)
        return Position(line, offset - self._lines[line - 1] + 1)

    @cached_property
    def _lines(self) -> list[int]:
        """Where each line begins."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]


def _skip(text: str, i: int) -> int:
    while i < len(text) and text[i] in " \t\r\n":
        i += 1
    return i


def of_json(text: str) -> Positions:
    """Positions of every value of a JSON text that :func:`json.loads` accepts."""
    found = Positions(text)
    scalar = json.JSONDecoder().raw_decode

    def value(i: int, pointer: str) -> int:
        i = _skip(text, i)
        found.offsets[pointer] = i
        if text[i] == "{":
            i = _skip(text, i + 1)
            seen: set[str] = set()
            while text[i] != "}":
                start = i
                key, i = scanstring(text, i + 1, True)
                child = f"{pointer}/{escape(key)}"
                if key in seen:
                    found.duplicates.append((child, start))
                seen.add(key)
                i = _skip(text, value(_skip(text, i) + 1, child))
                if text[i] == ",":
                    i = _skip(text, i + 1)
            return i + 1
        if text[i] == "[":
            i = _skip(text, i + 1)
            n = 0
            while text[i] != "]":
                i = _skip(text, value(i, f"{pointer}/{n}"))
                n += 1
                if text[i] == ",":
                    i = _skip(text, i + 1)
            return i + 1
        _, end = scalar(text, i)
        return int(end)

    value(0, "")
    return found


def of_yaml(text: str, node: Any) -> Positions:
    """Positions of every node of a composed YAML document (``node`` is a PyYAML node)."""
    found = Positions(text)

    def walk(node: Any, pointer: str) -> None:
        found.offsets[pointer] = node.start_mark.index
        found.ends[pointer] = node.end_mark.index
        if node.id == "mapping":
            for key, child in node.value:
                name = f"{pointer}/{escape(str(key.value))}"
                if name in found.offsets:
                    found.duplicates.append((name, key.start_mark.index))
                else:
                    walk(child, name)
        elif node.id == "sequence":
            for n, child in enumerate(node.value):
                walk(child, f"{pointer}/{n}")

    walk(node, "")
    return found

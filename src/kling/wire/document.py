"""Reading JSON and YAML that people wrote: values, positions, and what is wrong with the text itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from kling.wire import positions
from kling.wire.positions import Position, Positions


@dataclass(slots=True)
class Document:
    """A text that was read. ``fault`` says why it could not be, at ``fault_at``; then ``value`` is None."""

    text: str
    value: Any = None
    fault: str | None = None
    fault_at: Position | None = None
    duplicates: tuple[str, ...] = ()
    positions: Positions | None = None

    def at(self, pointer: str) -> Position | None:
        """Line and column of a pointer, where known."""
        return self.positions.at(pointer) if self.positions else self.fault_at


def _decode(content: bytes) -> Document:
    try:
        return Document(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        return Document(
            "", fault=f"not valid UTF-8 (byte 0x{content[error.start]:02x})", fault_at=Position(line, column)
        )


def read_json(content: bytes) -> Document:
    """A JSON document. Never raises; what is wrong is in ``fault``."""
    document = _decode(content)
    if document.fault:
        return document
    try:
        document.value = json.loads(document.text)
        document.positions = positions.of_json(document.text)
    except json.JSONDecodeError as error:
        document.fault = f"not valid JSON: {error.msg}"
        document.fault_at = Position(error.lineno, error.colno)
    except RecursionError:
        document.fault, document.fault_at = "not readable: nested too deeply", Position(1, 1)
    else:
        document.duplicates = tuple(pointer for pointer, _ in document.positions.duplicates)
    return document


def _loader() -> Any:
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML 1.2 scalars: ``on``, ``off``, ``yes``, ``no`` and ``16:9`` are text, as people mean them."""

    Loader.yaml_implicit_resolvers = {}
    for tag, pattern, first in (
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("int", r"[-+]?[0-9]+", "-+0123456789"),
        ("float", r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
        ("null", r"~|null|Null|NULL|", "~nN\0"),
    ):
        import re

        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), [*first, ""])
    return Loader


def read_yaml(content: bytes) -> Document:
    """A YAML document. Never raises; what is wrong is in ``fault``."""
    import yaml

    document = _decode(content)
    if document.fault:
        return document
    loader = _loader()(document.text) if "\x00" not in document.text else None
    try:
        if loader is None:
            raise yaml.YAMLError("the text holds NUL characters")
        node = loader.get_single_node()
        if node is None:
            document.fault, document.fault_at = "the file is empty", Position(1, 1)
            return document
        document.positions = positions.of_yaml(document.text, node)
        document.value = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        tab = mark is not None and document.text[mark.index : mark.index + 1] == "\t"
        problem = "a tab is used for indentation; YAML wants spaces" if tab else (error.problem or str(error))
        document.fault, document.value, document.positions = f"not valid YAML: {problem}", None, None
        document.fault_at = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        document.fault, document.value, document.positions = f"not valid YAML: {error}", None, None
        document.fault_at = Position(1, 1)
    return document

"""Reading JSON and YAML that people wrote: values, positions, and what is wrong with the text itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from kling.api import positions
from kling.api.positions import Position, Positions

UNREADABLE = (
    "correct the text first; in YAML, words with quotes or colons stand on a line of their own below `prompt: >-`"
)
"""What to do about a text with a fault."""


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
        return Document(decoded(content))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - (content.rfind(b"\n", 0, error.start) + 1) + 1
        return Document("", fault=error.reason, fault_at=Position(line, column))


def decoded(content: bytes) -> str:
    """A text in UTF-8, or in UTF-16 with its mark at the beginning; without the mark. Raises UnicodeDecodeError, whose
    reason names the encoding that it seems to be in."""
    if content[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        raise UnicodeDecodeError("utf-32", content, 0, 4, "it is UTF-32; save it as UTF-8")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnicodeDecodeError("utf-16", content, error.start, error.end, "not valid UTF-16") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"not valid UTF-8 (byte 0x{content[error.start]:02x}){_guess(content)}"
        raise UnicodeDecodeError("utf-8", content, error.start, error.end, reason) from None
    if content[1:2] == b"\0" or content[:1] == b"\0":
        raise UnicodeDecodeError("utf-8", content, 0, 1, f"it is {_kind_of(content[:_HEAD])}")
    return text


_HEAD = 64 * 1024
_CONTROLS = bytes(range(9))
"""Characters of which no text has any."""


def _guess(content: bytes) -> str:
    """What a text that is no UTF-8 seems to be. Bytes of one Asian encoding are often those of another as well: kana
    tell Shift JIS; Chinese characters alone do not tell GBK from Big5. No text has control characters."""
    head = content[:_HEAD]
    if head.translate(None, _CONTROLS) != head or head.startswith(b"%PDF-"):
        return f": it is {_kind_of(head)}"
    share = {name: _asian(content, codec) for name, codec in (("GBK", "gb18030"), ("Big5", "big5"))}
    chinese = " or ".join(name for name, part in share.items() if part > 0.5)
    found = "Shift JIS" if _kana(content) else chinese or "Latin-1"
    return f"; it seems to be {found}: save it as UTF-8"


def _kind_of(head: bytes) -> str:
    """What bytes are that no text has."""
    from kling.media.probe import probe_bytes

    facts = probe_bytes(head)
    if facts.kind == "image" or facts.format:
        return f"no text but a {facts.format} {'picture' if facts.kind == 'image' else 'file'}"
    if head[:2] == b"PK":
        return "no text but a document or an archive (zip)"
    return "no text but a clip" if head[4:8] == b"ftyp" else "no text, or UTF-16 without its mark; save it as UTF-8"


def _asian(content: bytes, codec: str) -> float:
    """Of the characters beyond ASCII, the share that is Chinese; 0 when the bytes are not of that encoding."""
    try:
        strange = [char for char in content.decode(codec) if char > "\x7f"]
    except UnicodeDecodeError:
        return 0.0
    return sum("\u3000" <= char <= "\u9fff" for char in strange) / len(strange) if strange else 0.0


def _kana(content: bytes) -> bool:
    try:
        strange = [char for char in content.decode("shift_jis") if char > "\x7f"]
    except UnicodeDecodeError:
        return False
    return sum("\u3041" <= char <= "\u30ff" for char in strange) > len(strange) / 5


_UNREADABLE = re.compile(r'"(?:[^"\\]|\\.)*"|(-?(?:Infinity|NaN|[0-9]{4301,}))')
"""What Python reads (or stumbles over) in a JSON text though JSON has no such value; strings are passed over."""


_JSON_MAX = 100_000_000
"""Bytes. Seven pictures of 10 MB as base64 fit."""

_MARKS_MAX = 10_000


def has_too_many_values(content: bytes | bytearray, most: int = _MARKS_MAX) -> bool:
    """Whether a text of JSON has more commas, colons and brackets than any request, or than ``most``. Each may stand
    for a value that takes hundreds of bytes of memory."""
    return sum(content.count(mark) for mark in (b",", b"[", b"{", b":")) > most


def read_json(content: bytes) -> Document:
    """A JSON document. Never raises; what is wrong is in ``fault``."""
    if len(content) > _JSON_MAX or has_too_many_values(content):
        limit = f"{_JSON_MAX // 1_000_000} MB" if len(content) > _JSON_MAX else f"{_MARKS_MAX} values"
        return Document("", fault=f"the file has more than {limit}", fault_at=Position(1, 1))
    document = _decode(content)
    if document.fault:
        return document
    try:
        document.value = json.loads(document.text, parse_constant=_no_value)
        document.positions = positions.of_json(document.text)
    except json.JSONDecodeError as error:
        document.fault = f"not valid JSON: {error.msg}"
        document.fault_at = Position(error.lineno, error.colno)
    except ValueError:
        found = next(match for match in _UNREADABLE.finditer(document.text) if match[1])
        shown = found[1] if len(found[1]) < 20 else f"a number of {len(found[1])} digits"
        document.fault = f"not valid JSON: {shown} is no value that can be read"
        document.fault_at = Positions(document.text).position(found.start(1))
    except RecursionError:
        document.fault, document.fault_at = "not readable: nested too deeply", Position(1, 1)
    else:
        document.duplicates = tuple(pointer for pointer, _ in document.positions.duplicates)
        _refuse_halves(document)
    if document.fault:
        document.value = None
    return document


_HALF = re.compile(r"\\[uU](?:0000)?[dD][89a-fA-F]")


def _refuse_halves(document: Document) -> None:
    """Half a character, as ``"\\ud83d"`` without its other half writes it, is no text and cannot be sent."""
    places = Positions(document.text)
    for found in _HALF.finditer(document.text):
        try:
            json.dumps(document.value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            document.fault = "half of a character is written as an escape; write the whole character"
            document.fault_at = places.position(found.start())
        except (TypeError, ValueError, RecursionError):
            pass
        return


def _no_value(name: str) -> NoReturn:
    raise ValueError(name)


def _loader(*, fast: bool = False) -> Any:
    import yaml

    base: Any = yaml.CSafeLoader if fast and yaml.__with_libyaml__ else yaml.SafeLoader

    class Loader(base):  # type: ignore[misc] # one of two
        """YAML 1.2 scalars: ``on``, ``off``, ``yes``, ``no`` and ``16:9`` are text, as people mean them."""

    Loader.yaml_implicit_resolvers = {}
    for tag, pattern, first in (
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("int", r"[-+]?[0-9]{1,30}", "-+0123456789"),
        ("float", r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
        ("null", r"~|null|Null|NULL|", "~nN\0"),
    ):
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), [*first, ""])
    return Loader


_YAML_MAX = 10_000_000
"""Bytes. Briefs have a few thousand, productions half a million, and pictures in base64 may stand in them."""

_VALUES_MAX = 100_000
"""Of a YAML text: many more than the largest production has."""

_DEPTH_MAX = 50

_SMALL = 50_000
"""Characters up to which the reader that explains faults best is used; it is ten times slower than the other."""

_SPARE = 100_000
"""Values that anchors may stand for beyond those a text can write out. A few lines of them can stand for billions."""


def read_yaml(content: bytes) -> Document:
    """A YAML document. Never raises; what is wrong is in ``fault``."""
    import yaml

    if len(content) > _YAML_MAX:
        size = f"{len(content) / 1e6:.1f} MB; YAML files may have {_YAML_MAX / 1e6:g} MB"
        return Document("", fault=f"the file has {size}", fault_at=Position(1, 1))
    document = _decode(content)
    if document.fault:
        return document
    text = document.text
    try:
        _bound(text)
        loader = _loader(fast=len(text) > _SMALL)(text)
        node = loader.get_single_node()
        if node is None:
            document.fault, document.fault_at = "the file is empty", Position(1, 1)
            return document
        if "*" in text:
            _weigh(node, len(text) + _SPARE)
        found = document.positions = positions.of_yaml(text, node)
        document.value = loader.construct_document(node)
        _refuse_halves(document)
        for pointer, offset in found.duplicates:
            line = found.position(found.offsets[pointer]).line
            problem = f"{pointer.rpartition('/')[2]} is written twice, first on line {line}"
            document.fault, document.fault_at = f"not valid YAML: {problem}", found.position(offset)
            break
    except yaml.MarkedYAMLError as error:
        problem, index = _problem(error, text)
        document.fault, document.fault_at = f"not valid YAML: {problem}", Positions(text).position(index)
    except yaml.reader.ReaderError as error:
        problem = f"the character U+{int(error.character):04X} is not allowed; remove it"
        document.fault, document.fault_at = f"not valid YAML: {problem}", Positions(text).position(error.position)
    except OverflowError:
        problem = "an escape such as \\U12345678 stands for no character"
        document.fault, document.fault_at = f"not valid YAML: {problem}", Position(1, 1)
    except (yaml.YAMLError, ValueError) as error:
        document.fault, document.fault_at = f"not valid YAML: {error}", Position(1, 1)
    except RecursionError:
        document.fault, document.fault_at = "not readable: nested too deeply", Position(1, 1)
    if document.fault:
        document.value = document.positions = None
    return document


def _bound(text: str) -> None:
    """Raises MarkedYAMLError for a text of more values, or nested more deeply, than is read, and for one with tags:
    ``!!timestamp``, ``!!python/…`` and the like. What else may be wrong is left to the reader, unless that would take
    too long to find it."""
    import yaml

    fault: Any = None
    for reader in (*((yaml.CSafeLoader,) if yaml.__with_libyaml__ else ()), yaml.SafeLoader):
        try:
            if excess := _excess(yaml.parse(text, reader)):
                raise yaml.MarkedYAMLError(problem=excess[0], problem_mark=excess[1])
            return
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            fault = error
            if isinstance(error, yaml.MarkedYAMLError) and type(error) is yaml.MarkedYAMLError:
                break
            if len(text) > _SMALL:
                break
    if len(text) > _SMALL or type(fault) is yaml.MarkedYAMLError:
        raise fault


def _excess(events: Any) -> tuple[str, Any] | None:
    """What a text has too much of, and where."""
    import yaml

    values = depth = 0
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            values += 1
            if tag := getattr(event, "tag", None):
                short = str(tag).replace("tag:yaml.org,2002:", "!!")[:40]
                return f"the tag {short} is not read; write the value alone, or in quotes", event.start_mark
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if values > _VALUES_MAX:
            return f"it has more than {_VALUES_MAX} values", event.start_mark
        if depth > _DEPTH_MAX:
            raise RecursionError
    return None


def _weigh(root: Any, most: int) -> None:
    """Raises MarkedYAMLError for a tree that contains itself, or has more than ``most`` values once every ``*name`` is
    written out."""
    import yaml

    known: dict[int, int] = {}
    open_nodes: set[int] = set()

    def weight(node: Any) -> int:
        if id(node) in open_nodes:
            raise yaml.MarkedYAMLError(problem="an anchor contains itself", problem_mark=node.start_mark)
        if id(node) not in known:
            open_nodes.add(id(node))
            children = node.value if node.id != "scalar" else ()
            parts = (part for child in children for part in (child if isinstance(child, tuple) else (child,)))
            known[id(node)] = 1 + sum(map(weight, parts))
            open_nodes.discard(id(node))
        if known[id(node)] > most:
            problem = f"its anchors stand for more than {_SPARE} values"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        return known[id(node)]

    weight(root)


_BEGUN = {
    "while scanning a quoted scalar": "quote",
    "while parsing a flow sequence": "[",
    "while parsing a flow mapping": "{",
}


def _problem(error: Any, text: str) -> tuple[str, int]:
    """What is wrong with a YAML text in words, and the offset where a person will see it: that of a quote or bracket
    that is never closed, not of the place far below where the reader gave up."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return str(error.problem or error), 0
    index, begun = int(mark.index), error.context_mark
    first, problem = text[index : index + 1], str(error.problem)
    if error.context in _BEGUN and (begun.line < mark.line or index == len(text)):
        end = "is never closed" if index == len(text) else f"is not closed before line {mark.line + 1}"
        return f"the {_BEGUN[error.context]} that is opened here {end}", int(begun.index)
    if error.context == "while scanning a simple key":
        return "this line has no key with a colon, or the indentation is wrong", int(begun.index)
    if first == "\t":
        return "a tab is used for indentation; YAML wants spaces", index
    if first in ("@", "`", "%") or problem.startswith(("found undefined alias", "could not determine a constructor")):
        return f"a text that begins with {first} must stand in quotes", index
    if problem.startswith("mapping values"):
        return "a text with a colon and a space in it must stand in quotes, or the indentation is wrong", index
    if problem == "found unhashable key":
        return "a list or mapping cannot be a key; a text with brackets or braces must stand in quotes", index
    if problem == "but found another document":
        return "one document a file: remove the line ---, or make two files", index
    if problem.startswith("expected <block end>"):
        if (opened := _long_quote(text, index)) is not None:
            return "the quote that is opened here is not closed on its line", opened
        after_quote = text[:index].rstrip(" ")[-1:] in ("'", '"')
        return "the text goes on after its quote" if after_quote else "the indentation is wrong", index
    return problem, index


def _long_quote(text: str, index: int) -> int | None:
    """Where the quoted text begins that ends before ``index`` on the same line, but began on another."""
    import yaml

    found = None
    try:
        for token in yaml.scan(text, Loader=_loader()):
            if token.end_mark.index > index:
                break
            quoted = isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')
            spans = token.start_mark.line < token.end_mark.line
            found = (
                token.start_mark.index if quoted and spans and "\n" not in text[token.end_mark.index : index] else None
            )
    except yaml.YAMLError:
        pass
    return found

"""Tables of values: CSV as people have it (commas, semicolons or tabs) and ``.xlsx``."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from kling.api.characters import is_blank

_BYTES_MAX = 20_000_000  # of a file
_UNPACKED_MAX = 50_000_000  # bytes of what a workbook unpacks to
_TAGS_MAX = 100_000  # of its sheets and texts, read in 0.3 s; a cell has four to six
_TAGS_OTHER_MAX = 30_000  # of its styles and the like, each of which takes six times as long
_TAG = 60  # bytes of text that take as long
ROWS_MAX = 5_000  # each is a video at least
_CELLS_MAX = 200_000
_MARKS_MAX = 1_000_000  # commas, semicolons or tabs, in texts, too
_LINES_MAX = 100_000  # with blank ones and those within texts
_FIRST = 10_000  # characters of the first line by which the mark between its cells is told
_TOLD = 5  # lines that are told of one fault
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class TableError(Exception):
    """A table cannot be used: ``message`` says why and where, ``help`` what to do."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.message, self.help = message, help


def read(path: Path, spend: Callable[[int], None] = lambda _: None) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table: the number of the line (from 1), and its cells by the columns' names, which stand in the
    first line. Rows without any value are left out. ``spend`` is told beforehand how many bytes of text are as much
    work. Raises TableError, with every line that is wrong; OSError."""
    size = path.stat().st_size
    if size > _BYTES_MAX:
        raise TableError(f"it has more than {_BYTES_MAX // 1_000_000} MB", "give a smaller table")
    spend(size)
    lines = _of_workbook(path, spend) if path.suffix.lower() == ".xlsx" else _of_text(path.read_bytes())
    filled: list[tuple[int, list[str]]] = []
    count = 0
    for number, cells in lines:
        count += len(cells)
        if not all(map(is_blank, cells)):
            filled.append((number, cells))
        if count > _CELLS_MAX:
            raise TableError(f"it has more than {_CELLS_MAX:,} cells", "keep the columns that are used")
        if len(filled) > ROWS_MAX + 1:
            help = "split it into several tables, each with a production file"
            raise TableError(f"it has more than {ROWS_MAX:,} rows", help)
    if len(filled) < 2:
        raise TableError("it has no rows", "its first line names the columns")
    (_, names), *rows = filled
    _check_names(names)
    _check_cells(names, rows)
    return [(number, dict(zip(names, cells, strict=True))) for number, cells in rows]


def _check_names(names: list[str]) -> None:
    if blank := [str(n) for n, name in enumerate(names, 1) if is_blank(name)]:
        raise TableError(f"column {', '.join(blank)} has no name in the first line", "name it, or remove it")
    if twice := sorted(name for name, count in Counter(names).items() if count > 1):
        raise TableError(f"two columns are called {twice[0]}", "give each a name of its own")


def _check_cells(names: list[str], rows: list[tuple[int, list[str]]]) -> None:
    if odd := [(number, len(cells)) for number, cells in rows if len(cells) != len(names)]:
        listed = ", ".join(f"line {number} has {count} cells" for number, count in odd[:_TOLD])
        more = f" (and {len(odd) - _TOLD} more)" if len(odd) > _TOLD else ""
        help = "fill in or remove cells; text that holds a comma stands in quotes"
        raise TableError(f"its first line names {len(names)} columns, and {listed}{more}", help)
    for number, cells in rows:
        if wrong := next(
            (cell for cell in cells if cell.upper() in _ERRORS or (cell[:1] == "=" and cell != "=")), None
        ):
            what = "a formula" if wrong[0] == "=" else "an error of the program that made it"
            raise TableError(f"line {number} holds {what}, {wrong[:40]}", "write what it should say, and save it again")


_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#ERROR!", "#FIELD!")
)
"""What spreadsheets write where a formula has no value; it would be filmed as words."""


# -- text -------------------------------------------------------------------------------------------------------------


def _of_text(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    first = text.lstrip("\r\n").partition("\n")[0].partition("\r")[0]
    named = first.strip().lower().removeprefix("sep=") if first[:4].lower() == "sep=" else ""
    delimiter = named if len(named) == 1 else _delimiter(first)
    if text.count(delimiter) > _MARKS_MAX:
        raise TableError(f"it has more than {_MARKS_MAX:,} of {delimiter!r}", "give a smaller table")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if named and reader.line_num == 1:  # spreadsheets write so which separator they use
                continue
            if reader.line_num > _LINES_MAX:
                raise TableError(f"it has more than {_LINES_MAX:,} lines", "remove the blank ones")
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise TableError(f"line {reader.line_num} is no line of a table: {error}", "close its quotes") from None


def _delimiter(first: str) -> str:
    """What separates the cells of the first line."""
    return max(",;\t|", key=lambda mark: len(next(csv.reader([first[:_FIRST]], delimiter=mark), [])))


def _decoded(content: bytes) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            try:
                return content[len(bom) :].decode(encoding)
            except UnicodeDecodeError:
                raise TableError(f"it begins as {encoding.upper()} and is none", "save it as UTF-8") from None
    if b"\0" in content:
        raise TableError("it is UTF-16 without its mark, or no text", "save it as UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        names = " or ".join(_like(content))
        raise TableError(f"line {line} is not UTF-8; it looks like {names}", "save it as UTF-8") from None


def _like(content: bytes) -> Iterator[str]:
    """What the text may be in; nobody can be sure, and a wrong guess would be paid for."""
    for encoding, name in (("gb18030", "GBK"), ("cp932", "Shift JIS")):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield name
    yield "Latin-1 (Windows-1252)"


# -- workbooks --------------------------------------------------------------------------------------------------------


def _of_workbook(path: Path, spend: Callable[[int], None]) -> Iterator[tuple[int, list[str]]]:
    """The first sheet. Formulas count by the values that were saved with them."""
    try:
        openpyxl: Any = import_module("openpyxl")
    except ImportError:
        help = "pip install 'kling-video-generator[tables]', or save the table as CSV"
        raise TableError("workbooks cannot be read without openpyxl", help) from None
    try:
        with zipfile.ZipFile(path) as packed:
            size = _bytes_like(packed)
    except TableError:
        raise
    except Exception as error:  # damaged archives raise all kinds
        raise _unreadable(error) from None
    spend(size)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            yield from _rectangle(sheet.iter_rows(values_only=True, max_row=_LINES_MAX))
        finally:
            book.close()
    except TableError:
        raise
    except Exception as error:  # openpyxl has no class for what it cannot read
        raise _unreadable(error) from None


def _unreadable(error: Exception) -> TableError:
    why = f"{type(error).__name__}: {error}"[:200]
    return TableError(f"it is no workbook that can be read ({why})", "save it as CSV in UTF-8")


def _bytes_like(packed: zipfile.ZipFile) -> int:
    """How many bytes of text take as long as a workbook. Raises TableError for one that would take too long."""
    parts = packed.infolist()
    if sum(part.file_size for part in parts) > _UNPACKED_MAX:
        raise TableError(f"it unpacks to more than {_UNPACKED_MAX // 1_000_000} MB", "give a smaller table")
    cells = others = 0
    for part in parts:
        tags = packed.read(part).count(b"<")
        if "/worksheets/" in part.filename or "sharedStrings" in part.filename:
            cells += tags
        else:
            others += tags
    if cells > _TAGS_MAX or others > _TAGS_OTHER_MAX:
        what = "cells" if cells > _TAGS_MAX else "styles and names"
        raise TableError(f"it has too many {what}", "save the sheet as CSV in UTF-8, or split it")
    return _TAG * cells + 6 * _TAG * others


def _rectangle(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    """Rows cut to the columns that have names: sheets end where somebody once clicked."""
    width = 0
    for number, cells in enumerate(rows, 1):
        texts = [_text(cell) for cell in cells]
        if not width:
            while texts and not texts[-1]:
                texts.pop()
            width = len(texts)
        while len(texts) > width and not texts[-1]:
            texts.pop()
        yield number, texts + [""] * (width - len(texts))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    isoformat = getattr(cell, "isoformat", None)
    return str(isoformat() if isoformat else cell).strip()

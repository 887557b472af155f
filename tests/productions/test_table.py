"""Tables as people have them: read as they are meant, or refused with the line that is wrong."""

from __future__ import annotations

import codecs
import contextlib
import sys
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling.models.profiles import DEFAULT
from kling.productions import table
from kling.productions.plan import plan
from kling.productions.production import read as read_production
from kling.productions.table import TableError, read
from tests.productions.conftest import Write

WANTED = [(2, {"sku": "A1", "colour": "red"}), (3, {"sku": "B2", "colour": "blue, dark"})]


@pytest.mark.parametrize(
    "content",
    [
        b'sku,colour\nA1,red\nB2,"blue, dark"\n',
        b'sku,colour\r\nA1,red\r\nB2,"blue, dark"\r\n,\r\n\r\n',
        b"sku;colour\nA1;red\nB2;blue, dark\n",
        b"sku\tcolour\nA1\tred\nB2\tblue, dark\n",
        b"sku|colour\nA1|red\nB2|blue, dark\n",
        codecs.BOM_UTF8 + b'sku, colour \nA1, red\nB2,"blue, dark"',
        codecs.BOM_UTF16_LE + "sku;colour\nA1;red\nB2;blue, dark\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "sku\tcolour\nA1\tred\nB2\tblue, dark\n".encode("utf-16-be"),
    ],
)
def test_separators_and_marks_of_encodings_are_recognised(tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes(content)
    assert read(table) == WANTED


def test_the_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes(b"sep=;\r\nsku;colour\r\nA1;red\r\nB2;blue, dark\r\n")
    assert read(table) == [(line + 1, cells) for line, cells in WANTED]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"sku,colour\nA1\nB2,blue\n", "line 2 has 1 cells"),
        (b"sku,colour\nA1,red\nB2,blue,dark\nC3\n", "line 3 has 3 cells, line 4 has 1 cells"),
        ("sku,colour\n" + "A1\n" * 9, "line 6 has 1 cells (and 4 more)"),
        ("sku,colour\nA1,red\nB2,#N/A\n", "line 3 holds an error of the program that made it, #N/A"),
        ("sku,colour\nA1,=VLOOKUP(A1;B:C;2)\n", "line 2 holds a formula, =VLOOKUP"),
        ("sku,\nA1,red\n", "column 2 has no name"),
        ("sku,sku\nA1,red\n", "two columns are called sku"),
        ("sku,colour\n", "no rows"),
        ("", "no rows"),
        ('sku,colour\nA1,"red\n', "is no line of a table"),
        ("sku,farbe\nA1,grün\n".encode("latin-1"), "line 2 is not UTF-8; it looks like"),
        ("sku,颜色\nA1,红\n".encode("gbk"), "line 1 is not UTF-8; it looks like GBK"),
        ("sku,colour\nA1,red\n".encode("utf-16-le"), "UTF-16 without its mark"),
    ],
)
def test_what_would_be_paid_for_by_mistake_is_refused_with_its_line(
    tmp_path: Path, content: bytes | str, words: str
) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(TableError) as refused:
        read(table)
    assert words in refused.value.message


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_more_rows_than_a_production_may_have_are_refused_and_never_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(table, "ROWS_MAX", 10)
    path = tmp_path / f"t{suffix}"
    rows = [("sku", "colour"), *((f"a{n}", "red") for n in range(11))]
    if suffix == ".xlsx":
        _sheet(path, *rows)
    else:
        path.write_text("\n".join(",".join(row) for row in rows))
    with pytest.raises(TableError, match="more than 10 rows"):
        read(path)


def _sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_the_first_sheet_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    table = _sheet(tmp_path / "t.xlsx", ("sku", "price", None), ("A1", 3.0), (None, None), ("B2", 2.5, None, None))
    assert read(table) == [(2, {"sku": "A1", "price": "3"}), (4, {"sku": "B2", "price": "2.5"})]
    with pytest.raises(TableError, match="line 2 has 3 cells"):
        read(_sheet(tmp_path / "wide.xlsx", ("sku", "price"), ("A1", 3, "extra")))
    (tmp_path / "none.xlsx").write_bytes(b"no workbook")
    with pytest.raises(TableError, match="no workbook that can be read"):
        read(tmp_path / "none.xlsx")


def test_without_openpyxl_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = _sheet(tmp_path / "t.xlsx", ("sku",), ("A1",))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(TableError) as refused:
        read(table)
    assert "[tables]" in refused.value.help


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("any.csv", "any.xlsx"):
        (folder / name).write_bytes(content)
        with contextlib.suppress(TableError):
            assert read(folder / name)


@pytest.mark.parametrize("blank", ["", " \t", "\u00a0\u200b", "\u3000"])
def test_a_blank_cell_that_a_prompt_needs_is_told_and_one_that_nothing_needs_is_not(
    write: Write, tmp_path: Path, blank: str
) -> None:
    (tmp_path / "t.csv").write_text(f"n;colour;notes\n1;red;\n2;{blank};later\n")
    made = plan(
        read_production(write("briefs: {'a{n}': {matrix: t.csv, scenario: t2v, prompt: 'A {colour} lamp.'}}")), DEFAULT
    )
    [told] = [d for d in made.diagnostics if d.severity == "error"]
    assert told.message == "line 3 of its table: {colour} is blank"
    assert told.pointer == "/briefs/a{n}/prompt"


@pytest.mark.parametrize(
    ("name", "value", "suffix", "said"),
    [
        ("_CELLS_MAX", 10, ".csv", "more than 10 cells"),
        ("_MARKS_MAX", 10, ".csv", "more than 10 of ','"),
        ("_LINES_MAX", 5, ".csv", "more than 5 lines"),
        ("_CELLS_MAX", 10, ".xlsx", "more than 10 cells"),
        ("_TAGS_MAX", 10, ".xlsx", "too many cells"),
        ("_TAGS_OTHER_MAX", 10, ".xlsx", "too many styles and names"),
        ("_UNPACKED_MAX", 10, ".xlsx", "unpacks to more than"),
    ],
)
def test_a_table_that_would_take_long_to_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: int, suffix: str, said: str
) -> None:
    monkeypatch.setattr(table, name, value)
    path = tmp_path / f"t{suffix}"
    rows = [("sku", "colour"), *((f"a{n}", "red") for n in range(11))]
    if suffix == ".xlsx":
        _sheet(path, *rows)
    else:
        path.write_text("\n".join(",".join(row) for row in rows))
    with pytest.raises(TableError, match=said):
        read(path)

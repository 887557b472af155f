"""Texts that cannot be read: what is said, and where."""

from __future__ import annotations

import pytest
from tests.cases import cases

from kling.api import document
from kling.api.document import read_json, read_yaml


@cases(
    ("text", "place", "words"),
    [
        ('scenario: t2v\nprompt: "A cat\nmode: pro\n', (2, 9), "quote that is opened here is never closed"),
        ('scenario: t2v\nprompt: "A cat\nmode: "pro"\n', (2, 9), "quote that is opened here is not closed on its line"),
        ("scenario: t2v\nimages: [a, b\nmode: pro\n", (2, 9), "the [ that is opened here is not closed before line 3"),
        ("a: {x: 1", (1, 4), "the { that is opened here is never closed"),
        ('prompt: "A" cat\n', (1, 13), "goes on after its quote"),
        ("prompt: A cat: sits\n", (1, 14), "must stand in quotes"),
        ("prompt: @her sits\n", (1, 9), "begins with @ must stand in quotes"),
        ("prompt: *her\n", (1, 9), "begins with * must stand in quotes"),
        ("prompt: {{her}}\n", (1, 10), "must stand in quotes"),
        ("- a\nb: c\n", (2, 1), "indentation"),
        ("a: |\n x\nb\n", (3, 1), "no key"),
        ("a:\n\t- b\n", (2, 1), "tab"),
        ("a: 1\n---\nb: 2\n", (2, 1), "one document a file"),
        ("a: x\x07\n", (1, 5), "U+0007"),
        ("a: 1\nb: {c: 1, d: 2, c: 3}\n", (2, 17), "c is written twice, first on line 2"),
        ("a: &a [*a]\n", (1, 4), "contains itself"),
        ("a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 9)), (6, 5), "more than"),
        ("a: " + "x" * 10_000_001, (1, 1), "10 MB"),
        ("a: " + "[" * 1000, (1, 1), "too deeply"),
    ],
)
def test_a_fault_of_yaml_is_named_where_a_person_sees_it(text: str, place: tuple[int, int], words: str) -> None:
    read = read_yaml(text.encode())
    assert words in str(read.fault)
    assert read.at("") == place
    assert read.value is None


def test_anchors_in_reason_are_read() -> None:
    assert read_yaml(b"a: &x [1, 2]\nb: *x\n").value == {"a": [1, 2], "b": [1, 2]}


@cases(
    ("text", "place", "words"),
    [
        ('{"a": "NaN",\n "b": [NaN]}', (2, 8), "NaN"),
        ('{"a": -Infinity}', (1, 7), "-Infinity"),
        ('{"a": %s}' % ("9" * 5000), (1, 7), "5000 digits"),
    ],
)
def test_what_is_no_json_value_is_refused_at_its_place(text: str, place: tuple[int, int], words: str) -> None:
    read = read_json(text.encode())
    assert words in str(read.fault)
    assert read.at("") == place
    assert read.value is None


def test_a_long_file_without_anchors_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_SPARE", 10)
    assert read_yaml(b"a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]\n").value == {"a": list(range(1, 12))}
    assert read_yaml(b"a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: [" + b"*a, " * 40 + b"*a]\n").value is None


@cases(
    ("content", "what"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", "no text but a jpg picture"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text but a png picture"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "no text but a pdf file"),
        (b"PK\x03\x04\x14\0\x06\xff\xfe", "no text but a document or an archive (zip)"),
        (b"\0\0\0\x18ftypmp42", "no text but a clip"),
        ("scenario: t2v".encode("utf-16-le"), "UTF-16 without its mark"),
        (bytes(range(256)), "no text"),
    ],
)
def test_what_is_no_text_is_told_by_what_it_is(content: bytes, what: str) -> None:
    assert what in str(read_yaml(content).fault)
    assert what in str(read_json(content).fault)

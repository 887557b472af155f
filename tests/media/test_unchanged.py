"""Files that are read once while they stay as they are."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kling.media import unchanged
from kling.media.unchanged import read_once


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setattr(time, "time", lambda: 4e9)  # what stands here was written long ago
    return []


def test_a_file_is_read_again_only_when_it_changed(tmp_path: Path, reads: list[Path]) -> None:
    @read_once
    def content(path: Path) -> bytes:
        reads.append(path)
        return path.read_bytes()

    file = tmp_path / "a"
    file.write_bytes(b"one")
    assert [content(file), content(file)] == [b"one", b"one"]
    assert len(reads) == 1
    file.write_bytes(b"two")
    os.utime(file, ns=(1, 1))  # whatever it says of its age
    assert content(file) == b"two"
    (tmp_path / "b").write_bytes(b"six")
    (tmp_path / "b").replace(file)
    assert content(file) == b"six"


def test_a_file_that_was_just_written_is_read_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "_FRESH", 1e9)
    content = read_once(Path.read_bytes)
    file = tmp_path / "a"
    for said in (b"one", b"two"):
        file.write_bytes(said)
        assert content(file) == said


def test_a_file_that_cannot_be_read_is_tried_each_time(tmp_path: Path, reads: list[Path]) -> None:
    content = read_once(Path.read_bytes)
    with pytest.raises(FileNotFoundError):
        content(tmp_path / "a")
    (tmp_path / "a").write_bytes(b"here")
    assert content(tmp_path / "a") == b"here"

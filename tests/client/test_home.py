"""Files of KLING_HOME that databases and locks are kept in."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kling.client.home import private_file

_TAKES = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN EXCLUSIVE')"


def test_a_database_that_is_opened_once_more_keeps_its_locks_against_other_processes(tmp_path: Path) -> None:
    path = private_file(tmp_path / "ledger.sqlite")
    with closing(sqlite3.connect(path, isolation_level=None)) as held:
        held.execute("BEGIN EXCLUSIVE")
        private_file(path)
        other = subprocess.run([sys.executable, "-c", _TAKES, str(path)], capture_output=True, text=True, timeout=120)
        assert "database is locked" in other.stderr


@pytest.mark.parametrize("name", ["folder", "missing/file"])
def test_what_cannot_be_a_file_is_told_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=name):
        private_file(tmp_path / name)

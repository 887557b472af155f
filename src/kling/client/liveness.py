"""Which of the processes that share a folder are alive.

Each holds an exclusive SQLite lock on a file of its own. The operating system lets go of it when the process ends in
whatever way, so there are no heartbeats, no stale process ids and no guesses.
"""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path

from kling.client.home import private_file, private_folder


class Liveness:
    """A process's sign of life; ``name`` is what it signs with."""

    def __init__(self, folder: Path) -> None:
        private_folder(folder)
        self._folder = folder
        self.name = uuid.uuid4().hex
        self._lock = sqlite3.connect(private_file(folder / self.name), isolation_level=None, check_same_thread=False)
        self._lock.execute("BEGIN EXCLUSIVE")

    def alive(self, name: str) -> bool:
        """Whether the process that signs with ``name`` still runs."""
        path = self._folder / name
        if not path.exists():
            return False
        probe = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=0, isolation_level=None)
        try:
            probe.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return path.exists()
        finally:
            probe.close()
        path.unlink(missing_ok=True)
        return False

    def close(self) -> None:
        self._lock.close()
        (self._folder / self.name).unlink(missing_ok=True)

"""What a file says, read once for as long as the file stays as it is: a hundred briefs may name one picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import NamedTuple, TypeVar

T = TypeVar("T")

_FILES_MAX = 1_000
_FRESH = 2.0  # seconds in which a file may change again without a sign of it: clocks of file systems are coarse


class _Version(NamedTuple):
    """A file as it is now."""

    path: Path
    folder: str
    size: int
    inode: int
    mtime: int
    ctime: int


def read_once(read: Callable[[Path], T]) -> Callable[[Path], T]:
    """``read``, whose answer about a file is kept until the file changes. What it raises is not kept."""

    @lru_cache(maxsize=_FILES_MAX)
    def of_version(version: _Version) -> T:
        return read(version.path)

    @wraps(read)
    def answer(path: Path) -> T:
        try:
            facts = path.stat()
        except (OSError, ValueError):
            return read(path)
        if abs(time.time() - facts.st_ctime) < _FRESH:
            return read(path)
        folder = "" if path.is_absolute() else str(Path.cwd())
        version = _Version(path, folder, facts.st_size, facts.st_ino, facts.st_mtime_ns, facts.st_ctime_ns)
        return of_version(version)

    return answer

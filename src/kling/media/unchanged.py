"""What a file says, read once for as long as the file stays as it is: a hundred briefs may name one picture."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_FILES_MAX = 1_000
_FRESH = 2.0  # seconds in which a file may change again without a sign of it: clocks of file systems are coarse


def read_once(read: Callable[[Path], T]) -> Callable[[Path], T]:
    """``read``, whose answer about a file, whatever its name, is kept until the file changes. What it raises is not
    kept."""
    kept: dict[tuple[int, ...], T] = {}

    @wraps(read)
    def answer(path: Path) -> T:
        try:
            facts = path.stat()
        except (OSError, ValueError):
            return read(path)
        if abs(time.time() - facts.st_ctime) < _FRESH:
            return read(path)
        version = (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
        with suppress(KeyError):
            return kept[version]
        if len(kept) >= _FILES_MAX:
            kept.clear()
        found = kept[version] = read(path)
        return found

    return answer

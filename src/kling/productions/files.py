"""The files of a production: where they are made, how they get their names, and that nothing else is overwritten.

Each process that makes files has a folder of its own for them below ``.kling`` in the production's folder, whose lock
ends with the process. The ledger knows what stands under a name because this program put it there.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import logging
import os
import threading
from pathlib import Path
from typing import NamedTuple, Protocol

from kling.media.files import PartFolder, move_aside, sweep

log = logging.getLogger("kling.productions")


class Record(NamedTuple):
    """A file as it was when it got its name. ``digest`` is the SHA-256 of its content, ``mtime`` in nanoseconds."""

    size: int
    mtime: int
    digest: str

    @classmethod
    def of(cls, path: Path) -> Record:
        """Raises OSError."""
        facts = path.stat()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(facts.st_size, facts.st_mtime_ns, digest)

    def is_of(self, path: Path) -> bool:
        """Whether the file still has this content; read only when it does not look untouched."""
        try:
            facts = path.stat()
            if facts.st_size != self.size:
                return False
            return facts.st_mtime_ns == self.mtime or Record.of(path).digest == self.digest
        except OSError:
            return False


class Records(Protocol):
    """What is known of files by their absolute paths: the ledger."""

    def file(self, path: Path) -> Record | None: ...

    def has_made(self, digest: str) -> bool: ...

    def note_file(self, path: Path, record: Record) -> None: ...


class Taken(FileExistsError):
    """Something that this program did not make has the name of a file to make."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there and was not made here; move it away, or choose another output")


def is_foreign(records: Records, path: Path) -> bool:
    """Whether something that this program did not make has this name."""
    if not os.path.lexists(path) or records.file(path) is not None:
        return False
    return path.is_symlink() or not path.is_file() or not records.has_made(Record.of(path).digest)


class Files:
    """Makes files for one production's ``folder``. Raises OSError where that cannot be done."""

    def __init__(self, records: Records, folder: Path) -> None:
        self._records = records
        self._parts = PartFolder(folder / ".kling")
        self._numbers = itertools.count(1)
        self._naming = threading.Lock()

    def part(self, suffix: str) -> Path:
        """A name for a file in the making, which nobody else has. What workers left that died meanwhile is removed."""
        sweep(self._parts.path.parent)
        return self._parts.path / f"{next(self._numbers)}{suffix}"

    def put(self, fresh: Path, target: Path, *, is_film: bool) -> None:
        """Give a finished file its name. A film outlives a power cut then, and an earlier one is moved aside; pictures
        and pages are replaced, unless somebody changed them. Raises Taken, OSError."""
        record = Record.of(fresh)
        target.parent.mkdir(parents=True, exist_ok=True)
        if is_film:
            _to_disk(fresh)
        with self._naming:
            if os.path.lexists(target):
                self._make_way(target, record, keep=is_film)
            self._records.note_file(target, record)
            try:
                os.link(fresh, target)
            except FileExistsError:
                raise Taken(target) from None
            except OSError:  # a file system without links
                fresh.replace(target)
            else:
                fresh.unlink()
        if is_film:
            _to_disk(target.parent)

    def _make_way(self, target: Path, record: Record, *, keep: bool) -> None:
        if is_foreign(self._records, target):
            raise Taken(target)
        there = Record.of(target) if target.is_file() and not target.is_symlink() else None
        known = self._records.file(target)
        if there is not None and (there.digest == record.digest or (known == there and not keep)):
            target.unlink()
            return
        log.warning("what was %s is called %s now", target, move_aside(target).name)

    def close(self) -> None:
        self._parts.close()
        with contextlib.suppress(OSError):  # others work here, too
            self._parts.path.parent.rmdir()


def _to_disk(place: Path) -> None:
    """Wait until a file, or the names in a folder, would outlive a power cut."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Files that are written for the user: whole or not at all, and never in the place of one that somebody else made."""

from __future__ import annotations

import contextlib
import filecmp
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Self

_PART = re.compile(r"\.[0-9a-f]{16}\.part\Z")
_LOCK = "lock"  # the file of a folder that is locked
_NAME_BYTES_MAX = 255  # of common file systems
_RESERVED = frozenset(["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))])
"""Names of devices on Windows, with any ending and in any case."""
_FORBIDDEN = frozenset('<>:"|?*\\')  # on Windows


class PlaceError(Exception):
    """A file cannot be put where it shall be; says why and where."""


class Part:
    """A file in the making, beside its target. It is locked while it is written, so that what a killed process left can
    be told from what another one is writing; the left ones are removed when the next file is begun.

    ``path`` is its name until it is kept, ``file`` what is written to. Raises OSError.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        sweep(target.parent)
        while True:
            # Not named after the target: its name may be as long as names can be.
            self.path = target.with_name(f".{secrets.token_hex(8)}.part")
            self.file: IO[bytes] = self.path.open("xb", buffering=0)
            if _locked(self.file) and self.path.exists():
                return
            self.file.close()  # a sweep met it between its making and its lock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.discard()

    def write(self, content: bytes | memoryview) -> None:
        """Write all of it, however little a full disk takes at a time. Raises OSError."""
        view = memoryview(content)
        while view:
            view = view[self.file.write(view) :]

    def keep(self, *, replace: bool = False) -> Path | None:
        """Give the whole file its name. Another file of that name is moved aside first, and its new place given; with
        ``replace`` it is replaced. A file with the same content stays as it is."""
        aside = None
        if self.target.is_file() and filecmp.cmp(self.path, self.target, shallow=False):
            self.discard()
            return None
        if os.path.lexists(self.target) and not replace:
            aside = move_aside(self.target)
        if os.name == "nt":
            self.file.close()  # an open file cannot be renamed there
        self.path.replace(self.target)
        self.file.close()
        return aside

    def discard(self) -> None:
        """Leave nothing behind but a kept file."""
        self.file.close()
        self.path.unlink(missing_ok=True)


class PartFolder:
    """A folder for files in the making, below ``parent``. It is locked while somebody works in it, as a Part is, and
    removed with all that a killed process left when another one is begun or closed. Raises OSError."""

    def __init__(self, parent: Path) -> None:
        parent.mkdir(parents=True, exist_ok=True)
        sweep(parent)
        while True:
            self.path = parent / f".{secrets.token_hex(8)}.part"
            self.path.mkdir()
            # A sweep may meet it between its making and its lock.
            with contextlib.suppress(FileNotFoundError, FileExistsError):
                self._lock: IO[bytes] = (self.path / _LOCK).open("xb")
                if _locked(self._lock) and (self.path / _LOCK).exists():
                    return
                self._lock.close()

    def close(self) -> None:
        """Remove it with all that is in it."""
        self._lock.close()
        shutil.rmtree(self.path, ignore_errors=True)
        sweep(self.path.parent)


def put(made: Path, target: Path) -> None:
    """Give a whole file its name, as a Part does. Raises OSError."""
    if target.is_file() and filecmp.cmp(made, target, shallow=False):
        made.unlink()
        return
    if os.path.lexists(target):
        move_aside(target)
    made.replace(target)


def move_aside(path: Path) -> Path:
    """Rename a file to the first free of ``name.1.mp4``, ``name.2.mp4`` …; gives the new path. Raises OSError."""
    n = 1
    while True:
        room = _NAME_BYTES_MAX - len(os.fsencode(f".{n}{path.suffix}"))
        stem = os.fsdecode(os.fsencode(path.stem)[:room])
        aside = path.with_name(f"{stem}.{n}{path.suffix}")
        if not os.path.lexists(aside):
            path.rename(aside)
            return aside
        n += 1


def sweep(folder: Path) -> None:
    """Remove unfinished files, and folders of such, that no process is writing any more."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if _PART.match(path.name):
                # A folder whose maker or sweeper was killed may have no lock: whoever makes it owns the folder.
                lock, mode = (path / _LOCK, "a+b") if path.is_dir() else (path, "r+b")
                with contextlib.suppress(OSError), lock.open(mode) as file:
                    if _locked(file):
                        lock.unlink()
                        shutil.rmtree(path, ignore_errors=True)


def _locked(file: IO[bytes]) -> bool:
    """Whether this process has the file to itself now. Where nothing can be locked, an open file cannot be removed."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# -- before anything is paid ------------------------------------------------------------------------------------------


def try_places(paths: Iterable[Path], bytes_wanted: int = 0) -> None:
    """Find out whether files can be written to ``paths`` and ``bytes_wanted`` are free, by writing; missing folders are
    made. Raises PlaceError."""
    by_folder: dict[Path, dict[str, Path]] = {}
    for path in paths:
        check_name(path)
        names = by_folder.setdefault(path.parent, {})
        other = names.setdefault(path.name.casefold(), path)
        if other.name != path.name:
            raise PlaceError(f"{other} and {path.name} differ in capitals only, and would be one file on many disks")
    for folder, names in by_folder.items():
        longest = max((path.name for path in names.values()), key=lambda name: len(os.fsencode(name)))
        _try_folder(folder, longest)
    for folder in by_folder:
        free = shutil.disk_usage(folder).free
        if free < bytes_wanted:
            raise PlaceError(f"{folder} has {free / 1e6:.0f} MB free; about {bytes_wanted / 1e6:.0f} MB are needed")


def check_name(path: Path) -> None:
    """Raises PlaceError for a name that some systems cannot have; folders that are to be made are looked at, too."""
    for parent in path.parents:
        if os.path.lexists(parent):
            break
        _check(parent.name)
    _check(path.name)


def _check(name: str) -> None:
    if name.split(".")[0].rstrip(" ").casefold() in _RESERVED:
        raise PlaceError(f"{name} is the name of a device on Windows; choose another")
    if bad := sorted({char for char in name if char in _FORBIDDEN or ord(char) < 32}):
        raise PlaceError(f"{name!r} holds {bad[0]!r}, which names of files cannot have everywhere; choose another")
    if name.endswith((" ", ".")):
        raise PlaceError(f"{name!r} ends with a space or dot, which Windows drops; choose another")


def _try_folder(folder: Path, name: str) -> None:
    """Write a file with a name of the same length as ``name``, and remove it."""
    trial = folder / (secrets.token_hex(8) + "-" * max(0, len(os.fsencode(name)) - 16))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with trial.open("xb") as file:
            file.write(b"\0" * 4096)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        where = folder / name if "name too long" in why.lower() else folder
        raise PlaceError(f"nothing can be written to {str(where)[:200]}: {why}") from None
    finally:
        with contextlib.suppress(OSError, ValueError):
            trial.unlink(missing_ok=True)

"""The folders that files may be read from and written to, where a door has been given some: a document that somebody
else wrote may name any file of the machine."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path


class Outside(PermissionError):
    """A path that leads out of the folders; nothing was looked at. ``help`` says where to go instead."""

    def __init__(self, path: Path, folders: Sequence[Path]) -> None:
        super().__init__(errno.EACCES, "is outside of the folders that may be used", str(path)[:200])
        self.help = f"use {', '.join(map(str, folders))}"

    def __str__(self) -> str:
        return f"{self.filename} {self.strerror}"


class _Fence:
    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self.made: set[Path] = set()


_fence: ContextVar[_Fence | None] = ContextVar("fence", default=None)


@contextmanager
def confined(folders: Sequence[Path]) -> Iterator[None]:
    """Only files below these folders, which are resolved, can be named in the block; relative paths start in the
    first."""
    token = _fence.set(_Fence(folders))
    try:
        yield
    finally:
        _fence.reset(token)


def permitted(path: Path) -> Path:
    """The path; within folders the real place that it leads to. Raises Outside."""
    if (fence := _fence.get()) is None:
        return path
    try:
        place = (fence.folders[0] / path).resolve()
    except (OSError, RuntimeError, ValueError):  # it leads nowhere
        raise Outside(path, fence.folders) from None
    if place in fence.made or any(place.is_relative_to(one) for one in fence.folders):
        return place
    raise Outside(path, fence.folders)


def made(path: Path) -> Path:
    """A file that this program made of permitted ones, wherever it keeps it: it is permitted, too."""
    if (fence := _fence.get()) is not None:
        fence.made.add(path.resolve())
    return path

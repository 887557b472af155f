"""Other processes for tests: forked from a server that has imported everything, so that a start takes no second.

Nothing of pytest is imported here, since each process imports this module anew when the server could not.
"""

from __future__ import annotations

import ctypes
import io
import json
import multiprocessing
import os
import pkgutil
import shutil
import signal
import sys
import time
from collections.abc import Callable
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from kling.cli import main

# Pauses that are long for the sake of a real service, polls that are slow to spare a processor, small joined films.
QUICK: dict[str, Any] = {
    "kling.app.productions.TICK": 0.1,
    "kling.client.poll.GAP_MIN_LOOPBACK": 0.05,
    "kling.productions.accounts._PAUSE_FIRST": 0.05,
    "kling.productions.accounts._PAUSE_MAX": 0.2,
    "kling.productions.engine._POLL": 0.25,
    "kling.productions.engine._HEARTBEAT_SECONDS": 0.2,
    "kling.productions.engine._DEAD_SECONDS": 1.0,
    "kling.productions.engine._DOUBT": 0.5,
    "kling.productions.joining._QUALITY": {"preset": "ultrafast", "crf": "17"},
    "kling.productions.preflight._BYTES_PER_SECOND": 1,
    "kling.productions.thumbnails._LATER": 0.05,
    "kling.productions.work._PAUSE": 0.05,
}

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "tests.productions.processes",
        "av",
        "httpx2",
        "kling.app.productions",
        "kling.app.after",
        "kling.app.dotenv",
        "kling.app.jobs",
        "kling.app.run",
        "kling.cli.live",
        "kling.cli.run",
        "kling.cli.screen",
        "kling.app.worker",
        "kling.cli.worker",
        "kling.productions.balance",
        "kling.productions.earlier",
        "kling.productions.engine",
        "kling.productions.receiver",
        "kling.productions.report",
        "kling.productions.sync",
        "kling.sandbox",
        "encodings.idna",
        "platformdirs",
        "psycopg",
        "tests.productions.warm",
        "uvicorn",
    ]
)


def start(said: Path, target: Callable[..., None], *args: Any) -> BaseProcess:
    """A process of its own with this one's KLING_ variables and short pauses; all it says is added to a file."""
    environment = {name: value for name, value in os.environ.items() if name.startswith("KLING_")}
    process = FORKS.Process(target=_begin, args=(said, environment, target, args))
    process.start()
    return process


def _begin(said: Path, environment: dict[str, str], target: Callable[..., None], args: tuple[Any, ...]) -> None:
    os.environ.update(environment)
    sys.stdout = sys.stderr = said.open("a", buffering=1)
    for name, seconds in QUICK.items():
        module, _, constant = name.rpartition(".")
        setattr(pkgutil.resolve_name(module), constant, seconds)
    target(*args)


def kling(*args: str) -> None:
    """The command line; ends the process with its exit code."""
    main(list(args))


def doomed(place: str, when: str, nth: int, *args: str) -> None:
    """The command line, ended by SIGKILL before the ``nth`` call of ``place`` (module:attribute), or when the ``nth``
    of its calls has given its answer: those that began earlier may be under way still, or be done before it."""
    owner, _, name = place.rpartition("." if "." in place.partition(":")[2] else ":")
    holder = pkgutil.resolve_name(owner)
    original, calls = getattr(holder, name), count(1)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            _die_at(next(calls), nth)
        result = original(*args, **kwargs)
        if when == "after":
            _die_at(next(calls), nth)
        return result

    setattr(holder, name, deadly)
    main(list(args))


def _die_at(number: int, nth: int) -> None:
    if number == nth:
        os.kill(os.getpid(), signal.SIGKILL)


def on_a_small_disk(folder: Path, size: int, notes: Path, is_killed: bool, *args: str) -> None:
    """The command line twice over a file system of ``size`` bytes at ``folder``: until it is full, and when there is
    room again. ``is_killed``: the first one waits for room, so it is ended by SIGKILL two seconds after the disk was
    full. ``notes`` gets what came of both, or that no file system may be mounted here."""
    try:
        folder.mkdir()
        _mount(folder, size, 0)
    except OSError as error:
        notes.write_text(json.dumps({"denied": str(error)}))
        return
    if is_killed and not (first := os.fork()):
        main(list(args))
    if is_killed:
        while shutil.disk_usage(folder).free > 4096 and os.waitpid(first, os.WNOHANG) == (0, 0):
            time.sleep(0.02)
        time.sleep(2)
        os.kill(first, signal.SIGKILL)
        os.waitpid(first, 0)
    runs = []
    for room in (64 * size,) if is_killed else (size, 64 * size):
        _mount(folder, room, _MS_REMOUNT)
        sys.stderr = said = io.StringIO()
        try:
            main(list(args))
        except SystemExit as ended:
            files = {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}
            runs.append({"code": ended.code, "said": said.getvalue(), "files": files})
    notes.write_text(json.dumps({"runs": runs}))


_CLONE_NEWNS, _CLONE_NEWUSER, _MS_REMOUNT, _MS_RECURSIVE, _MS_PRIVATE = 0x20000, 0x10000000, 32, 0x4000, 0x40000
_libc = ctypes.CDLL(None, use_errno=True)


def _mount(folder: Path, size: int, flags: int) -> None:
    """A file system in memory, seen by this process only. Raises OSError where that is not allowed."""
    if not flags:
        user, group = os.getuid(), os.getgid()
        try:
            _must(_libc.unshare(_CLONE_NEWNS))
        except OSError:  # not root; so be it in a world of our own
            _must(_libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNS))
            for name, text in ("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1"):
                Path("/proc/self", name).write_text(text)
        _must(_libc.mount(b"none", b"/", None, _MS_RECURSIVE | _MS_PRIVATE, None))
    _must(_libc.mount(b"tmpfs", bytes(folder), b"tmpfs", flags, f"size={size}".encode()))


def _must(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

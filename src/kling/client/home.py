"""Where state of this user is kept."""

from __future__ import annotations

import errno
import os
import sys
import threading
from pathlib import Path

_MAKING = threading.Lock()


def home() -> Path:
    """The folder for state: KLING_HOME, or the platform's data folder."""
    if given := os.environ.get("KLING_HOME"):
        return Path(given).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "kling"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "kling"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "kling"


def private_folder(path: Path) -> Path:
    """The folder, made if it is not there, with its missing parents; nobody else may enter it. Raises OSError."""
    if not path.is_dir():
        for missing in reversed([one for one in (path, *path.parents) if not one.exists()]):
            missing.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_mode & 0o077 and _is_mine(path):
        path.chmod(0o700)
    return path


def private_file(path: Path) -> Path:
    """The file, made if it is not there; nobody else may read it. SQLite gives what it makes beside a database the mode
    of that. Raises OSError."""
    with _MAKING:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:  # and is never opened here: closing it would end all locks that SQLite has on it
            fault = errno.EISDIR if path.is_dir() else 0 if os.access(path, os.R_OK | os.W_OK) else errno.EACCES
            if fault:
                raise OSError(fault, os.strerror(fault), str(path)) from None
    if path.stat().st_mode & 0o077 and _is_mine(path):
        path.chmod(0o600)
    return path


def _is_mine(path: Path) -> bool:
    return os.name == "posix" and path.stat().st_uid == os.geteuid()

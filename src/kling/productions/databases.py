"""Where productions keep their state: SQLite files in a folder, or a Postgres that machines share; and their locks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kling.client.home import private_file, private_folder


class Unusable(Exception):
    """A database or a lock cannot be used; the message says which, why, and what to do."""


class Busy(Exception):
    """Another process carries this production out."""


def ledger_address(folder: Path, url: str | None) -> str:
    """Where the ledger is: the Postgres of ``url``, else a SQLite file in ``folder``. Raises Unusable."""
    if url is not None:
        return driven(url)
    file = folder / "ledger.sqlite"
    _must_be_sound(file, "move it away: each video is looked up at the service before it is sent again")
    return f"sqlite:///{file}"


def engine_address(folder: Path, url: str | None) -> str:
    """Where the engine keeps its tables: the Postgres of ``url``, else a SQLite file in ``folder``. Raises Unusable."""
    if url is not None:
        return url
    file = folder / "engine.sqlite"
    _must_be_sound(file, "move it away: the ledger knows what is to be done")
    with _told(file), closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA journal_mode = WAL")  # the file keeps it
    return f"sqlite:///{file}"


class Unsynced(sqlite3.Connection):
    """The engine's connections: where the power fails, its last records may be lost, as the ledger's may be; whatever
    step they were of looks before it acts again."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.execute("PRAGMA synchronous = NORMAL")


def driven(url: str) -> str:
    """The URL of a Postgres as SQLAlchemy takes it."""
    return sa.engine.make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _must_be_sound(file: Path, advice: str) -> None:
    with _told(file):
        private_folder(file.parent)
        private_file(file)
        try:
            with closing(sqlite3.connect(file, timeout=30)) as db:
                found = [row[0] for row in db.execute("PRAGMA quick_check(1)")]
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            found = [str(error)]
        if any("error code=" in line for line in found):  # of the disk, not of what stands on it
            raise sqlite3.OperationalError(found[0].splitlines()[-1])
        if found != ["ok"]:
            raise Unusable(f"{file} is damaged ({found[0].splitlines()[-1]}); {advice}")


@contextmanager
def turn(file: Path) -> Iterator[None]:
    """One process at a time opens a SQLite ledger: neither the first switch to WAL nor the making of tables waits.
    Raises Unusable."""
    with _told(file), closing(sqlite3.connect(private_file(file), timeout=30, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only process that works in ``folder`` while the block runs; the lock ends with the process, however that
    ends. Raises Busy, Unusable."""
    file = folder / "lock"
    with _told(file):
        private_folder(folder)
        lock = sqlite3.connect(private_file(file), timeout=0, isolation_level=None)
    with closing(lock):
        with _told(file):
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                raise Busy(f"another process is carrying out the production in {folder}") from None
        yield


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Trouble with a file in the block is told with its name."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unusable(
            f"{file} cannot be used: {error}; check the disk, or set KLING_HOME to another folder"
        ) from error
    except sqlite3.DatabaseError as error:
        raise Unusable(f"{file} is damaged ({error}); remove it, it holds nothing but a lock") from error
    except OSError as error:
        why = error.strerror or error
        raise Unusable(f"{file} cannot be used: {why}; set KLING_HOME to a folder of yours") from error


def configure(connection: Any, _: object) -> None:
    """Settings of a connection to a SQLite ledger."""
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")

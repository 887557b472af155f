"""What was sent, and what came of it: the record that stands on disk before a create leaves this machine.

``kling generate``, the SDK, ``kling run`` and its workers share one small SQLite file below KLING_HOME. A program that
has a database of its own gives a client another :class:`Journal`.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal, Protocol, cast

from kling.api.fields import Wire
from kling.client.errors import JournalError
from kling.client.home import home, private_file, private_folder
from kling.client.liveness import Liveness

State = Literal["wanted", "sending", "unknown", "accepted", "refused"]
"""``wanted``: nothing was sent; ``sending``: a create is on its way, or was when its process died; ``unknown``: the
answer was lost; ``accepted``: there is a task; ``refused``: the service said no, and surely made nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one request at one place.

    ``place`` is the service's address, or the state folder of a sandbox; a request is sent there to one account only.
    ``account`` is the account's name where it has one, ``key`` the fingerprint of the key that sent it. ``wire`` is the
    wire that was spoken, ``fingerprint`` that of the body, ``at`` when it was first wanted (Unix seconds), 0 where
    only a journal that was lost knew. ``lost`` counts the creates that got no answer.
    """

    place: str
    external_id: str
    account: str
    key: str
    wire: Wire
    fingerprint: str
    at: float
    state: State = "wanted"
    task_id: str | None = None
    lost: int = 0

    @property
    def may_exist(self) -> bool:
        """Whether the service has a task of this request, or may have one."""
        return self.state in ("sending", "unknown", "accepted")

    def is_same_account(self, account: str, key: str) -> bool:
        """Whether it went to this account: one of the same name (its key may have been renewed) or with the same
        key."""
        return self.key == key or (self.account == account != "")


@dataclass(frozen=True, slots=True)
class Stop:
    """Why nothing more is sent to an account: two tasks were made for one external id."""

    external_id: str
    task_ids: tuple[str, ...]


class InHand(Exception):
    """Somebody who is alive is sending this request at the moment."""


class Journal(Protocol):
    """Where a client keeps what it sent. Calls may come from any thread; what a call changed has reached the disk when
    it returns. Raises JournalError where that cannot be."""

    def claim(self, entry: Entry) -> Entry | None:
        """Keep everybody else from sending this request until :meth:`release`, or until this process dies. Gives what
        was known of it; None, and the entry is kept, when that is nothing. Raises InHand."""

    def release(self, entry: Entry) -> None:
        """End a claim."""

    def holds(self, entry: Entry) -> bool:
        """Whether this process claimed the entry, and nobody can take it for dead at this moment. Asked while a create
        leaves, so it answers at once."""

    def note(self, entry: Entry) -> None:
        """Keep an entry that was claimed in the place of its earlier form. Raises InHand, and keeps nothing, where
        somebody took this process for dead and claimed it; that there is a task is kept all the same, where no other
        one is known."""

    def find(self, place: str, id: str) -> Entry | None:
        """The entry with this external id or task id."""

    def refuses_duplicates(self, place: str, wire: Wire) -> bool:
        """Whether the service was seen to refuse a second task with a used external id."""

    def saw_refusal(self, place: str, wire: Wire) -> None:
        """Note that it was."""

    def stop(self, place: str, account: str, key: str, why: Stop) -> None:
        """Note that nothing more shall be sent to an account, known by its name or key."""

    def stopped(self, place: str, account: str, key: str) -> Stop | None:
        """Why nothing shall be sent to an account; None when something may."""

    def resume(self, place: str, account: str, key: str) -> None:
        """Take a stop back."""

    def replaced_at(self) -> float | None:
        """When this journal took the place of one that was lost, with what it knew (Unix seconds); None when it did
        not, as far as can be seen."""

    def close(self) -> None:
        """End; claims that are still held are released."""


_VERSION = 2
_COLUMNS = tuple(field.name for field in fields(Entry))
_SCHEMA = """
CREATE TABLE requests (
    place TEXT NOT NULL,
    external_id TEXT NOT NULL,
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    wire TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at REAL NOT NULL,
    state TEXT NOT NULL,
    task_id TEXT,
    lost INTEGER NOT NULL,
    owner TEXT,
    PRIMARY KEY (place, external_id)
) WITHOUT ROWID;
CREATE INDEX requests_by_task ON requests (place, task_id);
CREATE TABLE refusals (place TEXT NOT NULL, wire TEXT NOT NULL, PRIMARY KEY (place, wire));
CREATE TABLE stops (
    place TEXT NOT NULL,
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    external_id TEXT NOT NULL,
    task_ids TEXT NOT NULL
);
PRAGMA user_version = 2
"""
_FROM_1 = """
ALTER TABLE wishes RENAME TO requests;
DROP INDEX wishes_by_task;
CREATE INDEX requests_by_task ON requests (place, task_id);
PRAGMA user_version = 2
"""
_OF_ACCOUNT = "place = ? AND (key = ? OR (account = ? AND account != ''))"


class LocalJournal:
    """A journal in a folder of its own, by default ``journal`` in KLING_HOME; made and opened when it is first needed.
    With ``in_memory`` nothing is kept: claims and entries end with this object."""

    def __init__(self, folder: Path | None = None, *, in_memory: bool = False) -> None:
        self._folder = None if in_memory else folder or home() / "journal"
        self._lock = threading.RLock()
        self._reading = threading.Lock() if self._folder else self._lock
        self._process = os.getpid()
        self._connection: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None  # another one, for reads that do not wait for the disk
        self._life: Liveness | None = None
        self._claims: set[tuple[str, str]] = set()
        self._forked: list[object] = []

    def __repr__(self) -> str:
        return f"LocalJournal({str(self._folder) if self._folder else 'in memory'!r})"

    def claim(self, entry: Entry) -> Entry | None:
        with self._change(synced=False) as db, _together(db):
            name = (entry.place, entry.external_id)
            row = db.execute(f"SELECT owner, {', '.join(_COLUMNS)} FROM requests WHERE {_NAMED}", name).fetchone()  # noqa: S608 - names of columns
            if name in self._claims or (row and row[0] and self._is_alive(row[0])):
                raise InHand
            if row is None:
                self._keep(db, entry)
            db.execute(f"UPDATE requests SET owner = ? WHERE {_NAMED}", (self._name, *name))  # noqa: S608
            self._claims.add(name)
            return Entry(*row[1:]) if row else None

    def release(self, entry: Entry) -> None:
        name = (entry.place, entry.external_id)
        self._claims.discard(name)
        with self._change(synced=False) as db:
            db.execute(f"UPDATE requests SET owner = NULL WHERE {_NAMED} AND owner = ?", (*name, self._name))  # noqa: S608

    def holds(self, entry: Entry) -> bool:
        # A process that stands still keeps its file lock; only a fork does not.
        return self._process == os.getpid() and (entry.place, entry.external_id) in self._claims

    def note(self, entry: Entry) -> None:
        with self._change() as db:
            self._keep(db, entry)

    def find(self, place: str, id: str) -> Entry | None:
        with self._read() as db:
            row = db.execute(
                f"SELECT {', '.join(_COLUMNS)} FROM requests WHERE place = ? AND ? IN (external_id, task_id)",  # noqa: S608
                (place, id),
            ).fetchone()
        return Entry(*row) if row else None

    def refuses_duplicates(self, place: str, wire: Wire) -> bool:
        with self._read() as db:
            found = db.execute("SELECT 1 FROM refusals WHERE place = ? AND wire = ?", (place, wire)).fetchone()
        return found is not None

    def saw_refusal(self, place: str, wire: Wire) -> None:
        with self._change() as db:
            db.execute("INSERT OR IGNORE INTO refusals VALUES (?, ?)", (place, wire))

    def stop(self, place: str, account: str, key: str, why: Stop) -> None:
        with self._change() as db:
            row = (place, account, key, why.external_id, " ".join(why.task_ids))
            db.execute("INSERT INTO stops VALUES (?, ?, ?, ?, ?)", row)

    def stopped(self, place: str, account: str, key: str) -> Stop | None:
        with self._read() as db:
            row = db.execute(
                f"SELECT external_id, task_ids FROM stops WHERE {_OF_ACCOUNT}",  # noqa: S608
                (place, key, account),
            ).fetchone()
        return Stop(row[0], tuple(row[1].split())) if row else None

    def resume(self, place: str, account: str, key: str) -> None:
        with self._change() as db:
            db.execute(f"DELETE FROM stops WHERE {_OF_ACCOUNT}", (place, key, account))  # noqa: S608

    def replaced_at(self) -> float | None:
        if self._folder is None:
            return None
        with self._read():
            said = _trace(self._folder).read_text("ascii")
            return float(said) if said else None

    def close(self) -> None:
        with self._reading, self._lock:
            if self._connection is not None and self._reader is not None:
                self._connection.close()
                self._reader.close()
            self._connection = self._reader = None
            if self._life is not None:
                self._life.close()
                self._life = None
            self._claims.clear()

    # -- the file -----------------------------------------------------------------------------------------------------

    @property
    def _name(self) -> str:
        """What this object signs its claims with."""
        if self._folder is None:
            return "memory"
        if self._life is None:
            self._life = Liveness(self._folder / "owners")
        return self._life.name

    def _is_alive(self, owner: str) -> bool:
        """Whether whoever signed a claim is alive; a claim of this object would be among its claims."""
        return owner != self._name and self._life is not None and self._life.alive(owner)

    @contextlib.contextmanager
    def _change(self, *, synced: bool = True) -> Iterator[sqlite3.Connection]:
        """A connection each of whose changes has reached the disk when it is made. Claims need not: they are between
        processes that live, who see them at once, and what is written after them takes them along."""
        with self._told(), self._lock:
            db = self._open()
            db.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
            yield db

    @contextlib.contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with self._told(), self._reading:
            if self._reader is None or self._process != os.getpid():
                with self._lock:
                    self._open()
            yield cast(sqlite3.Connection, self._reader)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Raises JournalError for trouble with the file in the block."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise self._trouble(error) from error

    def _open(self) -> sqlite3.Connection:
        if self._process != os.getpid():  # neither connections nor signs of life outlive a fork; the parent has them
            self._forked += [self._connection, self._reader, self._life]
            self._connection = self._reader = self._life = None
            self._process, self._claims = os.getpid(), set()
        if self._connection is None:
            self._connection, self._reader = _opened(self._folder)
        return self._connection

    def _trouble(self, error: Exception) -> JournalError:
        if isinstance(error, OSError):
            why, advice = f"cannot be kept: {error.strerror or error}", "set KLING_HOME to a folder of yours"
        elif isinstance(error, sqlite3.OperationalError):
            why, advice = f"cannot be read or written: {error}", "check the disk, or set KLING_HOME to another folder"
        else:
            why = f"is damaged: {error}"
            advice = "move it away when nothing is being sent; each request is then looked up before it is sent"
        return JournalError(f"the journal {self._folder} {why}", advice=advice)

    def _keep(self, db: sqlite3.Connection, entry: Entry) -> None:
        values = asdict(entry)
        changes = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[2:])
        db.execute(
            f"INSERT INTO requests ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "  # noqa: S608
            f"ON CONFLICT DO UPDATE SET {changes}",
            [values[name] for name in _COLUMNS],
        )


_NAMED = "place = ? AND external_id = ?"


@contextlib.contextmanager
def _together(db: sqlite3.Connection) -> Iterator[None]:
    """One transaction."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _trace(folder: Path) -> Path:
    """The file beside a journal that tells a new one that it is not the first: with the time at which it took its
    place, empty where none was lost."""
    return folder.with_name(f"{folder.name}-made")


def _leave_trace(folder: Path) -> None:
    file = folder / "journal.sqlite"
    is_lost = _trace(folder).exists() and not (file.exists() and file.stat().st_size)
    trace = private_file(_trace(folder))
    if is_lost:
        trace.write_text(str(time.time()), "ascii")


def _opened(folder: Path | None) -> tuple[sqlite3.Connection, sqlite3.Connection]:
    """A connection to write and one to read, of the same file whatever becomes of its name."""
    if folder is None:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        _prepare(connection)
        return connection, connection
    private_folder(folder)
    lock = private_file(folder / "lock")
    # The switch to WAL does not wait for another process that makes the same file, so there is a turn to wait for.
    with contextlib.closing(sqlite3.connect(lock, timeout=30, isolation_level=None)) as turn:
        turn.execute("BEGIN EXCLUSIVE")
        _leave_trace(folder)
        file = private_file(folder / "journal.sqlite")
        connection, reader = (
            sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False) for _ in range(2)
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            _prepare(connection)
        except BaseException:
            connection.close()
            reader.close()
            raise
    return connection, reader


def _prepare(db: sqlite3.Connection) -> None:
    """Make the tables of a new file, give those of format 1 their names of today: whoever of that version still has it
    open sends nothing more. Raises sqlite3.DatabaseError for a file of another form."""
    db.execute("BEGIN IMMEDIATE")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    for statement in {0: _SCHEMA, 1: _FROM_1}.get(version, "").split(";"):
        db.execute(statement)
    db.execute("COMMIT")
    if version not in (0, 1, _VERSION):
        raise sqlite3.DatabaseError(f"it was written by another version of this program (format {version})")

"""Tasks, kept in one SQLite file that outlives the process and may be shared by several.

A task's status is never stored: it follows from the stored times and the clock. ``ended`` is decided when the work is
done (or, with nothing to do, at submit) and may lie in the future.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from kling.client.home import private_file
from kling.models.errors import RESULT_DAYS
from kling.sandbox.formats import FORMATS

Status = Literal["submitted", "processing", "succeed", "failed"]


def video_id(task_id: str) -> str:
    """The id of a task's video, which is another than its own."""
    return str(int(task_id) + 1)


@dataclass(frozen=True, slots=True)
class Task:
    """One row without its body. Times in Unix ms; ``failure`` is why it failed; ``seconds`` of the finished film;
    ``milliunits`` is the price in thousandths of a unit, owed once the task has succeeded. ``endpoint`` is the one
    it was made on, ``callback`` where its status changes are posted."""

    id: str
    external_id: str | None
    idempotency_key: str | None
    created: int
    started: int | None
    ended: int | None
    failure: str | None
    seconds: float
    milliunits: int
    endpoint: str
    callback: str | None
    watermark: bool

    @property
    def video_id(self) -> str:
        return video_id(self.id)

    def status(self, now: int) -> Status:
        if self.ended is not None and self.ended <= now:
            return "succeed" if self.failure is None else "failed"
        return "processing" if self.started is not None and self.started <= now else "submitted"

    def updated(self, now: int) -> int:
        """When the present status began."""
        return max(
            t for t in (self.created, self.started, self.ended) if t is not None and (t <= now or t == self.created)
        )

    def expired(self, now: int) -> bool:
        """Whether the result is gone: it is deleted 30 days after generation (DOC V1)."""
        return self.ended is not None and now > self.ended + RESULT_DAYS * 86_400_000

    @property
    def units(self) -> Decimal:
        return Decimal(self.milliunits) / 1000


def _task(row: tuple[Any, ...]) -> Task:
    values = (*row[:-1], bool(row[-1]))
    return Task(*values)


@dataclass(frozen=True, slots=True)
class ElementRow:
    """A saved element and its making. Times in Unix ms; ``body`` is the create body, pictures as URLs."""

    task_id: str
    external_id: str | None
    element_id: str
    kind: str
    created: int
    ended: int
    failure: str | None
    deleted: bool
    body: dict[str, Any]

    def status(self, now: int) -> Status:
        if now < self.ended:
            return "submitted" if now == self.created else "processing"
        return "succeed" if self.failure is None else "failed"


def _element(row: tuple[Any, ...]) -> ElementRow:
    values = (*row[:-2], bool(row[-2]), json.loads(row[-1]))
    return ElementRow(*values)


_ELEMENT = ", ".join(field.name for field in fields(ElementRow))
_COLUMNS = ", ".join(field.name for field in fields(Task))

_INSERT = (
    f"INSERT INTO tasks ({_COLUMNS}, owner, body) SELECT {', '.join('?' * (len(fields(Task)) + 2))} "  # noqa: S608 - no text from outside
    "WHERE (? IS NULL"
    " OR (SELECT count(*) FROM tasks WHERE ended IS NULL) + (SELECT count(*) FROM tasks WHERE ended > ?) < ?)"
    " AND NOT (? AND EXISTS (SELECT 1 FROM tasks WHERE external_id = ?))"
)


class DuplicateExternalId(Exception):
    """A task with this external id exists."""


class SlotsFull(Exception):
    """As many tasks as the account may run are running."""


class Store:
    """The tasks of one state folder. Safe to use from many threads (each has its own connection) and processes."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError when the file is no database or another version wrote it, OSError when it cannot be
        opened."""
        self.path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            version = self._prepare()
        except sqlite3.OperationalError as error:
            raise OSError(f"{path} cannot be opened: {error}") from None
        except sqlite3.DatabaseError:
            raise ValueError(f"{path} is not a sandbox's database; choose another state folder") from None
        if version != len(FORMATS):
            raise ValueError(f"{path} was written by another version (format {version}); choose another state folder")

    def _prepare(self) -> int:
        """Create the tables in a new file; the file's format."""
        # The switch to WAL does not wait for another sandbox that makes the same file, so there is a turn to wait for.
        with closing(
            sqlite3.connect(private_file(Path(f"{self.path}.lock")), timeout=10, isolation_level=None)
        ) as turn:
            turn.execute("BEGIN EXCLUSIVE")
            return self._prepare_alone()

    def _prepare_alone(self) -> int:
        with closing(self._open()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version < len(FORMATS):
                for statement in ";".join(FORMATS[version:]).split(";"):
                    connection.execute(statement)
                version = len(FORMATS)
                connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("COMMIT")
        return int(version)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    @property
    def _db(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._open()
            with self._lock:
                self._connections.append(connection)
        return connection

    def close(self) -> None:
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()

    @property
    def identity(self) -> str:
        """What this state folder is known by, wherever it is served."""
        (found,) = self._db.execute("SELECT id FROM identity").fetchone()
        return str(found)

    # -- create -------------------------------------------------------------------------------------------------------

    def insert(
        self, task: Task, owner: str, body: Mapping[str, Any], *, now: int, slots: int | None, unique: bool = True
    ) -> None:
        """Keep a new task, or change nothing and raise DuplicateExternalId (where external ids shall be ``unique``) or
        SlotsFull."""
        row = (*(getattr(task, field.name) for field in fields(Task)), owner, json.dumps(body, separators=(",", ":")))
        done = self._db.execute(_INSERT, (*row, slots, now, slots, unique, task.external_id))
        if not done.rowcount:
            if unique and task.external_id is not None and self.by_external_id(task.external_id):
                raise DuplicateExternalId
            raise SlotsFull

    # -- read ---------------------------------------------------------------------------------------------------------

    def find(self, key: str, until: int | None = None) -> Task | None:
        """The task with this id or, failing that, the newest with this external id; created ``until`` then (ms)."""
        return self.by_id(key, until) or next(iter(self.by_external_id(key, until)), None)

    def by_id(self, key: str, until: int | None = None) -> Task | None:
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM tasks WHERE id = ? AND created <= coalesce(?, created)",  # noqa: S608
            (key, until),
        ).fetchone()
        return _task(row) if row else None

    def by_video_id(self, key: str) -> Task | None:
        """The task whose video has this id."""
        return self.by_id(str(int(key) - 1)) if key.isascii() and key.isdigit() and len(key) < 20 else None

    def by_external_id(self, key: str, until: int | None = None) -> list[Task]:
        """Newest first; several where duplicates are accepted."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM tasks WHERE external_id = ? AND created <= coalesce(?, created) ORDER BY seq DESC",  # noqa: S608
            (key, until),
        )
        return [_task(row) for row in rows]

    def body(self, task_id: str) -> dict[str, Any]:
        (text,) = self._db.execute("SELECT body FROM tasks WHERE id = ?", (task_id,)).fetchone()
        body: dict[str, Any] = json.loads(text)
        return body

    def page(self, number: int, size: int, endpoint: str, until: int) -> list[Task]:
        """The newest tasks of one endpoint first, of those created ``until`` then (ms); ``number`` from 1."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM tasks WHERE endpoint = ? AND created <= ? ORDER BY seq DESC LIMIT ? OFFSET ?",  # noqa: S608
            (endpoint, until, size, (number - 1) * size),
        )
        return [_task(row) for row in rows]

    def overview(self, size: int) -> list[tuple[Task, str]]:
        """The newest tasks with the beginning of their words."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS}, substr(coalesce(nullif(json_extract(body, '$.prompt'), ''), "  # noqa: S608
            "json_extract(body, '$.multi_prompt[0].prompt'), ''), 1, 120) FROM tasks ORDER BY seq DESC LIMIT ?",
            (size,),
        )
        return [(_task(tuple(row)), str(words)) for *row, words in rows]

    def between(self, start: int, end: int, before: int | None) -> Iterator[tuple[int, Task]]:
        """Tasks created from ``start`` to ``end`` (ms), newest first, with places; ``before`` goes on behind one."""
        rows = self._db.execute(
            f"SELECT seq, {_COLUMNS} FROM tasks WHERE created BETWEEN ? AND ? AND (? IS NULL OR seq < ?) "  # noqa: S608
            "ORDER BY seq DESC",
            (start, end, before, before),
        )
        for seq, *row in rows:
            yield seq, _task(tuple(row))

    def reserved(self, now: int) -> int:
        """Thousandths of a unit that are charged, or will be if what is running succeeds."""
        row = self._db.execute(
            "SELECT coalesce(sum(milliunits), 0) FROM tasks WHERE NOT (ended IS NOT NULL AND ended <= ? "
            "AND failure IS NOT NULL)",
            (now,),
        ).fetchone()
        return int(row[0])

    def totals(self, now: int) -> tuple[dict[str, int], Decimal]:
        """How many tasks have each status, and the units charged so far."""
        row = self._db.execute(
            """
            SELECT
                count(*),
                count(*) FILTER (WHERE ended <= :now AND failure IS NULL),
                count(*) FILTER (WHERE ended <= :now AND failure IS NOT NULL),
                count(*) FILTER (WHERE (ended IS NULL OR ended > :now) AND started <= :now),
                coalesce(sum(milliunits) FILTER (WHERE ended <= :now AND failure IS NULL), 0)
            FROM tasks
            """,
            {"now": now},
        ).fetchone()
        total, succeed, failed, processing, milliunits = row
        counts = {
            "submitted": total - succeed - failed - processing,
            "processing": processing,
            "succeed": succeed,
            "failed": failed,
        }
        return counts, Decimal(milliunits) / 1000

    # -- callbacks ----------------------------------------------------------------------------------------------------

    def to_tell(self) -> list[tuple[Task, str | None]]:
        """Tasks whose callbacks may not all have been sent, and the status told last."""
        rows = self._db.execute(
            f"SELECT told, {_COLUMNS} FROM tasks WHERE callback IS NOT NULL AND told IS NOT 'end' "  # noqa: S608
            "ORDER BY seq LIMIT 1000"
        ).fetchall()
        return [(_task(tuple(row)), told) for told, *row in rows]

    def tell(self, task_id: str, told: str) -> None:
        """Remember the status told last; ``end`` when there is nothing more to tell."""
        self._db.execute("UPDATE tasks SET told = ? WHERE id = ?", (told, task_id))

    # -- elements -----------------------------------------------------------------------------------------------------

    def element_kinds(self) -> dict[str, Any]:
        """How every element that was made here was made, by element id."""
        return dict(self._db.execute("SELECT element_id, kind FROM elements WHERE NOT deleted").fetchall())

    def insert_element(self, row: ElementRow) -> None:
        """Keep a new element, or raise DuplicateExternalId."""
        names = [field.name for field in fields(ElementRow)][:-1]
        values = (*(getattr(row, name) for name in names), json.dumps(row.body))
        try:
            self._db.execute(f"INSERT INTO elements ({_ELEMENT}) VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608
        except sqlite3.IntegrityError:
            raise DuplicateExternalId from None

    def element(self, key: str) -> ElementRow | None:
        """The element whose making has this task id or external id, or that has this element id."""
        row = self._db.execute(
            f"SELECT {_ELEMENT} FROM elements WHERE ? IN (task_id, external_id, element_id)",  # noqa: S608
            (key,),
        ).fetchone()
        return _element(row) if row else None

    def elements(self, number: int, size: int) -> list[ElementRow]:
        """A page of the elements that are not deleted, newest first."""
        rows = self._db.execute(
            f"SELECT {_ELEMENT} FROM elements WHERE NOT deleted ORDER BY seq DESC LIMIT ? OFFSET ?",  # noqa: S608
            (size, (number - 1) * size),
        )
        return [_element(row) for row in rows]

    def delete_element(self, element_id: str) -> bool:
        """Whether there was such an element to delete."""
        done = self._db.execute("UPDATE elements SET deleted = 1 WHERE element_id = ? AND NOT deleted", (element_id,))
        return done.rowcount == 1

    # -- work ---------------------------------------------------------------------------------------------------------

    def begin(self, task_id: str, owner: str, started: int) -> bool:
        """Mark the task as being worked on; False when it is no longer this owner's."""
        done = self._db.execute(
            "UPDATE tasks SET started = coalesce(started, ?) WHERE id = ? AND owner = ? AND ended IS NULL",
            (started, task_id, owner),
        )
        return done.rowcount == 1

    def finish(
        self, task_id: str, owner: str, *, ended: int, failure: str | None, seconds: float, milliunits: int
    ) -> None:
        self._db.execute(
            "UPDATE tasks SET ended = ?, failure = ?, seconds = ?, milliunits = ? "
            "WHERE id = ? AND owner = ? AND ended IS NULL",
            (ended, failure, seconds, milliunits, task_id, owner),
        )

    def owners(self) -> Iterator[str]:
        """Who holds unfinished tasks."""
        for (owner,) in self._db.execute("SELECT DISTINCT owner FROM tasks WHERE ended IS NULL").fetchall():
            yield owner

    def take_over(self, dead: str, owner: str) -> list[str]:
        """Take over the unfinished tasks of a dead owner; their ids in order."""
        rows = self._db.execute(
            "UPDATE tasks SET owner = ? WHERE owner = ? AND ended IS NULL RETURNING id, seq", (owner, dead)
        ).fetchall()
        return [task_id for task_id, _ in sorted(rows, key=lambda row: int(row[1]))]

    def ended_before(self, ms: int) -> list[str]:
        return [i for (i,) in self._db.execute("SELECT id FROM tasks WHERE ended < ?", (ms,)).fetchall()]

"""What a production wants, how far each video is, and what was charged: a few tables, in SQLite or Postgres.

The ledger is the truth about states; the engine's own tables only say which work is in hand. Every change of a state
is conditional on the state before it, so work that is done twice after a crash changes nothing.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from kling.productions import migration
from kling.productions import statements as sql
from kling.productions import tables as t
from kling.productions.databases import configure, turn
from kling.productions.entries import Charge, Entry, FilmEntry, State, later
from kling.productions.files import Record

CALLBACKS_MAX = 20_000
"""Callbacks that are remembered; the service repeats one within hours, if at all."""


AWAY = (sa.exc.OperationalError, sa.exc.TimeoutError)
"""What a call raises while the database cannot be had, or none of its connections."""


class OtherVersion(Exception):
    """The ledger has a form that this program does not know."""


class Ledger:
    """Safe to use from many threads and processes. ``url`` is that of :func:`databases.ledger_address`.

    Raises OtherVersion, databases.Unusable, and sqlalchemy's DatabaseError when the database cannot be used.
    """

    def __init__(self, url: str) -> None:
        self.is_shared = not url.startswith("sqlite")
        # Connections to a file are kept, however many: opening one takes as long as three statements.
        kept = {"pool_pre_ping": True} if self.is_shared else {"pool_size": 15, "max_overflow": 0}
        self._engine = sa.create_engine(url, **kept)
        self._is_rehearsed = False
        self._changing: AbstractContextManager[Any] = nullcontext() if self.is_shared else threading.Lock()
        if not self.is_shared:
            sa.event.listen(self._engine, "connect", configure)
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        """Make the tables that are missing, and bring those of an earlier version to today's form."""
        file = self._engine.url.database
        with nullcontext() if self.is_shared else turn(Path(f"{file}.lock")), self._engine.begin() as db:
            if self.is_shared:
                db.execute(sa.select(sa.func.pg_advisory_xact_lock(t.LOCK)))  # workers may start at the same moment
            else:
                db.exec_driver_sql("BEGIN IMMEDIATE")  # sqlite3 does not begin by itself before tables are made
            is_new = not migration.renamed(db) and not sa.inspect(db).has_table(t.videos.name)
            t.meta.create_all(db)
            if is_new:
                db.execute(sa.insert(t.versions).values(version=t.VERSION))
            version = db.scalar(sa.select(t.versions.c.version)) or 0
            where = self._engine.url.render_as_string() if self.is_shared else file
            if migration.OLDEST <= version < t.VERSION:
                try:
                    migration.migrate(db, version)
                except migration.InUse as error:
                    raise OtherVersion(f"the ledger {where} cannot be renewed: {error}; end them first") from None
            elif version != t.VERSION:
                raise OtherVersion(
                    f"the ledger {where} was written by another version of this program (format {version}); finish its "
                    "productions with that one, or move it away if they are done"
                )

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """A transaction. In a file those of this process take turns: SQLite itself lets whoever comes second sleep."""
        with self._changing, self._engine.begin() as db:
            yield db

    def take_turn(self, db: sa.Connection, name: str) -> None:
        """Wait until no other transaction has the turn of this name, and have it to the end of this one."""
        if self.is_shared:  # in a file, those who write take turns anyway
            db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))

    # -- reading ------------------------------------------------------------------------------------------------------

    def entries_of(self, db: sa.Connection, production: str) -> list[Entry]:
        query = sql.ENTRIES.where(t.videos.c.production == production).order_by(t.videos.c.position)
        return [Entry(*row) for row in db.execute(query)]

    def films_of(self, db: sa.Connection, production: str) -> list[FilmEntry]:
        return [FilmEntry(*row) for row in db.execute(sql.FILMS, {"of_production": production})]

    def entries(self, production: str) -> list[Entry]:
        with self._engine.connect() as db:
            return self.entries_of(db, production)

    def entry(self, production: str, name: str) -> Entry | None:
        return next(iter(self._found(sql.ENTRY, of_production=production, of_name=name)), None)

    def changed(self, production: str, revision: int) -> list[Entry]:
        """Entries that changed after ``revision``, oldest change first."""
        return self._found(sql.CHANGED, of_production=production, of_revision=revision)

    def _found(self, query: sa.Select[Any], **of: Any) -> list[Entry]:
        with self._engine.connect() as db:
            return [Entry(*row) for row in db.execute(query, of)]

    def counts(self, production: str) -> dict[str, int]:
        """How many videos have each state."""
        query = (
            sa.select(t.videos.c.state, sa.func.count())
            .where(t.videos.c.production == production)
            .group_by(t.videos.c.state)
        )
        with self._engine.connect() as db:
            return dict(tuple(row) for row in db.execute(query))

    def accounts(self, production: str) -> set[str]:
        """The accounts that its videos belong to."""
        query = sa.select(t.videos.c.account).where(t.videos.c.production == production).distinct()
        with self._engine.connect() as db:
            return set(db.scalars(query))

    def films(self, production: str) -> list[FilmEntry]:
        with self._engine.connect() as db:
            return self.films_of(db, production)

    def productions(self) -> list[tuple[str, str, str]]:
        """Id, file and folder of every production, newest first."""
        query = sa.select(t.productions.c.production, t.productions.c.path, t.productions.c.folder)
        with self._engine.connect() as db:
            return [(p, path, folder) for p, path, folder in db.execute(query.order_by(t.productions.c.at.desc()))]

    def arguments(self, production: str) -> dict[str, Any] | None:
        """The arguments of the command that carried a production out the last time; None where that is not known."""
        with self._engine.connect() as db:
            text = db.scalar(sa.select(t.arguments.c.arguments).where(t.arguments.c.production == production))
        return None if text is None else dict(json.loads(text))

    def charges(self, production: str | None = None) -> list[Charge]:
        query = sa.select(t.charges).order_by(t.charges.c.at)
        if production is not None:
            query = query.where(t.charges.c.production == production)
        with self._engine.connect() as db:
            return [_charge(*row) for row in db.execute(query)]

    # -- whose turn it is ---------------------------------------------------------------------------------------------

    def ready(self, production: str, account: str, most: int) -> list[Entry]:
        """Videos of an account whose turn it is: nothing before them is missing."""
        return self._some(sql.READY, production, account, most)

    def made(self, production: str, account: str, most: int) -> list[Entry]:
        """Videos that the service holds and that are not here yet, the one that will be deleted first in front."""
        return self._some(sql.MADE, production, account, most)

    def _some(self, query: sa.Select[Any], production: str, account: str, most: int) -> list[Entry]:
        return self._found(query, of_production=production, of_account=account, of_most=most) if most > 0 else []

    def joinable(self, production: str) -> list[FilmEntry]:
        """Films that are still to be joined and whose shots are all here."""
        with self._engine.connect() as db:
            return [FilmEntry(*row) for row in db.execute(sql.JOINABLE, {"of_production": production})]

    def is_busy(self, production: str, accounts: Iterable[str]) -> bool:
        """Whether somebody has a video of the production in hand: this process, which works for ``accounts``, or others
        that share the ledger."""
        of: dict[str, Any] = {"of_production": production}
        if not self.is_shared:
            of["of_accounts"] = tuple(accounts)
        with self._engine.connect() as db:
            return db.execute(sql.BUSY if self.is_shared else sql.BUSY_FOR, of).first() is not None

    # -- changing -----------------------------------------------------------------------------------------------------

    def move(self, entry: Entry, to: State, only_from: Iterable[State], **values: Any) -> bool:
        """Change a video's state; False, and nothing changed, when its state or attempt is another one by now."""
        with self.begin() as db:
            return self._move(db, entry, to, only_from, **values)

    def _move(self, db: sa.Connection, entry: Entry, to: State, only_from: Iterable[State], **values: Any) -> bool:
        new = _changes(to, **values)
        moved = db.execute(sql.move(*new), sql.of(entry, of_states=tuple(only_from), **sql.values(**new)))
        if to == "downloaded" and moved.rowcount:
            db.execute(sql.UNBLOCK, sql.of(entry))
        return moved.rowcount == 1

    def take_slot(self, entry: Entry, slots: int) -> Literal["taken", "full", "gone"]:
        """Have a video in line take one of its account's ``slots``: it is ``submitting`` then, bound to the account.
        ``full`` while the account has none free; ``gone`` when somebody changed the video meanwhile.

        All workers of a Postgres share the slots. With SQLite each production has a process of its own, and what a dead
        one believed to be running must not hold up the others; the service's 1303 keeps those that live apart.
        """
        new = _changes("submitting", is_bound=True)
        expected = sql.of(entry, of_states=("waiting", "queued", "submitting"), of_slots=slots)
        with self.begin() as db:
            self.take_turn(db, entry.account)  # else two workers could both see the last free slot
            if db.execute(sql.take_slot(self._running, *new), {**expected, **sql.values(**new)}).rowcount:
                return "taken"
            return "full" if db.scalar(sql.IS_AS_IT_WAS, expected) else "gone"

    def running(self, entry: Entry) -> int:
        """How many slots of an entry's account are held."""
        with self._engine.connect() as db:
            return db.scalar(self._running, sql.of(entry)) or 0

    @property
    def _running(self) -> sa.Select[int]:
        return sql.RUNNING if self.is_shared else sql.RUNNING_IN

    def pause(self, production: str, account: str, reason: str) -> None:
        """Pause what waits for an account."""
        held = (t.videos.c.production == production) & (t.videos.c.account == account) & (t.videos.c.state == "waiting")
        with self.begin() as db:
            db.execute(
                sa.update(t.videos).where(held).values(**_changes("paused", reason=reason), revision=sql.REVISION)
            )

    def charge(self, entry: Entry | Charge, task_id: str, units: str | None = None) -> None:
        """Note what a task costs; the actual units once they are known."""
        with self.begin() as db:
            self._charge(db, entry, task_id, units)

    def sent(self, entry: Entry, task_id: str) -> bool:
        """The service has taken a video on: note what it costs, and that it is ``generating``."""
        with self.begin() as db:
            self._charge(db, entry, task_id, None)
            return self._move(db, entry, "generating", ("submitting",), task_id=task_id)

    def ended(self, entry: Entry, task_id: str, units: str | None, expires: float | None, to: State = "made") -> bool:
        """The service has made the video: note what it took for that, and its state."""
        with self.begin() as db:
            return self._ended(db, entry, task_id, units, expires, to)

    def _ended(
        self, db: sa.Connection, entry: Entry, task_id: str, units: str | None, expires: float | None, to: State
    ) -> bool:
        self._charge(db, entry, task_id, units)
        return self._move(db, entry, to, ("generating",), units=units, expires=expires)

    def rehearse(self, entry: Entry) -> None:
        """Have ready, while ``entry`` is waited for, what is carried out when it was made. A statement is put together
        when it is used for the first time, which takes ten times as long as carrying it out, and of videos that end
        together each would do it. Nothing is changed, and what cannot be rehearsed is put together later."""
        if self._is_rehearsed:
            return
        self._is_rehearsed = True
        nobody = replace(entry, name="", external_id="")
        with suppress(sa.exc.SQLAlchemyError), self._changing, self._engine.connect() as db:
            self._ended(db, nobody, "", "0", None, "fetching")
            self._note_file(db, "", Record(0, 0, ""))
            self._move(db, nobody, "downloaded", ("fetching",), seconds=None)
            db.execute(sql.UNBLOCK, sql.of(nobody))
            db.rollback()

    def _charge(self, db: sa.Connection, entry: Entry | Charge, task_id: str, units: str | None) -> None:
        row = {name: getattr(entry, name) for name in ("external_id", "account", "production", "name", "film")}
        estimate = None if entry.estimate is None else str(entry.estimate)
        # What is known stays: another one may have noted the units before.
        new = {"task_id": task_id} if units is None else {"task_id": task_id, "units": units}
        _put(db, t.charges, new, {**row, "estimate": estimate, "at": time.time()})

    def move_film(self, film: FilmEntry, to: str, only_from: Iterable[str], **values: Any) -> bool:
        with self.begin() as db:
            done = db.execute(
                sa.update(t.films)
                .where(
                    t.films.c.production == film.production,
                    t.films.c.name == film.name,
                    t.films.c.state.in_(tuple(only_from)),
                )
                .values(state=to, **values)
            )
        return done.rowcount == 1

    def retry(self, entry: Entry, external_id: str, take: int) -> bool:
        """Set out again for a video that failed or was cancelled, as another take when the earlier one was sent."""
        anew: dict[str, Any] = {"external_id": external_id, "take": take, "attempt": later(entry.attempt)}
        anew["is_bound"] = entry.is_bound and external_id == entry.external_id
        return self.move(entry, "waiting", ("failed", "cancelled"), **anew, task_id=None, units=None, expires=None)

    def rename_account(self, production: str, old: str, new: str) -> None:
        """An account has another name now: its videos and charges go with it."""
        mine = (t.videos.c.production == production) & (t.videos.c.account == old)
        paid = (t.charges.c.production == production) & (t.charges.c.account == old)
        other = t.charges.alias()
        twice = sa.exists().where(other.c.external_id == t.charges.c.external_id, other.c.account == new)
        with self.begin() as db:
            db.execute(sa.update(t.videos).where(mine).values(account=new))
            db.execute(sa.delete(t.charges).where(paid, twice))
            db.execute(sa.update(t.charges).where(paid).values(account=new))

    # -- files --------------------------------------------------------------------------------------------------------

    def file_of(self, db: sa.Connection, path: str) -> Record | None:
        row = db.execute(sql.FILE, {"of_path": path}).first()
        return Record(*row) if row else None

    def file(self, path: Path) -> Record | None:
        """What this program put under a name the last time."""
        with self._engine.connect() as db:
            return self.file_of(db, str(path))

    def has_made(self, digest: str) -> bool:
        """Whether this program put a file of this content anywhere."""
        with self._engine.connect() as db:
            return db.execute(sa.select(t.files.c.path).where(t.files.c.digest == digest).limit(1)).first() is not None

    def note_file(self, path: Path, record: Record) -> None:
        """Note what is about to stand under a name."""
        with self.begin() as db:
            self._note_file(db, str(path), record)

    def _note_file(self, db: sa.Connection, path: str, record: Record) -> None:
        _put(db, t.files, record._asdict(), {"path": path})

    # -- what the service called back about ----------------------------------------------------------------------------

    def note_callback(self, callback: str, task_id: str, external_id: str | None, status: str) -> bool:
        """Note a callback; false when it was noted before. The newest CALLBACKS_MAX are kept."""
        row = {"callback": callback, "task_id": task_id, "external_id": external_id, "status": status}
        try:
            with self.begin() as db:
                noted = db.execute(sa.insert(t.callbacks).values(**row, at=time.time()))
                oldest = (noted.inserted_primary_key or (0,))[0] - CALLBACKS_MAX
                db.execute(sa.delete(t.callbacks).where(t.callbacks.c.number <= oldest))
        except sa.exc.IntegrityError:
            return False
        return True

    def callbacks(self, after: int) -> tuple[int, list[str]]:
        """The ids of tasks (of both kinds) that callbacks told of after number ``after``, and the newest number."""
        with self._engine.connect() as db:
            rows = db.execute(sql.CALLBACKS, {"of_number": after}).all()
        ids = [id for _, *both in rows for id in both if id]
        return (rows[-1][0] if rows else after), ids

    # -- who is alive (Postgres only) ---------------------------------------------------------------------------------

    def heartbeat(self, worker: str, seconds: float) -> set[str]:
        """Say that ``worker`` lives; gives all that said so in the last ``seconds``, by the database's
        clock."""
        now = _now()
        with self.begin() as db:
            self.sign(db, worker)
            db.execute(sa.delete(t.workers).where(t.workers.c.seen < now - 86_400))
            return set(db.execute(sa.select(t.workers.c.worker).where(t.workers.c.seen >= now - seconds)).scalars())

    def sign(self, db: sa.Connection, worker: str) -> None:
        """A sign of life of ``worker``."""
        db.execute(sql.put(db.dialect.name, t.workers, "seen").values(worker=worker, seen=_now()))

    def is_alive(self, db: sa.Connection, worker: str, seconds: float) -> bool:
        """Whether ``worker`` gave a sign of life in the last ``seconds``."""
        query = sa.select(t.workers.c.worker).where(t.workers.c.worker == worker, t.workers.c.seen >= _now() - seconds)
        return db.execute(query).first() is not None


def _put(db: sa.Connection, table: sa.Table, new: dict[str, Any], only_first: dict[str, Any]) -> None:
    """Have a row say what is ``new``; what is for the ``only_first`` time is its key, and what stays as it was."""
    db.execute(sql.put(db.dialect.name, table, *new), {**only_first, **new})


def _now() -> sa.ColumnElement[float]:
    """The clock of a Postgres, which all workers share."""
    return sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float)


def _changes(to: State, **values: Any) -> dict[str, Any]:
    """The columns of a video that comes to a state, but for the number of the change."""
    return {"state": to, "reason": None, "since": time.time(), **values}


def _charge(*row: Any) -> Charge:
    charge = Charge(*row)
    return replace(charge, estimate=_decimal(row[6]), units=_decimal(row[7]))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

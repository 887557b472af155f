"""What a production wants, how far each video is, and what was charged: a few tables, in SQLite or Postgres.

The ledger is the truth about states; the engine's own tables only say which work is in hand. Every change of a state
is conditional on the state before it, so work that is done twice after a crash changes nothing.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from kling.productions.files import Record
from kling.productions.plan import Plan
from kling.productions.production import Film

State = Literal[
    "waiting", "queued", "submitting", "generating", "made", "fetching", "kept",
    "failed", "paused", "stopped", "cancelled",
]  # fmt: skip
"""``waiting`` for its turn or its previous shot; ``queued``: in line for a slot of the account; ``submitting``;
``generating`` at the service; ``made`` there; ``fetching``; ``kept``: the file is here and was looked at. ``failed``:
the service says no; ``paused``: the account cannot pay; ``stopped``: trouble on this side, the next run goes on;
``cancelled`` by the user."""

ACTIVE: tuple[State, ...] = ("queued", "submitting", "generating", "made", "fetching")
IN_SLOTS: tuple[State, ...] = ("submitting", "generating")
"""States in which a wish holds one of its account's slots."""
UNPAID: tuple[State, ...] = ("waiting", "queued", "paused", "stopped")
"""States in which, without a task id, surely nothing was sent."""

_VERSION = 3
_LOCK = 0x6B6C696E67  # any number of ours

_meta = sa.MetaData()
_wishes = sa.Table(
    "kling_wishes",
    _meta,
    sa.Column("production", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("film", sa.Text),
    sa.Column("previous", sa.Text),
    sa.Column("chain", sa.Text),
    sa.Column("brief", sa.Text, nullable=False),
    sa.Column("base", sa.Text, nullable=False),
    sa.Column("profile", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("is_bound", sa.Boolean, nullable=False),
    sa.Column("wish_id", sa.Text, nullable=False),
    sa.Column("take", sa.Integer, nullable=False),
    sa.Column("attempt", sa.BigInteger, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("is_held", sa.Boolean, nullable=False),  # the shot before it is not here yet
    sa.Column("reason", sa.Text),
    sa.Column("task_id", sa.Text),
    sa.Column("estimate", sa.Text),
    sa.Column("units", sa.Text),
    sa.Column("seconds", sa.Float),
    sa.Column("expires", sa.Float),
    sa.Column("since", sa.Float, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    # None of the engine's questions must take longer the more wishes wait.
    sa.Index("kling_wishes_by_turn", "production", "account", "state", "is_held", "position"),
    sa.Index("kling_wishes_by_previous", "production", "previous"),
    sa.Index("kling_wishes_by_state", "production", "state"),
    sa.Index("kling_wishes_by_film", "production", "film", "state"),
    sa.Index("kling_wishes_by_slot", "account", "state"),
    sa.Index("kling_wishes_by_change", "production", "revision"),
    sa.Index("kling_wishes_by_revision", "revision"),
)
_films = sa.Table(
    "kling_films",
    _meta,
    sa.Column("production", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("made_from", sa.Text),
)
_charges = sa.Table(
    "kling_charges",
    _meta,
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("production", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("film", sa.Text),
    sa.Column("task_id", sa.Text, nullable=False),
    sa.Column("estimate", sa.Text),
    sa.Column("units", sa.Text),
    sa.Column("at", sa.Float, nullable=False),
)
_productions = sa.Table(
    "kling_productions",
    _meta,
    sa.Column("production", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
_callbacks = sa.Table(
    "kling_callbacks",
    _meta,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("callback", sa.Text, nullable=False, unique=True),
    sa.Column("task_id", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
_files = sa.Table(
    "kling_files",
    _meta,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("mtime", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Index("kling_files_by_digest", "digest"),
)
_versions = sa.Table("kling_version", _meta, sa.Column("version", sa.Integer, primary_key=True))
_workers = sa.Table(
    "kling_workers", _meta, sa.Column("worker", sa.Text, primary_key=True), sa.Column("seen", sa.Float, nullable=False)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One wish of a production, as the ledger has it. ``wish_id`` is its id at take 1, ``external_id`` the one that was
    or will be sent; ``attempt`` is another number each time this side sets out to make it (see :func:`later`);
    ``is_bound`` is true once the account may have the task, which no other account must then be asked for. Units as
    decimal text; ``expires`` and ``since`` in Unix seconds."""

    production: str
    name: str
    position: int
    film: str | None
    previous: str | None
    chain: str | None
    brief: str
    base: str
    profile: str
    path: str
    account: str
    is_bound: bool
    wish_id: str
    take: int
    attempt: int
    external_id: str
    state: State
    reason: str | None
    task_id: str | None
    estimate: str | None
    units: str | None
    seconds: float | None
    expires: float | None
    since: float
    revision: int


@dataclass(frozen=True, slots=True)
class FilmEntry:
    """A film of a production. ``made_from`` are the ids of the shots the file was joined from."""

    production: str
    name: str
    path: str
    state: Literal["waiting", "joining", "done", "stopped"]
    reason: str | None
    made_from: str | None


@dataclass(frozen=True, slots=True)
class Charge:
    """One paid task: what was expected, and what the service said it took (None: not known yet)."""

    external_id: str
    account: str
    production: str
    name: str
    film: str | None
    task_id: str
    estimate: Decimal | None
    units: Decimal | None
    at: float


_COLUMNS = [_wishes.c[field.name] for field in fields(Entry)]


class OtherVersion(Exception):
    """The ledger has a form that this program does not know."""


class Ledger:
    """Safe to use from many threads and processes. ``url`` as SQLAlchemy takes it, see :func:`address`.

    Raises OtherVersion, and sqlalchemy's OperationalError when the database cannot be opened.
    """

    def __init__(self, url: str) -> None:
        self.is_shared = not url.startswith("sqlite")
        self._engine = sa.create_engine(url, pool_pre_ping=self.is_shared)
        file = self._engine.url.database
        if not self.is_shared:
            sa.event.listen(self._engine, "connect", _patient)
        with nullcontext() if self.is_shared else _turn(f"{file}.lock"), self._engine.begin() as db:
            if self.is_shared:
                db.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))  # workers may start at the same moment
            is_new = not sa.inspect(db).has_table(_wishes.name)
            _meta.create_all(db)
            if is_new:
                db.execute(sa.insert(_versions).values(version=_VERSION))
            version = db.scalar(sa.select(_versions.c.version)) or 0
            if version != _VERSION:
                where = self._engine.url.render_as_string() if self.is_shared else file
                raise OtherVersion(
                    f"the ledger {where} was written by another version of this program (format {version}); finish its "
                    "productions with that one, or move it away if they are done"
                )

    def close(self) -> None:
        self._engine.dispose()

    # -- what is wanted -----------------------------------------------------------------------------------------------

    def sync(self, production: str, plan: Plan, account_for: Mapping[str, str]) -> None:
        """Make the plan what this production wants. What was made stays made; a wish that reads differently now is a
        new wish; one that is wanted no more is forgotten (its charge is not). Trouble of an earlier run is forgotten,
        so that it is tried again; a task that was paid for is never asked for anew."""
        now = time.time()
        with self._engine.begin() as db:
            found = {entry.name: entry for entry in self._entries(db, production)}
            base = str(plan.production.path.parent.resolve())
            folder = plan.production.folder.resolve()
            rows = []
            for position, item in enumerate(plan.items):
                wish = item.wish
                old = found.pop(wish.name, None)
                same = old is not None and old.wish_id == item.external_id
                path = str(folder / wish.output)
                row = {
                    "production": production,
                    "name": wish.name,
                    "position": position,
                    "film": wish.film,
                    "previous": wish.previous,
                    "chain": wish.chain,
                    "brief": item.brief.model_dump_json(exclude_none=True),
                    "base": base,
                    "profile": plan.profile.name,
                    "path": path,
                    "estimate": None if item.estimate.units is None else str(item.estimate.units),
                }
                if old is not None and same:
                    again = self._begin_again(db, old, path)
                    account = old.account if old.is_bound or old.state in ACTIVE else account_for[wish.name]
                    where = (_wishes.c.production == production) & (_wishes.c.name == wish.name)
                    db.execute(sa.update(_wishes).where(where).values(**row, account=account, **again))
                    continue
                if old is not None:
                    self._forget(db, production, wish.name)
                rows.append(
                    {
                        **row,
                        "account": account_for[wish.name],
                        "is_bound": False,
                        "wish_id": item.external_id,
                        "take": 1,
                        "attempt": later(old.attempt if old else 0),
                        "external_id": item.external_id,
                        "state": "waiting",
                        "is_held": False,
                        "since": now,
                        "revision": 0,
                    }
                )
            for name in found:
                self._forget(db, production, name)
            if rows:
                db.execute(sa.insert(_wishes), rows)
            before = _wishes.alias()
            here = sa.exists().where(
                before.c.production == production, before.c.name == _wishes.c.previous, before.c.state == "kept"
            )
            held = _wishes.c.previous.is_not(None) & ~here
            db.execute(sa.update(_wishes).where(_wishes.c.production == production).values(is_held=held))
            self._adopt_films(db, production, plan.production.films, folder)
            db.execute(sa.delete(_productions).where(_productions.c.production == production))
            file = str(plan.production.path.resolve())
            db.execute(sa.insert(_productions).values(production=production, path=file, folder=str(folder), at=now))

    def _adopt_films(self, db: sa.Connection, production: str, films: Sequence[Film], folder: Path) -> None:
        known = {film.name: film for film in self._films(db, production)}
        ids = {entry.name: entry.external_id for entry in self._entries(db, production)}
        db.execute(sa.delete(_films).where(_films.c.production == production))
        for film in films:
            old, path = known.get(film.name), str(folder / film.output)
            made_from = " ".join(ids[shot] for shot in film.shots)
            kept = old is not None and (old.path, old.made_from, old.state) == (path, made_from, "done")
            joining = old is not None and old.path == path and old.state == "joining"
            state = "done" if kept and self._is_intact(db, path) else "joining" if joining else "waiting"
            row = {"production": production, "name": film.name, "path": path, "made_from": made_from}
            db.execute(sa.insert(_films).values(**row, state=state))

    def _begin_again(self, db: sa.Connection, old: Entry, path: str) -> dict[str, Any]:
        """What an earlier run left undone is begun again; a file that is gone or was changed is fetched again."""
        gone = old.state == "kept" and (path != old.path or not self._is_intact(db, path))
        if old.state in ("waiting", "paused", "stopped") or gone:
            return {"state": "waiting", "reason": None, "attempt": later(old.attempt), "revision": 0}
        return {}

    def _is_intact(self, db: sa.Connection, path: str) -> bool:
        record = self._file(db, path)
        return record is not None and record.is_of(Path(path))

    def _forget(self, db: sa.Connection, production: str, name: str) -> None:
        db.execute(sa.delete(_wishes).where((_wishes.c.production == production) & (_wishes.c.name == name)))

    # -- reading ------------------------------------------------------------------------------------------------------

    def _entries(self, db: sa.Connection, production: str, *also: Any, by: Any = _wishes.c.position) -> list[Entry]:
        query = sa.select(*_COLUMNS).where(_wishes.c.production == production, *also).order_by(by)
        return [Entry(*row) for row in db.execute(query)]

    def _films(self, db: sa.Connection, production: str) -> list[FilmEntry]:
        query = sa.select(_films).where(_films.c.production == production).order_by(_films.c.name)
        return [FilmEntry(*row) for row in db.execute(query)]

    def entries(self, production: str) -> list[Entry]:
        with self._engine.connect() as db:
            return self._entries(db, production)

    def entry(self, production: str, name: str) -> Entry | None:
        with self._engine.connect() as db:
            return next(iter(self._entries(db, production, _wishes.c.name == name)), None)

    def changed(self, production: str, revision: int) -> list[Entry]:
        """Entries that changed after ``revision``, oldest change first."""
        with self._engine.connect() as db:
            return self._entries(db, production, _wishes.c.revision > revision, by=_wishes.c.revision)

    def counts(self, production: str) -> dict[str, int]:
        """How many wishes have each state."""
        query = (
            sa.select(_wishes.c.state, sa.func.count())
            .where(_wishes.c.production == production)
            .group_by(_wishes.c.state)
        )
        with self._engine.connect() as db:
            return dict(tuple(row) for row in db.execute(query))

    def films(self, production: str) -> list[FilmEntry]:
        with self._engine.connect() as db:
            return self._films(db, production)

    def productions(self) -> list[tuple[str, str, str]]:
        """Id, file and folder of every production, newest first."""
        query = sa.select(_productions.c.production, _productions.c.path, _productions.c.folder)
        with self._engine.connect() as db:
            return [(p, path, folder) for p, path, folder in db.execute(query.order_by(_productions.c.at.desc()))]

    def charges(self, production: str | None = None) -> list[Charge]:
        query = sa.select(_charges).order_by(_charges.c.at)
        if production is not None:
            query = query.where(_charges.c.production == production)
        with self._engine.connect() as db:
            return [_charge(*row) for row in db.execute(query)]

    # -- whose turn it is ---------------------------------------------------------------------------------------------

    def ready(self, production: str, account: str, most: int) -> list[Entry]:
        """Wishes of an account whose turn it is: nothing before them is missing."""
        return self._some(production, account, "waiting", most, _wishes.c.position, _wishes.c.is_held.is_(False))

    def made(self, production: str, account: str, most: int) -> list[Entry]:
        """Videos that the service holds and that are not here yet, the one that will be deleted first in front."""
        return self._some(production, account, "made", most, sa.func.coalesce(_wishes.c.expires, 0))

    def _some(
        self, production: str, account: str, state: State, most: int, first: sa.ColumnElement[Any], *also: Any
    ) -> list[Entry]:
        if most <= 0:
            return []
        query = sa.select(*_COLUMNS).where(
            _wishes.c.production == production, _wishes.c.account == account, _wishes.c.state == state, *also
        )
        with self._engine.connect() as db:
            return [Entry(*row) for row in db.execute(query.order_by(first).limit(most))]

    def joinable(self, production: str) -> list[FilmEntry]:
        """Films that are still to be joined and whose shots are all here."""
        missing = sa.exists().where(
            _wishes.c.production == production, _wishes.c.film == _films.c.name, _wishes.c.state != "kept"
        )
        query = sa.select(_films).where(_films.c.production == production, _films.c.state == "waiting", ~missing)
        with self._engine.connect() as db:
            return [FilmEntry(*row) for row in db.execute(query)]

    def is_busy(self, production: str) -> bool:
        """Whether somebody has a wish of the production in hand."""
        query = sa.select(sa.literal(1)).where(_wishes.c.production == production, _wishes.c.state.in_(ACTIVE))
        with self._engine.connect() as db:
            return db.execute(query.limit(1)).first() is not None

    # -- changing -----------------------------------------------------------------------------------------------------

    def move(
        self, entry: Entry, to: State, only_from: Iterable[State], *, reason: str | None = None, **values: Any
    ) -> bool:
        """Change a wish's state; False, and nothing changed, when its state or attempt is another one by now."""
        with self._engine.begin() as db:
            if not self._move(db, to, _is(entry, only_from), reason=reason, **values):
                return False
            if to == "kept":
                after = (_wishes.c.production == entry.production) & (_wishes.c.previous == entry.name)
                db.execute(sa.update(_wishes).where(after).values(is_held=False))
            return True

    def take_slot(self, entry: Entry, slots: int) -> Literal["taken", "full", "gone"]:
        """Have a wish in line hold one of its account's ``slots``: it is ``submitting`` then, and bound to the account.
        ``full`` while the account has none free; ``gone`` when somebody changed the wish meanwhile.

        All workers of a Postgres share the slots. With SQLite each production has a process of its own, and what a dead
        one believed to be running must not hold up the others; the service's 1303 keeps those that live apart.
        """
        busy = self._running(entry).scalar_subquery()
        free = sa.or_(_wishes.c.state == "submitting", busy < slots)
        mine = _is(entry, ("waiting", "queued", "submitting"))
        with self._engine.begin() as db:
            if self.is_shared:  # else two workers could both see the last free slot
                db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(entry.account))))
            if self._move(db, "submitting", mine & free, is_bound=True):
                return "taken"
            return "full" if db.scalar(sa.select(_wishes.c.name).where(mine)) else "gone"

    def running(self, entry: Entry) -> int:
        """How many slots of an entry's account are held."""
        with self._engine.connect() as db:
            return db.scalar(self._running(entry)) or 0

    def _running(self, entry: Entry) -> sa.Select[int]:
        other = _wishes.alias()
        query = sa.select(sa.func.count()).where(other.c.account == entry.account, other.c.state.in_(IN_SLOTS))
        return query if self.is_shared else query.where(other.c.production == entry.production)

    def pause(self, production: str, account: str, reason: str) -> None:
        """Pause what waits for an account."""
        waiting = (_wishes.c.production == production) & (_wishes.c.account == account) & (_wishes.c.state == "waiting")
        with self._engine.begin() as db:
            self._move(db, "paused", waiting, reason=reason)

    def _move(self, db: sa.Connection, to: State, where: sa.ColumnElement[bool], **values: Any) -> int:
        latest = sa.select(sa.func.coalesce(sa.func.max(_wishes.c.revision), 0) + 1).scalar_subquery()
        new = {"state": to, "reason": None, "since": time.time(), "revision": latest, **values}
        return db.execute(sa.update(_wishes).where(where).values(**new)).rowcount

    def charge(self, entry: Entry, task_id: str, units: str | None = None) -> None:
        """Note what a task costs; the actual units once they are known."""
        with self._engine.begin() as db:
            self._charge(db, entry, task_id, units)

    def sent(self, entry: Entry, task_id: str) -> bool:
        """The service has taken a wish on: note what it costs, and that it is ``generating``."""
        with self._engine.begin() as db:
            self._charge(db, entry, task_id, None)
            return self._move(db, "generating", _is(entry, ("submitting",)), task_id=task_id) == 1

    def ended(self, entry: Entry, task_id: str, units: str | None, expires: float | None) -> bool:
        """The service has made the video: note what it took for that, and that it is ``made``."""
        with self._engine.begin() as db:
            self._charge(db, entry, task_id, units)
            return self._move(db, "made", _is(entry, ("generating",)), units=units, expires=expires) == 1

    def _charge(self, db: sa.Connection, entry: Entry, task_id: str, units: str | None) -> None:
        key = (_charges.c.external_id == entry.external_id) & (_charges.c.account == entry.account)
        new = {"task_id": task_id} if units is None else {"task_id": task_id, "units": units}
        if db.execute(sa.update(_charges).where(key).values(**new)).rowcount == 0:
            row = {name: getattr(entry, name) for name in ("external_id", "account", "production", "name", "film")}
            db.execute(sa.insert(_charges).values(**row, **new, estimate=entry.estimate, at=time.time()))

    def move_film(self, film: FilmEntry, to: str, only_from: Iterable[str], **values: Any) -> bool:
        with self._engine.begin() as db:
            done = db.execute(
                sa.update(_films)
                .where(
                    _films.c.production == film.production,
                    _films.c.name == film.name,
                    _films.c.state.in_(tuple(only_from)),
                )
                .values(state=to, **values)
            )
        return done.rowcount == 1

    def retry(self, entry: Entry, external_id: str, take: int) -> bool:
        """Set out again for a wish that failed or was cancelled, as another take when the earlier one was sent."""
        anew: dict[str, Any] = {"external_id": external_id, "take": take, "attempt": later(entry.attempt)}
        return self.move(entry, "waiting", ("failed", "cancelled"), **anew, task_id=None, units=None, expires=None)

    # -- files --------------------------------------------------------------------------------------------------------

    def _file(self, db: sa.Connection, path: str) -> Record | None:
        query = sa.select(_files.c.size, _files.c.mtime, _files.c.digest).where(_files.c.path == path)
        row = db.execute(query).first()
        return Record(*row) if row else None

    def file(self, path: Path) -> Record | None:
        """What this program put under a name the last time."""
        with self._engine.connect() as db:
            return self._file(db, str(path))

    def has_made(self, digest: str) -> bool:
        """Whether this program put a file of this content anywhere."""
        with self._engine.connect() as db:
            return db.execute(sa.select(_files.c.path).where(_files.c.digest == digest).limit(1)).first() is not None

    def note_file(self, path: Path, record: Record) -> None:
        """Note what is about to stand under a name."""
        with self._engine.begin() as db:
            if db.execute(sa.update(_files).where(_files.c.path == str(path)).values(**record._asdict())).rowcount == 0:
                db.execute(sa.insert(_files).values(path=str(path), **record._asdict()))

    # -- what the service called back about ----------------------------------------------------------------------------

    def heard(self, callback: str, task_id: str, external_id: str | None, status: str) -> bool:
        """Note a callback; false when it was noted before."""
        row = {"callback": callback, "task_id": task_id, "external_id": external_id, "status": status}
        try:
            with self._engine.begin() as db:
                db.execute(sa.insert(_callbacks).values(**row, at=time.time()))
        except sa.exc.IntegrityError:
            return False
        return True

    def callbacks(self, after: int) -> tuple[int, list[str]]:
        """The ids of tasks (of both kinds) that callbacks told of after number ``after``, and the newest number."""
        query = sa.select(_callbacks.c.number, _callbacks.c.task_id, _callbacks.c.external_id)
        with self._engine.connect() as db:
            rows = db.execute(query.where(_callbacks.c.number > after).order_by(_callbacks.c.number)).all()
        ids = [id for _, *both in rows for id in both if id]
        return (rows[-1][0] if rows else after), ids

    # -- who is alive (Postgres only) ---------------------------------------------------------------------------------

    def heartbeat(self, worker: str, backoff: float) -> set[str]:
        """Say that ``worker`` lives; gives all that said so in the last ``backoff`` seconds, by the database's
        clock."""
        now = sa.cast(sa.extract("epoch", sa.func.clock_timestamp()), sa.Float)
        with self._engine.begin() as db:
            if db.execute(sa.update(_workers).where(_workers.c.worker == worker).values(seen=now)).rowcount == 0:
                db.execute(sa.insert(_workers).values(worker=worker, seen=now))
            db.execute(sa.delete(_workers).where(_workers.c.seen < now - 86_400))
            return set(db.execute(sa.select(_workers.c.worker).where(_workers.c.seen >= now - backoff)).scalars())


def _is(entry: Entry, states: Iterable[State]) -> sa.ColumnElement[bool]:
    """The row of an entry, while its attempt is the same and its state one of these."""
    return sa.and_(
        _wishes.c.production == entry.production,
        _wishes.c.name == entry.name,
        _wishes.c.attempt == entry.attempt,
        _wishes.c.state.in_(tuple(states)),
    )


def _charge(*row: Any) -> Charge:
    charge = Charge(*row)
    return replace(charge, estimate=_decimal(row[6]), units=_decimal(row[7]))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@contextmanager
def _turn(path: str) -> Iterator[None]:
    """One process at a time opens a SQLite ledger: neither the first switch to WAL nor the making of tables waits."""
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _patient(connection: Any, _: object) -> None:
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def later(attempt: int) -> int:
    """The number of an attempt after this one. It follows the clock (milliseconds), so that no number comes again when
    a ledger was lost, or an older copy was put back: the engine remembers what it did under each."""
    return max(attempt + 1, time.time_ns() // 1_000_000)


def address(folder: Path, url: str | None) -> str:
    """Where the ledger is: the Postgres of ``url``, else a SQLite file in ``folder``."""
    if url is None:
        folder.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{folder / 'ledger.sqlite'}"
    return sa.engine.make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

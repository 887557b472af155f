"""The journal of what was sent, in the Postgres that workers share: no two machines send one request."""

from __future__ import annotations

import contextlib
import math
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, fields

import sqlalchemy as sa

from kling.api.fields import Wire
from kling.client.journal import Entry, InHand, Stop
from kling.productions import tables as t
from kling.productions.ledger import Ledger

_COLUMNS = [t.journal.c[field.name] for field in fields(Entry)]


class SharedJournal:
    """A :class:`kling.client.journal.Journal`. ``name`` is what this process signs its claims with, and gives its signs
    of life under; a claim of one that gave none for so many ``seconds`` is void. A process that stood still learns so
    from its own clock before it sends, and from the rows before it says what it did.

    Raises sqlalchemy's DatabaseError rather than JournalError: steps wait until the database is there again.
    """

    def __init__(self, ledger: Ledger, seconds: float) -> None:
        self.name = uuid.uuid4().hex
        self._ledger, self._dead_seconds = ledger, seconds
        self._claims: set[tuple[str, str]] = set()
        self._signed = -math.inf  # when the last sign of life was given, by our clock
        self._lock = threading.Lock()

    def claim(self, entry: Entry) -> Entry | None:
        name = (entry.place, entry.external_id)
        with self._lock:
            if name in self._claims:
                raise InHand
            self._claims.add(name)
        try:
            with self._begin() as db:
                db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(" ".join(name)))))
                row = db.execute(sa.select(t.journal.c.owner, *_COLUMNS).where(_named(entry))).first()
                if row and row[0] and row[0] != self.name and self._ledger.is_alive(db, row[0], self._dead_seconds):
                    raise InHand
                if row is None:
                    db.execute(sa.insert(t.journal).values(**asdict(entry), owner=self.name))
                    return None
                db.execute(sa.update(t.journal).where(_named(entry)).values(owner=self.name))
                return Entry(*row[1:])
        except BaseException:
            self._drop(name)
            raise

    def release(self, entry: Entry) -> None:
        self._drop((entry.place, entry.external_id))
        with self._ledger.begin() as db:
            db.execute(sa.update(t.journal).where(_named(entry), t.journal.c.owner == self.name).values(owner=None))

    def _drop(self, name: tuple[str, str]) -> None:
        with self._lock:
            self._claims.discard(name)

    def holds(self, entry: Entry) -> bool:
        # Half of the time is left for what was let go by this to arrive.
        is_fresh = _now() - self._signed < self._dead_seconds / 2
        return is_fresh and (entry.place, entry.external_id) in self._claims

    def note(self, entry: Entry) -> None:
        same_task = t.journal.c.task_id.is_(None) | (t.journal.c.task_id == entry.task_id)
        ours = t.journal.c.owner == self.name
        allowed = {"accepted": same_task, "wanted": ours}.get(entry.state, ours & same_task)
        with self._begin() as db:
            if not db.execute(sa.update(t.journal).where(_named(entry), allowed).values(**asdict(entry))).rowcount:
                raise InHand

    def heartbeat(self) -> set[str]:
        """Give a sign of life; gives who else gave one lately."""
        at = _now()
        alive = self._ledger.heartbeat(self.name, self._dead_seconds)
        self._signed = at
        return alive

    @contextlib.contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        """A transaction that is a sign of life, where the last one is not of this very moment."""
        at = _now()
        with self._ledger.begin() as db:
            if is_old := at - self._signed > self._dead_seconds / 8:
                self._ledger.sign(db, self.name)
            yield db
        if is_old:
            self._signed = at

    def find(self, place: str, id: str) -> Entry | None:
        query = sa.select(*_COLUMNS).where(
            t.journal.c.place == place, sa.or_(t.journal.c.external_id == id, t.journal.c.task_id == id)
        )
        with self._ledger.begin() as db:
            row = db.execute(query).first()
        return Entry(*row) if row else None

    def refuses_duplicates(self, place: str, wire: Wire) -> bool:
        query = sa.select(t.refusals.c.place).where(t.refusals.c.place == place, t.refusals.c.wire == wire)
        with self._ledger.begin() as db:
            return db.execute(query).first() is not None

    def saw_refusal(self, place: str, wire: Wire) -> None:
        with self._ledger.begin() as db:
            from sqlalchemy.dialects.postgresql import insert

            db.execute(insert(t.refusals).values(place=place, wire=wire).on_conflict_do_nothing())

    def stop(self, place: str, account: str, key: str, why: Stop) -> None:
        row = {"place": place, "account": account, "key": key, "external_id": why.external_id}
        with self._ledger.begin() as db:
            db.execute(sa.insert(t.stops).values(**row, task_ids=" ".join(why.task_ids)))

    def stopped(self, place: str, account: str, key: str) -> Stop | None:
        query = sa.select(t.stops.c.external_id, t.stops.c.task_ids).where(_of_account(place, account, key))
        with self._ledger.begin() as db:
            row = db.execute(query).first()
        return Stop(row[0], tuple(row[1].split())) if row else None

    def resume(self, place: str, account: str, key: str) -> None:
        with self._ledger.begin() as db:
            db.execute(sa.delete(t.stops).where(_of_account(place, account, key)))

    def replaced_at(self) -> float | None:
        return None  # a ledger tells its journal of what was on its way, see kling.client.records

    def close(self) -> None:
        """The ledger is closed by whoever opened it."""


def _now() -> float:
    """Seconds that pass also while this machine sleeps, where its system counts them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.time()


def _named(entry: Entry) -> sa.ColumnElement[bool]:
    return (t.journal.c.place == entry.place) & (t.journal.c.external_id == entry.external_id)


def _of_account(place: str, account: str, key: str) -> sa.ColumnElement[bool]:
    by_name = (t.stops.c.account == account) & (t.stops.c.account != "")
    return (t.stops.c.place == place) & ((t.stops.c.key == key) | by_name)

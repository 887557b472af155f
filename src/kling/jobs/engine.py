"""The engine: DBOS workflows over the ledger.

Three workflows, each a short list of steps of :mod:`kling.jobs.work`: ``make`` holds one of the account's slots from
the create to the end of the task, ``keep`` brings the video here, ``assemble`` joins a film. What is to be enqueued
follows from the ledger alone (:meth:`Engine.tick`), under ids that make enqueuing twice the same as once; so any
process may tick, and the queues stay short however long the production is.

DBOS records what a step gave exactly once, and runs the step that was in hand at a crash a second time. The steps are
written for that.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from dbos import DBOS, DBOSClient, SetWorkflowID
from sqlalchemy.exc import OperationalError

from kling.jobs import work
from kling.jobs.ledger import ACTIVE, Entry
from kling.jobs.work import Crew

log = logging.getLogger("kling.jobs")
logging.getLogger("dbos").addHandler(logging.NullHandler())  # else it writes to the terminal by itself

_APPLICATION = "kling"
KEEPERS = 4  # downloads at once per account and machine
_AHEAD = 2  # times the slots: wishes of an account that are enqueued, so that a free slot never waits for a tick
_NEXT = 2
_BEAT, _PATIENCE = 2.0, 15.0  # seconds between signs of life, and after which a worker counts as dead
_POLL = 0.1  # seconds between looks at a queue; only this machine or its own database is asked

_crew: Crew | None = None  # DBOS calls plain functions; there is one engine per process


def _here() -> Crew:
    if _crew is None:
        raise RuntimeError("the engine is not running")
    return _crew


def _carry_out(step: Callable[[Crew, str, str, int], bool], production: str, name: str, attempt: int) -> bool:
    """A step, again while the ledger's database is away. A fault of the program stops that one wish, never the run."""
    crew = _here()
    while True:
        try:
            try:
                return step(crew, production, name, attempt)
            except OperationalError:
                raise
            except Exception as error:
                log.exception("%s stopped", name)
                return work.give_up(crew, production, name, error)
        except OperationalError as error:
            log.warning("the database is away: %s", type(error.orig).__name__)
            next(iter(crew.accounts.values())).pace.nap(1.0)


@DBOS.step()
def submit(production: str, name: str, attempt: int) -> bool:
    return _carry_out(work.submit, production, name, attempt)


@DBOS.step()
def await_end(production: str, name: str, attempt: int) -> bool:
    return _carry_out(work.await_end, production, name, attempt)


@DBOS.step()
def fetch(production: str, name: str, attempt: int) -> bool:
    return _carry_out(work.fetch, production, name, attempt)


@DBOS.step()
def join(production: str, film: str) -> bool:
    return work.assemble(_here(), production, film)


@DBOS.workflow()
def make(production: str, name: str, attempt: int, account: str) -> bool:
    with _here().accounts[account].pace.slot():
        return submit(production, name, attempt) and await_end(production, name, attempt)


@DBOS.workflow()
def keep(production: str, name: str, attempt: int) -> bool:
    return fetch(production, name, attempt)


@DBOS.workflow()
def assemble(production: str, film: str) -> bool:
    return join(production, film)


class Engine:
    """Runs a crew. ``database`` is where DBOS keeps its tables: a SQLite file, or the URL of a Postgres that several
    machines share. With SQLite there is one engine per file, and the caller sees to that.

    One per process at a time.
    """

    def __init__(self, crew: Crew, database: str) -> None:
        self._crew = crew
        self._database = database
        self._shared = not database.startswith("sqlite")
        self.name = uuid.uuid4().hex if self._shared else "local"
        self._stopping = threading.Event()
        self._heard = 0
        self._beating = threading.Thread(target=self._beat, name="kling-jobs-beat", daemon=True)

    def __enter__(self) -> Self:
        global _crew
        if _crew is not None:
            raise RuntimeError("an engine runs in this process already")
        _crew = self._crew
        self._register_queues()
        DBOS(
            config={
                "name": _APPLICATION,
                "system_database_url": self._database,
                "executor_id": self.name,
                "application_version": "1",  # steps look before they act: another version may go on with them
                "log_level": "ERROR",
            }
        )
        # What belongs to an account must run where its credentials are.
        DBOS.listen_queues([*(f"{kind}-{name}" for name in self._crew.accounts for kind in ("make", "keep")), "join"])
        if self._shared:
            self._crew.ledger.beat(self.name, _PATIENCE)
        DBOS.launch()
        if self._shared:
            self._beating.start()
        return self

    def _register_queues(self) -> None:
        """Before the launch, because queues that come later are first looked at a second later."""
        DBOS.migrate(self._database)
        client = DBOSClient(system_database_url=self._database)
        # Alone, a few more may start and wait at the account's Pace, so that a free slot is taken at once; where
        # workers share the queue, nothing but the queue holds the limit.
        next_in_line = 0 if self._shared else _NEXT
        register = partial(client.register_queue, polling_interval_sec=_POLL, application_name=_APPLICATION)
        try:
            for name, account in self._crew.accounts.items():
                register(f"make-{name}", global_concurrency=account.slots + next_in_line)
                register(f"keep-{name}", worker_concurrency=KEEPERS)
            register("join", worker_concurrency=1)
        finally:
            client.destroy()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _crew
        self._stopping.set()
        for account in self._crew.accounts.values():
            account.pace.stopping.set()
        DBOS.destroy()
        _crew = None

    def tick(self, production: str) -> bool:
        """Enqueue everything whose turn it is; false when nothing of the production is in hand any more."""
        ledger = self._crew.ledger
        self._heed_callbacks()
        for name, account in self._crew.accounts.items():
            for entry in ledger.ready(production, name, account.slots * _AHEAD):
                self._enqueue_make(entry)
        for entry in ledger.made(production):
            if entry.account in self._crew.accounts:
                with SetWorkflowID(f"keep {_id(entry)}"):
                    DBOS.enqueue_workflow(f"keep-{entry.account}", keep, production, entry.name, entry.attempt)
                ledger.move(entry, "fetching", ("made",))
        joining = self._films(production)
        return joining or ledger.is_busy(production)

    def _enqueue_make(self, entry: Entry) -> None:
        account = entry.account
        with SetWorkflowID(f"make {_id(entry)}"):
            DBOS.enqueue_workflow(f"make-{account}", make, entry.production, entry.name, entry.attempt, account)
        self._crew.ledger.move(entry, "queued", ("waiting",))

    def _films(self, production: str) -> bool:
        """Enqueue the films whose shots are all here; whether a film is in hand."""
        ledger = self._crew.ledger
        busy = False
        for film in ledger.joinable(production):
            with SetWorkflowID(f"join {production} {film.name} {uuid.uuid4().hex}"):
                DBOS.enqueue_workflow("join", assemble, production, film.name)
            ledger.move_film(film, "joining", ("waiting",))
            busy = True
        return busy or any(film.state == "joining" for film in ledger.films(production))

    def _heed_callbacks(self) -> None:
        """Ask at once about tasks that callbacks told of. What a callback says is never believed, only looked into."""
        self._heard, ids = self._crew.ledger.callbacks(self._heard)
        for id in ids:
            for account in self._crew.accounts.values():
                account.client.notify(id)

    def mend(self, production: str) -> None:
        """Begin again what the ledger thinks to be in hand and the engine knows nothing of (its tables were lost, or
        the program failed). No task is paid twice by that, its id being the same."""
        believed = [entry for entry in self._crew.ledger.entries(production) if entry.state in ACTIVE]
        prefixes = [f"make {production} ", f"keep {production} "]
        at_work = {
            status.workflow_id
            for status in DBOS.list_workflows(
                workflow_id_prefix=prefixes, status=["ENQUEUED", "PENDING"], load_input=False, load_output=False
            )
        }
        for entry in believed:
            if not {f"make {_id(entry)}", f"keep {_id(entry)}"} & at_work:
                self._crew.ledger.move(entry, "waiting", (entry.state,), attempt=entry.attempt + 1)

    def _beat(self) -> None:
        """Say that this worker lives, and take over what dead ones had in hand."""
        while not self._stopping.wait(_BEAT):
            try:
                self._take_over(self._crew.ledger.beat(self.name, _PATIENCE))
            except Exception as error:  # the database is restarting, or away: the next beat will tell
                log.warning("no sign of life could be given: %s", type(error).__name__)

    def _take_over(self, alive: set[str]) -> None:
        """Give the work that is in the hands of none of ``alive`` back to the queues."""
        for status in DBOS.list_workflows(status="PENDING", load_input=False, load_output=False):
            if status.executor_id not in alive and status.queue_name:
                log.warning("taking over %s from a worker that has ended", status.workflow_id)
                DBOS.resume_workflow(status.workflow_id, queue_name=status.queue_name)


def _id(entry: Entry) -> str:
    return f"{entry.production} {entry.name} {entry.external_id} {entry.attempt}"


def database(folder: Path, url: str | None) -> str:
    """Where DBOS keeps its tables: the Postgres of ``url``, else a SQLite file in ``folder``."""
    if url is not None:
        return url
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'engine.sqlite'}"


class Busy(Exception):
    """Another process carries this production out."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only process that works in ``folder`` while the block runs; the lock ends with the process, however that
    ends. Raises Busy."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / "lock", timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise Busy(f"another process is carrying out the production in {folder}") from None
        yield

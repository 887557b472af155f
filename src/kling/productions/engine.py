"""The engine: DBOS workflows over the ledger.

Three workflows, each of steps of :mod:`kling.productions.work`: ``make`` has the service make a video and brings it
here, ``keep`` brings one here that was left there, ``assemble`` joins a film. What is to be started follows from the
ledger alone (:meth:`Engine.tick`), under ids that make starting twice the same as once; so any process may tick, and
what is in hand stays little however long the production is. As many videos as the account has slots are kept in line
with their bodies ready, so that a slot is taken the moment it is free.

DBOS runs a workflow that was in hand at a crash again from its beginning. The steps are written for that: each asks the
ledger what is left to do, so that DBOS need not record single ones. Its queues carry only what was in the hands of a
process that died: they are looked into at intervals, which would leave slots empty.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, SetWorkflowID

from kling.productions import pickles, work
from kling.productions.databases import Unsynced, Unusable
from kling.productions.entries import IN_SLOTS, Entry, later
from kling.productions.journal import SharedJournal
from kling.productions.ledger import AWAY, Ledger
from kling.productions.work import GATHER, Context

log = logging.getLogger("kling.productions")
logging.getLogger("dbos").addHandler(logging.NullHandler())  # else it writes to the terminal by itself

_APPLICATION = "kling"
_HEARTBEAT_SECONDS, _DEAD_SECONDS = 2.0, 15.0  # seconds between signs of life, and after which a worker counts as dead
_POLL = 1.0  # seconds between looks for work that was taken over, each of which takes as long as a third of a film
_SWITCH = 0.002  # seconds for which a thread may keep the others waiting: a create must not wait long for it
_END_SECONDS = 10.0  # that the engine may take to end: all that matters is in the ledger by then
_LATER = 0.5  # seconds that what is of no haste waits at most
_DOUBT = 30.0  # seconds without any news after which the engine is asked whether it has in hand what the ledger says

_context: Context | None = None  # DBOS calls plain functions; there is one engine per process
_at_work: set[str] = set()  # ids of the workflows that run in this process
_ending: threading.Thread | None = None  # what ends the engine before this one
_joining = threading.Lock()  # joining takes all the processor there is


def _here() -> Context:
    if _context is None:
        raise RuntimeError("the engine is not running")
    return _context


def _carry_out(step: Callable[[Context, str, str, int], bool], production: str, name: str, attempt: int) -> bool:
    """A step, again while the ledger's database is away. A fault of the program stops that one video, never the run."""
    context, told = _here(), False
    while True:
        try:
            try:
                return step(context, production, name, attempt)
            except AWAY:
                raise
            except Exception as error:
                log.exception("%s stopped", name)
                return work.give_up(context, production, name, attempt, error)
            finally:
                context.news.set()
        except AWAY as error:
            log.log(
                logging.INFO if told else logging.WARNING,
                "the database cannot be used: %s",
                getattr(error, "orig", error),
            )
            told = True
            next(iter(context.accounts.values())).throttle.nap(1.0)


@contextmanager
def _running() -> Iterator[None]:
    """This process works on the workflow while the block runs. What DBOS does when it has ended takes a third of the
    time that a film takes which ends together with this one: that comes here first."""
    id = DBOS.workflow_id or ""
    _at_work.add(id)
    try:
        yield
    finally:
        _at_work.discard(id)
    for account in _context.accounts.values() if _context else ():
        account.throttle.calm(_LATER)


@DBOS.workflow()
def make(production: str, name: str, attempt: int) -> bool:
    with _running():
        return all(_carry_out(step, production, name, attempt) for step in (work.submit, work.await_end, work.fetch))


@DBOS.workflow()
def keep(production: str, name: str, attempt: int) -> bool:
    with _running():
        return _carry_out(work.fetch, production, name, attempt)


@DBOS.workflow()
def assemble(production: str, film: str) -> bool:
    with _running(), _joining:
        return work.assemble(_here(), production, film)


class Engine:
    """Runs a context. ``database`` is where DBOS keeps its tables: a SQLite file, or the URL of a Postgres that several
    machines share. With SQLite there is one engine per file, and the caller sees to that. ``journal`` is the
    shared one.

    One per process at a time.
    """

    def __init__(self, context: Context, database: str, journal: SharedJournal | None) -> None:
        self._context, self._journal = context, journal
        self._database = database
        self._shared = not database.startswith("sqlite")
        self.name = journal.name if journal else uuid.uuid4().hex  # claims and work end with the same signs of life
        self._stopping = threading.Event()
        self._callback = 0
        self._doubted: dict[str, set[str]] = {}
        self._news_at = time.monotonic()
        self._switch = sys.getswitchinterval()
        self._heartbeats = threading.Thread(target=self._heartbeat, name="kling-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        global _context
        if _context is not None:
            raise RuntimeError("an engine runs in this process already")
        if _ending is not None:
            _ending.join()
        _context = self._context
        sys.setswitchinterval(_SWITCH)
        self._context.thumbnails.start()
        pickles.never_read()
        try:
            self._launch()
        except BaseException as error:  # nobody else ends what has begun, and a server asks again later
            self.__exit__(type(error), error, error.__traceback__)
            if not isinstance(error, sa.exc.DatabaseError):
                raise
            where = "KLING_DATABASE_URL" if self._shared else self._database.removeprefix("sqlite:///")
            raise Unusable(f"{where} cannot be used by the engine: {str(error.orig).splitlines()[0]}") from error
        return self

    def _launch(self) -> None:
        self._register_queues()
        DBOS(
            config={
                "name": _APPLICATION,
                "system_database_url": self._database,
                "db_engine_kwargs": {} if self._shared else {"connect_args": {"factory": Unsynced}},
                "executor_id": self.name,
                "application_version": "1",  # steps look before they act: another version may go on with them
                "serializer": pickles.JSON,
                "log_level": "ERROR",
                "notification_listener_polling_interval_sec": 0.1,  # else the end of a run waits a second for it
            }
        )
        DBOS.listen_queues(self._queues)
        if self._journal:
            self._journal.heartbeat()
        DBOS.launch()
        if self._journal:
            self._heartbeats.start()
        else:
            self._take_over({self.name})

    @property
    def _queues(self) -> list[str]:
        """What belongs to an account must run where its credentials are."""
        return [*(f"account-{name}" for name in self._context.accounts), "films"]

    def _register_queues(self) -> None:
        """Before the launch, because queues that come later are first looked at a second later."""
        DBOS.migrate(self._database)
        pickles.drop(self._database)
        client = DBOSClient(system_database_url=self._database, serializer=pickles.JSON)
        try:
            for name in self._queues:
                client.register_queue(name, polling_interval_sec=_POLL, application_name=_APPLICATION)
        finally:
            client.destroy()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _context, _ending
        self._stopping.set()
        for account in self._context.accounts.values():
            account.throttle.stopping.set()
        self._context.thumbnails.end()
        # It joins each of its threads for ten seconds, and one may stand before a database that does not answer.
        _ending = threading.Thread(target=DBOS.destroy, name="kling-engine-ends", daemon=True)
        _ending.start()
        _ending.join(_END_SECONDS)
        if _ending.is_alive():
            log.warning("the engine takes long to end; nothing waits for it")
        sys.setswitchinterval(self._switch)
        _context = None

    def tick(self, production: str) -> bool:
        """Start everything whose turn it is; false when nothing of the production is in hand any more."""
        ledger = self._context.ledger
        if self._context.news.is_set():
            self._news_at = time.monotonic()
        elif time.monotonic() - self._news_at > _DOUBT:
            self.reconcile(production)
            self._news_at = time.monotonic()
        self._context.news.clear()
        self._heed_callbacks()
        accounts = self._context.accounts
        # Asked first: what ends from now on is looked at by the next tick.
        busy = any(account.throttle.has_work for account in accounts.values()) or ledger.is_busy(production, accounts)
        for name, account in accounts.items():
            if account.refusal:
                ledger.pause(production, name, str(account.refusal))
            in_line, fetching = account.throttle.in_line, len(account.throttle.fetching)
            for entry in ledger.made(production, name, account.throttle.fetching_max - fetching):
                self._start("keep", keep, entry)
                ledger.move(entry, "fetching", ("made",))
                busy = True
            for entry in ledger.ready(production, name, account.slots - in_line):
                self._start("make", make, entry)
                ledger.move(entry, "queued", ("waiting",))
                busy = True
        return self._films(production) or busy

    def nap(self, seconds: float) -> None:
        """Wait for something to tick for, at most so long."""
        if self._context.news.wait(seconds):
            time.sleep(GATHER)

    def _start(self, kind: str, workflow: Callable[[str, str, int], bool], entry: Entry) -> None:
        """Begin a workflow here, unless it was begun anywhere."""
        with SetWorkflowID(_id(kind, entry)):
            DBOS.start_workflow(workflow, entry.production, entry.name, entry.attempt)

    def _films(self, production: str) -> bool:
        """Begin to join the films whose shots are all here; whether a film is in hand."""
        ledger = self._context.ledger
        states = {film.state for film in ledger.films(production)}
        busy = "joining" in states
        for film in ledger.joinable(production) if "waiting" in states else ():
            with SetWorkflowID(f"films join {production} {film.name} {uuid.uuid4().hex}"):
                DBOS.start_workflow(assemble, production, film.name)
            ledger.move_film(film, "joining", ("waiting",))
            busy = True
        return busy

    def _heed_callbacks(self) -> None:
        """Ask at once about tasks that callbacks told of. What a callback says is never believed, only looked into."""
        self._callback, ids = self._context.ledger.callbacks(self._callback)
        for id in ids:
            for account in self._context.accounts.values():
                account.client.notify(id)

    def reconcile(self, production: str) -> None:
        """Begin again what the ledger thinks to be in hand and the engine knows nothing of (its tables were lost, or
        the program failed). No task is paid twice by that, its id being the same."""
        ledger = self._context.ledger
        entries, films = ledger.entries(production), ledger.films(production)
        # Asked after the ledger: what ends meanwhile has left the state that is expected below.
        open_ones = DBOS.list_workflows(
            workflow_id_prefix=[f"{queue} " for queue in self._queues],
            status=["ENQUEUED", "PENDING"],
            load_input=False,
            load_output=False,
        )
        # What is ours and does not run has died of an error, such as a database that was away for a moment; or it was
        # taken from a queue this moment and is about to run, which the next look shows.
        idle = {one.workflow_id for one in open_ones if one.executor_id == self.name} - _at_work
        dead = idle & self._doubted.get(production, set())
        self._doubted[production] = idle
        at_work = {
            one.workflow_id.rpartition(" ")[0] if one.workflow_id.startswith("films ") else one.workflow_id
            for one in open_ones
            if one.workflow_id not in dead
        }
        for entry in entries:
            if entry.state == "fetching" and not at_work & {_id("keep", entry), _id("make", entry)}:
                ledger.move(entry, "made", (entry.state,), attempt=later(entry.attempt))
            elif entry.state in ("queued", *IN_SLOTS) and _id("make", entry) not in at_work:
                ledger.move(entry, "waiting", (entry.state,), attempt=later(entry.attempt))
        for film in films:
            if film.state == "joining" and f"films join {production} {film.name}" not in at_work:
                ledger.move_film(film, "waiting", ("joining",))

    def _heartbeat(self) -> None:
        """Say that this worker lives, and take over what dead ones had in hand."""
        while not self._stopping.wait(_HEARTBEAT_SECONDS):
            try:
                self._take_over(self._journal.heartbeat() if self._journal else {self.name})
            except Exception as error:  # the database is restarting, or away: the next heartbeat will tell
                log.warning("no sign of life could be given: %s", type(error).__name__)

    def _take_over(self, alive: set[str]) -> None:
        """Give the work that is in the hands of none of ``alive`` back to the queues."""
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        left = [status.workflow_id for status in pending if status.executor_id not in alive]
        if left:
            log.info("going on with %d pieces of work of a process that has ended", len(left))
        for id in left:
            DBOS.resume_workflow(id, queue_name=id.partition(" ")[0])


def has_ended(seconds: float) -> bool:
    """Whether no thread of an engine that has ended is at work, after so many seconds at most. One may try to tell a
    database what it did, again and again; whoever begins that work anew looks before it acts."""
    until = time.monotonic() + seconds
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("dbos-executor")]
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return not any(thread.is_alive() for thread in threads)


def journal_of(ledger: Ledger) -> SharedJournal:
    """The journal of a ledger that machines share."""
    return SharedJournal(ledger, _DEAD_SECONDS)


def _id(kind: str, entry: Entry) -> str:
    """The id of a workflow; its first word is the queue that would take it over."""
    return f"account-{entry.account} {kind} {entry.production} {entry.name} {entry.external_id} {entry.attempt}"

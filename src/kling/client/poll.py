"""Waiting: all waits of a client share one watcher, which asks about many tasks in few requests.

There is no background thread. One of the waits *leads*: between its own pauses it asks for everybody and wakes
those it has news for. When it ends, another one takes over.

A single wait costs one GET per tick. Several cost one list page per tick, however many they are, until a page is full;
only tasks too old to stand on the newest pages are asked for one by one. When a task should end, because the one before
took so long, there is a tick at that moment, and few before it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from math import inf

from kling.api.replies import PAGE_SIZE_MAX, TaskData
from kling.client import budget
from kling.client.errors import (
    TRANSIENT,
    KlingError,
    RequestError,
    ResultMissing,
    ServiceError,
    TaskFailed,
    WaitTimeout,
    shows_none,
)
from kling.client.lookup import check_alone, known_to_journal, not_shown
from kling.client.operations import Flow, Notify, Run, Wait, Wakeup
from kling.client.replies import get, page_about, several
from kling.client.session import Session, log
from kling.client.tasks import Task
from kling.models.wordings import says_content, says_not_fetched, says_service

SHARE = 0.015  # of the time waited so far is the gap to the next tick, so that news is at most about 2 % late
GAP_MAX = 10.0  # seconds
GAP_MIN = 1.0  # seconds
GAP_MIN_LOOPBACK = 0.25  # seconds; a server on this machine costs nobody anything
_GAP_QUIET = 2.5  # seconds, at least, while no task should end yet
_MANY = 40  # a tick is for all: of half as many tasks and more, ticks come twice as often, else a part of that
# Ticks at which tasks should end lie so far apart, as parts of the smallest gap: for each task, and at most. Each is
# for all that end by then; of few tasks for one, because creates that follow at once get in each other's way.
_TOGETHER, _TOGETHER_MAX = 0.006, 0.2
FAILURES_MAX = 10  # ticks that may fail one after the other
_POLL_MAX = 30.0  # seconds a poll may take; the next one asks the same
_POLL_MIN = 1.0  # seconds a poll may take beyond the deadline of the wait that leads

Progress = Callable[[TaskData], object]


@dataclass(eq=False, slots=True)
class Watch:
    """One wait, as the others see it."""

    task: Task
    wakeup: Wakeup
    since: float
    latest: TaskData | None = None
    error: KlingError | None = None
    absences: int = 0
    strange_since: float | None = None  # it has a status that nobody knows
    is_old: bool = False  # does not stand on the newest pages

    @property
    def has_news(self) -> bool:
        """Whether its end is known, and only this wait has not heard of it."""
        return self.error is not None or (self.latest is not None and self.latest.ended)


@dataclass(slots=True)
class Board:
    """The waits of one client. Times are seconds of ``monotonic``."""

    gap_min: float
    monotonic: Callable[[], float] = time.monotonic
    watches: list[Watch] = field(default_factory=list)
    leader: Watch | None = None
    asked_at: float = -inf
    took: float = 0.0  # seconds until the answer was here: what ended within them may not stand in it
    failures: int = 0
    held_back: float = 0.0  # seconds the service asked to wait
    usual: float = inf  # seconds that the task took that ended last
    urgent: bool = False
    has_pages: bool = True
    page_size: int = 30  # other tasks of the account stand on a page, too
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def join(self, task: Task, wakeup: Wakeup) -> Watch:
        watch = Watch(task, wakeup, self.monotonic() if task.taken_at is None else task.taken_at)
        with self._lock:
            self.watches.append(watch)
            if self.leader:
                self.leader.wakeup.set()  # a new wait wants the next tick sooner
        return watch

    def leave(self, watch: Watch) -> None:
        with self._lock:
            self.watches.remove(watch)
            if not self.watches:
                self.failures = 0
            if self.leader is watch:
                self.leader = None
            if self.leader is None:  # also when this one was to take over, and had its own end meanwhile
                for heir in self.watches[:1]:
                    heir.wakeup.set()

    def lead(self, watch: Watch) -> bool:
        """Whether this wait is the one that asks; it becomes so when nobody is."""
        with self._lock:
            self.leader = self.leader or watch
            return self.leader is watch

    def due(self) -> float:
        """Seconds until the next tick."""
        now = self.monotonic()
        with self._lock:
            begun = [watch.since for watch in self.watches if not watch.has_news]
        waited, ends = now - max(begun, default=now), [since + self.usual for since in begun]
        gap = max(SHARE * waited, self.gap_min * max(1 - (len(begun) - 1) / _MANY, 0.5))
        near = self.gap_min * min(_TOGETHER * len(begun), _TOGETHER_MAX)
        if self.failures:
            gap = max(gap, self.gap_min * 2**self.failures)
        elif ahead := [left for end in ends if -self.took < (left := end - self.asked_at) < inf]:
            until = max(left for left in ahead if left - min(ahead) <= near)
            if (
                min(ends) > self.asked_at - self.took
            ):  # when something should happen is known: until then there is no haste
                gap = max(gap, until if until <= 2 * _GAP_QUIET else _GAP_QUIET)
            gap = min(gap, max(until, near))
        return 0.0 if self.urgent else self.asked_at + max(min(gap, GAP_MAX), self.held_back) - now

    def notify(self, id: str) -> None:
        """The task of this id changed (a callback said so): ask at once."""
        with self._lock:
            if self.leader and any(watch.task.id == id or id == watch.task.external_task_id for watch in self.watches):
                self.urgent = True
                self.leader.wakeup.set()

    def pending(self) -> list[Watch]:
        """The waits without an end yet."""
        with self._lock:
            return [watch for watch in self.watches if not watch.has_news]


def wait(
    session: Session, board: Board, task: Task, wakeup: Wakeup, deadline: float | None, progress: Progress | None
) -> Flow[TaskData]:
    """Wait until the task has ended; gives its data.

    ``deadline`` in seconds from now. Raises TaskFailed, ResultMissing, WaitTimeout, NotFound, and after FAILURES_MAX
    failed ticks the last failure; all of them carry the task's ids.
    """
    try:
        data = yield from _watched(session, board, task, wakeup, deadline, progress)
    except TaskFailed as error:
        if error.is_free and (external := error.external_task_id):
            yield Run(lambda: budget.release(external))
        raise
    yield from check_alone(session, data)  # not while on the board, where the others may be waiting for this one to ask
    return data


def change(
    session: Session, board: Board, task: Task, wakeup: Wakeup, deadline: float | None, told: TaskData | None
) -> Flow[TaskData]:
    """Wait until the service says something else about the task than ``told``, be it a failure. Raises WaitTimeout,
    NotFound, and the last failure, as :func:`wait` does."""
    return (yield from _watched(session, board, task, wakeup, deadline, None, told, is_one=True))


def _watched(
    session: Session,
    board: Board,
    task: Task,
    wakeup: Wakeup,
    deadline: float | None,
    progress: Progress | None,
    told: TaskData | None = None,
    *,
    is_one: bool = False,
) -> Flow[TaskData]:
    """The data of the ended task; with ``is_one`` the first data that differs from ``told``."""
    watch = board.join(task, wakeup)
    ends = inf if deadline is None else board.monotonic() + deadline
    try:
        while True:
            if board.lead(watch) and board.due() <= 0:
                yield from _tick(session, board, max(ends - board.monotonic(), _POLL_MIN))
            _give_up_on_strange(board, watch, session.profile.strange_seconds)
            if watch.error:
                raise watch.error.about(task.task_id, task.external_task_id)
            if (latest := watch.latest) is not None and latest != told:
                told = latest
                if is_one:
                    return latest
                if progress:
                    yield Notify(partial(progress, latest))
                if latest.ended:
                    ended_well(latest)
                    board.usual = _took(latest)
                    return latest
            left = ends - board.monotonic()
            if left <= 0:
                raise _late(task, told)
            pause = min(left, max(board.due(), 0.0) if board.lead(watch) else left)
            yield Wait(wakeup, None if pause == inf else pause)
    finally:
        board.leave(watch)


def _give_up_on_strange(board: Board, watch: Watch, seconds: float) -> None:
    """A status that nobody knows may be on the way to a video, or an end; it is not waited on for ever."""
    data, now = watch.latest, board.monotonic()
    if data is None or data.ended or data.goes_on:
        watch.strange_since = None
    elif watch.strange_since is None:
        watch.strange_since = now
    elif now - watch.strange_since >= seconds:
        _end([watch], ServiceError(f"the service says status {data.task_status!r}, which is none that is known"))


def ended_well(data: TaskData) -> str:
    """The URL of the video of an ended task. Raises TaskFailed, ResultMissing."""
    if data.task_status == "failed":
        advice, may_pass = _after_failure(data)
        error = TaskFailed(data.task_status_msg or "the task failed without a reason", advice=advice)
        error.may_pass, error.is_free = may_pass, _is_free(data)
        raise error.about(data.task_id, data.external_task_id)
    for video in data.task_result.videos:
        if video.url:
            return video.url
    raise ResultMissing("the task succeeded without a video URL", advice="ask for its status again later").about(
        data.task_id, data.external_task_id
    )


_ANOTHER = "the same request as another take may pass, and is then charged"


def _after_failure(data: TaskData) -> tuple[str, bool]:
    """What to do about a task that failed, and whether another take may pass: that is another task, which is charged
    if it succeeds."""
    charged = f"the service says that {data.final_unit_deduction} units were charged for it"
    paid = "nothing is charged for it" if _is_free(data) else charged
    reason = data.task_status_msg or ""
    if says_not_fetched(reason):
        return (
            f"{paid}; give addresses that anyone can open, or the files: another take would fail as this one did",
            False,
        )
    if says_content(reason):
        return f"{paid}; change its words or pictures; {_ANOTHER}", True
    if says_service(reason):
        return f"{paid}; the fault is the service's: {_ANOTHER}", True
    if not reason or reason.startswith("it ended as "):
        return f"{paid}; the service does not say why: {_ANOTHER}", True
    return f"{paid}; the same request would fail again: change it", False


def _is_free(data: TaskData) -> bool:
    units = data.final_unit_deduction
    return units is None or not any(digit in "123456789" for digit in units)


def _took(data: TaskData) -> float:
    """Seconds between a task's create and its end, by the service's clock; infinite when it does not say."""
    if data.created_at is None or data.updated_at is None:
        return inf
    return (data.updated_at - data.created_at) / (1000 if data.created_at > 100_000_000_000 else 1)


def _late(task: Task, told: TaskData | None) -> WaitTimeout:
    status = told.task_status if told else "not known"
    return WaitTimeout(
        f"no end before its deadline, status {status}",
        advice="the task goes on: wait for it again by its id"
        if told
        else "the service shows no such task so far: wait again, or ask for the same again, which pays nothing twice",
        task_id=told.task_id if told else task.task_id,
        external_task_id=task.external_task_id,
    )


def _tick(session: Session, board: Board, seconds: float) -> Flow[None]:
    """Ask once for everybody, waiting at most ``seconds`` for an answer. Failures are counted, never lose a wait."""
    watches, begun = board.pending(), board.monotonic()
    board.held_back, board.urgent = 0.0, False
    try:
        yield from _ask_about(session, board, watches, min(seconds, _POLL_MAX))
    except TRANSIENT as error:
        board.failures += 1
        board.held_back = error.retry_after or 0.0
        log.warning("poll %d of at most %d failed: %s", board.failures, FAILURES_MAX, error)
        if board.failures >= FAILURES_MAX:
            board.failures = 0
            _end(watches, error)
    except KlingError as error:
        _end(watches, error)
    else:
        board.failures = 0
    finally:
        board.asked_at = board.monotonic()
        board.took = board.asked_at - begun


def _ask_about(session: Session, board: Board, watches: list[Watch], timeout: float) -> Flow[None]:
    missing = watches
    is_missed = any(watch.absences > 1 for watch in watches)  # a list may show what its id does not
    if board.has_pages and (is_missed or len({watch.task.id for watch in watches if not watch.is_old}) > 1):
        try:
            read = _read_together if session.wire == "v2" else _read_pages
            missing = yield from read(session, board, watches, timeout)
        except RequestError as error:
            log.info("this service has no list, asking for each task: %s", error)
            board.has_pages = False
    for id in dict.fromkeys(watch.task.id for watch in missing):
        concerned = [watch for watch in missing if watch.task.id == id]
        try:
            data = yield from get(session, id, retry=False, timeout=timeout)
        except RequestError as error:
            if not shows_none(error):
                raise
            yield from _absent(session, board, concerned, error)
        else:
            for watch in concerned:
                if not _tell(watch, data):
                    raise ServiceError(f"the answer about {id} is about another task")


def _absent(session: Session, board: Board, watches: list[Watch], error: RequestError) -> Flow[None]:
    """One absence is nothing; a task that was created, or may have been, may be absent for minutes."""
    for watch in watches:
        watch.absences += 1
        if watch.absences == 1:
            continue
        entry = yield from known_to_journal(session, watch.task.id)
        if entry is not None and entry.task_id not in (None, watch.task.task_id):
            watch.task = Task(entry.task_id, entry.external_id)  # not every endpoint finds tasks by external ids
            board.urgent = True
        elif entry is None:
            _end([watch], error)
        elif board.monotonic() - watch.since >= session.profile.absent_seconds:
            _end([watch], not_shown(error, entry))


def _read_together(session: Session, board: Board, watches: list[Watch], timeout: float) -> Flow[list[Watch]]:
    """Tell what the v2 wire says of up to 20 ids at once; gives the waits it knows nothing for."""
    tasks = yield from several(session, list(dict.fromkeys(watch.task.id for watch in watches)), timeout=timeout)
    known = {id: task for task in tasks for id in (task.external_task_id, task.task_id) if _says_all(task)}
    return [watch for watch in watches if not ((data := known.get(watch.task.id)) and _tell(watch, data))]


def _read_pages(session: Session, board: Board, watches: list[Watch], timeout: float) -> Flow[list[Watch]]:
    """Tell what the newest pages say; gives the waits that must be asked for one by one.

    Pages are read on only while that may cost less than asking one by one.
    """
    missing = [watch for watch in watches if not watch.is_old]
    old = [watch for watch in watches if watch.is_old]
    number, full = 1, True
    board.page_size = min(max(board.page_size, 2 * len(watches)), PAGE_SIZE_MAX)
    while missing and full and number <= len(missing):
        size = board.page_size
        ids = {watch.task.id for watch in missing}
        tasks, full = yield from page_about(session, ids, number, size, timeout=timeout)
        known = {id: task for task in tasks for id in (task.external_task_id, task.task_id) if _says_all(task)}
        missing = [watch for watch in missing if not ((data := known.get(watch.task.id)) and _tell(watch, data))]
        if size == PAGE_SIZE_MAX:
            number += 1
        elif missing:
            board.page_size = PAGE_SIZE_MAX
    for watch in missing:
        watch.is_old = full
    return missing + old


def _says_all(task: TaskData) -> bool:
    return task.task_status != "succeed" or any(video.url for video in task.task_result.videos)


def _tell(watch: Watch, data: TaskData) -> bool:
    """Tell a wait; false, and nothing is told, when the data have another external id than its task."""
    if watch.task.external_task_id and data.external_task_id not in (None, watch.task.external_task_id):
        return False
    watch.absences = 0
    if data != watch.latest:
        watch.latest = data
        watch.wakeup.set()
    return True


def _end(watches: Iterable[Watch], error: KlingError) -> None:
    for watch in watches:
        watch.error = error
        watch.wakeup.set()

"""Looking a request up: whether the service has a task with its external id, however late it shows one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from math import inf
from typing import Any

from kling.api.lip_sync import is_of
from kling.api.replies import TaskData
from kling.client.errors import TRANSIENT, KlingError, NotFound, OutcomeUnknown, RequestError, shows_none
from kling.client.journal import Entry, InHand, State, Stop
from kling.client.operations import Flow, Run, Sleep
from kling.client.place import place_of
from kling.client.replies import by_external_id, get, page
from kling.client.session import READ_SECONDS, Backoff, Session, date_of, jitter, log
from kling.models.endpoints import keeps_ids, paths

IN_HAND = "somebody else is sending this request at the moment"
LOOKS_MIN = 2  # one "not found" proves nothing, because the create may still be travelling
_PAUSE_FIRST, _PAUSE_MAX = 1.0, 10.0  # seconds between looks
_GRACE_SECONDS = 120.0  # seconds beyond the window in which a service that does not answer is asked on
_SKEW = 60.0  # seconds that clocks may differ, and answers travel
_PAGE = 100  # newest tasks that are looked through


@dataclass(slots=True)
class Sending:
    """One request on its way: what the journal says of it, and how many of the ``deadline`` seconds were spent waiting.
    ``path`` is the endpoint that it is sent to, None where that is not known; ``body`` is what is sent; ``price`` gives
    the units that it costs (None: not known), and is None itself for what is free."""

    session: Session
    entry: Entry
    is_sandbox: bool
    path: str | None = None
    deadline: float | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    price: Callable[[], Decimal | None] | None = None
    waited: float = field(default=0.0, init=False)

    def note(self, state: State, task_id: str | None = None, *, lost: int = 0) -> Flow[None]:
        """Keep what became of it; ``lost`` more creates (or fewer) have no answer. Raises OutcomeUnknown when somebody
        else claimed the request, and InHand when that one has another task than the one that was accepted."""
        entry = self.entry
        self.entry = replace(entry, state=state, task_id=task_id or entry.task_id, lost=entry.lost + lost)
        try:
            yield Run(lambda: self.session.journal.note(self.entry))
        except InHand:
            if state == "accepted":
                raise
            raise unknown(entry.external_id, None, IN_HAND) from None

    def is_claimed(self) -> bool:
        """Whether surely nobody else is sending it."""
        return self.session.journal.holds(self.entry)

    def pause(self, seconds: float) -> Flow[bool]:
        """Wait; false, and no time has passed, when the deadline would be over."""
        if self.deadline is not None and self.waited + seconds > self.deadline:
            return False
        self.waited += seconds
        return (yield Sleep(seconds)) is not False

    def window(self, error: KlingError | None = None) -> float:
        """Seconds in which a task of an unknown outcome may show up. Where a used external id is kept and refused a
        second create does no harm, so that no window is needed."""
        session = self.session
        keeps = self.path is None or keeps_ids(self.path)
        if keeps and session.journal.refuses_duplicates(self.entry.place, session.wire):
            return 0.0
        usual = 0.0 if self.is_sandbox else session.profile.settle_seconds
        usual = usual if session.settle is None else session.settle
        # Only what the service itself says: the page of an edge before it does not know what was done behind it.
        is_unavailable = error is not None and error.code is not None and error.http_status in (502, 503)
        is_unavailable = is_unavailable and usual < inf
        return min(usual, session.profile.settle_seconds_unavailable) if is_unavailable else usual


def look(session: Session, external: str, path: str | None = None) -> Flow[list[TaskData]]:
    """The tasks with this external id, by the id and in the list, of one endpoint or of all; empty when the service
    answered that there is none. Raises what reading raises when it did not answer."""
    found, refusal = dict[str, TaskData](), None
    try:
        found = {task.task_id: task for task in (yield from by_external_id(session, external, path=path))}
    except RequestError as error:  # the list may show it all the same; that it does not would prove nothing
        refusal = error
    for where in (path,) if path or session.wire == "v2" else paths("v1"):
        try:
            newest = yield from page(session, 1, _PAGE, retry=False, path=where)
        except RequestError as error:
            log.info("this service has no list: %s", error)
            newest = []
        except TRANSIENT:
            if not found:
                raise
            newest = []
        found |= {task.task_id: task for task in newest if task.external_task_id == external}
    if refusal and not found:
        raise refusal
    return sorted(found.values(), key=lambda task: task.created_at or 0)


def settle(sending: Sending, seconds: float, cause: KlingError | None) -> Flow[list[TaskData]]:
    """The tasks of an unknown outcome, the oldest first; none when there is surely none: the service said so at least
    twice, for the last time after ``seconds``. With endless seconds nothing is ever sure. Raises OutcomeUnknown."""
    external = sending.entry.external_id
    most = seconds + _GRACE_SECONDS if seconds < inf else sending.session.profile.settle_seconds
    waited, looks, pause = 0.0, 0, _PAUSE_FIRST
    while True:
        asked = None
        try:
            tasks = yield from look(sending.session, external, sending.path)
        except (*TRANSIENT, RequestError) as error:
            if isinstance(error, RequestError) and waited >= seconds:
                raise unknown(external, error) from error
            log.info("still unknown: %s", error)
            cause, asked = error, error.retry_after
        except KlingError as error:
            raise unknown(external, error) from error
        else:
            looks += 1
            if tasks:
                return tasks
            if looks >= LOOKS_MIN and waited >= seconds:
                return (yield from _nameless(sending, cause))
        left = max(seconds - waited, _PAUSE_FIRST)  # the last look is at the end of the window, not long after it
        now = max(jitter(pause) if waited >= seconds else min(jitter(pause), left), asked or 0.0)
        pause = min(2 * pause, _PAUSE_MAX)
        if waited >= most or not (yield from sending.pause(now)):
            raise unknown(external, cause)
        waited += now


def _nameless(sending: Sending, cause: KlingError | None) -> Flow[list[TaskData]]:
    """Some endpoints are not known to keep external ids. There the request's task is the one without an id that is
    younger than the request, of its clip, and in no row of the journal. Raises OutcomeUnknown when several are, when
    one may be and the service does not say of which clip, or when nobody says whether there is one."""
    session, entry = sending.session, sending.entry
    if sending.path is None or keeps_ids(sending.path):
        return []
    try:
        newest = yield from page(session, 1, _PAGE, path=sending.path)
    except KlingError as error:
        raise unknown(entry.external_id, error) from error
    ours, others = list[TaskData](), list[TaskData]()
    for task in newest:
        is_ours = is_of(task, sending.body)
        if task.external_task_id is None and is_ours is not False and _is_younger(task, session.clock() - entry.at):
            other: Entry | None = yield Run(partial(session.journal.find, entry.place, task.task_id))
            if other is None:
                (ours if is_ours else others).append(task)
    if not ours + others or (entry.at and len(ours) == 1):
        return ours
    listed = ", ".join(task.task_id for task in (ours or others)[:5])
    told = unknown(entry.external_id, cause, f"this endpoint does not show our ids, and task {listed} may be this")
    told.candidates = tuple(task.task_id for task in (ours or others)[:5])
    told.advice = f"look at it (kling status {listed.partition(',')[0]}), and wait for it by its own id if it is yours"
    raise told


def _is_younger(task: TaskData, seconds: float) -> bool:
    """Whether a task was created in the last ``seconds``, by the service's clock where it says the time."""
    if task.created_at is None:
        return True
    now = date_of(task.answer.headers)
    created = task.created_at / (1000 if task.created_at > 100_000_000_000 else 1)
    return (time.time() if now is None else now) - created <= seconds + _SKEW


def unknown(external: str, cause: KlingError | None, what: str = "") -> OutcomeUnknown:
    """That it is not known, and what to do about it."""
    why = cause.message if cause else "the service does not show one so far"
    return OutcomeUnknown(
        f"{what or 'it is not known whether a task was created'}: {why}",
        advice="wait for this external id, or ask for the same again: both look for it first and pay nothing twice",
        code=cause.code if cause else None,
        http_status=cause.http_status if cause else None,
        request_id=cause.request_id if cause else None,
        external_task_id=external,
    )


def glance(session: Session, external: str, path: str | None) -> Flow[list[TaskData]]:
    """What one look shows; an error shows nothing."""
    try:
        return (yield from look(session, external, path))
    except KlingError:
        return []


def heed_others(session: Session, entry: Entry, task_ids: Iterable[str]) -> Flow[Stop | None]:
    """Two tasks of one request: the service takes an external id twice, and something went wrong. Nothing more is sent
    to the account until somebody has looked."""
    found = tuple(sorted(set(task_ids)))
    if len(found) < 2:
        return None
    why = Stop(entry.external_id, found)
    yield Run(lambda: session.journal.stop(entry.place, entry.account, entry.key, why))
    log.error("external id %s has more than one task, %s: nothing more is sent", entry.external_id, " and ".join(found))
    return why


def check_alone(session: Session, task: TaskData) -> Flow[None]:
    """Look whether a request some of whose creates got no answer has other tasks than this one. An error is none."""
    try:
        entry = yield from known_to_journal(session, task.task_id)
        if entry is not None and entry.lost:
            ids = [one.task_id for one in (yield from look(session, entry.external_id))]
            yield from heed_others(session, entry, [*ids, task.task_id])
    except KlingError as error:
        log.info("it was not seen whether task %s is alone: %s", task.task_id, error)


def known_to_journal(session: Session, id: str) -> Flow[Entry | None]:
    """What the journal says of a task that was created, or may have been, by either id. None also when the journal
    cannot be read: reading harms nobody."""
    try:
        place = yield from place_of(session)
        entry: Entry | None = yield Run(lambda: session.journal.find(place.name, id))
    except KlingError as error:
        log.warning("the journal does not say whether %s was created: %s", id, error)
        return None
    if entry is None or not entry.may_exist or (session.wire, entry.wire) == ("v1", "v2"):
        return None
    return entry


def read(session: Session, id: str) -> Flow[TaskData]:
    """One task, by either id. One that the journal knows may be "not found" for a while: reads of the service may lag.
    Raises NotFound."""
    backoff = Backoff(READ_SECONDS, most=_PAUSE_MAX)
    entry: Entry | None = None
    while True:
        try:
            return (yield from get(session, (entry and entry.task_id) or id))
        except RequestError as error:
            if not shows_none(error):
                raise
            is_first, entry = entry is None, entry or (yield from known_to_journal(session, id))
            if entry is None:
                raise
            if is_first and entry.task_id not in (None, id):
                continue  # not every endpoint finds tasks by the external id
            if (pause := backoff.pause()) is None:
                raise not_shown(error, entry) from None
            log.info("the service does not show %s yet; reading again in %.1f s", id, pause)
            yield Sleep(pause)


def not_shown(error: RequestError, entry: Entry) -> NotFound:
    """That the task is not shown, and what the journal knows of it."""
    error = NotFound(error.message, code=error.code, http_status=error.http_status, request_id=error.request_id)
    error = error.about(entry.task_id, entry.external_id)
    if entry.state == "accepted":
        error.advice = "it was created, and the service does not show it: ask again in some minutes"
    else:
        error.advice = "perhaps nothing came of it: ask for the same again, which looks first and pays nothing twice"
    return error

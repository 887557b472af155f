"""Sending a create: the one place where money moves (docs/decisions/0001-one-request-one-charge.md)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kling.api.replies import TaskData, read_task
from kling.api.v2.replies import read_v2_task
from kling.client import budget
from kling.client.errors import (
    AccountError,
    ContentRefused,
    Interrupted,
    JournalError,
    KlingError,
    OutcomeUnknown,
    RateLimited,
    RequestError,
    RequestRefused,
    ServiceError,
    SlotsFull,
    Unreachable,
    class_for,
)
from kling.client.journal import Entry, InHand, Stop
from kling.client.lookup import IN_HAND, Sending, glance, heed_others, settle, unknown
from kling.client.operations import Flow, Run
from kling.client.place import place_of
from kling.client.prepare import Prepared, external_of, fingerprint_of, sendable, with_clips_hosted
from kling.client.reasons import hidden_in
from kling.client.replies import by_external_id
from kling.client.session import CONNECT_SECONDS, Backoff, Session, ask, log, on_v1
from kling.client.tasks import Task
from kling.models.endpoints import is_lip_sync, path_of, paths
from kling.models.wordings import could_mean_exists

_SENDS_MAX = 5  # creates of one call whose outcome was unknown


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service has a task."""

    data: TaskData


@dataclass(frozen=True, slots=True)
class Refused:
    """The service says that it created nothing."""

    error: KlingError


@dataclass(frozen=True, slots=True)
class Unknown:
    """A task may exist."""

    error: KlingError


Outcome = Accepted | Refused | Unknown


def submit(
    session: Session,
    asked: Prepared | Mapping[str, Any] | Callable[[], Prepared],
    *,
    take: int = 1,
    preflight: bool = True,
    deadline: float | None = None,
) -> Flow[Task]:
    """Create a task, or take up the one that the same request made before. Lip-sync is on the v1 wire alone."""
    given: Prepared | Mapping[str, Any] = yield Run(lambda: asked() if callable(asked) else asked)
    if is_lip_sync(given.body if isinstance(given, Prepared) else given):
        session = on_v1(session)
    made: dict[str, Any] = yield Run(lambda: sendable(session, given, take, preflight))

    def price() -> Decimal | None:
        if isinstance(given, Prepared):
            return given.estimate.units
        from kling.briefs.estimate import estimate

        return estimate(made, session.profile).units

    task = yield from send_once(session, made, path_of(made, session.wire), deadline, price)
    return replace(task, warnings=given.warnings) if isinstance(given, Prepared) else task


def send_once(
    session: Session,
    made: dict[str, Any],
    path: str,
    deadline: float | None,
    price: Callable[[], Decimal | None] | None = None,
) -> Flow[Task]:
    """Post a body that has its external id, whatever happened to it before: the endpoint at ``path`` makes one task of
    it. ``price`` gives its units, where it has a price."""
    external = str(external_of(made))
    try:
        place = yield from place_of(session)
        key, fingerprint = session.credentials.fingerprint(), fingerprint_of(made)
        entry = Entry(place.name, external, session.account, key, session.wire, fingerprint, session.clock())
        sending = Sending(session, entry, place.is_sandbox, path, deadline, made, price)
        known = yield from _claimed(sending)
        try:
            if task := (yield from _earlier(sending, known, made)):
                return task
            sending.body = yield from with_clips_hosted(session, made)
            return (yield from _send(sending, known))
        finally:
            _release(sending)
    except KlingError as error:
        raise error.about(error.task_id, external) from None


def _claimed(sending: Sending) -> Flow[Entry | None]:
    """What is known of the request, once nobody else is sending it. Raises OutcomeUnknown."""
    session, entry = sending.session, sending.entry
    others = 2 * min(sending.window(), session.profile.settle_seconds)  # that somebody else may look it up
    backoff = Backoff(session.backoff + others + CONNECT_SECONDS, first=0.1, most=2.0)
    while True:
        try:
            known: Entry | None = yield Run(lambda: session.journal.claim(entry))
        except InHand:
            pause = backoff.pause()
            if pause is None or not (yield from sending.pause(pause)):
                raise unknown(entry.external_id, None, IN_HAND) from None
        else:
            if known is not None:
                sending.entry = replace(entry, at=known.at, state=known.state, task_id=known.task_id, lost=known.lost)
            return known


def _release(sending: Sending) -> None:
    try:
        sending.session.journal.release(sending.entry)
    except JournalError as error:
        log.warning("a claim ends only with this process: %s", error)


def _earlier(sending: Sending, known: Entry | None, body: Mapping[str, Any]) -> Flow[Task | None]:
    """The task of this request that an earlier send made. Raises OutcomeUnknown while that is not known, RequestRefused
    when it went elsewhere: a request is one charge whichever account and wire it was sent by."""
    session, entry = sending.session, sending.entry
    tasks: list[TaskData] = []
    if known is None or not known.may_exist:
        tasks = yield from _before(sending, known)
    elif known.is_same_account(session.account, entry.key) and known.wire == session.wire:
        if known.state == "accepted":
            log.info("this request was sent before: task %s", known.task_id)
            return Task(known.task_id, entry.external_id, request=body, attached=True)
        log.warning("it is not known whether external id %s was sent; looking it up", entry.external_id)
        tasks = yield from settle(sending, sending.window(), None)
    elif not (tasks := (yield from _seen(sending))):
        raise _elsewhere(known, session)
    return (yield from _take_up(sending, tasks, body, attached=True)) if tasks else None


def _before(sending: Sending, known: Entry | None) -> Flow[list[TaskData]]:
    """The task of a request that this journal has not sent: another machine may have, which one look shows, or a
    journal that was lost, whose last creates are looked up for as long as reads may lag. Raises OutcomeUnknown."""
    session = sending.session
    replaced: float | None = None
    if known is None or known.state == "wanted":
        replaced = yield Run(session.journal.replaced_at)
    window = min(sending.window(), session.profile.settle_seconds)
    left = 0.0 if replaced is None else min(window, replaced + window - time.time())
    if left <= 0:
        return (yield from _seen(sending))
    log.warning(
        "the journal was lost; external id %s is looked up for %.0f s before it is sent",
        sending.entry.external_id,
        left,
    )
    at, sending.entry = sending.entry.at, replace(sending.entry, at=0.0)
    tasks = yield from settle(sending, left, None)
    sending.entry = replace(sending.entry, at=at)
    return tasks


def _seen(sending: Sending) -> Flow[list[TaskData]]:
    """What one look by the id shows, or the list where ids of ours are not understood; no answer is an error."""
    session, external, path = sending.session, sending.entry.external_id, sending.path
    try:
        return (yield from by_external_id(session, external, retry=True, path=path))
    except RequestError:
        return (yield from glance(session, external, path))


def _elsewhere(known: Entry, session: Session) -> KlingError:
    if known.wire != session.wire:
        where, advice = f"on the {known.wire} wire", f'use wire="{known.wire}" (--wire {known.wire})'
    else:
        where, advice = f"by another account{f' ({known.account})' if known.account else ''}", "use that account's key"
    if known.state == "accepted":
        what = f"nothing was sent: this request was sent {where}, as task {known.task_id}"
        return RequestRefused(what, advice=advice).about(known.task_id, known.external_id)
    error = unknown(known.external_id, None, f"this request was sent {where}, and what came of it is not known")
    error.advice = advice
    return error


def _send(sending: Sending, known: Entry | None) -> Flow[Task]:
    """Send until there is an answer. The request is claimed, and surely has no task yet."""
    session, external, sent = sending.session, sending.entry.external_id, sending.body
    tries = session.max_retries
    connecting = Backoff(CONNECT_SECONDS, first=0.5, tries=tries)
    queueing = Backoff(session.backoff, tries=tries)
    unknowns, looked_up, was_sent = 0, False, known is not None and known.may_exist
    log.info("creating a task, external id %s", external)
    if sending.price is not None and not sending.is_sandbox:
        price = sending.price
        yield Run(lambda: budget.reserve({external: price()}))
    while True:
        _heed_stop(sending)
        yield from sending.note("sending", lost=1)
        outcome = yield from _attempt(sending, sent)
        match outcome:
            case Accepted(data):
                return (yield from _accepted(sending, data, sent))
            case Unknown(error):
                yield from sending.note("unknown")
                log.warning("outcome unknown, looking up external id %s: %s", external, error)
                if tasks := (yield from settle(sending, sending.window(error), error)):
                    return (yield from _take_up(sending, tasks, sent, attached=False))
                unknowns += 1
                pause = 0.0 if unknowns < _SENDS_MAX else None
                log.info("no task came of it")
            case Refused(error):
                if may_exist(error, external):
                    if task := (yield from _refused_as_existing(sending, error, sent, was_sent or unknowns > 0)):
                        return task
                elif not looked_up and (isinstance(error, SlotsFull | AccountError) or _sounds_so(error, external)):
                    # Perhaps the very task of this request fills the slot, or took the last units, or is meant.
                    looked_up = True
                    if tasks := (yield from glance(session, external, sending.path)):
                        return (yield from _take_up(sending, tasks, sent, attached=True))
                pause = _pause(error, connecting, queueing)
        yield from sending.note("refused", lost=-1 if isinstance(outcome, Refused) else 0)
        if pause is None or not (yield from sending.pause(pause)):
            if isinstance(outcome, Refused) and not sending.entry.lost:
                yield Run(lambda: budget.release(external))
            raise error
        log.info("sending again: %s", error)


def _pause(error: KlingError, connecting: Backoff, queueing: Backoff) -> float | None:
    """Seconds before a refused create is sent again; None when it is not."""
    if isinstance(error, Unreachable):
        return connecting.pause()
    return queueing.pause(error.retry_after) if isinstance(error, RateLimited) else None


def _attempt(sending: Sending, sent: Mapping[str, Any]) -> Flow[Outcome]:
    session = sending.session
    try:
        path = sending.path or path_of(sent, session.wire)
        envelope = yield from ask(session, "POST", path, body=sent, may_leave=sending.is_claimed)
    except (Interrupted, ServiceError) as error:
        return Unknown(error)
    except KlingError as error:
        return Refused(error)
    data = (read_v2_task if session.wire == "v2" else read_task)(envelope.data)
    if data is None:
        status = envelope.answer.http_status or 200
        why = envelope.message or hidden_in(envelope.model_extra) or "the answer to the create names no task"
        no_task = class_for(None, status)(session.redacted(why), http_status=status, request_id=envelope.request_id)
        return Unknown(no_task) if isinstance(no_task, ServiceError) else Refused(no_task)
    if data.external_task_id not in (None, external_of(sent)):
        return Unknown(ServiceError("the answer is about another task", request_id=envelope.request_id))
    return Accepted(data.came_with(envelope.answer))


def may_exist(error: KlingError, external: str) -> bool:
    """Whether a refusal may mean that the external id has a task; looked up before it is believed."""
    if not isinstance(error, RequestError | ContentRefused):
        return False
    return error.http_status == 409 or _sounds_so(error, external)


def _sounds_so(error: KlingError, external: str) -> bool:
    return not isinstance(error, Unreachable) and could_mean_exists(error.message.replace(external, ""))


def _refused_as_existing(
    sending: Sending, error: KlingError, sent: Mapping[str, Any], was_sent: bool
) -> Flow[Task | None]:
    """The task behind a refusal that may mean "exists"; None when it means something else. Raises OutcomeUnknown."""
    session, external = sending.session, sending.entry.external_id
    about_ids = error.http_status == 409 or "external" in error.message.lower() or external in error.message
    seconds = 0.0
    if about_ids or was_sent:
        yield from sending.note("unknown", lost=-1)
        seconds = session.profile.settle_seconds if session.settle is None else session.settle
    tasks: list[TaskData] = []
    try:
        tasks = yield from settle(sending, seconds, error)
    except OutcomeUnknown:
        if about_ids or was_sent:
            raise
        # It only sounded like it: that a look is not answered, either, says nothing against the refusal.
    if tasks:
        if sending.path in paths(session.wire):  # what the library of elements refuses says nothing about films
            yield Run(lambda: session.journal.saw_refusal(sending.entry.place, session.wire))
        return (yield from _take_up(sending, tasks, sent, attached=not was_sent))
    if about_ids or was_sent:
        raise unknown(external, error, f"the service says that external id {external} exists, but does not show it")
    return None


def _accepted(sending: Sending, data: TaskData, sent: Mapping[str, Any]) -> Flow[Task]:
    session, entry, taken_at = sending.session, sending.entry, time.monotonic()
    other: Entry | None = yield Run(lambda: session.journal.find(entry.place, data.task_id))
    if other is not None and other.external_id != entry.external_id:
        yield from sending.note("unknown")
        raise unknown(entry.external_id, None, f"the service answered with task {data.task_id} of another request")
    try:
        yield from _note_accepted(sending, data.task_id, lost=-1)
    except JournalError as error:  # there is a task, and it must not be lost with its record
        log.warning("task %s is not in the journal: %s", data.task_id, error)
    log.info("task %s accepted, external id %s", data.task_id, entry.external_id)
    if sending.entry.lost:
        yield from _alone(sending, [data, *(yield from glance(session, entry.external_id, sending.path))])
    return Task(data.task_id, entry.external_id, request=sent, taken_at=taken_at, answer=data.answer)


def _note_accepted(sending: Sending, task_id: str, *, lost: int = 0) -> Flow[None]:
    """Keep that there is a task. Raises AccountError when somebody who sends the same request has another one."""
    try:
        yield from sending.note("accepted", task_id, lost=lost)
    except InHand:
        session, entry = sending.session, sending.entry
        known: Entry | None = yield Run(lambda: session.journal.find(entry.place, entry.external_id))
        ids = [task_id, known.task_id] if known and known.task_id else [task_id]
        if why := (yield from heed_others(session, entry, ids)):
            raise _stopped(why) from None


def _take_up(sending: Sending, tasks: list[TaskData], sent: Mapping[str, Any], *, attached: bool) -> Flow[Task]:
    """The oldest of the tasks with the request's external id, of which there should be one."""
    first = tasks[0].task_id
    yield from _note_accepted(sending, first)
    yield from _alone(sending, tasks)
    log.info("external id %s is task %s", sending.entry.external_id, first)
    return Task(first, sending.entry.external_id, request=sent, attached=attached, answer=tasks[0].answer)


def _alone(sending: Sending, tasks: list[TaskData]) -> Flow[None]:
    """Raises AccountError when there is more than one."""
    if why := (yield from heed_others(sending.session, sending.entry, [task.task_id for task in tasks])):
        raise _stopped(why)


def _heed_stop(sending: Sending) -> None:
    entry = sending.entry
    if why := sending.session.journal.stopped(entry.place, entry.account, entry.key):
        raise _stopped(why)


def _stopped(why: Stop) -> AccountError:
    return AccountError(
        f"nothing more is sent to this account: external id {why.external_id} has more than one task,"
        f" {' and '.join(why.task_ids)}, and each may have been charged",
        advice="look at them in the vendor's console, then allow creates again with `kling account --resume`",
    )

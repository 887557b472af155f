"""What an account knows of a request, by the journal and by the service: for programs that have several accounts."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from kling.api.replies import TaskData
from kling.client import Client, NotFound, RequestError, RequestRefused, Task
from kling.client.download import Brought, download
from kling.client.journal import Entry, InHand, State
from kling.client.lookup import IN_HAND, Sending, settle, unknown
from kling.client.place import place_of
from kling.client.prepare import with_clips_hosted
from kling.client.replies import by_external_id
from kling.client.session import Backoff, Session

_DEAD_SECONDS = 30.0  # in which it shows that a process of another machine has died, and more


def recorded(client: Client, external_id: str) -> Entry | None:
    """What the journal says of a request at the client's service, by whichever account it was sent."""
    place = client._transport.run(place_of(client._session))
    return client._session.journal.find(place.name, external_id)


def is_of(client: Client, entry: Entry) -> bool:
    """Whether the journal's entry is of this client's account."""
    session = client._session
    return entry.is_same_account(session.account, session.credentials.fingerprint())


def has_task(client: Client, external_id: str) -> bool:
    """Whether the journal names the task of a request that this client's account sent: submit gives that one then, and
    sends nothing."""
    entry = recorded(client, external_id)
    is_own = entry is not None and is_of(client, entry) and entry.wire == client._session.wire
    return entry is not None and is_own and entry.state == "accepted"


def sent_with(client: Client, external_id: str) -> bool:
    """Whether the journal says that a request was sent with this client's very key, under whatever name."""
    entry = recorded(client, external_id)
    return entry is not None and entry.may_exist and entry.key == client._session.credentials.fingerprint()


def seen(client: Client, external_id: str) -> TaskData | None:
    """The task that one look shows. Repeats after transient failures. Raises what reading raises."""
    try:
        tasks = client._transport.run(by_external_id(client._session, external_id, retry=True))
    except RequestError:
        return None
    return tasks[0] if tasks else None


def settled(client: Client, external_id: str) -> TaskData | None:
    """The task of a request that was sent, or may have been: looked up for as long as reads may lag. None when there is
    surely none. For requests that somebody else's record says were on their way; a journal that knows nothing of one
    was lost, and is told. Raises OutcomeUnknown, and what reading raises."""
    remember(client, external_id)
    entry = recorded(client, external_id)
    if entry is None or not entry.may_exist:
        return seen(client, external_id)
    if entry.task_id:
        try:
            return client.get(entry.task_id)
        except NotFound:
            return TaskData(task_id=entry.task_id, task_status="submitted")
    session = client._session
    sending = Sending(session, entry, client._transport.run(place_of(session)).is_sandbox)
    tasks = client._transport.run(settle(sending, sending.window(), None))
    return tasks[0] if tasks else None


def remember(client: Client, external_id: str, task_id: str | None = None) -> None:
    """Tell a journal that knows nothing of a request what another record says: that it is this task, or that it may
    have been sent. It is looked up then for as long as reads may lag, and not merely once."""
    if recorded(client, external_id) is None:
        session, place = client._session, client._transport.run(place_of(client._session))
        entry = Entry(
            place.name,
            external_id,
            session.account,
            session.credentials.fingerprint(),
            session.wire,
            "",
            0.0,
            "accepted" if task_id else "unknown",
            task_id,
            lost=0 if task_id else 1,
        )
        try:
            session.journal.claim(entry)
        except InHand:  # somebody who is sending it keeps it
            return
        session.journal.release(entry)


def left_alone(client: Client, id: str) -> Entry | None:
    """What the journal says of a request that was being sent when its program ended: nobody sends it any more, and one
    look shows no task of it. None for every other. Raises what reading raises."""
    entry = recorded(client, id)
    if entry is None or entry.state not in ("wanted", "sending"):
        return None
    try:
        client._session.journal.claim(entry)
    except InHand:
        return None
    client._session.journal.release(entry)
    return entry if seen(client, entry.external_id) is None else None


def take_over(client: Client, external_id: str, *, is_new: bool = False) -> None:
    """Note in the journal that a request is this account's: it was sent under an earlier key, or name, of the same one.
    With ``is_new`` it was another account, and this one was sent nothing."""
    if (entry := recorded(client, external_id)) is not None and not is_of(client, entry):
        session = client._session
        mine = replace(entry, account=session.account, key=session.credentials.fingerprint())
        if is_new:
            mine = replace(mine, state="wanted", task_id=None, lost=0)
        _claimed(session, entry)
        try:
            session.journal.note(mine)
        finally:
            session.journal.release(entry)


def _claimed(session: Session, entry: Entry) -> None:
    """Claim a request; a process that has died may hold it until that shows. Raises OutcomeUnknown."""
    backoff = Backoff(_DEAD_SECONDS, first=0.5, most=2.0)
    while True:
        try:
            session.journal.claim(entry)
        except InHand:
            if (pause := backoff.pause()) is None:
                raise unknown(entry.external_id, None, IN_HAND) from None
            time.sleep(pause)
        else:
            return


def note_outcome(client: Client, external_id: str, task_id: str | None) -> None:
    """Note what somebody found out about a request whose outcome is not known: it is this task, or (None) nothing came
    of it, so that it may be sent again. Raises RequestRefused for another request's task, and what reading raises."""
    session = client._session
    if task_id is not None:
        data, other = client.get(task_id), recorded(client, task_id)
        if data.external_task_id not in (None, external_id) or (other and other.external_id != external_id):
            raise RequestRefused(f"task {task_id} is of another request").about(task_id, None)
    remember(client, external_id)
    if (entry := recorded(client, external_id)) is not None and entry.state != "accepted":
        state: State = "accepted" if task_id else "refused"
        _claimed(session, entry)
        try:
            session.journal.note(replace(entry, state=state, task_id=task_id))
        finally:
            session.journal.release(entry)


def brought(client: Client, data: TaskData, path: Path) -> Brought:
    """The video of a task that ended, brought to ``path`` as Client.download does."""
    return client._transport.run(download(client._session, Task.of(data), data, path, metadata=False, progress=None))


def hosted(client: Client, body: dict[str, Any]) -> dict[str, Any]:
    """The body with a URL for each local clip, so that sending it takes no time. Raises HostingError."""
    return client._transport.run(with_clips_hosted(client._session, body))

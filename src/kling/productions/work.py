"""The steps that make one video, from the ledger's entry to a file that was looked at.

Each step may run twice: the engine repeats the one that was in hand when a process died. So each begins by asking the
ledger, changes it only from the state it expects, and sends a create under an id that the service takes once.
"""

from __future__ import annotations

import json
import logging
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kling.briefs import BriefRefused, compile, parse
from kling.briefs.compile import unjudged
from kling.client import (
    AccountError,
    Client,
    ContentRefused,
    CredentialsError,
    DownloadError,
    KlingError,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    RequestError,
    ResultExpired,
    ResultMissing,
    Task,
    TaskData,
    TaskFailed,
    expires_at,
    records,
)
from kling.client.errors import TRANSIENT
from kling.client.lip_sync import client_on_v1
from kling.media.fit import FitError, fit
from kling.media.host import Host
from kling.models.profiles import PROFILES
from kling.productions import lip_sync
from kling.productions.accounts import Account
from kling.productions.chain import STAND_IN
from kling.productions.entries import ACTIVE, IN_SLOTS, Entry, State, later, shown
from kling.productions.files import Files
from kling.productions.joining import JoinError, join, last_frame
from kling.productions.ledger import Ledger
from kling.productions.plan import identify
from kling.productions.sheet import draw
from kling.productions.thumbnails import Thumbnails

log = logging.getLogger("kling.productions")

_TRIES = 3  # of bringing a file here, and of finding out about a create; each with the client's own backoff
_IN_LINE: tuple[State, ...] = ("waiting", "queued", "submitting")
_PAUSE = 10.0  # seconds before a service that cannot be had is asked again
_LOOK_AGAIN = 0.1  # seconds between looks for slots that other workers freed
GATHER = 0.02  # seconds that all else waits after an end: news comes in swarms, and creates go first


@dataclass(slots=True)
class Context:
    """What the steps work with. ``news`` is set when a step has ended, so that something else may have its turn.
    ``tasks`` and ``ended`` are what the step before learnt of a task, by its id, where it was done in this process, and
    ``made`` the entry of a video that it came to fetch, by its key."""

    ledger: Ledger
    accounts: dict[str, Account]
    host: Host | None = None
    news: threading.Event = field(default_factory=threading.Event)
    thumbnails: Thumbnails = field(default_factory=Thumbnails)
    tasks: dict[str, Task] = field(default_factory=dict)
    ended: dict[str, TaskData] = field(default_factory=dict)
    made: dict[tuple[str, str], Entry] = field(default_factory=dict)
    _files: dict[str, Files] = field(default_factory=dict)
    _opening: threading.Lock = field(default_factory=threading.Lock)

    def files(self, production: str) -> Files:
        """Where this process makes the files of a production. Raises OSError."""
        with self._opening:
            if production not in self._files:
                folder = next(folder for name, _, folder in self.ledger.productions() if name == production)
                self._files[production] = Files(self.ledger, Path(folder))
            return self._files[production]

    def close(self) -> None:
        for files in self._files.values():
            files.close()


def submit(context: Context, production: str, name: str, attempt: int) -> bool:
    """Have the service take the video on; true when it has a task of it now."""
    entry = context.ledger.entry(production, name)
    if entry is None or entry.attempt != attempt:
        return False
    if entry.state not in _IN_LINE:  # it was taken on before a crash
        return entry.state in ("generating", "fetching")
    account = context.accounts.get(entry.account)
    if account is None:  # it was given to another one meanwhile, which somebody else works for
        return _begin_again(context, entry, entry.account)
    with account.throttle.line():
        try:
            if not entry.is_bound and (other := _sent_by(context, account, entry)) not in (None, entry.account):
                log.info("%s was sent by account %s before", name, other)
                return _begin_again(context, entry, other or "", is_bound=True)
            # Before there is a slot: reading, uploading and decoding would leave it empty.
            body = None if entry.task_id else _body(context, account, entry)
        except (BriefRefused, JoinError, FitError, KlingError, OSError) as error:
            return _settle(context, entry, "stopped", error)
        if not _has_slot(context, account, entry):
            return False
    if body is None:
        return context.ledger.move(entry, "generating", IN_SLOTS)
    try:
        if entry.is_bound:  # perhaps it was sent before a crash, and the journal was lost with it
            records.remember(client_of(account, entry), entry.external_id)
        task = _send(context, account, entry, body)
    except (AccountError, CredentialsError) as error:
        account.refusal = error
        # The account has no task of this video, unless an earlier attempt left one there.
        return _settle(context, entry, "paused", error, is_bound=entry.is_bound)
    except (RequestError, ContentRefused) as error:
        return _settle(context, entry, "failed", error)
    except (KlingError, OSError) as error:
        return _settle(context, entry, "stopped", error)
    if task.task_id:
        context.tasks[task.task_id] = task
    return context.ledger.sent(entry, task.task_id or "")


def _begin_again(context: Context, entry: Entry, account: str, **values: Any) -> bool:
    """Leave a video to whoever works for an account. Always false."""
    context.ledger.move(entry, "waiting", _IN_LINE, account=account, attempt=later(entry.attempt), **values)
    return False


def _sent_by(context: Context, account: Account, entry: Entry) -> str | None:
    """The account that a video was sent by, by the journal, or by what the services of the others show; None when that
    is none. The account of the video itself is asked as it is sent. Raises KlingError."""
    if len(context.accounts) == 1:
        return None
    for name, other in context.accounts.items():
        known = records.recorded(other.client, entry.external_id)
        if known is not None and known.may_exist:
            owner = [name for name, one in context.accounts.items() if records.is_of(one.client, known)]
            if owner:
                return owner[0] if entry.account not in owner else entry.account
    for name, other in context.accounts.items():
        while name != entry.account:
            try:
                if records.seen(other.client, entry.external_id) is not None:
                    return name
            except TRANSIENT as error:
                log.warning("account %s is asked again in %.0f s: %s", name, _PAUSE, error)
                account.throttle.nap(_PAUSE)
            else:
                break
    return None


def _has_slot(context: Context, account: Account, entry: Entry) -> bool:
    """Wait for a slot of the account; false when the work on the entry ended instead."""
    if entry.state == "submitting":  # it has one since before a crash: those in line wait for this one to end
        return context.ledger.take_slot(entry, account.throttle.limit) == "taken"

    def attempt() -> bool | None:
        if account.refusal:
            return _settle(context, entry, "paused", account.refusal)
        found = context.ledger.take_slot(entry, account.throttle.limit)
        return None if found == "full" else found == "taken"

    return account.throttle.take(attempt, _LOOK_AGAIN if context.ledger.is_shared else None)


def _send(context: Context, account: Account, entry: Entry, body: dict[str, Any]) -> Task:
    """Submit until there is an answer. What is not known is looked up, never merely sent again; when that leads to
    nothing several times, OutcomeUnknown is raised, and the next run goes on looking."""
    unknown = 0
    while True:
        account.throttle.turn()
        try:
            task = client_of(account, entry).submit(body, preflight=False)
        except RateLimited as error:
            log.info("held back: %s", error)
            account.throttle.held_back(error, context.ledger.running(entry))
        except (*TRANSIENT, OutcomeUnknown) as error:
            unknown += isinstance(error, OutcomeUnknown)
            if unknown == _TRIES:
                raise
            log.warning("going on in %.0f s: %s", _PAUSE, error)
            account.throttle.nap(_PAUSE)
        else:
            account.throttle.went_through()
            return task


def client_of(account: Account, entry: Entry) -> Client:
    """The client that sends an entry: a line is given to a film on the wire that has the endpoint."""
    return client_on_v1(account.client) if entry.chain == "lip_sync" else account.client


def _body(context: Context, account: Account, entry: Entry) -> dict[str, Any]:
    """The request body of an entry, with what the previous shot left and with clips hosted."""
    if entry.chain == "lip_sync":
        made_of = lip_sync.body(entry.brief, _left_by(context, entry), Path(entry.base))
        return {**made_of, "external_task_id": entry.external_id}
    brief = json.loads(entry.brief)
    if entry.previous:
        for key in ("first_frame", "video"):
            if str(brief.get(key, "")).startswith(STAND_IN):
                brief[key] = _left_by(context, entry)
        for name, source in (brief.get("images") or {}).items():
            if str(source).startswith(STAND_IN):
                brief["images"][name] = _left_by(context, entry)
    asked, profile, folder = parse(brief), PROFILES[entry.profile], Path(entry.base)
    # What goes on from another shot is judged with what that shot left; all else was judged when it was planned.
    made = compile(asked, profile, folder=folder) if entry.previous else unjudged(asked, profile, folder)
    client = account.client.with_options(storage=context.host)
    return records.hosted(client, {**made.body, "external_task_id": entry.external_id})


def _left_by(context: Context, entry: Entry) -> str:
    """What a shot goes on from: the last picture of the previous one or a sheet of it as a file, or its clip's URL; a
    clip that is too long for a reference is trimmed, and then it is a file."""
    previous = context.ledger.entry(entry.production, entry.previous or "")
    if previous is None or previous.task_id is None:
        raise JoinError(f"the shot before {entry.name} is not there")
    files, profile = context.files(entry.production), PROFILES[entry.profile]
    if entry.chain == "next_shot" and (previous.seconds or 0) > profile.video_seconds_max:
        return str(fit(Path(previous.path), files.part(""), profile).path)
    if entry.chain in ("next_shot", "lip_sync"):
        data = context.accounts[previous.account].client.get(previous.task_id)
        return next(video.url for video in data.task_result.videos if video.url)
    if entry.chain == "sheet":
        return str(draw(Path(previous.path), files.part(".jpg")))
    return str(last_frame(Path(previous.path), files.part(".png")))


def await_end(context: Context, production: str, name: str, attempt: int) -> bool:
    """Wait until the service has made the video; true when it has, and is to be fetched at once."""
    entry = context.ledger.entry(production, name)
    if entry is None or entry.attempt != attempt or entry.state != "generating" or entry.task_id is None:
        return entry is not None and entry.attempt == attempt and entry.state == "fetching"
    account = context.accounts[entry.account]
    task = context.tasks.pop(entry.task_id, None)
    context.ledger.rehearse(entry)
    while True:
        try:
            if task is None:  # another process sent it, and perhaps its journal was lost
                records.remember(client_of(account, entry), entry.external_id, entry.task_id)
                task = Task(entry.task_id, entry.external_id)
            data = account.client.wait(task)
        except TaskFailed as error:
            context.ledger.charge(entry, entry.task_id, "0")
            return _settle(context, entry, "failed", error)
        except (AccountError, CredentialsError) as error:
            account.refusal = error
            return _settle(context, entry, "paused", error)
        except TRANSIENT as error:
            log.warning("asking again in %.0f s: %s", _PAUSE, error)
            account.throttle.nap(_PAUSE)
        except KlingError as error:
            return _settle(context, entry, "stopped", error)
        else:
            break
    account.throttle.ended_well()
    context.ended[entry.task_id] = data
    expires = expires_at(data)
    stamp = expires.timestamp() if expires else None
    has_room = account.throttle.fetch(entry.key, account.throttle.fetching_max)
    state: State = "fetching" if has_room else "made"
    is_made = context.ledger.ended(entry, entry.task_id, data.final_unit_deduction, stamp, state)
    account.throttle.freed()
    if not is_made:
        account.throttle.fetched(entry.key)
    elif has_room:
        context.made[entry.key] = entry
        if account.throttle.in_line:
            account.throttle.nap(GATHER)
    return is_made and has_room


def fetch(context: Context, production: str, name: str, attempt: int) -> bool:
    """Bring the video here and look at it; true when it is here."""
    entry = context.made.pop((production, name), None)
    if entry is None or entry.attempt != attempt:
        entry = context.ledger.entry(production, name)
    if entry is None or entry.attempt != attempt or entry.task_id is None:
        return False
    account = context.accounts[entry.account]
    if not account.throttle.fetch(entry.key):  # after a crash two workflows may have come to this
        return False
    try:
        with account.throttle.lane():
            is_here = _fetch(context, account, entry, entry.task_id)
    finally:
        account.throttle.fetched(entry.key)
    if is_here:
        context.thumbnails.add(context.files(production), Path(entry.path))
    return is_here


def _fetch(context: Context, account: Account, entry: Entry, task_id: str) -> bool:
    path = Path(entry.path)
    for left in reversed(range(_TRIES)):
        try:
            files = context.files(entry.production)
            fresh = files.part(path.suffix)
            data = context.ended.pop(task_id, None) or account.client.get(task_id)
            seconds = records.brought(account.client, data, fresh).seconds
            files.put(fresh, path, is_film=True)
        except ResultExpired as error:
            return _settle(context, entry, "failed", error)
        except (*TRANSIENT, ResultMissing, DownloadError, OSError) as error:
            if not left or isinstance(error, OSError) or "cannot be written" in str(error):
                return _settle(context, entry, "stopped", error)
            log.warning("%s: fetching again: %s", entry.name, error)
            account.throttle.nap(_PAUSE / 10)
        except KlingError as error:  # also NotFound: reads may lag, and what is paid is not given up
            return _settle(context, entry, "stopped", error)
        else:
            break
    return context.ledger.move(entry, "downloaded", ("made", "fetching"), seconds=seconds and round(seconds, 3))


def assemble(context: Context, production: str, name: str) -> bool:
    """Join the shots of a film; true when the film is there."""
    film = next((film for film in context.ledger.films(production) if film.name == name), None)
    if film is None or film.state not in ("waiting", "joining"):
        return False
    shots = shown([entry for entry in context.ledger.entries(production) if entry.film == name])
    try:
        files, path = context.files(production), Path(film.path)
        fresh = files.part(path.suffix)
        join([Path(shot.path) for shot in shots], fresh)
        files.put(fresh, path, is_film=True)
    except (JoinError, OSError) as error:
        log.warning("%s: %s", name, error)
        return not context.ledger.move_film(film, "stopped", (film.state,), reason=str(error))
    return context.ledger.move_film(film, "done", ("waiting", "joining"), reason=None)


def retry(ledger: Ledger, entry: Entry, client: Client | None, folder: Path) -> bool:
    """Set out again for a video that failed or was cancelled; as another take when the service says that its task ended
    without a video, because it keeps the outcome for good. A task that did succeed, or goes on, is waited for and
    fetched: true, too, but nothing is paid. False when there is nothing to retry. Raises KlingError when ``client``
    (None: its account takes no part) cannot tell; ``folder`` is for a trial."""
    if entry.state not in ("failed", "cancelled"):
        return False
    if entry.task_id is None:
        return ledger.retry(entry, entry.external_id, entry.take)
    if client is None:
        raise NotFound(f"account {entry.account} takes no part", advice="name its accounts file with --accounts")
    data = client.get(entry.task_id)
    if not data.ended:
        return ledger.move(entry, "waiting", (entry.state,), attempt=later(entry.attempt))
    if data.task_status == "succeed" and _can_be_had(client, data, folder):
        return ledger.move(entry, "made", (entry.state,), attempt=later(entry.attempt))
    base = Path(entry.base)
    if entry.chain == "lip_sync":
        body = lip_sync.body(entry.brief, f"{STAND_IN}clip.mp4", base)
    else:
        body = unjudged(parse(json.loads(entry.brief)), PROFILES[entry.profile], base).body
    before = ledger.entry(entry.production, entry.previous) if entry.previous else None
    take = entry.take + 1
    return ledger.retry(entry, identify(body, before.external_id if before else None, take), take)


def _can_be_had(client: Client, data: TaskData, folder: Path) -> bool:
    """Whether a result is still there, judged by fetching it."""
    with tempfile.TemporaryDirectory(dir=folder) as trial:
        try:
            client.download(data, Path(trial) / "trial.mp4")
        except ResultExpired:
            return False
    return True


def give_up(context: Context, production: str, name: str, attempt: int, error: Exception) -> bool:
    """End the work on a video for a fault of the program, unless it was begun again meanwhile. Always false."""
    entry = context.ledger.entry(production, name)
    return entry is not None and entry.attempt == attempt and _settle(context, entry, "stopped", error)


def _settle(context: Context, entry: Entry, state: State, error: Exception, **values: Any) -> bool:
    """The work on an entry ends here, and why. Always false."""
    log.info("%s %s: %s", entry.name, state, error)
    context.ledger.move(entry, state, ("waiting", *ACTIVE), reason=str(error), **values)
    if account := context.accounts.get(entry.account):
        account.throttle.fetched(entry.key)
        account.throttle.freed()
    return False

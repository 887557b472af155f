"""What all flows of one client share, and how any request is asked and its answer read."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kling.api.fields import Wire
from kling.api.quoting import shortened
from kling.api.replies import Answer, Envelope, read_envelope
from kling.client.credentials import Credentials
from kling.client.errors import (
    TRANSIENT,
    UNKNOWN_ID,
    AuthenticationError,
    KlingError,
    NotFound,
    ServiceError,
    Unreachable,
    class_for,
)
from kling.client.journal import Journal
from kling.client.operations import Call, Flow, Reply, Sleep
from kling.client.reasons import hidden_in, masked, reason_of
from kling.models.errors import ERROR_CODES, ErrorCode
from kling.models.profiles import Profile

if TYPE_CHECKING:
    from kling.media.host import Host

T = TypeVar("T")

log = logging.getLogger("kling.client")

RETRY_AFTER_MAX = 60.0  # seconds; a longer Retry-After is cut to this
CONNECT_SECONDS = 4.0  # of trying to connect; short, because a wrong address should be told soon
READ_SECONDS = 60.0  # of repeating a read
_SECRET_MIN = 8  # characters; the stars in the place of a shorter one would tell it
_MESSAGE_MAX = 10_000  # characters of what the service says, for people to read
REQUEST_SECONDS_MIN = 1.0  # that a request may last, also when a deadline is over


class Place(NamedTuple):
    """What the journal calls a service, and whether it is a sandbox."""

    name: str
    is_sandbox: bool


@dataclass(slots=True)
class Session:
    """One client's address, credentials, clock and wire. ``clock`` gives Unix seconds. ``journal`` keeps what was sent;
    ``account`` is the account's name, where it has one; ``settle`` the seconds that an unknown outcome is looked up,
    None for the usual ones. ``place`` is known once it was asked for. ``timeout`` is in seconds without a byte, None
    for the transport's; ``max_retries`` how often anything is repeated at most, None for as long as it makes sense.
    ``storage`` takes local clips."""

    base_url: str
    credentials: Credentials
    profile: Profile
    backoff: float
    journal: Journal
    clock: Callable[[], float] = time.time
    wire: Wire = "v1"
    account: str = ""
    settle: float | None = None
    place: Place | None = None
    timeout: float | None = None
    max_retries: int | None = None
    storage: Host | None = None

    def redacted(self, text: str) -> str:
        """``text`` without anything secret: the keys of this client, and what looks like a key of anybody."""
        for secret in self.credentials.secrets():
            if len(secret) >= _SECRET_MIN:
                text = text.replace(secret, "***")
        return masked(text)


def jitter(seconds: float) -> float:
    """A pause near ``seconds``, so that many clients do not come back at the same instant."""
    return seconds * random.uniform(0.5, 1.0)  # noqa: S311 - no secret depends on it


class Backoff:
    """Growing pauses that together last about ``seconds``: ``first`` seconds, twice that, up to ``most`` each; at most
    ``tries`` of them."""

    def __init__(self, seconds: float, first: float = 1.0, most: float = 30.0, tries: int | None = None) -> None:
        self._left = seconds
        self._tries = tries
        self._next = first
        self._most = most

    def pause(self, asked: float | None = None) -> float | None:
        """How long to pause now, at least what the service ``asked`` for; None when backoff is at its end."""
        seconds = max(jitter(self._next), asked or 0.0)
        self._next = min(2 * self._next, self._most)
        self._left -= seconds
        if self._tries is not None:
            self._tries -= 1
        return seconds if self._left >= 0 and (self._tries is None or self._tries >= 0) else None


def on_v1(session: Session) -> Session:
    """The same session on the v1 wire; it takes API keys, too."""
    return session if session.wire == "v1" else replace(session, wire="v1")


def within(flow: Flow[T], seconds: float | None, monotonic: Callable[[], float] = time.monotonic) -> Flow[T]:
    """The same flow; no request of it lasts longer than what is left of ``seconds`` (at least REQUEST_SECONDS_MIN), and
    a pause that would is none. Raises ValueError for seconds that are none."""
    if seconds is None:
        return (yield from flow)
    if not seconds >= 0:
        flow.close()
        raise ValueError(f"deadline is in seconds from now, 0 or more, not {shortened(seconds)}; nothing was sent")
    ends = monotonic() + seconds
    result: Any = None
    error: BaseException | None = None
    try:
        while True:
            operation = flow.throw(error) if error else flow.send(result)
            result = error = None
            left = ends - monotonic()
            if isinstance(operation, Sleep) and operation.seconds > left:
                result = False
                continue
            if isinstance(operation, Call):
                left = max(left, REQUEST_SECONDS_MIN)
                operation = replace(operation, timeout=min(operation.timeout or left, left))
            try:
                result = yield operation
            except Exception as failure:
                error = failure
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]
    finally:
        flow.close()


def ask(
    session: Session,
    method: str,
    path: str,
    *,
    params: Mapping[str, str | int] | None = None,
    body: Mapping[str, Any] | None = None,
    timeout: float | None = None,
    may_leave: Callable[[], bool] | None = None,
) -> Flow[Envelope]:
    """Send one request and read its answer; gives the envelope of a success. ``may_leave`` as of a Call.

    A token refused for its times (1003, 1004) is signed again by the service's clock and sent once more: the refusal
    came before anything was done. Raises the class of :func:`kling.client.errors.class_for`, Unreachable, Interrupted.
    """
    call = Call(method, path, params or {}, body, timeout=timeout, may_leave=may_leave)
    reply, envelope = yield from _exchange(session, call)
    code = envelope.code if envelope else None
    if (
        code in ERROR_CODES
        and ERROR_CODES[code].retry == "resign"
        and session.credentials.correct(date_of(reply.headers))
    ):
        log.info("the service's clock differs from this machine's; signed a new token by it")
        reply, envelope = yield from _exchange(session, call)
    if envelope is not None and envelope.code == 0:
        return envelope
    raise _error(session, reply, envelope)


def ask_again(
    session: Session,
    path: str,
    params: Mapping[str, str | int] | None = None,
    *,
    method: str = "GET",
    body: Mapping[str, Any] | None = None,
) -> Flow[Envelope]:
    """A read, repeated for a while after transient failures, as long as there is time; obeys Retry-After."""
    tries = session.max_retries
    connecting = Backoff(CONNECT_SECONDS, first=0.5, tries=tries)
    backoff = Backoff(READ_SECONDS, most=10.0, tries=tries)
    while True:
        try:
            return (yield from ask(session, method, path, params=params, body=body))
        except TRANSIENT as error:
            pause = connecting.pause() if isinstance(error, Unreachable) else backoff.pause(error.retry_after)
            if pause is None:
                raise
            log.info("reading again in %.1f s: %s", pause, error)
            if (yield Sleep(pause)) is False:
                raise


def _exchange(session: Session, call: Call) -> Flow[tuple[Reply, Envelope | None]]:
    limits = [seconds for seconds in (call.timeout, session.timeout) if seconds is not None]
    bearer = session.credentials.bearer()
    reply: Reply = yield replace(call, bearer=bearer, timeout=min(limits) if limits else None)
    envelope = read_envelope(reply.content)
    if envelope is not None:
        envelope.came_with(Answer(envelope.request_id or None, reply.status, reply.headers))
    if log.isEnabledFor(logging.DEBUG):
        code, request_id = (envelope.code, envelope.request_id) if envelope else (None, None)
        log.debug("%s %s: HTTP %s, code %s, request %s", call.method, call.path, reply.status, code, request_id)
    return reply, envelope


def _error(session: Session, reply: Reply, envelope: Envelope | None) -> KlingError:
    after = retry_after(reply, session.clock())
    if envelope is None:
        kind = class_for(None, reply.status)
        if reply.status < 300:
            message = session.redacted(f"the answer is not of the Kling API: {reason_of(reply)}")
        elif reply.status < 400:
            message = f"the address redirects to {session.redacted(reply.headers.get('location', 'nowhere'))}"
        else:
            message = session.redacted(str(reason_of(reply)))
        advice = "check KLING_BASE_URL" if not issubclass(kind, ServiceError) else "try again later"
        if advice_of_status := _BY_STATUS.get(reply.status):
            advice = advice_of_status
        return kind(message, advice=advice, http_status=reply.status, retry_after=after)
    known = ERROR_CODES.get(envelope.code)
    kind = class_for(envelope.code, reply.status)
    if envelope.code in (1201, 1203) and "task not found" in envelope.message.lower():
        kind = NotFound
    return kind(
        session.redacted(envelope.message or hidden_in(envelope.data))[:_MESSAGE_MAX]
        or (known.meaning if known else "refused without a reason"),
        advice=_advice(session, kind, known, envelope.message),
        code=envelope.code,
        http_status=reply.status,
        request_id=envelope.request_id or None,
        retry_after=after,
    )


_CHANGE = "change what it names; where that is not the service you mean, check KLING_BASE_URL"
_BY_STATUS = {
    400: _CHANGE,
    422: _CHANGE,
    402: "check the balance of the account, and that the key belongs to this address",
    401: "check the key, and that it belongs to this address",
    403: "check what the account may do, its quota, and that the key belongs to this address",
    413: "the request is larger than this server takes: give pictures as URLs, or smaller ones",
    429: "slow down, or wait for a running task to end",
}
"""Advice on refusals that are not in the form of Kling's API."""


_BY_WORDS = {
    "from video not found": "give the id of a film's video, which is another than its task's: kling status shows it",
    "voice id not found": "name another voice: which there are differs by account and cannot be listed",
    "element id not found": "kling elements list shows those there are",
}
"""Advice on refusals of things that the account does not have, by the words of the service (FZ, UG)."""


def _advice(session: Session, kind: type[KlingError], known: ErrorCode | None, message: str) -> str:
    if kind is NotFound:
        return UNKNOWN_ID
    if found := next((advice for words, advice in _BY_WORDS.items() if words in message.lower()), None):
        return found
    if issubclass(kind, AuthenticationError) and (better := session.credentials.advice()):
        return better
    return known.advice if known else ""


def retry_after(reply: Reply, now: float) -> float | None:
    """Seconds the service asks to wait, at most RETRY_AFTER_MAX; None when it does not say."""
    value = reply.headers.get("retry-after", "").strip()
    try:
        seconds = float(value) if not value[:1].isalpha() else parsedate_to_datetime(value).timestamp() - now
    except ValueError:
        return None
    return min(max(seconds, 0.0), RETRY_AFTER_MAX) if seconds == seconds else None


def date_of(headers: Mapping[str, str]) -> float | None:
    """The service's clock as Unix seconds, from the Date header of an answer; None when it does not say."""
    try:
        return parsedate_to_datetime(headers["date"]).timestamp()
    except (KeyError, ValueError):
        return None

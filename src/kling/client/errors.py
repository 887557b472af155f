"""What can go wrong between a request and a video, one class per thing a caller can do about it.

Every error has the same attributes, so a door can print any of them the same way. Codes, meanings and advice come from
:mod:`kling.models.errors`.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from kling.api.quoting import readable

if TYPE_CHECKING:
    from kling.rules import Diagnostic


class KlingError(Exception):
    """Base of all errors of the client. What was given is repeated with at most 200 characters.

    ``message`` what happened; ``advice`` what to do next; ``code`` the service's business code and ``http_status`` the
    status it came with, where there was an answer; ``request_id`` names that HTTP call to the vendor's support;
    ``task_id`` and ``external_task_id`` name the task, where one is concerned; ``retry_after`` seconds the service
    asked to wait, where it did.
    """

    def __init__(
        self,
        message: str,
        *,
        advice: str = "",
        code: int | None = None,
        http_status: int | None = None,
        request_id: str | None = None,
        task_id: str | None = None,
        external_task_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.message = readable(message)
        super().__init__(self.message)
        self.advice = readable(advice)
        self.code = code
        self.http_status = http_status
        self.request_id = request_id
        self.task_id = task_id
        self.external_task_id = external_task_id
        self.retry_after = retry_after

    def __str__(self) -> str:
        facts = {
            "code": self.code,
            "HTTP": self.http_status,
            "request": self.request_id,
            "task": self.task_id,
            "external id": self.external_task_id,
        }
        known = ", ".join(f"{name} {value}" for name, value in facts.items() if value)
        text = f"{self.message} ({known})" if known else self.message
        return readable(f"{text}; {self.advice}" if self.advice else text)

    def about(self, task_id: str | None, external_task_id: str | None) -> Self:
        """The same error, naming a task."""
        named = copy.copy(self)
        named.task_id = task_id or self.task_id
        named.external_task_id = external_task_id or self.external_task_id
        return named


class CredentialsError(KlingError):
    """No usable credentials were given; nothing was sent."""


class AuthenticationError(CredentialsError):
    """The service did not accept the credentials (1000-1004)."""


class AccountError(KlingError):
    """The account may not do this: arrears, an empty pack, no permission, an IP allow-list (1100-1103, 1304)."""


class RequestError(KlingError):
    """The service refused the request and will refuse it again (1200-1203). Nothing was created."""


UNKNOWN_ID = "check that it is the id of a task (not of a video), and of this account; each region has tasks of its own"


class NotFound(RequestError):
    """No task has this id or external id in this account and region."""


class EmptyAnswer(NotFound):
    """The answer about an id is a success without a task: it shows none, and does not say that there is none."""


class ContentRefused(RequestError):
    """Platform or content-safety policy forbids the prompt or the media (1300, 1301). Nothing was created."""


class RateLimited(KlingError):
    """Too many requests (1302); the same request may be sent again later."""


class SlotsFull(RateLimited):
    """The account runs as many tasks as its packs allow (1303); nothing was created."""


class ServiceError(KlingError):
    """The service or an edge before it failed (5000-5002, 5xx, an answer that is no Kling envelope)."""


class NetworkError(KlingError):
    """The service could not be talked to."""


class ClientClosed(KlingError):
    """The client was closed before; nothing was sent."""


class Unreachable(NetworkError):
    """No connection came about: the request was surely not delivered."""


class Interrupted(NetworkError):
    """The connection failed after the request began to be sent: the service may have acted on it."""


class OutcomeUnknown(KlingError):
    """A create was sent, and it could not be found out whether a task exists. ``external_task_id`` finds it later.
    ``candidates`` are tasks of which one may be it, where the service does not say so."""

    candidates: tuple[str, ...] = ()


class JournalError(KlingError):
    """The record of what was sent cannot be kept or read on this machine."""


class TaskFailed(KlingError):
    """The task ended without a video; ``message`` is the service's reason (``task_status_msg``). ``may_pass``: another
    take of the same request may become a video; ``is_free``: nothing was charged."""

    may_pass: bool = False
    is_free: bool = False


class WaitTimeout(KlingError):
    """The deadline of a wait passed. The task goes on, and its ids are in this error."""


class ResultMissing(KlingError):
    """The task succeeded, but the service names no video to download."""


class ResultExpired(KlingError):
    """The result was deleted by the service, 30 days after it was made."""


class DownloadError(KlingError):
    """The video could not be brought to disk. Nothing stands under the final name."""


class TargetExists(DownloadError):
    """Another file has the name that the video should get."""


class HostingError(KlingError):
    """A local clip cannot be given a URL that the service can read."""


class RequestRefused(KlingError):
    """Refused before anything was sent; ``diagnostics`` holds every problem the rulebook found."""

    def __init__(self, message: str, *, diagnostics: Sequence[Diagnostic] = (), advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.diagnostics = tuple(diagnostics)


class PriceRefused(RequestRefused):
    """It would cost more than ``max_units`` or the day's KLING_BUDGET, or the price is not known; nothing was sent."""


class WebhookRefused(KlingError):
    """A callback that is not to be believed: answer it with a status of 400."""


def shows_none(error: RequestError) -> bool:
    """Whether an answer about one id means that no task is shown: the service's own, or the 404 of whoever is before
    it."""
    return isinstance(error, NotFound) or error.http_status == 404


TRANSIENT = (NetworkError, ServiceError, RateLimited)
"""What a *read* may simply be repeated after. Creates are never judged by this."""

_BY_CODE: dict[int, type[KlingError]] = {
    **dict.fromkeys((1000, 1001, 1002, 1003, 1004), AuthenticationError),
    **dict.fromkeys((1100, 1101, 1102, 1103, 1304), AccountError),
    **dict.fromkeys((1200, 1201, 1202, 1203), RequestError),
    **dict.fromkeys((1300, 1301), ContentRefused),
    1302: RateLimited,
    1303: SlotsFull,
}


_GAVE_UP = (408, 499)
"""Statuses of whoever stands before the service and waited no longer: what came of it behind them is not known."""


def class_for(code: int | None, http_status: int) -> type[KlingError]:
    """The class for an answer; codes that are not in the vendor's table are judged by their family, then by status."""
    if code in _BY_CODE:
        return _BY_CODE[code]
    if code is not None and 5000 <= code < 6000:
        return ServiceError
    if http_status == 401:
        return AuthenticationError
    if http_status == 429:
        return RateLimited
    if http_status == 402 and code is None:
        return AccountError
    if (code is not None and 1000 <= code < 2000) or (300 <= http_status < 500 and http_status not in _GAVE_UP):
        return RequestError
    return ServiceError

"""What both clients are made of: an address, credentials, a profile, a journal, and a board of waits."""

from __future__ import annotations

import copy
import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Self, TypedDict, cast, get_args
from urllib.parse import urlsplit

from kling.api.fields import Wire
from kling.api.quoting import readable, shortened
from kling.client import credentials, poll
from kling.client.errors import CredentialsError, PriceRefused, RequestRefused
from kling.client.fields import Fields, Mode, plain
from kling.client.generate import asked_for
from kling.client.journal import Journal, LocalJournal
from kling.client.poll import Board
from kling.client.prepare import Prepared, refused
from kling.client.session import Session, log
from kling.client.tasks import Task
from kling.media.address import host_of, is_loopback
from kling.models.endpoints import paths
from kling.models.profiles import DEFAULT, PROFILES, Profile
from kling.models.regions import DEFAULT_BASE_URL, REGIONS, V1_ONLY_HOSTS, V2_TASKS_PATH

if TYPE_CHECKING:
    from kling.client.generate import Asked
    from kling.media.host import Host
    from kling.media.source import Source
    from kling.planner.documents import Planned

TIMEOUT = 60.0  # seconds without a byte, after which a request counts as failed
BACKOFF = 600.0  # seconds a create may be held back by a full account


class Options(TypedDict, total=False):
    """The keywords of both clients."""

    api_key: str | None
    access_key: str | None
    secret_key: str | None
    base_url: str | None
    region: str | None
    profile: Profile | str
    wire: Wire
    timeout: float
    backoff: float
    max_retries: int | None
    max_units: float | None
    proxy: str | None
    storage: Host | None
    journal: Journal | EllipsisType | None
    account_name: str
    settle: float | None
    clock: Callable[[], float]


class CallOptions(TypedDict, total=False):
    """What ``with_options`` changes."""

    timeout: float
    backoff: float
    max_retries: int | None
    max_units: float | None
    storage: Host | None


class Account:
    """The part of a client that asks nothing."""

    def __init__(self, given: Options, known: type) -> None:
        if unknown := given.keys() - known.__annotations__.keys():
            raise TypeError(f"{type(self).__name__} has no option {shortened(min(unknown))}")
        self.base_url = _address(given.get("base_url"), given.get("region"))
        self.profile = _profile(given.get("profile", DEFAULT))
        clock, wire = given.get("clock", time.time), given.get("wire", "v1")
        if wire not in get_args(Wire):
            raise ValueError(f"wire {shortened(wire)} is not known; the wires are {', '.join(get_args(Wire))}")
        keys = (given.get("api_key"), given.get("access_key"), given.get("secret_key"))
        found = credentials.find(*keys, clock)
        if self.base_url.startswith("http:") and not is_loopback(self.base_url):
            raise CredentialsError(
                f"a key is not sent over plain http to {host_of(self.base_url)}",
                advice="give an address with https; http is for services on this machine",
            )
        if wire == "v2" and host_of(self.base_url) in V1_ONLY_HOSTS:
            raise CredentialsError(
                f"{host_of(self.base_url)} serves the v1 wire only",
                advice=f"leave KLING_BASE_URL out ({DEFAULT_BASE_URL} is asked then), or use the v1 wire",
            )
        if wire == "v2" and isinstance(found, credentials.KeyPair):
            raise CredentialsError("the v2 wire takes API keys only", advice="set KLING_API_KEY, or use the v1 wire")
        journal = given.get("journal", ...)
        self._own = LocalJournal(in_memory=journal is None) if journal in (None, ...) else None
        kept = self._own or cast(Journal, journal)
        settle, usual = given.get("settle"), os.environ.get("KLING_SETTLE_SECONDS")
        self._session = Session(
            self.base_url,
            found,
            self.profile,
            given.get("backoff", BACKOFF),
            kept,
            clock,
            wire,
            account=given.get("account_name", ""),
            settle=_seconds(usual) if settle is None and usual else settle,
            timeout=given.get("timeout", TIMEOUT),
            max_retries=given.get("max_retries"),
            storage=given.get("storage"),
        )
        self._max_units = given.get("max_units")
        for name in ("timeout", "backoff"):
            if not isinstance(given.get(name, 0.0), int | float):
                raise TypeError(f"{name} is a number of seconds, not {shortened(given[name])}")
        self._board = Board(poll.GAP_MIN_LOOPBACK if is_loopback(self.base_url) else poll.GAP_MIN)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def task(self, id: str) -> Task:
        """A task's ids as a value, from a task id or an external id; nothing is asked."""
        return Task.of(id)

    def notify(self, id: str) -> None:
        """A callback told that this task (by either id) changed: waits ask at once. Call it in any thread, or in the
        event loop of an AsyncClient."""
        self._board.notify(id)

    def _prepared(self, prompt: Asked, body: Mapping[str, Any] | None, fields: Fields, take: int) -> Prepared:
        """Raises RequestRefused."""
        return asked_for(prompt, body, fields, self.profile, self._session.wire, take)

    def _affordable(
        self, prompt: Asked, body: Mapping[str, Any] | None, fields: Fields, take: int, max_units: float | None
    ) -> Prepared:
        """Raises RequestRefused, PriceRefused."""
        return self._within(self._prepared(prompt, body, fields, take), max_units)

    def _within(self, prepared: Prepared, max_units: float | None) -> Prepared:
        """The same request, its warnings logged. Raises PriceRefused when it costs more than the call, else the client,
        allows."""
        for found in prepared.warnings:
            log.warning("%s %s: %s; %s", found.code, found.pointer or "/", found.message, found.help)
        limit = self._max_units if max_units is None else max_units
        if limit is not None:
            cost, most = prepared.estimate, _units(limit)
            if cost.units is None or cost.units > most:
                raise PriceRefused(
                    f"the request was not sent: {cost} is not covered by max_units={limit}",
                    advice="raise max_units, or ask for fewer seconds or a cheaper mode",
                )
        return prepared

    def _planned(
        self,
        words: str,
        first_frame: Source | None,
        last_frame: Source | None,
        video: Source | None,
        images: Mapping[str, Source] | Sequence[Source],
        elements: Mapping[str, str] | Sequence[str],
        mode: Mode | None,
        model: str,
    ) -> Planned:
        from kling.briefs import BriefRefused
        from kling.planner.documents import all_given, plan

        single: dict[str, Any] = {"first_frame": first_frame, "last_frame": last_frame, "edit": video}
        sources = plain(cast(Fields, {"images": images, "elements": elements, **single}))
        given = all_given(
            _named(sources["images"]),
            [(name, str(id)) for name, id in _named(sources["elements"])],
            first_frame=sources["first_frame"],
            last_frame=sources["last_frame"],
            video=sources["edit"],
        )
        try:
            return plan(words, given, profile=self.profile, mode=mode, model=model)
        except BriefRefused as error:
            raise refused([found for found in error.diagnostics if found.severity == "error"]) from error
        except ValueError as error:
            raise RequestRefused(f"there is no plan: {error}") from error

    def _changed(self, options: CallOptions) -> Self:
        """A copy of the client with other options, on the same connections, journal and waits."""
        if unknown := options.keys() - CallOptions.__annotations__.keys():
            raise TypeError(f"with_options does not change {shortened(min(unknown))}")
        other = copy.copy(self)
        session = {name: value for name, value in options.items() if name != "max_units"}
        other._session = replace(self._session, **session)  # type: ignore[arg-type]
        other._max_units = options.get("max_units", self._max_units)
        other._own = None  # whoever made the journal closes it
        return other


_PATHS = [PurePosixPath(path) for path in (*paths("v1"), *paths("v2"), V2_TASKS_PATH)]
_ENDPOINTS = sorted(
    {str(part) for path in _PATHS for part in (path, *path.parents) if part.name}, key=len, reverse=True
)
"""What people paste along with an address; the client adds the path of each call itself."""


def _named(given: Any) -> list[tuple[str, Any]]:
    return list(given.items()) if isinstance(given, Mapping) else [("", one) for one in given]


_USUAL_PORTS = {"http": 80, "https": 443}


def _address(base_url: str | None, region: str | None) -> str:
    """The address in one spelling, whichever it was given in: the journal knows a service by it."""
    if base_url and region:
        raise ValueError("give base_url or region, not both")
    if region and region not in REGIONS:
        raise ValueError(f"region {shortened(region)} is not known; the regions are {', '.join(REGIONS)}")
    given = base_url or REGIONS.get(region or "") or os.environ.get("KLING_BASE_URL") or DEFAULT_BASE_URL
    address = str(given).strip().rstrip("/")
    for path in _ENDPOINTS:
        address = address.removesuffix(path)
    try:
        parts = urlsplit(address)
        port = parts.port  # raises ValueError for what is none
    except ValueError as error:
        raise ValueError(f"the base URL cannot be read: {readable(str(error))}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        given = "" if "@" in address else f", not {address[:100]!r}"
        raise ValueError(f"the base URL (KLING_BASE_URL) must look like https://host or http://host:port{given}")
    if parts.username or parts.password:
        raise ValueError("the base URL must not hold a user name or password; use KLING_API_KEY")
    name = parts.hostname.rstrip(".")
    host = f"[{name}]" if ":" in name else name
    return f"{parts.scheme}://{host}{'' if port in (None, _USUAL_PORTS[parts.scheme]) else f':{port}'}{parts.path}"


def _units(given: object) -> Decimal:
    """A limit of units. Raises ValueError for what is no number."""
    try:
        units = Decimal(str(given))
    except InvalidOperation:
        units = Decimal("NaN")
    if units.is_nan():
        raise ValueError(f"max_units is a number of units, not {shortened(given)}; nothing was sent")
    return units


def _seconds(given: str) -> float:
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not (0 <= seconds < 86_400 or seconds == math.inf):
        raise ValueError(f"KLING_SETTLE_SECONDS must be a number of seconds, or inf, not {shortened(given)}")
    return seconds


def _profile(given: Profile | str) -> Profile:
    if isinstance(given, Profile):
        return given
    if given not in PROFILES:
        raise ValueError(f"profile {shortened(given)} is not known; the profiles are {', '.join(PROFILES)}")
    return PROFILES[given]

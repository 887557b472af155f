"""The accounts that carry a production out: a client each, and how fast its service lets us go."""

from __future__ import annotations

import hashlib
import math
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from kling.api.document import read_yaml
from kling.api.fields import Wire
from kling.client import Client, Journal, KlingError, RateLimited, SlotsFull
from kling.models.profiles import Profile

T = TypeVar("T")

SLOTS = 5
"""Tasks at once that an account is taken to allow; the number of a pack is not in any document."""

SANDBOX = "sandbox"
"""How accounts of local Klings are called, or begin to be: what these charge is no money."""

_LANES = 4  # downloads at once per account and process; of films that end together the first are to be here first
_PAUSE_FIRST, _PAUSE_MAX = 1.0, 60.0  # seconds between creates that the service finds too many
_NAP = 0.5  # seconds between looks at whether to stop
_MOMENT = 0.05  # seconds in which what came here is told of


def is_play(account: str) -> bool:
    """Whether what an account is charged is no money."""
    return account == SANDBOX or account.startswith(f"{SANDBOX}-")


def chosen(id: str, slots: Mapping[str, int]) -> str:
    """The account for a video, by its id and the accounts' names and slots: rendezvous hashing. It does not hang on the
    order of a list, nor on what else is wanted; a further account takes only its share from the others."""

    def score(name: str) -> float:
        number = int.from_bytes(hashlib.sha256(f"{name} {id}".encode()).digest()[:8])
        return -slots[name] / math.log((number + 0.5) / 2**64)

    return max(sorted(slots), key=score)


class Stopped(BaseException):
    """This process is ending; whatever is in hand stays in hand for the next one. Not an Exception, so that it is never
    recorded as an outcome."""


class Throttle:
    """How many tasks of one account may be running, and when the next create may be sent.

    1303 lowers the number of slots below what is running now, and each task that ends well raises it by one, up to
    ``slots``. 1302 holds all creates back, each time twice as long, until one goes through.

    ``in_line`` counts the videos of this process that get ready for a slot or wait for one; ``fetching`` are those that
    it brings here, by production and name, and the thread that does.
    """

    def __init__(self, slots: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.slots = self.limit = slots
        self.in_line = 0
        self.fetching: dict[tuple[str, str], int] = {}
        self._lanes = threading.Semaphore(_LANES)
        self.stopping = threading.Event()
        self._clock = clock
        self._not_before = float("-inf")
        self._pause = _PAUSE_FIRST
        self._lock = threading.Lock()
        self._front = threading.Lock()
        self._freed = threading.Event()
        self._calm = threading.Event()
        self._calm.set()

    @contextmanager
    def line(self) -> Iterator[None]:
        """Count as one that gets ready for a slot or waits for one."""
        with self._lock:
            self.in_line += 1
        try:
            yield
        finally:
            with self._lock:
                self.in_line -= 1

    def fetch(self, name: tuple[str, str], most: float = math.inf) -> bool:
        """Have this thread bring a video here, if no other one does and fewer than ``most`` are brought."""
        with self._lock:
            if name not in self.fetching and len(self.fetching) < most:
                self.fetching[name] = threading.get_ident()
                self._calm.clear()
            return self.fetching.get(name) == threading.get_ident()

    @property
    def has_work(self) -> bool:
        """Whether this process has a video in line, or brings one here."""
        return self.in_line > 0 or bool(self.fetching)

    @property
    def fetching_max(self) -> int:
        """How many videos may be on their way here or wait for that: as many as end together."""
        return max(self.slots, _LANES)

    @contextmanager
    def lane(self) -> Iterator[None]:
        """Be one of those that download. Raises Stopped."""
        while not self._lanes.acquire(timeout=_NAP):
            self._heed()
        try:
            yield
        finally:
            self._lanes.release()

    def fetched(self, name: tuple[str, str]) -> None:
        """This thread does so no longer."""
        with self._lock:
            if self.fetching.get(name) == threading.get_ident():
                del self.fetching[name]
            if not self.fetching:
                self._calm.set()

    def calm(self, seconds: float) -> None:
        """Wait until this process brings no video of the account here, and a moment more; at most so long."""
        self._calm.wait(seconds)
        self.stopping.wait(_MOMENT)

    def take(self, attempt: Callable[[], T | None], look_again: float | None) -> T:
        """What ``attempt`` gives at last, other than None. It is called by one of those in line at a time: when a slot
        was freed here, and every ``look_again`` seconds if others may free some, too. Raises Stopped."""
        while not self._front.acquire(timeout=_NAP):
            self._heed()
        try:
            while True:
                self._heed()
                self._freed.clear()
                if (found := attempt()) is not None:
                    return found
                self._freed.wait(_NAP if look_again is None else look_again)
        finally:
            self._front.release()

    def freed(self) -> None:
        """A slot may be free."""
        self._freed.set()

    def turn(self) -> None:
        """Wait until a create may be sent. Raises Stopped."""
        while True:
            self._heed()
            with self._lock:
                left = self._not_before - self._clock()
            if left <= 0:
                return
            self.stopping.wait(min(left, _NAP))

    def went_through(self) -> None:
        with self._lock:
            self._pause = _PAUSE_FIRST

    def ended_well(self) -> None:
        with self._lock:
            self.limit = min(self.limit + 1, self.slots)

    def held_back(self, error: RateLimited, running: int) -> None:
        """The service refused a create as one too many; ``running`` are the slots held, that of this create too."""
        with self._lock:
            if isinstance(error, SlotsFull):
                self.limit = max(1, min(self.limit, running) - 1)
            self._not_before = self._clock() + max(self._pause, error.retry_after or 0.0)
            self._pause = min(2 * self._pause, _PAUSE_MAX)

    def nap(self, seconds: float) -> None:
        """A pause that ends early, by Stopped, when this process is ending."""
        self.stopping.wait(seconds)
        self._heed()

    def _heed(self) -> None:
        if self.stopping.is_set():
            raise Stopped


@dataclass(slots=True)
class Account:
    """``name`` stands in the ledger. ``refusal`` is why the account is paused, None while it works. ``is_told``: the
    user said how many slots there are."""

    name: str
    client: Client
    slots: int = SLOTS
    is_told: bool = True
    refusal: KlingError | None = None
    throttle: Throttle = field(init=False)

    def __post_init__(self) -> None:
        self.throttle = Throttle(self.slots)

    def resize(self, slots: int) -> None:
        """Take the account to allow so many tasks at once. For before it works."""
        self.slots, self.throttle = slots, Throttle(slots)


class AccountRow(BaseModel):
    """One account of an accounts file."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(pattern=r"^[\w.-]+$")]
    api_key: SecretStr | None = None
    access_key: SecretStr | None = None
    secret_key: SecretStr | None = None
    base_url: str | None = None
    wire: Wire | None = None
    slots: Annotated[int, Field(ge=1)] | None = None


class AccountsError(ValueError):
    """The accounts file cannot be used; the message never quotes it."""


def read_accounts(path: Path, profile: Profile, wire: Wire, journal: Journal | None) -> list[Account]:
    """The accounts of a YAML file: a list of name, api_key (or access_key and secret_key), base_url, wire, slots.
    ``wire`` is for those that name none; ``journal`` another one than that of this user.

    Raises AccountsError, also when other users of this machine could read the file; OSError; CredentialsError.
    """
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        raise AccountsError(f"{path} can be read by others; make it private: chmod 600 {path}")
    try:
        document = read_yaml(path.read_bytes())
        if document.fault:
            raise AccountsError(f"{path} is no YAML text that can be read")
        rows = TypeAdapter(list[AccountRow]).validate_python(document.value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "/".join(map(str, first["loc"]))
        raise AccountsError(f"{path} at /{where}: {first['msg']}") from None
    if bare := [row.name for row in rows if not (row.api_key or row.access_key or row.secret_key)]:
        # A key of the environment is not sent to a host that a file names.
        raise AccountsError(f"account {bare[0]} in {path} has no key of its own")
    if not rows or len({row.name for row in rows}) < len(rows):
        raise AccountsError(f"{path} must list at least one account, each with a name of its own")
    try:
        return [
            Account(row.name, _client(row, profile, wire, journal), row.slots or SLOTS, is_told=row.slots is not None)
            for row in rows
        ]
    except ValueError as error:  # of an address; it is not quoted
        raise AccountsError(f"{path}: {error}") from None


def _client(row: AccountRow, profile: Profile, wire: Wire, journal: Journal | None) -> Client:
    def plain(secret: SecretStr | None) -> str | None:
        return secret.get_secret_value() if secret else None

    return Client(
        api_key=plain(row.api_key),
        access_key=plain(row.access_key),
        secret_key=plain(row.secret_key),
        base_url=row.base_url,
        profile=profile,
        wire=row.wire or wire,
        backoff=0,
        journal=journal or ...,
        account_name=row.name,
    )

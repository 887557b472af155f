"""Client and AsyncClient: the same surface in two colours. What they do is in the flows; here it is only run."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import EllipsisType, TracebackType
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import urlsplit

from kling.api.fields import Wire
from kling.api.replies import TaskData
from kling.client import credentials, download, poll
from kling.client.account import Account, AsyncAccount
from kling.client.create import submit
from kling.client.elements import AsyncElements, Elements
from kling.client.errors import CredentialsError
from kling.client.generate import generate
from kling.client.hosting import host, is_sandbox
from kling.client.journal import Journal, LocalJournal
from kling.client.look import read
from kling.client.poll import Board, wait
from kling.client.replies import PAGE_MAX, page
from kling.client.session import Session
from kling.client.shared_docs import like
from kling.client.tasks import Result, Task
from kling.client.transport import AsyncDriver, Driver
from kling.media.address import host_of, is_loopback
from kling.models.profiles import DEFAULT, PROFILES, Profile, paths
from kling.models.regions import DEFAULT_BASE_URL, REGIONS, V2_TASKS_PATH

if TYPE_CHECKING:
    from kling.client.generate import Wish

TIMEOUT = 60.0  # seconds without a byte, after which a request counts as failed
BACKOFF = 600.0  # seconds a create may be held back by a full account

Known = Task | TaskData | str
Page = list[TaskData]


class _Account:
    """What both clients are made of: an address, credentials, a profile, and a board of waits."""

    def __init__(
        self,
        api_key: str | None,
        access_key: str | None,
        secret_key: str | None,
        base_url: str | None,
        region: str | None,
        profile: Profile | str,
        backoff: float,
        clock: Callable[[], float],
        wire: Wire,
        journal: Journal | EllipsisType | None,
        account_name: str,
        settle: float | None,
    ) -> None:
        self.base_url = _address(base_url, region)
        self.profile = _profile(profile)
        found = credentials.find(api_key, access_key, secret_key, clock)
        if self.base_url.startswith("http:") and not is_loopback(self.base_url):
            raise CredentialsError(
                f"a key is not sent over plain http to {host_of(self.base_url)}",
                advice="give an address with https; http is for services on this machine",
            )
        if wire == "v2" and isinstance(found, credentials.KeyPair):
            raise CredentialsError("the v2 wire takes API keys only", advice="set KLING_API_KEY, or use the v1 wire")
        self._own = LocalJournal(in_memory=journal is None) if journal in (None, ...) else None
        kept = self._own or cast(Journal, journal)
        given = os.environ.get("KLING_SETTLE_SECONDS")
        settle = _seconds(given) if settle is None and given else settle
        self._session = Session(
            self.base_url, found, self.profile, backoff, kept, clock, wire, account=account_name, settle=settle
        )
        self._board = Board(poll.GAP_MIN_LOOPBACK if is_loopback(self.base_url) else poll.GAP_MIN)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def task(self, id: str) -> Task:
        """A handle from a task id or an external id; nothing is asked."""
        return Task.of(id)

    def notify(self, id: str) -> None:
        """A callback told that this task (by either id) changed: waits ask at once. Call it in any thread, or in the
        event loop of an AsyncClient."""
        self._board.notify(id)


class Client(_Account):
    """Kling from blocking code; safe to share between threads. See AsyncClient for asyncio.

    Credentials are ``api_key``, or ``access_key`` with ``secret_key``; without either those of the environment
    (KLING_API_KEY, or KLING_ACCESS_KEY and KLING_SECRET_KEY). The address is ``base_url``, else that of ``region``
    ("global", "china"), else KLING_BASE_URL, else the global one. ``profile`` is the rulebook's profile or its name.
    ``wire`` "v2" speaks the newer wire, which takes API keys only; v1 bodies are then translated.
    ``elements`` is the element library, ``account`` what the account has left.
    ``timeout`` is in seconds without a byte; ``backoff`` the seconds a create may be held back by a full
    account (1302, 1303). ``clock`` gives Unix seconds and ``sleep`` pauses; both are there for tests.

    ``journal`` is where it is written down what was sent before it is sent: by default the one in KLING_HOME that all
    programs of this user share, so that none of them pays a wish again. ``journal=None`` switches it off: then only
    this object remembers, and a process that is killed while sending may pay twice where the service does not refuse a
    used external id. ``account_name`` is the account's name in the journal, for accounts whose keys are renewed.
    ``settle`` is how many seconds a create whose answer was lost is looked for before it is sent again: by default
    KLING_SETTLE_SECONDS, else the profile's (120), and 0 on a sandbox.

    Raises CredentialsError naming the variables that are missing, ValueError for an address or region that is none.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        access_key: str | None = None,
        secret_key: str | None = None,
        base_url: str | None = None,
        region: str | None = None,
        profile: Profile | str = DEFAULT,
        wire: Wire = "v1",
        timeout: float = TIMEOUT,
        backoff: float = BACKOFF,
        journal: Journal | EllipsisType | None = ...,
        account_name: str = "",
        settle: float | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        super().__init__(
            api_key,
            access_key,
            secret_key,
            base_url,
            region,
            profile,
            backoff,
            clock,
            wire,
            journal,
            account_name,
            settle,
        )
        self._driver = Driver(self.base_url, timeout, sleep)
        self.elements = Elements(self._session, self._driver)
        self.account = Account(self._session, self._driver)

    def close(self) -> None:
        """Close the connections. Tasks go on at the service."""
        self._driver.close()
        if self._own:
            self._own.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def generate(
        self,
        wish: Wish = None,
        *,
        take: int = 1,
        deadline: float | None = None,
        progress: poll.Progress | None = None,
        **fields: Any,
    ) -> Video:
        """The main job: compile, check, submit, wait.

        ``wish`` is a prompt with the fields of :func:`kling.briefs.from_fields`, a Brief, a loaded brief, or a request
        body. The same wish and ``take`` give the same task, however often they are asked for, and cost once.
        ``deadline`` and ``progress`` as in :meth:`wait`. Raises what :meth:`submit` and :meth:`wait` raise.
        """
        flow = generate(
            self._session,
            self._board,
            self._driver.wakeup(),
            wish,
            fields,
            take=take,
            deadline=deadline,
            progress=progress,
        )
        result = self._driver.run(flow)
        return Video(result.task, result.data, self)

    def submit(
        self, body: Mapping[str, Any], *, take: int = 1, preflight: bool = True, deadline: float | None = None
    ) -> Task:
        """Send a create and give the task's handle. Local pictures are sent along; local clips need a sandbox.

        Safe to call again with the same body, also in another process: the same body and ``take`` (from 1) give the
        task that exists (``attached`` is then true). ``preflight`` lets the rulebook judge first. ``deadline`` is how
        many seconds may be spent waiting here: for a full account, or for what became of a lost answer.

        Raises RequestRefused (before sending), RequestError, ContentRefused, AccountError, AuthenticationError,
        RateLimited and SlotsFull (after ``backoff``), Unreachable, HostingError, JournalError: nothing was created;
        OutcomeUnknown: perhaps something was.
        """
        return self._driver.run(submit(self._session, body, take=take, preflight=preflight, deadline=deadline))

    def get(self, known: Known) -> TaskData:
        """What the service says about a task now. Raises NotFound, and what reading raises."""
        return self._driver.run(read(self._session, Task.of(known).id))

    def list(self, page_number: int = 1, page_size: int = 30) -> Page:
        """A page (1-1000) of at most ``page_size`` (1-500) tasks of the account, as the service orders them."""
        return self._driver.run(page(self._session, page_number, page_size))

    def tasks(self, page_size: int = 100) -> Iterator[TaskData]:
        """All tasks of the account, page by page; each once, though pages shift while tasks are made."""
        seen: set[str] = set()
        for number in range(1, PAGE_MAX + 1):
            tasks = self.list(number, page_size)
            yield from (task for task in tasks if task.task_id not in seen)
            seen.update(task.task_id for task in tasks)
            if len(tasks) < page_size:
                return

    def wait(self, known: Known, *, deadline: float | None = None, progress: poll.Progress | None = None) -> TaskData:
        """Wait until a task has succeeded. Many waits at once, in threads, share their requests.

        ``deadline`` is in seconds from now. ``progress`` is called with the task's data at every change; it should
        be quick. Raises TaskFailed, ResultMissing, WaitTimeout (the task goes on), NotFound, and the last failure
        after 10 failed polls in a row; all carry the ids.
        """
        flow = wait(self._session, self._board, Task.of(known), self._driver.wakeup(), deadline, progress)
        return self._driver.run(flow)

    def download(
        self,
        known: Known,
        path: str | Path,
        *,
        metadata: bool = False,
        progress: download.Progress | None = None,
        existing: download.Existing = "aside",
    ) -> Path:
        """Bring a task's video to ``path`` (in a folder: under its task id); gives the path.

        Resumed after cuts, played to its end, and renamed when whole: there is never a half file under the name.
        ``metadata`` writes ids, times, units and the request beside it, as NAME.json. ``progress`` is called with bytes
        so far and in total. ``existing`` says what happens to another file of the name: "aside" renames it (film.mp4 to
        film.1.mp4), "refuse" keeps it and raises TargetExists, "replace" replaces it. Raises ResultExpired (before
        trying), ResultMissing, TaskFailed, DownloadError.
        """
        data = known if isinstance(known, TaskData) else None
        flow = download.download(
            self._session,
            Task.of(known),
            data,
            Path(path),
            metadata=metadata,
            progress=progress,
            existing=existing,
        )
        return self._driver.run(flow)

    def host(self, path: str | Path) -> str:
        """A URL for a local clip, on a sandbox. Raises HostingError on any other service, which has no upload."""
        return self._driver.run(host(self._session, Path(path)))

    def is_sandbox(self) -> bool:
        """Whether this client talks to a sandbox. Raises Unreachable, Interrupted."""
        return self._driver.run(is_sandbox(self._session))


class AsyncClient(_Account):
    """Kling from asyncio, within one event loop; the same surface as Client."""

    def __init__(
        self,
        *,
        api_key: str | None = None,
        access_key: str | None = None,
        secret_key: str | None = None,
        base_url: str | None = None,
        region: str | None = None,
        profile: Profile | str = DEFAULT,
        wire: Wire = "v1",
        timeout: float = TIMEOUT,
        backoff: float = BACKOFF,
        journal: Journal | EllipsisType | None = ...,
        account_name: str = "",
        settle: float | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        super().__init__(
            api_key,
            access_key,
            secret_key,
            base_url,
            region,
            profile,
            backoff,
            clock,
            wire,
            journal,
            account_name,
            settle,
        )
        self._driver = AsyncDriver(self.base_url, timeout, sleep)
        self.elements = AsyncElements(self._session, self._driver)
        self.account = AsyncAccount(self._session, self._driver)

    @like(Client.close)
    async def close(self) -> None:
        await self._driver.close()
        if self._own:
            self._own.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @like(Client.generate)
    async def generate(
        self,
        wish: Wish = None,
        *,
        take: int = 1,
        deadline: float | None = None,
        progress: poll.Progress | None = None,
        **fields: Any,
    ) -> AsyncVideo:
        flow = generate(
            self._session,
            self._board,
            self._driver.wakeup(),
            wish,
            fields,
            take=take,
            deadline=deadline,
            progress=progress,
        )
        result = await self._driver.run(flow)
        return AsyncVideo(result.task, result.data, self)

    @like(Client.submit)
    async def submit(
        self, body: Mapping[str, Any], *, take: int = 1, preflight: bool = True, deadline: float | None = None
    ) -> Task:
        return await self._driver.run(submit(self._session, body, take=take, preflight=preflight, deadline=deadline))

    @like(Client.get)
    async def get(self, known: Known) -> TaskData:
        return await self._driver.run(read(self._session, Task.of(known).id))

    @like(Client.list)
    async def list(self, page_number: int = 1, page_size: int = 30) -> Page:
        return await self._driver.run(page(self._session, page_number, page_size))

    @like(Client.tasks)
    async def tasks(self, page_size: int = 100) -> AsyncIterator[TaskData]:
        seen: set[str] = set()
        for number in range(1, PAGE_MAX + 1):
            tasks = await self.list(number, page_size)
            for task in tasks:
                if task.task_id not in seen:
                    yield task
            seen.update(task.task_id for task in tasks)
            if len(tasks) < page_size:
                return

    @like(Client.wait)
    async def wait(
        self, known: Known, *, deadline: float | None = None, progress: poll.Progress | None = None
    ) -> TaskData:
        flow = wait(self._session, self._board, Task.of(known), self._driver.wakeup(), deadline, progress)
        return await self._driver.run(flow)

    @like(Client.download)
    async def download(
        self,
        known: Known,
        path: str | Path,
        *,
        metadata: bool = False,
        progress: download.Progress | None = None,
        existing: download.Existing = "aside",
    ) -> Path:
        data = known if isinstance(known, TaskData) else None
        flow = download.download(
            self._session,
            Task.of(known),
            data,
            Path(path),
            metadata=metadata,
            progress=progress,
            existing=existing,
        )
        return await self._driver.run(flow)

    @like(Client.host)
    async def host(self, path: str | Path) -> str:
        return await self._driver.run(host(self._session, Path(path)))

    @like(Client.is_sandbox)
    async def is_sandbox(self) -> bool:
        return await self._driver.run(is_sandbox(self._session))


@dataclass(frozen=True, slots=True)
class Video(Result):
    """A finished video of a Client."""

    _client: Client = field(repr=False, compare=False)

    def save(
        self,
        path: str | Path,
        *,
        metadata: bool = False,
        progress: download.Progress | None = None,
        existing: download.Existing = "aside",
    ) -> Path:
        """Download it, see :meth:`Client.download`."""
        flow = download.download(
            self._client._session,
            self.task,
            self.data,
            Path(path),
            metadata=metadata,
            progress=progress,
            existing=existing,
        )
        return self._client._driver.run(flow)


@dataclass(frozen=True, slots=True)
class AsyncVideo(Result):
    """A finished video of an AsyncClient."""

    _client: AsyncClient = field(repr=False, compare=False)

    @like(Video.save)
    async def save(
        self,
        path: str | Path,
        *,
        metadata: bool = False,
        progress: download.Progress | None = None,
        existing: download.Existing = "aside",
    ) -> Path:
        flow = download.download(
            self._client._session,
            self.task,
            self.data,
            Path(path),
            metadata=metadata,
            progress=progress,
            existing=existing,
        )
        return await self._client._driver.run(flow)


_ENDPOINTS = (*paths("v1"), *paths("v2"), V2_TASKS_PATH, "/v1/videos", "/v1")
"""What people paste along with an address; the client adds the path of each call itself."""


def _address(base_url: str | None, region: str | None) -> str:
    if base_url and region:
        raise ValueError("give base_url or region, not both")
    if region and region not in REGIONS:
        raise ValueError(f"region {region!r} is not known; the regions are {', '.join(REGIONS)}")
    given = base_url or REGIONS.get(region or "") or os.environ.get("KLING_BASE_URL") or DEFAULT_BASE_URL
    address = given.strip().rstrip("/")
    for path in _ENDPOINTS:
        address = address.removesuffix(path)
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises ValueError for what is none
    except ValueError as error:
        raise ValueError(f"the base URL cannot be read: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("the base URL must look like https://host or http://host:port")
    if parts.username or parts.password:
        raise ValueError("the base URL must not hold a user name or password; use KLING_API_KEY")
    return address


def _seconds(given: str) -> float:
    try:
        seconds = float(given)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < 86_400:
        raise ValueError(f"KLING_SETTLE_SECONDS must be a number of seconds, not {given!r}")
    return seconds


def _profile(given: Profile | str) -> Profile:
    if isinstance(given, Profile):
        return given
    if given not in PROFILES:
        raise ValueError(f"profile {given!r} is not known; the profiles are {', '.join(PROFILES)}")
    return PROFILES[given]

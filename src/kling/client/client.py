"""The blocking client. What it does is in the flows; here they are only run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from kling.api.replies import TaskData
from kling.client import account, base, poll
from kling.client.base import CallOptions, Options
from kling.client.create import submit
from kling.client.download import Bytes, Existing
from kling.client.download import download as fetch
from kling.client.elements import Elements
from kling.client.fields import Fields, Mode
from kling.client.generate import generate
from kling.client.handles import Generation, Video
from kling.client.hosting import host, is_sandbox
from kling.client.lip_sync import LipSync
from kling.client.lookup import read
from kling.client.poll import wait
from kling.client.prepare import Prepared
from kling.client.replies import PAGE_MAX, page
from kling.client.session import within
from kling.client.shared_docs import spelled
from kling.client.tasks import Task
from kling.client.transport import Transport, refuse_coroutine

if TYPE_CHECKING:
    import httpx2

    from kling.briefs.estimate import Estimate
    from kling.client.generate import Asked
    from kling.media.source import Source
    from kling.planner.documents import Planned

Known = Task | TaskData | Generation | str
Page = list[TaskData]


class BlockingOptions(Options, total=False):
    """The keywords of Client."""

    http_client: httpx2.Client | None
    sleep: Callable[[float], object]


class Client(base.Account):
    """Kling from blocking code; safe to share between threads. See AsyncClient for asyncio.

    Credentials are ``api_key``, or ``access_key`` with ``secret_key``; without either those of the environment
    (KLING_API_KEY, or KLING_ACCESS_KEY and KLING_SECRET_KEY). The address is ``base_url``, else that of ``region``
    ("global", "china"), else KLING_BASE_URL, else the global one. ``profile`` is the rulebook's profile or its name.
    ``wire`` "v2" speaks the newer wire, which takes API keys only; v1 bodies are then translated.
    ``elements`` is the element library, ``account`` what the account has left, ``lipsync`` gives films a line.

    ``timeout`` (60) is in seconds without a byte; ``backoff`` (600) the seconds a create may be held back by a full
    account (1302, 1303); ``max_retries`` how often a read, or a create that was surely not taken, is repeated at most.
    ``max_units`` refuses whatever costs more. ``http_client`` is an httpx2.Client of yours, ``proxy`` the URL of a
    proxy. ``storage`` is a :class:`kling.media.host.Host` for local clips, which the service reads by URL only.

    ``journal`` is where it is written down what was sent before it is sent: by default the one in KLING_HOME that all
    programs of this user share, so that none of them pays a request again. ``journal=None`` switches it off: then only
    this object remembers, and a process that is killed while sending may pay twice where the service does not refuse a
    used external id. ``account_name`` is the account's name in the journal, for accounts whose keys are renewed.
    ``settle`` is how many seconds a create whose answer was lost is looked for before it is sent again: by default
    KLING_SETTLE_SECONDS, else the profile's (120), and 0 on a sandbox. With ``math.inf`` (``inf``) it is looked for as
    long as usual and never sent again, unless the service was seen to refuse used ids: OutcomeUnknown is raised, until
    the task shows up or somebody asks with another ``settle``. ``clock`` gives Unix seconds and ``sleep`` pauses; both
    are there for tests.

    Raises CredentialsError naming the variables that are missing, ValueError for an address or region that is none.
    """

    @spelled(BlockingOptions)
    def __init__(self, **options: Unpack[BlockingOptions]) -> None:
        super().__init__(options, BlockingOptions)
        self._transport = Transport(
            self.base_url,
            options.get("timeout", base.TIMEOUT),
            options.get("sleep", time.sleep),
            options.get("http_client"),
            options.get("proxy"),
        )
        self.elements = Elements(self._session, self._transport)
        self.account = account.Account(self._session, self._transport)
        self.lipsync = LipSync(self)

    @spelled(CallOptions)
    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """A copy of the client with other options, on the same connections: ``client.with_options(timeout=5).get(id)``.
        Close the original, not the copy."""
        other = self._changed(options)
        other.elements = Elements(other._session, self._transport)
        other.account = account.Account(other._session, self._transport)
        other.lipsync = LipSync(other)
        return other

    def close(self) -> None:
        """Close the connections. Tasks go on at the service."""
        self._transport.close()
        if self._own:
            self._own.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @spelled(Fields)
    def create(
        self,
        prompt: Asked = None,
        *,
        body: Mapping[str, Any] | None = None,
        take: int = 1,
        max_units: float | None = None,
        deadline: float | None = None,
        **fields: Unpack[Fields],
    ) -> Generation:
        """Send a request and give its live handle; nothing is waited for.

        ``prompt`` is words with fields, a Brief, or a brief that was loaded (``kling.briefs.load``); ``body`` is a
        request body instead. The same request and ``take`` (from 1) give the same task, however often and wherever
        they are asked for, and are paid once. ``max_units`` refuses whatever costs more. ``deadline`` is how many
        seconds the call may last.

        Raises RequestRefused (before sending), PriceRefused, RequestError, ContentRefused, AccountError,
        AuthenticationError, RateLimited and SlotsFull (after ``backoff``), Unreachable, HostingError, JournalError:
        nothing was created; OutcomeUnknown: perhaps something was.
        """
        flow = submit(self._session, lambda: self._affordable(prompt, body, fields, take, max_units), deadline=deadline)
        return Generation(self._transport.run(within(flow, deadline)), self)

    @spelled(Fields)
    def generate(
        self,
        prompt: Asked = None,
        *,
        body: Mapping[str, Any] | None = None,
        take: int = 1,
        max_units: float | None = None,
        deadline: float | None = None,
        progress: poll.Progress | None = None,
        **fields: Unpack[Fields],
    ) -> Video:
        """The main job: :meth:`create`, and :meth:`wait` until the video is made. ``deadline`` bounds both together.
        Raises what they raise."""
        refuse_coroutine(progress)
        flow = generate(
            self._session,
            self._board,
            self._transport.wakeup(),
            lambda: self._affordable(prompt, body, fields, take, max_units),
            deadline=deadline,
            progress=progress,
        )
        result = self._transport.run(flow)
        return Video(result.task, result.data, self)

    def generation(self, known: Known) -> Generation:
        """A live handle from a task id or an external id, of this process or another; nothing is asked."""
        return Generation(_task(known), self)

    @spelled(Fields)
    def estimate(
        self, prompt: Asked = None, *, body: Mapping[str, Any] | None = None, **fields: Unpack[Fields]
    ) -> Estimate:
        """What :meth:`create` with the same arguments would cost by the vendor's list: ``units``, ``dollars``,
        ``seconds``, and ``at_most`` where the length of a clip is not known. Raises RequestRefused."""
        return self._prepared(prompt, body, fields, 1).estimate

    def plan(
        self,
        words: str,
        *,
        first_frame: Source | None = None,
        last_frame: Source | None = None,
        video: Source | None = None,
        images: Mapping[str, Source] | Sequence[Source] = (),
        elements: Mapping[str, str] | Sequence[str] = (),
        mode: Mode | None = None,
        model: str = "",
    ) -> Planned:
        """A brief from plain words, in twelve languages: ``plan.brief`` for :meth:`create`, and in ``notes`` what was
        assumed. Nothing is sent anywhere. Raises RequestRefused."""
        return self._planned(words, first_frame, last_frame, video, images, elements, mode, model)

    def submit(
        self,
        body: Prepared | Mapping[str, Any],
        *,
        take: int = 1,
        preflight: bool = True,
        deadline: float | None = None,
    ) -> Task:
        """Send a body and give the task's ids as a value; :meth:`create` with a handle is easier.

        ``preflight`` lets the rulebook judge first. ``deadline``, and what it raises, as in :meth:`create`.
        """
        flow = submit(self._session, body, take=take, preflight=preflight, deadline=deadline)
        return self._transport.run(within(flow, deadline))

    def get(self, known: Known) -> TaskData:
        """What the service says about a task now. Raises NotFound, and what reading raises."""
        return self._transport.run(read(self._session, _task(known).id))

    def list(self, page_number: int = 1, page_size: int = 30) -> Page:
        """A page (1-1000) of at most ``page_size`` (1-500) tasks of the account, as the service orders them."""
        return self._transport.run(page(self._session, page_number, page_size))

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

        ``deadline`` is in seconds from now. ``progress`` is called with the task's data at every change; an AsyncClient
        awaits what it gives. Raises TaskFailed, ResultMissing, WaitTimeout (the task goes on), NotFound, and the last
        failure after 10 failed polls in a row; all carry the ids.
        """
        refuse_coroutine(progress)
        flow = wait(self._session, self._board, _task(known), self._transport.wakeup(), deadline, progress)
        return self._transport.run(flow)

    def download(
        self,
        known: Known,
        path: str | Path,
        *,
        metadata: bool = False,
        progress: Bytes | None = None,
        existing: Existing = "aside",
    ) -> Path:
        """Bring a task's video to ``path`` (in a folder: under its task id); gives the path.

        Resumed after cuts, looked through to its end, renamed when whole: there is never a half file under the name.
        ``metadata`` writes ids, times, units and the request beside it, as NAME.json. ``progress`` is called with bytes
        so far and in total. ``existing`` says what happens to another file of the name: "aside" renames it (film.mp4 to
        film.1.mp4), "refuse" keeps it and raises TargetExists, "replace" replaces it. Raises ResultExpired (before
        trying), ResultMissing, TaskFailed, DownloadError.
        """
        data = known if isinstance(known, TaskData) else None
        return self._save(_task(known), data, path, metadata, progress, existing)

    def host(self, path: str | Path) -> str:
        """A URL for a local clip, on the storage or on a sandbox. Raises HostingError where there is neither: the
        service has no upload."""
        return self._transport.run(host(self._session, Path(path)))

    def is_sandbox(self) -> bool:
        """Whether this client talks to a sandbox. Raises Unreachable, Interrupted."""
        return self._transport.run(is_sandbox(self._session))

    def _save(
        self,
        task: Task,
        data: TaskData | None,
        path: str | Path,
        metadata: bool,
        progress: Bytes | None,
        existing: Existing,
    ) -> Path:
        refuse_coroutine(progress)
        return self._transport.run(
            fetch(self._session, task, data, Path(path), metadata=metadata, progress=progress, existing=existing)
        ).path

    def _events(self, task: Task, deadline: float | None) -> Iterator[TaskData]:
        told: TaskData | None = None
        ends = None if deadline is None else time.monotonic() + deadline
        while told is None or not told.ended:
            left = None if ends is None else max(ends - time.monotonic(), 0.0)
            flow = poll.change(self._session, self._board, task, self._transport.wakeup(), left, told)
            told = self._transport.run(flow)
            yield told


def _task(known: Known) -> Task:
    return known.task if isinstance(known, Generation) else Task.of(known)

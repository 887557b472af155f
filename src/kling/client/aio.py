"""The asyncio client: the same surface as the blocking one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from kling.api.replies import TaskData
from kling.client import account, base, poll
from kling.client.base import CallOptions, Options
from kling.client.client import Client
from kling.client.create import submit
from kling.client.download import Bytes, Existing
from kling.client.download import download as fetch
from kling.client.elements import AsyncElements
from kling.client.fields import Fields, Mode
from kling.client.generate import generate
from kling.client.handles import AsyncGeneration, AsyncVideo
from kling.client.hosting import host, is_sandbox
from kling.client.lip_sync import AsyncLipSync
from kling.client.lookup import read
from kling.client.poll import wait
from kling.client.prepare import Prepared
from kling.client.replies import PAGE_MAX, page
from kling.client.session import within
from kling.client.shared_docs import like, spelled
from kling.client.tasks import Task
from kling.client.transport import AsyncTransport

if TYPE_CHECKING:
    import httpx2

    from kling.briefs.estimate import Estimate
    from kling.client.generate import Asked
    from kling.media.source import Source
    from kling.planner.documents import Planned

Known = Task | TaskData | AsyncGeneration | str
Page = list[TaskData]


class AsyncOptions(Options, total=False):
    """The keywords of AsyncClient."""

    http_client: httpx2.AsyncClient | None
    sleep: Callable[[float], Awaitable[object]]


class AsyncClient(base.Account):
    """Kling from asyncio; the same surface as Client, and the same options. One client works in one event loop at a
    time; when that has ended it may be used in another."""

    @spelled(AsyncOptions)
    def __init__(self, **options: Unpack[AsyncOptions]) -> None:
        super().__init__(options, AsyncOptions)
        self._transport = AsyncTransport(
            self.base_url,
            options.get("timeout", base.TIMEOUT),
            options.get("sleep", asyncio.sleep),
            options.get("http_client"),
            options.get("proxy"),
        )
        self.elements = AsyncElements(self._session, self._transport)
        self.account = account.AsyncAccount(self._session, self._transport)
        self.lipsync = AsyncLipSync(self)

    @like(Client.with_options)
    @spelled(CallOptions)
    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        other = self._changed(options)
        other.elements = AsyncElements(other._session, self._transport)
        other.account = account.AsyncAccount(other._session, self._transport)
        other.lipsync = AsyncLipSync(other)
        return other

    @like(Client.close)
    async def close(self) -> None:
        await self._transport.close()
        if self._own:
            self._own.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @like(Client.create)
    @spelled(Fields)
    async def create(
        self,
        prompt: Asked = None,
        *,
        body: Mapping[str, Any] | None = None,
        take: int = 1,
        max_units: float | None = None,
        deadline: float | None = None,
        **fields: Unpack[Fields],
    ) -> AsyncGeneration:
        flow = submit(self._session, lambda: self._affordable(prompt, body, fields, take, max_units), deadline=deadline)
        return AsyncGeneration(await self._transport.run(within(flow, deadline)), self)

    @like(Client.generate)
    @spelled(Fields)
    async def generate(
        self,
        prompt: Asked = None,
        *,
        body: Mapping[str, Any] | None = None,
        take: int = 1,
        max_units: float | None = None,
        deadline: float | None = None,
        progress: poll.Progress | None = None,
        **fields: Unpack[Fields],
    ) -> AsyncVideo:
        flow = generate(
            self._session,
            self._board,
            self._transport.wakeup(),
            lambda: self._affordable(prompt, body, fields, take, max_units),
            deadline=deadline,
            progress=progress,
        )
        result = await self._transport.run(flow)
        return AsyncVideo(result.task, result.data, self)

    @like(Client.generation)
    def generation(self, known: Known) -> AsyncGeneration:
        return AsyncGeneration(_task(known), self)

    @like(Client.estimate)
    @spelled(Fields)
    def estimate(
        self, prompt: Asked = None, *, body: Mapping[str, Any] | None = None, **fields: Unpack[Fields]
    ) -> Estimate:
        return self._prepared(prompt, body, fields, 1).estimate

    @like(Client.plan)
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
        return self._planned(words, first_frame, last_frame, video, images, elements, mode, model)

    @like(Client.submit)
    async def submit(
        self,
        body: Prepared | Mapping[str, Any],
        *,
        take: int = 1,
        preflight: bool = True,
        deadline: float | None = None,
    ) -> Task:
        flow = submit(self._session, body, take=take, preflight=preflight, deadline=deadline)
        return await self._transport.run(within(flow, deadline))

    @like(Client.get)
    async def get(self, known: Known) -> TaskData:
        return await self._transport.run(read(self._session, _task(known).id))

    @like(Client.list)
    async def list(self, page_number: int = 1, page_size: int = 30) -> Page:
        return await self._transport.run(page(self._session, page_number, page_size))

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
        flow = wait(self._session, self._board, _task(known), self._transport.wakeup(), deadline, progress)
        return await self._transport.run(flow)

    @like(Client.download)
    async def download(
        self,
        known: Known,
        path: str | Path,
        *,
        metadata: bool = False,
        progress: Bytes | None = None,
        existing: Existing = "aside",
    ) -> Path:
        data = known if isinstance(known, TaskData) else None
        return await self._save(_task(known), data, path, metadata, progress, existing)

    @like(Client.host)
    async def host(self, path: str | Path) -> str:
        return await self._transport.run(host(self._session, Path(path)))

    @like(Client.is_sandbox)
    async def is_sandbox(self) -> bool:
        return await self._transport.run(is_sandbox(self._session))

    async def _save(
        self,
        task: Task,
        data: TaskData | None,
        path: str | Path,
        metadata: bool,
        progress: Bytes | None,
        existing: Existing,
    ) -> Path:
        brought = await self._transport.run(
            fetch(self._session, task, data, Path(path), metadata=metadata, progress=progress, existing=existing)
        )
        return brought.path

    async def _events(self, task: Task, deadline: float | None) -> AsyncIterator[TaskData]:
        told: TaskData | None = None
        ends = None if deadline is None else time.monotonic() + deadline
        while told is None or not told.ended:
            left = None if ends is None else max(ends - time.monotonic(), 0.0)
            flow = poll.change(self._session, self._board, task, self._transport.wakeup(), left, told)
            told = await self._transport.run(flow)
            yield told


def _task(known: Known) -> Task:
    return known.task if isinstance(known, AsyncGeneration) else Task.of(known)

"""Live handles: a generation that is asked about, waited for and fetched, and the video it became."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling.api.replies import Answer, Status, TaskData
from kling.client.download import Bytes, Existing, refuse_other_names
from kling.client.poll import Progress
from kling.client.shared_docs import like
from kling.client.tasks import Result, Task
from kling.rules.diagnostic import Diagnostic

if TYPE_CHECKING:
    from kling.client.aio import AsyncClient
    from kling.client.client import Client


@dataclass(frozen=True, slots=True)
class _Known:
    """What a handle knows without asking."""

    task: Task

    @property
    def id(self) -> str:
        """The id to find it again with, in any process: ``client.generation(id)``."""
        return self.task.id

    @property
    def task_id(self) -> str | None:
        """The service's id, where it is known."""
        return self.task.task_id

    @property
    def external_task_id(self) -> str | None:
        """Our id, made from the request: the same request has the same one. None where it is not known."""
        return self.task.external_task_id

    @property
    def reused(self) -> bool:
        """Whether the same request had been sent before: this is the earlier task, and nothing new was paid."""
        return self.task.attached

    @property
    def answer(self) -> Answer:
        """The HTTP answer that named the task, with its request id; empty where no service was asked."""
        return self.task.answer

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What the rulebook found in the request and did not refuse: each with ``code``, ``message``, ``help``."""
        return self.task.warnings

    @property
    def request(self) -> Mapping[str, Any] | None:
        """The body that was sent, where this process sent it."""
        return self.task.request


@dataclass(frozen=True, slots=True)
class Generation(_Known):
    """One paid generation of a Client: what ``create`` gives, and ``generation`` from an id."""

    _client: Client = field(repr=False, compare=False)

    def status(self) -> Status:
        """Its status now: submitted, processing, succeed or failed."""
        return self._client.get(self.task).task_status

    def get(self) -> TaskData:
        """What the service says about it now."""
        return self._client.get(self.task)

    def events(self, *, deadline: float | None = None) -> Iterator[TaskData]:
        """What the service says now, then at every change until it has ended, also when that is a failure. Raises
        WaitTimeout after ``deadline`` seconds."""
        return self._client._events(self.task, deadline)

    def wait(self, *, deadline: float | None = None, progress: Progress | None = None) -> Video:
        """Wait until the video is made, see :meth:`Client.wait`."""
        return Video(self.task, self._client.wait(self.task, deadline=deadline, progress=progress), self._client)

    def download(self, path: str | Path, *, deadline: float | None = None, metadata: bool = False) -> Path:
        """Wait until the video is made, and bring it to ``path``, see :meth:`Client.download`."""
        refuse_other_names(path)
        return self.wait(deadline=deadline).save(path, metadata=metadata)


@dataclass(frozen=True, slots=True)
class AsyncGeneration(_Known):
    """One paid generation of an AsyncClient: what ``create`` gives, and ``generation`` from an id."""

    _client: AsyncClient = field(repr=False, compare=False)

    @like(Generation.status)
    async def status(self) -> Status:
        return (await self._client.get(self.task)).task_status

    @like(Generation.get)
    async def get(self) -> TaskData:
        return await self._client.get(self.task)

    @like(Generation.events)
    async def events(self, *, deadline: float | None = None) -> AsyncIterator[TaskData]:
        async for data in self._client._events(self.task, deadline):
            yield data

    @like(Generation.wait)
    async def wait(self, *, deadline: float | None = None, progress: Progress | None = None) -> AsyncVideo:
        data = await self._client.wait(self.task, deadline=deadline, progress=progress)
        return AsyncVideo(self.task, data, self._client)

    @like(Generation.download)
    async def download(self, path: str | Path, *, deadline: float | None = None, metadata: bool = False) -> Path:
        refuse_other_names(path)
        video = await self.wait(deadline=deadline)
        return await video.save(path, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Video(Result):
    """A finished video of a Client."""

    _client: Client = field(repr=False, compare=False)

    def save(
        self,
        path: str | Path,
        *,
        metadata: bool = False,
        progress: Bytes | None = None,
        existing: Existing = "aside",
    ) -> Path:
        """Download it, see :meth:`Client.download`."""
        return self._client._save(self.task, self.data, path, metadata, progress, existing)


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
        progress: Bytes | None = None,
        existing: Existing = "aside",
    ) -> Path:
        return await self._client._save(self.task, self.data, path, metadata, progress, existing)

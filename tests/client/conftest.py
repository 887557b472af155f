"""Both clients against a real sandbox. Each behaviour is tested in both colours: the ``connect`` fixture makes one
blocking client and one asyncio client that is driven from blocking code."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

import httpx2
import pytest

import kling.sandbox
from kling import AsyncClient, Client
from kling.client import AsyncGeneration, AsyncVideo
from kling.client.lip_sync import AsyncLipSync
from kling.sandbox import Sandbox

Connect = Callable[..., Any]

BODY: dict[str, Any] = {
    "model_name": "kling-v3-omni",
    "prompt": "A fishing boat leaves a quiet harbour at dawn",
    "aspect_ratio": "16:9",
    "mode": "std",
    "duration": "3",
    "sound": "off",
}

V1 = "/v1/videos/omni-video"

LOOK = {"method": "GET", "delay": 0.001}
"""A fault that does no harm to the look before the first send, so that those after it strike later reads."""


class Blocking:
    """An AsyncClient, its generations and videos, whose coroutines are run to their end: a test serves both colours."""

    def __init__(
        self, wrapped: AsyncClient | AsyncGeneration | AsyncVideo | AsyncLipSync, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._wrapped, self._loop = wrapped, loop

    def __getattr__(self, name: str) -> Any:
        thing = getattr(self._wrapped, name)
        if isinstance(thing, AsyncLipSync):
            return Blocking(thing, self._loop)
        if inspect.isasyncgenfunction(thing):
            return lambda *args, **kwargs: self._run(_all(thing(*args, **kwargs)))
        if inspect.iscoroutinefunction(thing):
            return lambda *args, **kwargs: self._run(thing(*map(_bare, args), **kwargs))
        if name in ("generation", "with_options"):
            return lambda *args, **kwargs: Blocking(thing(*args, **kwargs), self._loop)
        return thing

    def _run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        result = self._loop.run_until_complete(coroutine)
        return Blocking(result, self._loop) if isinstance(result, AsyncVideo | AsyncGeneration) else result


def _bare(thing: Any) -> Any:
    return thing._wrapped if isinstance(thing, Blocking) else thing


async def _all(things: AsyncIterator[Any]) -> list[Any]:
    return [thing async for thing in things]


def control(sandbox: Sandbox, **options: Any) -> None:
    """Change options of a running sandbox."""
    httpx2.post(f"{sandbox.url}/_sandbox/options", json=options).raise_for_status()


def clear_faults(sandbox: Sandbox) -> None:
    httpx2.delete(f"{sandbox.url}/_sandbox/faults").raise_for_status()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox of the test's own whose tasks succeed at once and are drawn when they are downloaded."""
    with kling.sandbox.running(latency=0, render="lazy", drawing="stills") as served:
        yield served


@pytest.fixture
def naps() -> list[float]:
    """The pauses a client wanted to make; none is made."""
    return []


@pytest.fixture(params=["blocking", "asyncio"])
def connect(request: pytest.FixtureRequest, sandbox: Sandbox, naps: list[float]) -> Iterator[Connect]:
    """Makes clients of the sandbox; keyword arguments as for Client."""
    loop = asyncio.new_event_loop()
    opened: list[Any] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    def make(**options: Any) -> Any:
        options = {"base_url": sandbox.url, **options}
        if "access_key" not in options:
            options.setdefault("api_key", sandbox.api_key)
        if request.param == "blocking":
            client: Any = Client(**{"sleep": naps.append, **options})
        else:
            client = Blocking(AsyncClient(**{"sleep": nap, **options}), loop)
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()
    loop.close()


@pytest.fixture
def client(connect: Connect) -> Any:
    return connect()


@pytest.fixture
def creates(sandbox: Sandbox) -> Callable[[], tuple[int, int]]:
    """How many creates the service was asked for, and how many tasks it has."""

    def count() -> tuple[int, int]:
        state = sandbox.state()
        return state["requests"].get(f"POST {V1}", 0), len(state["tasks"])

    return count

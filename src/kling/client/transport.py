"""The two transports: they carry out the operations of flows, blocking or under asyncio.

httpx2 is imported at the first request, because building its client costs 155 ms.
"""

from __future__ import annotations

import asyncio
import threading
import time
import weakref
from collections.abc import Awaitable, Callable
from functools import cached_property
from inspect import isawaitable, iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeVar

from kling.client.errors import Interrupted
from kling.client.http import (
    Answer,
    async_pieces,
    bounded,
    due,
    failure_of,
    opened,
    options_of,
    refuse_closed,
    reply_of,
    request_of,
    same_origin,
    then,
    unusable,
)
from kling.client.operations import Call, Fetch, Flow, Notify, Operation, Reply, Run, Sleep, Wait
from kling.media.address import host_of, is_fetchable

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")
C = TypeVar("C")


async def _finished(result: object) -> None:
    """Await what a callback gave, if it can be."""
    if isawaitable(result):
        await result


def refuse_coroutine(progress: object) -> None:
    """Raises TypeError for a callback that only an AsyncClient would await, before anything is sent."""
    if iscoroutinefunction(progress):
        name = getattr(progress, "__name__", "progress")
        raise TypeError(
            f"{name} is a coroutine function, and this client awaits nothing: use AsyncClient, or a function"
        )


def _close(clients: list[httpx2.Client]) -> None:
    for client in clients:
        client.close()


class Transport:
    """Carries out flows in the calling thread. Safe to use from many threads."""

    wakeup = threading.Event

    def __init__(
        self,
        base_url: str,
        timeout: float,
        sleep: Callable[[float], object] = time.sleep,
        http_client: httpx2.Client | None = None,
        proxy: str | None = None,
    ) -> None:
        self._base_url, self._timeout, self._sleep, self._proxy = base_url, timeout, sleep, proxy
        self._given = http_client
        self._is_closed = False
        self._own: list[httpx2.Client] = []
        self._end = weakref.finalize(self, _close, self._own)  # many programs close no client

    @cached_property
    def _api(self) -> httpx2.Client:
        return self._given or bounded(self._made(self._base_url))

    @cached_property
    def _results(self) -> httpx2.Client:
        return self._given or self._made(None)

    def _made(self, base_url: str | None) -> httpx2.Client:
        import httpx2

        self._own.append(opened(httpx2.Client, options_of(self._timeout, base_url, self._proxy)))
        return self._own[-1]

    def run(self, flow: Flow[T]) -> T:
        refuse_closed(self._is_closed)
        result: Any = None
        error: BaseException | None = None
        try:
            while True:
                operation = flow.throw(error) if error else flow.send(result)
                result = error = None
                try:
                    result = self._carry_out(operation)
                except BaseException as failure:  # a flow cleans up after KeyboardInterrupt, too
                    error = failure
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        finally:
            error = None  # a stored traceback would keep this frame alive

    def close(self) -> None:
        """Close the connections; a client that was given stays open. Without a call they are closed when nobody has
        this object any more."""
        self._is_closed = True
        self._end()

    def _carry_out(self, operation: Operation) -> Any:
        match operation:
            case Call():
                return self._call(operation)
            case Fetch():
                return self._fetch(operation)
            case Sleep(seconds):
                return self._sleep(seconds)
            case Wait(threading.Event() as wakeup, seconds):
                wakeup.wait(seconds)
                return wakeup.clear()
            case Run(work):
                return work()
            case Notify(tell):
                tell()
                return None

    def _call(self, call: Call) -> Reply:
        import httpx2

        refuse_closed(self._api.is_closed)
        wanted, pieces = request_of(call, self._base_url)
        seconds = call.timeout or self._timeout

        def sent() -> None:
            due.at = time.monotonic() + seconds

        if pieces is None:
            sent()
        try:
            with self._api.stream(content=pieces and then(pieces, sent), **wanted) as response:
                answer = Answer(response)
                for piece in response.iter_raw():
                    answer.add(piece)
                return reply_of(response, answer.content)
        except httpx2.RequestError as error:
            raise failure_of(error, self._base_url) from None
        finally:
            due.at = float("inf")

    def _fetch(self, fetch: Fetch) -> Reply:
        import httpx2

        if not is_fetchable(fetch.url):
            raise unusable("it is no http(s) URL")
        own = same_origin(fetch.url, self._base_url)
        client, headers = self._api if own else self._results, dict(fetch.headers)
        refuse_closed(client.is_closed)
        try:
            with client.stream("GET", fetch.url, headers=headers, follow_redirects=not own) as response:
                head = reply_of(response)
                if write := fetch.receive(head):
                    for chunk in response.iter_raw():
                        write(chunk)
                return head
        except (httpx2.TooManyRedirects, httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise unusable(error) from None
        except httpx2.RequestError as error:
            raise failure_of(error, fetch.url) from None


class AsyncTransport:
    """Carries out flows under asyncio. Connections belong to an event loop: in another one, after the first has ended,
    new ones are made."""

    wakeup = asyncio.Event

    def __init__(
        self,
        base_url: str,
        timeout: float,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        http_client: httpx2.AsyncClient | None = None,
        proxy: str | None = None,
    ) -> None:
        self._base_url, self._timeout, self._sleep, self._proxy = base_url, timeout, sleep, proxy
        self._given = http_client
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False

    @cached_property
    def _api(self) -> httpx2.AsyncClient:
        import httpx2

        return self._given or opened(httpx2.AsyncClient, options_of(self._timeout, self._base_url, self._proxy))

    @cached_property
    def _results(self) -> httpx2.AsyncClient:
        import httpx2

        return self._given or opened(httpx2.AsyncClient, options_of(self._timeout, None, self._proxy))

    def _enter(self) -> None:
        """Be in the running event loop. Raises RuntimeError while another one runs."""
        loop = asyncio.get_running_loop()
        if self._loop not in (None, loop):
            if self._loop is not None and self._loop.is_running():
                raise RuntimeError("this AsyncClient works in another event loop; make one for each, or use Client")
            for name in {"_api", "_results"} & vars(self).keys():
                del vars(self)[name]  # its connections ended with their loop, and cannot be closed in this one
        self._loop = loop

    async def run(self, flow: Flow[T]) -> T:
        refuse_closed(self._is_closed)
        self._enter()
        result: Any = None
        error: BaseException | None = None
        try:
            while True:
                operation = flow.throw(error) if error else flow.send(result)
                result = error = None
                try:
                    result = await self._carry_out(operation)
                except BaseException as failure:  # a flow cleans up after cancellation, too
                    error = failure
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        finally:
            error = None

    async def close(self) -> None:
        """Close the connections; a client that was given stays open."""
        self._enter()
        self._is_closed = True
        for name in {"_api", "_results"} & vars(self).keys() if self._given is None else ():
            await getattr(self, name).aclose()

    async def _carry_out(self, operation: Operation) -> Any:
        match operation:
            case Call():
                return await self._call(operation)
            case Fetch():
                return await self._fetch(operation)
            case Sleep(seconds):
                return await self._sleep(seconds)
            case Wait(asyncio.Event() as wakeup, seconds):
                try:
                    async with asyncio.timeout(seconds):
                        await wakeup.wait()
                except TimeoutError:
                    pass
                return wakeup.clear()
            case Run(work):
                return await asyncio.to_thread(work)
            case Notify(tell):
                return await _finished(tell())

    async def _call(self, call: Call) -> Reply:
        import httpx2

        refuse_closed(self._api.is_closed)
        wanted, pieces = request_of(call, self._base_url)
        seconds = call.timeout or self._timeout
        try:
            async with asyncio.timeout(None if pieces else seconds) as limit:

                def sent() -> None:
                    limit.reschedule(asyncio.get_running_loop().time() + seconds)

                body = pieces and async_pieces(then(pieces, sent))
                async with self._api.stream(content=body, **wanted) as response:
                    answer = Answer(response)
                    async for piece in response.aiter_raw():
                        answer.add(piece)
                    return reply_of(response, answer.content)
        except httpx2.RequestError as error:
            raise failure_of(error, self._base_url) from None
        except TimeoutError:
            raise Interrupted(f"{host_of(self._base_url)} did not answer in full within {seconds:g} s") from None

    async def _fetch(self, fetch: Fetch) -> Reply:
        import httpx2

        if not is_fetchable(fetch.url):
            raise unusable("it is no http(s) URL")
        own = same_origin(fetch.url, self._base_url)
        client, headers = self._api if own else self._results, dict(fetch.headers)
        refuse_closed(client.is_closed)
        try:
            async with client.stream("GET", fetch.url, headers=headers, follow_redirects=not own) as response:
                head = reply_of(response)
                if write := fetch.receive(head):
                    async for chunk in response.aiter_raw():
                        await _finished(write(chunk))
                return head
        except (httpx2.TooManyRedirects, httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise unusable(error) from None
        except httpx2.RequestError as error:
            raise failure_of(error, fetch.url) from None

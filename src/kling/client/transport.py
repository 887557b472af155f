"""The two drivers: they carry out the operations of flows, blocking or under asyncio.

httpx2 is imported at the first request, because building its client costs 155 ms.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import cached_property
from inspect import isawaitable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from kling.api import inline
from kling.client.errors import DownloadError, Interrupted, KlingError, RequestRefused, Unreachable
from kling.client.operations import Call, Fetch, Flow, Notify, Operation, Reply, Run, Sleep, Wait
from kling.media.address import host_of, is_fetchable, is_loopback, scheme

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")
C = TypeVar("C")

_PIECE = 256 * 1024
_CONNECT = 10.0  # seconds
ANSWER_BYTES_MAX = 10_000_000
"""Of an answer of the API, also once it is unpacked. A page of 500 tasks has half a million."""


def _options(timeout: float, base_url: str | None, proxy: str | None) -> dict[str, Any]:
    """Keyword arguments of an httpx2 client: for the API at ``base_url``, or for results anywhere (None)."""

    return {
        "timeout": _timeout(timeout),
        "proxy": proxy,
        "max_redirects": 5,
        "headers": {"User-Agent": "kling-video-generator"},
        # A plain-http API needs no certificates, and loading them takes most of the construction time.
        "verify": base_url is None or base_url.startswith("https:"),
        # A proxy of the environment leads away from this machine, so it cannot lead to a service on it.
        "trust_env": base_url is None or not is_loopback(base_url),
    }


def _timeout(seconds: float) -> httpx2.Timeout:
    import httpx2

    # Waiting for a free connection is not a failure: 200 threads may share one client.
    return httpx2.Timeout(seconds, connect=min(_CONNECT, seconds), pool=None)


def _request(call: Call, base_url: str) -> tuple[dict[str, Any], Iterator[bytes] | None]:
    """Keyword arguments of a request, and the pieces of its body."""
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
    if call.bearer is not None:
        headers["Authorization"] = f"Bearer {call.bearer}"
    pieces: Iterator[bytes] | None = None
    try:
        if isinstance(call.body, Path):
            length, pieces = call.body.stat().st_size, _file(call.body)
            headers |= {"Content-Type": "application/octet-stream", "Content-Length": str(length)}
        elif call.body is not None:
            length, pieces = inline.encode(call.body)
            headers |= {"Content-Type": "application/json", "Content-Length": str(length)}
    except (OSError, TypeError, ValueError) as error:
        raise _unsendable(error) from error
    wanted: dict[str, Any] = {"method": call.method, "url": base_url + call.path, "headers": headers}
    wanted["follow_redirects"] = False
    if call.params:
        wanted["params"] = dict(call.params)
    if call.timeout is not None:
        wanted["timeout"] = _timeout(call.timeout)
    return wanted, pieces and _checked(pieces)


def _file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _checked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    except OSError as error:
        raise _unsendable(error) from error


def _unsendable(error: Exception) -> RequestRefused:
    """The body cannot be sent in full; one that is cut short is never acted upon."""
    return RequestRefused(f"the request could not be sent: {error}", advice="fix it, or the files it names")


def _then(pieces: Iterator[bytes], sent: Callable[[], object]) -> Iterator[bytes]:
    """The pieces of a body; ``sent`` is called when all are sent."""
    yield from pieces
    sent()


async def _async_pieces(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


class _Answer:
    """The content of an API answer, unpacked and bounded. Raises Interrupted: what the request did is done."""

    def __init__(self, response: httpx2.Response) -> None:
        encoding = response.headers.get("content-encoding", "identity").lower()
        if encoding not in ("identity", "gzip"):
            raise Interrupted(f"the answer came encoded as {encoding[:40]}, which was not asked for")
        self._unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
        self.content = bytearray()

    def add(self, piece: bytes) -> None:
        room = ANSWER_BYTES_MAX - len(self.content)
        try:
            self.content += self._unpack.decompress(piece, room + 1) if self._unpack else piece
        except zlib.error:
            raise Interrupted("the answer came broken") from None
        if len(self.content) > ANSWER_BYTES_MAX:
            raise Interrupted(f"the answer has more than {ANSWER_BYTES_MAX // 1_000_000} MB")


class _Due(threading.local):
    """When the answer that this thread waits for must be here, in seconds of ``time.monotonic``."""

    at = float("inf")


_due = _Due()


def _bounded(client: httpx2.Client) -> httpx2.Client:
    """A client whose every read ends by ``_due``: its own time limits are those of a single byte."""
    import httpcore2

    from kling.media.fetch import Stream

    class Backend(httpcore2.SyncBackend):
        def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
            return Stream(super().connect_tcp(*args, **kwargs), lambda: _due.at)

    for transport in (client._transport, *client._mounts.values()):
        if (pool := getattr(transport, "_pool", None)) is not None:
            pool._network_backend = Backend()
    return client


def _head(response: httpx2.Response, content: bytes | bytearray = b"") -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, bytes(content))


def _failure(error: Exception, url: str) -> KlingError:
    """What an error of httpx2 means for whoever sent the request."""
    import httpx2

    at = httpx2.URL(url)
    host = at.host if at.port is None else f"{at.host}:{at.port}"
    what = str(error) or type(error).__name__
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout | httpx2.ProxyError):
        if through := _proxy_of(url):
            return Unreachable(f"no connection to {host} through {through}: {what}", advice="check that proxy")
        return Unreachable(f"no connection to {host}: {what}", advice="check the network and KLING_BASE_URL")
    if isinstance(error, httpx2.TimeoutException):
        return Interrupted(f"{host} did not answer in time ({type(error).__name__})")
    return Interrupted(f"the connection to {host} broke: {what}")


def _proxy_of(url: str) -> str:
    """The proxy of the environment that leads to a URL, without its password; empty when there is none."""
    from urllib.request import getproxies, proxy_bypass

    if is_loopback(url) or proxy_bypass(host_of(url)):
        return ""
    proxies = getproxies()
    found = proxies.get(urlsplit(url).scheme) or proxies.get("all")
    if not found:
        return ""
    try:
        found = found if scheme(found) else f"http://{found}"
        return f"the proxy {urlsplit(found).netloc.rpartition('@')[2]}"
    except ValueError:
        return ""


def _opened(make: Callable[..., C], options: dict[str, Any]) -> C:
    """A client of httpx2. Raises Unreachable when proxies or certificates of the environment cannot be used."""
    import httpx2

    try:
        return make(**options)
    except ImportError:
        why, advice = "a SOCKS proxy needs the extra socks", "pip install 'kling-video-generator[socks]'"
    except OSError as error:
        names = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
        named = f"{names[0]} names {os.environ[names[0]]}, which" if names else "the certificates"
        why, advice = f"{named} cannot be read: {error.strerror or error}", "correct it, or unset it"
    except (ValueError, httpx2.InvalidURL):
        names = [name for name in os.environ if name.upper() in ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")]
        why, advice = (
            f"{' or '.join(sorted(names)) or 'the proxy'} holds no proxy that can be used",
            ("write http://, https:// or socks5:// and a host with its port"),
        )
    raise Unreachable(why, advice=advice)


def _same_origin(url: str, base_url: str) -> bool:
    return urlsplit(url)[:2] == urlsplit(base_url)[:2]


def _unusable(error: object) -> DownloadError:
    return DownloadError(f"the result's address cannot be used: {error}")


async def _finished(result: object) -> None:
    """Await what a callback gave, if it can be."""
    if isawaitable(result):
        await result


class Driver:
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

    @cached_property
    def _api(self) -> httpx2.Client:
        import httpx2

        return self._given or _bounded(_opened(httpx2.Client, _options(self._timeout, self._base_url, self._proxy)))

    @cached_property
    def _results(self) -> httpx2.Client:
        import httpx2

        return self._given or _opened(httpx2.Client, _options(self._timeout, None, self._proxy))

    def run(self, flow: Flow[T]) -> T:
        result: Any = None
        error: BaseException | None = None
        try:
            while True:
                effect = flow.throw(error) if error else flow.send(result)
                result = error = None
                try:
                    result = self._carry_out(effect)
                except BaseException as failure:  # a flow cleans up after KeyboardInterrupt, too
                    error = failure
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        finally:
            error = None  # a stored traceback would keep this frame alive

    def close(self) -> None:
        """Close the connections; a client that was given stays open."""
        for name in {"_api", "_results"} & vars(self).keys() if self._given is None else ():
            getattr(self, name).close()

    def _carry_out(self, effect: Operation) -> Any:
        match effect:
            case Call():
                return self._call(effect)
            case Fetch():
                return self._fetch(effect)
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

        wanted, pieces = _request(call, self._base_url)
        seconds = call.timeout or self._timeout

        def sent() -> None:
            _due.at = time.monotonic() + seconds

        if pieces is None:
            sent()
        try:
            with self._api.stream(content=pieces and _then(pieces, sent), **wanted) as response:
                answer = _Answer(response)
                for piece in response.iter_raw():
                    answer.add(piece)
                return _head(response, answer.content)
        except httpx2.RequestError as error:
            raise _failure(error, self._base_url) from None
        finally:
            _due.at = float("inf")

    def _fetch(self, fetch: Fetch) -> Reply:
        import httpx2

        if not is_fetchable(fetch.url):
            raise _unusable("it is no http(s) URL")
        own = _same_origin(fetch.url, self._base_url)
        client, headers = self._api if own else self._results, dict(fetch.headers)
        try:
            with client.stream("GET", fetch.url, headers=headers, follow_redirects=not own) as response:
                head = _head(response)
                if write := fetch.receive(head):
                    for chunk in response.iter_raw():
                        write(chunk)
                return head
        except (httpx2.TooManyRedirects, httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise _unusable(error) from None
        except httpx2.RequestError as error:
            raise _failure(error, fetch.url) from None


class AsyncDriver:
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

    @cached_property
    def _api(self) -> httpx2.AsyncClient:
        import httpx2

        return self._given or _opened(httpx2.AsyncClient, _options(self._timeout, self._base_url, self._proxy))

    @cached_property
    def _results(self) -> httpx2.AsyncClient:
        import httpx2

        return self._given or _opened(httpx2.AsyncClient, _options(self._timeout, None, self._proxy))

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
        self._enter()
        result: Any = None
        error: BaseException | None = None
        try:
            while True:
                effect = flow.throw(error) if error else flow.send(result)
                result = error = None
                try:
                    result = await self._carry_out(effect)
                except BaseException as failure:  # a flow cleans up after cancellation, too
                    error = failure
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]
        finally:
            error = None

    async def close(self) -> None:
        """Close the connections; a client that was given stays open."""
        self._enter()
        for name in {"_api", "_results"} & vars(self).keys() if self._given is None else ():
            await getattr(self, name).aclose()

    async def _carry_out(self, effect: Operation) -> Any:
        match effect:
            case Call():
                return await self._call(effect)
            case Fetch():
                return await self._fetch(effect)
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

        wanted, pieces = _request(call, self._base_url)
        seconds = call.timeout or self._timeout
        try:
            async with asyncio.timeout(None if pieces else seconds) as limit:

                def sent() -> None:
                    limit.reschedule(asyncio.get_running_loop().time() + seconds)

                body = pieces and _async_pieces(_then(pieces, sent))
                async with self._api.stream(content=body, **wanted) as response:
                    answer = _Answer(response)
                    async for piece in response.aiter_raw():
                        answer.add(piece)
                    return _head(response, answer.content)
        except httpx2.RequestError as error:
            raise _failure(error, self._base_url) from None
        except TimeoutError:
            raise Interrupted(f"{host_of(self._base_url)} did not answer in full within {seconds:g} s") from None

    async def _fetch(self, fetch: Fetch) -> Reply:
        import httpx2

        if not is_fetchable(fetch.url):
            raise _unusable("it is no http(s) URL")
        own = _same_origin(fetch.url, self._base_url)
        client, headers = self._api if own else self._results, dict(fetch.headers)
        try:
            async with client.stream("GET", fetch.url, headers=headers, follow_redirects=not own) as response:
                head = _head(response)
                if write := fetch.receive(head):
                    async for chunk in response.aiter_raw():
                        await _finished(write(chunk))
                return head
        except (httpx2.TooManyRedirects, httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
            raise _unusable(error) from None
        except httpx2.RequestError as error:
            raise _failure(error, fetch.url) from None

"""Requests, answers and failures between our calls and httpx2: the same for both transports."""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from kling.api import inline
from kling.client.errors import ClientClosed, DownloadError, Interrupted, KlingError, RequestRefused, Unreachable
from kling.client.operations import Call, Reply
from kling.media.address import host_of, is_loopback, scheme

if TYPE_CHECKING:
    import httpx2

C = TypeVar("C")

_PIECE = 256 * 1024
_CONNECT = 10.0  # seconds
ANSWER_BYTES_MAX = 10_000_000
"""Of an answer of the API, also once it is unpacked. A page of 500 tasks has half a million."""


def options_of(timeout: float, base_url: str | None, proxy: str | None) -> dict[str, Any]:
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


def request_of(call: Call, base_url: str) -> tuple[dict[str, Any], Iterator[bytes] | None]:
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
    return wanted, pieces and _checked(pieces, call.may_leave or (lambda: True))


def _file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _checked(pieces: Iterator[bytes], may_leave: Callable[[], bool]) -> Iterator[bytes]:
    try:
        for piece in pieces:
            if not may_leave():
                raise Unreachable("the request was not sent: this process stood still, and another one may send it")
            yield piece
    except OSError as error:
        raise _unsendable(error) from error


def _unsendable(error: Exception) -> RequestRefused:
    """The body cannot be sent in full; one that is cut short is never acted upon."""
    return RequestRefused(f"the request could not be sent: {error}", advice="fix it, or the files it names")


def then(pieces: Iterator[bytes], sent: Callable[[], object]) -> Iterator[bytes]:
    """The pieces of a body; ``sent`` is called when all are sent."""
    yield from pieces
    sent()


async def async_pieces(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def refuse_closed(is_closed: bool) -> None:
    """Raises ClientClosed."""
    if is_closed:
        advice = "make a new client, or use it within its `with`; tasks go on, and are found again by their ids"
        raise ClientClosed("the client is closed", advice=advice)


class Answer:
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


due = _Due()


def bounded(client: httpx2.Client) -> httpx2.Client:
    """A client whose every read ends by ``due``: its own time limits are those of a single byte."""
    import httpcore2

    from kling.media.fetch import Stream

    class Backend(httpcore2.SyncBackend):
        def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
            return Stream(super().connect_tcp(*args, **kwargs), lambda: due.at)

    for transport in (client._transport, *client._mounts.values()):
        if (pool := getattr(transport, "_pool", None)) is not None:
            pool._network_backend = Backend()
    return client


def reply_of(response: httpx2.Response, content: bytes | bytearray = b"") -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, bytes(content))


def failure_of(error: Exception, url: str) -> KlingError:
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
    except ValueError:  # an address such as http://[x, which httpx2 takes for a name
        return "the proxy that the environment names"


def opened(make: Callable[..., C], options: dict[str, Any]) -> C:
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


def same_origin(url: str, base_url: str) -> bool:
    return urlsplit(url)[:2] == urlsplit(base_url)[:2]


def unusable(error: object) -> DownloadError:
    return DownloadError(f"the result's address cannot be used: {error}")

"""Getting media from URLs that strangers wrote: bounded in bytes, time and redirects, and only from public addresses.

The host is resolved once, every address it has is judged, and the connection goes to a judged address, so a name that
changes its mind between the look-up and the connection gains nothing. Redirects start over.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import httpcore2

from kling.media.address import host_of, is_fetchable, is_public

REDIRECTS_MAX = 5
SECONDS_MAX = 60.0
STALL_SECONDS = 10.0


class FetchError(Exception):
    """Why a URL gave no file. The text names the host at most, never the path or query (they may be signed).
    ``too_large`` tells a file beyond the limit."""

    def __init__(self, message: str, *, too_large: bool = False) -> None:
        super().__init__(message)
        self.too_large = too_large


class Stream(httpcore2.NetworkStream):
    """A connection whose every read and write ends by a deadline, however slowly the bytes drip. ``deadline`` gives it,
    in seconds of ``time.monotonic``, anew for each of them."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: Callable[[], float]) -> None:
        self._inner, self._deadline = inner, deadline

    def _timeout(self, timeout: float | None) -> float:
        left = self._deadline() - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return min(left, timeout or STALL_SECONDS)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._timeout(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._timeout(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._timeout(timeout))
        return Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Guard(httpcore2.NetworkBackend):
    """Opens connections to judged addresses only."""

    def __init__(self, deadline: float, allow_private: bool) -> None:
        self._deadline, self._allow_private = deadline, allow_private
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise FetchError(f"the host {host} cannot be found") from None
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._allow_private and not all(map(is_public, addresses)):
            raise FetchError(f"the host {host} is not on the public internet (see --allow-private-media)")
        for left, address in zip(reversed(range(len(addresses))), addresses, strict=True):
            try:
                return Stream(self._inner.connect_tcp(address, port, timeout), lambda: self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if not left or time.monotonic() >= self._deadline:
                    raise
        raise FetchError(f"the host {host} cannot be found")


def fetch(url: str, out: Path, *, bytes_max: int, allow_private: bool = False, seconds: float = SECONDS_MAX) -> None:
    """Write what ``url`` holds to ``out``. Raises FetchError; then nothing is left at ``out``."""
    deadline = time.monotonic() + seconds
    try:
        with httpcore2.ConnectionPool(network_backend=_Guard(deadline, allow_private)) as pool:
            _follow(pool, url, out, bytes_max)
    except BaseException as error:
        out.unlink(missing_ok=True)
        host = _host(url)
        if isinstance(error, httpcore2.TimeoutException):
            raise FetchError(f"{host} did not deliver within {seconds:g} s") from None
        if isinstance(error, httpcore2.NetworkError | httpcore2.ProtocolError | httpcore2.UnsupportedProtocol):
            raise FetchError(f"the connection to {host} failed ({type(error).__name__})") from None
        raise


def _follow(pool: httpcore2.ConnectionPool, url: str, out: Path, bytes_max: int) -> None:
    for _ in range(REDIRECTS_MAX + 1):
        target = _checked(url)
        headers = [("Host", target.netloc.rpartition("@")[2]), ("Accept", "*/*"), ("Accept-Encoding", "identity")]
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), STALL_SECONDS)
        with pool.stream("GET", target.geturl(), headers=headers, extensions={"timeout": timeouts}) as response:
            known = {name.lower(): value for name, value in response.headers}
            if response.status in (301, 302, 303, 307, 308) and b"location" in known:
                url = urljoin(url, known[b"location"].decode("latin-1"))
                continue
            if response.status != 200:
                raise FetchError(f"{target.hostname} answered HTTP {response.status}")
            _write(response, known, out, bytes_max)
            return
    raise FetchError(f"more than {REDIRECTS_MAX} redirects")


def _host(url: str) -> str:
    return host_of(url) or "the host"


def _checked(url: str) -> SplitResult:
    if not is_fetchable(url):
        raise FetchError("this is no http(s) URL")
    target = urlsplit(url)
    safe = "".join(map(chr, range(33, 127)))
    return target._replace(path=quote(target.path, safe), query=quote(target.query, safe), fragment="")


def _write(response: httpcore2.Response, known: dict[bytes, bytes], out: Path, bytes_max: int) -> None:
    claimed = known.get(b"content-length", b"0")
    if claimed.isdigit() and int(claimed) > bytes_max:
        raise FetchError(f"the file claims {int(claimed)} bytes; the limit is {bytes_max}", too_large=True)
    size = 0
    with out.open("wb") as file:
        for piece in response.iter_stream():
            size += len(piece)
            if size > bytes_max:
                raise FetchError(f"the file has more than {bytes_max} bytes", too_large=True)
            file.write(piece)
    if size == 0:
        raise FetchError("the file is empty")

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import PHOTOS
from tests.sandbox.conftest import caller

from kling import sandbox
from kling.media import fetch as fetching
from kling.media.fetch import FetchError, fetch

LIMIT = 1_000_000


class _Host(BaseHTTPRequestHandler):
    """A host of media, some of it hostile."""

    def log_message(self, format: str, *args: Any) -> None:
        return

    def do_GET(self) -> None:
        action, _, rest = self.path.strip("/").partition("/")
        with contextlib.suppress(OSError):
            getattr(self, f"_{action}")(rest)

    def _answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def _photo(self, name: str) -> None:
        self._answer(200, (PHOTOS / name).read_bytes())

    def _hops(self, left: str) -> None:
        self._answer(302, Location=f"/hops/{int(left) - 1}" if int(left) else "/photo/rocket.jpg")

    def _loop(self, rest: str) -> None:
        self._answer(302, Location="/loop")

    def _to(self, url: str) -> None:
        self._answer(302, Location=url)

    def _moved(self, status: str) -> None:
        self._answer(int(status), Location="/photo/rocket.jpg")

    def _claimed(self, size: str) -> None:
        self._answer(200, b"x" * int(size))

    def _unclaimed(self, size: str) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * int(size))

    def _claim(self, rest: str) -> None:
        self._answer(200, b"x", Content_Length="4294967296")

    def _endless(self, rest: str) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x" * 100_000)

    def _drip(self, rest: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(600):
            self.wfile.write(b"X-Drip: 1\r\n" if rest == "headers" else b"\r\nx")
            self.wfile.flush()
            time.sleep(0.05)

    def _cut(self, rest: str) -> None:
        self._answer(200, b"half", Content_Length="8")

    def _empty(self, rest: str) -> None:
        self._answer(200)

    def _status(self, number: str) -> None:
        self._answer(int(number), b"no")

    def _garbage(self, rest: str) -> None:
        self.wfile.write(b"\x00\x01\x02 this is no HTTP\r\n\r\n")


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Host)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_picture_arrives_whole_over_redirects(host: str, tmp_path: Path) -> None:
    fetch(f"{host}/hops/4", tmp_path / "photo", bytes_max=LIMIT, allow_private=True)
    assert (tmp_path / "photo").read_bytes() == (PHOTOS / "rocket.jpg").read_bytes()


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("hops/5", "redirects"),
        ("loop", "redirects"),
        ("to/file:///etc/passwd", "http"),
        ("claim", "4294967296"),
        ("endless", "more than"),
        ("drip/headers", "within"),
        ("drip/body", "within"),
        ("cut", "failed"),
        ("empty", "empty"),
        ("status/404", "404"),
        ("status/500", "500"),
        ("garbage", "failed"),
    ],
)
def test_hostile_host_is_given_up_in_words_and_leaves_nothing(host: str, tmp_path: Path, path: str, why: str) -> None:
    with pytest.raises(FetchError, match=why):
        fetch(f"{host}/{path}", tmp_path / "media", bytes_max=LIMIT, allow_private=True, seconds=1)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_not_reached_by_any_of_its_names(host: str, tmp_path: Path, name: str) -> None:
    port = host.rpartition(":")[2]
    with pytest.raises(FetchError, match=r"not on the public internet|cannot be found"):
        fetch(f"http://{name}:{port}/photo/rocket.jpg", tmp_path / "photo", bytes_max=LIMIT)
    assert not list(tmp_path.iterdir())


def test_redirect_into_the_private_network_is_refused(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = host.rpartition(":")[2]
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    fetch(f"{host}/to//photo/rocket.jpg", tmp_path / "allowed", bytes_max=LIMIT)
    with pytest.raises(FetchError, match="public internet"):
        fetch(f"{host}/to/http://127.0.0.2:{port}/photo/rocket.jpg", tmp_path / "refused", bytes_max=LIMIT)


@pytest.mark.parametrize("url", ["ftp://a.example/x", "http://", "http://a.example:0/", "http://[::1", "http://a b/"])
def test_what_is_no_url_is_not_fetched(tmp_path: Path, url: str) -> None:
    with pytest.raises(FetchError):
        fetch(url, tmp_path / "media", bytes_max=LIMIT)


def test_reason_does_not_repeat_a_signed_url(host: str, tmp_path: Path) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(f"{host}/status/403?signature=s3cr3t", tmp_path / "media", bytes_max=LIMIT, allow_private=True)
    assert "s3cr3t" not in str(caught.value)


def test_media_of_this_machine_are_fetched_when_the_user_allows_it(host: str) -> None:
    images = [{"image_url": f"{host}/photo/rocket.jpg", "type": "first_frame"}]
    with sandbox.running(latency=0, render="lazy", drawing="stills", allow_private_media=True) as served:
        api = caller(served)
        task = api.ended(api.created(image_list=images, aspect_ratio=...))
    assert task["task_status"] == "succeed", task["task_status_msg"]


@pytest.fixture
def named(host: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Gives ``media.example`` these addresses; the host there."""
    real, port = socket.getaddrinfo, host.rpartition(":")[2]

    def name(*addresses: str) -> str:
        def found(host: str, *rest: Any, **more: Any) -> list[Any]:
            there = addresses if host == "media.example" else (host,)
            return [one for address in there for one in real(address, *rest, **more)]

        monkeypatch.setattr(socket, "getaddrinfo", found)
        return f"http://media.example:{port}"

    return name


def test_an_address_that_nobody_answers_at_is_passed_over(named: Callable[..., str], tmp_path: Path) -> None:
    url = f"{named('127.0.0.2', '127.0.0.1')}/photo/rocket.jpg"
    fetch(url, tmp_path / "photo", bytes_max=LIMIT, allow_private=True)
    with pytest.raises(FetchError, match="failed"):  # no further address after the deadline
        fetch(url, tmp_path / "none", bytes_max=LIMIT, allow_private=True, seconds=0)
    named("127.0.0.2", "127.0.0.3")
    with pytest.raises(FetchError, match="failed"):
        fetch(url, tmp_path / "none", bytes_max=LIMIT, allow_private=True)
    assert [path.name for path in tmp_path.iterdir()] == ["photo"]


def test_a_host_with_one_private_address_is_refused(
    named: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(FetchError, match="public internet"):
        fetch(f"{named('127.0.0.1', '127.0.0.2')}/photo/rocket.jpg", tmp_path / "photo", bytes_max=LIMIT)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_redirect_is_followed(host: str, tmp_path: Path, status: int) -> None:
    fetch(f"{host}/moved/{status}", tmp_path / "photo", bytes_max=LIMIT, allow_private=True)
    assert (tmp_path / "photo").stat().st_size == (PHOTOS / "rocket.jpg").stat().st_size


@pytest.mark.parametrize("path", ["moved/300", "moved/304", "status/302"])
def test_what_leads_nowhere_is_no_redirect(host: str, tmp_path: Path, path: str) -> None:
    with pytest.raises(FetchError, match=f"answered HTTP {path[-3:]}"):
        fetch(f"{host}/{path}", tmp_path / "photo", bytes_max=LIMIT, allow_private=True)


@pytest.mark.parametrize("way", ["claimed", "unclaimed"])
def test_a_limit_is_the_most_that_is_taken(host: str, tmp_path: Path, way: str) -> None:
    fetch(f"{host}/{way}/{LIMIT}", tmp_path / "media", bytes_max=LIMIT, allow_private=True)
    assert (tmp_path / "media").stat().st_size == LIMIT
    with pytest.raises(FetchError) as caught:
        fetch(f"{host}/{way}/{LIMIT + 1}", tmp_path / "media", bytes_max=LIMIT, allow_private=True)
    assert caught.value.too_large

"""Clips on object storage. The storage here is a small server that speaks as much of S3 as is used, and keeps what it
was sent; it does not judge signatures."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from kling import Client
from kling.cli import main
from kling.media.host import Host, HostError
from kling.sandbox import Sandbox, running


class _Storage(http.server.BaseHTTPRequestHandler):
    kept: ClassVar[dict[str, bytes]] = {}
    asked: ClassVar[list[str]] = []

    def _answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Sun, 22 Nov 2026 09:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_PUT(self) -> None:
        self.asked.append("PUT")
        self.kept[urlsplit(self.path).path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.asked.append(self.command)
        found = self.kept.get(urlsplit(self.path).path)
        self._answer(404) if found is None else self._answer(200, found)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Storage]]:
    _Storage.kept.clear()
    _Storage.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Storage) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_address[1]}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "top-secret")
        monkeypatch.setenv("AWS_REGION", "eu-north-1")
        yield _Storage
        server.shutdown()
        thread.join()


def test_a_clip_is_uploaded_once_and_its_signed_address_gives_it(storage: type[_Storage], clip: Path) -> None:
    host = Host("s3://films/clips")
    one, two = host.put(clip), host.put(clip)
    assert storage.asked == ["HEAD", "PUT", "HEAD"]
    assert urlsplit(one).path == urlsplit(two).path
    assert urlsplit(one).path.startswith("/films/clips/")
    signature = parse_qs(urlsplit(one).query)
    assert {"X-Amz-Signature", "X-Amz-Expires"} <= set(signature)
    assert signature["X-Amz-Expires"] == ["86400"]
    assert httpx2.get(one).content == clip.read_bytes()


def test_an_address_that_is_no_storage_is_refused_and_no_secret_is_told(
    storage: type[_Storage], clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(HostError, match="no storage"):
        Host("ftp://films")
    monkeypatch.setattr(storage, "do_PUT", lambda self: self._answer(403))
    with pytest.raises(HostError) as told:
        Host("s3://films/clips").put(clip)
    assert clip.name in str(told.value)
    assert "top-secret" not in str(told.value)


def test_a_client_with_storage_sends_the_clip_by_its_address_and_under_the_same_id(
    storage: type[_Storage], clip: Path, sandbox_with_private_media: Sandbox
) -> None:
    with Client() as client:
        asked: dict[str, Any] = {"prompt": "Make it snow", "edit": clip, "mode": "std"}
        made = client.with_options(storage=Host("s3://films")).create(**asked)
        assert made.request is not None
        assert "X-Amz-Signature" in made.request["video_list"][0]["video_url"]
        assert client.create(**asked).reused


@pytest.mark.parametrize("wire", ["v1", "v2"])
def test_nobody_is_told_a_signed_address(
    storage: type[_Storage],
    clip: Path,
    sandbox_with_private_media: Sandbox,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    wire: str,
) -> None:
    asked = ("generate", "Make it snow in @video.", "--edit", str(clip), "--host", "s3://films", "--wire", wire)
    with pytest.raises(SystemExit) as ended:
        main([*asked, "--mode", "std", "--json", "--metadata", "-o", str(tmp_path / "film.mp4")])
    out, err = capfd.readouterr()
    assert ended.value.code == 0, err
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert "http" in out
    assert not [text for text in (out.encode(), err.encode(), *written) if b"X-Amz" in text]


@pytest.fixture
def sandbox_with_private_media(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with running(latency=0, render="lazy", drawing="stills", allow_private_media=True) as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        yield box

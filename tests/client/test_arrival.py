"""What is no film never gets a film's name, and no film takes the place of another."""

from __future__ import annotations

import gzip
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kling.client import DownloadError, TargetExists, TaskData
from tests.client.conftest import Connect

Serve = Callable[..., TaskData]


@contextmanager
def _server(handle: Callable[[Any], None]) -> Iterator[str]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline() not in (b"\r\n", b""):
                pass
            try:
                handle(self.wfile)
            except OSError:
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v.mp4"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A finished task whose result is what the bytes say, with no Content-Length unless it is among the headers."""
    from contextlib import ExitStack

    with ExitStack() as stack:

        def start(content: bytes, duration: str | None = None, **headers: str) -> TaskData:
            def handle(out: Any) -> None:
                lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
                out.write(f"HTTP/1.1 200 OK\r\nConnection: close\r\n{lines}\r\n".encode() + content)

            url = stack.enter_context(_server(handle))
            video = {"url": url, "duration": duration}
            done = {"task_id": "7", "task_status": "succeed", "task_result": {"videos": [video]}}
            return TaskData.model_validate(done)

        yield start


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "kling-home")


def test_a_whole_film_without_a_length_is_taken(client: Any, serve: Serve, clip: Path, tmp_path: Path) -> None:
    assert client.download(serve(clip.read_bytes(), "5.3"), tmp_path / "a.mp4").read_bytes() == clip.read_bytes()


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_half_a_film_without_a_length_is_no_film(
    client: Any, serve: Serve, tmp_path: Path, naps: list[float], share: float, whole: bytes
) -> None:
    with pytest.raises(DownloadError, match="not the film"):
        client.download(serve(whole[: int(len(whole) * share)]), tmp_path / "a.mp4")
    assert _left(tmp_path) == []
    assert len(naps) == 1  # it was asked for twice


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A film as the service makes them: its index stands before its pictures."""
    from kling.animatic.film import render
    from kling.animatic.staged import STILLS
    from kling.briefs import compile, from_fields

    path = tmp_path_factory.mktemp("film") / "film.mp4"
    body = compile(from_fields("A swan turns.", duration=3, mode="std")).body
    render(body, path, find=lambda source: None, quality=STILLS)
    return path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"<html>no</html>"[:9],
        bytes(1_000_000),
        b"\x00\x00\x00\x18ftypmp42" + bytes(100),
        b"\x89PNG\r\n\x1a\n" + bytes(50),
    ],
    ids=["html", "zeros", "head alone", "picture"],
)
def test_garbage_is_no_film(client: Any, serve: Serve, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DownloadError):
        client.download(serve(content), tmp_path / "a.mp4")
    assert _left(tmp_path) == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_an_encoded_body_is_no_film(client: Any, serve: Serve, clip: Path, tmp_path: Path, encoding: str) -> None:
    with pytest.raises(DownloadError, match=f"encoded as {encoding}"):
        client.download(serve(gzip.compress(clip.read_bytes()), content_encoding=encoding), tmp_path / "a.mp4")
    assert _left(tmp_path) == []


def test_more_bytes_than_a_film_of_its_length_has_are_not_taken(client: Any, serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="claims 1000000000 bytes"):
        client.download(serve(b"x", "3.041", content_length="1000000000"), tmp_path / "a.mp4")
    assert _left(tmp_path) == []


def test_bytes_without_end_come_to_an_end(client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling.client.download._BYTES_AROUND", 1_000_000)
    monkeypatch.setattr("kling.client.download._BYTES_A_SECOND", 0)

    def endless(out: Any) -> None:
        out.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            out.write(bytes(65536))

    with _server(endless) as url:
        done = {"task_id": "7", "task_status": "succeed", "task_result": {"videos": [{"url": url}]}}
        with pytest.raises(DownloadError, match="more than 1000000 bytes"):
            client.download(TaskData.model_validate(done), tmp_path / "a.mp4")
    assert _left(tmp_path) == []


@pytest.mark.parametrize("said", ["15.041", "3.041"])
def test_a_film_of_another_length_than_the_service_says_is_not_it(
    client: Any, serve: Serve, clip: Path, tmp_path: Path, said: str
) -> None:
    with pytest.raises(DownloadError, match=r"lasts 5.3 s|longer than"):
        client.download(serve(clip.read_bytes(), said), tmp_path / "a.mp4")


@pytest.mark.parametrize("url", ["http://[::1", "http://[::1]:99999/", "http://a b/", "http://\x00/"])
def test_a_result_address_that_is_none_is_told(client: Any, tmp_path: Path, url: str) -> None:
    done = {"task_id": "7", "task_status": "succeed", "task_result": {"videos": [{"url": url}]}}
    with pytest.raises(DownloadError, match="address"):
        client.download(TaskData.model_validate(done), tmp_path / "a.mp4")


# -- what is there already --------------------------------------------------------------------------------------------


def test_save_moves_another_file_aside(client: Any, serve: Serve, clip: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    target.write_text("mine")
    (tmp_path / "a.1.mp4").write_text("mine, too")
    client.download(serve(clip.read_bytes()), target)
    assert (target.read_bytes(), (tmp_path / "a.2.mp4").read_text()) == (clip.read_bytes(), "mine")
    client.download(serve(clip.read_bytes()), target)  # the same again changes nothing
    assert _left(tmp_path) == ["a.1.mp4", "a.2.mp4", "a.mp4"]


def test_save_may_refuse_or_replace(client: Any, serve: Serve, clip: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    target.write_text("mine")
    with pytest.raises(TargetExists):
        client.download(serve(clip.read_bytes()), target, existing="refuse")
    assert target.read_text() == "mine"
    client.download(serve(clip.read_bytes()), target, existing="replace")
    assert target.read_bytes() == clip.read_bytes()
    assert _left(tmp_path) == ["a.mp4"]


def test_a_link_is_not_followed_to_what_it_names(client: Any, serve: Serve, clip: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "precious.txt"
    elsewhere.write_text("mine")
    (tmp_path / "a.mp4").symlink_to(elsewhere)
    client.download(serve(clip.read_bytes()), tmp_path / "a.mp4")
    assert elsewhere.read_text() == "mine"
    assert not (tmp_path / "a.mp4").is_symlink()


# -- unfinished files -------------------------------------------------------------------------------------------------


def test_what_a_kill_left_is_removed_and_what_another_process_writes_is_not(
    connect: Connect, serve: Serve, clip: Path, tmp_path: Path
) -> None:
    program = f"""
import sys, time
from pathlib import Path
from kling.media.files import Part
part = Part(Path({str(tmp_path)!r}) / "b.mp4")
print(part.path.name, flush=True)
time.sleep(60)
"""
    processes = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    names = [process.stdout.readline().strip() for process in processes if process.stdout]
    try:
        assert sorted(names) == _left(tmp_path)
        for process in processes[:2]:
            process.send_signal(signal.SIGKILL)
            process.wait()
        connect().download(serve(clip.read_bytes()), tmp_path / "a.mp4")
        assert _left(tmp_path) == [names[2], "a.mp4"]
    finally:
        for process in processes:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


def test_two_threads_that_begin_files_in_one_folder_do_not_sweep_each_other(tmp_path: Path) -> None:
    from kling.media.files import Part

    faults: list[BaseException] = []

    def write(n: int) -> None:
        try:
            for k in range(50):
                with Part(tmp_path / f"{n}-{k}") as part:
                    part.write(b"x" * 100)
                    part.keep()
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(_left(tmp_path)) == 200

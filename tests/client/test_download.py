"""Videos on disk: whole and under their name, or not at all."""

from __future__ import annotations

import json
import os
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import httpx2
import pytest

import kling.sandbox
from kling.client import (
    Client,
    DownloadError,
    ResultExpired,
    ResultMissing,
    TaskData,
    TaskFailed,
    download,
    expires_at,
)
from kling.sandbox import Sandbox
from tests.client.conftest import BODY, Connect, clear_faults, control

VIDEOS = "/_sandbox/videos"
FETCHED = "GET /_sandbox/videos/…"


@pytest.fixture(scope="module")
def drawn() -> Iterator[tuple[Sandbox, TaskData, bytes]]:
    """One drawn video for the whole module: its sandbox, its task, its bytes."""
    with kling.sandbox.running(latency=0, render="eager") as served:
        with Client(base_url=served.url, api_key=served.api_key) as client:
            data = client.wait(client.submit(BODY), deadline=120)
            url = data.task_result.videos[0].url
            assert url
            content = httpx2.get(url).content
        yield served, data, content


@pytest.fixture
def sandbox(drawn: tuple[Sandbox, TaskData, bytes]) -> Sandbox:
    return drawn[0]


@pytest.fixture
def done(drawn: tuple[Sandbox, TaskData, bytes]) -> TaskData:
    return drawn[1]


@pytest.fixture
def content(drawn: tuple[Sandbox, TaskData, bytes]) -> bytes:
    return drawn[2]


@pytest.fixture
def fetches(sandbox: Sandbox) -> Callable[[], int]:
    """How often results were asked for since the test began."""
    before = sandbox.state()["requests"].get(FETCHED, 0)
    return lambda: sandbox.state()["requests"].get(FETCHED, 0) - before


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "kling-home")


def test_a_video_is_saved_whole_and_alone(client: Any, done: TaskData, content: bytes, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    path = client.download(done.task_id, tmp_path / "film.mp4", progress=lambda *step: told.append(step))
    assert path == tmp_path / "film.mp4"
    assert path.read_bytes() == content
    assert names(tmp_path) == ["film.mp4"]
    assert told[-1] == (len(content), len(content))
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_folder_gets_the_video_under_its_task_id(client: Any, done: TaskData, tmp_path: Path) -> None:
    assert client.download(done, str(tmp_path)) == tmp_path / f"{done.task_id}.mp4"


def test_a_name_as_long_as_names_can_be_is_fine(client: Any, done: TaskData, tmp_path: Path) -> None:
    path = tmp_path / ("n" * 251 + ".mp4")
    assert client.download(done, path).exists()


def test_metadata_tells_the_task_and_the_request(client: Any, done: TaskData, tmp_path: Path) -> None:
    video = client.generate(body=BODY)
    path = video.save(tmp_path / "film.mp4", metadata=True)
    notes = json.loads(path.with_name("film.mp4.json").read_text("utf-8"))
    assert notes["task_id"] == done.task_id
    assert notes["external_task_id"] == done.external_task_id
    assert notes["request"]["prompt"] == BODY["prompt"]
    assert (notes["duration"], notes["units"]) == ("3.041", "1.8")
    assert notes["expires_at"][:4].isdecimal()
    assert names(tmp_path) == ["film.mp4", "film.mp4.json"]
    assert video.duration == 3.041
    assert str(video.units) == "1.8"


def test_a_cut_download_goes_on_where_it_was_cut(
    client: Any, sandbox: Sandbox, done: TaskData, content: bytes, tmp_path: Path, fetches: Callable[[], int]
) -> None:
    third = len(content) // 3
    sandbox.faults({"path": VIDEOS, "truncate": third, "times": 2})
    received: list[int] = []
    path = client.download(done, tmp_path / "film.mp4", progress=lambda size, total: received.append(size))
    assert path.read_bytes() == content
    assert fetches() == 3
    assert received == sorted(received)  # nothing was fetched again


def test_a_line_that_breaks_all_the_time_is_good_enough(
    client: Any, sandbox: Sandbox, done: TaskData, content: bytes, tmp_path: Path
) -> None:
    sandbox.faults({"path": VIDEOS, "truncate": len(content) // 30, "times": 25})
    assert client.download(done, tmp_path / "film.mp4").read_bytes() == content


def test_a_download_with_no_connection_at_first_succeeds(
    client: Any, sandbox: Sandbox, done: TaskData, content: bytes, tmp_path: Path, naps: list[float]
) -> None:
    sandbox.faults({"path": VIDEOS, "cut": "before", "times": 2}, {"path": VIDEOS, "status": 503, "body": "busy"})
    assert client.download(done, tmp_path / "film.mp4").read_bytes() == content
    assert len(naps) == 3


def test_a_download_that_never_ends_well_leaves_nothing(
    client: Any, sandbox: Sandbox, done: TaskData, tmp_path: Path, naps: list[float]
) -> None:
    sandbox.faults({"path": VIDEOS, "truncate": 1000}, {"path": VIDEOS, "cut": "before", "times": 99})
    with pytest.raises(DownloadError, match=r"stopped at 1000 of \d+ bytes") as caught:
        client.download(done, tmp_path / "film.mp4")
    clear_faults(sandbox)
    assert caught.value.task_id == done.task_id
    assert names(tmp_path) == []
    assert sum(naps) <= download.BACKOFF


def test_an_older_file_of_the_name_survives_a_failure(
    client: Any, sandbox: Sandbox, done: TaskData, tmp_path: Path
) -> None:
    (tmp_path / "film.mp4").write_bytes(b"older")
    sandbox.faults({"path": VIDEOS, "status": 404, "body": "gone"})
    with pytest.raises(DownloadError, match="not at its address"):
        client.download(done, tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes() == b"older"
    assert names(tmp_path) == ["film.mp4"]


def test_a_result_that_changed_meanwhile_is_fetched_from_the_beginning(
    client: Any, sandbox: Sandbox, done: TaskData, content: bytes, tmp_path: Path
) -> None:
    other = {"Content-Range": "bytes 5-9/10", "Content-Type": "video/mp4"}
    sandbox.faults(
        {"path": VIDEOS, "truncate": 1000}, {"path": VIDEOS, "status": 206, "body": "other", "headers": other}
    )
    assert client.download(done, tmp_path / "film.mp4").read_bytes() == content


@contextmanager
def without_ranges(length: int, *bodies: bytes) -> Iterator[tuple[TaskData, list[bytes]]]:
    """A server that promises ``length`` bytes and sends the bodies in turn, the last one for ever; gives a task that
    points to it, and the header lines it hears."""
    heard: list[bytes] = []
    answers = chain(bodies, repeat(bodies[-1]))

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            heard.extend(line.strip().lower() for line in iter(self.rfile.readline, b"\r\n"))
            head = f'HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nETag: "one"\r\nConnection: close\r\n\r\n'
            self.wfile.write(head.encode() + next(answers))

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        url = f"http://127.0.0.1:{server.server_address[1]}/v.mp4"
        done = {"task_id": "7", "task_status": "succeed", "task_result": {"videos": [{"url": url}]}}
        try:
            yield TaskData.model_validate(done), heard
        finally:
            server.shutdown()
            thread.join()


def test_what_is_still_missing_is_asked_for_of_the_same_file_only(client: Any, content: bytes, tmp_path: Path) -> None:
    """A server that honours If-Range sends a changed file whole; the range of another file would be taken else."""
    with without_ranges(len(content), b"abcd", content) as (done, heard):
        client.download(done, tmp_path / "film.mp4")
    assert b'if-range: "one"' in heard


def test_a_server_without_ranges_sends_everything_again(client: Any, content: bytes, tmp_path: Path) -> None:
    with without_ranges(len(content), b"abcd", content) as (done, heard):
        assert client.download(done, tmp_path / "film.mp4").read_bytes() == content
    assert b"range: bytes=4-" in heard


def test_a_download_that_begins_again_and_again_comes_to_an_end(client: Any, tmp_path: Path, naps: list[float]) -> None:
    with (
        without_ranges(10, b"abcd", b"ab", b"abcd", b"abc") as (done, _),
        pytest.raises(DownloadError, match="of 10 bytes"),
    ):
        client.download(done, tmp_path / "film.mp4")
    assert sum(naps) < 2 * download.BACKOFF
    assert names(tmp_path) == []


def test_a_range_that_cannot_be_had_is_fetched_from_the_beginning(
    client: Any, sandbox: Sandbox, done: TaskData, content: bytes, tmp_path: Path
) -> None:
    sandbox.faults({"path": VIDEOS, "truncate": 1000}, {"path": VIDEOS, "status": 416})
    assert client.download(done, tmp_path / "film.mp4").read_bytes() == content


def test_a_page_in_place_of_a_video_is_no_video(client: Any, sandbox: Sandbox, done: TaskData, tmp_path: Path) -> None:
    sandbox.faults({"path": VIDEOS, "status": 200, "body": "<html>please log in</html>"})
    with pytest.raises(DownloadError, match="no video but text/html"):
        client.download(done, tmp_path / "film.mp4")
    assert names(tmp_path) == []


def test_an_empty_video_is_no_video(client: Any, sandbox: Sandbox, done: TaskData, tmp_path: Path) -> None:
    empty = {"path": VIDEOS, "status": 200, "body": "", "headers": {"Content-Type": "video/mp4"}, "times": 99}
    sandbox.faults(empty)
    with pytest.raises(DownloadError):
        client.download(done, tmp_path / "film.mp4")
    clear_faults(sandbox)
    assert names(tmp_path) == []


def test_an_expired_result_is_told_by_the_service_s_clock(
    client: Any, sandbox: Sandbox, done: TaskData, tmp_path: Path
) -> None:
    sandbox.clock(30 * 86400 + 60)
    try:
        with pytest.raises(ResultExpired, match="30 days") as caught:
            client.download(done, tmp_path / "film.mp4")
    finally:
        sandbox.clock(0)
    assert caught.value.task_id == done.task_id
    assert names(tmp_path) == []


@pytest.mark.parametrize("days", [-40, 40])
def test_a_paid_video_is_fetched_whatever_this_machine_s_clock_says(
    connect: Connect, sandbox: Sandbox, done: TaskData, tmp_path: Path, days: int
) -> None:
    """H2: a clock 40 days ahead made paid videos "expired", and they were paid again."""
    client = connect(clock=lambda: time.time() + days * 86400)
    assert client.download(done.task_id, tmp_path / "film.mp4").exists()
    sandbox.faults({"path": VIDEOS, "status": 404, "body": "<html>", "times": 9})
    with pytest.raises(DownloadError, match="not at its address"):
        client.download(done.task_id, tmp_path / "again.mp4")
    clear_faults(sandbox)


def test_a_paid_video_with_stamps_of_long_ago_is_fetched(client: Any, done: TaskData, tmp_path: Path) -> None:
    old = done.model_copy(update={"created_at": 1_700_000_000_000, "updated_at": 1_700_000_000_000})
    assert client.download(old, tmp_path / "film.mp4").exists()


def test_a_result_that_is_away_before_its_time_is_not_called_expired(
    client: Any, sandbox: Sandbox, done: TaskData, tmp_path: Path
) -> None:
    sandbox.faults({"path": VIDEOS, "status": 404, "body": "<html>", "headers": {"Content-Type": "text/html"}})
    with pytest.raises(DownloadError, match="not at its address"):
        client.download(done, tmp_path / "film.mp4")


def test_an_address_that_has_run_out_is_asked_for_again(client: Any, done: TaskData, tmp_path: Path) -> None:
    [video] = done.task_result.videos
    stale = video.model_copy(update={"url": f"{video.url}".replace(done.task_id, "800000000000000001")})
    result = done.task_result.model_copy(update={"videos": [stale]})
    kept = client.download(done.model_copy(update={"task_result": result}), tmp_path / "film.mp4", metadata=True)
    assert kept.stat().st_size > 1000


def test_times_in_seconds_do_not_look_like_1970() -> None:
    """One source shows 10-digit times; a paid result must not seem expired because of it."""
    seconds, ms = (
        TaskData.model_validate({"task_id": "7", "task_status": "succeed", "updated_at": stamp})
        for stamp in (1_795_336_435, "1795336435000")
    )
    assert expires_at(seconds) == expires_at(ms)


def test_there_is_no_video_before_the_end(client: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    control(sandbox, latency=3600)
    try:
        task = client.submit(BODY, take=2)
    finally:
        control(sandbox, latency=0)
    with pytest.raises(ResultMissing, match="no video yet"):
        client.download(task, tmp_path / "film.mp4")
    assert names(tmp_path) == []


def test_a_failed_task_has_no_video(client: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    failed = {"task_id": "7", "task_status": "failed", "task_status_msg": "risk control"}
    sandbox.faults({"method": "GET", "status": 200, "body": {"code": 0, "data": failed}})
    with pytest.raises(TaskFailed, match="risk control"):
        client.download("7", tmp_path / "film.mp4")


@pytest.mark.parametrize("url", ["file:///etc/hostname", "not a url", "ftp://127.0.0.1/v.mp4", "http://"])
def test_an_address_that_cannot_be_fetched_is_told(client: Any, done: TaskData, tmp_path: Path, url: str) -> None:
    broken = TaskData.model_validate(
        {"task_id": "7", "task_status": "succeed", "task_result": {"videos": [{"url": url}]}}
    )
    with pytest.raises(DownloadError):
        client.download(broken, tmp_path / "film.mp4")
    assert names(tmp_path) == []


@pytest.mark.parametrize(("name", "why"), [("gone/film.mp4", "No such file"), ("film.txt/film.mp4", "Not a directory")])
def test_a_folder_that_is_none_is_told_before_the_download(
    client: Any, done: TaskData, tmp_path: Path, fetches: Callable[[], int], name: str, why: str
) -> None:
    (tmp_path / "film.txt").write_text("a file")
    with pytest.raises(DownloadError, match=why) as caught:
        client.download(done, tmp_path / name)
    assert caught.value.task_id == done.task_id
    assert fetches() == 0


def test_a_full_disk_is_told_and_nothing_is_left(sandbox: Sandbox, done: TaskData, tmp_path: Path) -> None:
    """A process that may write files of 4 KiB at most stands for a full disk."""
    program = f"""
import resource
from kling.client import Client, DownloadError
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    Client(api_key="sandbox", base_url={sandbox.url!r}).download({done.task_id!r}, {str(tmp_path / "film.mp4")!r})
except DownloadError as error:
    print(error)
"""
    ran = subprocess.run(
        [sys.executable, "-B", "-c", program], capture_output=True, text=True, timeout=120, check=False
    )
    assert "cannot be written: File too large" in ran.stdout, ran.stderr
    assert done.task_id in ran.stdout
    assert names(tmp_path) == []

"""Answers of the API are bounded in bytes and in time, whatever the service does."""

from __future__ import annotations

import gzip
import json
import socketserver
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from kling.client import ContentRefused, Interrupted, OutcomeUnknown, TaskData, TaskFailed
from tests.client.conftest import BODY, Connect

Handle = Callable[[Any], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"


@contextmanager
def service(handle: Handle) -> Iterator[tuple[str, list[bytes]]]:
    """A service that reads a request and lets ``handle`` answer; gives its address and the first lines it heard."""
    heard: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            heard.append(self.rfile.readline())
            length = 0
            while (line := self.rfile.readline().lower()) not in (b"\r\n", b""):
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            self.rfile.read(length)
            try:
                handle(self.wfile)
            except OSError:
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", heard
        finally:
            server.shutdown()
            thread.join()


def _endless(out: Any) -> None:
    out.write(HEAD + b'\r\n{"code": 0, "data": [')
    while True:
        out.write(b"1, " * 20_000)


@cache
def _packed() -> bytes:
    return gzip.compress(bytes(150_000_000), 1)


def _bomb(out: Any) -> None:
    out.write(HEAD + b"Content-Encoding: gzip\r\n\r\n" + _packed())


def _other(out: Any) -> None:
    out.write(HEAD + b"Content-Encoding: br\r\n\r\n" + b"x" * 100)


def _broken(out: Any) -> None:
    out.write(HEAD + b"Content-Encoding: gzip\r\n\r\n" + b"no gzip at all")


@pytest.mark.parametrize(
    ("handle", "why"),
    [(_endless, "more than 10 MB"), (_bomb, "more than 10 MB"), (_other, "encoded as br"), (_broken, "broken")],
)
def test_an_answer_without_end_comes_to_an_end(connect: Connect, handle: Handle, why: str) -> None:
    with service(handle) as (url, _), pytest.raises(Interrupted, match=why):
        connect(base_url=url).get("7")


def test_a_bomb_is_not_unpacked(connect: Connect) -> None:
    _packed()
    with service(_bomb) as (url, _):
        client = connect(base_url=url)
        tracemalloc.start()
        try:
            with pytest.raises(Interrupted):
                client.get("7")
            assert tracemalloc.get_traced_memory()[1] < 100_000_000
        finally:
            tracemalloc.stop()


def test_a_packed_answer_is_read(connect: Connect) -> None:
    told = {"code": 0, "data": {"task_id": "7", "task_status": "processing"}}

    def packed(out: Any) -> None:
        out.write(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(json.dumps(told).encode()))

    with service(packed) as (url, _):
        assert connect(base_url=url).get("7") == TaskData(task_id="7", task_status="processing")


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_byte_now_and_then_does_not_hold_a_read_up(connect: Connect, where: str) -> None:
    def drip(out: Any) -> None:
        out.write(HEAD + (b"\r\n" if where == "body" else b""))
        for _ in range(200):
            out.write(b"x" if where == "body" else b"X-Drip: 1\r\n")
            out.flush()
            time.sleep(0.05)

    with service(drip) as (url, _):
        client = connect(base_url=url, timeout=0.2)
        with pytest.raises(Interrupted, match=r"in time|in full"):
            client.get("7")


def test_a_create_whose_answer_drips_is_not_taken_for_refused(connect: Connect) -> None:
    """It may have been acted upon: it is never simply sent again."""

    def drip(out: Any) -> None:
        if not any(line.startswith(b"POST") for line in heard):
            out.write(HEAD.replace(b"200 OK", b"404 Not Found") + b'\r\n{"code": 1201, "message": "Task not found"}')
            return
        out.write(HEAD + b"\r\n")
        for _ in range(200):
            out.write(b" ")
            out.flush()
            time.sleep(0.05)

    with service(drip) as (url, heard):
        with pytest.raises(OutcomeUnknown):
            connect(base_url=url, timeout=0.2, settle=5).submit(BODY)
        assert [line.split()[0] for line in heard].count(b"POST") == 1


def test_more_tasks_than_a_page_has_are_not_read(connect: Connect) -> None:
    rows = [{"task_id": str(n), "task_status": "succeed"} for n in range(5000)]

    def many(out: Any) -> None:
        out.write(HEAD + b"\r\n" + json.dumps({"code": 0, "data": rows}).encode())

    with service(many) as (url, _):
        assert len(connect(base_url=url).list()) == 500


HOSTILE = "\x1b]0;title\x07\x1b[2J\x9b31m\u202egnp.exe\x00 half \ud83d end"


def test_texts_of_the_service_have_nothing_that_a_terminal_obeys(connect: Connect) -> None:
    row = {"task_id": "7", "task_status": "failed", "task_status_msg": HOSTILE}
    for told, error in (({"code": 1301, "message": HOSTILE}, ContentRefused), ({"code": 0, "data": row}, TaskFailed)):
        content = HEAD + b"\r\n" + json.dumps(told).encode()
        with service(lambda out, content=content: out.write(content)) as (url, _):  # type: ignore[misc]
            with pytest.raises(error) as caught:
                connect(base_url=url).wait("7")
            assert "]0;title[2J31mgnp.exe half  end" in str(caught.value)
            assert str(caught.value).isprintable()

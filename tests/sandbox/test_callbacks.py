"""Callbacks: the bare task in the shape of its wire, in order, signed, repeated until taken, to this machine only."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kling import sandbox
from kling.client import webhooks
from kling.sandbox.callbacks import allowed, signature
from tests.sandbox.conftest import caller
from tests.sandbox.test_v2 import V2, v2_body

SECRET = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="


class Receiver:
    """Keeps what it is sent; answers 503 as often as it is told to."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.refusals = 0
        self.changed = threading.Condition()

    def bodies(self, count: int) -> list[dict[str, Any]]:
        """What was taken, once there are ``count`` of them."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.taken) >= count, timeout=120)
            return [json.loads(body) for _, body in self.taken]


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with hook.changed:
                refuse = hook.refusals > 0
                hook.refusals -= refuse
                if not refuse:
                    hook.taken.append((dict(self.headers.items()), body))
                    hook.changed.notify_all()
            self.send_response(503 if refuse else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook = Receiver(f"http://127.0.0.1:{server.server_address[1]}/hook")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def test_the_published_vector_is_reproduced() -> None:
    body = (
        b'{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}'
    )
    assert signature(SECRET, "9876543210", 1781080794, body) == "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4="


def test_each_wire_is_told_in_its_own_words_until_the_end(receiver: Receiver) -> None:
    with sandbox.running(latency=1, render="lazy", drawing="stills") as served:
        account = caller(served)
        with account.http:
            v1 = account.created(callback_url=receiver.url)
            v2 = account.http.post(V2, json=v2_body(callback_url=receiver.url)).json()["data"]["id"]
            with receiver.changed:
                receiver.changed.wait_for(lambda: sum(b"succe" in body for _, body in receiver.taken) >= 2, timeout=120)
    bodies = receiver.bodies(2)
    told = {
        id: [
            body.get("task_status") or body["status"] for body in bodies if id in (body.get("task_id"), body.get("id"))
        ]
        for id in (v1, v2)
    }
    order = ["submitted", "processing", "succeed"]
    assert told[v1] == [status for status in order if status in told[v1]]
    assert told[v1][-1] == "succeed"
    assert told[v2][-1] == "succeeded"
    assert not any("code" in body for body in bodies)
    done = next(body for body in bodies if body.get("task_status") == "succeed")
    assert (done["task_info"], list(done["task_result"])) == ({}, ["images", "videos", "audios"])  # CB
    sent = {name.lower(): value for name, value in receiver.taken[0][0].items()}
    assert sent["user-agent"].startswith("Apache-HttpClient/")
    last = next(body for body in bodies if body.get("status") == "succeeded")
    assert last["outputs"][0]["url"].startswith(served.url)


def test_a_signed_callback_is_believed_by_the_client(receiver: Receiver) -> None:
    with sandbox.running(latency=0, render="lazy", drawing="stills", webhook_secret=SECRET) as served:
        account = caller(served)
        with account.http:
            task = account.created(callback_url=receiver.url)
            receiver.bodies(1)
    headers, body = receiver.taken[0]
    assert webhooks.unwrap(body, headers, SECRET).task.task_id == task


def test_a_callback_is_repeated_until_it_is_taken(receiver: Receiver) -> None:
    receiver.refusals = 2
    with sandbox.running(latency=0, render="lazy", drawing="stills") as served:
        account = caller(served)
        with account.http:
            task = account.created(callback_url=receiver.url)
            assert receiver.bodies(1)[0]["task_id"] == task
    assert receiver.refusals == 0


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("http://127.0.0.1:9/x", True),
        ("http://localhost/x", True),
        ("https://hooks.test/x", True),
        ("http://169.254.169.254/x", False),
        ("http://10.0.0.1/x", False),
        ("http://127.0.0.1.nip.test/x", False),
        ("http://127.0.0.1@10.0.0.1/x", False),
        ("http://2130706433/x", False),
        ("http://[::ffff:10.0.0.1]/x", False),
        ("file:///etc/passwd", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_callbacks_go_to_this_machine_and_named_hosts_only(url: str, may: bool) -> None:
    assert allowed(url, ("hooks.test",)) == may

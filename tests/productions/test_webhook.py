"""kling webhook as a process of its own, called back by a sandbox that signs; killed, and started again."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx2
import pytest

from kling.productions.databases import ledger_address
from kling.productions.ledger import Ledger
from kling.sandbox import running
from tests.client.test_webhooks import SECRET, V2, signed
from tests.productions.conftest import (
    EACH_ONCE,
    FOUR,
    SERVICES,
    Draw,
    Kling,
    Write,
    assert_nothing_lost_and_nothing_paid_twice,
    speak_to,
)
from tests.productions.processes import kling as kling_there
from tests.productions.processes import start


class Receiver:
    """``kling webhook`` at an address that stays the same."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}/"
        self._said = folder / "receiver.txt"
        self._process: BaseProcess | None = None

    def start(self) -> None:
        self._said.write_text("")
        self._process = start(self._said, kling_there, "webhook", "--port", str(self._port))
        while "listening" not in self._said.read_text():
            self._process.join(0.02)
            assert self._process.is_alive(), self._said.read_text()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def take(self, body: bytes, headers: dict[str, str]) -> httpx2.Response:
        return httpx2.post(self.url, content=body, headers=headers)


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver that knows the secret; not started yet, for it takes its database from the environment."""
    monkeypatch.setenv("KLING_WEBHOOK_SECRET", SECRET)
    found = Receiver(tmp_path)
    yield found
    found.kill()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    found = Ledger(ledger_address(tmp_path / "kling-home" / "jobs", os.environ.get("KLING_DATABASE_URL")))
    yield found
    found.close()


BODY = json.dumps(V2).encode()


def test_callbacks_are_noted_once_in_any_order_and_only_when_they_are_signed(
    receiver: Receiver, ledger: Ledger
) -> None:
    receiver.start()
    begun = BODY.replace(b"succeeded", b"processing")
    later, earlier = signed(BODY, "msg-2"), signed(begun, "msg-1")
    answers = [receiver.take(BODY, later), receiver.take(begun, earlier), receiver.take(BODY, later)]
    assert [answer.text for answer in answers] == ["ok", "ok", "ok, known"]
    forged = receiver.take(BODY, {**later, "webhook-id": "msg-3"})
    replayed = receiver.take(BODY, signed(BODY, "msg-4", when=1781080794))
    bare = receiver.take(BODY, {})
    assert [answer.status_code for answer in (forged, replayed, bare)] == [400, 400, 400]
    assert ledger.callbacks(0) == (2, [V2["id"], "kw-1"] * 2)


@EACH_ONCE
def test_duplicate_reordered_and_untrue_callbacks_change_nothing_in_a_production(
    drawn: Draw,
    service: str,
    database: str,
    receiver: Receiver,
    ledger: Ledger,
    write: Write,
    kling: Kling,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beside the true ones, each task is told of five more times: done before it is, and begun after it is done."""
    receiver.start()
    with running(
        latency=0.3, render="lazy", drawing="stills", concurrency=5, webhook_secret=SECRET, **SERVICES[service]
    ) as sandbox:
        speak_to(sandbox, service, database, monkeypatch)
        stop = threading.Event()

        def chatter() -> None:
            while not stop.wait(0.05):
                for task in sandbox.state()["tasks"]:
                    for status in ("succeeded", "processing"):
                        told = json.dumps({**V2, "id": task["task_id"], "status": status}).encode()
                        receiver.take(told, signed(told, f"msg-{task['task_id']}-{status}"))

        thread = threading.Thread(target=chatter)
        thread.start()
        try:
            run = kling("run", write(FOUR.replace("defaults: {", f"defaults: {{callback_url: '{receiver.url}', ")))
        finally:
            stop.set()
            thread.join()
        assert run.code == 0, run.err
        assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)
        tasks = {task["task_id"] for task in sandbox.state()["tasks"]}
    assert tasks <= set(ledger.callbacks(0)[1])


@EACH_ONCE
def test_callbacks_outlive_restarts_of_the_receiver_and_of_the_service(
    drawn: Draw, service: str, database: str, receiver: Receiver, ledger: Ledger, tmp_path: Path
) -> None:
    state = tmp_path / "service"
    video = {"model_name": "kling-v3-omni", "prompt": "A boat leaves.", "aspect_ratio": "16:9", "duration": "3"}
    receiver.start()
    assert receiver.take(BODY, signed(BODY, "msg-1")).text == "ok"
    receiver.kill()
    with running(
        latency=0, render="lazy", drawing="stills", state=state, webhook_secret=SECRET, **SERVICES[service]
    ) as sandbox:
        reply = httpx2.post(
            f"{sandbox.url}/v1/videos/omni-video",
            json={**video, "callback_url": receiver.url},
            headers={"authorization": f"Bearer {sandbox.api_key}"},
        )
        task = reply.json()["data"]["task_id"]
    receiver.start()
    assert receiver.take(BODY, signed(BODY, "msg-1")).text == "ok, known"
    with running(latency=0, render="lazy", drawing="stills", state=state, webhook_secret=SECRET, **SERVICES[service]):
        wait_until(lambda: task in ledger.callbacks(0)[1])


def wait_until(is_so: Callable[[], bool]) -> None:
    """Bounded by the test's own timeout."""
    while not is_so():
        threading.Event().wait(0.02)


def test_without_a_secret_nothing_is_received(kling: Kling) -> None:
    run = kling("webhook", "--port", "0")
    assert run.code == 2
    assert "KLING_WEBHOOK_SECRET" in run.err


@pytest.fixture
def unsigned(ledger: Ledger) -> Iterator[httpx2.Client]:
    from starlette.testclient import TestClient

    from kling.productions.receiver import receiver

    with TestClient(receiver(ledger, ())) as client:
        yield client


@pytest.mark.parametrize("header", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_web_page_is_not_heard(unsigned: httpx2.Client, ledger: Ledger, header: dict[str, str]) -> None:
    assert unsigned.post("/", content=BODY, headers=header).status_code == 403
    assert ledger.callbacks(0) == (0, [])


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"id": "x" * 1000}, 400),
        ({"external_id": "x" * 201}, 400),
        ({"external_id": "a\x00b\x1b[2J"}, 200),
        ({"external_id": "half \ud83d"}, 200),
        ({"message": "x" * 100_000}, 413),
    ],
)
def test_bodies_and_ids_of_callbacks_are_bounded(
    unsigned: httpx2.Client, ledger: Ledger, change: dict[str, str], status: int
) -> None:
    assert unsigned.post("/", content=json.dumps({**V2, **change})).status_code == status
    for id in ledger.callbacks(0)[1]:
        assert id.isprintable()


def test_old_callbacks_are_forgotten(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling.productions.ledger.CALLBACKS_MAX", 10)
    for n in range(25):
        assert ledger.note_callback(f"msg-{n}", f"{n}", None, "succeed")
    assert ledger.callbacks(0) == (25, [str(n) for n in range(15, 25)])
    assert not ledger.note_callback("msg-20", "20", None, "succeed")


def test_a_secret_comes_from_a_file_or_the_environment_and_never_from_the_command_line(
    kling: Kling, tmp_path: Path
) -> None:
    assert kling("webhook", "--secret", SECRET).code == 2
    (tmp_path / "secret").write_text("whsec_MfKQ9r8G!YqrTwjUPD8ILPZIo2LaLaSw\n")
    run = kling("webhook", "--port", 0, "--secret-file", tmp_path / "secret")
    assert (run.code, "copy it again" in run.err, "MfKQ" in run.err) == (2, True, False)

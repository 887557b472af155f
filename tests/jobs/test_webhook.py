"""kling webhook as a process of its own, called back by a sandbox that signs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from kling.jobs.ledger import Ledger, address
from kling.sandbox import running
from tests.client.test_webhooks import SECRET, V2, signed
from tests.jobs.conftest import Kling, Write


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[str]:
    """The address of a receiver that knows the secret."""
    command = [sys.executable, "-m", "kling", "webhook", "--port", "0"]
    environment = {**os.environ, "KLING_WEBHOOK_SECRET": SECRET}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().removeprefix("listening on ").strip()
        process.terminate()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    found = Ledger(address(tmp_path / "kling-home" / "jobs", None))
    yield found
    found.close()


def test_callbacks_are_noted_once_in_any_order_and_only_when_they_are_signed(receiver: str, ledger: Ledger) -> None:
    import json

    body = json.dumps(V2).encode()
    later, earlier = signed(body, "msg-2"), signed(body.replace(b"succeeded", b"processing"), "msg-1")
    answers = [
        httpx2.post(receiver, content=body, headers=later).text,
        httpx2.post(receiver, content=body.replace(b"succeeded", b"processing"), headers=earlier).text,
        httpx2.post(receiver, content=body, headers=later).text,
    ]
    assert answers == ["ok", "ok", "ok, known"]
    forged = httpx2.post(receiver, content=body, headers={**later, "webhook-id": "msg-3"})
    replayed = httpx2.post(receiver, content=body, headers=signed(body, "msg-4", when=1781080794))
    bare = httpx2.post(receiver, content=body)
    assert [answer.status_code for answer in (forged, replayed, bare)] == [400, 400, 400]
    assert ledger.callbacks(0) == (2, [V2["id"], "kw-1"] * 2)


def test_the_service_s_callbacks_reach_a_production_that_asks_for_them(
    receiver: str, ledger: Ledger, write: Write, kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(latency=0.2, webhook_secret=SECRET) as sandbox:
        monkeypatch.setenv("KLING_BASE_URL", sandbox.url)
        run = kling(
            "run",
            write(
                f"defaults: {{callback_url: '{receiver}', mode: std, duration: 3}}\n"
                "briefs: {one: {scenario: t2v, prompt: A boat leaves.}}"
            ),
        )
        assert run.code == 0, run.err
        task = sandbox.state()["tasks"][0]["task_id"]
    assert task in ledger.callbacks(0)[1]


def test_without_a_secret_nothing_is_received(kling: Kling) -> None:
    run = kling("webhook", "--port", "0")
    assert run.code == 2
    assert "KLING_WEBHOOK_SECRET" in run.err

"""kling sandbox as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from kling.sandbox import running
from tests.cli.conftest import Kling

KEY = {"Authorization": "Bearer sandbox"}
BODY = {"model_name": "kling-v3-omni", "prompt": "A tram climbs a hill.", "aspect_ratio": "16:9", "duration": "3"}


@contextmanager
def started(*args: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "kling", "sandbox", "--render", "lazy", "--latency", "0", *args]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ}
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("listening on http://127.0.0.1:")
        yield process, first.removeprefix("listening on ").strip()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)
        if process.stdout:
            process.stdout.close()


def test_tasks_survive_kill_and_restart(tmp_path: Path) -> None:
    with started("--state", str(tmp_path)) as (process, url):
        made = httpx2.post(f"{url}/v1/videos/omni-video", json=BODY, headers=KEY).json()["data"]
        process.kill()
        process.wait(120)
    with started("--state", str(tmp_path)) as (_, url):
        found = httpx2.get(f"{url}/v1/videos/omni-video/{made['task_id']}", headers=KEY).json()["data"]
        assert found["created_at"] == made["created_at"]


def test_the_first_line_is_the_address_faults_and_clock_are_as_ordered_and_sigterm_ends_it_cleanly() -> None:
    fault = json.dumps({"method": "POST", "code": 5001})
    with started("--fault", fault, "--clock-offset", "1000000") as (process, url):
        assert httpx2.get(f"{url}/_sandbox/").json()["sandbox"] is True
        first = httpx2.post(f"{url}/v1/videos/omni-video", json=BODY, headers=KEY)
        assert (first.status_code, first.json()["code"]) == (503, 5001)
        second = httpx2.post(f"{url}/v1/videos/omni-video", json=BODY, headers=KEY).json()
        assert second["code"] == 0
        assert httpx2.get(f"{url}/_sandbox/state").json()["clock"]["offset"] == 1_000_000
    assert process.returncode == 0


def test_a_bad_fault_is_a_usage_error(kling: Kling) -> None:
    run = kling("sandbox", "--fault", '{"cut": "sideways"}')
    assert run.code == 2
    assert "cut" in run.err


def test_a_port_that_is_taken_is_told(kling: Kling) -> None:
    with running() as box:
        run = kling("sandbox", "--port", box.url.rpartition(":")[2])
        assert run.code == 2
        assert "in use" in run.err


def test_status_alone_brings_a_private_sandbox_on(kling: Kling) -> None:
    made = kling("generate", "A swan.", "--duration", 3, "--mode", "std", "--no-wait", "--json").json["task_id"]
    assert kling("status", made, "--json").json["status"] == "succeed"

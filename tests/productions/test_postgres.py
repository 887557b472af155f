"""What only a database that machines share can show: many workers, some of which die, and a database that restarts."""

from __future__ import annotations

import os
import subprocess
import threading
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from kling.sandbox import Sandbox
from tests.productions.conftest import (
    NEEDS_POSTGRES,
    TWO_SERVICES,
    Kling,
    Write,
    assert_nothing_lost_and_nothing_paid_twice,
)
from tests.productions.processes import doomed, start

pytestmark = [NEEDS_POSTGRES, TWO_SERVICES]

TWELVE = """
defaults: {mode: std, duration: 3}
briefs:
  "day-{day}": {scenario: t2v, matrix: days.csv, prompt: "A harbour on day {day}. Static camera."}
"""


@pytest.fixture
def twelve(write: Write, tmp_path: Path) -> Path:
    (tmp_path / "days.csv").write_text("day\n" + "\n".join(map(str, range(12))) + "\n")
    return write(TWELVE)


def test_two_workers_share_a_production_and_one_dies(
    sandbox: Sandbox, postgres: str, twelve: Path, kling: Kling, tmp_path: Path
) -> None:
    said = tmp_path / "said.txt"
    dying = start(said, doomed, "kling.productions.work:await_end", "before", 3, "worker")
    try:
        while "is ready" not in (said.read_text() if said.exists() else ""):
            dying.join(0.02)
            assert dying.is_alive()
        run = kling("run", twelve)
        assert not dying.is_alive()  # it did die, having taken part
    finally:
        dying.kill()
        dying.join()
    assert run.code == 0, run.err
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 12)


def test_a_database_that_restarts_in_the_middle_loses_nothing(
    sandbox: Sandbox, server: Any, postgres: str, twelve: Path, kling: Kling, tmp_path: Path
) -> None:
    tool = files("pgserver") / "pginstall" / "bin" / "pg_ctl"
    restarted: list[int] = []

    def restart() -> None:
        while len(sandbox.state()["tasks"]) < 4 and not stop.wait(0.02):
            pass
        command = [str(tool), "-D", str(server.pgdata), "-m", "fast", "-w", "-t", "20", "restart"]
        owner = Path(server.pgdata).owner() if os.geteuid() == 0 else None
        quiet = subprocess.DEVNULL
        restarted.append(subprocess.run(command, user=owner, check=False, stdout=quiet, stderr=quiet).returncode)

    stop = threading.Event()
    thread = threading.Thread(target=restart)
    thread.start()
    try:
        run = kling("run", twelve)
    finally:
        stop.set()
        thread.join()
    assert restarted == [0]
    assert run.code == 0, run.err
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 12)


@pytest.mark.parametrize("host", ["bogus", "ftp://x/y", "s3://"])
def test_a_worker_with_storage_that_cannot_be_used_says_so_in_one_sentence(
    sandbox: Sandbox, postgres: str, kling: Kling, host: str
) -> None:
    run = kling("worker", "--drain", "--host", host)
    assert run.code == 2
    assert run.err.startswith(f"kling: {host} is no ")
    assert run.err.count("\n") == 1

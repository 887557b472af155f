"""The same on a real Postgres: many workers, some of which die, and a database that restarts."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kling.cli import main
from kling.sandbox import Sandbox
from tests.jobs.conftest import FOUR, Kill, Kling, Write, charged, videos

pgserver = pytest.importorskip("pgserver", reason="no Postgres in a wheel for this Python")


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    # Not pytest's own folder: as root, Postgres runs as another user, who may not enter that.
    with tempfile.TemporaryDirectory(prefix="kling-pg-", ignore_cleanup_errors=True) as folder:
        found = pgserver.get_server(folder)
        yield found
        found.cleanup()


@pytest.fixture
def postgres(server: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """A database of the test's own; workers count as dead after one second."""
    name = f"t{abs(hash(request.node.name))}"
    server.psql(f"CREATE DATABASE {name};")
    url: str = server.get_uri(database=name)
    monkeypatch.setenv("KLING_DATABASE_URL", url)
    monkeypatch.setattr("kling.jobs.engine._BEAT", 0.2)
    monkeypatch.setattr("kling.jobs.engine._PATIENCE", 1.0)
    monkeypatch.setattr("kling.jobs.work._PAUSE", 0.05)
    return url


def test_a_run_killed_inside_a_submit_is_finished_by_another_one(
    sandbox: Sandbox, postgres: str, write: Write, kill: Kill, kling: Kling, tmp_path: Path
) -> None:
    file = write(FOUR)
    kill(file, "kling.client.client:Client.submit", "after", 2)
    run = kling("run", file)
    assert run.code == 0, run.err
    assert charged(sandbox) == (4, 4)
    assert len(videos(tmp_path / "harbour")) == 4


TWENTY = """
defaults: {mode: std, duration: 3}
briefs:
  "day-{day}": {scenario: t2v, matrix: days.csv, prompt: "A harbour on day {day}. Static camera."}
"""


def _doomed_worker(environment: dict[str, str], ready: Any) -> None:
    """A worker that dies while its third task is being generated."""
    os.environ.update(environment)
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - until it dies
    from kling.jobs import engine, work
    from kling.jobs.ledger import Ledger

    engine._BEAT = 0.2
    look = Ledger.productions

    def looking(self: Ledger) -> list[tuple[str, str, str]]:
        ready.set()  # the worker's first look for something to do
        return look(self)

    Ledger.productions = looking  # type: ignore[method-assign]
    wait, count = work.await_end, 0

    def deadly(crew: work.Crew, production: str, name: str, attempt: int) -> bool:
        nonlocal count
        count += 1
        if count == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return wait(crew, production, name, attempt)

    work.await_end = deadly
    main(["worker"])


def test_two_workers_share_a_production_and_one_dies(
    sandbox: Sandbox, postgres: str, write: Write, kling: Kling, tmp_path: Path
) -> None:
    (tmp_path / "days.csv").write_text("day\n" + "\n".join(map(str, range(20))) + "\n")
    environment = {name: value for name, value in os.environ.items() if name.startswith("KLING_")}
    forks = multiprocessing.get_context("forkserver")
    ready = forks.Event()
    doomed = forks.Process(target=_doomed_worker, args=(environment, ready))
    doomed.start()
    try:
        assert ready.wait(60)
        run = kling("run", write(TWENTY))
        assert not doomed.is_alive()  # it did die, having taken part
    finally:
        doomed.kill()
        doomed.join()
    assert run.code == 0, run.err
    assert charged(sandbox) == (20, 20)
    assert len(videos(tmp_path / "harbour")) == 20


def test_a_database_that_restarts_in_the_middle_loses_nothing(
    sandbox: Sandbox, server: Any, postgres: str, write: Write, kling: Kling, tmp_path: Path
) -> None:
    (tmp_path / "days.csv").write_text("day\n" + "\n".join(map(str, range(20))) + "\n")
    file = write(TWENTY)
    tool = Path(pgserver.__file__).parent / "pginstall" / "bin" / "pg_ctl"
    restarted: list[int] = []

    def restart() -> None:
        while len(sandbox.state()["tasks"]) < 6 and not stop.wait(0.02):
            pass
        command = [str(tool), "-D", str(server.pgdata), "-m", "fast", "-w", "-t", "20", "restart"]
        owner = Path(server.pgdata).owner() if os.geteuid() == 0 else None
        quiet = subprocess.DEVNULL
        restarted.append(subprocess.run(command, user=owner, check=False, stdout=quiet, stderr=quiet).returncode)

    stop = threading.Event()
    thread = threading.Thread(target=restart)
    thread.start()
    try:
        run = kling("run", file)
    finally:
        stop.set()
        thread.join()
    assert restarted == [0]
    assert run.code == 0, run.err
    assert charged(sandbox) == (20, 20)
    assert len(videos(tmp_path / "harbour")) == 20

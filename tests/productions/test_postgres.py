"""What only a database that machines share can show: many workers, some of which die, and a database that restarts."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from kling import Client
from kling.api.fields import Wire
from kling.client import AccountError, OutcomeUnknown
from kling.client.journal import Entry
from kling.productions.databases import driven
from kling.productions.journal import SharedJournal
from kling.productions.ledger import Ledger
from kling.productions.tables import workers
from kling.sandbox import Sandbox
from tests.cases import cases
from tests.productions.conftest import (
    NEEDS_POSTGRES,
    TWO_SERVICES,
    Kling,
    Write,
    assert_nothing_lost_and_nothing_paid_twice,
)
from tests.productions.processes import doomed, start

pytestmark = NEEDS_POSTGRES

TWELVE = """
defaults: {mode: std, duration: 3}
briefs:
  "day-{day}": {scenario: t2v, matrix: days.csv, prompt: "A harbour on day {day}. Static camera."}
"""


@pytest.fixture
def twelve(write: Write, tmp_path: Path) -> Path:
    (tmp_path / "days.csv").write_text("day\n" + "\n".join(map(str, range(12))) + "\n")
    return write(TWELVE)


@TWO_SERVICES
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


@TWO_SERVICES
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


@cases("host", ["bogus", "ftp://x/y", "s3://"])
def test_a_worker_with_storage_that_cannot_be_used_says_so_in_one_sentence(
    sandbox: Sandbox, postgres: str, kling: Kling, host: str
) -> None:
    run = kling("worker", "--drain", "--host", host)
    assert run.code == 2
    assert run.err.startswith(f"kling: {host} is no ")
    assert run.err.count("\n") == 1


BODY = {"model_name": "kling-v3-omni", "prompt": "A harbour at dawn. Static camera.", "mode": "std", "duration": "3"}
BODY["aspect_ratio"] = "16:9"
DEAD = 600.0  # seconds after which a worker of the next test counts as dead: none does that is only slow


class StandsStill(SharedJournal):
    """The journal of a worker that stands still, once, at a place of a create: another worker takes it for dead."""

    def __init__(self, ledger: Ledger, place: str, meanwhile: Callable[[], object]) -> None:
        super().__init__(ledger, DEAD)
        self._place, self._meanwhile = place, meanwhile

    def _stand_still(self, place: str) -> None:
        if place == self._place:
            self._place = ""
            self._signed -= 2 * DEAD  # that much later by its own clock, and by the database's
            with self._ledger.begin() as db:
                db.execute(
                    sa.update(workers).where(workers.c.worker == self.name).values(seen=workers.c.seen - 2 * DEAD)
                )
            self._meanwhile()

    def note(self, entry: Entry) -> None:
        self._stand_still(f"before {entry.state}")
        super().note(entry)
        self._stand_still(f"after {entry.state}")

    def holds(self, entry: Entry) -> bool:
        held = super().holds(entry)
        self._stand_still("after the last look")
        return held


@TWO_SERVICES
@pytest.mark.parametrize("place", ["before sending", "after sending", "after the last look", "before accepted"])
def test_a_worker_that_stood_still_sends_nothing_that_another_one_took_over(
    sandbox: Sandbox, postgres: str, service: str, place: str
) -> None:
    """Nobody can stop what leaves in the moment after the last look, only see it: the account is stopped where the
    service took both."""
    ledger = Ledger(driven(postgres))
    wire: Wire = "v2" if os.environ["KLING_WIRE"] == "v2" else "v1"

    def client(journal: SharedJournal) -> Client:
        return Client(base_url=sandbox.url, api_key=sandbox.api_key, journal=journal, settle=0.0, wire=wire)

    other = client(SharedJournal(ledger, DEAD))
    still = client(StandsStill(ledger, place, lambda: other.submit(BODY)))
    try:
        if place == "after the last look" and service == "accepts":
            with pytest.raises(AccountError, match="more than one task"):
                still.submit(BODY)
            assert len(sandbox.state()["tasks"]) == 2
            return
        with contextlib.suppress(OutcomeUnknown):
            still.submit(BODY)
        again, first = still.submit(BODY), other.submit(BODY)
        assert again.task_id == first.task_id
        assert [task["task_id"] for task in sandbox.state()["tasks"]] == [first.task_id]
    finally:
        still.close()
        other.close()
        ledger.close()

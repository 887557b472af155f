"""What goes wrong on the way to the service and back, and around: on SQLite and on Postgres. Counted at the service:
nothing is lost, nothing is charged twice. docs/faults.md lists these tests."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from kling.productions.ledger import Ledger
from kling.sandbox import Sandbox
from tests.client.conftest import control
from tests.productions.conftest import (
    EACH_ONCE,
    FOUR,
    SETTINGS,
    TWO_SERVICES,
    Kling,
    Write,
    assert_nothing_lost_and_nothing_paid_twice,
    charged,
    new_database,
    on_wire,
    videos,
)
from tests.productions.processes import kling as kling_there
from tests.productions.processes import on_a_small_disk, start

POST = {"method": "POST", "path": "/v1/videos"}
FILES = {"path": "/_sandbox/videos"}
PAGE = {"status": 502, "body": "<html><h1>502 Bad Gateway</h1></html>"}

FAULTS: dict[str, list[dict[str, Any]]] = {
    "connections cut before and after the service acted, and within its answer": [
        {**POST, "cut": "before", "times": 2},
        {**POST, "cut": "after", "times": 2},
        {**POST, "truncate": 20, "times": 2},
    ],
    "5000, 5001, 5002 and 502 with HTML, acted upon or not": [
        {**POST, **answer, "act": act}
        for act in (False, True)
        for answer in ({"code": 5000}, {"code": 5001}, {"code": 5002}, PAGE)
    ],
    "a storm of 1302": [{**POST, "code": 1302, "times": 8}],
    "a storm of 1303": [{**POST, "code": 1303, "times": 8}],
    "the list of tasks is away": [{"method": "GET", "path": "/v1/", **PAGE, "times": 3}],
    "slow, truncated and refused downloads": [
        {**FILES, "delay": 0.3, "truncate": 9000, "times": 3},
        {**FILES, "truncate": 2000, "times": 3},
        {**FILES, **PAGE, "times": 2},
    ],
}


LOST, UNCLEAR, *CLEAR = FAULTS  # the last strike creates, looks and downloads, which do not meet: one run has them all


@pytest.mark.parametrize("faults", [[LOST], [UNCLEAR], CLEAR], ids=["lost answers", "unclear answers", "clear answers"])
@SETTINGS
def test_a_production_survives(
    sandbox: Sandbox, database: str, write: Write, kling: Kling, tmp_path: Path, faults: list[str]
) -> None:
    sandbox.faults(*on_wire(*(answer for fault in faults for answer in FAULTS[fault])))
    run = kling("run", write(FOUR))
    assert run.code == 0, run.err
    assert sandbox.state()["faults"] == []  # all of them did happen
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


@EACH_ONCE
def test_an_account_with_fewer_slots_than_we_think_is_kept_full_and_nothing_is_lost(
    sandbox: Sandbox, database: str, write: Write, kling: Kling, tmp_path: Path
) -> None:
    control(sandbox, concurrency=2, latency=1.0)
    assert kling("run", write(FOUR), "--slots", 4).code == 0
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)
    assert sandbox.state()["creates"]["refused"] > 0


@EACH_ONCE
def test_clocks_that_differ_by_ten_minutes_do_no_harm(
    sandbox: Sandbox,
    database: str,
    write: Write,
    kling: Kling,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KLING_WIRE", "v1")  # the other one takes no signed tokens
    monkeypatch.delenv("KLING_API_KEY")
    monkeypatch.setenv("KLING_ACCESS_KEY", sandbox.access_key)
    monkeypatch.setenv("KLING_SECRET_KEY", sandbox.secret_key)
    sandbox.clock({"sqlite": 600, "postgres": -600}[database])
    assert kling("run", write(FOUR)).code == 0
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


def _on_a_small_disk(tmp_path: Path, folder: Path, size: int, is_killed: bool, *args: object) -> list[dict[str, Any]]:
    notes = tmp_path / "notes.json"
    process = start(tmp_path / "said.txt", on_a_small_disk, folder, size, notes, is_killed, *map(str, args))
    process.join(120)
    process.kill()
    process.join()
    found = json.loads(notes.read_text())
    if "denied" in found:
        pytest.skip(f"no file system can be mounted here, so none can be filled: {found['denied']}")
    runs: list[dict[str, Any]] = found["runs"]
    return runs


@EACH_ONCE
def test_a_disk_that_is_full_stops_the_fetching_and_the_next_run_fetches_what_was_paid(
    sandbox: Sandbox, database: str, write: Write, film: Path, tmp_path: Path
) -> None:
    size = film.stat().st_size
    room = {"sqlite": 2.5, "postgres": 2.05}[database]  # in videos; this one leaves none for small pictures and report
    full, freed = _on_a_small_disk(tmp_path, tmp_path / "harbour", int(size * room), False, "run", write(FOUR))
    assert full["code"] == 6
    assert "No space left on device" in full["said"]
    assert "the free space" in full["said"]
    whole = [file for file in full["files"] if file.endswith(".mp4")]
    assert 1 <= len(whole) <= 2
    assert {full["files"][file] for file in whole} == {size}  # none is cut short
    assert not [file for file in full["files"] if file.endswith(".part")]
    assert freed["code"] == 0, freed["said"]
    assert [freed["files"].get(f"{name}.mp4") for name in ("dawn", "noon", "dusk", "night")] == [size] * 4
    small = {bytes for file, bytes in freed["files"].items() if file.startswith(".thumbnails/")}
    assert len(small) == 1  # all of one film, and none cut short
    assert charged(sandbox) == (4, 4)


@TWO_SERVICES
def test_a_run_killed_when_the_disk_is_full_under_the_ledger_itself_is_finished_by_the_next(
    sandbox: Sandbox, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "disk"
    monkeypatch.setenv("KLING_HOME", str(home))
    [run] = _on_a_small_disk(tmp_path, home, 1_000_000, True, "run", write(FOUR))
    assert run["code"] == 0, run["said"]
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


@EACH_ONCE
def test_a_fault_of_the_program_stops_one_request_and_not_the_run(
    sandbox: Sandbox, database: str, write: Write, kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.productions import work

    send = work._send

    def faulty(context: Any, account: Any, entry: Any, body: dict[str, Any]) -> Any:
        if "dusk" in body["prompt"]:
            raise ZeroDivisionError("a fault")
        return send(context, account, entry, body)

    with monkeypatch.context() as patched:
        patched.setattr(work, "_send", faulty)
        run = kling("run", write(FOUR))
    assert run.code == 5, run.err  # it has a slot: it may have been sent, for all that the ledger knows
    assert "dusk stopped: a fault" in run.err
    assert kling("run", write(FOUR)).code == 0
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


@EACH_ONCE
def test_engine_tables_that_are_lost_cost_nothing(
    sandbox: Sandbox, database: str, write: Write, kling: Kling, kill: Any, tmp_path: Path, request: Any
) -> None:
    file = write(FOUR)
    kill(file, "kling.productions.work:await_end", "before", 2)
    if database == "sqlite":
        for path in (tmp_path / "kling-home").rglob("engine.sqlite*"):
            path.unlink()
    else:
        import psycopg

        with psycopg.connect(request.getfixturevalue("postgres")) as connection:
            connection.execute("DROP SCHEMA dbos CASCADE")
    assert kling("run", file).code == 0
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


@TWO_SERVICES
def test_a_sqlite_that_others_hold_is_waited_for(sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path) -> None:
    """What a backup does, or a look with sqlite3: both files are locked for a while in the middle of a run."""
    home = tmp_path / "kling-home"

    def hold() -> None:
        while len(sandbox.state()["tasks"]) < 2 and not stop.wait(0.01):
            pass
        for path in (next(home.rglob("ledger.sqlite")), next(home.rglob("engine.sqlite"))):
            with closing(sqlite3.connect(path, timeout=120, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                held.append(path.name)
                stop.wait(0.5)
                other.execute("ROLLBACK")

    stop, held = threading.Event(), list[str]()
    thread = threading.Thread(target=hold)
    thread.start()
    try:
        run = kling("run", write(FOUR))
    finally:
        stop.set()
        thread.join()
    assert held == ["ledger.sqlite", "engine.sqlite"]
    assert run.code == 0, run.err
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


def test_a_ledger_that_has_no_connection_free_is_waited_for(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a disk does that stands still while many videos are in hand: all connections are taken for too long."""
    sent, taken = Ledger.sent, list[object]()

    def slowly(self: Ledger, entry: Any, task_id: str) -> bool:
        monkeypatch.setattr(self._engine.pool, "_timeout", 0.05)
        with ExitStack() as stack:
            try:
                while not taken:
                    stack.enter_context(self._engine.connect())
            except sa.exc.TimeoutError as error:
                taken.append(error.code)
                time.sleep(1.0)  # longer than the engine goes without looking
        return sent(self, entry, task_id)

    monkeypatch.setattr(Ledger, "sent", slowly)
    run = kling("run", write(FOUR))
    assert taken
    assert run.code == 0, run.err
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


@EACH_ONCE
def test_first_runs_that_start_at_the_same_moment_make_one_ledger(
    sandbox: Sandbox, database: str, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: Any
) -> None:
    if database == "postgres":
        url = new_database(request.getfixturevalue("server"), "template0")
        monkeypatch.setenv("KLING_DATABASE_URL", url)
    names = ("lake", "bay", "beach")
    for name in names:
        text = f"briefs: {{one: {{scenario: t2v, mode: std, duration: 3, prompt: A {name} at dawn.}}}}"
        write(text).rename(tmp_path / f"{name}.yaml")
    said = tmp_path / "said.txt"
    started = [start(said, kling_there, "run", str(tmp_path / f"{name}.yaml")) for name in names]
    for process in started:
        process.join(120)
        process.kill()
    assert [process.exitcode for process in started] == [0, 0, 0], said.read_text()
    for name in names:
        assert videos(tmp_path / name) == ["one.mp4"]
    assert charged(sandbox) == (3, 3)


def test_a_disk_that_is_full_under_the_ledger_at_the_start_is_told_in_one_sentence(
    sandbox: Sandbox, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "disk"
    monkeypatch.setenv("KLING_HOME", str(home))
    full, freed = _on_a_small_disk(tmp_path, home, 100_000, False, "run", write(FOUR))
    assert full["code"] == 6
    assert full["said"] == f"kling: the database in {home / 'jobs'} cannot be used: database or disk is full\n"
    assert freed["code"] == 0, freed["said"]
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


def test_a_home_that_is_full_is_told_in_one_sentence_and_nothing_is_sent(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal must reach the disk before a create leaves."""
    home = tmp_path / "disk"
    monkeypatch.setenv("KLING_HOME", str(home))
    asked = ("generate", "A heron waits. Static camera.", "--duration", 3, "--mode", "std", "-o", tmp_path / "one.mp4")
    full, freed = _on_a_small_disk(tmp_path, home, 64_000, False, *asked)
    assert full["code"] == 2
    assert "journal cannot be read or written: database or disk is full" in full["said"]
    assert full["said"].count("kling: ") == 1
    assert freed["code"] == 0, freed["said"]
    assert charged(sandbox) == (1, 1)

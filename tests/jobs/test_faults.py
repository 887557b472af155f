"""What goes wrong on the way to the service and back. Counted at the service: none is lost, none is charged twice."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from kling.client.downloading import Part
from kling.sandbox import Sandbox
from tests.client.conftest import control
from tests.jobs.conftest import FOUR, Kling, Write, charged, videos

POST = {"method": "POST", "path": "/v1/videos"}
FILES = {"path": "/_sandbox/videos"}
PAGE = {"status": 502, "body": "<html><h1>502 Bad Gateway</h1></html>"}


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling.jobs.accounts._PAUSE_FIRST", 0.05)
    monkeypatch.setattr("kling.jobs.work._PAUSE", 0.05)
    monkeypatch.setattr("kling.client.session.jitter", lambda seconds: min(seconds, 0.05))


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([{**POST, "cut": "before", "times": 2}, {**POST, "cut": "after", "times": 2}], id="cut off"),
        pytest.param([{**POST, "code": code, "act": act} for code in (5000, 5001) for act in (True, False)], id="500x"),
        pytest.param([{**POST, "code": 5002, "act": True}, {**POST, **PAGE, "act": True}, {**POST, **PAGE}], id="50x"),
        pytest.param([{**POST, "code": 1302, "times": 5}], id="1302 storm"),
        pytest.param([{**POST, "code": 1303, "times": 5}], id="1303 storm"),
        pytest.param([{"method": "GET", "path": "/v1/", **PAGE, "times": 3}], id="the list is down for a while"),
        pytest.param([{**FILES, "truncate": 2000, "times": 6}, {**FILES, **PAGE, "times": 2}], id="broken downloads"),
        pytest.param([{**FILES, "delay": 0.3, "truncate": 9000}], id="slow downloads"),
    ],
)
def test_a_production_survives(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, faults: list[dict[str, Any]]
) -> None:
    sandbox.faults(*faults)
    run = kling("run", write(FOUR))
    assert run.code == 0, run.err
    assert sandbox.state()["faults"] == []  # all of them did happen
    assert charged(sandbox) == (4, 4)
    assert len(videos(tmp_path / "harbour")) == 4


def test_an_account_with_fewer_slots_than_we_think_is_kept_full_and_nothing_is_lost(
    sandbox: Sandbox, write: Write, kling: Kling
) -> None:
    control(sandbox, concurrency=2)
    assert kling("run", write(FOUR), "--slots", 4).code == 0
    assert charged(sandbox) == (4, 4)
    assert sandbox.state()["creates"]["refused"] > 0


def test_clocks_that_differ_by_ten_minutes_do_no_harm(
    sandbox: Sandbox, write: Write, kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KLING_API_KEY")
    monkeypatch.setenv("KLING_ACCESS_KEY", sandbox.access_key)
    monkeypatch.setenv("KLING_SECRET_KEY", sandbox.secret_key)
    sandbox.clock(-600)
    assert kling("run", write(FOUR)).code == 0
    assert charged(sandbox) == (4, 4)


def test_a_full_disk_stops_the_fetching_and_the_next_run_fetches_what_was_paid(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(part: Part, chunk: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Part, "write", full)
        run = kling("run", write(FOUR))
    assert run.code == 6
    assert "No space left on device" in run.err
    assert videos(tmp_path / "harbour") == []
    assert kling("run", write(FOUR)).code == 0
    assert charged(sandbox) == (4, 4)
    assert len(videos(tmp_path / "harbour")) == 4


def test_a_fault_of_the_program_stops_one_wish_and_not_the_run(
    sandbox: Sandbox, write: Write, kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.jobs import work

    send = work._send

    def faulty(crew: Any, account: Any, entry: Any, body: dict[str, Any]) -> Any:
        if "dusk" in body["prompt"]:
            raise ZeroDivisionError("a fault")
        return send(crew, account, entry, body)

    with monkeypatch.context() as patched:
        patched.setattr(work, "_send", faulty)
        run = kling("run", write(FOUR))
    assert run.code == 6
    assert "dusk stopped: a fault" in run.err
    assert kling("run", write(FOUR)).code == 0
    assert charged(sandbox) == (4, 4)


def test_engine_tables_that_are_lost_cost_nothing(
    sandbox: Sandbox, write: Write, kling: Kling, kill: Any, tmp_path: Path
) -> None:
    file = write(FOUR)
    kill(file, "kling.jobs.work:await_end", "before", 2)
    for path in (tmp_path / "kling-home").rglob("engine.sqlite*"):
        path.unlink()
    assert kling("run", file).code == 0
    assert charged(sandbox) == (4, 4)

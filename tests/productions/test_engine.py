"""What the engine keeps in its tables, and what it makes of what others put there."""

from __future__ import annotations

import base64
import pickle
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import ANY

import pytest
import sqlalchemy as sa
from dbos import DBOS
from dbos._serialization import DefaultSerializer

from kling.client import Client
from kling.models.profiles import DEFAULT
from kling.productions import engine as engines
from kling.productions import pickles, work
from kling.productions.accounts import Account
from kling.productions.databases import ledger_address
from kling.productions.engine import Engine
from kling.productions.ledger import Ledger
from kling.productions.plan import plan
from kling.productions.production import read
from kling.productions.sync import sync
from kling.productions.work import Context
from kling.sandbox import Sandbox
from tests.productions.conftest import (
    FOUR,
    Kill,
    Kling,
    Write,
    assert_nothing_lost_and_nothing_paid_twice,
)


class _Code:
    """What a pickle may do when it is read: here it makes a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return Path.touch, (self._path,)


@pytest.fixture
def tables(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], sa.Engine]:
    """Opens the database that holds the engine's tables."""

    def opened() -> sa.Engine:
        if database == "postgres":
            url = sa.engine.make_url(request.getfixturevalue("postgres")).set(drivername="postgresql+psycopg")
            return sa.create_engine(url, connect_args={"options": "-c search_path=dbos"})
        return sa.create_engine(f"sqlite:///{next((tmp_path / 'kling-home').rglob('engine.sqlite'))}")

    return opened


def _rows(engine: sa.Engine, statement: str, **values: Any) -> list[Any]:
    with engine.begin() as db:
        found = db.execute(sa.text(statement), values)
        return list(found) if found.returns_rows else []


def test_whoever_writes_pickles_into_the_engines_tables_runs_no_code(
    sandbox: Sandbox,
    tables: Callable[[], sa.Engine],
    write: Write,
    kill: Kill,
    kling: Kling,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = write(FOUR)
    kill(file, "kling.productions.work:await_end", "before", 3)
    bad = base64.b64encode(pickle.dumps(_Code(tmp_path / "ran"))).decode()
    engine = tables()
    values = {"bad": bad, "form": "py_pickle"}
    _rows(engine, "UPDATE operation_outputs SET output = :bad, serialization = :form", **values)
    without = "workflow_uuid NOT IN (SELECT workflow_uuid FROM operation_outputs) AND status = 'PENDING'"
    _rows(engine, f"UPDATE workflow_status SET inputs = :bad, serialization = :form WHERE {without}", **values)
    engine.dispose()
    run = kling("run", file)
    assert run.code == 0, run.err
    assert "unfinished pieces of work hold pickles, which are never read" in caplog.text
    assert not (tmp_path / "ran").exists()
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


def test_a_pickle_that_is_written_while_the_engine_runs_is_not_read(tmp_path: Path) -> None:
    pickles.never_read()
    with pytest.raises(pickles.Pickled):
        DefaultSerializer().deserialize(base64.b64encode(pickle.dumps(_Code(tmp_path / "ran"))).decode())
    assert not (tmp_path / "ran").exists()


def test_the_engine_is_given_strings_and_integers_and_keeps_them_as_json(
    sandbox: Sandbox, tables: Callable[[], sa.Engine], write: Write, kling: Kling
) -> None:
    assert kling("run", write(FOUR)).code == 0
    engine = tables()
    forms = _rows(engine, "SELECT serialization FROM workflow_status UNION SELECT serialization FROM operation_outputs")
    assert forms == [("portable_json",)]
    engine.dispose()


def test_a_run_that_is_done_ends_though_its_engine_does_not(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, codes, destroy = threading.Event(), list[int](), DBOS.destroy

    def destroyed_late() -> None:
        answered.wait()
        destroy()

    def at_once(code: int) -> None:
        codes.append(code)
        raise SystemExit(code)

    file = write(FOUR)
    with monkeypatch.context() as patched:
        patched.setattr(DBOS, "destroy", destroyed_late)
        patched.setattr("kling.productions.engine._END_SECONDS", 0.1)
        patched.setattr("kling.app.run._LINGER", 0.1)
        patched.setattr("kling.cli.exits.at_once", at_once)
        try:
            assert kling("run", file).code == 0
        finally:
            answered.set()
    assert codes == [0]  # what is left of the engine was not waited for
    assert kling("run", file).code == 0
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


def test_a_launch_that_fails_leaves_the_process_free_for_the_next_run(
    sandbox: Sandbox, write: Write, kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    file = write(FOUR)
    with monkeypatch.context() as context:
        context.setattr(DBOS, "launch", interrupted)
        assert kling("run", file).code != 0
    run = kling("run", file)
    assert run.code == 0, run.err


def test_what_was_taken_from_a_queue_this_moment_is_not_begun_again(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is this process's by then, and may run only a moment later: two would make the same video."""
    ledger = Ledger(ledger_address(tmp_path, None))
    made = plan(read(write(FOUR)), DEFAULT)
    sync(ledger, "p", made, {item.video.name: "a" for item in made.items})
    dawn, noon, *_ = ledger.entries("p")
    for entry in (dawn, noon):
        assert ledger.move(entry, "submitting", ("waiting",))
    with Client(api_key="k") as client, closing(ledger):
        context = Context(ledger, {"a": Account("a", client, 3)})
        engine = Engine(context, "sqlite://", None)
        taken = SimpleNamespace(workflow_id=engines._id("make", dawn), executor_id=engine.name)
        monkeypatch.setattr(DBOS, "list_workflows", lambda **_: [taken])
        engine.reconcile("p")
        assert ledger.entry("p", "dawn") == replace(dawn, state="submitting", since=ANY, revision=ANY)
        [begun_again] = ledger.ready("p", "a", 1)
        assert (begun_again.name, begun_again.attempt > noon.attempt) == ("noon", True)
        assert not work.give_up(context, "p", "noon", noon.attempt, ValueError("a fault of the attempt before"))
        engine.reconcile("p")  # it never came to run
        assert [entry.state for entry in ledger.entries("p")] == ["waiting"] * 4

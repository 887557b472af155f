"""Whatever was lost, put back from an older copy or damaged, in any combination: the next run finishes, or says in one
sentence what is wrong. It never hangs, shows no traceback, and pays nothing twice, though the service would take it."""

from __future__ import annotations

import itertools
import shutil
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from kling.sandbox import Sandbox, running
from kling.sandbox.lifecycle import Works
from kling.sandbox.state import Task
from tests.productions.conftest import FOUR, NEEDS_POSTGRES, Kling, charged, new_database, videos
from tests.productions.processes import doomed, start

HARMS = ("fine", "lost", "older")
PLACES = {"ledger": "jobs/ledger.sqlite", "journal": "journal/journal.sqlite", "engine": "jobs/*/engine.sqlite"}
GARBAGE = b"SQLite format 3\0" + b"\xff" * 5000
SCHEMAS = {"ledger": "public", "engine": "dbos"}


class Stage(NamedTuple):
    """A production that was killed twice: ``older`` is the state after its first create, ``now`` when all were sent."""

    box: Sandbox
    file: Path
    home: Path
    older: Path
    now: Path
    database: str | None


def _staged(folder: Path, film: Path, database: str | None) -> Iterator[Stage]:
    def draw(works: Works, task: Task, *, watermark: bool) -> Path:
        out = works._files.result(task.id, watermark=watermark)
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(film, out))

    home, file = folder / "home", folder / "harbour.yaml"
    file.write_text(textwrap.dedent(FOUR))
    with (
        pytest.MonkeyPatch.context() as patched,
        running(latency=60, render="lazy", drawing="stills", concurrency=5, duplicates="accept") as box,
    ):
        patched.setattr(Works, "draw", draw)
        patched.setenv("KLING_BASE_URL", box.url)
        patched.setenv("KLING_API_KEY", box.api_key)
        patched.setenv("KLING_HOME", str(home))
        patched.setenv("KLING_DATABASE_URL", database or "")  # not that of the other stage, which may be there, too

        def killed(place: str, when: str) -> Path:
            process = start(folder / "said.txt", doomed, place, when, 1, "run", str(file))
            while process.is_alive() and charged(box) != (4, 4):
                process.join(0.05)
            if process.is_alive():  # all four are paid: now they end
                box.clock(60)
            process.join(60)
            assert process.exitcode == -9, (folder / "said.txt").read_text()
            time.sleep(0.5)  # a create that was on its way when it was killed arrives: a sandbox is looked at once
            return Path(shutil.copytree(home, folder / place.rpartition(":")[2]))

        older = killed("kling.client.client:Client.submit", "after")
        if database:
            _keep_copy(database)
        now = killed("kling.productions.work:fetch", "before")
        assert len(set(charged(box))) == 1
        box.clock(60)  # one that had not begun when the clock was moved ends now, too
        yield Stage(box, file, home, older, now, database)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, film: Path) -> Iterator[Stage]:
    yield from _staged(tmp_path_factory.mktemp("stage"), film, None)


@pytest.fixture
def used(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The stage as it was when the second run was killed."""
    return _reset(stage, monkeypatch)


def _reset(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    shutil.rmtree(stage.home)
    shutil.copytree(stage.now, stage.home)
    shutil.rmtree(stage.file.with_suffix(""), ignore_errors=True)
    monkeypatch.setenv("KLING_HOME", str(stage.home))
    monkeypatch.setenv("KLING_DATABASE_URL", stage.database or "")
    monkeypatch.setenv("KLING_BASE_URL", stage.box.url)
    monkeypatch.setenv("KLING_API_KEY", stage.box.api_key)
    return stage


def _harm(stage: Stage, pattern: str, harm: str) -> None:
    """What happens to one database with all its files."""
    if harm == "fine":
        return
    [main] = stage.home.glob(pattern)
    for path in main.parent.glob(f"{main.name}*"):
        path.unlink()
    if harm == "older":
        for path in stage.older.glob(f"{pattern}*"):
            shutil.copy(path, stage.home / path.relative_to(stage.older))
    elif harm == "damaged":
        main.write_bytes(GARBAGE)


STATES = [
    # All of any two of them, and all three alike.
    *((HARMS[a], HARMS[b], HARMS[-(a + b) % 3]) for a, b in itertools.product(range(3), repeat=2)),
    # What is damaged ends the run before anything is sent, whatever the others are.
    ("damaged", "lost", "older"),
    ("older", "damaged", "lost"),
    ("lost", "older", "damaged"),
    ("damaged", "damaged", "damaged"),
]


@pytest.mark.parametrize(("ledger", "journal", "engine"), STATES)
def test_any_state_that_is_lost_older_or_damaged_ends_in_a_finished_run_or_one_sentence(
    used: Stage, kling: Kling, ledger: str, journal: str, engine: str
) -> None:
    for name, harm in {"ledger": ledger, "journal": journal, "engine": engine}.items():
        _harm(used, PLACES[name], harm)
    run = kling("run", used.file)
    assert charged(used.box) == (4, 4)
    assert "Traceback" not in run.err
    if "damaged" in (ledger, journal, engine):
        assert run.code in (2, 6)
        [told] = [line for line in run.err.splitlines() if line.startswith("kling: ")]
        assert "damaged" in told
    else:
        assert run.code == 0, run.err
        assert len(videos(used.file.with_suffix(""))) == 4


def _keep_copy(database: str) -> None:
    """Copy all tables of a database beside them."""
    with _connected(database) as db:
        for name, schema in SCHEMAS.items():
            db.execute(f"CREATE SCHEMA older_{name}")
            for (table,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)).fetchall():
                db.execute(f'CREATE TABLE older_{name}."{table}" AS TABLE {schema}."{table}"')


def _connected(database: str) -> Any:
    import psycopg

    return psycopg.connect(database, autocommit=True)


def _harm_tables(database: str, name: str, harm: str) -> None:
    schema = SCHEMAS[name]
    with _connected(database) as db:
        if harm == "lost":
            db.execute(f"DROP SCHEMA {schema} CASCADE")
            db.execute("CREATE SCHEMA IF NOT EXISTS public")
        elif harm == "older":
            tables = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (f"older_{name}",)).fetchall()
            db.execute("SET session_replication_role = replica")  # no order among tables that refer to each other
            for (table,) in tables:
                db.execute(f'DELETE FROM {schema}."{table}"')
                db.execute(f'INSERT INTO {schema}."{table}" SELECT * FROM older_{name}."{table}"')


@pytest.fixture(scope="module")
def shared_stage(tmp_path_factory: pytest.TempPathFactory, film: Path, server: Any) -> Iterator[Stage]:
    yield from _staged(tmp_path_factory.mktemp("stage"), film, new_database(server))


@NEEDS_POSTGRES
@pytest.mark.parametrize(("ledger", "engine"), list(itertools.product(HARMS, repeat=2)))
def test_any_tables_of_a_shared_database_that_are_lost_or_older_end_in_a_finished_run(
    shared_stage: Stage, server: Any, kling: Kling, monkeypatch: pytest.MonkeyPatch, ledger: str, engine: str
) -> None:
    _reset(shared_stage, monkeypatch)
    template = str(sa.engine.make_url(str(shared_stage.database)).database)
    # The connections of killed processes, which keep a database from being copied.
    server.psql(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{template}';")
    database = new_database(server, template)
    monkeypatch.setenv("KLING_DATABASE_URL", database)
    _harm_tables(database, "ledger", ledger)
    _harm_tables(database, "engine", engine)
    run = kling("run", shared_stage.file)
    assert charged(shared_stage.box) == (4, 4)
    assert run.code == 0, run.err
    assert len(videos(shared_stage.file.with_suffix(""))) == 4

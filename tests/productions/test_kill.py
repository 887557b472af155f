"""kill -9 anywhere, then the same command again: every file is there, and every video was charged once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa

from kling.productions.databases import driven
from kling.sandbox import Sandbox
from tests.productions.conftest import (
    EACH_ONCE,
    FOUR,
    SETTINGS,
    Kill,
    Kling,
    Write,
    assert_nothing_lost_and_nothing_paid_twice,
    charged,
    on_wire,
    videos,
)
from tests.productions.processes import kling as kling_there
from tests.productions.processes import start

TWELVE = """
defaults: {mode: std, duration: 3}
briefs:
  "day-{day}": {scenario: t2v, matrix: days.csv, prompt: "A harbour on day {day}. Static camera."}
"""

# The boundaries of every step, in the order in which a production comes by them.
PLACES = (
    ("kling.productions.sync:sync", "after", 1),
    ("kling.productions.work:submit", "before", 2),
    ("kling.productions.work:submit", "after", 2),
    ("kling.productions.work:await_end", "before", 1),
    ("kling.productions.work:await_end", "after", 2),
    ("kling.productions.work:fetch", "before", 1),
    ("kling.client.records:brought", "before", 2),
    ("kling.media.files:Part.keep", "before", 1),
    ("kling.client.records:brought", "after", 2),
    ("kling.productions.thumbnails:draw_thumbnail", "before", 1),
    ("kling.productions.work:fetch", "after", 1),
)


@EACH_ONCE
@pytest.mark.long
def test_a_production_killed_at_every_boundary_of_its_steps_in_a_row_is_finished_by_the_next_run(
    sandbox: Sandbox, database: str, write: Write, kill: Kill, kling: Kling, tmp_path: Path
) -> None:
    (tmp_path / "days.csv").write_text("day\n" + "\n".join(map(str, range(12))) + "\n")
    file = write(TWELVE)
    for place, when, nth in PLACES:
        if "thumbnail" in place:  # the runs before may have had time for all of them
            shutil.rmtree(tmp_path / "harbour" / ".thumbnails", ignore_errors=True)
        kill(file, place, when, nth)
    run = kling("run", file)
    assert run.code == 0, run.err
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 12)
    assert len([*tmp_path.glob("harbour/.thumbnails/*.jpg")]) == 12  # what was not drawn yet, too


INSIDE_SUBMIT = (
    ("kling.api.inline:encode", "before"),  # nothing is sent yet
    ("kling.client.client:Client.submit", "after"),  # the service has the task, this side does not know
    ("kling.productions.ledger:Ledger.sent", "after"),  # the ledger has the task, the engine does not know
)


@SETTINGS
def test_a_run_killed_inside_its_submits_pays_each_request_once(
    sandbox: Sandbox, database: str, write: Write, kill: Kill, kling: Kling, tmp_path: Path
) -> None:
    file = write(FOUR)
    for place, when in INSIDE_SUBMIT:
        kill(file, place, when)
    run = kling("run", file)
    assert run.code == 0, run.err
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


@SETTINGS
def test_a_run_killed_while_the_service_makes_up_its_mind_pays_each_request_once(
    sandbox: Sandbox, database: str, write: Write, kling: Kling, tmp_path: Path
) -> None:
    """The creates are out, the service acts after the death: when the next run looks, there is nothing to see yet."""
    sandbox.faults(*on_wire({"method": "POST", "path": "/v1/videos", "delay": 1.5, "times": 4}))
    file = write(FOUR)
    process = start(tmp_path / "said.txt", kling_there, "run", str(file))
    while sandbox.state()["faults"] and process.is_alive():
        process.join(0.01)
    assert charged(sandbox) == (0, 0)
    process.kill()
    process.join()
    run = kling("run", file)
    assert run.code == 0, run.err
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


FILM = """
defaults: {mode: std, duration: 3}
films:
  trip:
    chain: CHAIN
    shots:
      - {scenario: t2v, prompt: A boat leaves. Static camera.}
      - {prompt: The boat is far out. Static camera.}
"""


@EACH_ONCE
def test_a_film_killed_between_its_shots_while_it_is_joined_and_reported_is_finished(
    sandbox: Sandbox, database: str, write: Write, kill: Kill, kling: Kling, tmp_path: Path
) -> None:
    chain, drawn = {"sqlite": ("last_frame", "last_frame"), "postgres": ("sheet", "draw")}[database]
    file = write(FILM.replace("CHAIN", chain))
    kill(file, f"kling.productions.work:{drawn}", "before")
    kill(file, f"kling.productions.work:{drawn}", "after")
    kill(file, "kling.productions.work:assemble", "before")
    kill(file, "kling.productions.joining:_copy", "after")
    kill(file, "kling.productions.work:assemble", "after")
    kill(file, "kling.productions.report:write", "before")
    run = kling("run", file)
    assert run.code == 0, run.err
    assert charged(sandbox) == (2, 2)
    assert videos(tmp_path / "harbour") == ["trip.mp4", "trip/01.mp4", "trip/02.mp4"]
    assert (tmp_path / "harbour" / "report.html").is_file()


@SETTINGS
def test_a_journal_that_is_lost_with_a_submit_in_flight_is_no_reason_to_send_again_at_once(
    sandbox: Sandbox,
    database: str,
    write: Write,
    kill: Kill,
    kling: Kling,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The ledger says that a video was on its way: one look is not enough, since reads may lag."""
    monkeypatch.setenv("KLING_SETTLE_SECONDS", "2")
    httpx2.post(f"{sandbox.url}/_sandbox/options", json={"lag": 1.5})
    file = write(FOUR)
    kill(file, "kling.client.client:Client.submit", "after")
    if database == "postgres":
        _emptied("kling_journal")
        _emptied("dbos.workflow_status")  # so that the ledger is told to begin these videos again
    else:
        shutil.rmtree(tmp_path / "kling-home" / "journal")
    run = kling("run", file)
    assert run.code == 0, run.err
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


def _emptied(table: str) -> None:
    engine = sa.create_engine(driven(os.environ["KLING_DATABASE_URL"]))
    with engine.begin() as db:
        db.execute(sa.text(f"DELETE FROM {table}"))
    engine.dispose()

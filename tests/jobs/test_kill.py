"""kill -9 anywhere, then the same command again: every file is there, and every wish was charged once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling.sandbox import Sandbox
from tests.jobs.conftest import FOUR, Kill, Kling, Write, charged, videos

THIRTY = """
defaults: {mode: std, duration: 3}
briefs:
  "day-{day}": {scenario: t2v, matrix: days.csv, prompt: "A harbour on day {day}. Static camera."}
"""

PLACES = (
    ("kling.jobs.ledger:Ledger.adopt", "after", 1),
    ("kling.jobs.work:submit", "before", 2),
    ("kling.client.client:Client.submit", "after", 2),
    ("kling.jobs.ledger:Ledger.sent", "after", 1),
    ("kling.jobs.work:submit", "after", 2),
    ("kling.jobs.work:await_end", "before", 1),
    ("kling.jobs.work:await_end", "after", 2),
    ("kling.client.client:Client.download", "before", 1),
    ("kling.client.client:Client.download", "after", 2),
    ("kling.jobs.work:fetch", "after", 1),
)


def test_a_production_killed_at_ten_places_in_a_row_is_finished_by_the_next_run(
    sandbox: Sandbox, write: Write, kill: Kill, kling: Kling, tmp_path: Path
) -> None:
    (tmp_path / "days.csv").write_text("day\n" + "\n".join(map(str, range(30))) + "\n")
    file = write(THIRTY)
    for place, when, nth in PLACES:
        kill(file, place, when, nth)
    run = kling("run", file)
    assert run.code == 0, run.err
    assert charged(sandbox) == (30, 30)
    assert videos(tmp_path / "harbour") == sorted(f"day-{day}.mp4" for day in range(30))


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("kling.client.client:Client.submit", id="the service has the task, this side does not know"),
        pytest.param("kling.jobs.ledger:Ledger.sent", id="the ledger has the task, the engine does not know"),
    ],
)
def test_a_run_killed_inside_every_submit_pays_each_wish_once(
    sandbox: Sandbox, write: Write, kill: Kill, kling: Kling, place: str
) -> None:
    file = write(FOUR)
    kill(file, place, "after", 1)
    kill(file, place, "after", 2)
    assert kling("run", file).code == 0
    assert charged(sandbox) == (4, 4)


FILM = """
defaults: {mode: std, duration: 3}
films:
  trip:
    chain: last_frame
    shots:
      - {scenario: t2v, prompt: A boat leaves. Static camera.}
      - {prompt: The boat is far out. Static camera.}
"""


def test_a_film_killed_between_its_shots_and_while_joined_is_finished(
    sandbox: Sandbox, write: Write, kill: Kill, kling: Kling, tmp_path: Path
) -> None:
    file = write(FILM)
    kill(file, "kling.jobs.work:last_frame", "after", 1)
    kill(file, "kling.jobs.joining:_copy", "after", 1)
    assert kling("run", file).code == 0
    assert charged(sandbox) == (2, 2)
    assert videos(tmp_path / "harbour") == ["trip.mp4", "trip/01.mp4", "trip/02.mp4"]

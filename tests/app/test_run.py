"""Productions by kling.app alone, as a door calls it: typed results, typed refusals, events."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling.app import costs, jobs
from kling.app import run as app
from kling.app.approve import Approval
from kling.app.events import Began, Billed, Event, Moved
from kling.app.refusal import Refusal

TWO = """
defaults: {mode: std, duration: 3}
briefs:
  dawn: {scenario: t2v, prompt: A harbour at dawn. Static camera.}
  noon: {scenario: t2v, prompt: A harbour at noon. Static camera.}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KLING_HOME", str(tmp_path / "home"))
    path = tmp_path / "harbour.yaml"
    path.write_text(TWO)
    return path


def test_a_production_that_nobody_carried_out_is_priced_and_unknown_to_jobs(file: Path) -> None:
    planned = app.dry_run(file)
    assert (planned.document()["units"], planned.document()["videos"]) == ("3.6", 2)
    with pytest.raises(Refusal, match="names no production") as refused:
        jobs.show(str(file))
    assert refused.value.kind == "usage"
    assert jobs.productions() == []


def test_a_file_with_faults_is_one_typed_refusal_with_their_places(file: Path) -> None:
    file.write_text(TWO + "  bad: {scenario: t2v, prompt: x, duration: 99}\n")
    with pytest.raises(Refusal) as refused:
        app.carry_out(app.dry_run(file))
    assert (refused.value.kind, refused.value.line) == ("rules", 6)


def test_the_day_s_budget_holds_for_productions_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kling.sandbox import running

    monkeypatch.setattr("kling.client.Client.is_sandbox", lambda self: False)
    monkeypatch.setenv("KLING_BUDGET", "3")
    with running(latency=0, render="lazy", drawing="stills") as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        with pytest.raises(Refusal, match="KLING_BUDGET") as refused:
            app.carry_out(app.dry_run(file), approval=Approval(yes=True))
        assert (refused.value.kind, box.state()["tasks"]) == ("price", [])


def test_events_tell_the_bill_and_every_state_and_the_result_says_what_is_here(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.sandbox import running

    told: list[Event] = []
    with running(latency=0, render="lazy", drawing="stills") as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        ran = app.carry_out(app.dry_run(file), tell=told.append)
        assert jobs.cancel(str(file)).document() == {"count": 2, "cancelled": [], "sent": []}
    assert (ran.trouble, ran.reasons, len(ran.here)) == (None, {}, 2)
    assert [type(event) for event in told[:2]] == [Billed, Began]
    states = [entry.state for event in told if isinstance(event, Moved) for entry in event.entries]
    assert states.count("downloaded") == 2
    assert [row.states for row in jobs.productions()] == [{"downloaded": 2}]
    assert costs.costs(str(file)).played.document()["units"] == "3.6"

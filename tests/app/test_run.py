"""Productions by kling.app alone, as a door calls it: typed results, typed refusals, events."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from kling.app import costs, jobs
from kling.app import run as app
from kling.app.approve import Approval
from kling.app.events import Began, Billed, Event, Moved
from kling.app.planned import dry_run
from kling.app.productions import Settings, store
from kling.app.refusal import Refusal, Step
from kling.media.keep import Keep, read_crop
from kling.productions import tables as t
from kling.sandbox import Sandbox

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
    planned = dry_run(file)
    assert (planned.document()["units"], planned.document()["videos"]) == ("3.6", 2)
    with pytest.raises(Refusal, match="names no production") as refused:
        jobs.show(str(file))
    assert refused.value.kind == "usage"
    assert jobs.productions() == []


def test_a_file_with_faults_is_one_typed_refusal_with_their_places(file: Path) -> None:
    file.write_text(TWO + "  bad: {scenario: t2v, prompt: x, duration: 99}\n")
    with pytest.raises(Refusal) as refused:
        app.carry_out(dry_run(file))
    assert (refused.value.kind, refused.value.line) == ("rules", 6)


def test_the_day_s_budget_holds_for_productions_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kling.sandbox import running

    monkeypatch.setattr("kling.client.Client.is_sandbox", lambda self: False)
    monkeypatch.setenv("KLING_BUDGET", "3")
    with running(latency=0, render="lazy", drawing="stills") as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        with pytest.raises(Refusal, match="KLING_BUDGET") as refused:
            app.carry_out(dry_run(file), approval=Approval(ask=lambda quote: pytest.fail("asked for nothing")))
        assert (refused.value.kind, box.state()["tasks"]) == ("price", [])


def test_a_run_that_would_pay_again_because_its_arguments_differ_is_refused_and_next_carries_them(
    file: Path, photo_jpg: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.app.runs import Runs
    from kling.sandbox import running

    shot = f"{{scenario: i2v, first_frame: {photo_jpg}, prompt: It comes to life. Static camera.}}"
    file.write_text(
        f"defaults: {{mode: std, duration: 3}}\nbriefs: {{a: {shot}, b: {{scenario: t2v, prompt: A kite.}}}}"
    )
    cropped, whole = (Settings(fit=Keep(read_crop(text)), slots=3) for text in ("9:16", "1:1"))
    with running(latency=0, render="lazy", drawing="stills") as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        app.carry_out(dry_run(file, cropped), cropped)
        as_begun = Step("run", {"file": str(file), "crop": "9:16", "slots": 3})
        for other in (whole, Settings()):
            planned = dry_run(file, other)
            assert (planned.again, planned.next, len(planned.warnings)) == (("a",), [as_begun], 1)
            with pytest.raises(Refusal, match="was begun with --crop 9:16") as refused:
                app.carry_out(planned, other)
            assert (refused.value.kind, refused.value.next) == ("price", (as_begun,))
        assert (dry_run(file, cropped).owed, len(box.state()["tasks"])) == ([], 2)
        assert jobs.again(str(file)) == [as_begun]
        with store().ledger() as ledger:  # as a killed run leaves it
            name = jobs.productions()[0].production
            ledger.move(ledger.entries(name)[0], "stopped", ("downloaded",))
        assert Runs().status(name)["next"] == [as_begun]
        app.carry_out(dry_run(file, whole), whole, pay_again=True)
        assert len(box.state()["tasks"]) == 3
        assert dry_run(file, cropped).owed == []  # it was charged, though it is another one's place now


def test_a_task_that_goes_on_though_its_video_reads_differently_now_is_told_kept_and_charged(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.app import history
    from kling.sandbox import running

    with running(latency=0, render="lazy", drawing="stills") as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        first = app.carry_out(dry_run(file)).envelope()
        again = app.carry_out(dry_run(file)).envelope()
        assert (first["reused"], first["charged_units"]) == (False, first["result"]["units"])
        assert (again["reused"], again["charged_units"], again["result"]["units"]) == (
            True,
            "0",
            first["charged_units"],
        )
        with store().ledger() as ledger:  # as a run leaves it that was killed while one was made
            name = jobs.productions()[0].production
            old = ledger.entries(name)[0]
            ledger.move(old, "generating", ("downloaded",), units=None)
            with ledger.begin() as db:
                db.execute(sa.update(t.charges).where(t.charges.c.task_id == old.task_id).values(units=None))
        file.write_text(file.read_text().replace("A harbour", "A small harbour", 1))
        planned = dry_run(file)
        told = f"the earlier {old.name} goes on and is charged; `kling wait {old.task_id}` fetches it"
        assert planned.warnings == [told]
        ran = app.carry_out(planned).envelope()
        assert told in ran["warnings"]
        assert Decimal(ran["charged_units"]) == Decimal(old.units or 0)
        assert (costs.costs().total.open, costs.costs().total.units) == (0, Decimal(box.state()["charged_units"]))
        assert next(one for one in history.requests() if one.task_id == old.task_id).words


def test_a_paid_film_keeps_its_name_and_the_file_means_the_production_of_the_service_in_use(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.sandbox import running

    def use(box: Sandbox) -> None:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)

    about: Any = {"latency": 0, "render": "lazy", "drawing": "stills"}
    with running(**about) as account, running(**about) as box:
        with monkeypatch.context() as paying:
            paying.setattr("kling.client.Client.is_sandbox", lambda self: False)
            use(account)
            paid = app.carry_out(dry_run(file), approval=Approval(yes=True)).here[0]
        before = Path(paid.path).read_bytes()
        use(box)
        with pytest.raises(Refusal, match="was paid for") as refused:
            app.carry_out(dry_run(file))
        assert (refused.value.kind, box.state()["tasks"]) == ("exists", [])
        file.write_text(f"folder: rehearsal\n{TWO}")
        made = app.carry_out(dry_run(file))
        assert (Path(paid.path).read_bytes(), jobs.show(str(file))) == (before, made.entries)
        assert [one.sandbox for one in jobs.productions()] == [True, False]
        use(account)
        assert jobs.show(str(file))[0].path == paid.path


def test_events_tell_the_bill_and_every_state_and_the_result_says_what_is_here(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.sandbox import running

    told: list[Event] = []
    with running(latency=0, render="lazy", drawing="stills") as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        ran = app.carry_out(dry_run(file), tell=told.append)
        assert jobs.cancel(str(file)).document() == {"count": 2, "cancelled": [], "sent": []}
    assert (ran.trouble, ran.reasons, len(ran.here)) == (None, {}, 2)
    assert [type(event) for event in told[:2]] == [Billed, Began]
    states = [entry.state for event in told if isinstance(event, Moved) for entry in event.entries]
    assert states.count("downloaded") == 2
    assert [row.states for row in jobs.productions()] == [{"downloaded": 2}]
    assert costs.costs(str(file)).played.document()["units"] == "3.6"

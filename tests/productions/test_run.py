"""kling run from a file to videos, and what the other commands say about it."""

from __future__ import annotations

from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from kling.productions.databases import ledger_address
from kling.productions.ledger import Ledger
from kling.sandbox import Sandbox
from tests.client.conftest import clear_faults, control
from tests.productions.conftest import (
    EACH_ONCE,
    FOUR,
    Draw,
    Kling,
    Write,
    assert_nothing_lost_and_nothing_paid_twice,
    charged,
    on_wire,
    videos,
)

MIXED = """
defaults: {mode: std, duration: 3}
assets: {rocket: rocket.jpg}
briefs:
  still: {scenario: i2v, first_frame: "@rocket", prompt: The rocket stands. Static camera.}
films:
  frames:
    chain: last_frame
    shots:
      - {scenario: i2v, first_frame: "@rocket", prompt: The rocket stands & waits. Static camera.}
      - {prompt: The rocket lifts off. Static camera.}
  clips:
    chain: next_shot
    output: films/clips.mp4
    shots:
      - {scenario: t2v, prompt: A boat leaves. Static camera.}
      - {aspect_ratio: "16:9", prompt: "It goes on from @video to the open sea."}
"""


def test_briefs_and_films_become_files_a_report_and_a_ledger_that_agrees_with_the_service(
    sandbox: Sandbox, drawn: Draw, hd_film: Path, write: Write, kling: Kling, tmp_path: Path
) -> None:
    drawn(hd_film)
    file = write(MIXED)
    run = kling("run", file, "--json")
    assert run.code == 0, run.out + run.err
    out = tmp_path / "harbour"
    assert videos(out) == [
        "clips/01.mp4",
        "clips/02.mp4",
        "films/clips.mp4",
        "frames.mp4",
        "frames/01.mp4",
        "frames/02.mp4",
        "still.mp4",
    ]
    assert charged(sandbox) == (5, 5)

    bill, *states = run.lines
    # four without a clip at 1.8 units, one that goes on from a clip at 2.7
    assert (bill["units"], bill["videos"]) == ("9.9", 5)
    assert {line["name"] for line in states if line["state"] == "downloaded"} == {
        item["name"] for item in bill["items"]
    }
    assert run.json["states"] == {"downloaded": 5}
    total = kling("costs", file, "--json").json_total
    assert Decimal(total["units"]) == Decimal(sandbox.state()["charged_units"]) == Decimal("9.9")
    assert total["open"] == 0

    page = (out / "report.html").read_text("utf-8")
    assert "The rocket stands &amp; waits." in page
    assert "charged 2.7 units" in page
    for picture in ("frames-poster.jpg", "frames-frames.jpg", "films/clips-frames.jpg", ".thumbnails/still.jpg"):
        assert (out / picture).is_file()
        assert f'src="{picture}"' in page


def test_costs_say_what_the_account_has_left_by_the_service_s_own_figures(
    sandbox: Sandbox, write: Write, kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    control(sandbox, units=100)
    file = write(FOUR)
    assert kling("run", file).code == 0
    document = kling("costs", file, "--json").json
    [(name, balance)] = document["balances"].items()
    assert (balance["units"], balance["error"]) == ("92.8", None)
    assert document["accounts"][name]["units"] == "7.2"
    assert f"account {name} has 92.8 units left (Sandbox video pack 92.8)" in kling("costs").out

    monkeypatch.setenv("KLING_API_KEY", "another")
    refused = kling("costs", file)
    assert refused.code == 0
    assert "on sandboxes, where nothing is paid: estimated 7.2 units, charged 7.2 ($1.01)" in refused.out
    assert "has left is not known" in refused.err
    monkeypatch.delenv("KLING_API_KEY")
    monkeypatch.delenv("KLING_BASE_URL")
    assert kling("costs", "--json").json["balances"] == {}


def test_running_again_sends_nothing_and_a_changed_brief_is_the_only_one_made_anew(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    assert kling("run", write(FOUR)).code == 0
    again = kling("run", write(FOUR))
    assert again.code == 0
    assert "still to be paid: 0 videos" in again.err
    assert charged(sandbox) == (4, 4)
    (tmp_path / "harbour" / "noon.mp4").unlink()
    changed = kling("run", write(FOUR.replace("harbour at dusk", "city at dusk")))
    assert "still to be paid: 1 video:" in changed.err
    assert charged(sandbox) == (5, 5)
    assert len(videos(tmp_path / "harbour")) == 4  # the lost file was fetched again, not made again


def test_faults_are_told_with_file_and_line_and_nothing_is_sent(sandbox: Sandbox, write: Write, kling: Kling) -> None:
    file = write(FOUR + "  bad: {scenario: t2v, prompt: x, duration: 99}\n")
    run = kling("run", file)
    assert run.code == 1
    assert f"{file}:8:" in run.err
    assert charged(sandbox) == (0, 0)


def test_a_dry_run_shows_the_bill_and_sends_nothing(sandbox: Sandbox, write: Write, kling: Kling) -> None:
    run = kling("run", write(FOUR), "--dry-run")
    assert run.code == 0
    assert "4 videos: 7.2 units ($1.01)" in run.err
    assert sandbox.state()["requests"] == {}


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 2), (("--max-units", "7.1"), 2), (("--max-units", "7.2"), 0), (("--yes",), 0)],
)
def test_with_an_account_nothing_is_spent_without_a_yes_or_a_limit_that_covers_the_bill(
    sandbox: Sandbox,
    write: Write,
    kling: Kling,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    code: int,
) -> None:
    monkeypatch.setattr("kling.client.Client.is_sandbox", lambda self: False)
    run = kling("run", write(FOUR), *options)
    assert run.code == code, run.err
    assert charged(sandbox)[0] == (0 if code else 4)


def test_failed_tasks_are_charged_0_and_not_paid_again_until_retry_asks_for_another_take(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    sandbox.faults(*on_wire({"method": "POST", "path": "/v1/videos", "fail": "Image pixel is invalid"}))
    file = write(FOUR)
    run = kling("run", file)
    assert run.code == 4
    assert "Image pixel is invalid" in run.err
    with closing(Ledger(ledger_address(tmp_path / "kling-home" / "jobs", None))) as ledger:
        charges = ledger.charges()  # before a command asks the service what is not known
    assert sorted(str(charge.units) for charge in charges) == ["0", "1.8", "1.8", "1.8"]
    assert kling("run", file).code == 4
    assert charged(sandbox) == (4, 4)
    assert "1 of 1 will be made by the next kling run, for 1.8 units" in kling("jobs", "retry", file).out
    assert kling("run", file).code == 0
    assert charged(sandbox) == (5, 5)
    rows = kling("jobs", "show", file, "--json").json
    assert sorted(row["take"] for row in rows) == [1, 1, 1, 2]
    costs = kling("costs", file, "--json")
    assert costs.json_total["tasks"] == 5
    assert sorted(row["units"] for row in costs.json["tasks"]) == ["0", "1.8", "1.8", "1.8", "1.8"]
    assert Decimal(costs.json_total["units"]) == Decimal(sandbox.state()["charged_units"]) == Decimal("7.2")


def test_a_request_that_the_service_refuses_is_told_as_refused_and_costs_nothing(
    sandbox: Sandbox, write: Write, kling: Kling
) -> None:
    sandbox.faults(*on_wire({"method": "POST", "path": "/v1/videos", "code": 1301, "message": "risk control"}))
    file = write(FOUR)
    run = kling("run", file)
    assert run.code == 4
    assert " refused: risk control" in run.err
    assert " refused " in kling("jobs", "show", file).out
    assert kling("costs", file, "--json").json_total["tasks"] == 3
    assert charged(sandbox) == (3, 3)


def test_what_was_not_sent_can_be_cancelled_and_what_was_sent_cannot(
    sandbox: Sandbox, write: Write, kling: Kling
) -> None:
    sandbox.faults(*on_wire({"method": "POST", "path": "/v1/videos", "code": 1102, "times": 4}))
    file = write(FOUR)
    assert kling("run", file).code == 3
    clear_faults(sandbox)  # the first refusal pauses the account: how many were sent before it is chance
    assert "1 of 1 cancelled" in kling("jobs", "cancel", file, "dusk").out
    assert kling("run", file).code == 4
    assert charged(sandbox) == (3, 3)
    assert "0 of 4 cancelled" in kling("jobs", "cancel", file).out
    listed = kling("jobs", "list", "--json").json
    assert listed[0]["states"] == {"downloaded": 3, "cancelled": 1}
    assert kling("jobs", "show", file, "nothing").code == 2


def test_two_accounts_share_the_work_and_each_request_is_paid_by_one(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    from kling.sandbox import running

    with running(latency=0.2, render="lazy", drawing="stills", concurrency=1) as other:
        accounts = tmp_path / "accounts.yaml"
        accounts.write_text(
            f"- {{name: big, api_key: sandbox, base_url: '{sandbox.url}', slots: 3}}\n"
            f"- {{name: small, api_key: sandbox, base_url: '{other.url}', slots: 1}}\n"
        )
        accounts.chmod(0o644)
        refused = kling("run", write(FOUR), "--accounts", accounts)
        assert refused.code == 3
        assert "chmod 600" in refused.err
        accounts.chmod(0o600)
        run = kling("run", write(FOUR), "--accounts", accounts)
        assert run.code == 0, run.err
        made = [task["external_task_id"] for box in (sandbox, other) for task in box.state()["tasks"]]
        assert len(made) == len(set(made)) == 4
    assert len(videos(tmp_path / "harbour")) == 4


def test_a_callback_wakes_the_run_and_is_only_looked_into(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    from starlette.testclient import TestClient

    from kling.productions.databases import ledger_address
    from kling.productions.ledger import Ledger
    from kling.productions.receiver import receiver

    ledger = Ledger(ledger_address(tmp_path, None))
    with TestClient(receiver(ledger, ())) as client:
        body = {"task_id": "1", "task_status": "succeed", "task_info": {"external_task_id": "kw-1"}}
        assert [client.post("/", json=body).status_code for _ in range(2)] == [200, 200]
        assert client.post("/", content=b"nonsense").status_code == 400
    assert ledger.callbacks(0) == (1, ["1", "kw-1"])
    ledger.close()


@EACH_ONCE
def test_a_production_in_hand_is_not_carried_out_twice_at_once(
    sandbox: Sandbox, service: str, database: str, write: Write, kling: Kling, tmp_path: Path
) -> None:
    from kling.app.productions import name_of
    from kling.productions.databases import alone

    file = write(FOUR)
    with alone(tmp_path / "kling-home" / "jobs" / name_of(file, private=False)):
        run = kling("run", file)
    assert run.code == 2
    assert "another process" in run.err
    assert charged(sandbox) == (0, 0)
    assert kling("run", file).code == 0
    assert_nothing_lost_and_nothing_paid_twice(sandbox, tmp_path / "harbour", 4)


def test_results_that_will_be_deleted_first_are_fetched_first(tmp_path: Path, write: Write) -> None:
    from kling.models.profiles import DEFAULT
    from kling.productions.databases import ledger_address
    from kling.productions.ledger import Ledger
    from kling.productions.plan import plan
    from kling.productions.production import read
    from kling.productions.sync import sync

    ledger = Ledger(ledger_address(tmp_path, None))
    made = plan(read(write(FOUR)), DEFAULT)
    sync(ledger, "p", made, dict.fromkeys([item.video.name for item in made.items], "a"))
    for days, entry in zip((20, 1, 30, 7), ledger.entries("p"), strict=True):
        assert ledger.move(entry, "made", ("waiting",), expires=days * 86400.0)
    assert [entry.name for entry in ledger.made("p", "a", 3)] == ["noon", "night", "dawn"]
    ledger.close()

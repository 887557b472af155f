"""Whose money: a video is one charge, whichever accounts take part, and however they are called."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kling.client.account import Pack
from kling.productions.accounts import Throttle
from kling.productions.balance import width
from kling.productions.databases import ledger_address
from kling.productions.ledger import Ledger
from kling.sandbox import Sandbox, running
from tests.client.conftest import control
from tests.productions.conftest import FOUR, Draw, Kill, Kling, Write, charged, on_wire, videos


@pytest.fixture
def other(drawn: Draw) -> Iterator[Sandbox]:
    with running(latency=0.1, render="lazy", drawing="stills", duplicates="accept") as box:
        yield box


@pytest.fixture
def sandbox(drawn: Draw, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """An account at a service that takes an external id as often as it comes."""
    with running(latency=0.1, render="lazy", drawing="stills", duplicates="accept") as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        monkeypatch.setenv("KLING_WIRE", os.environ.get("KLING_TEST_WIRE", "v1"))
        yield box


def test_what_is_of_no_haste_waits_until_no_video_is_brought_here() -> None:
    throttle, video = Throttle(2), ("p", "a")
    throttle.stopping.set()
    throttle.fetch(video)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(throttle.calm, 60.0)
        with pytest.raises(TimeoutError):
            waiting.result(0.02)
        throttle.fetched(video)
        waiting.result(30)


def _accounts(path: Path, **boxes: Sandbox) -> Path:
    path.write_text(
        "".join(f"- {{name: {name}, api_key: sandbox, base_url: '{box.url}'}}\n" for name, box in boxes.items())
    )
    path.chmod(0o600)
    return path


def test_a_production_with_one_account_here_and_two_there_pays_each_request_once(
    sandbox: Sandbox, other: Sandbox, write: Write, kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(FOUR)
    assert kling("run", file, "--accounts", _accounts(tmp_path / "one.yaml", a=sandbox)).code == 0
    monkeypatch.setenv("KLING_HOME", str(tmp_path / "another-machine"))
    (tmp_path / "harbour").rename(tmp_path / "there")
    run = kling("run", file, "--accounts", _accounts(tmp_path / "two.yaml", b=other, a=sandbox))
    assert run.code == 0, run.err
    assert (charged(sandbox), charged(other)) == ((4, 4), (0, 0))
    assert len(videos(tmp_path / "harbour")) == 4


def test_an_account_that_cannot_be_asked_whether_it_was_charged_stops_the_first_send(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    accounts = tmp_path / "accounts.yaml"
    accounts.write_text(
        f"- {{name: a, api_key: sandbox, base_url: '{sandbox.url}'}}\n"
        f"- {{name: revoked, api_key: another, base_url: '{sandbox.url}'}}\n"
    )
    accounts.chmod(0o600)
    run = kling("run", write(FOUR), "--accounts", accounts)
    assert run.code in (3, 6)
    assert charged(sandbox) == (0, 0)


def test_a_renewed_key_of_the_same_account_goes_on_with_its_tasks(
    sandbox: Sandbox,
    database: str,
    write: Write,
    kill: Kill,
    kling: Kling,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = write(FOUR)
    monkeypatch.setenv("KLING_WIRE", "v1")  # the other one takes no signed tokens
    monkeypatch.setenv("KLING_ACCOUNTS", str(_accounts(tmp_path / "old.yaml", old=sandbox)))
    kill(file, "kling.productions.work:await_end", "before", 4)
    pair = f"access_key: {sandbox.access_key}, secret_key: {sandbox.secret_key}"
    new = _accounts(tmp_path / "new.yaml", new=sandbox)
    new.write_text(new.read_text().replace("api_key: sandbox", pair))
    monkeypatch.setenv("KLING_ACCOUNTS", str(new))
    run = kling("run", file)
    assert run.code == 0, run.err
    assert "account new has the tasks of account old, and goes on with them" in run.err
    assert charged(sandbox) == (4, 4)
    assert kling("costs", file, "--json").json_total["tasks"] == 4


@pytest.mark.parametrize(
    ("place", "when", "nth"),
    [
        ("kling.productions.work:await_end", "before", 4),  # all go on, or are made
        ("kling.client.client:Client.submit", "after", 4),  # the ledger does not know of each that it was sent
    ],
)
def test_what_another_account_was_charged_for_is_moved_only_by_who_agrees_to_pay_again(
    sandbox: Sandbox,
    other: Sandbox,
    write: Write,
    kill: Kill,
    kling: Kling,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    when: str,
    nth: int,
) -> None:
    file = write(FOUR)
    monkeypatch.setenv("KLING_ACCOUNTS", str(_accounts(tmp_path / "one.yaml", a=sandbox)))
    kill(file, place, when, nth)
    assert charged(sandbox) == (4, 4)
    monkeypatch.setenv("KLING_ACCOUNTS", str(_accounts(tmp_path / "two.yaml", b=other)))
    run = kling("run", file)
    assert run.code == 6
    assert "it belongs to account a, which takes no part in this run" in run.err
    moved = kling("jobs", "move", file, "a", "b")
    assert moved.code == 5
    assert "0 of 4 moved" in moved.out
    assert "say --pay-again" in moved.err
    assert charged(other) == (0, 0)
    assert "4 of 4 moved" in kling("jobs", "move", file, "a", "b", "--pay-again").out
    assert kling("run", file).code == 0
    assert charged(other) == (4, 4)
    assert charged(sandbox) == (4, 4)


def test_an_account_with_another_name_goes_on_with_what_its_key_sent(
    sandbox: Sandbox, write: Write, kill: Kill, kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No task is known by which the service could tell: killed in its first submits, the ledger has none."""
    file = write(FOUR)
    monkeypatch.setenv("KLING_ACCOUNTS", str(_accounts(tmp_path / "one.yaml", a=sandbox)))
    kill(file, "kling.client.client:Client.submit", "after")
    monkeypatch.setenv("KLING_ACCOUNTS", str(_accounts(tmp_path / "two.yaml", b=sandbox)))
    run = kling("run", file)
    assert run.code == 0, run.err
    assert charged(sandbox) == (4, 4)


def test_editing_a_brief_whose_submit_was_in_flight_keeps_the_charge_of_the_old_request(
    sandbox: Sandbox, database: str, write: Write, kill: Kill, kling: Kling
) -> None:
    kill(write(FOUR), "kling.client.client:Client.submit", "after", 4)
    run = kling("run", write(FOUR.replace("A harbour", "A city")))
    assert run.code == 0, run.err
    tasks = charged(sandbox)
    assert tasks[0] == tasks[1]
    assert kling("costs", "--json").json_total["tasks"] == tasks[0] > 4


def test_retry_asks_the_service_first_and_shows_what_will_be_paid(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    file = write(FOUR)
    sandbox.faults(*on_wire({"method": "POST", "path": "/v1/videos", "fail": "Image pixel is invalid"}))
    assert kling("run", file).code == 4
    ledger = Ledger(ledger_address(tmp_path / "kling-home" / "jobs", None))
    ((production, _, _),) = ledger.productions()
    lost, *_ = [entry for entry in ledger.entries(production) if entry.state == "downloaded"]
    assert ledger.move(lost, "failed", ("downloaded",), reason="the machine's clock was wrong")
    ledger.close()
    Path(lost.path).unlink()
    retried = kling("jobs", "retry", file)
    assert f"{lost.name}: task {lost.task_id} is not lost, and will be fetched" in retried.out
    assert "1 of 2 will be made by the next kling run, for 1.8 units ($0.25)" in retried.out
    assert kling("run", file).code == 0
    assert charged(sandbox) == (5, 5)
    assert len(videos(tmp_path / "harbour")) == 4


def test_a_balance_that_cannot_pay_everything_is_told_before_the_first_unit(
    sandbox: Sandbox, write: Write, kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    control(sandbox, units=4)
    monkeypatch.setattr("kling.client.Client.is_sandbox", lambda self: False)
    run = kling("run", write(FOUR))
    assert run.code == 2
    assert "units left, and its share is 4 videos: 7.2 units ($1.01)" in run.err
    assert "has 4 units left" in run.err
    assert charged(sandbox) == (0, 0)


def test_the_width_of_the_queue_is_read_from_the_names_of_packs() -> None:
    names = ["Trial-Video-100Units-5Con-1Months", "Video-1000Units-20Con-3Months", "Contest 7", "9Cones"]
    packs = [Pack(resource_pack_name=name, status="online") for name in names]
    assert width(packs) == 20
    assert width(packs[2:]) is None

"""What holds whatever the service does: it takes a used external id twice, its reads lag, its answers get lost or are
another's. Pauses of the clients here move the sandbox's clock instead of taking time."""

from __future__ import annotations

import ast
import math
import re
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import kling
import kling.sandbox
from kling import Client
from kling.client import (
    AccountError,
    JournalError,
    NotFound,
    OutcomeUnknown,
    RequestError,
    RequestRefused,
    ServiceError,
    Task,
    external_id,
)
from kling.client.journal import Entry, LocalJournal
from kling.client.lookup import Sending
from kling.models.profiles import DEFAULT
from kling.sandbox import Sandbox
from tests.client.conftest import BODY, V1, control

Box = Callable[..., Sandbox]
KILLED = KeyboardInterrupt
"""Ends a client in the middle of a step as a kill does: what is on disk is all that is left."""


@pytest.fixture(params=["refuse", "accept"])
def box(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A service that refuses used external ids, and one that makes and charges another task."""
    with kling.sandbox.running(latency=0, render="lazy", drawing="stills", duplicates=request.param) as served:
        yield served


@pytest.fixture
def careless() -> Iterator[Sandbox]:
    """A service that makes and charges a task for every create."""
    with kling.sandbox.running(latency=0, render="lazy", drawing="stills", duplicates="accept") as served:
        yield served


class Clock:
    """Pauses that only move a sandbox's clock."""

    def __init__(self, box: Sandbox) -> None:
        self.box, self.passed = box, 0.0

    def sleep(self, seconds: float) -> None:
        self.passed += seconds
        self.box.clock(self.passed)


def connect(box: Sandbox, **options: Any) -> Client:
    options = {"base_url": box.url, "api_key": box.api_key, "settle": 120.0, "sleep": Clock(box).sleep, **options}
    return Client(**options)


def charges(box: Sandbox) -> int:
    return len(box.state()["tasks"])


def posts(box: Sandbox) -> int:
    return int(box.state()["requests"].get(f"POST {V1}", 0))


# -- C1: the service's refusal of a used external id is not needed -----------------------------------------------------


def test_the_same_request_in_another_process_is_paid_once_by_a_service_that_accepts_duplicates(
    careless: Sandbox,
) -> None:
    first = connect(careless).submit(BODY)
    again = connect(careless).submit(BODY)
    assert (again.task_id, again.attached) == (first.task_id, True)
    assert (posts(careless), charges(careless)) == (1, 1)


def die_sending(box: Sandbox) -> None:
    """A client that does not live to note that its answer was lost."""

    class Doomed(LocalJournal):
        def note(self, request: Entry) -> None:
            if request.state == "unknown":
                raise KILLED
            super().note(request)

    doomed = Doomed()
    with pytest.raises(KILLED):
        connect(box, journal=doomed).submit(BODY)
    doomed.close()


@pytest.mark.parametrize("lag", [0.0, 10.0, 100.0])
@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_sender_that_is_killed_while_sending_is_followed_by_one_charge(box: Sandbox, lag: float, cut: str) -> None:
    control(box, lag=lag)
    box.faults({"method": "POST", "path": V1, "cut": cut})
    die_sending(box)
    task = connect(box).submit(BODY)
    assert [one["task_id"] for one in box.state()["tasks"]] == [task.task_id]
    assert posts(box) == (2 if cut == "before" else 1)


@pytest.mark.parametrize("lost", [1, 2, 4])
def test_answers_that_stay_lost_are_one_charge(careless: Sandbox, lost: int) -> None:
    control(careless, lag=60)
    careless.faults({"method": "POST", "path": V1, "cut": "after", "times": lost})
    task = connect(careless).submit(BODY)
    assert [one["task_id"] for one in careless.state()["tasks"]] == [task.task_id]


def test_an_answered_create_is_not_counted_as_lost(careless: Sandbox) -> None:
    client = connect(careless)
    task = client.submit(BODY)
    assert client._session.place is not None
    entry = client._session.journal.find(client._session.place.name, task.task_id or "")
    assert entry is not None
    assert (entry.state, entry.lost) == ("accepted", 0)


def test_a_request_is_looked_up_before_its_first_send_when_there_is_no_journal(
    careless: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = connect(careless).submit(BODY)
    monkeypatch.setenv("KLING_HOME", str(tmp_path / "another"))
    assert connect(careless).submit(BODY).task_id == first.task_id
    assert connect(careless, journal=None).submit(BODY).task_id == first.task_id
    assert posts(careless) == 1


@pytest.mark.parametrize("is_emptied", [False, True])
def test_after_a_journal_was_lost_requests_are_looked_up_for_as_long_as_reads_may_lag(
    careless: Sandbox, tmp_path: Path, is_emptied: bool
) -> None:
    control(careless, lag=60)
    journal = LocalJournal(tmp_path / "journal")
    first = connect(careless, journal=journal).submit(BODY)
    journal.close()
    if is_emptied:
        (tmp_path / "journal" / "journal.sqlite").write_bytes(b"")
    else:
        shutil.rmtree(tmp_path / "journal")
    client = connect(careless, journal=LocalJournal(tmp_path / "journal"))
    with pytest.raises(OutcomeUnknown, match="not known whether"):
        client.submit(BODY, deadline=5)
    assert client.submit(BODY).task_id == first.task_id
    assert posts(careless) == 1


def test_a_journal_that_took_the_place_of_a_lost_one_long_ago_looks_once(careless: Sandbox, tmp_path: Path) -> None:
    LocalJournal(tmp_path / "journal").find("here", "x")
    (tmp_path / "journal-made").write_text(str(time.time() - 121))
    clock = Clock(careless)
    connect(careless, journal=LocalJournal(tmp_path / "journal"), sleep=clock.sleep).submit(BODY)
    assert clock.passed == 0


def test_the_first_journal_of_a_home_is_not_waited_for(careless: Sandbox) -> None:
    clock = Clock(careless)
    connect(careless, sleep=clock.sleep).submit(BODY)
    assert clock.passed == 0


@pytest.mark.parametrize(
    ("settle", "is_sandbox", "expected"),
    [(None, False, (7.0, 3.0)), (None, True, (0.0, 0.0)), (2.0, False, (2.0, 2.0))],
)
def test_how_long_reads_may_lag_is_a_setting_of_the_profile(
    settle: float | None, is_sandbox: bool, expected: tuple[float, float]
) -> None:
    made_up = DEFAULT._replace(settle_seconds=7.0, settle_seconds_unavailable=3.0)
    client = Client(api_key="k", base_url="https://a.example", profile=made_up, settle=settle, journal=None)
    sending = Sending(client._session, Entry("a", "x", "", "k", "v1", "", 0.0), is_sandbox)
    busy = ServiceError("busy", code=5001, http_status=503)
    assert (sending.window(), sending.window(busy)) == expected


def test_a_damaged_journal_sends_nothing(careless: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "journal.sqlite").write_bytes(b"my notes " * 1000)
    with pytest.raises(JournalError, match="damaged") as caught:
        connect(careless, journal=LocalJournal(tmp_path / "journal")).submit(BODY)
    assert caught.value.external_task_id == external_id(BODY)
    assert posts(careless) == 0


def test_many_threads_and_clients_with_one_request_are_one_charge(careless: Sandbox) -> None:
    control(careless, lag=0.3)
    clients = [connect(careless, sleep=time.sleep, settle=2.0) for _ in range(4)]
    with ThreadPoolExecutor(12) as pool:
        tasks = list(pool.map(lambda n: clients[n % 4].submit(BODY), range(12)))
    assert len({task.task_id for task in tasks}) == 1
    assert charges(careless) == 1


def test_a_request_is_one_charge_whichever_account_is_asked(careless: Sandbox) -> None:
    """The sandbox takes any key of its own for one account; another name stands for another account here."""
    control(careless, lag=3600)
    first = connect(careless, account_name="a").submit(BODY)
    other = {"access_key": careless.access_key, "secret_key": careless.secret_key, "api_key": None}
    with pytest.raises(RequestRefused, match=rf"by another account \(a\), as task {first.task_id}"):
        connect(careless, **other, account_name="b").submit(BODY)
    renewed = connect(careless, **other, account_name="a").submit(BODY)
    assert renewed.task_id == first.task_id
    assert charges(careless) == 1


def test_a_request_that_was_sent_on_the_newer_wire_is_not_sent_on_the_older(careless: Sandbox) -> None:
    first = connect(careless, wire="v2").submit(BODY)
    with pytest.raises(RequestRefused, match=rf"on the v2 wire, as task {first.task_id}.*--wire v2"):
        connect(careless).submit(BODY)
    assert charges(careless) == 1


@pytest.mark.parametrize("is_killed", [False, True])
def test_two_tasks_of_one_external_id_stop_the_account_and_both_are_told(careless: Sandbox, is_killed: bool) -> None:
    control(careless, lag=200)  # longer than the window of 120 s
    careless.faults({"method": "POST", "path": V1, "cut": "after"})
    if is_killed:
        die_sending(careless)
    client = connect(careless)
    task = client.submit(BODY)
    careless.clock(1000)
    assert client.wait(task).task_status == "succeed"
    ids = [one["task_id"] for one in careless.state()["tasks"]]
    assert len(ids) == 2
    with pytest.raises(AccountError) as caught:
        client.submit(BODY, take=5)
    assert all(id in str(caught.value) for id in ids)
    with pytest.raises(AccountError, match="nothing more is sent"):
        connect(careless).submit(BODY, take=5)
    made = charges(careless)
    connect(careless).account.resume()
    connect(careless).submit(BODY, take=5)
    assert charges(careless) == made + 1


# -- H1: the whole window is used, and no advice leads to a second charge ----------------------------------------------


def test_a_lost_answer_and_reads_that_lag_are_waited_out(box: Sandbox) -> None:
    control(box, lag=6)
    box.faults({"method": "POST", "path": V1, "cut": "after"})
    task = connect(box).submit(BODY)
    assert [one["task_id"] for one in box.state()["tasks"]] == [task.task_id]
    assert posts(box) == 1


def test_a_deadline_within_the_window_leaves_the_outcome_unknown_and_the_next_call_goes_on(box: Sandbox) -> None:
    control(box, lag=60)
    box.faults({"method": "POST", "path": V1, "cut": "after"})
    client = connect(box)
    with pytest.raises(OutcomeUnknown) as caught:
        client.submit(BODY, deadline=5)
    assert caught.value.external_task_id == external_id(BODY)
    assert "pay nothing twice" in caught.value.advice
    assert connect(box).submit(BODY).attached
    assert charges(box) == 1


@pytest.mark.parametrize("fault", [{"cut": "before"}, {"status": 503, "body": '{"code": 5001, "message": "busy"}'}])
def test_with_an_endless_window_nothing_is_sent_again_until_somebody_says_so(
    careless: Sandbox, fault: dict[str, Any]
) -> None:
    careless.faults({"method": "POST", "path": V1, "times": 1, **fault})
    for _ in range(2):
        with connect(careless, settle=math.inf) as client, pytest.raises(OutcomeUnknown):
            client.submit(BODY)
    assert posts(careless) == 1
    with connect(careless) as client:
        client.submit(BODY)
    assert charges(careless) == 1


def test_a_service_that_says_it_did_nothing_is_looked_up_for_half_a_minute_and_other_trouble_for_two(
    careless: Sandbox,
) -> None:
    seconds: list[float] = []
    for fault in ({"code": 5001}, {"cut": "before"}, {"status": 502, "body": "<html>"}):
        clock = Clock(careless)
        careless.faults({"method": "POST", "path": V1, **fault})
        connect(careless, sleep=clock.sleep).submit(BODY, take=1 + len(seconds))
        seconds.append(clock.passed)
    assert 30 <= seconds[0] < 45
    assert 120 <= seconds[1] < 140
    assert 120 <= seconds[2] < 140


def test_two_looks_are_enough_where_a_used_id_was_seen_to_be_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with kling.sandbox.running(latency=0, render="lazy", drawing="stills") as box:
        connect(box).submit(BODY)
        monkeypatch.setenv("KLING_HOME", str(tmp_path / "another"))  # this journal knows nothing of the first send
        control(box, lag=30)
        connect(box).submit(BODY)  # refused as existing, and found in the end
        clock = Clock(box)
        box.faults({"method": "POST", "path": V1, "cut": "before"})
        connect(box, sleep=clock.sleep).submit(BODY, take=2)
        assert clock.passed < 5
        assert charges(box) == 2


def test_a_task_that_is_said_to_exist_and_is_not_shown_is_unknown_and_no_other_take_is_advised(box: Sandbox) -> None:
    box.faults({"method": "POST", "path": V1, "code": 1201, "message": "External_task_id x already exists"})
    with pytest.raises(OutcomeUnknown, match="exists, but does not show it") as caught:
        connect(box).submit(BODY)
    assert "take" not in caught.value.advice
    assert "external_task_id" not in caught.value.advice
    assert charges(box) == 0


def test_every_advice_that_speaks_of_another_take_or_id_says_what_is_charged() -> None:
    source = Path(kling.__file__).parent
    rooms = ("client", "app", "productions", "cli")
    trees = [ast.parse(path.read_text("utf-8")) for room in rooms for path in (source / room).rglob("*.py")]
    advice = [
        text.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg in ("advice", "help")
        for text in ast.walk(node.value)
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    ]
    assert len(advice) > 100
    risky = [text for text in advice if re.search(r"(another|other|new) (take|external)", text)]
    assert risky
    assert [text for text in risky if "charged" not in text] == []


# -- H2: reads that lag ------------------------------------------------------------------------------------------------


def test_a_task_of_ours_that_reads_do_not_show_yet_is_waited_for(box: Sandbox) -> None:
    control(box, lag=0.3)
    client = connect(box, sleep=time.sleep)
    task = client.submit(BODY)
    assert client.wait(task, deadline=120).task_status == "succeed"
    control(box, lag=0.6)
    second = client.submit(BODY, take=2)
    assert connect(box, sleep=time.sleep).get(second).task_id == second.task_id


def test_an_id_that_nobody_sent_is_not_found_at_once(box: Sandbox) -> None:
    clock = Clock(box)
    with pytest.raises(NotFound):
        connect(box, sleep=clock.sleep).get("kw-nobody")
    assert clock.passed == 0


def test_a_task_that_stays_away_is_told_as_ours(box: Sandbox) -> None:
    client = connect(box)
    task = client.submit(BODY)
    control(box, lag=80_000)
    with pytest.raises(NotFound, match="it was created") as caught:
        client.get(task)
    assert caught.value.task_id == task.task_id


# -- H4: answers about other tasks ------------------------------------------------------------------------------------


def shown(task: Task, status: str) -> dict[str, Any]:
    """A task as the v1 wire shows it."""
    return {
        "task_id": task.task_id,
        "task_info": {"external_task_id": task.external_task_id},
        "task_status": status,
    }


@pytest.mark.parametrize("wire", ["v1", "v2"])
def test_an_answer_that_names_another_task_is_not_believed(careless: Sandbox, wire: Any) -> None:
    client = connect(careless, wire=wire)
    other = client.submit(BODY)
    data = (
        {
            "task_id": other.task_id,
            "task_info": {"external_task_id": other.external_task_id},
            "task_status": "submitted",
        }
        if wire == "v1"
        else {"id": other.task_id, "external_id": other.external_task_id, "status": "submitted"}
    )
    answer = {"code": 0, "message": "SUCCEED", "request_id": "r", "data": data}
    path = V1 if wire == "v1" else "/omni-video/"
    careless.faults({"method": "POST", "path": path, "act": True, "status": 200, "body": answer})
    task = client.submit(BODY, take=2)
    assert task.task_id != other.task_id
    assert charges(careless) == 2


def test_an_answer_without_an_external_id_that_names_a_task_of_another_request_is_not_believed(
    careless: Sandbox,
) -> None:
    client = connect(careless)
    other = client.submit(BODY)
    data = {"task_id": other.task_id, "task_status": "submitted"}
    answer = {"code": 0, "message": "SUCCEED", "request_id": "r", "data": data}
    careless.faults({"method": "POST", "path": V1, "act": True, "status": 200, "body": answer})
    with pytest.raises(OutcomeUnknown, match="of another request"):
        client.submit(BODY, take=2)
    assert client.submit(BODY, take=2).task_id != other.task_id
    assert charges(careless) == 2


def test_a_read_that_names_another_task_is_asked_again(box: Sandbox) -> None:
    client = connect(box)
    task, other = client.submit(BODY), client.submit(BODY, take=2)
    data = {
        "task_id": other.task_id,
        "task_info": {"external_task_id": other.external_task_id},
        "task_status": "succeed",
    }
    body = {"code": 0, "message": "SUCCEED", "data": data}
    box.faults({"method": "GET", "path": V1, "status": 200, "body": body})
    assert client.wait(task).task_id == task.task_id
    box.faults({"method": "GET", "path": V1, "status": 200, "body": body})
    with pytest.raises(ServiceError, match="about another task"):
        client.get(task)


# -- M4: "exists" in other words --------------------------------------------------------------------------------------

WORDINGS: list[dict[str, Any]] = [
    {"code": 1201, "message": "External_task_id x already exists"},
    {"code": 1200, "message": "duplicate request"},
    {"status": 409, "body": {"code": 1409, "message": "conflict", "request_id": "r"}},
    {"status": 409, "body": "<html>409</html>"},
    {"code": 1201, "message": "external_task_id 已存在"},
    {"code": 1201, "message": "任务ID重复"},
    {"code": 1203, "message": "this id has been used"},
    {"code": 1300, "message": "external_task_id must be unique"},
    {"code": 1302, "message": "请勿重复提交"},
]


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: str(wording.get("message", wording.get("status"))))
def test_a_refusal_whose_words_could_mean_exists_is_looked_up_before_it_is_believed(
    wording: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with kling.sandbox.running(latency=0, render="lazy", drawing="stills") as box:
        first = connect(box).submit(BODY)
        monkeypatch.setenv("KLING_HOME", str(tmp_path / "another"))
        absent = {"method": "GET", "path": V1, "code": 1201, "message": "Task not found by id/external id: x"}
        box.faults(absent, {"method": "POST", "path": V1, "times": 99, **wording})
        again = connect(box).submit(BODY)
        assert (again.task_id, again.attached) == (first.task_id, True)


def test_a_refusal_that_only_sounds_like_it_is_believed_after_two_looks(box: Sandbox) -> None:
    clock = Clock(box)
    box.faults({"method": "POST", "path": V1, "code": 1201, "message": "mode is already deprecated"})
    with pytest.raises(RequestError, match="already deprecated"):
        connect(box, sleep=clock.sleep).submit(BODY)
    assert clock.passed < 3
    assert connect(box).submit(BODY).task_id
    assert charges(box) == 1

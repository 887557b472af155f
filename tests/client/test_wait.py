"""Waiting: shared, patient, and never losing an id."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx2
import pytest

from kling import AsyncClient, Client
from kling.client import (
    AccountError,
    NotFound,
    ResultMissing,
    ServiceError,
    Task,
    TaskData,
    TaskFailed,
    WaitTimeout,
    poll,
)
from kling.client.operations import Reply
from kling.client.poll import ended_well
from kling.client.replies import page_about
from kling.sandbox import Sandbox
from tests.client.conftest import BODY, V1, Connect, control

ONE = f"GET {V1}/…"
PAGE = f"GET {V1}"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticks follow each other at once."""
    monkeypatch.setattr(poll, "GAP_MIN_LOOPBACK", 0.001)
    monkeypatch.setattr(poll, "GAP_MAX", 0.01)


@pytest.fixture
def slow(sandbox: Sandbox) -> Callable[[float], None]:
    """Sets how long tasks take."""

    def take(seconds: float) -> None:
        control(sandbox, latency=seconds)

    return take


def test_every_change_is_told_and_the_result_is_given(
    client: Any, sandbox: Sandbox, slow: Callable[[float], None]
) -> None:
    slow(1200)
    told: list[TaskData] = []

    def tell(data: TaskData) -> None:
        told.append(data)
        sandbox.clock(600 * len(told))

    data = client.wait(client.submit(BODY), progress=tell)
    assert [one.task_status for one in told] == ["submitted", "processing", "succeed"]
    assert data == told[-1]
    assert data.task_result.videos[0].url


def test_a_task_is_waited_for_by_its_external_id_alone(client: Any, connect: Connect) -> None:
    task = client.submit(BODY)
    assert connect().wait(task.external_task_id).task_id == task.task_id


def test_a_failed_task_gives_the_service_s_reason_and_the_ids(client: Any, sandbox: Sandbox) -> None:
    sandbox.faults({"method": "POST", "fail": "Failure to pass the risk control system"})
    task = client.submit(BODY)
    with pytest.raises(TaskFailed, match="risk control") as caught:
        client.wait(task)
    assert (caught.value.task_id, caught.value.external_task_id) == (task.task_id, task.external_task_id)


@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        ("Something went wrong when we tried to get the contents of the file", "another take would fail"),
        ("Failure to pass the risk control system", "may pass, and is then charged"),
        ("internal error of the sandbox; its log has the details", "the fault is the service's"),
        (
            "The resolution or aspect ratio of the input image is invalid.",
            "the same request would fail again: change it",
        ),
    ],
)
def test_what_to_do_about_a_failed_task_follows_from_its_reason(
    client: Any, sandbox: Sandbox, reason: str, advice: str
) -> None:
    sandbox.faults({"method": "POST", "fail": reason})
    with pytest.raises(TaskFailed) as caught:
        client.wait(client.submit(BODY))
    assert (caught.value.advice or "").startswith("nothing is charged for it; ")
    assert advice in (caught.value.advice or "")


def test_a_failed_task_that_was_charged_says_so() -> None:
    data = TaskData(task_id="1", task_status="failed", task_status_msg="no", final_unit_deduction="1.8")
    with pytest.raises(TaskFailed) as caught:
        ended_well(data)
    assert (caught.value.advice or "").startswith("the service says that 1.8 units were charged for it")


def test_a_deadline_carries_the_ids_and_the_task_goes_on(client: Any, slow: Callable[[float], None]) -> None:
    slow(3600)
    task = client.submit(BODY)
    with pytest.raises(WaitTimeout, match="no end before its deadline, status submitted") as caught:
        client.wait(task, deadline=0.05)
    assert (caught.value.task_id, caught.value.external_task_id) == (task.task_id, task.external_task_id)
    assert client.get(caught.value.task_id).task_status in ("submitted", "processing")


def test_a_deadline_of_zero_still_asks_once(client: Any) -> None:
    assert client.wait(client.submit(BODY), deadline=0).task_status == "succeed"


def test_a_silent_service_does_not_break_the_deadline(client: Any, sandbox: Sandbox) -> None:
    task = client.submit(BODY)
    sandbox.faults({"method": "GET", "delay": 30, "times": 5})
    with pytest.raises(WaitTimeout):
        client.wait(task, deadline=0.1)


def test_success_without_a_url_is_an_error(client: Any, sandbox: Sandbox) -> None:
    task = client.submit(BODY)
    empty = {"task_id": task.task_id, "task_status": "succeed", "task_result": {"videos": [{"id": "1", "url": ""}]}}
    sandbox.faults({"method": "GET", "status": 200, "body": {"code": 0, "message": "SUCCEED", "data": empty}})
    with pytest.raises(ResultMissing) as caught:
        client.wait(task)
    assert caught.value.task_id == task.task_id


@pytest.mark.usefixtures("quick")
def test_nine_failed_polls_in_a_row_are_survived(client: Any, sandbox: Sandbox) -> None:
    task = client.submit(BODY)
    sandbox.faults(
        {"method": "GET", "status": 502, "body": "<html>", "times": 4},
        {"method": "GET", "cut": "before", "times": 3},
        {"method": "GET", "code": 5001, "times": 2},
    )
    assert client.wait(task).task_status == "succeed"


@pytest.mark.usefixtures("quick")
def test_ten_failed_polls_in_a_row_end_the_wait_and_keep_the_id(client: Any, sandbox: Sandbox) -> None:
    task = client.submit(BODY)
    sandbox.faults({"method": "GET", "status": 502, "body": "<html>", "times": 10})
    with pytest.raises(ServiceError) as caught:
        client.wait(task)
    assert (caught.value.task_id, caught.value.external_task_id) == (task.task_id, task.external_task_id)
    assert client.wait(task).task_status == "succeed"


def test_an_account_that_may_not_ask_is_told_at_once(client: Any, sandbox: Sandbox) -> None:
    task = client.submit(BODY)
    asked = sandbox.state()["requests"][ONE]
    sandbox.faults({"method": "GET", "code": 1103})
    with pytest.raises(AccountError) as caught:
        client.wait(task)
    assert caught.value.task_id == task.task_id
    assert sandbox.state()["requests"][ONE] == asked + 1


@pytest.mark.usefixtures("quick")
def test_a_task_that_is_absent_twice_is_not_found(client: Any, sandbox: Sandbox) -> None:
    with pytest.raises(NotFound) as caught:
        client.wait("kw-00000000000000000000000000000000")
    assert caught.value.external_task_id == "kw-00000000000000000000000000000000"
    assert sandbox.state()["requests"][ONE] == 2


@pytest.mark.usefixtures("quick")
def test_a_task_that_is_absent_once_is_waited_for(client: Any, sandbox: Sandbox) -> None:
    task = client.submit(BODY)
    sandbox.faults({"method": "GET", "code": 1201, "message": f"Task not found by id/external id: {task.task_id}"})
    assert client.wait(task).task_status == "succeed"


def submit_many(sandbox: Sandbox, count: int) -> list[Task]:
    with Client(base_url=sandbox.url, api_key=sandbox.api_key) as client:
        return [client.submit(BODY, take=take, preflight=False) for take in range(1, count + 1)]


def wait_in_threads(sandbox: Sandbox, tasks: list[Task]) -> list[TaskData]:
    with Client(base_url=sandbox.url, api_key=sandbox.api_key) as client, ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(partial(client.wait, deadline=120), tasks))


def wait_in_a_loop(sandbox: Sandbox, tasks: list[Task]) -> list[TaskData]:
    async def waits() -> list[TaskData]:
        async with AsyncClient(base_url=sandbox.url, api_key=sandbox.api_key) as client:
            return await asyncio.gather(*(client.wait(task, deadline=120) for task in tasks))

    return asyncio.run(waits())


together = pytest.mark.parametrize("wait_all", [wait_in_threads, wait_in_a_loop])
WaitAll = Callable[[Sandbox, list[Task]], list[TaskData]]


@together
def test_many_waits_cost_one_page_per_tick(sandbox: Sandbox, slow: Callable[[float], None], wait_all: WaitAll) -> None:
    slow(3600)
    tasks = submit_many(sandbox, 40)
    looks = sandbox.state()["requests"][ONE]
    an_hour_later = threading.Timer(0.6, httpx2.post, (f"{sandbox.url}/_sandbox/clock",), {"json": {"offset": 3600}})
    an_hour_later.start()  # they end together, however long it took to submit them
    found = wait_all(sandbox, tasks)
    assert [data.task_id for data in found] == [task.task_id for task in tasks]
    asked = sandbox.state()["requests"]
    assert asked[PAGE] + asked[ONE] - looks < 20


@together
def test_tasks_beyond_the_newest_pages_are_asked_for_one_by_one(
    sandbox: Sandbox, slow: Callable[[float], None], monkeypatch: pytest.MonkeyPatch, wait_all: WaitAll
) -> None:
    """Two of the waits are for tasks that stand on later pages: those pages are looked through once, not at every tick,
    and the tasks are not forgotten."""
    monkeypatch.setattr(poll, "PAGE_SIZE_MAX", 3)
    slow(1.5)
    tasks = submit_many(sandbox, 12)
    waited_for = [tasks[0], tasks[1], tasks[-2], tasks[-1]]
    found = wait_all(sandbox, waited_for)
    assert [data.task_id for data in found] == [task.task_id for task in waited_for]
    asked = sandbox.state()["requests"]
    assert 0 < asked[PAGE] < 0.75 * asked[ONE]


def test_a_list_is_read_for_the_tasks_that_are_waited_for_whatever_stands_beside_them() -> None:
    rows: list[Any] = [
        {"task_id": 7, "task_status": "processing"},
        {"task_id": "8", "task_status": "submitted", "task_info": {"external_task_id": "mine"}},
        {"task_id": "9", "task_status": "submitted", "task_info": {"external_task_id": "another's"}},
        {"task_id": "10", "task_info": "none"},
        "no task",
    ]
    with Client(api_key="k") as client:
        flow = page_about(client._session, {"7", "mine"}, 1, 5, timeout=1.0)
        next(flow)
        with pytest.raises(StopIteration) as ended:
            flow.send(Reply(200, {}, json.dumps({"code": 0, "data": rows}).encode()))
    tasks, is_full = ended.value.value
    assert ([(task.task_id, task.external_task_id) for task in tasks], is_full) == ([("7", None), ("8", "mine")], True)


def test_a_list_that_leaves_the_url_out_is_not_believed(sandbox: Sandbox, slow: Callable[[float], None]) -> None:
    slow(1.2)
    tasks = submit_many(sandbox, 2)
    bare = [{"task_id": task.task_id, "task_status": "succeed"} for task in tasks]
    passed = {"method": "GET", "delay": 0}  # the first wait asks before the other has joined
    sandbox.faults(passed, {"method": "GET", "status": 200, "body": {"code": 0, "message": "SUCCEED", "data": bare}})
    found = wait_in_a_loop(sandbox, tasks)
    assert all(data.task_result.videos[0].url for data in found)
    assert sandbox.state()["requests"][PAGE] >= 1


def test_a_service_without_a_list_is_asked_one_by_one(sandbox: Sandbox, slow: Callable[[float], None]) -> None:
    slow(1.2)
    tasks = submit_many(sandbox, 5)
    passed = {"method": "GET", "delay": 0}  # the first wait asks before the others have joined
    sandbox.faults(passed, {"method": "GET", "status": 404, "body": "<html>no such page"})
    assert len(wait_in_a_loop(sandbox, tasks)) == 5
    asked = sandbox.state()["requests"]
    assert asked[PAGE] == 1
    assert asked[ONE] >= 5


@together
def test_one_failed_task_does_not_end_the_other_waits(sandbox: Sandbox, wait_all: WaitAll) -> None:
    sandbox.faults({"method": "POST", "fail": "risk control"})
    tasks = submit_many(sandbox, 3)
    with pytest.raises(TaskFailed):
        wait_all(sandbox, tasks)
    assert len(wait_all(sandbox, tasks[1:])) == 2


def test_when_the_wait_that_asks_is_over_another_one_asks(sandbox: Sandbox, slow: Callable[[float], None]) -> None:
    slow(0.8)
    first, second = submit_many(sandbox, 2)
    with Client(base_url=sandbox.url, api_key=sandbox.api_key) as client, ThreadPoolExecutor(2) as threads:
        short = threads.submit(client.wait, first, deadline=0.3)
        while client._board.leader is None:
            threading.Event().wait(0.001)
        long = threads.submit(client.wait, second, deadline=120)
        with pytest.raises(WaitTimeout):
            short.result()
        assert long.result().task_status == "succeed"


def test_a_cancelled_wait_hands_the_asking_over(sandbox: Sandbox, slow: Callable[[float], None]) -> None:
    slow(0.8)
    first, second = submit_many(sandbox, 2)

    async def waits() -> TaskData:
        async with AsyncClient(base_url=sandbox.url, api_key=sandbox.api_key) as client:
            leader = asyncio.create_task(client.wait(first))
            follower = asyncio.create_task(client.wait(second, deadline=120))
            while len(client._board.watches) < 2:
                await asyncio.sleep(0.001)
            leader.cancel()
            with pytest.raises(asyncio.CancelledError):
                await leader
            return await follower

    assert asyncio.run(waits()).task_status == "succeed"


def test_a_progress_display_that_fails_hands_the_asking_over(sandbox: Sandbox, slow: Callable[[float], None]) -> None:
    slow(0.5)
    first, second = submit_many(sandbox, 2)

    def fail(data: TaskData) -> None:
        raise RuntimeError("the terminal is gone")

    with Client(base_url=sandbox.url, api_key=sandbox.api_key) as client, ThreadPoolExecutor(2) as threads:
        failing = threads.submit(client.wait, first, progress=fail)
        assert threads.submit(client.wait, second, deadline=120).result().task_status == "succeed"
        with pytest.raises(RuntimeError, match="terminal"):
            failing.result()


def test_a_callback_ends_the_pause(
    connect: Connect, sandbox: Sandbox, slow: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With pauses of an hour, only the callback can make this end."""
    monkeypatch.setattr(poll, "GAP_MIN_LOOPBACK", 3600)
    monkeypatch.setattr(poll, "GAP_MAX", 3600)
    slow(0.3)
    (task,) = submit_many(sandbox, 1)
    client = Client(base_url=sandbox.url, api_key=sandbox.api_key)
    with client, ThreadPoolExecutor(1) as threads:
        waited = threads.submit(client.wait, task, deadline=120)
        while sandbox.state()["counts"]["succeed"] == 0:
            threading.Event().wait(0.01)
        assert task.external_task_id
        client.notify(task.external_task_id)
        assert waited.result(timeout=120).task_status == "succeed"


def test_the_gap_grows_with_the_wait() -> None:
    now = 0.0
    board = poll.Board(gap_min=1.0, monotonic=lambda: now)
    board.join(Task("1"), threading.Event())
    gaps = []
    for now in (0.0, 60.0, 200.0, 400.0, 3600.0):
        board.asked_at = now
        gaps.append(board.due())
    assert gaps == pytest.approx([1.0, 1.0, 3.0, 6.0, 10.0])
    for number in range(20):
        board.join(Task(f"2{number}"), threading.Event())
    assert board.due() == pytest.approx(0.5)  # a tick is for all of them


def test_a_task_is_asked_about_when_it_should_end_because_the_one_before_took_so_long() -> None:
    now = 0.0
    board = poll.Board(gap_min=1.0, monotonic=lambda: now, usual=60.5)
    for now in (0.0, 0.3):
        board.join(Task(str(now)), threading.Event())
    now = board.asked_at = 60.0
    assert board.due() == pytest.approx(0.5)
    now = board.asked_at = 60.6
    assert board.due() == pytest.approx(0.2)  # the next should end after 0.2 s, and ticks keep a distance
    board.join(Task("4"), threading.Event()).since = 0.305
    now = board.asked_at = 60.6
    assert board.due() == pytest.approx(0.205)  # two that end at about the same time need one
    board.took = 0.31
    assert board.due() == pytest.approx(0.018)  # what ended while the answer was on its way is asked about again
    board.took = 0.0
    now = board.asked_at = 61.0
    assert board.due() == pytest.approx(0.95)  # what takes longer than usual is asked about at the usual pace
    board.asked_at, board.failures = 60.0, 1
    assert board.due() == pytest.approx(1.0)  # a service in trouble is spared


def test_a_quick_service_is_asked_in_haste_only_when_a_task_should_end() -> None:
    now = 0.0
    board = poll.Board(gap_min=0.25, monotonic=lambda: now)
    board.join(Task("1", taken_at=-0.5), threading.Event())
    board.asked_at = 0.0
    assert board.due() == 0.25  # nothing is known
    board.usual = 60.0
    assert board.due() == 2.5
    board.usual = 5.0
    assert board.due() == 4.5  # it was taken on half a second before it was waited for, and ends soon
    now = board.asked_at = 4.2
    assert board.due() == pytest.approx(0.3)
    now = board.asked_at = 4.6
    assert board.due() == 0.25  # it is late


def test_failures_are_forgotten_with_the_last_wait() -> None:
    board = poll.Board(gap_min=1.0, monotonic=lambda: 0.0, failures=3)
    waits = [board.join(Task(id), threading.Event()) for id in ("1", "2")]
    board.leave(waits[0])
    assert board.failures == 3
    board.leave(waits[1])
    assert board.failures == 0


def test_a_pause_the_service_asks_for_holds_back_the_polls() -> None:
    board = poll.Board(gap_min=1.0, monotonic=lambda: 0.0, asked_at=0.0, held_back=45.0)
    board.join(Task("1"), threading.Event())
    assert board.due() == 45.0


@pytest.mark.usefixtures("quick")
def test_failures_with_an_answer_between_them_do_not_add_up(
    client: Any, sandbox: Sandbox, slow: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll, "FAILURES_MAX", 2)
    slow(3600)
    task = client.submit(BODY)
    sandbox.faults(*[{"method": "GET", "status": 503}, {"method": "GET", "delay": 0.0}] * 3)

    def end() -> None:
        while sandbox.state()["faults"]:
            threading.Event().wait(0.01)
        sandbox.clock(3600)

    with ThreadPoolExecutor(1) as threads:
        ended = threads.submit(end)
        assert client.wait(task, deadline=120).task_status == "succeed"
        ended.result()


def test_a_poll_that_is_told_to_wait_holds_back_the_next(client: Any, sandbox: Sandbox) -> None:
    task = client.submit(BODY)
    asked = sandbox.state()["requests"].get(ONE, 0)
    sandbox.faults({"method": "GET", "code": 1302, "headers": {"Retry-After": "20"}})
    with pytest.raises(WaitTimeout):
        client.wait(task, deadline=0.8)
    assert sandbox.state()["requests"][ONE] == asked + 1


def test_one_that_is_to_ask_next_and_is_over_itself_hands_the_asking_on() -> None:
    """Else nobody asks, and those that are left wait for ever."""
    board, wakeup = poll.Board(gap_min=1.0), threading.Event()
    first, second = (board.join(Task(id), threading.Event()) for id in ("1", "2"))
    board.join(Task("3"), wakeup)
    assert board.lead(first)
    board.leave(first)
    board.leave(second)
    assert wakeup.is_set()


def test_a_new_wait_wakes_the_one_that_asks() -> None:
    """Else it would hear nothing until the end of a pause that belongs to a long wait."""
    board, wakeup = poll.Board(gap_min=1.0), threading.Event()
    assert board.lead(board.join(Task("1"), wakeup))
    assert not wakeup.is_set()
    board.join(Task("2"), threading.Event())
    assert wakeup.is_set()

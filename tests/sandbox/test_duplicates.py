"""What nobody knows of the real service: whether it refuses a used external id, and how soon reads show a task."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx2
import pytest

from kling import sandbox
from tests.sandbox.conftest import PATH, Caller, caller
from tests.sandbox.test_v2 import V2, query, v2_body


@pytest.fixture
def accepting() -> Iterator[Caller]:
    """A service that makes a task of every create, also of one whose external id is used."""
    with (
        sandbox.running(latency=0, render="lazy", drawing="stills", duplicates="accept") as served,
        caller(served).http as http,
    ):
        yield Caller(served.url, http)


def create_v2(account: Caller, external: str) -> str:
    reply: httpx2.Response = account.http.post(V2, json=v2_body(external_task_id=external))
    return str(reply.json()["data"]["id"])


def test_a_used_external_id_makes_and_charges_another_task_where_duplicates_are_accepted(accepting: Caller) -> None:
    assert accepting.created(external_task_id="twice") != create_v2(accepting, "twice")
    state = accepting.http.get("/_sandbox/state").json()
    assert {task["external_task_id"] for task in state["tasks"]} == {"twice"}
    assert state["charged_units"] == "3.6"
    accepting.created()
    accepting.created()  # tasks without an external id are none of each other's


def test_both_tasks_of_an_external_id_are_told_where_the_wire_can(accepting: Caller) -> None:
    first, second = (accepting.created(external_task_id="twice") for _ in range(2))
    assert accepting.task("twice")["task_id"] == second
    assert [task["task_id"] for task in accepting.http.get(PATH).json()["data"]] == [second, first]
    third = create_v2(accepting, "twice")
    assert [task["id"] for task in query(accepting, external_task_ids="twice")] == [third, second, first]


def test_duplicates_are_refused_from_when_it_is_told_so(accepting: Caller) -> None:
    accepting.created(external_task_id="twice")
    accepting.http.post("/_sandbox/options", json={"duplicates": "refuse"})
    assert accepting.create(external_task_id="twice").json()["code"] == 1201


def test_no_read_shows_a_task_before_its_lag_is_over() -> None:
    with sandbox.running(latency=0, render="lazy", drawing="stills", lag=3600) as served, caller(served).http as http:
        api = Caller(served.url, http)
        task = api.created(external_task_id="late")
        modern = create_v2(api, "later")

        def seen() -> list[int]:
            v1 = [http.get(f"{PATH}/{key}").json()["code"] == 0 for key in (task, "late")]
            v2 = [bool(query(api, task_ids=modern)), bool(query(api, external_task_ids="later"))]
            lists = [http.get(PATH).json()["data"], http.post("/tasks", json={}).json()["data"]["result"]]
            return [*map(int, v1), *map(int, v2), *map(len, lists)]

        assert seen() == [0, 0, 0, 0, 0, 0]
        assert api.create(external_task_id="late").json()["code"] == 1201  # known all the same
        served.clock(3601)
        assert seen() == [1, 1, 1, 1, 1, 2]


def test_lag_changes_while_it_runs(api: Caller) -> None:
    api.http.post("/_sandbox/options", json={"lag": 0.3})
    task = api.created()
    assert api.http.get(f"{PATH}/{task}").json()["code"] == 1201
    time.sleep(0.4)
    assert api.task(task)["task_id"] == task

from __future__ import annotations

import httpx2
import pytest

from kling import sandbox
from kling.sandbox import Sandbox
from tests.sandbox.conftest import PATH, Caller, caller


def test_task_is_found_by_either_id(common: Caller) -> None:
    task_id = common.created(external_task_id="scene-4")
    assert common.task(task_id)["task_id"] == common.task("scene-4")["task_id"] == task_id


@pytest.mark.parametrize("external_id", ["szene 4/7", "ジョブ", "a?b#c", "100%"])
def test_external_id_of_any_letters_is_found(common: Caller, external_id: str) -> None:
    from urllib.parse import quote

    task_id = common.created(external_task_id=external_id)
    assert common.task(quote(external_id, safe=""))["task_id"] == task_id


@pytest.mark.parametrize("key", ["1", "job-43", "858520704954448151"])
def test_unknown_id_is_an_invalid_parameter(common: Caller, key: str) -> None:
    reply = common.http.get(f"{PATH}/{key}")
    assert (reply.status_code, reply.json()["code"]) == (400, 1201)
    assert reply.json()["message"] == f"Task not found by id/external id: {key}"


def test_list_shows_the_newest_first_in_pages(api: Caller) -> None:
    ids = [api.created() for _ in range(5)][::-1]
    pages = [api.http.get(PATH, params={"pageNum": n, "pageSize": 2}).json()["data"] for n in (1, 2, 3, 4)]
    assert [[task["task_id"] for task in page] for page in pages] == [ids[:2], ids[2:4], ids[4:], []]
    assert len(api.http.get(f"{PATH}/").json()["data"]) == 5


@pytest.mark.parametrize(
    "query", ["pageNum=0", "pageNum=1001", "pageSize=0", "pageSize=501", "pageSize=ten", "pageNum=-1", "pageNum=1.5"]
)
def test_page_out_of_range_is_refused(common: Caller, query: str) -> None:
    reply = common.http.get(f"{PATH}?{query}")
    assert (reply.status_code, reply.json()["code"]) == (400, 1201)
    assert query.partition("=")[0] in reply.json()["message"]


def test_largest_page_is_allowed(common: Caller) -> None:
    assert common.http.get(f"{PATH}?pageNum=1000&pageSize=500").json() | {"request_id": ""} == {
        "code": 0,
        "message": "SUCCEED",
        "request_id": "",
        "data": [],
    }


def test_result_url_names_the_host_that_was_asked(served: Sandbox, api: Caller) -> None:
    task_id = api.created()
    reply = api.http.get(f"{PATH}/{task_id}", headers={"host": "localhost:8080"}).json()
    assert reply["data"]["task_result"]["videos"][0]["url"].startswith("http://localhost:8080/")


def test_result_url_can_be_given_a_public_host() -> None:
    with sandbox.running(latency=0, render="lazy", drawing="stills", public_url="https://cdn.example/kling/") as served:
        api = caller(served)
        url = api.task(api.created())["task_result"]["videos"][0]["url"]
    assert url.startswith("https://cdn.example/kling/_sandbox/videos/")


def test_every_request_has_its_own_request_id(common: Caller) -> None:
    assert len({common.http.get(PATH).json()["request_id"] for _ in range(5)}) == 5


def test_pages_do_not_need_credentials_of_the_service(served: Sandbox) -> None:
    assert httpx2.get(f"{served.url}/_sandbox/").json()["sandbox"] is True

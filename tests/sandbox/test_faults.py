from __future__ import annotations

import httpx2
import pytest

from kling.sandbox import Sandbox
from tests.sandbox.conftest import PATH, Caller, download, text_body


def test_cut_before_acting_leaves_no_task(served: Sandbox, api: Caller) -> None:
    served.faults({"path": PATH, "cut": "before"})
    with pytest.raises(httpx2.RemoteProtocolError):
        api.create()
    assert served.state()["tasks"] == []


def test_cut_after_acting_leaves_the_task(served: Sandbox, api: Caller) -> None:
    served.faults({"method": "POST", "path": PATH, "cut": "after"})
    with pytest.raises(httpx2.RemoteProtocolError):
        api.create(external_task_id="job-42")
    assert api.task("job-42")["task_status"] == "succeed"


def test_server_timeout_after_acting_leaves_the_task(served: Sandbox, api: Caller) -> None:
    served.faults({"method": "POST", "code": 5002, "act": True})
    reply = api.create(external_task_id="job-42")
    assert (reply.status_code, reply.json()["code"]) == (504, 5002)
    assert "data" not in reply.json()
    assert api.task("job-42")["task_id"]


def test_fault_strikes_as_often_as_ordered(served: Sandbox, api: Caller) -> None:
    served.faults({"code": 1303, "message": "parallel task over resource pack limit", "times": 3})
    assert [api.create().json()["code"] for _ in range(5)] == [1303, 1303, 1303, 0, 0]


def test_fault_waits_for_its_method_and_path(served: Sandbox, api: Caller) -> None:
    served.faults({"method": "GET", "path": f"{PATH}/", "status": 503})
    assert api.create().status_code == 200
    assert api.http.get(PATH).status_code == 200
    assert api.http.get(f"{PATH}/1").status_code == 503
    assert api.http.get(f"{PATH}/1").status_code == 400


def test_page_of_an_edge_is_sent_as_it_was_ordered(served: Sandbox, api: Caller) -> None:
    served.faults({"status": 502, "body": "<html>Bad Gateway</html>", "headers": {"retry-after": "7"}})
    reply = api.create()
    assert (reply.status_code, reply.text, reply.headers["retry-after"]) == (502, "<html>Bad Gateway</html>", "7")


def test_business_error_can_hide_under_http_200(served: Sandbox, api: Caller) -> None:
    served.faults({"code": 1302, "status": 200})
    reply = api.create()
    assert (reply.status_code, reply.json()["code"]) == (200, 1302)


@pytest.mark.parametrize("kept", [0, 1000])
def test_download_is_cut_after_the_ordered_bytes(served: Sandbox, api: Caller, kept: int) -> None:
    url = api.task(api.created())["task_result"]["videos"][0]["url"]
    whole = download(url).content
    served.faults({"path": "/_sandbox/videos/", "truncate": kept})
    with httpx2.stream("GET", url) as reply:
        pieces = reply.iter_raw(chunk_size=1)
        assert b"".join(next(pieces) for _ in range(kept)) == whole[:kept]
        with pytest.raises(httpx2.RemoteProtocolError):
            next(pieces)
    assert download(url).content == whole


def test_control_stays_usable_under_faults(served: Sandbox, api: Caller) -> None:
    served.faults({"path": "/", "status": 500, "times": 100})
    assert api.http.get("/_sandbox/state").json()["faults"][0]["times"] == 100
    assert api.create().status_code == 500
    assert api.http.delete("/_sandbox/faults").json() == {"faults": []}
    assert api.create().status_code == 200


@pytest.mark.parametrize(
    "order",
    [
        {"cut": "sideways"},
        {"stauts": 500},
        {"times": 0},
        {"status": 99},
        {"delay": -1},
        "cut",
        [[]],
        {},
    ],
)
def test_fault_that_makes_no_sense_is_not_taken(common: Caller, order: object) -> None:
    reply = common.http.post("/_sandbox/faults", json=order)
    assert reply.status_code == 400
    assert reply.json()["error"]
    assert common.http.get("/_sandbox/state").json()["faults"] == []


def test_faults_are_ordered_over_http_too(api: Caller) -> None:
    api.http.post("/_sandbox/faults", json=[{"code": 5000}, {"code": 5001}]).raise_for_status()
    codes = [api.http.post(PATH, json=text_body()).json()["code"] for _ in range(3)]
    assert codes == [5000, 5001, 0]


def test_a_true_answer_is_changed_where_the_patch_fits(served: Sandbox, api: Caller) -> None:
    id = api.created()
    served.faults(
        {"method": "GET", "patch": [{"op": "replace", "path": "/data/task_status", "value": "completed"}]},
        {"method": "GET", "patch": [{"op": "remove", "path": "/data/nothing"}]},
    )
    assert [api.task(id)["task_status"] for _ in range(3)] == ["completed", "succeed", "succeed"]

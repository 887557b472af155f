"""The v2 wire: create, the unified queries, API keys only."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import av
import httpx2
import jwt
import pytest

from kling import sandbox
from kling.briefs import compile, from_fields
from kling.sandbox import Sandbox
from tests.sandbox.conftest import PATH, Caller, caller, download

V2 = "/omni-video/kling-3.0-omni"


def v2_body(**options: Any) -> dict[str, Any]:
    """3 s of text to video, silent, 720p (1.8 units)."""
    body: dict[str, Any] = {
        "contents": [{"type": "prompt", "text": "A red kite over a green valley"}],
        "settings": {"multi_shot": False, "resolution": "720p", "aspect_ratio": "16:9", "duration": 3},
    }
    return {**body, "options": options} if options else body


def query(api: Caller, **params: Any) -> list[dict[str, Any]]:
    reply = api.http.get("/tasks", params=params).json()
    assert reply["code"] == 0, reply
    data: list[dict[str, Any]] = reply["data"]
    return data


def test_a_task_is_made_and_told_in_v2_words(api: Caller) -> None:
    made = api.http.post(V2, json=v2_body(external_task_id="mine")).json()
    assert made["message"] == "SUCCEED"
    assert made["data"].keys() == {"id", "status", "create_time", "update_time", "external_id"}
    assert made["data"]["external_id"] == "mine"
    [task] = query(api, task_ids=made["data"]["id"])
    assert task["status"] == "succeeded"
    assert task["outputs"][0]["duration"] == "3.041"
    assert task["outputs"][0]["watermark_url"] == ""
    assert task["billing"] == [{"charge_type": "unit", "amount": "1.8", "package_type": "video"}]
    assert query(api, external_task_ids="mine") == [task]


def test_v1_tasks_are_visible_through_tasks_and_v2_tasks_not_through_v1(api: Caller) -> None:
    v1, v2 = api.created(), api.http.post(V2, json=v2_body()).json()["data"]["id"]
    assert [task["id"] for task in query(api, task_ids=f"{v1},{v2}")] == [v1, v2]
    assert api.http.get(f"{PATH}/{v2}").json()["code"] == 1201
    assert [task["task_id"] for task in api.http.get(PATH).json()["data"]] == [v1]


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"task_ids": ",".join(map(str, range(21)))}, "task_ids and external_task_ids cannot exceed 20 in total"),
        ({}, "task_ids or external_task_ids is required"),
        ({"task_ids": "1", "external_task_ids": "2"}, "exactly one of task_ids and external_task_ids is required"),
    ],
)
def test_queries_that_cannot_be_answered(common: Caller, params: dict[str, str], text: str) -> None:
    reply = common.http.get("/tasks", params=params)
    assert (reply.status_code, reply.json()["code"], reply.json()["message"]) == (400, 1201, text)


def test_unknown_ids_are_missing_without_an_error(common: Caller) -> None:
    assert query(common, task_ids="812345678901234567") == []


def test_a_token_of_a_key_pair_is_refused_in_the_recorded_words(served: Sandbox) -> None:
    now = int(time.time())
    token = jwt.encode({"iss": served.access_key, "exp": now + 1800, "nbf": now - 5}, served.secret_key, "HS256")
    for bearer in (token, "garbage"):
        reply = httpx2.post(served.url + V2, json=v2_body(), headers={"authorization": f"Bearer {bearer}"})
        assert (reply.status_code, reply.json()["code"]) == (401, 1002)
        assert "does not support AK/SK" in reply.json()["message"]
        assert httpx2.get(f"{served.url}/tasks", headers={"authorization": f"Bearer {bearer}"}).status_code == 401


def test_faults_of_a_v2_body_are_refused_by_the_same_rulebook(common: Caller) -> None:
    body = v2_body()
    body["settings"]["duration"] = 16
    reply = common.http.post(V2, json=body)
    assert (reply.status_code, reply.json()["code"]) == (400, 1201)
    assert "duration value 16 is invalid" in reply.json()["message"]
    assert common.http.post(V2, json={"prompt": "A kite"}).json()["code"] == 1201


def test_an_external_id_is_unique_over_both_wires(api: Caller) -> None:
    api.created(external_task_id="mine")
    reply = api.http.post(V2, json=v2_body(external_task_id="mine"))
    assert reply.json()["message"] == "External_task_id mine already exists"
    assert api.http.get("/_sandbox/state").json()["creates"]["accepted"] == 1


def test_search_pages_with_a_cursor_and_filters(api: Caller) -> None:
    ids = [api.created() for _ in range(3)]
    first = api.http.post("/tasks", json={"limit": "2"}).json()["data"]
    assert [task["id"] for task in first["result"]] == [ids[2], ids[1]]
    assert (first["count"], first["has_more"]) == (2, True)
    rest = api.http.post("/tasks", json={"limit": 2, "cursor": first["next_cursor"]}).json()["data"]
    assert [task["id"] for task in rest["result"]] == [ids[0]]
    assert (rest["has_more"], rest["next_cursor"]) == (False, "")

    def count(key: str, value: str) -> int:
        found = api.http.post("/tasks", json={"filters": [{"key": key, "values": [value]}]}).json()["data"]["count"]
        return int(found)

    assert (count("status", "succeeded"), count("status", "failed")) == (3, 0)
    assert (count("product_type", "video"), count("product_type", "image")) == (3, 0)


@pytest.mark.parametrize(
    "body", [[], {"limit": 0}, {"limit": 501}, {"cursor": "%%"}, {"cursor": "W10="}, {"filters": [1]}, {"end_time": []}]
)
def test_searches_that_cannot_be_answered(common: Caller, body: Any) -> None:
    reply = common.http.post("/tasks", json=body)
    assert (reply.status_code, reply.json()["code"]) == (400, 1201)


def frames(content: bytes, path: Path) -> list[bytes]:
    path.write_bytes(content)
    with av.open(str(path)) as film:
        return [bytes(frame.planes[0]) for frame in film.decode(video=0)]


@pytest.mark.parametrize("kind", ["storyboard", "reference"])
def test_a_brief_gives_the_same_film_through_either_wire(api: Caller, clip: Path, tmp_path: Path, kind: str) -> None:
    if kind == "storyboard":
        shots = [{"duration": 2, "prompt": "Wide shot: a kite rises"}, {"duration": 1, "prompt": "Close-up: it dives"}]
        brief = from_fields(shots=shots, mode="std")
    else:
        fields = {"reference": api.upload(clip), "duration": 3, "aspect_ratio": "16:9", "mode": "std"}
        brief = from_fields("A harbour at dawn, camera as in @video", **fields)
    v1 = api.http.post(PATH, json=compile(brief).body).json()["data"]["task_id"]
    v2 = api.http.post(V2, json=compile(brief, wire="v2").body).json()["data"]["id"]
    for id in (v1, v2):
        for _ in range(2000):
            [task] = query(api, task_ids=id)
            if task["status"] in ("succeeded", "failed"):
                break
            time.sleep(0.02)
        assert task["status"] == "succeeded", task
    films = [frames(download(f"{api.url}/_sandbox/videos/{id}.mp4").content, tmp_path / f"{id}.mp4") for id in (v1, v2)]
    assert len(films[0]) == 73
    assert films[0] == films[1]


def test_a_sandbox_can_serve_one_wire_only() -> None:
    with sandbox.running(latency=0, render="lazy", drawing="stills", wire="v1") as served, caller(served).http as http:
        assert http.post(V2, json=v2_body()).json()["code"] == 1203
    with sandbox.running(latency=0, render="lazy", drawing="stills", wire="v2") as served, caller(served).http as http:
        assert http.get(PATH).json()["code"] == 1203


def test_tasks_of_an_older_state_folder_are_kept(tmp_path: Path) -> None:
    import sqlite3

    with sandbox.running(latency=0, render="lazy", drawing="stills", state=tmp_path) as served:
        account = caller(served)
        with account.http:
            task = account.created()
    with sqlite3.connect(tmp_path / "sandbox.db") as db:  # as format 1 had it
        db.execute("DROP INDEX tasks_to_tell")
        for column in ("endpoint", "callback", "told"):
            db.execute(f"ALTER TABLE tasks DROP COLUMN {column}")
        db.execute("DROP TABLE elements")
        db.execute("DROP TABLE identity")
        db.execute("PRAGMA user_version = 1")
    with sandbox.running(latency=0, render="lazy", drawing="stills", state=tmp_path) as served:
        account = caller(served)
        with account.http:
            assert account.task(task)["task_status"] == "succeed"

from __future__ import annotations

import base64
import socket
import threading
from typing import Any

import pytest

from kling import sandbox
from kling.sandbox import Sandbox
from tests.conftest import PHOTOS
from tests.sandbox.conftest import PATH, Caller, caller, text_body

CLIP_URL = "https://assets.test/clip.mp4"


def test_reply_has_the_vendors_shape(common: Caller) -> None:
    reply = common.create(external_task_id="job-1").json()
    data = reply["data"]
    assert reply["message"] == "SUCCEED"
    assert reply["request_id"]
    assert data["task_id"].isdigit()
    assert len(data["task_id"]) == 18  # beyond 2^53: a client that reads it as a number is found out
    assert data["task_info"] == {"external_task_id": "job-1"}
    assert len(str(data["created_at"])) == len(str(data["updated_at"])) == 13  # milliseconds


def test_trailing_slash_is_the_same_route(common: Caller) -> None:
    assert common.http.post(f"{PATH}/", json=text_body()).json()["code"] == 0


def refused(api: Caller, http: int, code: int, text: str, **fields: Any) -> None:
    reply = api.create(**fields)
    assert (reply.status_code, reply.json()["code"]) == (http, code), reply.text
    assert text in reply.json()["message"]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "sound on is not supported with video input",
            {"sound": "on", "video_list": [{"video_url": CLIP_URL, "refer_type": "feature"}]},
        ),
        ("aspect_ratio", {"video_list": [{"video_url": CLIP_URL, "refer_type": "feature"}], "aspect_ratio": ...}),
        ("aspect_ratio", {"aspect_ratio": ...}),
        ("mode value", {"mode": "standard"}),
        ("duration", {"duration": "16"}),
        ("prompt", {"prompt": "   "}),
        ("prompt", {"prompt": "a" * 2501}),
        ("image_list", {"image_list": {"image_url": "https://assets.test/a.jpg"}}),
        ("image_list", {"prompt": "<<<image_1>>> waves"}),
        ("video_url", {"video_list": [{"video_url": "", "refer_type": "base"}]}),
        ("refer_type", {"video_list": [{"video_url": CLIP_URL, "refer_type": "style"}]}),
        ("File is not in a valid base64 format", {"image_list": [{"image_url": "data:image/png;base64,iVBORw0KGgo="}]}),
        ("File is not in a valid base64 format", {"image_list": [{"image_url": "iVBORw0KGgo=iVBO"}]}),
        ("File is not in a valid base64 format", {"image_list": [{"image_url": "iVBORw0KGgo=="}]}),
    ],
)
def test_rule_violation_is_refused_by_name(common: Caller, text: str, fields: dict[str, Any]) -> None:
    before = common.http.get(PATH).json()["data"]
    refused(common, 400, 1201, text, **fields)
    assert common.http.get(PATH).json()["data"] == before


def test_unknown_model_is_a_missing_resource(common: Caller) -> None:
    refused(common, 400, 1201, "model_name", model_name="kling-v9-omni")


def test_poor_prompt_is_not_refused(common: Caller) -> None:
    assert common.create(prompt="nice").json()["code"] == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 1200),
        (b"{", 1200),
        (b"\xff\xfe{}", 1200),
        (b'{"prompt": NaN}', 1200),
        (b'{"prompt": "\\ud800"}', 1200),
        (b"[" * 100_000, 1200),
        (b'{"duration": ' + b"9" * 5000 + b"}", 1200),
        (b"[]", 1201),
        (b"null", 1201),
        (b'"text"', 1201),
        (b'{"image_list": [7, null], "video_list": "x", "multi_prompt": [[]], "watermark_info": 1}', 1201),
    ],
)
def test_malformed_body_is_refused_in_words(common: Caller, content: bytes, code: int) -> None:
    reply = common.http.post(PATH, content=content)
    assert (reply.status_code, reply.json()["code"]) == (400, code)
    assert reply.json()["message"]


def raw(served: Sandbox, request: bytes) -> bytes:
    host, _, port = served.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=120) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_claim_of_four_gigabytes_is_refused_before_any_is_read(served: Sandbox) -> None:
    answer = raw(
        served,
        b"POST /v1/videos/omni-video HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sandbox\r\n"
        b"Content-Length: 4294967296\r\n\r\n{",
    )
    assert answer.startswith(b"HTTP/1.1 400")
    assert b'"code":1200' in answer


def test_endless_chunked_body_is_refused(served: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling.sandbox.handlers.BODY_BYTES_MAX", 200_000)
    chunk = b"186a0\r\n" + b"x" * 100_000 + b"\r\n"
    answer = raw(
        served,
        b"POST /v1/videos/omni-video HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sandbox\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 3,
    )
    assert b'"code":1200' in answer


@pytest.mark.parametrize(
    "line", [b"POST /v1/videos/omni-video", b"GET /v1/videos/omni-video/\xff\xfe HTTP/1.1", b"\x16\x03\x01\x02"]
)
def test_bytes_that_are_no_http_do_not_hurt(served: Sandbox, api: Caller, line: bytes) -> None:
    host, _, port = served.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=120) as connection:
        connection.sendall(line + b"\r\n\r\n")
    assert api.create().json()["code"] == 0


def test_wrong_method_and_wrong_path_have_their_codes(common: Caller) -> None:
    wrong_method, wrong_path = common.http.delete(PATH), common.http.get("/v1/videos/text2image")
    assert (wrong_method.status_code, wrong_method.json()["code"]) == (404, 1202)
    assert (wrong_path.status_code, wrong_path.json()["code"]) == (404, 1203)


def test_external_id_used_twice_makes_one_task_and_one_charge(served: Sandbox, api: Caller) -> None:
    first = api.created(external_task_id="job-42")
    refused(api, 400, 1201, "External_task_id job-42 already exists", external_task_id="job-42", duration="10")
    state = served.state()
    assert [task["task_id"] for task in state["tasks"]] == [first]
    assert state["charged_units"] == "1.8"
    assert state["creates"] == {"accepted": 1, "refused": 1}


def test_external_id_used_at_the_same_moment_makes_one_task(served: Sandbox) -> None:
    codes: list[int] = []

    def send() -> None:
        with caller(served).http as http:
            codes.append(http.post(PATH, json=text_body(external_task_id="job-42")).json()["code"])

    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [0] + [1201] * 11
    assert len(served.state()["tasks"]) == 1


def test_empty_external_id_is_none_at_all(api: Caller) -> None:
    assert api.created(external_task_id="") != api.created(external_task_id="")


def test_idempotency_key_is_recorded(served: Sandbox, api: Caller) -> None:
    api.http.post(PATH, json=text_body(), headers={"idempotency-key": "k-7"})
    assert served.state()["tasks"][0]["idempotency_key"] == "k-7"


def test_create_above_the_slots_is_refused_until_one_is_free() -> None:
    with (
        sandbox.running(latency=3600, render="lazy", drawing="stills", concurrency=2) as served,
        caller(served).http as http,
    ):
        for n in range(2):
            assert http.post(PATH, json=text_body(external_task_id=f"job-{n}")).json()["code"] == 0
        full = http.post(PATH, json=text_body())
        assert (full.status_code, full.json()["code"]) == (429, 1303)
        assert full.json()["message"] == "parallel task over resource pack limit"
        assert "data" not in full.json()
        again = http.post(PATH, json=text_body(external_task_id="job-0"))
        assert again.json()["code"] == 1201  # a duplicate is a duplicate, slots or not
        served.clock(3601)
        assert http.post(PATH, json=text_body()).json()["code"] == 0


def test_refused_duplicate_leaves_no_picture_behind(api: Caller, served: Sandbox) -> None:
    photo = base64.b64encode((PHOTOS / "coffee.png").read_bytes()).decode()
    images = [{"image_url": photo, "type": "first_frame"}]
    kept = api.created(external_task_id="job-42", image_list=images, aspect_ratio=...)
    refused(api, 400, 1201, "already exists", external_task_id="job-42", image_list=images, aspect_ratio=...)
    folders = list((served.folder / "tasks").iterdir())
    assert [folder.name for folder in folders] == [kept]

"""text2video and image2video, as other people's clients use them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.conftest import PATH, Caller, download

T2V, I2V = "/v1/videos/text2video", "/v1/videos/image2video"


def test_a_text_becomes_a_video_on_its_own_endpoint(api: Caller) -> None:
    made = api.http.post(T2V, json={"model_name": "kling-v3", "prompt": "A kite", "duration": 5, "cfg_scale": 0.5})
    id = made.json()["data"]["task_id"]
    task = api.http.get(f"{T2V}/{id}").json()["data"]
    assert task["task_status"] == "succeed"
    assert task["task_result"]["videos"][0]["duration"] == "5.041"
    assert api.http.get(f"{PATH}/{id}").json()["code"] == 1201
    assert [one["task_id"] for one in api.http.get(T2V).json()["data"]] == [id]
    assert api.http.get("/tasks", params={"task_ids": id}).json()["data"][0]["id"] == id


def test_a_picture_alone_becomes_a_video(api: Caller, photo: Path) -> None:
    picture = base64.b64encode(photo.read_bytes()).decode()
    made = api.http.post(I2V, json={"model_name": "kling-v3", "image": picture, "image_tail": picture, "duration": "3"})
    task = api.http.get(f"{I2V}/{made.json()['data']['task_id']}").json()["data"]
    content = download(task["task_result"]["videos"][0]["url"]).content
    assert content[4:8] == b"ftyp"


@pytest.mark.parametrize(
    ("path", "body", "code", "text"),
    [
        (I2V, {"prompt": "A kite"}, 1201, "image can not be null"),
        (I2V, {"image": "data:image/png;base64,AAAA"}, 1201, "File is not in a valid base64 format"),
        (T2V, {"model_name": "kling-v1", "prompt": "A kite"}, 1203, "has been discontinued"),
        (T2V, {"model_name": "kling-v9", "prompt": "A kite"}, 1203, "does not exist"),
        (T2V, {"prompt": ""}, 1201, "prompt"),
        (T2V, {"prompt": "A kite", "duration": "16"}, 1201, "duration value 16 is invalid"),
        (T2V, {"prompt": "A kite", "mode": "standard"}, 1201, "mode"),
        (T2V, [], 1201, ""),
    ],
)
def test_faults_are_refused_by_name(common: Caller, path: str, body: Any, code: int, text: str) -> None:
    reply = common.http.post(path, json=body).json()
    assert reply["code"] == code
    assert text in reply["message"]

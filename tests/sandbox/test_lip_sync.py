"""The lip-sync endpoint answers in the texts that were recorded (FZ, UG)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Caller

PATH = "/v1/videos/lip-sync"


@pytest.fixture
def film(api: Caller) -> str:
    """The id of a finished film's video."""
    return str(api.ended(api.created())["task_result"]["videos"][0]["id"])


def spoken(**fields: Any) -> dict[str, Any]:
    base = {"mode": "text2video", "video_id": "FILM", "text": "Hello.", "voice_id": "uk_boy1"}
    return {key: value for key, value in {**base, **fields}.items() if value is not ...}


def recorded(**fields: Any) -> dict[str, Any]:
    base = {"mode": "audio2video", "video_id": "FILM", "audio_type": "url", "audio_url": "https://a.test/b.mp3"}
    return {key: value for key, value in {**base, **fields}.items() if value is not ...}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "input.mode: must not be null"),
        ({"mode": "audio"}, "input.mode value 'audio' is invalid, allowed values: text2video, audio2video"),
        ({"mode": "audio2video"}, "video_id or video_url is required"),
        (recorded(audio_type=...), "Audio type is null"),
        (recorded(audio_type="bogus"), "input.audio_type value 'bogus' is invalid, allowed values: file, url"),
        (spoken(text=...), "text is required"),
        (spoken(voice_id=...), "Voice language not found"),
        (spoken(voice_id="bogus"), "Voice id not found"),
        (spoken(voice_language="bogus"), "input.voice_language value 'bogus' is invalid, allowed values: zh, en"),
        (spoken(voice_speed=99), "input.voiceSpeed: must be less than or equal to 2.0"),
        (spoken(video_id="880000000000000000"), "From video not found by id: 880000000000000000"),
    ],
)
def test_faults_have_the_recorded_texts(api: Caller, film: str, given: dict[str, Any], text: str) -> None:
    given = {key: film if value == "FILM" else value for key, value in given.items()}
    reply = api.http.post(PATH, json={"input": given})
    assert (reply.status_code, reply.json()["code"], reply.json()["message"]) == (400, 1201, text)


def test_the_id_of_a_task_is_not_that_of_its_video(api: Caller, film: str) -> None:
    task = str(int(film) - 1)
    reply = api.http.post(PATH, json={"input": spoken(video_id=task)}).json()
    assert reply["message"] == f"From video not found by id: {task}"


def test_external_ids_are_not_kept_since_no_document_has_them_here(api: Caller, film: str) -> None:
    made = api.http.post(PATH, json={"input": spoken(video_id=film), "external_task_id": "mine"}).json()["data"]
    assert made["task_info"]["external_task_id"] == ""
    assert api.http.get(f"{PATH}/mine").status_code == 400
    assert api.http.get(f"{PATH}/{made['task_id']}").json()["code"] == 0

"""Lip-sync: a film is given a line, by the same paid create as everything else."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kling.client import OutcomeUnknown, PriceRefused, RequestError, RequestRefused
from kling.client.lookup import Sending
from kling.sandbox import Sandbox
from tests.client.conftest import BODY, Connect

PATH = "/v1/videos/lip-sync"
LINE = "We leave at dawn."
VALID_MP3 = b"ID3\x04" + bytes(400)


SPOKEN = {"text": "At last!", "voice_id": "uk_boy1", "voice_language": "en"}


def post(sandbox: Sandbox, body: dict[str, Any]) -> int:
    """What another program sends."""
    return httpx2.post(f"{sandbox.url}{PATH}", json=body, headers=_key(sandbox)).status_code


def tasks(sandbox: Sandbox) -> list[Any]:
    found: list[Any] = httpx2.get(f"{sandbox.url}{PATH}", headers=_key(sandbox)).json()["data"]
    return found


def _key(sandbox: Sandbox) -> dict[str, str]:
    return {"authorization": f"Bearer {sandbox.api_key}"}


def creates(sandbox: Sandbox) -> int:
    return int(sandbox.state()["requests"].get(f"POST {PATH}", 0))


@pytest.fixture
def film(connect: Connect) -> Any:
    """A client and a finished film of 3 s."""
    client = connect()
    return client, client.generate(body=BODY)


def test_a_line_is_spoken_in_a_film_and_paid_by_its_length(film: Any, tmp_path: Path) -> None:
    client, video = film
    assert str(client.lipsync.estimate(video)) == "0.5 units ($0.07) for 3 s"
    made = client.lipsync.create(video, text=LINE)
    assert made.request["input"]["video_id"] == video.data.task_result.videos[0].id  # not the id of its task
    done = made.wait()
    assert (done.data.final_unit_deduction, done.duration) == ("0.5", 3.041)
    assert done.save(tmp_path / "synced.mp4").stat().st_size > 1000


def test_the_same_line_is_sent_once_however_the_film_is_named(film: Any, sandbox: Sandbox) -> None:
    client, video = film
    first = client.lipsync.create(video, text=LINE)
    again = client.lipsync.create(video.task.task_id, text=LINE)
    assert again.reused
    assert again.task_id == first.task_id
    assert creates(sandbox) == 1
    assert client.lipsync.create(video, text=LINE, take=2).task_id != first.task_id


def test_a_task_whose_external_id_the_endpoint_does_not_keep_is_found_by_it(film: Any) -> None:
    client, video = film
    made = client.lipsync.create(video, text=LINE)
    assert client.get(made.external_task_id).task_id == made.task_id
    assert client.wait(made.external_task_id).task_id == made.task_id


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_line_whose_answer_was_lost_is_paid_once(film: Any, sandbox: Sandbox, cut: str) -> None:
    client, video = film
    sandbox.faults({"method": "POST", "path": PATH, "cut": cut})
    made = client.lipsync.create(video, text=LINE)
    assert made.wait().data.task_status == "succeed"
    assert client.lipsync.create(video, text=LINE).task_id == made.task_id
    assert len(tasks(sandbox)) == 1


def test_a_lost_line_is_not_taken_for_the_line_of_another_clip_or_of_another_request(
    film: Any, sandbox: Sandbox
) -> None:
    client, video = film
    other = client.generate(body={**BODY, "prompt": "A captain looks at the sea"})
    known = client.lipsync.create(video, text="At last!")
    stranger = {"input": {"mode": "text2video", "video_id": other.data.task_result.videos[0].id, **SPOKEN}}
    assert post(sandbox, stranger) == 200
    sandbox.faults({"method": "POST", "path": PATH, "cut": "before"})
    made = client.lipsync.create(video, text=LINE)
    assert made.task_id != known.task_id
    assert len(tasks(sandbox)) == 3
    assert made.wait().data.made_of.id == video.data.task_result.videos[0].id


def test_a_lost_line_of_a_clip_at_an_address_is_told_from_that_of_another_one(film: Any, sandbox: Sandbox) -> None:
    client, video = film
    other = client.generate(body={**BODY, "prompt": "A captain looks at the sea"})
    assert post(sandbox, {"input": {"mode": "text2video", "video_url": other.url, **SPOKEN}}) == 200
    sandbox.faults({"method": "POST", "path": PATH, "cut": "after"})
    made = client.lipsync.create(f"{video.url}?Expires=1", text=LINE)
    assert made.wait().data.made_of.url == f"{video.url}?Expires=1"
    assert len(tasks(sandbox)) == 2


@pytest.mark.parametrize("hides", [True, False])
def test_a_lost_line_is_not_sent_again_while_a_nameless_task_may_be_it(
    film: Any, sandbox: Sandbox, hides: bool
) -> None:
    """The service does not say of which clip its task is; or somebody else had the same clip speak."""
    client, video = film
    lost = {"method": "POST", "path": PATH, "cut": "after"}
    if hides:
        gone = [{"op": "remove", "path": "/data/0/task_info/parent_video"}]
        sandbox.faults(lost, {"method": "GET", "path": PATH, "times": 20, "patch": gone})
    else:
        clip = video.data.task_result.videos[0].id
        assert post(sandbox, {"input": {"mode": "text2video", "video_id": clip, **SPOKEN}}) == 200
        sandbox.faults(lost)
    for _ in range(2):
        with pytest.raises(OutcomeUnknown, match="may be this") as raised:
            client.lipsync.create(video, text=LINE)
        assert "--take" not in raised.value.advice
        assert set(raised.value.candidates) == {task["task_id"] for task in tasks(sandbox)}
    assert len(tasks(sandbox)) == (1 if hides else 2)


def test_a_used_id_that_was_refused_elsewhere_does_not_shorten_the_window_here(film: Any) -> None:
    client, video = film
    session = client._session
    made = client.lipsync.create(video, text=LINE)
    entry = session.journal.find(session.place.name, made.task_id)
    session.journal.saw_refusal(entry.place, "v1")
    session.settle = 7.0
    assert Sending(session, entry, True, path=PATH).window() == 7.0
    assert Sending(session, entry, True, path="/v1/videos/omni-video").window() == 0.0


def test_a_recording_is_sent_along(film: Any, tmp_path: Path) -> None:
    client, video = film
    (tmp_path / "line.mp3").write_bytes(VALID_MP3)
    made = client.lipsync.create(video, audio=tmp_path / "line.mp3")
    assert made.wait().data.task_status == "succeed"
    same = client.lipsync.create(video, audio=base64.b64encode(VALID_MP3 * 12).decode())
    assert same.task_id != made.task_id


def test_a_local_clip_is_handed_to_the_sandbox(film: Any, tmp_path: Path) -> None:
    client, video = film
    clip = video.save(tmp_path / "film.mp4")
    assert client.lipsync.create(clip, text=LINE).wait().data.task_status == "succeed"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({}, "a text or a recording"),
        ({"text": LINE, "audio": "https://a.test/b.mp3"}, "a text or a recording"),
        ({"text": "Wir fahren morgen los, und das ist gut so."}, "the service speaks zh, en"),
        ({"text": "a" * 121}, "the limit is 120"),
        ({"text": LINE, "speed": 2.5}, "less than or equal to 2.0"),
        ({"audio": "line.mp3"}, "does not exist"),
    ],
)
def test_what_cannot_be_spoken_is_refused_before_it_is_sent(
    film: Any, sandbox: Sandbox, line: dict[str, Any], words: str
) -> None:
    client, video = film
    with pytest.raises(RequestRefused, match=words):
        client.lipsync.create(video, **line)
    assert creates(sandbox) == 0


def test_the_service_s_refusal_says_what_to_do(film: Any) -> None:
    client, _ = film
    with pytest.raises(RequestError, match="From video not found by id: 5") as raised:
        client.lipsync.create("kling://videos/5", text=LINE)
    assert "another than its task's" in raised.value.advice
    with pytest.raises(RequestError, match="Voice id not found") as raised:
        client.lipsync.create(film[1], text=LINE, voice="nobody")
    assert "another voice" in raised.value.advice


def test_a_price_that_is_too_high_is_refused(film: Any) -> None:
    client, video = film
    with pytest.raises(PriceRefused, match=r"0\.5 units"):
        client.lipsync.create(video, text=LINE, max_units=0.4)


def test_a_client_of_the_v2_wire_speaks_v1_to_this_endpoint(connect: Connect) -> None:
    client = connect(wire="v2")
    video = client.generate("A captain looks at the sea", duration=3, mode="std")
    assert client.lipsync.create(video, text=LINE).wait().data.task_status == "succeed"
    assert client.submit(client.lipsync.prepare(video, text=LINE)).attached

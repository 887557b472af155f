"""The clients on the v2 wire: same surface, same promises."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kling import Client
from kling.client import CredentialsError, NotFound, RequestRefused
from kling.sandbox import Sandbox
from tests.client.conftest import BODY, Connect

V2 = "/omni-video/kling-3.0-omni"
V2_BODY: dict[str, Any] = {
    "contents": [{"type": "prompt", "text": "A fishing boat leaves a quiet harbour at dawn"}],
    "settings": {"multi_shot": False, "aspect_ratio": "16:9", "duration": 3},
}


@pytest.fixture
def client(connect: Connect) -> Any:
    return connect(wire="v2")


def test_a_request_becomes_a_video(client: Any, tmp_path: Path, sandbox: Sandbox) -> None:
    video = client.generate("A kite over a valley", duration=3, aspect_ratio="16:9", mode="std")
    assert str(video.units) == "1.8"
    assert video.save(tmp_path / "kite.mp4").stat().st_size > 10_000
    assert sandbox.state()["requests"][f"POST {V2}"] == 1


def test_the_same_request_is_one_task_and_either_form_of_it_is_sent(client: Any, sandbox: Sandbox) -> None:
    first, again = client.submit(BODY), client.submit(BODY)
    assert (again.task_id, again.attached) == (first.task_id, True)
    own = client.submit(V2_BODY)
    assert client.submit(V2_BODY).task_id == own.task_id
    assert client.submit({**V2_BODY, "options": {"callback_url": "http://127.0.0.1:9/"}}).task_id == own.task_id
    assert client.submit(V2_BODY, take=2).task_id != own.task_id
    assert len(sandbox.state()["tasks"]) == 3


def test_a_lost_answer_is_settled_by_a_query(client: Any, sandbox: Sandbox) -> None:
    sandbox.faults({"method": "POST", "path": V2, "cut": "after"})
    task = client.submit(V2_BODY)
    assert client.get(task).task_status == "succeed"
    assert len(sandbox.state()["tasks"]) == 1


def test_a_request_sent_by_v1_is_taken_up_by_v2(connect: Connect, sandbox: Sandbox) -> None:
    first = connect(wire="v1").submit(BODY)
    assert connect(wire="v2").submit(BODY).task_id == first.task_id


def test_words_sent_by_v1_are_taken_up_by_v2(connect: Connect, sandbox: Sandbox) -> None:
    request = {"prompt": "A kite over a valley", "duration": 3, "mode": "std"}
    first, again = (connect(wire=wire).generate(**request) for wire in ("v1", "v2"))
    assert again.task.task_id == first.task.task_id
    assert again.task.attached
    assert len(sandbox.state()["tasks"]) == 1


def test_tasks_are_read_by_either_id_and_in_pages(client: Any) -> None:
    tasks = [client.submit({**V2_BODY, "options": {"external_task_id": f"mine-{n}"}}) for n in range(3)]
    assert client.get("mine-1").task_id == tasks[1].task_id
    assert [task.external_task_id for task in client.list(1, 2)] == ["mine-2", "mine-1"]
    assert [task.external_task_id for task in client.list(2, 2)] == ["mine-0"]
    assert client.list(3, 2) == []
    assert len(list(client.tasks(page_size=2))) == 3
    for unknown in ("nowhere", "812345678901234567"):
        with pytest.raises(NotFound):
            client.get(unknown)


def test_many_waits_share_queries_of_twenty_ids(sandbox: Sandbox) -> None:
    with Client(api_key=sandbox.api_key, base_url=sandbox.url, wire="v2") as client:
        tasks = [client.submit(V2_BODY, take=take) for take in range(1, 31)]
        before = sandbox.state()["requests"].get("GET /tasks", 0)
        with ThreadPoolExecutor(30) as pool:
            ended = list(pool.map(client.wait, tasks))
        assert [data.task_id for data in ended] == [task.task_id for task in tasks]
        assert sandbox.state()["requests"]["GET /tasks"] - before < 30


def test_local_pictures_and_clips_are_sent_along(client: Any, photo: Path, clip: Path) -> None:
    task = client.submit({**BODY, "prompt": "<<<image_1>>> waves", "image_list": [{"image_url": _inline(photo)}]})
    assert client.wait(task).task_status == "succeed"
    video = client.generate(
        "A harbour, camera as in @video", reference=str(clip), aspect_ratio="16:9", duration=3, mode="std"
    )
    assert video.data.task_status == "succeed"


def _inline(path: Path) -> Any:
    from kling.api.inline import InlineFile

    return InlineFile.of(path)


def test_faults_are_found_before_anything_is_sent(client: Any, sandbox: Sandbox) -> None:
    for body in ({**V2_BODY, "settings": {"duration": 99}}, {**BODY, "model_name": "kling-video-o1"}):
        with pytest.raises(RequestRefused):
            client.submit(body)
    assert sandbox.state()["requests"].get(f"POST {V2}", 0) == 0


def test_a_v1_client_does_not_send_a_v2_body(connect: Connect) -> None:
    with pytest.raises(RequestRefused, match="v2 body"):
        connect().submit(V2_BODY)


def test_key_pairs_are_refused_early(connect: Connect, sandbox: Sandbox) -> None:
    with pytest.raises(CredentialsError, match="API keys only"):
        connect(wire="v2", access_key=sandbox.access_key, secret_key=sandbox.secret_key)
    assert sandbox.state()["requests"] == {}

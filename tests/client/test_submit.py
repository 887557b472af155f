"""Where money moves: one request is one task, whatever happens to the connection."""

from __future__ import annotations

import asyncio
import contextlib
import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kling import AsyncClient
from kling.api.inline import InlineFile, LocalVideo
from kling.client import (
    AccountError,
    Client,
    ContentRefused,
    HostingError,
    NotFound,
    OutcomeUnknown,
    RequestError,
    RequestRefused,
    ServiceError,
    SlotsFull,
    Unreachable,
    external_id,
)
from kling.sandbox import Sandbox
from tests.client.conftest import BODY, LOOK, V1, Connect, clear_faults, control

Creates = Callable[[], tuple[int, int]]


def test_the_same_request_twice_is_one_task(client: Any, creates: Creates) -> None:
    first, second = client.submit(BODY), client.submit(dict(reversed(BODY.items())))
    assert (first.attached, second.attached) == (False, True)
    assert second == first
    assert creates() == (1, 1)


def test_the_same_request_from_another_process_is_the_first_task(connect: Connect, creates: Creates) -> None:
    first = connect().submit(BODY)
    assert connect(api_key="sandbox").submit(BODY) == first
    assert creates()[1] == 1


def test_another_take_is_another_task(client: Any, creates: Creates) -> None:
    assert client.submit(BODY) != client.submit(BODY, take=2)
    assert creates() == (2, 2)


def test_a_callback_address_does_not_make_it_another_request() -> None:
    assert external_id({**BODY, "callback_url": "https://studio.example/kling"}) == external_id(BODY)


def test_another_word_makes_it_another_request() -> None:
    assert external_id({**BODY, "prompt": BODY["prompt"] + " and fog"}) != external_id(BODY)


def test_takes_below_one_are_refused() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        external_id(BODY, take=0)


def test_an_external_id_of_the_user_is_kept(client: Any, sandbox: Sandbox) -> None:
    task = client.submit({**BODY, "external_task_id": "harbour-7"})
    assert task.external_task_id == "harbour-7"
    assert sandbox.state()["tasks"][0]["external_task_id"] == "harbour-7"


def test_a_cut_before_acting_is_looked_up_twice_and_sent_again(client: Any, sandbox: Sandbox, creates: Creates) -> None:
    sandbox.faults({"method": "POST", "cut": "before"})
    task = client.submit(BODY)
    assert client.get(task).task_id == task.task_id
    assert creates() == (2, 1)
    assert sandbox.state()["requests"][f"GET {V1}/…"] == 1 + 2 + 1 + 1  # and whether the cut one arrived meanwhile


def test_a_cut_after_acting_finds_the_task_and_sends_nothing_more(
    client: Any, sandbox: Sandbox, creates: Creates
) -> None:
    sandbox.faults({"method": "POST", "cut": "after"})
    task = client.submit(BODY)
    assert task.task_id == sandbox.state()["tasks"][0]["task_id"]
    assert creates() == (1, 1)


def test_a_create_still_travelling_is_not_taken_for_absent(
    client: Any, sandbox: Sandbox, creates: Creates, naps: list[float]
) -> None:
    absent = {"method": "GET", "code": 1201, "message": "Task not found by id/external id: x"}
    empty = {"method": "GET", "status": 200, "body": {"code": 0, "message": "SUCCEED", "data": []}}
    sandbox.faults({"method": "POST", "cut": "after"}, LOOK, absent, empty)
    client.submit(BODY)
    assert creates() == (1, 1)
    assert max(naps) > 0


@pytest.mark.parametrize(
    "answer",
    [
        {"code": 5002},
        {"code": 5000, "status": 200},
        {"status": 502, "body": "<html><h1>502 Bad Gateway</h1></html>"},
        {"status": 200, "body": "<html>maintenance</html>"},
        {"status": 200, "body": {"code": 0, "message": "SUCCEED", "request_id": "r"}},
        {"status": 200, "body": [1, 2]},
        {"status": 408, "body": ""},
    ],
    ids=["5002", "5000 under 200", "html 502", "html 200", "no data", "an array", "408"],
)
def test_a_create_that_was_carried_out_behind_a_useless_answer_is_found(
    client: Any, sandbox: Sandbox, creates: Creates, answer: dict[str, Any]
) -> None:
    sandbox.faults({"method": "POST", "act": True, **answer})
    task = client.submit(BODY)
    assert task.task_id == sandbox.state()["tasks"][0]["task_id"]
    assert creates() == (1, 1)


def test_an_outcome_that_stays_unknown_keeps_the_external_id_and_costs_nothing_twice(
    client: Any, sandbox: Sandbox, creates: Creates
) -> None:
    sandbox.faults(
        {"method": "POST", "cut": "after"},
        LOOK,
        {"method": "GET", "status": 503, "body": "<html>503</html>", "times": 99},
    )
    with pytest.raises(OutcomeUnknown) as caught:
        client.submit(BODY)
    assert caught.value.external_task_id == external_id(BODY)
    assert "pay nothing twice" in str(caught.value)
    assert creates() == (1, 1)

    clear_faults(sandbox)
    assert client.submit(BODY).attached
    assert creates()[1] == 1


def test_a_storm_of_full_slots_is_waited_out(
    client: Any, sandbox: Sandbox, creates: Creates, naps: list[float]
) -> None:
    sandbox.faults({"method": "POST", "code": 1303, "message": "parallel task over resource pack limit", "times": 6})
    client.submit(BODY)
    assert creates() == (7, 1)
    assert len(naps) == 6
    assert naps[5] > naps[0]
    assert sum(naps) > 20


def test_full_slots_are_not_waited_out_for_ever(connect: Connect, sandbox: Sandbox, naps: list[float]) -> None:
    sandbox.faults({"method": "POST", "code": 1303, "message": "parallel task over resource pack limit", "times": 99})
    with pytest.raises(SlotsFull) as caught:
        connect(backoff=30).submit(BODY)
    assert caught.value.code == 1303
    assert caught.value.external_task_id == external_id(BODY)
    assert sum(naps) <= 30


def test_a_pause_asked_for_is_made(client: Any, sandbox: Sandbox, naps: list[float]) -> None:
    sandbox.faults({"method": "POST", "code": 1302, "headers": {"Retry-After": "17"}})
    client.submit(BODY)
    assert naps == [17]


def test_a_pause_of_an_hour_is_cut_to_a_minute(client: Any, sandbox: Sandbox, naps: list[float]) -> None:
    sandbox.faults({"method": "POST", "code": 1302, "headers": {"Retry-After": "3600"}})
    client.submit(BODY)
    assert naps == [60]


def test_a_request_whose_own_task_fills_the_slot_is_taken_up_at_once(
    client: Any, sandbox: Sandbox, creates: Creates, naps: list[float]
) -> None:
    control(sandbox, latency=3600, concurrency=1)
    first = client.submit(BODY)
    sandbox.faults({"method": "POST", "code": 1303, "message": "parallel task over resource pack limit"})
    again = client.submit(BODY)
    assert (again, again.attached) == (first, True)
    assert naps == []


def test_a_request_that_took_the_last_units_is_taken_up(client: Any, sandbox: Sandbox, creates: Creates) -> None:
    first = client.submit(BODY)
    sandbox.faults({"method": "POST", "code": 1102, "message": "Account balance not enough", "times": 2})
    assert client.submit(BODY).task_id == first.task_id
    with pytest.raises(AccountError, match="balance not enough"):
        client.submit(BODY, take=2)
    assert creates()[1] == 1


def test_characters_that_cannot_be_sent_are_told(client: Any, creates: Creates) -> None:
    with pytest.raises(RequestRefused, match="private-use"):
        client.submit({**BODY, "prompt": "\ue000inline\ue001"}, preflight=False)
    assert creates() == (0, 0)


@pytest.mark.parametrize("code", [1301, 1300])
def test_forbidden_content_is_sent_once(client: Any, sandbox: Sandbox, creates: Creates, code: int) -> None:
    sandbox.faults({"method": "POST", "code": code, "message": "risk control"})
    with pytest.raises(ContentRefused, match="risk control"):
        client.submit(BODY)
    assert creates() == (1, 0)


def test_an_error_code_under_http_200_is_an_error(client: Any, sandbox: Sandbox, creates: Creates) -> None:
    sandbox.faults({"method": "POST", "status": 200, "body": {"code": 1201, "message": "mode value 'x' is invalid"}})
    with pytest.raises(RequestError, match="mode value 'x' is invalid"):
        client.submit(BODY)
    assert creates() == (1, 0)


def test_the_rulebook_refuses_before_anything_is_sent(client: Any, creates: Creates) -> None:
    with pytest.raises(RequestRefused) as caught:
        client.submit({**BODY, "aspect_ratio": "4:3", "duration": "99"})
    assert {found.pointer for found in caught.value.diagnostics} == {"/aspect_ratio", "/duration"}
    assert creates() == (0, 0)


def test_without_preflight_the_service_judges(client: Any, creates: Creates) -> None:
    with pytest.raises(RequestError) as caught:
        client.submit({**BODY, "aspect_ratio": "4:3"}, preflight=False)
    assert caught.value.code == 1201
    assert caught.value.request_id
    assert creates() == (1, 0)


@pytest.mark.parametrize("preflight", [True, False])
def test_a_missing_picture_is_told_before_anything_is_sent(
    client: Any, creates: Creates, tmp_path: Path, preflight: bool
) -> None:
    body = {**BODY, "image_list": [{"image_url": InlineFile(tmp_path / "gone.png", 10), "type": "first_frame"}]}
    with pytest.raises(RequestRefused, match=r"gone\.png"):
        client.submit(body, preflight=preflight)
    assert creates() == (0, 0)


def test_a_picture_that_shrinks_while_it_is_sent_is_not_a_task(client: Any, creates: Creates, photo: Path) -> None:
    larger = InlineFile(photo, photo.stat().st_size + 1000)
    body = {**BODY, "image_list": [{"image_url": larger, "type": "first_frame"}]}
    with pytest.raises(RequestRefused, match="became shorter"):
        client.submit(body, preflight=False)
    assert creates()[1] == 0


def test_a_local_picture_arrives_as_base64(client: Any, creates: Creates, photo: Path) -> None:
    body = {**BODY, "image_list": [{"image_url": InlineFile.of(photo), "type": "first_frame"}]}
    del body["aspect_ratio"]
    assert client.wait(client.submit(body)).task_status == "succeed"
    assert creates() == (1, 1)


def test_a_local_clip_is_hosted_on_the_sandbox(client: Any, creates: Creates, clip: Path) -> None:
    video = {"video_url": LocalVideo.of(clip), "refer_type": "base", "keep_original_sound": "yes"}
    body = {"model_name": "kling-v3-omni", "prompt": "make it snow", "video_list": [video]}
    task = client.submit(body)
    assert task.external_task_id == external_id(body)
    assert client.wait(task).task_status == "succeed"
    assert client.submit(body) == task


def test_a_clip_the_sandbox_does_not_take_is_told(client: Any, tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(HostingError, match=r"did not take empty\.mp4: the file is empty"):
        client.host(tmp_path / "empty.mp4")


def test_a_proxy_of_the_environment_does_not_hide_a_local_service(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert client.list() == []


def test_a_clip_that_is_a_folder_is_told(client: Any, tmp_path: Path) -> None:
    with pytest.raises(HostingError, match="is not a file"):
        client.host(tmp_path)


class _Silent404(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def plain_server() -> Iterator[str]:
    """A server that is no sandbox and answers everything with 404."""
    with http.server.HTTPServer(("127.0.0.1", 0), _Silent404) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_local_clip_cannot_be_hosted_elsewhere(connect: Connect, plain_server: str, clip: Path) -> None:
    with pytest.raises(HostingError, match="reads clips by URL only"):
        connect(base_url=plain_server).host(clip)


def test_nobody_listening_is_told_after_a_few_tries(connect: Connect, naps: list[float]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(Unreachable, match="KLING_BASE_URL") as caught:
        connect(base_url=url).submit(BODY)
    assert caught.value.external_task_id == external_id(BODY)
    assert naps
    assert sum(naps) <= 4


def test_a_service_that_starts_a_moment_later_gets_the_create(connect: Connect, sandbox: Sandbox) -> None:
    """The first connections are refused; the client's own pause is when the port opens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        pauses: list[float] = []

        def start(seconds: float) -> None:
            pauses.append(seconds)
            listener.listen()
            threading.Thread(target=_forward, args=(listener, sandbox.url), daemon=True).start()

        with Client(base_url=url, api_key=sandbox.api_key, sleep=start) as client:
            assert client.submit(BODY).task_id == sandbox.state()["tasks"][0]["task_id"]
        assert len(pauses) == 1


def _forward(listener: socket.socket, url: str) -> None:
    """Carry one connection."""
    near, _ = listener.accept()
    host, port = url.removeprefix("http://").split(":")
    with near, socket.create_connection((host, int(port))) as far:
        threading.Thread(target=_carry, args=(far, near), daemon=True).start()
        _carry(near, far)


def _carry(source: socket.socket, to: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while some := source.recv(1 << 16):
            to.sendall(some)


def test_an_event_loop_is_not_held_up_by_hashing(sandbox: Sandbox) -> None:
    worked_in: set[int] = set()

    class Watched(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            if key == "external_task_id":  # read where the body is hashed
                worked_in.add(threading.get_ident())
            return super().get(key, default)

    async def submit() -> int:
        async with AsyncClient(base_url=sandbox.url, api_key=sandbox.api_key) as client:
            await client.submit(Watched(BODY), preflight=False)
        return threading.get_ident()

    assert asyncio.run(submit()) not in worked_in
    assert worked_in


def test_unknown_ids_are_not_found(client: Any) -> None:
    with pytest.raises(NotFound) as caught:
        client.get("kw-nowhere")
    assert caught.value.external_task_id == "kw-nowhere"
    assert caught.value.code == 1201


def test_reads_are_repeated_after_transient_failures(client: Any, sandbox: Sandbox, naps: list[float]) -> None:
    task = client.submit(BODY)
    sandbox.faults(
        {"method": "GET", "cut": "before"},
        {"method": "GET", "status": 502, "body": "<html>"},
        {"method": "GET", "code": 1302},
    )
    assert client.get(task).task_id == task.task_id
    assert len(naps) == 3


def test_reads_give_up_in_the_end(client: Any, sandbox: Sandbox, naps: list[float]) -> None:
    sandbox.faults({"method": "GET", "status": 502, "body": "<html>", "times": 99})
    with pytest.raises(ServiceError, match="HTTP 502"):
        client.list()
    assert 30 < sum(naps) <= 60


def test_a_read_waits_as_long_as_it_is_asked_to(client: Any, sandbox: Sandbox, naps: list[float]) -> None:
    sandbox.faults({"method": "GET", "code": 1302, "headers": {"Retry-After": "45"}})
    assert client.list() == []
    assert naps == [45]


def test_tasks_are_listed_page_by_page_each_once(client: Any, sandbox: Sandbox) -> None:
    made = {client.submit(BODY, take=take).task_id for take in range(1, 8)}
    assert {task.task_id for task in client.list(1, 5)} < made
    assert len(client.list(2, 5)) == 2
    assert [task.task_id for task in client.tasks(3)] == [task.task_id for task in client.list(1, 30)]
    with pytest.raises(ValueError, match="1 to 500"):
        client.list(1, 501)


def test_ids_with_slashes_and_spaces_reach_the_service(client: Any) -> None:
    task = client.submit({**BODY, "external_task_id": "film 7/shot 2?"}, preflight=False)
    assert client.get("film 7/shot 2?").task_id == task.task_id

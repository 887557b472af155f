"""Waiting over the protocol: progress while it lasts, an answer before clients give up, an end when it is cancelled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import pytest

from kling import sandbox
from kling.app.session import Session
from kling.sandbox import Sandbox
from tests.mcp.conftest import MODES, call, made, run

if TYPE_CHECKING:
    from mcp.client.client import Client

HOUR = 3600.0


@pytest.fixture
def slow() -> Iterator[Sandbox]:
    """A service whose tasks take an hour."""
    with sandbox.running(latency=HOUR) as served:
        yield served


@pytest.mark.parametrize("mode", MODES)
def test_a_wait_tells_progress_ends_in_time_and_can_be_cancelled(
    slow: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setenv("KLING_BASE_URL", slow.url)
    monkeypatch.setenv("KLING_API_KEY", slow.api_key)
    told: list[tuple[float, float | None, str | None]] = []

    async def on_progress(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total, message))

    async def work(client: Client) -> None:
        asked = {"prompt": f"A kite climbs ({mode}).", "duration": 3, "mode": "std"}
        begun, _ = await call(client, "generate", **asked)
        id = begun["result"]["external_task_id"]
        early, _ = await call(client, "wait", id=id, timeout=0.5)
        assert (early["error"]["kind"], early["exit"]) == ("unfinished", 5)
        assert early["next"][0].startswith(f'wait {{"id": "{id}"')
        with anyio.move_on_after(0.5) as scope:
            await client.call_tool("wait", {"id": id})
        assert scope.cancelled_caught
        known, _ = await call(client, "status", ids=[id])  # the session goes on
        assert known["ok"]
        slow.clock(HOUR)
        await anyio.sleep(1.0)
        assert not list(tmp_path.glob("*.mp4"))  # a cancelled wait brings nothing any more
        answer = await client.call_tool("wait", {"id": id}, progress_callback=on_progress)
        assert answer.structured_content
        assert answer.structured_content["ok"]
        assert list(tmp_path.glob("*.mp4"))

    run(work, made(Session((tmp_path,))), mode=mode)
    assert told
    assert all(total == pytest.approx(40) and message for _, total, message in told)
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)


def test_a_request_whose_program_ended_while_it_was_sent_is_told_at_once_with_the_same_request_as_next(
    private: Session, tmp_path: Path, photo_jpg: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.client import create

    (tmp_path / "photo.jpg").write_bytes(photo_jpg.read_bytes())
    asked = {"prompt": "@ada waves.", "duration": 3, "mode": "std", "images": {"ada": "photo.jpg"}, "take": 2}

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    async def work(client: Client) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(create, "_attempt", dies)
            ended, _ = await call(client, "generate", **asked, crop="1:1")
        again, id = ended["next"][0], ended["error"]["ids"]["external_task_id"]
        tool, _, arguments = again.partition(" ")
        photo = str(tmp_path / "photo.jpg")
        assert (tool, json.loads(arguments)) == ("generate", {**asked, "images": {"ada": photo}, "crop": "1:1"})
        with anyio.fail_after(120):
            for tool, named in (("wait", {"id": id}), ("download", {"id": id}), ("status", {"ids": [id]})):
                told, _ = await call(client, tool, **named)
                assert (told["error"]["kind"], told["next"]) == ("unknown", [again]), tool
                assert "when its program ended" in told["error"]["message"]
        found, _ = await call(client, "list")
        (row,) = found["result"]
        assert (row["task_id"], row["external_task_id"], row["words"], row["take"]) == (None, id, "@ada waves.", 2)
        assert found["next"] == [again]
        sent, _ = await call(client, "generate", **json.loads(arguments))
        assert (sent["ok"], sent["result"]["external_task_id"]) == (True, id)
        found, _ = await call(client, "list")
        assert [row["external_task_id"] for row in found["result"]] == [id]

    run(work, made(private))


def test_what_the_service_refuses_is_not_kept_as_asked_for(
    slow: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.app import history

    monkeypatch.setenv("KLING_BASE_URL", slow.url)
    monkeypatch.setenv("KLING_API_KEY", slow.api_key)
    slow.faults({"method": "POST", "path": "/v1/videos", "code": 1201, "message": "no"})

    async def work(client: Client) -> None:
        refused, _ = await call(client, "generate", prompt="A refused kite.", duration=3, mode="std")
        assert refused["error"]["kind"] == "rules"

    run(work, made(Session((tmp_path,))))
    assert not [one for one in history.requests() if one.words == "A refused kite."]


def test_a_wait_of_no_seconds_looks_once_and_what_was_brought_before_costs_nothing_again(
    slow: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_BASE_URL", slow.url)
    monkeypatch.setenv("KLING_API_KEY", slow.api_key)

    async def work(client: Client) -> None:
        begun, _ = await call(client, "generate", prompt="A kite sinks.", duration=3, mode="std")
        id = begun["result"]["external_task_id"]
        for timeout in (0, -3):
            early, _ = await call(client, "wait", id=id, timeout=timeout)
            assert early["error"]["kind"] == "unfinished"
            assert "the task goes on" in early["error"]["help"]
        slow.clock(HOUR)
        done, _ = await call(client, "wait", id=id)
        assert (done["charged_units"], done["reused"]) == ("1.8", False)
        Path(done["result"]["path"]).unlink()
        again, _ = await call(client, "wait", id=id)
        assert (again["charged_units"], again["reused"], Path(again["result"]["path"]).is_file()) == ("0", True, True)

    run(work, made(Session((tmp_path,))))


def test_a_production_that_another_process_carries_out_goes_on_for_everybody(
    slow: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_BASE_URL", slow.url)
    monkeypatch.setenv("KLING_API_KEY", slow.api_key)
    brief = "{scenario: t2v, prompt: A kite turns., duration: 3, mode: std}"
    (tmp_path / "many.yaml").write_text(f"briefs:\n  one: {brief}\n")

    async def begin(client: Client) -> None:
        begun, _ = await call(client, "run", file="many.yaml")
        assert begun["ok"]

    async def work(client: Client) -> None:
        early, _ = await call(client, "run_status", production="many.yaml", timeout=0)
        assert early["error"]["message"].endswith("goes on in another process")
        refused, _ = await call(client, "run", file="many.yaml")
        assert (refused["error"]["code"], refused["next"]) == ("running", early["next"])
        slow.clock(HOUR)
        done, _ = await call(client, "run_status", production="many.yaml")
        assert (done["ok"], done["charged_units"], done["reused"]) == (True, "0", True)

    async def ended(client: Client) -> None:
        told = [(await call(client, "run_status", production="many.yaml"))[0] for _ in range(2)]
        assert [(one["charged_units"], one["reused"]) for one in told] == [("1.8", False), ("0", True)]

    session = Session((tmp_path,))
    run(begin, made(session))
    run(work, made(Session((tmp_path,))))
    run(ended, made(session))

"""The wait of `kling generate` and its neighbours, whatever the service says meanwhile; each task is paid for once."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest

from kling.client import poll
from kling.models import profiles
from kling.models.profiles import DEFAULT
from kling.sandbox import Sandbox, running
from tests.cli.conftest import Kling, Run

TASK = "/v1/videos/omni-video/"
_numbers = count(1)


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with running(latency=0.0, render="lazy", drawing="stills") as served:
        yield served


@pytest.fixture(autouse=True)
def account(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("KLING_BASE_URL", box.url)
    monkeypatch.setenv("KLING_API_KEY", box.api_key)
    monkeypatch.setattr(poll, "GAP_MIN_LOOPBACK", 0.01)
    yield
    httpx2.delete(f"{box.url}/_sandbox/faults").raise_for_status()
    _set(box, latency=0, lag=0, duplicates="refuse")


Generate = Callable[..., Run]


@pytest.fixture
def generate(kling: Kling, tmp_path: Path) -> Generate:
    """Ask for a film that nobody asked for before; it becomes a.mp4."""
    words = f"A heron waits, number {next(_numbers)}."
    return lambda *more: kling(
        "generate", words, "--duration", 3, "--mode", "std", "-o", tmp_path / "a.mp4", "--timeout", 20, *more
    )


def _set(box: Sandbox, **options: Any) -> None:
    httpx2.post(f"{box.url}/_sandbox/options", json=options).raise_for_status()


def _say(box: Sandbox, *changes: tuple[str, Any], times: int = 99) -> None:
    """Have the true answers about a task changed at these places."""
    patch = [{"op": "add", "path": f"/data/{place}", "value": value} for place, value in changes]
    box.faults({"method": "GET", "path": TASK, "times": times, "patch": patch})


@pytest.mark.parametrize("status", ["Succeeded", "rendered", 99, None])
def test_an_end_by_another_name_with_a_video_is_an_end(
    generate: Generate, box: Sandbox, tmp_path: Path, status: object
) -> None:
    _say(box, ("task_status", status))
    assert generate().code == 0
    assert (tmp_path / "a.mp4").exists()


def test_an_end_by_another_name_without_a_video_says_so_and_keeps_the_id(generate: Generate, box: Sandbox) -> None:
    _say(box, ("task_status", "COMPLETED"), ("task_result", {"videos": None}))
    run = generate()
    assert (run.code, "without a video URL" in run.err) == (4, True)
    assert box.state()["tasks"][0]["task_id"] in run.err


def test_a_bad_end_by_another_name_is_told_by_that_name(generate: Generate, box: Sandbox) -> None:
    _say(box, ("task_status", "CANCELLED"), ("task_result", {}))
    run = generate()
    assert (run.code, "it ended as CANCELLED" in run.err, "would fail again" in run.err) == (4, True, False)


@pytest.mark.parametrize("films", [{"url": "{}"}, ["{}"], "{}"])
def test_a_film_that_is_not_in_a_list_of_films_is_found(generate: Generate, box: Sandbox, films: object) -> None:
    address = generate("--json").json["videos"][0]["url"]
    _say(box, ("task_result", {"videos": json.loads(json.dumps(films).replace("{}", address))}))
    assert generate("--force").code == 0


def test_a_status_that_nobody_knows_is_not_waited_on_for_ever(
    generate: Generate, box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(profiles.PROFILES, DEFAULT.name, DEFAULT._replace(strange_seconds=0.05))
    _say(box, ("task_status", "archived"), ("task_result", {}))
    run = generate()
    assert (run.code, "status 'archived'" in run.err, "kling wait kw-" in run.err) == (6, True, True)


def test_a_status_that_nobody_knows_may_be_on_the_way(generate: Generate, box: Sandbox) -> None:
    _say(box, ("task_status", "compositing"), ("task_result", {}), times=3)
    assert generate().code == 0


def test_null_videos_and_iso_times_are_read(generate: Generate, box: Sandbox) -> None:
    _say(box, ("task_status", "processing"), ("task_result", {"videos": None}), ("task_info", None), times=3)
    _say(box, ("created_at", "2026-11-28T10:00:00Z"), ("updated_at", "2026-11-28T10:01:40+08:00"))
    run = generate()
    assert run.code == 0
    assert "names no task" not in run.err


def test_a_task_that_reads_show_late_is_waited_for(generate: Generate, box: Sandbox, tmp_path: Path) -> None:
    before = len(box.state()["tasks"])
    _set(box, lag=1.2)
    assert generate().code == 0
    assert (tmp_path / "a.mp4").exists()
    assert len(box.state()["tasks"]) == before + 1


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": {"code": 0, "message": "SUCCEED", "data": None}},
        {"status": 200, "body": {"code": 0, "message": "SUCCEED", "data": []}},
        {"status": 404, "body": "no such task"},
    ],
)
def test_an_answer_that_shows_no_task_ends_no_wait(generate: Generate, box: Sandbox, answer: dict[str, Any]) -> None:
    before = len(box.state()["tasks"])
    box.faults({"method": "GET", "path": TASK, "times": 5, **answer})
    assert generate().code == 0
    assert len(box.state()["tasks"]) == before + 1


@pytest.mark.parametrize("wire", ["v1", "v2"])
def test_a_lost_create_is_not_sent_again_on_the_word_of_empty_answers(
    generate: Generate, box: Sandbox, monkeypatch: pytest.MonkeyPatch, wire: str
) -> None:
    monkeypatch.setenv("KLING_SETTLE_SECONDS", "0")
    _set(box, duplicates="accept")
    before = len(box.state()["tasks"])
    nothing = {"times": 99, "status": 200, "body": {"code": 0, "data": None}}
    box.faults({"method": "GET", "path": TASK.rstrip("/"), **nothing}, {"path": "/tasks", **nothing})
    box.faults({"method": "POST", "path": "/", "act": True, "status": 500, "body": "oops"})
    run = generate("--wire", wire)
    assert (run.code, len(box.state()["tasks"])) == (5, before + 1)


def test_a_task_that_only_the_list_shows_is_found_there(generate: Generate, box: Sandbox) -> None:
    box.faults({"method": "GET", "path": TASK, "times": 999, "status": 200, "body": {"code": 0, "data": None}})
    assert generate().code == 0


def test_the_download_of_a_task_in_progress_has_its_own_exit_code(
    generate: Generate, kling: Kling, box: Sandbox
) -> None:
    _set(box, latency=3600)
    id = generate("--no-wait").out.strip()
    run = kling("download", id)
    assert (run.code, f"kling wait {id}" in run.err) == (7, True)
    _say(box, ("task_status", "queued"))
    assert kling("download", id).code == 7


@pytest.mark.parametrize("days", [31, -31])
def test_a_clock_that_is_a_month_wrong_loses_no_video_and_advises_no_second_payment(
    generate: Generate, kling: Kling, box: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    id = generate("--no-wait").out.strip()
    monkeypatch.setattr("kling.client.base.time", SimpleNamespace(time=lambda: time.time() + days * 86400))
    run = kling("download", id, "-o", tmp_path / "b.mp4")
    assert (run.code, "deleted" in run.err) == (0, False)
    assert generate().code == 0


@pytest.mark.parametrize(
    ("fault", "exit"),
    [
        ({"code": 1002, "message": "access key not found"}, 3),
        ({"status": 401, "body": {"error": {"message": "token expired"}}}, 3),
        ({"status": 403, "body": "<html>Forbidden</html>"}, 3),
        ({"status": 422, "body": {"detail": [{"loc": ["path"], "msg": "bad id"}]}}, 1),
    ],
)
def test_a_refusal_in_mid_wait_keeps_the_line_that_goes_on(
    generate: Generate, kling: Kling, box: Sandbox, tmp_path: Path, fault: dict[str, Any], exit: int
) -> None:
    before = len(box.state()["tasks"])
    _say(box, ("task_status", "processing"), ("task_result", {}), times=2)
    box.faults({"method": "GET", "path": TASK, "times": 50, **fault})
    run = generate()
    assert run.code == exit
    [line] = [line for line in run.err.splitlines() if line.startswith("kling: next: kling wait kw-")]
    assert "check` on the body" not in run.err
    httpx2.delete(f"{box.url}/_sandbox/faults").raise_for_status()
    assert kling(*line.removeprefix("kling: next: kling ").split()).code == 0
    assert (tmp_path / "a.mp4").exists()
    assert len(box.state()["tasks"]) == before + 1

"""What the command line says and does when the answer to a create is lost."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from kling import sandbox
from kling.sandbox import Sandbox
from tests.cli.conftest import Kling

FILM = ("--duration", 3, "--mode", "std")


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A service that charges every create and shows nothing for an hour."""
    with sandbox.running(latency=0, render="lazy", drawing="stills", duplicates="accept", lag=3600) as served:
        monkeypatch.setenv("KLING_BASE_URL", served.url)
        monkeypatch.setenv("KLING_API_KEY", served.api_key)
        monkeypatch.setenv("KLING_SETTLE_SECONDS", "120")
        yield served


def show(served: Sandbox) -> None:
    httpx2.post(f"{served.url}/_sandbox/options", json={"lag": 0}).raise_for_status()


def test_an_unknown_outcome_is_told_with_the_one_command_that_goes_on_looking(
    kling: Kling, careless: Sandbox, tmp_path: Path
) -> None:
    careless.faults({"method": "POST", "cut": "after"})
    run = kling("generate", "A heron waits.", *FILM, "--timeout", 1.5)
    assert run.code == 5
    [command] = re.findall(r"kling (wait kw-\w+)", run.err)
    assert "take" not in run.err
    show(careless)
    assert kling(*command.split(), "-o", tmp_path / "heron.mp4").code == 0
    assert (tmp_path / "heron.mp4").stat().st_size > 1000
    again = kling("generate", "A heron waits.", *FILM, "-o", tmp_path / "heron.mp4")
    assert again.code == 0
    assert len(careless.state()["tasks"]) == 1


def test_a_status_of_a_task_that_is_not_shown_yet_says_that_it_was_created(
    kling: Kling, careless: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kling.client.lookup.READ_SECONDS", 0.5)
    id = kling("generate", "A stork waits.", *FILM, "--no-wait").out.strip()
    run = kling("status", id)
    assert run.code != 0
    assert "it was created, and the service does not show it" in run.err
    show(careless)
    assert kling("status", id).code == 0


def test_a_journal_that_cannot_be_read_is_one_sentence(
    kling: Kling, careless: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "journal").mkdir(parents=True)
    (tmp_path / "home" / "journal" / "journal.sqlite").write_bytes(b"my notes " * 1000)
    run = kling("generate", "A crane waits.", *FILM)
    [sentence] = [line for line in run.err.splitlines() if line.startswith("kling: ")]
    assert (run.code, "is damaged" in sentence, "move it away" in sentence) == (2, True, True)
    assert careless.state()["tasks"] == []


def test_two_tasks_of_one_request_stop_the_account_until_somebody_looked(
    kling: Kling, careless: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_SETTLE_SECONDS", "0")  # too short for such a service
    careless.faults({"method": "POST", "cut": "after"})
    id = kling("generate", "A swan waits.", *FILM, "--no-wait").out.strip()
    show(careless)
    assert kling("wait", id, "-o", tmp_path / "swan.mp4").code == 0
    run = kling("generate", "A goose waits.", *FILM, "--no-wait")
    assert run.code == 3
    assert all(task["task_id"] in run.err for task in careless.state()["tasks"])
    assert "kling account --resume" in run.err
    kling("account", "--resume")
    assert kling("generate", "A goose waits.", *FILM, "--no-wait").code == 0


def test_next_after_a_send_that_was_interrupted_asks_for_the_very_same_and_pays_once(
    kling: Kling, kling_sandbox: Sandbox, photo_jpg: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupts(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(photo_jpg.parent)
    shots = ("--shot", "3 @ada waves.", "--shot", "3 She sits down.", "--image", f"ada={photo_jpg.name}")
    with monkeypatch.context() as patch:
        patch.setattr("kling.client.create._attempt", interrupts)
        ended = kling("generate", *shots, "--crop", "1:1", "--take", 2, "--mode", "std", "--sound", "--json")
    monkeypatch.chdir(tmp_path)
    before = len(kling_sandbox.state()["tasks"])
    waiting = kling("wait", ended.envelope["error"]["ids"]["external_task_id"], "--json")
    assert (waiting.code, waiting.envelope["next"]) == (5, ended.envelope["next"])
    (command,) = ended.envelope["next"]
    sent = kling(*shlex.split(command)[1:], "--no-wait", "--json")
    assert sent.code == 0, sent.err
    assert sent.envelope["result"]["external_task_id"] == ended.envelope["error"]["ids"]["external_task_id"]
    assert len(kling_sandbox.state()["tasks"]) == before + 1

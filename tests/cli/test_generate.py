"""kling generate and its neighbours against a served sandbox: the main job, money, and bad input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import httpx2
import pytest

from kling.sandbox import Sandbox, running
from tests.cli.conftest import Kling

PROMPT = "Wide shot: a red kite climbs over a green valley and hangs still. Static camera, morning sun."


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(latency=0.0, render="lazy", drawing="stills") as box:
        yield box


@pytest.fixture
def account(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """The served sandbox as the account of this test."""
    monkeypatch.setenv("KLING_BASE_URL", sandbox.url)
    monkeypatch.setenv("KLING_API_KEY", sandbox.api_key)
    return sandbox


def charged(sandbox: Sandbox) -> int:
    return int(sandbox.state()["creates"]["accepted"])


def test_words_become_a_file_and_the_json_says_everything(kling: Kling, account: Sandbox, tmp_path: Path) -> None:
    out = tmp_path / "kite.mp4"
    run = kling("generate", PROMPT, "--duration", 3, "--mode", "std", "-o", out, "--json")
    assert run.code == 0, run.err
    answer = run.json
    assert {"task_id", "external_task_id", "status", "sandbox", "units", "videos", "path", "request"} == set(answer)
    assert answer["path"] == str(out)
    assert answer["status"] == "succeed"
    assert answer["sandbox"] is True
    assert answer["units"] == "1.8"
    assert answer["videos"][0]["path"] == str(out)
    assert answer["request"]["prompt"] == PROMPT
    with av.open(str(out)) as container:
        assert container.streams.video[0].frames == 73


def test_the_same_words_twice_are_one_task_and_take_2_another(kling: Kling, account: Sandbox, tmp_path: Path) -> None:
    before = charged(account)
    first, second, other = (
        kling("generate", "A cat on a wall. Static camera.", "--no-wait", "--json", *extra).json
        for extra in ((), (), ("--take", 2))
    )
    assert first["task_id"] == second["task_id"] != other["task_id"]
    assert charged(account) - before == 2


def test_status_list_wait_and_download_take_either_id(kling: Kling, account: Sandbox, tmp_path: Path) -> None:
    made = kling(
        "generate", "A dog in snow. Static camera.", "--duration", 3, "--mode", "std", "--no-wait", "--json"
    ).json
    for id in (made["task_id"], made["external_task_id"]):
        assert kling("status", id, "--json").json["task_id"] == made["task_id"]
        assert kling("wait", id, "-o", tmp_path / f"{id}.mp4").code == 0
        assert kling("download", id, "-o", tmp_path / f"again-{id}.mp4").code == 0
        assert (tmp_path / f"{id}.mp4").read_bytes() == (tmp_path / f"again-{id}.mp4").read_bytes()
    assert made["task_id"] in [row["task_id"] for row in kling("list", "--json").json]
    assert not list(tmp_path.glob("*.part*"))


def test_an_unknown_id_is_a_clear_error(kling: Kling, account: Sandbox) -> None:
    run = kling("status", "nowhere")
    assert run.code == 8
    assert "Task not found" in run.err


def test_rules_refuse_before_anything_is_sent(kling: Kling, account: Sandbox) -> None:
    before = account.state()["creates"]
    run = kling("generate", PROMPT, "--duration", 99)
    assert run.code == 1
    assert "R22" in run.err
    assert account.state()["creates"] == before


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ((), 2, "PROMPT"),
        (("A cat", "--shot", "x"), 2, "whole seconds"),
        (("A cat", "-o", "/nowhere/at/all.mp4"), 2, "does not exist"),
        (("   ",), 1, "R11"),
        (("A cat", "--first-frame", "missing.jpg"), 1, "M10"),
        (("A cat", "--edit", "missing.mp4"), 1, "M10"),
        (("A cat", "--edit", "a.mp4", "--reference", "b.mp4"), 1, "R60"),
        (("A cat", "--image", "a=x.jpg", "--image", "a=y.jpg"), 2, "called 'a'"),
        (("A cat", "--image", "bad name=x.jpg"), 2, "'bad name' cannot be a name"),
        (("A cat", "--element", "=12"), 2, "names no file, URL or id"),
        (("A cat", "--image", "a="), 2, "names no file, URL or id"),
        (("A cat", "--last-frame", "b.jpg"), 1, "first_frame"),
        (("A cat", "--brief", "missing.yaml"), 2, "missing.yaml"),
        (("@nobody waves",), 1, "R30"),
    ],
)
def test_bad_input_is_told_and_leaves_nothing(
    kling: Kling,
    account: Sandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = account.state()["creates"]
    run = kling("generate", *args)
    assert (run.code, words in run.err) == (code, True), run.err
    assert "Traceback" not in run.err
    assert account.state()["creates"] == before
    assert list(tmp_path.iterdir()) == []


class TestWithRealCredentials:
    """An account that is no sandbox: spending is gated. The address leads nowhere, so nothing could be spent."""

    @pytest.fixture(autouse=True)
    def _account(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from kling.client import Client

        monkeypatch.setenv("KLING_API_KEY", "api-key-kling-secret")
        monkeypatch.setenv("KLING_BASE_URL", "http://127.0.0.1:9")
        monkeypatch.setattr(Client, "is_sandbox", lambda self: False)

    def test_without_a_yes_nothing_is_sent(self, kling: Kling) -> None:
        run = kling("generate", "A cat", "--mode", "std")
        assert run.code == 2
        assert "3 units ($0.42) for 5 s" in run.err
        assert "nothing was sent" in run.err

    def test_a_limit_below_the_price_stops(self, kling: Kling) -> None:
        run = kling("generate", "A cat", "--mode", "std", "--max-units", "2.9")
        assert run.code == 2
        assert "not covered" in run.err

    def test_an_edit_of_unknown_length_counts_as_the_longest(self, kling: Kling) -> None:
        run = kling(
            "generate",
            "Change @video to snow. Keep the rest.",
            "--edit",
            "https://assets.test/c.mp4",
            "--max-units",
            11,
        )
        assert run.code == 2
        assert "at most 12 units" in run.err

    def test_a_limit_that_covers_goes_on(self, kling: Kling) -> None:
        from kling.client import Client

        sent: list[Any] = []

        def submit(self: Client, body: object, **_: object) -> None:
            sent.append(body)
            raise SystemExit(0)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Client, "submit", submit)
            assert kling("generate", "A cat", "--mode", "std", "--max-units", 3).code == 0
        assert len(sent) == 1


def test_wrong_credentials_exit_with_3_and_do_not_leak(
    kling: Kling, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_BASE_URL", sandbox.url)
    monkeypatch.setenv("KLING_API_KEY", "api-key-kling-very-secret")
    run = kling("generate", "A cat", "--no-wait")
    assert run.code == 3
    assert "very-secret" not in run.err + run.out


def test_nobody_there_exits_with_6(kling: Kling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("KLING_API_KEY", "k")
    monkeypatch.setattr("kling.client.place.CONNECT_SECONDS", 0.5)
    assert kling("status", "1").code == 6
    run = kling("generate", "A cat", "--yes")
    assert run.code == 6
    assert "nothing was sent; the same command again goes on" in run.err
    assert "kling wait" not in run.err


def test_kill_during_the_wait_then_wait_by_external_id_gives_the_file_from_one_task(tmp_path: Path) -> None:
    environment = {**os.environ, "KLING_HOME": str(tmp_path / "home")}
    with running(latency=1.5, render="lazy", drawing="stills") as box:
        environment |= {"KLING_BASE_URL": box.url, "KLING_API_KEY": box.api_key}
        command = [sys.executable, "-m", "kling"]
        args = [*command, "generate", "A heron lands. Static camera.", "--duration", "3", "--mode", "std"]
        process = subprocess.Popen(args, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        line = next(line for line in process.stderr if "external id" in line)
        process.send_signal(signal.SIGKILL)
        process.wait(120)
        process.stderr.close()
        external = line.split("external id ")[1].split(",")[0].strip()
        run = subprocess.run(
            [*command, "wait", external], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        assert (tmp_path / run.stdout.strip()).stat().st_size > 1000
        assert charged(box) == 1
        assert not [path for path in tmp_path.iterdir() if ".part" in path.name]


def test_the_private_sandbox_keeps_tasks_between_commands(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = kling(
        "generate", "A moth at a lamp. Static camera.", "--duration", 3, "--mode", "std", "--no-wait", "--json"
    ).json
    assert made["sandbox"] is True
    run = kling("wait", made["external_task_id"], "-o", "moth.mp4")
    assert run.code == 0, run.err
    assert (tmp_path / "moth.mp4").is_file()


def test_a_body_that_is_an_array_is_refused(kling: Kling, account: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_text("[]")
    run = kling("generate", "--body", path)
    assert run.code == 1
    assert "S1" in run.err


def test_a_body_by_hand_is_submitted_as_it_is(kling: Kling, account: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    body = {"model_name": "kling-v3-omni", "prompt": "A tram", "aspect_ratio": "1:1", "duration": "3"}
    path.write_text(json.dumps(body))
    made = kling("generate", "--body", path, "--no-wait", "--json").json
    assert made["request"] == body
    listed = httpx2.get(
        f"{account.url}/v1/videos/omni-video/{made['task_id']}", headers={"Authorization": "Bearer sandbox"}
    )
    assert listed.json()["data"]["task_id"] == made["task_id"]
    assert time.time() * 1000 - listed.json()["data"]["created_at"] < 60_000


def test_compile_and_estimate_agree(kling: Kling, tmp_path: Path) -> None:
    brief = tmp_path / "b.yaml"
    brief.write_text(
        "scenario: t2v\nsound: on\nshots:\n"
        "  - {duration: 3, prompt: A cat sits.}\n  - {duration: 7, prompt: It jumps.}\n"
    )
    body = kling("compile", brief).json
    assert (body["sound"], body["duration"], body["multi_shot"]) == ("on", "10", True)
    assert kling("estimate", brief, "--json").json["units"] == "10"


def test_words_are_priced_as_they_would_be_sent_and_held_against_the_day(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_BUDGET", "3")
    given = ("A kite over a valley", "--mode", "std", "--duration", "3")
    found = kling("estimate", *given, "--json").envelope
    [row] = found["result"]["files"]
    assert (row["units"], row["notes"][0]) == ("1.8", "--aspect-ratio was not given: 16:9")
    assert found["next"] == ["kling generate 'A kite over a valley' --mode std --duration 3"]
    assert (found["result"]["limits"]["KLING_BUDGET"]["fits"], found["warnings"]) == (True, [])
    more = kling("estimate", *given, "--takes", "2")
    assert "3.6 units are more than the 3 that are left" in more.out
    many = tmp_path / "many.yaml"
    many.write_text("briefs: {a: {scenario: t2v, prompt: A kite.}}")
    for command in (("run", many, "--dry-run"), ("estimate", many)):
        told = kling(*command, "--json").envelope
        assert (told["result"]["limits"]["KLING_BUDGET"]["fits"], len(told["warnings"])) == (False, 1)
    assert "there is no file 'kit.yaml'" in kling("estimate", "kit.yaml").err


def test_an_edit_is_priced_by_its_clip(kling: Kling, tmp_path: Path, clip: Path) -> None:
    brief = tmp_path / "b.yaml"
    brief.write_text(
        f"scenario: edit\nvideo: {clip}\nprompt: Change @video to snow. Keep the rest unchanged.\nmode: std\n"
    )
    [found] = kling("estimate", brief, "--json").json["files"]
    assert (found["seconds"], found["units"], found["at_most"]) == (5, "4.5", False)


def test_a_refused_price_says_its_units_whom_to_ask_and_the_command_that_prices_it(
    kling: Kling, account: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = tmp_path / "swan.yaml"
    brief.write_text("{scenario: t2v, prompt: A swan., duration: 3, mode: std}")
    monkeypatch.setattr("kling.client.Client.is_sandbox", lambda self: False)
    before = charged(account)
    for options in ((), ("--max-units", "1.0")):
        error, steps = (
            kling("generate", "--brief", brief, *options, "--json").envelope[name] for name in ("error", "next")
        )
        assert "1.8 units" in error["message"]
        assert error["help"] == "ask the user; if they agree: --max-units 1.8"
        assert steps == [f"kling estimate {brief}"]
    assert charged(account) == before


def test_what_was_paid_for_needs_neither_a_yes_nor_a_budget(
    kling: Kling, account: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kling.client.Client.is_sandbox", lambda self: False)
    asked = ("generate", "A swan turns.", "--duration", 3, "--mode", "std", "-o", tmp_path / "swan.mp4")
    before = charged(account)
    assert "charged: 1.8 units" in kling(*asked, "--yes").err
    (tmp_path / "swan.mp4").unlink()
    monkeypatch.setenv("KLING_BUDGET", "1")
    run = kling(*asked)
    assert (run.code, "nothing more is charged" in run.err) == (0, True)
    assert (tmp_path / "swan.mp4").is_file()
    assert charged(account) - before == 1


def test_a_sandbox_tells_of_a_limit_that_an_account_would_hold(
    kling: Kling, account: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("generate", "A swan.", "--duration", 3, "--mode", "std", "--no-wait")
    run = kling(*asked, "--max-units", 1, "--json")
    assert run.envelope["warnings"] == ["on an account this would be refused: 1.8 units are more than --max-units 1"]
    assert "would be refused" not in kling(*asked, "--max-units", 1).err  # it was made already, and costs nothing
    assert "would be refused" in kling(*asked, "--max-units", 1, "--take", 2).err
    monkeypatch.setenv("KLING_BUDGET", "abc")
    assert (kling(*asked).code, "'abc'" in kling(*asked).err) == (2, True)

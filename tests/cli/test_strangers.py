"""What people do who have not read the manual: odd numbers, empty ids, closed pipes, words without quotes."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.conftest import Kling

KLING = (sys.executable, "-m", "kling")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("generate", "A", "cat"), "in quotes"),
        (("generate", "A cat", "--timeout", "nan"), "nan is not a number"),
        (("wait", "1", "--timeout", "inf"), "inf is not a number"),
        (("generate", "A cat", "--max-units", "nan"), "nan is not a number"),
        (("sandbox", "--latency", "nan"), "nan is not a number"),
        (("sandbox", "--clock-offset", "1e300"), "1e300 is not a number"),
        (("sandbox", "--callback-host", "http://x/"), "a host name"),
        (("sandbox", "--public-url", "x"), "begin with http"),
        (("status", " "), "an id is not empty"),
        (("elements", "delete", ""), "an id is not empty"),
        (("elements", "create", "n", "-d", "d"), "2 to 4 pictures"),
        (("elements", "create", "n", "-d", "d", "--video", "x.mp4"), "by its URL"),
        (("help",), "kling --help"),
    ],
)
def test_slips_are_usage_errors_that_say_what_to_do(kling: Kling, args: tuple[str, ...], words: str) -> None:
    run = kling(*args)
    assert (run.code, words in run.err) == (2, True), run.err


@pytest.mark.parametrize(
    ("args", "place"),
    [
        (("A cat", "--duration", 99), "--duration: error R22"),
        (("A cat", "--image", "her=none.jpg"), "--image her: error M10"),
        (("A cat", "--edit", "none.mp4"), "--edit: error M10"),
        (("A cat", "--reference", "none.mp4"), "options: error R2"),
        (("--shot", "3 A cat.", "--shot", "99 A dog."), "--shot 2: error R17"),
        (("@nobody",), "PROMPT: error R30"),
    ],
)
def test_faults_are_told_by_the_option_they_came_from(kling: Kling, args: tuple[object, ...], place: str) -> None:
    assert place in kling("generate", *args).err


def test_a_prompt_may_come_from_standard_input(kling: Kling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("@nobody waves\n"))
    assert "@nobody names nothing" in kling("generate", "-").err


@pytest.mark.parametrize(
    ("text", "words"), [("model_name: x\nprompt: A cat\n", "--body"), ("films: []\n", "kling run"), ("a: 1\n", "S4")]
)
def test_a_file_of_another_kind_is_called_what_it_is(kling: Kling, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text)
    for command in (("compile",), ("preview",), ("generate", "--brief")):
        run = kling(*command, path)
        draws_productions = command == ("preview",) and words == "kling run"
        assert (run.code, ("kling check" if draws_productions else words) in run.err) == (1, True)


def test_a_reader_that_goes_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run([*KLING, "explain"], stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (run.returncode, run.stderr) == (0, b"")


def test_a_closed_standard_output_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]")
    command = f"exec '{sys.executable}' -m kling check a.json >&-"
    run = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, stderr=subprocess.PIPE, check=False)
    assert (run.returncode, run.stderr) == (1, b"")


@pytest.mark.parametrize("no_colour", ["", "1"])
def test_colours_are_for_terminals_that_want_them(tmp_path: Path, no_colour: str) -> None:
    (tmp_path / "a.json").write_text("[]")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "NO_COLOR": no_colour}
    subprocess.run([*KLING, "check", "a.json"], cwd=tmp_path, stdout=theirs, env=environment, check=False)
    os.close(theirs)
    assert (b"\x1b[" in os.read(ours, 10_000)) == (not no_colour)
    os.close(ours)


@pytest.mark.parametrize(
    ("content", "words"), [(b"\xff\xfe", "save it as UTF-8"), (b"KLING_BASE_URL=http://[::1", "URL")]
)
def test_an_odd_env_file_is_told(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLING_BASE_URL", "")  # what .env sets is undone by this
    monkeypatch.delenv("KLING_BASE_URL")
    (tmp_path / ".env").write_bytes(content)
    run = kling("list")
    assert (run.code, words in run.err) == (2, True), run.err


def test_help_of_any_command_and_a_plan_load_nothing_heavy() -> None:
    program = """if True:
        import sys, click
        from kling.cli import COMMANDS, cli
        context = click.Context(cli)
        for name in COMMANDS:
            assert cli.get_command(context, name)
        heavy = {"av", "PIL", "httpx2", "pydantic", "starlette", "rich", "dbos", "sqlalchemy", "yaml", "kling.client"}
        print(*sorted(heavy & sys.modules.keys()))
        from kling.app.plan import plan
        plan("a cat sleeps").document()
        print(*sorted(heavy & sys.modules.keys()))
    """
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr) == ("", "")


def test_a_file_or_an_address_for_words_is_no_film(kling: Kling, tmp_path: Path) -> None:
    for words in ("kite.yaml", "./my kite.yaml", "https://example.org/kite.mp4", "file:///kite.png", "kite.mp4"):
        run = kling("generate", words, "--sandbox", "--no-wait")
        assert (run.code, "R97" in run.err, "--brief" in run.err) == (1, True, True), words


def test_a_brief_and_a_body_for_a_production_are_called_what_they_are(kling: Kling, tmp_path: Path) -> None:
    brief, body = tmp_path / "kite.yaml", tmp_path / "kite.json"
    brief.write_text("scenario: t2v\nprompt: A kite climbs. Static camera.\n")
    body.write_text('{"model_name": "kling-v3-omni", "prompt": "A kite climbs."}')
    run = kling("run", brief, "--sandbox")
    assert (run.code, "is a brief, no production; `kling generate --brief" in run.err) == (1, True)
    run = kling("run", body, "--sandbox")
    assert (run.code, "is a request body, no production; `kling generate --body" in run.err) == (1, True)


def test_help_of_a_refusal_is_plain_text(kling: Kling) -> None:
    run = kling("generate", "", "--sandbox")
    assert (run.code, "``" in run.err, "A single take needs prompt" in run.err) == (1, False, True)


def test_a_picture_for_a_clip_is_no_task(kling: Kling, tmp_path: Path) -> None:
    for name in ("photo.jpg", "clip", "gone.png"):
        if not name.startswith("gone"):
            Image.new("RGB", (400, 400)).save(tmp_path / name, "JPEG")
        run = kling("lipsync", tmp_path / name, "--text", "Hello", "--sandbox")
        said = "does not exist" if name.startswith("gone") else "no video but a jpg"
        assert (run.code, said in run.err) == (1, True), run.err

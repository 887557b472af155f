"""The plain installation: what works without any extra, and the one command that adds what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kling.extras import EXTRAS
from kling.sandbox import Sandbox

Command = tuple[str, ...]
PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
SWAN = "scenario: t2v\nprompt: A swan turns. Static camera.\nduration: 3\nmode: std\n"


def plain(folder: Path, *args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line without any module of an extra."""
    program = f"import sys\nfor name in {sorted(EXTRAS)}: sys.modules[name] = None\nfrom kling.cli import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, args)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def filled(folder: Path, clip: Path, photo_jpg: Path) -> Path:
    (folder / "swan.yaml").write_text(SWAN)
    (folder / "edit.yaml").write_text(f"scenario: edit\nvideo: {clip}\nprompt: Change @video to snow.\n")
    (folder / "rocket.yaml").write_text(f"scenario: i2v\nfirst_frame: {photo_jpg}\nprompt: It lifts off.\n")
    (folder / "many.yaml").write_text("briefs:\n  swan: {scenario: t2v, prompt: A swan turns.}\n")
    return folder


@pytest.fixture
def folder(tmp_path: Path, clip: Path, photo_jpg: Path) -> Path:
    return filled(tmp_path, clip, photo_jpg)


ALONE = """
import contextlib, io, json, sys
for name in %s: sys.modules[name] = None
from kling.cli import main
runs = []
for command in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        try:
            main(command)
        except SystemExit as ended:
            runs.append((int(ended.code or 0), out.getvalue(), err.getvalue()))
print(json.dumps(runs))
"""
WORKS = [
    ("check", "swan.yaml", "edit.yaml", "rocket.yaml", "many.yaml"),
    ("compile", "rocket.yaml"),
    ("estimate", "swan.yaml", "edit.yaml", "rocket.yaml", "many.yaml"),
    ("plan", "a cat sleeps on a wall in the sun"),
    ("review", "A swan turns."),
    ("explain", "R5"),
    ("brief", "schema"),
    ("doctor",),
    ("skill", "install", "--for", "./skills"),
]
LACKS = [
    (("generate", "A swan turns."), "sandbox"),
    (("preview", "swan.yaml"), "sandbox"),
    (("sandbox",), "sandbox"),
    (("run", "many.yaml"), "productions"),
    (("jobs", "list"), "productions"),
    (("costs",), "productions"),
    (("worker",), "productions"),
    (("webhook", "--unsigned"), "productions"),
    (("sandbox", "--tls"), "sandbox"),
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, clip: Path, photo_jpg: Path) -> dict[Command, list[Any]]:
    """Code, output and errors of commands that send nothing, one after the other in one process without extras."""
    folder = filled(tmp_path_factory.mktemp("plain"), clip, photo_jpg)
    commands = [*WORKS, *(command for command, _ in LACKS)]
    environment = {**os.environ, "KLING_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    program = [sys.executable, "-c", ALONE % sorted(EXTRAS)]
    given = json.dumps(commands)
    run = subprocess.run(program, input=given, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return dict(zip(commands, json.loads(run.stdout), strict=True))


@pytest.mark.parametrize("command", WORKS)
def test_words_rules_and_prices_need_no_extra(answers: dict[Command, list[Any]], command: Command) -> None:
    code, _, err = answers[command]
    assert code == 0, err


def test_a_video_is_made_and_fetched_without_any_extra(folder: Path, kling_sandbox: Sandbox) -> None:
    made = plain(folder, "generate", "--brief", "swan.yaml", "-o", "swan.mp4", "--json")
    assert made.returncode == 0, made.stderr
    id = json.loads(made.stdout)["result"]["task_id"]
    for command in (("status", id), ("list",), ("wait", id, "-o", "swan.mp4"), ("download", id, "-o", "swan.mp4")):
        run = plain(folder, *command)
        assert run.returncode == 0, run.stderr
    assert (folder / "swan.mp4").stat().st_size > 1000


@pytest.mark.parametrize("environment", [{}, {"KLING_ACCESS_KEY": "sandbox", "KLING_SECRET_KEY": "wrong"}])
def test_a_key_pair_signs_without_any_extra(folder: Path, kling_sandbox: Sandbox, environment: dict[str, str]) -> None:
    keys = {"KLING_ACCESS_KEY": kling_sandbox.access_key, "KLING_SECRET_KEY": kling_sandbox.secret_key}
    run = plain(folder, "list", **{"KLING_API_KEY": "", **keys, **environment})
    assert run.returncode == (3 if environment else 0), run.stderr


@pytest.mark.parametrize(("command", "extra"), LACKS)
def test_a_missing_part_names_the_one_command_that_adds_it(
    answers: dict[Command, list[Any]], command: Command, extra: str
) -> None:
    code, out, err = answers[command]
    assert (code, out) == (2, "")
    assert f"pip install 'kling-video-generator[{extra}]'" in err


def test_every_extra_is_declared_and_all_of_them_are_in_all() -> None:
    extras = PROJECT["optional-dependencies"]
    assert set(EXTRAS.values()) <= set(extras)
    named = extras["all"][0].partition("[")[2].rstrip("]").split(",")
    assert set(named) == set(extras) - {"all"}


def test_the_library_says_it_too() -> None:
    program = "import sys\nsys.modules['starlette'] = None\nimport kling\nkling.sandbox"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "pip install 'kling-video-generator[sandbox]'" in run.stderr

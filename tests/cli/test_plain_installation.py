"""The plain installation: what works without any extra, and the one command that adds what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kling.extras import EXTRAS
from kling.sandbox import Sandbox

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


@pytest.fixture
def folder(tmp_path: Path, clip: Path, photo_jpg: Path) -> Path:
    (tmp_path / "swan.yaml").write_text(SWAN)
    (tmp_path / "edit.yaml").write_text(f"scenario: edit\nvideo: {clip}\nprompt: Change @video to snow.\n")
    (tmp_path / "rocket.yaml").write_text(f"scenario: i2v\nfirst_frame: {photo_jpg}\nprompt: It lifts off.\n")
    (tmp_path / "many.yaml").write_text("briefs:\n  swan: {scenario: t2v, prompt: A swan turns.}\n")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ("check", "swan.yaml", "edit.yaml", "rocket.yaml", "many.yaml"),
        ("compile", "rocket.yaml"),
        ("estimate", "swan.yaml", "edit.yaml", "rocket.yaml", "many.yaml"),
        ("plan", "a cat sleeps on a wall in the sun"),
        ("review", "A swan turns."),
        ("explain", "R5"),
        ("brief", "schema"),
        ("doctor",),
        ("skill", "install", "--for", "skills"),
    ],
)
def test_words_rules_and_prices_need_no_extra(folder: Path, command: tuple[str, ...]) -> None:
    run = plain(folder, *command)
    assert run.returncode == 0, run.stderr


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


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        (("generate", "A swan turns."), "sandbox"),
        (("preview", "swan.yaml"), "sandbox"),
        (("sandbox",), "sandbox"),
        (("run", "many.yaml"), "productions"),
        (("jobs", "list"), "productions"),
        (("costs",), "productions"),
        (("worker",), "productions"),
        (("webhook", "--unsigned"), "productions"),
        (("sandbox", "--tls"), "sandbox"),
    ],
)
def test_a_missing_part_names_the_one_command_that_adds_it(folder: Path, command: tuple[str, ...], extra: str) -> None:
    run = plain(
        folder, *command, KLING_DATABASE_URL="postgresql://nobody@127.0.0.1:9/none" if "worker" in command else ""
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert f"pip install 'kling-video-generator[{extra}]'" in run.stderr


def test_every_extra_is_declared_and_all_of_them_are_in_all() -> None:
    extras = PROJECT["optional-dependencies"]
    assert set(EXTRAS.values()) <= set(extras)
    named = extras["all"][0].partition("[")[2].rstrip("]").split(",")
    assert set(named) == set(extras) - {"all"}


def test_the_library_says_it_too() -> None:
    program = "import sys\nsys.modules['starlette'] = None\nimport kling\nkling.sandbox"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "pip install 'kling-video-generator[sandbox]'" in run.stderr

"""One document for programs: every command with --json gives it, on success and on failure, and its schema holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kling.app.envelope import schema as envelope_schema
from tests.cli.conftest import Kling, Run
from tests.schemas import follows

BRIEF = "scenario: t2v\nprompt: A red kite climbs and stays in the wind. Static camera.\nduration: 3\nmode: std\n"


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "brief.yaml"
    path.write_text(BRIEF)
    return path


def envelope(run: Run) -> dict[str, Any]:
    """The document, which is all that stands on standard output."""
    document: dict[str, Any] = json.loads(run.out)
    follows(document, envelope_schema())
    assert document["exit"] == run.code
    assert document["ok"] == (run.code == 0)
    assert (document["error"] is None) == document["ok"]
    return document


def test_the_schema_is_printed_and_is_one(kling: Kling) -> None:
    schema = json.loads(kling("schema").out)
    assert schema == envelope_schema()
    jsonschema.Draft202012Validator.check_schema(schema)


def test_generate_status_wait_and_list_give_it(kling: Kling, brief: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    made = envelope(kling("generate", "--brief", brief, "-o", film, "--sandbox", "--json"))
    assert (made["sandbox"], made["reused"]) == (True, False)
    assert made["result"]["videos"][0]["path"] == str(film.absolute())
    assert made["charged_units"] == made["result"]["units"]
    assert made["next"]
    id = made["result"]["task_id"]
    again = envelope(kling("generate", "--brief", brief, "-o", film, "--sandbox", "--json"))
    assert (again["reused"], again["charged_units"]) == (True, "0")
    for command in (("status", id), ("wait", id, "-o", film), ("download", id, "-o", film), ("list",)):
        assert envelope(kling(*command, "--sandbox", "--json"))["ok"]
    assert envelope(kling("last", "--json"))["result"]["path"] == str(film.absolute())


@pytest.mark.parametrize(
    "command",
    [
        ("plan", "a fox in the snow, 8 s"),
        ("explain",),
        ("explain", "R5"),
        ("account", "--sandbox"),
        ("elements", "list", "--sandbox"),
        ("jobs", "list"),
        ("costs",),
    ],
    ids=" ".join,
)
def test_commands_that_look_give_it(kling: Kling, command: tuple[str, ...]) -> None:
    assert envelope(kling(*command, "--json"))["result"] is not None


@pytest.mark.parametrize("command", ["estimate", "review"])
def test_commands_on_files_give_it(kling: Kling, brief: Path, command: str) -> None:
    assert envelope(kling(command, brief, "--json"))["result"]


def test_a_dry_run_gives_it(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(f"briefs:\n  one:\n    {BRIEF.replace(chr(10), chr(10) + '    ').strip()}\n")
    assert envelope(kling("run", path, "--dry-run", "--json"))["result"]["items"]


@pytest.mark.parametrize(
    ("command", "exit", "kind"),
    [
        (("generate", "--json"), 2, "usage"),
        (("generate", "A kite.", "--duration", "99", "--sandbox", "--json"), 1, "rules"),
        (("generate", "A kite.", "--first-frame", "none.png", "--sandbox", "--json"), 1, "rules"),
        (("generate", "A kite.", "--duration", "five", "--json"), 2, "usage"),
        (("status", "nowhere", "--sandbox", "--json"), 8, "unknown_id"),
        (("wait", "nowhere", "--sandbox", "--json"), 8, "unknown_id"),
        (("download", "nowhere", "--sandbox", "--json"), 8, "unknown_id"),
        (("plan", " ", "--json"), 2, "usage"),
        (("explain", "R999", "--json"), 2, "usage"),
        (("estimate", "none.yaml", "--json"), 2, "usage"),
        (("elements", "create", "Ada", "-d", "x", "--json"), 2, "usage"),
        (("generat", "--json"), 2, "usage"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_failures_give_it_with_code_message_and_help(
    kling: Kling, command: tuple[str, ...], exit: int, kind: str
) -> None:
    document = envelope(kling(*command))
    assert (document["exit"], document["error"]["kind"]) == (exit, kind)
    assert document["error"]["message"]
    assert document["result"] is None


def test_a_task_that_has_not_ended_has_an_exit_code_of_its_own(kling: Kling, monkeypatch: pytest.MonkeyPatch) -> None:
    from kling import sandbox

    with sandbox.running(latency=60) as served:
        monkeypatch.setenv("KLING_BASE_URL", served.url)
        monkeypatch.setenv("KLING_API_KEY", served.api_key)
        made = envelope(kling("generate", "A kite climbs.", "--no-wait", "--duration", "3", "--mode", "std", "--json"))
        assert made["result"]["status"] == "submitted"
        assert made["next"][0].startswith("kling wait kw-")
        document = envelope(kling("download", made["result"]["task_id"], "--json"))
        assert (document["exit"], document["error"]["kind"]) == (7, "running")
        assert document["next"]
        assert envelope(kling("status", made["result"]["task_id"], "--json"))["next"][0].startswith("kling wait ")

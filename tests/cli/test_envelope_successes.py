"""Every command with --json says in the one document what it did, and what makes sense next, ready to run. The rows are
run one after the other in one folder; a command without one is told by name."""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import httpx2
import pytest
from keyrings.alt.file import PlaintextKeyring  # type: ignore[import-untyped]

from kling import sandbox
from kling.app.envelope import schema as envelope_schema
from kling.app.events import Listening, Ready
from kling.cli import cli
from kling.models.regions import ELEMENTS_PATH
from kling.sandbox import Sandbox
from tests.cli.conftest import Kling
from tests.cli.test_access import ring
from tests.cli.test_envelope_failures import KITE, with_json
from tests.schemas import follows

__all__ = ["ring"]

SUCCESSES = """
plan A-kite. -o new.yaml
check kite.yaml
review kite.yaml
explain R5
compile kite.yaml
compile square.yaml --crop 9:16
estimate kite.yaml square.yaml --fit
estimate A-kite. --mode std
preview kite.yaml -o draft.mp4
preview square.yaml --fit
board kite.yaml
look photo.png
generate --brief kite.yaml -o film.mp4 --sheet
status ID
wait ID -o film.mp4
download ID -o film.mp4
list
last
frames film.mp4
lipsync ID --text Hello.
account
elements create Ada -d astronaut --image photo.png --image photo.png
elements show ELEMENT
elements list
elements delete NUMBER
run many.yaml
jobs list
jobs show many.yaml
jobs retry many.yaml
jobs cancel many.yaml
jobs move many.yaml NAME NAME
jobs settle many.yaml one --task TASK
costs
doctor --offline
skill install --for ./agent
login
logout
worker
webhook --unsigned
"""


@pytest.fixture(scope="module")
def service() -> Iterator[Sandbox]:
    with sandbox.running(latency=0.0) as served:
        yield served


@pytest.mark.long
def test_every_command_succeeds_in_one_document(
    kling: Kling,
    tmp_path: Path,
    photo: Path,
    monkeypatch: pytest.MonkeyPatch,
    service: Sandbox,
    ring: PlaintextKeyring,
) -> None:
    rows = [line.split() for line in SUCCESSES.split("\n") if line]
    groups = ("elements", "jobs", "skill")
    assert set(with_json()) == {" ".join(row[: 2 if row[0] in groups else 1]) for row in rows}
    (tmp_path / "kite.yaml").write_text(KITE)
    (tmp_path / "square.yaml").write_text(KITE.replace("t2v", "i2v") + "first_frame: photo.png\n")
    (tmp_path / "many.yaml").write_text("briefs:\n  one: {scenario: t2v, prompt: A kite climbs., duration: 3}\n")
    (tmp_path / "photo.png").write_bytes(photo.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLING_BASE_URL", service.url)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{service.api_key}\n"))
    monkeypatch.setattr("kling.app.worker.work", lambda _, drain, tell: tell(Ready("one")))  # both serve on
    monkeypatch.setattr("kling.app.webhook.receive", lambda *_, unsigned, tell: tell(Listening("http://127.0.0.1:1/")))
    known: dict[str, str] = {}
    for row in rows:
        run = kling(*(known.get(word, word) for word in row), "--json")
        document = json.loads(run.out)
        follows(document, envelope_schema())
        assert (run.code, document["exit"]) == (0, 0), (row, document["error"])
        assert document["next"], row
        for step in document["next"]:
            _is_ready(step)
        result = document["result"]
        match row[:2]:
            case ["generate", _]:
                known["ID"] = result["task_id"]
            case ["elements", "create"]:
                key = {"authorization": f"Bearer {service.api_key}"}
                (making,) = httpx2.get(f"{service.url}{ELEMENTS_PATH}", headers=key).json()["data"]
                known |= {"NUMBER": result["element_id"], "ELEMENT": making["task_id"]}
            case ["jobs", "show"]:
                known |= {"NAME": result[0]["account"], "TASK": result[0]["task_id"]}


def _is_ready(step: str) -> None:
    """The command line takes the step as it is, and its files are there."""
    program, name, *words = shlex.split(step)
    assert program == "kling"
    context = click.Context(cli, info_name="kling")
    command = cli.get_command(context, name)
    if isinstance(command, click.Group):
        command = command.get_command(context, words.pop(0))
    assert command is not None, step
    command.make_context(name, words)

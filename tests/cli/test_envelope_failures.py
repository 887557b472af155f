"""Every command with --json says in the one document why it failed. The rows are the failures; a command that has
--json and less than three of them here is told by name."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from kling import sandbox
from kling.app.envelope import schema as envelope_schema
from kling.cli import COMMANDS
from kling.sandbox import Sandbox
from tests.cases import cases
from tests.cli.conftest import Kling
from tests.schemas import follows

BAD_KEY = "bad key"
"""A row that ends so has an account whose key is refused."""

FAILURES = """
account     | --nothing                                     | 2 usage
account     | two words                                     | 2 usage
account     | --ledger bad key                              | 3 account
board       | none.yaml                                     | 2 usage
board       | bad.yaml                                      | 1 rules
board       | kite.yaml --scene note.txt                    | 2 usage
check       | none.yaml                                     | 2 usage
check       | bad.yaml                                      | 1 rules
check       | kite.yaml --select NONE                       | 2 usage
check       | kite.yaml --proposals                         | 2 usage
compile     | none.yaml                                     | 2 usage
compile     | bad.yaml                                      | 1 rules
compile     | many.yaml                                     | 1 rules
compile     | note.txt                                      | 1 rules
costs       | nothing                                       | 2 usage
costs       | one two                                       | 2 usage
costs       | --accounts none.yaml                          | 2 usage
doctor      | --nothing                                     | 2 usage
doctor      | now                                           | 2 usage
doctor      | bad key                                       | 3 account
download    | nowhere --sandbox                             | 8 unknown_id
download    |                                               | 2 usage
download    | kw-1 -o no/folder/film.mp4 --sandbox          | 2 usage
download    | kw-1 bad key                                  | 3 account
elements create | Ada -d x                                  | 2 usage
elements create | Ada -d x --image none.png --image no.png --sandbox | 1 rules
elements create | Ada -d x --video note.txt                 | 2 usage
elements delete | nowhere --sandbox                         | 8 unknown_id
elements delete |                                           | 2 usage
elements delete | 7 bad key                                 | 3 account
elements list   | --page 0                                  | 2 usage
elements list   | --nothing                                 | 2 usage
elements list   | bad key                                   | 3 account
elements show   | nowhere --sandbox                         | 8 unknown_id
elements show   |                                           | 2 usage
elements show   | 7 bad key                                 | 3 account
estimate    | none.yaml                                     | 2 usage
estimate    | bad.yaml                                      | 1 rules
estimate    |                                               | 2 usage
explain     | R999                                          | 2 usage
explain     | R1 R2                                         | 2 usage
explain     | --nothing                                     | 2 usage
frames      | none.mp4                                      | 2 usage
frames      | note.txt                                      | 2 usage
frames      | note.txt --at soon                            | 2 usage
generate    |                                               | 2 usage
generate    | A-kite. --duration 99 --sandbox               | 1 rules
generate    | A-kite. --first-frame none.png --sandbox      | 1 rules
generate    | --brief bad.yaml --sandbox                    | 1 rules
generate    | A-kite. bad key                               | 3 account
jobs cancel | nothing                                       | 2 usage
jobs cancel |                                               | 2 usage
jobs cancel | many.yaml one                                 | 2 usage
jobs move   | nothing                                       | 2 usage
jobs move   | nothing key-1 key-2                           | 2 usage
jobs move   | a b c --accounts none.yaml                    | 2 usage
jobs retry  | nothing                                       | 2 usage
jobs retry  |                                               | 2 usage
jobs retry  | a --accounts none.yaml                        | 2 usage
jobs settle | nothing one --none                            | 2 usage
jobs settle | nothing one                                   | 2 usage
jobs settle |                                               | 2 usage
jobs list   | --nothing                                     | 2 usage
jobs list   | one                                           | 2 usage
jobs list   | --accounts                                    | 2 usage
jobs show   | nothing                                       | 2 usage
jobs show   |                                               | 2 usage
jobs show   | many.yaml                                     | 2 usage
lipsync     |                                               | 2 usage
lipsync     | nowhere --text Hello. --sandbox               | 8 unknown_id
lipsync     | kw-1 --text Hello. --line none                | 2 usage
last        | --nothing                                     | 2 usage
last        | one                                           | 2 usage
last        | --page 2                                      | 2 usage
list        | --page 0                                      | 2 usage
list        | --page-size many                              | 2 usage
list        | bad key                                       | 3 account
login       | --region nowhere                              | 2 usage
login       | --nothing                                     | 2 usage
login       | key                                           | 2 usage
logout      | --nothing                                     | 2 usage
logout      | now                                           | 2 usage
logout      | --region cn                                   | 2 usage
look        | note.txt                                      | 1 rules
look        | none.png                                      | 2 usage
look        |                                               | 2 usage
look        | kite.yaml --profile old                       | 2 usage
plan        | --nothing                                     | 2 usage
plan        | A-kite. -o kite.yaml                          | 2 exists
plan        | A-kite. --image =                             | 2 usage
preview     | none.yaml                                     | 2 usage
preview     | bad.yaml                                      | 1 rules
preview     | kite.yaml --scene note.txt                    | 2 usage
review      |                                               | 2 usage
review      | --duration 0 A-kite.                          | 2 usage
review      | bad.yaml                                      | 1 rules
run         |                                               | 2 usage
run         | none.yaml                                     | 2 usage
run         | kite.yaml --slots none                        | 2 usage
run         | kite.yaml --dry-run                           | 1 rules
run         | bad-many.yaml --dry-run                       | 1 rules
skill install |                                             | 2 usage
skill install | --for claude --nothing                       | 2 usage
skill install | --for note.txt                              | 2 usage
status      | nowhere --sandbox                             | 8 unknown_id
status      |                                               | 2 usage
status      | kw-1 bad key                                  | 3 account
wait        | nowhere --sandbox                             | 8 unknown_id
wait        | kw-1 --timeout -1                             | 2 usage
wait        | kw-1 bad key                                  | 3 account
webhook     |                                               | 2 usage
webhook     | --port none                                   | 2 usage
webhook     | --secret-file none                            | 2 usage
worker      |                                               | 2 usage
worker      | --slots none                                  | 2 usage
worker      | --accounts none.yaml                          | 2 usage
"""
ROWS = [tuple(part.strip() for part in line.split("|")) for line in FAILURES.strip().splitlines()]

KITE = "scenario: t2v\nprompt: A red kite climbs and stays in the wind. Static camera.\nduration: 3\nmode: std\n"
FILES = {
    "kite.yaml": KITE,
    "bad.yaml": KITE.replace("3", "99"),
    "many.yaml": "briefs:\n  one: {scenario: t2v, prompt: A kite climbs., duration: 3}\n",
    "bad-many.yaml": "briefs:\n  one: {scenario: t2v, prompt: A kite climbs., duration: 99}\n",
    "note.txt": "Buy milk.\n",
}


def _with_json(group: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from _with_json(command, (*path, name))
    elif any("--json" in option.opts for option in group.params):
        yield " ".join(path)


def with_json() -> Iterator[str]:
    """Every command that has --json."""
    for name, (module, attribute, _) in COMMANDS.items():
        found = import_module(module if "." in module else f"kling.cli.{module}")
        yield from _with_json(getattr(found, attribute), (name,))


@pytest.fixture(scope="module")
def stranger() -> Iterator[Sandbox]:
    """A service that knows nobody's key but its own."""
    with sandbox.running() as served:
        yield served


def test_every_command_with_json_has_three_failures_here() -> None:
    counts = Counter(command for command, _, _ in ROWS)
    assert {command: counts[command] for command in with_json() if counts[command] < 3} == {}


@cases("command, words, ends", ROWS, ids=" ".join)
def test_a_failure_is_one_document(
    command: str,
    words: str,
    ends: str,
    kling: Kling,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stranger: Sandbox,
) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    for name, text in FILES.items():
        (folder / name).write_text(text)
    with monkeypatch.context() as patched:
        patched.chdir(folder)
        patched.setenv("KLING_HOME", str(folder / "kling-home"))
        if words.endswith(BAD_KEY):
            patched.setenv("KLING_BASE_URL", stranger.url)
            patched.setenv("KLING_API_KEY", "wrong")
        run = kling(*command.split(), *words.removesuffix(BAD_KEY).split(), "--json")
    document = json.loads(run.out)
    follows(document, envelope_schema())
    assert f"{run.code} {document['error']['kind']}" == ends, document["error"]
    assert document["exit"] == run.code
    assert not document["ok"]
    assert document["error"]["message"]
    assert (file := document["error"]["file"]) is None or Path(file).is_absolute()


def test_a_fault_of_the_program_is_one_document_too(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IndexError("tuple index out of range")

    monkeypatch.setattr("kling.app.preview.preview", broken)
    (tmp_path / "kite.yaml").write_text("scenario: t2v\nprompt: A kite.\n")
    run = kling("preview", tmp_path / "kite.yaml", "--json")
    follows(run.envelope, envelope_schema())
    assert (run.code, run.envelope["exit"]) == (6, 6)
    assert "a fault of kling itself: IndexError: tuple index out of range" in run.envelope["error"]["message"]
    assert "Traceback" in run.err

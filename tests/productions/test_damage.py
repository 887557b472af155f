"""State files that are damaged, full or in other hands: one sentence that names the file, never a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kling.sandbox import Sandbox
from tests.productions.conftest import FOUR, Kling, Write, charged

ONE = "briefs: {dawn: {scenario: t2v, mode: std, duration: 3, prompt: A harbour.}}"
GARBAGE = b"SQLite format 3\0" + b"\xff" * 5000


@pytest.mark.parametrize("name", ["ledger.sqlite", "ledger.sqlite.lock", "*/engine.sqlite", "*/lock"])
def test_a_damaged_state_file_is_told_by_name_and_nothing_is_sent(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, name: str
) -> None:
    file, home, sound = write(ONE), tmp_path / "kling-home", tmp_path / "sound"
    assert kling("run", file).code == 0
    home.rename(sound)
    for content in (GARBAGE, b"nonsense" * 1000, None):
        shutil.copytree(sound, home)
        state = next((home / "jobs").glob(name))
        for path in state.parent.glob(f"{state.name}*"):
            path.unlink()
        if content is None:
            state.mkdir()
        else:
            state.write_bytes(content)
        run = kling("run", file)
        assert run.code == 6
        [told] = [line for line in run.err.splitlines() if "units" not in line]  # all but the bill
        assert told.startswith(f"kling: {state} ")
        assert charged(sandbox) == (1, 1)
        shutil.rmtree(home)


@pytest.mark.parametrize("command", [("jobs", "list"), ("costs",), ("jobs", "show", "harbour")])
def test_every_command_that_reads_a_damaged_ledger_says_so(kling: Kling, tmp_path: Path, command: tuple[str]) -> None:
    ledger = tmp_path / "kling-home" / "jobs" / "ledger.sqlite"
    ledger.parent.mkdir(parents=True)
    ledger.write_bytes(GARBAGE)
    run = kling(*command)
    assert run.code == 6
    assert f"{ledger} is damaged" in run.err


def test_an_address_with_a_password_in_the_accounts_file_is_told_without_quoting_it(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    accounts = tmp_path / "accounts.yaml"
    accounts.write_text("- {name: a, api_key: k, base_url: 'https://me:secret@host.example'}\n")
    accounts.chmod(0o600)
    run = kling("run", write(FOUR), "--accounts", accounts)
    assert run.code == 3
    assert "must not hold a user name or password" in run.err
    assert "secret" not in run.err

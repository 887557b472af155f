"""What is installed is known: a licence for every package of the lock, and advisories where they can be had."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def _locked() -> set[str]:
    return set(re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))


def test_every_package_of_the_lock_has_a_licence() -> None:
    rows = re.findall(r"^\| ([a-z0-9._-]+) \| (.+) \|$", (ROOT / "docs" / "licences.md").read_text(), re.MULTILINE)
    named = {name for name, licence in rows if name != "package"}
    assert named == _locked()
    assert not [name for name, licence in rows if licence in ("UNKNOWN", "None")]


def test_the_table_of_licences_is_what_the_packages_state() -> None:
    check = [sys.executable, str(ROOT / "script" / "licences"), "--check"]
    run = subprocess.run(check, capture_output=True, text=True, timeout=120, check=False)
    assert (run.returncode, run.stdout + run.stderr) == (0, "")


def _audit(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "script" / "audit"), *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_an_audit_without_advisories_says_that_nothing_was_checked(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("[")
    for source in ("http://127.0.0.1:9", tmp_path / "missing.json", tmp_path / "broken.json"):
        run = _audit("--source", source)
        assert (run.returncode, "nothing was checked" in run.stderr) == (3, True)


def test_an_audit_tells_what_is_known(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("Some-Package==1.0 \\\n    --hash=sha256:0\nother==2.0\n")
    record = {"id": "X-1", "affected": [{"package": {"name": "some-package"}, "versions": ["0.9", "1.0"]}]}
    (tmp_path / "records.json").write_text(json.dumps([record]))
    run = _audit("--source", tmp_path / "records.json", lock)
    assert (run.returncode, run.stdout) == (1, "some-package 1.0: X-1\n2 packages, 1 with advisories\n")
    lock.write_text("other==2.0\n")
    assert _audit("--source", tmp_path / "records.json", lock).returncode == 0

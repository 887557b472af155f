"""What pyright (strict, by basedpyright) says about calls of the SDK in a user's own file; of mypy see that file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

FILE = Path(__file__).parent / "user_file.py"
WRONG = [number for number, line in enumerate(FILE.read_text("utf-8").splitlines(), 1) if line.endswith("# wrong")]


def test_there_are_five_wrong_calls() -> None:
    assert len(WRONG) == 5


def test_pyright_refuses_exactly_the_wrong_calls(tmp_path: Path) -> None:
    (tmp_path / "user.py").write_text(FILE.read_text("utf-8"), "utf-8")
    settings: dict[str, object] = {"include": ["user.py"], "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    settings["enableTypeIgnoreComments"] = False  # those in the file are mypy's
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    run = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--outputjson", "--pythonpath", sys.executable, "--project", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    found = json.loads(run.stdout)["generalDiagnostics"]
    errors = {one["range"]["start"]["line"] + 1: one["message"] for one in found if one["severity"] == "error"}
    assert sorted(errors) == WRONG, errors


@pytest.mark.parametrize("marker", ["py.typed"])
def test_the_package_says_that_it_is_typed(marker: str) -> None:
    import kling

    assert (Path(kling.__file__).parent / marker).is_file()

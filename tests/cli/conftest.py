"""Running the command line inside the test process, exit codes and all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from kling.cli import main


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What the command gives: the document itself, or the result in the envelope of --json."""
        document = json.loads(self.out)
        return document["result"] if isinstance(document, dict) and "charged_units" in document else document

    @property
    def envelope(self) -> Any:
        return json.loads(self.out)


Kling = Callable[..., Run]


@pytest.fixture
def kling(capfd: pytest.CaptureFixture[str]) -> Kling:
    def run(*args: object) -> Run:
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        out, err = capfd.readouterr()
        return Run(int(ended.value.code or 0), out, err)

    return run

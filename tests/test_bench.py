"""The benchmarks are there, and say what they need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.run import PARTS

from kling.productions.production import read

BENCH = Path(__file__).parent.parent / "bench"


def test_there_is_a_module_for_each() -> None:
    assert [name for names in PARTS.values() for name in names if not (BENCH / f"{name}.py").is_file()] == []


def test_without_the_packages_they_say_what_to_do() -> None:
    bare = [sys.executable, "-I", "-S", str(BENCH / "run.py")]
    run = subprocess.run(bare, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith("the benchmarks need kling, av,")
    assert "script/bootstrap dev" in run.stderr


def test_what_is_to_be_shown_is_a_production_without_a_fault() -> None:
    shown = read(BENCH / "show.yaml")
    assert not [fault for fault in shown.faults if fault.severity == "error"]
    assert len(shown.videos) >= 23

"""How long the command line takes to start."""

from __future__ import annotations

import compileall
import statistics
import subprocess
import sys
import time
from pathlib import Path

import kling
from kling.cli import COMMANDS

Row = tuple[str, str, str, str]


def _median(command: list[str], runs: int = 15) -> float:
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def rows() -> list[Row]:
    """``kling --help`` against its target and against click with as many commands and nothing else, and a plan."""
    # As installing does; else what was changed is compiled by each run anew, where PYTHONDONTWRITEBYTECODE is set.
    compileall.compile_dir(Path(kling.__file__).parent, quiet=1)
    ours = _median([sys.executable, "-m", "kling", "--help"])
    names = "".join(f"g.command({name!r})(lambda: None); " for name in COMMANDS)
    bare = _median([sys.executable, "-c", f"import click; g = click.Group('x'); {names}g.main(['--help'])"])
    video = "a fox runs through deep snow at dawn, 5 s, with the sound of wind"
    plan = _median([sys.executable, "-m", "kling", "plan", video])
    return [
        ("`kling --help`", f"{ours:.3f} s", "target 0.150 s", f"{ours / 0.15:.2f}"),
        ("`kling --help`, against bare click", f"{ours:.3f} s", f"{bare:.3f} s", f"{ours / bare:.2f}"),
        ("`kling plan` of a sentence", f"{plan:.3f} s", "target 0.200 s", f"{plan / 0.2:.2f}"),
    ]

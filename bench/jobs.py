"""Productions against what limits them: makespan over the ideal, requests per task, from success to file, memory.

``python bench/jobs.py`` prints a table. The sandbox runs in a process of its own and takes a known time per task; its
films are files that are made beforehand, so that what is measured is the engine and not the drawing of films.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

Row = tuple[str, str, str, str]
"""What was measured, ours, the limit or peer, and the ratio."""

MAKESPAN = 1.03  # target: over the ideal


def rows() -> Iterator[Row]:
    """Everything this bench measures; about two minutes."""
    yield from _production(tasks=20, slots=5, seconds=10.0)
    yield from _production(tasks=200, slots=5, seconds=1.0)
    yield from _production(tasks=40, slots=20, seconds=20.0)
    yield from (_planning(count) for count in (100, 1_000, 10_000))


def _production(tasks: int, slots: int, seconds: float) -> Iterator[Row]:
    """A production of equal tasks, from the first create to the last file."""
    what = f"{tasks} tasks of {seconds:g} s on {slots} slots"
    with tempfile.TemporaryDirectory() as home, _sandbox(seconds, slots) as url:
        file = _file(Path(home), tasks)
        environment = {**os.environ, "KLING_BASE_URL": url, "KLING_API_KEY": "sandbox", "KLING_HOME": home}
        command = [sys.executable, "-m", "kling", "run", str(file), "--slots", str(slots), "--json"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            events = [(time.monotonic(), json.loads(line)) for line in process.stdout]
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if process.returncode:
            raise RuntimeError(f"kling run ended with {process.returncode}")
        state = _state(url)
    moments = {(line["name"], line["state"]): at for at, line in events if line["event"] == "state"}
    first = min(at for (_, name), at in moments.items() if name in ("submitting", "generating"))
    made = [at for (_, name), at in moments.items() if name in ("made", "fetching")]
    kept = [at for (_, name), at in moments.items() if name == "kept"]
    ideal = math.ceil(tasks / slots) * seconds
    span = max(made) - first
    asked = sum(count for route, count in state["requests"].items() if "/v1/" in route)
    waits = sorted(
        moments[name, "kept"] - min(moments.get((name, s), math.inf) for s in ("made", "fetching"))
        for name, what_state in moments
        if what_state == "kept"
    )
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    yield f"makespan, {what}", f"{span:.1f} s", f"ideal {ideal:g} s", f"{span / ideal:.3f} (target {MAKESPAN})"
    yield f"charges, {what}", f"{len(state['tasks'])}", f"{tasks} wishes", f"{len(state['tasks']) / tasks:.2f}"
    yield f"requests per task, {what}", f"{asked / tasks:.2f}", "3 (create, page, status)", f"{asked / tasks / 3:.2f}"
    yield f"success to file, median, {what}", f"{waits[len(waits) // 2]:.2f} s", "-", "-"
    yield f"last success to last file, {what}", f"{max(kept) - max(made):.2f} s", "-", "-"
    yield f"CPU of the run, {what}", f"{cpu:.1f} s", f"{cpu / tasks * 1000:.0f} ms per task", "-"
    yield f"memory of the run at its peak, {what}", f"{after.ru_maxrss / 1024:.0f} MB", "-", "-"


def _planning(count: int) -> Row:
    """Reading, checking, pricing and noting down a production of many wishes, before anything is sent."""
    from kling.facts.profiles import DEFAULT
    from kling.jobs.ledger import Ledger, address
    from kling.jobs.plan import plan
    from kling.jobs.production import read

    with tempfile.TemporaryDirectory() as home:
        file = _file(Path(home), count)
        start = time.perf_counter()
        made = plan(read(file), DEFAULT)
        ledger = Ledger(address(Path(home), None))
        ledger.adopt("bench", made, {item.wish.name: "a" for item in made.items})
        taken = time.perf_counter() - start
        asked = time.perf_counter()
        assert len(ledger.ready("bench", "a", 10)) == 10
        tick = time.perf_counter() - asked
        ledger.close()
    return (
        f"planning {count} wishes",
        f"{taken:.2f} s",
        f"{taken / count * 1000:.2f} ms each",
        f"tick {tick * 1000:.1f} ms",
    )


def _file(folder: Path, tasks: int) -> Path:
    (folder / "days.csv").write_text("day\n" + "\n".join(map(str, range(tasks))) + "\n", "utf-8")
    file = folder / "bench.yaml"
    file.write_text(
        "defaults: {mode: std, duration: 3}\n"
        'briefs:\n  "day-{day}": {scenario: t2v, matrix: days.csv, prompt: "A harbour on day {day}."}\n',
        "utf-8",
    )
    return file


def _serve(latency: float, slots: int, ready: Connection) -> None:
    import shutil

    from kling.render import render
    from kling.sandbox import running
    from kling.sandbox.lifecycle import Works
    from kling.sandbox.state import Task

    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder, "film.mp4")
        render({"prompt": "A harbour.", "mode": "std", "duration": "3"}, film, find=lambda _: None, max_height=90)

        def draw(self: Works, task: Task, *, watermark: bool) -> Path:
            out = self._files.result(task.id, watermark=watermark)
            out.parent.mkdir(parents=True, exist_ok=True)
            return Path(shutil.copy(film, out))

        Works.draw = draw  # type: ignore[method-assign]
        with running(latency=latency, render="lazy", concurrency=slots) as sandbox:
            ready.send(sandbox.url)
            ready.recv()
            ready.send(sandbox.state())


_control: dict[str, Connection] = {}


@contextmanager
def _sandbox(latency: float, slots: int) -> Iterator[str]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(latency, slots, theirs))
    process.start()
    try:
        url: str = ours.recv()
        _control[url] = ours
        yield url
    finally:
        process.terminate()
        process.join()


def _state(url: str) -> Any:
    """What the sandbox holds; it ends with this answer."""
    _control[url].send(None)
    return _control[url].recv()


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row), flush=True)

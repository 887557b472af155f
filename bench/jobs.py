"""Productions against what limits them: makespan over the ideal, requests per task, from success to file, processor,
memory, and how all that grows with the number of requests.

``python bench/run.py jobs`` prints a table. The sandbox runs in a process of its own and takes a known time per
task; its films are files that are made beforehand: what is measured is the engine and not the drawing of films.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

Row = tuple[str, str, str, str]
"""What was measured, ours, the limit or peer, and the ratio."""

MAKESPAN = 1.005  # target: over the ideal
LATE = 0.3  # seconds from success to file at most, target
_TICKS = os.sysconf("SC_CLK_TCK")


def rows() -> Iterator[Row]:
    """Everything this bench measures; about a quarter of an hour."""
    yield from _production(tasks=200, slots=5, seconds=5.0)
    yield from _production(tasks=1_000, slots=20, seconds=5.0)
    for count in (100, 1_000, 1_300):  # the last is about as many of these as one production may have
        yield from _growth(count)
    yield from _workers(tasks=200, slots=20, seconds=2.0)


@dataclass(slots=True)
class Told:
    """What ``kling run`` said: when it was started, and when each video came to each state (Unix seconds).

    ``ids`` are the external ids; ``used`` are the processor seconds of the run at the moment of its bill, of the first
    and of the last file.
    """

    started: float = field(default_factory=time.time)
    billed: float = 0.0
    moments: dict[tuple[str, str], float] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    used: list[float] = field(default_factory=list)

    def listen(self, process: subprocess.Popen[str], until: int) -> None:
        """Take down what the run says, until it ends or so many files are here."""
        assert process.stdout is not None
        for text in process.stdout:
            if not text.startswith('{"event"'):
                continue  # the document at the end
            now, line = time.time(), json.loads(text)
            if line["event"] == "bill":
                self.billed = now
                self.used.append(_used(process.pid))
            elif line["event"] == "state":
                self.moments.setdefault((line["name"], line["state"]), now)
                self.ids[line["name"]] = line["external_task_id"]
                if line["state"] == "downloaded" and (count := len(self.at("downloaded"))) in (1, until):
                    self.used.append(_used(process.pid))
                    if count == until:
                        return

    def at(self, state: str) -> list[float]:
        return [at for (_, name), at in self.moments.items() if name == state]


def _production(tasks: int, slots: int, seconds: float) -> Iterator[Row]:
    """A production of equal tasks, from the first create to the end of the last task, by the service's clock."""
    what = f"{tasks:,} tasks of {seconds:g} s on {slots} slots"
    with tempfile.TemporaryDirectory() as home, _sandbox(seconds, slots) as box:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = Told()
        with _run(Path(home), _file(Path(home), tasks), box.url, slots) as process:
            told.listen(process, until=tasks + 1)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if process.returncode:
            raise RuntimeError(f"kling run ended with {process.returncode}")
        state, sandbox_cpu = box.state(tasks)
    begun = {task["external_task_id"]: task["created_at"] / 1000 for task in state["tasks"]}
    waits = [told.moments[name, "downloaded"] - begun[id] - seconds for name, id in told.ids.items()]
    ideal = math.ceil(tasks / slots) * seconds
    span = max(begun.values()) + seconds - min(begun.values())
    asked = sum(count for route, count in state["requests"].items() if "/v1/" in route)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    yield f"makespan, {what}", f"{span:.1f} s", f"ideal {ideal:g} s, target {MAKESPAN}", f"{span / ideal:.3f}"
    yield f"charges, {what}", f"{len(begun)}", f"{tasks} requests", f"{len(begun) / tasks:.2f}"
    yield f"requests per task, {what}", f"{asked / tasks:.2f}", "3 (create, page, status)", f"{asked / tasks / 3:.2f}"
    late = f"{statistics.median(waits):.2f} s, worst {max(waits):.2f} s"
    yield f"from success to file, median, {what}", late, f"worst {LATE} s", f"{max(waits) / LATE:.2f}"
    each = f"{cpu / tasks * 1000:.0f} ms per task; sandbox {sandbox_cpu / tasks * 1000:.0f}"
    yield f"processor of the run, {what}", f"{cpu:.1f} s", each, f"{(cpu + sandbox_cpu) / span:.2f} cores with sandbox"
    yield f"memory of the run at its peak, {what}", f"{after.ru_maxrss / 1024:.0f} MB", "-", "-"


def _growth(count: int, slots: int = 10, seconds: float = 2.0) -> Iterator[Row]:
    """The first videos, a hundred at most, of a production of ``count`` requests; then it is killed."""
    what, made = f"{count:,} requests", min(100, count // 2)
    with tempfile.TemporaryDirectory() as home, _sandbox(seconds, slots) as box:
        told = Told()
        with _run(Path(home), _file(Path(home), count), box.url, slots) as process:
            told.listen(process, until=made)
            memory = _memory(process.pid)
            process.kill()
        tick = _tick(Path(home), slots)
        state, _ = box.state(count)
    first = min(task["created_at"] for task in state["tasks"]) / 1000
    planning, each = told.used[0], (told.used[-1] - told.used[1]) / (made - 1) * 1000
    yield (
        f"planning and noting down {what}",
        f"{first - told.started:.2f} s to the first create",
        f"{planning:.2f} s of processor to the bill",
        f"{planning / count * 1000:.2f} ms each",
    )
    yield f"running with {what}", f"{each:.0f} ms of processor per task", f"tick {tick:.1f} ms", f"{memory:.0f} MB"


def _tick(home: Path, slots: int) -> float:
    """Milliseconds of processor that the ledger's answers for one tick take, the best of many."""
    from kling.productions.databases import ledger_address
    from kling.productions.ledger import Ledger

    ledger = Ledger(ledger_address(home / "jobs", None))
    ((production, _, _),) = ledger.productions()
    entry = ledger.entries(production)[-1]
    best = math.inf
    for _ in range(50):
        start = time.process_time()
        assert ledger.ready(production, entry.account, slots)
        ledger.made(production, entry.account, 4)
        ledger.is_busy(production, (entry.account,))
        ledger.joinable(production)
        ledger.changed(production, entry.revision + 1_000_000)
        best = min(best, time.process_time() - start)
    ledger.close()
    return best * 1000


def _workers(tasks: int, slots: int, seconds: float) -> Iterator[Row]:
    """The same on Postgres, by one process and with a worker beside it."""
    import pgserver  # a development dependency: Postgres from a wheel

    ideal = math.ceil(tasks / slots) * seconds
    spans = []
    for number in (1, 2):
        what = f"{tasks} tasks of {seconds:g} s on {slots} slots, Postgres, {number} worker{'s' * (number - 1)}"
        with (
            # A folder anybody may enter: as root, Postgres runs as another user.
            tempfile.TemporaryDirectory(prefix="kling-pg-", ignore_cleanup_errors=True) as folder,
            tempfile.TemporaryDirectory() as home,
            _sandbox(seconds, slots) as box,
        ):
            server = pgserver.get_server(folder)  # type: ignore[attr-defined]
            try:
                url = {"KLING_DATABASE_URL": server.get_uri()}
                helper = _kling(Path(home), box.url, "worker", "--slots", str(slots), **url) if number == 2 else None
                if helper and helper.stdout:
                    helper.stdout.readline()  # it is ready
                told = Told()
                with _run(Path(home), _file(Path(home), tasks), box.url, slots, **url) as process:
                    told.listen(process, until=tasks)
                    process.communicate()
                theirs = _used(helper.pid) if helper else 0.0
                if helper:
                    helper.send_signal(signal.SIGTERM)
                    helper.wait(30)
                state, _ = box.state(tasks)
            finally:
                server.cleanup()
        begun = [task["created_at"] / 1000 for task in state["tasks"]]
        span = max(begun) + seconds - min(begun)
        spans.append(span)
        cpu = f"processor {told.used[-1]:.1f} s" + (f" and {theirs:.1f} s" if helper else "")
        yield f"makespan, {what}", f"{span:.1f} s", f"ideal {ideal:g} s; {cpu}", f"{span / ideal:.3f}"
        yield f"charges, {what}", f"{len(begun)}", f"{tasks} requests", f"{len(begun) / tasks:.2f}"
    yield "two workers against one", f"{spans[1]:.1f} s", f"{spans[0]:.1f} s", f"{spans[1] / spans[0]:.2f}"


def _kling(home: Path, url: str, *args: str, **environment: str) -> subprocess.Popen[str]:
    settings = {"KLING_BASE_URL": url, "KLING_API_KEY": "sandbox", "KLING_HOME": str(home), **environment}
    command = [sys.executable, "-m", "kling", *args]
    environment = {**os.environ, **settings}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _run(home: Path, file: Path, url: str, slots: int, **environment: str) -> subprocess.Popen[str]:
    return _kling(home, url, "run", str(file), "--slots", str(slots), "--json", **environment)


def _used(pid: int) -> float:
    """Seconds of processor that a process has used."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / _TICKS


def _memory(pid: int) -> float:
    """Megabytes that a process held at most."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


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

    from kling.animatic.film import render
    from kling.sandbox import control, running
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
            start = time.process_time()
            ready.send(sandbox.url)
            control._SHOWN = ready.recv()
            ready.send((sandbox.state(), time.process_time() - start))


@dataclass(frozen=True, slots=True)
class _Box:
    """A sandbox in another process."""

    url: str
    _ask: Connection

    def state(self, tasks: int) -> Any:
        """What it holds, with at most so many tasks, and the seconds of processor it used; it ends with this answer."""
        self._ask.send(tasks)
        return self._ask.recv()


@contextmanager
def _sandbox(latency: float, slots: int) -> Iterator[_Box]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(latency, slots, theirs))
    process.start()
    theirs.close()  # else nobody hears of it when that process dies
    try:
        yield _Box(ours.recv(), ours)
    finally:
        process.terminate()
        process.join()


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row), flush=True)

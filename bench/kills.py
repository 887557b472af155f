"""Kills at random moments over all commands: is any wish lost, is any charged twice?

``python bench/run.py kills`` prints a table. Two services run in processes of their own: one refuses a used external
id, the other makes and charges another task. Their reads and lists lag by 0 to 10 s, changed every few seconds, and
answers to creates get lost. Wishes are made by ``kling generate``, by ``generate --no-wait`` and ``kling wait``, by a
script with the SDK and by ``kling run``, on both wires, some by two processes at once; each process may be killed
(SIGKILL) at a random moment and is started again, as a user would, until it ends by itself.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx2

Row = tuple[str, str, str, str]
"""What was measured, ours, the target, and charges for each wish."""

LAG_MAX = 10.0  # seconds
SETTLE = 15.0  # seconds in which an unknown outcome is looked up here; the default is 120
AT_ONCE = 6  # wishes of one service in hand
WISHES = {"generate": 32, "no-wait, wait": 24, "SDK script": 28, "run": 24}  # for each service
SHOTS = 4  # wishes of one production
KILLS = {"run": 12}  # at most, of one wish or production
KILLS_USUAL = 6
PATIENCE = 180.0  # seconds after which a process is in nobody's hand and is killed
_FORKS = multiprocessing.get_context("forkserver")


@dataclass(slots=True)
class Score:
    """What happened at one door of one service."""

    wishes: int = 0
    kills: int = 0
    lost: list[str] = field(default_factory=list)


def rows() -> Iterator[Row]:
    """Everything this bench measures; about ten minutes."""
    _FORKS.set_forkserver_preload(["av", "httpx2", "kling.cli.generate", "kling.client", "kling.productions.engine"])
    with ThreadPoolExecutor(2) as pool:
        for found in pool.map(_attacked, ("refuse", "accept")):
            yield from found


def _attacked(duplicates: str) -> list[Row]:
    scores = {door: Score() for door in WISHES}
    with _sandbox(duplicates) as url, tempfile.TemporaryDirectory() as name:
        ended = threading.Event()
        trouble = threading.Thread(target=_trouble, args=(url, ended, random.Random(duplicates)))
        trouble.start()
        work = [(door, n) for door, count in WISHES.items() for n in range(count // SHOTS if door == "run" else count)]
        random.Random(duplicates).shuffle(work)
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda one: _wish(Path(name), url, duplicates, one[0], one[1], scores[one[0]]), work))
        finally:
            ended.set()
            trouble.join()
        tasks = httpx2.get(f"{url}/_sandbox/state").json()["tasks"]
    charges = Counter(task["external_task_id"] for task in tasks)
    twice = [id for id, count in charges.items() if count > 1]
    made = []
    for door, score in scores.items():
        what = f"{door}: {score.wishes} wishes, {score.kills} kills, duplicates {duplicates}ed".replace("eed", "ed")
        made.append((what, f"{len(score.lost)} lost", "0", ""))
        for one in score.lost:
            print(f"lost at {door}: {one}", file=sys.stderr)
    wishes = sum(score.wishes for score in scores.values())
    kills = sum(score.kills for score in scores.values())
    total = f"all doors: {wishes} wishes, {kills} kills, {len(tasks)} charges"
    return [*made, (total, f"{len(twice)} charged twice", "0", f"{len(tasks) / wishes:.2f}")]


def _wish(folder: Path, url: str, duplicates: str, door: str, n: int, score: Score) -> None:
    """Make one wish, or one production, whatever happens; note what did."""
    name = f"{duplicates} {door}"
    chance = random.Random(f"{name} {n}")
    wire = "v2" if door != "run" and chance.random() < 0.25 else "v1"
    environment = {
        "KLING_HOME": str(folder / "home"),
        "KLING_BASE_URL": url,
        "KLING_API_KEY": "sandbox",
        "KLING_SETTLE_SECONDS": str(SETTLE),
    }
    out = folder / f"{door[:3]}-{n}"
    out.mkdir()
    words = f"A harbour at dawn, number {n} of {name}. Static camera."
    film = ["--duration", "3", "--mode", "std", "--wire", wire]
    files = [out / "film.mp4"]
    steps: list[tuple[Any, ...]]
    match door:
        case "generate":
            steps = [("kling", "generate", words, *film, "-o", str(files[0]))]
        case "no-wait, wait":
            id = _external_id(words)
            steps = [
                ("kling", "generate", words, *film, "--no-wait"),
                ("kling", "wait", id, "--wire", wire, "-o", str(files[0])),
            ]
        case "SDK script":
            steps = [("sdk", words, wire, str(files[0]))]
        case _:
            briefs = {f"s{k}": {"scenario": "t2v", "prompt": f"{words} {k}"} for k in range(SHOTS)}
            (out / "film.yaml").write_text(json.dumps({"defaults": {"mode": "std", "duration": 3}, "briefs": briefs}))
            steps = [("kling", "run", str(out / "film.yaml"))]
            files = []
    kills = chance.randint(0, KILLS.get(door, KILLS_USUAL))
    for step in steps:
        kills = _carried_out(step, environment, out, chance, kills, score)
    if door == "run":
        files = [path for path in out.rglob("*.mp4") if not path.name.startswith(".")]
    wanted = SHOTS if door == "run" else 1
    score.wishes += wanted
    whole = sum(path.is_file() and path.stat().st_size > 1000 for path in files)
    if whole < wanted:
        score.lost.append(f"{words} {whole} of {wanted}: {(out / 'said').read_text()[-500:]}")


def _carried_out(
    step: tuple[Any, ...], environment: dict[str, str], out: Path, chance: random.Random, kills: int, score: Score
) -> int:
    """Run a step until it ends well, killing it meanwhile; gives the kills that are left."""
    for _ in range(kills + 6):
        # Now and then two processes have the same wish; productions refuse a second run, which is shown elsewhere.
        count = 2 if step[1] == "generate" and chance.random() < 0.15 else 1
        processes = [_started(step, environment, out) for _ in range(count)]
        until = time.monotonic() + PATIENCE
        if kills > 0:
            until = time.monotonic() + (chance.uniform(0, 1.0) if chance.random() < 0.5 else chance.uniform(1, 9))
        for process in processes:
            process.join(max(until - time.monotonic(), 0))
        alive = [process for process in processes if process.exitcode is None]
        for process in alive:
            process.kill()
            process.join()
            score.kills += process.exitcode == -signal.SIGKILL
            kills -= 1
        if not alive and any(process.exitcode == 0 for process in processes):
            break
    return max(kills, 0)


def _started(step: tuple[Any, ...], environment: dict[str, str], out: Path) -> BaseProcess:
    process = _FORKS.Process(target=_process, args=(step, environment, str(out)))
    process.start()
    return process


def _process(step: tuple[Any, ...], environment: dict[str, str], out: str) -> None:
    """What runs in a process of its own."""
    os.environ.update(environment)
    os.chdir(out)
    said = os.open(Path(out, "said"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    match step:
        case ("kling", *args):
            from kling.cli import main

            main([str(arg) for arg in args])
        case (_, words, wire, path):
            import kling

            client = kling.Client(wire=wire)
            client.generate(words, duration=3, mode="std", aspect_ratio="16:9").save(path)


def _external_id(words: str) -> str:
    from kling.briefs import compile, from_fields
    from kling.client import external_id

    return external_id(compile(from_fields(words, duration=3, mode="std")).body)


def _trouble(url: str, ended: threading.Event, chance: random.Random) -> None:
    """Let reads lag by another time every few seconds, and the answers of some creates get lost."""
    while not ended.wait(chance.uniform(1, 4)):
        lag = chance.choice((0.0, chance.uniform(0, LAG_MAX)))
        httpx2.post(f"{url}/_sandbox/options", json={"lag": lag})
        path = chance.choice(("/v1/videos/omni-video", "/v1/videos/omni-video", "/omni-video"))
        fault = chance.choice(({"cut": "after"}, {"cut": "before"}, {"status": 502, "body": "<html>", "act": True}))
        httpx2.post(f"{url}/_sandbox/faults", json={"method": "POST", "path": path, **fault})


class _sandbox:  # noqa: N801 - used as a function
    """A service in a process of its own, whose films are made beforehand; gives its URL."""

    def __init__(self, duplicates: str) -> None:
        self._ours, theirs = multiprocessing.Pipe()
        spawn = multiprocessing.get_context("spawn")
        self._process = spawn.Process(target=_serve, args=(duplicates, theirs))

    def __enter__(self) -> str:
        self._process.start()
        return str(self._ours.recv())

    def __exit__(self, *_: object) -> None:
        self._ours.send("end")
        self._process.join()


def _serve(duplicates: Any, ready: Connection) -> None:
    import shutil

    from kling.animatic.film import render
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
        with running(latency=0.5, render="lazy", duplicates=duplicates) as sandbox:
            ready.send(sandbox.url)
            ready.recv()

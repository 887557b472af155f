"""Kills at random moments over all commands: is any video lost, is any charged twice?

``python bench/run.py kills`` prints a table and keeps it; ``python -m bench.kills SHARE`` prints one of a share of the
requests (0.1). Two services run in processes of their own: one refuses a used external
id, the other makes and charges another task. Their reads and lists lag by 0 to 10 s, changed every few seconds, and
answers to creates get lost. Requests are made by every command that pays (see REQUESTS), on both wires, some by two
processes at once; each process may be killed (SIGKILL) at a random moment and is started again, as a user would, until
it ends by itself.
"""

from __future__ import annotations

import asyncio
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
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple

import httpx2

from kling.app.envelope import EXITS

Row = tuple[str, str, str, str]
"""What was measured, ours, the target, and charges for each video."""

LAG_MAX = 10.0  # seconds
SETTLE = 15.0  # seconds in which an unknown outcome is looked up here; the default is 120
AT_ONCE = 6  # requests of one service in hand
REQUESTS = {
    "generate": 28,
    "generate --no-wait, wait, download": 16,
    "SDK script": 16,
    "SDK script, async": 10,
    "run": 16,
    "run and two workers, Postgres": 16,
    "run, jobs retry, run": 12,
    "run, jobs move, run": 12,
    "generate, lipsync": 12,
    "run with lines": 8,
    "elements create": 8,
}
"""For each service. A production that is retried has a video whose task fails, which is asked for as another take; of
one with lines, half of the requests are the lines."""

SHOTS = 4  # requests of one production
PRODUCTIONS = tuple(door for door in REQUESTS if door.startswith("run"))
KILLS, KILLS_RUN = 6, 16  # at most, of one video or production
HANGS_SECONDS = 180.0  # after which a process is killed, as it would not end
_FORKS = multiprocessing.get_context("forkserver")


@dataclass(slots=True)
class Score:
    """What happened at one door of one service."""

    videos: int = 0
    kills: int = 0
    lost: list[str] = field(default_factory=list)


def rows(share: float = 1.0) -> Iterator[Row]:
    """Everything this bench measures, or a ``share`` of the requests; about ten minutes."""
    _FORKS.set_forkserver_preload(
        ["av", "httpx2", "psycopg", "kling.cli.generate", "kling.client", "kling.productions.engine"]
    )
    services = ("refuse", "accept")
    with _postgres(services) as databases, ThreadPoolExecutor(2) as pool:
        for found in pool.map(partial(_attacked, share=share), services, databases):
            yield from found


def _attacked(duplicates: str, database: str, share: float) -> list[Row]:
    scores = {door: Score() for door in REQUESTS}
    with _sandbox(duplicates) as url, tempfile.TemporaryDirectory() as name:
        ended = threading.Event()
        trouble = threading.Thread(target=_trouble, args=(url, ended, random.Random(duplicates)))
        trouble.start()
        places = Places(Path(name), url, database, duplicates)
        work = []
        for door, count in REQUESTS.items():
            times = round(share * (count // SHOTS if door in PRODUCTIONS else count))
            work += [(door, n) for n in range(max(times, 1))]
        random.Random(duplicates).shuffle(work)
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(lambda one: _request(places, one[0], one[1], scores[one[0]]), work))
        finally:
            ended.set()
            trouble.join()
        made_at = [task["external_task_id"] for task in httpx2.get(f"{url}/_sandbox/state").json()["tasks"]]
        # Lines have no ids there: each clip was given one.
        ids = [id for id in made_at if id] + _elements(url) + _spoken_in(url)
    charges = Counter(ids)
    twice = [id for id, count in charges.items() if count > 1]
    made = []
    for door, score in scores.items():
        what = f"{door}: {score.videos} requests, {score.kills} kills, duplicates {duplicates}ed".replace("eed", "ed")
        made.append((what, f"{len(score.lost)} lost", "0", ""))
        for one in score.lost:
            print(f"lost at {door}: {one}", file=sys.stderr)
    videos = sum(score.videos for score in scores.values())
    kills = sum(score.kills for score in scores.values())
    total = f"all doors: {videos} requests, {kills} kills, {len(ids)} tasks of {len(charges)} ids"
    return [*made, (total, f"{len(twice)} made twice", "0", f"{len(ids) / len(charges):.2f}")]


class Places(NamedTuple):
    """Where the work of one service is done."""

    folder: Path
    url: str
    database: str
    duplicates: str


class Work(NamedTuple):
    """Steps of one video or production, and the files that must be there in the end (None: ``wanted`` films)."""

    steps: list[tuple[Any, ...]]
    wanted: int = 1
    film: Path | None = None


def _request(places: Places, door: str, n: int, score: Score) -> None:
    """Make one video, or one production, whatever happens; note what did."""
    name = f"{places.duplicates} {door}"
    chance = random.Random(f"{name} {n}")
    out = places.folder / f"{list(REQUESTS).index(door)}-{n}"
    out.mkdir()
    environment = {
        "KLING_HOME": str(places.folder / "home"),
        "KLING_BASE_URL": places.url,
        "KLING_API_KEY": "sandbox",
        "KLING_SETTLE_SECONDS": str(SETTLE),
    }
    words = f"A harbour at dawn, number {n} of {name}. Static camera."
    is_production = door in PRODUCTIONS
    if "Postgres" in door:
        environment["KLING_DATABASE_URL"] = places.database
    if is_production:
        work = _production(door, words, out, places.url)
    elif door == "elements create":
        work = _element(f"Ada {n}", out)
    else:
        work = _film(door, words, out / "film.mp4", "v2" if chance.random() < 0.25 else "v1")
    kills = chance.randint(0, KILLS_RUN if is_production else KILLS)
    ended = [_carried_out(step, environment, out, chance, kills // len(work.steps), score) for step in work.steps]
    score.videos += SHOTS if is_production else 2 if "lipsync" in door else 1
    files = [work.film] if work.film else [path for path in out.rglob("*.mp4") if not path.name.startswith(".")]
    whole = sum(path.is_file() and path.stat().st_size > 1000 for path in files)
    if whole < work.wanted or not ended[-1]:
        said = (out / "said").read_text()[-500:]
        score.lost.append(f"{words} {whole} of {work.wanted}, {'ended' if ended[-1] else 'not ended'}: {said}")


def _film(door: str, words: str, file: Path, wire: str) -> Work:
    options = ("--duration", "3", "--mode", "std", "--wire", wire)
    match door:
        case "generate":
            return Work([("kling", "generate", words, *options, "-o", str(file))], film=file)
        case "SDK script" | "SDK script, async":
            return Work([("async" if "async" in door else "sdk", words, wire, str(file))], film=file)
        case "generate, lipsync":
            made = ("kling", "generate", words, *options, "-o", str(file))
            spoken = ("kling", "lipsync", _external_id(words), "--text", "We leave at dawn.", "--wire", wire)
            return Work([made, (*spoken, "-o", str(file.with_name("spoken.mp4")))], 2)
    id = _external_id(words)
    steps: list[tuple[Any, ...]] = [
        ("kling", "generate", words, *options, "--no-wait"),
        ("kling", "wait", id, "--wire", wire, "-o", str(file.with_name("waited.mp4"))),
        ("kling", "download", id, "--wire", wire, "-o", str(file)),
    ]
    return Work(steps, film=file)


def _production(door: str, words: str, out: Path, url: str) -> Work:
    fails = "retry" in door
    prompts = [f"{words} {k}{' sandbox-fail' if fails and k == 0 else ''}" for k in range(SHOTS)]
    briefs: dict[str, dict[str, Any]] = {
        f"s{k}": {"scenario": "t2v", "prompt": prompt} for k, prompt in enumerate(prompts)
    }
    if "lines" in door:
        briefs = {name: {**briefs[name], "lip_sync": {"text": f"Good morning, {name}."}} for name in ("s0", "s1")}
    file = out / "film.yaml"
    file.write_text(json.dumps({"defaults": {"mode": "std", "duration": 3}, "briefs": briefs}))
    run = ("kling", "run", str(file))
    if fails:
        return Work([run, ("kling", "jobs", "retry", str(file)), run], SHOTS - 1)
    if "workers" in door:
        return Work([run, ("kling", "worker", "--drain"), ("kling", "worker", "--drain"), run], SHOTS)
    if "move" in door:
        for account in ("old", "new"):
            (out / f"{account}.yaml").write_text(json.dumps([{"name": account, "api_key": "sandbox", "base_url": url}]))
            (out / f"{account}.yaml").chmod(0o600)
        old, new = (("--accounts", str(out / f"{account}.yaml")) for account in ("old", "new"))
        return Work([(*run, *old), ("kling", "jobs", "move", str(file), "old", "new", *new), (*run, *new)], SHOTS)
    return Work([run], SHOTS)


def _element(name: str, out: Path) -> Work:
    from PIL import Image

    for n in range(2):
        Image.new("RGB", (400, 400), (40 * n, 90, 90)).save(out / f"{n}.png")
    pictures = [option for n in range(2) for option in ("--image", str(out / f"{n}.png"))]
    return Work([("kling", "elements", "create", name, "-d", "An astronaut in orange", *pictures)], 0)


def _elements(url: str) -> list[str]:
    """The name of each element that was made."""
    path = f"{url}/v1/general/advanced-custom-elements?pageNum=1&pageSize=500"
    rows = httpx2.get(path, headers={"Authorization": "Bearer sandbox"}).json()["data"]
    return [row["task_result"]["elements"][0]["element_name"] for row in rows if row["task_result"].get("elements")]


def _spoken_in(url: str) -> list[str]:
    """The clip of each line that was made."""
    path = f"{url}/v1/videos/lip-sync?pageNum=1&pageSize=500"
    rows = httpx2.get(path, headers={"Authorization": "Bearer sandbox"}).json()["data"]
    return [f"line in {row['task_info']['parent_video']['id']}" for row in rows]


def _carried_out(
    step: tuple[Any, ...], environment: dict[str, str], out: Path, chance: random.Random, kills: int, score: Score
) -> bool:
    """Run a step until it ends by itself, killing it meanwhile; whether it ended as it should."""
    well = (0, EXITS["failed"]) if step[1] == "run" else (0,)
    for _ in range(kills + 6):
        # Now and then two processes have the same video; productions refuse a second run, which is shown elsewhere.
        twice = step[1] == "worker" or (step[1] in ("generate", "lipsync", "elements") and chance.random() < 0.15)
        processes = [_started(step, environment, out) for _ in range(2 if twice else 1)]
        until = time.monotonic() + HANGS_SECONDS
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
        if not alive and any(process.exitcode in well for process in processes):
            return True
    return False


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
        case ("async", words, wire, path):
            asyncio.run(_script(words, wire, path))
        case (_, words, wire, path):
            import kling

            client = kling.Client(wire=wire)
            client.generate(words, duration=3, mode="std", aspect_ratio="16:9").save(path)


async def _script(words: str, wire: Any, path: str) -> None:
    import kling

    async with kling.AsyncClient(wire=wire) as client:
        made = await client.generate(words, duration=3, mode="std", aspect_ratio="16:9")
        await made.save(path)


def _external_id(words: str) -> str:
    from kling.briefs import compile, from_fields
    from kling.client import external_id

    return external_id(compile(from_fields(words, duration=3, mode="std")).body)


def _trouble(url: str, ended: threading.Event, chance: random.Random) -> None:
    """Let reads lag by another time every few seconds, and the answers of some creates get lost."""
    while not ended.wait(chance.uniform(1, 4)):
        lag = chance.choice((0.0, chance.uniform(0, LAG_MAX)))
        httpx2.post(f"{url}/_sandbox/options", json={"lag": lag})
        path = chance.choice((*["/v1/videos/omni-video"] * 4, *["/omni-video"] * 2, "/v1/videos/lip-sync"))
        fault = chance.choice(({"cut": "after"}, {"cut": "before"}, {"status": 502, "body": "<html>", "act": True}))
        httpx2.post(f"{url}/_sandbox/faults", json={"method": "POST", "path": path, **fault})


@contextmanager
def _postgres(names: Sequence[str]) -> Iterator[list[str]]:
    """Databases of their own; gives their URLs."""
    import pgserver  # a development dependency: Postgres from a wheel

    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    with tempfile.TemporaryDirectory(prefix="kling-pg-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder)  # type: ignore[attr-defined]
        try:
            for name in names:
                server.psql(f'CREATE DATABASE "{name}";')
            yield [server.get_uri(database=name) for name in names]
        finally:
            server.cleanup()


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
        render({"prompt": "A harbour.", "mode": "std", "duration": "3"}, film, find=lambda _: None, max_height=720)

        def draw(self: Works, task: Task, *, watermark: bool) -> Path:
            out = self._files.result(task.id, watermark=watermark)
            out.parent.mkdir(parents=True, exist_ok=True)
            return Path(shutil.copy(film, out))

        Works.draw = draw  # type: ignore[method-assign]
        with running(latency=0.5, render="lazy", duplicates=duplicates) as sandbox:
            ready.send(sandbox.url)
            ready.recv()


def main() -> None:
    for row in rows(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0):
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()

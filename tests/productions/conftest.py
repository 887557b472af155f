"""Productions carried out against a real sandbox, on SQLite or a real Postgres, in this process or in one that is
killed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import tempfile
import textwrap
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from kling.cli import main
from kling.sandbox import Sandbox, running
from kling.sandbox.lifecycle import Works
from kling.sandbox.state import Task
from tests.conftest import PHOTOS
from tests.productions.processes import QUICK, doomed, start
from tests.productions.statements import compiled_once

FOUR = """
defaults: {mode: std, duration: 3}
briefs:
  dawn: {scenario: t2v, prompt: A harbour at dawn. Static camera.}
  noon: {scenario: t2v, prompt: A harbour at noon. Static camera.}
  dusk: {scenario: t2v, prompt: A harbour at dusk. Static camera.}
  night: {scenario: t2v, prompt: A harbour at night. Static camera.}
"""


@pytest.fixture(scope="session", autouse=True)
def _forks() -> None:
    """Let the server of forks import everything while the first tests run; here, too, statements are compiled once."""
    forkserver.ensure_running()
    compiled_once()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in QUICK.items():
        monkeypatch.setattr(name, seconds)
    monkeypatch.setattr("kling.client.session.jitter", lambda seconds: min(seconds, 0.05))


def _film(path: Path, width: int, height: int) -> Path:
    """73 frames of a photo moving by, and a tone; key frames stand close together, so a picture of it is soon found."""
    photo = Image.open(PHOTOS / "rocket.jpg").convert("RGB").resize((width + 160, height + 90))
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        video = container.add_stream("libx264", rate=24, options={"preset": "ultrafast", "crf": "30", "g": "12"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        audio = container.add_stream("aac", rate=48_000, layout="stereo")
        for n in range(73):
            frame = av.VideoFrame.from_image(photo.crop((2 * n, n, width + 2 * n, height + n)))  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = n, Fraction(1, 24)
            container.mux(video.encode(frame))
        tone = np.sin(np.arange(146_000) * 2 * np.pi * 440 / 48_000) * 0.5
        sound = av.AudioFrame.from_ndarray(np.stack([tone, tone]).astype("float32"), "fltp", "stereo")
        sound.sample_rate = 48_000
        container.mux(audio.encode(sound))
        container.mux([*video.encode(None), *audio.encode(None)])
    return path


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What sandboxes answer with here: drawn once and small, so runs are fast."""
    return _film(tmp_path_factory.mktemp("film") / "film.mp4", 400, 300)


@pytest.fixture(scope="session")
def hd_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, large enough to be given back as a reference clip."""
    return _film(tmp_path_factory.mktemp("film") / "film.mp4", 720, 720)


Draw = Callable[[Path], None]


@pytest.fixture
def drawn(film: Path, monkeypatch: pytest.MonkeyPatch) -> Draw:
    """Sandboxes of this test answer with the film, undrawn; or with another one, when called with it."""

    def answer_with(film: Path) -> None:
        def draw(works: Works, task: Task, *, watermark: bool) -> Path:
            out = works._files.result(task.id, watermark=watermark)
            out.parent.mkdir(parents=True, exist_ok=True)
            return Path(shutil.copy(film, out))

        monkeypatch.setattr(Works, "draw", draw)

    answer_with(film)
    return answer_with


SERVICES: dict[str, dict[str, Any]] = {
    "refuses": {},
    "accepts": {"duplicates": "accept", "lag": 0.5},
}
"""A service that refuses a used external id; and one that takes it again, and whose reads and lists lag."""

TWO_SERVICES = pytest.mark.parametrize("service", SERVICES, indirect=True)

NEEDS_POSTGRES = pytest.mark.skipif(find_spec("pgserver") is None, reason="no Postgres in a wheel for this Python")
_ON_SQLITE = ("refuses", "sqlite")
_ON_POSTGRES = pytest.param("accepts", "postgres", marks=NEEDS_POSTGRES)

SETTINGS = pytest.mark.parametrize(
    ("service", "database"), [_ON_SQLITE, ("accepts", "sqlite"), _ON_POSTGRES], indirect=True
)
"""Each service and each database with the harder of the others: what takes a request twice is met on both databases.
For tests in which a create may have been taken and nobody knows it."""

EACH_ONCE = pytest.mark.parametrize(("service", "database"), [_ON_SQLITE, _ON_POSTGRES], indirect=True)
"""Each service and each database, where it does not matter which meets which: every answer to a create is known."""


@pytest.fixture
def service(request: pytest.FixtureRequest) -> str:
    kind: str = getattr(request, "param", "refuses")
    return kind


@pytest.fixture
def sandbox(
    drawn: Draw, service: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Sandbox]:
    """The account of a test: five slots, a tenth of a second per task. A service that accepts
    duplicates is spoken to on the v2 wire where the database is Postgres."""
    database = "postgres" if "postgres" in request.fixturenames or "postgres" in request.node.name else "sqlite"
    with running(latency=0.1, render="lazy", drawing="stills", concurrency=5, **SERVICES[service]) as box:
        speak_to(box, service, database, monkeypatch)
        yield box


def speak_to(box: Sandbox, service: str, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have commands use a sandbox of this kind, on the wire that goes with it, or on that of KLING_TEST_WIRE."""
    monkeypatch.setenv("KLING_SETTLE_SECONDS", "1.5" if service == "accepts" else "0")
    usual = "v2" if service == "accepts" and database == "postgres" else "v1"
    monkeypatch.setenv("KLING_WIRE", os.environ.get("KLING_TEST_WIRE", usual))
    monkeypatch.setenv("KLING_BASE_URL", box.url)
    monkeypatch.setenv("KLING_API_KEY", box.api_key)


_ON_V2 = {"/v1/videos": "/omni-video", "/v1/": "/tasks"}


def on_wire(*faults: dict[str, Any]) -> list[dict[str, Any]]:
    """Faults whose paths are those of creates (/v1/videos) and reads (/v1/) on the v1 wire, on the wire in use."""
    if os.environ.get("KLING_WIRE", "v1") == "v1":
        return list(faults)
    return [{**fault, "path": _ON_V2.get(fault["path"], fault["path"])} for fault in faults]


# -- databases --------------------------------------------------------------------------------------------------------

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """A Postgres of this test run, and in it the database ``template1`` that all others are copies of."""
    from dbos import DBOS

    with warnings.catch_warnings(action="ignore"):  # of the folder for its own notes
        pgserver: Any = import_module("pgserver")

    # As root, it makes a user with useradd, whose folder is not in everybody's PATH.
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    # Not pytest's own folder: as root, Postgres runs as another user, who may not enter that.
    with tempfile.TemporaryDirectory(prefix="kling-pg-", ignore_cleanup_errors=True) as folder:
        found = pgserver.get_server(folder)
        try:
            found.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")  # no test cuts the power
            DBOS.migrate(found.get_uri(database="template1"))
            yield found
        finally:
            # At once, since nothing is to be kept; its own way of stopping writes everything first.
            note = Path(folder) / "postmaster.pid"
            os.kill(int(note.read_text().split()[0]), signal.SIGQUIT)
            while note.exists():
                time.sleep(0.02)
            found.cleanup_mode = None
            found.cleanup()


def new_database(server: Any, template: str = "template1") -> str:
    """The URL of a database nobody has used; with ``template0`` without any table."""
    name = f"t{next(_numbers)}"
    server.psql(f"CREATE DATABASE {name} TEMPLATE {template};")
    url: str = server.get_uri(database=name)
    return url


@pytest.fixture
def postgres(server: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    url = new_database(server)
    monkeypatch.setenv("KLING_DATABASE_URL", url)
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=NEEDS_POSTGRES)])
def database(request: pytest.FixtureRequest) -> str:
    """Where the state of productions is: each test runs once on SQLite and once on Postgres."""
    if request.param == "postgres":
        request.getfixturevalue("postgres")
    kind: str = request.param
    return kind


# -- runs -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The events on the way."""
        return [json.loads(line) for line in self.err.splitlines() if line.startswith("{")]

    @property
    def json(self) -> Any:
        """The result in the envelope of --json."""
        return json.loads(self.out)["result"]

    @property
    def json_total(self) -> dict[str, Any]:
        total: dict[str, Any] = self.json["total"]
        return total


Kling = Callable[..., Run]


@pytest.fixture
def kling(capfd: pytest.CaptureFixture[str]) -> Kling:
    def run(*args: object) -> Run:
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        out, err = capfd.readouterr()
        return Run(int(ended.value.code or 0), out, err)

    return run


Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Makes a production file, beside real photos."""

    def to_file(text: str) -> Path:
        for name in ("rocket.jpg", "astronaut.png", "coffee.png"):
            if not (tmp_path / name).exists():
                shutil.copy(PHOTOS / name, tmp_path / name)
        path = tmp_path / "harbour.yaml"
        path.write_text(textwrap.dedent(text), "utf-8")
        return path

    return to_file


def charged(sandbox: Sandbox) -> tuple[int, int]:
    """Tasks that the service made, and how many different requests they were for: never more than one per video."""
    tasks = sandbox.state()["tasks"]
    return len(tasks), len({task["external_task_id"] for task in tasks})


UNITS = Decimal("1.8")  # of three seconds of std


def assert_nothing_lost_and_nothing_paid_twice(sandbox: Sandbox, folder: Path, count: int) -> None:
    """Counted at the service: a task per video, and no unit more; and a whole video of each is here."""
    assert charged(sandbox) == (count, count)
    assert Decimal(sandbox.state()["charged_units"]) == count * UNITS
    assert len(videos(folder)) == count


_WHOLE = set[bytes]()  # digests of films that were played to their end: the same film is not played again


def videos(folder: Path) -> list[str]:
    """The whole videos in a production's folder; fails when something unfinished lies there."""
    assert not list(folder.rglob("*.part"))
    for path in folder.rglob("*.mp4"):
        content = path.read_bytes()
        if hashlib.sha256(content).digest() not in _WHOLE:
            with av.open(str(path)) as container:
                assert sum(1 for _ in container.decode(video=0)) >= 73, path
            _WHOLE.add(hashlib.sha256(content).digest())
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.mp4"))


Kill = Callable[..., None]


@pytest.fixture
def kill(tmp_path: Path) -> Kill:
    """Runs a production in another process that is killed at a place in the program; fails when it was not."""

    def run(file: Path, place: str, when: str, nth: int = 1) -> None:
        said = tmp_path / "said.txt"
        process = start(said, doomed, place, when, nth, "run", str(file))
        process.join(120)
        alive = process.is_alive()
        process.kill()
        process.join()
        assert not alive, f"not killed at {place}: it hangs"
        assert process.exitcode == -signal.SIGKILL, f"not killed at {place}: {process.exitcode}, {said.read_text()}"

    return run

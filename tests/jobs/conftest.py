"""Productions carried out against a real sandbox, in this process or in one that is killed."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
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

FOUR = """
defaults: {mode: std, duration: 3}
briefs:
  dawn: {scenario: t2v, prompt: A harbour at dawn. Static camera.}
  noon: {scenario: t2v, prompt: A harbour at noon. Static camera.}
  dusk: {scenario: t2v, prompt: A harbour at dusk. Static camera.}
  night: {scenario: t2v, prompt: A harbour at night. Static camera.}
"""


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the sandbox answers with here: 73 frames of a photo moving by, and a tone; drawn once, so runs are fast."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    photo = Image.open(PHOTOS / "rocket.jpg").convert("RGB").resize((1440, 960))
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        video = container.add_stream("libx264", rate=24, options={"preset": "ultrafast", "crf": "30"})
        video.width, video.height, video.pix_fmt = 1280, 720, "yuv420p"
        audio = container.add_stream("aac", rate=48_000, layout="stereo")
        for n in range(73):
            frame = av.VideoFrame.from_image(photo.crop((2 * n, n, 1280 + 2 * n, 720 + n)))  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = n, Fraction(1, 24)
            container.mux(video.encode(frame))
        tone = np.sin(np.arange(146_000) * 2 * np.pi * 440 / 48_000) * 0.5
        sound = av.AudioFrame.from_ndarray(np.stack([tone, tone]).astype("float32"), "fltp", "stereo")
        sound.sample_rate = 48_000
        container.mux(audio.encode(sound))
        container.mux([*video.encode(None), *audio.encode(None)])
    return path


@pytest.fixture
def sandbox(film: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """The account of a test: five slots, a fifth of a second per task."""

    def draw(works: Works, task: Task, *, watermark: bool) -> Path:
        out = works._files.result(task.id, watermark=watermark)
        out.parent.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(film, out))

    monkeypatch.setattr(Works, "draw", draw)
    with running(latency=0.2, render="lazy", concurrency=5) as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        yield box


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def json_total(self) -> dict[str, Any]:
        total: dict[str, Any] = json.loads(self.out)["total"]
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
    """Tasks that the service made, and how many different wishes they were for: never more than one per wish."""
    tasks = sandbox.state()["tasks"]
    return len(tasks), len({task["external_task_id"] for task in tasks})


def videos(folder: Path) -> list[str]:
    """The whole videos in a production's folder; fails when something unfinished lies there."""
    assert not list(folder.rglob("*.part"))
    for path in folder.rglob("*.mp4"):
        with av.open(str(path)) as container:
            assert sum(1 for _ in container.decode(video=0)) >= 73, path
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.mp4"))


_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    ["kling.cli.run", "kling.jobs.engine", "kling.jobs.report", "kling.sandbox", "av", "rich"]
)


def _killed_run(file: str, place: str, when: str, nth: int, environment: dict[str, str]) -> None:
    """``kling run``, ended by SIGKILL before or after the ``nth`` call of ``place`` (module:attribute)."""
    import importlib

    os.environ.update(environment)
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - until the kill
    module, _, attribute = place.partition(":")
    holder: Any = importlib.import_module(module)
    *path, name = attribute.split(".")
    for step in path:
        holder = getattr(holder, step)
    original, count = getattr(holder, name), 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        mine = count == nth
        if mine and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(holder, name, deadly)
    main(["run", file])


Kill = Callable[..., None]


@pytest.fixture
def kill(write: Write) -> Kill:
    """Runs a production in another process that is killed at a place in the program; fails when it was not."""

    def run(file: Path, place: str, when: str, nth: int = 1) -> None:
        environment = {name: value for name, value in os.environ.items() if name.startswith("KLING_")}
        process = _forks.Process(target=_killed_run, args=(str(file), place, when, nth, environment))
        process.start()
        process.join(60)
        alive = process.is_alive()
        process.kill()
        process.join()
        assert not alive, f"not killed at {place}: it hangs"
        assert process.exitcode == -signal.SIGKILL, f"not killed at {place}: ended with {process.exitcode}"

    return run

"""A long video, planned and carried out: from words to one joined film."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from kling.media.probe import probe_file
from kling.sandbox import running
from kling.sandbox.lifecycle import Works
from kling.sandbox.state import Task
from tests.productions.conftest import Kling, Write, charged, videos

WORDS = (
    "bring this photo of my cup to life, 7 seconds, 7 shots: it steams; it turns; it stops; it cools; it falls; "
    "it breaks; it lies still"
)


def grey(works: Works, task: Task, *, watermark: bool) -> Path:
    """A small film as long as the task's."""
    out = works._files.result(task.id, watermark=watermark)
    out.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(out), "w") as container:
        video = container.add_stream("libx264", rate=24, options={"preset": "ultrafast"})
        video.width, video.height, video.pix_fmt = 480, 320, "yuv420p"
        for n in range(round(task.seconds * 24)):
            frame = av.VideoFrame.from_ndarray(np.full((320, 480, 3), n, np.uint8), "rgb24")
            frame.pts, frame.time_base = n, Fraction(1, 24)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return out


def test_the_film_of_a_long_request_is_made_and_joined(
    write: Write, kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("{}")  # for the photos beside it
    monkeypatch.chdir(tmp_path)
    assert kling("plan", WORDS, "--first-frame", "coffee.png", "--mode", "std", "-o", "cup.yaml").code == 0
    monkeypatch.setattr(Works, "draw", grey)
    with running(latency=0.1, render="lazy", drawing="stills") as box:
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        run = kling("run", "cup.yaml", "--json")
        assert run.code == 0, run.out + run.err
        assert charged(box) == (2, 2)
    assert videos(tmp_path / "cup") == ["film.mp4", "film/01.mp4", "film/02.mp4"]
    assert probe_file(tmp_path / "cup" / "film.mp4").seconds == pytest.approx(7, abs=0.1)

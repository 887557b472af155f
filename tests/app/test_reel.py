"""A production's previews: one reel in a file, the same pictures whether drawn one after the other or side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import pytest

from kling.animatic.film import Rendered, render
from kling.app import preview as app
from kling.client.download import guarded

PRODUCTION = """
defaults: {duration: 3, mode: std, aspect_ratio: "16:9", sound: "off"}
briefs:
  one: {scenario: t2v, prompt: A cup on a table. Static camera.}
  two: {scenario: t2v, prompt: A desert at noon. Pan right.}
"""


def test_a_production_in_a_file_is_a_reel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def small(jobs: Sequence[Any]) -> Iterator[Rendered]:
        for job in jobs:
            yield render(job.body, job.file, find=lambda source: None, model=job.film, burn=job.burn, max_height=90)

    monkeypatch.setattr(app, "_all_drawn", small)
    (tmp_path / "film.yaml").write_text(PRODUCTION, "utf-8")
    (made,) = app.preview(tmp_path / "film.yaml", tmp_path / "reel.mp4")
    assert (made.path, made.rendered.frames) == (tmp_path / "reel.mp4", 146)
    with av.open(str(made.path)) as container:
        assert container.streams.video[0].frames == 146
        assert "PREVIEW" in container.metadata["comment"]
    assert not guarded(made.path)
    assert {one.name for one in tmp_path.iterdir()} == {"film.yaml", "reel.mp4"}


@pytest.mark.parametrize(
    ("shots", "count", "apart"), [((3.0,), 6, 0.5), ((10.0,), 7, 1.43), ((4.0, 4.0), 6, 0), ((3.0, 3.0, 3.0), 3, 3.0)]
)
def test_a_sheet_shows_a_shot_alone_all_along(shots: tuple[float, ...], count: int, apart: float) -> None:
    drawn = Rendered(frames=1, seconds=sum(shots), width=16, height=9, has_audio=False)
    times = app.Preview(Path("film.mp4"), drawn, shots).moments
    assert len(times) == count
    assert apart == 0 or times[1] - times[0] == pytest.approx(apart, abs=0.01)
    assert 0 < times[0] < times[-1] < sum(shots)

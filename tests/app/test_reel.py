"""A production's previews: one reel in a file, the same pictures whether drawn one after the other or side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from kling.animatic.film import Rendered, film_of, render
from kling.animatic.staged import Staged
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
    assert sum(made.shots) == pytest.approx(made.rendered.seconds)  # pictures of shots are of their middles
    with av.open(str(made.path)) as container:
        assert container.streams.video[0].frames == 146
        assert "PREVIEW" in container.metadata["comment"]
    assert not guarded(made.path)
    assert {one.name for one in tmp_path.iterdir()} == {"film.yaml", "reel.mp4"}


CHAINED = """
films:
  film:
    chain: last_frame
    shots:
      - {scenario: t2v, duration: 3, aspect_ratio: "9:16", prompt: A cat sits in a park at noon.}
      - {scenario: i2v, shots: [{duration: 3, prompt: The cat jumps.}, {duration: 3, prompt: The cat runs.}]}
briefs:
  alone: {scenario: t2v, duration: 3, prompt: A cup on a table.}
"""


def jobs_of(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What would be drawn of a production, by the names of its videos."""
    taken: dict[str, Any] = {}

    def none(jobs: Sequence[Any]) -> Iterator[Rendered]:
        taken.update((job.file.stem, job) for job in jobs)
        return iter([Rendered(frames=1, seconds=1, width=16, height=9, has_audio=False) for _ in jobs])

    monkeypatch.setattr(app, "_all_drawn", none)
    (folder / "film.yaml").write_text(text, "utf-8")
    app.preview(folder / "film.yaml")
    return taken


def test_a_part_that_goes_on_from_one_that_is_not_made_yet_is_staged_in_its_shape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = jobs_of(CHAINED, tmp_path, monkeypatch)["film-02"]
    with closing(film_of(job.body, lambda source: None, model=job.film, max_height=160)) as film:
        film.frame(1)
        assert isinstance(film.background, Staged)
        assert film.background.shot.place == "park"
        assert (film.page.width, film.page.height) == (90, 160)


def test_a_part_after_a_photograph_has_the_nearest_shape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("RGB", (400, 700)).save(tmp_path / "tall.png")
    first = "{scenario: i2v, first_frame: tall.png, duration: 3, prompt: A cat sits.}"
    text = re.sub("{scenario: t2v, duration: 3, aspect.*", first, CHAINED)
    assert jobs_of(text, tmp_path, monkeypatch)["film-02"].body["aspect_ratio"] == "9:16"


def test_shots_are_counted_over_all_parts_of_their_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {name: job.among for name, job in jobs_of(CHAINED, tmp_path, monkeypatch).items()}
    assert counted == {"film-01": (0, 3), "film-02": (1, 3), "alone": (0, 1)}


@pytest.mark.parametrize(
    ("shots", "count", "apart"), [((3.0,), 6, 0.5), ((10.0,), 7, 1.43), ((4.0, 4.0), 6, 0), ((3.0, 3.0, 3.0), 3, 3.0)]
)
def test_a_sheet_shows_a_shot_alone_all_along(shots: tuple[float, ...], count: int, apart: float) -> None:
    drawn = Rendered(frames=1, seconds=sum(shots), width=16, height=9, has_audio=False)
    times = app.Preview(Path("film.mp4"), drawn, shots).moments
    assert len(times) == count
    assert apart == 0 or times[1] - times[0] == pytest.approx(apart, abs=0.01)
    assert 0 < times[0] < times[-1] < sum(shots)

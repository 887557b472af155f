"""The same brief made ready in another way would be a second video of one request: it is told, not paid for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kling.sandbox import Sandbox, running
from tests.app.test_fit import clip_of
from tests.cli.conftest import Kling


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sandbox]:
    with running(latency=0, render="lazy", drawing="stills") as box:
        monkeypatch.setenv("KLING_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("KLING_BASE_URL", box.url)
        monkeypatch.setenv("KLING_API_KEY", box.api_key)
        yield box


def _charged(box: Sandbox) -> int:
    return len(box.state()["tasks"])


def test_a_crop_that_was_forgotten_is_no_second_video(
    kling: Kling, box: Sandbox, tmp_path: Path, photo_jpg: Path
) -> None:
    brief = tmp_path / "walk.yaml"
    brief.write_text(
        f"scenario: i2v\nfirst_frame: {photo_jpg}\nprompt: It comes to life. Static camera.\nduration: 3\nmode: std\n"
    )
    made = kling("generate", "--brief", brief, "--crop", "9:16", "-o", tmp_path / "tall.mp4", "--json")
    assert (made.code, made.envelope["reused"]) == (0, False)
    for other in ((), ("--crop", "1:1")):
        refused = kling("generate", "--brief", brief, *other, "-o", tmp_path / "other.mp4", "--json")
        error = refused.envelope["error"]
        assert (refused.code, error["kind"], error["ids"]["task_id"]) == (2, "price", made.json["task_id"])
        assert "was made with --crop 9:16" in error["message"]
        assert "--take 2" in error["help"]
        assert f"--crop 9:16 -o {tmp_path / 'tall.mp4'}" in refused.envelope["next"][0]
    assert kling("generate", "--brief", brief, "--crop", "9:16", "-o", tmp_path / "tall.mp4").code == 0
    assert _charged(box) == 1
    assert kling("generate", "--brief", brief, "--take", "2", "-o", tmp_path / "two.mp4").code == 0
    brief.write_text(brief.read_text().replace("Static camera", "Slow push-in"))
    assert kling("generate", "--brief", brief, "-o", tmp_path / "three.mp4").code == 0
    assert _charged(box) == 3


def test_words_with_a_picture_of_which_another_part_was_made_are_no_second_video(
    kling: Kling, box: Sandbox, tmp_path: Path, photo_jpg: Path
) -> None:
    asked = ("generate", "It comes to life.", "--first-frame", photo_jpg, "--duration", "3", "-o", tmp_path / "a.mp4")
    assert kling(*asked, "--crop", "1:1").code == 0
    refused = kling(*asked)
    assert (refused.code, _charged(box)) == (2, 1)
    assert "--crop 1:1" in refused.err
    assert kling(*asked[:1], "It comes alive.", *asked[2:-1], tmp_path / "b.mp4").code == 0


def test_a_clip_that_is_refused_whole_is_offered_as_it_was_made_before(
    kling: Kling, box: Sandbox, tmp_path: Path
) -> None:
    clip = clip_of(tmp_path / "small.mp4")
    brief = tmp_path / "part.yaml"
    brief.write_text(f"scenario: edit\nvideo: {clip}\nprompt: Make it snow in @video.\nmode: std\n")
    made = kling("generate", "--brief", brief, "--fit", "--window", "0-3", "-o", tmp_path / "p.mp4", "--json")
    assert made.code == 0, made.err
    refused = kling("generate", "--brief", brief, "-o", tmp_path / "q.mp4", "--json")
    assert refused.code in (1, 2)
    assert "--window 0-3" in refused.envelope["next"][0]
    assert _charged(box) == 1

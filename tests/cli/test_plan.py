"""kling plan: words to a brief that the rulebook accepts, with the contract's JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kling

FIELDS = {
    "scenario", "multi_shot", "shots", "sound", "aspect_ratio", "duration", "refer_type", "keep_original_sound",
    "brief", "request", "film", "notes",
}  # fmt: skip


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (
            ("a fox in the snow, 9:16, 6 seconds",),
            {"scenario": "t2v", "aspect_ratio": "9:16", "duration": 6, "sound": "off", "shots": 1},
        ),
        (
            ("把这段视频改成下大雪，其他都别动", "--video", "https://a.test/c.mp4"),
            {"scenario": "edit", "refer_type": "base", "duration": None, "aspect_ratio": None},
        ),
        (
            ("雨の夜の喫茶店、縦型で8秒、雨音あり",),
            {"scenario": "t2v", "aspect_ratio": "9:16", "duration": 8, "sound": "on"},
        ),
        (
            ("Anuncio de 10 segundos de mi perfume, dos tomas", "--image", "perfume=https://a.test/p.jpg"),
            {"scenario": "multi_image", "multi_shot": True, "shots": 2, "duration": 10},
        ),
    ],
)
def test_words_become_a_brief_that_is_accepted(
    kling: Kling, tmp_path: Path, args: tuple[str, ...], expected: dict[str, object]
) -> None:
    out = tmp_path / "film.yaml"
    run = kling("plan", *args, "--json", "-o", out)
    assert run.code == 0, run.err
    assert set(run.json) == FIELDS
    assert expected.items() <= run.json.items()
    checked = kling("check", "--format", "json", out).json["files"][0]
    assert checked["kind"] == "brief"
    assert not [d for d in checked["diagnostics"] if d["severity"] != "hint"]
    assert kling("compile", out).json == run.json["request"]


def test_what_cannot_be_done_is_said(kling: Kling) -> None:
    notes = " ".join(kling("plan", "a 20 second film of a knight's day in 8 shots, in 4:5", "--json").json["notes"])
    assert "15 s" in notes
    assert "6" in notes
    assert "4:5" in notes


def test_an_unreachable_language_model_is_told_and_the_plan_made_offline(
    kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-must-not-show")
    run = kling("plan", "a fox in the snow", "--model", "some-model", "--json")
    assert run.code == 0
    assert "planned offline instead" in run.err
    assert "must-not-show" not in run.err + run.out
    assert json.loads(run.out)["scenario"] == "t2v"


def test_an_empty_wish_and_a_missing_file_are_told(kling: Kling) -> None:
    assert kling("plan", "  ").code == 2
    run = kling("plan", "bring her to life", "--image", "missing.jpg")
    assert run.code == 1
    assert "M10" in run.err

"""kling plan: words to a brief that the rulebook accepts, with the contract's JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.cli.conftest import Kling

FIELDS = {
    "scenario", "multi_shot", "shots", "sound", "aspect_ratio", "duration",
        "estimate", "refer_type", "keep_original_sound",
    "brief", "request", "film", "removed", "added", "suggestions", "notes", "path",
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
    assert checked["verdict"] == "accept"
    assert kling("compile", out).json == run.json["request"]


def test_what_cannot_be_done_is_said(kling: Kling) -> None:
    notes = " ".join(kling("plan", "a 20 second film of a knight's day in 8 shots, in 4:5", "--json").json["notes"])
    assert "15 s" in notes
    assert "6" in notes
    assert "4:5" in notes


def test_suggestions_stand_apart_and_are_merged_when_asked_for(kling: Kling, tmp_path: Path) -> None:
    plain = kling("plan", "a fox sleeps", "-o", tmp_path / "fox.yaml")
    assert "suggestion: camera: The camera pushes in slowly and holds." in plain.err
    text = (tmp_path / "fox.yaml").read_text("utf-8")
    assert "\n# suggestion: camera: The camera pushes in slowly and holds.\n" in text
    assert "\nprompt: a fox sleeps\n" in text
    rich = kling("plan", "a fox sleeps", "--enrich", "--json").json
    assert rich["brief"]["prompt"].startswith("a fox sleeps. The camera pushes in slowly and holds.")
    assert rich["added"][0] == "The camera pushes in slowly and holds."
    assert rich["suggestions"][0] == {
        "slot": "camera", "shot": None, "text": "The camera pushes in slowly and holds."
    }  # fmt: skip


def test_a_plan_is_replaced_until_it_is_changed(kling: Kling, tmp_path: Path) -> None:
    file = tmp_path / "fox.yaml"
    for words in ("a fox sleeps", "a fox runs"):
        assert kling("plan", words, "-o", file).code == 0
    assert "prompt: a fox runs\n" in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace("runs", "walks"))
    assert "name it fox.yaml" in kling("plan", "a fox sleeps", "-o", "fox.txt").err
    refused = kling("plan", "a fox sleeps", "-o", file)
    assert (refused.code, f"-o {tmp_path / 'fox-2.yaml'}" in refused.err) == (2, True)
    assert "walks" in file.read_text("utf-8")


def test_the_words_of_the_request_are_the_prompt(kling: Kling) -> None:
    run = kling("plan", "make me a 6 second vertical video of a cat playing piano", "--json").json
    assert run["request"]["prompt"] == "a cat playing piano"
    assert run["removed"] == ["make me a 6 second vertical video of"]
    assert run["added"] == []


def test_the_limits_of_the_profile_asked_for_hold(kling: Kling) -> None:
    asked = ("plan", "copy the camera movement of this clip, 14 seconds", "--video", "https://a.test/c.mp4", "--json")
    assert kling(*asked).json["duration"] == 10
    assert kling(*asked, "--profile", "vendor-2026-06-17").json["duration"] == 14


def test_an_unreachable_language_model_is_told_and_the_plan_made_offline(
    kling: Kling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-must-not-show")
    run = kling("plan", "a fox in the snow", "--model", "some-model", "--json")
    assert run.code == 0
    assert "planned offline instead" in run.err
    assert "must-not-show" not in run.err + run.out
    assert run.json["scenario"] == "t2v"


def test_an_empty_request_and_a_missing_file_are_told(kling: Kling) -> None:
    assert kling("plan", "  ").code == 2
    run = kling("plan", "bring her to life", "--image", "missing.jpg")
    assert run.code == 1
    assert "M10" in run.err


def test_a_format_that_only_a_crop_gives_is_in_the_next_commands(kling: Kling, tmp_path: Path) -> None:
    photo = tmp_path / "her.jpg"
    Image.new("RGB", (1024, 1024), (120, 90, 60)).save(photo)
    made = kling("plan", "bring her to life, vertical, she smiles", "--first-frame", photo, "-o", tmp_path / "v.yaml")
    assert made.code == 0
    assert "--crop 9:16" in made.err.split("next:")[-1] + made.out


def test_a_last_frame_alone_does_not_become_the_first(kling: Kling, photo_jpg: Path) -> None:
    run = kling("plan", "From dawn to night.", "--last-frame", photo_jpg, "--json")
    assert (run.code, run.envelope["error"]["code"]) == (2, "usage")
    assert "give the picture it begins with, too" in run.envelope["error"]["help"]

"""Which rules are reported: options, configuration files, comments. Sending judges by all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kling.rules import examples
from tests.cli.conftest import Kling, Run

BRIEF = """scenario: t2v
sound: on
duration: 3
prompt: 'The guard (calm) says: "one two three four five six seven eight nine ten eleven"'
"""


@pytest.fixture
def brief(tmp_path: Path) -> Path:
    path = tmp_path / "brief.yaml"
    path.write_text(BRIEF)
    return path


def codes(run: Run) -> set[str]:
    return {d["code"] for one in run.json["files"] for d in one["diagnostics"]}


def test_a_fast_talker_is_advised_and_sent(kling: Kling, brief: Path, tmp_path: Path) -> None:
    run = kling("check", brief, "--format", "json")
    assert run.code == 0
    assert "P033" in codes(run)
    assert kling("check", brief, "--strict").code == 1
    made = kling("generate", "--sandbox", "--brief", brief, "--no-wait", "-o", tmp_path / "film.mp4")
    assert made.code == 0, made.err


def test_options_choose_codes_and_whole_letters(kling: Kling, brief: Path) -> None:
    assert "P033" not in codes(kling("check", brief, "--ignore", "P033", "--format", "json"))
    assert codes(kling("check", brief, "--select", "P033", "--format", "json")) == {"P033"}
    assert codes(kling("check", brief, "--ignore", "P", "--format", "json")) == set()
    assert codes(kling("check", brief, "--ignore", "craft", "--format", "json")) == set()
    assert kling("check", brief, "--ignore", "R74,P017").code == 0  # what rules were called before
    run = kling("check", brief, "--ignore", "P999")
    assert (run.code, "no rule is called 'P999'; near is P0" in run.err) == (2, True)


def test_a_letter_leaves_out_what_has_it_and_a_category_what_is_about_it(kling: Kling, tmp_path: Path) -> None:
    path = tmp_path / "brief.yaml"
    path.write_text("scenario: t2v\nprompt: A cat. Blood sprays as he is stabbed.\n")
    craft, letter = (codes(kling("check", path, "--ignore", one, "--format", "json")) for one in ("craft", "P"))
    assert (craft, letter) == ({"P124"}, set())  # which the service itself stops


@pytest.mark.parametrize(
    ("name", "text"), [("kling.toml", 'ignore = ["P033"]'), ("pyproject.toml", '[tool.kling]\nignore = ["p033"]')]
)
def test_a_configuration_file_above_the_brief_chooses(kling: Kling, brief: Path, name: str, text: str) -> None:
    (brief.parent / name).write_text(text)
    assert "P033" not in codes(kling("check", brief, "--format", "json"))
    (brief.parent / name).write_text(text.replace("ignore", "leave_out"))
    run = kling("check", brief)
    assert run.code == 2
    assert "leave_out is not known here" in run.err
    for wrong, why in (('"P03X"', "no rule is called 'P03X'; near is P03"), ("3", "ignore is a list of codes")):
        (brief.parent / name).write_text(text.partition("=")[0] + "= " + wrong)
        run = kling("check", brief)
        assert (run.code, why in run.err) == (2, True), run.err


def test_comments_speak_for_their_line_or_for_the_brief(kling: Kling, brief: Path) -> None:
    brief.write_text(BRIEF.rstrip() + "  # kling: ignore P033\n")
    assert "P033" not in codes(kling("check", brief, "--format", "json"))
    brief.write_text("# kling: ignore P033\n" + BRIEF)
    assert "P033" not in codes(kling("check", brief, "--format", "json"))
    brief.write_text(BRIEF.replace("sound: on", "sound: on  # kling: ignore P033"))
    assert "P033" in codes(kling("check", brief, "--format", "json"))


def test_what_a_brief_ignores_is_not_told_when_it_is_sent(kling: Kling, brief: Path) -> None:
    assert "P033" in kling("generate", "--brief", brief, "--sandbox", "--no-wait").err
    brief.write_text("# kling: ignore P033\n" + BRIEF)
    assert "P033" not in kling("generate", "--brief", brief, "--sandbox", "--no-wait").err


def test_what_the_configuration_ignores_is_not_told_of_words_and_bodies_either(
    kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "body.json").write_text(json.dumps(examples.text(prompt="A kite climbs.")))
    for asked in (["A kite climbs."], ["--body", "body.json"]):
        (tmp_path / "kling.toml").write_text('select = ["P054"]')
        assert "P054" in kling("generate", *asked, "--sandbox", "--no-wait").err
        (tmp_path / "kling.toml").write_text('ignore = "P054"')
        assert "P054" not in kling("generate", *asked, "--sandbox", "--no-wait").err

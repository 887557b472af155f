"""kling lipsync: a line of the film's own prompt, bound to whoever speaks it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Kling

PROMPT = 'Medium shot: a captain and a boy. [Captain, calm]: "We leave at dawn." [Boy]: "At last!" Static camera.'


@pytest.fixture
def film(tmp_path: Path, kling: Kling, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made = kling("generate", PROMPT, "--duration", "3", "--mode", "std", "--sound", "--metadata", "-o", "film.mp4")
    assert made.code == 0, made.err
    return tmp_path / "film.mp4"


def test_a_speakers_line_is_taken_from_the_prompt_of_the_film(film: Path, kling: Kling) -> None:
    run = kling("lipsync", film, "--speaker", "boy", "-o", "synced.mp4", "--json")
    given = run.json["request"]["input"]
    assert (run.code, given["text"], given["voice_language"]) == (0, "At last!", "en")
    assert (run.json["units"], run.envelope["charged_units"], run.envelope["reused"]) == ("0.5", "0.5", False)
    assert Path("synced.mp4").is_file()
    task = json.loads(film.with_name("film.mp4.json").read_text())["task_id"]
    again = kling("lipsync", task, "--text", "At last!", "-o", "again.mp4", "--json")
    assert (again.code, again.envelope["reused"]) == (0, True)


def test_lines_are_listed_where_it_is_not_clear_which_one_is_meant(film: Path, kling: Kling) -> None:
    run = kling("lipsync", film, "--line", "3")
    assert (run.code, "1 [Captain] “We leave at dawn.”; 2 [Boy] “At last!”" in run.err) == (2, True)
    silent = kling("lipsync", film.with_name("other.mp4"), "--line", "1")
    assert (silent.code, "--brief" in silent.err) == (2, True)
    nothing = kling("lipsync", film)
    assert (nothing.code, "--text, --audio" in nothing.err) == (2, True)


def test_a_line_that_is_too_long_for_its_clip_is_told_before_it_is_paid(film: Path, kling: Kling) -> None:
    run = kling("lipsync", film, "--text", "We leave at dawn, all of us, and nobody shall look back before noon comes.")
    assert (run.code, "the clip lasts 3 s" in run.err) == (0, True)


@pytest.mark.parametrize(
    ("clip", "options", "told"),
    [
        ("photo.jpg", ("--text", "Hello"), "TASK|URL|FILE: error M5 this is no video but a png picture"),
        ("https://a.org/a.jpg", ("--text", "Hello"), "TASK|URL|FILE: warning M17 this is a .jpg file; MP4, MOV are"),
        ("https://a.org/a.mp4", ("--audio", "gone.mp3"), "--audio: error M10 gone.mp3 does not exist"),
        ("notes.txt", ("--text", "Hello"), "no file has that name either"),
    ],
)
def test_what_is_no_film_is_told_by_the_option_it_came_from(
    kling: Kling,
    photo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clip: str,
    options: tuple[str, str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photo.jpg").write_bytes(photo.read_bytes())
    run = kling("lipsync", clip, *options, "--sandbox", "--yes", "--no-wait")
    assert told in run.err

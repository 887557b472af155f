"""A run overwrites nothing that it did not make, loses nothing that it made, and finds out before it pays."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kling.media.files import PartFolder
from kling.models.profiles import DEFAULT
from kling.productions.files import Files
from kling.productions.plan import plan
from kling.productions.production import read
from kling.sandbox import Sandbox
from tests.productions.conftest import FOUR, Kill, Kling, Write, charged, videos

ONE = "briefs: {{dawn: {{scenario: t2v, mode: std, duration: 3, prompt: {0}}}}}"


@pytest.mark.parametrize("name", ["dawn.mp4", "report.html", ".thumbnails/noon.jpg"])
def test_a_file_that_was_not_made_here_is_told_before_anything_is_sent(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, name: str
) -> None:
    mine = tmp_path / "harbour" / name
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"holidays")
    run = kling("run", write(FOUR))
    assert run.code == 2
    assert f"not made here, and never overwritten: {mine}" in run.err
    assert mine.read_bytes() == b"holidays"
    assert charged(sandbox) == (0, 0)


def test_a_file_that_appears_while_the_run_goes_on_is_not_overwritten_and_the_video_is_not_paid_again(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kling.productions import work

    mine, fetch = tmp_path / "harbour" / "dawn.mp4", work.fetch

    def late(*args: object) -> bool:
        mine.parent.mkdir(exist_ok=True)
        mine.write_bytes(b"holidays")
        return fetch(*args)  # type: ignore[arg-type]

    file = write(ONE.format("A harbour."))
    with monkeypatch.context() as patched:
        patched.setattr(work, "fetch", late)
        run = kling("run", file)
    assert run.code == 6
    assert "dawn stopped: " in run.err
    assert "move it away" in run.err
    assert mine.read_bytes() == b"holidays"
    mine.unlink()
    assert kling("run", file).code == 0
    assert charged(sandbox) == (1, 1)


def test_a_link_in_the_place_of_a_video_or_of_a_file_in_the_making_is_not_written_through(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_bytes(b"holidays")
    folder = tmp_path / "harbour"
    folder.mkdir()
    for name in (".report.html.part", "dawn.mp4"):
        (folder / name).symlink_to(mine)
    file = write(ONE.format("A harbour."))
    assert kling("run", file).code == 2
    (folder / "dawn.mp4").unlink()
    assert kling("run", file).code == 0
    assert mine.read_bytes() == b"holidays"


def test_the_earlier_film_of_a_changed_brief_is_moved_aside(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    assert kling("run", write(ONE.format("A harbour."))).code == 0
    film = tmp_path / "harbour" / "dawn.mp4"
    with film.open("ab") as file:  # all films of this sandbox are the same
        file.write(b"\0")
    earlier = film.read_bytes()
    assert kling("run", write(ONE.format("A city."))).code == 0
    assert (tmp_path / "harbour" / "dawn.1.mp4").read_bytes() == earlier
    assert film.read_bytes() != earlier
    assert charged(sandbox) == (2, 2)


@pytest.mark.parametrize("harm", ["cut", "same size"])
def test_a_kept_film_that_was_harmed_is_fetched_again_and_not_paid_again(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, harm: str
) -> None:
    file = write(ONE.format("A harbour."))
    assert kling("run", file).code == 0
    film = tmp_path / "harbour" / "dawn.mp4"
    whole = film.read_bytes()
    film.write_bytes(whole[:1000] if harm == "cut" else whole[:-1] + bytes([whole[-1] ^ 1]))
    assert kling("run", file).code == 0
    assert film.read_bytes() == whole
    assert (tmp_path / "harbour" / "dawn.1.mp4").is_file()
    assert charged(sandbox) == (1, 1)


def test_a_production_that_moved_with_its_folder_knows_its_films_again(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    assert kling("run", write(ONE.format("A harbour."))).code == 0
    (tmp_path / "new").mkdir()
    for name in ("harbour", "harbour.yaml"):
        shutil.move(tmp_path / name, tmp_path / "new" / name)
    run = kling("run", tmp_path / "new" / "harbour.yaml")
    assert run.code == 0, run.err
    assert videos(tmp_path / "new" / "harbour") == ["dawn.mp4"]
    assert charged(sandbox) == (1, 1)


def test_files_in_the_making_of_others_who_live_stay_and_those_of_the_dead_go(
    sandbox: Sandbox, write: Write, kill: Kill, kling: Kling, tmp_path: Path
) -> None:
    file = write(FOUR)
    kill(file, "kling.media.files:Part.keep", "before", 1)
    folder = tmp_path / "harbour"
    [left] = (folder / ".kling").iterdir()
    assert list(left.iterdir())
    (folder / ".0123456789abcdef.part").write_bytes(b"somebody's")
    with closing(PartFolder(folder / ".kling")) as other:
        assert not left.exists()
        theirs = other.path / "1.mp4"
        theirs.write_bytes(b"half")
        assert kling("run", file).code == 0
        assert theirs.read_bytes() == b"half"
    assert (folder / ".0123456789abcdef.part").exists()
    assert list((folder / ".kling").iterdir()) == []


def test_what_workers_left_that_die_while_others_go_on_is_removed_with_the_next_file_and_at_the_end(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, part, there = tmp_path / "harbour" / ".kling" / ".0123456789abcdef.part", Files.part, list[bool]()

    def begin(files: Files, suffix: str) -> Path:
        begun = part(files, suffix)
        there.append(left.exists())
        left.mkdir(exist_ok=True)
        for name in ("lock", "1.mp4"):
            (left / name).write_bytes(b"half")
        return begun

    monkeypatch.setattr(Files, "part", begin)
    assert kling("run", write(ONE.format("A harbour."))).code == 0
    assert len(there) > 1
    assert not any(there)
    assert not left.parent.exists()


@pytest.mark.parametrize("half", [[], ["1.mp4"]], ids=["before its lock", "while it was removed"])
def test_a_folder_whose_process_was_killed_without_a_lock_is_removed(tmp_path: Path, half: list[str]) -> None:
    left = tmp_path / ".0123456789abcdef.part"
    left.mkdir()
    for name in half:
        (left / name).write_bytes(b"half")
    with closing(PartFolder(tmp_path)) as mine:
        assert list(tmp_path.iterdir()) == [mine.path]


def _told(write: Write, briefs: str) -> str:
    made = plan(read(write(briefs)), DEFAULT)
    return " ".join(d.message for d in made.diagnostics if d.severity == "error")


A = "{scenario: t2v, prompt: a}"


@pytest.mark.parametrize(
    ("briefs", "words"),
    [
        (f"briefs: {{Dawn: {A}, dawn: {A}}}", "both be written"),
        (f"briefs: {{\u00e9: {A}, e\u0301: {A}}}", "two videos are called"),  # one letter, or with an accent
        (f"briefs: {{CON: {A}}}", "device on Windows"),
        (f"briefs: {{aux.old/x: {A}}}", "device on Windows"),
        (f"briefs: {{'a/{'b' * 300}': {A}}}", "longer than 240 bytes"),
        (f"briefs: {{{'灯' * 90}: {A}}}", "longer than 240 bytes"),
        (f"briefs: {{a.mp4/b: {A}, a: {A}}}", "a video and a folder"),
        (f"briefs: {{.kling/b: {A}}}", "used for other things"),
        (f"briefs: {{'...': {A}}}", "no path below"),
    ],
)
def test_names_that_are_no_files_somewhere_are_told_with_the_faults(write: Write, briefs: str, words: str) -> None:
    assert words in _told(write, briefs)


def test_a_folder_that_cannot_be_written_and_a_disk_that_is_too_small_are_told_before_anything_is_sent(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(FOUR)
    (tmp_path / "harbour").write_text("a file in the place of the folder")
    run = kling("run", file)
    assert run.code == 2
    assert f"nothing can be written to {tmp_path / 'harbour'}" in run.err
    (tmp_path / "harbour").unlink()
    if os.geteuid():
        (tmp_path / "harbour").mkdir(mode=0o500)
        assert kling("run", file).code == 2
        (tmp_path / "harbour").rmdir()
    monkeypatch.setattr("kling.productions.preflight._BYTES_PER_SECOND", 10**15)
    run = kling("run", file)
    assert run.code == 2
    assert "of free space, and the videos take about" in run.err
    monkeypatch.undo()
    assert charged(sandbox) == (0, 0)
    assert not (tmp_path / "harbour").exists()


def test_what_this_program_knows_of_files_is_in_the_ledger_under_their_paths(
    sandbox: Sandbox, write: Write, kling: Kling, tmp_path: Path
) -> None:
    assert kling("run", write(ONE.format("A harbour."))).code == 0
    with closing(sqlite3.connect(tmp_path / "kling-home/jobs/ledger.sqlite")) as db:
        paths = {
            Path(path).relative_to(tmp_path / "harbour").as_posix()
            for (path,) in db.execute("SELECT path FROM kling_files")
        }
    assert paths == {"dawn.mp4", ".thumbnails/dawn.jpg", "report.html"}

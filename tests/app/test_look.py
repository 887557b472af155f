"""Seeing what is there: contact sheets with times and cuts, and what a file is to the API."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image, ImageDraw, ImageEnhance

from kling.app.frames import frames
from kling.app.look import look
from kling.app.preview import board
from kling.app.refusal import Refusal
from tests.app.test_fit import clip_of
from tests.cli.conftest import Kling, kling

__all__ = ["kling"]


def test_a_sheet_shows_moments_and_stays_below_a_megabyte(clip: Path, tmp_path: Path) -> None:
    made = frames(clip, tmp_path / "sheet.jpg", count=9)
    assert made.path.stat().st_size < 1_000_000
    assert len(made.times) == 9
    assert made.times[0] == 0
    assert made.facts.has_sound
    with Image.open(made.path) as sheet:
        assert sheet.width > 3 * 400


def test_a_sheet_is_in_the_format_of_its_name(tmp_path: Path) -> None:
    short = clip_of(tmp_path / "short.mp4", seconds=1)
    for name, form in (("s.jpg", "JPEG"), ("t.JPEG", "JPEG"), ("s.png", "PNG"), ("s.webp", "WEBP")):
        made = frames(short, tmp_path / name, count=2)
        with Image.open(made.path) as sheet:
            assert sheet.format == form
        assert made.path.stat().st_size < 1_000_000


@pytest.mark.parametrize("name", ["sheet.gif", "sheet"])
def test_a_name_that_is_no_format_of_a_sheet_is_refused(name: str, clip: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"a sheet is a \.jpg, \.png or \.webp"):
        frames(clip, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_cuts_are_found_and_each_shot_is_shown(kling: Kling, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    shots = ("--shot", "2 A red kite at noon on a beach.", "--shot", "2 Night: a lighthouse in snow.")
    run = kling("generate", *shots, "--mode", "std", "--sandbox", "-o", film)
    assert run.code == 0, run.err
    made = frames(film, per_shot=True)
    assert [round(cut) for cut in made.cuts] == [2]
    assert len(made.times) == 2
    assert made.path == tmp_path / "film-shots.jpg"  # beside the sheet that --sheet draws
    found = kling("frames", film, "--at", "0.5,3", "-o", tmp_path / "two.jpg", "--json").json
    assert found["times"] == [0.5, 3.0]


def test_what_is_no_video_is_told(photo: Path) -> None:
    with pytest.raises(Refusal, match="is no video but png"):
        frames(photo)


def test_a_file_is_said_to_be_legal_or_not_and_what_mends_it(
    kling: Kling, clip: Path, photo: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small.png"
    Image.new("RGB", (200, 200), "red").save(small)
    legal, bad, video = look(photo).document(), look(small).document(), look(clip).document()
    assert (legal["legal"], legal["problems"]) == (True, [])
    assert (bad["legal"], bad["fit_mends_it"]) == (False, True)
    assert video["has_sound"] is True
    assert video["units_as_edit"]["std"] == "4.5"
    assert bad["fit_would"] == ["scaled to 300x300"]
    run = kling("look", photo, small, clip)
    assert run.code == 0
    assert "not legal" in run.out


def test_a_clip_that_a_plain_installation_cannot_measure_has_the_highest_price_and_no_verdict(
    kling: Kling, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    other = tmp_path / "clip.mp4"
    shutil.copyfile(clip, other)
    told = look(other).document()
    assert (told["legal"], told.get("seconds")) == (None, None)
    assert told["units_as_edit"] == {"std": "9", "pro": "12"}
    run = kling("look", other)
    assert "length not known, sound not known: as input legal as far as is known" in run.out
    assert "to change it: at most std 9 units" in run.out
    assert "pip install 'kling-video-generator[sandbox]'" in run.out


@pytest.mark.parametrize(
    ("name", "what"), [("a.mp4", "no video but an empty file"), ("a.jpg", "no picture but an empty")]
)
def test_what_is_neither_a_picture_nor_a_clip_is_judged_by_its_name(
    kling: Kling, tmp_path: Path, name: str, what: str
) -> None:
    (tmp_path / name).touch()
    run = kling("look", tmp_path / name)
    assert (run.code, what in run.out, "units" in run.out) == (1, True, False)
    assert kling("look", tmp_path / name, "--json").code == 1


def test_an_address_is_not_looked_at(kling: Kling) -> None:
    run = kling("look", "https://www.youtube.com/watch?v=abc")
    assert (run.code, "is a YouTube page; download it first" in run.err) == (2, True)


def film_of(path: Path, pictures: Sequence[Image.Image]) -> Path:
    """A clip of these, 24 a second."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=24)
        video.width, video.height, video.pix_fmt = *pictures[0].size, "yuv420p"
        for n, picture in enumerate(pictures):
            frame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = n, Fraction(1, 24)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return path


def test_a_flash_is_no_cut_and_a_new_picture_is(tmp_path: Path) -> None:
    one, other = Image.new("RGB", (320, 180), (60, 90, 120)), Image.new("RGB", (320, 180), (200, 180, 60))
    ImageDraw.Draw(one).rectangle((0, 90, 160, 180), fill=(20, 30, 20))
    ImageDraw.Draw(other).ellipse((160, 0, 320, 180), fill=(90, 20, 20))
    flash, white = ImageEnhance.Brightness(one).enhance(2.0), Image.new("RGB", (320, 180), "white")
    shown = [flash if n in (20, 21, 30) else one if n < 48 else white if 60 <= n < 68 else other for n in range(96)]
    assert frames(film_of(tmp_path / "film.mp4", shown)).cuts == [2.0]


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_another_file_in_the_place_of_a_sheet_stays_and_a_sheet_is_drawn_again(tmp_path: Path, ending: str) -> None:
    clip, place = (
        film_of(tmp_path / "clip.mp4", [Image.new("RGB", (320, 180), "red")] * 48),
        tmp_path / f"sheet.{ending}",
    )
    Image.new("RGB", (9, 9)).save(place)
    mine = place.read_bytes()
    with pytest.raises(Refusal, match="exists") as refused:
        frames(clip, place)
    assert (refused.value.kind, place.read_bytes()) == ("exists", mine)
    frames(clip, place, force=True)
    frames(clip, place, count=2)
    assert [path.name for path in tmp_path.glob("sheet*")] == [place.name]


def test_another_file_in_the_place_of_a_storyboard_is_moved_aside(tmp_path: Path) -> None:
    brief, place = tmp_path / "film.yaml", tmp_path / "film-board.edl"
    brief.write_text("{scenario: t2v, mode: std, duration: 3, prompt: A cup on a table. Static camera.}")
    place.write_text("mine")
    for _ in range(2):  # the same board is the same file
        made = board(brief)
    assert place in made
    moved = [path for path in tmp_path.iterdir() if path not in (*made, brief)]
    assert [path.name for path in moved] == ["film-board.1.edl"]
    assert moved[0].read_text() == "mine"

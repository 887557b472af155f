"""The storyboard and its files for editors, read again by other programs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from PIL import Image

from kling.animatic import read
from kling.animatic.board import edl, panels, srt, write_otio, write_pages
from kling.animatic.captions import timecode
from kling.animatic.scenes import terms_of
from kling.animatic.staged import DRAFT
from tests.animatic.films import body, find

SHOTS = ["Wide shot: a woman waits in a park.", 'Close-up: the woman says: "You came."', "A dog runs through a field."]


def film(**fields: Any) -> dict[str, Any]:
    shots = [{"index": n, "prompt": text, "duration": "2"} for n, text in enumerate(SHOTS, start=1)]
    return body("", multi_shot=True, shot_type="customize", multi_prompt=shots, duration="6") | fields


@pytest.fixture(scope="module")
def shots() -> list[Any]:
    return list(panels([("one", film()), ("two", body("A cup on a table."))], find, quality=DRAFT))


def test_a_board_has_a_panel_for_each_shot_of_all_videos(shots: list[Any]) -> None:
    assert [panel.code for panel in shots] == ["01", "02", "03", "04"]
    assert [(panel.start, panel.end) for panel in shots] == [(0, 48), (48, 96), (96, 145), (145, 218)]
    assert all(panel.plan is not None for panel in shots)


def test_a_board_is_a_pdf_and_a_picture(shots: list[Any], tmp_path: Path) -> None:
    pdf, page = write_pages(shots, "a film", tmp_path / "film")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert Image.open(page).size == (1754, 1240)


def test_an_edl_gives_every_shot_its_times(shots: list[Any]) -> None:
    events = re.findall(r"^(\d{3})  (\S+) +V +C +(\S+) (\S+) (\S+) (\S+)$", edl(shots, "a film"), re.MULTILINE)
    assert [event[1] for event in events] == ["ONE", "ONE", "ONE", "TWO"]
    assert events[1][2:] == ("00:00:02:00", "00:00:04:00", "00:00:02:00", "00:00:04:00")
    assert events[3][2] == "00:00:00:00"
    assert events[3][4] == timecode(145)


def test_subtitles_have_the_lines_and_who_speaks(shots: list[Any]) -> None:
    blocks = srt(shots).strip().split("\n\n")
    assert len(blocks) == 1
    assert "You came." in blocks[0]
    assert re.search(r"00:00:0[23],\d{3} --> 00:00:0[234],\d{3}", blocks[0])


def test_the_timeline_opens_in_opentimelineio(shots: list[Any], tmp_path: Path) -> None:
    write_otio(shots, "a film", tmp_path / "film.otio", {"one": "one.mp4"})
    timeline = otio.adapters.read_from_file(str(tmp_path / "film.otio"))
    clips = list(timeline.tracks[0])
    assert [clip.source_range.duration.value for clip in clips] == [48, 48, 49, 73]
    assert clips[0].media_reference.target_url == "one.mp4"
    assert clips[1].metadata["kling"]["lines"]


@pytest.mark.parametrize(
    ("words", "terms"), [("A man waits.", ()), ("Static camera. A man waits.", ("STATIC CAMERA",))]
)
def test_a_slate_names_no_camera_that_nobody_asked_for(words: str, terms: tuple[str, ...]) -> None:
    told = terms_of(read.film([body(words)]).shots[0])
    assert tuple(one.upper() for one in told) == terms

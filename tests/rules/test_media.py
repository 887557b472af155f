"""Local pictures are looked at to their end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kling.briefs import BriefRefused, compile, from_fields


@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_cut_picture_is_refused_before_anything_is_sent(tmp_path: Path, photo: Path, share: float) -> None:
    whole = photo.read_bytes()
    cut = tmp_path / "cut.png"
    cut.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BriefRefused, match="M12"):
        compile(from_fields("She smiles.", first_frame=str(cut)))


def test_a_whole_picture_is_not(photo_jpg: Path) -> None:
    codes = {d.code for d in compile(from_fields("It lifts off.", first_frame=str(photo_jpg))).diagnostics}
    assert "M12" not in codes


def found(source: Path, **fields: object) -> list[str]:
    with pytest.raises(BriefRefused) as refused:
        compile(from_fields("It moves.", **fields, **{"edit": str(source)} if not fields else {}))
    return [f"{d.code} {d.message}" for d in refused.value.diagnostics if d.severity == "error"]


def test_a_picture_given_as_a_clip_has_one_fault(photo: Path) -> None:
    assert found(photo) == ["M5 this is no video but a png picture"]


def test_a_clip_given_as_a_picture_has_one_fault(clip: Path) -> None:
    assert found(clip, first_frame=str(clip)) == ["M1 this is no picture but a video"]


def test_an_empty_file_has_one_fault(tmp_path: Path) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    assert found(empty) == ["M5 this is no video but an empty file"]
    assert found(empty, first_frame=str(empty)) == ["M1 this is no picture but an empty file"]


@pytest.mark.parametrize("share", [0.001, 0.3, 0.999])
def test_a_clip_that_is_cut_off_is_called_so(tmp_path: Path, clip: Path, share: float) -> None:
    whole = clip.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: int(len(whole) * share)])
    assert found(cut) == ["M5 this is a clip that is cut off"]


def test_bytes_behind_the_last_box_do_no_harm(tmp_path: Path, clip: Path) -> None:
    padded = tmp_path / "padded.mp4"
    padded.write_bytes(clip.read_bytes() + b"\0\0\0\0" + b"TAG of some tool")
    assert compile(from_fields("Change @video to snow. Keep the rest.", edit=str(padded))).body["video_list"]


def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    for place, words in (
        (tmp_path / "pipe.mp4", "is a pipe or a device"),
        (tmp_path, "is a folder"),
        (Path("/dev/null"), "is a pipe or a device"),
        (tmp_path / ("x" * 300), "cannot be read (File name too long)"),
        (tmp_path / "a\0b", "no valid file name"),
    ):
        for fields in ({}, {"first_frame": str(place)}):
            [fault] = found(place, **fields)
            assert fault.startswith("M10")
            assert words in fault


def test_a_silent_clip_whose_sound_is_to_be_kept_is_told(tmp_path: Path, clip: Path) -> None:
    from kling.animatic.film import render
    from kling.animatic.staged import STILLS
    from kling.briefs import compile, from_fields

    silent = tmp_path / "silent.mp4"
    body = compile(from_fields("A swan turns.", duration=3, mode="std")).body
    render(body, silent, find=lambda source: None, quality=STILLS)
    told = {}
    for path in (silent, clip):
        brief = from_fields("Snow falls in @video", edit=str(path), keep_original_sound=True)
        told[path] = [d.code for d in compile(brief).diagnostics]
    assert ("M15" in told[silent], "M15" in told[clip]) == (True, False)

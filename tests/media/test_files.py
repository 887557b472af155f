"""Places are tried before anything is paid for what shall go there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kling.media.files import PlaceError, move_aside, try_places


def test_a_place_that_works_is_left_as_it_was(tmp_path: Path) -> None:
    try_places([tmp_path / "new" / "a.mp4", tmp_path / "b.mp4", tmp_path / ("n" * 251 + ".mp4")], 1000)
    assert (
        sorted(path.name for path in tmp_path.iterdir()) == ["kling-home", "new"]
        or not (tmp_path / "new" / "a.mp4").exists()
    )


@pytest.mark.parametrize("name", ["CON", "con.mp4", "aux", "Nul.tar.gz", "COM1.mp4", "lpt9"])
def test_names_of_devices_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PlaceError, match="device"):
        try_places([tmp_path / name])


@pytest.mark.parametrize("name", ["a:b.mp4", "a?.mp4", "a\nb.mp4", 'say "hi".mp4', "end.", "end "])
def test_names_that_not_every_system_can_have_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PlaceError, match=r"choose another"):
        try_places([tmp_path / name])


def test_names_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="capitals"):
        try_places([tmp_path / "Dawn.mp4", tmp_path / "dawn.mp4"])


@pytest.mark.parametrize("name", ["n" * 252 + ".mp4", "雪" * 100 + ".mp4"])
def test_a_name_that_is_too_long_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PlaceError, match="too long"):
        try_places([tmp_path / name])


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", Path("/proc/nobody")):
        with pytest.raises(PlaceError, match="nothing can be written"):
            try_places([folder / "a.mp4"])


def test_a_disk_without_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="MB free"):
        try_places([tmp_path / "a.mp4"], 10**18)


def test_a_name_as_long_as_names_can_be_is_moved_aside(tmp_path: Path) -> None:
    path = tmp_path / ("雪" * 83 + "n.mp4")
    path.touch()
    aside = move_aside(path)
    assert aside.exists()
    assert aside.name.endswith(".1.mp4")
    assert len(os.fsencode(aside.name)) <= 255

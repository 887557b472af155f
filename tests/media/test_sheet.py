"""Contact sheets of videos."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from tests.conftest import CLIPS

from kling.media.sheet import NoPictures, frames, sheet


def test_frames_are_spread_from_the_first_to_the_last() -> None:
    shown = frames(CLIPS / "bigbuckbunny.mp4", 4)
    times = [seconds for seconds, _ in shown]
    assert times[0] == 0.0
    assert times[-1] > 5
    steps = [after - before for before, after in pairwise(times)]
    assert max(steps) - min(steps) < 0.1


def test_a_sheet_has_all_frames_side_by_side() -> None:
    whole = sheet(CLIPS / "bigbuckbunny.mp4", 5)
    assert whole.width == 3 * 488 + 8
    assert whole.height > 2 * 270


def test_what_is_no_video_is_named(tmp_path: Path) -> None:
    place = tmp_path / "film.mp4"
    place.write_bytes(b"words")
    with pytest.raises(NoPictures, match="cannot be decoded"):
        sheet(place)

"""Local pictures are looked at to their end."""

from __future__ import annotations

from pathlib import Path

import pytest

from kling.brief import BriefRefused, compile, from_fields


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

"""What an agent gives as a picture or clip: as it is, or a file below its folders, however it is spelt."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from kling.app.refusal import Refusal
from kling.app.request import source


def _below(folder: Path, text: str) -> Path:
    place = (folder / text).resolve()
    if not place.is_relative_to(folder):
        raise Refusal("usage", "outside")
    return place


@pytest.mark.parametrize("spelling", ["{}", "file://{}", "FILE://{}", "file:{}", "file://localhost{}", " {} "])
def test_no_spelling_of_a_file_outside_of_the_folders_is_read(tmp_path: Path, photo_jpg: Path, spelling: str) -> None:
    with pytest.raises(Refusal, match="outside"):
        source(spelling.format(photo_jpg), lambda text: _below(tmp_path, text))
    inside = tmp_path / "my photo.jpg"
    assert source(inside.as_uri(), lambda text: _below(tmp_path, text)) == str(inside)


def test_what_is_no_file_stays_as_it_is_given(tmp_path: Path, photo_jpg: Path) -> None:
    encoded = base64.b64encode(photo_jpg.read_bytes()).decode()
    for text in (
        encoded,
        f"data:image/jpeg;base64,{encoded}",
        f"DATA:image/jpeg;base64,{encoded}",
        "blob:x",
        "s3://b/k",
    ):
        assert source(text, lambda text: _below(tmp_path, text)) == text

"""Files that a wish names by themselves."""

from __future__ import annotations

from pathlib import Path

import skimage

from kling.briefs.plan import Given, plan

PICTURE = Path(skimage.__file__).parent / "data" / "astronaut.png"


def test_a_picture_named_in_the_wish_is_used() -> None:
    planned = plan(f"Animate {PICTURE}, she smiles")
    assert planned.document["first_frame"] == str(PICTURE)
    assert "astronaut" not in planned.document["prompt"]
    assert any("is used as a picture" in note for note in planned.notes)


def test_a_picture_given_and_named_is_used_once() -> None:
    planned = plan(f"Animate {PICTURE}, she smiles", (Given("image", str(PICTURE)),))
    assert planned.document["scenario"] == "i2v"
    assert not any("named in the wish" in note for note in planned.notes)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    planned = plan("Animate aunt.png, she smiles", folder=tmp_path)
    assert planned.document["scenario"] == "t2v"
    assert any(note.startswith("aunt.png stands in the wish") for note in planned.notes)

"""Stills of the stage that were looked at and liked; a change that is meant makes them anew (`python -m
tests.animatic.test_stills`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kling.animatic.film import poster
from tests.animatic.films import body, find

FOLDER = Path(__file__).parent / "stills"
STILLS = {
    "western": "Wide shot, low angle: two gunslingers face each other on the main street of a western town at noon.",
    "station": "Wide shot: a woman in a red coat waits on a station platform at dusk with a suitcase.",
    "kitchen": "Medium shot: a chef cooks in a kitchen in the morning.",
    "alley": "A detective stands in a dark alley at night.",
    "reef": "Wide shot: a sea turtle swims over a coral reef.",
    "cup": "Close-up: a coffee cup on a table in a café.",
}


def still(prompt: str) -> Image.Image:
    return poster(body(prompt), find=find, frame=24, max_height=180, burn="none")


@pytest.mark.parametrize("name", list(STILLS))
def test_a_scene_looks_as_it_did(name: str) -> None:
    from skimage.metrics import structural_similarity  # takes a second, which is no other worker's

    now, then = still(STILLS[name]).convert("L"), Image.open(FOLDER / f"{name}.png").convert("L")
    likeness: float = structural_similarity(np.asarray(now), np.asarray(then))  # type: ignore[no-untyped-call]
    assert likeness > 0.8


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, prompt in STILLS.items():
        still(prompt).quantize(128).save(FOLDER / f"{name}.png", optimize=True)

"""What stands for things without a model: the outlines of icons, found by their words, and boxes for all others."""

from __future__ import annotations

import re

import numpy as np
import pytest
import yaml

from kling.animatic.build import Paint, thing
from kling.animatic.marks import BOX, Mark, Prop
from kling.animatic.playing import mesh_of
from kling.animatic.read import film
from kling.animatic.scene import Film, Shot, Thing
from kling.animatic.silhouettes import OUTLINES, WORDS, outlines, special
from kling.animatic.staged import Staged
from tests.animatic.test_stage import SIZE, SMALL
from tests.cases import cases

HOME = WORDS.parent
CHOSEN = yaml.load((HOME / "chosen.yaml").read_text("utf-8"), yaml.CSafeLoader)
METRES = {
    "hand": (0.04, 1.2), "food": (0.04, 0.4), "table": (0.14, 0.9), "animal": (0.05, 2.5), "floor": (0.3, 3),
    "drawn here": (0.05, 1.8), "vehicle": (1.1, 6), "land": (1.4, 14),
}  # fmt: skip


def found(label: str, kind: str = "") -> str:
    return special(Thing(kind=kind, label=label))


@cases(
    "word",
    ["anchor", "船锚", "錨", "ancla", "ancre", "Anker", "âncora", "ancora di ferro", "닻", "якорь", "लंगर", "مرساة"],
)
def test_a_word_of_each_language_finds_its_outline(word: str) -> None:
    assert found(word) == "mdi:anchor"


def test_a_compound_is_what_its_last_words_are() -> None:
    assert found("sushi conveyor belt") == found("conveyor belts") == "conveyor_belt"
    assert found("rusty old padlock") == "mdi:lock"
    assert found("Handcuffs") == "mdi:handcuffs"
    assert found("seat belt") == found("tea bag") == ""


@cases("word", ["nail", "pipe", "fan", "crane", "seal", "mint", "spring", "bank", "鼠标", "horn"])
def test_an_ambiguous_word_finds_none(word: str) -> None:
    assert found(word) not in outlines()


def test_an_unknown_word_is_a_box() -> None:
    assert found("gubbins") == found("杂物") == ""


def test_a_model_goes_before_an_outline() -> None:
    assert found("扫帚") == found("broom") == "broom"
    assert found("padlock", kind="box") == "box"
    assert {found(word, "truck") for word in ("消防车", "はしご車", "fire engine", "Drehleiter")} == {"fire_truck"}
    assert found("tire-bouchon") == found("Korkenzieher") == found("corkscrew") == "corkscrew"


def test_notes_tell_what_stands_for_a_thing() -> None:
    (shot,) = film([{"prompt": "A padlock and a harness on a table in a workshop.", "duration": "3"}]).shots
    assert "no model: padlock (its outline stands for it)" in shot.notes
    assert "no model: harness (a box stands for it)" in shot.notes


def test_every_outline_has_its_licence() -> None:
    told = (HOME / "README.md").read_text("utf-8")
    for source in {kind.partition(":")[0] for kind in outlines()} - {"own"}:
        row = next(line for line in told.splitlines() if line.startswith(f"| `{source}:`"))
        assert CHOSEN["sources"][source] in row
        assert "CC0" in row or (HOME / re.findall(r"`(LICENSE[^`]*)`", row)[0]).stat().st_size > 1000
    assert (HOME / "LICENSE.Unicode").read_text("utf-8").startswith("UNICODE LICENSE V3")


def test_no_outline_shows_a_person_a_face_or_a_flag() -> None:
    banned = set(re.findall(r"\w+", "person people man woman boy girl baby face smiley emoticon account flag logo"))
    assert [kind for kind in outlines() if banned.intersection(re.split(r"[:-]", kind))] == []


def test_outlines_are_as_they_were_chosen_and_as_large_as_their_kind() -> None:
    rows = {kind: row for part in METRES for kind, row in CHOSEN[part].items()}
    assert set(rows) == set(outlines())
    for part, (low, high) in METRES.items():
        for kind in CHOSEN[part]:
            size = np.ptp(thing(kind).points, axis=0)
            assert low <= max(size[0], size[2]) <= high, kind
            assert size[1] < 0.16, kind
    assert OUTLINES.stat().st_size + WORDS.stat().st_size < 500_000


def test_an_outline_has_the_colour_that_is_named() -> None:
    red, green = (thing("mdi:lock", Paint(colour)).colours.mean(0) for colour in ("c02020", "20c020"))
    assert red[0] > 2 * red[1]
    assert green[1] > 2 * green[0]


def test_a_box_is_small_and_half_as_large_in_a_hand() -> None:
    loose, held = (np.ptp(mesh_of(Prop("", holder=who), 0.0).points, axis=0).max() for who in ("", "Mara"))
    assert loose == pytest.approx(BOX)
    assert held == pytest.approx(BOX / 2)


def test_an_outline_shows_its_front_wherever_the_camera_is() -> None:
    shot = Shot(
        number=1, seconds=2, set="studio", angle="profile", things=(Thing(kind="", label="tire", colour="#ff0000"),)
    )
    staged = Staged(Film(shots=(shot,)), shot, SIZE, SMALL)
    try:
        picture = staged.picture(0.5)[..., :3].astype(int)
        assert staged.tags[0][0] == "tire"
    finally:
        staged.close()
    rows, columns = np.nonzero(picture[..., 0] > 2 * picture[..., 1:].max(-1))
    assert np.ptp(columns) == pytest.approx(np.ptp(rows), rel=0.25)  # a ring, not its edge
    assert Mark(0, 0).toward(Mark(0, -4)) == pytest.approx(0.0)

"""Plans as briefs: files that a request names, names of assets, films as production files."""

from __future__ import annotations

from pathlib import Path

import pytest
import skimage

from kling import briefs
from kling.planner.asset import Asset
from kling.planner.documents import plan

PICTURE = Path(skimage.__file__).parent / "data" / "astronaut.png"


def test_a_picture_named_in_the_request_is_used_and_its_file_is_no_word() -> None:
    planned = plan(f"Animate {PICTURE}, she smiles")
    assert planned.document["first_frame"] == str(PICTURE)
    assert planned.document["prompt"] == "Animate @first_frame, she smiles"
    assert planned.plan.removed == (str(PICTURE),)
    assert any("is used as a picture" in note for note in planned.notes)


def test_a_picture_given_and_named_is_used_once() -> None:
    planned = plan(f"Animate {PICTURE}, she smiles", (Asset("image", source=str(PICTURE)),))
    assert planned.document["scenario"] == "i2v"
    assert not any("named in the request" in note for note in planned.notes)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    planned = plan("Animate aunt.png, she smiles", folder=tmp_path)
    assert planned.document["scenario"] == "t2v"
    assert any(note.startswith("aunt.png stands in the request") for note in planned.notes)


def test_names_stand_for_tokens_in_a_brief() -> None:
    planned = plan(
        "@cup steams beside @spoon",
        (Asset("image", "cup", source=str(PICTURE)), Asset("image", "spoon", source=str(PICTURE))),
    )
    assert planned.document["prompt"] == "@cup steams beside @spoon"
    assert planned.body["prompt"] == "<<<image_1>>> steams beside <<<image_2>>>"


def test_a_request_that_divides_is_a_film_and_one_that_does_not_is_none() -> None:
    film = plan("20 seconds: first a boat leaves, then it sinks, finally a whale sings").film
    assert film is not None
    shots = [shot for entry in film["films"]["film"]["shots"] for shot in entry.get("shots", [entry])]
    assert [shot["duration"] for shot in shots] == [6, 7, 7]
    planned = plan("20 seconds of a river")
    assert (planned.film, planned.document["duration"]) == (None, 15)
    assert any("tell it in parts" in note for note in planned.notes)


def test_names_of_several_words_or_scripts_become_names_of_the_brief() -> None:
    said = ("Ana María", "o gato preto", "काली बिल्ली", "Ana María")
    planned = plan(
        "Ana María waves, @o gato preto sleeps", tuple(Asset("element", name, source="123") for name in said)
    )
    assert list(planned.document["elements"]) == ["Ana_María", "o_gato_preto", "काली_बिल्ली", "element_4"]
    assert "@o_gato_preto sleeps" in planned.document["prompt"]


def test_pictures_that_are_called_as_others_are_counted_are_all_there() -> None:
    pictures = [Asset("image", name, source=f"https://a.example/{n}.png") for n, name in enumerate(("image_2", ""))]
    planned = plan("a cat sleeps", tuple(pictures))
    assert planned.document["images"] == {f"image_{n + 1}": one.source for n, one in enumerate(pictures)}
    assert vars(briefs.parse(planned.document))["images"] == planned.document["images"]


@pytest.mark.parametrize(
    ("words", "file", "prompt"),
    [
        ("用妈妈.png里的女人在厨房包饺子", "妈妈.png", "用@妈妈里的女人在厨房包饺子"),
        ("собака.png бежит по снегу", "собака.png", "@собака бежит по снегу"),
        ("猫.pngの猫が窓辺で眠る", "猫.png", "@猫の猫が窓辺で眠る"),
        ("قطة.png تنام على الأريكة", "قطة.png", "@قطة تنام على الأريكة"),
    ],
)
def test_files_are_named_in_any_script(words: str, file: str, prompt: str, tmp_path: Path) -> None:
    (tmp_path / file).write_bytes(PICTURE.read_bytes())
    assert plan(words, folder=tmp_path).document["prompt"] == prompt
    assert plan(words, (Asset("image", source=str(tmp_path / file)),), folder=tmp_path).document["prompt"] == prompt


@pytest.mark.parametrize(
    ("words", "file", "name"),
    [
        ("妈妈在厨房包饺子", "妈妈.jpg", "妈妈"),
        ("Старый_Пёс спит", "старый_пёс.png", "image_1"),
        ("the old dog sleeps", "old_dog.png", "old_dog"),
        ("할머니가 웃는다", "할머니.png", "image_1"),
        ("the photo hangs on a wall", "photo.png", "image_1"),
    ],
)
def test_a_picture_that_is_spoken_of_by_its_file_has_its_name(words: str, file: str, name: str, tmp_path: Path) -> None:
    (tmp_path / file).write_bytes(PICTURE.read_bytes())
    planned = plan(words, (Asset("image", source=file),), folder=tmp_path)
    assert list(planned.document["images"]) == [name], planned.document
    assert f"@{name}" in planned.document["prompt"]

"""The user's own pictures: whom and what they show, and how they stand on the stage."""

from __future__ import annotations

from typing import Any

import pytest

from kling.animatic.read import film
from kling.animatic.scene import Film

A, B = "<<<image_1>>>", "<<<image_2>>>"


def body(text: str) -> dict[str, Any]:
    return {"prompt": text, "image_list": [{"image_url": f"https://x.org/{n}.png"} for n in range(2)]}


def shown(made: Film) -> set[tuple[str, str]]:
    """What each picture is of: kinds of cast and things by the pictures that show them."""
    cast = {(one.reference, one.kind) for one in made.cast if one.reference}
    return cast | {(one.reference, one.kind) for shot in made.shots for one in shot.things if one.reference}


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (f"The woman from {A} walks.", {("image_1", "woman")}),
        (f"{A} is the cat. It sleeps on the sofa.", {("image_1", "cat")}),
        (f"The ginger cat is {A}. A black cat watches it.", {("image_1", "cat")}),
        (f"一个女人（{A}）抱着{B}中的猫。", {("image_1", "woman"), ("image_2", "cat")}),
        (f"La chica de {A} llega con el perro de {B}.", {("image_1", "girl"), ("image_2", "dog")}),
        (f"A man lifts {A} and drinks from it.", {("image_1", "")}),
        (f"{A} sleeps beside {B}. {A} is the cat.", {("image_1", "cat"), ("image_2", "person")}),
        (f"A woman walks along the beach from {A}, in the style of {B}.", set()),
        (f"A woman in {A} laughs. The background is {B}.", set()),
        (f"{A} and {B} sit in a diner.", {("image_1", "person"), ("image_2", "person")}),
    ],
)
def test_a_picture_is_of_whom_or_what_the_words_say(words: str, wanted: set[tuple[str, str]]) -> None:
    assert shown(film([body(words)])) == wanted


def test_nobody_is_there_twice() -> None:
    made = film([body(f"{A} waits at a bar."), body(f"The woman from {A} looks up. The man from {B} comes in.")])
    assert [(one.kind, one.reference) for one in made.cast] == [("woman", "image_1"), ("man", "image_2")]


def test_what_a_user_calls_a_picture_tells_what_it_shows() -> None:
    names = [{"image_1": "@black_cat", "image_2": "@cup"}]
    assert shown(film([body(f"{A} jumps. {B} stands on a table.")], names)) == {("image_1", "cat"), ("image_2", "cup")}
    pet = film([body(f"{A} watches.")], [{"image_1": "@smoke"}])
    assert [(one.name, one.reference) for one in pet.cast] == [("@smoke", "image_1")]


def test_a_picture_without_a_name_is_called_by_what_it_shows() -> None:
    made = film([body(f"The woman from {A} lifts the cup from {B}.")])
    assert (made.called("image_1"), made.called("image_2")) == ("picture 1: the woman", "picture 2: the cup")
    named = made.model_copy(update={"names": ({"image_1": "@her"},)})
    assert (named.called("image_1"), named.called_in_words()["woman"]) == ("@her", "@her")

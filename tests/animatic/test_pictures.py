"""The user's own pictures: whom and what they show, and how they stand on the stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from kling.animatic.cutouts import Card, cutout_of, net_of
from kling.animatic.read import film
from kling.animatic.scene import Film
from kling.animatic.staged import DRAFT, Staged

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
        (f"La chica de {A} llega con el perro de {B}.", {("image_1", "girl"), ("image_2", "dog")}),
        (f"A man lifts {A} and drinks from it.", {("image_1", "")}),
        (f"{A} sleeps beside {B}. {A} is the cat.", {("image_1", "cat"), ("image_2", "person")}),
        (f"A woman walks along the beach from {A}, in the style of {B}.", set()),
        (f"{A}, {B} and a nun sit in a diner.", {("image_1", "person"), ("image_2", "person")}),
        (f"The woman, {A}, walks.", {("image_1", "woman")}),
        (f"A phone showing {A} lies on a table.", {("image_1", "phone")}),
        (f"The jacket from {A} on a hanger.", {("image_1", "")}),
    ],
)
def test_a_picture_is_of_whom_or_what_the_words_say(words: str, wanted: set[tuple[str, str]]) -> None:
    assert shown(film([body(words)])) == wanted


def test_nobody_is_there_twice() -> None:
    made = film([body(f"{A} waits at a bar."), body(f"The woman from {A} looks up. The man from {B} comes in.")])
    assert [(one.kind, one.reference) for one in made.cast] == [("woman", "image_1"), ("man", "image_2")]


def test_whoever_is_in_a_shot_is_in_the_cast() -> None:
    group = body(f"A man from the background, two women, a cat {B} {B}")
    made = film([body("The cat walks. She and the woman jump."), group])
    assert {one.name for shot in made.shots for one in shot.cast} <= {one.name for one in made.cast}


def test_what_a_user_calls_a_picture_tells_what_it_shows() -> None:
    names = [{"image_1": "@black_cat", "image_2": "@cup"}]
    assert shown(film([body(f"{A} jumps. {B} stands on a table.")], names)) == {("image_1", "cat"), ("image_2", "cup")}


def test_a_picture_without_a_name_is_called_by_what_it_shows() -> None:
    made = film([body(f"The woman from {A} lifts the cup from {B}.")])
    assert (made.called("image_1"), made.called("image_2")) == ("picture 1: the woman", "picture 2: the cup")
    named = made.model_copy(update={"names": ({"image_1": "@her"},)})
    assert (named.called("image_1"), named.called_in_words()["woman"]) == ("@her", "@her")


# ---- on the stage --------------------------------------------------------------------------------------------------


def portrait() -> Image.Image:
    """Head and shoulders on a plain ground."""
    picture = Image.new("RGB", (120, 160), (200, 205, 210))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((35, 20, 85, 90), fill=(90, 40, 20))
    draw.ellipse((10, 90, 110, 240), fill=(170, 30, 40))
    return picture


def animal(tall: int = 150) -> Image.Image:
    """Something that stands whole on a plain ground."""
    picture = Image.new("RGB", (120, tall), (230, 230, 232))
    ImageDraw.Draw(picture).ellipse((20, 15, 100, tall - 15), fill=(220, 120, 40))
    return picture


def crowded() -> Image.Image:
    """A picture without a plain ground."""
    return Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 120, 3), np.uint8).astype(np.uint8))


@contextmanager
def staged(words: str, **pictures: Image.Image) -> Iterator[Staged]:
    made = film([body(words)])
    one = Staged(made, made.shots[0], (320, 180), DRAFT, pictures)
    try:
        one.picture(1.0)
        yield one
    finally:
        one.close()


def test_a_picture_on_a_plain_ground_is_cut_out_and_another_is_framed() -> None:
    assert cutout_of(animal()).picture.getchannel("A").getpixel((0, 0)) == 0
    assert cutout_of(crowded()).picture.getpixel((0, 0)) == (250, 250, 248, 255)
    assert cutout_of(portrait()).goes_on


@pytest.mark.parametrize("size", ["Wide shot", "Full shot", "Medium shot", "Close-up", "Extreme close-up"])
@pytest.mark.parametrize("who", ["the woman", "the cat"])
def test_a_picture_is_whole_in_the_frame_at_every_size(size: str, who: str) -> None:
    with staged(f"{size}: {who} from {A} waits in a park.", image_1=portrait()) as one:
        (card,) = (each for each in one.standing.values() if isinstance(each, Card))
        x, y, z = card.at
        for dx, dz in ((-card.wide / 2, 0), (card.wide / 2, 0), (0, card.high)):
            assert one.where((x + dx, y, z + dz)) is not None


@pytest.mark.parametrize(
    ("words", "high", "foot"),
    [
        (f"The cat from {A} waits in a park.", 0.6, 0.0),
        (f"The cat from {A} sleeps on a sofa.", 0.6, 0.56),
        (f"The cup from {A} on a table in a kitchen.", 0.15, 0.74),
        (f"The woman from {A} waits in a park.", 1.7, 0.0),
        (f"The woman from {A} sits on a bench.", 0.9, 0.4),
    ],
)
def test_a_picture_is_as_large_as_what_it_shows_and_stands(words: str, high: float, foot: float) -> None:
    with staged(words, image_1=animal(400 if "woman" in words else 150)) as one:
        (card,) = (each for each in one.standing.values() if isinstance(each, Card))
        assert card.high == pytest.approx(high, abs=0.15)
        assert card.at[2] == pytest.approx(foot, abs=0.06)


def test_two_pictures_are_both_there_once_under_their_roles() -> None:
    words = f"The woman from {A} holds the cat from {B} in a garden."
    with staged(words, image_1=portrait(), image_2=animal()) as one:
        assert sorted(label for label, _ in one.tags) == ["picture 1: the woman", "picture 2: the cat"]
        assert len(one.actors) == 2
        assert [piece.node.isHidden() for piece in one.pieces.values()] == [False, True]  # a body under the portrait


def test_who_has_no_picture_here_has_the_name_over_the_head() -> None:
    with staged(f"{A} waits in a park.") as one:
        ((words, point),) = one.tags
        assert words == "picture 1"
        assert one.where(point) is not None


def test_what_somebody_lifts_is_in_their_hand() -> None:
    with staged(f"A man lifts {A}.", image_1=animal()) as one:
        assert [prop.holder for prop in one.blocking.props if prop.reference] == ["man"]


def test_a_picture_goes_where_the_figure_goes() -> None:
    with staged(f"The dog from {A} runs through a park.", image_1=animal()) as one:
        (card,) = (each for each in one.standing.values() if isinstance(each, Card))
        before = card.at
        one.picture(2.0)
        assert np.hypot(card.at[0] - before[0], card.at[1] - before[1]) > 0.5


def test_a_picture_throws_a_shadow_from_either_side() -> None:
    faces = {tuple(face) for face in net_of(cutout_of(animal()), (1.0, 1.0)).faces.tolist()}
    assert {face[::-1] for face in faces} == faces


@pytest.mark.parametrize("words", [
    f"Medium shot: the woman from {A} hugs the man from {B}.",
    f"Close-up: the woman from {A} and the man from {B} talk in a café.",
])  # fmt: skip
def test_no_picture_of_somebody_is_before_another(words: str) -> None:
    made = film([body(words)])
    pictures = {f"image_{n}": Image.new("RGB", (400, 300), colour) for n, colour in ((1, "red"), (2, "green"))}
    staged = Staged(made, made.shots[0], (320, 180), DRAFT, pictures)
    sides = []
    for name in ("image_1", "image_2"):
        card = staged.standing[name]
        assert isinstance(card, Card)
        staged.picture(2.0)
        edges = [staged.stage.project((card.at[0] + d, card.at[1], card.at[2] + 0.2), beyond=True) for d in (-0.3, 0.3)]
        sides.append([edge[0] for edge in edges if edge])
    staged.close()
    (left, right), (other_left, other_right) = sides
    assert right < other_left + 0.02 or other_right < left + 0.02

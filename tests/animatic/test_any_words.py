"""No words stop a film: any characters, any places, weathers and camera moves together, at any small size."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling.animatic.audio.synth import SOUNDS
from kling.animatic.film import poster
from kling.animatic.read import film
from kling.lexicon import (
    CAMERA_MOVES,
    CAST,
    GARMENTS,
    PALETTES,
    PRONOUNS,
    SETTINGS,
    SHOT_SIZES,
    TIMES_OF_DAY,
    VOCABULARIES,
    WEATHER,
)
from kling.lexicon.terms import LANGUAGES_OF_WORDS, Language
from tests.animatic.films import body, find

TERMS = [term.term for terms in (SETTINGS, CAMERA_MOVES, PALETTES, SHOT_SIZES, TIMES_OF_DAY, WEATHER) for term in terms]
ODD = [
    "\x00",
    "\ud800",
    "\u200d",
    "\u202e",
    "\ufe0f",
    "👨‍👩‍👧",
    "<<<image_9>>>",
    '"',
    "“",
    "」",
    "\n\n",
    "x" * 300,
    "e\u0301" * 50,
]
WORDS = st.lists(st.sampled_from(TERMS + ODD) | st.text(st.characters(), max_size=30), max_size=25).map(" ".join)


@settings(max_examples=15)
@given(
    words=WORDS, ratio=st.sampled_from(["16:9", "9:16", "1:1"]), height=st.integers(40, 160), frame=st.integers(0, 72)
)
def test_any_words_can_be_drawn(words: str, ratio: str, height: int, frame: int) -> None:
    picture = poster(body(words, aspect_ratio=ratio), find=find, frame=frame, max_height=height)
    assert picture.height in (height, height - 1, height + 1)


@settings(max_examples=100)
@given(words=WORDS)
def test_any_words_have_a_sound(words: str) -> None:
    (shot,) = film([body(words, sound="on")]).shots
    assert all(one.kind in SOUNDS or one.kind == "generic_sfx" for one in shot.sounds)


THINGS = st.sampled_from(
    ["boat", "leaf", "train", "kite", "balloon", "candle", "castle", "dog", "cup", "surfboard", "door"]
)
DEEDS = st.sampled_from(["is caught by", "carries", "sits on", "is carried away by", "leans on", "rides", "lies under"])


@settings(max_examples=20)
@given(one=THINGS, deed=DEEDS, other=THINGS, size=st.sampled_from(["", "Insert: ", "Close-up: ", "Wide shot: "]))
def test_things_that_do_something_to_things_can_be_drawn(one: str, deed: str, other: str, size: str) -> None:
    assert poster(body(f"{size}a {one} {deed} a {other}."), find=find, frame=40, max_height=60).height == 60


FRAMES: dict[Language, tuple[str, ...]] = {
    "en": ("{}.", "Close-up of the {}.", "A {} falls on her {}."),
    "zh": ("{}。", "特写：他的{}。", "一个{}把{}拿起来。"),
    "ja": ("{}。", "{}のクローズアップ。", "{}が{}を持つ。"),
    "es": ("{}.", "Primer plano de la {}.", "Un {} con {}."),
}
DRAWN = [(lang, word) for one in VOCABULARIES.values() if one.topic == "scene"
         for term in one for lang in LANGUAGES_OF_WORDS for word in term.words(lang)]  # fmt: skip


def said(words: str) -> None:
    """Read a text: everybody who is in it has a name."""
    made = film([body(words)])
    assert all(one.name.strip() for one in made.cast)
    assert {one.name for shot in made.shots for one in shot.cast} == {one.name for one in made.cast}


@pytest.mark.parametrize("language", FRAMES)
def test_every_word_for_somebody_or_for_clothes_can_be_said_alone(language: Language) -> None:
    for term in (*CAST, *GARMENTS, *PRONOUNS):
        for word in term.words(language)[:1]:
            for frame in FRAMES[language]:
                said(frame.format(word, word))


@settings(max_examples=100)
@given(one=st.sampled_from(DRAWN), other=st.sampled_from(DRAWN), data=st.data())
def test_any_two_words_can_be_said(one: tuple[Language, str], other: tuple[Language, str], data: st.DataObject) -> None:
    frame = data.draw(st.sampled_from(FRAMES.get(one[0], ("{}.", "{}, {}."))))
    said(frame.format(one[1], other[1]))


@settings(max_examples=20)
@given(one=st.sampled_from(DRAWN), size=st.sampled_from(["", "Insert: ", "Close-up: ", "Over the shoulder: "]))
def test_any_word_can_be_drawn(one: tuple[Language, str], size: str) -> None:
    assert poster(body(size + one[1]), find=find, frame=40, max_height=60).height == 60


def test_a_burger_bun_is_no_hair() -> None:
    (shot,) = film([body("A patty falls on the bun, then cheese, then the top bun.")]).shots
    assert not shot.cast
    assert "bread" in {one.kind for one in shot.things}

"""No words stop a film: any characters, any places, weathers and camera moves together, at any small size."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kling.animatic.audio import SOUNDS
from kling.animatic.film import poster
from kling.animatic.read import film
from kling.lexicon import CAMERA_MOVES, PALETTES, SETTINGS, SHOT_SIZES, TIMES_OF_DAY, WEATHER
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


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    words=WORDS, ratio=st.sampled_from(["16:9", "9:16", "1:1"]), height=st.integers(40, 160), frame=st.integers(0, 72)
)
def test_any_words_can_be_drawn(words: str, ratio: str, height: int, frame: int) -> None:
    picture = poster(body(words, aspect_ratio=ratio), find=find, frame=frame, max_height=height)
    assert picture.height in (height, height - 1, height + 1)


@settings(max_examples=100, deadline=None)
@given(words=WORDS)
def test_any_words_have_a_sound(words: str) -> None:
    (shot,) = film([body(words, sound="on")]).shots
    assert all(one.kind in SOUNDS or one.kind == "generic_sfx" for one in shot.sounds)


THINGS = st.sampled_from(
    ["boat", "leaf", "train", "kite", "balloon", "candle", "castle", "dog", "cup", "surfboard", "door"]
)
DEEDS = st.sampled_from(["is caught by", "carries", "sits on", "is carried away by", "leans on", "rides", "lies under"])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=THINGS, deed=DEEDS, other=THINGS, size=st.sampled_from(["", "Insert: ", "Close-up: ", "Wide shot: "]))
def test_things_that_do_something_to_things_can_be_drawn(one: str, deed: str, other: str, size: str) -> None:
    assert poster(body(f"{size}a {one} {deed} a {other}."), find=find, frame=40, max_height=60).height == 60

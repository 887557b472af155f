"""What place and hour a prompt is drawn in."""

from __future__ import annotations

import pytest
from PIL import ImageStat

from kling.animatic.film import poster
from kling.animatic.look import look_of
from kling.animatic.palette import scheme_of
from tests.animatic.films import SMALL, body, find, mean, sky


@pytest.mark.parametrize(
    "words",
    [
        "A baker smiles.",
        "An astronaut waves.",
        "A dog runs.",
        "一位宇航员挥手",
        "Una astronauta saluda.",
        "A cup of tea.",
    ],
)
def test_people_animals_and_things_choose_no_place(words: str) -> None:
    assert look_of(words).setting == ""


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        ("A spiral staircase.", "interior"),
        ("A long corridor.", "interior"),
        ("A bookshelf.", "interior"),
        ("An astronaut bakes bread in a kitchen.", "interior"),
        ("She waits on a station platform.", "station"),
        ("A train arrives.", "station"),
        ("火车进站", "station"),
        ("A hiker in a red canyon.", "canyon"),
        ("峡谷里的徒步者", "canyon"),
        ("A space station.", "space"),
        ("Athletes train together.", ""),
    ],
)
def test_places_are_known_by_their_words(words: str, setting: str) -> None:
    assert look_of(words).setting == setting


@pytest.mark.parametrize(
    "words",
    ["An old man with a lantern at night.", "夜，一盏灯笼", "夜の灯籠", "Lanterns float in the dark.", "漆黑的屋子"],
)
def test_words_of_night_darken(words: str) -> None:
    assert scheme_of(look_of(words)).dark > 0.5
    day = sum(mean(sky(poster(body("A cup at noon."), find=find, max_height=SMALL))))
    assert sum(mean(sky(poster(body(words), find=find, max_height=SMALL)))) < 0.75 * day


@pytest.mark.parametrize("words", ["阴天，一个女人回头", "An overcast day, a woman turns.", "曇りの日"])
def test_an_overcast_day_is_no_night(words: str) -> None:
    assert scheme_of(look_of(words)).dark == 0
    assert sum(mean(sky(poster(body(words), find=find, max_height=SMALL)))) > 3 * 100


def test_no_place_has_the_light_of_its_hour() -> None:
    noon, night, sunset = (
        ImageStat.Stat(poster(body(f"A cup {hour}."), find=find, max_height=SMALL)).mean
        for hour in ("at noon", "at night", "at sunset")
    )
    assert sum(noon) > 1.35 * sum(night)
    assert sunset[0] > sunset[2]

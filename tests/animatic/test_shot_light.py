"""What place and hour a prompt is drawn in."""

from __future__ import annotations

from PIL import ImageStat

from kling.animatic.film import poster
from kling.animatic.read import film
from kling.animatic.scene import Light, Shot
from kling.animatic.shot_light import scheme_of_shot
from tests.animatic.films import SMALL, body, find, mean, sky
from tests.cases import cases


def shot(words: str) -> Shot:
    return film([body(words)]).shots[0]


@cases(
    "words",
    ["An old man with a lantern at night.", "夜，一盏灯笼", "夜の灯籠", "Lanterns float in the dark.", "漆黑的屋子"],
)
def test_words_of_night_darken(words: str) -> None:
    assert scheme_of_shot(shot(words)).dark > 0.5
    day = sum(mean(sky(poster(body("A cup at noon."), find=find, max_height=SMALL))))
    assert sum(mean(sky(poster(body(words), find=find, max_height=SMALL)))) < 0.75 * day


@cases("words", ["阴天，一个女人回头", "An overcast day, a woman turns.", "曇りの日"])
def test_an_overcast_day_is_no_night(words: str) -> None:
    assert scheme_of_shot(shot(words)).dark == 0
    assert sum(mean(sky(poster(body(words), find=find, max_height=SMALL)))) > 3 * 100


def test_no_place_has_the_light_of_its_hour() -> None:
    noon, night, sunset = (
        ImageStat.Stat(poster(body(f"A cup {hour}."), find=find, max_height=SMALL)).mean
        for hour in ("at noon", "at night", "at sunset")
    )
    assert sum(noon) > 1.35 * sum(night)
    assert sunset[0] > sunset[2]


@cases(
    "words",
    [
        "A corridor in red light.",
        "红色灯光下的走廊。",
        "赤い光の廊下。",
        "Un pasillo, luz roja.",
        "Un couloir, lumière rouge.",
        "Ein Gang in rotem Licht.",
        "A corridor, bathed in red neon.",
    ],
)
def test_light_has_the_colour_that_is_told(words: str) -> None:
    red = Light(kind=shot(words).light.kind, colour="#be1e22")
    assert shot(words).light == red
    assert not shot("A woman in a red dress in the light of a window.").light.colour


def test_coloured_light_falls_on_a_place() -> None:
    plain, red = (
        ImageStat.Stat(poster(body(f"A corridor in {hue}light."), find=find, max_height=SMALL, burn="none")).mean
        for hue in ("", "red ")
    )
    assert red[0] / red[2] > 1.3 * plain[0] / plain[2]

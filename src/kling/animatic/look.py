"""The place, hour, weather and colours that a prompt speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from kling.lexicon import (
    ACCENTS,
    DARKNESS,
    LIGHTING,
    PALETTES,
    SETTINGS,
    STARS,
    TIMES_OF_DAY,
    WEATHER,
)


@dataclass(frozen=True, slots=True)
class Look:
    """Ids of terms, "" or empty where a prompt is silent."""

    setting: str = ""
    time: str = ""
    weather: tuple[str, ...] = ()
    palette: str = ""
    light: str = ""
    colour: str = ""
    stars: bool = False


def look_of(text: str) -> Look:
    """What a prompt in English, Chinese, Japanese or Spanish says about place, hour, weather and colour."""
    places = [match.term.id for match in SETTINGS.find(text)]
    times = TIMES_OF_DAY.find(text)
    palettes = PALETTES.find(text)
    lights = LIGHTING.find(text)
    colours = ACCENTS.find(text)
    stars = bool(STARS.find(text))
    dark = stars or bool(DARKNESS.find(text))
    return Look(
        setting=max(places, key=places.count, default=""),
        time=times[0].term.id if times else "night" if dark else "",
        weather=tuple(dict.fromkeys(match.term.id for match in WEATHER.find(text))),
        palette=palettes[0].term.id if palettes else "",
        light=lights[0].term.id if lights else "",
        colour=colours[0].term.id if colours else "",
        stars=stars,
    )

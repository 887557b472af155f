"""The place, hour, weather and colours that a prompt speaks of."""

# ruff: noqa: E501 - one line per notion, with its words in every language

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from kling.prompts.vocabulary import LIGHTING, PALETTES, SETTINGS, TIMES_OF_DAY, WEATHER
from kling.prompts.vocabulary.term import Term, Vocabulary

COLOURS = Vocabulary(
    Term("red", "red", en="crimson|scarlet|ruby", zh="红色|红", ja="赤い|赤色", es="rojo|roja"),
    Term("orange", "orange", en="tangerine|copper|amber", zh="橙色|橙|琥珀", ja="オレンジ|橙|琥珀", es="naranja|ámbar"),
    Term("yellow", "yellow", en="golden|gold|mustard|lemon", zh="黄色|金色", ja="黄色|金色", es="amarillo|amarilla|dorado|dorada"),
    Term("green", "green", en="emerald|olive|jade|mint", zh="绿色|翠绿|绿", ja="緑", es="verde"),
    Term("teal", "teal", en="turquoise|cyan|aqua", zh="青色|青绿", ja="青緑|ターコイズ|シアン", es="turquesa|cian"),
    Term("blue", "blue", en="navy|cobalt|indigo|azure", zh="蓝色|蓝", ja="青い|青色|藍色|ブルー", es="azul"),
    Term("purple", "purple", en="violet|lavender|lilac|magenta", zh="紫色|紫", ja="紫|マゼンタ", es="morado|morada|violeta|púrpura"),
    Term("pink", "pink", en="rose|coral|blush|fuchsia", zh="粉色|粉红", ja="ピンク|桃色", es="rosa|rosado|rosada"),
)  # fmt: skip
"""Colours by name; the first one that a prompt names becomes the accent."""

STARS = Vocabulary(
    Term("stars", "stars", en="starry|starlit|starlight|milky way|constellations", zh="星空|繁星|星星|满天星|银河|星光", ja="星空|満天の星|星々|天の川|星が", es="estrellas|estrellado|estrellada|vía láctea"),
    but="movie stars|film stars|rock stars|pop stars|five stars|sports stars|co-stars|star wars|stars in|he stars|she stars|estrellas de cine",
)  # fmt: skip
"""Words that ask for stars in the sky."""

DARKNESS = Vocabulary(
    Term("dark", "in the dark", en="darkness|moonless|pitch black|pitch-black|pitch dark|by lantern|lantern light|lantern-lit|lanternlit|torchlit|night sky|nocturnal|overnight", zh="夜|黑暗|漆黑", ja="暗闇|闇夜|夜", es="oscuridad|a oscuras|nocturno|nocturna"),
    but="day and night|昼夜|日夜|昼も夜も|夜明け|afraid of the dark",
)  # fmt: skip
"""Words that darken a scene for which no hour is named."""


@dataclass(frozen=True, slots=True)
class Look:
    """Ids of terms, "" or empty where a prompt is silent. ``seed`` makes each film's shapes its own."""

    setting: str = ""
    time: str = ""
    weather: tuple[str, ...] = ()
    palette: str = ""
    light: str = ""
    colour: str = ""
    stars: bool = False
    seed: int = 0


def look_of(text: str, seed: int = 0) -> Look:
    """What a prompt in English, Chinese, Japanese or Spanish says about place, hour, weather and colour."""
    places = [match.term.id for match in SETTINGS.find(text)]
    times = TIMES_OF_DAY.find(text)
    palettes = PALETTES.find(text)
    lights = LIGHTING.find(text)
    colours = COLOURS.find(text)
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
        seed=crc32(text.encode("utf-8", "replace")) + seed,
    )

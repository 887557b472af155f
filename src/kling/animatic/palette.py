"""Colours: what each hour, weather, palette and place looks like.

A Scheme is a handful of colours from which everything in a backdrop is mixed. Hours set it, the place and the weather
bend it, a palette word grades it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kling.animatic.look import Look
from kling.animatic.yuv import RGB


@dataclass(frozen=True, slots=True)
class Scheme:
    """``sun`` is where sun or moon stands above the horizon (0 horizon to 1 zenith; negative: below), ``dark`` how
    much of the light is artificial (0 day to 1 night)."""

    zenith: RGB
    sky: RGB
    horizon: RGB
    glow: RGB
    far: RGB
    near: RGB
    accent: RGB
    sun: float = 0.3
    dark: float = 0.0
    clouds: float = 0.35


def hexed(code: str) -> RGB:
    """``"2a3b4c"`` as a colour."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(one: RGB, other: RGB, part: float) -> RGB:
    """From ``one`` (0) to ``other`` (1)."""
    return (
        round(one[0] + (other[0] - one[0]) * part),
        round(one[1] + (other[1] - one[1]) * part),
        round(one[2] + (other[2] - one[2]) * part),
    )


def _scheme(
    zenith: str,
    sky: str,
    horizon: str,
    glow: str,
    far: str,
    near: str,
    accent: str,
    sun: float,
    dark: float,
    clouds: float,
) -> Scheme:
    return Scheme(
        hexed(zenith),
        hexed(sky),
        hexed(horizon),
        hexed(glow),
        hexed(far),
        hexed(near),
        hexed(accent),
        sun,
        dark,
        clouds,
    )


#                    zenith    sky       horizon   glow      far       near      accent    sun   dark clouds
_HOURS: dict[str, Scheme] = {
    "pre_dawn": _scheme("0b1430", "1f2f57", "6b6a86", "c79a86", "3a4260", "0d1220", "f2b98a", -0.1, 0.7, 0.3),
    "dawn": _scheme("27406e", "7f86a8", "f0b49a", "ffd7a8", "7c7590", "1d1c2c", "ffc48f", 0.05, 0.3, 0.4),
    "sunrise": _scheme("35538a", "c98f93", "ffc27d", "fff0c2", "8d6f7f", "241a24", "ffcf7a", 0.1, 0.15, 0.45),
    "morning": _scheme("3f79b8", "8fb8dc", "e8e4d2", "fff6df", "8aa3b4", "26352f", "ffd98a", 0.45, 0.0, 0.35),
    "noon": _scheme("2f78c8", "7db6ea", "d8ebf4", "ffffff", "86a9bd", "2b4436", "ffd76a", 0.8, 0.0, 0.35),
    "afternoon": _scheme("3c78b8", "8dbbdc", "efe3c8", "fff1cf", "8fa3a4", "2d3a2c", "ffd277", 0.5, 0.0, 0.35),
    "golden_hour": _scheme("4a5d86", "d59a6e", "ffcb7c", "fff0bd", "a8795e", "2a1a18", "ffd38a", 0.14, 0.05, 0.4),
    "sunset": _scheme("2b2f63", "a9476a", "ff8e52", "ffe0a0", "6f3a58", "180f1e", "ffb469", 0.06, 0.2, 0.5),
    "dusk": _scheme("1c2350", "5d4a80", "d98a84", "ffc3a0", "453a60", "100d1c", "ffb28c", -0.02, 0.55, 0.4),
    "blue_hour": _scheme("0c1d47", "274a84", "86a3c4", "d7e3f2", "2c4468", "091020", "ffcf8f", -0.08, 0.75, 0.3),
    "night": _scheme("050a1c", "0e1c3d", "2b3f66", "dfe9ff", "17233f", "04060d", "ffd08a", 0.62, 1.0, 0.25),
    "day": _scheme("2d5f8f", "7fa9c4", "e9dfc9", "fff3d8", "7f97a1", "22302e", "ffd089", 0.38, 0.0, 0.4),
}
_SAME_HOUR = {"early_morning": "dawn", "late_afternoon": "golden_hour", "midnight": "night"}

_LIGHT_HOURS = {
    "moonlight": "night", "neon": "night", "street": "night", "golden_side": "golden_hour", "noon_sun": "noon",
    "candle": "night", "fire": "night", "silhouette": "sunset", "low_key": "night", "lightning": "night",
}  # fmt: skip

_INSIDE = {
    "day": _scheme("5b4636", "8a6a4c", "c99a68", "ffe2b0", "6e5240", "1c1310", "ffcf8a", 0.5, 0.0, 0.0),
    "night": _scheme("1b1210", "3a2417", "7a4a26", "ffc27a", "2e1c14", "0c0706", "ffb869", 0.5, 0.8, 0.0),
}
_SPACE = _scheme("02030a", "070b1e", "16204a", "8fb0ff", "101a3a", "03050c", "9cc0ff", 0.55, 1.0, 0.0)
_WATER = _scheme("0a4a6e", "07557a", "053a5c", "b8f4ff", "06405e", "021626", "9ff0e6", 0.95, 0.0, 0.0)

_COLOURS: dict[str, RGB] = {
    "red": hexed("e4483f"),
    "orange": hexed("f08a3c"),
    "yellow": hexed("f6cc4b"),
    "green": hexed("58b368"),
    "teal": hexed("3fb8b0"),
    "blue": hexed("4f8ff0"),
    "purple": hexed("9a6be0"),
    "pink": hexed("f08fb4"),
}

# palette terms: (shadows, lights, how strongly the grade shows, colourfulness)
_GRADES: dict[str, tuple[str, str, float, float]] = {
    "warm_amber": ("3a1c08", "ffca7a", 0.38, 1.0),
    "teal_orange": ("07343d", "ffb066", 0.42, 1.05),
    "muted_earth": ("2a2016", "cbb190", 0.42, 0.7),
    "pastel": ("b7a8c9", "ffeef2", 0.45, 0.75),
    "blue_grey": ("141c26", "a9bccb", 0.5, 0.35),
    "black_white": ("000000", "ffffff", 0.0, 0.0),
    "sepia": ("24160a", "f0d9b0", 0.75, 0.2),
    "candy": ("7a2f6e", "ffe0f0", 0.34, 1.35),
    "jewel": ("12063a", "f2c86a", 0.3, 1.4),
    "neon": ("14063a", "ff5fd0", 0.42, 1.4),
    "bleach_bypass": ("10130f", "dfe3dc", 0.35, 0.4),
    "gold_cream": ("4a3418", "fff1cf", 0.42, 0.9),
    "forest": ("0c1a10", "c7c79a", 0.4, 0.85),
    "clinical": ("8fa3ad", "ffffff", 0.5, 0.35),
}


@dataclass(frozen=True, slots=True)
class Grade:
    """A colour grade: tones pulled to ``shadows`` and ``lights`` with ``strength``, chroma times ``colourfulness``."""

    shadows: RGB
    lights: RGB
    strength: float
    colourfulness: float

    def of(self, colour: RGB) -> RGB:
        luma = (0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]) / 255
        grey = round(255 * luma)
        vivid = mix((grey, grey, grey), colour, self.colourfulness)
        tone = mix(self.shadows, self.lights, luma)
        graded = mix(vivid, tone, self.strength)
        return max(0, min(255, graded[0])), max(0, min(255, graded[1])), max(0, min(255, graded[2]))


def grade_of(palette: str) -> Grade | None:
    """The grade that a palette term stands for; None for "" and unknown ids."""
    if palette not in _GRADES:
        return None
    shadows, lights, strength, colourfulness = _GRADES[palette]
    return Grade(hexed(shadows), hexed(lights), strength, colourfulness)


def hour_of(look: Look) -> str:
    """The hour that a look is painted in, ``day`` where nothing says."""
    time = _SAME_HOUR.get(look.time, look.time)
    if time in _HOURS:
        return time
    return _LIGHT_HOURS.get(look.light, "day")


def scheme_of(look: Look) -> Scheme:
    """The colours of a look."""
    hour = hour_of(look)
    if look.setting == "space":
        scheme = _SPACE
    elif look.setting == "underwater":
        scheme = _WATER
    elif look.setting == "interior":
        scheme = _INSIDE["night" if _HOURS[hour].dark > 0.5 else "day"]
        if hour not in ("day", "night"):
            scheme = replace(
                scheme,
                glow=mix(scheme.glow, _HOURS[hour].glow, 0.5),
                horizon=mix(scheme.horizon, _HOURS[hour].horizon, 0.25),
            )
    else:
        scheme = _HOURS[hour]
        scheme = _in_place(scheme, look.setting)
        for weather in look.weather:
            scheme = _in_weather(scheme, weather)
    if look.colour:
        accent = _COLOURS[look.colour]
        scheme = replace(scheme, accent=mix(accent, (255, 255, 255), 0.25), glow=mix(scheme.glow, accent, 0.18))
    grade = grade_of(look.palette)
    return _graded(scheme, grade) if grade else scheme


_LAND = {
    "desert": (hexed("c98a55"), hexed("4a2814"), 0.5),
    "canyon": (hexed("c9744a"), hexed("4f2213"), 0.6),
    "station": (hexed("62656e"), hexed("15161b"), 0.4),
    "forest": (hexed("4d6b5c"), hexed("0c1a14"), 0.45),
    "field": (hexed("7f9a62"), hexed("1d2c14"), 0.45),
    "sea": (hexed("4f7f96"), hexed("0b2230"), 0.45),
    "mountains": (hexed("7486a0"), hexed("141c26"), 0.3),
    "city": (hexed("5c6478"), hexed("0b0e16"), 0.35),
}


def _in_place(scheme: Scheme, setting: str) -> Scheme:
    if setting not in _LAND:
        return scheme
    far, near, part = _LAND[setting]
    part *= 1 - 0.75 * scheme.dark
    return replace(scheme, far=mix(scheme.far, far, part), near=mix(scheme.near, near, part))


def _in_weather(scheme: Scheme, weather: str) -> Scheme:
    grey = hexed("8f9aa6") if scheme.dark < 0.5 else hexed("1f2836")
    if weather in ("overcast", "drizzle", "light_rain", "heavy_rain", "thunderstorm", "hail"):
        part = 0.75 if weather in ("heavy_rain", "thunderstorm") else 0.5
        darker = mix(grey, (0, 0, 0), 0.0 if weather == "overcast" else 0.3)
        return replace(
            scheme,
            zenith=mix(scheme.zenith, mix(darker, (0, 0, 0), 0.4), part),
            sky=mix(scheme.sky, darker, part),
            horizon=mix(scheme.horizon, grey, part * 0.8),
            glow=mix(scheme.glow, grey, part * 0.6),
            far=mix(scheme.far, darker, part * 0.7),
            near=mix(scheme.near, (8, 11, 16), part * 0.5),
            clouds=0.9,
        )
    if weather in ("fog", "mist", "heat_haze", "humid"):
        veil = mix(scheme.horizon, scheme.sky, 0.35)
        return replace(
            scheme,
            sky=mix(scheme.sky, veil, 0.7),
            zenith=mix(scheme.zenith, veil, 0.4),
            far=mix(scheme.far, veil, 0.6),
            near=mix(scheme.near, veil, 0.22),
            clouds=0.2,
        )
    if weather in ("light_snow", "blizzard"):
        white = hexed("dfe8f2") if scheme.dark < 0.5 else hexed("3a4a68")
        return replace(
            scheme,
            sky=mix(scheme.sky, white, 0.35),
            horizon=mix(scheme.horizon, white, 0.5),
            far=mix(scheme.far, white, 0.5),
            near=mix(scheme.near, white, 0.25),
            clouds=0.6,
        )
    if weather == "dust_storm":
        dust = hexed("c79a63")
        return replace(
            scheme,
            sky=mix(scheme.sky, dust, 0.6),
            zenith=mix(scheme.zenith, dust, 0.4),
            horizon=mix(scheme.horizon, dust, 0.6),
            far=mix(scheme.far, dust, 0.5),
        )
    if weather == "clear":
        return replace(scheme, clouds=0.08)
    return scheme


def _graded(scheme: Scheme, grade: Grade) -> Scheme:
    return replace(
        scheme,
        zenith=grade.of(scheme.zenith),
        sky=grade.of(scheme.sky),
        horizon=grade.of(scheme.horizon),
        glow=grade.of(scheme.glow),
        far=grade.of(scheme.far),
        near=grade.of(scheme.near),
        accent=grade.of(scheme.accent) if grade.colourfulness < 0.1 else scheme.accent,
    )

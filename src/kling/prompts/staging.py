"""How a director would stage what a wish leaves open: framing, camera, light, mood, and what moves where nobody does.

Everything follows from words of the wish (the place, the hour, the weather, what is done and by whom) by fixed tables;
where the wish gives no hint, nothing is chosen and the slot stays empty, or takes the guide's safe choice.
"""

from __future__ import annotations

from functools import lru_cache

from kling.prompts.pattern import pattern
from kling.prompts.vocabulary import PEOPLE, TIMES_OF_DAY, WEATHER, stage

_WORD_ENDS = pattern(r"[^\w'’]+")


_GREETS = pattern(
    r"\b(he|she|they|it|boy|girl|man|woman|child|kid|baby|robot|father|mother|guest|captain|sailor|astronaut|mascot)\s+waves?\b(?!\s+(?:crash|roll|break))"
)
_NO_SEA = pattern("花海|云海|林海|竹海|人海|上海|海报|海绵|海拔|海棠|流浪")
"""Words with the sea in them that are no sea."""

_INDEX = {"en": 0, "zh": 1, "ja": 2, "es": 3}


def _cued(words: str, text: str) -> bool:
    """Whether ``text``, as :func:`_plain` gives it, holds one of ``words``."""
    for word in words.split("|"):
        if word.isascii() or word[0] < "⺀":
            if f" {word} " in text or f" {word}s " in text or f" {word}es " in text:
                return True
        elif word in text:
            return True
    return False


@lru_cache(maxsize=64)
def _plain(text: str) -> str:
    text = text.lower()
    if "wave" in text:
        text = _GREETS.sub(r"\1 greets", text)
    text = text if text.isascii() else _NO_SEA.sub("　", text)
    return f" {_WORD_ENDS.sub(' ', text)} "


def is_product(wish: str) -> bool:
    """Whether a wish advertises a thing."""
    return _cued(stage.PRODUCT, _plain(wish))


def is_fearful(wish: str) -> bool:
    """Whether a wish is of horror, which stays in the dark wherever it plays."""
    return _cued(stage.SOURCES[0].words, _plain(wish))


def ready(language: str) -> tuple[str, ...]:
    """What the tables add to the events of a wish, in a language: movements of places and ends of actions."""
    at = _INDEX[language]
    return tuple(
        four[at]
        for four in (
            *stage.SOUNDS.values(),
            stage.RAIN_INDOORS,
            stage.RAIN,
            *(p.stir for p in stage.PLACES),
            *(d.end for d in stage.DEEDS),
            *stage.STIRS,
        )
        if four
    )


def delivery(words: str, wish: str, language: str, *, sings: bool = False) -> str:
    """How a line is said: from what it is and what the wish is about; empty where nothing tells."""
    at = _INDEX[language]
    if sings:
        return stage.SINGING[at]
    told = next((manner[at] for cues, manner in stage.DELIVERIES if _cued(cues, _plain(wish))), "")
    if told:
        return told
    ending = words.rstrip('"”」 ')[-1:]
    return stage.ASKING[at] if ending in "?？" else stage.CALLING[at] if ending in "!！" else ""


class Staging:
    """Choices for one wish: ``text`` is what the film shows, ``wish`` all the words of the wish, for what it says of
    place, hour and weather elsewhere; ``product`` where a thing given as a picture is the subject."""

    def __init__(self, text: str, wish: str, language: str, *, product: bool = False) -> None:
        self._text, self._wish = _plain(text), _plain(wish)
        self._source, self._said = text, wish
        self._at = _INDEX[language]
        self._product = product

    def _in(self, four: stage.Four) -> str:
        return four[self._at]

    @property
    def _hour(self) -> str:
        times = TIMES_OF_DAY.find(self._source) or TIMES_OF_DAY.find(self._said)
        hours = [stage.HOURS[m.term.id] for m in times if m.term.id in stage.HOURS]
        if "night" in hours or (not hours and _cued(stage.NIGHTLY, self._wish)):
            return "night"
        return hours[0] if hours else ""

    @property
    def _place(self) -> stage.Cue | None:
        for text in (self._text, self._wish):
            for place in stage.PLACES:
                if _cued(place.words, text):
                    return place
        return None

    @property
    def light(self) -> str:
        """A source of light with its direction."""
        for source in stage.SOURCES:
            if source.light and (_cued(source.words, self._text) or _cued(source.words, self._wish)):
                return self._in(source.light)
        hour, place = self._hour, self._place
        indoors = bool(place and place.indoors)
        weather = WEATHER.find(self._source) or WEATHER.find(self._said)
        falling = {m.term.falling for m in weather}
        wet = "rain" in falling
        grey = any(m.term.cloud > 0.8 for m in weather)
        if hour == "night":
            if wet:
                return self._in(stage.WET_NIGHT_INDOORS if indoors else stage.WET_NIGHT)
            return self._in((place and place.night) or (stage.LAMP if indoors else stage.MOON))
        if "snow" in falling and not indoors:
            return self._in(stage.SNOWY)
        if any(m.term.id in ("mist", "dense_fog", "fog", "haze") for m in weather) and not indoors:
            return self._in(stage.FOG)
        if wet and not hour:
            return self._in(stage.WET_INDOORS if indoors else stage.WET)
        if grey and not hour and not indoors:
            return self._in(stage.OVERCAST)
        if hour:
            return self._in((stage.INDOORS_BY_HOUR if indoors else stage.BY_HOUR)[hour])
        if self._product and (not place or place.words.startswith("workshop")):  # a studio is lit for the thing
            return self._in(stage.PRODUCT_LIGHT)
        if place and place.light:
            return self._in(place.light)
        return self._in(stage.PLAIN_LIGHT)

    @property
    def _deed(self) -> stage.Deed | None:
        found = [(self._first(deed.words), deed) for deed in stage.DEEDS]
        return next((deed for place, deed in found if place), None)

    def _first(self, words: str) -> bool:
        return _cued(words, self._text)

    @property
    def framing(self) -> str:
        """A shot size and an angle for what is done, by whom and where."""
        if self._product and not self._deed:
            return self._in(stage.CLOSE_LOW)
        if _cued(stage.CROWD, self._text):
            return self._in(stage.WIDE_HIGH)
        deed = self._deed
        if _cued(stage.SMALL, self._text) and not (deed and (deed.camera or PEOPLE.find(self._source))):
            return self._in(stage.CLOSE)
        if deed:
            return self._in(deed.framing)
        if _cued(stage.DETAIL, self._text):
            return self._in(stage.CLOSE)
        if PEOPLE.find(self._source):
            return self._in(stage.MEDIUM)
        place = self._place
        return self._in(stage.WIDE if place and not place.indoors else stage.MEDIUM)

    @property
    def framings(self) -> tuple[str, ...]:
        """:attr:`framing`, and its like for a neighbouring shot that has that already."""
        chosen = self.framing
        families = (
            (stage.WIDE, stage.WIDE_HIGH, stage.WIDE_LOW),
            (stage.FULL, stage.FULL_LOW),
            (stage.MEDIUM, stage.CLOSE_LOW),
            (stage.NEAR, stage.NEAR_HIGH),
            (stage.NEAR_HIGH, stage.CLOSE),
            (stage.CLOSE, stage.CLOSE_LOW),
        )
        like = next((family for family in families if self._in(family[0]) == chosen), ())
        return (chosen, *(self._in(four) for four in like if self._in(four) != chosen))

    @property
    def placed(self) -> bool:
        """Whether the text itself names a place, an hour, a weather or a light."""
        text = self._text
        named = any(_cued(cue.words, text) for cue in (*stage.SOURCES, *stage.PLACES))
        return named or bool(TIMES_OF_DAY.find(self._source) or WEATHER.find(self._source))

    @property
    def camera(self) -> str:
        """One camera move with speed and end point, which the action allows; static where in doubt."""
        deed = self._deed
        if deed and _cued(stage.SMALL, self._text) and not deed.camera:
            return self._in(stage.STATIC)
        if deed:
            return self._in(deed.camera or stage.STATIC)
        if self._product:
            return self._in(stage.ORBIT)
        return ""

    @property
    def still_camera(self) -> str:
        return self._in(stage.STATIC)

    @property
    def quiet_camera(self) -> str:
        """For what holds no action of its own."""
        if self._product:
            return self._in(stage.ORBIT)
        place = self._place
        return self._in(stage.PAN if place and not place.indoors and not PEOPLE.find(self._source) else stage.PUSH)

    @property
    def mood(self) -> str:
        """A mood and its palette, from what the wish is about; empty where nothing tells."""
        return next((self._in(mood) for words, mood in stage.MOODS if _cued(words, self._wish)), "")

    @property
    def end(self) -> str:
        """What completes the action; empty where it completes itself or nothing fits."""
        deed = self._deed
        if not deed or not deed.end or (deed.human and not self._alive):
            return ""
        return self._in(deed.end)

    @property
    def _alive(self) -> bool:
        """Whether somebody acts who can look up."""
        return bool(PEOPLE.find(self._source)) or _cued(stage.ALIVE, self._text)

    @property
    def ambience(self) -> str:
        """What is heard in the place of the wish where nothing else is; empty where it names none."""
        place = self._place
        if "rain" in {m.term.falling for m in (WEATHER.find(self._source) or WEATHER.find(self._said))}:
            return self._in(stage.RAIN_INDOORS if place and place.indoors else stage.RAIN)
        sound = stage.SOUNDS.get(place.words.split("|")[0]) if place else None
        return self._in(sound) if sound else ""

    @property
    def stir(self) -> str:
        """What moves by itself in the place of the wish."""
        weather = {m.term.falling for m in (WEATHER.find(self._source) or WEATHER.find(self._said))}
        rain, snow, gleam = stage.STIRS
        if "rain" in weather:
            return self._in(rain)
        if "snow" in weather:
            return self._in(snow)
        if self._product:
            return self._in(gleam)
        place = self._place
        return self._in(place.stir) if place and place.stir else ""

"""The words of film in a language, by what they are for: what references and doors show of the lexicon."""

from __future__ import annotations

from kling.lexicon import VOCABULARIES
from kling.lexicon.terms import Language

_OF_FILM = {
    "Shot sizes": "shot_sizes",
    "Angles": "angles",
    "Camera moves": "camera_moves",
    "Light": "lighting",
    "Time of day": "times_of_day",
    "Weather": "weather",
    "Palettes": "palettes",
    "Mood": "atmospheres",
    "Sound effects": "sfx",
    "Ambience": "ambience",
    "Music": "music_moods",
    "Delivery of lines": "emotions",
}
_OF_THE_WORLD = {"People": "cast", "Poses": "poses", "Places": "places", "Things": "things"}
_FEW = 20
"""A language with fewer words of film than this borrows them of English."""


def words(language: Language) -> dict[str, list[str]]:
    """The preferred words of a language. Where the lexicon has no words of film in it, what is called by other words in
    English is given as ``word (English)``, with the people, places and things that it does know."""
    film = _named(_OF_FILM, language)
    if sum(map(len, film.values())) >= _FEW:
        return film
    known = _named({**_OF_FILM, **_OF_THE_WORLD}, language, gloss=True)
    return known | {title: names for title, names in _named(_OF_FILM, "en").items() if title not in known}


def _named(titles: dict[str, str], language: Language, *, gloss: bool = False) -> dict[str, list[str]]:
    found = {}
    for title, name in titles.items():
        terms = [term for term in VOCABULARIES[name] if term.words(language)]
        named = [f"{term.name(language)} ({term.term})" if gloss else term.name(language) for term in terms]
        if named:
            found[title] = list(dict.fromkeys(named))
    return found

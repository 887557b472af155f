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


def words(language: Language) -> dict[str, list[str]]:
    """The preferred words of a language, by what they are for."""
    return {
        title: list(dict.fromkeys(term.name(language) for term in VOCABULARIES[name]))
        for title, name in _OF_FILM.items()
    }

"""The words of film in their languages, with numbers a renderer can use: one place for planner, linter and renderer.

The terms are data, a file for each kind in ``data/``; ``script/lexicon`` makes ``lexicon.json`` and ``index.txt`` of
them, which are read when a word is first looked for. A term or a language is added there. What is declared here is
which vocabularies there are and what their terms carry. Numbers follow the guides for Kling 3.0 where these speak,
standard film language elsewhere.
"""

from collections.abc import Iterator

from kling.lexicon.pattern import table as table
from kling.lexicon.terms import *
from kling.lexicon.vocabulary import VOCABULARIES as VOCABULARIES
from kling.lexicon.vocabulary import Match as Match
from kling.lexicon.vocabulary import T, Topic
from kling.lexicon.vocabulary import Vocabulary as Vocabulary


def _of(kind: type[T], names: str, topic: Topic = "film") -> Iterator[Vocabulary[T]]:
    return (Vocabulary(name, kind, topic) for name in names.split())


SPEEDS = Vocabulary("speeds", Measure)
CAMERA_MOVES = Vocabulary("camera_moves", CameraMove)
SHOT_SIZES = Vocabulary("shot_sizes", ShotSize)
ANGLES = Vocabulary("angles", Angle)
LENSES = Vocabulary("lenses", Measure)
DEPTH_OF_FIELD = Vocabulary("depth_of_field", Measure)
LIGHTING, LIGHT_WORDS, TIMES_OF_DAY = _of(Term, "lighting light_words times_of_day")
LIGHT_SIDES, STARS, DARKNESS = _of(Term, "light_sides stars darkness", "scene")
WEATHER = Vocabulary("weather", Weather)
PALETTES = Vocabulary("palettes", Term)
ATMOSPHERES = Vocabulary("atmospheres", Term)
STYLES = Vocabulary("styles", Style)
TEXTURES = Vocabulary("textures", Term)
GAITS, PHYSICS_CUES, END_STATES, SEQUENCE = _of(Term, "gaits physics_cues end_states sequence")
PACING, TRANSITIONS = _of(Term, "pacing transitions")
ACTIONS, CHANGES, EDITS = _of(Term, "actions changes edits")
PEOPLE, CLOTHES = _of(Term, "people clothes")
COLOURS = Vocabulary("colours", Term)
TINTS = Vocabulary("tints", Tint, "scene")
SETTINGS = Vocabulary("settings", Term, "scene")
PLACES = Vocabulary("places", Place, "scene")
THINGS = Vocabulary("things", Thing, "scene")
OBJECTS = Vocabulary("objects", Term, "scene")
CAST = Vocabulary("cast", Person, "scene")
PRONOUNS = Vocabulary("pronouns", Pronoun, "scene")
POSES = Vocabulary("poses", Pose, "scene")
GARMENTS = Vocabulary("garments", Term, "scene")
SFX, AMBIENCE, MUSIC_MOODS, EXCLUSIONS, SOUND_WORDS = _of(Term, "sfx ambience music_moods exclusions sound_words")
NOISES = Vocabulary("noises", Term, "scene")
SPEECH_VERBS, TIMBRES = _of(Term, "speech_verbs timbres")
LANGUAGES = Vocabulary("languages", SpokenLanguage)
EMOTIONS = Vocabulary("emotions", Term)
REAL_PEOPLE, BRANDS, SENSITIVE, MINORS, ARMED, SUGGESTIVE = _of(
    Term, "real_people brands sensitive minors armed suggestive", "policy"
)
ASPECTS = Vocabulary("aspects", Term)
COUNTS, EMOTIONS_NAMED, HARD_PHYSICS, EMPTY_WORDS, SPAM, NEGATIONS, TECHNICAL, SIGNS, UNDIRECTED, VAGUE = _of(
    Term, "counts emotions_named hard_physics empty_words spam negations technical signs undirected vague"
)
NUMBERS = Vocabulary("numbers", Measure, "scene")
AGES = Vocabulary("ages", Person, "scene")
ABSENCES = Vocabulary("absences", Absence, "scene")
IDIOMS, SCREEN_SIDES, FACINGS, HOLDS, JOINTS = _of(Term, "idioms screen_sides facings holds joints", "scene")


def words_of_film(language: Language) -> dict[str, list[str]]:
    """The preferred words of a language, by what they are for: what references and doors show of the lexicon."""
    shown = {
        title: [term.words(language) or term.words("en") for term in VOCABULARIES[name]]
        for title, name in table("shown").items()
    }
    return {title: list(dict.fromkeys(words[0] for words in terms)) for title, terms in shown.items()}

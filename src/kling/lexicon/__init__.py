"""The words of film in their languages, with numbers a renderer can use: one place for planner, linter and renderer.
The terms are data in ``data/``, where a term or a language is added; ``script/lexicon`` makes what is read of them.
Numbers follow the guides for Kling 3.0 where these speak, standard film language elsewhere."""

from collections.abc import Iterator

from kling.lexicon.pattern import table as table
from kling.lexicon.terms import *
from kling.lexicon.vocabulary import VOCABULARIES as VOCABULARIES
from kling.lexicon.vocabulary import Match as Match
from kling.lexicon.vocabulary import T, Topic
from kling.lexicon.vocabulary import Vocabulary as Vocabulary


def _of(kind: type[T], names: str, topic: Topic = "film") -> Iterator[Vocabulary[T]]:
    return (Vocabulary(name, kind, topic) for name in names.split())


SPEEDS, LENSES, DEPTH_OF_FIELD = _of(Measure, "speeds lenses depth_of_field")
CAMERA_MOVES = Vocabulary("camera_moves", CameraMove)
SHOT_SIZES = Vocabulary("shot_sizes", ShotSize)
ANGLES = Vocabulary("angles", Angle)
LIGHTING, LIGHT_WORDS, TIMES_OF_DAY = _of(Term, "lighting light_words times_of_day")
LIGHT_SIDES, STARS, DARKNESS, SETTINGS = _of(Term, "light_sides stars darkness settings", "scene")
OBJECTS, GARMENTS, NOISES = _of(Term, "objects garments noises", "scene")
WEATHER = Vocabulary("weather", Weather)
PALETTES, ATMOSPHERES, TEXTURES, COLOURS = _of(Term, "palettes atmospheres textures colours")
STYLES = Vocabulary("styles", Style)
GAITS, PHYSICS_CUES, END_STATES, SEQUENCE = _of(Term, "gaits physics_cues end_states sequence")
PACING, TRANSITIONS = _of(Term, "pacing transitions")
ACTIONS, CHANGES, EDITS = _of(Term, "actions changes edits")
PEOPLE, CLOTHES, EMOTIONS, ASPECTS = _of(Term, "people clothes emotions aspects")
TINTS = Vocabulary("tints", Tint, "scene")
PLACES = Vocabulary("places", Place, "scene")
THINGS = Vocabulary("things", Thing, "scene")
CAST, AGES = _of(Person, "cast ages", "scene")
PRONOUNS = Vocabulary("pronouns", Pronoun, "scene")
POSES = Vocabulary("poses", Pose, "scene")
SFX, AMBIENCE, MUSIC_MOODS, EXCLUSIONS, SOUND_WORDS = _of(Term, "sfx ambience music_moods exclusions sound_words")
SPEECH_VERBS, TIMBRES = _of(Term, "speech_verbs timbres")
LANGUAGES = Vocabulary("languages", SpokenLanguage)
REAL_PEOPLE, BRANDS, SENSITIVE = _of(Term, "real_people brands sensitive", "policy")
MINORS, ARMED, SUGGESTIVE = _of(Term, "minors armed suggestive", "policy")
COUNTS, EMOTIONS_NAMED, HARD_PHYSICS, EMPTY_WORDS = _of(Term, "counts emotions_named hard_physics empty_words")
SPAM, NEGATIONS, TECHNICAL, SIGNS, UNDIRECTED, VAGUE = _of(Term, "spam negations technical signs undirected vague")
NUMBERS, SIZES = _of(Measure, "numbers sizes", "scene")
ABSENCES = Vocabulary("absences", Absence, "scene")
IDIOMS, SCREEN_SIDES, FACINGS, HOLDS, JOINTS = _of(Term, "idioms screen_sides facings holds joints", "scene")
RELATIONS = Vocabulary("relations", Term, "scene")


def words_of_film(language: Language) -> dict[str, list[str]]:
    """The preferred words of a language, by what they are for: what references and doors show of the lexicon."""
    shown = {
        title: [term.words(language) or term.words("en") for term in VOCABULARIES[name]]
        for title, name in table("shown").items()
    }
    return {title: list(dict.fromkeys(words[0] for words in terms)) for title, terms in shown.items()}

"""The words of film in their languages, with numbers a renderer can use: one place for planner, linter and renderer.

The terms are data, a file for each kind in ``data/``; ``script/lexicon`` makes ``lexicon.json`` of them, which is read
when a word is first looked for. A term or a language is added there. What is declared here is which vocabularies there
are and what their terms carry. Numbers follow the guides for Kling 3.0 where these speak, standard film language
elsewhere.
"""

from kling.lexicon.terms import (
    LANGUAGES_OF_WORDS,
    Angle,
    CameraMove,
    DepthOfField,
    Gait,
    Garment,
    Language,
    Lens,
    Light,
    LightSide,
    Motion,
    Number,
    Person,
    Place,
    Pose,
    Pronoun,
    ShotSize,
    Speed,
    SpokenLanguage,
    Style,
    Term,
    Thing,
    TimeOfDay,
    Tint,
    Weather,
)
from kling.lexicon.vocabulary import VOCABULARIES, Match, Vocabulary, find, table

__all__ = [
    "ACCENTS",
    "ACTIONS",
    "AMBIENCE",
    "ANGLES",
    "ARMED",
    "ASPECTS",
    "ATMOSPHERES",
    "BRANDS",
    "CAMERA_MOVES",
    "CAST",
    "CHANGES",
    "CLOTHES",
    "COLOURS",
    "COMPARISONS",
    "COMPOSITIONS",
    "COUNTS",
    "DARKNESS",
    "DEPTH_OF_FIELD",
    "DIRECTIONS",
    "EDITS",
    "EMOTIONS",
    "EMOTIONS_NAMED",
    "EMPTY_WORDS",
    "END_STATES",
    "EXCLUSIONS",
    "FACINGS",
    "GAITS",
    "GARMENTS",
    "HARD_PHYSICS",
    "HOLDS",
    "JOINTS",
    "LANGUAGES",
    "LANGUAGES_OF_WORDS",
    "LENSES",
    "LIGHTING",
    "LIGHT_SIDES",
    "LIGHT_WORDS",
    "MINORS",
    "MUSIC_LEVELS",
    "MUSIC_MOODS",
    "NEGATIONS",
    "NOISES",
    "NUMBERS",
    "PACING",
    "PALETTES",
    "PEOPLE",
    "PHYSICS_CUES",
    "PLACES",
    "POSES",
    "PRONOUNS",
    "REAL_PEOPLE",
    "SCREEN_POSITIONS",
    "SCREEN_SIDES",
    "SENSITIVE",
    "SEQUENCE",
    "SETTINGS",
    "SFX",
    "SHOT_SIZES",
    "SIGNS",
    "SOUND_WORDS",
    "SPAM",
    "SPEECH_VERBS",
    "SPEEDS",
    "STARS",
    "STYLES",
    "SUGGESTIVE",
    "TECHNICAL",
    "TEXTURES",
    "THINGS",
    "TIMBRES",
    "TIMES_OF_DAY",
    "TINTS",
    "TRANSITIONS",
    "UNDIRECTED",
    "VAGUE",
    "VOCABULARIES",
    "WEAK_VERBS",
    "WEATHER",
    "Angle",
    "CameraMove",
    "DepthOfField",
    "Gait",
    "Garment",
    "Language",
    "Lens",
    "Light",
    "LightSide",
    "Match",
    "Motion",
    "Number",
    "Person",
    "Place",
    "Pose",
    "Pronoun",
    "ShotSize",
    "Speed",
    "SpokenLanguage",
    "Style",
    "Term",
    "Thing",
    "TimeOfDay",
    "Tint",
    "Vocabulary",
    "Weather",
    "find",
    "table",
]

SPEEDS = Vocabulary("speeds", Speed)
CAMERA_MOVES = Vocabulary("camera_moves", CameraMove)

SHOT_SIZES = Vocabulary("shot_sizes", ShotSize)
ANGLES = Vocabulary("angles", Angle)
SCREEN_POSITIONS = Vocabulary("screen_positions", Term)
COMPOSITIONS = Vocabulary("compositions", Term)

LENSES = Vocabulary("lenses", Lens)
DEPTH_OF_FIELD = Vocabulary("depth_of_field", DepthOfField)

LIGHTING = Vocabulary("lighting", Light)
LIGHT_SIDES = Vocabulary("light_sides", LightSide)
LIGHT_WORDS = Vocabulary("light_words", Term)
STARS = Vocabulary("stars", Term)
DARKNESS = Vocabulary("darkness", Term)

TIMES_OF_DAY = Vocabulary("times_of_day", TimeOfDay)

WEATHER = Vocabulary("weather", Weather)

PALETTES = Vocabulary("palettes", Term)
ACCENTS = Vocabulary("accents", Term)

ATMOSPHERES = Vocabulary("atmospheres", Term)

STYLES = Vocabulary("styles", Style)
TEXTURES = Vocabulary("textures", Term)

GAITS = Vocabulary("gaits", Gait)
DIRECTIONS = Vocabulary("directions", Term)
PHYSICS_CUES = Vocabulary("physics_cues", Term)
END_STATES = Vocabulary("end_states", Term)
SEQUENCE = Vocabulary("sequence", Term)
WEAK_VERBS = Vocabulary("weak_verbs", Term)

PACING = Vocabulary("pacing", Term)
TRANSITIONS = Vocabulary("transitions", Term)

ACTIONS = Vocabulary("actions", Term)
CHANGES = Vocabulary("changes", Term)
EDITS = Vocabulary("edits", Term)

PEOPLE = Vocabulary("people", Term)
CLOTHES = Vocabulary("clothes", Term)

COLOURS = Vocabulary("colours", Term)
TINTS = Vocabulary("tints", Tint)

SETTINGS = Vocabulary("settings", Term)
PLACES = Vocabulary("places", Place)

THINGS = Vocabulary("things", Thing)

CAST = Vocabulary("cast", Person)
PRONOUNS = Vocabulary("pronouns", Pronoun)

POSES = Vocabulary("poses", Pose)

GARMENTS = Vocabulary("garments", Garment)

SFX = Vocabulary("sfx", Term)
AMBIENCE = Vocabulary("ambience", Term)
MUSIC_MOODS = Vocabulary("music_moods", Term)
MUSIC_LEVELS = Vocabulary("music_levels", Term)
EXCLUSIONS = Vocabulary("exclusions", Term)
SOUND_WORDS = Vocabulary("sound_words", Term)
NOISES = Vocabulary("noises", Term)

SPEECH_VERBS = Vocabulary("speech_verbs", Term)
TIMBRES = Vocabulary("timbres", Term)
LANGUAGES = Vocabulary("languages", SpokenLanguage)

EMOTIONS = Vocabulary("emotions", Term)

REAL_PEOPLE = Vocabulary("real_people", Term)
BRANDS = Vocabulary("brands", Term)
SENSITIVE = Vocabulary("sensitive", Term)
MINORS = Vocabulary("minors", Term)
ARMED = Vocabulary("armed", Term)
SUGGESTIVE = Vocabulary("suggestive", Term)

ASPECTS = Vocabulary("aspects", Term)

COUNTS = Vocabulary("counts", Term)
EMOTIONS_NAMED = Vocabulary("emotions_named", Term)
HARD_PHYSICS = Vocabulary("hard_physics", Term)
EMPTY_WORDS = Vocabulary("empty_words", Term)
SPAM = Vocabulary("spam", Term)
NEGATIONS = Vocabulary("negations", Term)
TECHNICAL = Vocabulary("technical", Term)
SIGNS = Vocabulary("signs", Term)
UNDIRECTED = Vocabulary("undirected", Term)
VAGUE = Vocabulary("vague", Term)

NUMBERS = Vocabulary("numbers", Number)
COMPARISONS = Vocabulary("comparisons", Term)
SCREEN_SIDES = Vocabulary("screen_sides", Term)
FACINGS = Vocabulary("facings", Term)
HOLDS = Vocabulary("holds", Term)
JOINTS = Vocabulary("joints", Term)

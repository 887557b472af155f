"""The words of film in English, Chinese, Japanese and Spanish, with numbers a renderer can use.

One place for the planner, the linter and the renderer. Terms and numbers follow ``prompting`` guides for Kling 3.0
where these speak, standard film language elsewhere; a text is searched for all vocabularies in one pass.
"""

from kling.prompt.vocabulary.actions import ACTIONS, CHANGES, EDITS
from kling.prompt.vocabulary.camera import CAMERA_MOVES, CONFLICTS, SPEEDS, CameraMove, Motion, Speed
from kling.prompt.vocabulary.framing import ANGLES, COMPOSITIONS, SCREEN_POSITIONS, SHOT_SIZES, Angle, ShotSize
from kling.prompt.vocabulary.lens import DEPTH_OF_FIELD, LENSES, DepthOfField, Lens
from kling.prompt.vocabulary.light import LIGHT_WORDS, LIGHTING, TIMES_OF_DAY, WEATHER, Light, TimeOfDay, Weather
from kling.prompt.vocabulary.look import ATMOSPHERES, PALETTES, STYLES, TEXTURES, Style
from kling.prompt.vocabulary.motion import DIRECTIONS, END_STATES, GAITS, PHYSICS_CUES, SEQUENCE, WEAK_VERBS, Gait
from kling.prompt.vocabulary.pacing import PACING, TRANSITIONS
from kling.prompt.vocabulary.people import CLOTHES, COLOURS, PEOPLE
from kling.prompt.vocabulary.places import SETTINGS
from kling.prompt.vocabulary.policy import BRANDS, MINORS, REAL_PEOPLE, SENSITIVE
from kling.prompt.vocabulary.sound import AMBIENCE, EXCLUSIONS, MUSIC_LEVELS, MUSIC_MOODS, SFX, SOUND_WORDS
from kling.prompt.vocabulary.speech import (
    EMOTIONS,
    LANGUAGES,
    SPEECH_RATES,
    SPEECH_VERBS,
    TIMBRES,
    Rate,
    SpokenLanguage,
)
from kling.prompt.vocabulary.term import Language, Match, Term, Vocabulary, find
from kling.prompt.vocabulary.wishes import ASPECTS, PACING_TABLE, pace

__all__ = [
    "ACTIONS",
    "AMBIENCE",
    "ANGLES",
    "ASPECTS",
    "ATMOSPHERES",
    "BRANDS",
    "CAMERA_MOVES",
    "CHANGES",
    "CLOTHES",
    "COLOURS",
    "COMPOSITIONS",
    "CONFLICTS",
    "DEPTH_OF_FIELD",
    "DIRECTIONS",
    "EDITS",
    "EMOTIONS",
    "END_STATES",
    "EXCLUSIONS",
    "GAITS",
    "LANGUAGES",
    "LENSES",
    "LIGHTING",
    "LIGHT_WORDS",
    "MINORS",
    "MUSIC_LEVELS",
    "MUSIC_MOODS",
    "PACING",
    "PACING_TABLE",
    "PALETTES",
    "PEOPLE",
    "PHYSICS_CUES",
    "REAL_PEOPLE",
    "SCREEN_POSITIONS",
    "SENSITIVE",
    "SEQUENCE",
    "SETTINGS",
    "SFX",
    "SHOT_SIZES",
    "SOUND_WORDS",
    "SPEECH_RATES",
    "SPEECH_VERBS",
    "SPEEDS",
    "STYLES",
    "TEXTURES",
    "TIMBRES",
    "TIMES_OF_DAY",
    "TRANSITIONS",
    "WEAK_VERBS",
    "WEATHER",
    "Angle",
    "CameraMove",
    "DepthOfField",
    "Gait",
    "Language",
    "Lens",
    "Light",
    "Match",
    "Motion",
    "Rate",
    "ShotSize",
    "Speed",
    "SpokenLanguage",
    "Style",
    "Term",
    "TimeOfDay",
    "Vocabulary",
    "Weather",
    "find",
    "pace",
]

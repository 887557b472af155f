"""The words of film in English, Chinese, Japanese and Spanish, with numbers a renderer can use.

One place for the planner, the linter and the renderer. Terms and numbers follow ``prompting`` guides for Kling 3.0
where these speak, standard film language elsewhere; a text is searched for all vocabularies in one pass.
"""

from kling.prompts.vocabulary.actions import ACTIONS, CHANGES, EDITS
from kling.prompts.vocabulary.camera import CAMERA_MOVES, CONFLICTS, SPEEDS, CameraMove, Motion, Speed
from kling.prompts.vocabulary.framing import ANGLES, COMPOSITIONS, SCREEN_POSITIONS, SHOT_SIZES, Angle, ShotSize
from kling.prompts.vocabulary.lens import DEPTH_OF_FIELD, LENSES, DepthOfField, Lens
from kling.prompts.vocabulary.light import LIGHT_WORDS, LIGHTING, TIMES_OF_DAY, WEATHER, Light, TimeOfDay, Weather
from kling.prompts.vocabulary.look import ATMOSPHERES, PALETTES, STYLES, TEXTURES, Style
from kling.prompts.vocabulary.motion import DIRECTIONS, END_STATES, GAITS, PHYSICS_CUES, SEQUENCE, WEAK_VERBS, Gait
from kling.prompts.vocabulary.pacing import PACING, TRANSITIONS
from kling.prompts.vocabulary.people import CLOTHES, COLOURS, PEOPLE
from kling.prompts.vocabulary.places import SETTINGS
from kling.prompts.vocabulary.policy import BRANDS, MINORS, REAL_PEOPLE, SENSITIVE
from kling.prompts.vocabulary.sound import AMBIENCE, EXCLUSIONS, MUSIC_LEVELS, MUSIC_MOODS, SFX, SOUND_WORDS
from kling.prompts.vocabulary.speech import (
    EMOTIONS,
    LANGUAGES,
    SPEECH_RATES,
    SPEECH_VERBS,
    TIMBRES,
    Rate,
    SpokenLanguage,
)
from kling.prompts.vocabulary.term import Language, Match, Term, Vocabulary, find
from kling.prompts.vocabulary.wishes import ASPECTS, PACING_TABLE, pace

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

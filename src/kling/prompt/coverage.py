"""How much of the guide's formula a prompt covers, and what to add next.

The ladder is the guide's: a **basic** prompt has a subject, its movement and a scene; a **rich** one describes them and
says where the movement ends; a **cinematic** one directs camera, light and mood as well.
"""

from __future__ import annotations

from typing import NamedTuple

from kling.prompt.analyse import Level, Slot, analyse
from kling.prompt.vocabulary import TIMES_OF_DAY, WEATHER

LADDER: tuple[tuple[Level, tuple[Slot, ...]], ...] = (
    ("basic", ("subject", "movement", "scene")),
    ("rich", ("description", "end_state")),
    ("cinematic", ("camera", "lighting", "atmosphere")),
)

_WHY: dict[Slot, str] = {
    "subject": "name the one thing the eye follows, in the first clause",
    "movement": "give it one visible action; without one the film is nearly a still",
    "scene": "say where this happens, with two to four things to be seen there",
    "description": "add two to five visible traits: age, build, clothing with colour and material, one unique mark",
    "end_state": "say how the movement ends, so that the film does not loop or freeze",
    "camera": "give a shot size, an angle, one move and its speed",
    "lighting": "name the source of light, its direction and quality",
    "atmosphere": "add one word of mood and one of palette",
    "audio": "say what is heard and what is not; unspecified sound is invented",
    "dialogue": "",
}
_EXAMPLES: dict[Slot, tuple[str, ...]] = {
    "subject": ("a ferry captain", "a tabby kitten", "a cast-iron teapot"),
    "movement": ("lifts the lid, pauses and lowers it", "turns from the window until she faces the camera"),
    "scene": ("on a night ferry deck, wet planks reflecting a red lamp", "inside a narrow print shop"),
    "description": (
        "in a mustard raincoat with a torn left cuff",
        "early sixties, silver braid, flour on both forearms",
    ),
    "end_state": ("and comes to rest", "and stops at the edge", "until she meets the camera"),
    "camera": ("Medium close-up, eye level, static camera.", "Slow push-in that ends on the hands."),
    "lighting": ("Soft window light from the left.", "Low sun behind the subject, thin gold rim."),
    "atmosphere": ("Hushed and expectant, muted teal and rust.", "Playful, saturated candy colours."),
    "audio": ("Audio: footsteps on gravel, wind in the trees, no music.",),
    "dialogue": (),
}
_NIGHT_LIGHT = ("Moonlight from behind, one lit window.", "One warm street lamp from frame right.")
_WET_LIGHT = (
    "Overcast daylight, wet surfaces reflecting the sky.",
    "Cold street light from behind, reflections in the wet.",
)


class Suggestion(NamedTuple):
    """An empty slot, why to fill it, and ready phrases."""

    slot: Slot
    why: str
    examples: tuple[str, ...]


class Coverage(NamedTuple):
    """``score`` of ``of`` slots filled; ``level`` is the highest rung with every slot of it and below filled."""

    level: Level
    score: int
    of: int
    filled: tuple[Slot, ...]
    next: tuple[Suggestion, ...]


def _examples(slot: Slot, text: str) -> tuple[str, ...]:
    if slot == "lighting":
        if any(m.term.id in ("night", "midnight", "blue_hour") for m in TIMES_OF_DAY.find(text)):
            return _NIGHT_LIGHT
        if any(m.term.falling == "rain" for m in WEATHER.find(text)):
            return _WET_LIGHT
    return _EXAMPLES[slot]


def coverage(text: str, *, sound: bool = False) -> Coverage:
    """Which slots a prompt fills, its level on the ladder, and suggestions for the next rung first. ``audio`` counts
    only when the request asks for sound."""
    found = analyse(text)
    wanted = [slot for _, slots in LADDER for slot in slots] + (["audio"] if sound else [])
    filled = tuple(slot for slot in wanted if found.filled(slot) or (slot == "audio" and found.filled("dialogue")))
    level: Level = "bare"
    for rung, slots in LADDER:
        if not all(slot in filled for slot in slots):
            break
        level = rung
    missing = [slot for slot in wanted if slot not in filled]
    suggestions = tuple(Suggestion(slot, _WHY[slot], _examples(slot, text)) for slot in missing)
    return Coverage(level, len(filled), len(wanted), filled, suggestions)

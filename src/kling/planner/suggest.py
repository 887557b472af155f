"""What a request leaves open, as sentences in its language: camera, light, lens, sound, the end of a movement; where it
has no word for it, and never against its words. They are no part of a prompt unless that is asked for."""

from __future__ import annotations

from typing import NamedTuple

from kling.lexicon import ACTIONS, CAMERA_MOVES, LIGHTING, PEOPLE, TIMES_OF_DAY, WEATHER
from kling.planner.decide import Settings
from kling.planner.questions import Request

_SHOWN = {"i2v": ("light", "lens"), "first_last": ("light", "lens", "camera"), "reference": ("lens", "light", "end")}
"""What the pictures or the clip of a scenario decide."""


class Suggestion(NamedTuple):
    """A sentence for ``slot`` of one shot (from 1), or of all (None)."""

    slot: str
    shot: int | None
    text: str


def suggest(request: Request, settings: Settings, shots: int) -> tuple[Suggestion, ...]:
    """Suggestions for a request that is told in ``shots`` shots. An edit keeps the look of its clip: none there."""
    if settings.scenario == "edit":
        return ()
    sentences, fast = request.table.sentences, request.says("fast")
    left = {slot for slot in ("camera", "light", "lens", "end") if not request.says(f"said_{slot}")}
    left = set() if request.says("wild") else left - set(_SHOWN.get(settings.scenario, ()))  # a storm, a chase
    found: list[Suggestion] = []
    if "camera" in left and not request.one_take and not CAMERA_MOVES.find(request.text):
        sizes, moves = sentences["sizes"], Suggestion("camera", None, sentences["follow" if fast else "camera_moves"])
        each = (Suggestion("camera", n, sizes[(n - 1) % len(sizes)]) for n in range(1, shots + 1))
        found += each if shots > 1 else [moves]
    if "light" in left and not any(terms.find(request.text) for terms in (LIGHTING, TIMES_OF_DAY, WEATHER)):
        found.append(Suggestion("light", None, sentences["light"]))
    found += [Suggestion("lens", None, sentences["lens"])] if "lens" in left and not fast and shots == 1 else []
    simply = request.find("sound_on")
    named = any(not any(a.start <= f.start and f.end <= a.end for a in simply) for f in request.sounds)
    if settings.sound and not (named or request.speech or request.says("music")):
        found.append(Suggestion("sound", None, sentences["sound"]))
    goes_on = bool(WEATHER.find(request.text)) and not (ACTIONS.find(request.text) or PEOPLE.find(request.text))
    if "end" in left and shots == 1 and not (goes_on or fast or settings.scenario == "first_last"):
        found.append(Suggestion("end_state", None, sentences["end"]))
    return tuple(found)

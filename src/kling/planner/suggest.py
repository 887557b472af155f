"""What a wish leaves open, as sentences in its language: camera, light, lens, sound, the end of a movement.

A suggestion is made where the wish has no word for it, and never against one of its words. It is no part of a prompt
unless it is asked for.
"""

from __future__ import annotations

from typing import NamedTuple

from kling.planner.decide import Settings
from kling.planner.questions import Wish

_SHOWN = {"i2v": ("light", "lens"), "first_last": ("light", "lens", "camera"), "reference": ("lens",)}
"""What the pictures or the clip of a scenario decide."""


class Suggestion(NamedTuple):
    """A sentence for ``slot`` of one shot (from 1), or of all (None)."""

    slot: str
    shot: int | None
    text: str


def suggest(wish: Wish, settings: Settings, shots: int) -> tuple[Suggestion, ...]:
    """Suggestions for a wish that is told in ``shots`` shots. An edit keeps the look of its clip: none there."""
    if settings.scenario == "edit":
        return ()
    sentences = wish.table.sentences
    shown = _SHOWN.get(settings.scenario, ())
    borrowed = (
        {"camera": ("camera",), "style": ("light", "lens")}.get(wish.clip_wish, ()) if wish.given("video") else ()
    )

    def open_(slot: str) -> bool:
        return slot not in shown and slot not in borrowed and not wish.says(f"said_{slot}")

    found: list[Suggestion] = []
    if open_("camera") and not wish.one_take:
        if shots > 1:
            sizes = sentences["sizes"]
            found += [Suggestion("camera", n, sizes[(n - 1) % len(sizes)]) for n in range(1, shots + 1)]
        else:
            found.append(Suggestion("camera", None, sentences["follow" if wish.says("fast") else "camera_moves"]))
    if open_("light"):
        found.append(Suggestion("light", None, sentences["light"]))
    if open_("lens") and not wish.says("fast") and shots == 1:
        found.append(Suggestion("lens", None, sentences["lens"]))
    if (
        settings.sound
        and not wish.speech
        and not wish.says("music")
        and all(any(a.start <= f.start and f.end <= a.end for a in wish.find("sound_on")) for f in wish.sounds)
    ):
        found.append(Suggestion("sound", None, sentences["sound"]))
    if open_("end") and not wish.says("fast") and shots == 1 and settings.scenario != "first_last":
        found.append(Suggestion("end_state", None, sentences["end"]))
    return tuple(found)

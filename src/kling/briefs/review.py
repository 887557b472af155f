"""What the prompts of a request say and leave unsaid, and how long their lines take to say. Faults are the rulebook's
business; no grade is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kling.api.scenario import Scenario
from kling.lexicon import table
from kling.models.profiles import DEFAULT, Profile
from kling.prompts.references import named
from kling.prompts.slots import SLOTS, Slot, missing, shown, slots
from kling.prompts.speech import Budget, budget
from kling.rules import wire_of
from kling.rules.rule import Request


class Reviewed(NamedTuple):
    """One prompt of a request, at ``pointer`` in its body. ``seconds`` is None where they are not the prompt's to
    decide. ``said`` holds the words of each slot, ``shown`` the slots that pictures or clips fill, ``missing`` those
    that nothing fills."""

    pointer: str
    seconds: int | None
    said: dict[Slot, tuple[str, ...]]
    shown: tuple[Slot, ...]
    missing: tuple[Slot, ...]
    speech: Budget

    @property
    def speech_fits(self) -> bool | None:
        """Whether the lines can be said in time at the fastest pace that is still clear; None where that is not
        known."""
        return None if self.seconds is None else self.speech.least <= self.seconds


class Advice(NamedTuple):
    """A slot that prompts leave empty, the numbers of these prompts (from 1), and what to say there."""

    slot: Slot
    prompts: tuple[int, ...]
    advice: str


class Review(NamedTuple):
    """The prompts of a request that are not blank, in order, and each piece of advice once for all of them."""

    scenario: Scenario | None
    prompts: tuple[Reviewed, ...]
    advice: tuple[Advice, ...]


_NONE: Mapping[str, str] = {}


def review(body: Mapping[str, Any], profile: Profile = DEFAULT, names: Mapping[str, str] = _NONE) -> Review:
    """Read the prompts of a body of either wire; ``names`` are the tokens that the user's names became."""
    found = []
    texts = Request(body, profile, wire=wire_of(body)).units
    for unit in texts:
        read = slots(unit.reading.text)
        said = {slot: tuple(named(one, names) for one in words) for slot in SLOTS if (words := read.said(slot))}
        lacks = missing(read, unit.scenario, sound=unit.sound)
        fills = tuple(slot for slot in shown(unit.scenario) if slot not in said)
        found.append(Reviewed(unit.pointer, unit.seconds, said, fills, lacks, budget(unit.text)))
    advice: dict[Slot, str] = table("advice")
    lacking = {slot: tuple(n for n, one in enumerate(found, 1) if slot in one.missing) for slot in advice}
    given = tuple(Advice(slot, lacking[slot], advice[slot]) for slot in advice if lacking[slot])
    return Review(texts[0].scenario if texts else None, tuple(found), given)

"""What the prompts of a request hold: how much of the formula each covers, what to add next, and how long its lines
take to say. Faults are the rulebook's business; this is about a right prompt becoming a better one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kling.models.profiles import DEFAULT, Profile
from kling.prompts.analyse import Slot, analyse
from kling.prompts.coverage import Coverage, coverage
from kling.prompts.scenario import Scenario
from kling.prompts.speech import Budget, budget
from kling.rules import wire_of
from kling.rules.prompt_unit import units
from kling.rules.rule import Request


class Review(NamedTuple):
    """One prompt of a request, at ``pointer`` in its body. ``seconds`` is None where they are not the prompt's to
    decide. ``coverage`` is None for an edit, which says only what changes. ``said`` holds the words of each slot."""

    pointer: str
    text: str
    seconds: int | None
    scenario: Scenario
    coverage: Coverage | None
    said: dict[Slot, tuple[str, ...]]
    speech: Budget

    @property
    def speech_fits(self) -> bool | None:
        """Whether the lines can be said in time at the fastest pace that is still clear; None where that is not
        known."""
        return None if self.seconds is None else self.speech.least <= self.seconds


def review(body: Mapping[str, Any], profile: Profile = DEFAULT) -> list[Review]:
    """Every prompt of a body (of either wire) that is not blank, in order."""
    found = []
    for unit in units(Request(body, profile, wire=wire_of(body))):
        covers = None
        if unit.scenario != "edit":
            covers = coverage(unit.text, sound=unit.sound, scenario=unit.scenario)
        slots = analyse(unit.text)
        said = {slot: slots.said(slot) for slot in slots.slots if slots.filled(slot)}
        found.append(Review(unit.pointer, unit.text, unit.seconds, unit.scenario, covers, said, budget(unit.text)))
    return found

"""What prompt rules look at: the texts of a request, each with its own film, read once for all rules."""

from __future__ import annotations

import re
from typing import NamedTuple
from weakref import ref

from kling.api.body import Body
from kling.api.characters import is_blank
from kling.lexicon import Match, Term
from kling.lexicon.pattern import pattern
from kling.prompts.reading import Reading, read
from kling.prompts.scenario import Scenario, scenario
from kling.rules.rule import Request

LONGEST = 3072
"""Characters of a text that are read: the largest prompt any Kling endpoint takes. Longer ones are refused anyway."""


class Unit(NamedTuple):
    """A text that counts and what it says. ``number`` is the shot's place (1-based) and ``last`` marks the final shot
    of a storyboard; ``seconds`` is None where the length is not known or not the text's to decide."""

    pointer: str
    text: str
    seconds: int | None
    number: int
    storyboard: bool
    last: bool
    scenario: Scenario
    sound: bool
    reading: Reading


_latest: tuple[ref[Body] | None, list[Unit]] = (None, [])  # all prompt rules ask about the same body in turn


def units(request: Request) -> list[Unit]:
    """The texts of a request that are not blank; blank and missing ones are the API rules' business."""
    global _latest
    body = request.body
    known_body, known = _latest
    if known_body is None or known_body() is not body:
        kind = scenario(body)
        texts = body.texts
        storyboard = body.is_storyboard
        known = [
            Unit(
                text.pointer,
                text.text,
                text.seconds,
                number,
                storyboard,
                storyboard and number == len(texts),
                kind,
                body.sound,
                read(text.text[:LONGEST]),
            )
            for number, text in enumerate(texts, 1)
            if not is_blank(text.text)
        ]
        _latest = (ref(body), known)
    return known


_WEARS = pattern(r"wear|dressed|穿|戴|着て|かぶ|lleva|viste", re.IGNORECASE)


def wears(prose: str, action: Match[Term]) -> bool:
    """Whether an action only says what somebody has on."""
    return _WEARS.match(prose, action.start) is not None


def quoted(text: str, span: tuple[int, int]) -> str:
    """Words of a prompt for a message: shortened where they are long."""
    words = re.sub(r"\s+", " ", text[span[0] : span[1]]).strip()
    return f"“{words}”" if len(words) <= 60 else f"“{words[:57]}…”"

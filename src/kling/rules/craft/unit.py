"""What prompt rules look at: the texts of a request, each with its own film, read once for all rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from kling.api.body import Body
from kling.api.characters import is_blank
from kling.api.scenario import Scenario, scenario
from kling.lexicon import Match, Term, Vocabulary
from kling.lexicon.pattern import pattern
from kling.models.profiles import MODELS
from kling.prompts.reading import Reading, read

if TYPE_CHECKING:
    from kling.rules.rule import Request

UNDERSTOOD = ("en", "zh", "ja", "es")
LONGEST = max(one.prompt_max for model in MODELS.values() if model.served for one in model.profiles.values())
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

    @property
    def understood(self) -> bool:
        """Whether enough words of its language are known to say what is missing."""
        return self.reading.language in UNDERSTOOD


def texts_of(body: Body) -> list[Unit]:
    """The texts of a body that are not blank."""
    kind = scenario(body)
    texts = body.texts
    storyboard = body.is_storyboard
    return [
        Unit(
            text.pointer,
            text.text[:LONGEST],
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


QUOTES = tuple('"“「『«')
DIGITS = tuple("0123456789")
BEYOND_ASCII = "beyond ascii"


def units(request: Request) -> list[Unit]:
    """The texts of a request that are not blank."""
    return request.units


_WEARS = pattern(r"wear|dressed|穿|戴|着て|かぶ|lleva|viste", re.IGNORECASE)


def wears(prose: str, action: Match[Term]) -> bool:
    """Whether an action only says what somebody has on."""
    return _WEARS.match(prose, action.start) is not None


def quoted(text: str, span: tuple[int, int]) -> str:
    """Words of a prompt for a message: shortened where they are long."""
    words = re.sub(r"\s+", " ", text[span[0] : span[1]]).strip()
    return f"“{words}”" if len(words) <= 60 else f"“{words[:57]}…”"


def everywhere(request: Request, vocabulary: Vocabulary[Term]) -> Iterator[tuple[Unit, Match[Term]]]:
    """Where words of a vocabulary stand, in the prose and in what is quoted."""
    for unit in units(request):
        for match in vocabulary.find(unit.reading.prose):
            yield unit, match
        for quote in unit.reading.quotes:
            for match in vocabulary.find(quote.text):
                yield unit, Match(match.term, quote.start + 1 + match.start, quote.start + 1 + match.end)

"""What prompt rules look at: the texts of a request, each with its own film, read once for all rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from kling.api.body import Body
from kling.api.characters import is_blank
from kling.api.scenario import Scenario, scenario
from kling.lexicon import ANGLES, CAMERA_MOVES, LIGHTING, TIMES_OF_DAY, WEATHER, Match, Term, Vocabulary
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.vocabulary import terms_in
from kling.models.profiles import MODELS
from kling.prompts.reading import Reading, read
from kling.prompts.slots import slots

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
BEYOND_ASCII = "beyond ascii"
A_PATH = "a path, or a word"
BARE_ORDER, EXCLUSION_FIRST, PLACE_FIRST = "opens with an order", "opens with an exclusion", "opens with a place"
NO_MOVEMENT, NO_END, NO_LIGHT, NO_VIEW = "no movement", "no end", "no light", "no view"
FEW_WORDS, MANY_WORDS, MANY_MOVES, NUMBERS = "few words", "many words", "many moves", "numbers"
"""What rules are called for in a text, beside its terms."""
_BY_TERM: tuple[Vocabulary[Term], ...] = (CAMERA_MOVES, LIGHTING, TIMES_OF_DAY, WEATHER)
OPENINGS = {
    BARE_ORDER: phrases("bare_orders"),
    EXCLUSION_FIRST: phrases("exclusion_opens"),
    PLACE_FIRST: pattern(
        r"^\s*(?:in|on|at|inside|under|beneath|across|along|above|behind|beside|deep in|amid|among|through|with"
        r"|surrounded by|en|sobre|bajo|dentro de|entre)\b",
        re.IGNORECASE,
    ),
}


def has(text: str) -> set[str]:
    """What any rule may be called for in a text: vocabularies of what may not be asked for, and its kind."""
    found = {*terms_in(read(text).prose, "policy"), *(() if text.isascii() else (BEYOND_ASCII,))}
    one_word = len(text.split(None, 1)) < 2 or text.lstrip().startswith(("/", "./", "../", "~/", "file:"))
    return found | {A_PATH} if one_word else found


def tells(text: str) -> set[str]:
    """What rules about the craft may be called for in a text: vocabularies, terms and groups that it has, what it opens
    with, what it has many or none of, and what stands after numbers ("0 " and "0s" for "5 s")."""
    reading, filled = read(text), slots(text)
    found = {match.term.id for words in _BY_TERM for match in reading.find(words)}
    found.update(reading.terms, (move.term.group for move in reading.moves))
    for _, end in reading.numbers:
        after = reading.prose[end:]
        found.update((f"0{after.lstrip().lstrip('-').lstrip()[:1].lower()}", "0 " if after[:1].isspace() else ""))
    start = reading.sentences[0].start if reading.sentences else 0
    found.update(name for name, words in OPENINGS.items() if words.match(reading.prose[start:]))
    holds = {
        NO_MOVEMENT: not filled.movement,
        NO_END: not filled.end_state,
        NO_LIGHT: not filled.lighting,
        NO_VIEW: not (reading.sizes or ANGLES.name in reading.terms or reading.moves),
        FEW_WORDS: reading.words < 8,
        MANY_WORDS: reading.words > 60 or commas(reading.prose) > 10,
        MANY_MOVES: len(reading.moves) > 1,
        NUMBERS: len(reading.numbers) > 1,
    }
    return found.union(name for name, so in holds.items() if so)


def commas(text: str) -> int:
    return sum(map(text.count, ",，、"))


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
    for unit in request.units:
        for match in vocabulary.find(unit.reading.prose):
            yield unit, match
        for quote in unit.reading.quotes:
            for match in vocabulary.find(quote.text):
                yield unit, Match(match.term, quote.start + 1 + match.start, quote.start + 1 + match.end)

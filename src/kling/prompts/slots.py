"""Prose to slots: where a prompt speaks of its subject, movement, scene, camera, light, mood and sound.

Reading by words and word order, not by grammar: it finds what the guide's formula calls a slot wherever it stands. The
rules about what a prompt lacks and `kling review` see the same slots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, get_args

from kling.lazy import lazy
from kling.lexicon import (
    ACTIONS,
    AMBIENCE,
    ATMOSPHERES,
    CLOTHES,
    COLOURS,
    DEPTH_OF_FIELD,
    LENSES,
    LIGHT_WORDS,
    LIGHTING,
    MUSIC_MOODS,
    PALETTES,
    SFX,
    STYLES,
    TEXTURES,
    TIMES_OF_DAY,
    WEATHER,
    Match,
    Term,
    Vocabulary,
)
from kling.lexicon.pattern import pattern
from kling.lexicon.phrases import phrases
from kling.prompts.movement import ends, movements
from kling.prompts.reading import Reading, Span, read
from kling.prompts.scenario import Scenario

Slot = Literal[
    "subject",
    "description",
    "movement",
    "end_state",
    "scene",
    "camera",
    "lighting",
    "atmosphere",
    "audio",
    "dialogue",
]
SLOTS: tuple[Slot, ...] = get_args(Slot)
_FORMULA: tuple[Slot, ...] = SLOTS[:8]
_SHOWN: Mapping[Scenario, tuple[Slot, ...]] = {
    "i2v": ("scene", "description", "lighting", "atmosphere"),
    "first_last": ("scene", "description", "end_state", "lighting", "atmosphere"),
    "element": ("description",),
    "multi_image": ("description",),
    "reference": ("description", "camera", "atmosphere"),
}
"""What a scenario's pictures or clip show, so that words need not."""

_FRAMING = pattern(r"^\s*[^.:：]{2,70}[:：]\s*")
_PLACE = phrases("place_phrases")
_NOT_PLACE = phrases("no_places")
_OPENING_PLACE = pattern(r"\s*[^\W\d_]{1,10}[里内外旁边上下前][，,]")
_TRAIT = pattern(
    r"\b(?:with|wearing|dressed in|in (?:a|an|his|her|their)?\s*\w+|con|vestid[oa] de|de (?:pelo|ojos))\b"
    r"|穿|戴|背着|留着|着た|を着|の髪",
    re.IGNORECASE,
)
_STOP = pattern(
    r",|，|、|\b(?:in|on|at|with|wearing|from|under|inside|near|beside|who|that|while|as|en|con|sobre|bajo|que|de pie)"
    r"\b|[在给把被はが]",
    re.IGNORECASE,
)
_ARTICLE = pattern(
    r"^(?:a|an|the|one|two|three|my|un|una|el|la|los|las|unos|unas|一个|一只|一位|一名|这个|那个)\s*", re.IGNORECASE
)


class Slots:
    """Where each slot of a text is filled. Get it from :func:`slots`, which remembers recent texts."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def spans(self, slot: Slot) -> tuple[Span, ...]:
        found: tuple[Span, ...] = getattr(self, slot)
        return found

    def said(self, slot: Slot) -> tuple[str, ...]:
        """The words that fill a slot."""
        return tuple(self.reading.text[span.start : span.end].strip() for span in self.spans(slot))

    @lazy
    def camera(self) -> tuple[Span, ...]:
        reading = self.reading
        lens = reading.find(LENSES), reading.find(DEPTH_OF_FIELD)
        return _merged(_spans(reading.sizes, reading.angles, reading.moves, *lens))

    @lazy
    def lighting(self) -> tuple[Span, ...]:
        named = [*self.reading.find(LIGHTING), *self.reading.find(TIMES_OF_DAY)]
        return _merged(_spans(named, self.reading.beside_look(self.reading.find(LIGHT_WORDS))))

    @lazy
    def audio(self) -> tuple[Span, ...]:
        return _merged(self.reading.audio or _spans(*map(self.reading.find, (SFX, AMBIENCE, MUSIC_MOODS))))

    @lazy
    def atmosphere(self) -> tuple[Span, ...]:
        look: tuple[Vocabulary[Term], ...] = (ATMOSPHERES, PALETTES, STYLES, TEXTURES)
        found = _spans(*map(self.reading.find, look))
        return _merged(_outside(found, self.reading.audio))

    @lazy
    def movement(self) -> tuple[Span, ...]:
        return _merged(movements(self.reading))

    @lazy
    def end_state(self) -> tuple[Span, ...]:
        return _merged(ends(self.reading))

    @lazy
    def dialogue(self) -> tuple[Span, ...]:
        return _merged(Span(quote.start, quote.end) for quote in self.reading.lines)

    @lazy
    def scene(self) -> tuple[Span, ...]:
        prose = self.reading.prose
        verbs = [m.start for m in self.reading.actions]
        places = [
            Span(m.start(), min([m.end(), *(verb for verb in verbs if m.start() < verb)]))
            for m in _PLACE.finditer(prose)
            if prose[m.start() - 1 : m.start()] != "-" and not _NOT_PLACE.match(m[0]) and not CLOTHES.find(m[0])
        ]
        places = [place for place in places if not _mostly(place, [*self.camera, *self.lighting, *self.reading.audio])]
        return _merged([place for place in places if not _mostly(place, self.description)] or places)

    @property
    def subject(self) -> tuple[Span, ...]:
        return self._subject[0]

    @property
    def description(self) -> tuple[Span, ...]:
        return self._subject[1]

    @lazy
    def _subject(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """The first noun phrase that is not the camera's, and the traits given with it."""
        verbs = [match for match in self.reading.find(ACTIONS) if not self.reading.describes(match)]
        actions = _outside(_spans(verbs), _spans(self.reading.find(WEATHER)))
        for sentence in self.reading.sentences:
            if not any(c.start <= sentence.start and sentence.end <= c.end for c in self.camera):
                found = _subject(self.reading, sentence, actions)
                if found:
                    return found
        return (), ()


@lru_cache(maxsize=32)
def slots(text: str) -> Slots:
    """The slots of ``text``."""
    return Slots(read(text))


def shown(scenario: Scenario) -> tuple[Slot, ...]:
    """The slots that a scenario's pictures or clip fill."""
    return _SHOWN.get(scenario, ())


def missing(found: Slots, scenario: Scenario, *, sound: bool) -> tuple[Slot, ...]:
    """The slots of the guide's formula that nothing fills. Whoever speaks is heard and moves; without ``sound`` nothing
    is to be heard; an edit says only what changes, and the formula is not for it."""
    if scenario == "edit":
        return ()
    filled = {slot for slot in SLOTS if found.spans(slot)} | set(shown(scenario))
    if "dialogue" in filled:
        filled |= {"audio", "movement"}
    wanted: tuple[Slot, ...] = (*_FORMULA, "audio") if sound else _FORMULA
    return tuple(slot for slot in wanted if slot not in filled)


def _subject(
    reading: Reading, sentence: Span, actions: Sequence[Span]
) -> tuple[tuple[Span, ...], tuple[Span, ...]] | None:
    """The noun phrase that opens a sentence, and its traits."""
    prose, start = reading.prose, sentence.start
    framing = _FRAMING.match(prose[start : sentence.end])
    if framing and reading.frames(start, start + framing.end()):
        start += len(framing[0].rstrip())  # a reference, blank in the prose, may follow
    if opening := _OPENING_PLACE.match(prose[start : sentence.end]):
        start += opening.end()
    said = prose[start : sentence.end]
    lead = len(said) - len(said.lstrip())
    verbs = [action.start - start for action in actions if start < action.start < sentence.end]
    least = lead + 2 if said[lead : lead + 1].isascii() else lead  # a noun of Chinese may have one character
    verb = next((v for v in verbs if v > least), len(said.rstrip(" .。!！?？")))
    stop = next((m.start() for m in _STOP.finditer(said) if m.start() > lead), len(said))
    end = min(verb, stop, lead + 80)
    head = said[lead:end].strip()
    first = next((r for r in reading.references if start <= r.start < sentence.end), None)
    if first and first.start - start <= lead + 60 and not lead + 2 < verb < first.start - start:
        if first.start < start + lead:  # it opens the sentence, and its verb may follow at once
            end = min(end, next((v for v in verbs if v >= lead), end))
        return (Span(min(start + lead, first.start), max(first.end, start + end)),), ()
    if not re.search(r"[^\W\d_]", head):
        return None
    traits = [Span(start + lead, start + end)] if len(_ARTICLE.sub("", head).split()) >= 2 else []
    trait = _TRAIT.search(said[end:verb]) if end < verb else None
    if trait:
        traits.append(Span(start + end + trait.start(), start + verb))
    if not traits and (COLOURS.find(said[:verb]) or CLOTHES.find(said[:verb]) or "的" in said[:verb]):
        traits.append(Span(start + lead, start + verb))
    return (Span(start + lead, start + end),), _merged(traits)


def _spans(*found: Iterable[Match[Term]]) -> list[Span]:
    return [Span(m.start, m.end) for matches in found for m in matches]


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _outside(spans: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    return [s for s in spans if not any(o.start < s.end and s.start < o.end for o in others)]


def _mostly(span: Span, others: Sequence[Span]) -> bool:
    """Whether at least half of a span belongs to others."""
    shared = sum(max(0, min(span.end, o.end) - max(span.start, o.start)) for o in others)
    return 2 * shared >= span.end - span.start

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
)
from kling.lexicon.pattern import pattern, phrases
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
_STOP = pattern(
    r",|，|、|\b(?:in|on|at|with|wearing|from|under|inside|near|beside|who|that|while|as|en|con|sobre|bajo|que|de pie)"
    r"\b|[在给把被はが]",
    re.IGNORECASE,
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
        reading, prose = self.reading, self.reading.prose
        return _merged(
            _spans(reading.sizes, reading.angles, reading.moves, LENSES.find(prose), DEPTH_OF_FIELD.find(prose))
        )

    @lazy
    def lighting(self) -> tuple[Span, ...]:
        prose = self.reading.prose
        named = [*LIGHTING.find(prose), *TIMES_OF_DAY.find(prose)]
        return _merged(_spans(named, self.reading.beside_look(LIGHT_WORDS.find(prose))))

    @lazy
    def audio(self) -> tuple[Span, ...]:
        prose = self.reading.prose
        heard = self.reading.audio or _spans(SFX.find(prose), AMBIENCE.find(prose), MUSIC_MOODS.find(prose))
        return _merged(heard)

    @lazy
    def atmosphere(self) -> tuple[Span, ...]:
        prose = self.reading.prose
        found = _spans(*(words.find(prose) for words in (ATMOSPHERES, PALETTES, STYLES, TEXTURES)))
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
        told = [
            m
            for m in _PLACE.finditer(prose)
            if prose[m.start() - 1 : m.start()] != "-" and not _NOT_PLACE.match(m[0]) and not CLOTHES.find(m[0])
        ]
        verbs = sorted(m.start for m in self.reading.actions)
        ends = (next((verb for verb in verbs if m.start() < verb < m.end()), m.end()) for m in told)
        others = [*self.camera, *self.lighting, *self.reading.audio, *self.description]
        return _merged(p for p in map(Span, (m.start() for m in told), ends) if not _mostly(p, others))

    @property
    def subject(self) -> tuple[Span, ...]:
        return self._subject[:1]

    @property
    def description(self) -> tuple[Span, ...]:
        return self._subject[1:]

    @lazy
    def _subject(self) -> tuple[Span, ...]:
        """What opens the first sentence that is not the camera's, up to its verb or what is said of it, and that."""
        reading, prose = self.reading, self.reading.prose
        verbs = _outside(
            _spans(m for m in ACTIONS.find(prose) if not reading.describes(m)), _spans(WEATHER.find(prose))
        )
        for start, until in reading.sentences:
            framing = _FRAMING.match(prose, start, until)
            if framing and reading.frames(start, framing.end()):
                start += len(framing[0].rstrip())  # a reference, blank in the prose, may follow
            if opening := _OPENING_PLACE.match(prose, start, until):
                start = opening.end()
            while start < until and reading.text[start] in " :：":
                start += 1
            if any(camera.start <= start < camera.end for camera in self.camera):
                continue
            verb = next((v.start for v in verbs if start + 1 < v.start < until), until)
            stop = next((m.start() for m in _STOP.finditer(prose, start + 1, verb)), verb)
            if not re.search(r"[^\W\d_]", reading.text[start:stop]):
                continue
            told = prose[stop:verb]
            if CLOTHES.find(told) or COLOURS.find(told) or len(told.split()) > 2:
                return Span(start, stop), Span(stop, verb)
            described = len(prose[start:stop].split()) > 2 or "的" in prose[start:stop]
            return (Span(start, stop), Span(start, stop)) if described else (Span(start, stop),)
        return ()


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

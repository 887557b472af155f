"""Prose to slots: where a prompt speaks of its subject, movement, scene, camera, light, mood and sound; and how far it
has come on the ladder from basic to cinematic.

Reading by words and word order, not by grammar: it finds what the guide's formula calls a slot wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from kling.lexicon import (
    ACTIONS,
    AMBIENCE,
    ATMOSPHERES,
    CLOTHES,
    COLOURS,
    DEPTH_OF_FIELD,
    END_STATES,
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
from kling.lexicon.pattern import pattern
from kling.lexicon.phrases import phrases
from kling.prompts.reading import Reading, Span, read

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
SLOTS: tuple[Slot, ...] = (
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
)
Level = Literal["bare", "basic", "rich", "cinematic"]

_FRAMING = pattern(r"^\s*[^.:：]{2,70}[:：]\s*")
_PLACE = phrases("place_phrases")
_NOT_PLACE = phrases("no_places")
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


class Analysis(NamedTuple):
    """Where each slot of ``text`` is filled; slots that are empty have no spans."""

    text: str
    slots: dict[Slot, tuple[Span, ...]]

    def said(self, slot: Slot) -> tuple[str, ...]:
        """The words that fill a slot."""
        return tuple(self.text[span.start : span.end].strip() for span in self.slots[slot])

    def filled(self, slot: Slot) -> bool:
        return bool(self.slots[slot])


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


def _subject(reading: Reading, camera: Sequence[Span], actions: Sequence[Span]) -> tuple[list[Span], list[Span]]:
    """The first noun phrase that is not the camera's, and the traits given with it."""
    prose = reading.prose
    for sentence in reading.sentences:
        if any(c.start <= sentence.start and sentence.end <= c.end for c in camera):
            continue
        start = sentence.start
        framing = _FRAMING.match(prose[start : sentence.end])
        if framing and reading.frames(start, start + framing.end()):
            start += len(framing[0].rstrip())  # a reference, blank in the prose, may follow
        said = prose[start : sentence.end]
        lead = len(said) - len(said.lstrip())
        verbs = [action.start - start for action in actions if start < action.start < sentence.end]
        verb = next((v for v in verbs if v > lead + 2), len(said.rstrip(" .。!！?？")))
        stop = next((m.start() for m in _STOP.finditer(said) if m.start() > lead + 1), len(said))
        end = min(verb, stop, lead + 80)
        head = said[lead:end].strip()
        references = [r for r in reading.references if start <= r.start < sentence.end]
        if references and references[0].start - start <= lead + 60:
            if references[0].start < start + lead:  # it opens the sentence, and its verb may follow at once
                end = min(end, next((v for v in verbs if v >= lead), end))
            return [Span(min(start + lead, references[0].start), max(references[0].end, start + end))], []
        if not re.search(r"[^\W\d_]", head):
            continue
        traits = []
        bare = _ARTICLE.sub("", head)
        if len(bare.split()) >= 2:
            traits.append(Span(start + lead, start + end))
        trait = _TRAIT.search(said[end:verb]) if end < verb else None
        if trait:
            traits.append(Span(start + end + trait.start(), start + verb))
        if not traits and (COLOURS.find(said[:verb]) or CLOTHES.find(said[:verb]) or "的" in said[:verb]):
            traits.append(Span(start + lead, start + verb))
        return [Span(start + lead, start + end)], traits
    return [], []


@lru_cache(maxsize=32)
def analyse(text: str) -> Analysis:
    """Read a prompt back into the slots of the guide's formula."""
    reading = read(text)
    prose = reading.prose
    camera = _merged(
        _spans(reading.sizes, reading.angles, reading.moves, LENSES.find(prose), DEPTH_OF_FIELD.find(prose))
    )
    light = _merged(_spans(LIGHTING.find(prose), TIMES_OF_DAY.find(prose), LIGHT_WORDS.find(prose)))
    audio = _merged(
        [*reading.audio, *_outside(_spans(SFX.find(prose), AMBIENCE.find(prose), MUSIC_MOODS.find(prose)), [])]
    )
    mood = _merged(_outside(_spans(*(v.find(prose) for v in (ATMOSPHERES, PALETTES, STYLES, TEXTURES))), reading.audio))
    weather = _spans(WEATHER.find(prose))
    actions = _outside(_spans(reading.actions), [*weather, *light])
    subject, description = _subject(reading, camera, _outside(_spans(ACTIONS.find(prose)), weather))
    ends = _outside(_spans(END_STATES.find(prose)), [*reading.audio, *camera])
    places = [
        Span(m.start(), min([m.end(), *(a.start for a in actions if m.start() < a.start)]))
        for m in _PLACE.finditer(prose)
        if not _NOT_PLACE.match(m[0]) and not CLOTHES.find(m[0])
    ]
    places = [place for place in places if not _mostly(place, [*camera, *light, *reading.audio])]
    scene = [place for place in places if not _mostly(place, description)] or places
    lines = [Span(quote.intro, quote.end) for quote in reading.lines]
    return Analysis(
        text,
        {
            "subject": _merged(subject),
            "description": _merged(description),
            "movement": _merged(actions),
            "end_state": _merged(ends),
            "scene": _merged(scene),
            "camera": camera,
            "lighting": light,
            "atmosphere": mood,
            "audio": audio,
            "dialogue": _merged(lines),
        },
    )

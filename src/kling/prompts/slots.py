"""Prose to slots: where a prompt speaks of its subject, movement, scene, camera, light, mood and sound; by words and
word order, not by grammar. The rules about what a prompt lacks and `kling review` see the same slots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Literal, get_args

from kling import lexicon
from kling.api.scenario import Scenario
from kling.lazy import lazy
from kling.lexicon import Match, Term, Vocabulary
from kling.lexicon.pattern import pattern, phrases, word_list
from kling.prompts.quotes import Quote
from kling.prompts.reading import Reading, Span, merged, read, within

Slot = Literal[
    "subject", "description", "movement", "end_state", "scene", "camera", "lighting", "atmosphere", "audio", "dialogue"
]
SLOTS: tuple[Slot, ...] = get_args(Slot)
_FORMULA: tuple[Slot, ...] = SLOTS[:8]
_SHOWN: Mapping[Scenario, tuple[Slot, ...]] = {  # what a scenario's pictures or clip show, so that words need not
    "i2v": ("scene", "description", "lighting", "atmosphere"),
    "first_last": ("scene", "description", "end_state", "lighting", "atmosphere"),
    "element": ("description",),
    "multi_image": ("description",),
    "reference": ("description", "camera", "atmosphere"),
}

_PLACE, _NO_PLACE, _STOP, _KIND_OF = map(phrases, ("place_phrases", "no_places", "subject_ends", "kinds_of"))
_OPENING_PLACE, _ITEM_AFTER = pattern(r"\s*[^\W\d_]{1,10}[里内外旁边上下前][，,]"), pattern(r"\s*(?:[,;.]|$)")
_STILL_KIND = pattern(r"\b(?:an?|the|his|her|two|three|one)\s+(?:sleeping|sitting|standing|lying|resting|hanging)$")
_FRAMING, _ING, _ITEM_BEFORE = map(pattern, (r"^\s*[^.:：]{2,70}[:：]\s*", r"\b([a-z]{2,}ing)\b", r"(?:^|[,;:.])\s*$"))
_VERBS = {"en": phrases("transitive_verbs", 0), "es": phrases("verbs_es"), "ja": phrases("verbs_ja")}
"""Verbs beyond the vocabulary: English before an object, Spanish after a noun, Japanese predicate endings."""
_NAMED: Mapping[str, tuple[Vocabulary[Term], ...]] = {  # the vocabularies that fill a slot
    "camera": (lexicon.SHOT_SIZES, lexicon.ANGLES, lexicon.CAMERA_MOVES, lexicon.LENSES, lexicon.DEPTH_OF_FIELD),
    "lighting": (lexicon.LIGHTING, lexicon.TIMES_OF_DAY),
    "atmosphere": (lexicon.ATMOSPHERES, lexicon.PALETTES, lexicon.STYLES, lexicon.TEXTURES),
    "audio": (lexicon.SFX, lexicon.AMBIENCE, lexicon.MUSIC_MOODS),
}


class Slots:
    """Where each slot of a text is filled. Get it from :func:`slots`, which remembers recent texts."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def said(self, slot: Slot) -> tuple[str, ...]:
        """The words that fill a slot."""
        return tuple(self.reading.text[span.start : span.end].strip() for span in getattr(self, slot))

    def _named(self, slot: Slot) -> list[Match[Term]]:
        return [match for words in _NAMED[slot] for match in self.reading.find(words)]

    @lazy
    def camera(self) -> tuple[Span, ...]:
        return _merged(self._named("camera"))

    @lazy
    def lighting(self) -> tuple[Span, ...]:
        return _merged([*self._named("lighting"), *self.reading.beside_look(self.reading.find(lexicon.LIGHT_WORDS))])

    @lazy
    def audio(self) -> tuple[Span, ...]:
        return _merged(self.reading.audio or self._named("audio"))

    @lazy
    def atmosphere(self) -> tuple[Span, ...]:
        return _merged(one for one in self._named("atmosphere") if not within(one, self.reading.audio))

    @lazy
    def movement(self) -> tuple[Span, ...]:
        """The verbs of what is seen moving or changing; empty for a text of nouns."""
        reading = self.reading
        verbs = [m for m in reading.actions if not _listed(reading, m)]
        if len(verbs) > 1:  # one may be a word about the look
            return _merged([m for m in verbs if not within(m, reading.find(lexicon.WEATHER))] or verbs)
        verbs += [m for m in reading.find(lexicon.CHANGES) if not _listed(reading, m)]
        return _merged([*reading.beside_look(verbs)] or _beyond_the_lexicon(reading))

    @lazy
    def end_state(self) -> tuple[Span, ...]:
        """The words that say where a movement ends."""
        reading = self.reading
        seen = [m for m in reading.beside_look(reading.find(lexicon.END_STATES)) if not within(m, reading.audio)]
        said = [m for m in seen if reading.prose[m.start : m.end].split()[0][-1] == "s" or not reading.is_noun(m)]
        return _merged(said or [m for m in reading.find(lexicon.SEQUENCE) if m.term.id == "finally"])

    @lazy
    def dialogue(self) -> tuple[Span, ...]:
        return _merged(self.reading.lines)

    @lazy
    def scene(self) -> tuple[Span, ...]:
        reading, told = self.reading, []
        others = [*self.camera, *self.lighting, *reading.audio, *self.description]
        for place in _PLACE.finditer(reading.prose):
            start, end = place.span()
            if reading.prose[start - 1 : start] == "-" or _NO_PLACE.match(place[0]) or lexicon.CLOTHES.find(place[0]):
                continue
            end = min((verb.start for verb in reading.actions if start < verb.start < end), default=end)
            if 2 * sum(max(0, min(end, one.end) - max(start, one.start)) for one in others) < end - start:
                told.append(Span(start, end))
        return _merged(told)

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
        seen = [m for m in reading.find(lexicon.ACTIONS) if not reading.describes(m)]
        verbs = [m.start for m in seen if not within(m, reading.find(lexicon.WEATHER))]
        for start, until in reading.sentences:
            if (framing := _FRAMING.match(prose, start, until)) and reading.frames(start, framing.end()):
                start += len(framing[0].rstrip())  # a reference, blank in the prose, may follow
            if opening := _OPENING_PLACE.match(prose, start, until):
                start = opening.end()
            while start < until and reading.text[start] in " :：":
                start += 1
            if any(camera.start <= start < camera.end for camera in self.camera):
                continue
            verb = next((verb for verb in verbs if start + 1 < verb < until), until)
            stop = next((m.start() for m in _STOP.finditer(prose, start + 1, verb)), verb)
            if not re.search(r"[^\W\d_]", reading.text[start:stop]):
                continue
            told = prose[stop:verb]
            if lexicon.CLOTHES.find(told) or lexicon.COLOURS.find(told) or len(told.split()) > 2:
                return Span(start, stop), Span(stop, verb)
            described = len(prose[start:stop].split()) > 2 or "的" in prose[start:stop]
            return (Span(start, stop),) * (2 if described else 1)
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
    filled = {slot for slot in SLOTS if getattr(found, slot)} | set(shown(scenario))
    if "dialogue" in filled:
        filled |= {"audio", "movement"}
    wanted: tuple[Slot, ...] = (*_FORMULA, "audio") if sound else _FORMULA
    return tuple(slot for slot in wanted if slot not in filled)


def _merged(spans: Iterable[Match[Term] | Quote | Span]) -> tuple[Span, ...]:
    return tuple(merged((span.start, span.end) for span in spans))


def _names_a_kind(prose: str, start: int, end: int) -> bool:
    """Whether a word in -ing only tells what kind of thing is there: "a reading corner", "a sleeping cat"."""
    return bool(_KIND_OF.match(prose, end) or _STILL_KIND.search(prose[max(0, start - 8) : end].lower()))


def _listed(reading: Reading, match: Match[Term]) -> bool:
    """Whether a word stands alone between commas, as "snow" does in "a monastery, snow, bells": a thing, no verb."""
    word = reading.prose[match.start : match.end]
    if word.endswith("ing"):
        return _names_a_kind(reading.prose, match.start, match.end)
    if not word.isascii() or word.endswith("ed") or not _ITEM_AFTER.match(reading.prose, match.end):
        return False
    return _ITEM_BEFORE.search(reading.prose[max(0, match.start - 12) : match.start]) is not None


def _beyond_the_lexicon(reading: Reading) -> Iterator[Span]:
    """Verbs that the vocabularies do not have, and English -ing forms."""
    prose, lower = reading.prose, reading.prose.lower()
    for match in _VERBS[reading.language].finditer(prose) if reading.language in _VERBS else ():
        if not within(found := Span(*match.span()), reading.look):  # "fills the frame"
            yield found
    for match in _ING.finditer(lower):
        if match[1] in word_list("nouns_in_ing") or _names_a_kind(prose, *match.span()):
            continue
        if not within(found := Span(*match.span()), (*reading.camera, *reading.audio, *reading.look)):
            yield found

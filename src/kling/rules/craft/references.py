"""Reference tokens in prompts: what is said about what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling.lexicon import ANGLES, ATMOSPHERES, CLOTHES, COLOURS, LIGHTING, PACING, SPEEDS, TIMBRES
from kling.lexicon.pattern import CJK, pattern, word_list
from kling.prompts import references
from kling.prompts.quotes import Quote
from kling.rules import examples
from kling.rules.api.tokens import meant, replaced
from kling.rules.craft.unit import QUOTES, Unit, quoted, wears
from kling.rules.rule import Finding, Request, rule

_SENTENCE_END = pattern(r"[.!?。！？](?:\s|$)|[。！？]")
_WORD = pattern(r"[^\W\d_]{2,}|" + CJK)
_NAMELESS = word_list("nameless_words")
_NAMELESS_ZH = pattern(r"和|与|跟|及|让|把|请|用|以|的|吧|很|更|做成|变得|好看|漂亮|一点|视频|这个|一起|、")
_TONE_OF_VOICE = pattern(
    r"\W+(?:\w+\W+){0,2}?(?:voice|tones?|timbre|voz|tono)\b|[^，。：“「]{0,4}(?:嗓|声|音)|\w{0,4}声", re.IGNORECASE
)
_ELEMENTS = [{"element_id": 100000000000000001}]


@rule(
    "P014",
    "reference-without-role",
    severity="warning",
    title="A reference without a role",
    source="S-WELLS, S-4N5 M; VP",
    fails=examples.images(None, None, prompt="<<<image_1>>> <<<image_2>>> make it epic"),
    passes=examples.images(
        None, None, prompt="The knight from <<<image_1>>> kneels in the chapel shown in <<<image_2>>>."
    ),
    marks=("<",),
)
def reference_without_role(request: Request) -> Iterator[Finding]:
    """The first time a reference appears, a noun or a role ("the knight from …", "in the place shown in …") should
    stand beside it; otherwise the model guesses what to take from it."""
    for unit in request.units:
        found = unit.reading.references
        if not found or unit.scenario == "edit":
            continue
        text = _without_look(unit)
        seen: set[str] = set()
        for reference in found:
            name = str(reference)
            if name in seen or reference.kind == "voice":
                continue
            seen.add(name)
            before = _SENTENCE_END.split(text[max(0, reference.start - 160) : reference.start])[-1]
            after = _SENTENCE_END.split(text[reference.end : reference.end + 160])[0]
            near = [*_WORD.findall(before)[-6:], *_WORD.findall(after)[:6]]
            if not any(word.lower() not in _NAMELESS for word in near):
                yield Finding(
                    unit.pointer,
                    f"{name} has no role: nothing beside it says what it shows",
                    f"write what to take from it, such as “the dancer from {name}” or “in the place shown in {name}”",
                    span=(reference.start, reference.end),
                )


def _without_look(unit: Unit) -> str:
    """The text without references and without what is said about camera, light and mood: that names nobody."""
    reading = unit.reading
    look = [*reading.moves, *reading.sizes, *reading.find(ANGLES)]
    for words in (SPEEDS, PACING, LIGHTING, ATMOSPHERES):
        look += reading.find(words)
    text = references.without(unit.text)
    for match in look:
        text = text[: match.start] + " " * (match.end - match.start) + text[match.end :]
    return _NAMELESS_ZH.sub(lambda m: " " * len(m[0]), text) if reading.cjk else text


@rule(
    "P015",
    "foreign-reference-grammar",
    severity="warning",
    title="References in another product's grammar",
    source="S-KAPI2 M",
    fails=examples.images(None, prompt="@image_1 walks"),
    passes=examples.images(None, prompt="<<<image_1>>> walks"),
    marks=("@", "＠"),
)
def foreign_reference_grammar(request: Request) -> Iterator[Finding]:
    """``@image_1`` belongs to the new API and to resellers; the v1 endpoint reads it as plain text."""
    for unit in request.units:
        wrong = references.foreign(unit.text)
        for bad in wrong:
            token = meant(bad, request)
            yield Finding(
                unit.pointer,
                f"{bad.text} is not read by this endpoint",
                f"write {token}" if token else f"say which: <<<{bad.kind or 'image'}_N>>>, N from 1",
                replaced(unit, wrong, request, safe=False) if bad is wrong[0] else None,
                span=(bad.start, bad.end),
            )


@rule(
    "P019",
    "bound-voice-described",
    severity="warning",
    title="The voice of an element described again",
    source="S-KOMNI H",
    fails=examples.text(prompt='<<<element_1>>> (deep raspy voice) says: "go."', sound="on", element_list=_ELEMENTS),
    passes=examples.text(prompt='<<<element_1>>> (whispering) says: "go."', sound="on", element_list=_ELEMENTS),
    marks=QUOTES,
)
def bound_voice_described(request: Request) -> Iterator[Finding]:
    """An element with a voice of its own must not be given another timbre; say how it speaks (whispering, amused)
    instead. A body does not tell whether an element has a voice, so this is said as a hint."""
    for unit in request.units:
        for quote in unit.reading.lines:
            if not quote.speaker.startswith("<<<element"):
                continue
            span = _timbre(unit, quote)
            if span:
                yield Finding(
                    unit.pointer,
                    f"{quote.speaker} gets a timbre ({unit.text[slice(*span)]}); "
                    "if it has a bound voice, the two disagree",
                    "describe the delivery only: whispering, amused, out of breath",
                    severity="hint",
                    span=span,
                )


def _timbre(unit: Unit, quote: Quote) -> tuple[int, int] | None:
    """Where a timbre stands that belongs to a line: in its label, or as the kind of voice before or after it."""
    text = unit.text
    for match in unit.reading.find(TIMBRES):
        if match.start < quote.intro or match.start > max(quote.start, quote.outro):
            continue
        word = text[match.start : match.end]
        named = text[quote.intro : match.start].rstrip().endswith(("voz", "voice"))
        if named or word in quote.delivery or "voice" in word or _TONE_OF_VOICE.match(text, match.end):
            return match.start, match.end
    return None


@rule(
    "P020",
    "element-over-described",
    severity="hint",
    title="An element's look described again",
    source="S-HIGGS M",
    fails=examples.text(
        prompt="<<<element_1>>>, a blonde woman in a red coat with blue shoes, waves.", element_list=_ELEMENTS
    ),
    passes=examples.text(prompt="<<<element_1>>>, the courier, waves.", element_list=_ELEMENTS),
    marks=("<",),
)
def element_over_described(request: Request) -> Iterator[Finding]:
    """The identity lives in the element. One identifying phrase is enough; more can contradict it and lets the look
    drift."""
    for unit in request.units:
        reading = unit.reading
        for reference in reading.references:
            if reference.kind != "element":
                continue
            acts = (m.start for m in reading.actions if m.start > reference.end and not wears(reading.prose, m))
            stop = min(acts, default=len(unit.text))
            stop = min(stop, reading.sentence_of(reference.end - 1).end, reference.end + 160)
            colours = [m for m in reading.find(COLOURS) if reference.end <= m.start < stop]
            clothes = [m for m in reading.find(CLOTHES) if reference.end <= m.start < stop]
            if len(colours) >= 2 or len(clothes) >= 2:
                span = (reference.end, max(m.end for m in (*colours, *clothes)))
                yield Finding(
                    unit.pointer,
                    f"the look of {reference} is described again: {quoted(unit.text, span)}",
                    "keep one identifying phrase, then say what it does",
                    span=span,
                )
                break

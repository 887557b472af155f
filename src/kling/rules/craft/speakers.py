"""Who speaks the lines of a prompt, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kling.lexicon import (
    ANGLES,
    EMOTIONS,
    PEOPLE,
    SEQUENCE,
    SPEECH_VERBS,
    TIMBRES,
)
from kling.lexicon.pattern import pattern
from kling.prompts.quotes import Quote
from kling.rules import examples
from kling.rules.craft.unit import QUOTES, Unit, quoted
from kling.rules.rule import Finding, Request, rule

_VOICE_OVER = pattern(r"voice-?\s?over|narrat|旁白|画外音|ナレ|voz en off|off-?screen", re.IGNORECASE)


_COUNTED = pattern(r"\b(?:two|three|four|several|both|a pair of|a group of|dos|tres|varios)\b|两|三|几|二人|三人", re.I)


_ANOTHER = pattern(r"\b(?:another|men|women|boys|girls|otr[oa]s?|hombres|mujeres)\b|另一|别的|たち|もう一人", re.I)


_SEXES = {
    "man": pattern(r"(?:he|man|boy|él|他|彼)$"),
    "woman": pattern(r"(?:she|woman|girl|ella|她|彼女)$"),
}


@rule(
    "P035",
    "line-without-speaker",
    severity="warning",
    title="A line that nobody is said to speak",
    source="S-KREL, S-KPG H",
    fails=examples.heard('A quiet office. "we should leave." A clock ticks.'),
    passes=examples.heard('A quiet office. [Clerk, nervous]: "we should leave."'),
    marks=QUOTES,
)
def line_without_speaker(request: Request) -> Iterator[Finding]:
    """Without a speaker the voice is given to anybody."""
    for unit in request.units:
        for quote in unit.reading.quotes:
            nobody = quote.kind == "line" and not re.search(r"[^\W\d_]", quote.speaker)
            if quote.kind == "unattributed" or nobody:
                yield Finding(
                    unit.pointer,
                    f"nobody is named as speaking {quoted(quote.text, (0, 80))}",
                    'put a label before it, such as [Clerk, nervous]: "…"',
                    span=(quote.start, quote.end),
                )


@rule(
    "P036",
    "pronoun-speaks",
    severity="warning",
    title="A pronoun speaks among several people",
    source="S-FAL, S-K26A M",
    fails=examples.heard('Two divers surface. He says: "look."'),
    passes=examples.heard('Two divers surface. [Older diver, hushed]: "look."'),
    marks=QUOTES,
)
def pronoun_speaks(request: Request) -> Iterator[Finding]:
    """With two or more people in the shot, "he says" or "[man]" may be anybody: labels must be unique and stay the
    same. A man and a woman by themselves are told apart by "he", "she", "the man" and "the woman"."""
    for unit in request.units:
        vague = [quote for quote in unit.reading.lines if quote.anonymous and not _only_one(unit, quote)]
        if vague and _several(unit):
            yield Finding(
                unit.pointer,
                f"“{vague[0].speaker}” could be any of the people in the shot",
                "name the speaker by a label that stays the same: [Older diver, hushed]",
                span=(vague[0].intro, vague[0].end),
            )


def _only_one(unit: Unit, quote: Quote) -> bool:
    """Whether just one person of the shot is of the sex that the label names."""
    prose = unit.reading.prose
    sex = next((sex for sex, words in _SEXES.items() if words.match(quote.speaker_key)), None)
    if sex is None or _COUNTED.search(prose) or _ANOTHER.search(prose):
        return False
    if any(reference.kind == "element" for reference in unit.reading.references):
        return False
    people = {(m.term.id, prose[m.start : m.end].lower()) for m in unit.reading.find(PEOPLE)}
    return sum(who in (sex, "person") for who, _ in people) <= 1


def _several(unit: Unit) -> bool:
    reading = unit.reading
    elements = {str(reference) for reference in reading.references if reference.kind == "element"}
    speakers = {quote.speaker_key for quote in reading.lines}
    if len(elements) >= 2 or len(speakers) >= 2 or _COUNTED.search(reading.prose) or _ANOTHER.search(reading.prose):
        return True
    return len({reading.prose[m.start : m.end].lower() for m in reading.find(PEOPLE)}) >= 2


@rule(
    "P037",
    "lines-without-link",
    severity="hint",
    title="Two lines with nothing between them",
    source="S-FAL M",
    fails=examples.heard('[Ana]: "ready?" [Leo]: "ready."'),
    passes=examples.heard('[Ana, brisk]: "ready?" Immediately, [Leo, grinning]: "ready."'),
    marks=QUOTES,
)
def lines_without_link(request: Request) -> Iterator[Finding]:
    """Lines of different speakers overlap or merge unless a link word or an action separates them."""
    for unit in request.units:
        reading = unit.reading
        for first, second in pairwise(reading.lines):
            if first.speaker_key == second.speaker_key:
                continue
            between = (first.end, second.start)
            spoken = {m.start for m in reading.find(SPEECH_VERBS)}
            acts = any(between[0] <= m.start < between[1] and m.start not in spoken for m in reading.actions)
            if acts or any(between[0] <= m.start < between[1] for m in reading.find(SEQUENCE)):
                continue
            yield Finding(
                unit.pointer,
                "two people speak with nothing between their lines",
                "put a link between them: “Immediately,”, “A beat later,”, “After a pause,”, or an action",
                span=(first.start, second.end),
            )


@rule(
    "P040",
    "no-delivery",
    severity="hint",
    title="Nothing is said about how a line is spoken",
    source="S-FAL, S-SKILLS M",
    fails=examples.heard('[Guard]: "stop there."'),
    passes=examples.heard('[Guard, low and tired]: "stop there."'),
    marks=QUOTES,
)
def no_delivery(request: Request) -> Iterator[Finding]:
    """A line without a word on delivery is spoken in a generic voice."""
    for unit in request.units:
        for quote in unit.reading.lines:
            if not _delivered(unit, quote) and unit.understood:
                yield Finding(
                    unit.pointer,
                    f"nothing says how {quoted(quote.text, (0, 80))} is spoken",
                    "add the delivery to the label: (soft, relieved), (cheerful, out of breath)",
                    span=(quote.intro, quote.end),
                )


def _delivered(unit: Unit, quote: Quote) -> bool:
    if re.sub(r"\b(?:in )?(?:chinese|english|japanese|korean|spanish)\b", "", quote.delivery, flags=re.I).strip(" ,"):
        return True
    intro = unit.reading.text[quote.intro : min(quote.end + 30, len(unit.reading.text))].replace(quote.text, " ")
    return bool(EMOTIONS.find(intro) or TIMBRES.find(intro) or _VOICE_OVER.search(intro))


@rule(
    "P041",
    "line-before-action",
    severity="hint",
    title="The line stands before the action",
    source="S-FAL P2 M",
    fails=examples.heard('[Mara]: "open it." Mara slides a box across.'),
    passes=examples.heard('Mara slides a box across the table. [Mara, flat]: "open it."'),
    marks=QUOTES,
)
def line_before_action(request: Request) -> Iterator[Finding]:
    """Lips are bound best to somebody who has just been seen doing something: first the action, then the line."""
    for unit in request.units:
        reading = unit.reading
        if not reading.lines:
            continue
        first = reading.lines[0]
        acts = [m.start for m in reading.actions]
        before = reading.prose[: first.intro].strip()
        early = first.start < 50 and not before and not any(m < first.intro for m in acts)
        if early and any(m > first.end for m in acts) and not _VOICE_OVER.search(reading.text[: first.start]):
            yield Finding(
                unit.pointer,
                "the prompt opens with a line; the action comes after it",
                "let the speaker be seen doing something first, then speak",
                span=(first.intro, first.end),
            )


@rule(
    "P042",
    "many-speakers",
    severity="hint",
    title="Many speakers in one shot",
    source="S-K26A M",
    fails=examples.heard(
        '[Ana, calm]: "go." Then [Leo, calm]: "now." Then [Kim, calm]: "wait." Then [Bo, calm]: "why?"', duration="5"
    ),
    passes=examples.heard('[Ana, calm]: "go." Then [Leo, calm]: "now."', duration="12"),
    marks=QUOTES,
)
def many_speakers(request: Request) -> Iterator[Finding]:
    """One or two speakers are reliable. Three and more work when every line is labelled, and are fragile, the more so
    in less than 8 s."""
    for unit in request.units:
        speakers = {quote.speaker_key for quote in unit.reading.lines if quote.speaker_key}
        if len(speakers) >= 3:
            yield Finding(
                unit.pointer,
                f"{len(speakers)} people speak in one shot",
                "split the conversation into shots of one or two speakers",
                severity="warning" if unit.seconds is not None and unit.seconds < 8 else None,
                span=(unit.reading.lines[0].intro, unit.reading.lines[-1].end),
            )


@rule(
    "P044",
    "mouth-not-readable",
    severity="hint",
    title="The speaker's mouth cannot be seen",
    source="S-KAUD, S-AUD M",
    fails=examples.heard('Aerial wide shot: the hiker says: "we made it."'),
    passes=examples.heard('Medium close-up: the hiker says: "we made it."'),
    marks=QUOTES,
)
def mouth_not_readable(request: Request) -> Iterator[Finding]:
    """Lip movement needs a medium close-up or closer, a face to the camera and a calm camera."""
    for unit in request.units:
        reading = unit.reading
        lines = [quote for quote in reading.lines if not _VOICE_OVER.search(reading.text[quote.intro : quote.start])]
        if not lines:
            continue
        far = [m for m in reading.sizes if m.term.id in ("extreme_wide", "wide")]
        near = [m for m in reading.sizes if m.term.step >= 4]
        turned = [m for m in reading.find(ANGLES) if m.term.id in ("aerial", "rear")]
        wild = [m for m in reading.moves if m.term.id in ("whip_pan_left", "whip_pan_right", "crash_zoom", "fpv")]
        reasons = (far if not near else []) + turned + wild
        if reasons:
            match = reasons[0]
            yield Finding(
                unit.pointer,
                f"somebody speaks in {quoted(unit.text, (match.start, match.end))}: the lips cannot be read",
                "use a medium close-up or closer, face to the camera, and a static or slow camera",
                span=(match.start, match.end),
            )

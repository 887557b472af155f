"""What is to be seen: subject, action, light, and how much of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling.lexicon import (
    COUNTS,
    EMOTIONS_NAMED,
    EMPTY_WORDS,
    HARD_PHYSICS,
    LIGHTING,
    PACING,
    SEQUENCE,
    SPAM,
    TIMES_OF_DAY,
    WEATHER,
    Match,
    Term,
    Vocabulary,
)
from kling.lexicon.pattern import pattern, phrases
from kling.prompts.reading import Reading, Span
from kling.prompts.slots import shown, slots
from kling.rules import examples
from kling.rules.craft.movement import _TIME_CUE, _generated
from kling.rules.craft.unit import BEYOND_ASCII, FEW_WORDS, MANY_WORDS, NO_LIGHT, OPENINGS, PLACE_FIRST, commas, quoted
from kling.rules.rule import Finding, Request, rule

_COUNTED = phrases("counted")


_COUNTED_CJK = pattern(
    r"(?:[四五六七八九十]|[4-9]|[1-9]\d+)\s*(?:个人|个孩子|只狗|只猫|只鸟|匹马|辆车|艘船|个士兵|名士兵|个舞者|个气球|支蜡烛|把椅子|朵花|个苹果|只小狗|只小猫"
    r"|匹の|人の|羽の|台の|頭の|本の|個の)"
)


@rule(
    "P063",
    "no-light",
    severity="hint",
    title="No light is named",
    source="S-KT2V H",
    fails=examples.text(prompt="Medium shot: a clerk stamps forms in an archive."),
    passes=examples.text(prompt="Medium shot: a clerk stamps forms in an archive under one green desk lamp."),
    reads=(NO_LIGHT,),
)
def no_light(request: Request) -> Iterator[Finding]:
    """Light is a main slot of the formula: a source, its direction and quality."""
    for unit in request.units:
        if unit.scenario == "edit" or "lighting" in shown(unit.scenario):
            continue
        if not slots(unit.reading.text).lighting and unit.understood:
            yield Finding(
                unit.pointer,
                "no light is named",
                "add a source and its direction: “one desk lamp from frame left”, “soft overcast daylight”",
            )


def _many(prose: str, number: Span) -> bool:
    """Whether digits are a number above three before a blank, and no end of a time or a name."""
    before = prose[number.start - 1 : number.start]
    blank = prose[number.end : number.end + 1].isspace()
    return blank and int(prose[slice(*number)][:6]) > 3 and not before.isalnum() and before not in (":", ".")


@rule(
    "P065",
    "exact-count",
    severity="hint",
    title="An exact number above three",
    source="S-KT2V H",
    fails=examples.text(prompt="Ten puppies run on the sand."),
    passes=examples.text(prompt="A small pack of puppies runs on the sand."),
    reads=("counts", "0 ", BEYOND_ASCII),
)
def exact_count(request: Request) -> Iterator[Finding]:
    """Numbers above three are not kept."""
    for unit in request.units:
        prose = unit.reading.prose
        counts = [(m.start, m.end) for m in unit.reading.find(COUNTS)]
        counts += [number for number in unit.reading.numbers if _many(prose, number)]
        spans = [(start, follow.end()) for start, end in counts if (follow := _COUNTED.match(prose, end))]
        if unit.reading.cjk:
            spans += [m.span() for m in _COUNTED_CJK.finditer(prose)]
        for span in spans:
            yield Finding(
                unit.pointer,
                f"{quoted(unit.text, span)}: the number will not be kept",
                "write “a small pack of”, “a row of”, or up to three",
                span=span,
            )


def each(request: Request, words: Vocabulary[Term], what: str, help: str) -> Iterator[Finding]:
    """A finding about each word of a vocabulary that stands in the texts."""
    for unit in request.units:
        for match in unit.reading.find(words):
            span = (match.start, match.end)
            yield Finding(unit.pointer, f"{quoted(unit.text, span)} {what}", help, span=span)


@rule(
    "P066",
    "hard-physics",
    severity="hint",
    title="Physics that often fails",
    source="S-KT2V H",
    fails=examples.text(prompt="A ball bounces down nine stairs."),
    passes=examples.text(prompt="A ball rolls off the step, drops once and rests against the wall."),
    reads=("hard_physics",),
)
def hard_physics(request: Request) -> Iterator[Finding]:
    """Bounces, juggling and chains of collisions fail. Describe take-off, arc, landing and contact."""
    return each(
        request, HARD_PHYSICS, "is hard to get right", "describe one simple motion: take-off, arc, landing, contact"
    )


@rule(
    "P067",
    "empty-words",
    severity="hint",
    title="Words that show nothing",
    source="S-KPG M",
    fails=examples.text(prompt="A beautiful magical scene."),
    passes=examples.text(prompt="Blue sparks spiral around a stone arch and fade."),
    reads=("empty_words",),
)
def empty_words(request: Request) -> Iterator[Finding]:
    """“Beautiful” and its kin are no pictures. Write what is seen."""
    return each(request, EMPTY_WORDS, "shows nothing", "write what is visible instead, or leave it out")


@rule(
    "P068",
    "quality-spam",
    severity="hint",
    title="Words of quality instead of picture",
    source="S-4N5 M",
    fails=examples.text(prompt="Masterpiece, best quality, 8k, a cat."),
    passes=examples.text(prompt="Photorealistic close-up of a cat washing a paw."),
    reads=("spam",),
)
def quality_spam(request: Request) -> Iterator[Finding]:
    """Resolution is a parameter (``mode``); words of praise only take weight from the rest."""
    for unit in request.units:
        spans = [(m.start, m.end) for m in unit.reading.find(SPAM)]
        if len(spans) >= 2:
            yield Finding(
                unit.pointer,
                f"{len(spans)} words of quality: {', '.join(unit.text[a:b] for a, b in spans)}",
                "leave them out; resolution is set by mode",
                span=(spans[0][0], spans[-1][1]),
            )


@rule(
    "P069",
    "too-short",
    severity="hint",
    title="Too short to direct",
    source="S-WELLS H",
    fails=examples.text(prompt="A panda reads."),
    passes=examples.text(
        prompt="Medium shot: a panda in round glasses turns a page in a quiet café, soft window light."
    ),
    reads=(FEW_WORDS,),
)
def too_short(request: Request) -> Iterator[Finding]:
    """With fewer than 8 words, or 14 characters of Chinese or Japanese, the model fills the gaps by itself."""
    for unit in request.units:
        if not _generated(unit) or unit.reading.quotes:
            continue
        cjk = unit.reading.cjk
        short = cjk < 14 and unit.reading.words < 8 if cjk else unit.reading.words < 8
        if short:
            yield Finding(
                unit.pointer,
                "the prompt is too short to direct the film",
                "say who or what is seen and how it looks, what it does, where, and in which light and camera view: "
                "8 words or more (14 characters in Chinese and Japanese)",
            )


@rule(
    "P070",
    "overloaded",
    severity="hint",
    title="More description than can count",
    source="S-KWEIGHT H, S-SKILLS M",
    fails=examples.images("first_frame", prompt=("the woman turns and the light warms her cheek " * 9).strip()),
    passes=examples.images("first_frame", prompt="The woman turns and the light warms her cheek."),
    reads=(MANY_WORDS,),
)
def overloaded(request: Request) -> Iterator[Finding]:
    """Trailing details get little weight: about 200 words for a take without time cues, 75 for a shot, 60 for an image
    brought to life, and ten comma-separated parts in a sentence."""
    for unit in request.units:
        words = unit.reading.words
        limit = 60 if unit.scenario == "i2v" else 75 if unit.storyboard else 200
        if unit.scenario == "edit":
            continue
        if words > limit and not (limit == 200 and _TIME_CUE.search(unit.reading.prose)):
            yield Finding(
                unit.pointer,
                f"{words} words, more than the {limit} that are followed well here",
                "remove detail rather than add: the first clause weighs most",
            )
            continue
        prose = unit.reading.prose
        crowded = commas(prose) > 10 and [s for s in unit.reading.sentences if commas(prose[s.start : s.end]) > 10]
        if crowded:
            yield Finding(
                unit.pointer,
                "one sentence strings together more than ten parts",
                "keep what matters and split the sentence",
                span=(crowded[0].start, crowded[0].end),
            )


_PERSON_LATE = pattern(r",\s+(?:a|an|the|one|two|un|una|el|la)\s+[^\W\d_]+(?:\s+[^\W\d_]+){0,3}", re.IGNORECASE)


@rule(
    "P071",
    "late-subject",
    severity="hint",
    title="The subject comes late",
    source="S-KWEIGHT H",
    fails=examples.text(
        prompt="In a city of glass with rain and neon and many cables and far trains under a purple sky, a girl stands."
    ),
    passes=examples.text(prompt="A girl stands under a purple sky in a city of glass, rain on neon."),
    reads=(PLACE_FIRST,),
)
def late_subject(request: Request) -> Iterator[Finding]:
    """Position is weight: the subject belongs into the first clause. A prompt that opens with its place and names the
    subject after two fifths of the text has it too late."""
    for unit in request.units:
        if not _generated(unit):
            continue
        prose = unit.reading.prose
        opening = OPENINGS[PLACE_FIRST].match(prose)
        if not opening or not unit.reading.sentences:
            continue
        first = unit.reading.sentences[0]
        late = _PERSON_LATE.search(prose, opening.end(), first.end)
        if late and late.start() > 0.4 * len(unit.text.rstrip()) and late.start() > 40:
            yield Finding(
                unit.pointer,
                f"{quoted(unit.text, (late.start() + 2, late.end()))} comes after {late.start()} characters of scenery",
                "open with the subject and put the place after it",
                span=(late.start() + 2, late.end()),
            )


_INDOORS = pattern(
    r"\bindoors?\b|\binside (?:a|an|the) (?:room|house|kitchen|office|bedroom|studio|living room)\b", re.I
)


_CLASHES: tuple[tuple[str, str], ...] = (
    ("noon", "moonlight"),
    ("noon_sun", "moonlight"),
    ("noon", "night"),
    ("noon_sun", "night"),
    ("noon_sun", "midnight"),
    ("noon", "midnight"),
    ("clear", "heavy_rain"),
    ("clear", "thunderstorm"),
    ("clear", "blizzard"),
    ("silhouette", "high_key"),
    ("sunrise", "midnight"),
    ("sunset", "noon_sun"),
    ("high_key", "low_key"),
    ("sunrise", "sunset"),
)
_CLASHING = frozenset(first for first, _ in _CLASHES) | {"blizzard"}


@rule(
    "P126",
    "light-contradiction",
    severity="hint",
    title="Lights or weathers that exclude each other",
    source="S-WRITER L",
    fails=examples.text(prompt="Hard noon sun, moonlight on the roofs."),
    passes=examples.text(prompt="Moonlight on the roofs, one lit window."),
    reads=(*_CLASHING,),
)
def light_contradiction(request: Request) -> Iterator[Finding]:
    """Noon and moonlight, a clear sky and heavy rain: exposure becomes unstable. Changes over time ("then", "turns
    into", a time-lapse) are fine."""
    for unit in request.units:
        prose = unit.reading.prose
        if unit.scenario in ("edit", "first_last"):
            continue
        found: list[Match[Term]] = [m for words in (LIGHTING, TIMES_OF_DAY, WEATHER) for m in unit.reading.find(words)]
        if len(found) < 2:
            continue
        where = {m.term.id: m for m in found}
        if _CLASHING.isdisjoint(where):
            continue
        clash = next((pair for pair in _CLASHES if pair[0] in where and pair[1] in where), None)
        if clash and not unit.reading.find(SEQUENCE) and not _changes_over_time(unit.reading):
            first, second = sorted((where[clash[0]], where[clash[1]]), key=lambda m: m.start)
            if _SIMILE.search(prose[: first.start]) or _SIMILE.search(prose[: second.start]):
                continue
            one, other = quoted(unit.text, (first.start, first.end)), quoted(unit.text, (second.start, second.end))
            yield Finding(
                unit.pointer,
                f"{one} and {other} exclude each other",
                "keep one, or say how the one becomes the other",
                span=(first.start, second.end),
            )
        elif "blizzard" in where and _INDOORS.search(prose) and "window" not in prose.lower():
            match = where["blizzard"]
            yield Finding(
                unit.pointer,
                "a blizzard indoors",
                "put the weather outside the window, or the subject outside",
                span=(match.start, match.end),
            )


_SIMILE = pattern(r"\b(?:like|as)\s+$|如同$|像$|como\s+$", re.IGNORECASE)


_OVER_TIME = pattern(
    r"\b(?:from \w+ to|turns? (?:in)?to|becom|fad(?:es|ing)|giv(?:es|ing) way|warming to|day to night)"
    r"|渐变|变为|逐渐|変わ",
    re.I,
)


def _changes_over_time(reading: Reading) -> bool:
    lapse = any(m.term.id in ("time_lapse", "hyperlapse") for m in reading.find(PACING))
    return lapse or _OVER_TIME.search(reading.prose) is not None


@rule(
    "P127",
    "emotion-named",
    severity="hint",
    title="An emotion named, not shown",
    source="S-SKILLS M",
    fails=examples.text(prompt="The father is very sad."),
    passes=examples.text(prompt="The father lowers his head, thumb pressing the folded letter."),
    reads=("emotions_named",),
)
def emotion_named(request: Request) -> Iterator[Finding]:
    """A camera sees bodies, not feelings: write jaw, hands, breath, posture."""
    help = "show it in the body: lowered head, tight jaw, quick breath"
    return each(request, EMOTIONS_NAMED, "is not something to be seen", help)

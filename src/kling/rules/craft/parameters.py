"""Parameters of the request said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling.lexicon import ASPECTS, TECHNICAL
from kling.lexicon.pattern import pattern, phrases
from kling.rules import examples
from kling.rules.craft.content import each
from kling.rules.craft.unit import quoted
from kling.rules.rule import Finding, Request, rule

_LITERAL_RATIO = pattern(r"(?<![\d:])(\d{1,2})\s*[:：x×]\s*(\d{1,2})(?!\d|:\d)(?!\s*(?:am|pm|a\.m|p\.m|o'clock|点|時))")


_TO = pattern(r"\s*[:：x×]\s*\d")


_RATIOS = frozenset({"16:9", "9:16", "1:1", "4:3", "3:4", "4:5", "5:4", "21:9", "2:1", "3:2", "2:3"})


_CUE = pattern(
    r"\bat (?:the )?(\d+)(?:st|nd|rd|th)? ?-?(?:seconds?|secs?|s)\b|\bat second (\d+)\b|第\s*(\d+)\s*秒|(\d+)\s*秒目"
    r"|\ben el segundo (\d+)\b|\ba los (\d+) segundos\b",
    re.IGNORECASE,
)


_LENGTH = phrases("lengths")


_OF_SECONDS = pattern(r"\s*-?\s*(?:s\b|sec|seg|秒)|(?:st|nd|rd|th) sec", re.IGNORECASE)


_IN_THE_LAST = pattern(r"\bin the last (\d+) seconds?\b|最后\s*(\d+)\s*秒|en los últimos (\d+) segundos", re.IGNORECASE)


def _is_given(request: Request, ratio: str) -> bool:
    """Whether the first frame or edited clip has this shape."""
    body = request.body
    first = body.video if body.refer_type == "base" else next(iter(body.first_frames), None)
    facts = request.facts(first.source) if first and first.source else None
    if facts is None or not facts.width or not facts.height:
        return False
    wide, high = map(float, ratio.split(":"))
    return abs(facts.width * high / (facts.height * wide) - 1) < 0.02


@rule(
    "P117",
    "aspect-words",
    severity="warning",
    title="Words of format that contradict the request",
    source="S-WRITER L, S-WELLS",
    fails=examples.text(prompt="vertical 9:16 phone video of a drummer"),
    passes=examples.text(prompt="a drummer, full height in frame", aspect_ratio="9:16"),
    reads=("aspects", "0:", "0：", "0x", "0×"),
)
def aspect_words(request: Request) -> Iterator[Finding]:
    """The parameter wins over the words, and the composition suffers from the disagreement. Where the format follows a
    frame or an edited clip, words cannot change it."""
    for unit in request.units:
        prose = unit.reading.prose
        asked = [(m.start, m.end, m.term.id) for m in unit.reading.find(ASPECTS)]
        if any(_TO.match(prose, number.end) for number in unit.reading.numbers):
            for match in _LITERAL_RATIO.finditer(prose):
                if (ratio := f"{match[1]}:{match[2]}") in _RATIOS and not any(s == match.start() for s, _, _ in asked):
                    asked.append((*match.span(), ratio))
        sent = request.body.aspect_ratio if unit.scenario not in ("edit", "i2v", "first_last") else None
        wrong = [(start, end, ratio) for start, end, ratio in asked if ratio != sent and not _is_given(request, ratio)]
        if wrong:
            start, end, ratio = wrong[0]
            given = f"aspect_ratio is {sent}" if sent else "the format follows the given picture or clip"
            yield Finding(
                unit.pointer,
                f"{quoted(unit.text, (start, end))} asks for {ratio}, but {given}",
                f"set aspect_ratio to {ratio} if that is meant, and leave the words out"
                if sent
                else "leave the words out",
                span=(start, end),
            )


@rule(
    "P118",
    "duration-words",
    severity="warning",
    title="Seconds in words that contradict the request",
    source="S-KREL, S-WRITER",
    fails=examples.text(prompt="At the 9th second she turns.", duration="5"),
    passes=examples.text(prompt="At the 6th second she turns.", duration="10"),
    reads=("0s", "0t", "0n", "0r", "0秒"),
    marks=("second ", "segundo "),
)
def duration_words(request: Request) -> Iterator[Finding]:
    """A length in words that differs from ``duration`` confuses the pace; a beat after the film has ended cannot
    happen."""
    for unit in request.units:
        if unit.seconds is None:
            continue
        prose = unit.reading.prose
        if not any(
            _OF_SECONDS.match(prose, end) or prose[max(0, start - 8) : start].lower().endswith(("second ", "segundo "))
            for start, end in unit.reading.numbers
        ):
            continue
        for match in (*_CUE.finditer(prose), *_IN_THE_LAST.finditer(prose)):
            second = int(next(group for group in match.groups() if group)[:6])
            if second > unit.seconds:
                yield Finding(
                    unit.pointer,
                    f"{quoted(unit.text, match.span())} lies beyond the {unit.seconds} s of this film",
                    f"move the beat before second {unit.seconds}, or lengthen the film",
                    span=match.span(),
                )
        for match in _LENGTH.finditer(prose):
            seconds = int(next(group for group in match.groups() if group)[:6])
            if seconds != unit.seconds:
                yield Finding(
                    unit.pointer,
                    f"{quoted(unit.text, match.span())}, but the film lasts {unit.seconds} s",
                    f"set duration to {seconds} if that is meant, and leave the words out",
                    span=match.span(),
                )


@rule(
    "P119",
    "technical-words",
    severity="hint",
    title="Technical parameters as words",
    source="S-KAPI1 H",
    fails=examples.text(prompt="A train passes, 60fps, 1080p."),
    passes=examples.text(prompt="A train passes in smooth slow motion."),
    reads=("technical",),
)
def technical_words(request: Request) -> Iterator[Finding]:
    """Resolution is set by ``mode``; the film has 24 frames a second."""
    help = "leave it out: resolution is set by mode, the frame rate is 24"
    return each(request, TECHNICAL, "has no effect as a word", help)

"""What the vendor's own plugins ask of prompts (VP), where a rule can be sure; the rest stands in the prompt guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kling.lexicon import SPEEDS, Match
from kling.lexicon.pattern import pattern, phrases
from kling.rules import examples
from kling.rules.craft.unit import EXCLUSION_FIRST, OPENINGS, quoted
from kling.rules.rule import Finding, Request, rule

_LANDING = phrases("landings")
_STYLE = phrases("style_of")
_PERSON = phrases("person_from")
_WORDS = pattern(r"\w+")
_BREAK = pattern(r"[.,;:。，；：]")
_NEAR = 24  # characters between a camera move and the word for its speed


@rule(
    "P140",
    "exclusion-first",
    severity="hint",
    title="What is not to be seen stands before what is",
    source="VP (order: exclusions last); S-KAPI1 H",
    fails=examples.text(prompt="No text, no music. Wide shot: a kite climbs over a valley and hangs still."),
    passes=examples.text(prompt="Wide shot: a kite climbs over a valley and hangs still. No text, no music."),
    reads=(EXCLUSION_FIRST,),
)
def exclusion_first(request: Request) -> Iterator[Finding]:
    """Position is weight: a prompt that opens with exclusions names first what must not be there. The opening picture
    comes first, exclusions last."""
    for unit in request.units:
        sentences = unit.reading.sentences
        if len(sentences) < 2:
            continue
        first = sentences[0]
        if OPENINGS[EXCLUSION_FIRST].match(unit.reading.prose[first.start : first.end]):
            yield Finding(
                unit.pointer,
                f"the prompt opens with {quoted(unit.text, (first.start, first.end))}",
                "open with the picture, and put exclusions at the end",
                span=(first.start, first.end),
            )


@rule(
    "P141",
    "whip-pan-without-landing",
    severity="hint",
    title="A whip pan that lands nowhere",
    source="VP",
    fails=examples.text(prompt="Medium shot: a boy throws a ball. Whip pan right. Evening light."),
    passes=examples.text(prompt="Medium shot: a boy throws a ball. Whip pan right that lands on a dog with the ball."),
    reads=(
        "whip_pan_left",
        "whip_pan_right",
    ),
)
def whip_pan_without_landing(request: Request) -> Iterator[Finding]:
    """A whip pan blurs all that it passes; without a picture at its end the model invents one, or keeps turning."""
    for unit in request.units:
        reading = unit.reading
        for move in reading.moves:
            if not move.term.id.startswith("whip_pan"):
                continue
            sentence = reading.sentence_of(move.start)
            after = next((one for one in reading.sentences if one.start >= sentence.end), None)
            told = reading.prose[sentence.start : move.start] + " " + reading.prose[move.end : sentence.end]
            follows = reading.prose[after.start : after.end] if after else ""
            if not _LANDING.search(told) and not re.match(r"\s*(?:it|the camera|镜头|カメラ)", follows, re.IGNORECASE):
                yield Finding(
                    unit.pointer,
                    f"{quoted(unit.text, (move.start, move.end))} does not say where it lands",
                    "name it: “… that lands on the open door”",
                    span=(move.start, move.end),
                )


@rule(
    "P142",
    "fast-orbit",
    severity="hint",
    title="A fast orbit",
    source="VP",
    fails=examples.text(prompt="Fast orbit around a chess player who lifts the queen."),
    passes=examples.text(prompt="Slow orbit around a chess player who lifts the queen."),
    reads=("orbit",),
)
def fast_orbit(request: Request) -> Iterator[Finding]:
    """An orbit shows every side of a place that the model has to invent; fast, it tears faces and rooms."""
    for unit in request.units:
        reading = unit.reading
        speeds = reading.find(SPEEDS)
        if any(move.term.id == "static" for move in reading.moves):
            continue  # something else orbits, or the camera words contradict each other, which P050 says
        for move in reading.moves:
            if not speeds or not move.term.id.startswith("orbit"):
                continue
            speed = min(speeds, key=lambda speed: _distance(move, speed))
            start, end = min(move.start, speed.start), max(move.end, speed.end)
            apart = _distance(move, speed) > _NEAR or _BREAK.search(reading.prose[start:end])
            if speed.term.id == "fast" and not apart:
                yield Finding(
                    unit.pointer,
                    f"{quoted(unit.text, (start, end))} is fast",
                    "make it slow, or use a push-in",
                    span=(start, end),
                )


def _distance(one: Match[Any], other: Match[Any]) -> int:
    """Characters between two matches; 0 where they overlap."""
    return max(0, one.start - other.end, other.start - one.end)


@rule(
    "P143",
    "style-as-person",
    severity="hint",
    title="One picture for a style and for a person",
    source="VP",
    fails=examples.images(None, prompt="The woman from <<<image_1>>> dances, in the style of <<<image_1>>>."),
    passes=examples.images(None, None, prompt="The woman from <<<image_1>>> dances, in the style of <<<image_2>>>."),
    marks=("<",),
)
def style_as_person(request: Request) -> Iterator[Finding]:
    """Each reference has one role. A picture that lends its style and somebody's looks at once gives a mixture: the
    style carries the face into everything, or the face takes on the style's."""
    for unit in request.units:
        text = unit.text
        styles = {token: m for m in _STYLE.finditer(text) for token in m.groups() if token}
        people = {token for m in _PERSON.finditer(text) for token in m.groups() if token}
        for token in sorted(styles.keys() & people):
            yield Finding(
                unit.pointer,
                f"{token} is to lend its style and to show a person",
                "give a picture for each, or say one role only",
                span=styles[token].span(),
            )


@rule(
    "P144",
    "repeated-shot",
    severity="hint",
    title="A shot that adds nothing",
    source="VP (each shot adds new information)",
    fails=examples.shots(
        3,
        3,
        multi_prompt=[
            {"index": 1, "prompt": "Wide shot: a kite climbs over a valley.", "duration": "3"},
            {"index": 2, "prompt": "Wide shot: a kite climbs over a valley!", "duration": "3"},
        ],
    ),
    passes=examples.shots(
        3,
        3,
        multi_prompt=[
            {"index": 1, "prompt": "Wide shot: a kite climbs over a valley.", "duration": "3"},
            {"index": 2, "prompt": "Close-up: the red kite's string slips through two hands.", "duration": "3"},
        ],
    ),
    reads=("multi_shot",),
)
def repeated_shot(request: Request) -> Iterator[Finding]:
    """Two shots of the same words are paid twice and show the same; a storyboard's shots each add something."""
    seen: dict[tuple[str, ...], int] = {}
    for unit in request.units:
        words = tuple(_WORDS.findall(unit.text.lower()))
        if not unit.storyboard or len(words) < 3:
            continue
        if words in seen:
            yield Finding(
                unit.pointer,
                f"shot {unit.number} says what shot {seen[words]} says",
                "say what is new in it, or make the other one longer",
            )
        seen.setdefault(words, unit.number)

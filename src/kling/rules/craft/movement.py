"""What moves, how much of it, and where it ends."""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections.abc import Iterator

from kling.lexicon import (
    END_STATES,
    GAITS,
    PHYSICS_CUES,
    Match,
    Term,
)
from kling.lexicon.pattern import pattern, phrases, word_list
from kling.prompts.reading import Reading
from kling.prompts.slots import slots
from kling.rules import examples
from kling.rules.craft.unit import BARE_ORDER, NO_END, NO_MOVEMENT, OPENINGS, Unit, quoted
from kling.rules.rule import Finding, Request, rule

_TIME_CUE = pattern(
    r"\bat the \w+ second|\bin the last \d+ seconds?|第\s*\d+\s*秒|最后\s*\d+\s*秒|\d+秒目|en el segundo \d+",
    re.IGNORECASE,
)


def _generated(unit: Unit) -> bool:
    return unit.scenario != "edit"


@rule(
    "P060",
    "no-movement",
    severity="warning",
    title="Nothing moves",
    source="S-KT2V H",
    fails=examples.text(prompt="A castle, sunset, fog, 4k."),
    passes=examples.text(prompt="Fog rolls over a castle wall as torches are lit one by one."),
    reads=(NO_MOVEMENT,),
)
def no_movement(request: Request) -> Iterator[Finding]:
    """A prompt of nouns alone comes out as a nearly still picture. Say what is seen moving, and where it ends. Somebody
    who speaks moves."""
    for unit in request.units:
        reading = unit.reading
        if not _generated(unit) or reading.lines:
            continue
        if slots(reading.text).movement or not unit.understood:
            continue
        if (unit.scenario == "reference" and (reading.moves or _BORROWED_MOVE.search(reading.prose))) or OPENINGS[
            BARE_ORDER
        ].match(reading.prose):
            continue
        yield Finding(
            unit.pointer,
            "the prompt names no visible movement",
            "add one action with an end: “lifts the lid, pauses and lowers it”",
        )


_BORROWED_MOVE = pattern(
    r"\b(?:camera|drone) (?:movement|move|path|motion)|运镜|カメラ(?:ワーク|の動き)|movimiento de cámara", re.IGNORECASE
)


@rule(
    "P061",
    "no-subject",
    severity="warning",
    title="An action without somebody to do it",
    source="S-KI2V H",
    fails=examples.text(prompt="Wear sunglasses and smile."),
    passes=examples.text(prompt="The woman in the portrait puts on sunglasses and smiles."),
    reads=(BARE_ORDER,),
)
def no_subject(request: Request) -> Iterator[Finding]:
    """A bare command has no mover: an image then becomes a slow pan over a still. Name who does it."""
    for unit in request.units:
        if unit.scenario in ("i2v", "t2v"):
            match = OPENINGS[BARE_ORDER].match(unit.reading.prose)
            if match:
                yield Finding(
                    unit.pointer,
                    f"{quoted(unit.text, match.span())} has no subject",
                    "name who moves: “The woman in the portrait puts on sunglasses and smiles.”",
                    span=(match.start() + len(match[0]) - len(match[0].lstrip()), match.end()),
                )


_SMALL = word_list("small_actions")


_SMALL_CJK = pattern(r"[停看望站坐等笑眨呼靠低抬点转顿止見笑座立待]")


_SMALL_ES = frozenset(
    [
        "se detiene",
        "se sienta",
        "se gira",
        "mira",
        "sonríe",
        "sonría",
        "parpadea",
        "parpadee",
        "respira",
        "descansa",
        "espera",
    ]
)


def _weight(reading: Reading, match: Match[Term]) -> float:
    """How much an action counts: whole for a deed, half for -ing and small gestures, a quarter for both and for what
    things do by themselves."""
    word = reading.prose[match.start : match.end].lower()
    if match.term.id == "matter":
        return 0.0
    weight = 1.0
    if word.split()[0].endswith("ing"):
        weight /= 2
    if word in _SMALL_ES or word.split()[0] in _SMALL or _SMALL_CJK.match(word):
        weight /= 2
    return weight


_CLAUSE_MARK = pattern(r"[，、。；,.;：:]")


def _by_clause(reading: Reading) -> list[Match[Term]]:
    """The action of each clause, the whole deed where it has several."""
    found: dict[int, Match[Term]] = {}
    ends = [m.start() for m in _CLAUSE_MARK.finditer(reading.prose)]
    for match in reading.actions:
        clause = bisect(ends, match.start)
        if clause not in found or _weight(reading, match) > _weight(reading, found[clause]):
            found[clause] = match
    return list(found.values())


@rule(
    "P062",
    "many-actions",
    severity="warning",
    title="Too many actions for the time",
    source="S-KT2V H, S-WRITER; VP",
    fails=examples.text(prompt="She runs in, jumps the counter, grabs a pan, cooks an egg, serves it and dances."),
    passes=examples.text(prompt="She vaults the counter and lands beside the stove."),
    reads=("actions",),
)
def many_actions(request: Request) -> Iterator[Finding]:
    """About one major action in five seconds, one or two more at most; beyond that hands distort and beats are
    skipped. Small gestures and accompanying actions count half; in Chinese and Japanese, where words have no gaps, the
    clauses that hold an action are counted."""
    for unit in request.units:
        reading = unit.reading
        if unit.scenario in ("edit", "first_last") or unit.seconds is None:
            continue
        allowed = max(1, math.ceil(unit.seconds / 5)) + 2.5
        if len(reading.actions) <= allowed:
            continue
        actions = reading.actions
        if reading.cjk:  # one character may be a verb or a part of a noun
            actions, allowed = _by_clause(reading), allowed + 1
        count = sum(_weight(reading, match) for match in actions)
        if count > allowed and count > allowed + len(_TIME_CUE.findall(reading.prose)):
            deeds = [m for m in actions if _weight(reading, m) == 1]
            named = dict.fromkeys(reading.prose[m.start : m.end].lower() for m in deeds)
            yield Finding(
                unit.pointer,
                f"about {round(count)} actions in {unit.seconds} s: " + ", ".join([*named][:8]),
                "keep one or two, lengthen the film, or spread them over shots",
                span=(deeds[0].start, deeds[-1].end) if deeds else None,
            )


@rule(
    "P064",
    "no-end-state",
    severity="hint",
    title="The movement has no end",
    source="S-SKILLS, S-MAC M",
    fails=examples.text(prompt="A dog walks along a beach."),
    passes=examples.text(prompt="A dog walks along a beach and sits down at the waterline."),
    reads=(NO_END,),
)
def no_end_state(request: Request) -> Iterator[Finding]:
    """From five seconds on a movement without an end loops, freezes or walks on the spot. In the last shot of a
    storyboard that ends the film badly, so it is a warning there."""
    for unit in request.units:
        if not _generated(unit) or unit.seconds is None or unit.seconds < 5:
            continue
        if unit.scenario == "first_last" or slots(unit.reading.text).end_state or not unit.understood:
            continue
        yield Finding(
            unit.pointer,
            "the prompt does not say where the movement ends",
            "add an end state: “… and comes to rest”, “… until she meets the camera”",
            severity="warning" if unit.last else None,
        )


def _touches(reading: Reading) -> bool:
    """Whether a movement ends in contact: it lands, catches, skids to a halt."""
    return _GRIP.search(reading.prose) is not None or any(m.term.id in _CONTACT for m in reading.find(END_STATES))


_CONTACT = frozenset({"reaches", "contact"})


_GRIP = phrases("grip")


@rule(
    "P128",
    "loose-contact",
    severity="hint",
    title="Walking without ground",
    source="S-SKILLS M",
    fails=examples.text(prompt="A giant walks through the field."),
    passes=examples.text(prompt="A giant walks through the field, each step sinking into wet soil."),
    reads=("gaits",),
)
def loose_contact(request: Request) -> Iterator[Finding]:
    """From five seconds on, walking, running, landing or lifting in a full or wide shot slides and floats unless weight
    or contact is described."""
    for unit in request.units:
        reading = unit.reading
        if unit.scenario in ("edit", "reference", "first_last") or unit.seconds is None or unit.seconds < 5:
            continue
        if reading.find(PHYSICS_CUES) or any(m.term.step >= 4 for m in reading.sizes):
            continue
        steps = [m for m in reading.find(GAITS) if m.term.id in ("walk", "run", "sprint", "stride", "jog")]
        steps = [m for m in steps if any(a.start == m.start for a in reading.actions)]
        if steps and not _touches(reading):
            yield Finding(
                unit.pointer,
                f"{quoted(unit.text, (steps[0].start, steps[0].end))} has no weight or contact with the ground",
                "add a physical cue: “each step sinking into wet soil”, “boots on gravel”",
                span=(steps[0].start, steps[0].end),
            )

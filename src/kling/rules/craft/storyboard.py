"""Shots of a storyboard: each is read on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kling.lexicon import ANGLES, CLOTHES, COLOURS, PEOPLE, TIMES_OF_DAY, TRANSITIONS, Match, Term
from kling.lexicon.pattern import CJK, pattern, phrases, word_list
from kling.rules import examples
from kling.rules.craft.unit import Unit, quoted
from kling.rules.rule import Finding, Request, replace, rule

_PRONOUN = phrases("opening_pronouns")
_NARRATIVE = phrases("narrative_openings")
_LOCK = phrases("cast_locks")
_BREAK = phrases("time_passes")


def _board(*prompts: str, **fields: object) -> dict[str, object]:
    return examples.shots(
        *[4] * len(prompts),
        multi_prompt=[{"index": n, "prompt": text, "duration": "4"} for n, text in enumerate(prompts, 1)],
        **fields,
    )


def _shots(request: Request) -> list[Unit]:
    return [unit for unit in request.units if unit.storyboard]


@rule(
    "P100",
    "pronoun-in-later-shot",
    severity="warning",
    title="A later shot opens with a pronoun",
    source="S-SKILLS, S-VPK M",
    fails=_board("Wide shot: the violin maker opens her workshop.", "Close-up: she opens the box."),
    passes=_board(
        "Wide shot: the violin maker opens her workshop.",
        "Close-up: the violin maker in the green apron opens the box.",
    ),
    reads=("multi_shot",),
)
def pronoun_in_later_shot(request: Request) -> Iterator[Finding]:
    """Each shot is read on its own: a pronoun becomes a new person. Repeat the full description."""
    for unit in _shots(request):
        match = _PRONOUN.match(unit.reading.prose) if unit.number > 1 else None
        if match and not PEOPLE.find(match[0]):  # whom it means is said before
            yield Finding(
                unit.pointer,
                f"shot {unit.number} opens with {quoted(unit.text, match.span())}, which names nobody",
                "repeat the character's full label and marks in every shot",
                span=match.span(),
            )


@rule(
    "P101",
    "narrative-opener",
    severity="hint",
    title="A shot that continues a story",
    source="S-VPK L",
    fails=_board("Wide shot: a red door in a lane.", "Then the door opens and the cat leaves."),
    passes=_board("Wide shot: a red door in a lane.", "Medium shot: the grey cat slips through the red door."),
    reads=("multi_shot",),
)
def narrative_opener(request: Request) -> Iterator[Finding]:
    """ "Then" and "next" assume a memory that the text of a shot does not have."""
    for unit in _shots(request):
        match = _NARRATIVE.match(unit.reading.prose) if unit.number > 1 else None
        if match:
            yield Finding(
                unit.pointer,
                f"shot {unit.number} opens with “{match[0].strip()}”, as if it remembered the shot before",
                "open with shot size and subject",
                span=match.span(),
            )


def _same_subject(first: Unit, second: Unit) -> bool:
    references = {str(r) for r in first.reading.references} & {str(r) for r in second.reading.references}
    if references:
        return True
    people = {
        unit.pointer: {unit.reading.prose[m.start : m.end].lower() for m in unit.reading.find(PEOPLE)}
        for unit in (first, second)
    }
    one, other = people[first.pointer], people[second.pointer]
    if one or other:
        return bool(one & other)
    nouns = [set(re.findall(r"[a-z]{4,}|" + CJK + r"{2}", unit.reading.prose.lower()[:80])) for unit in (first, second)]
    return len((nouns[0] & nouns[1]) - _FILM) >= 2


_FILM = word_list("film_terms")


@rule(
    "P102",
    "shots-look-alike",
    severity="warning",
    title="Two neighbouring shots look the same",
    source="S-SKILLS M",
    fails=_board(
        "Medium shot, eye level: the baker in white kneads dough.",
        "Medium shot, eye level: the baker in white wipes his hands.",
    ),
    passes=_board(
        "Wide shot, eye level: the baker in white kneads dough.",
        "Close-up, eye level: the baker in white wipes his hands.",
    ),
    reads=("multi_shot",),
)
def shots_look_alike(request: Request) -> Iterator[Finding]:
    """Neighbouring shots of the same subject with the same size and angle merge or jump. Change the size by two steps,
    the angle by thirty degrees, or the subject."""
    shots = _shots(request)
    for first, second in pairwise(shots):
        sizes = [tuple(m.term.id for m in unit.reading.sizes[:1]) for unit in (first, second)]
        angles = [tuple(m.term.id for m in unit.reading.find(ANGLES)[:1]) for unit in (first, second)]
        if sizes[0] and sizes[0] == sizes[1] and angles[0] == angles[1] and _same_subject(first, second):
            match = second.reading.sizes[0]
            yield Finding(
                second.pointer,
                f"shots {first.number} and {second.number} show the same subject in the same size and angle",
                "change the size by two steps (wide, then close-up) or the angle",
                span=(match.start, match.end),
            )


_BEFORE_CLOTHES = pattern(
    r"([^\W\d_]{3,})\s*,?\s+(?:in|wearing|with|con|de)\s+(?:(?:an?|the|his|her|their|una?|el|la|su)\s+)?(?:[^\W\d_]+\s+)?$"
)
_AFTER_CLOTHES = pattern(r"的[老小]?(" + CJK + r"{2})|の(" + CJK + r"{2})")


def _wearer(prose: str, garment: Match[Term], colour: Match[Term], people: set[str]) -> str | None:
    """Who wears a garment: the word it is said of, or the only person of the shot."""
    place = min(garment.start, colour.start)
    before = _BEFORE_CLOTHES.search(prose[max(0, place - 60) : place])
    if before:
        return before[1].lower()
    after = _AFTER_CLOTHES.match(prose, max(garment.end, colour.end))
    if after:
        return after[1] or after[2]
    return next(iter(people)) if len(people) == 1 else None


_KIND_OF_TIME = {
    "pre_dawn": "dark", "dawn": "dawn", "sunrise": "dawn", "early_morning": "day", "morning": "day", "noon": "day",
    "afternoon": "day", "late_afternoon": "dusk", "golden_hour": "dusk", "sunset": "dusk", "dusk": "dusk",
    "blue_hour": "dusk", "night": "night", "midnight": "night",
}  # fmt: skip


@rule(
    "P103",
    "anchors-drift",
    severity="hint",
    title="Clothes or light change between shots",
    source="S-VPK, S-FAL M",
    fails=_board(
        "Wide shot: the chef in a white jacket enters the kitchen, morning.",
        "Close-up: the chef in a black jacket tastes the soup, night.",
    ),
    passes=_board(
        "Wide shot: the chef in a white jacket enters the kitchen, morning.",
        "Close-up: the chef in a white jacket tastes the soup, morning.",
    ),
    reads=("multi_shot",),
)
def anchors_drift(request: Request) -> Iterator[Finding]:
    """The same person with another colour of the same garment, or another time of day in the next shot without a reason
    in the text, jumps. Repeat the anchors word for word."""
    shots = _shots(request)
    if len(shots) < 2:
        return
    worn: dict[str, tuple[str, int]] = {}
    for unit in shots:
        prose = unit.reading.prose
        people = {prose[m.start : m.end].lower() for m in unit.reading.find(PEOPLE)}
        colours = unit.reading.find(COLOURS)
        for garment in unit.reading.find(CLOTHES):
            colour = next((c for c in reversed(colours) if 0 <= garment.start - c.end <= 12), None)
            colour = colour or next((c for c in colours if 0 < c.start - garment.end <= 1), None)  # delantal gris
            who = _wearer(prose, garment, colour, people) if colour else None
            if colour is None or who is None:
                continue
            key = f"{who} {garment.term.id} {prose[garment.start : garment.end].lower()}"
            earlier = worn.setdefault(key, (colour.term.id, unit.number))
            if earlier[0] != colour.term.id:
                yield Finding(
                    unit.pointer,
                    f"the {prose[garment.start : garment.end]} of the {who} is {earlier[0]} in shot {earlier[1]} and "
                    f"{colour.term.id} in shot {unit.number}",
                    "repeat the wardrobe word for word, or say why it changes",
                    span=(min(colour.start, garment.start), max(colour.end, garment.end)),
                )
    times = [(unit, _KIND_OF_TIME[m.term.id], m) for unit in shots for m in unit.reading.find(TIMES_OF_DAY)[:1]]
    order = ("dark", "dawn", "day", "dusk", "night")
    for (first, one, _), (second, other, match) in pairwise(times):
        passed = order.index(other) - order.index(one)  # the next part of the day may follow by itself
        if passed not in (0, 1) and not _BREAK.search(second.text):
            yield Finding(
                second.pointer,
                f"shot {first.number} is by {one}, shot {second.number} by {other}",
                "keep one time of day, or name the passage of time",
                span=(match.start, match.end),
            )


@rule(
    "P104",
    "cut-inside-shot",
    severity="hint",
    title="A cut inside one shot",
    source="S-WELLS H",
    fails=_board("A wide street, cut to a close-up of a shoe.", "Close-up of a red shoe."),
    passes=_board("Close-up of a shoe stepping off the kerb on a wide street.", "Wide shot of the street."),
    reads=("multi_shot",),
)
def cut_inside_shot(request: Request) -> Iterator[Finding]:
    """One entry is one shot. Words of cutting tempt the model to cut inside it."""
    for unit in _shots(request):
        for match in unit.reading.find(TRANSITIONS):
            if match.term.id in ("cut_to", "smash_cut", "match_cut", "dissolve"):
                yield Finding(
                    unit.pointer,
                    f"{quoted(unit.text, (match.start, match.end))} asks for a cut inside shot {unit.number}",
                    "make it two shots",
                    span=(match.start, match.end),
                )


@rule(
    "P106",
    "cast-lock-everywhere",
    severity="hint",
    title="The cast is locked in shot after shot",
    source="S-MAC M",
    fails=_board(*["Two-shot: exactly two people at a table, no extra people, light on the left."] * 2),
    passes=_board("Two-shot: exactly two people at a table.", "Close-up: the older man lifts a cup."),
    reads=("multi_shot",),
)
def cast_lock_everywhere(request: Request) -> Iterator[Finding]:
    """Locking phrases ("exactly two people", "no extra people") make groups stiff; use them once, and only when extra
    people were seen."""
    found = [(unit, match) for unit in _shots(request) for match in _LOCK.finditer(unit.reading.prose)]
    if len(found) >= 3:
        unit, match = found[-1]
        yield Finding(
            unit.pointer,
            f"{len(found)} phrases lock the cast",
            "keep one where people really were added",
            span=match.span(),
        )


@rule(
    "P105",
    "semicolon-in-shot",
    severity="warning",
    title="A semicolon inside the words of a shot",
    source="S-KAPI2 M",
    fails=examples.v2(text="shot 1, 3, a door; red; opens; shot 2, 2, a cat;", multi_shot=True),
    passes=examples.v2(text="shot 1, 3, a red door opens; shot 2, 2, a cat;", multi_shot=True),
    wires=("v2",),
)
def semicolon_in_shot(request: Request) -> Iterator[Finding]:
    """In the shot grammar of the v2 wire a semicolon ends the shot, and nothing escapes it: the words after it are
    lost."""
    body = request.v2
    spoilt = [shot for shot in body.shots if ";" in shot.words]
    if spoilt and body.multi_shot:
        pointer = f"{body.prompts[0].pointer}/text"
        text = body.prompt
        for shot in spoilt:
            text = text.replace(shot.words, shot.words.replace(";", ","))
        yield Finding(
            pointer,
            f"a semicolon ends shot {spoilt[0].number} early",
            "write a comma instead",
            replace(pointer, text, safe=True),
            span=_first_semicolon(body.prompt, spoilt[0].words),
        )


def _first_semicolon(text: str, words: str) -> tuple[int, int]:
    place = text.index(words) + words.index(";")
    return place, place + 1

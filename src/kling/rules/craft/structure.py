"""How prompts are cut into shots and seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling.lexicon.pattern import pattern
from kling.prompts.reading import Reading
from kling.rules import examples
from kling.rules.craft.unit import BEYOND_ASCII, NUMBERS, quoted
from kling.rules.rule import Finding, Request, rule

_NUMBER = pattern(r"[\d一二三四五六]\s*[:：,，.(（\-–]")
_LABEL = pattern(
    r"(?:(?:^|[\s\[(.;。；])(?:shot|scene|镜头|分镜|カット|toma|plano|escena)\s*[#-]?\s*\d?|\[\d{1,2}:\d)$",
    re.IGNORECASE,
)


def _labels(reading: Reading) -> list[tuple[int, int]]:
    """Where shots are numbered: "Shot 1:", "镜头二，", "[00:00-00:03]"; a single one is no list."""
    prose = reading.prose
    found: list[tuple[int, int]] = []
    if prose.isascii() and len(reading.numbers) < 2:
        return found
    for number in _NUMBER.finditer(prose):
        since = max(0, number.start() - 16)
        label = _LABEL.search(prose[since : number.start()])
        if label:
            found.append((since + label.end() - len(label[0].lstrip(" \n.;。；")), number.end()))
    return found


_MONTAGE = pattern(r"montage|flash|蒙太奇|モンタージュ|montaje", re.IGNORECASE)


@rule(
    "P004",
    "shot-list-in-prompt",
    severity="warning",
    title="A shot list inside one prompt",
    source="S-WELLS H",
    fails=examples.text(prompt="Shot 1: a boat leaves. Shot 2: the boat returns."),
    passes=examples.text(prompt="A boat leaves the pier and turns until it faces the lighthouse."),
    wires=("v1",),  # v2 writes its storyboards inside the prompt; R18 speaks about them
    reads=(NUMBERS, BEYOND_ASCII),
)
def shot_list_in_prompt(request: Request) -> Iterator[Finding]:
    """The v1 endpoint does not read "Shot 1: … Shot 2: …" inside a prompt: the boundaries melt into one take. Shots
    belong into ``multi_prompt``."""
    for unit in request.units:
        if unit.storyboard or request.body.multi_shot:
            continue
        labels = _labels(unit.reading)
        if len(labels) >= 2:
            yield Finding(
                unit.pointer,
                f"{len(labels)} shots are listed inside one prompt; the service reads them as one take",
                "send multi_shot: true, shot_type: customize and one multi_prompt entry per shot",
                span=(labels[0][0], labels[-1][1]),
            )


@rule(
    "P009",
    "shot-too-short",
    severity="hint",
    title="The shot is too short for what it shows",
    source="S-4N5 M, S-WRITER",
    fails=examples.shots(
        1, 4, multi_prompt=[
            {"index": 1, "prompt": "She enters, sits down and opens the letter.", "duration": "1"},
            {"index": 2, "prompt": "The woman sits down and opens the letter.", "duration": "4"},
        ],
    ),
    passes=examples.shots(3, 4),
    reads=("multi_shot",),
)  # fmt: skip
def shot_too_short(request: Request) -> Iterator[Finding]:
    """Below two seconds an action cannot be read, unless it is a flash of a montage or an insert; below three seconds a
    spoken line is clipped."""
    for unit in request.units:
        if not unit.storyboard or unit.seconds is None:
            continue
        if unit.seconds < 3 and unit.reading.lines:
            yield Finding(
                unit.pointer,
                f"a line is spoken in a shot of {unit.seconds} s",
                "give a shot with speech at least 3 s",
                severity="warning",
                span=(unit.reading.lines[0].start, unit.reading.lines[0].end),
            )
        elif unit.seconds < 2 and not _MONTAGE.search(unit.text) and not _is_insert(unit.reading):
            yield Finding(
                unit.pointer,
                f"{unit.seconds} s is too short to read {quoted(unit.text, (0, len(unit.text)))}",
                "give the shot 2 s or more, or make it an insert",
            )


def _is_insert(reading: Reading) -> bool:
    return any(match.term.id in ("insert", "macro") for match in reading.sizes)

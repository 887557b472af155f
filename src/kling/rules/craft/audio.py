"""Speech and sound: who says what, how, in which language, and whether it fits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kling.lexicon import (
    AMBIENCE,
    EXCLUSIONS,
    MUSIC_MOODS,
    SFX,
    SOUND_WORDS,
    SPEECH_VERBS,
)
from kling.lexicon.pattern import pattern
from kling.rules import examples
from kling.rules.craft.hearing import heard
from kling.rules.craft.unit import QUOTES, Unit, quoted
from kling.rules.diagnostic import Fix
from kling.rules.rule import SILENT, Finding, Request, replace, rule

_FOREIGN_AUDIO = pattern(
    r"<(?!<)(?!/?<)[^\W\d_A-Z](?:[^\W\d_]|[ ,'-]){3,40}>(?!>)"
    r"|（(?:音乐|音效|背景音乐|background music)[^）]*）|【[^】]*字幕[^】]*】"
    r"|\{(?:dialogue|line|speech)[^}]*\}"
)


_HEARD = (SFX, AMBIENCE, MUSIC_MOODS, EXCLUSIONS, SOUND_WORDS, SPEECH_VERBS)
_TAG = pattern(r"<(?!<)(?!/?<)([^\W\d_A-Z](?:[^\W\d_]|[ ,'-]){3,40})>(?!>)")


@rule(
    "P030",
    "speech-without-sound",
    severity="warning",
    title="A line is spoken, but sound is off",
    source="S-WELLS H",
    fails=examples.heard('The guide says: "follow me."', sound="off"),
    passes=examples.heard('The guide says: "follow me."'),
    marks=QUOTES,
)
def speech_without_sound(request: Request) -> Iterator[Finding]:
    """Without ``sound: on`` the mouth moves and nothing is heard. With a clip in the request no sound can be made at
    all; then the line is better left out."""
    for unit in request.units:
        lines = unit.reading.lines
        if lines and not unit.sound:
            with_clip = request.body.video is not None
            fix: Fix | None = None
            if not with_clip:
                operation = "replace" if "sound" in request.body.raw else "add"
                fix = Fix(False, ({"op": operation, "path": "/sound", "value": "on"},))
            yield Finding(
                unit.pointer,
                f"{quoted(lines[0].text, (0, 80))} is spoken, but sound is off: a silent mouth movement",
                "remove the line; a request with a clip makes no speech"
                if with_clip
                else "send sound: on, or remove it",
                fix,
                span=(lines[0].start, lines[0].end),
            )


@rule(
    "P031",
    "nothing-to-hear",
    severity="hint",
    title="Sound is on, but nothing is said about it",
    source="S-AUD, S-SKILLS M",
    fails=examples.heard("A cyclist climbs a hill at dawn, wide shot."),
    passes=examples.heard("A cyclist climbs a hill at dawn, wide shot. Audio: chain ticking, wind, no music."),
    reads=("sound",),
)
def nothing_to_hear(request: Request) -> Iterator[Finding]:
    """Sound that is not described is invented, music included."""
    found = request.units
    if request.body.sound and found and not any(_audible(unit) for unit in found):
        yield Finding(
            found[0].pointer,
            "sound is on, but no line, effect, ambience or music is described",
            "end with “Audio: …, no music.” naming what is heard",
        )


@rule(
    "P046",
    "sound-not-made",
    severity="warning",
    title="A sound is described, but sound is off",
    source="users' reports",
    fails=examples.heard("A beach at dawn, wide shot. Audio: waves and gulls.", sound="off"),
    passes=examples.heard("A beach at dawn, wide shot. Audio: waves and gulls."),
    reads=(SILENT,),
)
def sound_not_made(request: Request) -> Iterator[Finding]:
    """Without ``sound: on`` a film is silent, whatever its prompt says is heard. With a clip in the request no sound
    can be made at all; ``keep_original_sound`` keeps that of the clip."""
    for unit in request.units:
        if unit.sound or unit.reading.lines:  # P030 speaks about lines
            continue
        span = heard(unit.reading)
        if span is None:
            continue
        with_clip = request.body.video is not None
        operation = "replace" if "sound" in request.body.raw else "add"
        yield Finding(
            unit.pointer,
            f"{quoted(unit.text, span)} is to be heard, but sound is off: the film is silent",
            "a request with a clip makes no new sound; keep_original_sound keeps the clip's own"
            if with_clip
            else "send sound: on, or leave it out",
            None if with_clip else Fix(False, ({"op": operation, "path": "/sound", "value": "on"},)),
            span=span,
        )


def _audible(unit: Unit) -> bool:
    reading = unit.reading
    named = (one for words in _HEARD for one in reading.beside_look(reading.find(words)))
    return bool(reading.lines or reading.audio or any(named) or heard(reading))


@rule(
    "P045",
    "foreign-audio-notation",
    severity="warning",
    title="Sound in another model's brackets",
    source="S-4N5 M",
    fails=examples.text(prompt="Rain falls <thunder in the distance> over roofs."),
    passes=examples.text(prompt="Rain falls over roofs. Audio: thunder in the distance."),
    marks=tuple("<（【{"),
)
def foreign_audio_notation(request: Request) -> Iterator[Finding]:
    """Angle and curly brackets for sound are other models' notation; Kling reads plain sentences."""
    for unit in request.units:
        if not any(mark in unit.text for mark in "<（【{"):
            continue
        for match in _FOREIGN_AUDIO.finditer(unit.text):
            tag = _TAG.match(match[0])
            fix = None
            if tag:
                rest = re.sub(r"\s{2,}", " ", unit.text[: match.start()] + unit.text[match.end() :]).strip()
                fix = replace(unit.pointer, f"{rest.rstrip('. ')}. Audio: {tag[1].strip()}.", safe=False)
            yield Finding(
                unit.pointer,
                f"{match[0]} is not Kling's way of writing sound",
                "end the prompt with a sentence “Audio: …”",
                fix,
                span=match.span(),
            )

"""When things happen in a shot: actions one after the other, lines as long as they take to say."""

from __future__ import annotations

from collections.abc import Sequence

from kling.animatic.cast import Cast
from kling.animatic.read_deeds import Deed, speaker_of
from kling.animatic.read_tokens import Token
from kling.animatic.reading import Reading
from kling.animatic.scene import Action, Line
from kling.lexicon import table
from kling.prompts import speech

_LEAD, _BETWEEN = 0.25, 0.35
"""Seconds before the first line, and between one and the next."""
_STATE, _CYCLE = 1.2, 1.8
"""Seconds that something takes which has no length of its own."""


def actions(made: Sequence[Deed], seconds: float) -> dict[str, tuple[Action, ...]]:
    """The actions of each member with their times; the last one lasts to the end of the shot."""
    by_name: dict[str, list[Deed]] = {}
    for deed in made:
        known = by_name.setdefault(deed.name, [])
        if not known or known[-1].pose is not deed.pose:
            known.append(deed)
    return {name: _beats(ones, seconds) for name, ones in by_name.items()}


def shared(lengths: Sequence[float | None], seconds: float) -> list[float]:
    """Lengths that fill a time: open ones (None) share what the others leave; too much is pressed together."""
    known = sum(length for length in lengths if length is not None)
    open_ = sum(1 for length in lengths if length is None)
    share = max(0.0, seconds - known) / open_ if open_ else 0.0
    filled = [share if length is None else length for length in lengths]
    return [length * min(1.0, seconds / max(1e-9, sum(filled))) for length in filled]


def _beats(ones: list[Deed], seconds: float) -> tuple[Action, ...]:
    first = ones[0]
    under = len(ones) > 1 and first.pose.kind == "state" and first.pose.id in table("body_poses")
    beats = ones[1:] if under else ones
    needs = [one.pose.seconds or (_STATE if one.pose.kind == "state" else _CYCLE) for one in beats]
    spare, loose = seconds - sum(needs), [one.pose.kind != "action" for one in beats]
    if spare > 0 and any(loose):
        needs = [need + spare / sum(loose) * free for need, free in zip(needs, loose, strict=True)]
    else:  # single gestures take half as long again where there is room
        needs = [need * min(1.5, seconds / sum(needs)) for need in needs]
    made = [Action(pose=first.pose.id, end=seconds, toward=first.toward, thing=first.thing)] if under else []
    at, begun = 0.0, False
    for number, (one, need, free) in enumerate(zip(beats, needs, loose, strict=True)):
        if one.begin and (made[-1].start if made else at) < one.begin < seconds:  # what goes before lasts until then
            made[-1:] = [last.model_copy(update={"end": one.begin}) for last in made[-1:]]
            at, begun = one.begin, True
        need = min(need, (seconds - at) / (len(beats) - number)) if begun else need
        end = seconds if one is beats[-1] and free else min(seconds, at + need)
        made.append(Action(pose=one.pose.id, start=round(at, 3), end=round(end, 3), toward=one.toward, thing=one.thing))
        at = min(seconds, at + need)
    return tuple(made)


def lines(read: Reading, cast: Cast, met: list[Token], seconds: float) -> tuple[Line, ...]:
    """The spoken lines with speakers and times. A line that comes late in the words comes late in the shot, as far as
    there is room; what is too much for the shot is said faster, all lines alike."""
    unattributed = (speech.line_of(quote) for quote in read.quotes if quote.kind == "unattributed")
    spoken = [*speech.lines(read.text)] or [*unattributed]
    needs = [max(0.5, one.units / one.rate.ok) for one in spoken]
    room = max(0.2, seconds - 2 * _LEAD - _BETWEEN * (len(needs) - 1))
    pace = min(1.0, room / max(1e-9, sum(needs)))
    asked = spoken[0].quote.start / len(read.text) * seconds if spoken else 0.0
    at = _LEAD + max(0.0, min(room - sum(needs) * pace, asked - _LEAD, seconds / 2))
    speakers = [speaker_of(read, one.quote, cast, met) for one in spoken]
    made: list[Line] = []
    for number, (one, need, speaker) in enumerate(zip(spoken, needs, speakers, strict=True)):
        others = [*speakers[number + 1 :], *reversed(speakers[:number]), *(name for who in met for name in who.names)]
        to = next((other for other in others if other != speaker and other in cast.members), "")
        start, end = round(at, 3), round(min(seconds, at + need * pace), 3)
        text, manner = one.quote.text.strip(), one.quote.delivery.strip()
        made.append(Line(speaker=speaker, text=text, start=start, end=end, to=to, manner=manner, language=one.language))
        at += need * pace + _BETWEEN
    return tuple(made)

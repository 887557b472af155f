"""When things happen in a shot: actions and camera moves one after the other, lines as long as they take to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kling import lexicon
from kling.animatic.cast import Cast
from kling.animatic.names import is_name, label_of
from kling.animatic.read_deeds import Deed, Roles, kind
from kling.animatic.reading import NOBODY, Reading, Token
from kling.animatic.scene import Action, Line, Member
from kling.lexicon import CameraMove, table
from kling.lexicon.pattern import phrases
from kling.lexicon.words import stem_of
from kling.prompts import speech
from kling.prompts.quotes import Quote
from kling.prompts.references import find as references

_LEAD, _BETWEEN = 0.25, 0.35
"""Seconds before the first line, and between one and the next."""
_STATE, _CYCLE = 1.2, 1.8
"""Seconds that something takes which has no length of its own."""


def actions(made: Sequence[Deed], seconds: float) -> dict[str, tuple[Action, ...]]:
    """The actions of each member with their times. Deeds come one after the other as the words have them, also those of
    different members; what lasts goes on meanwhile, as who sits first sits all along."""
    steps, under = _steps(made)
    starts = [*_starts(steps, seconds), seconds]
    by_name: dict[str, list[Action]] = {}
    told = [(one, at, end) for step, at, end in zip(steps, starts, starts[1:], strict=False) for one in step]
    for one in under:
        by_name.setdefault(one.name, []).append(_action(one, 0.0, seconds))
    for number, (one, at, end) in enumerate(told):
        later = [start for two, start, _ in told[number + 1 :] if two.name == one.name and start > at]
        # a single gesture takes half as long again where there is room
        end = min([*later, seconds]) if _lasts(one) else min(end, at + 1.5 * _needs(one))
        by_name.setdefault(one.name, []).append(_action(one, at, end))
    return {name: tuple(ones) for name, ones in by_name.items()}


def kept(made: list[Deed], cast: Cast, names: Iterable[str], *, moved: bool) -> list[Deed]:
    """The same with how somebody sat or lay in the shot before, unless they get up or the place has ``moved``."""
    cast.postures = {} if moved else cast.postures
    for name in names:
        told = [one for one in made if one.name == name and one.pose.id in (*table("body_poses"), *table("gets_up"))]
        if not told and name in cast.postures:
            made = [Deed(name, cast.postures[name][0], 0, Roles(kind(cast.postures[name][1]))), *made]
        for pose, thing in [(table("postures").get(one.pose.id, ""), one.roles.thing) for one in told[-1:]]:
            own = {name: (lexicon.POSES[pose], thing.label if thing.at < 0 else thing.term.id)} if pose else {}
            cast.postures = {key: on for key, on in cast.postures.items() if key != name} | own
    return made


def _steps(made: Sequence[Deed]) -> tuple[list[list[Deed]], list[Deed]]:
    """Deeds that begin together, in their order; and apart what somebody is doing from the first on."""
    steps, under = list[list[Deed]](), list[Deed]()
    done: dict[str, Deed] = {}
    for one in made:
        before, done[one.name] = done.get(one.name), one
        if before and before.pose is one.pose and one.roles.thing in (before.roles.thing, NOBODY):
            continue
        things = [two.roles.thing for two in made if two.name == one.name and two.roles.thing is not NOBODY]
        again = things.count(one.roles.thing) > 1  # who holds something, then puts it down
        if not before and one.pose.id in table("from_the_first") and one.order != "after" and not again:
            under.append(one)
            continue
        last = steps[-1] if steps else []
        apart = _lasts(one) and any(two.name != one.name and _lasts(two) for two in last)
        joins = one.order == "with" or (one.order != "after" and apart) or any(two.at == one.at for two in last)
        if last and joins and not (one.order != "with" and any(two.name == one.name for two in last)):
            last.append(one)
        else:
            steps.append([one])
    return steps, under


def _starts(steps: Sequence[Sequence[Deed]], seconds: float) -> list[float]:
    """When steps begin: they fill the time; what has no length of its own takes what is left."""
    needs, loose = [max(map(_needs, step)) for step in steps], [any(map(_lasts, step)) for step in steps]
    spare = seconds - sum(needs)
    if spare > 0 and any(loose):
        needs = [need + spare / sum(loose) * free for need, free in zip(needs, loose, strict=True)]
    else:
        needs = [need * seconds / sum(needs) for need in needs]
    return [sum(needs[:n]) for n in range(len(needs))]


def _lasts(one: Deed) -> bool:
    return one.pose.kind != "action"


def _needs(one: Deed) -> float:
    return one.pose.seconds or (_STATE if one.pose.kind == "state" else _CYCLE)


def _action(one: Deed, start: float, end: float) -> Action:
    thing, where, tool = (told.label for told in one.roles[:3])
    start, end, toward = round(start, 3), round(end, 3), one.roles.toward
    return Action(pose=one.pose.id, start=start, end=end, toward=toward, thing=thing, where=where, tool=tool)


def moves(
    read: Reading, told: Sequence[tuple[Token, CameraMove]], seconds: float
) -> list[tuple[list[tuple[Token, CameraMove]], float]]:
    """The camera's moves one after the other, those that are joined at once, and how long each takes. A length is of
    the move beside it, a moment ("after 3 s") is when the next begins; what has no length shares the time left."""
    people = {one.clause for one in read.of("cast", "pronouns", "garments")}
    holds = [read.token(one.start, one.end) for one in lexicon.HOLDS.find(read.bare)] if told else []
    told = [*told, *((one, lexicon.CAMERA_MOVES["static"]) for one in holds if one.clause not in people)]
    steps, lengths = list[list[tuple[Token, CameraMove]]](), list[float | None]()
    for one, move in sorted(told, key=lambda it: it[0].start):
        last = steps[-1][-1] if steps else (NOBODY, None)
        between = read.bare[max(0, last[0].end) : one.start]
        joints = {match.term.id for match in lexicon.JOINTS.find(between)}
        joined = last[0].sentence == one.sentence and (joints == {"together"} or not between.strip())
        if joined and move.group != "hold":
            steps[-1].append((one, move))
        elif last[1] is not move or "after" in joints:
            steps.append([(one, move)])
            lengths.append(move.burst_s and move.burst_s + 0.25)
    for match in phrases("moments_and_lengths").finditer(read.bare) if steps else ():
        value = float(table("seconds").get(match["number"].lower(), match["number"]))
        here, moment = read.token(*match.span()), match["at"] or match["then"]
        later = [n for n, step in enumerate(steps) if step and step[0][0].start > here.start]
        next_one = (later or [len(steps)])[0]
        if moment and later and next_one:
            lengths[next_one - 1] = lengths[next_one - 1] or max(0.1, value - sum(filter(None, lengths[:next_one])))
        elif moment and later:  # "after 3 s the camera pulls back"
            steps, lengths = [[], *steps], [value, *lengths]
        elif not moment:
            beside = [n for n in (next_one - 1, next_one) if 0 <= n < len(steps) and steps[n]]
            for n in [n for n in beside if steps[n][0][0].clause == here.clause][:1]:
                lengths[n] = lengths[n] or value
    return list(zip(steps, shared(lengths, seconds), strict=True))


def shared(lengths: Sequence[float | None], seconds: float) -> list[float]:
    """Lengths that fill a time: open ones (None) share what the others leave; too much is pressed together."""
    known = sum(length for length in lengths if length is not None)
    open_ = sum(1 for length in lengths if length is None)
    filled = [(max(0.0, seconds - known) / open_ if open_ else 0.0) if length is None else length for length in lengths]
    return [length * min(1.0, seconds / max(1e-9, sum(filled))) for length in filled]


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
    speakers = [_speaker(read, one.quote, cast, met) for one in spoken]
    made: list[Line] = []
    for number, (one, need, speaker) in enumerate(zip(spoken, needs, speakers, strict=True)):
        others = [*speakers[number + 1 :], *reversed(speakers[:number]), *(name for who in met for name in who.names)]
        to = next((other for other in others if other != speaker and other in cast.members), "")
        start, end = round(at, 3), round(min(seconds, at + need * pace), 3)
        text, manner = one.quote.text.strip(), one.quote.delivery.strip()
        made.append(Line(speaker=speaker, text=text, start=start, end=end, to=to, manner=manner, language=one.language))
        at += need * pace + _BETWEEN
    return tuple(made)


def _speaker(read: Reading, quote: Quote, cast: Cast, met: list[Token]) -> str:
    """The member who speaks a line. A name that is not known yet goes to somebody in the shot who has none; other words
    mean who was named before the line; those for a voice stay as they are written."""
    label, shown = label_of(quote.speaker), {f"{one.kind}_{one.number}" for one in references(quote.speaker)}
    people = [who for who in met if cast.members[who.names[0]].person]
    people = [who for who in people if not (who.is_cjk and read.phrase(who)[1] in table("object_marks_zh"))]  # 对她说
    known = [who.name for who in cast.members.values() if who.reference in shown or who.name.lower() == label.lower()]
    if known or any(word in label.lower() for word in table("narrators")):
        return (*known, label)[0]
    if is_name(label) and not quote.anonymous:
        unnamed = [name for who in people for name in who.names if name.islower()]
        fits = [name for name in unnamed if (cast.members[name].sex == "f") == label.endswith("a")]
        if not unnamed:
            return cast.add(Member(name=label)).name
        cast.rename((*fits, *unnamed)[0], label, met)
        return label
    sex = next((one.term.sex for one in lexicon.PRONOUNS.find(label)), "")
    known = [who.names[0] for who in people if who.is_cjk and 0 <= quote.start - who.end <= 4]  # 女人问：「…」
    for found in lexicon.CAST.find(label):
        known += [one.name for one in [cast.meant(found.term, stem_of(label[found.start : found.end].lower()))] if one]
    known += [who.names[0] for who in people if quote.end <= who.start < quote.outro]
    known += [who.names[0] for who in reversed(people) if who.start <= quote.start]
    known += [one.name for one in [cast.of_sex(sex)] if one]
    return next((name for name in known if not sex or cast.members[name].sex in (sex, "")), label)

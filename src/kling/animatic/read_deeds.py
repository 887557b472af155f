"""What the cast of a shot does and says, read from its words: who does what with what, where they are, who speaks."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from kling import lexicon
from kling.animatic.cast import Cast, Mention, is_actor
from kling.animatic.read_cast import is_name, label_of
from kling.animatic.reading import Found, Reading
from kling.animatic.scene import Action, Depth, Member, Presence, Side
from kling.lexicon import Pose, Pronoun, table
from kling.lexicon.pattern import pattern
from kling.lexicon.words import stem_of
from kling.prompts.quotes import Quote
from kling.prompts.references import find as references

_JOINED = pattern(
    r"\s*(?:,|and|y|e|or|with|和|与|同|跟|と|、)?\s*(?:and|y)?\s*(?:the|a|an|his|her|un|una|el|la|two|dos)?\s*",
    re.IGNORECASE,
)


_SEATED = pattern(r" (?:in|on|en|sobre) (?:an?|the|his|her|una?|el|la) (?:[\w-]+ )?", re.IGNORECASE)
_MARKED = ("を", "の", "に")
"""Who stands before these is an object or an owner."""


class Deed(NamedTuple):
    """An action before it has its time, at a character of the text."""

    name: str
    pose: Pose
    at: int
    toward: str = ""
    thing: str = ""


def deeds(read: Reading, cast: Cast, met: list[Mention]) -> tuple[list[Deed], dict[str, str]]:
    """Who does what, in order of mention; and what things do that have a verb to themselves (a rocket lifts off)."""
    made: list[Deed] = []
    moved: dict[str, str] = {}
    subject, pending, seen = list(met[0].names) if met else cast.last[:1], list[Mention](), -1
    waiting, mounts = sorted(met, key=lambda who: who.start), table("riders")
    for verb in read.of("poses"):
        assert isinstance(verb.term, Pose)  # noqa: S101 - only poses are asked for
        if read.sentence(verb.start) != seen:
            seen, pending = read.sentence(verb.start), []
        while waiting and waiting[0].start < verb.start:
            who = waiting.pop(0)
            made = _object(read, who, made)
            pending += [who] if read.sentence(who.start) == seen else []
        if thing := _thing_before(read, verb, pending):
            moved[thing] = verb.term.id
            continue
        # "the sleeping guard"
        doing = waiting and waiting[0].start - verb.end <= 1 and read.said(verb).lower().endswith("ing")
        subject = subject if doing else _subject(read, verb, pending, made, subject)
        for name in waiting[0].names if doing else subject:
            instrument = table("players").get(cast.words.get(name, name)) if verb.term.id == "play" else None
            pose = lexicon.POSES[f"play_{instrument}"] if instrument else verb.term  # a violinist plays the violin
            thing = _prop(read, verb, pose)
            if pose.id == "ride" and not thing:
                thing = mounts.get(cast.words.get(name, ""), "") or mounts.get(cast.members[name].kind, "")
                pose = pose if thing else lexicon.POSES["stand"]
            made.append(Deed(name, pose, verb.start, thing=thing))
    for who in waiting:
        made = _object(read, who, made)
    return _placed(read, made, cast, met), moved


def _placed(read: Reading, made: list[Deed], cast: Cast, met: list[Mention]) -> list[Deed]:
    """Who is called by what they ride rides it, and who is in a chair sits: "a cyclist crosses", "a man in a chair"."""
    seats = [one for one in read.of("things") if one.term.id in table("seats")]
    for who in met:
        seated = any(_SEATED.fullmatch(read.bare, who.end, seat.start) for seat in seats)
        made = [Deed(name, lexicon.POSES["sit"], who.end) for name in who.names if seated] + made
    for name, at in {name: who.start for who in met for name in who.names}.items():
        mount = table("riders").get(cast.words.get(name, ""))
        on_foot = [one for one in made if one.name == name and one.pose.id in ("walk", "run")]
        if mount and (on_foot or (not made and len(met) == 1)):
            made = [one for one in made if one not in on_foot] + [Deed(name, lexicon.POSES["ride"], at, thing=mount)]
    return made


def _object(read: Reading, who: Mention, made: list[Deed]) -> list[Deed]:
    """Somebody named after a verb in its clause is whom it is about."""
    if not made or made[-1].toward or read.clause(made[-1].at) != read.clause(who.start) or who.end == 0:
        return made
    about, at = who.names[0], made[-1].at
    if any(one.at == at and one.name == about for one in made):
        return made
    return [one._replace(toward=about) if one.at == at else one for one in made]


def _thing_before(read: Reading, verb: Found, pending: list[Mention]) -> str:
    """The thing that a verb is about, where nobody is named before it."""
    clause = read.clause(verb.start)
    things = [one for one in read.of("things") if one.end <= verb.start and not is_actor(one.term)]
    gap = read.bare[things[-1].end : verb.start] if things else ""
    apart = (
        not things or read.clause(things[-1].start) != clause or len(gap) >= 12 or gap[:1] in ("を", "に", "で", "の")
    )
    return "" if apart or any(read.clause(who.start) == clause for who in pending) else things[-1].term.id


def _subject(read: Reading, verb: Found, pending: list[Mention], made: list[Deed], subject: list[str]) -> list[str]:
    clause = read.clause(verb.start)
    since = [
        one
        for one in pending
        if (not made or one.start > made[-1].at) and read.bare[one.end : one.end + 1] not in _MARKED
    ]
    inside = [who for who in since if read.clause(who.start) == clause]
    if not since:
        return subject
    chosen = inside or [who for who in since if read.clause(who.start) == read.clause(since[-1].start)]
    if any(read.clause(deed.at) == clause for deed in made):
        return list(inside[-1].names) if inside and _takes_over(read, inside[-1], verb) else subject
    if all(_JOINED.fullmatch(read.bare[one.end : two.start]) for one, two in pairwise(chosen)):
        return list(dict.fromkeys(name for who in chosen for name in who.names))
    return list(chosen[0].names)


def _takes_over(read: Reading, who: Mention, verb: Found) -> bool:
    """Whether a verb belongs to whoever is named right before it, an object so far: "a man reading", "a man who"."""
    gap = read.bare[who.end : verb.start].strip().lower()
    word = read.said(verb).split(" ")[0].lower()
    return gap in ("who", "that", "que") or (not gap and word.endswith(("ing", "ando", "endo", "ada", "ado")))


def _prop(read: Reading, verb: Found, pose: Pose) -> str:
    """The thing that an action is about: named after the verb in its clause, or before it with を."""
    if pose.id in table("poses_with_things"):
        for inside in read.find(lexicon.THINGS, read.said(verb)):
            return inside.term.id
        for thing in read.of("things"):
            after = 0 <= thing.start - verb.end < 36 and read.clause(thing.start) == read.clause(verb.start)
            before = 0 <= verb.start - thing.end <= 4 and read.bare[thing.end] in "をに"
            if (after or before) and (pose.id == "ride" or not is_actor(thing.term)):
                return thing.term.id
    return pose.prop or str(table("implied_tools").get(read.said(verb).lower(), ""))


# ---- place in the frame --------------------------------------------------------------------------------------------


def presences(
    read: Reading, met: list[Mention], acts: dict[str, tuple[Action, ...]], to: dict[str, str]
) -> tuple[Presence, ...]:
    """Everybody who is named, with place, facing and actions; who speaks faces whom they speak to, and who listens
    faces the speaker."""
    order: dict[str, Mention] = {}
    close = any(one.term.id in table("close_sizes") for one in read.of("shot_sizes"))
    parts = {who.names[0]: who.part for who in met if who.part and (close or who.names[0] == who.part)}
    for who in met:
        for name in who.names:
            order.setdefault(name, who)
    made: list[Presence] = []
    for name, who in order.items():
        side, depth = placed(read, who.start, who.end, len(order))
        turned = [one for one in read.of("facings") if read.sentence(one.start) == read.sentence(who.start)]
        facing = turned[0].term.id if turned else to.get(name, "")
        facing = facing or next((other for other in order if to and other != name), "")
        made.append(
            Presence(
                name=name, part=parts.get(name, ""), side=side, depth=depth, facing=facing, actions=acts.get(name, ())
            )
        )
    return tuple(made)


def placed(read: Reading, start: int, end: int, of: int) -> tuple[Side, Depth]:
    """Where in the frame something is that is named here, one of several."""
    side: Side = ""
    depth: Depth = ""
    for one in read.of("screen_sides"):
        near = abs(one.start - end) <= 40 and (one.start < start or read.clause(one.start) == read.clause(start))
        if read.sentence(one.start) != read.sentence(start) or (of > 1 and not near):
            continue
        if one.term.id in ("left", "right", "center"):
            side = side or ("left" if one.term.id == "left" else "right" if one.term.id == "right" else "center")
        else:
            depth = depth or ("foreground" if one.term.id == "foreground" else "background")
    return side, depth


# ---- speakers ------------------------------------------------------------------------------------------------------


def speaker_of(quote: Quote, cast: Cast, met: list[Mention]) -> str:
    """The member who speaks a line. A name that is not known yet goes to somebody in the shot who has none; a label
    that names nobody stays as it is written (a voice)."""
    label = label_of(quote.speaker)
    if label.lower() in table("narrators"):
        return label
    for reference in references(quote.speaker):
        name = f"{reference.kind}_{reference.number}"
        for member in cast.members.values():
            if member.reference == name:
                return member.name
    for name in cast.members:
        if name.lower() == label.lower():
            return name
    for who in met:  # 女人问：「…」
        if 0 <= quote.start - who.end <= 4 and not label.isascii():
            return who.names[0]
    for found in lexicon.CAST.find(label):
        known = cast.find(found.term, stem_of(label[found.start : found.end].lower()))
        if known:
            return known.name
    pronouns = lexicon.PRONOUNS.find(label)
    if quote.anonymous or not label or pronouns:
        term = pronouns[0].term if pronouns else None
        sex = term.sex if isinstance(term, Pronoun) else ""
        for who in reversed([who for who in met if who.start <= max(quote.intro, quote.start)]):
            if not sex or cast.members[who.names[0]].sex in (sex, ""):
                return who.names[0]
        someone = cast.of_sex(sex)
        return someone.name if someone else label
    return _given(label, cast, met) if is_name(label) else label


def _given(name: str, cast: Cast, met: list[Mention]) -> str:
    """Give a name to somebody in the shot without one, of the sex that the name suggests first; else add them."""
    unnamed = [one for who in met for one in who.names if one.islower() and cast.members[one].person]
    fits = [one for one in unnamed if (cast.members[one].sex == "f") == name.endswith("a")]
    if not unnamed:
        return cast.add(Member(name=name)).name
    old = (fits or unnamed)[0]
    cast.rename(old, name, met)
    return name

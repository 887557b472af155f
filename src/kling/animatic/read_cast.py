"""Who is in a shot and what they do, read from its words: people and animals, clothes, actions in time, lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from kling.animatic.reading import Found, Reading, colour_code
from kling.animatic.scene import Action, Depth, Garment, Line, Member, Presence, Side
from kling.lexicon import CAST, POSES, THINGS, Number, Person, Pose, Pronoun, Thing, Tint, table
from kling.lexicon.pattern import pattern
from kling.lexicon.words import stem_of
from kling.prompts import speech
from kling.prompts.quotes import Quote
from kling.prompts.references import find as references

_NAME = pattern(r"(?<![\w<])[A-ZÁÉÍÓÚÑ][a-záéíóúñüç]{2,}(?![\w>])")
_CALLED = pattern(r"(?:\b(?:named|called|llamad[oa])|名叫|名为|という名の)\s*$")
_JOINED = pattern(
    r"^\s*(?:,|and|y|e|or|with|和|与|同|跟|と|、)?\s*(?:and|y)?\s*(?:the|a|an|his|her|un|una|el|la|two|dos)?\s*$",
    re.IGNORECASE,
)
_OBJECT_JA = ("を", "に", "へ", "の", "とは")
_ALIVE = ("animal",)
_ACTORS = ("robot", "dragon", "monster", "toy")
_GAP = 0.35
"""Seconds between one speaker and the next."""


@dataclass
class Cast:
    """The cast of a film as it is met, and who was spoken of last."""

    members: dict[str, Member] = field(default_factory=dict)
    last: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    def same(self, person: Person | Thing, word: str) -> list[Member]:
        """The members that a word names: a word for a trade means those who were called so."""
        return [
            one
            for one in self.members.values()
            if one.kind == person.id and (person.id in table("general_cast") or self.words.get(one.name, word) == word)
        ]

    def find(self, person: Person | Thing, word: str) -> Member | None:
        """A member that a mention can mean: the same word, or a general word for somebody known ("the man")."""
        same = self.same(person, word)
        if same:
            recent = [one for one in same if one.name in self.last]
            return (recent or same)[-1] if len(same) > 1 and recent else same[0]
        if isinstance(person, Person) and person.id in table("general_cast"):
            fits = [
                one
                for one in self.members.values()
                if one.person
                and not one.part
                and (not person.sex or one.sex in (person.sex, ""))
                and (person.id == "person" or (one.age == "child") == (person.age == "child"))
            ]
            return fits[0] if fits else None
        return None

    def of_sex(self, sex: str) -> Member | None:
        """Whom a pronoun means."""
        for name in self.last:
            member = self.members[name]
            if member.person and (not sex or member.sex in (sex, "")):
                return member
        return next((one for one in self.members.values() if one.person and (not sex or one.sex == sex)), None)

    def add(self, member: Member) -> Member:
        """A new member under a name that is free."""
        name, number = member.name, 2
        while name in self.members:
            name, number = f"{member.name} {number}", number + 1
        member = member.model_copy(update={"name": name})
        self.members[name] = member
        return member

    def change(self, name: str, **values: object) -> None:
        """Learn something about a member."""
        self.members[name] = self.members[name].model_copy(update=values)


@dataclass
class Mention:
    """Somebody named at a place of a text; several where the words count them."""

    names: list[str]
    start: int
    end: int
    acts: bool = True


@dataclass
class Deed:
    """An action before it has its time."""

    name: str
    pose: Pose
    at: int
    toward: str = ""
    thing: str = ""


def mentions(read: Reading, cast: Cast) -> list[Mention]:
    """Who is named in a text, in order; new members join the cast."""
    made: list[Mention] = []
    met: dict[str, int] = {}
    spoken_of = read.of("cast", "things", "pronouns")
    named: list[Found | Mention] = [*spoken_of, *_proper(read, cast)]
    for one in sorted(named, key=_start):
        if isinstance(one, Mention):
            made.append(one)
        elif one.kind == "pronouns":
            member = cast.of_sex(_sex(one.term))
            if one.term.id == "they":
                known = [name for name in cast.last if cast.members[name].person][:2]
                if known:
                    made.append(Mention(known, one.start, one.end))
            elif (
                member
                and one.term.id != "it"
                and not (one.term.id == "she" and read.said(one).lower() == "her" and _is_possessive(read, one))
            ):
                made.append(Mention([member.name], one.start, one.end))
            elif member and one.term.id != "it":
                continue
            elif one.term.id != "it":
                somebody = cast.add(Member(name="person", sex=_sex(one.term)))
                made.append(Mention([somebody.name], one.start, one.end))
        elif one.kind == "cast" or is_actor(one.term):
            made += _mention(read, one, cast, made, met)
        for name in made[-1].names if made else ():
            if name in cast.last:
                cast.last.remove(name)
            cast.last.insert(0, name)
    return made


def _start(one: Found | Mention) -> int:
    return one.start


def _sex(term: object) -> Literal["f", "m", ""]:
    return term.sex if isinstance(term, Pronoun) else ""


def is_actor(term: object) -> bool:
    """Whether a thing acts: an animal, a robot, a dragon."""
    return isinstance(term, Thing) and (term.kind in _ALIVE or term.id in _ACTORS)


def _is_possessive(read: Reading, one: Found) -> bool:
    after = read.bare[one.end : one.end + 18].lstrip()
    return bool(after) and after[0].isalpha()


def _proper(read: Reading, cast: Cast) -> list[Mention]:
    """Proper names: known ones, and those that speak or are introduced as names."""
    speakers = {_label(quote.speaker) for quote in read.quotes if quote.kind == "line"}
    found: list[tuple[str, int, int]] = []
    known = [one.name for one in cast.members.values() if one.name[:1].isupper() or not one.name.isascii()]
    for name in [*known, *(speaker for speaker in speakers if _is_name(speaker))]:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name), read.bare):
            found.append((name, match.start(), match.end()))
    for match in _NAME.finditer(read.bare):
        word = match[0]
        named = bool(_CALLED.search(read.bare[: match.start()]))
        known_word = any(one.start < match.end() and match.start() < one.end for one in (*read.found, *read.set))
        after = read.bare[match.end() : match.end() + 24]
        starts = [
            one
            for one in POSES.find(after)
            if not after[: one.start].strip() or after[: one.start].strip() in ("slowly", "and")
        ]
        apposed = bool(re.match(r"\s*[,(]\s*(?:a|an|una?|the|el|la)\s", after)) and bool(
            CAST.find(after + read.bare[match.end() + 24 : match.end() + 50])
        )
        if not known_word and (
            named or apposed or (starts and after[starts[0].start : starts[0].end].endswith(("s", "a", "e")))
        ):
            found.append((word, match.start(), match.end()))
    unique: dict[int, tuple[str, int, int]] = {}
    for name, start, end in sorted(found, key=lambda row: row[1] - row[2]):
        if not any(start < other[2] and other[1] < end for other in unique.values()):
            unique[start] = (name, start, end)
            if name not in cast.members:
                cast.add(Member(name=name, kind="person"))
    return [Mention([name], start, end) for name, start, end in unique.values()]


def _is_name(speaker: str) -> bool:
    """Whether a label is somebody's name and no description."""
    if not speaker or len(speaker) > 24 or CAST.find(speaker) or "<" in speaker:
        return False
    return bool(re.fullmatch(r"(?:[A-ZÁÉÍÓÚÑ][\w'’-]*\s?){1,3}", speaker)) or (
        not speaker.isascii() and len(speaker) <= 6 and not speaker[0].islower()
    )


def _label(speaker: str) -> str:
    return re.sub(r"^(?:the|a|an|el|la|un|una)\s+", "", speaker.strip(" []【】"), flags=re.IGNORECASE).strip()


def _mention(read: Reading, one: Found, cast: Cast, made: list[Mention], met: dict[str, int]) -> list[Mention]:
    term = one.term
    assert isinstance(term, Person | Thing)  # noqa: S101 - nothing else is asked for
    count = count_of(read, one) or (term.count if isinstance(term, Person) else 1)
    before = made[-1] if made else None
    if before and _apposed(read, before, one, cast):
        for name in before.names:
            _learn(cast, name, term)
        before.end = one.end
        return []
    word = stem_of(read.said(one).lower())
    again = met.get(term.id, 0) and read.word_before(one.start) in ("another", "second", "other", "otro", "otra")
    met[term.id] = 1
    number = count if count <= 6 else 1
    if number > 1:
        same = [member.name for member in cast.same(term, word)]
        while len(same) < number:
            same.append(cast.add(_member(term, word)).name)
            cast.words[same[-1]] = word
        return [Mention(same[:number], one.start, one.end)]
    if count > 6:
        known = next((member for member in cast.members.values() if member.kind == "crowd"), None)
        member = known or cast.add(Member(name="crowd", kind="crowd"))
        return [Mention([member.name], one.start, one.end)]
    fresh = again or (read.word_before(one.start) in ("a", "an", "un", "una") and not cast.same(term, word))
    met_before = None if fresh else cast.find(term, word)
    if met_before:
        _learn(cast, met_before.name, term)
        return [Mention([met_before.name], one.start, one.end)]
    new = cast.add(_member(term, word))
    cast.words[new.name] = word
    return [Mention([new.name], one.start, one.end)]


def count_of(read: Reading, one: Found) -> int:
    for number in read.of("numbers"):
        gap = read.bare[number.end : one.start]
        if (
            number.end <= one.start
            and len(gap) <= 24
            and len(gap.split()) <= 2
            and read.clause(number.start) == read.clause(one.start)
        ):
            return number.term.value if isinstance(number.term, Number) else 0
    return 0


def _apposed(read: Reading, before: Mention, one: Found, cast: Cast) -> bool:
    """Whether a word tells who a name is: "Mara, a woman in a red coat", "[Mara, calm] a woman", "the woman, Mara"."""
    member = cast.members[before.names[0]]
    if (
        member.kind != "person"
        or len(before.names) > 1
        or not isinstance(one.term, Person)
        or not member.name[:1].isupper()
    ):
        return False
    between = read.bare[before.end : one.start]
    return bool(re.fullmatch(r"\s*[,(]?\s*(?:an?|the|el|la|una?|is an?|es una?)\s+(?:[\w-]+\s+){0,2}", between)) or (
        "]" in read.text[before.end : one.start] and len(between) < 30
    )


def _member(term: Person | Thing, word: str) -> Member:
    name = word if word in term.name("en") or term.id not in table("general_cast") else term.id.replace("_", " ")
    if isinstance(term, Thing):
        return Member(name=name, kind=term.id, person=False)
    return Member(name=name, kind=term.id, sex=term.sex, age=term.age, dress=term.dress, part=term.part)


def _learn(cast: Cast, name: str, term: Person | Thing) -> None:
    member = cast.members[name]
    if member.kind == "person" and isinstance(term, Person) and term.id != "person":
        cast.change(name, kind=term.id, sex=member.sex or term.sex, age=term.age, dress=term.dress, part=term.part)


# ---- clothes -------------------------------------------------------------------------------------------------------


def clothe(read: Reading, cast: Cast, met: list[Mention]) -> None:
    """Give the cast the clothes and colours that the words give them: each belongs to whoever is named last before it
    in its sentence."""
    tints = read.of("tints")
    used: set[int] = set()
    worn: dict[str, dict[str, str]] = {}
    for one in read.of("garments"):
        owner = _owner(read, met, one)
        if not owner:
            continue
        tint = tint_of(read, one, tints)
        used |= {tint.start} if tint else set()
        for name in owner.names:
            worn.setdefault(name, {})[one.term.id] = code_of(tint)
    for tint in tints:
        owner = _owner(read, met, tint)
        if tint.start in used or not owner or _tints_other(read, tint, met):
            continue
        for name in owner.names:
            member = cast.members[name]
            if not member.person:
                cast.change(name, colour=code_of(tint))
            elif tint.term.id in ("blonde", "ginger"):
                worn.setdefault(name, {})["hair"] = code_of(tint)
            elif _wears(read, tint):
                worn.setdefault(name, {}).setdefault("dress" if member.sex == "f" else "suit", code_of(tint))
    for name, clothes in worn.items():
        hair = clothes.pop("hair", "")
        member = cast.members[name]
        kept = {one.kind: one for one in member.clothes} | {
            kind: Garment(kind=kind, colour=code) for kind, code in clothes.items()
        }
        cast.change(name, clothes=tuple(kept.values()), hair=hair or member.hair)


def _owner(read: Reading, met: list[Mention], one: Found) -> Mention | None:
    before = [who for who in met if who.start <= one.start and read.sentence(who.start) == read.sentence(one.start)]
    after = [who for who in met if 0 <= who.start - one.end <= 14 and read.clause(who.start) == read.clause(one.end)]
    if after and (not one.term.words("en")[0] or not read.bare[one.end : after[0].start].isascii() or not before):
        return after[0]  # 红衣女子, 赤いコートの女性
    return before[-1] if before else (after[0] if after else met[0] if len(met) == 1 else None)


def tint_of(read: Reading, one: Found, tints: list[Found]) -> Found | None:
    """The colour of a thing: right before its name, or right after it in Spanish."""
    for tint in tints:
        gap = read.bare[tint.end : one.start]
        if tint.start >= one.start and tint.end <= one.end:
            return tint
        if (
            0 <= one.start - tint.end <= (22 if gap.isascii() else 2)
            and len(gap.split()) <= 2
            and not re.search(r"[,.;，。、]|\b(?:and|with|y|con)\b", gap)
        ):
            return tint
    for tint in tints:
        gap = read.bare[one.end : tint.start]
        if 0 <= tint.start - one.end <= 10 and not re.search(r"[,.;，。、]", gap) and not gap.strip():
            return tint
    return None


def _tints_other(read: Reading, tint: Found, met: list[Mention]) -> bool:
    """Whether a colour belongs to a thing or a place next to it."""
    others = [one for one in (*read.of("things"), *read.of("places")) if not is_actor(one.term)]
    return any(tint_of(read, one, [tint]) for one in others)


def _wears(read: Reading, tint: Found) -> bool:
    return bool(
        re.search(
            r"(?:\b(?:in|dressed in|wearing|de|vestid[oa] de)|身穿|穿着|穿)\s*$",
            read.bare[max(0, tint.start - 16) : tint.start],
        )
    ) or read.bare[tint.end : tint.end + 1] in ("衣", "服")


def code_of(tint: Found | None) -> str:
    return colour_code(tint.term.rgb) if tint and isinstance(tint.term, Tint) else ""


# ---- actions -------------------------------------------------------------------------------------------------------


def deeds(read: Reading, cast: Cast, met: list[Mention]) -> list[Deed]:
    """Who does what, in order of mention."""
    made: list[Deed] = []
    subject: list[str] = list(met[0].names) if met else cast.last[:1]
    sentence, pending = -1, list[Mention]()
    acting: list[Found | Mention] = [*met, *read.of("poses")]
    for one in sorted(acting, key=_start):
        if read.sentence(one.start) != sentence:
            sentence, pending = read.sentence(one.start), []
        if isinstance(one, Mention):
            if made and _is_object(read, one, made) and not made[-1].toward and one.names[0] != made[-1].name:
                for deed in made:
                    deed.toward = one.names[0] if deed.at == made[-1].at else deed.toward
            pending.append(one)
            continue
        assert isinstance(one.term, Pose)  # noqa: S101 - only poses are asked for
        subject = _subject(read, one, pending, made, subject)
        thing = _prop(read, one)
        made += [Deed(name, one.term, one.start, thing=thing) for name in subject]
    return made


def _subject(read: Reading, verb: Found, pending: list[Mention], made: list[Deed], subject: list[str]) -> list[str]:
    clause = read.clause(verb.start)
    before = [who for who in pending if who.end <= verb.start and not _owned(read, who)]
    since = [who for who in before if not made or who.start > made[-1].at]
    inside = [who for who in since if read.clause(who.start) == clause]
    chosen = inside or since
    if not chosen:
        return subject
    earlier = [deed for deed in made if read.clause(deed.at) == clause]
    if earlier and inside and not _takes_over(read, inside[-1], verb):
        return subject
    if inside and _takes_over(read, inside[-1], verb) and earlier:
        return list(inside[-1].names)
    names: list[str] = []
    for who in chosen:  # "the man and the woman walk"
        names += [name for name in who.names if name not in names]
    joined = all(_JOINED.match(read.bare[one.end : two.start]) for one, two in pairwise(chosen))
    return names if joined else list(chosen[0].names)


def _owned(read: Reading, who: Mention) -> bool:
    """Whether somebody is only an object or an owner: 女性を, 女の."""
    return read.bare[who.end : who.end + 1] in ("を", "の", "に")


def _takes_over(read: Reading, who: Mention, verb: Found) -> bool:
    """Whether a verb belongs to whoever is named right before it, an object so far: "a man reading", "a man who"."""
    gap = read.bare[who.end : verb.start].strip().lower()
    word = read.bare[verb.start : verb.end].split(" ")[0].lower()
    return gap in ("who", "that", "que") or (not gap and word.endswith(("ing", "ando", "endo", "ada", "ado")))


def _is_object(read: Reading, who: Mention, made: list[Deed]) -> bool:
    if not made or read.sentence(made[-1].at) != read.sentence(who.start):
        return read.bare[who.end : who.end + 1] in ("を", "に")
    between = read.bare[made[-1].at : who.start]
    return read.clause(made[-1].at) == read.clause(who.start) or (len(between) < 12 and "," not in between)


def _prop(read: Reading, verb: Found) -> str:
    """The thing that an action is about: named after the verb in its clause, or before it with を."""
    assert isinstance(verb.term, Pose)  # noqa: S101 - only poses are asked for
    clause = read.clause(verb.start)
    if verb.term.id in table("poses_with_things"):
        for thing in read.of("things"):
            gap = thing.start - verb.end
            if 0 <= gap < 36 and read.clause(thing.start) == clause and not is_actor(thing.term):
                return thing.term.id
            if verb.term.id in ("ride",) and 0 <= gap < 20:
                return thing.term.id
            if 0 <= verb.start - thing.end <= 4 and read.bare[thing.end : thing.end + 1] in ("を", "に"):
                return thing.term.id
        inside = THINGS.find(read.bare[verb.start : verb.end])
        if inside:
            return inside[0].term.id
    return verb.term.prop


def timed(made: list[Deed], seconds: float) -> dict[str, tuple[Action, ...]]:
    """The actions of each with their times: one after the other, the last one to the end."""
    by_name: dict[str, list[Deed]] = {}
    for deed in made:
        known = by_name.setdefault(deed.name, [])
        if known and known[-1].pose is deed.pose:
            continue
        if deed.pose.id == "speak" and len(known) + 1 and any(other.pose.id == "speak" for other in known):
            continue
        known.append(deed)
    return {name: _timed(ones, seconds) for name, ones in by_name.items()}


def _timed(ones: list[Deed], seconds: float) -> tuple[Action, ...]:
    beats = [
        one
        for one in ones
        if not (one.pose.id in table("body_poses") and one.pose.kind == "state" and len(ones) > 1 and one is ones[0])
    ]
    needs = [one.pose.seconds or (1.2 if one.pose.kind == "state" else 1.8) for one in beats]
    total = sum(needs)
    if total > seconds:
        needs = [need * seconds / total for need in needs]
    else:
        loose = [n for n, one in enumerate(beats) if one.pose.kind != "action"]
        for n in loose:
            needs[n] += (seconds - total) / len(loose)
        if not loose and needs:  # single gestures stand apart in the time there is
            lead = min(0.4, (seconds - total) / 2)
            needs = [need * max(1.0, min(1.5, (seconds - lead) / total)) for need in needs]
    actions: list[Action] = []
    at = 0.0
    if len(beats) < len(ones):
        actions.append(Action(pose=ones[0].pose.id, start=0, end=seconds, toward=ones[0].toward, thing=ones[0].thing))
    for one, need in zip(beats, needs, strict=True):
        last = one is beats[-1] and one.pose.kind != "action"
        end = seconds if last else min(seconds, at + need)
        actions.append(
            Action(pose=one.pose.id, start=round(at, 3), end=round(end, 3), toward=one.toward, thing=one.thing)
        )
        at += need
    return tuple(actions)


# ---- place in the frame --------------------------------------------------------------------------------------------


def presences(
    read: Reading, met: list[Mention], acts: dict[str, tuple[Action, ...]], pair: bool
) -> tuple[Presence, ...]:
    """Everybody who is named, with place, facing and actions; two who talk face each other."""
    order: dict[str, Mention] = {}
    for who in met:
        for name in who.names:
            order.setdefault(name, who)
    made = []
    for name, who in order.items():
        side, depth = placed(read, who, len(order))
        facing = _facing(read, who)
        if pair and not facing and len(order) > 1:
            facing = next(other for other in order if other != name)
        made.append(Presence(name=name, side=side, depth=depth, facing=facing, actions=acts.get(name, ())))
    return tuple(made)


def placed(read: Reading, who: Mention, of: int) -> tuple[Side, Depth]:
    side: Side = ""
    depth: Depth = ""
    for one in read.of("screen_sides"):
        if read.sentence(one.start) != read.sentence(who.start) or (of > 1 and abs(one.start - who.end) > 40):
            continue
        if read.clause(one.start) != read.clause(who.start) and of > 1 and one.start > who.start:
            continue
        if one.term.id in ("left", "right", "center"):
            side = side or _side(one.term.id)
        else:
            depth = depth or ("foreground" if one.term.id == "foreground" else "background")
    return side, depth


def _side(word: str) -> Literal["left", "right", "center"]:
    return "left" if word == "left" else "right" if word == "right" else "center"


def _facing(read: Reading, who: Mention) -> str:
    for one in read.of("facings"):
        if read.sentence(one.start) == read.sentence(who.start):
            return one.term.id
    return ""


# ---- lines ---------------------------------------------------------------------------------------------------------


def lines(read: Reading, cast: Cast, met: list[Mention], seconds: float) -> tuple[Line, ...]:
    """The spoken lines with speakers and times: each takes as long as it takes to say; what is too much for the shot is
    said faster, all lines alike."""
    spoken = [one for one in speech.lines(read.text) if one.quote.kind == "line"]
    if not spoken:
        spoken = [speech.line_of(quote) for quote in read.quotes if quote.kind == "unattributed"]
    needs = [max(0.5, one.units / one.rate.ok) for one in spoken]
    room = seconds - 0.5 - _GAP * max(0, len(needs) - 1)
    pace = min(1.0, max(0.2, room) / sum(needs)) if needs else 1.0
    free = max(0.0, room - sum(needs) * pace)
    made: list[Line] = []
    at = 0.25
    for one, need in zip(spoken, needs, strict=True):
        asked = len(read.text) and one.quote.start / len(read.text) * seconds
        wait = max(0.0, min(free, asked - at)) if len(spoken) == 1 or one is spoken[0] else 0.0
        free -= wait
        start = at + min(wait, seconds * 0.5)
        end = min(seconds, start + need * pace)
        speaker = _speaker(one.quote, read, cast, met)
        made.append(
            Line(
                speaker=speaker,
                text=one.quote.text.strip(),
                start=round(start, 3),
                end=round(end, 3),
                manner=one.quote.delivery.strip(),
                language=one.language,
            )
        )
        at = end + _GAP
    return tuple(_addressed(made, met))


def _addressed(made: list[Line], met: list[Mention]) -> list[Line]:
    """To whom each line goes: whoever speaks next or before, else the other one who is there."""
    there = [name for who in met for name in who.names]
    out = []
    for number, line in enumerate(made):
        others = [one.speaker for one in (*made[number + 1 :], *reversed(made[:number])) if one.speaker != line.speaker]
        others += [name for name in there if name != line.speaker]
        out.append(line.model_copy(update={"to": others[0] if others else ""}))
    return out


def _speaker(quote: Quote, read: Reading, cast: Cast, met: list[Mention]) -> str:
    label = _label(quote.speaker)
    for reference in references(quote.speaker):
        name = f"{reference.kind}_{reference.number}"
        found = next((one.name for one in cast.members.values() if one.reference == name), "")
        if found:
            return found
    if label in cast.members:
        return label
    for person in CAST.find(label):
        known = cast.find(person.term, stem_of(label[person.start : person.end].lower()))
        if known:
            return known.name
    before = [who for who in met if who.start <= max(quote.intro, quote.start)]
    if quote.anonymous or not label:
        sexes = {
            "she": "f",
            "her": "f",
            "ella": "f",
            "她": "f",
            "彼女": "f",
            "he": "m",
            "él": "m",
            "他": "m",
            "彼": "m",
        }
        sex = sexes.get(label.lower(), "")
        for who in reversed(before):
            if not sex or cast.members[who.names[0]].sex in (sex, ""):
                return who.names[0]
        member = cast.of_sex(sex)
        return member.name if member else label
    if any(one for one in cast.members if one.lower() == label.lower()):
        return next(one for one in cast.members if one.lower() == label.lower())
    return label or (before[-1].names[0] if before else "")


def speakers_seen(made: tuple[Line, ...], met: list[Mention], cast: Cast) -> list[Mention]:
    """Speakers who are named only by their line stand in the shot, too."""
    there = {name for who in met for name in who.names}
    off = [line.speaker for line in made if line.speaker in cast.members and line.speaker not in there]
    return [Mention([name], 0, 0) for name in dict.fromkeys(off)]

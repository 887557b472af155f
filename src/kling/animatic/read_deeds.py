"""What the cast of a shot does and says, read from its words: who does what with what, where they are, who speaks."""

from __future__ import annotations

from typing import NamedTuple

from kling import lexicon
from kling.animatic.cast import Cast, Mention, is_actor
from kling.animatic.read_cast import is_name, label_of
from kling.animatic.read_phrase import Found
from kling.animatic.reading import Reading
from kling.animatic.scene import Action, Depth, Member, Presence, Side
from kling.lexicon import Pose, table
from kling.lexicon.words import stem_of
from kling.prompts.quotes import Quote
from kling.prompts.references import find as references

_NOUNS = ("things", "objects", "garments", "places", "weather", "lighting")


class Deed(NamedTuple):
    """An action before it has its times, at a character of the text; ``begin`` in seconds where the words say when."""

    name: str
    pose: Pose
    at: int
    toward: str = ""
    thing: str = ""
    begin: float | None = None


class Noun(NamedTuple):
    """Who or what a verb can be about: members of the cast, else a thing by its kind."""

    start: int
    end: int
    names: tuple[str, ...] = ()
    thing: str = ""


def deeds(read: Reading, cast: Cast, met: list[Mention]) -> tuple[list[Deed], dict[int, str]]:
    """Who does what, in order of mention; and what things do that have a verb to themselves (a rocket lifts off).

    A verb belongs to whom or what its clause names first, outside of "on the", "with a" and the like; a later verb of
    the clause only to who stands right before it; a verb that says which one is meant to the noun after it ("the
    sleeping guard"). A clause that names nobody goes on with whom the one before it was about; one about a word that is
    not known is nobody's."""
    nouns = [Noun(who.start, who.end, tuple(who.names)) for who in met if who.end]
    nouns += [Noun(one.start, one.end, (), one.term.id) for one in read.of(*_NOUNS) if not is_actor(one.term)]
    nouns.sort()
    made: list[Deed] = []
    moved: dict[int, str] = {}
    about, last = Noun(0, 0, () if met else tuple(cast.last[:1])), 0
    for verb in read.of("poses"):
        assert isinstance(verb.term, Pose)  # noqa: S101 - only poses are asked for
        if read.films(verb):
            continue
        if not last and met:  # "Smiling, she …"
            prior = [
                who for who in met if who.end <= verb.start or read.sentence(who.start) == read.sentence(verb.start)
            ]
            about = Noun(0, 0, tuple(prior[0].names)) if prior else about
        about = _subject(read, verb, nouns, about, last)
        last = verb.end
        if about.thing and verb.term.id in table("things_do"):
            moved[about.start] = verb.term.id
        if read.word_before(verb.start) in table("stops"):
            continue
        for name in about.names:
            pose, thing = _with(read, verb, verb.term, cast.words.get(name, name), cast.members[name].kind)
            begin = read.moment(verb.start, made[-1].at if made else 0)
            made.append(Deed(name, pose, verb.start, _whom(read, verb, nouns, about), thing, begin))
    return _placed(read, made, cast, met), moved


def _subject(read: Reading, verb: Found, nouns: list[Noun], about: Noun, last: int) -> Noun:
    clause, spoken = read.clause(verb.start), read.bare[verb.start] >= "\u3000"
    if (own := _described(read, verb, nouns)) is not None:
        return own
    since = [one for one in nouns if last <= one.start and one.end <= verb.start]
    inside = [one for one in since if read.clause(one.start) == clause]
    free = [one for one in inside if not read.is_aside(one.start, one.end)]
    marked = [one for one in free if spoken and read.bare[one.end : one.end + 1] in table("subject_marks")]
    people = [one for one in marked or free if one.names]
    first = not last or read.clause(last - 1) != clause
    for one in (*inside[-1:], *people[-1:]):
        if _takes_over(read, one, inside[-1], verb, people, first=first):
            group = _joined(read, people[0], inside) if people else one
            return group if {*one.names} <= {*group.names} else one
    if (marked and people) or (first and (people or marked)):
        return _joined(read, (people or marked)[0], inside)
    if not first:
        return about
    things = [one for one in free if spoken or read.lead(one.start)[1] in table("openings")]
    if things:
        return things[0]
    if read.unknown_before(verb.start, [one.start for one in inside]):
        return Noun(verb.start, verb.start)
    turned = inside and not read.said(verb).lower().endswith("ing")
    after = [one for one in nouns if turned and verb.end <= one.start]
    after = [one for one in after if one.names or verb.term.id not in table("poses_with_things")]
    if after and read.clause(after[0].start) == clause and read.lead(after[0].start)[0] - verb.end <= 1:
        return after[0]  # "opposite him waits a woman"
    said = [one for one in since if one.names and read.sentence(one.start) == read.sentence(verb.start)]
    said = [one for one in said if not read.is_aside(one.start, one.end)]
    if said:
        clause = read.clause(next(one.start for one in said if one.names == said[-1].names))
        return _joined(read, next(one for one in said if read.clause(one.start) == clause), said)
    return about


def _described(read: Reading, verb: Found, nouns: list[Noun]) -> Noun | None:
    """Whom or what a verb describes that stands before its noun: "the sleeping guard", 本を読む女性."""
    one = next((one for one in nouns if one.start >= verb.end), None)
    gap = read.bare[verb.end : one.start] if one else ""
    if read.bare[verb.start] >= "\u3000":
        return one if one and one.names and read.relates(verb.end, one.start) else None
    before, adjacent = read.word_before(verb.start), not gap.strip()
    passive = read.said(verb).lower().endswith(("ed", "ado", "ada", "ados", "adas"))
    if one and one.names and passive and read.word_after(verb.end) in table("agents"):  # "pulled by six huskies"
        return one
    if not read.said(verb).lower().endswith(("ing", "ed")):  # "une ferme" is no verb
        return Noun(verb.start, verb.start) if before in table("indefinite") and read.language != "en" else None
    if before not in table("describes"):  # "in front of laughing children", "blinking panels"
        free = isinstance(verb.term, Pose) and verb.term.id not in table("poses_with_things")
        return one if one and adjacent and free and (before in table("asides") or not before) else None
    if one and (adjacent or (len(gap.split()) == 1 and gap.split()[0] not in table("plain_words"))):
        return one
    return None if read.word_before(verb.start) == "her" else Noun(verb.start, verb.start)


def _joined(read: Reading, first: Noun, others: list[Noun]) -> Noun:
    """Somebody with those who are joined to them, or to their coat, by "and" or commas."""
    last = first
    for one in others:
        if one.start >= first.end and first.names:
            if read.bare[one.start] >= "\u3000" and one.names and read.joins(first.end, first.end + 1):
                last = first  # 穿红色毛衣的女孩和穿蓝色裤子的男孩
            worn = last.thing in lexicon.GARMENTS and read.bare[last.end : one.start].strip()
            if one.names and read.joins(last.end, one.start) and (last.names or worn):
                names = (*first.names, *(name for name in one.names if name not in first.names))
                first = Noun(first.start, one.end, names)
            last = one
    return first


def _takes_over(read: Reading, who: Noun, last: Noun, verb: Found, people: list[Noun], *, first: bool) -> bool:
    """Whether a verb belongs to what is named right before it, or before its coat: "to a man reading", "a man who",
    "and the dog barks"; to what is no member of the cast only where the clause names nobody else, or "that" says so."""
    gap, word = read.bare[last.end : verb.start].strip().lower(), read.said(verb).split(" ")[0].lower()
    if read.bare[verb.start] >= "\u3000":
        return bool(gap) and gap[0] in table("subject_marks") and who is last
    participle = word.endswith(("ing", "ando", "endo", "ado", "ada", "ados", "adas"))
    if not who.names and gap not in ("that", "which", "que"):
        begins = not participle and read.lead(who.start)[1] in table("openings")
        if people or not (first or begins):
            return False
    if not participle and not gap and read.is_aside(who.start, who.end):
        return False
    near = all(one in table("relatives") or one.endswith("ly") or lexicon.TINTS.find(one) for one in gap.split())
    return near and (who is last or not participle or last.thing in lexicon.GARMENTS)


def _whom(read: Reading, verb: Found, nouns: list[Noun], about: Noun) -> str:
    """Somebody whom a verb is about: named after it in its clause, or before it with a mark."""
    people = [one for one in nouns if one.names and one.names[0] not in about.names]
    people = [one for one in people if read.clause(one.start) == read.clause(verb.start)]
    verbs = [one.start for one in read.of("poses") if one.start != verb.start]
    people = [one for one in people if read.lead(one.start)[1] not in table("joining")]
    after = [one for one in people if one.start >= verb.end and not any(verb.end <= at < one.start for at in verbs)]
    marked = [one for one in people if one.end <= verb.start and read.is_object(one.start, one.end)]
    marked = [one for one in marked if not any(one.end <= at < verb.start for at in verbs)]
    return next((one.names[0] for one in (*marked[-1:], *after[:1])), "")


def _with(read: Reading, verb: Found, pose: Pose, word: str, kind: str) -> tuple[Pose, str]:
    """What somebody does a thing with, on or to: named in the verb, after it in its clause, or before it with を."""
    instrument = table("players").get(word) if pose.id == "play" else None
    pose = lexicon.POSES[f"play_{instrument}"] if instrument else pose  # a violinist plays the violin
    if (other := table("transitive").get(pose.id)) and read.word_after(verb.end) in table("determiners"):
        pose = lexicon.POSES[other]  # "turns a key"
    if pose.id in (*table("poses_with_things"), *table("poses_on_things")):
        for inside in read.find(lexicon.THINGS, read.said(verb)):
            return pose, inside.term.id
        for one in read.of("things"):
            if is_actor(one.term) and pose.id != "ride":
                continue
            after = 0 <= one.start - verb.end < 36 and read.clause(one.start) == read.clause(verb.start)
            before = 0 <= verb.start - one.end <= 4 and read.bare[one.end] in "をに"
            on = pose.id in table("poses_with_things") or read.lead(one.start)[1] in table("supports")
            if before or (after and on):
                return pose, one.term.id
    thing = pose.prop or str(table("implied_tools").get(read.said(verb).lower(), ""))
    if pose.id == "ride" and not thing:
        thing = table("riders").get(word, "") or table("riders").get(kind, "")
        pose = pose if thing else lexicon.POSES["stand"]
    return pose, thing


def kept(made: list[Deed], cast: Cast, met: list[Mention], *, moved: bool) -> list[Deed]:
    """The same with how somebody sat, knelt or lay in the shot before, where nothing else is told of their body and the
    place has not ``moved``."""
    postures = {} if moved else dict(cast.postures)
    for name in dict.fromkeys(name for who in met for name in who.names):
        told = [one for one in made if one.name == name and one.pose.id in (*table("body_poses"), *table("gets_up"))]
        before = None if told else postures.get(name)
        made = [Deed(name, before[0], 0, thing=before[1]), *made] if before else made
        if told and told[-1].pose.id in table("postures"):
            postures[name] = told[-1].pose, told[-1].thing
        elif told:
            postures.pop(name, None)
    cast.postures = postures
    return made


def _placed(read: Reading, made: list[Deed], cast: Cast, met: list[Mention]) -> list[Deed]:
    """Who is called by what they ride rides it, and who is in a chair sits: "a cyclist crosses", "a man in a chair"."""
    seats = [one for one in read.of("things") if one.term.id in table("seats")]
    for who in met:
        for seat in [
            one for one in seats if read.lead(one.start) in [(who.end + 4, near) for near in ("in", "on", "en")]
        ]:
            made = [Deed(name, lexicon.POSES["sit"], who.end, thing=seat.term.id) for name in who.names] + made
    for name, at in {name: who.start for who in met for name in who.names}.items():
        mount = table("riders").get(cast.words.get(name, ""))
        on_foot = [one for one in made if one.name == name and one.pose.id in ("walk", "run")]
        if mount and (on_foot or (not made and len(met) == 1)):
            made = [one for one in made if one not in on_foot] + [Deed(name, lexicon.POSES["ride"], at, thing=mount)]
    return made


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


def speaker_of(read: Reading, quote: Quote, cast: Cast, met: list[Mention]) -> str:
    """The member who speaks a line. A name that is not known yet goes to somebody in the shot who has none; other words
    mean who was named before the line; those for a voice stay as they are written."""
    label = label_of(quote.speaker)
    if any(word in label.lower() for word in table("narrators")):
        return label
    shown = {f"{one.kind}_{one.number}" for one in references(quote.speaker)}
    for member in cast.members.values():
        if member.reference in shown - {""} or member.name.lower() == label.lower():
            return member.name
    for who in met:  # 女人问：「…」
        if 0 <= quote.start - who.end <= 4 and not label.isascii() and not read.is_object(who.start, who.end):
            return who.names[0]
    for found in lexicon.CAST.find(label):
        known = cast.find(found.term, stem_of(label[found.start : found.end].lower()))
        if known:
            return known.name
    pronouns = [one.term for one in lexicon.PRONOUNS.find(label)]
    if is_name(label) and not quote.anonymous:
        return _given(label, cast, met)
    sex = next((one.sex for one in pronouns), "")
    for who in reversed([who for who in met if who.end and who.start <= max(quote.intro, quote.start)]):
        if read.is_object(who.start, who.end):
            continue  # 女孩对男孩说
        if cast.members[who.names[0]].person and (not sex or cast.members[who.names[0]].sex in (sex, "")):
            return who.names[0]
    someone = cast.of_sex(sex)
    return someone.name if someone else label


def _given(name: str, cast: Cast, met: list[Mention]) -> str:
    """Give a name to somebody in the shot without one, of the sex that the name suggests first; else add them."""
    unnamed = [one for who in met for one in who.names if one.islower() and cast.members[one].person]
    fits = [one for one in unnamed if (cast.members[one].sex == "f") == name.endswith("a")]
    if not unnamed:
        return cast.add(Member(name=name)).name
    old = (fits or unnamed)[0]
    cast.rename(old, name, met)
    return name

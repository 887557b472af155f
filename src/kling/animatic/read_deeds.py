"""What the cast of a shot does, read from its words: who does what, with what and to whom, and where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from typing import Any, Literal, NamedTuple

from kling import lexicon
from kling.animatic.cast import Cast
from kling.animatic.names import label_of
from kling.animatic.reading import CJK, NOBODY, PARTICIPLES, Reading, Token, is_actor
from kling.animatic.scene import Action, Member, Presence
from kling.lexicon import Pose, table
from kling.lexicon.pattern import phrases

_NEAR = 9  # tokens between a verb and what it is about
_NOUNS = ("things", "objects", "garments", "weather", "lighting")
_Order = Literal["with", "after", ""]
_ORDERS: tuple[tuple[_Order, str], ...] = (("with", "meanwhile"), ("after", "afterwards"))


class Roles(NamedTuple):
    """What is handled, where it is taken from or put, the tool, and the name of whom a deed is done to or with."""

    thing: Token = NOBODY
    where: Token = NOBODY
    tool: Token = NOBODY
    toward: str = ""


class Deed(NamedTuple):
    """An action before it has its times."""

    name: str
    pose: Pose
    at: int
    roles: Roles = Roles()
    word: str = ""
    order: _Order = ""


def kind(id: str) -> Token:
    """A thing that no word of its own names: a book for who reads."""
    return replace(NOBODY, label=id)


def _is_noun(one: Token) -> bool:
    return not one.absent and (bool(one.names) or (one.kind in _NOUNS and not is_actor(one.term)))


def deeds(read: Reading, cast: Cast, met: list[Token]) -> tuple[list[Deed], dict[int, str]]:
    """Who does what, in order of mention; and what things do that have a verb to themselves (a rocket lifts off)."""
    made, moved = list[Deed](), dict[int, str]()
    for verb, about in _verbs(read, cast, met):
        passive = verb.is_cjk or verb.word.split(" ")[0].endswith((*table("participles"),))  # "chased by two dogs"
        by = [one for one in read.clause_of(verb) if one.names and passive and read.phrase(one)[1] in table("agents")]
        if verb.term.id in table("things_do"):
            moved |= {one.start: table("things_do")[verb.term.id] for one in by or about if not one.names}
        names = [*dict.fromkeys(name for one in by or about for name in one.names)]
        told = _roles(read, verb, names, cast)
        told = told._replace(toward=(*about[0].names, "")[0]) if by else told
        between = read.bare[made[-1].at + len(made[-1].word) if made else 0 : verb.start]
        order: _Order = next((name for name, word in _ORDERS if phrases(word).search(between)), "")
        for name in names:
            pose, own = _done(read, verb, told, cast.members[name], cast)
            if own.thing is NOBODY and (pose.prop or pose.id in table("poses_with_things")):  # "lifts a cup and drinks"
                hold = [two.roles.thing for two in made if two.name == name]
                usual = pose.prop or table("implied_tools").get(verb.word, "")
                known = [kind(usual)] if usual and cast.members[name].person else [NOBODY]
                own = own._replace(thing=[*known, *(one for one in hold if one is not NOBODY)][-1])
            last = next((two.roles for two in reversed(made) if two.name == name), Roles())
            if own.thing is last.thing is NOBODY and not own.toward and pose.id in table("follows_up"):
                own = own._replace(toward=last.toward)  # "lifts the baby out of the crib and puts it back"
            made.append(Deed(name, pose, verb.start, own, verb.word, order))
    return made, moved


def _verbs(read: Reading, cast: Cast, met: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """The verbs in order, each with whom or what it is about; not those of the camera."""
    shown = {match.start() for name in ("camera_named", "camera_holds") for match in phrases(name).finditer(read.bare)}
    camera = {one.at for one in read.tokens if one.kind == "camera_moves" or one.start in shown}
    about = [] if met else [replace(NOBODY, names=cast.last[:1])]
    told_by = table("attributive_ja") if read.japanese else ("的",)
    joints, marks = {*table("joining"), *table("determiners"), *table("wears")}, table("subject_marks")
    for _, words in groupby(read.tokens, key=lambda one: one.clause):
        clause, subject, acted, last = [*words], list[Token](), False, NOBODY
        for one in clause:
            apart = [two for two in clause if last.at < two.at < one.at and two.kind not in ("tints", "garments")]
            if one.at in camera:
                subject, acted = [one], False
            elif one.kind == "poses" and not one.absent and read.word(one, -1) not in table("stops"):
                own = not acted and any(two.names for two in subject)
                after = [*takewhile(lambda two: two.kind != "poses", read.tokens[one.at + 1 : clause[-1].at + 1])]
                told = [two for two in after if _is_noun(two) and (two.names or not one.is_cjk)][:1]
                if one.is_cjk:  # 本を読む女性, 戴眼镜的老人
                    told = [two for two in told if read.bare[two.start - 1] in told_by and (read.japanese or not own)]
                if told and (one.is_cjk or read.describes(one)):  # "the sleeping guard"
                    yield one, told
                    continue
                subject = _about(read, one, clause, subject, about)
                if subject[0].at not in camera:
                    about, acted = subject, True
                    yield one, subject
            elif one.term.id == "it" and (not acted or read.beside(one).kind == "poses"):  # "a lantern; it rises"
                what = [two for two in read.tokens[: one.at] if two.kind in _NOUNS[:2] and _is_noun(two)]
                subject, acted = what[-1:] or subject, False
            elif (_is_noun(one) and (one.kind != "garments" or last is NOBODY)) or one.kind == "places":
                if one.is_cjk and read.word(one, 1) in marks:
                    subject, acted = [one], False
                elif last in subject and not acted and {two.word for two in apart} <= joints:
                    subject = [*subject, one]
                elif not (acted or any(two.names for two in subject) or read.is_aside(one)):
                    subject = [one] if one.names or not subject else subject
                last = one
        about = subject if not acted and any(one.names for one in subject) else about


def _about(read: Reading, verb: Token, clause: list[Token], subject: list[Token], known: list[Token]) -> list[Token]:
    """Whom a verb is about: who stands right before it, whom its clause names first, else who acted before."""
    before = [one for one in clause if one.at < verb.at]
    first, nouns = verb.word.split(" ")[0], [one for one in before if _is_noun(one) and one not in subject]
    lies, own = first in table("asides"), first.endswith(PARTICIPLES) or first in table("asides")  # "… water in bed"
    worn = [it for it in nouns if not it.names and (lies or (own and read.is_aside(it)))]  # "in a black dress sitting"
    last = ([one for one in nouns if one not in worn] or [NOBODY])[-1]
    between = {one.word for one in before if one.at > last.at and not worn}
    near = last.names and not verb.is_cjk and between <= {*table("relatives"), *table("objects")}
    if near and (between or own or not read.is_aside(last)):
        return [last]
    led = clause[0].word in table("relatives")  # ", who falls"
    if not subject and read.language in table("inverts"):  # "davor sitzt ein Hund"
        subject = [one for one in clause if one.at > verb.at and one.names and not read.is_aside(one)][:1]
    return subject or [one for one in read.tokens[: verb.at] if one.names and led][-1:] or known or [NOBODY]


def _roles(read: Reading, verb: Token, doers: list[str], cast: Cast) -> Roles:
    """What is done by a verb with what and to whom, by the words beside the nouns after it (in Japanese before it)."""
    pose, found, clause, roles = verb.term.id, Roles(), read.clause_of(verb), table("roles")
    handles, rests = pose in table("poses_with_things"), pose in table("poses_on_things")
    verbs = [-1, *(one.at for one in clause if one.kind == "poses" and not read.describes(one)), len(read.tokens)]
    low, high = max(at for at in verbs if at < verb.at), min(at for at in verbs if at > verb.at)
    low, high = low if verb.is_cjk else verb.at, verb.at if read.japanese else min(high, verb.at + _NEAR)
    for one in [one for one in clause if low < one.at < high and not (one.absent or one.is_limb)]:
        led, lead = read.phrase(one)  # "knocks over a glass"; 放在
        lead = lead[-1:] if one.is_cjk else "" if handles and one.at - len(led) - 1 == verb.at else lead
        known = lead in (*roles, *table("joining")) and (lead, read.language) != ("a", "en")
        marker = lead if known else "" if one.at > verb.at else "-"
        if read.japanese:
            rest = read.bare[one.end - (one.word[-1] in roles) : one.end + 4]  # a word may have it (本を)
            marker = next((rest[:size] for size in (2, 1) if rest[:size] in roles), "-")
        role = roles.get(marker, "") if marker else "thing"
        if one.names:
            others = [name for name in one.names if role and name not in doers and not found.toward]
            found = found._replace(toward=(*others, found.toward)[0])
        elif pose in table("gazes") and role and (it := table("sights").get(one.term.id, one.kind in _NOUNS[:2])):
            found = found._replace(where=one if it is True else kind(it), toward="away" * (lead in table("origins")))
        elif one.kind == "garments" and pose in ("dress", "undress"):
            found = found._replace(thing=kind(one.term.id))
        elif one.kind not in ("things", "objects") or not (handles or rests or role == "tool"):
            continue
        elif found.thing is NOBODY and (marker in table("supports") if rests else role == "thing"):
            found = found._replace(thing=one)
        elif role == "where" and found.where.end == read.tokens[max(0, one.at - len(led) - 1)].start - 1:
            continue  # "into the cup on the table"
        elif role in ("where", "whom", "tool"):
            found = found._replace(tool=one) if role == "tool" else found._replace(where=one)
    told = {*verb.word.split(" "), read.word(verb, 1)} & {*table("objects")} and not found.toward
    if told and pose in table("poses_to_others"):  # "hands her a cup"
        near = [name for one in reversed(read.tokens[: verb.at]) for name in one.names] + cast.last
        found = found._replace(toward=next((name for name in near if name not in doers), ""))
    words = verb.word if verb.is_cjk else verb.word.partition(" ")[2]  # "drapes a cape"
    inside = [one.term.id for one in lexicon.THINGS.find(words, read.language) if handles and not is_actor(one.term)]
    return found._replace(thing=(*map(kind, inside), found.thing)[0])


def _done(read: Reading, verb: Token, told: Roles, who: Member, cast: Cast) -> tuple[Pose, Roles]:
    """A verb's pose for somebody, and what they do it with: a violinist plays the violin, a striker shoots a ball."""
    word, animal = cast.words[who.name], cast.members[told.toward].kind if told.toward in cast.members else ""
    riders, mounts, id = table("riders"), {*table("riders").values()}, verb.term.id
    if id in ("walk", "run", "ride", "drive"):
        known = [one.label or one.term.id for one in told[:3] if one is not NOBODY]
        known += [animal, table("implied_tools").get(verb.word, "")]
        before = [one.term.id for one in read.tokens[: verb.at] if one.term.id in mounts]  # "on a bicycle … rides off"
        known += [riders.get(word, ""), riders.get(who.kind, ""), *before[-1:]] if id == "ride" else []
        known = [one for one in known if one in mounts] or [one for one in known if one and id == "ride"]
        if known:
            told = told._replace(thing=kind(known[0]), toward=told.toward if animal not in mounts else "")
        id = "ride" if known else "stand" if id == "ride" else id
    elif who.person and told.tool is NOBODY and (tool := table("tools").get(verb.word, table("tools").get(id))):
        told = told._replace(tool=kind(tool))
    return lexicon.POSES[id], told


def unread(read: Reading) -> Iterator[str]:
    """Words that stand where verbs do, right after who acts or after "and", and are not known: English and German."""
    known, ends = (
        {*table("plain_words"), *table("unpictured"), *read.edges},
        table("verb_endings").get(read.language, []),
    )
    for one in [one for one in read.tokens if not (one.kind or one.absent or one.word in known) and len(one.word) > 3]:
        last, verb = read.beside(one, -1), one.word.endswith((*ends, "-")) and not one.word.endswith("ly")
        if verb and (last.names or last.kind in _NOUNS[:3] or last.word in ("and", "und", "then")):
            yield one.word


def presences(
    read: Reading, there: Mapping[str, Token], acts: dict[str, tuple[Action, ...]], to: dict[str, str]
) -> Iterator[Presence]:
    """Everybody who is ``there``, with place, facing and actions; who speaks and who listens face each other."""
    for name, who in there.items():
        facing = [one.term.id for one in read.of("facings") if one.sentence == who.sentence] + [to.get(name, "")]
        looks = next(filter(None, [*facing, *(other for other in there if to and other != name)]), "")
        where = placed(read, replace(who, names=[name]))
        yield Presence(name=name, part=who.part, facing=looks, actions=acts.get(name, ()), **where)


def relations(read: Reading) -> Iterator[tuple[Token, str, str]]:
    """Who or what is under, behind, before, over or on what, as a name, a kind or words: the noun beside such a word,
    and the one before that, or whom the verb between them is about."""
    for term, start, end in lexicon.RELATIONS.find(read.bare, read.language):
        clause, how = read.clause_of(read.token(start, end)), term.id
        verbs = [one for one in clause if one.kind == "poses" and not read.describes(one)]
        nouns = [one for one in clause if _is_noun(one) or one.term.id == "it" or one.kind == "places"]
        led, after = [one for one in nouns if one.end <= start], [one for one in nouns if one.start >= end]
        if how == "lap":  # of whom is named last before what is there
            by = [one for one in read.tokens if one.names and one.end <= start]
            beasts = [one for one in by if one.kind == "things"][-1:]
            yield from (
                (one, "on", two.names[0]) for one in beasts for two in by if two.kind != "things" and two is by[0]
            )
            continue
        goal = ((led[::-1] if read.bare[start] >= CJK or read.language in table("goal_first") else after) or [NOBODY])[
            0
        ]
        low, high = sorted((start, goal.start))  # no verb between, nor one that has the word: "knocks over"
        apart = any(low <= one.start < high or one.start <= start < one.end for one in verbs)
        if goal is NOBODY or apart or getattr(goal.term, "kind", "") == "sky":
            continue
        rest = [one for one in read.tokens if one.start >= end and one.sentence == goal.sentence]
        found = ([one for one in part if one is not goal and _is_noun(one) and not one.is_limb] for part in (led, rest))
        others = next(filter(None, found), [])
        whom = [one for one in others if not read.is_aside(one)] or others
        verbs = [one for one in verbs if one.is_cjk or one.end <= start]
        does = verbs[-1].term.id if verbs else ""
        near = bool(led and others) and not goal.is_cjk and not any(one.at > others[-1].at for one in verbs)
        past = does in table("passing") and not read.bare[:start].endswith("from ")  # "looks from behind a wall"
        if how == "on":  # "a cat on the counter", "a shoe stands on a rock", not "puts a cup on the table"
            rests = does in (*table("postures"), "stand") and not any(one.names for one in whom[:1])
            right = rests or (near and not read.bare[others[-1].end : start].strip())
            past = (
                not right or does in table("poses_with_things") or goal.kind not in ("things", "cast") or goal.is_limb
            )
        if past or (how == "beside" and not goal.names) or (how == "above" and does not in ("", *table("aloft"))):
            continue
        if goal.term.id == "it":
            before = (one for one in read.tokens[goal.at :: -1] if one.kind in (*_NOUNS[:2], "places"))
            goal = next((one for one in before if one.clause != goal.clause and not one.absent), goal)
        known = goal.term.id if goal.kind in ("things", "places") else label_of(read.said(goal))
        for one in others[-1:] if near else whom[:1]:
            yield one, how, (*(name for name in goal.names if name not in one.names), known)[0]


def placed(read: Reading, who: Token) -> dict[str, Any]:
    """Where in the frame somebody or something is, by words about the noun before them, else about the first noun; and
    where to others."""
    places: list[str] = []
    told = {how: goal for one, how, goal in relations(read) if one is who or set(one.names) & set(who.names) - {goal}}
    for one in read.of("screen_sides"):
        nouns = [two for two in read.clause_of(one) if two.names or two.kind in ("things", "objects")]
        near = [two for two in nouns if two.at < one.at][-1:] or nouns[:1]
        places += [one.term.id] * (who in near)
    ways = {"side": ("left", "right", "center"), "depth": ("foreground", "background")}
    return told | {field: next((one for one in known if one in places), "") for field, known in ways.items()}

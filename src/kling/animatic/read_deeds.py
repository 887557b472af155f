"""What the cast of a shot does, read from its words: who does what, with what, where and to whom, and where they are.
Words beside a noun tell what it is to a verb (``roles``): before it, in Japanese after it."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from typing import Literal, NamedTuple

from kling import lexicon
from kling.animatic.cast import Cast
from kling.animatic.read_tokens import ANYTHING, LIKE, NOBODY, PARTICIPLES, SET, Token, is_actor
from kling.animatic.reading import Reading
from kling.animatic.scene import Action, Depth, Garment, Member, Presence, Side
from kling.lexicon import Pose, table
from kling.lexicon.pattern import phrases

_NEAR = 9  # tokens between a verb and what it is about
_NOUNS = ("things", "objects", "garments", "weather", "lighting")
_SIDES: tuple[Side, ...] = ("left", "right", "center")
_DEPTHS: tuple[Depth, ...] = ("foreground", "background")
_RELATIVES = {"who", "that", "which", "que", "quien", "qui"}


_Order = Literal["with", "after", ""]
_ORDERS: tuple[tuple[_Order, str], ...] = (("with", "meanwhile"), ("after", "afterwards"))


class Roles(NamedTuple):
    """What a deed is done with: the ``thing`` that is handled, ``where`` it is taken from, put or done, the ``tool``,
    and the name of whom it is done to or with."""

    thing: Token = NOBODY
    where: Token = NOBODY
    tool: Token = NOBODY
    toward: str = ""


class Deed(NamedTuple):
    """An action before it has its times, at characters of the text; ``begin`` in seconds where the words say when;
    ``word`` is the verb. It begins ``with`` the one before it, or ``after`` it, where the words say so."""

    name: str
    pose: Pose
    at: int
    roles: Roles = Roles()
    begin: float | None = None
    word: str = ""
    order: _Order = ""


def kind(id: str) -> Token:
    """A thing that no word of its own names: a book for who reads."""
    return replace(NOBODY, label=id)


def _speed(verb: Token) -> float:
    return verb.term.speed if isinstance(verb.term, Pose) else 0.0


def _is_noun(one: Token) -> bool:
    return not one.absent and (bool(one.names) or (one.kind in _NOUNS and not is_actor(one.term)))


def deeds(read: Reading, cast: Cast, met: list[Token]) -> tuple[list[Deed], dict[int, str]]:
    """Who does what, in order of mention; and what things do that have a verb to themselves (a rocket lifts off)."""
    made, moved = list[Deed](), dict[int, str]()
    for verb, doers in _verbs(read, cast, met):
        by = [one for one in read.clause_of(verb) if one.names and _is_agent(read, one, verb)]
        nouns = [one for one in read.tokens if one.sentence == verb.sentence and _is_noun(one) and not one.is_limb]
        done_to = [one for one in (*doers, *nouns) if by and one not in (*by, NOBODY)][:1]
        if verb.term.id in table("things_do"):
            moved |= {one.start: table("things_do")[verb.term.id] for one in by or doers if not one.names}
        names = [*dict.fromkeys(name for one in by or doers for name in one.names)]
        told, begin = _roles(read, verb, names, met, cast), read.moment(verb, made[-1].at if made else 0)
        for one in done_to:
            told = told._replace(toward=one.names[0]) if one.names else told._replace(thing=one)
        between = read.bare[made[-1].at + len(made[-1].word) if made else 0 : verb.start]
        order: _Order = next((name for name, word in _ORDERS if phrases(word).search(between)), "")
        for name in names:
            pose, own = _done(read, verb, told, cast.members[name], cast)
            if pose.id in ("climb", "descend") and told.toward:  # "carries her up the stairs"
                made.append(Deed(name, lexicon.POSES[verb.term.id], verb.start, told, begin, verb.word, order))
                own, order = own._replace(toward=""), "with"
            if own.thing is NOBODY and (pose.prop or pose.id in table("poses_with_things")):  # "lifts a cup and drinks"
                near = {read.word(verb, -1), read.word(verb, 1), *verb.word.replace("'", " ").split(" ")}
                its, hold = bool(near & {*table("its")}), table("poses_that_hold")
                held = [two.roles.thing for two in made if its or (two.name == name and two.pose.id in hold)]
                usual = (pose.prop or table("implied_tools").get(verb.word)) if cast.members[name].person else ""
                known = [kind(one) for one in (cast.handled * its, usual) if one]
                own = own._replace(thing=(*[one for one in held if one is not NOBODY][-1:], *known, NOBODY)[0])
            made.append(Deed(name, pose, verb.start, own, begin, verb.word, order))
    return made, moved


def _is_agent(read: Reading, one: Token, verb: Token) -> bool:
    """Whether somebody does what is told in the passive: "chased by two dogs", 被狗追, 犬に追われ."""
    if read.japanese:
        passive = any(kana + "れ" in read.bare[verb.start : verb.end + 2] for kana in "わかがさたなばまら")
        return passive and read.word(one, 1) == "に"
    passive = verb.is_cjk or verb.word.split(" ")[0].endswith((*table("participles"),))
    passive = passive or not {*table("passives")}.isdisjoint(two.word for two in read.clause_of(verb))
    passive = passive and (read.language == "de" or (one.at < verb.at) == verb.is_cjk)
    return passive and read.phrase(one)[1] in table("agents")


def _verbs(read: Reading, cast: Cast, met: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """The verbs in order, each with whom or what it is about. That is whom or what its clause names first, outside of
    "on the" and the like, or who stands right before it; else whom the clause before it was about."""
    turned = {at for one in read.of("facings") for at in range(one.start, one.end)}
    shown = {match.start() for match in phrases("camera_named").finditer(read.bare)} - turned
    camera = {one.at for one in read.tokens if one.kind == "camera_moves" or one.start in shown}
    about, waiting = [] if met else [replace(NOBODY, names=cast.last[:1])], list[Token]()
    joining, marks = {*table("joining")}, table("subject_marks")
    articles = {*table("indefinite")} - {"一", "a" if read.language != "en" else ""}
    for _, words in groupby(read.tokens, key=lambda one: one.clause):
        clause = [*words]
        waiting = [one for one in waiting if one.sentence == clause[0].sentence]
        subject, last, tail, acted = list[Token](), NOBODY, NOBODY, False
        for one in clause:
            between = {two.word for two in read.tokens[tail.at + 1 : one.at] if two.kind != "tints"}
            if one.at in camera:
                subject, acted = [one], False
            elif one.kind == "poses" and not one.absent and read.word(one, -1) not in table("stops"):
                after = [two for two in clause if two.at > one.at]
                own = not acted and read.word(one, -1) not in table("asides") and any(two.names for two in subject)
                if told := _modified(read, one, after, own=own):
                    yield one, told
                if told or read.word(one, -1) in articles:  # "a flamenco guitarist"
                    continue
                behind = [two for two in after if _is_noun(two)][: _stands_behind(read, one, after)]
                follows = last not in subject and last is not NOBODY and _follows(read, one, last, between)
                subject = behind or ([last] if follows else subject) or _carried(read, one, clause, waiting or about)
                if subject[0].at not in camera:
                    about, acted, waiting = subject, True, []
                    yield one, subject
            elif one.kind == "places" and not (one.is_cjk or subject or read.is_aside(one)):
                subject = [one] if read.phrase(one)[0] else []  # "the sea breaks"
            elif one.kind == "garments" and last is not NOBODY:
                tail = one
            elif _is_noun(one):
                joins = last in subject and between <= joining | {*table("determiners")}
                if one.is_cjk and read.word(one, 1) in marks:
                    subject, acted = [one], False
                elif acted:
                    waiting = [one] if one.names and read.phrase(one)[1] in joining else waiting
                elif joins or (one.is_cjk and subject and read.word(subject[-1], 1) in joining):
                    subject = [*subject, one]
                elif not any(two.names for two in subject) and (one.names or not subject) and not read.is_aside(one):
                    subject = [one]
                last = tail = one
        waiting += [one for one in subject if one.names and not acted]


def _modified(read: Reading, verb: Token, after: Sequence[Token], *, own: bool) -> list[Token]:
    """Of whom a verb only tells who it is: "the sleeping guard", 本を読む女性, 戴眼镜的老人."""
    if read.describes(verb):
        return [one for one in after if _is_noun(one)][:1]
    marks = table("attributive_ja") if read.japanese else ("的",)
    named = [one for one in after if one.names][: verb.is_cjk and (read.japanese or not own)]  # 妈妈看着窗外的孩子
    nearer = [one for one in after if one.kind == "poses"][:1]  # 看见骑摩托的邮递员
    named = [one for one in named if not (nearer and nearer[0].at < one.at)]
    return [one for one in named if read.bare[one.start - 1] in marks]


def _stands_behind(read: Reading, verb: Token, after: Sequence[Token]) -> bool:
    """Whether whom or what a Spanish verb is about stands behind it: "entra un cartero", "saltan chispas"."""
    nouns = [one for one in after if _is_noun(one)] if read.language == "es" else []
    led = {one.word for one in after if nouns and one.at < nouns[0].at and one.kind not in LIKE}
    named = bool(nouns and nouns[0].names and led) and led <= {*table("determiners")} - {"a"}
    named = named or (bool(nouns) and verb.word[-1] == "n" and not led)
    return named and verb.term.id not in table("poses_with_things")


def _follows(read: Reading, verb: Token, last: Token, between: set[str]) -> bool:
    """Whether a verb is about the noun right before it: "to a man reading", "a man who", "and the dog barks"."""
    own = last.names and (verb.word.split(" ")[0].endswith(PARTICIPLES) or not read.is_aside(last))
    plain = between <= {*table("relatives"), *table("objects")}
    return plain and bool(own or between & _RELATIVES) and not verb.is_cjk


def _carried(read: Reading, verb: Token, clause: Sequence[Token], known: list[Token]) -> list[Token]:
    """Whom a verb is about whose clause has named nobody: nobody where a word that is not known is before it, who
    stands right behind it, else whom the words before were about, or who is named anywhere."""
    before, after = [one for one in clause if one.at < verb.at], [one for one in clause if one.at > verb.at][:2]
    plain = {*table("plain_words"), *table("determiners"), *table("relatives")}
    if read.language == "en" and any(one.kind in ("", *SET) and one.word not in plain for one in before[-1:]):
        return [NOBODY]
    if clause[0].word in _RELATIVES:  # ", who falls"
        return [one for one in read.tokens if one.names and one.at < verb.at][-1:] or [NOBODY]
    if any(one.word not in (*table("relatives"), *table("joining")) for one in before):  # "Am Tisch sitzt ein Mann"
        for one in [one for one in after if _is_noun(one)]:
            if one is after[0] or after[0].word in table("determiners"):
                return [one]
    return known or [one for one in read.tokens if one.names][:1] or [NOBODY]


def _roles(read: Reading, verb: Token, doers: list[str], met: list[Token], cast: Cast) -> Roles:
    """What is done by a verb with what; for sitting and the like ``thing`` is what is sat on."""
    pose, found, clause = verb.term.id, Roles(), read.clause_of(verb)
    handles, rests = pose in table("poses_with_things"), pose in table("poses_on_things")
    nearer = any(one.term.id == "camera" for one in read.of("facings")) and _speed(verb)
    verbs = [-1, *(one.at for one in clause if one.kind == "poses" and not read.describes(one)), len(read.tokens)]
    low, high = max(at for at in verbs if at < verb.at), min(at for at in verbs if at > verb.at)
    for one in [one for one in clause if one.names or one.kind in ("things", "objects")]:
        after = verb.at < one.at < min(high, verb.at + _NEAR) and not read.japanese
        led = verb.is_cjk or read.phrase(one)[1] in table("worn_with")  # "a doctor with a clipboard walks"
        if one.absent or one.is_limb or not (after or (led and low < one.at < verb.at)):
            continue
        marker = _marker(read, one, verb)
        role = table("roles").get(marker, "") if marker else "thing"
        if one.names:  # "runs through the crowd toward us" is to nobody
            to = one.names[0] if role and not (found.toward or nearer) and one.names[0] not in doers else found.toward
            found = found._replace(toward=to)
        elif not (handles or rests or role == "tool"):
            continue
        elif found.thing is NOBODY and (marker in table("supports") if rests else role == "thing"):
            found = found._replace(thing=one)
        elif role == "tool":
            found = found._replace(tool=one)
        elif role in ("where", "whom"):
            found = found._replace(where=one)
    if handles:
        words = verb.word if verb.is_cjk else verb.word.partition(" ")[2]  # "drapes a cape"
        inside = [kind(one.term.id) for one in read.find(lexicon.THINGS, words) if not is_actor(one.term)]
        found = found._replace(thing=(*inside, found.thing)[0])
        found = found if found.thing is not NOBODY else found._replace(thing=_unknown(read, verb))
    behind, said = read.language not in table("colours_after"), verb.word.split(" ")
    beside = {*said, read.word(verb, 1)} if behind else {read.word(verb, -1), *said[:-1][:1]}  # not "baja la careta"
    asked = not found.toward and (found.thing is NOBODY or not behind or {"him", "her", "them"} & {*said[1:]})
    if asked and beside & {*table("objects")} and pose in table("poses_to_others"):  # "hands her a cup"
        sexes = {table("sexes").get(word, "") for word in beside & {*table("objects")}} | {""}
        near = sorted(met, key=lambda who: (who.at > verb.at, abs(who.at - verb.at)))
        others = [name for who in near for name in who.names] + cast.last
        others = [name for name in others if name not in doers and (cast.members[name].sex in sexes or sexes == {""})]
        found = found._replace(toward=(*others, "")[0])
    return found


def _marker(read: Reading, one: Token, verb: Token) -> str:
    """The word beside a noun that tells what it is to a verb: the particle after a Japanese one, past の上 and so on,
    else the preposition, also the one in which a verb ends (放在); "" for an object, "-" for nothing to it."""
    if read.japanese:
        rest = read.bare[one.end - (one.word[-1] in table("roles")) : one.end + 4]  # a word may have it (本を)
        rest = rest[2:].replace("で", "に") if rest[:1] == "の" and rest[1:2] in table("parts") else rest
        return next((rest[:size] for size in (2, 1) if rest[:size] in table("roles")), "-")
    words, lead = read.phrase(one)
    lead = lead[-1:] if one.is_cjk else lead
    if lead in ("of", "de") and read.word(one, -len(words) - 2) not in table("parts"):
        return "-"
    if lead in (*table("roles"), *table("joining")) and (lead, read.language) != ("a", "en"):
        return lead
    return "" if one.at > verb.at else "-"


def _unknown(read: Reading, verb: Token) -> Token:
    """The object of a verb in a word that is not known: "lifts a gribble"; it becomes a thing."""
    leads, behind = {*table("determiners")}, read.language in table("colours_after")
    ahead = [one for one in read.tokens[verb.at + 1 : verb.at + _NEAR] if one.clause == verb.clause]
    led = [*takewhile(lambda one: one.word in leads, ahead)]
    ends, goes = (read.edges - leads) | {*table("plain_words")}, ahead[len(led) :]
    run = [*takewhile(lambda one: one.kind in ("", *LIKE) and one.word not in ends, goes)]
    if not led or (not behind and any(one.kind in _NOUNS for one in goes[len(run) :][:1])):  # "a fallen log"
        return NOBODY
    for one in [one for one in (run[:1] if behind else run[-1:]) if not phrases("body_parts").fullmatch(one.word)]:
        one.start, one.word = run[0].start, read.bare[run[0].start : one.end].lower()
        one.kind, one.term = "objects", ANYTHING
        insort(read.found, one, key=lambda two: two.start)
        return one
    return NOBODY


def _done(read: Reading, verb: Token, told: Roles, who: Member, cast: Cast) -> tuple[Pose, Roles]:
    """A verb's pose for somebody, and what they do it with: a violinist plays the violin, a striker shoots a ball."""
    word, animal = cast.words[who.name], cast.members[told.toward].kind if told.toward else ""
    clause, implied, riders = read.clause_of(verb), table("implied_tools").get(verb.word, ""), table("riders")
    start = max((one.at for one in clause if one.kind == "poses" and one.at < verb.at), default=-1)
    near, said = [one for one in clause if one.at > start], read.bare[clause[0].start : clause[-1].end]
    id, mounts = verb.term.id, {*riders.values()}
    goes = [way for way in ("down", "up") if phrases(f"goes_{way}").search(said)]
    ways = [way for one in near for way in [table("slopes").get(one.word) or table("slopes").get(one.term.id)] if way]
    if ways and (id in ("climb", "descend") or (goes and _speed(verb))):
        pose = "descend" if id == "descend" or goes[:1] == ["down"] else "climb"
        return lexicon.POSES[pose], told._replace(thing=kind(ways[0]), where=NOBODY)
    for on in [one for one in ("back", "shoulders") if phrases(f"on_{one}").search(said)][:1]:
        if borne := table("borne").get(id):
            return lexicon.POSES[borne], told._replace(where=kind(on))
    there = read.of("things") if id in ("climb", "descend") else near  # "A taxi pulls in. A woman gets out."
    kinds = [getattr(one.term, "kind", "") for one in there if one.term.id not in mounts]
    other = table("poses_by").get(id, {})
    id = other.get(next((one for one in (word, who.kind, told.thing.term.id, animal, *kinds) if one in other), ""), id)
    if not implied and (id == "descend" or (id == "climb" and verb.word in table("weak_climbs"))):
        id = "walk"
    taken = [one for one in near if one.kind == "garments" and (one.at > verb.at or verb.is_cjk)]
    worn = [one.term.id for one in read.find(lexicon.GARMENTS, verb.word)] + [one.term.id for one in taken]
    new = any({*read.phrase(one)[0]} & {*table("indefinite")} for one in taken)  # "pulls out a mask"
    own = id in ("dress", "undress") or (id in table("takes_off") and told.thing is NOBODY and not new)
    if worn and own and who.person and not told.toward:
        if worn[0] not in {one.kind for one in who.clothes}:
            cast.change(who.name, clothes=(*who.clothes, Garment(kind=worn[0])))
        return lexicon.POSES["dress" if id == "dress" else "undress"], told._replace(thing=kind(worn[0]), where=NOBODY)
    if told.thing is NOBODY and id in ("light", "leap", "pull"):
        told = told._replace(thing=told.where)
    elif id in ("walk", "run", "ride", "drive") or (id == "climb" and animal):
        rides = id in ("ride", "climb")
        named = [one.label or one.term.id for one in told[:3] if one is not NOBODY and (rides or id == "drive")]
        known = [one for one in (*named, animal, implied) if rides or one in mounts]
        known += [riders.get(word, ""), riders.get(who.kind, "")] if rides else []
        known = sorted(filter(None, known), key=lambda kind: kind not in mounts)  # a surfboard, not a wave
        id = "ride" if known else "stand" if id == "ride" else id
        if known:
            told = told._replace(thing=kind(known[0]), toward=told.toward if animal not in mounts else "")
    elif told.tool is NOBODY and (tool := table("tools").get(verb.word) or table("tools").get(id)):
        told = told._replace(tool=kind(tool))
    return lexicon.POSES[id], told


def kept(made: list[Deed], cast: Cast, names: Iterable[str], *, moved: bool) -> list[Deed]:
    """The same with how somebody sat, knelt or lay in the shot before, where nothing else is told of their body and the
    place has not ``moved``."""
    postures = {} if moved else dict(cast.postures)
    for name in names:
        told = [one for one in made if one.name == name and one.pose.id in (*table("body_poses"), *table("gets_up"))]
        if told and (rest := table("postures").get(told[-1].pose.id)):
            thing = told[-1].roles.thing
            postures[name] = lexicon.POSES[rest], thing.label if thing.at < 0 else thing.term.id or thing.label
        elif told:
            postures.pop(name, None)
        elif name in postures:
            made = [Deed(name, postures[name][0], 0, Roles(kind(postures[name][1]))), *made]
    cast.postures = postures
    return made


def presences(
    read: Reading, there: Mapping[str, Token], acts: dict[str, tuple[Action, ...]], to: dict[str, str]
) -> tuple[Presence, ...]:
    """Everybody who is ``there`` by where they are named first, with place, facing and actions; who speaks faces whom
    they speak to, and who listens faces the speaker. A near picture of something done by hand shows the hands, unless
    it is said to be of somebody ("close-up: she opens a letter")."""
    near = [one.clause for one in read.of("shot_sizes") if one.term.id in table("close_sizes")]
    of = any(one.part == "face" or (one.names and one.clause in near) for one in read.tokens)
    made: list[Presence] = []
    for name, who in there.items():
        (side, depth), does = placed(read, who), acts.get(name, ())
        facing = [one.term.id for one in read.of("facings") if one.sentence == who.sentence] + [to.get(name, "")]
        looks = next(filter(None, [*facing, *(other for other in there if to and other != name)]), "")
        poses = {one.pose for one in does if one.thing and not one.toward}
        hands = near and not (of or to) and poses & {*table("by_hand")} and not poses & {*table("by_face")}
        part = (who.part if near or name == who.part else "") or "hands" * bool(hands)
        made.append(Presence(name=name, part=part, side=side, depth=depth, facing=looks, actions=does))
    return tuple(made)


def placed(read: Reading, who: Token) -> tuple[Side, Depth]:
    """Where in the frame somebody or something is: in words about the noun before them in their clause, and about the
    person before that one, or else about the next noun."""
    places: list[str] = []
    for one in read.of("screen_sides"):
        nouns = [two for two in read.tokens if two.sentence == one.sentence and (two.names or two.kind in _NOUNS[:2])]
        before = [two for two in nouns if two.at < one.at and two.clause == one.clause]
        near = [*before[-1:], *[two for two in before if two.names][-1:]]
        near = near or [two for two in nouns if two.at > one.at][:1]
        places += [one.term.id] * (who in near)
    return next((one for one in _SIDES if one in places), ""), next((one for one in _DEPTHS if one in places), "")

"""What the cast of a shot does and says, read from its words: who does what with what, where they are, who speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal, NamedTuple

from kling import lexicon
from kling.animatic.cast import Cast
from kling.animatic.read_roles import NOBODY, PARTICIPLES, Roles, describes, is_handy, kind, roles
from kling.animatic.read_tokens import LIKE, SET, Token, is_actor
from kling.animatic.reading import Reading
from kling.animatic.scene import Action, Depth, Garment, Member, Presence, Side
from kling.lexicon import Pose, Thing, table
from kling.lexicon.pattern import phrases

_NOUNS = ("things", "objects", "garments", "weather", "lighting")
_SIDES: tuple[Side, ...] = ("left", "right", "center")
_DEPTHS: tuple[Depth, ...] = ("foreground", "background")
_RELATIVES = {"who", "that", "which", "que", "quien", "qui"}


class Deed(NamedTuple):
    """An action before it has its times, at characters of the text; ``begin`` in seconds where the words say when;
    ``word`` is the verb. It begins ``with`` the one before it, or ``after`` it, where the words say so."""

    name: str
    pose: Pose
    at: int
    roles: Roles = Roles()
    begin: float | None = None
    word: str = ""
    order: Literal["with", "after", ""] = ""


def deeds(read: Reading, cast: Cast, met: list[Token]) -> tuple[list[Deed], dict[int, str]]:
    """Who does what, in order of mention; and what things do that have a verb to themselves (a rocket lifts off)."""
    made: list[Deed] = []
    moved: dict[int, str] = {}
    for verb, doers in _Clauses(read, cast, met).verbs():
        doers, done_to = _passive(read, verb, doers)
        if verb.term.id in table("things_do"):
            moved |= {one.start: table("things_do")[verb.term.id] for one in doers if not one.names}
        names = [name for one in doers for name in one.names]
        told, order = roles(read, verb, names, met, cast), _order(read, verb, made)
        if done_to is not NOBODY:
            told = told._replace(toward=done_to.names[0]) if done_to.names else told._replace(thing=done_to)
        handled = told[:2] != (NOBODY, NOBODY) or verb.word.endswith((*table("participles"),))
        if handled and not (names or met) and verb.term.id in table("by_hand") and _near(read):  # "a nail is hammered"
            names = [(cast.members.get("hands") or cast.add(Member(name="hands", kind="hands"))).name]
            used = next((one for one in doers if one is not NOBODY), NOBODY)
            told = told._replace(thing=used) if told.thing in (NOBODY, used) else told._replace(tool=used)
        if done_to.names and not names and verb.term.id == "chase":  # by a truck
            names, told, verb = done_to.names, Roles(), replace(verb, term=lexicon.POSES["run"])
        begin = read.moment(verb, made[-1].at if made else 0)
        for name in dict.fromkeys(names):
            pose, own = _done(read, verb, told, cast.members[name], cast)
            if pose.id in ("climb", "descend") and told.toward and verb.term.id in table("poses_to_others"):
                made.append(Deed(name, lexicon.POSES[verb.term.id], verb.start, told, begin, verb.word, order))
                own, order = own._replace(toward=""), "with"  # "carries her up the stairs"
            if own.thing is NOBODY and (pose.prop or pose.id in table("poses_with_things")):  # "lifts a cup and drinks"
                mine = [two for two in made if two.name == name and two.pose.id in table("poses_that_hold")]
                held = [two.roles.thing for two in mine if two.roles.thing is not NOBODY]
                beside = read.word(verb, -1 if read.language in table("colours_after") else 1)  # not "tient la veste"
                its = {read.word(verb, -1), beside, verb.word.split(" ")[-1], verb.word.split("'")[0]}
                mine = [two for two in made if two.roles.thing is not NOBODY]
                known = (mine or cast.handled) and not own.toward and its & {*table("its")}  # in the shot before
                held = held or ([two.roles.thing for two in mine] or [kind(cast.handled)]) * bool(known)
                usual = cast.members[name].person and (pose.prop or table("implied_tools").get(verb.word))
                own = own._replace(thing=(*held[-1:], kind(str(usual)) if usual else NOBODY)[0])
            made.append(Deed(name, pose, verb.start, own, begin, verb.word, order))
    return _astride(read, made, met), moved


def _passive(read: Reading, verb: Token, doers: list[Token]) -> tuple[list[Token], Token]:
    """Who or what does what is told in the passive, and whom or what it is done to: "chased by two dogs", "wird von
    Hunden verfolgt", 被狗追, 犬に追われ. Others stay as they are, and it is done to nobody."""
    words, (first, *rest) = [one.word for one in read.clause_of(verb)], verb.word.split(" ")
    passive = verb.is_cjk or bool({*words} & {*table("passives")} or {words[0], *rest} & {*table("agents")})
    passive = passive or (read.language != "de" and first.endswith((*table("participles"),)))
    nouns = [one for one in read.tokens if one.sentence == verb.sentence and _is_noun(one) and not one.is_limb]
    acts = [one for one in read.clause_of(verb) if one in nouns or one.kind == "places"] if passive else []
    things = first.endswith((*table("participles"),)) or not {*words}.isdisjoint(table("passives"))
    things = things and verb.term.id in table("poses_to_others")
    by = [one for one in acts if (one.names or things) and _is_agent(read, one, verb)]
    done_to = next((one for one in (*doers, *nouns) if one not in (*by, NOBODY)), NOBODY)
    return (by, done_to) if by and verb.term.id not in table("poses_on_things") else (doers, NOBODY)


def _is_agent(read: Reading, one: Token, verb: Token) -> bool:
    """Whether nothing but what tells of somebody is between them and a word that makes them do what is told."""
    if read.japanese:
        passive = any(kana + "れ" in read.bare[verb.start : verb.end + 2] for kana in "わかがさたなばまら")
        return passive and one.at < verb.at and read.word(one, 1) == "に"
    agents, back = table("agents"), [(two, two.word.split(" ")[-1]) for two in reversed(read.tokens[: one.at])]
    back = [(two, word) for two, word in back if not describes(read, two)]  # "by a barking dog"
    ends = ((two, word) for two, word in back if two.names or two.kind in ("poses", *_NOUNS) or word in agents)
    (last, word), side = next(ends, (NOBODY, "")), read.language == "de" or (one.at < verb.at) == verb.is_cjk
    acts = any(two.kind == "poses" for two in read.tokens[one.at : verb.at])
    return side and not acts and last.clause == verb.clause and word in agents


def _order(read: Reading, verb: Token, made: Sequence[Deed]) -> Literal["with", "after", ""]:
    """Whether words say that a deed goes on with the one before it ("while"), or comes after it."""
    between = read.bare[made[-1].at + len(made[-1].word) if made else 0 : verb.start]
    lead = next(one for one in read.tokens if one.sentence == verb.sentence)
    opens = made and lead.sentence == read.sentence(made[-1].at) and phrases("meanwhile").match(lead.word)
    if opens or phrases("meanwhile").search(between):
        return "with"
    return "after" if phrases("afterwards").search(between) else ""


class _Clauses:
    """A text clause by clause: who or what a verb is about. That is whom or what its clause names first, outside of "on
    the" and the like; else whom the clause before it was about, or nobody where it is a word that is not known."""

    def __init__(self, read: Reading, cast: Cast, met: list[Token]) -> None:
        self.read, self.cast = read, cast
        turned = {at for one in read.of("facings") for at in range(one.start, one.end)}
        camera = {match.start() for match in phrases("camera_named").finditer(read.bare)} - turned
        self.camera = {one.at for one in read.tokens if one.kind == "camera_moves" or one.start in camera}
        self.about = [] if met else [replace(NOBODY, names=cast.last[:1])]
        self.waiting: list[Token] = []  # named in clauses of the sentence that have no verb yet
        self.subject: list[Token] = []
        self.acted = False
        self.last = self.tail = NOBODY  # the noun before a verb, and what it wears

    def verbs(self) -> Iterator[tuple[Token, list[Token]]]:
        """The verbs in order, each with whom or what it is about."""
        for _, words in groupby(self.read.tokens, key=lambda one: one.clause):
            clause = [*words]
            self.waiting = [one for one in self.waiting if one.sentence == clause[0].sentence]
            self.subject, self.acted, self.last = [], False, NOBODY
            for one in clause:
                if one.at in self.camera:
                    self.subject, self.acted = [one], False
                elif one.kind == "poses" and not one.absent:
                    doers, before = self._doers(one, clause), self.read.word(one, -1)
                    stops = before in table("stops") or {two.at for two in doers} & self.camera
                    if not (stops or self.read.is_noun(one)):
                        yield one, doers
                elif one.kind == "places" and not (one.is_cjk or self.subject or self.read.is_aside(one)):
                    self.subject = [one] if self.read.phrase(one)[0] else []  # "the sea breaks"
                elif one.kind == "garments" and self.last is not NOBODY:
                    self.tail = one
                elif _is_noun(one):
                    self._name(one)
                    self.last = self.tail = one
            self.waiting += [one for one in self.subject if one.names and not self.acted]

    def _between(self, one: Token) -> set[str]:
        return {two.word for two in self.read.tokens[self.tail.at + 1 : one.at] if two.kind != "tints"}

    def _name(self, one: Token) -> None:
        """Tell whether a noun is what its clause is about."""
        joins = self.last in self.subject and self._between(one) <= {*table("joining"), *table("determiners")}
        joins = joins and (one.is_alive or not self._between(one) & {*table("worn_with")})  # "with a suitcase"
        if one.is_cjk and self.read.word(one, 1) in table("subject_marks"):
            self.subject, self.acted = [one], False
        elif self.acted:
            self.waiting = [one] if one.names and self.read.phrase(one)[1] in table("joining") else self.waiting
        elif joins or (one.is_cjk and self.subject and self.read.word(self.subject[-1], 1) in table("joining")):
            self.subject = [*self.subject, one]
        elif not any(two.names for two in self.subject) and (one.names or not self.subject):
            self.subject = self.subject if self.read.is_aside(one) else [one]

    def _doers(self, verb: Token, clause: list[Token]) -> list[Token]:
        read, after = self.read, [one for one in clause if one.at > verb.at]
        nouns = [one for one in after if _is_noun(one)][:1]
        participle = verb.word.split(" ")[0].endswith(PARTICIPLES) and not verb.is_cjk
        if describes(read, verb):
            return [one for one in nouns if one.at - verb.at <= 2]
        marks = table("attributive_ja") if read.japanese else ("的",)
        own = not (read.japanese or self.acted or read.word(verb, -1) in table("asides"))
        own = own and any(one.names for one in self.subject)  # 妈妈看着窗外的孩子
        for one in [two for two in after if two.names][: verb.is_cjk and not own]:  # 本を読む女性, 戴眼镜的老人
            between = any(two.kind == "poses" for two in read.tokens[verb.at + 1 : one.at])
            if read.bare[one.start - 1] in marks and one.start - verb.end < 16 and not between:
                return [one]
        if told := self._behind(verb, after):
            self.subject, self.acted, self.waiting = [told], True, []
            return self.subject
        if self.last not in self.subject and self._follows(verb, participle=participle):
            if not self.last.names:
                return [self.last]
            self.subject = [self.last]
        self.about = self.subject = self.subject or self._carried(verb, clause, after)
        self.acted, self.waiting = not {one.at for one in self.subject} & self.camera, []
        return self.subject

    def _behind(self, verb: Token, after: list[Token]) -> Token | None:
        """Whom or what a Spanish verb is about that stands behind it: "entra un cartero", "saltan chispas"."""
        noun = next((one for one in after if _is_noun(one) and not one.is_limb and one.at < verb.at + 6), NOBODY)
        if self.read.language != "es" or noun is NOBODY or verb.term.id in table("poses_with_things"):
            return None
        words = self.read.tokens[verb.at + 1 : noun.at]
        led = {two.word for two in words if two.kind not in LIKE}
        named = noun.names and led and led <= {*table("determiners")} - {"a"}
        return noun if named or (verb.word[-1] == "n" and not words) else None

    def _follows(self, verb: Token, *, participle: bool) -> bool:
        """Whether a verb is about the noun right before it: "to a man reading", "a man who", "and the dog barks"."""
        between, last = self._between(verb), self.last
        plain = all(word in (*table("relatives"), *table("objects")) or word.endswith("ly") for word in between)
        own = (participle and (last.names or self.acted)) or (last.names and not self.read.is_aside(last))
        return bool(plain and (own or between & _RELATIVES)) and last is not NOBODY and not verb.is_cjk

    def _carried(self, verb: Token, clause: list[Token], after: list[Token]) -> list[Token]:
        """Whom a verb is about whose clause has named nobody: nobody where a word that is not known is before it, who
        stands right behind it, else who was named in the sentence, acted last, or is named anywhere."""
        read, before = self.read, [one for one in clause if one.at < verb.at]
        plain = {*table("plain_words"), *table("determiners"), *table("relatives")}
        if read.japanese and before and before[-1].word == "が" and not (before[-2:] or before)[0].kind:
            return [NOBODY]  # 粉が舞う
        for word in before[-1:] if read.language == "en" and not self.acted else ():
            known = word.kind not in ("", *SET) and before[0].word not in table("determiners")
            if not (known or word.word in plain or word.word.endswith(("ly", "ing"))):
                return [NOBODY]
        if clause[0].word in _RELATIVES:  # ", who falls"
            return [one for one in read.tokens if one.names and one.at < clause[0].at][-1:] or [NOBODY]
        led = any(word.word not in (*table("relatives"), *table("joining")) for word in before)
        for one in [one for one in after[:2] if _is_noun(one)] if led else ():
            if one is after[0] or after[0].word in table("determiners"):
                return [one]
        said = [one for one in self.about if one.at not in self.camera]
        named = [one for one in read.tokens if one.names and (one.at < verb.at or one.sentence == verb.sentence)]
        return self.waiting or said or named[:1] or [NOBODY]


def _is_noun(one: Token) -> bool:
    return not one.absent and (bool(one.names) or (one.kind in _NOUNS and not is_actor(one.term)))


def _done(read: Reading, verb: Token, told: Roles, who: Member, cast: Cast) -> tuple[Pose, Roles]:
    """A verb's pose for somebody, and what they do it with: a violinist plays the violin, a striker shoots a ball."""
    other, word = table("poses_by").get(verb.term.id, {}), cast.words[who.name]
    animal = cast.members[told.toward].kind if told.toward else ""
    clause, implied = read.clause_of(verb), table("implied_tools").get(verb.word, "")
    start = max((one.at for one in clause if one.kind == "poses" and one.at < verb.at), default=-1)
    near, said = [one for one in clause if one.at > start], read.bare[clause[0].start : clause[-1].end]
    rises, speed, riders = verb.term.id in ("climb", "descend"), getattr(verb.term, "speed", 0.0), table("riders")
    goes = [way for way in ("down", "up") if phrases(f"goes_{way}").search(said)]
    ways = [way for one in near for way in [table("slopes").get(one.word) or table("slopes").get(one.term.id)] if way]
    for way in ways[:1] if rises or (goes and speed) else ():
        down = verb.term.id == "descend" or goes[:1] == ["down"]
        return lexicon.POSES["descend" if down else "climb"], told._replace(thing=kind(way), where=NOBODY)
    for on in [one for one in ("back", "shoulders") if phrases(f"on_{one}").search(said)][:1]:
        if borne := table("borne").get(verb.term.id):
            others = [one.names[0] for one in read.tokens if one.names and who.name not in one.names]
            to = told.toward or (others[-1] if others and told.thing is NOBODY else "")
            return lexicon.POSES[borne], told._replace(where=kind(on), toward=to)
    mounts = {*riders.values()}
    there = read.of("things") if rises else near  # "A taxi pulls in. A woman gets out."
    kinds = [one.term.kind for one in there if isinstance(one.term, Thing) and one.term.id not in mounts]
    by = (one for one in (word, who.kind, told.thing.term.id, animal, *kinds) if one in other)
    pose = lexicon.POSES[other.get(next(by, ""), verb.term.id)]
    if not implied and (pose.id == "descend" or (pose.id == "climb" and verb.word in table("weak_climbs"))):
        pose = lexicon.POSES["walk"]
    worn = [one for one in near if one.kind == "garments" and (one.at > verb.at or verb.is_cjk)]
    ids = [*(one.term.id for one in read.find(lexicon.GARMENTS, verb.word)), *(one.term.id for one in worn)]
    new = any({*read.phrase(one)[0]} & {*table("indefinite")} for one in worn)  # "pulls out a mask"
    own = pose.id in ("dress", "undress") or (pose.id in table("takes_off") and told.thing is NOBODY and not new)
    if ids and own and who.person and not told.toward:
        pose = pose if pose.id == "dress" else lexicon.POSES["undress"]
        if ids[0] not in {one.kind for one in who.clothes}:
            cast.change(who.name, clothes=(*who.clothes, Garment(kind=ids[0])))
        return pose, told._replace(thing=kind(ids[0]), where=NOBODY)
    if told.thing is NOBODY and pose.id in ("light", "leap", "pull"):
        return pose, told._replace(thing=told.where)
    if pose.id in ("walk", "run", "ride", "drive") or (pose.id == "climb" and animal):
        rides = pose.id in ("ride", "climb")
        named = [one for one in told[:3] if one is not NOBODY and (rides or one.term.id in mounts)]
        known = [one.label or one.term.id for one in named if rides or pose.id == "drive"]
        known += [kind for kind in (animal, implied) if who.person and kind in mounts]
        known += [*filter(None, (riders.get(word), riders.get(who.kind)))] if rides else []
        if known := sorted(known, key=lambda kind: kind not in mounts):  # a surfboard, not a wave
            toward = told.toward if animal not in mounts else ""
            return lexicon.POSES["ride"], told._replace(thing=kind(known[0]), toward=toward)
        return lexicon.POSES["stand" if pose.id == "ride" else pose.id], told
    tool = table("tools").get(verb.word) or table("tools").get(pose.id)
    if told.tool is NOBODY and tool and not (pose.id == "clean" and told.thing.term.id == "tool"):
        told = told._replace(tool=kind(tool))  # not "sweeps a metal detector over the sand"
    return pose, told


def _astride(read: Reading, made: list[Deed], met: Sequence[Token]) -> list[Deed]:
    """Deeds with those who ride without a verb for it: "a courier on a motorcycle"."""
    busy = {one.name for one in made if one.pose.id in table("body_poses") and one.pose.id not in ("walk", "run")}
    rides = list[Deed]()
    for one in [one for one in read.of("things") if one.term.id in table("riders").values()]:
        words, before = read.phrase(one)
        ridden = read.word(one, 1) == "で" if one.is_cjk else before in table("astride")
        under = read.beside(one, -len(words) - 2) if ridden else None
        goes = [two for two in made if ridden and read.clause(two.at) == one.clause and two.pose.id in ("walk", "run")]
        names = ({name for who in met if who is under for name in who.names} or {two.name for two in goes}) - busy
        rides += [Deed(name, lexicon.POSES["ride"], one.start, Roles(kind(one.term.id)), None, " ") for name in names]
    gone = {one.name for one in rides}
    return [*rides, *(one for one in made if one.name not in gone or one.pose.id not in ("walk", "run"))]


def kept(made: list[Deed], cast: Cast, names: Iterable[str], *, moved: bool) -> list[Deed]:
    """The same with how somebody sat, knelt or lay in the shot before, where nothing else is told of their body and the
    place has not ``moved``."""
    postures = {} if moved else dict(cast.postures)
    for name in names:
        told = [one for one in made if one.name == name and one.pose.id in (*table("body_poses"), *table("gets_up"))]
        if told and (rest := table("postures").get(told[-1].pose.id)):
            thing = told[-1].roles.thing
            postures[name] = lexicon.POSES[rest], "" if thing is NOBODY else _kind_of(thing)
        elif told:
            postures.pop(name, None)
        elif name in postures:
            made = [Deed(name, postures[name][0], 0, Roles(kind(postures[name][1]))), *made]
    cast.postures = postures
    return made


def _kind_of(thing: Token) -> str:
    return thing.label if thing.at < 0 else str(getattr(thing.term, "id", "") or thing.label)


def presences(
    read: Reading, there: Mapping[str, Token], acts: dict[str, tuple[Action, ...]], to: dict[str, str], hands: set[str]
) -> tuple[Presence, ...]:
    """Everybody who is ``there`` by where they are named first, with place, facing and actions; who speaks faces whom
    they speak to, and who listens faces the speaker; of some the ``hands`` are seen."""
    near = _near(read)
    made: list[Presence] = []
    for name, who in there.items():
        side, depth = placed(read, who)
        facing = [one.term.id for one in read.of("facings") if one.sentence == who.sentence] + [to.get(name, "")]
        facing += [other for other in there if to and other != name]
        part = who.part if who.names[:1] == [name] and (near or name == who.part) else ""
        part = part or "hands" * (name in hands)
        looks, does = next(filter(None, facing), ""), acts.get(name, ())
        made.append(Presence(name=name, part=part, side=side, depth=depth, facing=looks, actions=does))
    return tuple(made)


def _near(read: Reading) -> list[Token]:
    return [one for one in read.of("shot_sizes") if one.term.id in table("close_sizes")]


def by_hands(read: Reading, made: Sequence[Deed], cast: Cast) -> set[str]:
    """Whose hands are seen in a near picture: it is of what can be in a hand ("close-up of the key"), or something is
    done with a thing in it, and it is not said to be of somebody or of a face ("close-up: she opens a letter")."""
    near = _near(read)
    of = any(one.names and one.clause in {size.clause for size in near} for one in read.tokens)
    of = of or not near or any(one.part == "face" and not one.absent for one in read.tokens)
    of = of or any(one.pose.id in table("by_face") for one in made)
    told = [] if of else [one for one in made if one.pose.id in table("by_hand") and not one.roles.toward]
    found = {one.name for one in told if cast.members[one.name].person and any(map(is_handy, one.roles[:3]))}
    for size in near:
        nouns = (two for two in read.tokens if two.start >= size.end and two.sentence == size.sentence)
        first = next((two for two in nouns if two.kind in (*_NOUNS, "cast", "names", "pronouns", "poses")), NOBODY)
        held = first.kind in _NOUNS[:2] and is_handy(first) and not first.is_alive
        found |= {name for one in read.tokens if held and one.sentence == size.sentence for name in one.names}
    return found


def placed(read: Reading, who: Token) -> tuple[Side, Depth]:
    """Where in the frame somebody or something is: in words about the noun before them in their clause, and about the
    person before that one, or else about the next noun."""
    places: list[str] = []
    for one in read.of("screen_sides"):
        nouns = [two for two in read.tokens if two.sentence == one.sentence and (two.names or two.kind in _NOUNS[:2])]
        before = [two for two in nouns if two.at < one.at and two.clause == one.clause]
        after = [two for two in nouns if two.at > one.at]
        near = [*before[-1:], *[two for two in before if two.names][-1:]] or after[:1]
        places += [one.term.id] if who in near else []
    return next((one for one in _SIDES if one in places), ""), next((one for one in _DEPTHS if one in places), "")

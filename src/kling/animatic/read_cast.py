"""Who is in a shot, read from its words: people and animals by kind, name, sex, clothes and colours."""

from __future__ import annotations

from collections.abc import Sequence

from kling import lexicon
from kling.animatic.cast import SEVERAL, Cast, member_of
from kling.animatic.names import is_given, label_of, sex_of
from kling.animatic.read_roles import NOBODY
from kling.animatic.read_tokens import LIKE, NOUNS, OWNERS, SET, Token
from kling.animatic.reading import Reading
from kling.animatic.scene import Garment, Member, Sex
from kling.lexicon import Person, Pronoun, Thing, Tint, table
from kling.lexicon.pattern import phrases
from kling.lexicon.words import stem_of

_LIKE = ("", "pronouns", *LIKE)


def mentions(read: Reading, cast: Cast) -> list[Token]:
    """Who is named in a text, in order; new members join the cast."""
    met: list[Token] = []
    spoken = [(one.end, one.outro) for one in read.quotes] + [(one.intro, one.start) for one in read.quotes]
    told = 0
    for one in [one for one in read.tokens if not (one.absent or one.is_limb)]:
        if one.sentence > told:  # "… wears a red coat. … The one in red"
            told = one.sentence
            clothe(read, cast, met, told)
        if one.kind == "references":
            one.names = [_shown(one, cast)]
        elif isinstance(one.term, Pronoun):
            one.names = _meant(read, one, one.term, cast, met)
        elif one.kind == "names":
            if read.said(one) in cast.members or not any(start <= one.start < end for start, end in spoken):
                one.names = _called(read, one, cast, met)  # who is named beside a line alone is left to the lines
        elif one.is_alive:
            one.names = _somebody(read, one, cast, met)
        elif one.kind == "poses" and met and met[-1].sentence == one.sentence and len(met[-1].names) == 1:
            who = cast.members[met[-1].names[0]]  # "lights his pipe", "brushes her hair"
            own = next((sex_of(word) for word in one.word.split(" ")[1:] if word in table("possessives")), "")
            cast.change(who.name, sex=who.sex or own) if who.person else None
        elif one.kind in ("screen_sides", "facings"):  # "behind her"
            for sex in filter(None, (own.term.sex for own in read.find(lexicon.PRONOUNS, one.word))):
                cast.of_sex(sex, [name for who in met for name in who.names * (not who.names[1:])])
        if one.names:
            met.append(one)
            cast.last = [*dict.fromkeys([*one.names, *cast.last])]
            if one.reference and len(one.names) == 1 and not cast.members[one.names[0]].reference:
                cast.change(one.names[0], reference=one.reference)
    limbs = [one for one in read.tokens if one.is_limb and not one.absent]
    return [*met, *(one for one in limbs if _in_part(read, one, cast, met))]


def _called(read: Reading, one: Token, cast: Cast, met: list[Token]) -> list[str]:
    """Somebody by name; a name right after a trade is theirs: "the baker, Tomás"."""
    name, first, sex = read.said(one), read.beside(one, -1), sex_of(one.word)
    if known := [own for own in cast.members if own.lower() == name.lower()]:
        cast.change(known[0], age=one.age or cast.members[known[0]].age)
        return known
    if first and first.names and first.kind == "names":  # "Lena Ortiz"
        return first.names
    if first and first.word in table("called") and read.word(one, -2) not in cast.words.values():
        return []  # a ship's
    who = met[-1] if met and met[-1].kind in ("cast", "things") and len(met[-1].names) == 1 else None
    led = {two.word for two in read.tokens[who.at + 1 : one.at]} <= {*table("called"), "の"} if who else False
    if who and led and not is_given(who.names[0]):
        old = cast.members[who.names[0]]
        cast.change(old.name, sex=sex or old.sex)
        cast.rename(old.name, name, met)
        return [*who.names]
    return [cast.add(Member.model_validate({"name": name, "sex": sex, "age": one.age or "adult"})).name]


def _meant(read: Reading, one: Token, term: Pronoun, cast: Cast, met: list[Token]) -> list[str]:
    """Whom a pronoun means; "her" before a noun names nobody, and yet tells a sex."""
    after = read.beside(one, 1)
    acts = after is not None and after.kind == "poses"
    known = [name for name in cast.last if cast.members[name].person]
    acting = any(other.kind in ("poses", "garments") for other in read.tokens[one.at + 1 :][: 12 if one.is_cjk else 4])
    first = not any(other.kind in NOUNS for other in read.tokens[: one.at])
    if not term.sex:
        group = next((who.names for who in reversed(met) if len(who.names) > 1), [])
        left = [name for name in group if not any(who.names == [name] for who in met)]
        some = left or [name for name in known if term.id != "other" or name != _subject(cast, met)] or known
        wears = {*table("wears"), *table("worn_with")}
        told = acts or " " in one.word or after is None or after.word.split(" ")[0] in wears or one.is_cjk
        few = {"they": known[:2], "one": some[: bool(told)], "other": some[: after is None or after.kind != "cast"]}
        few |= {"left": group[:1], "middle": group[1:-1][:1], "right": group[1:][-1:]}
        pair = not known and (one.word in table("pairs") or (term.id == "they" and acting and first))
        new = Member(name="person", sex=sex_of(one.word))
        return [cast.add(new).name for _ in range(2)] if pair else few.get(term.id, [])
    own = [who for who in met if who.clause == one.clause][: one.word in ("him", "her") or read.is_object(one)]
    member = cast.of_sex(term.sex, [name for who in met if who not in own for name in who.names * (not who.names[1:])])
    noun = after is not None and after.kind in NOUNS - {"pronouns"} and after.word[0] != "一"  # 递给她一杯茶
    owns = after is not None and (noun or not (acts or after.word in (*table("plain_words"), *table("determiners"))))
    owned = read.beside(one, 2) if after is not None and after.word in ("的", "の") else None
    owned_by = owned is not None and owned.is_alive and not owned.is_limb  # 彼の母
    if owned_by or one.word == "his" or (owns and (one.word == "her" or noun)):
        return []
    if member:
        return [member.name]
    others = [who for who in read.tokens if who.kind == "cast" and _sex(read, who) in (term.sex, "")]
    later = any(who.at > one.at and "the" in read.phrase(who)[0] and not read.is_aside(who) for who in others)
    if later or (read.language in table("gendered") and not (acting or first)):
        return []  # a thing, or who is named after it: "She … The ballerina …"
    owner = next((who for who in others if who.at < one.at and who.word.endswith(OWNERS)), None)
    new = member_of(owner.term, stem_of(owner.word), term.sex, "") if owner else Member(name="person", sex=term.sex)
    return [cast.add(new).name]


def _subject(cast: Cast, met: list[Token]) -> str:
    """Who is named first in the last sentence."""
    return next((who.names[0] for who in met if who.sentence == met[-1].sentence), "") or next(iter(cast.last), "")


def _shown(one: Token, cast: Cast) -> str:
    """Whom a picture or element shows of whom nothing else tells but what its user calls it."""
    known = next((who.name for who in cast.members.values() if who.reference == one.reference), "")
    called = one.term if isinstance(one.term, Person | Thing) else lexicon.CAST["person"]
    return known or cast.add(member_of(called, one.word, "", "").model_copy(update={"name": one.word})).name


def _somebody(read: Reading, one: Token, cast: Cast, met: list[Token]) -> list[str]:
    """Whom a noun means: who was named right before it, somebody of the cast, else somebody new."""
    term, word, phrase = one.term, label_of(stem_of(one.word).lstrip("的")), {*read.phrase(one)[0]}
    assert isinstance(term, Person | Thing)  # noqa: S101 - nothing else is alive
    if met and _same(read, met[-1], one, cast):
        (name,) = met[-1].names
        cast.learn(name, term, one.age)
        return met[-1].names
    new, definite = bool(phrase & {*table("indefinite")}), bool(phrase & {*table("definite")})
    member = member_of(term, word, _sex(read, one), one.age)
    group = term.count if isinstance(term, Person) and f"{one.word}s" not in term.words("en") else 1
    plural = read.is_plural(one) or (read.language == "de" and "die" in phrase and member.sex == "m")
    many = 2 if "twin" in (*phrase, one.word.split(" ")[0]) else SEVERAL
    count = one.count or (group if group > 1 else many if plural else 1)
    if count > 1:
        every = read.word(one, -2) in table("everybody") or read.word(one, -1) in table("everybody")
        return cast.several(member, term, word, count, told=bool(one.count) or new, every=every)
    shown = [who for who in cast.members.values() if one.reference and who.reference == one.reference]
    dressed = cast.dressed(member.sex, *_worn_by(read, one)) if definite or one.is_cjk else []
    before, side, others = read.beside(one, -1), read.beside(one, -2), list[Member]()
    if before and before.term.id == "other":  # "the other cowboy"
        alike = [*cast.alike(term, word, member.sex, ""), *cast.last]
        others = [cast.members[name] for name in alike if name != _subject(cast, met)][:1]
    found = next(iter((*others, *shown, *_of_group(read, one, cast, met), *dressed)), None)
    owned = (phrase | {read.word(one, -1)}) & {*table("possessives")}
    pair = {cast.members[name].sex for name in cast.grouped if cast.members[name].kind == "couple"}
    own = (side and side.kind == "screen_sides") or (word in table("spouses") and member.sex in pair)
    owned = set() if own else owned  # "左边的男生" is nobody's; "her husband" is of the couple
    again = one.is_cjk and met and met[-1].word == one.word and read.word(met[-1], 1) in table("joining")  # 剣士と…剣士
    added = others or again or phrase & {*table("others")} or (owned and word not in cast.words.values())
    if not (found or added):
        found = cast.meant(term, word, member.sex, one.age, definite=definite)
        met_before = found and (found.name in cast.grouped or any(found.name in who.names for who in met))
        found = None if found and ((new and met_before) or (found.reference and (new or one.reference))) else found
        found = None if found and _is_dressed_otherwise(read, one, found) else found
    if not found:
        return [cast.add(member, word).name]
    cast.learn(found.name, term, one.age)
    told = found.name in cast.grouped and found not in (*others, *dressed)
    return [cast.claim(found.name, word, met) if told else found.name]


def _is_dressed_otherwise(read: Reading, one: Token, known: Member) -> bool:
    """Whether a mention has a garment of another colour than somebody is known to wear."""
    worn = {(two.term.id, two.colour) for two in read.tokens[max(0, one.at - 2) : one.at] if two.kind == "garments"}
    told = [(it, colour) for it in known.clothes for kind, colour in worn if it.kind == kind]
    return any(it.colour and colour not in ("", it.colour) for it, colour in told)


def _worn_by(read: Reading, one: Token) -> tuple[set[tuple[str, str]], set[str]]:
    """Garments with their colours, and colours that tell somebody apart: "the man in black", "the poncho man"."""
    near = [two for two in read.tokens[max(0, one.at - 1) : one.at + 5] if two.clause == one.clause]
    tints = {two.term.code for two in near if read.word(one, 1) in table("wears") and isinstance(two.term, Tint)}
    return set() if tints else {(two.term.id, two.colour) for two in near if two.kind == "garments"}, tints


def _of_group(read: Reading, one: Token, cast: Cast, met: list[Token]) -> list[Member]:
    """One of several who are told one by one in their sentence: "two chess players, a nun and a biker"."""
    others = [who for who in read.of("cast") if who.sentence == one.sentence and not who.is_limb]
    groups = [who for who in met if who.sentence == one.sentence and read.bare[who.end : who.end + 1] in (*",，、:：",)]
    left = [name for who in groups for name in who.names if name in cast.grouped]
    return [cast.members[name] for name in left[:1] if len(others) > len(left)]


def _same(read: Reading, before: Token, one: Token, cast: Cast) -> bool:
    """Whether a word tells who somebody is that was named right before it: "she is a nurse", 漁師の男."""
    member, between = cast.members[before.names[0]], read.bare[before.end : one.start]
    general = one.term.id in table("general_cast")
    if not isinstance(one.term, Person) or len(before.names) > 1:
        return False
    if between in ("", " ", "の"):
        return before.kind != "names" and (between != "の" or general or member.kind in table("general_cast"))
    apposed = bool(phrases("apposed").fullmatch(between))
    if before.kind == "cast":  # "the driver, a young woman"
        words, lead = read.phrase(before)
        told = {*words, lead} & {*table("definite"), *table("possessives")}
        apposed = apposed and between.lstrip()[0] in ",(–—" and bool(told)
        return apposed and (general or before.term.id == "civilian") and {one.term.sex, member.sex} != {"f", "m"}
    return apposed and (before.kind != "pronouns" or bool(phrases("copula").match(between)) or " of " in before.word)


def _sex(read: Reading, one: Token) -> Sex:
    """The sex of somebody: of the word itself, of the one before it, of its ending."""
    if not isinstance(one.term, Person) or one.term.count > 1:
        return ""
    before, own = read.word(one, -1), sex_of(stem_of(one.word)) or one.term.sex
    near = "" if before in table("possessives") or one.term.count > 1 else sex_of(before)
    told = (near or own) if one.is_cjk else (own or near)
    endings: dict[str, Sex] = table("sex_endings").get(read.language, {}) if one.term.count == 1 else {}
    return told or next((sex for ending, sex in endings.items() if one.word.partition(" d")[0].endswith(ending)), "")


def _in_part(read: Reading, one: Token, cast: Cast, met: list[Token]) -> bool:
    """Whether a part of a body is somebody's whom nothing else names; else it is of whoever is named nearest, and seen
    of them alone where the size is of it ("close-up of her hands") or they are only its owner."""
    owner, part = read.word(one, -1), getattr(one.term, "part", "")
    sex = sex_of(owner) if owner in table("possessives") else ""
    people = [who for who in met if len(who.names) == 1 and {sex, cast.members[who.names[0]].sex} != {"f", "m"}]
    for near in sorted(people, key=lambda who: (who.sentence != one.sentence, abs(who.start - one.start)))[:1]:
        told = [who for who in met if who.names == near.names]
        sizes, goes = read.of("shot_sizes"), [two for two in read.of("camera_moves") if two.clause == one.clause]
        shown = any(_joined(read, one, size, table("asides")) for size in sizes)
        alone = len(told) == 1 and not any(two.at < one.at for two in goes)  # not "tilt up to her face"
        shown = shown or (alone and _joined(read, one, near, ("of", "de", "del")))
        told[0].part, one.names = told[0].part or (part if shown else ""), near.names
        return False
    known = [name for name in cast.last if cast.members[name].person and sex in ("", cast.members[name].sex)]
    if (met and not sex) or (not known and (met or owner == "its" or not part)):  # hair alone is nobody
        return False
    own = {"name": part, "kind": one.term.id, "sex": sex, "age": one.age or "adult"}
    one.names, one.part = known[:1] or [cast.add(Member.model_validate(own)).name], part
    return True


def _joined(read: Reading, one: Token, other: Token, links: Sequence[str]) -> bool:
    """Whether nothing stands between two nouns but what they are like, and prepositions of ``links`` alone."""
    low, high = sorted((one.at, other.at))
    between = read.tokens[low + 1 : high]
    like = all(two.kind in _LIKE or two.word.endswith(OWNERS) for two in between)
    return like and one.clause == other.clause and not {two.word for two in between} & {*table("asides")} - {*links}


def clothe(read: Reading, cast: Cast, met: list[Token], until: int = 1 << 30) -> None:
    """Give the cast their clothes and colours that are told before the sentence ``until``: each belongs to whoever is
    named last before it in its sentence."""
    worn = [(one, one.term.id) for one in read.of("garments") if one.sentence < until]
    for one in [one for one in read.loose if one.sentence < until]:  # "blonde", "in red", 黑衣
        whole = _is_worn(read, one) or read.bare[one.end : one.end + 1] in table("clad")
        worn[:0] = [(one, "hair" if one.term.id in ("blonde", "ginger") else "all" if whole else "")]
    told = [(name, kind, one) for one, kind in worn if kind for name in _owners(read, cast, met, one)]
    told += [(name, "", one) for one in met if one.kind == "things" and one.colour for name in one.names]
    for name, kind, one in told:
        member = cast.members[name]
        if one.word in table("worn_by_women") and not member.sex:
            cast.change(name, sex="f")
        if kind in ("", "hair"):
            cast.change(name, **{kind or "colour": one.colour or member.hair})
            continue
        if kind == "all":
            kind = table("usual_clothes").get(member.kind) or ("dress" if member.sex == "f" else "suit")
        kind = member.dress if kind == "suit" and member.dress.endswith("suit") else kind  # an astronaut's
        known = {two.kind: two for two in member.clothes}
        known[kind] = Garment(kind=kind, colour=one.colour or (known[kind].colour if kind in known else ""))
        cast.change(name, clothes=tuple(known.values()))


def _is_worn(read: Reading, one: Token) -> bool:
    """Whether a colour of no noun is worn: "in red", not "in red sand", "en arena roja"."""
    (words, before), after, behind = read.phrase(one), read.beside(one), read.language in table("colours_after")
    if after is None or behind or one.is_cjk:
        return before in table("wears") and not (behind and {*words} - {*table("determiners")})
    verb = after.kind == "poses" or after.word.endswith(("s", "ed", "ing", "ly")) or after.word in read.edges
    noun = read.said(after)[0].isupper() if read.language == "de" else not (verb or after.word in table("plain_words"))
    return before in table("wears") and not (noun or after.kind in SET or lexicon.LIGHT_WORDS.find(after.word))


def _owners(read: Reading, cast: Cast, met: list[Token], one: Token) -> list[str]:
    """Who wears something: whom a の or 的 leads to, else who is named last before it in its sentence, else, of what
    is worn and not only seen, who is named first after it."""
    before = [who for who in met if who.start <= one.start and who.sentence == one.sentence]
    after = [who for who in met if who.start >= one.end and who.sentence == one.sentence]
    near = after and after[0].start - one.end <= 1 and after[0].clause == one.clause  # "the bald man"
    leads = after and after[0].is_cjk and phrases("leads_to_wearer").fullmatch(read.bare, one.end, after[0].start)
    if near or leads:
        return after[0].names  # 红衣女子, 赤いコートの女性
    if before or not after:
        (*others, last), women = _listed(read, before, one) or [NOBODY], one.term.id in table("worn_by_women")
        names = [name for who in others for name in who.names]  # of "a man and two girls in dresses" not him
        return [*(name for name in names if not (women and cast.members[name].sex == "m")), *last.names]
    worn = read.phrase(one)[1] in (*table("wears"), *table("joining"))
    return after[0].names if worn or after[0].clause == one.clause else []


def _listed(read: Reading, before: list[Token], one: Token) -> list[Token]:
    """Who is named last before a garment, with all in a list before them where it is not of one alone: "a surgeon and
    two nurses in masks"."""
    joins, (words, lead) = {*table("joining")} - {*table("worn_with")}, read.phrase(one)
    alone = {lead, *words} & {*table("indefinite"), *table("singular"), *table("definite")}
    among, listed = {*table("determiners"), *table("measures"), *table("indefinite"), *joins}, before[-1:]
    for who in before[-2::-1] if not alone else ():
        said = {two.word for two in read.tokens[who.at + 1 : listed[0].at] if two.kind not in LIKE}
        if not (said <= among and (listed[1:] or said & joins)):
            break
        listed = [who, *listed]
    return listed

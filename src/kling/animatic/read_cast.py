"""Who is in a shot, read from its words: people and animals by kind, name, sex, clothes and colours; and what a user's
own pictures show: the noun beside a picture's token tells, else what its user calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kling import lexicon
from kling.animatic.cast import SEVERAL, Cast, member_of
from kling.animatic.names import label_of, sex_of
from kling.animatic.read_tokens import LIKE, NOUNS, OWNERS, Token, is_actor
from kling.animatic.reading import Reading
from kling.animatic.scene import Garment, Member, Sex, plain
from kling.api.body import Body
from kling.lexicon import Person, Pronoun, Thing, Tint, table
from kling.lexicon.pattern import phrases
from kling.lexicon.words import stem_of

_CALLED = (lexicon.CAST, lexicon.PRONOUNS, lexicon.THINGS, lexicon.OBJECTS, lexicon.GARMENTS, lexicon.PLACES)
_APART = Token("", 0, 0, 0, 0, "places")
"""What pictures show that stand for nobody and nothing: a place, a style, something worn."""


def tie(read: Reading, body: Body, cast: Cast, names: Mapping[str, str]) -> None:
    """Tie each picture and element to the noun beside its token, else to what its user calls it, else to somebody; what
    it was tied to before it shows again."""
    frames = {f"image_{n}" for n, one in enumerate(body.images, 1) if one.type in ("first_frame", "end_frame")}
    apart = {"places"} | {"garments" for who in read.tokens if who.is_alive}
    for one in [one for one in read.tokens if one.kind == "references"]:
        name, noun = one.reference, _beside(read, one)
        known = name in cast.shown or any(member.reference == name for member in cast.members.values())
        shown = noun or cast.shown.get(name) or (None if known else _as_named(read, one, names.get(name, "")))
        one.word = names.get(name) or plain(name)
        aside = shown is not None and (shown.kind in apart or shown.word in table("pictured_apart"))
        somebody = shown is not None and (shown.is_alive or shown.kind == "pronouns")
        one.absent = aside or noun is not None or name in frames or not name.startswith(("image", "element"))
        if shown and not somebody:
            cast.shown.setdefault(name, _APART if aside else shown)
        if noun and not aside:
            noun.reference = name
        elif shown and not aside:
            one.term, one.kind = shown.term, one.kind if somebody else shown.kind


def _beside(read: Reading, one: Token) -> Token | None:
    """The noun right before a token ("the woman from @her"), else right after it ("@ginger is the cat")."""
    at, end = one.at - 1, one.at + 1
    while at > 0 and read.tokens[at].word in table("pictured_before"):
        at -= 1
    while read.tokens[end:] and read.tokens[end].word in table("pictured_after"):
        end += 1
    noun, links = read.tokens[max(0, at)], {two.word for two in read.tokens[at + 1 : one.at]}
    if links & {*table("pictured_in")} and {*read.phrase(noun)[0]}.isdisjoint(table("definite")):
        return _APART  # "a woman in @dress", not "the woman in @her"
    if at >= 0 and noun.sentence == one.sentence and _is_shown(noun):
        return noun
    led = end > one.at + 1
    near = read.tokens[end : end + 3] if led else read.tokens[end : end + 1]  # "@ginger is the old cat"
    near = [] if led and read.tokens[end - 1].word in table("pictured_verbs") else near
    return next((noun for noun in near if _is_shown(noun) and (led or noun.is_alive)), None)


def _is_shown(one: Token) -> bool:
    return not one.absent and (one.is_alive or one.kind in NOUNS or one.word in table("pictured_apart"))


def _as_named(read: Reading, one: Token, name: str) -> Token | None:
    """What a user's own name for a picture tells: ``@cat``, ``@her``, ``@old_man``, ``@style``; something where
    somebody does something with it."""
    words = name.lstrip("@").replace("_", " ").replace("-", " ").rstrip("0123456789 ").lower()
    verb, before = read.beside(one, 1), read.beside(one, -1)
    acts = verb.kind == "poses" and verb.term.id not in table("pictured_rests")
    told = [(kind.name, it.term) for kind in _CALLED for it in kind.find(words) if it.end == len(words)]
    told = [(kind, term) for kind, term in told if not (acts and kind in ("things", "objects") and not is_actor(term))]
    if told or words in table("pictured_apart"):  # "@smoke watches" is somebody
        return Token(words, 0, 0, 0, 0, *told[0]) if told else _APART
    used = before.word and (before.term.id in table("poses_with_things") or before.word in table("pictured_under"))
    return Token(words, 0, 0, 0, 0, "objects") if used else None


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
            if not any(start <= one.start < end for start, end in spoken):
                one.names = _called(read, one, cast, met)  # who is named beside a line alone is left to the lines
        elif one.is_alive:
            one.names = _somebody(read, one, cast, met)
        elif one.kind in ("poses", "screen_sides", "facings"):  # "lights her pipe", "behind her"
            sexes = [table("sexes").get(word, "") for word in one.word.split(" ")[1:]]
            for sex in filter(None, [*sexes, *(it.term.sex for it in read.find(lexicon.PRONOUNS, one.word))]):
                cast.of_sex(sex, _each(met))
        if one.names:
            met.append(one)
            cast.last = [*dict.fromkeys([*one.names, *cast.last])]
            if one.reference:
                cast.change(one.names[0], reference=one.reference)
    return [*met, *(one for one in read.tokens if one.is_limb and not one.absent and _in_part(read, one, cast, met))]


def _each(met: Sequence[Token]) -> list[str]:
    """Who is named alone."""
    return [who.names[0] for who in met if len(who.names) == 1]


def _called(read: Reading, one: Token, cast: Cast, met: list[Token]) -> list[str]:
    """Somebody by name; a name right after a trade is theirs: "the baker, Tomás"."""
    name, first, sex = read.said(one), read.beside(one, -1), sex_of(one.word)
    if known := [own for own in cast.members if own.lower() == name.lower()]:
        return known
    if first.kind == "names":  # "Lena Ortiz"
        return first.names
    for who in [who for who in met[-1:] if who.kind in ("cast", "things")]:
        if {two.word for two in read.tokens[who.at + 1 : one.at]} <= {*table("called"), "の"}:
            cast.change(who.names[0], sex=sex or cast.members[who.names[0]].sex)
            cast.rename(who.names[0], name, met)
            return [*who.names]
    new = {"name": name, "sex": sex, "age": one.age or "adult"}  # not a ship's
    return [cast.add(Member.model_validate(new)).name] if first.word not in table("called") else []


def _meant(read: Reading, one: Token, term: Pronoun, cast: Cast, met: list[Token]) -> list[str]:
    """Whom a pronoun means; "her" before a noun names nobody, and yet tells a sex."""
    after, rest = read.beside(one, 1), read.tokens[one.at + 1 :][: 12 if one.is_cjk else 4]
    acts, word = after.kind == "poses" or not after.word, after.word.split(" ")[0]
    acting = any(other.kind in ("poses", "garments") for other in rest)
    if not term.sex:
        group = next((who.names for who in reversed(met) if len(who.names) > 1), [])
        some = [name for name in group if name not in _each(met)]
        some = some or [name for name in cast.last if term.id != "other" or name != _subject(cast, met)]
        told = acts or word in (*table("wears"), *table("worn_with"))
        few = {"they": cast.last[:2], "one": some[:told], "other": some[: after.kind != "cast"]}
        few |= {"left": group[:1], "middle": group[1:-1][:1], "right": group[1:][-1:]}
        known = any(cast.members[name].person for name in cast.last)
        pair = not known and (one.word in table("pairs") or term.id == "they")
        new = Member(name="person", sex=sex_of(one.word))
        return [cast.add(new).name for _ in range(2)] if pair else few.get(term.id, [])
    own = [who for who in met if who.clause == one.clause][: one.word in ("him", "her")]
    member = cast.of_sex(term.sex, _each([who for who in met if who not in own]))
    noun = after.kind in NOUNS - {"pronouns"} and word[0] != "一"  # 递给他一杯茶
    owns = one.word == "her" and not (acts or word in (*table("plain_words"), *table("determiners")))
    owned = read.beside(one, 2 if word in ("的", "の") else 0)  # 彼の母
    if one.word == "his" or noun or owns or (owned.is_alive and not owned.is_limb):
        return []
    if member:
        return [member.name]
    later = [who for who in read.tokens if who.kind == "cast" and who.at > one.at and _sex(read, who) in (term.sex, "")]
    if any("the" in read.phrase(who)[0] and not read.is_aside(who) for who in later):
        return []  # who is named after it: "She … The ballerina …"
    owner = next((who for who in read.tokens if who.kind == "cast" and who.word.endswith(OWNERS)), None)
    new = member_of(owner.term, stem_of(owner.word), term.sex, "") if owner else Member(name="person", sex=term.sex)
    return [cast.add(new).name] * (acting or read.language not in table("gendered"))


def _subject(cast: Cast, met: list[Token]) -> str:
    """Who is named first in the last sentence."""
    return next((who.names[0] for who in met if who.sentence == met[-1].sentence), (*cast.last, "")[0])


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
        cast.learn(met[-1].names[0], term, one.age)
        return met[-1].names
    new, definite = bool(phrase & {*table("indefinite")}), bool(phrase & {*table("definite")})
    member, before, side = member_of(term, word, _sex(read, one), one.age), read.beside(one, -1), read.beside(one, -2)
    group = term.count if isinstance(term, Person) and f"{one.word}s" not in term.words("en") else 1
    many = 2 if "twin" in (*phrase, one.word.split(" ")[0]) else SEVERAL
    if (count := one.count or (group if group > 1 else many if read.is_plural(one) else 1)) > 1:
        every = not {read.word(one, -2), read.word(one, -1)}.isdisjoint(table("everybody"))
        return cast.several(member, term, word, count, told=bool(one.count) or new, every=every)
    found = [who for who in cast.members.values() if one.reference and who.reference == one.reference]
    if before.term.id == "other":  # "the other cowboy"
        found = [cast.members[name] for name in cast.last if name != _subject(cast, met)]
    if definite or one.is_cjk:  # "the man in black"
        near = [two for two in read.tokens[max(0, one.at - 1) : one.at + 5] if two.clause == one.clause]
        tints = {two.term.code for two in near if read.word(one, 1) in table("wears") and isinstance(two.term, Tint)}
        worn = {(two.term.id, two.colour) for two in near if two.kind == "garments" and not tints}
        found += cast.dressed(member.sex, worn, tints)
    others = [who for who in read.of("cast") if who.sentence == one.sentence and not who.is_limb]
    groups = [who for who in met if who.sentence == one.sentence and read.bare[who.end : who.end + 1] in (*",，、:：",)]
    left = [cast.members[name] for who in groups for name in who.names if name in cast.grouped]
    left = left[: len(others) > len(left)]  # "two chess players, a nun and a biker"
    owned = (phrase | {read.word(one, -1)}) & {*table("possessives")} and word not in cast.words.values()
    if side.kind == "screen_sides" or (word in table("spouses") and cast.grouped):
        owned = False  # "左边的男生" is nobody's; "her husband" is of the couple
    again = one.is_cjk and met and met[-1].word == one.word and read.word(met[-1], 1) in table("joining")  # 剣士と…剣士
    told = (*found, *left, None)[0]
    if not (told or again or owned or phrase & {*table("others")}):
        told = cast.meant(term, word, member.sex, one.age, definite=definite)
        if told and new and (told.reference or told.name in cast.grouped or any(told.name in who.names for who in met)):
            told = None
    if not told or (one.reference and told.reference not in ("", one.reference)):
        return [cast.add(member, word).name]
    cast.learn(told.name, term, one.age)
    return [cast.claim(told.name, word, met) if told.name in cast.grouped and told not in found else told.name]


def _same(read: Reading, before: Token, one: Token, cast: Cast) -> bool:
    """Whether a word tells who somebody is that was named right before it: "she is a nurse", 漁師の男."""
    between, general = read.bare[before.end : one.start], one.term.id in table("general_cast")
    if not isinstance(one.term, Person) or len(before.names) > 1 or between in ("", " ", "の"):
        return isinstance(one.term, Person) and len(before.names) == 1 and (between != "の" or general)
    if before.kind == "cast":  # "the driver, a young woman"
        words, lead = read.phrase(before)
        general = general and not {*words, lead}.isdisjoint((*table("definite"), *table("possessives")))
    apposed = phrases("apposed").fullmatch(between) is not None
    copula = before.kind != "pronouns" or bool(phrases("copula").match(between))
    return apposed and (general or before.kind != "cast") and copula


def _sex(read: Reading, one: Token) -> Sex:
    """The sex of somebody: of the word itself, of the one before it, of its ending."""
    if not isinstance(one.term, Person) or one.term.count > 1:
        return ""
    before, own = read.word(one, -1), sex_of(stem_of(one.word)) or one.term.sex
    near = "" if before in table("possessives") else sex_of(before)
    endings: dict[str, Sex] = table("sex_endings").get(read.language, {})
    ends = (sex for ending, sex in endings.items() if one.word.partition(" d")[0].endswith(ending))
    return (near or own if one.is_cjk else own or near) or next(ends, "")


def _in_part(read: Reading, one: Token, cast: Cast, met: list[Token]) -> bool:
    """Whether a part of a body is somebody's whom nothing else names; else it is of whoever is named nearest, and seen
    of them alone where the size is of it ("close-up of her hands")."""
    owner, part = read.word(one, -1), getattr(one.term, "part", "")
    sex = sex_of(owner) if owner in table("possessives") else ""
    people = [who for who in met if len(who.names) == 1 and {sex, cast.members[who.names[0]].sex} != {"f", "m"}]
    for near in sorted(people, key=lambda who: (who.sentence != one.sentence, abs(who.start - one.start)))[:1]:
        told = [who for who in met if who.names == near.names]
        for other in (*read.of("shot_sizes"), *(() if told[1:] else [near])):
            low, high = sorted((one.at, other.at))
            between = [two for two in read.tokens[low + 1 : high] if not two.word.endswith(OWNERS)]
            asides = {*table("asides")} - {"of", "de", "del"} if other.names else ()
            if all(two.kind in ("", "pronouns", *LIKE) and two.word not in asides for two in between):
                told[0].part = told[0].part or part * (one.clause == other.clause)
        one.names = near.names
        return False
    known = [name for name in cast.last if sex in ("", cast.members[name].sex)]
    if (met and not sex) or (not known and (met or owner == "its" or not part)):  # hair alone is nobody
        return False
    own = {"name": part, "kind": one.term.id, "sex": sex, "age": one.age or "adult"}
    one.names, one.part = known[:1] or [cast.add(Member.model_validate(own)).name], part
    return True


def clothe(read: Reading, cast: Cast, met: list[Token], until: int = 1 << 30) -> None:
    """Give the cast their clothes and colours that are told before the sentence ``until``: each belongs to whoever is
    named last before it in its sentence."""
    worn = [(one, one.term.id) for one in read.of("garments") if one.sentence < until]
    for one in [one for one in read.loose if one.sentence < until]:  # "blonde", "in red", 黑衣
        whole = _is_worn(read, one) or read.bare[one.end : one.end + 1] in table("clad")
        worn[:0] = [(one, "hair" if one.term.id in ("blonde", "ginger") else "all" if whole else "")]
    told = [(name, kind, one) for one, kind in worn if kind for name in _owners(read, cast, met, one)]
    told += [(name, "colour", one) for one in met if one.kind == "things" and one.colour for name in one.names]
    for name, kind, one in told:
        member = cast.members[name]
        if one.word in table("worn_by_women") and not member.sex:
            cast.change(name, sex="f")
        if kind in ("colour", "hair"):
            cast.change(name, **{kind: one.colour})
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
    if before not in table("wears") or not after.word or behind:
        return before in table("wears") and not (behind and {*words} - {*table("determiners")})
    return after.kind == "poses" or after.word in (*read.edges, *table("plain_words")) or one.is_cjk


def _owners(read: Reading, cast: Cast, met: list[Token], one: Token) -> list[str]:
    """Who wears something: whom a の or 的 leads to, else who is named last before it in its sentence, with all in a
    list before them where it is not of one alone ("a surgeon and two nurses in masks"), else who is named after it."""
    before = [who for who in met if who.start <= one.start and who.sentence == one.sentence]
    after = [who for who in met if who.start >= one.end and who.sentence == one.sentence]
    leads = after and after[0].is_cjk and phrases("leads_to_wearer").fullmatch(read.bare, one.end, after[0].start)
    if leads or (after and after[0].start - one.end <= 1):
        return after[0].names  # 红衣女子, 赤いコートの女性, "the bald man"
    (words, lead), listed = read.phrase(one), before[-1:]
    if not before:
        return after[0].names if after and (lead in table("wears") or after[0].clause == one.clause) else []
    joins = {*table("joining")} - {*table("worn_with")}
    among = {*table("determiners"), *table("measures"), *table("indefinite"), *joins}
    alone = {lead, *words} & {*table("indefinite"), *table("singular"), *table("definite")}
    for who in before[-2::-1] if not alone else ():
        said = {two.word for two in read.tokens[who.at + 1 : listed[0].at] if two.kind not in LIKE}
        if not (said <= among and (listed[1:] or said & joins)):
            break
        listed = [who, *listed]
    women = one.term.id in table("worn_by_women")  # of "a man and two girls in dresses" not him
    names = [name for who in listed[:-1] for name in who.names if not (women and cast.members[name].sex == "m")]
    return [*names, *before[-1].names]

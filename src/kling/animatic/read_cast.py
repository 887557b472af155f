"""Who is in a shot, read from its words: people and animals by kind, name, sex and clothes, and whom pictures show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kling import lexicon
from kling.animatic.cast import SEVERAL, Cast, member_of
from kling.animatic.names import label_of, sex_of
from kling.animatic.reading import NOUNS, OWNERS, Reading, Token
from kling.animatic.scene import Garment, Member, Sex
from kling.lexicon import Person, Pronoun, Thing, table
from kling.lexicon.pattern import phrases
from kling.lexicon.words import stem_of


def mentions(read: Reading, cast: Cast) -> list[Token]:
    """Who is named in a text, in order; new members join the cast."""
    met, spoken = list[Token](), [span for it in read.quotes for span in ((it.end, it.outro), (it.intro, it.start))]
    for one in [one for one in read.tokens if not (one.absent or one.is_limb)]:
        if one.kind == "references":
            known = [who.name for who in cast.members.values() if who.reference == one.reference]
            called = one.term if isinstance(one.term, Person | Thing) else lexicon.CAST["person"]
            new = member_of(called, one.word, "", "").model_copy(update={"name": one.word})
            one.names = known[:1] or [cast.add(new).name]
        elif isinstance(one.term, Pronoun):
            one.names = _meant(read, one, one.term, cast, met)
        elif one.kind == "names":
            if not any(start <= one.start < end for start, end in spoken):
                one.names = _called(read, one, cast, met)  # who is named beside a line alone is left to the lines
        elif one.is_alive:
            one.names = _somebody(read, one, cast, met)
        if one.names:
            met.append(one)
            cast.last = [*dict.fromkeys([*one.names, *cast.last])]
            if one.reference:
                cast.change(one.names[0], reference=one.reference)
    return [*met, *_limbs(read, cast, met)]


def _called(read: Reading, one: Token, cast: Cast, met: list[Token]) -> list[str]:
    """Somebody by name; a name right after a trade is theirs: "the baker, Tomás"."""
    name, first, sex = read.said(one), read.beside(one, -1), sex_of(one.word)
    known = [own for own in cast.members if own.lower() == name.lower()]
    if known or first.kind == "names":  # "Lena Ortiz"
        return known or first.names
    for who in [who for who in met[-1:] if who.kind in ("cast", "things")]:
        if {two.word for two in read.tokens[who.at + 1 : one.at]} <= {*table("called"), "の"}:
            cast.change(who.names[0], sex=sex or cast.members[who.names[0]].sex)
            cast.rename(who.names[0], name, met)
            return [*who.names]
    new = Member.model_validate({"name": name, "sex": sex, "age": one.age or "adult"})
    return [] if first.word in table("called") else [cast.add(new).name]  # not a ship's


def _meant(read: Reading, one: Token, term: Pronoun, cast: Cast, met: list[Token]) -> list[str]:
    """Whom a pronoun means; "her" before a noun names nobody, and yet tells a sex."""
    after, single = read.beside(one), [who.names[0] for who in met if len(who.names) == 1]
    acts, word = after.kind == "poses" or not after.word, after.word.split(" ")[0]
    if not term.sex:
        group = next((who.names for who in reversed(met) if len(who.names) > 1), cast.last)
        some = [name for name in group if name not in single] or group[1:]
        told = acts or word in (*table("wears"), *table("worn_with"))
        return {"they": cast.last[:2], "one": some[:told], "other": some[: after.kind != "cast"]}.get(term.id, [])
    own = [who.names[0] for who in met if who.clause == one.clause and who.names and one.word in ("him", "her")][:1]
    member = cast.of_sex(term.sex, [name for name in single if name not in own])
    noun = after.kind in NOUNS - {"pronouns"} and word[0] != "一"  # 递给他一杯茶
    owns = one.word == "her" and not (acts or word in (*table("plain_words"), *table("determiners")))
    if one.word == "his" or noun or owns or word in ("的", "の"):  # 彼の母
        return []
    later = [who for who in read.tokens if who.kind == "cast" and who.at > one.at]
    if not member and any("the" in read.phrase(who)[0] and not read.is_aside(who) for who in later):
        return []  # who is named after it: "She … The ballerina …"
    acting = any(other.kind in ("poses", "garments") for other in read.clause_of(one) if other.at > one.at)
    if not member and (acting or read.language not in table("gendered")):
        owners = [who for who in read.tokens if who.kind == "cast" and who.word.endswith(OWNERS)]
        new = [member_of(who.term, stem_of(who.word), term.sex, "") for who in owners]
        member = cast.add((*new, Member(name="person", sex=term.sex))[0])
    return [member.name] if member else []


def _somebody(read: Reading, one: Token, cast: Cast, met: list[Token]) -> list[str]:
    """Whom a noun means: who was named right before it, somebody of the cast, else somebody new."""
    term, word, phrase = one.term, label_of(stem_of(one.word).lstrip("的")), {*read.phrase(one)[0]}
    assert isinstance(term, Person | Thing)  # noqa: S101 - nothing else is alive
    for last in met[-1:] if isinstance(term, Person) else ():  # "she is a nurse", "the driver, a young woman", 漁師の男
        between, general = read.bare[last.end : one.start], term.id in table("general_cast")
        same = phrases("apposed").fullmatch(between) and (last.kind != "pronouns" or phrases("copula").match(between))
        alike = between in ("", " ") or (between == "の" and general) or (same and (general or last.kind != "cast"))
        if alike and len(last.names) == 1:
            cast.learn(last.names[0], term, one.age)
            return last.names
    new, definite = bool(phrase & {*table("indefinite")}), bool(phrase & {*table("definite")})
    before, owner = read.beside(one, -1), read.word(one, -1)
    near = "" if owner in table("possessives") else sex_of(owner)
    endings: dict[str, Sex] = table("sex_endings").get(read.language, {})
    ends = (sex for ending, sex in endings.items() if one.word.partition(" d")[0].endswith(ending))
    own = sex_of(stem_of(one.word)) or (term.sex if isinstance(term, Person) else "")
    sex = (near or own if one.is_cjk else own or near) or next(ends, "")
    group = term.count if isinstance(term, Person) and f"{one.word}s" not in term.words("en") else 1
    member = member_of(term, word, "" if group > 1 else sex, one.age)
    if (count := one.count or (group if group > 1 else SEVERAL if read.is_plural(one) else 1)) > 1:
        every = not {read.word(one, -2), owner}.isdisjoint(table("everybody"))
        return cast.several(member, term, word, count, told=bool(one.count) or new, every=every)
    found = [who for who in cast.members.values() if one.reference and who.reference == one.reference]
    if before.term.id == "other":  # "the other cowboy"
        found = [cast.members[met[-1].names[-1]]] if met else []
    owned = (phrase | {owner}) & {*table("possessives")} and word not in cast.words.values()
    owned = owned and not (cast.grouped and word in table("spouses"))  # "her husband" is of the couple
    told = (*found, None)[0]
    if not (told or owned or phrase & {*table("others")}):
        told = cast.meant(term, word, member.sex, one.age, definite=definite)
        if told and new and (told.name in cast.grouped or any(told.name in who.names for who in met)):
            told = None
    if not told or (one.reference and told.reference not in ("", one.reference)):
        return [cast.add(member, word).name]
    cast.learn(told.name, term, one.age)
    return [cast.claim(told.name, word, met) if told.name in cast.grouped and told not in found else told.name]


def _limbs(read: Reading, cast: Cast, met: Sequence[Token]) -> Iterator[Token]:
    """Parts of bodies: each is of whoever is named nearest; one of nobody is somebody, who is seen by it alone."""
    for one in [one for one in read.tokens if one.is_limb and not one.absent]:
        owner, part = read.word(one, -1), getattr(one.term, "part", "")
        sex = sex_of(owner) if owner in table("possessives") else ""
        people = [who for who in met if len(who.names) == 1 and who.sentence == one.sentence]
        people = [who for who in people if {sex, cast.members[who.names[0]].sex} != {"f", "m"}]
        for near in sorted(people, key=lambda who: abs(who.start - one.start))[:1]:
            one.names = near.names
            led = near is met[0] and 0 <= one.start - near.end < 2  # "a man's hand", 男人的手
            sized = any(two.at < one.at and (led or two.clause == one.clause) for two in read.of("shot_sizes"))
            acts = read.beside(one).kind == "poses" or read.word(one, 1) in table("wears")  # "a man's hand opens"
            if sized or (led and part != "face" and acts):
                next(who for who in met if who.names == near.names).part = part  # "close-up of her hands"
        if part and not people and (sex or not met) and owner != "its":
            new = Member.model_validate({"name": part, "kind": one.term.id, "age": one.age or "adult"})
            known = [name for name in cast.last if sex in ("", cast.members[name].sex)][:1]
            one.names, one.part = known or [cast.add(new).name], part
            yield one


def clothe(read: Reading, cast: Cast, met: list[Token]) -> None:
    """Give the cast their clothes and colours: each belongs to whoever is named last before it in its sentence."""
    worn = [(one, one.term.id) for one in read.of("garments")]
    for one in read.loose:  # "blonde", "in red" and not "in red sand", 黑衣
        after, behind = read.beside(one), read.language in table("colours_after") or one.is_cjk
        ends = behind or after.kind == "poses" or after.word in ("", *read.edges, *table("plain_words"))
        whole = (ends and read.word(one, -1) in table("wears")) or read.bare[one.end : one.end + 1] in table("clad")
        worn[:0] = [(one, "hair" if one.term.id in ("blonde", "ginger") else "all" if whole else "")]
    told = [(name, kind, one) for one, kind in worn if kind for name in _owners(read, met, one)]
    looks = [
        (one, field) for one in met for field in ("colour", "scale") if one.kind == "things" and getattr(one, field)
    ]
    told += [(name, field, one) for one, field in looks for name in one.names]
    for name, kind, one in told:
        member = cast.members[name]
        if kind in ("colour", "hair", "scale"):
            cast.change(name, **{kind: getattr(one, kind.replace("hair", "colour"))})
            continue
        if kind == "all":
            kind = table("usual_clothes").get(member.kind) or ("dress" if member.sex == "f" else "suit")
        known = {two.kind: two for two in member.clothes}
        known[kind] = Garment(kind=kind, colour=one.colour or (known[kind].colour if kind in known else ""))
        cast.change(name, clothes=tuple(known.values()))


def _owners(read: Reading, met: list[Token], one: Token) -> list[str]:
    """Who wears something: whom a の or 的 leads to, who is named last before it in its sentence, or who after it."""
    before = [who for who in met if who.start <= one.start and who.sentence == one.sentence]
    after = [who for who in met if who.start >= one.end and who.sentence == one.sentence]
    leads = after and after[0].is_cjk and phrases("leads_to_wearer").fullmatch(read.bare, one.end, after[0].start)
    if leads or (after and after[0].start - one.end <= 1):
        return after[0].names  # 红衣女子, 赤いコートの女性, "the bald man"
    near = [who for who in after if read.phrase(one)[1] in table("wears") or who.clause == one.clause]
    return next((who.names for who in (*before[-1:], *near[:1])), [])

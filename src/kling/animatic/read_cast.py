"""Who is in a shot, read from its words: people and animals by kind, name, sex, clothes and colours."""

from __future__ import annotations

from collections.abc import Sequence

from kling import lexicon
from kling.animatic.cast import Cast
from kling.animatic.read_tokens import NOUNS, OWNERS, Token, label_of
from kling.animatic.reading import Reading
from kling.animatic.scene import Garment, Member, Sex
from kling.lexicon import Person, Pronoun, Term, Thing, table
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.words import stem_of

_NAME = pattern(r"[A-ZÁÉÍÓÚÑ][a-záéíóúñüç]{2,}")
_LIKE = ("", "pronouns", "tints", "numbers", "ages")
_MANY = 6
"""More are a crowd."""
_SEVERAL = 3
"""How many a plural means."""


def mentions(read: Reading, cast: Cast) -> list[Token]:
    """Who is named in a text, in order; new members join the cast."""
    met: list[Token] = []
    spoken = [(one.end, one.outro) for one in read.quotes] + [(one.intro, one.start) for one in read.quotes]
    for one in [one for one in read.tokens if not (one.absent or one.is_limb)]:
        if one.kind == "references":
            one.names = [_shown(one, cast)]
        elif isinstance(one.term, Pronoun):
            one.names = _meant(read, one, one.term, cast, met)
        elif one.kind == "names" or _is_named(read, one):
            if read.said(one) in cast.members or not any(start <= one.start < end for start, end in spoken):
                one.names = _called(read, one, cast, met)  # who is named beside a line alone is left to the lines
        elif one.is_alive:
            one.names = _somebody(read, one, cast, met)
        if one.names:
            met.append(one)
            cast.recent(one.names)
            if one.reference and len(one.names) == 1 and not cast.members[one.names[0]].reference:
                cast.change(one.names[0], reference=one.reference)
    limbs = [one for one in read.tokens if one.is_limb and not one.absent]
    return [*met, *(one for one in limbs if _in_part(read, one, cast, met))]


# ---- names and pronouns --------------------------------------------------------------------------------------------


def _is_named(read: Reading, one: Token) -> bool:
    """Whether a word that is not known is introduced as a name: "named Mara", "the baker, Tomás", "Lena and Otto
    dance", "Mara, a woman"."""
    if one.kind or not _NAME.fullmatch(read.said(one)) or one.word in (*table("no_names"), *table("plain_words")):
        return False
    if read.language == "de" and read.phrase(one)[1] in {*table("asides")} - {*table("joining")}:
        return False  # "in Lederkluft": nouns are written as names are
    before, rest = read.tokens[one.at - 1] if one.at else one, read.tokens[one.at + 1 : one.at + 5]
    if before.word in table("called") or (before.kind == "cast" and before.names):
        return True
    if rest[:1] and rest[0].word in table("joining"):
        rest = rest[2:]
    acts = [two for two in rest if not two.word.endswith("ly")][:1]
    verb = acts and acts[0].kind == "poses" and acts[0].sentence == one.sentence
    apposed = phrases("apposed").match(read.bare, one.end) and any(two.kind == "cast" for two in rest)
    return bool(verb or apposed)


def _called(read: Reading, one: Token, cast: Cast, met: list[Token]) -> list[str]:
    """Somebody by name; a name right after a trade is theirs: "the baker, Tomás"."""
    name, first, sex = read.said(one), read.beside(one, -1), _sex_of(one.word)
    if name in cast.members:
        return [name]
    if first and first.names and not first.kind:  # "Lena Ortiz"
        return first.names
    trade = [who for who in met[-1:] if who.kind == "cast" and len(who.names) == 1 and who.names[0].islower()]
    between = [two.word for two in read.tokens[trade[0].at + 1 : one.at]] if trade else ["?"]
    if trade and {*between} <= {*table("called")} and cast.members[trade[0].names[0]].person:
        cast.change(trade[0].names[0], sex=sex or cast.members[trade[0].names[0]].sex)
        cast.rename(trade[0].names[0], name, met)
        return [name]
    return [cast.add(Member(name=name, sex=sex)).name]


def _meant(read: Reading, one: Token, term: Pronoun, cast: Cast, met: list[Token]) -> list[str]:
    """Whom a pronoun means; "her" before a noun names nobody, and yet tells a sex."""
    after = read.beside(one, 1)
    acts = after is not None and after.kind == "poses"
    known = [name for name in cast.last if cast.members[name].person]
    if term.id == "it" and met and met[-1].kind == "references":  # "@smoke. It jumps"
        cast.learn_thing(met[-1].names[0])
    if not term.sex:
        few = {"they": known[:2], "one": known[:1] if acts or " " in one.word else [], "other": known[1:2] or known[:1]}
        pair = not known and one.word in table("pairs")
        return [cast.add(Member(name="person")).name for _ in range(2)] if pair else few.get(term.id, [])
    member = cast.of_sex(term.sex, [name for who in met for name in who.names])
    if member and not member.sex:
        cast.change(member.name, sex=term.sex)
    owns = after is not None and after.kind in NOUNS
    if (
        owns
        or one.word == "his"
        or (one.word == "her" and after and not acts and after.word not in table("plain_words"))
    ):
        return []
    if member:
        return [member.name]
    others = [who for who in read.tokens if who.kind == "cast" and _sex(read, who) in (term.sex, "")]
    acting = any(other.kind == "poses" for other in read.tokens[one.at + 1 : one.at + 4])
    if (read.language in table("gendered") and not acting) or any(
        who.at > one.at and "the" in read.phrase(who)[0] for who in others
    ):
        return []  # a thing, or who is named after it: "She … The ballerina …"
    owner = next((who for who in others if who.at < one.at and who.word.endswith(OWNERS)), None)
    new = _member(owner.term, stem_of(owner.word), term.sex, "") if owner else Member(name="person", sex=term.sex)
    return [cast.add(new).name]


def _shown(one: Token, cast: Cast) -> str:
    """Whom a picture or element shows of whom nothing else tells but what its user calls it."""
    known = next((who.name for who in cast.members.values() if who.reference == one.reference), "")
    called = one.term if isinstance(one.term, Person | Thing) else lexicon.CAST["person"]
    return known or cast.add(_member(called, one.word, "", "").model_copy(update={"name": one.word})).name


# ---- nouns ---------------------------------------------------------------------------------------------------------


def _somebody(read: Reading, one: Token, cast: Cast, met: list[Token]) -> list[str]:
    """Whom a noun means: who was named right before it, somebody of the cast, else somebody new."""
    term, word, phrase = one.term, label_of(stem_of(one.word).lstrip("的")), {*read.phrase(one)[0]}
    assert isinstance(term, Person | Thing)  # noqa: S101 - nothing else is alive
    if met and _same(read, met[-1], one, cast):
        for name in met[-1].names:
            cast.learn(name, term, one.age)
        return met[-1].names
    new, definite = bool(phrase & {*table("indefinite")}), bool(phrase & {*table("definite")})
    member = _member(term, word, _sex(read, one), one.age)
    group = term.count if isinstance(term, Person) and f"{one.word}s" not in term.words("en") else 1
    count = one.count or (group if group > 1 else _SEVERAL if is_plural(read, one) else 1)
    if count > _MANY and isinstance(term, Person):
        crowd = next((name for name, known in cast.members.items() if known.kind == "crowd"), "")
        return [crowd or cast.add(Member(name="crowd", kind="crowd")).name]
    if count > 1:
        return _several(cast, member, term, word, count, told=bool(one.count) or new)
    shown = [who for who in cast.members.values() if one.reference and who.reference == one.reference]
    found = next(iter((*shown, *_of_group(read, one, cast, met))), None)
    owned = phrase & {*table("possessives")} or read.word(one, -1) in ("的", "の")
    added = phrase & {*table("others")} or (owned and word not in cast.words.values())
    if not (found or added):
        found = cast.meant(term, word, member.sex, one.age, definite=definite)
        met_before = found and (found.name in cast.grouped or any(found.name in who.names for who in met))
        found = None if found and ((new and met_before) or (found.reference and (new or one.reference))) else found
    if not found:
        return [cast.add(member, word).name]
    cast.learn(found.name, term, one.age)
    return [cast.claim(found.name, word, met) if found.name in cast.grouped else found.name]


def _several(cast: Cast, one: Member, term: Person | Thing, word: str, count: int, *, told: bool) -> list[str]:
    """Those whom a plural means: without a number all who are known, else so many."""
    people = [name for name in cast.last if cast.members[name].person]
    known = people[:2] if term.id == "couple" else cast.alike(term, word, one.sex, one.age)
    if len(known) > 1 and not told:
        return known[:count]
    made = [name for name in known if cast.words[name] == word][:count]
    while len(made) < min(count, _MANY):
        sex = ("f", "m")[len(made) % 2] if term.id == "couple" else one.sex
        made.append(cast.add(one.model_copy(update={"sex": sex}), word).name)
        cast.grouped.append(made[-1])
    return made


def _of_group(read: Reading, one: Token, cast: Cast, met: list[Token]) -> list[Member]:
    """One of several who are told one by one in their sentence: "two chess players, a nun and a biker"."""
    others = [who for who in read.of("cast") if who.sentence == one.sentence and not who.is_limb]
    groups = [who for who in met if who.sentence == one.sentence and read.bare[who.end : who.end + 1] in (*",，、:：",)]
    left = [name for who in groups for name in who.names if name in cast.grouped]
    return [cast.members[name] for name in left[:1] if len(others) > len(left)]


def _same(read: Reading, before: Token, one: Token, cast: Cast) -> bool:
    """Whether a word tells who somebody is that was named right before it: "Mara, a woman in a red coat", "she is a
    nurse", "[Mara, calm] a woman", "a woman doctor", "a robot waiter", 漁師の男."""
    member, between = cast.members[before.names[0]], read.bare[before.end : one.start]
    general = one.term.id in table("general_cast")
    if not isinstance(one.term, Person) or len(before.names) > 1:
        return False
    if between in ("", " ", "の"):
        return before.kind != "names" and (between != "の" or general or member.kind in table("general_cast"))
    apposed = bool(phrases("apposed").fullmatch(between)) or between.endswith("] a ")
    if before.kind == "cast":  # "the driver, a young woman"
        trade = between.startswith(",") and "the" in read.phrase(before)[0]
        return apposed and trade and general and one.term.sex in (member.sex or one.term.sex, "")
    return apposed and (before.kind != "pronouns" or "," not in between or " of " in before.word)


def is_plural(read: Reading, one: Token) -> bool:
    """Whether a word means several, without saying how many."""
    if one.is_cjk:
        return read.bare[one.end : one.end + 2].startswith(("们", "たち", "達"))
    alone = one.word.endswith("ss") or read.language == "de"
    return (one.word.endswith("s") and one.word[-2] not in "'\u2019" and not alone) or one.word in table("plurals")


def _member(term: Term, word: str, sex: Sex, age: str) -> Member:
    own = term.id not in table("general_cast") or term.id == "person" or word in term.words("en")
    name = word if own and word not in table("plurals") else term.id.replace("_", " ")
    if isinstance(term, Thing):
        return Member(name=name, kind=term.id, person=False)
    assert isinstance(term, Person)  # noqa: S101 - nothing else is in the cast
    return Member.model_validate(
        {"name": name, "kind": term.id, "sex": sex, "age": age or term.age, "dress": term.dress}
    )


def _sex(read: Reading, one: Token) -> Sex:
    """The sex of somebody: of the word itself, of the one before it, of its ending."""
    if not isinstance(one.term, Person):
        return ""
    before, word = read.word(one, -1), stem_of(one.word)
    told = _sex_of(word) or one.term.sex or ("" if before in table("possessives") else _sex_of(before))
    endings: dict[str, Sex] = table("sex_endings").get(read.language, {})
    return told or next((sex for ending, sex in endings.items() if one.word.endswith(ending)), "")


def _sex_of(word: str) -> Sex:
    sexes: dict[str, Sex] = table("sexes")
    signs = [sign for sign in word if sign >= "\u3000"] or [word[-len(end) :] for end in ("woman", "women", "girl")]
    return next((sexes[key] for key in (word, word.split(" ")[0].rstrip("."), *signs) if key in sexes), "")


# ---- parts and clothes ---------------------------------------------------------------------------------------------


def _in_part(read: Reading, one: Token, cast: Cast, met: list[Token]) -> bool:
    """Whether a part of a body is somebody's own, whom nothing else names; else it is of whoever is named nearest in
    its sentence. It is what is seen of them where the size is of it ("close-up of her hands"), or they are named as its
    owner alone."""
    owner, part = read.word(one, -1), getattr(one.term, "part", "")
    if not met and (owner == "its" or not part):  # hair alone is nobody
        return False
    if met:
        people = [who for who in met if len(who.names) == 1]
        for near in sorted(people, key=lambda who: (who.sentence != one.sentence, abs(who.start - one.start)))[:1]:
            told = [who for who in met if who.names == near.names]
            shown = any(_joined(read, one, size, table("asides")) for size in read.of("shot_sizes"))
            shown = shown or (len(told) == 1 and _joined(read, one, near, ("of", "de", "del")))
            told[0].part, one.names = told[0].part or (part if shown else ""), near.names
        return False
    sex = _sex_of(owner)
    known = [name for name in cast.last if cast.members[name].person and sex in ("", cast.members[name].sex)]
    one.names, one.part = known[:1] or [cast.add(Member(name=part, kind=one.term.id, sex=sex)).name], part
    return True


def _joined(read: Reading, one: Token, other: Token, links: Sequence[str]) -> bool:
    """Whether nothing stands between two nouns but what they are like, and prepositions of ``links`` alone."""
    low, high = sorted((one.at, other.at))
    between = read.tokens[low + 1 : high]
    like = all(two.kind in _LIKE or two.word.endswith(OWNERS) for two in between)
    return like and one.clause == other.clause and not {two.word for two in between} & {*table("asides")} - {*links}


def clothe(read: Reading, cast: Cast, met: list[Token]) -> None:
    """Give the cast their clothes and colours: each belongs to whoever is named last before it in its sentence."""
    loose = [(one, kind) for one in read.loose if (kind := _worn_as(read, one))]
    worn = [*loose, *((one, one.term.id) for one in read.of("garments"))]
    told = [(name, kind, one) for one, kind in worn for name in _owners(read, met, one)]
    told += [(name, "", one) for one in met for name in one.names if one.colour and one.kind == "things"]
    for name, kind, one in told:
        member = cast.members[name]
        if one.word in table("worn_by_women") and not member.sex:
            cast.change(name, sex="f")
        if kind in ("", "hair"):
            cast.change(name, **{kind or "colour": one.colour or member.hair})
            continue
        kind = kind if kind != "all" else "dress" if member.sex == "f" else "suit"
        known = {two.kind: two for two in member.clothes}
        known[kind] = Garment(kind=kind, colour=one.colour or (known[kind].colour if kind in known else ""))
        cast.change(name, clothes=tuple(known.values()))


def _worn_as(read: Reading, tint: Token) -> str:
    """What somebody wears of whom a colour alone is told: ``hair``, ``all``; empty for nothing."""
    if tint.term.id in ("blonde", "ginger"):
        return "hair"
    return "all" if read.phrase(tint)[1] in table("wears") and not tint.is_cjk else ""


def _owners(read: Reading, met: list[Token], one: Token) -> list[str]:
    """Who wears something: whom a の or 的 leads to, else who is named last before it in its sentence."""
    before = [who for who in met if who.start <= one.start and who.sentence == one.sentence]
    after = [who for who in met if who.start >= one.end and who.clause == one.clause]
    if after and (not before or after[0].is_cjk):
        return after[0].names  # 红衣女子, 赤いコートの女性
    return before[-1].names if before else []

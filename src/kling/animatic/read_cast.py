"""Who is in a shot, read from its words: people and animals by kind, name, sex, clothes and colours."""

from __future__ import annotations

import re

from kling import lexicon
from kling.animatic.cast import Cast, Mention, is_actor
from kling.animatic.read_phrase import Found, is_limb
from kling.animatic.read_pictures import Pictures
from kling.animatic.reading import Reading
from kling.animatic.scene import Age, Garment, Member, Sex
from kling.lexicon import Person, Pronoun, Term, Thing, table
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.words import stem_of

_NAME = pattern(r"(?<![\w<])[A-ZÁÉÍÓÚÑ][a-záéíóúñüç]{2,}(?![\w>])")
_AND_NAME = pattern(r" (?:and|y|e|et|und) [A-ZÁÉÍÓÚÑ][a-záéíóúñüç]{2,}")
_NAME_AND = pattern(r"(?<!\w)[A-ZÁÉÍÓÚÑ][a-záéíóúñüç]{2,} (?:and|y|e|et|und) $")
_SPEAKER = pattern(r"(?:[A-ZÁÉÍÓÚÑ][\w'’-]*\s?){1,3}|[^\x00-\u2fff]{1,6}")
_ARTICLE = pattern(r"^(?:the|a|an|el|la|un|una)\s+", re.IGNORECASE)
_MANY = 6
"""More are a crowd."""
_SEVERAL = 3
"""How many a plural means."""


def label_of(speaker: str) -> str:
    """A speaker's label without brackets and article."""
    return _ARTICLE.sub("", speaker.strip(" []【】")).strip()


def mentions(read: Reading, cast: Cast, pictures: Pictures) -> list[Mention]:
    """Who is named in a text, in order; new members join the cast."""
    made: list[Mention] = []
    named = [one for one in read.of("cast", "things", "pronouns") if one.kind != "things" or is_actor(one.term)]
    found = {one.start: one for one in named if not is_limb(one)}
    names, before = _proper(read, cast), set(cast.members)
    for start in sorted(found | names | pictures.tokens):
        if start in pictures.tokens:
            made += pictures.meet(start, made)
        elif start in names:
            made += _called(read, names[start], start, cast, made)
        elif isinstance(found[start].term, Pronoun):
            made += _meant(read, found[start], cast, made)
        else:
            made += _named(read, found[start], cast, made, pictures)
            if made:
                pictures.name(start, made)
        cast.recent(made[-1].names if made else [])
    _told_apart(read, cast, made, before | pictures.before)
    for one in filter(is_limb, named):
        _in_part(read, one, cast, made)
    return made


def _told_apart(read: Reading, cast: Cast, made: list[Mention], before: set[str]) -> None:
    """Several who are told one by one in their sentence are these: "two chess players, a nun and a biker"."""
    for number, group in enumerate(made):
        ones = [who for who in made[number + 1 :] if read.sentence(who.start) == read.sentence(group.start)]
        ones = [who for who in ones if len(who.names) == 1 and not {*who.names} & ({*group.names} | before)]
        between = read.bare[group.end : ones[0].start] if ones else ""
        told = ":" in between or "：" in between or (between.lstrip()[:1] in (",", "，") and len(between.split()) < 5)
        if 1 < len(group.names) <= len(ones) and told and not before & {*group.names}:
            for name in {*group.names} - {name for who in made if who is not group for name in who.names}:
                cast.leave(name)
            group.names[:] = list(dict.fromkeys(who.names[0] for who in ones[: len(group.names)]))


def _in_part(read: Reading, one: Found, cast: Cast, made: list[Mention]) -> None:
    """A part of a body is somebody's: of whoever is named beside it, else in its sentence, else somebody's own. One
    that something is done to or with is no picture of it."""
    its, part = (
        read.word_before(one.start) == "its",
        getattr(one.term, "part", ""),
    )  # nobody's: an animal's or a thing's
    deeds = [
        verb for verb in read.of("poses") if verb.end <= one.start and read.clause(verb.start) == read.clause(one.start)
    ]
    if read.lead(one.start)[1] in ("with", "con", "mit", "avec", "用") or (deeds and made):
        return
    alone = [n for n, who in enumerate(made) if len(who.names) == 1]
    if people := [n for n in alone if not (its and cast.members[made[n].names[0]].person)]:
        at = read.sentence(one.start)
        near = min(people, key=lambda n: (read.sentence(made[n].start) != at, abs(made[n].start - one.start)))
        made[near] = made[near]._replace(part=made[near].part or part)
    elif not (made or its):
        own = Member(name=part, kind=one.term.id, sex=_sex_of(read.word_before(one.start)))
        sexed = [name for name in cast.last if cast.members[name].person and cast.members[name].sex in (own.sex, "")]
        made.append(Mention(sexed[:1] or [cast.add(own).name], one.start, one.end, part))


def _meant(read: Reading, one: Found, cast: Cast, made: list[Mention]) -> list[Mention]:
    """Whom a pronoun means; "her" before a noun names nobody, and yet tells a sex."""
    sex = one.term.sex if isinstance(one.term, Pronoun) else ""
    said, follows = read.said(one).lower(), read.bare[one.end : one.end + 2].strip()
    acts = any(0 <= verb.start - one.end <= 12 for verb in read.of("poses"))
    known = [name for name in cast.last if cast.members[name].person][:2]
    if one.term.id == "they" and not known and said in table("pairs"):
        known = [cast.add(Member(name="person")).name for _ in range(2)]
    if said == "one" and any(who.start == one.end + 1 for who in read.of("cast", "things")):
        return []  # "one child"
    if one.term.id in ("they", "one", "other"):
        of = {"they": known, "one": known[:1] if acts or said != "one" else [], "other": known[-1:]}[one.term.id]
        return [Mention(of, one.start, one.end)] if of else []
    if one.term.id == "it" or said == "el":
        return []
    member = cast.of_sex(sex, [name for who in made for name in who.names])
    if member and not member.sex:
        cast.change(member.name, sex=sex)
    acting = any(0 <= verb.start - one.end <= 1 for verb in read.of("poses"))
    if said == "his" or (said == "her" and follows[:1].isalpha() and not acting) or follows[:1] in ("的", "の"):
        return []
    if not member:
        later = [who for who in read.of("cast") if who.start > one.end and read.word_before(who.start) == "the"]
        if (read.language in table("gendered") and not acts) or any(_sex(read, who) in (sex, "") for who in later):
            return []  # a thing, or who is named after it: "She … The ballerina …"
        owners = [who for who in read.found if who.kind == "cast" and read.said(who).endswith(("'s", "\u2019s"))]
        for owner in [who for who in owners if who.end <= one.start and _sex(read, who) in (sex, "")][-1:]:
            member = cast.add(_member(owner.term, _word(read, owner), sex, None))  # "the detective's desk. He …"
    member = member or cast.add(Member(name="person", sex=sex))
    return [Mention([member.name], one.start, one.end)]


def _proper(read: Reading, cast: Cast) -> dict[int, str]:
    """Proper names by where they stand: known ones, and those that are introduced as names. One that stands only beside
    a line is left to whoever reads the lines."""
    spans = [(one.end, one.outro) for one in read.quotes if one.outro]
    spans += [(one.intro, one.start) for one in read.quotes if one.start - one.intro < 24 and one.speaker]
    labels = {label_of(one.speaker) for one in read.quotes if one.kind == "line"}
    known = {one for one in (*cast.members, *filter(is_name, labels)) if one[:1].isupper() or not one.isascii()}
    written = {name: rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name) for name in known}
    found = [(name, match.start()) for name in known for match in re.finditer(written[name], read.bare)]
    found += [(match[0], match.start()) for match in phrases("titled", 0).finditer(read.bare)]
    ends = {one.end for one in read.found if one.kind == "cast" and not one.absent}
    for match in _NAME.finditer(read.bare):
        after, before = read.bare[match.end() : match.end() + 44], read.bare[: match.start()]
        joined = _AND_NAME.match(after)  # "Lena and Otto dance"
        after = after[joined.end() :] if joined else after
        verbs = [one for one in read.find(lexicon.POSES, after) if after[: one.start].strip() in ("", "slowly", "and")]
        several = joined or _NAME_AND.search(before)
        acts = bool(verbs) and (several or after[verbs[0].start : verbs[0].end].split(" ")[0].endswith(("s", "a", "e")))
        apposed = (
            after.lstrip()[:1] in (",", "(") and phrases("apposed").match(after) and read.find(lexicon.CAST, after)
        )
        called = phrases("called").search(before) or len(before.rstrip(", ")) in ends or acts or apposed
        known_word = read.known(*match.span()) or match[0].lower() in (*table("no_names"), *table("determiners"))
        if called and not known_word and not read.denied(*match.span()):
            found.append((match[0], match.start()))
    made: dict[int, str] = {}
    for name, at in sorted(found, key=lambda row: (row[1], -len(row[0]))):
        if name in cast.members or not any(start <= at < end for start, end in spans):
            made.setdefault(at, name)
    return made


def _called(read: Reading, name: str, at: int, cast: Cast, made: list[Mention]) -> list[Mention]:
    """Somebody by name; a name right after a trade is theirs: "the baker, Tomás"."""
    between = phrases("called").sub("", read.bare[made[-1].end : at]).strip() if made else ""
    trade = made[-1].names if made and between in ("", ",") else []
    if name in cast.members or len(trade) != 1 or not cast.members[trade[0]].person or not trade[0].islower():
        if name not in cast.members:
            cast.add(Member(name=name, sex=_sex_of(name.lower())))
        return [Mention([name], at, at + len(name))]
    cast.change(trade[0], sex=_sex_of(name.lower()) or cast.members[trade[0]].sex)
    cast.rename(trade[0], name, made)
    made[-1] = made[-1]._replace(end=at + len(name))
    return []


def is_name(label: str) -> bool:
    """Whether a label is somebody's name and no description."""
    told = phrases("no_speaker").search(label) or lexicon.CAST.find(label) or lexicon.PRONOUNS.find(label)
    return bool(_SPEAKER.fullmatch(label)) and not told


def _named(read: Reading, one: Found, cast: Cast, made: list[Mention], pictures: Pictures) -> list[Mention]:
    term = one.term
    assert isinstance(term, Person | Thing)  # noqa: S101 - nothing else is asked for
    if made and _same(read, made[-1], one, cast):
        for name in made[-1].names:
            cast.learn(name, term)
            if (age := _age(read, one)) and cast.members[name].age == "adult":
                cast.change(name, age=age)
        made[-1] = made[-1]._replace(end=one.end)
        return []
    word, phrase = _word(read, one), _phrase(read, one)
    group = term.count if isinstance(term, Person) and f"{read.said(one).lower()}s" not in term.words("en") else 1
    several = group > 1 or is_plural(read, one)
    count = read.count(one) or (group if group > 1 else _SEVERAL * several or 1)
    if count > _MANY and isinstance(term, Person):
        crowd = next((member for member in cast.members.values() if member.kind == "crowd"), None)
        return [Mention([(crowd or cast.add(Member(name="crowd", kind="crowd"))).name], one.start, one.end)]
    sex, age = _sex(read, one), _age(read, one) if isinstance(term, Person) else None
    new = bool({*phrase} & {*table("indefinite")}) or phrase[:1] == ["一"]
    own = word in table("anybody") or count == 1
    same = [known.name for known in cast.same(term, word) if own or cast.words[known.name] == word
            if (not sex or known.sex in (sex, "")) and pictures.may_be(one.end, known, new=new)]  # fmt: skip
    if several and not read.count(one) and not new:  # the children: those who are known
        people = [name for name in cast.last if cast.members[name].person]
        meant = [name for name in people if cast.members[name].age == "child"] if term.id == "child" else same
        meant = people[:2] if term.id == "couple" else meant
        if len(meant) > 1:
            return [Mention(meant, one.start, one.end)]
    if count > 1:
        for _ in range(min(count, _MANY) - len(same)):
            another = _member(term, word, ("f", "m")[len(same) % 2] if term.id == "couple" else sex, age)
            same.append(cast.add(another, word).name)
        return [Mention(same[:count], one.start, one.end)]
    owned = bool({*phrase} & {*table("possessives")}) or read.bare[: one.start].endswith(("的", "の"))
    added = bool({*phrase} & {*table("others")}) or (
        new and (not same or (len(phrase) > 1 and same[0] in _names(made)))
    )
    other = added or (owned and word not in cast.words.values())
    member = None if other else cast.find(term, word, sex, definite=bool({*phrase} & {*table("definite")}))
    if member and pictures.may_be(one.end, member, new=new):
        cast.learn(member.name, term)
    else:
        member = cast.add(_member(term, word, sex, age), word)
    return [Mention([member.name], one.start, one.end)]


def _names(made: list[Mention]) -> set[str]:
    return {name for who in made for name in who.names}


def _phrase(read: Reading, one: Found) -> list[str]:
    """The words before somebody in their phrase, in small letters; characters where words are not apart."""
    start, before = read.lead(one.start)
    if read.bare[one.start] >= "\u3000":
        match = phrases("one_of_them").search(read.bare, max(0, one.start - 12), one.start)
        return [*(["另一"] if match and match[0][0] == "另" else ["一"] if match else []), before]
    return read.bare[start : one.start].lower().replace("'s", " 's").split()


def _age(read: Reading, one: Found) -> Age | None:
    """How old somebody is by the words in, before and after theirs: "a retired boxer", "a pianist in her seventies"."""
    told = [(match.start, match.end, match.term.age) for match in read.find(lexicon.AGES, read.bare)]
    for match in phrases("years_of_age").finditer(read.bare):
        years = int(next(filter(None, match.groups())))
        told.append(
            (*match.span(), "baby" if years < 3 else "child" if years < 14 else "old" if years > 62 else "adult")
        )
    low = read.lead(one.start)[0] - (4 if read.bare[one.start] >= "\u3000" else 0)
    for start, end, age in told:
        after = read.bare[one.end : start]
        behind = one.end <= start and len(after) <= (16 if " " in read.bare[start:end] else 2)
        if low <= start < one.end or (behind and read.sentence(start) == read.sentence(one.start)):
            return age
    return None


def _word(read: Reading, one: Found) -> str:
    """The word for somebody, of one alone."""
    return label_of(stem_of(read.said(one).lower()).lstrip("的"))


def is_plural(read: Reading, one: Found) -> bool:
    """Whether a word means several, without saying how many."""
    word = read.said(one).lower()
    if not word.isascii() and word >= "\u3000":
        return read.bare[one.end : one.end + 2].startswith(("们", "たち", "達"))
    one_alone = word.endswith("ss") or word in table("singular") or read.language == "de"
    return (word.endswith("s") and word[-2] not in "'\u2019" and not one_alone) or word in table("plurals")


def _same(read: Reading, before: Mention, one: Found, cast: Cast) -> bool:
    """Whether a word tells who somebody is that was named right before it: "Mara, a woman in a red coat", "she is a
    nurse", "[Mara, calm] a woman", "a woman doctor", "a robot waiter", 漁師の男."""
    member, between = cast.members[before.names[0]], read.bare[before.end : one.start]
    general, many = table("general_cast"), len(before.names) > 1
    if not isinstance(one.term, Person) or (many and not (member.kind in general or one.term.id in general)):
        return False
    if between in ("", " ") and before.end:
        return member.kind == "person" or not (member.name[:1].isupper() or (many and not between))
    if many:
        return False
    if between == "の":
        child = member.kind in ("child", "student") and one.term.id in ("boy", "girl")
        return child or (member.kind not in general and one.term.id in ("man", "woman", "couple"))
    apposed = bool(phrases("apposed").fullmatch(between))
    said = read.bare[before.start : before.end].lower()
    trade = read.lead(before.start)[0] < before.start and between.startswith(",")  # "the driver, a young woman"
    pronoun, named = bool(read.find(lexicon.PRONOUNS, said)), member.name[:1].isupper()
    one_of = said == "one of them"
    apposed = (apposed and not (pronoun and "," in between and not one_of)) or ("]" in between and len(between) < 30)
    if one.term.id in general:  # "Captain Reyes, a bald woman", "she is a young woman", "one of them, a woman"
        return apposed and (one_of or pronoun or named or (trade and member.kind not in general))
    return apposed and (named or pronoun) and member.kind in ("person", *general)


def _member(term: Term, word: str, sex: Sex, age: Age | None) -> Member:
    own = term.id not in table("general_cast") or term.id == "person" or word in term.words("en")
    name = word if own and word not in table("plurals") else term.id.replace("_", " ")
    if isinstance(term, Thing):
        return Member(name=name, kind=term.id, person=False)
    assert isinstance(term, Person)  # noqa: S101 - nothing else is in the cast
    return Member(name=name, kind=term.id, sex=sex, age=age or term.age, dress=term.dress)


def _sex(read: Reading, one: Found) -> Sex:
    """The sex of somebody: of the word itself, of the one before it, of its ending."""
    if not isinstance(one.term, Person):
        return ""
    word, before, sign = _word(read, one), read.word_before(one.start), read.bare[max(0, one.start - 1) : one.start]
    told = _sex_of(word) or one.term.sex or _sex_of("" if before in table("possessives") else before) or _sex_of(sign)
    endings: dict[str, Sex] = table("sex_endings").get(read.language, {})
    return told or next((sex for ending, sex in endings.items() if read.said(one).lower().endswith(ending)), "")


def _sex_of(word: str) -> Sex:
    sexes: dict[str, Sex] = table("sexes")
    signs = [sign for sign in word if sign >= "\u3000"] or [word[-len(end) :] for end in ("woman", "women", "girl")]
    return next((sexes[key] for key in (word, word.split(" ")[0].rstrip("."), *signs) if key in sexes), "")


# ---- clothes -------------------------------------------------------------------------------------------------------


def clothe(read: Reading, cast: Cast, met: list[Mention]) -> None:
    """Give the cast their clothes and colours: each belongs to whoever is named last before it in its sentence."""
    worn: dict[str, dict[str, str]] = {}
    for one in read.of("garments"):
        for name in _owners(read, cast, met, one):
            worn.setdefault(name, {})[one.term.id] = read.tint(one)
            if read.said(one).lower() in table("worn_by_women") and not cast.members[name].sex:
                cast.change(name, sex="f")
    for who in met:
        for animal in [one for one in read.of("things") if (one.start, one.end) == (who.start, who.end)]:
            for name in [name for name in who.names if read.tint(animal)]:
                cast.change(name, colour=read.tint(animal))
    for one in read.loose:
        code, kind = read.tint(one), read.worn_as(one)
        for name in _owners(read, cast, met, one) if kind else ():
            kind = kind if kind != "all" else "dress" if cast.members[name].sex == "f" else "suit"
            worn.setdefault(name, {}).setdefault(kind, code)
    for name, clothes in worn.items():
        hair = clothes.pop("hair", "") or cast.members[name].hair
        kept = {one.kind: one for one in cast.members[name].clothes}
        kept |= {kind: Garment(kind=kind, colour=code) for kind, code in clothes.items()}
        cast.change(name, clothes=tuple(kept.values()), hair=hair)


def _owners(read: Reading, cast: Cast, met: list[Mention], one: Found) -> list[str]:
    """Who wears something: whom "her" means, whom a の or 的 leads to, who is named last before it in its sentence."""
    own = next((_sex_of(word) for word in _phrase(read, one)[:1] if word in ("his", "her")), "")
    before = [who for who in met if who.start <= one.start and read.sentence(who.start) == read.sentence(one.start)]
    after = [who for who in met if 0 <= who.start - one.end <= 14 and read.clause(who.start) == read.clause(one.end)]
    if after and (not before or not read.bare[one.end : after[0].start].isascii()):
        return after[0].names  # 红衣女子, 赤いコートの女性
    theirs = [who for who in before if own and cast.members[who.names[0]].sex == own]
    return (theirs or before)[-1].names if before else met[0].names if len(met) == 1 else []

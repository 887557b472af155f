"""Who is in a shot, read from its words: people and animals by kind, name, sex, clothes and colours."""

from __future__ import annotations

import re

from kling import lexicon
from kling.animatic.cast import Cast, Mention, is_actor
from kling.animatic.read_pictures import Pictures
from kling.animatic.reading import Found, Reading, colour_code
from kling.animatic.scene import Age, Garment, Member, Sex
from kling.lexicon import Number, Person, Pronoun, Term, Thing, Tint, table
from kling.lexicon.pattern import pattern
from kling.lexicon.phrases import phrases
from kling.lexicon.words import stem_of

_NAME = pattern(r"(?<![\w<])[A-ZÁÉÍÓÚÑ][a-záéíóúñüç]{2,}(?![\w>])")
_CALLED = pattern(r"(?:\b(?:named|called|llamad[oa])|名叫|名为|という名の)\s*$")
_SPEAKER = pattern(r"(?:[A-ZÁÉÍÓÚÑ][\w'’-]*\s?){1,3}|[^\x00-\u2fff]{1,6}")
_APPOSED = pattern(
    r"\s*(?:[,(]?\s*(?:an?|the|el|la|una?|is an?|es una?|who is an?)\s+(?:[\w-]+\s+){0,2}|是一?[名位个]?)"
)
_MARKED = pattern(r"[がはもをと，、]")
_ARTICLE = pattern(r"^(?:the|a|an|el|la|un|una)\s+", re.IGNORECASE)
_WEARS = pattern(r"(?:\b(?:in|dressed in|wearing|de|vestid[oa] de)|身穿|穿着|穿)\s*$")
_BY_TRADE = pattern(r"\b(?:the|his|her|their|its) (?:[\w-]+ )?$", re.IGNORECASE)
_ONE = pattern(r"(?:一[个位名只]|一人の|另一[个位名])[^，。、]{0,6}$")
_NEW = pattern(r"\b(?:an?|una?) (?:[\w-]+ ){0,2}$", re.IGNORECASE)
_COUNTED = ("が", "を", "は", "")
_OWNER = pattern(r"['\u2019]s$")
_ALSO = pattern(r",? an? (?:[\w-]+ ){0,2}")
_PARTED = pattern(r"[,.;，。、]|\b(?:and|with|y|con)\b")


def label_of(speaker: str) -> str:
    """A speaker's label without brackets and article."""
    return _ARTICLE.sub("", speaker.strip(" []【】")).strip()


def mentions(read: Reading, cast: Cast, pictures: Pictures) -> list[Mention]:
    """Who is named in a text, in order; new members join the cast."""
    made: list[Mention] = []
    named = [one for one in read.of("cast", "things", "pronouns") if one.kind != "things" or is_actor(one.term)]
    found = {one.start: one for one in named if not _is_limb(one)}
    names = _proper(read, cast)
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
    for number, group in enumerate(made):  # "two chess players, a nun and a biker"
        each = [
            who
            for who in made[number + 1 :][: len(group.names)]
            if read.sentence(who.start) == read.sentence(group.start)
        ]
        listed = 1 < len(group.names) == len(each) and read.bare[group.end : each[0].start].lstrip()[:1] in tuple(
            ",:：，"
        )
        if listed and all(len(who.names) == 1 and who.names[0] not in group.names for who in each):
            made.remove(group)
            for name in {*group.names} - pictures.before - {name for who in made for name in who.names}:
                cast.leave(name)
            break
    for one in filter(_is_limb, named):
        _in_part(read, one, cast, made)
    return made


def _is_limb(one: Found) -> bool:
    return isinstance(one.term, Person) and bool(one.term.part)


def _in_part(read: Reading, one: Found, cast: Cast, made: list[Mention]) -> None:
    """A part of a body is somebody's: of whoever is named beside it, else in its sentence, else somebody's own."""
    its, part = (
        read.word_before(one.start) == "its",
        getattr(one.term, "part", ""),
    )  # nobody's: an animal's or a thing's
    alone = [n for n, who in enumerate(made) if len(who.names) == 1]
    if people := [n for n in alone if not (its and cast.members[made[n].names[0]].person)]:
        at = read.sentence(one.start)
        near = min(people, key=lambda n: (read.sentence(made[n].start) != at, abs(made[n].start - one.start)))
        made[near] = made[near]._replace(part=made[near].part or part)
    elif not (made or its):
        known = [name for name in cast.last if cast.members[name].person][:1]
        own = Member(name=part, kind=one.term.id, sex=_sex_of(read.word_before(one.start)))
        made.append(Mention(known or [cast.add(own).name], one.start, one.end, part))


def _meant(read: Reading, one: Found, cast: Cast, made: list[Mention]) -> list[Mention]:
    """Whom a pronoun means; "her" before a noun names nobody, and yet tells a sex."""
    sex = one.term.sex if isinstance(one.term, Pronoun) else ""
    said, follows = read.said(one).lower(), read.bare[one.end : one.end + 2].strip()
    acts = any(0 <= verb.start - one.end <= 12 for verb in read.of("poses"))
    if one.term.id in ("they", "one", "other"):
        known = [name for name in cast.last if cast.members[name].person][:2]
        if one.term.id == "they" and not known and said in table("pairs"):
            known = [cast.add(Member(name="person")).name for _ in range(2)]
        elif one.term.id != "they":
            known = [] if said == "one" and not acts else known[:1] if one.term.id == "one" else known[-1:]
        return [Mention(known, one.start, one.end)] if known else []
    if one.term.id == "it" or said == "el":
        return []
    member = cast.of_sex(sex, [name for who in made for name in who.names])
    if member and not member.sex:
        cast.change(member.name, sex=sex)
    if said == "his" or (said == "her" and follows[:1].isalpha()) or follows[:1] in ("的", "の"):
        return []
    if not member:
        later = [who for who in read.of("cast") if who.start > one.end and read.word_before(who.start) == "the"]
        if (read.language in table("gendered") and not acts) or any(_sex(read, who) in (sex, "") for who in later):
            return []  # a thing, or who is named after it: "She … The ballerina …"
        owners = [who for who in read.found if who.kind == "cast" and _OWNER.search(read.said(who))]
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
    known = {one.name for one in cast.members.values() if one.name[:1].isupper() or not one.name.isascii()}
    known |= {label for label in labels if is_name(label)}
    written = {name: rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name) for name in known}
    found = [(name, match.start()) for name in known for match in re.finditer(written[name], read.bare)]
    found += [(match[0], match.start()) for match in phrases("titled", 0).finditer(read.bare)]
    for match in _NAME.finditer(read.bare):
        after, before = read.bare[match.end() : match.end() + 44], read.bare[: match.start()]
        verbs = [one for one in read.find(lexicon.POSES, after) if after[: one.start].strip() in ("", "slowly", "and")]
        acts = bool(verbs) and after[verbs[0].start : verbs[0].end].split(" ")[0].endswith(("s", "a", "e"))
        apposed = after.lstrip()[:1] in (",", "(") and _APPOSED.match(after) and read.find(lexicon.CAST, after)
        trade = any(one.end == len(before.rstrip(", ")) and one.kind == "cast" for one in read.found if not one.absent)
        known_word = read.known(*match.span()) or match[0].lower() in table("no_names")
        if not known_word and not read.denied(*match.span()) and (_CALLED.search(before) or acts or apposed or trade):
            found.append((match[0], match.start()))
    made: dict[int, str] = {}
    for name, at in sorted(found, key=lambda row: (row[1], -len(row[0]))):
        beside = any(start <= at < end for start, end in spans)
        if name in cast.members or not beside:
            made.setdefault(at, name)
    return made


def _called(read: Reading, name: str, at: int, cast: Cast, made: list[Mention]) -> list[Mention]:
    """Somebody by name; a name right after a trade is theirs: "the baker, Tomás"."""
    between = _CALLED.sub("", read.bare[made[-1].end : at]).strip() if made else ""
    trade = made[-1].names if made and between in ("", ",") else []
    if name in cast.members or len(trade) != 1 or not cast.members[trade[0]].person or not trade[0].islower():
        if name not in cast.members:
            cast.add(Member(name=name, sex=_sex_of(name.lower())))
        return [Mention([name], at, at + len(name))]
    cast.change(trade[0], sex=_sex_of(name.lower()) or cast.members[trade[0]].sex)
    cast.rename(trade[0], name, made)
    return []


def is_name(label: str) -> bool:
    """Whether a label is somebody's name and no description."""
    return bool(_SPEAKER.fullmatch(label)) and not lexicon.CAST.find(label) and not lexicon.PRONOUNS.find(label)


def _named(read: Reading, one: Found, cast: Cast, made: list[Mention], pictures: Pictures) -> list[Mention]:
    term = one.term
    assert isinstance(term, Person | Thing)  # noqa: S101 - nothing else is asked for
    if made and _same(read, made[-1], one, cast):
        for name in made[-1].names:
            cast.learn(name, term)
        made[-1] = made[-1]._replace(end=one.end)
        return []
    word, before = _word(read, one), read.word_before(one.start)
    counted = term.count if isinstance(term, Person) else 1
    count = count_of(read, one) or (counted if counted > 1 else 3 if is_plural(read, one) else 1)
    if count > 6 and isinstance(term, Person):
        crowd = next((member for member in cast.members.values() if member.kind == "crowd"), None)
        return [Mention([(crowd or cast.add(Member(name="crowd", kind="crowd"))).name], one.start, one.end)]
    count = min(count, 6)
    sex = _sex(read, one)
    new = bool(_NEW.search(read.bare[: one.start]))
    same = [
        known.name
        for known in cast.same(term, word)
        if (not sex or known.sex in (sex, "")) and pictures.may_be(one.end, known, new=new)
    ]
    age = _age(read, one) if isinstance(term, Person) else None
    if count > 1:
        for _ in range(count - len(same)):
            another = _member(term, word, ("f", "m")[len(same) % 2] if term.id == "couple" else sex, age)
            same.append(cast.add(another, word).name)
        return [Mention(same[:count], one.start, one.end)]
    owned = before in table("possessives") or read.bare[max(0, one.start - 1) : one.start] in table("possessives")
    other = (
        before in ("another", "second", "other", "otro", "otra", "segundo")
        or (before in ("a", "an", "un", "una") and not same)
        or (bool(_ONE.search(read.bare[: one.start])) and not same)
        or (owned and word not in cast.words.values())
    )
    member = None if other else cast.find(term, word, sex)
    if member and pictures.may_be(one.end, member, new=new):
        cast.learn(member.name, term)
    else:
        member = cast.add(_member(term, word, sex, age), word)
    return [Mention([member.name], one.start, one.end)]


def _age(read: Reading, one: Found) -> Age | None:
    """How old somebody is by the words in, before and after theirs: "a retired boxer", "a pianist in her seventies"."""
    told = [(match.start, match.end, match.term.age) for match in read.find(lexicon.AGES, read.bare)]
    for match in phrases("years_of_age").finditer(read.bare):
        years = int(match[match.lastindex or 1])
        age: Age = "baby" if years < 3 else "child" if years < 14 else "old" if years > 62 else "adult"
        told.append((*match.span(), age))
    for start, end, age in told:
        before, after = read.bare[end : one.start], read.bare[one.end : start]
        inside = one.start <= start and end <= one.end
        ahead = end <= one.start and len(before) < 24 and len(before.split()) <= 2 and not _PARTED.search(before)
        behind = one.end <= start and len(after) <= (16 if " " in read.bare[start:end] else 2)
        if inside or ahead or (behind and read.sentence(start) == read.sentence(one.start)):
            return age
    return None


def _word(read: Reading, one: Found) -> str:
    """The word for somebody, of one alone."""
    return label_of(stem_of(read.said(one).lower()).lstrip("的"))


def count_of(read: Reading, one: Found) -> int:
    """How many of a thing there are: a number right before it; 0 where none is said."""
    for number in read.of("numbers"):
        assert isinstance(number.term, Number)  # noqa: S101 - only numbers are asked for
        gap = read.bare[number.end : one.start]
        near = len(gap.split()) <= 2 and "," not in gap if gap.isascii() else len(gap) <= 4 and not _MARKED.search(gap)
        other = near and read.finds(gap, lexicon.POSES, lexicon.CAST, lexicon.THINGS)
        if number.start < one.start and near and not other and read.clause(number.start) == read.clause(one.start):
            return number.term.value
        if 0 <= number.start - one.end <= 1 and read.bare[one.end : number.start] in _COUNTED:  # 猿が二匹
            return number.term.value
    return 0


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
        return member.kind not in general and one.term.id in ("man", "woman")
    if one.term.id in general and _BY_TRADE.search(read.bare[: before.start]) and _ALSO.fullmatch(between):
        return True  # "the driver, a young woman in a denim jacket"
    pronoun = bool(read.find(lexicon.PRONOUNS, read.bare[before.start : before.end]))
    if not (member.name[:1].isupper() or pronoun) or member.kind not in ("person", *general):
        return False
    return bool(_APPOSED.fullmatch(between)) or ("]" in between and len(between) < 30)


def _member(term: Term, word: str, sex: Sex, age: Age | None) -> Member:
    trade = term.id not in table("general_cast")
    own = trade or term.id == "person" or word in term.words("en")
    name = word if own and word not in table("plurals") else term.id.replace("_", " ")
    if isinstance(term, Thing):
        tints = lexicon.TINTS.find(word)
        return Member(name=name, kind=term.id, person=False, colour=colour_code(tints[0].term.rgb) if tints else "")
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
    tints = read.of("tints")
    used: set[int] = set()
    worn: dict[str, dict[str, str]] = {}
    for one in read.of("garments"):
        tint = tint_of(read, one, tints)
        used |= {tint.start} if tint else set()
        for name in _owners(read, met, one):
            worn.setdefault(name, {})[one.term.id] = code_of(tint)
            if read.said(one).lower() in table("worn_by_women") and not cast.members[name].sex:
                cast.change(name, sex="f")
    others = [one for one in read.of("things", "objects", "places") if not is_actor(one.term)]
    eyes = [one for one in read.of("cast") if isinstance(one.term, Person) and one.term.part]
    for tint in tints:
        if tint.start in used or any(tint_of(read, one, [tint]) for one in others):
            continue
        if any(read.clause(one.start) == read.clause(tint.start) and abs(one.start - tint.end) < 16 for one in eyes):
            continue  # "eyes as blue as the sea"
        dressed = _WEARS.search(read.bare[: tint.start]) or read.bare[tint.end : tint.end + 1] in ("衣", "服")
        for name in _owners(read, met, tint):
            member = cast.members[name]
            if not member.person:
                cast.change(name, colour=code_of(tint))
            elif tint.term.id in ("blonde", "ginger"):
                worn.setdefault(name, {})["hair"] = code_of(tint)
            elif dressed:
                worn.setdefault(name, {}).setdefault("dress" if member.sex == "f" else "suit", code_of(tint))
    for name, clothes in worn.items():
        hair = clothes.pop("hair", "") or cast.members[name].hair
        kept = {one.kind: one for one in cast.members[name].clothes}
        kept |= {kind: Garment(kind=kind, colour=code) for kind, code in clothes.items()}
        cast.change(name, clothes=tuple(kept.values()), hair=hair)


def _owners(read: Reading, met: list[Mention], one: Found) -> list[str]:
    before = [who for who in met if who.start <= one.start and read.sentence(who.start) == read.sentence(one.start)]
    after = [who for who in met if 0 <= who.start - one.end <= 14 and read.clause(who.start) == read.clause(one.end)]
    if after and (not before or not read.bare[one.end : after[0].start].isascii()):
        return after[0].names  # 红衣女子, 赤いコートの女性
    return before[-1].names if before else met[0].names if len(met) == 1 else []


def tint_of(read: Reading, one: Found, tints: list[Found]) -> Found | None:
    """The colour of a thing: in its name, right before it, or right after it as in Spanish."""
    inside = read.find(lexicon.TINTS, read.said(one))
    if inside:
        return Found("tints", inside[0].term, one.start, one.end)
    for tint in tints:
        gap = read.bare[tint.end : one.start]
        close = tint.end <= one.start and len(gap) <= (22 if gap.isascii() else 2) and len(gap.split()) <= 2
        if one.start <= tint.start < one.end or (close and not _PARTED.search(gap)):
            return tint
    return next((tint for tint in tints if 0 <= tint.start - one.end <= 2 and read.bare[one.end] == " "), None)


def code_of(tint: Found | None) -> str:
    """A colour as the scene has it."""
    return colour_code(tint.term.rgb) if tint and isinstance(tint.term, Tint) else ""

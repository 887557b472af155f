"""Who is in a shot, read from its words: people and animals by kind, name, clothes and colours."""

from __future__ import annotations

import re

from kling import lexicon
from kling.animatic.cast import Cast, Mention
from kling.animatic.reading import Found, Reading, colour_code
from kling.animatic.scene import Garment, Member
from kling.lexicon import Number, Person, Pronoun, Thing, Tint
from kling.lexicon.pattern import pattern
from kling.lexicon.words import stem_of

_NAME = pattern(r"(?<![\w<])[A-ZÁÉÍÓÚÑ][a-záéíóúñüç]{2,}(?![\w>])")
_CALLED = pattern(r"(?:\b(?:named|called|llamad[oa])|名叫|名为|という名の)\s*$")
_SPEAKER = pattern(r"(?:[A-ZÁÉÍÓÚÑ][\w'’-]*\s?){1,3}|[^\x00-\u2fff]{1,6}")
_APPOSED = pattern(r"\s*[,(]?\s*(?:an?|the|el|la|una?|is an?|es una?)\s+(?:[\w-]+\s+){0,2}")
_ARTICLE = pattern(r"^(?:the|a|an|el|la|un|una)\s+", re.IGNORECASE)
_WEARS = pattern(r"(?:\b(?:in|dressed in|wearing|de|vestid[oa] de)|身穿|穿着|穿)\s*$")
_PARTED = pattern(r"[,.;，。、]|\b(?:and|with|y|con)\b")


def is_actor(term: object) -> bool:
    """Whether a thing acts: an animal, a robot, a dragon."""
    return isinstance(term, Thing) and (term.kind == "animal" or term.id in ("robot", "toy"))


def label_of(speaker: str) -> str:
    """A speaker's label without brackets and article."""
    return _ARTICLE.sub("", speaker.strip(" []【】")).strip()


def mentions(read: Reading, cast: Cast) -> list[Mention]:
    """Who is named in a text, in order; new members join the cast."""
    made: list[Mention] = []
    found = {one.start: one for one in read.of("cast", "things", "pronouns")}
    names = {one.start: one for one in _proper(read, cast)}
    for start in sorted(found | names):
        if start in names:
            made.append(names[start])
        elif isinstance(found[start].term, Pronoun):
            made += _meant(read, found[start], cast)
        elif found[start].kind == "cast" or is_actor(found[start].term):
            made += _named(read, found[start], cast, made)
        cast.recent(made[-1].names if made else [])
    return made


def _meant(read: Reading, one: Found, cast: Cast) -> list[Mention]:
    """Whom a pronoun means; "her" before a noun names nobody."""
    sex = one.term.sex if isinstance(one.term, Pronoun) else ""
    if one.term.id == "they":
        known = [name for name in cast.last if cast.members[name].person][:2]
        return [Mention(known, one.start, one.end)] if known else []
    if one.term.id in ("one", "other"):
        acts = lexicon.POSES.find(read.bare[one.end : one.end + 24])
        known = [name for name in cast.last if cast.members[name].person][:2]
        if not known or (read.said(one).lower() == "one" and not (acts and acts[0].start <= 1)):
            return []
        return [Mention([known[0 if one.term.id == "one" else -1]], one.start, one.end)]
    said, follows = read.said(one).lower(), read.bare[one.end : one.end + 2].strip()
    if one.term.id == "it" or said == "el" or (said == "her" and follows[:1].isalpha()):
        return []
    member = cast.of_sex(sex) or cast.add(Member(name="person", sex=sex))
    return [Mention([member.name], one.start, one.end)]


def _proper(read: Reading, cast: Cast) -> list[Mention]:
    """Proper names: known ones, and those that are introduced as names. One that stands only beside a line is left to
    whoever reads the lines."""
    spans = [(one.end, one.outro) for one in read.quotes if one.outro]
    spans += [(one.intro, one.start) for one in read.quotes if one.start - one.intro < 24 and one.speaker]
    labels = {label_of(one.speaker) for one in read.quotes if one.kind == "line"}
    known = {one.name for one in cast.members.values() if one.name[:1].isupper() or not one.name.isascii()}
    known |= {label for label in labels if is_name(label)}
    written = {name: rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name) for name in known}
    found = [(name, match.start()) for name in known for match in re.finditer(written[name], read.bare)]
    for match in _NAME.finditer(read.bare):
        after = read.bare[match.end() : match.end() + 44]
        verbs = [one for one in lexicon.POSES.find(after) if after[: one.start].strip() in ("", "slowly", "and")]
        acts = bool(verbs) and after[verbs[0].start : verbs[0].end].split(" ")[0].endswith(("s", "a", "e"))
        apposed = after.lstrip()[:1] in (",", "(") and _APPOSED.match(after) and lexicon.CAST.find(after)
        known_word = read.known(*match.span()) or match[0].lower() in lexicon.table("no_names")
        if not known_word and (_CALLED.search(read.bare[: match.start()]) or acts or apposed):
            found.append((match[0], match.start()))
    made: dict[int, Mention] = {}
    for name, at in sorted(found, key=lambda row: (row[1], -len(row[0]))):
        beside = any(start <= at < end for start, end in spans)
        if at not in made and (name in cast.members or not beside):
            made[at] = Mention([name if name in cast.members else cast.add(Member(name=name)).name], at, at + len(name))
    return list(made.values())


def is_name(label: str) -> bool:
    """Whether a label is somebody's name and no description."""
    return bool(_SPEAKER.fullmatch(label)) and not lexicon.CAST.find(label) and not lexicon.PRONOUNS.find(label)


def _named(read: Reading, one: Found, cast: Cast, made: list[Mention]) -> list[Mention]:
    term = one.term
    assert isinstance(term, Person | Thing)  # noqa: S101 - nothing else is asked for
    beside = (
        made and read.bare[made[-1].end : one.start] == " " and not cast.members[made[-1].names[0]].name[:1].isupper()
    )
    if beside and isinstance(term, Person):
        return []  # a robot's hand is the robot, and so is a robot waiter
    if made and _apposed(read, made[-1], one, cast):
        cast.learn(made[-1].names[0], term)
        return []
    word, before = stem_of(read.said(one).lower()), read.word_before(one.start)
    count = count_of(read, one) or (term.count if isinstance(term, Person) else 1)
    if count > 6:
        crowd = next((member for member in cast.members.values() if member.kind == "crowd"), None)
        return [Mention([(crowd or cast.add(Member(name="crowd", kind="crowd"))).name], one.start, one.end)]
    same = [member.name for member in cast.same(term, word)]
    if count > 1:
        for _ in range(count - len(same)):
            new = _member(term, word)
            sex = ("f", "m")[len(same) % 2] if term.id == "couple" else new.sex
            same.append(cast.add(new.model_copy(update={"sex": sex}), word).name)
        return [Mention(same[:count], one.start, one.end)]
    other = before in ("another", "second", "other", "otro", "otra") or (
        before in ("a", "an", "un", "una") and not same
    )
    member = None if other else cast.find(term, word)
    if member:
        cast.learn(member.name, term)
    else:
        member = cast.add(_member(term, word), word)
    return [Mention([member.name], one.start, one.end)]


def count_of(read: Reading, one: Found) -> int:
    """How many of a thing there are: a number right before it; 0 where none is said."""
    for number in read.of("numbers"):
        gap = read.bare[number.end : one.start]
        if number.end <= one.start and len(gap) <= 24 and len(gap.split()) <= 2 and "," not in gap:
            return number.term.value if isinstance(number.term, Number) else 0
    return 0


def _apposed(read: Reading, before: Mention, one: Found, cast: Cast) -> bool:
    """Whether a word tells who a name is: "Mara, a woman in a red coat", "[Mara, calm] a woman"."""
    member = cast.members[before.names[0]]
    if member.kind != "person" or not isinstance(one.term, Person) or not member.name[:1].isupper():
        return False
    between = read.bare[before.end : one.start]
    return bool(_APPOSED.fullmatch(between)) or ("]" in between and len(between) < 30)


def _member(term: Person | Thing, word: str) -> Member:
    trade = term.id not in lexicon.table("general_cast")
    name = word if trade or word in term.words("en") else term.id.replace("_", " ")
    if isinstance(term, Thing):
        return Member(name=name, kind=term.id, person=False)
    return Member(name=name, kind=term.id, sex=term.sex, age=term.age, dress=term.dress, part=term.part)


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
    others = [one for one in read.of("things", "places") if not is_actor(one.term)]
    for tint in tints:
        if tint.start in used or any(tint_of(read, one, [tint]) for one in others):
            continue
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
    inside = lexicon.TINTS.find(read.said(one))
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

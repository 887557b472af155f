"""Whom and what the pictures and elements of a request show: read from the nouns beside their tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kling import lexicon
from kling.animatic.cast import Cast, Mention, is_actor
from kling.animatic.read_phrase import Found
from kling.animatic.reading import Reading
from kling.animatic.scene import Member, plain
from kling.api.body import Body
from kling.lexicon import Person, Thing, table
from kling.prompts.references import Reference
from kling.prompts.references import find as references

_SKIPPED = " (（\"'「“"
_NEAR = 12  # characters up to the verb of what a token shows
_ADJECTIVES = 2  # words between "@ginger is the" and "cat"


_INSIDE = "inside"
"""What a picture may show that somebody is in: a place, or something worn."""


class Shown(NamedTuple):
    """What a picture beside a thing is of: its ``reference``, and who has the thing in the hand."""

    reference: str
    holder: str = ""


class Pictures:
    """The pictures and elements that a text speaks of, tied to the noun beside their token, else to what their user
    calls them, else to somebody. ``things`` are those that they show, by their places; pictures of places, of styles
    and of what is worn are tied to nothing."""

    def __init__(self, read: Reading, body: Body, cast: Cast, names: Mapping[str, str]) -> None:
        frames = {n for n, one in enumerate(body.images, 1) if one.type in ("first_frame", "end_frame")}
        self.tokens = {
            one.start: one
            for one in references(read.text)
            if one.kind == "element" or (one.kind == "image" and one.number not in frames)
        }
        self.things: dict[int, Shown] = {}
        self._beside = {
            len(_without(read.bare[:start].lower(), "pictured_before", last=True)[0]): _name(one)
            for start, one in self.tokens.items()
        }
        self._read, self._cast, self._names = read, cast, names
        self._awaited: dict[int, str] = {}
        self.before = set(cast.members)

    def meet(self, start: int, made: list[Mention]) -> list[Mention]:
        """Whom the token at a place brings into the shot, after those who are named before it."""
        read, cast, one = self._read, self._cast, self.tokens[start]
        name, known = _name(one), self._known(_name(one))
        noun = _noun(read, made, one) or (None if known or name in cast.shown else self._called(name, one))
        if isinstance(noun, Mention):
            self._tie(noun, name, made)
            return []
        found = noun if isinstance(noun, Found) else None
        worn = found and found.kind == "garments" and made  # with nobody it is a thing
        if worn or (found and found.kind == "places") or (isinstance(noun, str) and not (known and noun == _INSIDE)):
            cast.shown.setdefault(name, None)
        elif found and found.end and _is_alive(found):
            self._awaited[found.start] = name
        elif found and found.end:
            self._thing(name, found if found.kind != "garments" else _ANYTHING, found.start, found.end)
        elif not known and (name in cast.shown or (found and not _is_alive(found)) or _handled(read, one)):
            if (thing := cast.shown.get(name, found or _ANYTHING)) is not None:
                doers = [who.names[0] for who in made if read.clause(who.start) == read.clause(start)]
                self._thing(name, thing, start, one.end, doers[-1] if doers and _handled(read, one) else "")
        else:
            known = known or self._somebody(name, found)
            rest = [it for it in read.of("pronouns") if it.start >= one.end and it.term.id == "it"][:1]
            is_it = rest and not read.bare[one.end : rest[0].start].strip(" .")  # "@smoke. It jumps"
            if is_it and cast.members[known].kind == "person" and not cast.members[known].sex:
                cast.change(known, kind="", person=False)
            return [Mention([known], start, one.end)]
        return []

    def _thing(self, reference: str, noun: Found, start: int, end: int, holder: str = "") -> None:
        self._read.found.append(noun._replace(start=start, end=end))
        self.things[start] = Shown(reference, holder)
        self._cast.shown.setdefault(reference, noun)

    def _somebody(self, reference: str, noun: Found | None) -> str:
        """A new member of whom only a picture tells, and what its user calls it: the name."""
        name, term = self._names.get(reference) or plain(reference), noun.term if noun else None
        known = {one: getattr(term, one) for one in ("sex", "age", "dress") if hasattr(term, one)}
        kind = term.id if isinstance(term, Person | Thing) else "person"
        member = Member(name=name, kind=kind, person=not isinstance(term, Thing), reference=reference)
        return self._cast.add(member.model_copy(update=known)).name

    def name(self, start: int, made: list[Mention]) -> None:
        """Somebody is named who may be whom a token before them shows."""
        if reference := self._awaited.get(start):
            self._tie(made[-1], reference, made)

    def may_be(self, end: int, member: Member, *, new: bool) -> bool:
        """Whether a word that ends at a place can mean somebody: not whom another picture shows than the one it is
        beside, and no ``new`` somebody whom a picture shows."""
        shown = self._beside.get(end, "")
        return member.reference == shown or (not member.reference if shown else not new)

    def _known(self, reference: str) -> str:
        return next((one.name for one in self._cast.members.values() if one.reference == reference), "")

    def _tie(self, who: Mention, reference: str, made: list[Mention]) -> None:
        """Somebody who is named is whom a picture shows, and who was known by the picture before."""
        cast, member, known = self._cast, self._cast.members[who.names[0]], self._known(reference)
        others = {name for one in made if one is not who for name in one.names} | self.before
        if known and known != member.name and not member.reference and member.name not in others:
            if cast.members[known].kind == "person":
                told = member.model_copy(update={"sex": member.sex or cast.members[known].sex})
                cast.change(known, **told.model_dump(include={"kind", "person", "sex", "age", "dress", "colour"}))
            who.names[0] = known
            cast.leave(member.name)
        elif not member.reference and not known:
            cast.change(member.name, reference=reference)

    def _called(self, name: str, one: Reference) -> Found | str | None:
        """What a user's own name for a picture tells: ``@cat``, ``@her``, ``@old_man``, ``@style``. A thing that acts
        is somebody's name: "@smoke watches"."""
        words = self._names.get(name, "").lstrip("@").replace("_", " ").replace("-", " ").rstrip("0123456789 ").lower()
        if words in (*table("pictured_places"), *table("pictured_manners")):
            return words
        acts = [verb.term.id for verb in self._read.of("poses") if 0 <= verb.start - one.end <= _NEAR]
        for kind in (lexicon.CAST, lexicon.PRONOUNS, lexicon.THINGS, lexicon.OBJECTS, lexicon.GARMENTS, lexicon.PLACES):
            for told in kind.find(words):
                found = Found(kind.name, told.term, 0, 0)
                if told.end == len(words) and (_is_alive(found) or not {*acts} - {*table("pictured_rests")}):
                    return found
        return None


def _name(one: Reference) -> str:
    return f"{one.kind}_{one.number}"


_ANYTHING = Found("objects", lexicon.OBJECTS["goods"], 0, 0)


def _is_alive(noun: Found) -> bool:
    return noun.kind in ("cast", "pronouns") or is_actor(noun.term)


# ---- the noun beside a token ---------------------------------------------------------------------------------------


def _noun(read: Reading, met: list[Mention], one: Reference) -> Mention | Found | str | None:
    """Who or what is named right before a token ("the woman from @her"), or after it ("@ginger is the cat"). A string
    for a place, a manner or something worn."""
    before, links = _without(read.bare[: one.start].lower(), "pictured_before", last=True)
    if before.endswith(",") and read.bare[one.end : one.end + 1] == ",":  # "the woman, @her, walks"
        before = before[:-1]
    told, inside = _at(read, met, end=len(before)), not {*links}.isdisjoint(table("pictured_in"))
    if inside and told is not None and not isinstance(told, str):  # "the woman in @her", not "a woman in @dress"
        definite = read.bare[: told.start].lower().rstrip().endswith(tuple(table("definite")))
        told = told if definite else _INSIDE
    if told is not None or inside or before.endswith(tuple(table("pictured_worn"))):
        return told or _INSIDE
    after, links = _without(read.bare[one.end :].lower(), "pictured_after")
    if links and links[-1] in table("pictured_verbs"):
        return None
    at = len(read.bare) - len(after)
    for _ in range(1 + (_ADJECTIVES if links else 0)):
        told = _at(read, met, start=at)
        if told is not None and (links or isinstance(told, Mention) or (isinstance(told, Found) and _is_alive(told))):
            return told
        at = read.bare.find(" ", at) + 1 or len(read.bare)
    return None


def _without(text: str, links: str, *, last: bool = False) -> tuple[str, list[str]]:
    """A text without the words that link a picture and a noun, at its beginning or end, and these words."""
    found: list[str] = []
    while True:
        text = text.rstrip(_SKIPPED) if last else text.lstrip(_SKIPPED)
        for word in table(links):
            rest = text.removesuffix(word) if last else text.removeprefix(word)
            apart = not word.isascii() or not (rest[-1:] if last else rest[:1]).isalnum()
            if rest != text and apart:
                text, found = rest, [*found, word]
                break
        else:
            return text, found


def _at(read: Reading, met: list[Mention], *, start: int = -1, end: int = -1) -> Mention | Found | str | None:
    """Who or what is named at a place."""
    tokens = {one.start for one in references(read.text)}
    who = [one for one in met if one.end and len(one.names) == 1 and one.start not in tokens]
    kinds = ("things", "objects", "garments", "places", *(("cast",) if start >= 0 else ()))
    what = [one for kind in kinds for one in read.of(kind) if start >= 0 or not _is_alive(one)]
    nouns: list[Mention | Found] = [*who, *what]
    for noun in nouns:
        if end in (noun.end, -1) and start in (noun.start, -1):
            return noun
    words = (*table("pictured_places"), *table("pictured_manners"))
    text = read.bare[max(0, start) : end if end >= 0 else None].lower()
    return "apart" if (text.startswith(words) if start >= 0 else text.endswith(words)) else None


def _handled(read: Reading, one: Reference) -> bool:
    """Whether a token is what somebody holds, drinks, sits on or the like, or what stands on a table."""
    before, _ = _without(read.bare[: one.start].lower(), "pictured_before", last=True)
    if before.endswith(tuple(table("pictured_under"))):
        return True
    return any(
        verb.term.id in table("poses_with_things") and 0 <= len(before) - verb.end <= 1 for verb in read.of("poses")
    )

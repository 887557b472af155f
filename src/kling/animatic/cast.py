"""The cast of a film as it is met, shot by shot: who there is, and whom a word or a pronoun means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kling.animatic.reading import Token
from kling.animatic.scene import RELATIONS, Film, Member, Part, Sex, Shot
from kling.lexicon import Person, Pose, Term, Thing, table
from kling.lexicon.words import stem_of

MANY = 6  # more are a crowd
SEVERAL = 3  # how many a plural means
_NAMES = ("name", "facing", "toward", "on", "beside", *RELATIONS, "speaker", "to")
_NAMED = ("cast", "actions", "things", "lines")
"""Fields of a shot's parts that hold a member's name, and those that hold such parts."""
Kind = Person | Thing
P = TypeVar("P", bound=Part)


@dataclass
class Cast:
    """The cast of a film as it is met: members by name, who was spoken of last, the words that name them, those of whom
    only a group was told ("two ladies"), the names that they had before, what pictures show that show nobody (None: a
    place, a style, something worn), how who sat, knelt or lay last did so, and on what."""

    members: dict[str, Member] = field(default_factory=dict)
    last: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    grouped: list[str] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    shown: dict[str, Token] = field(default_factory=dict)
    postures: dict[str, tuple[Pose, str]] = field(default_factory=dict)

    def alike(self, term: Kind, word: str, sex: Sex, age: str) -> list[str]:
        """All whom a word can mean, who was spoken of last first."""
        names = dict.fromkeys([*self.last, *self.members])
        return [name for name in names if self._fit(self.members[name], term, word, sex, age, definite=False)]

    def meant(self, term: Kind, word: str, sex: Sex = "", age: str = "", *, definite: bool = False) -> Member | None:
        """The member that a mention can mean best, of those alike the one who was spoken of last: the same word, a
        general word for somebody known ("the man"), one of a group ("the older lady")."""
        names = dict.fromkeys([*self.last, *self.members])
        fits = {name: self._fit(self.members[name], term, word, sex, age, definite=definite) for name in names}
        best = max(fits, key=lambda name: fits[name], default="")
        return self.members[best] if fits.get(best) else None

    def _fit(self, one: Member, term: Kind, word: str, sex: Sex, age: str, *, definite: bool) -> int:
        """How well somebody can be meant by a word, 0 for not at all."""
        own, general = self.words[one.name], term.id in table("general_cast")
        ends = own.endswith(word if word > "\u3000" else f" {word}") and not general  # "the opponent", 寿司職人 … 職人
        same, word = one.kind == term.id or ends, own if ends else word
        if (sex and one.sex not in (sex, "")) or one.person != isinstance(term, Person):
            return 0
        if isinstance(term, Thing):
            return same * (2 if own == word else definite)
        wanted = age or term.age
        alike = wanted in (one.age, {"old": "adult"}.get(one.age)) or (wanted == "old" and one.name in self.grouped)
        if same and own == word:
            return 5 if alike else 4
        if one.name in self.grouped and alike and general and term.id != "crowd":
            return 3
        if same and (general or (definite and term.id not in table("broad_cast"))):
            return 2 if alike else 0
        return int(word in table("anybody") and (term.id == "person" or alike) and one.kind != "crowd")

    def of_sex(self, sex: str, named: Sequence[str] = ()) -> Member | None:
        """Whom a pronoun means, of that sex from now on: who was ``named`` in the shot, else spoken of last."""
        sexed = [name for name in self.last if self.members[name].sex == sex]
        known = [self.members[name] for name in (*sexed, *named, *self.last, *self.members)]
        fits = [one for one in known if one.person and one.kind != "crowd" and (not sex or one.sex in (sex, ""))]
        pairs = [self.members[name].sex for name in self.grouped]  # one of "two men" is nobody in particular
        apart = {one.name: one.name in self.grouped and pairs.count(one.sex) > 1 for one in fits}
        young = ("baby", "child")
        fits.sort(key=lambda it: (apart[it.name], it.sex != sex, it.name in self.grouped, it.age in young))
        found = next((one for one in fits if one.name in named), next(iter(fits), None))
        if found and not found.sex:
            self.change(found.name, sex=sex)
        return found

    def several(self, one: Member, term: Kind, word: str, count: int, *, told: bool, every: bool) -> list[str]:
        """Those whom a plural means: without a number all who are known, else so many."""
        if count > MANY and one.person:
            crowd = next((name for name, known in self.members.items() if known.kind == "crowd"), "")
            return [crowd or self.add(Member(name="crowd", kind="crowd")).name]
        people = [name for name in self.last if self.members[name].person]
        known = people[:2] if term.id == "couple" else self.alike(term, word, one.sex, one.age)
        if len(known) > 1 and (every or not told):
            return known if every else known[:count]
        made = [name for name in known if self.words[name] == word][:count]
        while len(made) < min(count, MANY):
            sex = ("f", "m")[len(made) % 2] if term.id in ("couple", "family") and not one.sex else one.sex
            age = "child" if term.id == "family" and len(made) > 1 else one.age
            made.append(self.add(one.model_copy(update={"sex": sex, "age": age}), word).name)
            self.grouped.append(made[-1])
        return made

    def add(self, member: Member, word: str = "") -> Member:
        """A new member under a name that is free."""
        name = self.free(member.name)
        self.members[name] = member.model_copy(update={"name": name})
        self.words[name] = word or member.name
        return self.members[name]

    def free(self, name: str) -> str:
        """A name like this that nobody has or had."""
        taken = {*self.members, *self.renamed}
        numbers = (f"{name} {number}" for number in range(2, len(taken) + 3))
        return next(one for one in (name, *numbers) if one not in taken)

    def change(self, name: str, /, **values: object) -> None:
        """Learn something about a member; a new ``name``, too."""
        member = self.members[name].model_copy(update=values)
        self.members = {one.name: one for one in (member if key == name else old for key, old in self.members.items())}
        self.words[member.name] = self.words.pop(name, name)
        if member.name != name:  # earlier shots know them by the old name
            self.renamed = {old: member.name if new == name else new for old, new in self.renamed.items()}
            self.renamed[name] = member.name
        if name in self.postures:
            self.postures[member.name] = self.postures.pop(name)
        lists = self.last, self.grouped
        self.last, self.grouped = ([member.name if one == name else one for one in names] for names in lists)

    def rename(self, old: str, name: str, met: Sequence[Token]) -> None:
        """Call a member by a ``name``, also where they are met."""
        self.change(old, name=name)
        for who in met:
            who.names[:] = [name if one == old else one for one in who.names]

    def learn(self, name: str, term: Kind, age: str = "") -> None:
        """What another word says about somebody who had only a name or a general word."""
        member, general = self.members[name], table("general_cast")
        if isinstance(term, Thing) and member.kind == "person":
            self.change(name, kind=term.id, person=False)
        if not isinstance(term, Person) or not member.person:
            return
        told: dict[str, object] = {"age": age or term.age} if member.age == "adult" else {}
        apart = name in self.grouped and (member.kind in general or term.id not in general)
        if member.kind in ("person", "hands") or (member.kind in general and term.id not in general) or apart:
            told |= {"kind": term.id, "dress": term.dress}
        self.change(name, sex=member.sex or term.sex, **told)

    def claim(self, name: str, word: str, met: Sequence[Token]) -> str:
        """One of a group is told apart by a word of its own, and called so."""
        free = self.free(word)
        self.rename(name, free, met)
        self.grouped.remove(free)
        self.words[free] = word
        return free

    def now(self, part: P) -> P:
        """A shot, or a part of one, with the names that its cast got later."""
        told: dict[str, Any] = {field: self.renamed.get(value, value) for field, value in part if field in _NAMES}
        told |= {field: tuple(map(self.now, value)) for field, value in part if field in _NAMED}
        return part.model_copy(update=told)


def member_of(term: Term, word: str, sex: Sex, age: str) -> Member:
    """A new member whom a word for a term names."""
    own = term.id not in table("general_cast") or term.id == "person" or word in term.words("en")
    name = word if own and word not in table("plurals") else term.id.replace("_", " ")
    if isinstance(term, Thing):
        sex, young = "f" if word in table("females") else "", stem_of(word).endswith((*table("young"),))
        return Member(name=name, kind=term.id, person=False, sex=sex, age="child" if young else "adult")
    assert isinstance(term, Person)  # noqa: S101 - nothing else is in the cast
    told = {"name": name, "kind": term.id, "sex": sex, "age": age or term.age, "dress": term.dress}
    return Member.model_validate(told)


def together(films: Sequence[Film]) -> Film:
    """Films that know nothing of each other as one scene model, one after the other: nothing goes on from one to the
    next, and of members who are not the same but called the same the later ones get a number."""
    cast, shots = Cast(), list[Shot]()
    for one in films:
        own = Cast()
        for member in one.cast:
            if cast.members.get(member.name) != member and (name := cast.add(member).name) != member.name:
                own.renamed[member.name] = name
        shots += [own.now(shot).model_copy(update={"number": len(shots) + shot.number}) for shot in one.shots]
    parts = tuple(count for one in films for count in one.parts)
    return Film(cast=tuple(cast.members.values()), shots=tuple(shots), parts=parts)

"""The cast of a film as it is met, shot by shot: who there is, and whom a word or a pronoun means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kling.animatic.read_phrase import Found
from kling.animatic.scene import Film, Member, Shot
from kling.lexicon import Person, Pose, Thing, table


class Mention(NamedTuple):
    """Somebody named at a place of a text; several where the words count them. ``part``: only that is spoken of."""

    names: list[str]
    start: int
    end: int
    part: str = ""


def is_actor(term: object) -> bool:
    """Whether a thing acts: an animal, a robot, a dragon."""
    return isinstance(term, Thing) and (term.kind == "animal" or term.id == "robot")


@dataclass
class Cast:
    """The cast of a film as it is met: members by name, who was spoken of last, the words that name them, the names
    that they had before, what pictures show that show nobody (None: a place, a style, something worn), and how who sat,
    knelt or lay last did so, on what."""

    members: dict[str, Member] = field(default_factory=dict)
    last: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    shown: dict[str, Found | None] = field(default_factory=dict)
    postures: dict[str, tuple[Pose, str]] = field(default_factory=dict)

    def same(self, term: Person | Thing, word: str) -> list[Member]:
        """The members that a word names: a word for a trade means those who were called so."""
        general = term.id in table("general_cast")
        members = [one for one in self.members.values() if one.kind == term.id]
        return [one for one in members if general or self.words.get(one.name, word) == word]

    def find(self, term: Person | Thing, word: str, sex: str = "", *, definite: bool = False) -> Member | None:
        """A member that a mention can mean: the same word, or a general word for somebody known ("the man"); with "the"
        another word for the only one of a kind ("the dog" for a retriever)."""
        same = [one for one in self.same(term, word) if not sex or one.sex in (sex, "")]
        alike = [one for one in self.members.values() if one.kind == term.id and term.id not in table("broad_cast")]
        if definite and not same and len(alike) == 1 and (not sex or alike[0].sex in (sex, "")):
            return alike[0]
        if same or not isinstance(term, Person) or word not in table("anybody"):
            return next((one for one in same if one.name in self.last), same[0] if same else None)
        for one in self.members.values():
            fits = one.person and (not term.sex or one.sex in (term.sex, ""))
            young = one.age == term.age or (term.age == "adult" and one.age == "old")
            if fits and (term.id == "person" or young):
                return one
        return None

    def of_sex(self, sex: str, named: Sequence[str] = ()) -> Member | None:
        """Whom a pronoun means: somebody who was ``named`` in the shot and may be of that sex, else who was spoken of
        last."""
        sexed = [name for name in self.last if self.members[name].sex == sex]
        known = [self.members[name] for name in (*sexed, *named, *self.last, *self.members)]
        fits = [one for one in known if one.person and one.kind != "crowd" and (not sex or one.sex in (sex, ""))]
        kinds = [one.kind for one in self.members.values()]
        return min(
            fits,
            key=lambda one: (
                bool(named) and one.name not in named,
                one.sex != sex,
                kinds.count(one.kind) > 1,
                one.age in ("baby", "child"),
            ),
            default=None,
        )

    def add(self, member: Member, word: str = "") -> Member:
        """A new member under a name that is free."""
        name, number = member.name, 2
        while name in self.members:
            name, number = f"{member.name} {number}", number + 1
        self.members[name] = member.model_copy(update={"name": name})
        self.words[name] = word or member.name
        return self.members[name]

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
        self.last = [member.name if one == name else one for one in self.last]

    def rename(self, old: str, name: str, met: Sequence[Mention]) -> None:
        """Call a member by a ``name``, also where they are met."""
        self.change(old, name=name)
        for who in met:
            who.names[:] = [name if one == old else one for one in who.names]

    def learn(self, name: str, term: Person | Thing) -> None:
        """What another word says about somebody who had only a name or a general word."""
        member = self.members[name]
        if not isinstance(term, Person) or not member.person:
            return
        general = table("general_cast")
        if member.kind == "person" or (member.kind in general and term.id not in general):
            age = term.age if member.age == "adult" else member.age
            self.change(name, kind=term.id, sex=member.sex or term.sex, age=age, dress=term.dress)
        elif not member.sex:
            self.change(name, sex=term.sex)

    def leave(self, name: str) -> None:
        """Forget somebody who turns out to be others."""
        del self.members[name], self.words[name]
        self.last = [one for one in self.last if one != name]

    def recent(self, names: list[str]) -> None:
        """These were spoken of last."""
        self.last = [*names, *(one for one in self.last if one not in names)]

    def now(self, shot: Shot) -> Shot:
        """A shot with the names that its cast got later."""
        if not self.renamed:
            return shot

        def now(part: Any, *fields: str) -> Any:
            old = {name: getattr(part, name) for name in fields}
            return part.model_copy(update={name: self.renamed.get(value, value) for name, value in old.items()})

        cast = [
            now(one, "name", "facing").model_copy(update={"actions": tuple(now(act, "toward") for act in one.actions)})
            for one in shot.cast
        ]
        things, lines = (now(one, "on") for one in shot.things), (now(one, "speaker", "to") for one in shot.lines)
        return shot.model_copy(update={"cast": tuple(cast), "things": tuple(things), "lines": tuple(lines)})


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

"""The words of a prompt as tokens: what each is, where it stands, and which of two leaves no room for the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from kling import lexicon
from kling.lexicon import Term, Thing, table

FRAMED = {"camera_moves", "shot_sizes", "angles", "lenses"}
"""One phrase may speak of several: "static wide shot"."""
SET = frozenset({"places", "times_of_day", "weather", "lighting", "palettes"})
"""These say where and when; a word may be one of them and a thing, too (a bed, a lighthouse, a lamp)."""
_BOTH = {"things", "objects", "poses", "tints", "screen_sides", "light_sides"}
SEEN = frozenset({"cast", "things", "objects", "names"})
NOUNS = SEEN | {"garments", "places", "pronouns"}
LIKE = ("numbers", "tints", "ages")
OWNERS = ("'s", "\u2019s")
PARTICIPLES = ("ing", "ed", "ando", "endo", "ado", "ada", "ados", "adas")
ANYTHING = lexicon.OBJECTS["goods"]
CJK = "\u3000"


@dataclass(eq=False, slots=True)
class Token:
    """A word or a phrase at characters ``start`` to ``end``: a ``term`` of the vocabulary ``kind``, or an unknown one.
    ``at`` is its place among the tokens. ``absent``: it is named and not there, or part of another word. ``names`` are
    those of the cast whom it means, ``reference`` is the picture that shows it, ``label`` that of its thing."""

    word: str
    start: int
    end: int
    clause: int
    sentence: int
    kind: str = ""
    term: Term = ANYTHING
    at: int = 0
    absent: bool = False
    count: int = 0
    colour: str = ""
    age: str = ""
    part: str = ""
    names: list[str] = field(default_factory=list)
    reference: str = ""
    label: str = ""

    @property
    def is_alive(self) -> bool:
        """Whether this is a person, an animal or the like."""
        return self.kind in ("cast", "names") or is_actor(self.term)

    @property
    def is_limb(self) -> bool:
        """Whether this is a part of a body."""
        return (self.kind == "cast" and bool(getattr(self.term, "part", ""))) or self.term.id in ("hair", "beard")

    @property
    def is_cjk(self) -> bool:
        """Whether its words are not set apart by blanks."""
        return self.word[:1] >= CJK

    def over(self, one: Token) -> bool:
        """Whether two share characters."""
        return self.start < one.end and one.start < self.end

    def hides(self, one: Token) -> bool:
        """Whether a longer term, or one of an earlier kind, leaves no room for another."""
        longer, kinds = self.end - self.start > one.end - one.start, {self.kind, one.kind}
        if len(kinds & SET) == 1 and len(kinds) == 2:
            apart = getattr(one.term, "kind", "") in ("furniture", "part") or self.word.split(" ")[0] in table("asides")
            apart = apart and self.word.rstrip("上里中内边旁").endswith(one.word)  # "on the sofa", not "opera house"
            whole = self.kind == "places" and one.kind in SEEN | {"poses"} and not apart
            return self.over(one) and longer and (self.kind not in _BOTH if one.kind in SET else whole)
        apart = len(kinds) == 2 and (kinds <= FRAMED or kinds <= SET or kinds == {"facings", "poses"})
        return self.over(one) and not apart


NOBODY = Token("", -1, -1, -1, -1, at=-1)


def is_actor(term: object) -> bool:
    """Whether a thing acts: an animal, a robot, a dragon."""
    return isinstance(term, Thing) and (term.kind == "animal" or term.id == "robot")

"""The words of a prompt as a list of tokens: what a stage knows is looked up in the lexicon, the longest first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from kling import lexicon
from kling.animatic.names import is_name, label_of, names_in
from kling.animatic.senses import senses
from kling.lexicon import VOCABULARIES, Match, Term, Thing, Vocabulary, table
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.vocabulary import T
from kling.lexicon.words import is_japanese
from kling.prompts import quotes
from kling.prompts.language import language_of
from kling.prompts.references import find as references

_KINDS: tuple[Vocabulary[Term], ...] = (  # of equal spans the first wins
    lexicon.CAMERA_MOVES, lexicon.SHOT_SIZES, lexicon.ANGLES, lexicon.LENSES, lexicon.DEPTH_OF_FIELD,
    lexicon.LIGHT_SIDES, lexicon.FACINGS, lexicon.SCREEN_SIDES, lexicon.PRONOUNS, lexicon.CAST, lexicon.GARMENTS,
    lexicon.THINGS, lexicon.OBJECTS, lexicon.POSES, lexicon.AGES, lexicon.NUMBERS, lexicon.TINTS, lexicon.IDIOMS,
    lexicon.PLACES, lexicon.TIMES_OF_DAY, lexicon.WEATHER, lexicon.LIGHTING, lexicon.PALETTES,
)  # fmt: skip
FRAMED = frozenset({"camera_moves", "shot_sizes", "angles", "lenses"})
"""One phrase may speak of several: "static wide shot"."""
SET = frozenset({"places", "times_of_day", "weather", "lighting", "palettes"})
"""These say where and when; a word may be one of them and a thing, too (a bed, a lighthouse, a lamp)."""
_TURNED = {"facings", "poses"}  # "walks toward the camera"
_BOTH = frozenset({"things", "objects", "poses", "tints", "screen_sides", "light_sides"})
SEEN = frozenset({"cast", "things", "objects", "names"})
_NAMED = SEEN | {"garments"}
NOUNS = _NAMED | {"places", "pronouns"}
_CLAUSE_END = phrases("clause_ends")
_SENTENCE_END = pattern(r"(?:[.!?](?=\s|$|[\"”])|[。！？\n])+")
_AUDIO = phrases("heard_sentences", re.IGNORECASE | re.MULTILINE)
_HEARD = phrases("heard_clauses")
_WORD = pattern(r"[\u3005\u3041-\u30ff\u3400-\u9fff]|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
ANYTHING = lexicon.OBJECTS["goods"]
LIKE = ("numbers", "tints", "ages")
OWNERS = ("'s", "\u2019s")
_CJK = "\u3000"


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
        return self.word[:1] >= _CJK


class Tokens:
    """The tokens of one text; ``known`` are the names of the cast, ``before`` is what the shot before tells. Positions
    are those of the text as written. ``heard`` is what is said about sound, ``told`` the rest without what is quoted,
    ``bare`` without sounds."""

    def __init__(self, text: str, known: Sequence[str] = (), before: str = "") -> None:
        self.text = text
        self.quotes = [one for one in quotes.find(text) if one.text.strip()]
        written = zip(quotes.without(text), _AUDIO.sub(_blank, text), strict=True)
        self.told = "".join(a if a == b else " " for a, b in written)
        self.heard = " ".join(match[0].strip() for match in _AUDIO.finditer(text))
        bare = _HEARD.sub(_blank, self.told)
        self._years = [*phrases("years_of_age").finditer(bare)]
        self.bare = phrases("years_of_age").sub(_blank, bare)  # "a 35-year-old woman" is no old woman
        self.language = language_of(self.bare)
        self.japanese = is_japanese(self.bare)
        self._clauses = [match.start() for match in _CLAUSE_END.finditer(self.bare)]
        self._sentences = [match.start() for match in _SENTENCE_END.finditer(self.bare)]
        self._find_tokens(known, before)

    def find(self, words: Vocabulary[T], text: str) -> list[Match[T]]:
        """Where terms stand in a part of this text, or in words like its own."""
        return words.find(text, self.language)

    def of(self, *kinds: str) -> list[Token]:
        """What is there of these kinds, in order."""
        return [one for one in self.found if one.kind in kinds and not one.absent]

    def clause(self, at: int) -> int:
        """The number of the clause at a character."""
        return bisect_left(self._clauses, at)

    def sentence(self, at: int) -> int:
        """The number of the sentence at a character."""
        return bisect_left(self._sentences, at)

    def token(self, start: int, end: int, kind: str = "", term: Term = ANYTHING) -> Token:
        """A token of the words at a place."""
        return Token(self.bare[start:end].lower(), start, end, self.clause(start), self.sentence(start), kind, term)

    def _find_tokens(self, known: Sequence[str], before: str) -> None:
        """Make ``tokens``, of which none overlap, and of all that is found a list that has what is besides of where,
        when and how it is framed. Of terms that overlap the longest counts."""
        ranked = [*self._written(known)]
        for kind in _KINDS:
            ranked += [self.token(start, end, kind.name, term) for term, start, end in self.find(kind, self.bare)]
        pronouns = {(one.start, one.end): one for one in ranked if one.kind == "pronouns"}
        for one in pronouns.values():  # "elle" and "elles" have one stem, "el" and "él"
            own = [term for term in lexicon.PRONOUNS if one.word in term.words(cast("lexicon.Language", self.language))]
            one.kind = "pronouns" if own or self.language not in table("gendered") else ""
            one.term = (*own, one.term)[0]
            for two in ranked if own else ():  # who is called Ella is not so in Spanish
                two.kind = "" if two.kind == "names" and (two.start, two.end) == (one.start, one.end) else two.kind
        counted = {one.end + 1 for one in ranked if one.kind == "numbers"}
        tints = {(one.start, one.end) for one in ranked if one.kind == "tints" and one.start not in counted}
        ranked = [one for one in ranked if one.kind and not self._is_no_noun(one, tints)]
        for start, end, sense in senses(self.bare, self.language, before):
            name, _, id = (sense or "idioms.figure").partition(".")
            one = self.token(start, end, name, VOCABULARIES[name].terms.get(id, ANYTHING))
            one.label = "" if one.term is not ANYTHING else id
            if not self._is_no_noun(one, tints):
                ranked = [one, *(two for two in ranked if (two.start, two.end) != (start, end))]
        words = [one for one in ranked if one.kind not in SET | {"numbers", "ages"}]
        for name, id in table("cast_by_form").items():
            for match in phrases(name, 0).finditer(self.bare):
                one = self.token(*match.span(), "cast", lexicon.CAST[id])
                ranked[:0] = [] if any(_over(two, one) for two in words) else [one]
        self.verbs = {(one.start, one.end): one.term for one in ranked if one.kind == "poses"}
        found: list[Token] = []
        for one in sorted(ranked, key=lambda one: one.start - one.end):
            if not any(_hides(other, one) for other in found):
                found.append(one)
        self.found = sorted(found, key=lambda one: (one.start, -one.end))
        self.tokens: list[Token] = []
        rows = sorted(self.found, key=lambda one: one.kind in SET)
        apart = [one for n, one in enumerate(rows) if not any(_over(two, one) for two in rows[:n])]
        end = 0
        for one in [*sorted(apart, key=lambda one: one.start), self.token(len(self.bare), len(self.bare))]:
            self.tokens += [self.token(*match.span()) for match in _WORD.finditer(self.bare, end, one.start)]
            self.tokens.append(one)
            end = one.end
        self.tokens.pop()
        for at, one in enumerate(self.tokens):
            one.at = at
        for one in self.found:
            one.at = bisect_left(self.tokens, one.start + 1, key=lambda two: two.end)

    def _is_no_noun(self, one: Token, tints: Container[tuple[int, int]]) -> bool:
        """Whether a word is no noun as it is written ("fahren" is no ferry), or behind another ("aube rose")."""
        if self.language == "de" or one.kind not in _NAMED:
            return one.kind in _NAMED and self.bare[one.start : one.end].islower() and not self.bare.islower()
        *_, before, last = " ", *self.bare[: one.start].lower().split(" ")[-2:]
        led = not before.isalpha() or last or before in (*table("determiners"), *table("asides"))
        colour = self.language in table("colours_after") and (one.start, one.end) in tints and not led
        return colour or one.word in table("determiners")

    def _written(self, known: Sequence[str]) -> Iterator[Token]:
        """What is no word of the lexicon: pictures' tokens, names of the cast, "Mr. Fox"."""
        for one in references(self.text):
            yield replace(self.token(one.start, one.end, "references"), reference=f"{one.kind}_{one.number}")
        for name in {*known, *filter(is_name, (label_of(one.speaker) for one in self.quotes if one.kind == "line"))}:
            written = rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name)
            yield from (self.token(*match.span(), "names") for match in re.finditer(written, self.bare, re.IGNORECASE))
        yield from (self.token(*span, "names") for span in names_in(self.bare))
        for match in self._years:
            for age in [lexicon.AGES[name] for name in ("old", "child", "baby") if match[name]]:
                yield replace(self.token(*match.span(), "ages", age), word=match[0].lower())


def _over(other: Token, one: Token) -> bool:
    return other.start < one.end and one.start < other.end


def _hides(other: Token, one: Token) -> bool:
    """Whether a longer term, or one of an earlier kind, leaves no room for another."""
    if not _over(other, one):
        return False
    longer, kinds = other.end - other.start > one.end - one.start, {other.kind, one.kind}
    if len(kinds & SET) == 1 and len(kinds) == 2:
        apart = getattr(one.term, "kind", "") in ("furniture", "part") or other.word.split(" ")[0] in table("asides")
        apart = apart and other.word.rstrip("上里中内边旁").endswith(one.word)  # "on the sofa", not "opera house"
        whole = other.kind == "places" and (one.kind in SEEN or (one.kind == "poses" and one.is_cjk)) and not apart
        return longer and (other.kind not in _BOTH if one.kind in SET else whole)  # "coffee shop", not "on the sofa"
    return not (len(kinds) == 2 and (kinds <= FRAMED or kinds <= SET or kinds == _TURNED))


def is_actor(term: object) -> bool:
    """Whether a thing acts: an animal, a robot, a dragon."""
    return isinstance(term, Thing) and (term.kind == "animal" or term.id == "robot")


def amount(number: str) -> float:
    """A number of seconds in digits or in words."""
    return float(number) if number[0].isdecimal() else float(table("seconds")[number.lower()])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])

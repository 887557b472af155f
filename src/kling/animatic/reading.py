"""The words of a prompt as tokens, looked up in the lexicon, the longest first; what is beside them tells the rest."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import takewhile
from typing import cast

from kling import lexicon
from kling.animatic.compounds import last_parts
from kling.animatic.names import is_name, label_of, names_in
from kling.lexicon import VOCABULARIES, Absence, Term, Thing, table
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.words import is_japanese
from kling.prompts import quotes
from kling.prompts.language import language_of
from kling.prompts.references import find as references

FRAMED = {"camera_moves", "shot_sizes", "angles", "lenses"}  # one phrase may speak of several: "static wide shot"
SET = frozenset({"places", "times_of_day", "weather", "lighting", "palettes"})
"""These say where and when; a word may be one of them and a thing, too (a bed, a lighthouse, a lamp)."""
_BOTH = {"things", "objects", "poses", "tints", "screen_sides", "light_sides"}
SEEN = frozenset({"cast", "things", "objects", "names"})
NOUNS = SEEN | {"garments", "places", "pronouns"}
LIKE = ("numbers", "tints", "ages", "sizes")
OWNERS = ("'s", "\u2019s")
PARTICIPLES = ("ing", "ed", "ando", "endo", "ado", "ada", "ados", "adas")
ANYTHING = lexicon.OBJECTS["goods"]
CJK = "\u3000"
_AS = pattern(r"\bas (?!soon|long|far|well|much|many|if)[\w-]+ as\b", re.IGNORECASE)
_SENTENCE_END = pattern(r"(?:[.!?](?=\s|$|[\"”])|[。！？\n])+")
_AUDIO = phrases("heard_sentences", re.IGNORECASE | re.MULTILINE)
_WORD = pattern(r"[\u3005\u3041-\u30ff\u3400-\u9fff]|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")


@dataclass(eq=False, slots=True)
class Token:
    """A word or a phrase: a ``term`` of the vocabulary ``kind``, or an unknown one; ``absent`` is what is not there.
    ``names`` are of whom of the cast it means, ``reference`` is the picture that shows it, ``label`` its thing's."""

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
    scale: float = 0.0
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

    def hides(self, one: Token) -> bool:
        """Whether a longer term, or one of an earlier kind, leaves no room for another."""
        kinds, over = {self.kind, one.kind}, self.start < one.end and one.start < self.end
        if len(kinds & SET) == 1 < len(kinds):  # "on the sofa", not "opera house"
            whole = self.kind == "places" and one.kind in SEEN | {"poses"}
            whole = whole and self.word.split(" ")[0] not in table("asides")
            longer = self.end - self.start > one.end - one.start
            return over and longer and (whole or (one.kind in SET and self.kind not in _BOTH))
        return over and not (len(kinds) == 2 and (kinds <= FRAMED or kinds <= SET or kinds == {"facings", "poses"}))


NOBODY = Token("", -1, -1, -1, -1, at=-1)


def is_actor(term: object) -> bool:
    """Whether a thing acts: an animal, a robot, a dragon."""
    return isinstance(term, Thing) and (term.kind == "animal" or term.id == "robot")


class Reading:
    """One text: what is ``heard``, what is ``told`` but not quoted, and that without sounds and ages (``bare``). Of its
    ``tokens`` none overlap; ``found`` has besides where, when and how it is framed; ``loose`` are colours."""

    def __init__(self, text: str, known: Sequence[str] = ()) -> None:
        self.text, self.quotes = text, [one for one in quotes.find(text) if one.text.strip()]
        written = zip(quotes.without(text), _AUDIO.sub(_blank, text), strict=True)
        self.told = "".join(a if a == b else " " for a, b in written)
        self.heard = " ".join(match[0].strip() for match in _AUDIO.finditer(text))
        bare = phrases("heard_clauses").sub(_blank, self.told)
        self._years = [*phrases("years_of_age").finditer(bare)]
        self.bare = phrases("years_of_age").sub(_blank, bare)  # "a 35-year-old woman" is no old woman
        self.language, self.japanese = language_of(self.bare), is_japanese(self.bare)
        self.edges = frozenset(word for name in ("asides", "openings", "relatives") for word in table(name))
        self._clauses = [match.start() for match in phrases("clause_ends").finditer(self.bare)]
        self._sentences = [match.start() for match in _SENTENCE_END.finditer(self.bare)]
        ranked = self._ranked(known)
        self._verbs = {(one.start, one.end): one.term for one in ranked if one.kind == "poses"}
        self.found: list[Token] = []
        for one in sorted(ranked, key=lambda one: one.start - one.end):
            self.found += [one] * (not any(other.hides(one) for other in self.found))
        self.found.sort(key=lambda one: (one.start, -one.end))
        self.tokens = self._in_order()
        for one in self.tokens:
            self._tell_verb(one)
            self._tell_unknown(one)
        self._make_absent()
        for one in self.found:
            one.absent = one.absent or self.tokens[one.at].absent
        for one in self.tokens:
            one.absent = one.absent or (one.kind in SEEN and self._is_part(one))
        self._bind()

    def of(self, *kinds: str) -> list[Token]:
        """What is there of these kinds, in order."""
        return [one for one in self.found if one.kind in kinds and not one.absent]

    def token(self, start: int, end: int, kind: str = "", term: Term = ANYTHING) -> Token:
        """A token of the words at a place."""
        clause, sentence = bisect_left(self._clauses, start), bisect_left(self._sentences, start)
        return Token(self.bare[start:end].lower(), start, end, clause, sentence, kind, term)

    def clause_of(self, one: Token) -> list[Token]:
        """The tokens of another's clause."""
        return [two for two in self.tokens if two.clause == one.clause]

    def beside(self, one: Token, by: int = 1) -> Token:
        """The token after another in its clause, or before it; an empty one where there is none."""
        other = self.tokens[one.at + by] if 0 <= one.at + by < len(self.tokens) else NOBODY
        return other if other.clause == one.clause else NOBODY

    def word(self, one: Token, by: int) -> str:
        """The word after a token in its clause, or before it; empty where there is none."""
        return self.beside(one, by).word

    def said(self, one: Token) -> str:
        """A term as it is written."""
        return self.text[one.start : one.end]

    def phrase(self, one: Token) -> tuple[list[str], str]:
        """The words of a noun's phrase before it, and the word before these: "the old", "on" of "on the old table"."""
        words: list[str] = []
        for other in reversed(self.tokens[max(0, one.at - 6) : one.at]):
            led = other.word in table("determiners") and not one.is_cjk
            ends = (other.kind == "poses" and not self.describes(other)) or other.kind in ("cast", "pronouns")
            ends = ends or (other.word in self.edges and not led) or one.kind == "pronouns"
            if one.is_cjk:
                ends = other.kind not in LIKE and other.word not in table("measures")
            if ends or other.clause != one.clause:
                return words, other.word.split(" ")[-1] if other.clause == one.clause else ""
            words.insert(0, other.word)
            if led:
                return words, self.word(other, -1).split(" ")[-1]
        return words, ""

    def is_plural(self, one: Token) -> bool:
        """Whether a word means several, without saying how many."""
        ends = one.word.endswith("s") and self.language != "de" and not one.word.endswith(("ss", *OWNERS))
        known = {one.word, one.word.removesuffix("n")} & {*table("plurals")}
        return ends or bool(known) or self.bare.startswith(("们", "たち", "達", "들"), one.end)

    def is_aside(self, one: Token) -> bool:
        """Whether a noun only tells where, with what or whose: "on the bench", "with a bag", ベンチに."""
        return (one.is_cjk and self.word(one, 1) in table("marks")) or self.phrase(one)[1] in table("asides")

    def describes(self, verb: Token) -> bool:
        """Whether a verb only tells which one a noun after it is: "the sleeping guard"."""
        led = self.word(verb, -1).split(" ")[-1] in table("describes") and verb.word.endswith(PARTICIPLES)
        return self.word(verb, 1) == "的" if verb.is_cjk else led

    def _ranked(self, known: Sequence[str]) -> list[Token]:
        """All that the lexicon knows of the text, of equal spans the better one first."""
        kinds = [VOCABULARIES[name] for name in table("kinds")]
        found = [(kind.name, one) for kind in kinds for one in kind.find(self.bare, self.language)]
        ranked = [self.token(one.start, one.end, name, one.term) for name, one in found]
        ranked[:0] = self._written(known)
        for term, start, end in lexicon.PRONOUNS.find(self.bare, self.language):  # "elle" and "elles" have one stem
            word, language = self.bare[start:end].lower(), cast("lexicon.Language", self.language)
            own = [two for two in lexicon.PRONOUNS if word in two.words(language)]
            ranked[:0] = [self.token(start, end, "pronouns", (*own, term)[0])] * bool(own or language != "es")
        for word, told in table("senses").get(self.language, {}).items():
            for start, end in [match.span() for match in _form(word).finditer(self.bare)]:
                fits = [sense for sense, cues in told.items() if any(_form(cue).search(self.bare) for cue in cues)]
                name, _, id = ((*fits, "-")[0] or "idioms.figure").partition(".")
                if id:  # else it is what it is mostly
                    one = self.token(start, end, name, VOCABULARIES[name].terms.get(id, ANYTHING))
                    one.label = "" if id in VOCABULARIES[name] else id
                    ranked = [one, *(two for two in ranked if (two.start, two.end) != (start, end))]
        nouns = SEEN | {"garments"} if self.language == "de" else ()  # "fahren" is no noun
        return [one for one in ranked if one.kind not in nouns or not self.bare[one.start].islower()]

    def _written(self, known: Sequence[str]) -> Iterator[Token]:
        """What is no word of the lexicon: pictures' tokens, names of the cast, "Mr. Fox", ages in years."""
        for one in references(self.text):
            yield replace(self.token(one.start, one.end, "references"), reference=f"{one.kind}_{one.number}")
        for name in {*known, *filter(is_name, (label_of(one.speaker) for one in self.quotes if one.kind == "line"))}:
            written = rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name)
            yield from (self.token(*match.span(), "names") for match in re.finditer(written, self.bare, re.IGNORECASE))
        yield from (self.token(*span, "names") for span in names_in(self.bare))
        for match in self._years:
            for age in [lexicon.AGES[name] for name in ("old", "child", "baby") if match[name]]:
                yield replace(self.token(*match.span(), "ages", age), word=match[0].lower())

    def _in_order(self) -> list[Token]:
        """Tokens of which none overlap, with the words between; where and when something is gives way to what is."""
        tokens: list[Token] = []
        words = [self.token(*match.span()) for match in _WORD.finditer(self.bare)]
        for one in [*sorted(self.found, key=lambda one: one.kind in SET), *words]:
            if not any(one.start < two.end and two.start < one.end for two in tokens):
                tokens.append(one)
        tokens.sort(key=lambda one: one.start)
        for at, one in enumerate(tokens):
            one.at = at
        for one in self.found:
            one.at = bisect_left(tokens, one.start + 1, key=lambda two: two.end)
        return tokens

    def _tell_verb(self, one: Token) -> None:
        """A noun that is a verb, too ("cook", "leaves", "slides"), is one right after somebody or something."""
        before, verb = self.beside(one, -1), self._verbs.get((one.start, one.end))
        owns = before.word in table("determiners") or before.word.endswith(OWNERS)
        doer = not owns and (before.is_alive or before.kind in ("pronouns", "garments", "things"))
        acts = doer or self.word(one, 1) in (*table("possessives"), "him", "them")  # "and pumps his fist"
        if acts and one.kind in SEEN | {"garments"} and (verb or one.word.endswith("s")):
            one.kind, one.term = ("poses", verb) if verb else ("", ANYTHING)

    def _tell_unknown(self, one: Token) -> None:
        """An unknown word is a name ("the baker, Tomás"), a thing ("a theremin hums"), in German what it ends in."""
        said, after, words, heads = self.said(one), self.beside(one), self.phrase(one)[0], list[tuple[str, Term]]()
        if one.kind or one.word in (*table("no_names"), *table("plain_words"), *table("wears"), *self.edges):
            return
        for end, sure in last_parts(said) if self.language == "de" and said[0].isupper() else ():
            ends = [VOCABULARIES[name] for name in table("heads")]
            found = [(kind.name, it) for kind in ends for it in kind.find(end, self.language) if it.start == 0]
            heads += [(name, it.term) for name, it in found if sure or name == "cast" or is_actor(it.term)]
        acts = after.kind in ("", "poses") and after.word.split(" ")[0][-1:] == "s"
        if said[2:] and said[0].isupper() and not heads:
            kinds = [two.kind for two in self.clause_of(one) if two.kind in NOUNS and after.word in table("wears")]
            led = self.word(one, -1) in table("called") or self.beside(one, -1).kind == "cast"
            heads = [("names", ANYTHING)] * (led or (acts and after.kind == "poses") or kinds[:1] == ["garments"])
        elif not heads and {*words[:1]} & {*table("determiners")} and not phrases("body_parts").fullmatch(one.word):
            hums = self.language == "en" and acts and words[0] in table("indefinite")
            does = self.beside(one, -len(words) - 1).term.id in table("poses_with_things")
            heads = [("objects", ANYTHING)] * bool(hums or (does and after.word in ("", *self.edges)))
        for one.kind, one.term in heads[:1]:
            insort(self.found, one, key=lambda two: two.start)

    def _make_absent(self) -> None:
        """Tell what is not there by the words that say so."""
        told = [(lexicon.ABSENCES["likeness"], *match.span()) for match in _AS.finditer(self.bare)]
        denied_by = (lexicon.NEGATIONS, lexicon.ABSENCES)
        for term, start, end in [*told, *(one for words in denied_by for one in words.find(self.bare, self.language))]:
            word, at = self.token(start, end), bisect_left(self.tokens, end, key=lambda one: one.end)
            if any(one.kind and one.start <= start and end <= one.end for one in self.tokens[at : at + 1]):
                continue  # "a stone statue" is one
            kana = any("\u3041" <= char <= "\u3096" for char in word.word)
            where = term.where if isinstance(term, Absence) else "before" if kana else "after"
            before = [one for one in self.tokens[max(0, at - 12) : at + 1] if one.end <= start]
            after = [one for one in self.tokens[at : at + 30] if one.start >= end and one.sentence == word.sentence]
            denied = [one for one in before if one.kind in SEEN | {"weather"} and one.clause == word.clause][-1:]
            if where == "material":  # "an inflatable flamingo"
                denied = [one for one in (*after[:1], *before[-1:]) if one.is_alive and not one.is_limb][:1]
            elif where == "made":
                denied = [one for one in denied if start - one.end <= 1]
            elif where == "sentence":
                denied = [*takewhile(lambda one: one.word not in table("contrasts"), after)]
            elif where != "before":  # not where it is: "no cars on the street"
                free = [one for one in after if one.clause == self.token(end, end).clause]
                free[1:] = takewhile(lambda one: one.word not in table("asides") or not one.word[1:], free[1:])
                ends = [one.at for one in free if one.kind == "poses" or (where == "first" and one.kind in SEEN)]
                kinds = SET if any(one.kind in SEEN for one in free) else ()
                denied = [one for one in free if one.at <= (*ends, at + 30)[0] and one.kind not in kinds]
                denied = [one for one in denied if where != "meal" or one.is_alive]
            for one in denied:
                one.absent = one.kind != "names" or word.word not in table("called")

    def _is_part(self, one: Token) -> bool:
        """Whether a word is only part of a compound or a name: 犬小屋, "dog food", "a dog's bowl", "Blue Dragon"."""
        after, before = self.beside(one), self.beside(one, -1)
        head = after.kind in NOUNS - {"names", "pronouns"} and not (after.is_limb or after.term.id.startswith("hair"))
        head = head and after.term.id not in table("general_cast") and after.word.split(" ")[0] not in self.edges
        if one.is_limb or one.kind == "names":
            return False
        if one.is_cjk or one.word.endswith(OWNERS):
            return head and (not one.is_cjk or after.start == one.end)
        if is_actor(one.term) and before.word and self.bare[one.start].isupper() and self.language != "de":
            return True
        open_end = not after.word.endswith(("s", "ed", "ing", "ly")) and after.word not in ("", *table("plain_words"))
        return self.language == "en" and not self.is_plural(one) and (head if after.kind else open_end)

    def _bind(self) -> None:
        """Give colours, numbers and ages to their nouns: 赤い猫, "a red cat", 猿が二匹, "jersey de lana gris"."""
        nouns = [one for one in self.tokens if one.kind in NOUNS | SET]
        behind = {"numbers": self.japanese, "ages": True}
        behind |= dict.fromkeys(("tints", "sizes"), self.language in table("colours_after"))
        joints, told = {*table("joining"), "が", "を", "は", "of", "de"}, list[tuple[Token, Term]]()
        self.loose: list[Token] = []
        for one in nouns:
            whole = self.word(one, -1) + " " + one.word if self.beside(one, -1).absent else one.word  # "orange jacket"
            for kind in (lexicon.TINTS, lexicon.NUMBERS, lexicon.AGES, lexicon.SIZES):
                told += [(one, match.term) for match in kind.find(whole, self.language)]
        for word in self.of(*LIKE):
            ends = {*self.edges, *table("determiners") * (word.kind == "tints")} - {*table("joining")}
            fits = [one for one in nouns if one.clause == word.clause or word.kind == "ages"]
            fits = [one for one in fits if one.kind not in table("unbound")[word.kind]]
            before = [one for one in fits if one.at < word.at and behind[word.kind]][-1:]
            near = [one for one in before if self._between(one, word) <= joints]
            near += [one for one in fits if one.at > word.at and not self._between(word, one) & ends]
            self.loose += [word] * (word.kind == "tints" and not near)
            told += [(one, word.term) for one in near[:1] or [word]]
        for noun, term in told:
            noun.colour = noun.colour or getattr(term, "code", "")
            value, sized = getattr(term, "value", 0.0), term.id in lexicon.SIZES
            noun.count, noun.scale = noun.count or int(value * (not sized)), noun.scale or value * sized
            noun.age = noun.age or getattr(term, "age", "")

    def _between(self, one: Token, other: Token) -> set[str]:
        return {two.word for two in self.tokens[one.at + 1 : other.at] if two.kind != "tints"}


@cache
def _form(word: str) -> re.Pattern[str]:
    """A word with its endings; signs of scripts without blanks anywhere."""
    return re.compile(word if word >= CJK else rf"\b{word}(?:e?[sn])?\b", re.IGNORECASE)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])

"""The words of a prompt as a list of tokens: what a stage knows is looked up in the lexicon, the longest first.

A token says what its word is, which clause it is in, and whether it is named and yet not there. What stands beside a
token tells the rest: where its phrase begins, its colour, its number.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kling import lexicon
from kling.lexicon import Absence, Match, Measure, Person, Term, Thing, Tint, Vocabulary, table
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
_BOTH = frozenset({"things", "objects", "poses", "tints", "screen_sides", "light_sides"})
SEEN = frozenset({"cast", "things", "objects", "names"})
NOUNS = SEEN | {"garments", "places", "pronouns"}
_CLAUSE_END = pattern(
    r"[.!?;:,。！？；：，、\n—–()（）]+|\b(?:while|as (?=(?:the|a|an|he|she|they)\b)|but|mientras|pero)\b|但|而是",
    re.IGNORECASE,
)
_SENTENCE_END = pattern(r"(?:[.!?](?=\s|$|[\"”])|[。！？\n])+")
_AUDIO = phrases("heard_sentences", re.IGNORECASE | re.MULTILINE)
_HEARD = phrases("heard_clauses")
_WORD = pattern(r"[\u3005\u3041-\u30ff\u3400-\u9fff]|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_SPEAKER = pattern(r"(?:[A-ZÁÉÍÓÚÑ][\w'’-]*\s?){1,3}|[^\x00-\u2fff]{1,6}")
_ARTICLE = pattern(r"^(?:the|a|an|el|la|un|una)\s+", re.IGNORECASE)
_AS = pattern(r"\bas (?!soon|long|far|well|much|many|if)[\w-]+ as\b", re.IGNORECASE)
_ANYTHING = lexicon.OBJECTS["goods"]
_TOLD = (lexicon.TINTS, lexicon.NUMBERS, lexicon.AGES)
OWNERS = ("'s", "\u2019s")
_CJK = "\u3000"
_KATAKANA = pattern(r"[\u30a1-\u30fc]")
_KANJI = pattern(r"[\u3005\u30a1-\u30ff\u3400-\u9fff]")


@dataclass(eq=False, slots=True)
class Token:
    """A word or a phrase at characters ``start`` to ``end``: a ``term`` of the vocabulary ``kind``, or one that is not
    known. ``at`` is its place among the tokens. ``absent``: it is named and not there, for it is denied, over,
    remembered, compared with, or part of another word or a name. ``names`` are those of the cast whom it means,
    ``reference`` is the picture that shows it."""

    word: str
    start: int
    end: int
    clause: int
    sentence: int
    kind: str = ""
    term: Term = _ANYTHING
    at: int = 0
    absent: bool = False
    count: int = 0
    colour: str = ""
    age: str = ""
    part: str = ""
    names: list[str] = field(default_factory=list)
    reference: str = ""

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


class Reading:
    """One text, read; ``known`` are the names of the cast. Positions are those of the text as written. ``heard`` is
    what is said about sound, ``told`` is the rest without what is quoted, ``bare`` without sounds."""

    def __init__(self, text: str, known: Sequence[str] = ()) -> None:
        self.text = text
        self.quotes = [one for one in quotes.find(text) if one.text.strip()]
        written = zip(quotes.without(text), _AUDIO.sub(_blank, text), strict=True)
        self.told = "".join(a if a == b else " " for a, b in written)
        self.heard = " ".join(match[0].strip() for match in _AUDIO.finditer(text))
        self.bare = _HEARD.sub(_blank, self.told)
        self.language = language_of(self.bare)
        self.japanese = is_japanese(self.bare)
        self._clauses = [match.start() for match in _CLAUSE_END.finditer(self.bare)]
        self._sentences = [match.start() for match in _SENTENCE_END.finditer(self.bare)]
        self.edges = frozenset(word for name in ("asides", "openings", "relatives") for word in table(name))
        self._find_tokens(known)
        for one in self.tokens:
            self._tell_verb(one)
        self._make_absent()
        for one in self._found:
            one.absent = one.absent or self.tokens[one.at].absent
        for one in self.tokens:
            one.absent = one.absent or (one.kind in SEEN and self._is_part(one))
        self._bind()

    # ---- tokens ------------------------------------------------------------------------------------------------------

    def find(self, words: Vocabulary[T], text: str) -> list[Match[T]]:
        """Where terms stand in a part of this text, or in words like its own."""
        return words.find(text, self.language)

    def of(self, *kinds: str) -> list[Token]:
        """What is there of these kinds, in order."""
        return [one for one in self._found if one.kind in kinds and not one.absent]

    def introduce(self, one: Token) -> Token:
        """Make a thing of a word that is not known."""
        one.kind = "objects"
        insort(self._found, one, key=lambda two: two.start)
        return one

    def clause(self, at: int) -> int:
        """The number of the clause at a character."""
        return bisect_left(self._clauses, at)

    def sentence(self, at: int) -> int:
        """The number of the sentence at a character."""
        return bisect_left(self._sentences, at)

    def token(self, start: int, end: int, kind: str = "", term: Term = _ANYTHING) -> Token:
        """A token of the words at a place."""
        return Token(self.bare[start:end].lower(), start, end, self.clause(start), self.sentence(start), kind, term)

    def _find_tokens(self, known: Sequence[str]) -> None:
        """Make ``tokens``, of which none overlap, and of all that is found a list that has what is besides of where,
        when and how it is framed. Of terms that overlap the longest counts."""
        ranked = [*self._written(known)]
        for kind in _KINDS:
            ranked += [self.token(start, end, kind.name, term) for term, start, end in self.find(kind, self.bare)]
        words = [one for one in ranked if one.kind not in SET | {"numbers"}]
        for match in phrases("strangers").finditer(self.bare):  # by trades that are written as such: 一位漆器师
            one = self.token(*match.span(), "cast", lexicon.CAST["civilian"])
            ranked[:0] = [] if any(_over(two, one) for two in words) else [one]
        self._verbs = {(one.start, one.end): one.term for one in ranked if one.kind == "poses"}
        found: list[Token] = []
        for one in sorted(ranked, key=lambda one: one.start - one.end):
            if not any(_hides(other, one) for other in found):
                found.append(one)
        self._found = sorted(found, key=lambda one: (one.start, -one.end))
        self.tokens: list[Token] = []
        rows = sorted(self._found, key=lambda one: one.kind in SET)
        apart = [one for n, one in enumerate(rows) if not any(_over(two, one) for two in rows[:n])]
        end = 0
        for one in [*sorted(apart, key=lambda one: one.start), self.token(len(self.bare), len(self.bare))]:
            self.tokens += [self.token(*match.span()) for match in _WORD.finditer(self.bare, end, one.start)]
            self.tokens.append(one)
            end = one.end
        self.tokens.pop()
        for at, one in enumerate(self.tokens):
            one.at = at
        for one in self._found:
            one.at = bisect_left(self.tokens, one.start + 1, key=lambda two: two.end)

    def _written(self, known: Sequence[str]) -> Iterator[Token]:
        """What is no word of the lexicon: pictures' tokens, names of the cast, "Mr. Fox"."""
        for one in references(self.text):
            yield replace(self.token(one.start, one.end, "references"), reference=f"{one.kind}_{one.number}")
        labels = (label_of(one.speaker) for one in self.quotes if one.kind == "line")
        for name in {*known, *filter(is_name, labels)}:
            written = rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name)
            yield from (self.token(*match.span(), "names") for match in re.finditer(written, self.bare))
        yield from (self.token(*match.span(), "names") for match in phrases("titled", 0).finditer(self.bare))

    def _tell_verb(self, one: Token) -> None:
        """A word that is a noun and a verb, too ("cook", "leaves", "slides"), is a verb right after somebody or
        something; what is handled or lies about is not worn."""
        before, verb = self.beside(one, -1), self._verbs.get((one.start, one.end))
        if one.kind not in ("cast", "things", "objects", "garments"):
            return
        if one.is_cjk and before and before.word in table("subject_marks"):
            before = self.beside(one, -2)
        owns = before is None or before.word in table("determiners") or before.word.endswith(OWNERS)
        doer = before and not owns and (before.is_alive or before.kind == "pronouns")
        if (doer and one.word.endswith("s")) or (verb and before and (doer or before.kind == "things")):
            one.kind, one.term = ("poses", verb) if verb else ("", _ANYTHING)
        words = {other.word for other in self.tokens[max(0, one.at - 4) : one.at]}
        handled = words & {*table("handles")} or phrases("rests").match(self.bare, one.end)
        if one.kind == "garments" and handled and not words & {"in", "wearing", "wears"}:
            one.kind, one.term = "objects", _ANYTHING  # "waves his cap", "a hat hangs on a peg"

    # ---- what stands beside ------------------------------------------------------------------------------------------

    def beside(self, one: Token, by: int = 1) -> Token | None:
        """The token after another in its clause, or before it."""
        at = one.at + by
        other = self.tokens[at] if 0 <= at < len(self.tokens) else None
        return other if other and other.clause == one.clause else None

    def word(self, one: Token, by: int) -> str:
        """The word after a token in its clause, or before it; empty where there is none."""
        other = self.beside(one, by)
        return other.word if other else ""

    def said(self, one: Token) -> str:
        """A term as it is written."""
        return self.text[one.start : one.end]

    def phrase(self, one: Token) -> tuple[list[str], str]:
        """The words of a noun's phrase before it, and the word before these: "on the old table" are "the old", after
        "on"."""
        words: list[str] = []
        for other in reversed(self.tokens[max(0, one.at - 6) : one.at]):
            word, led = other.word, other.word in table("determiners")
            if one.is_cjk:
                ends = not (other.kind in ("tints", "numbers", "ages") or word in table("measures"))
            else:
                ends = other.kind in ("poses", "cast", "pronouns") or (word in self.edges and not led)
            if ends or other.clause != one.clause or one.kind == "pronouns":
                return words, word.split(" ")[-1] if other.clause == one.clause else ""
            words.insert(0, word)
            if led:
                return words, self.word(other, -1).split(" ")[-1]
        return words, ""

    def is_aside(self, one: Token) -> bool:
        """Whether a noun only tells where, with what or whose: "on the bench", "with a bag", ベンチに."""
        words, before = self.phrase(one)
        if one.word in ("her", "him", "them"):
            return True
        if one.is_cjk:
            return before in table("asides") or self.word(one, 1) in table("marks")
        edge = self.beside(one, -len(words) - 2)
        return before in table("asides") and not (edge and edge.kind in FRAMED)  # "full shot of a postman"

    def is_object(self, one: Token) -> bool:
        """Whether marks tell that something is done to a noun: 対 her, 彼女に."""
        return one.is_cjk and (self.phrase(one)[1] in table("object_marks_zh") or self.word(one, 1) in ("を", "に"))

    def moment(self, one: Token, since: int) -> float | None:
        """When something begins that is told at a place, in seconds: "at 5 seconds he stumbles"."""
        said = phrases("moments_and_lengths").finditer(self.bare, since, one.start)
        told = [told for told in said if (told["at"] or told["then"]) and self.sentence(told.start()) == one.sentence]
        return seconds_of(told[-1]["number"]) if told else None

    def _bind(self) -> None:
        """Give colours, numbers and ages to their nouns: those in their words, and those beside them, before them or in
        some languages behind them. Colours of people are those of what they wear; a colour of no noun is ``loose``."""
        nouns = [one for one in self.tokens if one.kind in NOUNS | SET]
        for one in nouns:
            before = self.beside(one, -1)
            part = before.word if before and before.absent else ""  # "an orange jacket"
            found = [match for kind in _TOLD for match in self.find(kind, one.word)]
            inside = [match.term for match in found if one.word[match.end : match.end + 1] != "-"]  # not of "two-tone"
            for term in (*inside, *(match.term for match in self.find(lexicon.TINTS, part))):
                _tell(one, term)
        self.loose: list[Token] = []
        for word in self.of("tints", "numbers", "ages"):
            fits = [one for one in nouns if (one.kind != "cast" or word.kind == "numbers") != (word.kind == "ages")]
            ahead = [one for one in fits if one.at > word.at][:1]
            behind = [one for one in fits if one.at < word.at][-1:]
            near = [one for one in (*behind, *ahead) if self._belongs(word, one)]
            if near:
                _tell(near[0], word.term)
            elif word.kind == "tints":
                _tell(word, word.term)
                self.loose.append(word)

    def _belongs(self, word: Token, noun: Token) -> bool:
        """Whether a colour, a number or an age is a noun's."""
        low, high = sorted((word.at, noun.at))
        between = [one.word for one in self.tokens[low + 1 : high] if one.kind != "tints"]
        if noun.clause != word.clause:
            return False
        if noun.at < word.at:  # 猿が二匹, "a pianist in her seventies", "jersey de lana gris"
            of = {"numbers": self.japanese, "ages": " " in word.word, "tints": self.language in table("colours_after")}
            return of[word.kind] and (between[:1] in ([], ["de"], ["が"], ["を"], ["は"]) and len(between) < 3)
        return len(between) <= 3 and not (self.edges - {*table("joining")}) & {*between}

    # ---- what is named and not there ---------------------------------------------------------------------------------

    def _make_absent(self) -> None:
        """Tell what is not there by the words that say so; somebody who is made of something becomes a thing."""
        likened = [Match(lexicon.ABSENCES["likeness"], *match.span()) for match in _AS.finditer(self.bare)]
        denials = [*likened, *self.find(lexicon.NEGATIONS, self.bare), *self.find(lexicon.ABSENCES, self.bare)]
        for term, start, end in denials:
            at = bisect_left(self.tokens, end, key=lambda one: one.end)
            if any(one.kind and one.start <= start and end <= one.end for one in self.tokens[at : at + 1]):
                continue  # "a stone statue" is one
            word = self.token(start, end)
            before = [one for one in self.tokens[max(0, at - 12) : at + 1] if one.end <= start]
            after = [one for one in self.tokens[at : at + 30] if one.start >= end]
            kana = any("\u3041" <= char <= "\u3096" for char in word.word)
            where = term.where if isinstance(term, Absence) else "before" if kana else "after"
            if where != "material":
                for one in [*self._denied(word, where, before, after)]:
                    one.absent = True
                continue
            for one in [one for one in (*after[:1], *before[-1:]) if one.is_alive][:1]:
                if one.start - end <= 1 and start - one.end <= 1:  # "an inflatable flamingo"
                    one.start, one.end = min(start, one.start), max(end, one.end)
                    one.kind, one.term = "objects", _ANYTHING

    def _denied(self, word: Token, where: str, before: list[Token], after: list[Token]) -> Iterator[Token]:
        """What a word makes absent that stands ``before`` or ``after`` it. A denial of somebody or something does not
        reach where that is ("no cars on the street"), nor over a verb."""
        clause, noun = self.clause(word.end), word.word in table("persons_denied")
        if where in ("made", "before"):
            reach = 24 if where == "before" and not word.is_cjk else 2
            near = [one for one in before if one.kind in SEEN | {"weather"} and word.start - one.end <= reach]
            near = [one for one in near if one.clause == word.clause]
            yield from (one for one in near[-1:] if where == "before" or one.is_alive)
            return
        for one in after:
            if where == "sentence":
                ends = one.sentence != word.sentence or one.word in table("contrasts")
            else:
                ends = one.clause != clause or (noun and one.word in table("asides"))
            if ends:
                return
            if one.kind in SEEN and (where != "meal" or one.is_alive):
                yield one
                noun = where != "sentence"
                if where == "first":
                    return
            elif one.kind and not (noun and one.kind in SET) and where != "meal":
                yield one
                if one.kind == "poses" and where != "sentence":
                    return

    def _is_part(self, one: Token) -> bool:
        """Whether a word for somebody or something is only part of another: of a compound or of a name; or a limb that
        is a thing's."""
        before, after = self.beside(one, -1), self.beside(one, 1)
        if one.is_limb:  # "the bottle's foot", "the hands of a clock", 机の脚
            after = next((two for two in self.tokens[one.at + 1 :] if two.kind), None)
            owns = before is not None and (one.is_cjk or before.word.endswith(OWNERS))
            whole = before if owns else after if self.word(one, 1) in ("of", "de", "del") else None
            return bool(whole and whole.kind in ("things", "objects", "places", "weather") and not whole.is_alive)
        if one.is_cjk:
            return self._is_in_run(one, after)
        if one.word.endswith(OWNERS):  # an owner is seen with a part of them, not with what they own
            return after is not None and after.kind in NOUNS and not after.is_limb
        if before and is_actor(one.term) and self.bare[one.start].isupper() and self.language != "de":
            return True  # "a 1965 Mustang", "the Blue Dragon Inn"
        if self.language != "en":  # "leche de vaca", not "un grupo de mujeres"
            of = before is not None and before.word in ("de", "del") and one.is_alive
            return of and self.word(one, -2) not in table("quantities")
        plural = (one.word.endswith("s") and not one.word.endswith("ss")) or one.word in table("plurals")
        if plural or after is None or after.word.split(" ")[0] in table("plain_words"):
            return False
        return _is_head(after, one) if after.kind else not after.word.endswith(("s", "ed", "ing", "ly"))  # "dog food"

    def _is_in_run(self, one: Token, after: Token | None) -> bool:
        """The same where words stand without blanks: 犬小屋, ストロボ, 外婆的院子."""
        left, right = self.bare[one.start - 1 : one.start], self.bare[one.end : one.end + 1]
        if after and after.kind:
            return after.start == one.end and _is_head(after, one)
        if one.kind == "cast" and right in ("的", "の"):
            owned = self.beside(one, 2)
            return owned is not None and (owned.kind == "places" or getattr(owned.term, "count", 1) > 1)  # 漁師の夫婦
        if not self.japanese:
            return False
        run = _KANJI.match(one.word[-1]) and _KANJI.match(right) and right not in table("endings_ja")
        return bool(run or (_KATAKANA.match(one.word) and _KATAKANA.match(left)))


def _tell(noun: Token, term: Term) -> None:
    """Give a noun a colour, a number or an age that it has not yet."""
    if isinstance(term, Tint):
        noun.colour = noun.colour or term.code
    elif isinstance(term, Measure):
        noun.count = noun.count or int(term.value)
    elif isinstance(term, Person):
        noun.age = noun.age or term.age


def _over(other: Token, one: Token) -> bool:
    return other.start < one.end and one.start < other.end


def _hides(other: Token, one: Token) -> bool:
    """Whether a longer term, or one of an earlier kind, leaves no room for another."""
    if not _over(other, one):
        return False
    longer, kinds = other.end - other.start > one.end - one.start, {other.kind, one.kind}
    if len(kinds & SET) == 1 and len(kinds) == 2:
        whole = other.kind == "places" and one.kind in SEEN and not other.word.rstrip("上里中内边旁").endswith(one.word)
        return longer and (other.kind not in _BOTH if one.kind in SET else whole)  # "coffee shop", not "on the sofa"
    return not (len(kinds) == 2 and (kinds <= FRAMED or kinds <= SET))


def _is_head(after: Token, one: Token) -> bool:
    """Whether a word says what kind of thing the one right before it is."""
    person = after.kind == "cast" and one.kind == "cast"
    return after.kind in SEEN | {"garments", "places"} and not person and not after.is_limb


def is_actor(term: object) -> bool:
    """Whether a thing acts: an animal, a robot, a dragon."""
    return isinstance(term, Thing) and (term.kind == "animal" or term.id == "robot")


def seconds_of(number: str) -> float:
    """A number of seconds in digits or in words."""
    return float(number) if number[0].isdecimal() else float(table("seconds")[number.lower()])


def label_of(speaker: str) -> str:
    """A speaker's label without brackets and article."""
    return _ARTICLE.sub("", speaker.strip(" []【】")).strip()


def is_name(label: str) -> bool:
    """Whether a speaker's label is somebody's name and no description."""
    told = phrases("no_speaker").search(label) or lexicon.CAST.find(label) or lexicon.PRONOUNS.find(label)
    return bool(_SPEAKER.fullmatch(label)) and not told


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])

"""The words of a prompt as a list of tokens: what a stage knows is looked up in the lexicon, the longest first. What
stands beside a token tells its phrase, its colour and number, and whether it is named and yet not there."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import cast

from kling import lexicon
from kling.animatic.compounds import last_parts
from kling.animatic.names import is_name, label_of, names_in
from kling.animatic.read_tokens import (
    ANYTHING,
    CJK,
    FRAMED,
    LIKE,
    NOBODY,
    NOUNS,
    OWNERS,
    PARTICIPLES,
    SEEN,
    SET,
    Token,
    is_actor,
)  # fmt: skip
from kling.lexicon import VOCABULARIES, Absence, Match, Measure, Person, Term, Tint, Vocabulary, table
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.vocabulary import T
from kling.lexicon.words import is_japanese
from kling.prompts import quotes
from kling.prompts.language import language_of
from kling.prompts.references import find as references

_KINDS: tuple[Vocabulary[Term], ...] = (  # of equal spans the first wins
    lexicon.CAMERA_MOVES, lexicon.SHOT_SIZES, lexicon.ANGLES, lexicon.LENSES, lexicon.DEPTH_OF_FIELD,
    lexicon.LIGHT_SIDES, lexicon.FACINGS, lexicon.SCREEN_SIDES, lexicon.CAST, lexicon.GARMENTS,
    lexicon.THINGS, lexicon.OBJECTS, lexicon.POSES, lexicon.AGES, lexicon.NUMBERS, lexicon.TINTS, lexicon.IDIOMS,
    lexicon.PLACES, lexicon.TIMES_OF_DAY, lexicon.WEATHER, lexicon.LIGHTING, lexicon.PALETTES,
)  # fmt: skip
_HEADS: tuple[Vocabulary[Term], ...] = (lexicon.CAST, lexicon.THINGS, lexicon.OBJECTS, lexicon.PLACES)
_SENTENCE_END = pattern(r"(?:[.!?](?=\s|$|[\"”])|[。！？\n])+")
_AUDIO = phrases("heard_sentences", re.IGNORECASE | re.MULTILINE)
_WORD = pattern(r"[\u3005\u3041-\u30ff\u3400-\u9fff]|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_AS = pattern(r"\bas (?!soon|long|far|well|much|many|if)[\w-]+ as\b", re.IGNORECASE)
_REACH = 24  # characters between what is not there and the words that say so
_KANJI = pattern(r"[\u3005\u30a1-\u30ff\u3400-\u9fff]{2}")


class Reading:
    """One text, read; ``known`` are the names of the cast, ``before`` is what the shot before tells. Positions are
    those of the text as written. ``heard`` is what is said about sound, ``told`` the rest without what is quoted,
    ``bare`` without sounds and ages in years. Of ``tokens`` none overlap; ``found`` has what the lexicon knows besides
    of where, when and how it is framed; a colour of no noun is ``loose``."""

    def __init__(self, text: str, known: Sequence[str] = (), before: str = "") -> None:
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
        ranked = self._ranked(known, before)
        self._verbs = {(one.start, one.end): one.term for one in ranked if one.kind == "poses"}
        found: list[Token] = []
        for one in sorted(ranked, key=lambda one: one.start - one.end):
            if not any(other.hides(one) for other in found):
                found.append(one)
        self.found = sorted(found, key=lambda one: (one.start, -one.end))
        self.tokens = self._in_order(self.found)
        for one in self.tokens:
            if one.kind in ("cast", "things", "objects", "garments"):
                self._tell_verb(one)
            elif not one.kind:
                self._tell_unknown(one)
        self._make_absent()
        for one in self.found:
            one.absent = one.absent or self.tokens[one.at].absent
        for one in self.tokens:
            one.absent = one.absent or (one.kind in SEEN and self._is_part(one))
        self._bind()

    def find(self, words: Vocabulary[T], text: str) -> list[Match[T]]:
        """Where terms stand in a part of this text, or in words like its own."""
        return words.find(text, self.language)

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
        """The words of a noun's phrase before it, and the word before these: "on the old table" are "the old", after
        "on"."""
        words: list[str] = []
        for other in reversed(self.tokens[max(0, one.at - 6) : one.at]):
            word, led = other.word, other.word in table("determiners")
            ends = (other.kind == "poses" and not self.describes(other)) or other.kind in ("cast", "pronouns")
            ends = ends or (word in self.edges and not led)
            if one.is_cjk:
                ends = other.kind not in LIKE and word not in table("measures")
            if ends or other.clause != one.clause or one.kind == "pronouns":
                return words, word.split(" ")[-1] if other.clause == one.clause else ""
            words.insert(0, word)
            if led:
                return words, self.word(other, -1).split(" ")[-1]
        return words, ""

    def is_plural(self, one: Token) -> bool:
        """Whether a word means several, without saying how many."""
        ends = one.word.endswith("s") and self.language != "de" and not one.word.endswith(("ss", *OWNERS))
        ends = ends or not {one.word, one.word.removesuffix("n")}.isdisjoint(table("plurals"))
        return ends or self.bare.startswith(("们", "たち", "達", "들"), one.end)

    def is_aside(self, one: Token) -> bool:
        """Whether a noun only tells where, with what or whose: "on the bench", "with a bag", ベンチに."""
        marked = one.is_cjk and self.word(one, 1) in table("marks")
        return marked or self.phrase(one)[1] in table("asides")

    def describes(self, verb: Token) -> bool:
        """Whether a verb only tells which one a noun after it is: "the sleeping guard"."""
        if verb.is_cjk:
            return self.word(verb, 1) == "的"
        return self.word(verb, -1).split(" ")[-1] in table("describes") and verb.word.endswith(PARTICIPLES)

    def moment(self, one: Token, since: int) -> float | None:
        """When something begins that is told at a place, in seconds: "at 5 seconds he stumbles"."""
        told = [match for match in phrases("moments_and_lengths").finditer(self.bare, since, one.start)
                if self.token(*match.span()).sentence == one.sentence and (match["at"] or match["then"])]  # fmt: skip
        return amount(told[-1]["number"]) if told else None

    def _ranked(self, known: Sequence[str], before: str) -> list[Token]:
        """All that the lexicon knows of the text, of equal spans the better one first."""
        ranked = [self.token(one.start, one.end, kind.name, one.term) for kind in _KINDS
                  for one in self.find(kind, self.bare)]  # fmt: skip
        for term, start, end in self.find(lexicon.PRONOUNS, self.bare):  # "elle" and "elles" have one stem
            word, language = self.bare[start:end].lower(), cast("lexicon.Language", self.language)
            own = [two for two in lexicon.PRONOUNS if word in two.words(language)]
            ranked[:0] = [self.token(start, end, "pronouns", (*own, term)[0])] * bool(own or language != "es")
        meant = dict[tuple[int, int], Token]()
        for start, end, sense in self._senses(before):
            name, _, id = (sense or "idioms.figure").partition(".")
            meant[start, end] = self.token(start, end, name, VOCABULARIES[name].terms.get(id, ANYTHING))
            meant[start, end].label = "" if id in VOCABULARIES[name] else id
        said = {(one.start, one.end) for one in ranked if one.kind == "pronouns"}  # "Ella" is nobody's name in Spanish
        written = [one for one in self._written(known) if one.kind != "names" or (one.start, one.end) not in said]
        ranked = [one for one in (*written, *ranked) if (one.start, one.end) not in meant]
        other = {one for one in ranked if self.language == "de" and self.bare[one.start : one.end].islower()}
        ranked = [one for one in ranked if one not in other or one.kind not in SEEN | {"garments"}]  # "fahren"
        ranked = [*meant.values(), *ranked]
        words = [one for one in ranked if one.kind not in SET | {"numbers", "ages"}]
        for name, id in table("cast_by_form").items():
            for match in phrases(name, 0).finditer(self.bare):
                one = self.token(*match.span(), "cast", lexicon.CAST[id])
                ranked[:0] = [] if any(two.over(one) for two in words) else [one]
        return ranked

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

    def _senses(self, before: str) -> Iterator[tuple[int, int, str]]:
        """Where words of ``senses`` stand, and what each is there: a vocabulary and a term of it or what somebody calls
        it, "" for nothing that is drawn. The cue nearest to it decides, also one of the text ``before``."""
        start, text = len(before) + 1, f"{before}\n{self.bare}"
        for word, told in table("senses").get(self.language, {}).items():
            for match in _form(word).finditer(text, start):
                cues = [(sense, cue) for sense, cues in told.items() for cue in cues]
                spans = [(one, sense) for sense, cue in cues for one in _form(cue).finditer(text)]
                near = [(max(one.start() - match.end(), match.start() - one.end()), sense) for one, sense in spans]
                for _, sense in sorted([one for one in near if one[0] >= 0], key=lambda one: one[0])[:1]:
                    if sense != "-":
                        yield match.start() - start, match.end() - start, sense

    def _in_order(self, found: Sequence[Token]) -> list[Token]:
        """Tokens of which none overlap, with the words between; where and when something is gives way to what is."""
        apart, tokens, end = list[Token](), list[Token](), 0
        for one in sorted(found, key=lambda one: one.kind in SET):
            apart += [one] * (not any(two.over(one) for two in apart))
        for one in [*sorted(apart, key=lambda one: one.start), self.token(len(self.bare), len(self.bare))]:
            tokens += [*(self.token(*match.span()) for match in _WORD.finditer(self.bare, end, one.start)), one]
            end = one.end
        for at, one in enumerate(tokens):
            one.at = at
        for one in found:
            one.at = bisect_left(tokens, one.start + 1, key=lambda two: two.end)
        return tokens[:-1]

    def _tell_verb(self, one: Token) -> None:
        """A word that is a noun and a verb, too ("cook", "leaves", "slides"), is a verb right after somebody or
        something; what is handled or lies about is not worn."""
        before, verb = self.beside(one, -1), self._verbs.get((one.start, one.end))
        before = self.beside(one, -2) if one.is_cjk and before.word in table("subject_marks") else before
        owns = before.word in table("determiners") or before.word.endswith(OWNERS)
        doer = not owns and (before.is_alive or before.kind in ("pronouns", "garments", "things"))
        acts = doer or self.word(one, 1) in (*table("possessives"), "him", "them")
        if acts and (verb or one.word.endswith("s")):  # "and pumps his fist"
            one.kind, one.term = ("poses", verb) if verb else ("", ANYTHING)
        words = {two.word for two in self.tokens[max(0, one.at - 4) : one.at] if two.clause == one.clause}
        handled = not words.isdisjoint(table("handles")) or phrases("rests").match(self.bare, one.end)
        worn = words & {*table("wears"), *table("worn_with")} - {"de"}
        if one.kind == "garments" and handled and not worn:
            one.kind, one.term = "objects", ANYTHING  # "waves his cap", "a hat hangs on a peg"

    def _tell_unknown(self, one: Token) -> None:
        """What is not known is somebody introduced by name ("the baker, Tomás", "Mara wears …"), a thing where it does
        something ("a theremin hums"), and in German what its end is: a Holztisch is a Tisch."""
        said, after, before, words = self.said(one), self.beside(one), self.beside(one, -1), self.phrase(one)[0]
        acts = after.kind in ("", "poses") and after.word.split(" ")[0][-1:] == "s"
        ends = last_parts(said) if self.language == "de" and said[0].isupper() else ()
        heads = [(kind.name, it.term) for end, sure in ends for kind in _HEADS for it in self.find(kind, end)
                 if it.start == 0 and (sure or kind is lexicon.CAST or is_actor(it.term))]  # fmt: skip
        if one.word in (*table("no_names"), *table("plain_words"), *table("wears"), *self.edges):
            return
        if said[2:] and said[0].isupper() and not heads:
            dressed = after.word in table("wears") and [two.kind for two in self.clause_of(one) if two.kind in NOUNS]
            led = before.word in table("called") or before.kind == "cast"
            acts = acts and after.kind == "poses"
            near = any(two.kind == "cast" for two in self.tokens[one.at : one.at + 5])
            apposed = near and phrases("apposed").match(self.bare, one.end)
            heads = [("names", ANYTHING)] * bool(led or acts or apposed or (dressed and dressed[0] == "garments"))
        elif self.language == "en" and acts and {*words[:1]} & {*table("indefinite")}:
            heads = [("objects", ANYTHING)]
        for one.kind, one.term in heads[:1]:
            insort(self.found, one, key=lambda two: two.start)

    def _make_absent(self) -> None:
        """Tell what is not there by the words that say so; somebody who is made of something becomes a thing."""
        past = [match.span() for match in phrases("over_shoulder").finditer(self.bare)]  # "越过她的肩膀" is no leap
        for one in self.found:
            one.absent = one.kind == "poses" and any(start <= one.start < end for start, end in past)
        likened = [Match(lexicon.ABSENCES["likeness"], *match.span()) for match in _AS.finditer(self.bare)]
        told = [*likened, *self.find(lexicon.NEGATIONS, self.bare), *self.find(lexicon.ABSENCES, self.bare)]
        for term, start, end in told:
            at, word = bisect_left(self.tokens, end, key=lambda one: one.end), self.token(start, end)
            if any(one.kind and one.start <= start and end <= one.end for one in self.tokens[at : at + 1]):
                continue  # "a stone statue" is one
            before = [one for one in self.tokens[max(0, at - 12) : at + 1] if one.end <= start]
            after = [one for one in self.tokens[at : at + 30] if one.start >= end]
            kana = any("\u3041" <= char <= "\u3096" for char in word.word)
            where = term.where if isinstance(term, Absence) else "before" if kana else "after"
            if where == "material":
                for one in [one for one in (*after[:1], *before[-1:]) if one.is_alive and not one.is_limb][:1]:
                    one.start, one.end = min(start, one.start), max(end, one.end)  # "an inflatable flamingo"
                    one.kind, one.term = "objects", ANYTHING
                continue
            near = [one for one in before if one.kind in SEEN | {"weather"} and one.clause == word.clause][-1:]
            reach = 1 if where == "made" else 2 if word.is_cjk else _REACH  # 老人提着灯笼
            near = [one for one in near if start - one.end <= reach]
            for one in near if where in ("made", "before") else [*self._denied(word, where, after)]:
                one.absent = one.kind != "names" or word.word not in table("called")

    def _denied(self, word: Token, where: str, after: list[Token]) -> Iterator[Token]:
        """What a word denies after it; that does not reach where it is, nor over a verb: "no cars on the street"."""
        noun, all = word.word in table("persons_denied"), where == "sentence"
        for one in after:
            ends = one.clause != self.token(word.end, word.end).clause or (noun and one.word in table("asides"))
            if (one.sentence != word.sentence or one.word in table("contrasts")) if all else ends:
                return
            seen = one.is_alive if where == "meal" else one.kind in SEEN
            if seen or (one.kind and where != "meal" and not (noun and one.kind in SET)):
                yield one
                if (seen and where == "first") or (one.kind == "poses" and not all):
                    return
            noun = noun or (seen and not all)

    def _is_part(self, one: Token) -> bool:
        """Whether a word for somebody or something is only part of another: of a compound or of a name."""
        before, after, right = self.beside(one, -1), self.beside(one, 1), self.bare[one.end : one.end + 1]
        head = after.kind in SEEN - {"names"} | {"garments", "places"} and not after.is_limb
        head = head and after.term.id not in table("general_cast")
        if one.is_limb or (after.word in ("of", "de", "di", "d") and one.word in table("quantities")):
            return not one.is_limb  # "a string of sausages", "un banco de peces"
        if one.is_cjk:  # 线 of 警戒线, 犬小屋
            alone = not self.japanese and one.end - one.start == 1 and before.word and not before.kind
            run = self.japanese and _KANJI.match(one.word[-1] + right) and right not in table("endings_ja")
            cut = after.start == one.end and head if after.kind else run
            return one.kind != "names" and bool(cut or (alone and before.word not in table("before_nouns_zh")))
        if one.word.endswith(OWNERS):  # an owner is seen with a part of them, not with what they own
            return after.kind in NOUNS and not (after.is_limb or after.term.id.startswith("hair"))
        called = is_actor(one.term) or (before.kind == "cast" and one.kind not in ("cast", "names"))
        if called and before.word and self.bare[one.start].isupper() and self.language != "de":
            return True  # "a 1965 Mustang", "the Blue Dragon Inn", "Grandma Rose"
        if self.language != "en":  # "leche de vaca", not "un grupo de mujeres"
            whole, of = self.beside(one, -2), before.word in ("de", "del") and one.is_alive
            return of and whole.kind not in FRAMED and whole.word not in table("quantities")
        if self.is_plural(one) or after.word.split(" ")[0] in ("", *table("plain_words")):
            return False
        return head if after.kind else not after.word.endswith(("s", "ed", "ing", "ly"))  # "dog food"

    def _bind(self) -> None:
        """Give colours, numbers and ages to their nouns."""
        nouns = [one for one in self.tokens if one.kind in NOUNS | SET]
        for one in nouns:
            before = self.beside(one, -1)
            whole = f"{before.word} {one.word}" if before.absent else one.word  # "an orange jacket"
            for kind in (lexicon.TINTS, lexicon.NUMBERS, lexicon.AGES):
                for match in self.find(kind, whole):
                    _tell(one, match.term)
        self.loose: list[Token] = []
        never = {"numbers": ("garments",), "tints": ("cast", "names", "pronouns"), "ages": (*NOUNS - SEEN, *SET)}
        for word in self.of(*LIKE):
            fits = [one for one in nouns if one.kind not in never[word.kind]]
            near = [*[one for one in fits if one.at < word.at][-1:], *[one for one in fits if one.at > word.at][:1]]
            for one in [one for one in near if self._belongs(word, one)][:1] or [word] * (word.kind == "tints"):
                _tell(one, word.term)
                self.loose += [one] * (one is word)

    def _belongs(self, word: Token, noun: Token) -> bool:
        """Whether a colour, a number or an age is a noun's: what it is before, 猿が二匹, "jersey de lana gris"."""
        low, high = sorted((word.at, noun.at))
        between = {one.word for one in self.tokens[low + 1 : high] if one.kind != "tints"}
        if noun.clause != word.clause and (word.kind != "ages" or between):  # "a man, aged 70"
            return False
        if noun.at < word.at:
            behind = self.language in table("colours_after")
            ages = behind or " " in word.word or word.word.isdecimal()
            fits = {"numbers": self.japanese, "tints": behind, "ages": ages}[word.kind]
            return fits and (between <= {"が", "を", "は"} or (bool(between & {"of", "de"}) and len(between) < 3))
        return not between & {*self.edges, *table("determiners") * (word.kind == "tints")} - {*table("joining")}


@cache
def _form(word: str) -> re.Pattern[str]:
    """A word with its endings; signs of scripts without blanks anywhere."""
    return re.compile(word if word >= CJK else rf"\b{word}(?:e?[sn])?\b", re.IGNORECASE)


def _tell(noun: Token, term: Term) -> None:
    """Give a noun a colour, a number or an age that it has not yet."""
    if isinstance(term, Tint):
        noun.colour = noun.colour or term.code
    elif isinstance(term, Measure):
        noun.count = noun.count or int(term.value)
    elif isinstance(term, Person):
        noun.age = noun.age or term.age


def amount(number: str) -> float:
    """A number of seconds in digits or in words."""
    return float(number) if number[0].isdecimal() else float(table("seconds")[number.lower()])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])

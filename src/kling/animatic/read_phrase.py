"""What stands beside the known words of a prompt: where a noun's phrase begins, whose a colour or a verb is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kling import lexicon
from kling.lexicon import Match, Measure, Term, Tint, Vocabulary
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.vocabulary import T
from kling.lexicon.words import stem_of

FRAMED = frozenset({"camera_moves", "shot_sizes", "angles", "lenses"})
"""One phrase may speak of several: "static wide shot"."""
SEEN = frozenset({"cast", "things", "objects"})
NOUNS = SEEN | {"garments", "places"}
SET = frozenset({"places", "times_of_day", "weather", "lighting", "palettes"})
"""These say where and when."""
WORD_AFTER = pattern(r"[ -]([^\W\d_]+)")
_WORD_BEFORE = pattern(r"([^\W\d_]+)[\s'’]*$")
_WORDS = pattern(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Found(NamedTuple):
    """A term at characters ``start`` to ``end``; ``kind`` is its vocabulary's name. ``absent``: it is named and not
    there, for it is denied, over, remembered, compared with, or part of another word or a name."""

    kind: str
    term: Term
    start: int
    end: int
    absent: bool = False


class Phrases:
    """The words of a text that are known, and how they belong together. Positions are those of the text as written."""

    text: str
    bare: str
    language: str
    found: list[Found]
    set: list[Found]
    loose: list[Found]
    _english: bool
    _japanese: bool
    _clauses: list[int]
    _sentences: list[int]
    _ends: frozenset[int]
    _acts: frozenset[int]
    _pronouns: frozenset[int]
    _edges: frozenset[str]
    _tints: dict[int, Term]
    _numbers: dict[int, Term]

    def clause(self, at: int) -> int:
        """The number of the clause at a character."""
        return _number(self._clauses, at)

    def sentence(self, at: int) -> int:
        """The number of the sentence at a character."""
        return _number(self._sentences, at)

    def of(self, *kinds: str) -> list[Found]:
        """What is there of these kinds, in order."""
        return sorted(
            (one for one in (*self.found, *self.set) if one.kind in kinds and not one.absent), key=lambda one: one.start
        )

    def find(self, words: Vocabulary[T], text: str) -> list[Match[T]]:
        """Where terms stand in a part of this text, or in words like its own."""
        return words.find(text, self.language)

    def finds(self, text: str, *kinds: Vocabulary[Term]) -> list[Found]:
        """The same of several vocabularies, one after the other."""
        return [Found(kind.name, *one) for kind in kinds for one in kind.find(text, self.language)]

    def said(self, one: Found) -> str:
        """A term as it is written."""
        return self.text[one.start : one.end]

    def word_before(self, at: int) -> str:
        """The word right before a character, in small letters."""
        match = _WORD_BEFORE.search(self.bare[max(0, at - 24) : at])
        return match[1].lower() if match else ""

    def word_after(self, at: int) -> str:
        """The word right after a character, in small letters."""
        match = WORD_AFTER.match(self.bare, at)
        return match[1].lower() if match else ""

    def tint(self, one: Found) -> str:
        """The colour of somebody or something, as a scene has it: in its words, or of its phrase."""
        inside = self.find(lexicon.TINTS, self.said(one))
        term = inside[0].term if inside else self._tints.get(one.start)
        return term.code if isinstance(term, Tint) else ""

    def count(self, one: Found) -> int:
        """How many there are, by a number in its phrase; 0 where none is said."""
        inside = self.find(lexicon.NUMBERS, self.said(one))
        apart = inside and self.said(one)[inside[0].end : inside[0].end + 1] in (" ", "")
        term = inside[0].term if apart else self._numbers.get(one.start)
        return int(term.value) if isinstance(term, Measure) else 0

    def _bound(self, kind: str) -> dict[int, Term]:
        """Words such as colours and numbers by the places of the nouns that they belong to: the next one, or in some
        languages the one right before. Colours of people are those of what they wear."""
        kinds = {*NOUNS, *SET} - {"times_of_day"}
        nouns = sorted({(one.start, one.end, one.kind) for one in (*self.found, *self.set) if one.kind in kinds})
        made: dict[int, Term] = {}
        for word in (one for one in self.found if one.kind == kind):
            ahead = [at for at in nouns if at[1] > word.start][:1]
            behind = [at for at in nouns if at[1] <= word.start][-1:]
            if behind and self._trails(behind[0][1], word, kind):
                whole = [at for at in nouns if self.bare[at[1] : behind[0][0]] == " de " and at[2] != "cast"]
                made.setdefault((whole or behind)[-1][0], word.term)  # "jersey de lana gris"
            elif ahead and self._leads(word.end, ahead[0][0]) and (ahead[0][2] != "cast" or kind != "tints"):
                made.setdefault(ahead[0][0], word.term)
            elif kind == "tints":
                self.loose.append(word)
        return made

    def worn_as(self, tint: Found) -> str:
        """What somebody wears of whom a colour alone is told: a garment, ``hair``, ``all``; empty for nothing."""
        start, before = self.lead(tint.start)
        if tint.term.id in ("blonde", "ginger"):
            return "hair"
        if self.bare[tint.end : tint.end + 1] in ("衣", "服"):
            return "all"
        if before not in lexicon.table("wears") or (
            before in ("in", "de") and start - len(before) - 2 not in self._acts
        ):
            return ""
        if self.bare[tint.start] >= "\u3000":
            return ""
        after = self.word_after(tint.end)
        known = not after or after in self._edges or any(one.start == tint.end + 1 for one in self.found)
        return "all" if known else "shirt"  # "a runner in a green singlet"

    def _trails(self, end: int, word: Found, kind: str) -> bool:
        gap = self.bare[end : word.start]
        if kind == "numbers":  # 猿が二匹
            return self.bare[word.start] >= "\u3000" and gap in ("が", "を", "は", "") and self._japanese
        of = gap.split()[:1] in ([], ["de"]) and len(gap.split()) in (0, 2)  # "jersey de lana gris"
        return bool(gap) and of and self.language in lexicon.table("colours_after")

    def _leads(self, end: int, start: int) -> bool:
        gap = self.bare[end:start]
        if end >= start or self.clause(end) != self.clause(start):
            return end >= start
        if self.bare[start] >= "\u3000":
            return len(gap) <= 5 and not any(mark in gap for mark in "がはもをに、，和与で在")
        words = gap.lower().split()
        joined = words[:1] in (["and"], ["y"], ["und"], ["et"], ["e"]) and bool(self.find(lexicon.TINTS, gap))
        return len(words) <= 3 + joined and not self._edges & {*words[joined:]}

    def lead(self, at: int) -> tuple[int, str]:
        """Where the phrase of a noun that starts at a character begins, and the word before that, in small letters:
        "on the old table" begins with "the", after "on"."""
        start, done = at, False
        if self.bare[at : at + 1] >= "\u3000":
            for one in reversed(self.found):
                glue = self.bare[one.end : start] if one.end <= start else "?"
                if one.kind in ("tints", "numbers", "ages") and glue in ("", "の", "的", "色", "色的"):
                    start = one.start
            return start, self.bare[max(0, start - 1) : start]
        if at in self._pronouns:
            return at, self.word_before(at)
        for count, match in enumerate(reversed([*_WORDS.finditer(self.bare, max(0, at - 60), at)])):
            word = match[0].lower()
            if done or self.clause(match.start()) != self.clause(at):
                return start, word if done and self.clause(match.start()) == self.clause(start) else ""
            if word in lexicon.table("determiners"):
                done = True
            elif count > 3 or match.end() in self._acts or {word} & self._edges:
                return start, word
            start = match.start()
        return start, ""

    def is_aside(self, start: int, end: int) -> bool:
        """Whether a noun only tells where, with what or whose: "on the bench", "with a bag", ベンチに."""
        lead, before = self.lead(start)
        if self.bare[start] < "\u3000":
            framed = any(one.end == lead - len(before) - 2 for one in self.found if one.kind in FRAMED)
            return before in lexicon.table("asides") and not framed  # "full shot of a postman"
        marks, adverb = tuple(lexicon.table("marks")), self.bare[max(0, lead - 2) : lead] in ("现在", "正在")
        inside = end - start > 1 and self.bare[start:end].endswith(marks)
        return (before in lexicon.table("asides") and not adverb) or inside or self.bare.startswith(marks, end)

    def is_object(self, start: int, end: int) -> bool:
        """Whether marks tell that something is done to a noun: 対 her, 彼女に."""
        return self.bare[start] >= "\u3000" and (
            self.lead(start)[1] in lexicon.table("object_marks_zh") or self.bare[end : end + 1] in ("を", "に")
        )

    def unknown_before(self, verb: int, nouns: Sequence[int]) -> bool:
        """Whether a verb is about a word that is not known, right before it or at the beginning of its clause, where
        these ``nouns`` stand: "everything falls", "a scoop of ice cream drops", 扉が."""
        clause = self.clause(verb)
        if self._japanese:
            at = self.bare.rfind("が", 0, verb)
            return at > 0 and self.clause(at) == clause and at not in self._ends
        if not self._english:
            return False
        if nouns:
            words = [
                one for one in _WORDS.finditer(self.bare, max(0, verb - 90), verb) if self.clause(one.start()) == clause
            ]
            opens = words and words[0][0].lower() in lexicon.table("determiners")
            return bool(opens and self.lead(nouns[0])[0] > words[0].start())
        word = self.word_before(verb)
        if not word or self.bare[verb - 1] != " " or self.clause(verb - 1) != clause:
            return False
        if any(one.end == verb - 1 for one in self.set):
            return True
        plain = {word, stem_of(word)} & {*lexicon.table("plain_words"), *lexicon.table("determiners")}
        return not (plain or verb - 1 in self._ends or word.endswith(("ly", "ing")))

    def moment(self, at: int, since: int) -> float | None:
        """When something begins that is told at a place, in seconds: "at 5 seconds he stumbles"."""
        said = phrases("moments_and_lengths").finditer(self.bare, since, at)
        told = [one for one in said if (one["at"] or one["then"]) and self.sentence(one.start()) == self.sentence(at)]
        return seconds_of(told[-1]["number"]) if told else None

    def films(self, verb: Found) -> bool:
        """Whether a verb is the camera's: it, and no member of the cast, was named last in the sentence before it ("the
        camera pans to her, then rests on him"); or "hold" alone."""
        clause, sentence = self.clause(verb.start), self.sentence(verb.start)
        camera = [one.start() for one in phrases("camera_named").finditer(self.bare)]
        camera += [one.start for one in self.found if one.kind == "camera_moves"]
        people = [one.start for one in self.found if one.kind == "pronouns" or is_alive(one)]
        things = [one.start for one in self.found if one.kind in NOUNS and self.clause(one.start) == clause]
        if self.find(lexicon.HOLDS, self.said(verb)) and not any(
            self.clause(at) == clause for at in [*people, *things]
        ):
            return True
        for part in range(clause, -1, -1):
            cast = [at for at in people if self.clause(at) == part and at < verb.start]
            filmed = [
                at for at in camera if self.clause(at) == part and at < verb.start and self.sentence(at) == sentence
            ]
            if cast or filmed:
                if part == clause:
                    return max(filmed, default=-1) > max(cast, default=-1)
                goes_on = self.word_before(verb.start) in ("then", "and", "luego")
                return bool(filmed) and (goes_on or (not cast and self.bare[verb.start] < "\u3000"))
        return False

    def relates(self, verb: int, noun: int) -> bool:
        """Whether a verb that ends at a place describes the noun at another: 本を読む女性, 戴眼镜的老人."""
        gap = self.bare[verb:noun]
        if self._japanese:
            kana = len(gap) <= 4 and all("\u3041" <= char <= "\u3096" for char in gap)
            return kana and self.bare[noun - 1] in lexicon.table("attributive_ja")
        return len(gap) < 16 and "的" in gap[-3:] and self.clause(verb) == self.clause(noun)

    def joins(self, end: int, start: int) -> bool:
        """Whether nothing but "and", a comma and the like stands between two places."""
        gap = self.bare[end:start]
        if gap[:1] in ("和", "与", "跟", "と") and len(gap) < 16:
            return "，" not in gap and "、" not in gap
        words = gap.lower().replace(",", " ").split()
        return all(word in lexicon.table("joining") or word in lexicon.table("determiners") for word in words)


def is_alive(one: Found) -> bool:
    return one.kind == "cast" or getattr(one.term, "kind", "") == "animal"


def is_limb(one: Found) -> bool:
    """Whether a word is for a part of a body."""
    return (one.kind == "cast" and bool(getattr(one.term, "part", ""))) or one.term.id in ("hair", "beard")


def _number(ends: list[int], at: int) -> int:
    return sum(1 for end in ends if end < at)


def seconds_of(number: str) -> float:
    """A number of seconds in digits or in words."""
    return float(number) if number[0].isdecimal() else float(lexicon.table("seconds")[number.lower()])

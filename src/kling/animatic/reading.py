"""The words of a prompt that a stage knows: looked up in the lexicon, in order of mention, with what denies them."""

from __future__ import annotations

import re
from typing import NamedTuple

from kling import lexicon
from kling.lexicon import Term, Vocabulary
from kling.lexicon.pattern import pattern
from kling.prompts import quotes

_STAGED = (  # of equal spans the first wins
    lexicon.CAMERA_MOVES, lexicon.SHOT_SIZES, lexicon.ANGLES, lexicon.LENSES, lexicon.DEPTH_OF_FIELD,
    lexicon.LIGHT_SIDES, lexicon.FACINGS, lexicon.SCREEN_SIDES, lexicon.PRONOUNS, lexicon.CAST, lexicon.THINGS,
    lexicon.POSES, lexicon.GARMENTS, lexicon.NUMBERS, lexicon.TINTS,
)  # fmt: skip
_SET = (lexicon.PLACES, lexicon.TIMES_OF_DAY, lexicon.WEATHER, lexicon.LIGHTING, lexicon.PALETTES)
"""These say where and when; a word may be one of them and a thing, too (a bed, a lighthouse, a lamp)."""
_SET_NAMES = frozenset(one.name for one in _SET)
_CLAUSE_END = pattern(
    r"[.!?;:,。！？；：，、\n—–()（）]+|\b(?:while|as (?=(?:the|a|an|he|she|they)\b)|but|mientras|pero)\b|但|而是",
    re.IGNORECASE,
)
_SENTENCE_END = pattern(r"(?:[.!?](?=\s|$|[\"”])|[。！？\n])+")
_AUDIO = pattern(
    r"(?:^|(?<=[.!?。！？\n]))\s*(?:audio|sounds?|music|sfx|ambience|sonido|música|声音|音频|音效|环境音|音声|音|音楽)\s*[:：][^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
_REACH = {"latin": 34, "cjk": 8}


class Found(NamedTuple):
    """A term at characters ``start`` to ``end``; ``kind`` is its vocabulary's name. ``absent``: a negation or a
    comparison is about it."""

    kind: str
    term: Term
    start: int
    end: int
    absent: bool = False


class Reading:
    """One text, read. Positions are those of the text as written."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.quotes = [one for one in quotes.find(text) if one.text.strip()]
        self.bare = _AUDIO.sub(lambda match: " " * len(match[0]), quotes.without(text))
        self._clauses = [match.start() for match in _CLAUSE_END.finditer(self.bare)]
        self._sentences = [match.start() for match in _SENTENCE_END.finditer(self.bare)]
        self._denied = sorted(
            [(one.start, one.end) for one in lexicon.NEGATIONS.find(self.bare)]
            + [(one.start, one.end) for one in lexicon.COMPARISONS.find(self.bare)]
        )
        self.found = self._terms(_STAGED)
        masked = [
            one for one in self.found if one.kind not in ("things", "poses", "tints", "screen_sides", "light_sides")
        ]
        self.set = self._terms(_SET, masked)

    def audio(self) -> tuple[str, bool]:
        """What is said about sound, or everything; and whether there are sentences about sound."""
        told = " ".join(match[0].strip() for match in _AUDIO.finditer(self.text))
        return told or self.bare, bool(told)

    def known(self, start: int, end: int) -> bool:
        """Whether a term stands here."""
        return any(one.start < end and start < one.end for one in (*self.found, *self.set))

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

    def said(self, one: Found) -> str:
        """A term as it is written."""
        return self.text[one.start : one.end]

    def word_before(self, at: int) -> str:
        """The word right before a character, in small letters."""
        match = re.search(r"([^\W\d_]+)[\s]*$", self.bare[max(0, at - 24) : at])
        return match[1].lower() if match else ""

    def _terms(self, kinds: tuple[Vocabulary[Term], ...], masks: list[Found] | None = None) -> list[Found]:
        """Terms of several vocabularies: of those that overlap, the longest."""
        every = [
            (one.end - one.start, -order, Found(kind.name, one.term, one.start, one.end))
            for order, kind in enumerate(kinds)
            for one in kind.find(self.bare)
        ]
        taken = list(masks or ())
        kept: list[Found] = []
        for length, order, one in sorted(every, key=lambda row: (-row[0], -row[1], row[2].start)):
            del length, order
            # a longer mask, such as a garment or a camera move, hides a word in it
            if any(
                one.start < other.end
                and other.start < one.end
                and (masks is None or other.end - other.start > one.end - one.start)
                for other in taken
            ):
                continue
            one = self._noun_or_verb(one)
            kept.append(one._replace(absent=self._absent(one)))
            if masks is None:
                taken.append(one)
            else:
                taken += [one] if one.kind == "places" else []
        return sorted(kept, key=lambda one: one.start)

    def _noun_or_verb(self, one: Found) -> Found:
        """A word that is a noun and a verb, too ("cook", "leaves"): a verb where somebody or something is right before
        it, and no article."""
        if one.kind not in ("cast", "things") or self.word_before(one.start) in lexicon.table("determiners"):
            return one
        word = self.bare[one.start : one.end]
        before = self.bare[max(0, one.start - 16) : one.start]
        nouns = (*lexicon.CAST.find(before), *lexicon.THINGS.find(before), *lexicon.PRONOUNS.find(before))
        acts = word.lower().endswith("ing") or any(match.end >= len(before) - 1 for match in nouns)
        for verb in lexicon.POSES.find(word) if acts else ():
            if (verb.start, verb.end) == (0, len(word)):
                return Found("poses", verb.term, one.start, one.end)
        return one

    def _absent(self, one: Found) -> bool:
        """Whether a negation or comparison in the same clause reaches the term; one of somebody or something does not
        reach where and when ("no cars on the street")."""
        clause = self.clause(one.start)
        for start, end in self._denied:
            word = self.bare[start:end]
            if end <= one.start and self.clause(start) == clause:
                between = self.bare[end : one.start]
                latin = word.isascii() or "\u00c0" <= max(word) <= "\u024f"
                acts = one.kind not in ("poses", "camera_moves") and lexicon.POSES.find(between)
                about = (*lexicon.CAST.find(between), *lexicon.THINGS.find(between)) if one.kind in _SET_NAMES else ()
                if len(between) <= _REACH["latin" if latin else "cjk"] and not acts and not about:
                    return True
            after = start - one.end
            if word.startswith(("な", "せず", "避け", "禁止")) and 0 <= after <= 5 and self.clause(start) == clause:
                return True
        return False


def _number(ends: list[int], at: int) -> int:
    return sum(1 for end in ends if end < at)


def colour_code(rgb: tuple[int, int, int]) -> str:
    """``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)

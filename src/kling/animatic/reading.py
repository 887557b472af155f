"""The words of a prompt that a stage knows: looked up in the lexicon, in order of mention, with what denies them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kling import lexicon
from kling.lexicon import Absence, Term, Vocabulary
from kling.lexicon.pattern import pattern
from kling.lexicon.phrases import phrases
from kling.lexicon.vocabulary import Match
from kling.lexicon.words import is_japanese
from kling.prompts import quotes

_STAGED = (  # of equal spans the first wins
    lexicon.CAMERA_MOVES, lexicon.SHOT_SIZES, lexicon.ANGLES, lexicon.LENSES, lexicon.DEPTH_OF_FIELD,
    lexicon.LIGHT_SIDES, lexicon.FACINGS, lexicon.SCREEN_SIDES, lexicon.PRONOUNS, lexicon.CAST, lexicon.THINGS,
    lexicon.OBJECTS, lexicon.POSES, lexicon.GARMENTS, lexicon.NUMBERS, lexicon.TINTS, lexicon.IDIOMS,
)  # fmt: skip
_SET = (lexicon.PLACES, lexicon.TIMES_OF_DAY, lexicon.WEATHER, lexicon.LIGHTING, lexicon.PALETTES)
"""These say where and when; a word may be one of them and a thing, too (a bed, a lighthouse, a lamp)."""
_SET_NAMES = frozenset(one.name for one in _SET)
_SEEN = frozenset({"cast", "things", "objects"})
_NOUNS = _SEEN | {"garments", "places"}
_CLAUSE_END = pattern(
    r"[.!?;:,。！？；：，、\n—–()（）]+|\b(?:while|as (?=(?:the|a|an|he|she|they)\b)|but|mientras|pero)\b|但|而是",
    re.IGNORECASE,
)
_SENTENCE_END = pattern(r"(?:[.!?](?=\s|$|[\"”])|[。！？\n])+")
_AUDIO = phrases("heard_sentences", re.IGNORECASE | re.MULTILINE)
_HEARD = phrases("heard_clauses")
_TITLE = pattern(r"《[^》\n]*》|‘[^’\n]{2,40}’(?!\w)|(?<!\w)'[^'\n]{2,40}'(?!\w)")
_LAST_CAPITAL = pattern(r"\b[A-ZÁÉÍÓÚÑ][^\W\d_]*[ -]$")
_OF = pattern(r"([^\W\d_]+)\s+del?\s+$")
_WORD_AFTER = pattern(r"[ -]([^\W\d_]+)")
_WORD_BEFORE = pattern(r"([^\W\d_]+)[\s'’]*$")
_ENGLISH = pattern(r"\b(?:the|of|and|with|an|is|his|her|on|at|in|shot)\b", re.IGNORECASE)
_CAPITAL = pattern(r"(?<=[^.!?:\s\"”\]]\s)([^\W\d_])[^\W\d_]{2,}")
_KATAKANA = pattern(r"[\u30a1-\u30ff]")
_RUN = pattern(r"[\u3005\u30a1-\u30ff\u3400-\u9fff]")
_ELSEWHERE = pattern(
    r"\b(?:to|in|on|at|by|from|into|onto|behind|beside|near|under|over|across|en|sobre|junto|desde|bajo)\b"
)
_NEAR = 6  # characters: ", who " and the like
_REACH = {"latin": 34, "cjk": 8}
"""Characters after a word within which it makes something absent."""


class Found(NamedTuple):
    """A term at characters ``start`` to ``end``; ``kind`` is its vocabulary's name. ``absent``: it is named and not
    there, for it is denied, over, remembered, compared with, or part of another word or a name."""

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
        written = zip(quotes.without(text), _AUDIO.sub(_blank, text), strict=True)
        self._told = _TITLE.sub(_blank, "".join(a if a == b else " " for a, b in written))
        self.bare = bare = _HEARD.sub(_blank, self._told)
        self._english = bool(_ENGLISH.search(bare))
        self._japanese = is_japanese(bare)
        capitals = [match[1].isupper() for match in _CAPITAL.finditer(bare)]
        self._names = 0 < sum(capitals) <= max(2, len(capitals) // 5)  # else it is German, or all are headlines
        self._clauses = [match.start() for match in _CLAUSE_END.finditer(bare)]
        self._sentences = [match.start() for match in _SENTENCE_END.finditer(bare)]
        found = self._terms(_STAGED)
        open_ = ("things", "objects", "poses", "tints", "screen_sides", "light_sides")
        said = self._terms(_SET, [one for one in found if one.kind not in open_])
        found += self._strangers(found)
        people = {one.end for one in found if one.kind == "pronouns" or _is_alive(one)}
        found = [one for one in found if not (one.start - 1 in people and self._governs(one))]
        scopes = self._scopes([*found, *said])
        found.sort(key=lambda one: one.start)
        found = [one for one in found if not self._is_things((*said, *found), one)]
        starts = {one.start: one for one in (*said, *found)}
        self._ends = {one.end for one in (*said, *found)}
        self._scopes_found = scopes
        self.found = [one._replace(absent=self._absent(one, scopes) or self._is_part(one, starts)) for one in found]
        self.set = [one._replace(absent=self._absent(one, scopes)) for one in said]

    def audio(self) -> tuple[str, bool]:
        """What is said about sound, or everything; and whether there are sentences about sound."""
        told = " ".join(match[0].strip() for match in _AUDIO.finditer(self.text))
        return told or self._told, bool(told)

    def denied(self, start: int, end: int) -> bool:
        """Whether somebody named here is not there."""
        return self._absent(Found("cast", lexicon.CAST["person"], start, end), self._scopes_found)

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
        match = _WORD_BEFORE.search(self.bare[max(0, at - 24) : at])
        return match[1].lower() if match else ""

    def _terms(self, kinds: Sequence[Vocabulary[Term]], masks: Sequence[Found] = ()) -> list[Found]:
        """Terms of several vocabularies: of those that overlap, the longest. With ``masks`` only places hide what
        overlaps them, and a longer mask, such as a garment or a camera move, hides a word in it."""
        every = [
            (one.start - one.end, order, Found(kind.name, one.term, one.start, one.end))
            for order, kind in enumerate(kinds)
            for one in kind.find(self.bare)
        ]
        taken, kept = list(masks), list[Found]()
        for _, _, one in sorted(every, key=lambda row: (*row[:2], row[2].start)):
            over = [other for other in taken if one.start < other.end and other.start < one.end]
            if any(kinds is _STAGED or other.end - other.start > one.end - one.start for other in over):
                continue
            one = self._noun_or_verb(one)
            kept.append(one)
            if kinds is _STAGED or one.kind == "places":
                taken.append(one)
        return sorted(kept, key=lambda one: one.start)

    def _strangers(self, found: Sequence[Found]) -> list[Found]:
        """People by names and trades that are not known and yet are written as such: 田中さん, 一位漆器师."""
        return [
            Found("cast", lexicon.CAST["civilian"], *match.span())
            for match in phrases("strangers").finditer(self.bare)
            if not any(one.start < match.end() and match.start() < one.end for one in found)
        ]

    def _noun_or_verb(self, one: Found) -> Found:
        """A word that is a noun and a verb, too ("cook", "leaves"): a verb where somebody or something is right before
        it, and no article."""
        if one.kind not in _SEEN or self.word_before(one.start) in lexicon.table("determiners"):
            return one
        word = self.bare[one.start : one.end]
        verbs = [verb for verb in lexicon.POSES.find(word) if (verb.start, verb.end) == (0, len(word))]
        before = self.bare[max(0, one.start - 16) : one.start]
        nouns = (*lexicon.CAST.find(before), *lexicon.THINGS.find(before), *lexicon.PRONOUNS.find(before))
        acts = word.lower().endswith("ing") or any(match.end >= len(before) - 1 for match in nouns)
        return one._replace(kind="poses", term=verbs[0].term) if verbs and acts else one

    def _governs(self, one: Found) -> bool:
        """Whether what looks like a plural is a verb: "slides a glass", "combs her hair"."""
        after = _WORD_AFTER.match(self.bare, one.end)
        return bool(
            one.kind in ("things", "objects")
            and self.bare[one.end - 1] == "s"
            and after
            and after[1].lower() in (*lexicon.table("determiners"), *lexicon.table("after_verbs"))
        )

    def _is_things(self, found: Sequence[Found], one: Found) -> bool:
        """Whether a part of the body is a thing's: "the bottle's foot", "the hands of a clock"."""
        return _is_limb(one) and any(
            noun.kind in ("things", "objects", "places", "weather")
            and not (_is_alive(noun) or noun.term.id == "robot")
            and (
                phrases("owned_after").fullmatch(self.bare, max(0, noun.end - 2), one.start)
                or phrases("owned_before").fullmatch(self.bare, one.end, noun.start)
            )
            for noun in found
        )

    # ---- what is named and not there ----------------------------------------------------------------------------

    def _scopes(self, found: Sequence[Found]) -> list[tuple[Match[Term], str, Found | None]]:
        """Words that make others absent, with where these stand, and the one before them that they are about."""
        scopes: list[tuple[Match[Term], str, Found | None]] = []
        for one in (*lexicon.NEGATIONS.find(self.bare), *lexicon.ABSENCES.find(self.bare)):
            word = self.bare[one.start : one.end]
            if any(noun.start <= one.start and one.end <= noun.end for noun in found):
                continue  # "a stone statue" is one
            kana = any("\u3041" <= char <= "\u3096" for char in word)
            where = one.term.where if isinstance(one.term, Absence) else "before" if kana else "after"
            about = None
            if where in ("before", "made"):
                reach = 1 if where == "made" else 24 if word < "\u3000" else 2
                near = [
                    noun
                    for noun in found
                    if 0 <= one.start - noun.end <= reach
                    and (_is_alive(noun) if where == "made" else noun.kind in (*_SEEN, "weather"))
                    and (self.clause(noun.start) == self.clause(one.start) or one.start - noun.end <= _NEAR)
                ]
                about = max(near, key=lambda noun: noun.end, default=None)
            scopes.append((one, where, about))
        return scopes

    def _absent(self, one: Found, scopes: Sequence[tuple[Match[Term], str, Found | None]]) -> bool:
        """Whether such a word reaches the term. A negation of somebody or something does not reach where and when ("no
        cars on the street"), nor over a verb."""
        for word, where, about in scopes:
            if about is not None and about.start < one.end and one.start < about.end:
                return True
            if where in ("before", "made") or word.end > one.start:
                continue
            between = self.bare[word.end : one.start]
            if where == "sentence":
                if one.kind in (*_SEEN, *_SET_NAMES) and not re.search(r"[.!?;。！？；\n]", between):
                    return True
                continue
            spaced = self.bare[word.start : word.end] < "\u3000"
            if len(between) > _REACH["latin" if spaced else "cjk"] or self.clause(word.end - 1) != self.clause(
                one.start
            ):
                continue
            nobody = self.bare[word.start : word.end].lower() in lexicon.table("persons_denied")
            if nobody and one.kind in _SET_NAMES:
                continue
            acts = one.kind not in ("poses", "camera_moves") and lexicon.POSES.find(between)
            nouns = (*lexicon.CAST.find(between), *lexicon.THINGS.find(between))
            if not acts and not (nouns and (one.kind in _SET_NAMES or _ELSEWHERE.search(between))):
                return True
        return False

    def _is_part(self, one: Found, starts: dict[int, Found]) -> bool:
        """Whether a word for somebody or something is only part of another: of a compound or of a name."""
        if one.kind not in _SEEN:
            return False
        follower = starts.get(one.end) or (
            starts.get(one.end + 1) if self.bare[one.end : one.end + 1] in " -" else None
        )
        if self.bare[one.start] >= "\u3000":
            owned = starts.get(one.end + 1) if self.bare[one.end : one.end + 1] in "的の" else None
            return self._in_run(one, follower) or (one.kind == "cast" and owned is not None and owned.kind == "places")
        word, before = self.bare[one.start : one.end], self.bare[: one.start]
        after = _WORD_AFTER.match(self.bare, one.end)
        if self._names and word[:1].isupper() and before.rstrip()[-1:] not in ("", *'.!?:;(["“'):
            if one.kind == "cast":
                return follower is not None and follower.kind == "places"
            if _is_alive(one) and word.lower() not in lexicon.table("breeds"):
                return True
            return bool(_LAST_CAPITAL.search(before)) or (after is not None and after[1][:1].isupper())
        if word.endswith(("'s", "\u2019s")):  # an owner is seen with a part of them, not with what they own
            return follower is not None and follower.kind in _NOUNS and not _is_limb(follower)
        if not self._english:  # "leche de vaca", not "un grupo de mujeres"
            owner = _OF.search(before)
            return bool(owner and _is_alive(one) and owner[1].lower() not in lexicon.table("quantities"))
        plural = word.endswith("s") or word.lower() in lexicon.table("plurals")
        if plural or after is None or after[1].lower() in lexicon.table("plain_words"):
            return False
        if follower:
            return _is_head(follower, one) and self.bare[follower.end : follower.end + 1] != "-"
        return not after[1].endswith(("s", "ed", "ing", "ly")) and self.bare[one.end] == " "  # "dog food"

    def _in_run(self, one: Found, follower: Found | None) -> bool:
        """The same where words stand without blanks: 犬小屋, 蛍光灯, 狗粮."""
        left, right = self.bare[one.start - 1 : one.start], self.bare[one.end : one.end + 1]
        if follower and follower.start == one.end:
            return _is_head(follower, one)
        if not self._japanese:
            return bool(right) and right in lexicon.table("compounds_zh")
        if _RUN.match(self.bare[one.end - 1]) and _RUN.match(right) and right not in lexicon.table("endings_ja"):
            return True
        alone = one.end - one.start == 1 and one.kind != "cast"
        glued = _KATAKANA.match(left) if _KATAKANA.match(self.bare[one.start]) else alone and _RUN.match(left)
        return bool(glued) and left not in lexicon.table("beginnings_ja") and one.start not in self._ends


def _is_alive(one: Found) -> bool:
    return one.kind == "cast" or getattr(one.term, "kind", "") == "animal"


def _is_limb(one: Found) -> bool:
    return bool(getattr(one.term, "part", "")) and one.kind == "cast"


def _is_head(follower: Found, one: Found) -> bool:
    """Whether a word says what kind of thing the one right after it is."""
    one_person = follower.kind == "cast" and (one.kind == "cast" or one.term.id == "robot")  # "a robot waiter"
    return follower.kind in _NOUNS and not one_person and not _is_limb(follower)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _number(ends: list[int], at: int) -> int:
    return sum(1 for end in ends if end < at)


def colour_code(rgb: tuple[int, int, int]) -> str:
    """``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)

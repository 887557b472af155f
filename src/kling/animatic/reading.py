"""The words of a prompt that a stage knows: looked up in the lexicon, in order of mention, with what denies them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kling import lexicon
from kling.animatic.read_phrase import FRAMED, NOUNS, SEEN, SET, WORD_AFTER, Found, Phrases, is_alive, is_limb
from kling.lexicon import Absence, Term, Vocabulary
from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.words import is_japanese
from kling.prompts import quotes
from kling.prompts.language import language_of

_STAGED = (  # of equal spans the first wins
    lexicon.CAMERA_MOVES, lexicon.SHOT_SIZES, lexicon.ANGLES, lexicon.LENSES, lexicon.DEPTH_OF_FIELD,
    lexicon.LIGHT_SIDES, lexicon.FACINGS, lexicon.SCREEN_SIDES, lexicon.PRONOUNS, lexicon.CAST, lexicon.GARMENTS,
    lexicon.THINGS, lexicon.OBJECTS, lexicon.POSES, lexicon.AGES, lexicon.NUMBERS, lexicon.TINTS, lexicon.IDIOMS,
)  # fmt: skip
_SET = (lexicon.PLACES, lexicon.TIMES_OF_DAY, lexicon.WEATHER, lexicon.LIGHTING, lexicon.PALETTES)
"""These say where and when; a word may be one of them and a thing, too (a bed, a lighthouse, a lamp)."""
_COMPARED: tuple[Vocabulary[Term], ...] = (lexicon.CAST, lexicon.THINGS, lexicon.OBJECTS, lexicon.PLACES)
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
_COMPOUND = pattern(r"\b[A-ZÄÖÜ][a-zäöüß]{6,}")
_CAPITAL = pattern(r"(?<=[^.!?:\s\"”\]]\s)([^\W\d_])[^\W\d_]{2,}")
_KATAKANA = pattern(r"[\u30a1-\u30ff]")
_RUN = pattern(r"[\u3005\u30a1-\u30ff\u3400-\u9fff]")
_ELSEWHERE = pattern(
    r"\b(?:to|in|on|at|by|from|into|onto|behind|beside|near|under|over|across|en|sobre|junto|desde|bajo)\b"
)
_AS = pattern(r"\bas (?!soon|long|far|well|much|many|if)[\w-]+ as\b", re.IGNORECASE)
_UNTIL = r"[.!?;。！？；\n]|\b(?:but|yet|aber|mais|mas|ma|но|pero)\b|但|可是|却|けれど|だが"
_NEAR = 6  # characters: ", who " and the like
_REACH = {"latin": 34, "cjk": 8}
"""Characters after a word within which it makes something absent."""


class Scope(NamedTuple):
    """Words that make others absent: those ``where`` an Absence says, or the one that they are ``about``."""

    start: int
    end: int
    where: str
    about: Found | None


class Reading(Phrases):
    """One text, read. Positions are those of the text as written."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.quotes = [one for one in quotes.find(text) if one.text.strip()]
        written = zip(quotes.without(text), _AUDIO.sub(_blank, text), strict=True)
        self._told = _TITLE.sub(_blank, "".join(a if a == b else " " for a, b in written))
        self.bare = bare = _HEARD.sub(_blank, self._told)
        self.language = language_of(bare)
        self._english = self.language == "en"
        self._japanese = is_japanese(bare)
        capitals = [match[1].isupper() for match in _CAPITAL.finditer(bare)]
        self._names = 0 < sum(capitals) <= max(2, len(capitals) // 5)  # else it is German, or all are headlines
        self._clauses = [match.start() for match in _CLAUSE_END.finditer(bare)]
        self._sentences = [match.start() for match in _SENTENCE_END.finditer(bare)]
        found = self._with_strangers(self._terms(_STAGED))
        open_ = ("things", "objects", "poses", "tints", "screen_sides", "light_sides")
        said = self._terms(_SET, [one for one in found if one.kind not in open_])
        people = {one.end: one for one in found if one.kind == "pronouns" or is_alive(one)}
        found = [one for one in found if not self._governs(one, people.get(one.start - 1))]
        scopes = self._scopes([*found, *said])
        found.sort(key=lambda one: one.start)
        found = [one for one in found if not self._is_things((*said, *found), one)]
        self._garments = {one.end for one in found if one.kind == "garments"}
        found = [self._as_colour(one, {two.start for two in found if two.kind in NOUNS}) for one in found]
        starts = {one.start: one for one in (*said, *found)}
        self._ends = frozenset(one.end for one in (*said, *found))
        self._acts = frozenset(one.end for one in found if one.kind in ("poses", "pronouns", "cast"))
        self._pronouns = frozenset(one.start for one in found if one.kind == "pronouns")
        self._edges = frozenset(word for name in ("asides", "openings", "relatives") for word in lexicon.table(name))
        self._scopes_found = scopes
        effigies = [(one, one.about) for one in scopes if one.where == "material" and one.about]
        self.effigies = [(min(one.start, who.start), max(one.end, who.end)) for one, who in effigies]
        self.found = [one._replace(absent=self._absent(one, scopes) or self._is_part(one, starts)) for one in found]
        self.set = [one._replace(absent=self._absent(one, scopes)) for one in said]
        self.loose = []
        self._tints, self._numbers = self._bound("tints"), self._bound("numbers")

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

    def _terms(self, kinds: Sequence[Vocabulary[Term]], masks: Sequence[Found] = ()) -> list[Found]:
        """Terms of several vocabularies: of those that overlap, the longest. With ``masks`` only places hide what
        overlaps them, and a longer mask, such as a garment or a camera move, hides a word in it."""
        order = {kind.name: number for number, kind in enumerate(kinds)}
        taken, kept = list(masks), list[Found]()
        for one in sorted(
            self.finds(self.bare, *kinds), key=lambda one: (one.start - one.end, order[one.kind], one.start)
        ):
            over = [
                two
                for two in taken
                if _over(one, [two]) and not (two.kind != one.kind and {two.kind, one.kind} <= FRAMED)
            ]
            if any(kinds is _STAGED or two.end - two.start > one.end - one.start for two in over):
                continue
            one = self._handled(self._noun_or_verb(one))
            kept.append(one)
            if kinds is _STAGED or one.kind == "places":
                taken.append(one)
        return sorted(kept, key=lambda one: one.start)

    def _with_strangers(self, found: Sequence[Found]) -> list[Found]:
        """What is found; people by names and trades that are not known and yet are written as such (田中さん,
        一位漆器师; "Mr. Fox" is no fox); and what German compounds are that are not known: a Holztisch is a Tisch."""
        somebody = lexicon.CAST["civilian"]
        titled = [Found("cast", somebody, *match.span()) for match in phrases("titled", 0).finditer(self.bare)]
        known = [one for one in found if not _over(one, titled)] + titled
        new = [Found("cast", somebody, *match.span()) for match in phrases("strangers").finditer(self.bare)]
        for word in _COMPOUND.finditer(self.bare) if self.language == "de" else ():
            ends = (
                self.finds(word[0][at:], lexicon.CAST, lexicon.THINGS, lexicon.OBJECTS)[:1]
                for at in range(3, len(word[0]) - 3)
            )
            new += [Found(head.kind, head.term, *word.span()) for end in ends for head in end if head.start == 0][:1]
        return known + [one for one in new if not _over(one, [two for two in known if two.kind != "numbers"])]

    def _noun_or_verb(self, one: Found) -> Found:
        """A word that is a noun and a verb, too ("cook", "leaves"): a verb where somebody or something is right before
        it, and no article."""
        word, before = self.bare[one.start : one.end], self.bare[max(0, one.start - 16) : one.start]
        verbs = [verb for verb in self.find(lexicon.POSES, word) if (verb.start, verb.end) == (0, len(word))]
        if one.kind not in SEEN or not verbs or self.word_before(one.start) in lexicon.table("determiners"):
            return one
        nouns = self.finds(before, lexicon.CAST, lexicon.THINGS, lexicon.PRONOUNS)
        acts = word.lower().endswith("ing") or any(match.end >= len(before) - 1 for match in nouns)
        return one._replace(kind="poses", term=verbs[0].term) if acts else one

    def _as_colour(self, one: Found, nouns: set[int]) -> Found:
        """A fruit or a flower that is a colour beside a noun: "an orange jacket", "bata rosa"."""
        word = self.said(one)
        tints = [tint for tint in self.find(lexicon.TINTS, word) if tint.end == len(word)]
        trails = self.language in lexicon.table("colours_after") and one.start - 1 in self._garments
        if one.kind in SEEN and tints and (one.end + 1 in nouns or trails):
            return Found("tints", tints[0].term, one.start + tints[0].start, one.end)
        return one

    def _handled(self, one: Found) -> Found:
        """Something to wear that nobody wears: "waves his cap", "a hat hangs on a peg"."""
        if one.kind != "garments":
            return one
        words = self.bare[: one.start].lower().split()[-4:]
        before = [word for word in words if word in lexicon.table("handles")]
        rests = phrases("rests").match(self.bare, one.end)
        worn = {"in", "wearing", "wears"} & {*words}
        return one._replace(kind="objects", term=lexicon.OBJECTS["goods"]) if (rests or before) and not worn else one

    def _governs(self, one: Found, who: Found | None) -> bool:
        """Whether what looks like a plural after somebody is a verb: "a baker slides loaves", "combs her hair"."""
        if one.kind not in ("things", "objects", "garments") or self.bare[one.end - 1] != "s":
            return False
        if who is not None:
            return who.kind == "pronouns" or self.word_before(who.start) in ("a", "an") or self._has_object(one.end)
        alone = self.bare[: one.start].rstrip()[-1:] in (*",;])",) or self.word_before(one.start) in ("and", "then")
        goes = _ELSEWHERE.fullmatch(self.word_after(one.end)) or self._has_object(one.end)
        return bool(alone and goes and self.said(one).lower() in lexicon.table("plural_verbs"))  # "and rocks over"

    def _has_object(self, at: int) -> bool:
        """Whether a word that ends here has what only verbs have after it: "slides a glass", "turns away"."""
        return self.word_after(at) in (*lexicon.table("determiners"), *lexicon.table("after_verbs"))

    def _is_things(self, found: Sequence[Found], one: Found) -> bool:
        """Whether a part of the body is a thing's: "the bottle's foot", "the hands of a clock"."""
        return is_limb(one) and any(
            noun.kind in ("things", "objects", "places", "weather")
            and not (is_alive(noun) or noun.term.id == "robot")
            and (
                phrases("owned_after").fullmatch(self.bare, max(0, noun.end - 2), one.start)
                or phrases("owned_before").fullmatch(self.bare, one.end, noun.start)
            )
            for noun in found
        )

    # ---- what is named and not there ----------------------------------------------------------------------------

    def _scopes(self, found: Sequence[Found]) -> list[Scope]:
        """Words that make others absent, with where these stand, and the one that they are about beside them."""
        denials: list[lexicon.Match[Term]] = [
            *self.find(lexicon.NEGATIONS, self.bare),
            *self.find(lexicon.ABSENCES, self.bare),
        ]
        words = [(one.start, one.end, one.term) for one in denials]
        words += [(*match.span(), lexicon.ABSENCES["likeness"]) for match in _AS.finditer(self.bare)]
        scopes: list[Scope] = []
        for start, end, term in words:
            word = self.bare[start:end]
            if any(noun.start <= start and end <= noun.end for noun in found):
                continue  # "a stone statue" is one
            kana = any("\u3041" <= char <= "\u3096" for char in word)
            where = term.where if isinstance(term, Absence) else "before" if kana else "after"
            beside: list[Found] = []
            if where in ("made", "material") and word.endswith("s") and self._has_object(end):
                continue  # "a detective shows a photo"
            if where == "material":
                alive = [noun for noun in found if is_alive(noun)]
                beside = [noun for noun in alive if 0 <= noun.start - end <= 1]
                beside = beside or [noun for noun in alive if 0 <= start - noun.end <= 1]
            elif where in ("before", "made"):
                reach = 1 if where == "made" else 24 if word < "\u3000" else 2
                beside = [
                    noun
                    for noun in found
                    if 0 <= start - noun.end <= reach
                    and (is_alive(noun) if where == "made" else noun.kind in (*SEEN, "weather"))
                    and (self.clause(noun.start) == self.clause(start) or start - noun.end <= _NEAR)
                ]
            scopes.append(Scope(start, end, where, max(beside, key=lambda noun: noun.end, default=None)))
        return scopes

    def _absent(self, one: Found, scopes: Sequence[Scope]) -> bool:
        """Whether such a word reaches the term. A negation of somebody or something does not reach where and when ("no
        cars on the street"), nor over a verb."""
        for start, end, where, about in scopes:
            if about is not None and about.start < one.end and one.start < about.end:
                return True
            between = self.bare[end : one.start]
            if where in ("before", "made", "material") or end > one.start or (where == "meal" and not is_alive(one)):
                continue
            if where == "sentence":
                if one.kind in (*SEEN, *SET) and not re.search(_UNTIL, between):
                    return True
                continue
            word = self.bare[start:end].lower()
            if len(between) > _REACH["latin" if word < "\u3000" else "cjk"] or self.clause(end - 1) != self.clause(
                one.start
            ):
                continue
            if one.kind in SET and self.bare[start:].lower().startswith(tuple(lexicon.table("persons_denied"))):
                continue
            if (one.kind == "poses" and " and " in between) or (where == "after" and "的" in between):
                continue
            acts = one.kind not in ("poses", "camera_moves") and self.find(lexicon.POSES, between)
            if where == "first" and " or " not in between and any(self.find(kind, between) for kind in _COMPARED):
                continue
            nouns = (*self.find(lexicon.CAST, between), *self.find(lexicon.THINGS, between))
            if not acts and not (nouns and (one.kind in SET or _ELSEWHERE.search(between))):
                return True
        return False

    def _is_part(self, one: Found, starts: dict[int, Found]) -> bool:
        """Whether a word for somebody or something is only part of another: of a compound or of a name."""
        if one.kind not in SEEN:
            return False
        beside = starts.get(one.end + 1)
        follower = starts.get(one.end) or (beside if self.bare[one.end : one.end + 1] in " -" else None)
        if self.bare[one.start] >= "\u3000":
            owned = beside if self.bare[one.end : one.end + 1] in "的の" else None
            wholes = [two for two in starts.values() if two.kind == "places" and two[2:4] != one[2:4]]
            if any(two.start <= one.start and one.end <= two.end for two in wholes):
                return True  # 咖啡馆
            return self._in_run(one, follower) or (one.kind == "cast" and owned is not None and owned.kind == "places")
        word, before = self.bare[one.start : one.end], self.bare[: one.start]
        after = WORD_AFTER.match(self.bare, one.end)
        if self._names and word[:1].isupper() and before.rstrip()[-1:] not in ("", *'.!?:;(["“'):
            if one.kind == "cast":
                return follower is not None and follower.kind in ("places", "garments")
            if is_alive(one) and word.lower() not in lexicon.table("breeds"):
                return True
            return bool(_LAST_CAPITAL.search(before)) or (after is not None and after[1][:1].isupper())
        if word.endswith(("'s", "\u2019s")):  # an owner is seen with a part of them, not with what they own
            return follower is not None and follower.kind in NOUNS and not is_limb(follower)
        if not self._english:  # "leche de vaca", not "un grupo de mujeres"
            owner = _OF.search(before)
            return bool(owner and is_alive(one) and owner[1].lower() not in lexicon.table("quantities"))
        plural = (word.endswith("s") and not word.endswith("ss")) or word.lower() in lexicon.table("plurals")
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


def _over(one: Found, others: Sequence[Found]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _is_head(follower: Found, one: Found) -> bool:
    """Whether a word says what kind of thing the one right after it is."""
    one_person = follower.kind == "cast" and (one.kind == "cast" or one.term.id == "robot")  # "a robot waiter"
    return follower.kind in NOUNS and not one_person and not is_limb(follower)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])

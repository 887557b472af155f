"""What stands beside the tokens of a prompt, and what that tells: where a phrase begins, whose a colour or a number is,
what is named and yet not there."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence

from kling import lexicon
from kling.animatic.compounds import last_parts
from kling.animatic.read_tokens import ANYTHING, FRAMED, LIKE, NOUNS, OWNERS, SEEN, SET, Token, Tokens, amount, is_actor
from kling.lexicon import Absence, Match, Measure, Person, Term, Tint, Vocabulary, table
from kling.lexicon.pattern import pattern, phrases

_HEADS: tuple[Vocabulary[Term], ...] = (lexicon.CAST, lexicon.THINGS, lexicon.OBJECTS, lexicon.PLACES)
_TOLD = (lexicon.TINTS, lexicon.NUMBERS, lexicon.AGES)
_AS = pattern(r"\bas (?!soon|long|far|well|much|many|if)[\w-]+ as\b", re.IGNORECASE)
_REACH = 24  # characters between what is not there and the words that say so
_KANJI = pattern(r"[\u3005\u30a1-\u30ff\u3400-\u9fff]")


class Reading(Tokens):
    """One text, read: its tokens, and what stands beside them."""

    def __init__(self, text: str, known: Sequence[str] = (), before: str = "") -> None:
        super().__init__(text, known, before)
        self.edges = frozenset(word for name in ("asides", "openings", "relatives") for word in table(name))
        for one in self.tokens:
            self._tell_verb(one)
        for one in [one for one in self.tokens if not one.kind]:
            self._tell_unknown(one)
        self._make_absent()
        for one in self.found:
            one.absent = one.absent or self.tokens[one.at].absent
        for one in self.tokens:
            one.absent = one.absent or (one.kind in SEEN and self._is_part(one))
        self._bind()

    def _tell_verb(self, one: Token) -> None:
        """A word that is a noun and a verb, too ("cook", "leaves", "slides"), is a verb right after somebody or
        something; what is handled or lies about is not worn."""
        before, verb = self.beside(one, -1), self.verbs.get((one.start, one.end))
        if one.kind not in ("cast", "things", "objects", "garments"):
            return
        before = self.beside(one, -2) if one.is_cjk and before and before.word in table("subject_marks") else before
        owns = before is None or before.word in table("determiners") or before.word.endswith(OWNERS)
        doer = before and not owns and (before.is_alive or before.kind in ("pronouns", "garments"))
        acts = doer or self.word(one, 1) in (*table("possessives"), "him", "them")  # "and pumps his fist"
        led = self.phrase(one)[0][:1] in (["a"], ["an"]) and not one.word.endswith("s")  # "a cooler box"
        if (acts and one.word.endswith("s")) or (verb and before and not led and (doer or before.kind == "things")):
            one.kind, one.term = ("poses", verb) if verb else ("", ANYTHING)
        words = {other.word for other in self.tokens[max(0, one.at - 4) : one.at] if other.clause == one.clause}
        handled = words & {*table("handles")} or phrases("rests").match(self.bare, one.end)
        if one.kind == "garments" and handled and not words & {*table("wears"), *table("worn_with")} - {"de"}:
            one.kind, one.term = "objects", ANYTHING  # "waves his cap", "a hat hangs on a peg"

    def _tell_unknown(self, one: Token) -> None:
        """What is not known is a thing where it does something ("a theremin hums"), and in German what its end is: a
        Holztisch is a Tisch."""
        said, after, (words, before) = self.said(one), self.beside(one), self.phrase(one)
        does = after.word.split(" ")[0] if after and after.kind in ("", "poses") else ""
        acts = does.endswith("s") and not does.endswith("ss")
        heads = list[tuple[str, Term]]()
        if self.language == "de" and said[0].isupper():
            led = {*words, before} & {*table("determiners"), "im", "am", "zum", "vom", "beim"}  # not Hamburg
            parts = [(end, kind, sure) for end, sure in last_parts(said) for kind in _HEADS]
            ends = [(kind, it.term, sure) for end, kind, sure in parts for it in self.find(kind, end) if it.start == 0]
            ends = [one for one in ends if one[2] or (led and (one[0] is lexicon.CAST or is_actor(one[1])))][:1]
            heads = [(kind.name, term) for kind, term, _ in ends if kind is not lexicon.PLACES or led]
        if not heads and self._is_introduced(one):
            heads = [("names", ANYTHING)]
        elif self.language == "en" and acts and {*words[:1]} & {*table("indefinite")}:
            plain = {*table("no_names"), *table("plain_words"), *self.edges}
            heads = [("objects", ANYTHING)] if one.word not in plain and before not in table("asides") else []
        for one.kind, one.term in heads[:1]:
            insort(self.found, one, key=lambda two: two.start)

    def _is_introduced(self, one: Token) -> bool:
        """Whether a word that is not known is introduced as a name: "named Mara", "the baker, Tomás", "Mara, a
        woman"."""
        plain, said = {*table("no_names"), *table("plain_words"), *table("wears")}, self.said(one)
        proper = len(said) > 2 and (said.istitle() or (said.isupper() and len(said) > 3))  # Mara, MARA
        if not proper or one.word in plain or one.word.endswith(("ing", "ndo")):
            return False
        before = self.tokens[max(0, one.at - 1)]
        rest = [two for two in self.tokens[one.at + 1 : one.at + 7] if two.sentence == one.sentence]
        introduced = before.word in table("called") or (before.kind == "cast" and not before.is_limb)
        apposed = phrases("apposed").match(self.bare, one.end) and any(two.kind == "cast" for two in rest[:4])
        dressed = [two.kind for two in rest if two.kind in NOUNS][:1] == ["garments"] and rest[0].word in table("wears")
        does = rest and rest[0].kind == "poses" and (self.language != "en" or rest[0].word.split()[0][-1] in "sdg")
        return introduced or ((does or dressed) and self.language != "de") or bool(apposed)

    def clause_of(self, one: Token) -> list[Token]:
        """The tokens of another's clause."""
        return [two for two in self.tokens if two.clause == one.clause]

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

    def is_plural(self, one: Token) -> bool:
        """Whether a word means several, without saying how many."""
        ends = one.word.endswith("s") and self.language != "de" and not one.word.endswith(("ss", *OWNERS))
        ends = ends or bool({one.word, one.word.removesuffix("n")} & {*table("plurals")}) or one.word.endswith("innen")
        ends = ends and not {*self.phrase(one)[0]} & {*table("singular")}  # "une souris", "eines Matrosen"
        return ends or self.bare.startswith(("们", "たち", "達", "들"), one.end)

    def is_noun(self, one: Token) -> bool:
        """Whether an article before a word that is a verb, too, tells that it is none: "a thin pick", "uma fatia"."""
        if self.language != "en":
            return self.language != "de" and not one.is_cjk and self.word(one, -1) in {*table("indefinite")} - {"a"}
        words, verb = self.phrase(one)[0], one.word.split(" ")[0].endswith(("s", "ed", "ing"))
        between = self.tokens[one.at - len(words) + 1 : one.at] if words else []
        like = not verb and all(two.kind in ("", *LIKE) and two.word[-1] != "s" for two in between)
        led = {*words[:1]} & {*table("articles")}
        state = one.word.endswith(("ed", "ing")) and any(two.is_alive for two in self.tokens[one.at + 1 : one.at + 3])
        return bool(led) and not state and (like or not between)  # "out of the blocks", not "the sleeping guard"

    def is_aside(self, one: Token) -> bool:
        """Whether a noun only tells where, with what or whose: "on the bench", "with a bag", ベンチに."""
        marked = one.is_cjk and self.word(one, 1) in table("marks")
        return marked or one.word in ("her", "him", "them") or self.phrase(one)[1] in table("asides")

    def is_object(self, one: Token) -> bool:
        """Whether marks tell that something is done to a noun: 対 her, 彼女に."""
        return one.is_cjk and (self.phrase(one)[1] in table("object_marks_zh") or self.word(one, 1) in ("を", "に"))

    def moment(self, one: Token, since: int) -> float | None:
        """When something begins that is told at a place, in seconds: "at 5 seconds he stumbles"."""
        said = phrases("moments_and_lengths").finditer(self.bare, since, one.start)
        told = [told for told in said if (told["at"] or told["then"]) and self.sentence(told.start()) == one.sentence]
        return amount(told[-1]["number"]) if told else None

    def _bind(self) -> None:
        """Give colours, numbers and ages to their nouns; a colour of no noun is ``loose``."""
        nouns = [one for one in self.tokens if one.kind in NOUNS | SET]
        for one in nouns:
            before = self.beside(one, -1)
            whole = f"{before.word} {one.word}" if before and before.absent else one.word  # "an orange jacket"
            for match in [match for kind in _TOLD for match in self.find(kind, whole)]:
                if whole[match.end : match.end + 1] != "-":  # not of "two-tone"
                    _tell(one, match.term)
        self.loose: list[Token] = []
        for word in self.of("tints", "numbers", "ages"):
            if word.kind == "ages":
                fits = [one for one in nouns if one.kind in ("cast", "names")]
            else:  # 两名黑衣刺客
                never = ("garments",) if word.kind == "numbers" else ("cast", "names", "pronouns")
                fits = [one for one in nouns if one.kind not in never]
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
        apposed = word.kind == "ages" and not between and noun.sentence == word.sentence  # "a man, aged 70"
        if (noun.clause != word.clause and not apposed) or (noun.kind == "things" and "人" in word.word):
            return False
        if noun.at < word.at:  # 猿が二匹, "a pianist in her seventies", "jersey de lana gris"
            behind = self.language in table("colours_after")
            ages = behind or " " in word.word or word.word.isdecimal()
            of = {"numbers": self.japanese, "ages": ages, "tints": behind}
            return of[word.kind] and (between[:1] in ([], ["of"], ["de"], ["が"], ["を"], ["は"]) and len(between) < 3)
        apart = (self.edges - {*table("joining")}).union(table("determiners") if word.kind == "tints" else ())
        return len(between) <= 3 and not apart & {*between}

    def _make_absent(self) -> None:
        """Tell what is not there by the words that say so; somebody who is made of something becomes a thing."""
        past = [match.span() for match in phrases("over_shoulder").finditer(self.bare)]  # "越过她的肩膀" is no leap
        for one in self.found:
            one.absent = one.kind == "poses" and any(start <= one.start < end for start, end in past)
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
                    one.absent = one.kind != "names" or word.word not in table("called")
                continue
            for one in [one for one in (*after[:1], *before[-1:]) if one.is_alive][:1]:
                if one.is_limb:  # "with tattooed arms", "close-up of tattooed hands"
                    one.absent = self.phrase(one)[1] in {*table("asides")} - {*table("of")}
                elif one.start - end <= 1 and start - one.end <= 1:  # "an inflatable flamingo"
                    one.start, one.end = min(start, one.start), max(end, one.end)
                    one.kind, one.term = "objects", ANYTHING

    def _denied(self, word: Token, where: str, before: list[Token], after: list[Token]) -> Iterator[Token]:
        """What a word makes absent; a denial does not reach where that is, nor over a verb: "no cars on the street"."""
        clause, noun = self.clause(word.end), word.word in table("persons_denied")
        if where in ("made", "before"):
            near = [one for one in before if one.kind in SEEN | {"weather"} and one.clause == word.clause]
            reach = _REACH if where == "before" and not word.is_cjk else 1 if where == "made" else 2  # 老人提着灯笼
            yield from (one for one in near[-1:] if word.start - one.end <= reach)
            return
        for one in after:
            ends = one.clause != clause or (noun and one.word in table("asides"))
            over = one.sentence != word.sentence or one.word in table("contrasts")
            if over if where == "sentence" else ends:
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
        """Whether a word for somebody or something is only part of another: of a compound or of a name."""
        before, after = self.beside(one, -1), self.beside(one, 1)
        if one.is_limb or (after and after.word in ("of", "de", "di", "d") and one.word in table("quantities")):
            return not one.is_limb  # "a string of sausages", "un banco de peces"
        if one.is_cjk:
            run = self.japanese or one.end - one.start > 1 or not before or before.kind or before.end < one.start
            cut = not run and self.word(one, -1) not in table("before_nouns_zh")  # 线 of 警戒线
            return one.kind != "names" and (cut or self._is_in_run(one, after))
        if one.word.endswith(OWNERS):  # an owner is seen with a part of them, not with what they own
            return after is not None and after.kind in NOUNS and not (after.is_limb or after.term.id.startswith("hair"))
        called = is_actor(one.term) or (before and before.kind == "cast" and one.kind not in ("cast", "names"))
        if before and called and self.bare[one.start].isupper() and self.language != "de":
            return True  # "a 1965 Mustang", "the Blue Dragon Inn", "Grandma Rose"
        if self.language == "de" and self.bare[one.end : one.end + 1] == "-":  # "Lkw-Fahrerin"
            return True
        if self.language != "en":  # "leche de vaca", not "un grupo de mujeres"
            of = before is not None and before.word in ("de", "del") and one.is_alive
            whole = self.beside(one, -2)  # "primer plano del chico"
            return of and not (whole and (whole.kind in FRAMED or whole.word in table("quantities")))
        if self.is_plural(one) or after is None or after.word.split(" ")[0] in table("plain_words"):
            return False
        return _is_head(after, one) if after.kind else not after.word.endswith(("s", "ed", "ing", "ly"))  # "dog food"

    def _is_in_run(self, one: Token, after: Token | None) -> bool:
        """The same where words stand without blanks: 犬小屋."""
        right = self.bare[one.end : one.end + 1]
        if after and after.kind:
            return after.start == one.end and _is_head(after, one)
        if one.kind == "cast" and right in ("的", "の"):  # 外婆的院子
            return getattr(self.beside(one, 2), "kind", "") == "places"
        run = _KANJI.match(one.word[-1]) and _KANJI.match(right) and right not in table("endings_ja")
        return bool(run and self.japanese)


def _tell(noun: Token, term: Term) -> None:
    """Give a noun a colour, a number or an age that it has not yet."""
    if isinstance(term, Tint):
        noun.colour = noun.colour or term.code
    elif isinstance(term, Measure):
        noun.count = noun.count or int(term.value)
    elif isinstance(term, Person):
        noun.age = noun.age or term.age


def _is_head(after: Token, one: Token) -> bool:
    """Whether a word says what kind of thing the one right before it is."""
    person = after.kind == "cast" and (one.kind == "names" or after.term.id in table("general_cast"))
    return after.kind in SEEN - {"names"} | {"garments", "places"} and not person and not after.is_limb

"""One text, read once: its quotations, its prose, its sentences, and where every word of film stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, cast

from kling import lexicon
from kling.lazy import lazy
from kling.lexicon import CameraMove, Match, ShotSize, Term, Vocabulary
from kling.lexicon.pattern import pattern, phrases, word_list
from kling.lexicon.vocabulary import T, terms_in
from kling.prompts import quotes as quotations
from kling.prompts import references
from kling.prompts.language import language_of

_COLON, _NUMBER, _AUDIO_END = map(pattern, ("[:：]", r"\d+", r"[.。!?！？]|$"))
_SENTENCE, _WORD = pattern(r"[^.!?。！？\n]+(?:[.!?。！？]+|\n|$)"), pattern(r"[^\W_]+(?:['’-][^\W_]+)*")
_AUDIO, _CAMERA, _OTHER = phrases("audio_labels"), phrases("camera_named"), phrases("other_subjects", 0)
_ARTICLE = pattern(r"\b(?:an?|the|his|her|its|their|my|our|two|three)(?: ([\w-]+))?$", re.IGNORECASE)
_HANDS_OVER = pattern(r"\s+(?:over|out|back|down|an?|the|him|her|it|them|his|<<<)", re.IGNORECASE)
_FRAMING = 72  # characters: a longer opening before a colon is no framing
_NOT_A_VERB_AFTER = word_list("before_nouns")
_LOOK: tuple[Vocabulary[Term], ...] = (
    lexicon.SHOT_SIZES, lexicon.ANGLES, lexicon.STYLES, lexicon.LIGHTING, lexicon.LENSES, lexicon.DEPTH_OF_FIELD,
    lexicon.TEXTURES, lexicon.ATMOSPHERES, lexicon.PALETTES,
)  # fmt: skip


def _is_cjk(character: str) -> bool:
    return "\u3041" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af"


def _brief(opening: str) -> bool:
    """Whether a sentence comes to the camera at once."""
    return len(opening.split()) <= 3 and (opening.isascii() or sum(map(_is_cjk, opening)) <= 6)


class Span(NamedTuple):
    """Characters ``start`` to ``end`` (exclusive) of a text."""

    start: int
    end: int


def within(match: Match[Term] | Span, others: Iterable[Match[Term] | Span]) -> bool:
    """Whether a word begins in one of others."""
    at = match.start
    for one in others:  # noqa: SIM110 - any() takes twice as long
        if one.start <= at < one.end:
            return True
    return False


def merged(spans: Iterable[tuple[int, int]]) -> list[Span]:
    """``spans`` by place, those that overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Span(start, end))
    return joined


class Reading:
    """What one text says. Get it from :func:`read`, which remembers recent texts."""

    def __init__(self, text: str) -> None:
        self.text = text

    @lazy
    def quotes(self) -> tuple[quotations.Quote, ...]:
        return quotations.find(self.text)

    @lazy
    def lines(self) -> tuple[quotations.Quote, ...]:
        """The spoken ones among the quotations."""
        return tuple(quote for quote in self.quotes if quote.kind == "line")

    @lazy
    def references(self) -> tuple[references.Reference, ...]:
        return references.find(self.text)

    @lazy
    def prose(self) -> str:
        """The text without quotations and reference tokens; positions are those of the text."""
        return references.without(quotations.without(self.text))

    @lazy
    def terms(self) -> Mapping[str, list[Match[Term]]]:
        """The words of film in the prose, by the names of their vocabularies."""
        return terms_in(self.prose, "film")

    def find(self, words: Vocabulary[T]) -> list[Match[T]]:
        """Where words of a vocabulary of film stand in the prose."""
        return cast("list[Match[T]]", self.terms.get(words.name, []))

    @lazy
    def numbers(self) -> list[Span]:
        """Digits in the prose, each number whole."""
        return [Span(*m.span()) for m in _NUMBER.finditer(self.prose)]

    @lazy
    def language(self) -> str:
        return language_of(self.prose)

    @lazy
    def sentences(self) -> list[Span]:
        """Of the prose, blank ones left out."""
        return [Span(m.start(), m.end()) for m in _SENTENCE.finditer(self.prose) if m[0].strip()]

    @lazy
    def audio(self) -> list[Span]:
        """The passages introduced by ``Audio:`` or its like, each to the end of its sentence."""
        found = []
        for colon in _COLON.finditer(self.prose):
            since = max(0, colon.start() - 10)
            if label := _AUDIO.search(self.prose[since : colon.start()]):
                found.append(Span(since + label.start(), next(_AUDIO_END.finditer(self.prose, colon.end())).end()))
        return found

    @lazy
    def moves(self) -> list[Match[CameraMove]]:
        """What the camera does; "a girl zooms in on the map" is what a girl does."""
        moves = self.find(lexicon.CAMERA_MOVES)
        people = {m.end for m in self.find(lexicon.PEOPLE)} if moves else set()
        return [m for m in moves if m.start - 1 not in people or self.prose[m.start : m.end].split()[0][-1] != "s"]

    @lazy
    def camera(self) -> list[Span]:
        """The clauses that direct the camera rather than the subjects."""
        found = []
        for start, end in self.sentences:
            move = next((m for m in self.moves if start <= m.start < end), None)
            colon = _COLON.search(self.prose, start, end)
            if colon and colon.end() - start <= _FRAMING and self.frames(start, colon.end()):
                found.append(Span(start, colon.end()))
            elif move and _brief(self.prose[start : move.start]):
                found.append(Span(start, self._clause_end(move.end, end)))
            elif named := self.camera_named(start, end):
                stop = self._clause_end(named.end(), end)
                if colon and colon.start() >= named.end():
                    stop = colon.end()
                found.append(Span(named.start(), stop))
        return found

    def _clause_end(self, since: int, end: int) -> int:
        stop = _OTHER.search(self.prose, since, end)
        return stop.start() if stop else end

    def camera_named(self, start: int, end: int) -> re.Match[str] | None:
        """Where the camera is named between two characters."""
        told = not (words := self.prose[start:end]).isascii() or "amera" in words.lower()
        return _CAMERA.search(self.prose, start, end) if told else None

    def frames(self, start: int, end: int) -> bool:
        """Whether a shot size, an angle or a camera move stands between two characters."""
        return any(start <= m.start < end for m in (*self.sizes, *self.find(lexicon.ANGLES), *self.moves))

    @lazy
    def sizes(self) -> list[Match[ShotSize]]:
        return self.find(lexicon.SHOT_SIZES)

    @lazy
    def actions(self) -> list[Match[Term]]:
        """Visible actions of subjects: not the camera's, not what is only heard, not nouns that look like verbs."""
        elsewhere: list[Match[Term] | Span] = [*self.camera, *self.audio, *self.moves, *self.sizes]
        found = []
        for match in self.find(lexicon.ACTIONS):
            start = match.start
            if within(match, elsewhere) or self.is_noun(match) or self.describes(match):
                continue
            word = self.prose[start : match.end].split()[0]
            if word == "hands" and not _HANDS_OVER.match(self.text, match.end):
                continue  # the noun
            bare, before = not word.endswith(("s", "ing", "ed")), self.text[max(0, start - 24) : start].rstrip(" -")
            if bare and (not before or before[-1] in ".!?\n") and self.language == "en":
                continue  # an order to the maker ("Take …") or a noun ("Cut, colour …")
            found.append(match)
        return found

    def describes(self, match: Match[Term]) -> bool:
        """Whether a verb in -ed says what something is like, after an article or a colour: "a white folded boat"."""
        if not self.prose[match.start : match.end].endswith("ed"):
            return False
        article = _ARTICLE.search(self.text[max(0, match.start - 24) : match.start].rstrip(" -"))
        return article is not None and (not article[1] or bool(lexicon.COLOURS.find(article[1])))

    def is_noun(self, match: Match[Term]) -> bool:
        """Whether a word that may be a verb follows what only nouns do: "a wave", "the door's close"."""
        before = self.text[max(0, match.start - 24) : match.start].rstrip(" -")
        return before.rpartition(" ")[2].lower() in _NOT_A_VERB_AFTER or before.endswith(("'s", "’s", "s'", "s’"))

    @lazy
    def look(self) -> list[Match[Term]]:
        """What is said of camera, style, light, lens and mood; verbs and sounds in these words are none."""
        return [*self.moves, *(match for words in _LOOK for match in self.find(words))]

    def beside_look(self, matches: Iterable[Match[Term]]) -> Iterator[Match[Term]]:
        """Those matches that do not stand inside of words about the look."""
        return (match for match in matches if not within(match, self.look))

    @lazy
    def cjk(self) -> int:
        """Characters of Chinese, Japanese or Korean script in the prose."""
        return 0 if self.prose.isascii() else sum(map(_is_cjk, self.prose))

    @lazy
    def words(self) -> int:
        """Words of the prose; two characters of Chinese or Japanese count as one word."""
        if not self.cjk:
            return len(self.prose.split())
        return len(_WORD.findall("".join(" " if _is_cjk(c) else c for c in self.prose))) + self.cjk // 2

    def sentence_of(self, position: int) -> Span:
        """The sentence in which a character stands."""
        return next((s for s in self.sentences if s.start <= position < s.end), Span(0, len(self.text)))


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """The reading of ``text``."""
    return Reading(text)

"""Terms, vocabularies, and finding them in a text.

All vocabularies are searched in one pass over a text: words are looked up in one index, so asking a text twenty
questions costs hardly more than asking one. Latin-script words match whole words in any case, with plural and
third-person endings, a hyphen for a space, and an adverb between ("pans slowly left"); words in Chinese or Japanese
script match anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Generic, Literal, NamedTuple, TypeVar, cast

from kling.prompts.pattern import CJK, pattern

Language = Literal["en", "zh", "ja", "es"]
LANGUAGES_OF_WORDS: tuple[Language, ...] = ("en", "zh", "ja", "es")


@dataclass(eq=False)
class Term:
    """One notion, written down once and equal to no other. ``term`` is the English phrase a prompt should use; the
    other fields hold further words for it, by language, separated by ``|``. ``guarded`` words are ordinary English
    words too: they count only where the camera is the one that acts (at the start of a clause, after a speed word,
    after "camera" in the same sentence, or written with a hyphen: "pull-back")."""

    id: str
    term: str
    en: str = ""
    zh: str = ""
    ja: str = ""
    es: str = ""
    guarded: str = ""

    def words(self, language: Language) -> tuple[str, ...]:
        """Every word for this notion in a language, the preferred one first; empty where none is known."""
        written: str = getattr(self, language)
        words = tuple(written.split("|")) if written else ()
        return (self.term, *words) if language == "en" else words

    def name(self, language: Language) -> str:
        """The preferred word in a language; the English term where none is known."""
        words = self.words(language)
        return words[0] if words else self.term


T = TypeVar("T", bound=Term)
T_co = TypeVar("T_co", bound=Term, covariant=True)


class Match(NamedTuple, Generic[T_co]):
    """A term found in a text, at characters ``start`` to ``end`` (exclusive)."""

    term: T_co
    start: int
    end: int


class Vocabulary(Generic[T_co]):
    """Terms of one kind, in order. ``verbs`` also accepts -ing and -ed forms of each word's first part; ``but`` are
    phrases (separated by ``|``) that contain a word of the vocabulary and mean something else."""

    def __init__(self, *terms: T_co, verbs: bool = False, but: str = "") -> None:
        self.terms = terms
        self.verbs = verbs
        self.but = tuple(but.split("|")) if but else ()
        self._number = len(_VOCABULARIES)
        self._by_id = {term.id: term for term in terms}
        if len(self._by_id) != len(terms):
            raise ValueError("two terms of one vocabulary share an id")
        _VOCABULARIES.append(self)
        _scan.cache_clear()
        _index.cache_clear()

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __getitem__(self, id: str) -> T_co:
        """The term called ``id``; KeyError for an unknown one."""
        return self._by_id[id]

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def find(self, text: str) -> list[Match[T_co]]:
        """Where terms of this vocabulary stand in ``text``: leftmost and longest first, never overlapping."""
        return cast("list[Match[T_co]]", _scan(text).get(self._number, _NOTHING))


def find(terms: Vocabulary[T], text: str) -> list[Match[T]]:
    """Where ``terms`` stand in ``text``: leftmost and longest first, never overlapping."""
    return terms.find(text)


_VOCABULARIES: list[Vocabulary[Term]] = []
_NOTHING: list[Match[Term]] = []

_LATIN = "a-z0-9\u00df-\u024f"
_LATIN_WORD = f"[{_LATIN}]+(?:['\u2019][{_LATIN}]+)*"
_WORD = pattern(_LATIN_WORD)
_PIECE = pattern(f"{_LATIN_WORD}|{CJK}")
_FIRST_CJK = "\u3005"
_LETTERS = 3
"""The index is made by so many first letters."""
_JOINTS = " -\t\n./\u2010\u2011\u2013\u00a0"

_CAMERA = pattern(r"\b(?:camera|lens|shot|drone|view|c[aá]mara|plano)\b|镜头|カメラ")
_CLAUSE = pattern(
    r"(?:^|[.,;:!?，。：；、—–(]\s*|\b(?:then|and|a|one|slow|slowly|gentle|gently|subtle|steady|smooth|smoothly|quick|fast|"
    r"sudden|long|gradual|final|camera|by|with|while|after)\s+)$"
)
_FRAMED = pattern(r"[:：]|\b(?:as|while|when|where|who)\s+(?=\S)")
_SENTENCE_END = pattern(r"[.!?。！？\n]")


class _Entry(NamedTuple):
    """A word in the index and whose it is: the stems allowed for each part after the second, or, for words that have
    to match character by character, the whole ``literal``."""

    parts: tuple[frozenset[str], ...]
    literal: str
    length: int
    vocabulary: int
    term: Term | None
    guarded: bool
    stem: bool = False
    """A Japanese verb stem of one character: kana must follow, or it is a Chinese word or part of a noun."""


@dataclass(slots=True)
class _Node:
    """The words that begin with one stem (or one character): those of one part, those by their second part, and those
    that match character by character; each list longest first."""

    singles: list[_Entry]
    pairs: dict[str, list[_Entry]]
    literals: list[_Entry]


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow when lowered; positions must stay
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return lower


def _stem(word: str) -> str:
    """Without a plural or third-person s; applied to both sides, so it need not be a real word."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


@cache
def _forms(word: str, *, verb: bool) -> frozenset[str]:
    """The stems under which ``word`` may be met."""
    forms = {_stem(word)}
    if not word.isascii():
        forms.add(_bare(_stem(word)))
    if word.endswith(("sh", "ch", "x", "ss", "zz", "o")):
        forms.add(word + "e")
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        forms.add(word[:-1] + "ie")
    if verb:
        roots = {word}
        if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
            roots = {word[:-1]}
        elif re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprtv]", word):
            roots = {word + word[-1]}
        forms |= {root + "ing" for root in roots} | {root + "ed" for root in roots}
        if word.endswith("y") and word[-2:-1] not in "aeiou":
            forms.add(word[:-1] + "ied")
    return frozenset(forms)


class _Word(NamedTuple):
    """A word as a vocabulary has it, in small letters, and whose it is."""

    lower: str
    vocabulary: int
    term: Term | None
    verb: bool = False
    guarded: bool = False
    stem: bool = False

    @property
    def literal(self) -> bool:
        """Whether it has to match character by character."""
        return max(self.lower) >= _FIRST_CJK

    def stems(self) -> set[str]:
        """The stems, or the one character, by which the index knows it."""
        first = _WORD.search(self.lower)
        if self.literal:
            return {_stem(first[0]) if first and first.start() == 0 else self.lower[0]}
        return set(_forms(first[0], verb=self.verb)) if first else {""}


def _words(*, cjk: bool) -> Iterator[_Word]:
    for vocabulary in _VOCABULARIES:
        number, verbs = vocabulary._number, vocabulary.verbs
        for term in vocabulary.terms:
            guarded = _lower(term.guarded).split("|") if term.guarded else ()
            english = f"{term.term}|{term.en}" if term.en else term.term
            known = (english, "en"), (term.es, "es"), (term.zh, "zh"), (term.ja, "ja")
            for written, language in known if cjk else known[:2]:
                verb = verbs and language == "en"
                for word in _lower(written).split("|") if written else ():
                    if word not in guarded:
                        stem = verbs and language == "ja" and len(word) == 1 and "\u3400" <= word <= "\u9fff"
                        yield _Word(word, number, term, verb, False, stem)
            for word in guarded:
                yield _Word(word, number, term, verbs, True)
        for phrase in vocabulary.but:
            yield _Word(_lower(phrase), number, None)


class _Index:
    """The words of all vocabularies by the stem they begin with.

    There are ten thousand of them and a text has a few, so they are only sorted by their first letters at once; what
    finds a word is made when a text first has a word that begins like it. (All of it takes a tenth of a second.)
    """

    def __init__(self, *, cjk: bool) -> None:
        self._nodes: dict[str, _Node] = {}
        self._waiting: defaultdict[str, list[_Word]] = defaultdict(list)
        for word in _words(cjk=cjk):
            start = word.lower[: _LETTERS + 1]
            if start >= _FIRST_CJK:  # found by one character
                self._waiting[start[0]].append(word)
            elif start.isascii() and start.isalpha() and len(start) > _LETTERS:  # endings change its last letter only
                self._waiting[start[:_LETTERS]].append(word)
            else:
                for letters in {stem[:_LETTERS] for stem in word.stems()}:
                    self._waiting[letters].append(word)

    def get(self, stem: str) -> _Node | None:
        """The words that begin with ``stem``; None when no word does."""
        if stem[:_LETTERS] in self._waiting:
            self._make(stem[:_LETTERS])
        return self._nodes.get(stem)

    def _make(self, letters: str) -> None:
        made: dict[str, _Node] = {}
        for word in self._waiting.get(letters, ()):
            literal = word.literal
            parts = () if literal else tuple(_forms(part, verb=False) for part in _WORD.findall(word.lower)[1:])
            entry = _Entry(
                parts[1:],
                word.lower if literal else "",
                len(word.lower),
                word.vocabulary,
                word.term,
                word.guarded,
                word.stem,
            )
            for key in word.stems():
                if key[:_LETTERS] != letters:
                    continue
                node = made.setdefault(key, _Node([], {}, []))
                if literal:
                    node.literals.append(entry)
                elif not parts:
                    node.singles.append(entry)
                for second in parts[0] if parts else ():
                    node.pairs.setdefault(second, []).append(entry)
        for node in made.values():
            for entries in (node.singles, node.literals, *node.pairs.values()):
                entries.sort(key=lambda entry: -entry.length)
        self._nodes.update(made)
        self._waiting.pop(letters, None)  # last: another thread may be asking meanwhile


@lru_cache(maxsize=2)
def _index(*, cjk: bool) -> _Index:
    """``cjk``: with the words of Chinese and Japanese, which no ASCII text has."""
    return _Index(cjk=cjk)


def _camera_acts(lower: str, start: int, first: str) -> bool:
    """Whether an ordinary word at ``start`` speaks of the camera. A finite verb needs the camera named before it in
    the sentence; a noun or an imperative may also open a clause or follow a speed word."""
    before = lower[max(0, start - 160) : start]
    ends = [m.end() for m in _SENTENCE_END.finditer(before)]
    sentence = before[ends[-1] :] if ends else before
    finite = first.endswith("s") and not first.endswith("ss")
    if finite:  # "Medium shot: the boy pulls back the curtain", "the camera waits as she pushes in a drawer"
        clause = _FRAMED.split(sentence)[-1]
        return _CAMERA.search(clause if clause.strip() else sentence) is not None
    if _CAMERA.search(sentence):
        return True
    return not sentence.strip() or _CLAUSE.search(sentence) is not None


class _Words:
    """One text cut into words, with what stands between them."""

    __slots__ = ("lower", "spans", "stems", "words")

    def __init__(self, lower: str) -> None:
        self.lower = lower
        found = list(_PIECE.finditer(lower))
        self.words = [match.group() for match in found]
        self.spans = [match.span() for match in found]
        self.stems = [_stem(word) for word in self.words]

    def next(self, i: int) -> int | None:
        """The word right after word ``i``, joined by nothing but space, hyphen, slash or dot."""
        if i + 1 < len(self.spans):
            gap = self.lower[self.spans[i][1] : self.spans[i + 1][0]]
            if gap == " " or not gap.strip(_JOINTS):
                return i + 1
        return None

    def follow(self, parts: tuple[frozenset[str], ...], i: int) -> int | None:
        """The last word of ``parts`` standing after word ``i``, adverbs passed over."""
        for part in parts:
            following = self.next(i)
            if following is not None and self.stems[following] not in part and self.words[following].endswith("ly"):
                following = self.next(following)
            if following is None or self.stems[following] not in part:
                return None
            i = following
        return i

    def phrases(self, i: int, pairs: dict[str, list[_Entry]]) -> list[tuple[_Entry, int]]:
        """The entries of two or more parts that begin at word ``i``, each with the character it ends at."""
        found = []
        second = self.next(i)
        if second is not None and self.words[second].endswith("ly") and self.stems[second] not in pairs:
            second = self.next(second)
        if second is not None:
            for entry in pairs.get(self.stems[second], ()):
                last = self.follow(entry.parts, second) if entry.parts else second
                if last is not None:
                    found.append((entry, self.spans[last][1]))
        return found


@lru_cache(maxsize=64)
def _scan(text: str) -> dict[int, list[Match[Term]]]:
    """Every term of every vocabulary in ``text``, by the number of the vocabulary."""
    index = _index(cjk=not text.isascii())
    lower = _lower(text)
    words = _Words(lower)
    found: dict[int, list[Match[Term]]] = {}
    reached: dict[int, int] = {}
    for i, stem in enumerate(words.stems):
        node = index.get(stem)
        if node is None:
            continue
        start, end = words.spans[i]
        here = [
            (entry, start + entry.length)
            for entry in node.literals
            if lower.startswith(entry.literal, start)
            and (not entry.stem or "\u3041" <= lower[start + entry.length : start + entry.length + 1] <= "\u3096")
        ]
        if node.pairs:
            here += words.phrases(i, node.pairs)
        here += [(entry, end) for entry in node.singles]
        for entry, stop in here:  # longer ones come first
            vocabulary = entry.vocabulary
            if reached.get(vocabulary, 0) > start:
                continue
            if entry.guarded and "-" not in lower[start:stop] and not _camera_acts(lower, start, words.words[i]):
                continue
            reached[vocabulary] = stop
            if entry.term is not None:
                match = Match(entry.term, start, stop)
                if vocabulary in found:
                    found[vocabulary].append(match)
                else:
                    found[vocabulary] = [match]
    return found

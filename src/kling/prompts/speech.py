"""How long lines take to speak, and whether they fit their shot. Units are words in English, Spanish and languages that
Kling speaks as English, characters in Chinese, morae in Japanese, syllable blocks in Korean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kling.lexicon import LANGUAGES, SpokenLanguage
from kling.lexicon.pattern import pattern
from kling.prompts import quotes
from kling.prompts.language import in_script, language_of

_WORD = pattern(r"\w+(?:['’]\w+)*")
_SMALL = pattern(r"[ゃゅょぁぃぅぇぉャュョァィゥェォ]")  # joins the mora before it; small tsu is a mora of its own
_KANA, _LATIN_WORD = pattern(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]"), pattern(r"[A-Za-z\u00c0-\u024f0-9]+")


def units(text: str, language: str) -> int:
    """Speakable units of ``text`` in ``language`` (an ISO 639-1 code)."""
    if language == "zh":
        return in_script(text, "zh") + len(_LATIN_WORD.findall(text))
    if language == "ja":
        kana = len(_KANA.findall(text)) - len(_SMALL.findall(text))
        return kana + 2 * in_script(text, "zh") + 3 * len(_LATIN_WORD.findall(text))
    return in_script(text, "ko") + len(_LATIN_WORD.findall(text)) if language == "ko" else len(_WORD.findall(text))


def rate_of(language: str) -> SpokenLanguage:
    """How fast a language is spoken; English for one that comes out as English."""
    known = LANGUAGES.terms.get(language)
    return known if known and known.unit else LANGUAGES["en"]


LEAD_IN = BETWEEN_TURNS = TAIL = 0.3  # seconds of silence before the first line, between two lines and after the last


class Line(NamedTuple):
    """A spoken line: its quotation, the language it is to be spoken in, its length in units and at which rate."""

    quote: quotes.Quote
    language: str
    units: int
    rate: SpokenLanguage


class Budget(NamedTuple):
    """Seconds the lines of one text take: ``good`` at a natural pace, ``least`` at the fastest acceptable one."""

    lines: tuple[Line, ...]
    good: float
    least: float


def line_of(quote: quotes.Quote) -> Line:
    """A quotation as a spoken line."""
    named = LANGUAGES.find(quote.delivery)
    language = named[0].term.id if named and named[0].term.native else language_of(quote.text)
    return Line(quote, language, units(quote.text, language), rate_of(language))


def lines(text: str) -> tuple[Line, ...]:
    """The spoken lines of a prompt, in order."""
    return tuple(line_of(quote) for quote in quotes.find(text) if quote.kind == "line" and quote.text.strip())


def meant(texts: Iterable[str], number: int | None, speaker: str | None) -> tuple[list[Line], list[Line]]:
    """The spoken lines of a film's prompts in order, and those of them that are meant: the one of this ``number``
    (from 1), or those of this ``speaker``, in any case and of any part of the name."""
    found, name = [line for text in texts for line in lines(text)], (speaker or "").casefold()
    numbered = (line for n, line in enumerate(found, 1) if number in (None, n))
    return found, [line for line in numbered if name in line.quote.speaker.casefold()]


def listed(found: Sequence[Line]) -> str:
    """Lines by their numbers, speakers and words, for whoever has to choose one."""
    told = (f"{n} [{line.quote.speaker or 'nobody'}] “{line.quote.text}”" for n, line in enumerate(found, 1))
    return "; ".join(told)[:600]


def budget(text: str) -> Budget:
    """What the spoken lines of one shot's text need, pauses around them included; 0 s without lines."""
    spoken = lines(text)
    pauses = LEAD_IN + TAIL + BETWEEN_TURNS * (len(spoken) - 1) if spoken else 0.0
    good = sum(line.units / line.rate.ok for line in spoken) + pauses
    least = sum(line.units / line.rate.most for line in spoken) + pauses
    return Budget(spoken, round(good, 2), round(least, 2))


def capacity(seconds: float, language: str) -> int:
    """How many units one line may have in a shot of ``seconds``, at a natural pace."""
    return max(0, int((seconds - LEAD_IN - TAIL) * rate_of(language).ok + 1e-9))

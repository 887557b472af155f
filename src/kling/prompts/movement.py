"""What is seen moving in a text, and where its movement ends."""

from __future__ import annotations

from collections.abc import Iterator

from kling.lexicon import CHANGES, END_STATES, SEQUENCE, WEATHER, Match, Term
from kling.lexicon.pattern import pattern, phrases, word_list
from kling.prompts.reading import VERB_ES, Reading, Span

_ITEM_BEFORE = pattern(r"(?:^|[,;:.])\s*$")
_ITEM_AFTER = pattern(r"\s*(?:[,;.]|$)")
_KIND_OF = phrases("kinds_of")
_STILL_KIND = pattern(r"\b(?:an?|the|his|her|two|three|one)\s+(?:sleeping|sitting|standing|lying|resting|hanging)$")
_ING = pattern(r"\b([a-z]{2,}ing)\b")
_NOUNS_IN_ING = word_list("nouns_in_ing")
_TRANSITIVE = phrases("transitive_verbs", 0)
_BEING_DONE = pattern(r"\bbeing (?:\w+ed|lit|cut|torn|built|drawn|written|woven|sewn|blown|made)\b")
_KANA_VERB = pattern(r"(?:て|で)(?:いる|いく|くる|い|、|。)|[るうくすつぬぶむぐた](?=[。、」\s]|$)")


def movements(reading: Reading) -> list[Span]:
    """The verbs of what is seen moving or changing, in order; empty for a text of nouns."""
    verbs = [m for m in reading.actions if not _listed(reading, m)]
    if len(verbs) > 1:  # one may be a word about the look
        weather = reading.find(WEATHER)
        beside = [m for m in verbs if not any(w.start <= m.start < w.end for w in weather)]
        return [Span(m.start, m.end) for m in beside or verbs]
    verbs += [m for m in reading.find(CHANGES) if not _listed(reading, m)]
    found = [Span(m.start, m.end) for m in reading.beside_look(verbs)]
    return sorted(set(found)) or list(_beyond_the_lexicon(reading))


def ends(reading: Reading) -> list[Span]:
    """The words that say where a movement ends."""
    found: list[Match[Term]] = [*reading.find(END_STATES)]
    seen = (m for m in found if not any(s.start <= m.start < s.end for s in reading.audio))
    said = [
        Span(m.start, m.end)
        for m in reading.beside_look(seen)
        if reading.prose[m.start : m.end].split()[0][-1] == "s" or not reading.is_noun(m)
    ]
    return said or [Span(m.start, m.end) for m in reading.find(SEQUENCE) if m.term.id == "finally"]


def _names_a_kind(prose: str, start: int, end: int) -> bool:
    """Whether a word in -ing only tells what kind of thing is there: "a reading corner", "a sleeping cat"."""
    return bool(_KIND_OF.match(prose, end) or _STILL_KIND.search(prose[max(0, start - 8) : end].lower()))


def _listed(reading: Reading, match: Match[Term]) -> bool:
    """Whether a word stands alone between commas, as "snow" does in "a monastery, snow, bells": a thing, no verb."""
    word = reading.prose[match.start : match.end]
    if word.endswith("ing"):
        return _names_a_kind(reading.prose, match.start, match.end)
    if not word.isascii() or word.endswith("ed"):
        return False
    if not _ITEM_AFTER.match(reading.prose, match.end):
        return False
    return _ITEM_BEFORE.search(reading.prose[max(0, match.start - 12) : match.start]) is not None


def _beyond_the_lexicon(reading: Reading) -> Iterator[Span]:
    """English -ing forms and verbs before their object, Spanish verbs between a noun and its object, and Japanese
    predicate endings."""
    prose, lower = reading.prose, reading.prose.lower()
    known = {"es": VERB_ES, "ja": _KANA_VERB, "en": _TRANSITIVE}.get(reading.language)
    for written, text in ((known, prose), (_BEING_DONE, lower)):
        for match in written.finditer(text) if written else ():
            if not any(s.start <= match.start() < s.end for s in reading.look):  # "fills the frame"
                yield Span(*match.span())
    for match in _ING.finditer(lower):
        elsewhere = (*reading.camera, *reading.audio, *reading.look)
        if match[1] in _NOUNS_IN_ING or _names_a_kind(prose, match.start(), match.end()):
            continue
        if not any(s.start <= match.start() < s.end for s in elsewhere):
            yield Span(*match.span())

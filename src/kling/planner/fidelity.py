"""The guard of the planner, for its own texts and a model's: whether every word of a request is in its prompts, each as
often as it is written, and whether nothing half is left of a text that something was taken out of.

Words are segments of letters, signs and digits; single characters in scripts without blanks between words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

from kling.lexicon.pattern import pattern, phrases
from kling.lexicon.words import lower_of
from kling.planner.questions import EMOJI
from kling.planner.tables import Table

_TOKEN, _BAR = pattern(r" ?<<<\w+>>>"), pattern(" [-|/·] ")
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "THAI", "LAO", "MYANMAR", "KHMER")  # scripts
_PAIRS = ("()", "（）", "[]", "【】", "「」", "『』", "“”", "«»", "《》")
_LAST_MARKS = " \t\n.,:;!?。，、：；！？…।؟،؛"
_EMPTY_LABEL = phrases("empty_labels", 0)


def words(text: str, unspaced: tuple[str, ...] = _UNSPACED) -> list[str]:
    """The words of ``text``, in small letters; reference tokens, which may stand before endings, are none."""
    spaced = ""
    for character in unicodedata.normalize("NFC", _TOKEN.sub("", text)).casefold():
        part = unicodedata.category(character)[0] in "LMN" and character not in "\ufe0f\ufe0e\u20e3"
        alone = part and not character.isascii() and unicodedata.name(character, "").startswith(unspaced)
        spaced += f" {character} " if alone else character if part else " "
    return spaced.split()


def missing(request: str, kept: Iterable[str]) -> list[str]:
    """The words of ``request`` that ``kept`` (prompts, what was taken out) has less often; in Korean by syllables."""
    have, want = (Counter(words("\n".join(some), (*_UNSPACED, "HANGUL"))) for some in (kept, [request]))
    return list((want - have).elements())


def balanced(text: str) -> bool:
    """Whether every bracket and quotation mark of ``text`` has its other half."""
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)


def torn(kept: str, text: str, table: Table) -> bool:
    """Whether ``kept`` of a sentence ``text`` does not stand: it ends as no clause ("a cat with") or hangs ("…고")."""
    said, before = (EMOJI.sub(",", _BAR.sub(", ", lower_of(one))).rstrip(_LAST_MARKS) for one in (kept, text))
    own = {before[one.start : one.end].strip() for one in table.find("torn", before)}
    edges = (one for one in table.find("torn", said) if one.start == 0 or one.end == len(said))
    hangs, hung = (any(one.end == len(end) for one in table.find("hangs", end)) for end in (said, before))
    return (hangs and not hung) or any(said[one.start : one.end].strip() not in own for one in edges)


def unhurt(text: str, kept: str, table: Table) -> bool:
    """Whether ``kept`` of ``text`` has nothing half: a bracket, a label without value, an end in "with"."""
    labels, before = (len(_EMPTY_LABEL.findall(one)) for one in (kept, text))
    return labels <= before and balanced(kept) >= balanced(text) and not torn(kept, text, table)

"""Where a text says that something is heard: a label ("Audio: waves"), a sound, a song, a narrator."""

from __future__ import annotations

import re
from functools import cache

from kling.lexicon import table
from kling.lexicon.pattern import LETTER, pattern
from kling.lexicon.words import lower_of
from kling.prompts.reading import Reading

_NO_GAPS, _ENDINGS = ("zh", "ja"), ("zh", "ja", "ko")  # no gaps between words; words that may go on in others
_NEAR = 4  # characters around a hearing in which it is taken back, where there are no gaps; words after it elsewhere
_LONGEST = 24  # characters of a label and the gap after it
_COLON = pattern(r"[:：]([^.!?。！？।\n]*)")
_PART = pattern(r"[,;，；、،]")
_CLAUSE_END = r"[.,:;!?()\[\]{}。，、：；！？।،؛؟…—–\n]|"
_TITLES = r"《[^》\n]*》|〈[^〉\n]*〉|‹[^›\n]*›|(?<!\w)['‘‚][^'‘’‚\n]{2,80}['‘’](?!\w)|"


@cache
def _one_of(name: str, *languages: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """What the data has under ``name`` in these languages, else in all: whole words where words end."""
    found = []
    inside = _NO_GAPS if name == "before" else _ENDINGS
    for language in languages or table("hearing"):
        if written := table("hearing").get(language, {}).get(name):
            words = re.escape(written).replace(r",\ ", "|").replace(r"\*", f"{LETTER}*").replace(r"\ ", r"\s+")
            found.append(f"(?:{words})" if language in inside else f"(?<!{LETTER})(?:{words})(?!{LETTER})")
    return re.compile(before + f"(?:{'|'.join(found) or '(?!)'})" + after)


def heard(reading: Reading) -> tuple[int, int] | None:
    """Where it is first said that something is heard, apart from quotations; not where it is said that nothing is."""
    language = reading.language
    both = dict.fromkeys((language, "en"))
    text = lower_of(reading.prose).replace("’", "'")
    if not (_COLON.search(text) or _one_of("words", *both).search(text)):
        return None
    text = _one_of("but", *both, before=_TITLES).sub(lambda found: " " * len(found[0]), text)
    for colon in _COLON.finditer(text):
        since = max(0, colon.start() - _LONGEST)
        if label := _one_of("labels", after=r"\s*$").search(text[since : colon.start()]):
            start, end, silent = since + label.start(), colon.end(), _one_of("silent", before=r"\W*")
            if not all(silent.match(part) for part in _PART.split(colon[1]) if part.strip(" .")):
                return start, end
            text = text[:start] + " " * (end - start) + text[end:]
    since = 0
    ends = _one_of("turns", *both, before=_CLAUSE_END)
    for end, after in (*(found.span() for found in ends.finditer(text)), (len(text), len(text))):
        for word in _one_of("words", *both).finditer(text, since, end):
            before, behind = text[since : word.start()], " ".join(text[word.end() : end].split()[:_NEAR])
            if language in _NO_GAPS:
                before, behind = before[-_NEAR:], text[word.end() : min(end, word.end() + _NEAR + 2)]
            if not (_one_of("before", language).search(before) or _one_of("after", language).search(behind)):
                return word.span()
        since = after
    return None

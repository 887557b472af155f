"""The words of a shot on screen: spoken lines while they last, and what is described in the time between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import ceil, inf
from textwrap import wrap
from typing import NamedTuple

from kling.animatic.scene import Line, plain
from kling.lexicon import ACTIONS
from kling.lexicon.pattern import pattern, phrases, written
from kling.prompts import quotes
from kling.prompts.references import find

FPS = 24
_AUDIO = phrases("heard_sentences", re.IGNORECASE | re.MULTILINE)
_TOLD = pattern(lambda: f"(?:{written('told_after')})[^。.]*[。.]?")
_PAGE, _FULLEST = 150, 360  # characters in one caption; in small type, where there is no time for more
_SLACK = 12  # characters that a page has more, for it ends with a word
_SHORTEST, _SHORTEST_LINE, _GLIMPSE = 1.4, 1.2, 0.5  # s for a page, for a line; what is shown for less is not seen
_LABEL = 40  # characters of a speaker's name


class Caption(NamedTuple):
    """Words on screen from frame ``start`` to frame ``end`` (exclusive) of a shot; ``line``: they are spoken."""

    start: int
    end: int
    text: str
    line: bool = False


def timecode(frame: int) -> str:
    """Hours, minutes, seconds and frames of a 24-frame film."""
    seconds, frames = divmod(frame, FPS)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"


def captions(
    text: str, lines: Sequence[Line], frames: int, names: Mapping[str, str] | None = None, missing: Sequence[str] = ()
) -> list[Caption]:
    """The lines of a shot as they are spoken and, in between, an excerpt of its text that can be read, in order, and
    what of it is ``missing``. ``names`` are the user's own for pictures, elements and whom they show. Sentences about
    sound are heard only."""
    shown = list(_spoken(lines, names or {}))
    free = [frame for frame in range(frames) if not any(one.start <= frame < one.end for one in shown)]
    told = [_called(_described(text), names or {}), *(f"[{it}]" for it in missing)]
    pages = _excerpt(" ".join(told).strip(), len(free) / FPS)
    for number, page in enumerate(pages):
        first, last = (round(len(free) * n / len(pages)) for n in (number, number + 1))
        unbroken = (list(run) for _, run in groupby(enumerate(free[first:last]), lambda one: one[1] - one[0]))
        run = max(unbroken, key=len, default=[])
        if len(run) >= _GLIMPSE * FPS:
            shown.append(Caption(run[0][1], run[-1][1] + 1, page))
    return sorted(shown)


def _called(text: str, names: Mapping[str, str]) -> str:
    """A text with names for its references."""
    for found in reversed(list(find(text))):
        name = f"{found.kind}_{found.number}"
        text = text[: found.start] + names.get(name, plain(name)) + text[found.end :]
    return text


def _spoken(lines: Sequence[Line], names: Mapping[str, str]) -> Iterator[Caption]:
    """Each line from its first sound to its last, or a little longer where it is too short to be read."""
    for line, then in zip(lines, [*(one.start for one in lines[1:]), inf], strict=False):
        until = max(line.end, min(line.start + _SHORTEST_LINE, then))
        speaker = _called(names.get(line.speaker, line.speaker), names)[:_LABEL]
        said = f"{speaker}: {line.text}" if speaker else line.text
        yield Caption(round(line.start * FPS), round(until * FPS), _called(said, names), line=True)


def _excerpt(told: str, seconds: float) -> list[str]:
    """A text on pages: fuller ones where time is short, at last without their middle: how a shot ends is told."""
    room = max(min(2, int(seconds)), int(seconds / _SHORTEST))
    count = ceil(len(told) / max(_PAGE, min(_FULLEST, len(told) // max(1, room))))
    pages = wrap(told, len(told) // max(1, count) + _SLACK)
    return pages if len(pages) <= room else [*pages[: room - room // 2], *pages[len(pages) - room // 2 :]]


def _described(text: str) -> str:
    """A text without what is said, who says it and does nothing else, and what is heard."""
    for quote in reversed(quotes.find(text)):
        if quote.kind == "line" and quote.text.strip():
            acts = ACTIONS.find(text[quote.intro : quote.start])  # "turns to him and says"
            told = None if acts else _TOLD.match(text, quote.end)  # 女が「…」と尋ねる。
            before = f"{text[: quote.start].rstrip()} …" if acts else text[: quote.intro]
            text = f"{before}\n{text[max(quote.end, quote.outro, told.end() if told else 0) :]}"
    return " ".join(_AUDIO.sub(" ", text).split()).strip(" ,;，、").lstrip(" .。")

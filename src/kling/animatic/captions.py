"""The words of a shot on screen: spoken lines while they last, and what is described in the time between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from kling.animatic.lettering import Piece, words
from kling.animatic.scene import Line, plain
from kling.prompts import quotes
from kling.prompts.references import find

FPS = 24
_SENTENCE_END = re.compile(r"(?<=[!?。！？…\n])\s*|(?<=\.)\s+")
_AUDIO = re.compile(
    r"^\s*(?:audio|sounds?|music|sfx|ambience|sonido|música|声音|音频|音效|环境音|音声|音)\s*[:：]", re.IGNORECASE
)
_PAUSE = tuple(",;:—–.!?，、；：。！？")
_PAGE, _FULLEST = 150, 360  # half-width characters in one caption; in small type, where there is no time for more
_FULL, _EARLY = 0.85, 0.3  # of a page: how full it is on average, and what may be left free after a pause
_SHORTEST, _SHORTEST_LINE, _GLIMPSE = 1.4, 1.2, 0.5  # s for a page, for a line; what is shown for less is not seen
_LABEL = 40  # characters of a speaker's name


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on screen from frame ``start`` to frame ``end`` (exclusive) of a shot; ``line``: they are spoken."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    line: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def timecode(frame: int) -> str:
    """Hours, minutes, seconds and frames of a 24-frame film."""
    seconds, frames = divmod(frame, FPS)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}:{frames:02d}"


def captions(text: str, lines: Sequence[Line], frames: int, names: Mapping[str, str] | None = None) -> list[Caption]:
    """The lines of a shot as they are spoken and, in between, an excerpt of its text that can be read, in order.
    ``names`` are the user's own for pictures, elements and whom they show. Sentences about sound are heard only."""
    shown = list(_spoken(lines, names or {}))
    free = [frame for frame in range(frames) if not any(one.start <= frame < one.end for one in shown)]
    pages = _excerpt(text, len(free) / FPS)
    needs = [max(8, _length(page)) for page in pages]
    for number, page in enumerate(pages):
        first, last = (round(len(free) * sum(needs[:n]) / sum(needs)) for n in (number, number + 1))
        unbroken = (list(run) for _, run in groupby(enumerate(free[first:last]), lambda one: one[1] - one[0]))
        run = max(unbroken, key=len, default=[])
        if len(run) >= _GLIMPSE * FPS:
            shown.append(Caption(run[0][1], run[-1][1] + 1, pieces(page, names or {})))
    return sorted(shown, key=lambda one: one.start)


def pieces(text: str, names: Mapping[str, str]) -> tuple[Piece, ...]:
    """The text with its references as names in the accent colour."""
    parts, at = [], 0
    for found in find(text):
        name = f"{found.kind}_{found.number}"
        parts += [Piece(text[at : found.start]), Piece(names.get(name, plain(name)), accent=True)]
        at = found.end
    return tuple(piece for piece in (*parts, Piece(text[at:])) if piece.text)


def _spoken(lines: Sequence[Line], names: Mapping[str, str]) -> Iterator[Caption]:
    """Each line from its first sound to its last, or a little longer where it is too short to be read."""
    for number, line in enumerate(lines):
        then = lines[number + 1].start if number + 1 < len(lines) else line.start + _SHORTEST_LINE
        seconds = max(line.end, min(line.start + _SHORTEST_LINE, then)) - line.start
        speaker = "".join(piece.text for piece in pieces(names.get(line.speaker, line.speaker)[:_LABEL], names))
        label = (Piece(f"{speaker}: ", accent=True),) if speaker else ()
        at, pages = line.start, _pages(line.text, _PAGE)
        for page in pages:
            until = at + seconds * _length(page) / max(1, sum(map(_length, pages)))
            yield Caption(round(at * FPS), round(until * FPS), (*label, *pieces(page, names)), line=True)
            at = until


def _excerpt(text: str, seconds: float) -> list[str]:
    """What is described on pages: fuller ones where time is short, and at last without their middle, for how a shot
    ends is always told."""
    told = _described(text)
    room = max(min(2, int(seconds)), int(seconds / _SHORTEST))
    pages = _pages(told, max(_PAGE, min(_FULLEST, ceil(1.15 * _length(told) / max(1, room)))))
    return pages if len(pages) <= room else [*pages[: room - room // 2], *pages[len(pages) - room // 2 :]]


def _described(text: str) -> str:
    """A text without what is said, who says it, and what is heard."""
    kept, at = "", 0
    for quote in quotes.find(text):
        if quote.kind == "line" and quote.text.strip():
            kept, at = kept + text[at : quote.intro] + "\n", max(quote.end, quote.outro)
    sentences = (one.strip(" \n\t,;，、") for one in _SENTENCE_END.split(kept + text[at:]))
    shown = [one for one in sentences if one.strip('."”」。') and not _AUDIO.match(one)]
    return "".join(one if _length(one[-1:]) == 2 else f"{one} " for one in shown)


def _pages(text: str, most: int) -> list[str]:
    """A text in about equal parts of no more than ``most`` half-width characters, cut after pauses where there are."""
    parts, passed, pages = max(1, ceil(_length(text) / most / _FULL)), 0, [""]
    for word in words(text):
        due = _length(text) / parts * (len(pages) - _EARLY * pages[-1].rstrip().endswith(_PAUSE))
        ends = passed >= due and len(pages) < parts
        if pages[-1] and (ends or _length(pages[-1] + word.rstrip()) > most):
            pages.append("")
        passed += _length(word)
        pages[-1] += word
    return [page.strip() for page in pages if page.strip()]


def _length(text: str) -> int:
    """Half-width characters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

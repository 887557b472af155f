"""The words of a shot on screen: spoken lines while they last, and what is described in the time between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kling.animatic.lettering import Piece
from kling.animatic.scene import Line, plain
from kling.prompts import quotes
from kling.prompts.references import find

FPS = 24
_SENTENCE_END = re.compile(r"(?<=[!?。！？…\n])\s*|(?<=\.)\s+")
_AUDIO = re.compile(
    r"^\s*(?:audio|sounds?|music|sfx|ambience|sonido|música|声音|音频|音效|环境音|音声|音)\s*[:：]", re.IGNORECASE
)
_TOKEN = re.compile(
    r"<<<\w+>>>\s*|[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]|[^\s<\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]+\s*|\s+|<"
)
_PAUSE = tuple(",;:—–.!?，、；：。！？")
_PAGE, _FULLEST = 150, 360  # half-width characters in one caption; in small type, where there is no time for more
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
    spoken = list(_spoken(lines, names or {}))
    gaps = [(start, end) for start, end in _gaps(spoken, frames) if end - start >= _GLIMPSE * FPS]
    free = sum(end - start for start, end in gaps)
    pages = _excerpt(text, free / FPS)
    needs = [max(8.0, _length(page)) for page in pages]
    described, passed = [], 0.0
    for page, need in zip(pages, needs, strict=True):
        share = free * need / sum(needs)
        start, end = _longest(gaps, passed, passed + share)
        passed += share
        if end - start >= _GLIMPSE * FPS:
            described.append(Caption(start, end, pieces(page, names or {})))
    return sorted((*described, *spoken), key=lambda one: one.start)


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
        pages = _cut(line.text, _PAGE)
        at, whole = line.start, sum(map(_length, pages))
        speaker = "".join(piece.text for piece in pieces(names.get(line.speaker, line.speaker)[:_LABEL], names))
        label = (Piece(f"{speaker}: ", accent=True),) if speaker else ()
        for page in pages:
            until = at + seconds * _length(page) / max(1, whole)
            yield Caption(round(at * FPS), round(until * FPS), (*label, *pieces(page, names)), line=True)
            at = until


def _gaps(spoken: Sequence[Caption], frames: int) -> Iterator[tuple[int, int]]:
    """The frames in which nobody speaks."""
    at = 0
    for line in spoken:
        yield at, line.start
        at = max(at, line.end)
    yield at, frames


def _longest(gaps: Sequence[tuple[int, int]], start: float, end: float) -> tuple[int, int]:
    """Of a part of the free time, laid end to end, the longest piece within one gap."""
    found, passed = (0, 0), 0
    for first, last in gaps:
        begin, finish = (first + min(max(one - passed, 0), last - first) for one in (start, end))
        found = max(found, (round(begin), round(finish)), key=lambda one: one[1] - one[0])
        passed += last - first
    return found


def _excerpt(text: str, seconds: float) -> list[str]:
    """The described sentences on pages: fuller ones where time is short, and at last without their middle, for how a
    shot ends is always told."""
    room = max(min(2, int(seconds)), int(seconds / _SHORTEST))
    pages: list[str] = []
    for most in (_PAGE, (_PAGE + _FULLEST) // 2, _FULLEST):
        pages = _joined(_described(text), most)
        if len(pages) <= room:
            return pages
    return [*pages[: room - room // 2], *pages[len(pages) - room // 2 :]]


def _described(text: str) -> list[str]:
    """The sentences of a text without what is said, who says it, and what is heard."""
    kept, at = "", 0
    for quote in quotes.find(text):
        if quote.kind == "line" and quote.text.strip():
            kept, at = kept + text[at : quote.intro] + "\n", max(quote.end, quote.outro)
    sentences = (one.strip(" \n\t,;，、") for one in _SENTENCE_END.split(kept + text[at:]))
    return [one for one in sentences if one.strip('."”」。') and not _AUDIO.match(one)]


def _joined(sentences: Sequence[str], most: int) -> list[str]:
    """Neighbouring sentences on one page, as far as they fit; longer ones on several."""
    pages: list[str] = []
    for one in (part for whole in sentences for part in _cut(whole, most)):
        if pages and _length(pages[-1]) + _length(one) < most:
            pages[-1] += ("" if _length(one[:1]) == 2 else " ") + one
        else:
            pages.append(one)
    return pages


def _cut(words: str, most: int) -> list[str]:
    """Words in about equal parts of no more than ``most`` half-width characters, cut after a pause where there is
    one."""
    parts = -(-_length(words) // most)
    if parts < 2:
        return [words.strip()]
    aim, made = _length(words) / parts, [""]
    for token in _TOKEN.findall(words):
        length, last = _length(made[-1]), made[-1].rstrip()
        full = length + _length(token.rstrip()) > most
        ends = length >= aim or (length > 0.7 * aim and last.endswith(_PAUSE))
        if made[-1] and (full or (ends and token[:1] not in _PAUSE)):
            made.append("")
        made[-1] += token
    return [part.strip() for part in made if part.strip()]


def _length(text: str) -> int:
    """Half-width characters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

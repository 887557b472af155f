"""The words of a prompt as a film shows them: captions in time, spoken lines, names of references."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from kling.prompt import quotes
from kling.prompt.references import find
from kling.prompt.vocabulary import CAMERA_MOVES, LIGHT_WORDS
from kling.render.lettering import Piece

_SENTENCE = re.compile(
    r"""(?:"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』|«[^»]*»|[^.!?。！？…\n"“「『«।؟]|[.](?=\w))+[.!?。！？…।؟]*["”」』»]?|["“「『«]"""
)
_AUDIO = re.compile(
    r"^\s*(?:audio|sound|sounds|music|sfx|ambience|sonido|música|声音|音频|音效|环境音|音声|音)\s*[:：]", re.IGNORECASE
)

_PAGE = 150  # half-width characters in one caption
_READING = 17.0  # half-width characters a second
_SHORTEST = 1.4  # seconds for a page of description
_SHORTEST_LINE = 1.2
_GLIMPSE = 0.5  # a page that is shown for less is not seen at all
_LABEL = 40  # characters of a speaker's name
_END = re.compile(r"[.!?。！？…\n]+")
_GOES_ON = re.compile(r"\s*(?:[,，、;；—–-]|[a-zà-ÿ])")


@dataclass(frozen=True, slots=True)
class Caption:
    """Words on screen from frame ``start`` to frame ``end`` (exclusive) of the film; a ``line`` is spoken."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    kind: Literal["action", "line"] = "action"

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def references(text: str) -> list[str]:
    """The names a prompt calls its images, elements and clips by, in order of first mention."""
    return list(dict.fromkeys(f"{found.kind}_{found.number}" for found in find(text)))


def pieces(text: str) -> tuple[Piece, ...]:
    """The text with its references as names in the accent colour."""
    parts: list[Piece] = []
    at = 0
    for found in find(text):
        if found.start > at:
            parts.append(Piece(text[at : found.start]))
        parts.append(Piece(f"{found.kind}_{found.number}", accent=True))
        at = found.end
    if at < len(text):
        parts.append(Piece(text[at:]))
    return tuple(parts)


def _sentences(text: str) -> list[str]:
    return [found.group().strip() for found in _SENTENCE.finditer(text) if found.group().strip(' \n\t."')]


def spoken_part(text: str) -> str:
    """What a prompt says about sound: its ``Audio:`` sentences, or all of it when there are none."""
    told = [sentence for sentence in _sentences(text) if _AUDIO.match(sentence)]
    return " ".join(told) or text


def _length(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@dataclass(frozen=True, slots=True)
class _Page:
    """One caption before it has a time: ``words`` are spoken when ``kind`` is ``line``."""

    words: str
    kind: Literal["action", "line"] = "action"
    speaker: str = ""

    @property
    def need(self) -> float:
        """Seconds it takes to be read."""
        shortest = _SHORTEST_LINE if self.kind == "line" else _SHORTEST
        return max(shortest, min(_length(self.speaker + self.words), _PAGE) / _READING)

    @property
    def set(self) -> tuple[Piece, ...]:
        """Its pieces; who speaks is in the accent colour."""
        if not self.speaker:
            return pieces(self.words)
        name = "".join(piece.text for piece in pieces(self.speaker))
        return Piece(f"{name}: ", accent=True), *pieces(self.words)


def _said(text: str) -> list[_Page]:
    """The spoken lines of a prompt with their speakers, and the sentences between them, in order."""
    pages: list[_Page] = []
    at = 0
    for quote in quotes.find(text):
        if quote.kind != "line" or not quote.text.strip():
            continue
        pages += _silent(text[at : quote.intro])
        pages.append(_Page(quote.text.strip(), "line", quote.speaker[:_LABEL]))
        at = quote.end
        if quote.intro == quote.start or _GOES_ON.match(text, at):  # who spoke, how, and what they did
            rest = _END.search(text, at)
            at = rest.end() if rest else len(text)
    return pages + _silent(text[at:])


def _silent(text: str) -> list[_Page]:
    return [_Page(sentence) for sentence in _sentences(text) if not _AUDIO.match(sentence)]


def _of_camera_or_light(page: _Page) -> bool:
    return page.kind == "action" and bool(CAMERA_MOVES.find(page.words) or LIGHT_WORDS.find(page.words))


def _joined(pages: list[_Page]) -> list[_Page]:
    """Neighbouring sentences of description on one page, as far as they fit."""
    made: list[_Page] = []
    for page in pages:
        last = made[-1] if made else None
        if last and last.kind == page.kind == "action" and _length(last.words) + _length(page.words) < _PAGE:
            joint = "" if _length(page.words[:1]) == 2 else " "
            made[-1] = _Page(last.words + joint + page.words)
        else:
            made.append(page)
    return made


def _excerpt(text: str, seconds: float) -> list[tuple[_Page, float]]:
    """The pages there is time for and their seconds: each line has what it needs before any description has."""
    pages = _said(text)
    lines = [page for page in pages if page.kind == "line"][: max(1, int(seconds / _GLIMPSE))]
    spoken = sum(page.need for page in lines)
    if lines and sum(page.need for page in _joined(pages)) > seconds:
        pages = [page for page in pages if not _of_camera_or_light(page)]  # the note over the caption tells them
    pages = _joined(pages)
    silent = [page for page in pages if page.kind == "action"]
    silent = silent[: max(0 if lines else 1, int((seconds - spoken) / _SHORTEST))]
    described = sum(page.need for page in silent)
    spare = seconds - spoken
    if lines and silent and described > spare:
        line_pace, silent_pace = 1.0, spare / described
    else:
        line_pace = silent_pace = seconds / max(1e-9, spoken + described)
    kept = {id(page) for page in (*lines, *silent)}
    return [
        (page, page.need * (line_pace if page.kind == "line" else silent_pace)) for page in pages if id(page) in kept
    ]


def captions(text: str, start: int, frames: int, fps: int = 24) -> tuple[Caption, ...]:
    """An excerpt of a prompt that can be read in the time there is, in order; spoken lines have their time first.

    ``start`` and ``frames`` place the scene in the film. Sentences about sound are heard, not shown.
    """
    made: list[Caption] = []
    passed = 0.0
    for page, seconds in _excerpt(text, frames / fps):
        begin = start + round(passed * fps)
        passed += seconds
        made.append(Caption(begin, start + round(passed * fps), page.set, page.kind))
    return tuple(made)

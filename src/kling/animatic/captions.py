"""The words of a prompt as a film shows them: captions in time, spoken lines, names of references."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kling.animatic.lettering import Piece
from kling.animatic.scene import Line
from kling.lexicon import CAMERA_MOVES, LIGHT_WORDS, PEOPLE
from kling.prompts import quotes
from kling.prompts.references import find

_SENTENCE = re.compile(
    r"""(?:"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』|«[^»]*»|[^.!?。！？…\n"“「『«।؟]|[.](?=\w))+[.!?。！？…।؟]*["”」』»]?|["“「『«]"""
)
_AUDIO = re.compile(
    r"^\s*(?:audio|sound|sounds|music|sfx|ambience|sonido|música|声音|音频|音效|环境音|音声|音)\s*[:：]", re.IGNORECASE
)

_PAGE = 150  # half-width characters in one caption
_FULLEST = 360  # the same in small type, when a scene is too short for more pages
_READING = 17.0  # half-width characters a second
_SHORTEST = 1.4  # seconds for a page of description
_SHORTEST_LINE = 1.2
_GLIMPSE = 0.5  # a page that is shown for less is not seen at all
_LABEL = 40  # characters of a speaker's name
_END = re.compile(r"[.!?。！？…\n]+")
_TOKEN = re.compile(
    r"<<<\w+>>>\s*|[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]|[^\s<\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]+\s*|\s+|<"
)
_PAUSE = tuple(",;:—–.!?，、；：。！？")
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


def _cut(page: _Page, most: int) -> list[_Page]:
    """A page in about equal parts of no more than ``most`` half-width characters, cut after a pause where there is
    one."""
    parts = -(-_length(page.words) // most)
    if parts < 2:
        return [page]
    aim, made, words = _length(page.words) / parts, [""], page.words
    for token in _TOKEN.findall(words):
        length, last = _length(made[-1]), made[-1].rstrip()
        paused = length > 0.7 * aim and last.endswith(_PAUSE) and token[:1] not in _PAUSE
        if made[-1] and (
            length + _length(token.rstrip()) > most or paused or (length >= aim and token[:1] not in _PAUSE)
        ):
            made.append("")
        made[-1] += token
    return [_Page(part.strip(), page.kind, page.speaker) for part in made if part.strip()]


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
    if page.kind == "line" or PEOPLE.find(page.words):  # somebody who lights a lamp acts
        return False
    return bool(CAMERA_MOVES.find(page.words) or LIGHT_WORDS.find(page.words))


def _joined(pages: list[_Page], most: int = _PAGE) -> list[_Page]:
    """Neighbouring sentences of description on one page, as far as they fit; longer ones on several."""
    made: list[_Page] = []
    for page in (part for whole in pages for part in _cut(whole, most)):
        last = made[-1] if made else None
        if last and last.kind == page.kind == "action" and _length(last.words) + _length(page.words) < most:
            joint = "" if _length(page.words[:1]) == 2 else " "
            made[-1] = _Page(last.words + joint + page.words)
        else:
            made.append(page)
    return made


def _excerpt(text: str, seconds: float) -> list[tuple[_Page, float]]:
    """The pages of a scene and their seconds: each line has what it needs before any description has.

    What is too much to be read beside them is told without camera and light, then on fuller pages, and at last
    without its middle: how a scene ends is always told.
    """
    told = _said(text)
    spoken = any(page.kind == "line" for page in told)
    if spoken and sum(page.need for page in _joined(told)) > seconds:
        told = [page for page in told if not _of_camera_or_light(page)]  # the note over the caption tells them
    for most in (_PAGE, (_PAGE + _FULLEST) // 2, _FULLEST):
        pages = _joined(told, most)
        lines = [page for page in pages if page.kind == "line"][: max(1, int(seconds / _GLIMPSE))]
        saying = sum(page.need for page in lines)
        silent = [page for page in pages if page.kind == "action"]
        room = max(0 if lines else min(2, max(1, int(seconds))), int((seconds - saying) / _SHORTEST))
        if len(silent) <= room:
            break
    silent = [*silent[: room - room // 2], *silent[len(silent) - room // 2 :]] if len(silent) > room else silent
    described = sum(page.need for page in silent)
    spare = seconds - saying
    if lines and silent and described > spare:
        line_pace, silent_pace = 1.0, spare / described
    else:
        line_pace = silent_pace = seconds / max(1e-9, saying + described)
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


def called(made: Sequence[Caption], names: Mapping[str, str]) -> tuple[Caption, ...]:
    """Captions with the user's own names for pictures and elements."""
    return tuple(
        replace(one, pieces=tuple(Piece(names.get(part.text, part.text), part.accent) for part in one.pieces))
        for one in made
    )


def subtitled(made: Sequence[Caption], lines: Sequence[Line], start: int, fps: int = 24) -> tuple[Caption, ...]:
    """The captions of a scene with its lines as they are spoken: from the line's first sound to its last, or a little
    longer where it is too short to be read. What is described keeps the longest time that is left."""
    spoken: list[Caption] = []
    for number, line in enumerate(lines):
        then = lines[number + 1].start if number + 1 < len(lines) else line.start + _SHORTEST_LINE
        end = max(line.end, min(line.start + _SHORTEST_LINE, then))
        pages = _cut(_Page(line.text, "line", line.speaker[:_LABEL]), _PAGE)
        at, whole = line.start, sum(_length(page.words) for page in pages)
        for page in pages:
            until = at + (end - line.start) * _length(page.words) / max(1, whole)
            spoken.append(Caption(start + round(at * fps), start + round(until * fps), page.set, "line"))
            at = until
    described = [kept for one in made if one.kind == "action" and (kept := _beside(one, spoken))]
    return tuple(sorted((*described, *spoken), key=lambda one: one.start))


def _beside(one: Caption, spoken: Sequence[Caption]) -> Caption | None:
    """A caption for the longest of its time in which nobody speaks; None where that is too short to be read."""
    free, at = [], one.start
    for line in spoken:
        if line.end > one.start and line.start < one.end:
            free.append((at, line.start))
            at = max(at, line.end)
    free.append((at, one.end))
    begin, end = max(free, key=lambda part: part[1] - part[0])
    return Caption(begin, end, one.pieces, one.kind) if end - begin >= 24 * _GLIMPSE else None

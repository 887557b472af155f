"""The words of a prompt as a film shows them: captions in time, spoken lines, names of references."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from kling.prompt.references import find
from kling.render.lettering import Piece

_SENTENCE = re.compile(
    r"""(?:"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』|«[^»]*»|[^.!?。！？…\n"“「『«।؟]|[.](?=\w))+[.!?。！？…।؟]*["”」』»]?|["“「『«]"""
)
_QUOTED = re.compile(r"""["“「『«]([^"”」』»]{1,400})["”」』»]""")
_SPEAKS = re.compile(
    r"[:：][\s(]*$|\b(?:say|ask|repl(?:y|ie)|whisper|shout|murmur|mutter|announce|narrate|sing|call|dice|pregunta|responde|susurra|grita)\w*\W*$|[说說问問道喊言う尋囁][,，、]?$",
    re.IGNORECASE,
)
_AUDIO = re.compile(
    r"^\s*(?:audio|sound|sounds|music|sfx|ambience|sonido|música|声音|音频|音效|环境音|音声|音)\s*[:：]", re.IGNORECASE
)

_PAGE = 150  # half-width characters in one caption
_READING = 17.0  # half-width characters a second
_SHORTEST = 1.4  # seconds


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


def _line(sentence: str) -> str | None:
    """The spoken words of a sentence that quotes somebody, else None."""
    for quote in _QUOTED.finditer(sentence):
        if _SPEAKS.search(sentence[: quote.start()].rstrip()):
            return quote.group(1).strip()
    return None


def _speaker(sentence: str) -> str:
    """Who speaks: what stands before the quotation, without brackets and speech verbs, when it is short."""
    label = re.match(
        r"\s*[\[(]?((?:<<<\w+>>>|[^\s,()\[\]:\"“「]+)(?:\s+[^\s,()\[\]:\"“「]+){0,2}?)\s*(?:[,(\]]|says?\b|[说:：]|said\b|asks?\b|whispers?\b|replies\b)",
        sentence,
    )
    return label.group(1).strip() if label else ""


def _set(page: str, speaker: str) -> tuple[Piece, ...]:
    """The pieces of a page; who speaks is in the accent colour."""
    if not speaker:
        return pieces(page)
    name = "".join(piece.text for piece in pieces(speaker))
    return Piece(f"{name}: ", accent=True), *pieces(page[len(speaker) + 2 :])


def captions(text: str, start: int, frames: int, fps: int = 24) -> tuple[Caption, ...]:
    """An excerpt of a prompt that can be read in the time there is, in order, spoken lines first of all kept.

    ``start`` and ``frames`` place the scene in the film. Sentences about sound are heard, not shown.
    """
    pages: list[tuple[str, Literal["action", "line"]]] = []
    speakers: dict[str, str] = {}
    for sentence in _sentences(text):
        if _AUDIO.match(sentence):
            continue
        line = _line(sentence)
        if line is not None:
            speaker = _speaker(sentence)
            page = f"{speaker}: {line}" if speaker else line
            speakers[page] = speaker
            pages.append((page, "line"))
        elif pages and pages[-1][1] == "action" and _length(pages[-1][0]) + _length(sentence) < _PAGE:
            joint = "" if _length(sentence[:1]) == 2 else " "
            pages[-1] = (pages[-1][0] + joint + sentence, "action")
        else:
            pages.append((sentence, "action"))
    room = max(1, int(frames / fps / _SHORTEST))
    while len(pages) > room:
        silent = [index for index, page in enumerate(pages) if page[1] == "action"]
        pages.pop(silent[-1] if silent else -1)
    weights = [max(_SHORTEST, min(_length(page), _PAGE) / _READING) for page, _ in pages]
    total = sum(weights)
    made: list[Caption] = []
    passed = 0.0
    for (page, kind), weight in zip(pages, weights, strict=True):
        begin = start + round(frames * passed / total)
        passed += weight
        made.append(Caption(begin, start + round(frames * passed / total), _set(page, speakers.get(page, "")), kind))
    return tuple(made)

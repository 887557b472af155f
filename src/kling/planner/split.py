"""A request in parts, where its own text divides: numbers, time codes, lines, "first … then … finally", semicolons, or
as many clauses as there are to be shots. What is common to all parts is kept apart, as it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kling.lexicon import EXCLUSIONS, LIGHTING, PALETTES, STYLES
from kling.lexicon.pattern import pattern
from kling.planner.marks import inside, numbered, timed
from kling.planner.questions import Request, merged, quoted
from kling.planner.tables import BRIEF, VERB_SECOND, Found
from kling.planner.words import take_out

_MARKS = (r"[;；؛]|／", r"\s?(?:--|→|⇒|➜|➡|⟶|←|=>|->|(?<=\s)>(?=\s))\s?", r"\s/\s", r"\s?[•●▪]\s?")
_ARROWS = _MARKS[1::2]
_LEAST_WORDS = 3
"""Fewer words between arrows are stages of one movement ("seed → sprout → flower")."""
_STOPS, _COMMAS = ".!?。！？।؟", ",，、،"
_COUNTED = pattern(r"(\d{1,2})\s+(?=\D)")
_BULLETS = pattern(r"^[ \t]*(?:[-*–—]\s+|[•・●○▪◦‣➤►◆■□✓✔]\s*)", re.MULTILINE)
_LAST_BULLET = pattern(r"(?:^|\n)[ \t]*[-*–—•・●○▪◦‣➤►◆■□✓✔]\s*$")
_FIELD = pattern(r"^\s*(?:[-•*–]\s+)?[^\W\d][\w ]{1,18}[:：]\s*\S")
_SENTENCE = pattern(r"[.!?。！？।؟]+[\"”」»']?\s+|[。！？।؟]+[”」»]?")


class Parts(NamedTuple):
    """The ``texts`` of a request that divides. ``header`` stands before all of them, ``footer`` after. ``marks`` are
    what divided it and is left out (numbers, "then"); ``seconds`` the length of each, where all have one. ``numbered``
    where the text counts them."""

    header: str
    texts: tuple[str, ...]
    footer: str = ""
    marks: tuple[str, ...] = ()
    seconds: tuple[float, ...] = ()
    numbered: bool = False


def marked(request: Request) -> Parts | None:
    """The parts of a request that numbers them, gives each its time, or writes each in a line of its own."""
    times = timed(request)
    spans = [(start, end) for start, end, _ in times] or numbered(request)
    found = _led(request, spans)
    if found:
        lengths = _lengths(found.texts, request.language) or _lengths(found.marks, request.language)
        return found._replace(seconds=tuple(seconds for _, _, seconds in times) or lengths, numbered=True)
    if (found := _lines(request)) or (found := _separated(request, _places(request.find("cut_to")), header=False)):
        return found
    for mark in _ARROWS:
        found = _separated(request, _signs(request, mark))
        if found and len(found.texts) > 2 and all(_tells(part, request) for part in found.texts):
            return found._replace(numbered=True)
    told = None if request.animates or request.given("video") else _sequence(request)
    if told and len(told.texts) > 2 and request.find("sequence_first") and all(_tells(t, request) for t in told.texts):
        return told._replace(numbered=True, seconds=_lengths(told.texts, request.language))
    return None


def _led(request: Request, spans: Sequence[tuple[int, int]]) -> Parts | None:
    """The parts that marks at ``spans`` lead; a line without one after lines with one is common to all."""
    header, *texts = (_LAST_BULLET.sub("", text) for text in _between(request.text, spans))
    texts = [text.rstrip(" \n,，、;；،").lstrip(" \n,，、:：.|｜—–-") for text in texts]
    if not texts or not all(texts):
        return None
    *rest, last = texts
    last, footer = _ending(last, rest, request.language)
    own, _, more = last.partition("\n")
    if more and not any("\n" in text for text in rest) and "\n" in request.text[spans[0][1] : spans[-1][0]]:
        last, footer = own.strip(), _both(more.strip(), footer)
    marks = tuple(filter(None, (request.text[start:end].strip() for start, end in spans)))
    return Parts(header.strip(), (*rest, last), footer, marks)


def _lines(request: Request) -> Parts | None:
    """The parts of a request that writes each in a line of its own, after bullets or below a line with a colon."""
    lines = [line.strip() for line in request.text.splitlines() if line.strip()]
    if len(lines) < 3 or sum(bool(_FIELD.match(line)) for line in lines) > 1:  # "- mood: calm" is no scene
        return None
    bullets = [match.span() for match in _BULLETS.finditer(request.text)]
    found = _led(request, bullets) if len(bullets) > 1 else None
    if found:
        tells = all(_tells(text, request) and not is_common(text, request.language) for text in found.texts)
        found = found._replace(marks=(), numbered=len(found.texts) == request.shots or tells)
    elif lines[0][-1] in ":：":
        found = Parts(lines[0], tuple(lines[1:]))
    return found and found._replace(seconds=_lengths(found.texts, request.language))


def _tells(text: str, request: Request) -> bool:
    """Whether a text is long enough to tell what happens in a scene."""
    if request.table.spaced:
        return len(text.split()) >= _LEAST_WORDS - (request.language in BRIEF)
    return len(text) >= _LEAST_WORDS + 1


def divided(request: Request, count: int | None, *, introduced: bool = False) -> Parts | None:
    """The parts of a request whose clauses divide it: into ``count`` of them, or as many as its semicolons or its
    "then" say. ``request`` is the text without its settings; ``introduced`` where these stood before a colon."""
    header, body = before_colon(request)
    inner = Request(body, request.language)
    lists = [found for mark in _MARKS if (found := _separated(inner, _signs(inner, mark)))]
    lists += [found for found in (_sequence(inner), _clauses(inner, "\n", None)) if found]
    if not count:
        best = lists[0] if lists else _clauses(inner, _COMMAS, None) if header or introduced else None
    else:
        best = next((found for found in lists if len(found.texts) == count), None)
        best = best or next((found for found in lists if len(found.texts) > count), None)
        for marks in (_COMMAS, _STOPS) if header else ("\n", _STOPS, _COMMAS):
            best = best or _clauses(inner, marks, count)
        best = best or _within(inner, count) or _joined_clauses(inner, count)
        about = None if best else _clauses(inner, _COMMAS, count + 1) or _joined_clauses(inner, count + 1)
        if about:  # "a day at sea in 2 shots, nets are cast, gulls follow home"
            best = about._replace(header=_both(about.header, about.texts[0]), texts=about.texts[1:])
        best = best or (lists[0] if lists else None)
    if best:
        return best._replace(header=_both(header, best.header))
    if not header or not count:
        return None
    return _clauses(request, _STOPS, count) or _clauses(request, _COMMAS, count)  # the colon may be of one part only


def _both(one: str, other: str) -> str:
    return f"{one} {other}".strip() if one and other else one or other


def before_colon(request: Request) -> tuple[str, str]:
    """What stands before the colon that introduces a list, and the list."""
    for match in re.finditer(r"[:：]", request.plain):
        before, after = request.text[: match.start()], request.text[match.end() :]
        around = request.plain[match.start() - 1 : match.end() + 1]
        label = any(start - 3 <= match.end() <= start for start, _ in request.quotes)
        if not label and not re.match(r"\d[:：]\d", around) and after.strip():
            return before.strip(), after.strip()
    return "", request.text


def _lengths(texts: Sequence[str], language: str) -> tuple[float, ...]:
    """The seconds that each text gives itself; empty unless all do."""
    found = [Request(text, language).lengths for text in texts]
    return tuple(one[0].number or 0.0 for one in found) if all(found) else ()


def _sentences(text: str) -> list[str]:
    quotes = quoted(text)
    cuts = [m.end() for m in _SENTENCE.finditer(text) if not any(a < m.start() < b for a, b in quotes)]
    return [text[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True) if text[a:b].strip()]


def _ending(last: str, others: Sequence[str], language: str) -> tuple[str, str]:
    """The last part of a list, and the sentences after it that are common to all."""
    sentences = _sentences(last)
    holds = is_common if all(len(_sentences(other)) < 2 for other in others) else is_of_all
    sets = [not take_out(Request(text, language), part=True).kept for text in sentences]
    common = [n for n in range(1, len(sentences)) if sets[n] or holds(sentences[n], language)]
    at = next((n for n in common if all(m in common for m in range(n, len(sentences)))), 0)
    return (" ".join(sentences[:at]), " ".join(sentences[at:])) if at else (last, "")


def is_heard(text: str, language: str) -> bool:
    """Whether a clause tells of sound, or says that it is for all shots."""
    request = Request(text, language)
    return not request.quotes and (
        bool(request.sounds) or any(map(request.says, ("every_shot", "no_music", "no_speech", "silent")))
    )


def is_of_all(text: str, language: str) -> bool:
    """Whether a sentence says that it is for all shots, or begins with what it is about ("Style: bright")."""
    request = Request(text, language)
    looks = request.find("look")
    return request.says("every_shot") or bool(looks and not request.plain[: looks[0].start].strip("-•*– "))


def is_common(text: str, language: str) -> bool:
    """Whether a sentence or clause tells of look or sound, or says that it is for all shots."""
    request = Request(text, language)
    label = re.split(r"[:：]", request.plain, maxsplit=1)
    labelled = len(label) > 1 and bool(label[0].strip()) and bool(request.table.find("look", label[0]))
    if labelled or is_heard(text, language) or request.one_take or is_of_all(text, language):
        return True
    short = len(text.split()) <= 4 if request.table.spaced else len(text) <= 10
    if short and (request.says("styled") or request.says("look")):
        return True
    return any(vocabulary.find(text) for vocabulary in (STYLES, PALETTES, LIGHTING, EXCLUSIONS))


def _between(text: str, places: Sequence[tuple[int, int]]) -> list[str]:
    starts, ends = [0, *(end for _, end in places)], [*(start for start, _ in places), len(text)]
    return [text[a:b] for a, b in zip(starts, ends, strict=True)]


def _cut(text: str, places: Sequence[tuple[int, int]]) -> list[str]:
    return [part.strip(" \n,，、;；،؛") for part in _between(text, places)]


def _places(found: Sequence[Found]) -> list[tuple[int, int]]:
    return merged((f.start, f.end) for f in found)


def _signs(request: Request, mark: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(mark, request.plain)]


def _separated(request: Request, places: Sequence[tuple[int, int]], *, header: bool = True) -> Parts | None:
    """Parts between marks of a list. With ``header``, settings and sentences before the first are common to all; else
    the marks are words ("cut to"), which say how many parts there are."""
    texts = [text for text in _cut(request.text, places) if text]
    if len(texts) < 2 or (not header and request.shots not in (None, len(texts))):
        return None
    marks = () if header else tuple(request.text[a:b].strip() for a, b in places)
    if not header:
        texts = [text.strip(" .:：。—–-") for text in texts]
        if not all(texts):
            return None
    lead = ""
    if header and len(texts) > 2 and not take_out(Request(texts[0], request.language), part=True).kept:
        lead = texts.pop(0)
    counted = [_COUNTED.match(text) for text in texts]
    if all(match and int(match[1]) == n for n, match in enumerate(counted, 1)):
        marks = tuple(match[1] for match in counted if match)
        texts = [text[match.end() :] for text, match in zip(texts, counted, strict=True) if match]
    last, footer = _ending(texts[-1], texts[:-1], request.language)
    opening = _sentences(texts[0]) if header else texts[:1]
    return Parts(
        _both(lead, " ".join(opening[:-1])), (opening[-1], *texts[1:-1], last), footer, marks, numbered=not header
    )


def _sequence(request: Request) -> Parts | None:
    """Parts told one after the other: "first …, then …, finally …"."""
    marks = [f for f in request.find("sequence") if request.plain[: f.start].strip()]
    marks = [f for n, f in enumerate(marks) if not n or f.start >= marks[n - 1].end]
    if not marks:
        return None
    firsts = sorted(f for f in request.find("sequence_first") if f.end <= marks[0].start)
    header = request.text[: firsts[-1].start].strip(" ,，、:：") if firsts else ""
    if request.language in VERB_SECOND:
        marks, firsts = ([f._replace(end=f.start) for f in found] for found in (marks, firsts))
    since = firsts[-1].end if firsts else 0
    places = [(f.start - since, f.end - since) for f in marks]
    body = request.text[since:]
    texts = _cut(body, places)
    if not all(texts) or (len(texts) < 3 and not firsts):
        return None
    *rest, last = texts
    last, footer = _ending(last, rest, request.language)
    said = tuple(filter(None, (request.text[f.start : f.end].strip(" ,，、;；") for f in (*firsts[-1:], *marks))))
    return Parts(header, (*rest, last), footer, said)


def _clauses(request: Request, marks: str, count: int | None) -> Parts | None:
    """``count`` clauses between separators, or three at least; those set aside that are common to all."""
    if marks == _COMMAS and len(sentences := _sentences(request.text)) > 1:  # a list, and what is said of all of it
        first, *rest = sentences
        found = _clauses(Request(first.rstrip(".。"), request.language), marks, count)
        if found and (not count or all(is_common(text, request.language) for text in rest)):
            return found._replace(footer=_both(found.footer, " ".join(rest)))
    texts = [text for text in _cut(request.text, _separators(request, marks)) if text]
    header: list[str] = []
    footer: list[str] = []
    while texts and (
        is_heard(texts[-1], request.language) or (len(texts) > (count or 2) and is_common(texts[-1], request.language))
    ):
        footer.insert(0, texts.pop())
    while len(texts) > (count or 2) and is_common(texts[0], request.language):
        header.append(texts.pop(0))
    if len(texts) == count or (not count and len(texts) > 2):
        return Parts(", ".join(header), tuple(texts), ", ".join(footer))
    return None


def _within(request: Request, count: int) -> Parts | None:
    """``count`` clauses of the one sentence that has so many ("A noodle shop. Steam, chopsticks, a smile. Fast")."""
    sentences = _sentences(request.text)
    parts = [_clauses(Request(one.rstrip(".。।"), request.language), _COMMAS, count) for one in sentences]
    lists = [n for n, found in enumerate(parts) if found and not Request(sentences[n], request.language).shot_counts]
    best = parts[lists[0]] if len(lists) == 1 else None
    if best is None:
        return None
    blank = " " if request.table.spaced else ""
    header, footer = (blank.join(some) for some in (sentences[: lists[0]], sentences[lists[0] + 1 :]))
    return best._replace(header=_both(header, best.header), footer=_both(best.footer, footer))


def _joined_clauses(request: Request, count: int) -> Parts | None:
    """``count`` clauses between commas and words like "and", where each is long enough to tell a scene."""
    joints = [(f.start, f.end) for f in request.find("joint")]
    texts = [text for text in _cut(request.text, merged([*_separators(request, _COMMAS + _STOPS), *joints])) if text]
    whole = len(texts) == count and all(_tells(text, request) for text in texts)
    return Parts("", tuple(texts), marks=tuple(request.text[a:b] for a, b in joints)) if whole else None


def _separators(request: Request, marks: str) -> list[tuple[int, int]]:
    """Where separators stand that are no part of a number."""
    plain = request.plain
    return [
        (n, n + 1)
        for n, c in enumerate(plain)
        if c in marks and not (plain[n - 1 : n].isdigit() and plain[n + 1 : n + 2].isdigit()) and not inside(plain, n)
    ]


def gathered(parts: Parts, count: int, comma: str) -> Parts:
    """``parts`` put together into ``count``, neighbours with neighbours."""
    ends = [round(len(parts.texts) * (n + 1) / count) for n in range(count)]
    starts = [0, *ends]
    texts = tuple(comma.join(parts.texts[a:b]) for a, b in zip(starts, ends, strict=False))
    seconds = tuple(sum(parts.seconds[a:b]) for a, b in zip(starts, ends, strict=False)) if parts.seconds else ()
    return parts._replace(texts=texts, seconds=seconds)

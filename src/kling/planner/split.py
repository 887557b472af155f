"""A wish in parts, where its own text divides: numbers, time codes, lines, "first … then … finally", semicolons, or as
many clauses as there are to be shots. What is common to all parts is kept apart, as it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kling.lexicon import EXCLUSIONS, LIGHTING, PALETTES, STYLES
from kling.lexicon.pattern import pattern
from kling.planner.questions import Wish, quoted

_TIMES = pattern(
    r"[(\[（【]?(?<![\d.:])(?:0{1,2}:)?(\d{1,2})(?:\.0)?\s*s?\s*(?:[-–—~～至到]|to|a|à|bis)\s*(?:0{1,2}:)?(\d{1,2})(?![\d.])"
    r"\s*(?:秒|[^\W\d_]{1,8}\.?)?[)\]）】]?\s*[:：,，、-]?"
)
_NUMBERS = pattern(r"(?<![^\s,，、.。:：;；])[(（]?(\d{1,2}|[①-⑳])(?:\s*[.)）、：:]|(?<=[①-⑳]))\s*(?!\d)")
_MARKS = (r"[;；؛]", r"\s(?:--|→|->)\s", r"\s/\s")
_STOPS, _COMMAS = ".!?。！？।؟", ",，、،"
_COUNTED = pattern(r"(\d{1,2})\s+(?=\D)")
_BULLET = pattern(r"^\s*[-•*–]\s+")
_FIELD = pattern(r"^\s*(?:[-•*–]\s+)?[^\W\d][\w ]{1,18}[:：]\s*\S")
_SENTENCE = pattern(r"[.!?。！？।؟]+[\"”」»']?\s+|[。！？।؟]+[”」»]?")


class Parts(NamedTuple):
    """The ``texts`` of a wish that divides. ``header`` stands before all of them, ``footer`` after. ``marks`` are what
    divided it and is left out (numbers, "then"); ``seconds`` the length of each, where all have one. ``numbered``
    where the text counts them."""

    header: str
    texts: tuple[str, ...]
    footer: str = ""
    marks: tuple[str, ...] = ()
    seconds: tuple[float, ...] = ()
    numbered: bool = False


def marked(wish: Wish) -> Parts | None:
    """The parts of a wish that numbers them, gives each its time, or writes each in a line of its own."""
    text = wish.text
    times = _timed(wish)
    spans = [match.span() for match in times] or _numbered(wish)
    if spans:
        starts = [*(start for start, _ in spans[1:]), len(text)]
        texts = [text[end:stop].strip(" \n,，、;；") for (_, end), stop in zip(spans, starts, strict=True)]
        if all(texts):
            *rest, last = texts
            last, footer = _ending(last, rest, wish.language)
            seconds = tuple(float(int(m[2]) - int(m[1])) for m in times) or _lengths([*rest, last], wish.language)
            marks = tuple(text[start:end].strip() for start, end in spans)
            header = text[: spans[0][0]].strip()
            return Parts(header, (*rest, last), footer, marks, seconds, numbered=True)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < 3:
        return None
    bullets = [n for n, line in enumerate(lines) if _BULLET.match(line)]
    if sum(bool(_FIELD.match(line)) for line in lines) > 1:  # "- mood: calm" is no scene
        return None
    if len(bullets) > 1:
        begins, ends = bullets[0], bullets[-1] + 1
        header, footer = "\n".join(lines[:begins]), "\n".join(lines[ends:])
        texts = [_BULLET.sub("", line) for line in lines[begins:ends]]
    elif lines[0][-1] in ":：":
        header, footer, texts = lines[0], "", lines[1:]
    else:
        return None
    return Parts(header, tuple(texts), footer, (), _lengths(texts, wish.language))


def divided(wish: Wish, count: int | None, *, introduced: bool = False) -> Parts | None:
    """The parts of a wish whose clauses divide it: into ``count`` of them, or as many as its semicolons or its "then"
    say. ``wish`` is the text without its settings; ``introduced`` where these stood before a colon."""
    header, body = before_colon(wish)
    inner = Wish(body, wish.language)
    lists = [found for mark in _MARKS if (found := _separated(inner, mark))]
    lists += [found for found in (_sequence(inner), _clauses(inner, "\n", None)) if found]
    if not count:
        best = lists[0] if lists else _clauses(inner, _COMMAS, None) if header or introduced else None
    else:
        best = next((found for found in lists if len(found.texts) == count), None)
        best = best or next((found for found in lists if len(found.texts) > count), None)
        for marks in (_COMMAS, _STOPS) if header else ("\n", _STOPS, _COMMAS):
            best = best or _clauses(inner, marks, count)
        best = best or (lists[0] if lists else None)
    if best:
        return best._replace(header=_both(header, best.header))
    if not header or not count:
        return None
    return _clauses(wish, _STOPS, count) or _clauses(wish, _COMMAS, count)  # the colon may be of one part only


def _both(one: str, other: str) -> str:
    return f"{one} {other}".strip() if one and other else one or other


def before_colon(wish: Wish) -> tuple[str, str]:
    """What stands before the colon that introduces a list, and the list."""
    for match in re.finditer(r"[:：]", wish.plain):
        before, after = wish.text[: match.start()], wish.text[match.end() :]
        around = wish.plain[match.start() - 1 : match.end() + 1]
        label = any(start - 3 <= match.end() <= start for start, _ in wish.quotes)
        if not label and not re.match(r"\d[:：]\d", around) and after.strip():
            return before.strip(), after.strip()
    return "", wish.text


def _timed(wish: Wish) -> list[re.Match[str]]:
    """Where a text gives each scene the seconds from which to which it runs, without gaps from 0 on."""
    found: list[re.Match[str]] = []
    at = 0
    for match in _TIMES.finditer(wish.plain) if "0" in wish.plain else ():
        if int(match[1]) == at < int(match[2]):
            found.append(match)
            at = int(match[2])
    return found if len(found) > 1 else []


def _numbered(wish: Wish) -> list[tuple[int, int]]:
    """Where a text numbers its parts from 1 on."""
    named = [(f.start, f.end, f.number) for f in wish.find("list_mark")]
    plain: list[tuple[int, int, float | None]] = [
        (m.start(), m.end(), float(int(m[1])) if m[1].isdecimal() else float(ord(m[1]) - 0x245F))
        for m in _NUMBERS.finditer(wish.plain)
        if m[0][0] in "(（" or not _inside(wish.plain, m.start())
    ]
    assets = [(f.start, f.end) for f in wish.find("numbered_asset")]
    plain = [one for one in plain if not any(a < one[1] and one[0] < b for a, b in assets)]
    for candidates in (named, plain):
        found: list[tuple[int, int]] = []
        for start, end, number in sorted(candidates):
            if number == len(found) + 1 and (not found or start >= found[-1][1]):
                found.append((start, end))
        if len(found) > 1:
            return found
    return []


def _inside(text: str, at: int) -> bool:
    """Whether a bracket is open at a place of ``text``."""
    since = max(0, at - 80)
    return text.count("(", since, at) > text.count(")", since, at)


def _lengths(texts: Sequence[str], language: str) -> tuple[float, ...]:
    """The seconds that each text gives itself; empty unless all do."""
    found = [Wish(text, language).lengths for text in texts]
    return tuple(one[0].number or 0.0 for one in found) if all(found) else ()


def _sentences(text: str) -> list[str]:
    quotes = quoted(text)
    cuts = [m.end() for m in _SENTENCE.finditer(text) if not any(a < m.start() < b for a, b in quotes)]
    return [text[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True) if text[a:b].strip()]


def _ending(last: str, others: Sequence[str], language: str) -> tuple[str, str]:
    """The last part of a list, and the sentences after it that are common to all."""
    sentences = _sentences(last)
    if len(sentences) < 2 or any(len(_sentences(other)) > 1 for other in others):
        return last, ""
    common = [n for n in range(1, len(sentences)) if is_common(sentences[n], language)]
    at = next((n for n in common if all(m in common for m in range(n, len(sentences)))), 0)
    return (" ".join(sentences[:at]), " ".join(sentences[at:])) if at else (last, "")


def is_heard(text: str, language: str) -> bool:
    """Whether a clause tells of sound, or says that it is for all shots."""
    wish = Wish(text, language)
    return not wish.quotes and (
        bool(wish.sounds) or any(map(wish.says, ("every_shot", "no_music", "no_speech", "silent")))
    )


def is_common(text: str, language: str) -> bool:
    """Whether a sentence or clause tells of look or sound, or says that it is for all shots."""
    if is_heard(text, language) or Wish(text, language).one_take:
        return True
    return any(vocabulary.find(text) for vocabulary in (STYLES, PALETTES, LIGHTING, EXCLUSIONS))


def _cut(text: str, places: Sequence[tuple[int, int]]) -> list[str]:
    starts, ends = [0, *(end for _, end in places)], [*(start for start, _ in places), len(text)]
    return [text[a:b].strip(" \n,，、;；،؛") for a, b in zip(starts, ends, strict=True)]


def _separated(wish: Wish, mark: str) -> Parts | None:
    """Parts between marks of a list."""
    places = [m.span() for m in re.finditer(mark, wish.plain)]
    texts = [text for text in _cut(wish.text, places) if text]
    if len(texts) < 2:
        return None
    counted = [_COUNTED.match(text) for text in texts]
    marks: tuple[str, ...] = ()
    if all(match and int(match[1]) == n for n, match in enumerate(counted, 1)):
        marks = tuple(match[1] for match in counted if match)
        texts = [text[match.end() :] for text, match in zip(texts, counted, strict=True) if match]
    last, footer = _ending(texts[-1], texts[:-1], wish.language)
    header, first = "", texts[0]
    opening = _sentences(first)
    if len(opening) > 1:
        header, first = " ".join(opening[:-1]), opening[-1]
    return Parts(header, (first, *texts[1:-1], last), footer, marks)


def _sequence(wish: Wish) -> Parts | None:
    """Parts told one after the other: "first …, then …, finally …"."""
    marks = [f for f in wish.find("sequence") if wish.plain[: f.start].strip()]
    marks = [f for n, f in enumerate(marks) if not n or f.start >= marks[n - 1].end]
    if not marks:
        return None
    firsts = [f for f in wish.find("sequence_first") if f.end <= marks[0].start]
    header = wish.text[: firsts[-1].start].strip(" ,，、:：") if firsts else ""
    since = firsts[-1].end if firsts else 0
    places = [(f.start - since, f.end - since) for f in marks]
    body = wish.text[since:]
    texts = _cut(body, places)
    if not all(texts) or (len(texts) < 3 and not firsts):
        return None
    *rest, last = texts
    last, footer = _ending(last, rest, wish.language)
    said = tuple(wish.text[f.start : f.end].strip(" ,，、;；") for f in (*firsts[-1:], *marks))
    return Parts(header, (*rest, last), footer, said)


def _clauses(wish: Wish, marks: str, count: int | None) -> Parts | None:
    """``count`` clauses between separators, or three at least; those set aside that are common to all."""
    if marks == _COMMAS and len(sentences := _sentences(wish.text)) > 1:  # a list, and what is said of all of it
        first, *rest = sentences
        found = _clauses(Wish(first.rstrip(".。"), wish.language), marks, count)
        if found and (not count or all(is_common(text, wish.language) for text in rest)):
            return found._replace(footer=_both(found.footer, " ".join(rest)))
    texts = [text for text in _cut(wish.text, _places(wish, marks)) if text]
    header: list[str] = []
    footer: list[str] = []
    while texts and (
        is_heard(texts[-1], wish.language)
        or (len(texts) > (count or len(texts)) and is_common(texts[-1], wish.language))
    ):
        footer.insert(0, texts.pop())
    while len(texts) > (count or len(texts)) and is_common(texts[0], wish.language):
        header.append(texts.pop(0))
    if len(texts) == count or (not count and len(texts) > 2):
        return Parts(", ".join(header), tuple(texts), ", ".join(footer))
    return None


def _places(wish: Wish, marks: str) -> list[tuple[int, int]]:
    """Where separators stand that are no part of a number."""
    plain = wish.plain
    return [
        (n, n + 1)
        for n, c in enumerate(plain)
        if c in marks and not (plain[n - 1 : n].isdigit() and plain[n + 1 : n + 2].isdigit())
    ]


def gathered(parts: Parts, count: int, comma: str) -> Parts:
    """``parts`` put together into ``count``, neighbours with neighbours."""
    ends = [round(len(parts.texts) * (n + 1) / count) for n in range(count)]
    starts = [0, *ends]
    texts = tuple(comma.join(parts.texts[a:b]) for a, b in zip(starts, ends, strict=False))
    seconds = tuple(sum(parts.seconds[a:b]) for a, b in zip(starts, ends, strict=False)) if parts.seconds else ()
    return parts._replace(texts=texts, seconds=seconds)

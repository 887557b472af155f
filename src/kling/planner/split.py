"""A request in parts, where its own text divides: numbers, time codes, lines, "first … then … finally", semicolons, or
as many clauses as there are to be shots. What is common to all parts is kept apart, as it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from kling.lexicon import EXCLUSIONS, LIGHTING, PALETTES, STYLES
from kling.lexicon.pattern import pattern
from kling.planner.questions import Request, blanked, merged, quoted, touches
from kling.planner.tables import BRIEF, LETTER, VERB_SECOND, Found, Table
from kling.planner.words import take_out

_CLOCK = r"(?:(\d{1,2}):)?(\d{1,2})(?:[.,]0)?"
_NEAR = pattern(r"\d[^\d\n]{1,12}\d")
_NUMBERS = pattern(
    r"(?:(?<![^\s,，、.。:：;；।؛])|(?=[(（【]))[(（\[【#№]?(\d{1,2}|[^\W\d_]{1,4})(?:/\d{1,2})?"
    r"(?:\s?[.)）、：:．\]】\u20e3]|\s?[-–—/](?=\s))\s*[-–—]?\s*(?!\d)"
)
_CIRCLED = pattern(r"([①-⑳❶-❿⑴-⒇Ⅰ-Ⅻ])\s*[.)、：:]?\s*")
_MARKS = (r"[;；؛]", r"\s?(?:--|→|⇒|➜|➡|⟶|←|=>|->|(?<=\s)>(?=\s))\s?", r"\s/\s", r"\s?[•●▪]\s?")
_ARROWS = _MARKS[1::2]
_LEAST_WORDS = 3
"""Fewer words between arrows are stages of one movement ("seed → sprout → flower")."""
NEXT, LAST = 0, 99
"""The numbers of marks that say "next" and "last"."""
_STOPS, _COMMAS = ".!?。！？।؟", ",，、،"
_COUNTED = pattern(r"(\d{1,2})\s+(?=\D)")
_BULLET = pattern(r"^\s*(?:[-*–—]\s+|[•・●○▪◦‣➤►◆■□✓✔]\s*)")
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
    text = request.text
    times = _timed(request)
    spans = [(start, end) for start, end, _ in times] or _numbered(request)
    if spans:
        starts = [*(start for start, _ in spans[1:]), len(text)]
        texts = [
            _unbulleted(text[end:stop]).rstrip(" \n,，、;；،").lstrip(" \n,，、:：—–-")
            for (_, end), stop in zip(spans, starts, strict=True)
        ]
        if all(texts):
            *rest, last = texts
            last, footer = _ending(last, rest, request.language)
            own, _, more = last.partition("\n")
            if more and not any("\n" in text for text in rest) and "\n" in text[slice(*_between(spans))]:
                last, footer = own.strip(), _both(more.strip(), footer)  # a line without a number, after those with one
            seconds = tuple(seconds for _, _, seconds in times) or _lengths([*rest, last], request.language)
            marks = tuple(filter(None, (text[start:end].strip() for start, end in spans)))
            header = _unbulleted(text[: spans[0][0]]).strip()
            return Parts(header, (*rest, last), footer, marks, seconds, numbered=True)
    if listed := _listed(request):
        return listed
    for mark in _ARROWS:
        found = _separated(request, mark)
        if found and len(found.texts) > 2 and all(_tells(part, request) for part in found.texts):
            return found._replace(numbered=True)
    told = None if request.animates or request.given("video") else _sequence(request)
    if told and len(told.texts) > 2 and request.find("sequence_first") and all(_tells(t, request) for t in told.texts):
        return told._replace(numbered=True, seconds=_lengths(told.texts, request.language))
    return None


def _unbulleted(text: str) -> str:
    """``text`` without the bullet of the line that its end begins."""
    return _LAST_BULLET.sub("", text)


def _between(spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """From the end of the first of ``spans`` to the beginning of the last."""
    return spans[0][1], spans[-1][0]


def _listed(request: Request) -> Parts | None:
    """The parts of a request that writes each in a line of its own."""
    lines = [line.strip() for line in request.text.splitlines() if line.strip()]
    if len(lines) < 3:
        return None
    bullets = [n for n, line in enumerate(lines) if _BULLET.match(line)]
    if sum(bool(_FIELD.match(line)) for line in lines) > 1:  # "- mood: calm" is no scene
        return None
    numbered = False
    if len(bullets) > 1:
        begins, ends = bullets[0], bullets[-1] + 1
        header, footer = "\n".join(lines[:begins]), "\n".join(lines[ends:])
        texts = [_BULLET.sub("", line) for line in lines[begins:ends]]
        numbered = len(texts) == request.shots or all(
            _tells(text, request) and not is_common(text, request.language) for text in texts
        )
    elif lines[0][-1] in ":：":
        header, footer, texts = lines[0], "", lines[1:]
    else:
        return None
    return Parts(header, tuple(texts), footer, (), _lengths(texts, request.language), numbered)


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
    lists = [found for mark in _MARKS if (found := _separated(inner, mark))]
    lists += [found for found in (_sequence(inner), _clauses(inner, "\n", None)) if found]
    if not count:
        best = lists[0] if lists else _clauses(inner, _COMMAS, None) if header or introduced else None
    else:
        best = next((found for found in lists if len(found.texts) == count), None)
        best = best or next((found for found in lists if len(found.texts) > count), None)
        best = best or _within(inner, count)
        for marks in (_COMMAS, _STOPS) if header else ("\n", _STOPS, _COMMAS):
            best = best or _clauses(inner, marks, count)
        best = best or _joined_clauses(inner, count) or (lists[0] if lists else None)
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


@cache
def _times(table: Table) -> re.Pattern[str]:
    """From which second to which a scene runs, with the words that go with that."""
    units, to, leads = ("|".join(map(re.escape, table.lists[name])) for name in ("second", "time_to", "time_lead"))
    end = rf"(?!{LETTER})" if table.spaced and table.language != "ko" else ""  # 초부터
    unit = rf"(?:\s*(?:{units}){end})?"
    return re.compile(
        rf"(?:(?<!{LETTER})(?:{leads}){end}\s*)?[(\[（【]?(?<![\d.:]){_CLOCK}{unit}\s*(?:[-–—~～〜]|{to})\s*{_CLOCK}"
        rf"(?![\d.]\d){unit}(?:\s*(?:{to}){end})?\s*[)\]）】]?\s*[:：,，、—–-]?\s*"
    )


def _timed(request: Request) -> list[tuple[int, int, float]]:
    """Where a text gives each scene the seconds from which to which it runs, without gaps from 0 on; and its length."""
    found: list[tuple[int, int, float]] = []
    at = 0
    for match in _times(request.table).finditer(request.plain) if _NEAR.search(request.plain) else ():
        begins, ends = (60 * int(minutes or 0) + int(seconds) for minutes, seconds in _pairs(match))
        if begins in (at, at + 1) and ends > at:  # 0-3, 3-8 or 1-3, 4-8
            found.append((match.start(), match.end(), float(ends - at)))
            at = ends
    if len(found) < 2:
        return []
    marks = _numbered(request)  # "shot 1 (0-3 s): …"
    return [(_joined(start, marks, request.plain), end, seconds) for start, end, seconds in found]


def _pairs(match: re.Match[str]) -> tuple[tuple[str | None, str], tuple[str | None, str]]:
    return (match[1], match[2]), (match[3], match[4])


def _joined(start: int, marks: Sequence[tuple[int, int]], text: str) -> int:
    """Where the mark begins that stands directly before ``start``; ``start`` where none does."""
    return next((a for a, b in marks if a < start and not text[b:start].strip(" ([（【-–—:：")), start)


def _numbered(request: Request) -> list[tuple[int, int]]:
    """Where a text counts its parts from the first one on: in digits of any script, in letters, in words."""
    assets = [(f.start, f.end) for f in request.find("numbered_asset")] if request.given("image") else []
    listed = [f for f in request.find("list_mark") if _leads(f, request) and not touches(f[:2], assets)]
    named, ordinal = (
        [("", f.start, f.end, f.number or (float(f.value) if f.value else None)) for f in found]
        for found in (listed, _ordinals(request))
    )
    text = blanked(request.plain, [(f.start, f.end) for f in request.ratios])
    plain: list[tuple[str, int, int, float | None]] = [
        (series, m.start(), m.end(), number)
        for form in (_NUMBERS, _CIRCLED)
        for m in form.finditer(text)
        if m[0][0] in "(（" or not _inside(text, m.start())
        for series, number in _counted(m[1], request.table)
    ]
    assets = [(f.start, f.end) for f in request.find("numbered_asset")]
    names = tuple(asset.name.lower() for asset in request.assets if asset.name)
    plain = [one for one in plain if not request.plain[: one[1]].rstrip().endswith((*names, ">>>"))]
    plain = [one for one in plain if not any(a < one[2] and one[1] < b for a, b in assets)]
    found: list[tuple[int, int]] = []
    for candidates in (
        named,
        ordinal,
        *([one for one in plain if one[0] == series] for series in {one[0] for one in plain}),
    ):
        run: list[tuple[int, int]] = []
        for _, start, end, number in sorted(candidates, key=lambda one: one[1:3]):
            if (number == len(run) + 1 or (run and number in (NEXT, LAST))) and (not run or start >= run[-1][1]):
                run.append((start, end))
        if len(run) > 1 and len(run) > len(found):
            found = run
        if candidates is ordinal and found:
            break
    return found


def _leads(mark: Found, request: Request) -> bool:
    """Whether a mark begins a clause or says with its colon that it counts ("in picture 1" does neither)."""
    before = request.plain[: mark.start].rstrip(" \t")[-1:]
    around = request.plain[mark.end - 1 : mark.end + 2].lstrip(" ")
    return not before.isalnum() or not request.table.spaced or any(sign in around for sign in ":：(（")


def _ordinals(request: Request) -> list[Found]:
    """Marks like "in the second shot"; empty ones where a sentence cannot do without them, and where three at least
    have no word for a shot ("in the first …, in the second …, in the third …")."""
    found = request.find("ordinal_mark")
    bare = [f for f in request.find("ordinal_bare") if not any(f.start == named.start for named in found)]
    keeps = request.language in VERB_SECOND
    if bare and len({f.value for f in (*found, *bare)}) > 2:
        found, keeps = sorted([*found, *bare]), True
    return [f._replace(end=f.start) for f in found] if keeps else found


def _counted(mark: str, table: Table) -> list[tuple[str, float]]:
    """What a mark counts to, in which series of marks."""
    if mark.isdecimal():
        return [("", float(int(mark)))]
    if len(mark) == 1 and mark.isnumeric():
        return [("", unicodedata.numeric(mark))]
    return [(one, 1.0 + one.split().index(mark)) for one in table.lists["series"] if mark in one.split()]


def _inside(text: str, at: int) -> bool:
    """Whether a bracket is open at a place of ``text``."""
    since = max(0, at - 80)
    return any(text.count(a, since, at) > text.count(b, since, at) for a, b in ("()", "（）"))


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
    common = [n for n in range(1, len(sentences)) if holds(sentences[n], language)]
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
    return any(vocabulary.find(text) for vocabulary in (STYLES, PALETTES, LIGHTING, EXCLUSIONS))


def _cut(text: str, places: Sequence[tuple[int, int]]) -> list[str]:
    starts, ends = [0, *(end for _, end in places)], [*(start for start, _ in places), len(text)]
    return [text[a:b].strip(" \n,，、;；،؛") for a, b in zip(starts, ends, strict=True)]


def _separated(request: Request, mark: str) -> Parts | None:
    """Parts between marks of a list."""
    places = [m.span() for m in re.finditer(mark, request.plain)]
    texts = [text for text in _cut(request.text, places) if text]
    if len(texts) < 2:
        return None
    lead = texts.pop(0) if len(texts) > 2 and not take_out(Request(texts[0], request.language), part=True).kept else ""
    counted = [_COUNTED.match(text) for text in texts]
    marks: tuple[str, ...] = ()
    if all(match and int(match[1]) == n for n, match in enumerate(counted, 1)):
        marks = tuple(match[1] for match in counted if match)
        texts = [text[match.end() :] for text, match in zip(texts, counted, strict=True) if match]
    last, footer = _ending(texts[-1], texts[:-1], request.language)
    header, first = lead, texts[0]
    opening = _sentences(first)
    if len(opening) > 1:
        header, first = _both(lead, " ".join(opening[:-1])), opening[-1]
    return Parts(header, (first, *texts[1:-1], last), footer, marks)


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
    texts = [text for text in _cut(request.text, _places(request, marks)) if text]
    header: list[str] = []
    footer: list[str] = []
    while texts and (
        is_heard(texts[-1], request.language)
        or (len(texts) > (count or len(texts)) and is_common(texts[-1], request.language))
    ):
        footer.insert(0, texts.pop())
    while len(texts) > (count or len(texts)) and is_common(texts[0], request.language):
        header.append(texts.pop(0))
    if len(texts) == count or (not count and len(texts) > 2):
        return Parts(", ".join(header), tuple(texts), ", ".join(footer))
    return None


def _within(request: Request, count: int) -> Parts | None:
    """``count`` clauses of one sentence, where another says how many shots they are ("…, …, …. Three cuts, fast")."""
    sentences = [Request(text, request.language) for text in _sentences(request.text)]
    parts = [_clauses(Request(one.text.rstrip(".。।"), request.language), _COMMAS, count) for one in sentences]
    lists = [n for n, found in enumerate(parts) if found and not sentences[n].shot_counts]
    if len(lists) != 1 or not any(one.shot_counts for one in sentences):
        return None
    blank = " " if request.table.spaced else ""
    header, footer = (
        blank.join(one.text for one in some) for some in (sentences[: lists[0]], sentences[lists[0] + 1 :])
    )
    best = parts[lists[0]]
    return best and best._replace(header=_both(header, best.header), footer=_both(best.footer, footer))


def _joined_clauses(request: Request, count: int) -> Parts | None:
    """``count`` clauses between commas and words like "and", where each is long enough to tell a scene."""
    joints = [(f.start, f.end) for f in request.find("joint")]
    texts = [text for text in _cut(request.text, merged([*_places(request, _COMMAS + _STOPS), *joints])) if text]
    whole = len(texts) == count and all(_tells(text, request) for text in texts)
    return Parts("", tuple(texts), marks=tuple(request.text[a:b] for a, b in joints)) if whole else None


def _places(request: Request, marks: str) -> list[tuple[int, int]]:
    """Where separators stand that are no part of a number."""
    plain = request.plain
    return [
        (n, n + 1)
        for n, c in enumerate(plain)
        if c in marks and not (plain[n - 1 : n].isdigit() and plain[n + 1 : n + 2].isdigit()) and not _inside(plain, n)
    ]


def gathered(parts: Parts, count: int, comma: str) -> Parts:
    """``parts`` put together into ``count``, neighbours with neighbours."""
    ends = [round(len(parts.texts) * (n + 1) / count) for n in range(count)]
    starts = [0, *ends]
    texts = tuple(comma.join(parts.texts[a:b]) for a, b in zip(starts, ends, strict=False))
    seconds = tuple(sum(parts.seconds[a:b]) for a, b in zip(starts, ends, strict=False)) if parts.seconds else ()
    return parts._replace(texts=texts, seconds=seconds)

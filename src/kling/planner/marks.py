"""Marks by which a text counts its parts: numbers, letters, "shot 1:", "in the second scene", or seconds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from kling.lexicon import SHOT_SIZES, TIMES_OF_DAY
from kling.lexicon.pattern import LETTER, pattern, phrases
from kling.planner.fidelity import words
from kling.planner.questions import Request, blanked, touches
from kling.planner.tables import VERB_SECOND, Found, Table
from kling.prompts.reading import merged

_CLOCK = r"(?:(\d{1,2}):)?(\d{1,2})(?:[.,]0)?"
_FIGURES, _NEAR = pattern(r"\d+"), pattern(r"\d[^\d\n]{1,12}\d")
_OF = pattern(r"\s?/\s?\d{1,2}\s*[:：.)–—-]*\s*")
_NUMBERS, _TIMED = phrases("number_marks", 0), phrases("timed_marks", 0)  # "1 (3 s): …"; not "the singer (1) and"
_BARE, _ROW = pattern(r"(?:^|(?<=[.!?;:\n]) ?)(\d{1,2}) (?=[^\W\d])"), phrases("numbered_rows", re.MULTILINE)
_HASHED, _CIRCLED = phrases("hashed_marks", re.MULTILINE), phrases("circled_marks", 0)
LABEL, _SLUG, _SAYS = phrases("part_labels", 0), phrases("sluglines", re.MULTILINE), phrases("speaker_letters", 0)
_LENGTH_LEADS, _LENGTH_ENDS, _STARTS = (phrases(f"part_{one}", re.MULTILINE) for one in ("leads", "ends", "since"))
_ASIDE = pattern(r"(\s)([(（][^()（）\n]{1,40}[)）]\s?)([:：])")  # "the first scene (indoors):"
NEXT, LAST = 0, 99  # the numbers of marks that say "next" and "last"


@cache
def _times(table: Table) -> re.Pattern[str]:
    """From which second to which a scene runs, with the words that go with that."""
    units, to, leads = ("|".join(map(re.escape, table.lists[name])) for name in ("second", "time_to", "time_lead"))
    end = rf"(?!{LETTER})" if table.spaced and table.language != "ko" else ""  # 초부터
    unit, until = rf"(?:\s*(?:{units}){end})?", "" if table.articles else rf"(?:\s*(?:{to}){end})?"
    return re.compile(
        rf"(?:(?<!{LETTER})(?:{leads}){end}\s*)?[(\[（【]?(?<![\d.:]){_CLOCK}{unit}\s*(?:[-–—~～〜]|{to})\s*{_CLOCK}"
        rf"(?![\d.]\d){unit}{until}\s*[)\]）】]?\s*[:：,，、—–-]?\s*"
    )


def marks(request: Request) -> list[tuple[int, int, float]]:
    """Where marks lead the parts of a text, from the first on, and the seconds each gives its part (0: none)."""
    counted, lengths = numbered(request), len(_FIGURES.findall(request.plain)) > 1
    timed = [(_joined(a, counted, request.plain), b, n) for a, b, n in _timed(request, counted)]
    names = [m.span(1) for m in LABEL.finditer(request.plain) if m[1]]  # "Hook (0-2s):"
    timed = [next(((c, c, n) for c, d in names if c < a < d), (a, b, n)) for a, b, n in timed]
    timed = timed or (lengths and _started(request)) or _in_turn(request)
    labels, brackets = _labels(request), _in_brackets(request) if lengths else []
    whole = sum(n for *_, n in labels) == 2 * max((n for *_, n in labels), default=0.0)  # one tells all that they have
    if timed or len(labels) > max(len(counted) + whole, len(brackets) - 1):
        return timed or labels
    return [(start, end, 0.0) for start, end in counted] or _scenes(request) or brackets


def _scenes(request: Request) -> list[tuple[int, int, float]]:
    """Where two lines or more say in which place a scene plays, as screenplays do ("INT. DINER"), which stays."""
    cuts = [f[:2] for f in request.but("cut_to", "no_cut_to")]
    found = [(_joined(m.start(1), cuts, request.plain), m.end(1), 0.0) for m in _SLUG.finditer(request.text)]
    return found if len(found) > 1 else []


def _in_brackets(request: Request) -> list[tuple[int, int, float]]:
    """Where each part begins or ends in its length, and that: "[5s] dawn", "5s - dawn", "dawn (5s)"."""
    started, ended = ([*form.finditer(request.plain)] for form in (_LENGTH_LEADS, _LENGTH_ENDS))
    apart = len(ended) < 2 or words(request.plain[ended[0].end() : ended[1].start()])  # they are those of headings
    begins = [m.start() for m in ended] if apart else [ended[0].start(), *(m.end() for m in ended[:-1])]
    ends = [(at, at, float(m[m.lastindex or 1].replace(",", "."))) for at, m in zip(begins, ended, strict=True)]
    leads = [(*m.span(), float(m[1].replace(",", "."))) for m in started if words(request.plain[m.end() :])]
    best = max(leads, ends, key=len)
    best = best[best[0][2] == sum(seconds for *_, seconds in best[1:]) :] if best else best  # the first tells all
    return best if len(best) > 1 else []


def _timed(request: Request, counted: Sequence[tuple[int, int]]) -> list[tuple[int, int, float]]:
    """Where a text gives each scene the seconds from which to which it runs, without gaps from 0 on; and its length."""
    found, at = list[tuple[int, int, float]](), 0
    for match in _times(request.table).finditer(request.plain) if _NEAR.search(request.plain) else ():
        said = match.groups()
        begins, ends = (60 * int(minutes or 0) + int(seconds) for minutes, seconds in (said[:2], said[2:]))
        if begins in (at, at + 1) and ends > at and not touches(match.span(), counted):  # 0-3, 3-8 or 1-3, 4-8
            found.append((match.start(), match.end(), float(ends - at)))
            at = ends
    return found if len(found) > 1 else []


def _started(request: Request) -> list[tuple[int, int, float]]:
    """Where a text tells of each scene only at which second it begins, from 0 on ("0:00 …, 0:04 …"), and its length."""
    found = [*_STARTS.finditer(request.plain)]
    at = [60 * int(m[1] or 0) + int(m[2] or m[3]) for m in found]
    if len(at) < 2 or at[0] or at != sorted({*at}) or not any(one % 60 for one in at):  # "0:00 …, 3:00 …" are hours
        return []
    at.append(max(int(request.seconds or 2 * at[-1] - at[-2]), at[-1] + 1))
    return [(m.start(), m.end(), float(b - a)) for m, (a, b) in zip(found, pairwise(at), strict=True)]


def _in_turn(request: Request) -> list[tuple[int, int, float]]:
    """Where a text tells its first seconds, its next and its last, and how many each are."""
    found = [f for f in request.find("seconds_turn") if not request.plain[: f.start].rstrip()[-1:].isalnum()]
    turns, run = {f.start: f for f in reversed(found)}, _run([(f.start, f.end, float(f.value)) for f in found])
    stays = request.language in VERB_SECOND  # "die ersten 3 Sekunden baut …" keeps its first words
    return [(a, a if stays and ":" not in request.plain[b - 1 : b + 2] else b, turns[a].number or 0.0) for a, b in run]


def _joined(start: int, counted: Sequence[tuple[int, int]], text: str) -> int:
    """Where the mark begins that stands directly before ``start`` ("shot 1 (0-3 s)"); ``start`` where none does."""
    return next((a for a, b in counted if a < start and not text[b:start].strip(" \n.([（【-–—:：|｜")), start)


def _labels(request: Request) -> list[tuple[int, int, float]]:
    """Where two labels or more give a length each ("Hook (2s): …") or a shot size; their words stay."""
    sizes = merged(m[1:] for terms in (SHOT_SIZES, TIMES_OF_DAY) for m in terms.find(request.plain))  # "Dusk: …"
    plain = blanked(request.plain, (f[:2] for f in request.find("key_value")))
    labels = [m.span(m.lastindex or 0) for m in LABEL.finditer(plain)]
    inside = [f for f in request.lengths_said if touches(f[:2], labels)]
    ages = request.cast_ages if any(not touches(f[:2], request.ages) for f in inside) else request.ages
    lengths = [f for f in reversed(inside) if not touches(f[:2], ages)]
    timed = {a: f.number or 0.0 for a, b in labels for f in lengths if a <= f.start and f.end <= b}
    at = [a for a, b in labels if touches((a, b), sizes)]
    sized = [(a, a, 0.0) for a, b in labels if at[1:] and (at[0] <= a <= at[-1] or request.is_name(request.plain[a:b]))]
    each = [(a, a, 0.0) for a, _ in labels] if len(labels) == request.shots else []
    return next((found for found in ([(a, a, n) for a, n in timed.items()], sized, each) if len(found) > 1), [])


def numbered(request: Request) -> list[tuple[int, int]]:
    """Where a text counts its parts from the first one on: in digits of any script, in letters, in words."""
    assets = merged((f.start, f.end) for f in request.find("numbered_asset"))
    topics = ("each", *(("numbered_asset", "is_frame") if request.given("image") else ()))  # "每个镜头4秒"
    barred = merged(f[:2] for topic in topics for f in request.find(topic))
    said = _ASIDE.sub(lambda m: f"{m[3]}{' ' * len(m[1] + m[2])}", request.plain)
    listed = request.find("list_mark") if said == request.plain else request.table.find("list_mark", said)
    listed = [f for f in listed if _leads(f, request) and not touches(f[:2], barred)]
    if request.language in VERB_SECOND:  # "in der ersten läuft" keeps its first words
        listed = [f._replace(end=f.start) if request.plain[f.start : f.end].split()[0] == "in" else f for f in listed]
    listed = [f._replace(end=of.end()) if (of := _OF.match(request.plain, f.end)) else f for f in listed]
    text = blanked(request.plain, [*(f[:2] for f in request.ratios), *(m.span() for m in _SAYS.finditer(request.text))])
    bare = [_BARE] if request.wants_shots or _ROW.search(text) else []
    names = (*(asset.name.lower() for asset in request.assets if asset.name), ">>>")
    plain = [
        (series, m.start(), m.end(), number)
        for form in (_NUMBERS, _TIMED, _CIRCLED, _HASHED, *bare)
        for m in form.finditer(text)
        if not touches(m.span(), assets) and not text[max(0, m.start() - 80) : m.start()].rstrip().endswith(names)
        for series, number in _counted(m[1], request.table)
    ]
    runs = [_run([(f.start, f.end, f.number) for f in listed])]
    runs += [_run([(f.start, f.end, n) for n, f in enumerate(request.find("list_bare"), 1)])]
    last = [(f.start, f.end, f.number) for f in listed if f.number == LAST]
    runs += [_run([*last, *(one[1:] for one in plain if one[0] == series)]) for series in {one[0] for one in plain}]
    return max(runs, key=len)


def _run(marks: Iterable[tuple[int, int, float | None]]) -> list[tuple[int, int]]:
    """The longest beginning of the count among marks with their numbers; empty for less than two."""
    run: list[tuple[int, int]] = []
    for start, end, number in sorted(marks, key=lambda one: (one[0], -one[1])):
        if (number == len(run) + 1 or (run and number in (NEXT, LAST))) and (not run or start >= run[-1][1]):
            run.append((start, end))
    return run if len(run) > 1 else []


def _leads(mark: Found, request: Request) -> bool:
    """Whether a mark begins a clause or says with its colon that it counts ("in picture 1" does neither)."""
    before = request.plain[: mark.start].rstrip(" \t")[-1:]
    around = request.plain[mark.end - 1 : mark.end + 2].lstrip(" ")
    after_a_stop = request.plain[mark.start] in ".।"  # ". And finally"
    return after_a_stop or not before.isalnum() or not request.table.spaced or any(sign in around for sign in ":：(（")


def _counted(mark: str, table: Table) -> list[tuple[str, float]]:
    """What a mark counts to, in which series of marks."""
    if mark.isdecimal():
        return [("", float(int(mark)))]
    if len(mark) == 1 and mark.isnumeric():
        return [("", unicodedata.numeric(mark))]
    return [(one, 1.0 + one.split().index(mark)) for one in table.lists["series"] if mark in one.split()]


def inside(text: str, at: int) -> bool:
    """Whether a bracket is open at a place of ``text``."""
    since = max(0, at - 80)
    return any(text.count(a, since, at) > text.count(b, since, at) for a, b in ("()", "（）"))

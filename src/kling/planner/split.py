"""A request in parts, where its own text divides: numbers, time codes, lines, "first … then … finally", semicolons, or
as many clauses as there are to be shots. What is common to all parts is kept apart, as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from kling.lexicon import CAMERA_MOVES, CAST, EXCLUSIONS, LIGHTING, PALETTES, PLACES, PRONOUNS, STYLES, TIMES_OF_DAY
from kling.lexicon.pattern import pattern, phrases
from kling.planner.fidelity import balanced, words
from kling.planner.marks import LABEL, inside, marks
from kling.planner.questions import Request, quoted
from kling.planner.tables import BRIEF, VERB_SECOND, Found, table
from kling.planner.words import take_out
from kling.prompts.reading import merged

Places = Sequence[tuple[int, int]]
_SIGNS = (r"[;；؛]|／", r"--|→|⇒|➜|➡|⟶|←|=>|->|(?<=\s)>(?=\s)", r"\s/\s", r"[•●▪]")
_LEAST_WORDS = 3  # fewer words between arrows are stages of one movement ("seed → sprout → flower")
_STOPS, _COMMAS = ".!?。！？।؟", ",，、،"
_BULLETS = pattern(r"^[ \t]*(?:[-*–—]\s+|[•・●○▪◦‣➤►◆■□✓✔]\s*)", re.MULTILINE)
_LAST_BULLET = pattern(r"(?:^|\n)[ \t]*[-*–—•・●○▪◦‣➤►◆■□✓✔]\s*$")
_COLUMNS = pattern(r"^[ \t|]*([^\n]*?)[ \t|]*\n[ \t|:]*-{2}[-:| \t]*$", re.MULTILINE)  # the first rows of a table
_FIELD = pattern(r"^[ \t]*(?:[-•*–]\s+)?[^\W\d][\w ]{1,18}[:：][ \t]*\S", re.MULTILINE)
_STOP_OR_COMMA, _SENTENCE = pattern(r"[.!?。！？।؟;；,，、،\n]+\s*|\s?[:：]\s*"), phrases("sentence_ends", 0)


class Parts(NamedTuple):
    """The ``texts`` of a request that divides, between ``header`` and ``footer``. ``marks`` divided it and are left out
    (numbers, "then"); ``seconds`` is the length of each, if all have one; ``numbered`` where the text counts them."""

    header: str
    texts: tuple[str, ...]
    footer: str = ""
    marks: tuple[str, ...] = ()
    seconds: tuple[float, ...] = ()
    numbered: bool = False


def marked(request: Request) -> Parts | None:
    """The parts of a request that numbers them, gives each its time, or writes each in a line of its own."""
    places = [(a, a + len(request.plain[a:b].rstrip()), long) for a, b, long in marks(request)]  # no word of a line
    if found := _led(request, [(start, end) for start, end, _ in places]):
        seconds = tuple(seconds for _, _, seconds in places)
        told = (*found.texts[:-1], f"{found.texts[-1]} {found.footer}")  # "… a dog barks. 5 seconds."
        seconds = seconds if all(seconds) else _lengths(told, request) or _lengths(found.marks, request)
        return found._replace(seconds=seconds, numbered=True)
    if found := _lines(request):
        return found
    ways = [_separated(request, mark) for mark in _SIGNS[1::2]]  # arrows
    ways += [_sequence(request)] if request.find("sequence_first") or request.but("cut_to", "no_cut_to") else []
    found = next((way for way in ways if way and len(way.texts) > 2 and _all_tell(way.texts, request)), None)
    return found and found._replace(numbered=True, seconds=_lengths(found.texts, request))


def _led(request: Request, places: Places) -> Parts | None:
    """The parts that marks at ``places`` lead; a line without one after lines with one is common to all."""
    header, *texts = (_LAST_BULLET.sub("", text) for text in _between(request.text, places))
    columns, header = _COLUMNS.search(header), _COLUMNS.sub("", header)
    texts = [_bare(text) for text in texts]
    if not texts or not all(text and balanced(text) >= balanced(request.text) for text in texts):
        return None
    *rest, last = texts
    own, _, more = last.partition("\n")
    lines = more and not any("\n" in text for text in rest) and "\n" in request.text[places[0][1] : places[-1][0]]
    listed = all("\n" in request.text[a:b] for (_, a), (b, _) in pairwise(places))  # what its last line says is its own
    last, footer = _ending(own.strip() if lines else last, request, all_only=listed and "\n" not in last)
    footer = f"{footer}\n{more.strip()}".strip() if lines else footer
    said = (*((columns[1],) if columns else ()), *_said(request, places))
    return Parts(_bare(header), (*rest, last), footer, said)


def _lines(request: Request) -> Parts | None:
    """The parts of a request that writes each in a line of its own, after bullets."""
    bullets = [match.span() for match in _BULLETS.finditer(request.text)]
    fields = _FIELD.findall(re.sub(r"(?<=[.;。；]) +", "\n", request.text))  # "- mood: calm. Camera: static"
    listed = any(not words(request.text[f.end : bullets[0][0]]) for f in request.find("storyboard") if bullets)
    keyed = len({request.plain[b:].partition(":")[0] for _, b in bullets}) == 1 < len(bullets)  # "- visual: …"
    tells = (listed or keyed or len(fields) < 2) and len(bullets) > 2 - keyed and not request.turns
    found = _led(request, bullets) if tells else None
    tell = found is not None and _all_tell(found.texts, request)
    return found and found._replace(marks=(), numbered=tell, seconds=_lengths(found.texts, request))


def _all_tell(texts: Iterable[str], request: Request, least: int = _LEAST_WORDS) -> bool:
    """Whether each text has the ``least`` words that tell what happens in a scene."""
    if request.table.spaced:
        return all(len(text.split()) >= max(1, least - (request.language in BRIEF)) for text in texts)
    return all(len(re.sub("[ァ-ー]+", "ー", text)) > least for text in texts)  # "ロング→ミディアム→アップ"


def divided(kept: Request, said: Request, *, film: int = 0) -> Parts | None:
    """The parts of a request whose clauses divide it: into as many as it names, or as its semicolons, its "then" or its
    lines say, or the sentences of a ``film`` with time for so many. ``kept`` is what is ``said`` without settings."""
    labels = [(one, before_colon(Request(one, kept.language))[0]) for one in _sentences(kept.text)]
    most = 4 - 2 * kept.table.spaced  # words of a label: "Mood: tense, dusty, slow" is of all shots
    looks = [a for a, b in labels if b and len(words(b)) <= most and Request(b, kept.language).says("look")]
    if looks and (rest := " ".join(one for one, _ in labels if one not in looks)):
        found = divided(Request(rest, kept.language), said, film=film)
        return found and found._replace(footer=" ".join(filter(None, (found.footer, *looks))))
    count, in_turn = said.shots, said.says("reverse_shot")
    lines, turns = [(line.start, line.end) for line in kept.lines], kept.turns[: count or 0]
    if turns and len(turns) == count:  # the last shot has the turns that are left
        lines = [*turns[:-1], (turns[-1][0], kept.turns[-1][1])]
    spoken = _spoken(kept, kept.quotes if in_turn else lines)
    if spoken and (in_turn or len(spoken.texts) == count):
        return spoken
    found = _sequence(kept) if kept.but("cut_to", "no_cut_to") else None
    if found and count in (None, len(found.texts)) and _all_tell(found.texts, kept, 2):
        return found
    header, body = before_colon(kept)
    best = _parted(Request(body, kept.language), count, introduced=bool(header or before_colon(said)[0]))
    if not best and header and count:  # the colon is of one part only
        header, best = "", _parted(kept, count)
    told = _told(kept, said, film) if film and not count else None
    if told and len(told.texts) > len(best.texts if best else ()):
        return told
    return best and best._replace(header=": ".join(filter(None, (header, best.header))))


def _told(request: Request, said: Request, most: int) -> Parts | None:
    """The sentences of a film that has time for ``most`` shots: each is a shot, or, where there are more, several."""
    own, footer = _ending(request.text, request)
    texts, header = _sentences(own), ""
    asked = Request(_sentences(said.text)[0], request.language)  # "A 30 s film about X. …", not "30 s: … . …"
    out, at, ends = asked.text.lower().rpartition(texts[0].lower().rstrip(_STOPS) or texts[0])
    apart = out.rstrip()[-1:] not in (*":：", *_COMMAS) or asked.says("order")
    heads = out or not ends.strip(_STOPS) or Request(texts[0], request.language).lengths  # not "A boy runs, 30 s. …"
    if at and apart and heads and (asked.lengths or asked.says("maker")):
        header, texts[0] = before_colon(Request(texts[0], request.language))  # "A 30 s film: X leaves. …"
        header = header or texts.pop(0).rstrip("?؟？")
    texts = _gathered(texts, request)
    count = min(len(texts), most)
    one_view = count < 2 or CAMERA_MOVES.find(texts[-1]) or len(_FIELD.findall(request.text)) > 1
    cuts = [round(n * len(texts) / max(1, count)) for n in range(count + 1)]
    told = Parts(header, tuple(" ".join(texts[a:b]) for a, b in pairwise(cuts)), footer)
    return told if not one_view and _all_tell(texts, request, 2) else None


def _gathered(sentences: Sequence[str], request: Request) -> list[str]:
    """Sentences, those that are short ("He stops.") or speak of the order with the one before or, at first, after."""
    found, leads, blank = list[str](), True, " " * request.table.spaced
    least = 6 - 2 * len(blank) - (request.language in (*BRIEF, "ko"))  # words
    for one in sentences:
        joins = len(words(one)) < least or Request(one, request.language).says("order")
        found[-1:] = [blank.join([*found[-1:], one])] if joins or leads else [*found[-1:], one]
        leads = leads and joins
    return found if 2 * len(found) > len(sentences) else [*sentences]


def _spoken(request: Request, places: Places) -> Parts | None:
    """A part for each of the lines at ``places``, with who says it and what else goes with it."""
    if len(places) < 2:
        return None
    text = request.text
    first = _joints(Request(text[: places[0][0]], request.language))
    starts = [at for at in first if not (request.table.spaced and "," in text[at - 2 : at])][-1:] or [0]
    for (_, end), (start, _) in pairwise(places):
        between = Request(text[end:start], request.language)
        led = text[: end - 1].rstrip()[-1:] in _STOPS and between.text.lstrip()[:1].isupper()
        ands = [f.start for f in between.find("and") if words(between.text[: f.start])]
        inner = sorted([*_joints(between), *ands], key=lambda at: (text[: end + at].rstrip()[-1] not in _STOPS, at))
        starts.append(end if led or not inner else end + inner[0])
    texts = [text[a:b].strip(" \n,，、;；") for a, b in pairwise([*starts, len(text)])]
    last, footer = _ending(texts.pop(), request)
    return Parts(_bare(text[: starts[0]]), (*texts, last), footer)


def _joints(request: Request) -> list[int]:
    """Where a text goes on after a stop, a comma or a colon that has words on both sides."""
    found = _STOP_OR_COMMA.finditer(request.text)
    return [m.end() for m in found if words(request.text[: m.start()]) and words(request.text[m.end() :])]


def _parted(request: Request, count: int | None, *, introduced: bool = False) -> Parts | None:
    ways = [_separated(request, mark) for mark in _SIGNS]
    ways += [_sequence(request), _clauses(request, _separators(request, "\n"), None)]
    ways += [_listed(request, count)] if count or (introduced and not any(ways)) else []
    if count:
        ways += [_clauses(request, _separators(request, signs), count) for signs in (_COMMAS, _STOPS)]
    found = [one for one in ways if one]
    return next((one for one in found if len(one.texts) == count), next(iter(found), None))


def before_colon(request: Request) -> tuple[str, str]:
    """What stands before the colon that introduces a list, and the list; of labels ("Noon: …") none introduces it."""
    labels = [match.start(match.lastindex or 0) for match in LABEL.finditer(request.plain)]
    for match in re.finditer(r"[:：]", request.plain) if len(labels) < 3 or labels[0] else ():
        before, after = request.text[: match.start()], request.text[match.end() :]
        around = request.plain[match.start() - 1 : match.end() + 1]
        label = any(start - 3 <= match.end() <= start for start, _ in request.quotes)
        if not label and not re.match(r"\d[:：]\d", around):
            return before.strip(), after.strip()
    return "", request.text


def _lengths(texts: Sequence[str], request: Request) -> tuple[float, ...]:
    """The seconds that each text gives itself; empty unless all do."""
    found = [Request(text, request.language).lengths for text in texts]
    return tuple(one[0].number or 0.0 for one in found) if all(found) else ()


def placed(parts: Parts, language: str) -> Parts:
    """The parts; a header that names an hour ("Harbour, dawn:") is of the first where others name another, or place."""
    *rest, own = _sentences(parts.header) or [""]
    told = [[{m.term.id for m in t.find(one)} for one in (own, *parts.texts[1:])] for t in (TIMES_OF_DAY, PLACES)]
    goes_on = not any(a[0] and b and not a[0] & b for a in told for b in a[1:])
    if goes_on or len(told[0][0]) != 1 or re.search("[:：]", own):  # "Setting: a deck at 3 am" is of all
        return parts
    first = f"{own}{table(language).sentences['colon'] * (own[-1] not in _STOPS)}".ljust(len(own) + 1)
    return parts._replace(header=" ".join(rest), texts=(first + parts.texts[0], *parts.texts[1:]))


def once(request: Request) -> tuple[str, str]:
    """What of a text may stand in all shots, and its sentences that belong to one: with a line, or "finally"."""
    said = [Request(one, request.language) for one in _sentences(request.text)]
    single = [one for one in said if one.lines or any(not one.plain[: f.start].strip() for f in one.find("sequence"))]
    rest = [one for one in said if one not in single] if single else [request]
    return " ".join(one.text for one in rest), " ".join(one.text for one in single)


def _sentences(text: str) -> list[str]:
    quotes = quoted(text)
    cuts = [m.end() for m in _SENTENCE.finditer(text) if not any(a < m.start() and m.end() < b for a, b in quotes)]
    return [text[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True) if text[a:b].strip()]


def _ending(last: str, request: Request, *, all_only: bool = False) -> tuple[str, str]:
    """The last part of a list, and the sentences after it that are common to all (``all_only``: say so) or settings."""
    sentences, at = _sentences(last), 0
    for at in range(len(sentences), 0, -1):
        one = Request(sentences[at - 1], request.language)
        common = one.says("every_shot") if all_only else is_common(one.text, one.language)
        if at == 1 or not (common or not take_out(one, part=True).kept):
            break
    return (" ".join(sentences[:at]), " ".join(sentences[at:])) if at < len(sentences) else (last, "")


def _is_heard(request: Request) -> bool:
    """Whether a clause tells of sound and nothing else."""
    heard = request.sounds or any(map(request.says, ("every_shot", "no_music", "no_speech", "silent")))
    return bool(heard) and not request.quotes


def is_common(text: str, language: str) -> bool:
    """Whether a sentence or clause tells of look or sound, or says that it is for all shots."""
    request = Request(text, language)
    if _is_heard(request) or request.one_take or request.says("every_shot"):
        return True
    short = len(words(text)) <= 10 - 6 * request.table.spaced
    looks = short and any(map(request.says, ("styled", "look")))
    bare = request.table.articles.isdisjoint(words(text))  # "soft firelight", not "we end on a campfire"
    looks = looks or (bare and any(terms.find(text) for terms in (STYLES, PALETTES, LIGHTING)))
    seen = looks and any(terms.find(text) for terms in (CAST, PRONOUNS))  # "warm light fills her face"
    return (looks and not seen) or (bare and bool(EXCLUSIONS.find(text)))


def _between(text: str, places: Places) -> list[str]:
    starts, ends = [0, *(end for _, end in places)], [*(start for start, _ in places), len(text)]
    return [text[a:b] for a, b in zip(starts, ends, strict=True)]


def _bare(text: str) -> str:
    """A part without the signs around it."""
    return text.rstrip(" \n,，、;；،؛[【(（|｜").lstrip(" \n,，、;；؛:：=.|｜—–-・•]】)）→➜⇒")


def _said(request: Request, places: Places) -> tuple[str, ...]:
    """The words of what divides a text, which are in no part."""
    return tuple(filter(words, (request.text[start:end].strip(" \n,，、;；") for start, end in places)))


def _separated(request: Request, signs: Places | str) -> Parts | None:
    """Parts between marks of a list; settings and sentences before the first are common to all."""
    places = [m.span() for m in re.finditer(signs, request.plain)] if isinstance(signs, str) else signs
    texts = [text for text in map(_bare, _between(request.text, places)) if text]
    ends = Request(texts[-1], request.language) if texts else request  # "…; in all 8 seconds, with humming"
    texts[-2:] = [" ".join(texts[-2:])] if len(texts) > 2 and ends.quotes and not words(ends.plain) else texts[-2:]
    if len(texts) < 2 or (len(texts) == 2 and ends.lengths and _is_heard(ends)):
        return None
    lead = "" if take_out(Request(texts[0], request.language), part=True).kept else texts.pop(0)
    last, footer = _ending(texts[-1], request)
    *before, first = _sentences(texts[0])
    return Parts(" ".join([lead, *before]).strip(), (first, *texts[1:-1], last), footer, _said(request, places))


def _sequence(request: Request) -> Parts | None:
    """Parts told one after the other: "first …, then …, finally …", or "… . Cut to … . Finally …"."""
    cuts = [f[:2] for f in request.but("cut_to", "no_cut_to")]
    said = [(f[:2], request.plain[: f.start].rstrip()) for f in request.find("sequence")]
    ends = _STOPS if re.search(rf"[{_STOPS}]\s*\S", request.plain) else _STOPS + _COMMAS  # of one sentence
    found = merged([*cuts, *(one for one, before in said if before and (not cuts or before[-1] in ends))])
    firsts = sorted(f[:2] for f in request.but("sequence_first", "no_sequence") if found and f.end <= found[0][0])[-1:]
    stays = request.language in VERB_SECOND
    places = [(a, a if stays and (a, b) not in cuts else b) for a, b in (*(firsts or [(0, 0)]), *found)]
    return _led(request, places) if len(found) + len(firsts) + bool(cuts) > 1 else None


def _clauses(request: Request, places: Places, count: int | None) -> Parts | None:
    """``count`` clauses between separators, or three at least; those set aside that are common to all."""
    texts, footer = [text for text in map(_bare, _between(request.text, places)) if text], list[str]()
    most, language = count or 2, request.language
    while texts and is_common(texts[-1], language) and (len(texts) > most or _is_heard(Request(texts[-1], language))):
        footer.insert(0, texts.pop())
    inside = len(texts) + 1 == count if count else len(texts) > 1 and "\n" not in request.text
    *texts, last = texts or [""]
    least = 1 if count and request.table.spaced else _LEAST_WORDS
    before, joint, last = _at_and(Request(last, language), inside=inside, least=least)
    texts += filter(None, (before, last))
    if len(texts) == count or (not count and len(texts) > 2):
        return Parts("", tuple(texts), ", ".join(footer), tuple(filter(words, (joint,))))
    return None


def _at_and(last: Request, *, inside: bool, least: int) -> tuple[str, str, str]:
    """The last of some clauses at the "and" of their list, which may stand ``inside`` of it, between ``least`` words
    ("A, B and C"): what stands before it, that word, and what stands after it."""
    text, found = last.text, last.find("joins")
    told = (f for f in found if inside and _all_tell((text[: f.start], text[f.end :]), last, least))
    places = [f for f in found if not f.start] or [*told]
    at = min(places, key=lambda f: abs(f.start + f.end - len(text)), default=Found(0, 0))
    return text[: at.start].strip(), text[at.start : at.end].strip(), text[at.end :].strip()


def _listed(request: Request, count: int | None) -> Parts | None:
    """The clauses of the one sentence that has so many ("A noodle shop. Steam, chopsticks, a smile. Fast")."""
    sentences = _sentences(request.text)
    inner = [Request(one.rstrip(".。।"), request.language) for one in sentences]
    found = [None if one.shot_counts else _clauses(one, _separators(one, _COMMAS), count) for one in inner]
    at, best = next(((n, one) for n, one in enumerate(found) if one), (0, None))
    header, footer = (" ".join(some) for some in (sentences[:at], sentences[at + 1 :]))
    return best and best._replace(header=f"{header} {best.header}".strip(), footer=f"{best.footer} {footer}".strip())


def _separators(request: Request, signs: str) -> list[tuple[int, int]]:
    """Where separators stand that are no part of a number and lead no relative clause."""
    plain, bound = request.plain, {f.start for f in request.find("relative")}
    places = [n for n, c in enumerate(plain) if c in signs and not inside(plain, n)]
    names = request.table.articles  # "his son, who woke, asks": what goes on after a relative clause begins with none
    goes_on = {n for n in places if names and names.isdisjoint(plain[n + 1 : n + 24].split()[:1])}
    bound |= {b for a, b in pairwise(places) if a in bound and b in goes_on}
    return [(n, n + 1) for n in places if n not in bound and not plain[max(n - 1, 0) : n + 2 : 2].isdigit()]

"""Which words of a request are no words of a prompt: settings, requests to whoever makes the film, filler. They are
taken out as whole clauses or as the opening of the text, never inside quotation marks. In doubt a word stays."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from kling.lexicon.pattern import LETTER, pattern, phrases
from kling.planner.fidelity import balanced, torn, unhurt
from kling.planner.questions import CLIP_SOUND, KEPT, UNTIL, Request, blanked, lowered, touches
from kling.planner.tables import VERB_SECOND, Found, Table
from kling.prompts.reading import Span, merged

SETTINGS = ("seconds", "range", "minutes", "half_minute", "each", "share", "storyboard", "ratio", "silent", "place")
TO_MAKER = ("versions", "cheapest", "price", "order", "heading")  # how many takes, what they cost, what the text is
MADE = ("technical", "mode", "key_value", "undivided", "corrected", "corrected_to")  # as programs write it, too
ASIDE = ("filler", "please", "sound_on", "every_shot_alone")
_NO_SETTING = ("no_length", "no_shots", "no_ratio", "not_silent")  # what only looks like a setting
_BREAK, _BREAK_OR_BLANK, _EMOJI_LAST = (phrases(name, 0) for name in ("breaks", "breaks_or_blank", "emoji_last"))
_LABEL, _EDGES = phrases("field_labels", re.MULTILINE), " \t\n,，、،;；؛:：-–—/|／｜·"
_BOXED = pattern(r"【[^】\n]{1,12}】|(?:^|(?<=\S ))\[[^\]\n\d]{1,14}\](?=[ \t]*[^\s,.])", re.MULTILINE)
_ITEM = pattern(r"(?<![^\s:：,，;；。.])[(（]?\d{1,2}[.)）、]\s*")  # "1. vertical 2. 8 s"
_STRENGTH, _SAID = ",，、،;；؛:：\n.。!！?？।؟…", tuple(".!?。！？।؟")
_LEAD, _DIGIT, _FIGURES = pattern(rf"({LETTER}+):?\s$"), pattern(r"\d"), pattern(r"\d[:：x/]\d")
_WORD, _LETTER = pattern(rf"{LETTER}+(?:['’]{LETTER}+)*"), pattern(r"[^\W_]")
_TURN, _LEADS = pattern(r"[—–]\s?(?=\S)"), pattern(r"^\s+(?=-)|^(?!\s*-{1,2}\w)[ \-–\n]+")
_OPENS, _CLOSES, _DASHES = ("(", "（", "[", "{"), (")", "）", "]", "}"), ("-", "–")


class Clause(NamedTuple):
    """``start`` to ``end`` of a text, the ``separator`` after it, and whether it is ``out``: settings only."""

    start: int
    end: int
    separator: str
    out: bool


class Words(NamedTuple):
    """What is left of a text, what was taken out of it and where that stood, and which formats it names (as W:H)."""

    kept: str
    removed: tuple[str, ...]
    ratios: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


def take_out(request: Request, *, clip: bool = False, part: bool = False, opens: bool = True) -> Words:
    """The words of ``request`` that a prompt needs. With a ``clip`` no new sound can be had, its own is a setting.
    Settings alone are kept, but for a ``part`` of a text that has more; no request ``opens`` an item of a list."""
    taking, text = _Taking(request, clip=clip, opens=opens), request.text
    clauses = taking.clauses()
    places = [(one.start, one.end) for one in clauses if one.out]
    clauses = _standing(request, clauses)
    kept = _joined(text, clauses)
    ratios = tuple(f.value for f in taking.bare if any(a <= f.start and f.end <= b for a, b in places))
    if not unhurt(text, kept, request.table) or not (part or _LETTER.search(kept)):
        return Words(text.strip(), (), ratios, tuple(places))
    removed = (text[one.start : one.end].strip(f"{_EDGES}।") for one in clauses if one.out)
    return Words(kept if _LETTER.search(kept) else "", tuple(filter(_LETTER.search, removed)), ratios, tuple(places))


def without_settings(request: Request) -> tuple[str, tuple[str, ...]]:
    """A heading ("spot of 10 s in 2 shots for a bakery") without lengths and numbers of shots; and these."""
    text, table = request.text, request.table
    if text and not _content(blanked(request.plain, _spans(request, "field", "heading", "storyboard")), table):
        return "", (text,)  # "Here is the storyboard:"
    heads = _spans(request, "document")  # "storyboard for the bakery teaser"
    if not (heads or request.says("media") or request.says("genre") or request.says("maker") or request.shots):
        return text, ()
    topics = ("seconds", "minutes", "share", "adjunct", "attributive", *(("media", "genre") if heads else ()))
    of = re.compile(rf"\s?(?:{'|'.join(table.lists.get('of', ['(?!)']))})(?:\s|(?<='))")  # "3 shots of a dog: …"
    counts = [(a, led.end() if (led := of.match(request.plain, b)) else b) for a, b in _spans(request, "shots")]
    counts += (s for s in _spans(request, "ratio") if table.spaced and not table.find("torn", request.plain[slice(*s)]))
    spans = merged([*(s for s in (*_spans(request, *topics), *counts) if not touches(s, request.ages)), *heads])
    spans = merged([*spans, *(one for one in _spans(request, "maker") if not text[: one[0]].strip())])
    for n, (start, end) in enumerate(spans if table.spaced else ()):  # "spot | in the format 9:16 | for the bakery"
        led, after = _LEAD.search(request.plain, 0, start), _WORD.match(request.plain[end:].lstrip())
        if led and led[1] in table.function and (not after or after[0] in table.function):
            spans[n] = Span(led.start(), end)
    rest = re.sub(r"(?<= )-(?=\w)|(?<=[぀-鿿]) +(?=[぀-鿿])", "", blanked(text, spans))  # "a 30-second-film"
    kept = _tidy(rest) if _content(blanked(lowered(rest), _spans(request, "media", "genre")), table) else ""
    out = tuple(text[a:b].strip() for a, b in (spans if kept else [(0, len(text))]))
    stands = unhurt(text, kept, table) and not any(torn(one, text, table) for one in re.split(r"[|/｜／\n]", kept))
    return (kept, out) if stands else (text, ())


def _places(request: Request, found: Iterable[Found]) -> list[tuple[int, int]]:
    """Where phrases stand, without the blanks around them; an option keeps its dashes ("--duration 8")."""
    said = [(f.start, f.end, request.plain[f.start : f.end]) for f in found]
    return [(b - len(_LEADS.sub("", words)), a + len(words.rstrip(" -–\n"))) for a, b, words in said]


def _spans(request: Request, *topics: str) -> list[tuple[int, int]]:
    """Where phrases of any of these topics stand."""
    return [span for topic in topics for span in _places(request, request.find(topic))]


class _Taking:
    def __init__(self, request: Request, *, clip: bool, opens: bool = True) -> None:
        self.request, self.table, self._opens = request, request.table, opens
        self._polite = [one for one in _spans(request, "filler", "please") if not touches(one, request.turns)]
        self._asks = merged(_spans(request, "maker")), merged(_spans(request, "media"))
        self._goes_on, self._also = ({start for start, _ in _spans(request, topic)} for topic in ("goes_on", "also"))
        self._clips = merged(_spans(request, *CLIP_SOUND))
        heard = self._heard = _places(request, request.sounds) if clip and not request.keeps_sound else []
        barred = merged([*_spans(request, *_NO_SETTING, *(KEPT if clip else ())), *request.ages, *request.turns])
        own = [*_places(request, [*request.shot_counts, *request.ratios]), *_spans(request, *SETTINGS, *TO_MAKER[1:4])]
        starts = blanked(request.text, self._polite)  # "here is my idea", but not "two versions exist, here is mine"
        own += [s for s in _spans(request, TO_MAKER[4]) if not starts[: s[0]].rstrip(" ,،，、")[-1:].isalnum()]
        self.bare = [found for found in request.but("bare_ratio", "no_ratio") if not request.denied(found)]
        mixed = request.keeps_sound and any(request.but(one, "keep_sound") for one in CLIP_SOUND[1:])  # "only voices"
        clips = ("no_music",) * (not request.audible) if not clip else () if mixed else CLIP_SOUND
        aside = [*_spans(request, TO_MAKER[0], *ASIDE, *clips), *_places(request, self.bare)]
        self.own = sorted({span for span in own if not touches(span, barred)} | {*_spans(request, *MADE)})
        self.closing = [*self._closing()]
        beside = {span for span in (*aside, *heard) if not touches(span, barred)}
        self.settings = sorted({*self.own, *beside, *self.closing})
        seen = {*heard} & {*_spans(request, "heard")} - {*self.own, *aside}  # "and roars" is what is to be seen, too
        self._sets = [one for one in self.settings if one not in seen]
        self._quotes = merged([*request.quotes, *request.turns])
        self._stays = merged([*self._quotes, *_spans(request, "one_take"), *self._unwanted(out=False)])
        items = [m for m in _ITEM.finditer(request.text) if any(a == m.end() for a, _ in self.settings)]
        found = [m for form in (_LABEL, _BOXED) for m in form.finditer(request.text)] + items * (len(items) > 1)
        named = sorted((match.end() - len(match[0].lstrip()), match.end()) for match in found)
        labels = [span for span in named if not touches(span, self._quotes) and not touches(span, merged(self.own))]
        self.labels = labels if len(labels) > opens else []  # where fields are named, if several ("format: square")

    def clauses(self) -> list[Clause]:
        """The text in clauses, and which of them are taken out."""
        found = self._divided(self.opening)
        kept = [*(one.start for one in found if one.end > one.start and not one.out), len(self.request.text)]
        fields = blanked(self.request.plain, _spans(self.request, "field"))
        for n, one in enumerate(found):
            if not one.out:
                continue
            after, before = kept[bisect_left(kept, one.end)], found[n - 1] if n and not found[n - 1].out else None
            on = after < kept[-1] and not re.sub(r"[^.;!?\n。；！？।؟]", "", self.request.text[one.end : after])
            mark, last = one.separator.strip(), before.separator.strip() if before else ""
            heard = mark in (":", "：") and touches(one[:2], merged(_spans(self.request, "sound_on")))
            hangs = on and touches(one[:2], merged(self._heard)) and not touches(one[:2], merged(self.own))
            hangs = hangs or (on and after in self._also and touches(one[:2], self._clips))  # "…, subtitles too"
            if heard or hangs or (after in self._goes_on and touches(one[:2], self._asks[1])):
                found[n] = one._replace(out=False)  # "audio: gulls", "footsteps, muffled", "a video, 5 s, with a dog"
            elif before and last in (":", "：", "—", *_DASHES):  # "format: square", "length - 6 s"
                is_field = not _content(fields[before.start : before.end], self.table)
                stays = one._replace(out=is_field or last in _DASHES or mark[:1] not in ("", *_SAID))
                found[n - 1 : n + 1] = [before._replace(out=True, separator="") if is_field else before, stays]
        return [Clause(0, self.opening, "", out=True), *found] if self.opening else found

    def _closing(self) -> Iterator[tuple[int, int]]:
        """Where a request stands after what is to be seen; in Japanese, with settings before it ("8秒の動画を")."""
        plain, lists = self.request.plain, self.table.lists
        particles = tuple(lists.get("compound", lists.get("particle", ())))
        if self._lead[1]:
            yield self._lead[1:]
        closes = () if self.table.language in VERB_SECOND else self.request.but("closes", "no_closes")
        for start, end in _places(self.request, closes):
            said = plain[:start].rstrip(" ,、，")
            if not said.endswith(particles) and any(start <= b <= end or b == len(said) for _, b in self._asks[1]):
                for a, b in () if self.table.spaced else reversed(self.own):
                    start = a if a < start and plain[b:start].strip() in ("", *lists["glue"]) else start
                yield start, end

    @cached_property
    def _makers(self) -> list[Found]:
        """The requests to the maker with which the text begins."""
        begins = blanked(self.request.plain, self._polite)
        return [f for f in self.request.find("maker") if not begins[: f.start].strip(" ,¿¡!！，、.")]

    @cached_property
    def _lead(self) -> tuple[int, int, int]:
        """Where a German request ends before its film, and its last verb: "kannst du mir | ein Video | machen"."""
        plain, end = self.request.plain, max((f.end for f in self._makers), default=0)
        said, clause = _WORD.search(plain, end), self._clause_end(end)
        film = self.table.language in VERB_SECOND and any(end <= a < clause for a, _ in self._asks[1])
        if not (film and said and self.table.number(said[0]) == 1 and not self.request.given("video")):
            return 0, 0, 0
        if not any(f.value for f in self._makers):
            return end, 0, 0
        a, b = next((span for span in _spans(self.request, "closes") if span[0] > end), (0, 0))
        goes_on = plain[b:].lstrip()[:1]
        return (end, a, b) if b and (goes_on in _SAID or not goes_on or (goes_on == "," and a < clause)) else (0, 0, 0)

    def _unwanted(self, *, out: bool = True) -> list[tuple[int, int]]:
        """Where unwanted things are listed or the film is named, to the sentence's end; not ``out``: what stays."""
        text, found = blanked(self.request.text, self._polite), []
        for start, end in _spans(self.request, "negative", "title"):
            led = text[:start].rstrip(" -–—*•([（【/")[-1:] in f"{_STRENGTH}|｜"
            found += [(start, next(UNTIL.finditer(text, end)).start())] if led == out else []
        return [span for span in merged(found) if not touches(span, self._quotes)]

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Where settings stand in a row without a comma: two at least, with a figure; a format in figures; or one after
        the end of a sentence, in languages whose sentences end in their verb ("… 잔다 8초")."""
        plain, runs = self.request.plain, list[list[tuple[int, int]]]()
        bound = not self.table.spaced or self.table.language in VERB_SECOND
        for one in () if bound else merged([*self.own, *_places(self.request, self.bare)]):
            joins = runs and plain[runs[-1][-1][1] : one[0]].isspace()
            runs[-1:] = [[*runs[-1], one]] if joins else [*runs[-1:], [one]]
        ended = {found.end for found in self.request.find("ended")}
        leads = self.table.glue - self.table.function - self.table.numbers.keys()
        for run in runs:
            (start, _), (_, end) = run[0], run[-1]
            figures = (_DIGIT if len(run) > 1 else _FIGURES).search(plain, start, end)
            while start and (lead := _LEAD.search(plain, max(0, start - 24), start)) and lead[1] in leads:
                start = lead.start()
            if (figures or len(plain[:start].rstrip()) in ended) and not re.match(r"\s?[:：]", plain[end : end + 2]):
                yield start, end

    @cached_property
    def _content(self) -> list[int]:
        """Where the words stand that are neither settings nor go with them."""
        spans = [*self.settings, *self._asks[0], *self._asks[1], *self.labels]
        return _content(blanked(self.request.plain, spans), self.table)

    def _covered(self, start: int, end: int) -> bool:
        """Whether a stretch holds settings and words that go with them, and nothing else."""
        at = bisect_left(self._content, start)
        if at < len(self._content) and self._content[at] < end:
            return False
        first = bisect_left(self._sets, (start, start))
        sets = any(b <= end for _, b in self._sets[first : first + 1])
        asked = sets or all(touches((start, end), spans) for spans in self._asks)
        return asked and not touches((start, end), self._stays)

    @cached_property
    def opening(self) -> int:
        """Where the text's opening request ends ("make me a 5 s video of"); 0 where there is none."""
        request, plain = self.request, self.request.plain
        first, makers = min((start for start, _ in (*self._quotes, *self.labels)), default=len(plain)), self._makers
        rest = blanked(plain, [*self.settings, (0, max((f.end for f in makers), default=0))])
        best, sets = 0, min((b for _, b in self.own), default=first + 1)
        for found in (f for f in request.but("opens", "audible", "no_ratio") if balanced(plain[: f.end])):
            said = plain[found.start : found.end].strip()
            alone = plain[: found.start].rstrip()[-1:] in _STRENGTH[4:]  # "8 s. Sur la place …", not "8 s, of a dog"
            alone = alone or any(a < found.end < b for a, b in self.own)  # "película de un minuto"
            attributive = said in self.table.lists.get("of", ()) and (alone or not self.names_next(found))
            half = any(not one.start for one in self.table.find("torn", plain[found.end :].lstrip()[:24]))
            if attributive or half or found.end > first or any(a < found.start < b - 1 for a, b in self.own):
                continue  # "vídeo de cumpleaños", "8秒的视频"
            named = _places(request, (f for f in request.find("media") if f.end <= found.end))
            since = -1 if plain[found.start] == ":" else max(plain.rfind(stop, 0, found.start) for stop in ".!?\n")
            asks = any(since < b for _, b in named) or any(since < b <= found.start for _, b in self.own)
            if self._opens and asks and not _content(blanked(rest, named)[: found.start], self.table):
                best = max(best, found.end)
        best, ads = best or self._lead[0], (f for f in request.find("genre") if sets <= f.start < first)
        ad = next((f for f in ads if not best and not re.search(r"[.!?\n]", plain[sets : f.start])), None)
        if ad and not _content(rest[: ad.start], self.table) and not touches(ad[:2], merged(self.own)):
            return 0 if self._covered(0, self._clause_end(ad.end)) else ad.start  # make a 10 s | ad of …
        if not best and (self.closing or request.says("of_film")):  # "我要|猫跳舞的视频"
            leads, begins = [*self._polite, *(found[:2] for found in makers)], blanked(plain, self._polite)
            best = max((b for a, b in leads if b < first and not begins[:a].strip(" ,，、")), default=0)
        best = best or next((b for a, b in self._runs() if not a and self.names_next(Found(a, b))), 0)  # "9:16 a cat"
        return 0 if any(found.start < best for found in request.find("one_take")) else best

    def names_next(self, opens: Found) -> bool:
        """Whether what is asked for begins after ``opens``: with an article, in languages that have them."""
        if self.table.articles:
            said = _WORD.search(self.request.plain, opens.end)
            return bool(said and said[0] in self.table.articles) or self.request.text.startswith("<<<", opens.end + 1)
        return any(opens.end <= at < self._clause_end(opens.end) for at in self._content)

    def _clause_end(self, since: int) -> int:
        return next((m.start() for m in _BREAK.finditer(self.request.text, since)), len(self.request.text))

    def _divided(self, since: int) -> list[Clause]:
        """The text in clauses; a last part of one that is joined by "and" and holds settings only is one of its own."""
        request, text, unwanted, start, asked = self.request, self.request.text, self._unwanted(), since, bool(since)
        found: list[Clause] = []
        led = [(m.start, b) for m in self._makers for _, b in self._asks[1] if m.end < b]  # "make me, please, a clip"
        led = [one for one in led if bisect_left(self._content, one[0]) == bisect_left(self._content, one[1])]
        whole = merged([*self._quotes, *self.own, *_spans(request, "drop_original"), *self.labels, *unwanted, *led])
        bound = merged([*whole, *self.closing, *self._polite])  # "I hope, you are well"
        signs = _BREAK if self.table.spaced else _BREAK_OR_BLANK
        breaks = [(*m.span(), m[0]) for m in signs.finditer(text, since) if not touches(m.span(), bound)]
        breaks += [(b, b, "") for _, b in self._quotes if b > since and text[: b - 1].rstrip().endswith(_SAID)]
        edges = sum(merged(_spans(request, "key_value")), ())
        fields = (at for at in edges if text[:at].rstrip(" -–*•")[-1:] not in _STRENGTH)
        boxes = ((a, text[:a].endswith(" ")) for a, _ in self.labels if not text[a].isalpha())
        breaks += [*((a, a, "") for a in (*sum(unwanted, ()), *fields)), *((a - b, a, " " * b) for a, b in boxes)]
        closing, items = ({start for start, _ in one} for one in (self.closing, _spans(request, "sound_item")))
        ends = [(a, a) for a, _ in (*_spans(request, "adjunct"), *self.closing, *self._runs())]
        joints = sorted([*(s for s in _spans(request, "and", "please") if not touches(s, whole)), *ends])
        makers, stop = merged([*self._asks[0], *self.closing]), self.table.sentences["stop"].strip()
        for at, until, separator in sorted([*(one for one in breaks if one[0] >= since), (len(text), len(text), "")]):
            covered = self._covered(start, at) and not start < self._lead[1] < at
            empty = bisect_left(self._content, start) == bisect_left(self._content, at)
            if separator == " " and empty and not covered and not touches((start, at), self._quotes):
                continue  # "画幅 1:1"
            cut, out = at, covered or (start, at) in unwanted
            for a, b in joints[bisect_left(joints, (start + 1, 0)) : bisect_left(joints, (at, 0))]:
                if not out and cut == at and self._covered(b if request.plain[b:at].strip() else a, at):  # "…, please"
                    said, here = request.plain[start:a], request.plain[start:at]  # no end after one word or "with"
                    told = self.table.spaced and len(_WORD.findall(said)) > 1 and not torn(said, here, self.table)
                    if told or (a in closing and a - start > 5):
                        cut = a
                        if a in items and found and found[-1].separator.strip() in (",", "،"):
                            found[-1] = found[-1]._replace(separator=f" {text[a:b]} ")  # "a, b and c": "a and b"
                        found.append(Clause(start, cut, "", False))
            out = out or cut < at
            if separator.strip()[:1] in _SAID:  # "can you make a video of a cat?"
                asks = asked or covered or (out and touches((start, at), makers))
                separator, asked = re.sub(f"[?？؟{'!！' * covered}]+", stop, separator) if asks else separator, False
            found.append(Clause(cut if cut < at else start, at, separator, out))
            start = until
        return found


def _content(rest: str, table: Table) -> list[int]:
    """Where words stand in ``rest`` that do not go with settings."""
    if table.spaced:
        return [match.start() for match in _WORD.finditer(rest) if match[0] not in table.glue]
    for word in sorted(table.lists["glue"], key=len, reverse=True):
        rest = rest.replace(word, " " * len(word))
    return [match.start() for match in _LETTER.finditer(rest)]


def _joined(text: str, clauses: Sequence[Clause]) -> str:
    """The clauses that stay, with the stronger of the separators around each that goes."""
    kept, between, gone = "", "", False
    for one in clauses:
        words = text[one.start : one.end].rstrip()
        if words and not one.out:
            words = begun(words, text) if gone and between.strip()[:1] in _SAID else words
            kept, between = f"{kept}{between if kept else between.lstrip(_STRENGTH + ' ')}{words}", one.separator
        elif words and kept[:-1].rstrip().endswith(_SAID) and not between.strip():  # the end of what somebody says
            between = between or " "
        elif kept or between or one.separator.strip() in _OPENS:
            between = _stronger(between, one.separator) if words or gone else between + one.separator
        gone = one.out if words else gone
    dash = next((found[0] for found in [_TURN.match(text)] if found and not clauses[0].out), "")
    return f"{dash}{_tidy(kept + between)}"  # "— Late again, — says Ann"


def _standing(request: Request, clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses; of a sentence that does not stand without what is taken out of it ("not tall, …") all stay."""
    text, found, first = request.text, list[Clause](), 0
    denied = merged(f[:2] for f in (*request.find("denied_format"), *filter(request.denied, request.find("ratio"))))
    for n, one in enumerate(clauses, 1):
        if one.separator.strip()[:1] in _SAID or "\n" in one.separator or n == len(clauses):
            sentence, start, first = clauses[first:n], clauses[first].start, n
            kept = _joined(text, sentence)
            whole = torn(kept, text[start : one.end], request.table) or (kept and touches((start, one.end), denied))
            whole = whole or (kept[:1] in _OPENS and text[start] not in _OPENS)  # "Spot (Carpenter Hill), …"
            found += [Clause(start, one.end, one.separator, False)] if whole else sentence
    return found


def begun(words: str, text: str) -> str:
    """``words`` as the beginning of a sentence, with a capital letter where ``text`` begins with one."""
    return words[0].upper() + words[1:] if words[:2].islower() and text.strip("¿¡ ")[:1].isupper() else words


def _stronger(one: str, other: str) -> str:
    """Of the separators before and after what is taken out, the one that stays."""
    before, after = one.strip(" \t"), other.strip(" \t")
    if before[-1:] in _OPENS:  # "… field. (10 s)"
        return one.rstrip()[:-1] or " " if after in _CLOSES else one
    if before[:1] in _CLOSES:
        return before[0] + _stronger(one.lstrip()[1:], other)
    if after in (*_OPENS, *_CLOSES):
        return other
    weaker = _STRENGTH.find(after[:1] or " ") > _STRENGTH.find(before[:1] or " ") and before[:1] not in ("\n", *_SAID)
    return before + other if "\n" in after and before[-1:] in _SAID else other if weaker else one


def _tidy(text: str) -> str:
    """``text`` without blanks before separators, at its ends, and in rows."""
    text = re.sub(r" +(?=[,.，。、)）](?!\d))", "", re.sub(r"[ \t]+", " ", text))
    text = re.sub(r"(?<=[(（。！？]) +| *\n+ *(?=\n)|\[ *\] *|【 *】|[(（] *[)）]", "", text)
    return re.sub(r"^[(（]([^()（）]*)[)）]$", r"\1", _EMOJI_LAST.sub("", text.strip(_EDGES)).strip(_EDGES))

"""Which words of a request are no words of a prompt: settings, requests to whoever makes the film, filler.

They are taken out as whole clauses or as the opening of the text, never inside quotation marks, and only where nothing
else goes with them. In doubt a word stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from kling.lexicon.pattern import pattern
from kling.planner.fidelity import balanced, unhurt
from kling.planner.questions import EMOJI, Request, blanked, merged, touches
from kling.planner.tables import LETTER, Found, Table

SETTINGS = ("seconds", "minutes", "half_minute", "each", "shots", "storyboard", "ratio", "silent", "technical", "place")
TO_MAKER = ("versions", "cheapest", "price", "heading")
"""Requests to the maker beside the film: what it may cost, how many takes of it, what the text is."""
ASIDE = ("filler", "please", "sound_on", "every_shot_alone")
CLIP_SOUND = ("keep_sound", "drop_sound", "drop_original")
"""What becomes of the sound of a clip: a setting where there is one."""
_NO_SETTING = ("no_length", "no_shots", "no_ratio", "not_silent", "keep_rest")
"""What only looks like a setting or like filler ("touch nothing else")."""
_BREAK = pattern(r"[.,:](?!\d)|(?<!\d)[.,:]|[!?]+|[;\n\u3000()（）…，。；：、！？।؟،؛]|\s[-–—]{1,2}\s")
_BREAK_OR_BLANK = pattern(lambda: f"{_BREAK.pattern}| ")
_LABEL = pattern(
    rf"(?:^|(?<=[.;!?。；！？।؟])|(?<=[.;!?] ))[ \t]*(?:[-•*–]\s+)?(?!\d){LETTER}{{1,14}}(?: {LETTER}{{1,12}}){{0,2}}"
    r"\s?[:：]",
    re.MULTILINE,
)
_BOXED = pattern(r"【[^】\n]{1,12}】")
_BULLET = pattern(r"^[ \t]*[-•*–]\s+", re.MULTILINE)
_HOLLOW = pattern(r"\s?[(（][\s,.;、，]{0,6}[)）]")
_BEFORE = pattern(r"(?:[!?]+|[.,:;\n\u3000()（）…，。；：、！？।؟،؛]|[ \t][-–—]{1,2}(?=\s))?[ \t]*$")
_AFTER = pattern(r"[ \t]*(?:[!?]+|[.,:](?!\d)|[;\n\u3000()（）…，。；：、！？।؟،؛]|[-–—]{1,2}(?=\s))?")
_LINE_ENDS, _LIST_ENDS = pattern(r"\n"), pattern(r"[\n.。।؟!]")
_STRENGTH = ",，、،;；؛:：\n.。!！?？।؟…"
_SAID = tuple(".!?。！？।؟")
_ASKS = ("?", "？", "؟")
_WORD = pattern(rf"{LETTER}+(?:['’]{LETTER}+)*")
_WORD_BEFORE = pattern(r"(\S+)\s*$")
_WORD_AFTER = pattern(rf"\s*({LETTER}+)")
_LETTER = pattern(r"[^\W_]")
_FACE = pattern("[\U0001f600-\U0001f64f\U0001f910-\U0001f92f\U0001f970-\U0001f97a\u2728\u2764\U0001f493-\U0001f49f]")


class Clause(NamedTuple):
    """``start`` to ``end`` of a text, without the separator that follows; ``out`` where it holds settings only."""

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


class Cut(NamedTuple):
    """What is taken out at ``start`` to ``end`` of a text, and what then stands there."""

    start: int
    end: int
    instead: str = ""


def take_out(request: Request, *, clip: bool = False, part: bool = False) -> Words:
    """The words of ``request`` that a prompt needs. ``clip``: there is a clip, so that new sound cannot be had and what
    becomes of its own is a setting. A text of settings alone is kept, unless it is a ``part`` of one that has more."""
    taking = _Taking(request, clip=clip)
    cuts, text = taking.cuts(), request.text
    kept = _without(text, cuts, request.table)
    settings = [(start, end) for start, end, _ in cuts] + taking.kept_settings
    ratios = tuple(f.value for f in taking.bare if any(a <= f.start and f.end <= b for a, b in settings))
    if not unhurt(text, kept, request.table) or not (part or _LETTER.search(kept)):
        return Words(text.strip(), (), ratios, tuple(settings))
    removed = (
        text[start:end].strip()
        for start, end, _ in cuts
        if _LETTER.search(text, start, end) or EMOJI.search(text, start, end)
    )
    return Words(kept, tuple(removed), ratios, tuple(settings))


def heading(request: Request) -> Words:
    """The words of what stands before several parts, without the length or format of the whole, which would be repeated
    in each: "40 s product film for a watch" is "product film for a watch", "a teaser of 12 s" is nothing."""
    text, table = request.text, request.table
    taking = _Taking(request, clip=False)
    films = _spans(request, "media", "genre", "maker", "film_kind")
    plain = blanked(request.plain, [*taking.settings, *films])
    if not (_content(plain, table) or request.quotes):
        return Words("", tuple(filter(None, [text.strip()])), (), ())
    kept, removed = text, []
    for found in (*request.find("opens"), *request.find("and")):  # "a storyboard with | my two cats"
        named = table.spaced and any(b <= found.start for _, b in films) and not _content(plain[: found.start], table)
        if named and taking.names_next(found) and text[found.end :].strip(" :："):
            kept, removed = text[found.end :].strip(), [text[: found.end].strip()]
            return heading(Request(kept, request.language))._replace(removed=tuple(removed))
    lengths = [*_places(request.lengths), *((f.start, f.end) for f in request.ratios if "/" not in f.value)]
    for start, end in reversed(merged(lengths)):
        while (word := _WORD_BEFORE.search(request.plain, 0, start)) and word[1] in table.lists["attached"]:
            start = word.start(1)
        if (word := _WORD_AFTER.match(request.plain, end)) and word[1] in table.lists["attached_after"]:
            end = word.end(1)
        shorter = _without(kept, [Cut(start, end)], table)
        if unhurt(kept, shorter, table):
            removed.append(text[start:end].strip())
            kept = shorter
    return Words(kept, tuple(reversed(removed)), (), ())


def _places(found: Iterable[Found]) -> list[tuple[int, int]]:
    return [(f.start, f.end) for f in found]


def _spans(request: Request, *topics: str) -> list[tuple[int, int]]:
    """Where phrases of any of these topics stand."""
    return [span for topic in topics for span in _places(request.find(topic))]


class _Taking:
    def __init__(self, request: Request, *, clip: bool) -> None:
        self.request, self.table = request, request.table
        self._polite = _spans(request, "filler", "please")
        heard = _places(request.sounds) if clip and not request.keeps_sound else []
        self._heard = merged(heard)
        barred = merged([*_spans(request, *_NO_SETTING), *request.ages])
        own = [*_places(f for f in request.find("shots") if f.number != 1), *_places(request.ratios)]
        own += _spans(request, *(t for t in (*SETTINGS, *TO_MAKER[1:]) if t != "shots"))
        aside = _spans(request, TO_MAKER[0], *ASIDE, *(CLIP_SOUND if clip else ()))
        self.own, self.settings = (
            sorted({span for span in spans if not touches(span, barred)}) for spans in (own, [*own, *aside, *heard])
        )
        self._quotes = merged(request.quotes)
        self.bare = request.find("bare_ratio")
        named = sorted(match.span() for form in (_LABEL, _BOXED) for match in form.finditer(request.text))
        labels = [span for span in named if not touches(span, self._quotes) and not touches(span, merged(self.own))]
        self.labels = labels if len(labels) > 1 else []
        """Where the names of fields stand, in a text that has several ("format: square")."""
        self.kept_settings: list[tuple[int, int]] = []
        """Clauses that are settings, although their words stay."""

    def cuts(self) -> list[Cut]:
        """What is taken out, by place."""
        text = self.request.text
        cuts = [Cut(*span) for span in self._listed()]
        opening = self._opening()
        clauses = self._clauses(opening)
        if opening:
            cuts.append(Cut(0, opening))
            asks = next((c for c in clauses if c.separator.strip()[:1] in _SAID), None)
            if asks and asks.separator.strip() in _ASKS and not asks.out:  # "could you make a film where … ?"
                cuts.append(Cut(asks.end, asks.end + len(asks.separator), self.table.sentences["stop"].strip()))
        for before, clause, then in zip([None, *clauses], clauses, [*clauses[1:], None], strict=False):
            begins = clause.end - len(text[clause.start : clause.end].lstrip())
            if not clause.out or any(start <= begins and clause.end <= end for start, end, _ in cuts):
                continue
            said = (
                _WORD.match(self.request.plain, then.end - len(text[then.start : then.end].lstrip())) if then else None
            )
            depends = said and re.split("['’]", said[0])[0] in self.table.lists["dependent"]
            if then and depends and not then.out and clause.separator.strip() == ",":
                self.kept_settings.append((clause.start, clause.end))  # "vertical, because it is for a phone"
                continue
            start = clause.start
            if before and not before.out and self._is_field(before, clause):
                start = before.start
            hollow = not _content(self.request.plain[start : clause.start], self.table)
            heard = touches((clause.start, clause.end), merged(_spans(self.request, "sound_on")))  # "audio: gulls"
            if hollow and not (clause.separator.strip() in (":", "：") and heard):
                aside = text[start - 1 : start] == clause.separator == "," and (begins, clause.end) in self._polite
                cuts.append(Cut(start - aside, clause.end + aside))
        for closing in self.request.find("closing"):  # 猫が寝ている|動画を作って
            if text[: closing.start].endswith(tuple(self.table.lists["verb_ends"])):
                cuts.append(Cut(closing.start, closing.end))
        gone = merged((start, end) for start, end, _ in cuts)
        cuts += [cut for cut in self._emoji() if not touches(cut[:2], gone)]
        return sorted(cuts)

    def _listed(self) -> Iterator[tuple[int, int]]:
        """Where it is listed what is not wanted, and where the film is named: to the end of the sentence or, of a list
        after other words, of the line."""
        text = self.request.text
        for topic in ("negative", "title"):
            for found in self.request.find(topic)[:1]:
                ends = _LINE_ENDS if topic == "negative" and text[: found.start].strip() else _LIST_ENDS
                stop = ends.search(text, found.end)
                span = (found.start, stop.start() if stop else len(text))
                if not touches(span, self._quotes):
                    yield span

    def _emoji(self) -> Iterator[Cut]:
        """Emoji, a full stop instead where one stands between two sentences; not one that is a word ("a 🐱 sleeps")."""
        text, table = self.request.text, self.table
        for match in EMOJI.finditer(text):
            instead = ""
            if touches(match.span(), self._quotes):
                continue
            if _joins(text, match):
                said, then = _BREAK.split(text[: match.start()])[-1], _BREAK.split(text[match.end() :])[0]
                wanting = table.spaced and said.lower().split()[-1:][0] in table.function  # "a 🐱"
                if not wanting and _tells(EMOJI.split(said)[-1], table) and _tells(EMOJI.split(then)[0], table):
                    instead = table.sentences["stop"].strip()
                elif not _FACE.match(match[0]):
                    continue
            yield Cut(*match.span(), instead)

    def _is_field(self, before: Clause, clause: Clause) -> bool:
        """Whether a sentence is one or two words, a colon and a clause ("format: square")."""
        label = self.request.text[before.start : before.end]
        ends = clause.separator.strip()[:1] in ("", *_SAID)
        return before.separator.strip() in (":", "：") and ends and len(label.split()) < 3 and len(label) < 20

    @cached_property
    def _content(self) -> list[int]:
        """Where the words stand that are neither settings nor go with them."""
        spans = [*self.settings, *_spans(self.request, "maker", "media"), *_places(self.bare), *self.labels]
        return _content(blanked(self.request.plain, spans), self.table)

    def _covered(self, start: int, end: int) -> bool:
        """Whether a stretch holds settings and words that go with them, and nothing else."""
        at = bisect_left(self._content, start)
        if at < len(self._content) and self._content[at] < end:
            return False
        if touches((start, end), self._quotes) or any(start <= f.start < end for f in self.request.find("one_take")):
            return False
        first = bisect_left(self.settings, (start, start))
        if any(setting[1] <= end for setting in self.settings[first : first + 1]):
            return True
        words = self.request.plain[start:end].strip(" #")
        return any(start <= a and b <= end and words == self.request.plain[a:b] for a, b in _places(self.bare))

    def _opening(self) -> int:
        """Where the text's opening request ends ("make me a 5 s video of"); 0 where there is none."""
        request, plain = self.request, self.request.plain
        first = min((start for start, _ in (*request.quotes, *self.labels)), default=len(plain))
        begins = blanked(plain, self._polite)
        makers = [f for f in request.find("maker") if not begins[: f.start].strip(" ,¿¡!！，、.")]
        rest = blanked(plain, [*self.settings, *_places(self.bare), (0, makers[0].end if makers else 0)])
        takes = [
            f
            for f in request.find("versions")
            if makers or re.match(r"\s*\w+\s+(?:an?|une?|una|um|ein)\b", plain[f.end :])
        ]
        best = 0
        for found in request.find("opens"):
            said = plain[found.start : found.end].strip()
            attributive = said in self.table.lists.get("of", ()) and not self.names_next(found)
            if (
                attributive
                or found.end > min(first, 160)
                or any(0 <= a - found.end < 2 or a < found.start < b - 1 for a, b in self.own)
            ):
                continue  # "vídeo de cumpleaños", "a film of | 8 s"
            genre = request.find("genre") if said in (":", "：") and self._sets(found.start) else []  # "Spot, 15 s:"
            named = _places(f for f in (*request.find("media"), *takes, *genre) if f.end <= found.start)
            if (named or self._sets(found.start)) and not _content(blanked(rest, named)[: found.start], self.table):
                best = max(best, found.end)
        if best and not any(found.start < best for found in request.find("one_take")):
            return best
        for found in request.find("genre"):  # make a 10 s | ad of …
            ends = plain[found.end : found.end + 1] in ("", *_SAID, ",", ":")
            whole = found.start < first and not ends and self._sets(found.start)
            if whole and not _content(rest[: found.start], self.table):
                return found.start
        asks = [f for f in request.find("asks") if not plain[: f.start].strip(" ,¿¡!") and self.names_next(f)]
        return max((f.end for f in asks), default=0)

    def names_next(self, opens: Found) -> bool:
        """Whether what is asked for begins after ``opens``: with an article, in languages that have them."""
        said = _WORD.match(self.request.plain, len(self.request.plain) - len(self.request.plain[opens.end :].lstrip()))
        return not self.table.articles or bool(said and said[0] in self.table.articles)

    def _sets(self, until: int) -> bool:
        """Whether a setting is named before a place."""
        return bool(self.own) and self.own[0][1] <= until

    def _leaves_whole(self, start: int, cut: int, end: int) -> bool:
        """Whether a clause can do without what follows its word at ``cut``: a list of sounds cannot, nor what ends in
        "a" or "with"."""
        said = _WORD.findall(self.request.plain[start:cut])
        return (
            not touches((cut, end), self._heard)
            and (len(said) > 1 or not self.table.spaced)
            and not (said and self.table.spaced and said[-1] in self.table.function)
        )

    def _clauses(self, since: int) -> list[Clause]:
        """The text in clauses; a last part of one that is joined by "and" and holds settings only is one of its own."""
        request, text, found, start = self.request, self.request.text, [], since
        whole = merged([*self._quotes, *_spans(request, "price"), *self.labels])
        shortened = pattern(rf"(?<!\w)(?:{'|'.join(map(re.escape, self.table.lists['abbreviated']))})\.$")  # "ca."
        breaks = [
            (*m.span(), m[0])
            for m in (_BREAK if self.table.spaced else _BREAK_OR_BLANK).finditer(text, since)
            if not touches(m.span(), whole)
            and not (m[0] == "." and shortened.search(request.plain, max(0, m.end() - 12), m.end()))
        ]
        breaks += [(b, b, "") for _, b in self._quotes if b > since and _said(text[:b])]
        breaks += [(a, a, "") for a, _ in self.labels if text[a] == "【"]
        breaks += [(*m.span(), m[0]) for m in EMOJI.finditer(text, since) if _joins(text, m)]
        joints = sorted([*_spans(request, "and"), *((a, a) for a, _ in _spans(request, "adjunct", "please"))])
        for at, until, separator in sorted([*breaks, (len(text), len(text), "")]):
            cut, out = at, self._covered(start, at)
            for a, b in joints[bisect_left(joints, (start + 1, 0)) : bisect_left(joints, (at, 0))]:
                if not out and cut == at and self._covered(b, at) and self._leaves_whole(start, a, at):
                    cut = len(text[:a].rstrip("¡¿"))
                    found.append(Clause(start, cut, "", False))
            found.append(Clause(cut if cut < at else start, at, separator, out or cut < at))
            start = until
        return found


def _joins(text: str, emoji: re.Match[str]) -> bool:
    """Whether an emoji stands between words."""
    before, after = text[: emoji.start()].rstrip(" "), text[emoji.end() :].lstrip(" ")
    return bool(_LETTER.match(before[-1:]) and (_LETTER.match(after[:1]) or after[:1] in ("¡", "¿")))


def _tells(text: str, table: Table) -> bool:
    """Whether a text is long enough for a sentence."""
    return len(text.split()) > 3 if table.spaced else len(text.strip()) > 4


def _said(quotation: str) -> bool:
    """Whether what ends in a quotation mark is a whole sentence."""
    return quotation[:-1].rstrip()[-1:] in _SAID


def _content(rest: str, table: Table) -> list[int]:
    """Where words stand in ``rest`` that do not go with settings."""
    if table.spaced:
        found = (match for match in _WORD.finditer(rest) if match[0] not in table.glue)
        return [match.start() for match in found if not table.glue.issuperset(re.split("['’]", match[0]))]
    for word in sorted(table.lists["glue"], key=len, reverse=True):
        rest = rest.replace(word, " " * len(word))
    return [match.start() for match in _LETTER.finditer(rest)]


def _without(text: str, cuts: Sequence[Cut], table: Table) -> str:
    """``text`` without what is cut out of it; of the separators around that the stronger one stays."""
    whole = text
    for start, end, instead in sorted(cuts, reverse=True):
        before, after = text[:start], text[end:]
        left, right = _BEFORE.search(before), _AFTER.match(after)
        mark = instead
        if left and right and not instead:
            before, after = before[: left.start()], after[right.end() :]
            mark = _stronger(left[0].rstrip(" \t"), right[0].strip(" \t"))
            if not before.strip() or (not left[0].strip() and _said(before)):
                mark = mark if mark in ("(", "（") else ""
        apart = table.spaced and before and after and not after[0].isspace() and mark not in ("(", "（", "\n")
        text = f"{before}{mark}{' ' if apart else ''}{after}"
    if balanced(whole) and not balanced(text):  # "Storyboard (12 s, grainy):", of which "grainy" is left
        text = re.sub(r"[)）]", "", text, count=1)
    return _tidy(text)


def _stronger(one: str, other: str) -> str:
    """Of the separators before and after what is taken out, the one that stays."""
    if one in ("(", "（") or other in (")", "）"):
        return " " if one and one in "(（" and other and other in ")）" else one if one in ("(", "（") else other
    if one in (")", "）"):
        return one + other
    if one.strip()[:1] in _SAID:
        return one
    if other[:1] in ("!", "?"):  # of a "thanks!" that is gone
        return "."
    return other if not one.strip() or _STRENGTH.find(other[:1] or "\n") > _STRENGTH.find(one.strip()[:1]) else one


def _tidy(text: str) -> str:
    """``text`` without blanks before separators, at its ends, and in rows."""
    text = re.sub(r"[ \t]+", " ", _BULLET.sub("", _HOLLOW.sub("", text)))
    text = re.sub(r" +(?=[,.，。、)）](?!\d))|(?<![.])[.](?=[.](?![.]))", "", text)
    text = re.sub(r"(?<=[(（。！？]) +", "", text)
    text = re.sub(r" *\n+ *", "\n", re.sub(r"\s[-–—]+\s*$", "", text)).strip(" ,，、،;；؛:：\n")
    return text[1:-1] if re.fullmatch(r"[(（][^()（）]*[)）]", text) else text

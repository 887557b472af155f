"""What a request asks for: length, shots, format, what is to be heard, what is to happen to the pictures and clips that
come with it. All here reads words and decides nothing; what stands in quotation marks asks for nothing."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from kling.lexicon import CAST, SHOT_SIZES
from kling.lexicon.pattern import LETTER, pattern, phrases
from kling.lexicon.words import lower_of
from kling.planner.asset import Asset, Kind
from kling.planner.tables import Found, Table, table
from kling.prompts import quotes as readers
from kling.prompts.reading import merged

LEAST_IN_PASSING, MOST_IN_PASSING = 3, 59  # seconds that count among other words: no deed's, no minutes of a thing
_RATIO, _WORDS = phrases("ratios_written", 0), pattern(rf"{LETTER}+(?:'{LETTER}+)*")
_ENDS, UNTIL = pattern(r"[.,:;!?\n()（），。；：、！？।؟،؛]"), pattern(r"[\n.。।؟!【\[]|\s--|\s[|｜]\s|$")
_AGE, _STOPS = phrases("ages_written", 0), pattern(r"[.!?\n。！？।؟]")
_AGED = pattern(r", ?((?:early |mid[ -]|late )?[2-9]0s)(?=[,;:.)\n]|$)(?:[,;:] ?\w+)?")
_UTTERANCE = phrases("utterances", re.MULTILINE)
"""A line of a script: who speaks, before a colon or, in capitals, in a line of its own, and a sentence."""
_TURN = pattern(r"^[ \t]*[—–]\s?(?=\S)[^\n]*", re.MULTILINE)
_SCRIPT, _EXCLAIMS = phrases("script_lines", re.MULTILINE), pattern("[?!？！؟…]")
_FIELDS = ("look", "list_mark", "audible", "sound_on", "genre", "media", "silent", "field", "storyboard", "shots")
_SET = ("heading", "technical", "ratio", "seconds")  # topics of which a label is a setting; above: a field of a brief
KEPT = ("keep_rest", "keep_part")  # what an edit leaves alone: all the rest, or what is named
CLIP_SOUND = ("keep_sound", "drop_sound", "drop_original")  # what becomes of a clip's sound: a setting of a clip
_DECADE, _HYPHEN, _SLASH = pattern("[2-9]0s"), pattern(r"-(?!\d)"), phrases("slashes", 0)
_SINGLE = pattern(r"(?<!\w)['‘]([^'‘’\n]{2,200}(?:['’](?=[a-z])[^'‘’\n]{0,80}){0,4})['’](?!\w)")
EMOJI = phrases("emoji", 0)


def lowered(text: str) -> str:
    """``text`` in small letters, every character at its place, but tanwin, which stands on either side of an alif."""
    return lower_of(text).replace("’", "'").replace("\u3000", " ").replace("\u0627\u064b", "\u064b\u0627")


def nearest_ratio(shape: float, known: Iterable[str]) -> str:
    """Of ``known`` ratios that nearest to a width over a height; of two that are as near the longer one."""
    own = {ratio: math.log(float(ratio.split(":")[0]) / float(ratio.split(":")[1])) for ratio in known}
    return min(own, key=lambda ratio: (round(abs(own[ratio] - math.log(shape)), 6), -abs(own[ratio])))


def quoted(text: str) -> list[tuple[int, int]]:
    """Where quotations stand in ``text``, marks included; single marks count where there are no double ones."""
    found, single = readers.spans(text), (match.span() for match in _SINGLE.finditer(text))
    return sorted([*found, *(one for one in single if not touches(one, found))])


def doubled(text: str) -> str:
    """``text`` with double marks around the quotations that have single ones."""
    for start, end in quoted(text) if "'" in text or "‘" in text else ():
        if text[start] in "'‘":
            text = f'{text[:start]}"{text[start + 1 : end - 1]}"{text[end:]}'
    return text


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """``text`` with blanks in the place of ``spans``."""
    pieces, at = [], 0
    for start, end in merged(spans):
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def touches(one: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    """Whether ``one`` overlaps any of ``others``, which are :func:`merged`."""
    at = bisect_right(others, one[0], key=lambda span: span[0])
    return (at > 0 and others[at - 1][1] > one[0]) or (at < len(others) and others[at][0] < one[1])


@dataclass(frozen=True)
class Request:
    """A request in plain words, with what was given along with it."""

    text: str
    language: str
    assets: tuple[Asset, ...] = ()
    apart: tuple[tuple[int, int], ...] | None = None
    """Where the text says settings and nothing else, where that is known."""
    _known: dict[str, list[Found]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def table(self) -> Table:
        return table(self.language)

    @cached_property
    def quotes(self) -> list[tuple[int, int]]:
        return quoted(self.text)

    @cached_property
    def plain(self) -> str:
        """In small letters, without quotations, emoji and what is unwanted, dashes and slashes as ends of clauses."""
        said = blanked(lowered(self.text), self.quotes).replace(" - ", " – ").replace("…", "—")
        text = EMOJI.sub(lambda m: " " * len(m[0]), _SLASH.sub(lambda m: ";".center(len(m[0])), said))
        listed = self.table.find("negative", text)
        return blanked(text, [(f.end, next(UNTIL.finditer(said, f.end)).start()) for f in listed])

    def find(self, topic: str) -> list[Found]:
        """Where phrases of ``topic`` stand, by place."""
        if topic not in self._known:
            self._known[topic] = self.table.find(topic, self.plain)
            self._known[topic] = self.but(topic, f"{topic}_but")  # "keep it at 8 seconds"
        return self._known[topic]

    def says(self, topic: str) -> bool:
        return bool(self.find(topic))

    def but(self, topic: str, *exceptions: str) -> list[Found]:
        """Where phrases of ``topic`` stand that touch no phrase of ``exceptions``."""
        found = self.find(topic)
        barred = merged((f.start, f.end) for name in exceptions for f in self.find(name)) if found else []
        return [f for f in found if not touches(f[:2], barred)]

    def given(self, kind: Kind) -> list[Asset]:
        return [asset for asset in self.assets if asset.kind == kind]

    @cached_property
    def lengths_said(self) -> list[Found]:
        """All lengths in seconds."""
        but = ("no_length", "corrected", *(() if self.one_take else ("each",)))  # "without cuts of 10 seconds"
        return _longest([f for f in (*self.find("corrected_to"), *self.but("seconds", *but)) if f.number])

    @cached_property
    def lengths(self) -> list[Found]:
        """The lengths of the whole film, in seconds; "a second" is none."""
        found = [f for f in self.lengths_said if f.number != 1 or re.search(r"\d", self.plain[f.start : f.end])]
        found += [f._replace(number=60 * f.number) for f in self.but("minutes", "no_length") if f.number]
        halves = self.but("half_minute", "no_length")  # "+": of "1 min 20 s"
        found = [*found, *(f._replace(number=(f.number or 0) + 60 * (f.value == "+")) for f in halves)]
        found = [f for f in _longest(found) if not touches(f[:2], self.ages)]
        if self.apart is None:
            return found
        alone = [f for f in found if touches(f[:2], merged(self.apart))]
        said = [f for f in found if (f.number or 0) <= MOST_IN_PASSING]
        film, fast = (merged(f[:2] for f in self.find(topic)) for topic in ("film_length", "how_fast"))
        fast = fast if len(self.given("image")) < 2 else []  # from one picture to the other
        told = [f for f in found if touches(f[:2], film)]  # "a 90-second reel", not "three-minute eggs"
        passing = (f for f in said if not touches(f[:2], fast) and (f.number or 0) >= LEAST_IN_PASSING)
        return alone or told or [f for f in passing if not _HYPHEN.search(self.plain, f.start, f.end + 1)]

    @cached_property
    def ages(self) -> Sequence[tuple[int, int]]:
        """Where somebody's age stands beside a name, and decades beside a length ("a boxer, 40s, … Duration: 6s")."""
        said = {(f.start, f.end) for f in self.lengths_said}
        decades = {(a, b) for a, b in said if self.plain[:a].strip() and _DECADE.fullmatch(self.plain[a:b].strip())}
        return merged([*self.cast_ages, *(decades if decades != said else ())])

    @cached_property
    def cast_ages(self) -> Sequence[tuple[int, int]]:
        """Ages that stand beside a name or a description, not beside a setting ("(20s, vertical)")."""
        topics = ("ratio", "silent", "no_music", "shots", "technical")
        settings = merged(f[:2] for topic in topics for f in self.find(topic))
        people = {person.end for person in CAST.find(self.plain)} if (told := [*_AGED.finditer(self.plain)]) else ()
        found = [*_AGE.finditer(self.text), *(m for m in told if m.start() in people)]  # "a sprinter, 30s, waits"
        return merged(m.span(m.lastindex or 0) for m in found if not touches(m.span(), settings))

    @cached_property
    def each(self) -> float | None:
        """The seconds asked for each shot, None if unsaid."""
        return next((f.number for f in self.find("each") if f.number), None)

    @cached_property
    def spread(self) -> list[float]:
        """The seconds of each shot where shots of several lengths are added up ("2 shots of 3 s and 1 of 4 s")."""
        runs, shares = list[float](), _longest(self.find("share"))
        for one in shares:
            said = [[f.number or 0.0 for f in self.find(t) if touches(f[:2], [one[:2]])] for t in ("seconds", "shots")]
            runs += said[0][:1] * int((said[1] or [one.number or 0.0])[0])
        return runs if len(shares) > 1 else []

    @cached_property
    def seconds(self) -> float | None:
        """The length asked for, None if unsaid."""
        if self.spread or (self.each and self.shots):
            return sum(self.spread) or (self.each or 0) * (self.shots or 0)
        return self.lengths[0].number if self.lengths else self.each if self.says("versions") else None

    @cached_property
    def shot_counts(self) -> list[Found]:
        found = [f for f in self.but("shots", "no_shots") if "\n" not in self.plain[f.start : f.end].strip()]
        found = [f for f in found if f.number and f.number > 1 and f.number == int(f.number)]
        return [f for f in found if not (self._in_passing(f) or self.denied(f))]

    def _in_passing(self, found: Found) -> bool:
        """Whether a number of shots stands among words of a scene ("he fires two shots"), not after "in"."""
        asks = [one[:2] for topic in ("maker", "media", "genre", "place", "seconds") for one in self.find(topic)]
        said = _WORDS.findall(_ENDS.split(blanked(self.plain, asks)[: found.start])[-1])
        own, leads = _WORDS.match(self.plain, found.start), self.table.lists.get("leads_count")
        asked = not leads or not said or said[-1] in leads or (own and self.table.number(own[0]) is None)
        return not asked and not (self.table.glue | self.table.function).issuperset(said)

    @cached_property
    def shots(self) -> int | None:
        """The number of shots named, None if unsaid."""
        return len(self.spread) or (int(self.shot_counts[0].number or 0) if self.shot_counts else None)

    @cached_property
    def one_take(self) -> bool:
        return (self.says("undivided") or bool(self.but("one_take", "storyboard"))) and self.shots is None

    @cached_property
    def wants_shots(self) -> bool:
        """Several shots, whether or not their number is named."""
        said = self.shots or any(map(self.says, ("storyboard", "reverse_shot", "many_shots")))
        return bool(said or self.but("cut_to", "no_cut_to")) and not self.one_take

    @cached_property
    def ratios(self) -> list[Found]:
        """Where a format is named, and which (``value``, as W:H; the service may not have it)."""
        barred = merged(f[:2] for f in self.find("no_ratio"))
        written = (
            Found(m.start(), m.end(), None, ":".join(f"{float(n):g}" for n in m.groups()))
            for m in _RATIO.finditer(self.plain)
            if "/" not in m[0] or m[1] == m[2] or not re.search(rf"(?<!\d)1/{m[2]}[ :]", self.plain)  # "1/3 … 2/3 …"
        )
        named = (*(f for f in written if f.value in self.table.lists["ratio"]), *self.find("ratio"))
        return [f for f in named if not (touches(f[:2], barred) or self.denied(f) or self._is_time(f))]

    def _is_time(self, found: Found) -> bool:
        """Whether what looks like a ratio among other words is a time ("at 9:16"), a score, a fraction ("3/4 view")."""
        clock = re.fullmatch(r"(?:0?\d|1[0-5])[:：/]\d\d?", self.plain[found.start : found.end])
        field = self.plain[: found.start].rstrip().endswith((":", "："))
        return bool(clock) and not field and self.apart is not None and not touches(found[:2], merged(self.apart))

    def denied(self, found: Found) -> bool:
        """Whether a word like "not" stands directly before or after what is said."""
        return bool(self.table.find("denies_next", _ENDS.split(self.plain[: found.start])[-1][-20:]))

    @cached_property
    def lines(self) -> list[readers.Quote]:
        """The quotations that are spoken: not those that are to be read, or name a work."""
        return [quote for quote in readers.find(doubled(self.text)) if quote.kind != "caption"]

    @cached_property
    def speech(self) -> bool:
        """Whether somebody is to be heard speaking or singing."""
        return bool(self.lines or self.turns or self.but("speech", "no_speech", "price"))

    @cached_property
    def turns(self) -> list[tuple[int, int]]:
        """Where lines stand without quotation marks: after dashes, as in novels, or names ("RUTH: Sit down.")."""
        dashed = [match.span() for match in _TURN.finditer(self.text)]
        if len(dashed) > 1 and any(re.search(r"[?!…？！]|\s[—–]", self.text[a + 2 : b]) for a, b in dashed):
            return dashed
        lines = [m for m in _UTTERANCE.finditer(self.text) if (m[1].isupper() or m[2] != "\n") and self.is_name(m[1])]
        lines = lines if sum(1 + match[1].isupper() for match in lines) > 1 else []
        ends = ([b for a, b in self.quotes if line.start() < a and b <= line.end()] for line in lines)
        return [(line.start(1), max(own, default=line.end())) for line, own in zip(lines, ends, strict=True)]

    def is_name(self, label: str) -> bool:
        """Whether a label is a name, not a field of a brief ("camera:")."""
        return not any(self.table.find(topic, f"{label.lower()}:") for topic in (*_FIELDS, *_SET))

    @cached_property
    def labelled(self) -> str:
        """The text with double marks around lines in single ones, and around those of a script ("RUTH: You are late."),
        where a turn is a line of its own and one of them asks, exclaims or speaks to somebody."""
        text = self.text
        alone = [span for span in self.turns if not text[: span[0]].rpartition("\n")[2].strip()]
        said = [m for start, end in alone if (m := _SCRIPT.match(text, start)) and m.end() == end]
        spoken = "\n".join(match[4] for match in said)
        to_somebody = _EXCLAIMS.search(spoken) or self.table.find("addresses", lowered(spoken))
        for match in reversed(said) if to_somebody else ():
            line = self.table.sentences["line"].format(line=match[4])
            named = f"{match[1]} {match[3]}".strip() + (match[2] if match[2].strip() else ": ")
            text = f"{text[: match.start()]}{named}{line}{text[match.end() :]}"
        return doubled(text)

    @cached_property
    def silent(self) -> bool:
        """Whether no sound is asked for: apart from other words ("a mute girl" may be heard), or nothing else is."""
        found = merged((f.start, f.end) for f in self.but("silent", "not_silent"))
        wanted = self.lines or any(not touches(f[:2], found) for f in self.sounds)
        return bool(found) and (not wanted or any(touches(place, found) for place in self.apart or ()))

    @cached_property
    def audible(self) -> bool:
        """Whether sound is asked for: speech, music, effects, ambience, or simply "with sound"."""
        return not self.silent and (self.speech or bool(self.sounds))

    @cached_property
    def sounds(self) -> list[Found]:
        """Where sound is asked for in so many words."""
        barred = (*(CLIP_SOUND if self.given("video") else ()), "no_music", "no_speech", "not_audible", "price")
        said = (found for topic in ("audible", "heard", "sound_on") for found in self.but(topic, *barred))
        return [found for found in said if not self.denied(found)] + self.find("only_heard")  # "no music, just rain"

    @cached_property
    def keeps_sound(self) -> bool | None:
        """Whether a clip's own sound is to stay; None if unsaid."""
        kept, said = self.find("keep_sound"), [*self.find("drop_sound"), *self.find("drop_original")]
        drops = merged(f[:2] for f in said if not any(k.start <= f.start and f.end < k.end for k in kept))  # "不要|动"
        stays = any(not touches(k[:2], drops) for k in kept)
        return stays if stays or drops or self.silent else None

    @cached_property
    def clip_use(self) -> Literal["edit", "camera", "motion", "style", "next", "previous", "unsaid"]:
        """What is to happen to the clip: it is changed, something is borrowed from it, or it goes on."""
        things = self.given("image") or self.given("element")
        edits = self.but("edit", "keep_sound", "drop_sound", "no_edit")
        kept = (*KEPT, "drop_original", "keep_move") if edits else (*KEPT, "drop_original")
        borrowed = [kind for kind in ("camera", "motion", "style") if self.but(f"borrow_{kind}", *kept, "restyle")]
        # "to anime, same movements", from another side, all of it
        changes = (self.says("restyle") and not things) or self.says("new_angle") or (edits and self.says("whole_clip"))
        if "camera" in borrowed:
            return "camera"
        if things and self.says("acts_like"):  # "my robot does the flip of the clip"
            return "edit" if changes else "motion"
        if changes:
            return "edit"
        style = next((f.start for f in self.find("borrow_style")), 0)  # "the next shot: …, same style"
        goes_on = any(f.start < style for f in (*self.but("next", "no_next"), *self.find("previous")))
        if borrowed and (borrowed != ["style"] or not goes_on):
            return borrowed[0]  # type: ignore[return-value]  # one of the three
        if self.says("previous"):
            return "previous"
        if self.says("compares") and not (borrowed and goes_on) and (things or not edits):  # "walks like the man in it"
            return "motion" if things else "style"
        if self.but("next", "no_next"):
            return "next"
        return "edit" if edits or any(map(self.says, KEPT)) else "next" if self.says("happens") else "unsaid"

    @cached_property
    def frames_told(self) -> tuple[bool, bool]:
        """Of two pictures that are told by number, whether it is told which is the first frame and which the last, and
        whether the second is the first. Beside numbers in digits "the first picture" may be a frame."""
        roles, told = self.find("frame_role"), sorted(self.pictures_told, key=lambda f: f.end)
        if (digits := [f for f in told if not f.value]) and {f.number for f in digits} >= {1, 2}:
            roles, told = roles + [f._replace(value="first_frame") for f in told if f.value == "1"], digits
        one = told[0] if told else Found(0, 0)
        near = [f for f in roles if not _STOPS.search(self.plain, *sorted((f.end, one.end)))]
        opens = not near or min(near, key=lambda f: f.start).value == "first_frame"
        both = bool(told and near) and len({f.value for f in roles}) == 2
        return both, bool(told) and (both or opens) and (one.number == 2) == opens

    @cached_property
    def pictures_told(self) -> list[Found]:
        """Where pictures are told by number; the first and the last frame are none."""
        frames = merged(f[:2] for f in self.find("frame_role"))
        said = [*self.find("numbered_asset"), *self.find("second_picture")]
        return [f for f in said if not touches((f.end - 1, f.end), frames)]

    @cached_property
    def goes_between(self) -> bool:
        """Whether the pictures are the first and the last frame. Two that are told by number are so where nothing
        stands between them but "to" ("from photo 1 to photo 2"), or where the text speaks of beginning and end."""
        sizes = merged((f.start, f.end) for f in SHOT_SIZES.find(self.plain))  # "begin wide, end on a close-up"
        words = merged(f[:2] for f in self.find("picture_word"))
        ways = [f for f in self.find("between") if not touches(f[:2], sizes) or touches(f[:2], words)]
        named = [f for f in self.find("numbered_asset") if not self.plain[: f.start].rstrip().endswith(("(", "（"))]
        if not ways or len({f.number for f in named}) < 2 or self.says("frame_words"):
            return bool(ways)
        between = re.findall(rf"{LETTER}+", re.sub(r"[(（].*?[)）]", "", self.plain[named[0].end : named[-1].start]))
        known = self.table.function | self.table.glue
        return all(word in known for word in between) if self.table.spaced else sum(map(len, between)) < 4


def _longest(found: Sequence[Found]) -> list[Found]:
    """Of phrases that overlap the first, and of those that begin together the longest."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        kept += [one] if not kept or one.start >= kept[-1].end else []
    return kept

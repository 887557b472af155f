"""A wish that is longer than one task can be, as a film: groups of shots, one task each, and how they are chained.

A task holds six shots and fifteen seconds (ten with a reference clip). A film keeps every shot of the wish in its
order, says its subject, place and light in each group with the same words, and lasts exactly as long as was asked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal, NamedTuple

from kling.models.profiles import DEFAULT
from kling.prompts import anchors, write
from kling.prompts.draft import Bound, Draft
from kling.prompts.pattern import pattern
from kling.prompts.scenario import Scenario
from kling.prompts.vocabulary import pace

Chain = Literal["last_frame", "next_shot"]

USUAL_SHOT = 3
"""Seconds of a shot where no length is asked for."""
LONG_SHOT = 7
"""Seconds of a shot where a film has more seconds than its shots can hold, so that scenes are told in several."""
BEAT = 5
"""Seconds of a shot where neither shots nor scenes are named."""
_PICTURES = pattern(
    r"\b(?:pictures?|photos?|images?|frames?|fotos?|im[aá]gen(?:es)?)\b|图|照片|写真|画像", re.IGNORECASE
)
_MOST_HAPPEN = 0.75
"""Share of the parts of a wish that tell of an event, for these to be the scenes of a film."""
_ONE_MORE = 0.15
"""What one more group costs, beside the squares of uneven lengths."""
LONGEST_FILM = 600
MOST_SHOTS = 100


class Group(NamedTuple):
    """What one task of a film makes: a ``prompt`` of a single take of ``duration`` seconds, or ``shots`` as (seconds,
    text) pairs. ``chained`` where it begins with the group before (its last picture, or its clip as the reference),
    which then stands in ``assets`` without a source. ``aspect_ratio`` is None where a picture decides it."""

    scenario: Scenario
    prompt: str
    shots: tuple[tuple[int, str], ...]
    duration: int
    sound: bool
    aspect_ratio: str | None
    keep_original_sound: bool | None
    assets: tuple[Bound, ...]
    chained: bool = False


class Film(NamedTuple):
    """``chain`` says how each group goes on from the one before, None where they are made on their own."""

    groups: tuple[Group, ...]
    chain: Chain | None

    @property
    def seconds(self) -> int:
        return sum(group.duration for group in self.groups)

    @property
    def texts(self) -> list[str]:
        """The prompts of all groups, in order."""
        return [text for group in self.groups for text in (group.prompt, *(words for _, words in group.shots)) if text]


class _Limits(NamedTuple):
    """What one task may be: ``shots`` at most, ``least`` to ``most`` seconds."""

    shots: int
    most: int
    least: int = DEFAULT.duration_min


class _Shots(NamedTuple):
    """The shots of a film, lines still masked, the seconds of each, and the first of every group."""

    beats: list[str]
    seconds: list[int]
    starts: list[int]

    def groups(self) -> list[range]:
        ends = [*self.starts[1:], len(self.beats)]
        return [range(start, end) for start, end in zip(self.starts, ends, strict=True)]


def plan(draft: Draft, aspect_ratio: str | None, keep_original_sound: bool | None, notes: list[str]) -> Film | None:
    """The film of a wish; None when one task holds it, and for edits, which are as long as their clip. ``aspect_ratio``
    and ``keep_original_sound`` are those of its first task; what was decided is added to ``notes``."""
    wish, scenario = draft.wish, draft.scenario
    with_clip = scenario == "reference"
    if scenario == "edit" or (with_clip and wish.continues == "previous" and not wish.borrows):
        return None
    goes_on = with_clip and bool(wish.continues) and not wish.borrows
    longest = DEFAULT.reference_duration_max if with_clip else DEFAULT.duration_max
    limits = _Limits(1 if with_clip else DEFAULT.shots_max, longest - 1 if goes_on else longest)
    asked = None if wish.seconds is None else math.ceil(wish.seconds)
    beats = _one_speaker_each(write.told(draft, write.scenes(draft)), draft)
    spoken = {mask for mask, _ in draft.placed}
    subject = write.anchored(draft).subject
    happens = [
        anchors.acts(beat, wish.language) or not spoken.isdisjoint(beat) or bool(subject and subject in beat)
        for beat in beats
    ]
    listed = bool(write.listed(draft)) or len(beats) == wish.shots
    told = len(beats) > 1 and (listed or sum(happens) >= _MOST_HAPPEN * len(beats))
    cut = wish.wants_shots or (told and sum(happens) >= _MOST_HAPPEN * len(beats))
    one_take = wish.one_take or scenario == "first_last" or (goes_on and not wish.shots)
    beats = beats if told else []
    count = max(wish.shots or 0, len(beats)) if cut and not one_take else 1
    if (asked or 0) <= longest and count <= DEFAULT.shots_max:
        return None
    if max(asked or 0, (wish.each or 0) * count) > LONGEST_FILM or count > MOST_SHOTS:
        notes.append(
            f"a film is planned up to {LONGEST_FILM} s and {MOST_SHOTS} shots: make several wishes of this one"
        )
        return None
    said: list[str] = []
    if one_take or not cut:
        chosen = _takes(draft, beats if cut and scenario != "first_last" else [], asked or limits.most, limits)
    else:
        chosen = _cuts(draft, beats, asked, limits, said)
    chain, why = _chain(draft, chosen, cut=cut and not one_take)
    film = Film(_groups(draft, chosen, chain, aspect_ratio, keep_original_sound), chain)
    shape = f"{len(chosen.beats)} shots" if cut and not one_take else "one take each"
    task = f"{longest} s" + (f" and {limits.shots} shots" if limits.shots > 1 else "")
    notes += [
        f"all of it is a film of {film.seconds} s in {len(film.groups)} parts, {shape}: one task holds at most {task}",
        "`kling run FILE` makes the film, `kling run FILE --dry-run` tells its price",
        f"{f'chain {chain}' if chain else 'no chain'}: {why}",
        *said,
    ]
    return film


# -- shots and their lengths ------------------------------------------------------------------------------------------


def _one_speaker_each(beats: Sequence[str], draft: Draft) -> list[str]:
    """Beats in which several lines are spoken, cut after each line: every speaker has a shot."""
    marks = "".join(mask for mask, _ in draft.placed)
    if not marks:
        return list(beats)
    place = write.anchored(draft).place
    cut = []
    for beat in beats:
        parts = re.findall(f"[^{marks}]*[{marks}]|[^{marks}]+$", beat.replace(place, " ") if place else beat)
        spoken = [part.strip() for part in parts if part.strip(" ,，、")]
        cut += [beat] if len(spoken) < 2 else [anchors.placed(part, place, draft.wish.language) for part in spoken]
    return cut


def _takes(draft: Draft, beats: Sequence[str], seconds: int, limits: _Limits) -> _Shots:
    """One long take in parts of equal length; what happens is shared out among them."""
    parts = math.ceil(seconds / limits.most)
    content = (_way(draft) if draft.scenario == "first_last" else draft.told) or write.story_subject(draft)
    if len(beats) >= parts:
        ends = [round(len(beats) * (n + 1) / parts) for n in range(parts)]
        told = [draft.comma.join(beats[start:end]) for start, end in pairwise([0, *ends])]
    else:
        told = [*beats, *[beats[-1]] * (parts - len(beats))] if beats else [content] * parts
    return _Shots(told, list(pace(seconds, parts)), list(range(parts)))


def _way(draft: Draft) -> str:
    """What happens between the first frame and the last, or else whose frames they are."""
    happens = [
        part for part in re.split(r"[,，、;；.。:：]", draft.told) if part.strip() and not _PICTURES.search(part)
    ]
    opening = next(bound.token for bound in draft.assets if bound.use == "first_frame")
    return draft.comma.join(part.strip() for part in happens) or draft.phrases.the_subject.format(ref=opening)


def _cuts(draft: Draft, beats: list[str], asked: int | None, limits: _Limits, notes: list[str]) -> _Shots:
    """The shots of the wish, each with its length, in groups."""
    wish = draft.wish
    least = limits.least if limits.shots == 1 else DEFAULT.shot_duration_min
    count = max(wish.shots or 0, len(beats)) or round((asked or 0) / BEAT)
    if not wish.shots and not beats:
        notes.append(f"the number of shots was not said: {count} were planned")
    if asked and count * limits.most < asked:
        count = math.ceil(asked / LONG_SHOT)
        notes.append(f"a shot lasts at most {limits.most} s: {count} shots tell the scenes, neighbours the same one")
    elif beats and count > len(beats):
        notes.append(f"{len(beats)} scenes are listed for {count} shots: some are told in several shots")
    beats = [beats[n * len(beats) // count] for n in range(count)] if beats else write.events(draft, count)
    needed = [max(least, need) for need in write.needed(draft, count, beats)]
    if asked is None:
        seconds = [max(USUAL_SHOT, need) for need in needed]
        notes.append(
            f"the film's length was not said: {sum(seconds)} s, {USUAL_SHOT} s a shot, more where a line needs it"
        )
    elif asked < least * count:
        seconds = [least] * count
        notes.append(f"{asked} s is too short for {count} shots: {least * count} s, {least} s for each")
    else:
        seconds = list(paced(asked, count, needed))
    fixed = asked is None or wish.each is not None
    held = draft.scenario in ("multi_image", "element")
    cost = [0.05 * (not change) if held else 0.3 * change for change in elsewhere(draft, beats)]
    return _grouped(beats, seconds, needed, limits, cost, fixed=fixed)


def paced(duration: int, count: int, needed: Sequence[int], least: int = 2) -> tuple[int, ...]:
    """Seconds of each shot: the usual shares, with time lent to shots whose lines need more of it by those that keep
    ``least`` seconds."""
    seconds = list(pace(duration, count))
    while any(have < need for have, need in zip(seconds, needed, strict=True)):
        spare = [have - need for have, need in zip(seconds, needed, strict=True)]
        lender, borrower = spare.index(max(spare)), spare.index(min(spare))
        if spare[lender] < 1 or seconds[lender] < least:
            break
        seconds[lender] -= 1
        seconds[borrower] += 1
    return tuple(seconds)


def elsewhere(draft: Draft, beats: Sequence[str]) -> list[bool]:
    """For each shot whether it plays at another place or hour than the one before; who is in it is no place."""
    subject = write.anchored(draft).subject
    changes, place, hour = [], frozenset[str](), frozenset[str]()
    for beat in beats:
        beat = beat.replace(subject, " ") if subject else beat
        here, now = anchors.places(beat), anchors.hours(beat)
        moved = bool(here and place and not here & place) or bool(now and hour and not now & hour)
        changes.append(moved)
        place, hour = here or place, now or hour
    return changes


def _grouped(
    beats: list[str], seconds: list[int], needed: list[int], limits: _Limits, cost: list[float], *, fixed: bool
) -> _Shots:
    """The shots in as few groups as the limits allow. ``cost`` says what it costs to begin a group at a shot, beside
    the squares of uneven lengths: where pictures or elements hold the looks, a cut to another place is welcome; where
    nothing does, a group that stays is. Unless lengths are ``fixed``, seconds move between groups."""
    fewest = max(1, math.ceil(sum(seconds) / limits.most))
    for parts in range(fewest, len(beats) + 1):
        found = [_cut(seconds, needed, limits, more, cost, fixed=fixed) for more in (parts, parts + 1)]
        ways = [(spent + _ONE_MORE * n, starts) for n, (spent, starts) in enumerate(found) if starts]
        if ways:
            starts = min(ways)[1]
            return _Shots(beats, seconds if fixed else _levelled(seconds, needed, starts, limits), starts)
    return _Shots(beats, [max(limits.least, length) for length in seconds], list(range(len(beats))))


def _cut(
    seconds: Sequence[int], needed: Sequence[int], limits: _Limits, parts: int, cost: Sequence[float], *, fixed: bool
) -> tuple[float, list[int]]:
    """The least cost of ``parts`` groups and where they begin; nowhere when the limits forbid so few."""
    count, share = len(seconds), sum(seconds) / parts
    best: dict[tuple[int, int], tuple[float, list[int]]] = {(0, 0): (0.0, [])}
    for part in range(1, parts + 1):
        for end in range(part, count + 1):
            ways = []
            for start in range(max(part - 1, end - limits.shots), end):
                known = best.get((part - 1, start))
                length, least = sum(seconds[start:end]), sum(needed[start:end])
                fits = limits.least <= length <= limits.most if fixed else least <= limits.most
                if known and fits:
                    spent = known[0] + ((length - share) / share) ** 2 + (cost[start] if start else 0)
                    ways.append((spent, [*known[1], start]))
            if ways:
                best[part, end] = min(ways)
    return best.get((parts, count), (0.0, []))


def _levelled(seconds: Sequence[int], needed: Sequence[int], starts: Sequence[int], limits: _Limits) -> list[int]:
    """Lengths with whole seconds moved from groups that are too long to others, and to groups that are too short."""
    level = list(seconds)
    groups = [range(start, end) for start, end in pairwise([*starts, len(level)])]

    def length(group: range) -> int:
        return sum(level[n] for n in group)

    for _ in range(sum(level)):
        long, short = max(groups, key=length), min(groups, key=length)
        if length(long) <= limits.most and length(short) >= limits.least:
            break
        level[max(long, key=lambda n: level[n] - needed[n])] -= 1
        level[min(short, key=lambda n: level[n] - needed[n])] += 1
    return level


# -- groups and their chain -------------------------------------------------------------------------------------------


def _groups(
    draft: Draft, chosen: _Shots, chain: Chain | None, aspect_ratio: str | None, keep_original_sound: bool | None
) -> tuple[Group, ...]:
    opened = any(bound.use == "first_frame" for bound in draft.assets)
    joined = {*([0] if opened else []), *(chosen.starts[1:] if chain == "last_frame" else [])}
    if draft.scenario == "reference":
        texts = [write.reference(draft, draft.shown(beat)) for beat in chosen.beats]
    else:
        ends = {group[-1] for group in chosen.groups() if len(group) > 1}
        texts = write.storyboard(draft, chosen.seconds, chosen.beats, joined, ends)
    groups = []
    for number, shots in enumerate(chosen.groups()):
        pairs = tuple((chosen.seconds[n], texts[n]) for n in shots)
        group = Group(
            draft.scenario,
            pairs[0][1] if len(pairs) == 1 else "",
            pairs if len(pairs) > 1 else (),
            sum(seconds for seconds, _ in pairs),
            draft.sound,
            aspect_ratio,
            keep_original_sound,
            draft.assets,
        )
        last = number == len(chosen.starts) - 1
        groups.append(_bound(draft, group, chain if number else None, first=not number, last=last))
    return tuple(groups)


def _chain(draft: Draft, chosen: _Shots, *, cut: bool) -> tuple[Chain | None, str]:
    """How the groups go on from each other, and why."""
    wish, scenario = draft.wish, draft.scenario
    pictures = [bound for bound in draft.assets if bound.asset.kind == "image"]
    elements = [bound for bound in draft.assets if bound.asset.kind == "element"]
    if scenario == "reference" and wish.continues and not wish.borrows:
        return "next_shot", "each part continues the clip of the part before, which is a frame longer than its seconds"
    most = DEFAULT.references_with_video_max if scenario == "reference" else DEFAULT.references_max
    if len(elements) > DEFAULT.elements_with_frames_max or len(pictures) + len(elements) + 1 > most:
        return None, "with a first frame the service takes fewer pictures and elements than were given"
    if not cut:
        return (
            "last_frame",
            "it is one continuous action in one place: each part begins with the last picture before it",
        )
    if scenario == "i2v":
        return (
            "last_frame",
            "the picture that opens the film decides its shape, and each part takes it from the one before",
        )
    changes = elsewhere(draft, chosen.beats)
    if any(changes[n] for n in chosen.starts[1:]):
        held = "the pictures or elements given hold" if pictures or elements else "only words hold"
        return None, f"the parts play at different places or hours, and {held} who is in them" + (
            "" if pictures or elements else "; a photo or a saved element of each character keeps the looks the same"
        )
    if scenario == "reference":
        return None, "each shot is a task of its own, as a storyboard with a clip is not reliable"
    if pictures or elements:
        if any(anchors.places(beat) for beat in chosen.beats):
            return "last_frame", "the parts meet in one place: each begins with the last picture before it"
        return None, "the pictures or elements given hold who is in it from part to part, and the cuts stay free"
    return (
        "last_frame",
        "nothing given holds the looks of who is in it, so each part begins with the last picture before it",
    )


def _bound(draft: Draft, group: Group, chain: Chain | None, *, first: bool, last: bool) -> Group:
    """A group with what it shows: the assets its words name, and the scenario these make. In every group but the first
    a picture that opened the film is a reference; a last frame belongs to the last group."""
    words = "\n".join([group.prompt, *(text for _, text in group.shots)])
    opening = [bound for bound in draft.assets if bound.use == "first_frame"]
    ending = [bound for bound in draft.assets if bound.use == "end_frame"]
    rest = [bound for bound in draft.assets if not bound.is_frame and bound.token in words]
    if group.scenario == "reference":
        if chain == "next_shot":
            clip = next(bound for bound in draft.assets if bound.use == "feature")
            rest = [clip, *(bound for bound in rest if bound != clip)]
        return group._replace(
            assets=tuple(rest),
            chained=chain is not None,
            aspect_ratio=None if chain == "last_frame" else group.aspect_ratio,
        )
    if group.scenario == "first_last":
        if last:
            return group._replace(assets=(*opening, *ending), chained=chain is not None, prompt=write.single(draft))
        return group._replace(scenario="i2v", assets=tuple(opening), chained=chain is not None)
    if first and opening:
        return group._replace(assets=(*opening, *rest))
    if opening:
        shown = Bound(opening[0].token, opening[0].asset, "reference")
        group = _showing(draft, group, shown)
        rest = [shown, *rest]
    if chain:
        return group._replace(scenario="i2v", assets=tuple(rest), chained=True, aspect_ratio=None)
    kinds = {bound.asset.kind for bound in rest}
    scenario: Scenario = "element" if "element" in kinds else "multi_image" if kinds else "t2v"
    return group._replace(scenario=scenario, assets=tuple(rest))


def _showing(draft: Draft, group: Group, shown: Bound) -> Group:
    """A group whose words say that it shows what a picture shows."""
    drawn = replace(draft, assets=(shown,), scenario="multi_image")

    def named(text: str) -> str:
        return text if shown.token in text else f"{text}{draft.space}{write.missing_references(drawn, text)}"

    shots = tuple((seconds, named(text)) for seconds, text in group.shots)
    return group._replace(prompt=named(group.prompt) if group.prompt else "", shots=shots)

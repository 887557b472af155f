"""A request longer than one task can be, as a film: groups of shots, one task each, and how they are chained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from kling.api.scenario import Scenario
from kling.lexicon import CAST, PLACES, PRONOUNS, SETTINGS, SHOT_SIZES, THINGS, TIMES_OF_DAY, table
from kling.lexicon.pattern import phrases
from kling.models.profiles import Profile
from kling.planner.asset import Binding
from kling.planner.decide import USUAL_SHOT, Settings, longest
from kling.planner.fidelity import words
from kling.planner.marks import numbered
from kling.planner.questions import Request, blanked

Chain = Literal["last_frame", "next_shot"]
LONGEST_FILM = 600
MOST_SHOTS, _BACK, _SCENES = 100, phrases("opening_pronouns"), phrases("scene_marks")


class Group(NamedTuple):
    """What one task of a film makes: its ``shots`` as (seconds, text) pairs, one for a single take. ``chained`` where
    it begins with the group before. ``aspect_ratio`` is None where a picture decides it."""

    scenario: Scenario
    shots: tuple[tuple[int, str], ...]
    aspect_ratio: str | None
    bindings: tuple[Binding, ...]
    chained: bool


class Film(NamedTuple):
    """``chain`` says how each group goes on from the one before, None where they are made on their own."""

    groups: tuple[Group, ...]
    chain: Chain | None

    @property
    def seconds(self) -> int:
        return sum(seconds for group in self.groups for seconds, _ in group.shots)


def lengths(
    request: Request, settings: Settings, count: int, given: Sequence[float], profile: Profile, notes: list[str]
) -> list[int]:
    """The seconds of ``count`` shots of a film."""
    most = _most(request, settings, profile)
    least = profile.duration_min if settings.scenario == "reference" else profile.shot_duration_min
    if len(given) == count:
        return [max(least, min(most, round(seconds))) for seconds in given]
    if settings.asked is None:
        notes.append(f"the film's length was not said: {USUAL_SHOT * count} s, {USUAL_SHOT} s a shot")
        return [max(least, USUAL_SHOT)] * count
    asked = math.ceil(settings.asked)
    whole = max(least * count, min(asked, most * count))
    if whole != asked:
        notes.append(f"{count} parts of {least} to {most} s cannot have {asked} s: the film has {whole} s")
    return list(shot_seconds(whole, count))


def shot_seconds(seconds: int, shots: int) -> tuple[int, ...]:
    """Whole seconds for ``shots`` that add up to ``seconds``: from the table, else shared evenly, the rest last."""
    known = table("pacing_table").get(str(seconds), {}).get(str(shots))
    each, rest = divmod(seconds, shots)
    return tuple(known or (each + (n >= shots - rest) for n in range(shots)))


def film(
    request: Request, settings: Settings, shots: Sequence[tuple[int, str]], profile: Profile, notes: list[str]
) -> Film:
    """The film of ``shots``."""
    starts = _grouped([seconds for seconds, _ in shots], settings, profile, _most(request, settings, profile))
    chain, why = _chain(request, settings, shots, starts)
    places = pairwise([*starts, len(shots)])
    groups = [_bound(settings, tuple(shots[a:b]), chain if a else None, first=not a) for a, b in places]
    made = Film(tuple(groups), chain)
    held = "" if settings.scenario == "reference" else f" and {profile.shots_max} shots"
    notes += [
        f"all of it is a film of {made.seconds} s in {len(groups)} parts, {len(shots)} shots: one "
        f"task holds at most {longest(settings.scenario, profile)} s{held}",
        "`kling run FILE` makes the film, `kling run FILE --dry-run` tells its price",
        f"{f'chain {chain}' if chain else 'no chain'}: {why}",
    ]
    return made


def _goes_on(request: Request, settings: Settings) -> bool:
    return settings.scenario == "reference" and request.clip_use in ("next", "previous")


def _most(request: Request, settings: Settings, profile: Profile) -> int:
    """The most seconds of one task: a clip that the next task continues is a frame longer than it says."""
    return longest(settings.scenario, profile) - _goes_on(request, settings)


def _grouped(seconds: Sequence[int], settings: Settings, profile: Profile, most: int) -> list[int]:
    """Where the groups begin: as few as the limits allow, as even as can be."""
    held = 1 if settings.scenario == "reference" else profile.shots_max
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    for end in range(1, len(seconds) + 1):
        ways = []
        for start in range(max(0, end - held), end):
            length = sum(seconds[start:end])
            fits = length <= most and (length >= profile.duration_min or end - start == len(seconds))
            if fits and best[start][0] < math.inf:
                ways.append((best[start][0] + 1000 + (most - length) ** 2 / most, [*best[start][1], start]))
        best.append(min(ways) if ways else (math.inf, list(range(end))))
    return best[-1][1]


def _chain(
    request: Request, settings: Settings, shots: Sequence[tuple[int, str]], starts: Sequence[int]
) -> tuple[Chain | None, str]:
    """How the groups go on from each other, and why."""
    if _goes_on(request, settings):
        return "next_shot", "each part continues the clip of the part before, which is a frame longer than its seconds"
    if settings.scenario == "reference":
        return None, "each shot is a task of its own, as a storyboard with a clip is not reliable"
    if settings.scenario == "i2v":
        return "last_frame", "the picture that opens the film decides its shape, and each part takes it over"
    if settings.bindings:
        return None, "the pictures or elements given hold who is in it from part to part, and the cuts stay free"
    back = [[len(t), *(m.start for m in PRONOUNS.find(t)), *[0] * bool(_BACK.match(t))] for _, t in shots]
    fresh = [text[: min(at)] for (_, text), at in zip(shots, back, strict=True)]  # "he" was named
    if len(_SCENES.findall(request.plain)) > 1 and any(fresh[n].strip() for n in starts[1:]):
        return None, "a scene begins with a cut; a photo or an element of whom all have keeps looks the same"
    told = [[{m.term.id for m in terms.find(text)} for _, text in shots] for terms in (SETTINGS, TIMES_OF_DAY)]
    told += [[{m.term.id for m in terms.find(text)} for text in fresh] for terms in (TIMES_OF_DAY, CAST, PLACES)]
    told[2][0] = told[2][0] or {""}  # an hour that is told later is another
    keeps = 4 - bool(told[4][0] and len(set().union(*told[4])) == 1)  # none told: the last; in one place all may meet
    told[1:keeps] = [[next(filter(None, a[n::-1]), a[n]) for n in range(len(a))] for a in told[1:keeps]]
    own = [request.plain[b:c] for (_, b), (c, _) in pairwise([*numbered(request), (len(request.plain), 0)])]
    numbers = len(own) == len(shots) and not all(PLACES.find(text) for _, text in shots)  # in one place all may meet
    cuts = numbers and any(_anew(own[n - 1], own[n], request) for n in starts[1:])
    if cuts or any(a[n - 1] and a[n] and not a[n - 1] & a[n] for a in told for n in starts[1:]):
        return None, "the parts differ in place, hour or person; a photo or an element of each keeps looks the same"
    return "last_frame", "only words hold who is in it, so each part begins with the last picture before it"


def _anew(before: str, own: str, request: Request) -> bool:
    """Whether a shot opens with a size of shot, or with somebody or something that the shot before has not."""
    free, ends = request.table.function, tuple(request.table.lists.get("subject", ("",)))  # "窓が", not "窓を開ける"
    was = blanked(before, (m[1:] for m in SHOT_SIZES.find(before)))  # "primo piano" is no cousin
    known = {m.term.id for one in (CAST, THINGS) for m in one.find(was)}
    said = [m for one in (SHOT_SIZES, CAST, THINGS) for m in one.find(own) if free.issuperset(words(own[: m.start]))]
    return any(m.term.id not in known and own[m.end :].lstrip().startswith(ends) for m in said)


def _bound(settings: Settings, shots: tuple[tuple[int, str], ...], chain: Chain | None, *, first: bool) -> Group:
    """A group with the assets its words name; the picture that opened the film is a reference after the first."""
    said, kept = "\n".join(text for _, text in shots), []
    for binding in settings.bindings:
        if binding.use == "first_frame" and not first:
            binding = binding._replace(use="reference")
        kept += [binding] if binding.use in ("first_frame", "feature") or binding.token in said else []
    uses, scenario = {binding.use for binding in kept}, settings.scenario
    if scenario != "reference":
        named: Scenario = "element" if "element" in uses else "multi_image" if uses else "t2v"
        scenario = "i2v" if chain or "first_frame" in uses else named
    return Group(scenario, shots, None if scenario == "i2v" else settings.aspect_ratio, tuple(kept), chain is not None)

"""A request in plain words becomes a plan: settings decided by rules, and prompts that are the words of the request and
name assets by tokens (``<<<image_1>>>``). Deterministic and offline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from kling.lexicon.pattern import phrases, table
from kling.models.profiles import DEFAULT, Profile
from kling.planner import film as films
from kling.planner import split
from kling.planner.asset import Asset
from kling.planner.decide import USUAL_SHOT, Settings, decide, longest, scenario_of
from kling.planner.fidelity import balanced, missing, words
from kling.planner.fields import spelled
from kling.planner.film import Film, shot_seconds
from kling.planner.questions import EMOJI, Request, blanked, quoted
from kling.planner.remarks import remarks
from kling.planner.scaffold import ENDS, Scaffold, with_tokens
from kling.planner.split import Parts
from kling.planner.suggest import Suggestion, suggest
from kling.planner.words import begun, take_out, without_settings
from kling.prompts.language import language_of

EMPTY = "the request is empty: say in a sentence what the video should show"
WORDS_MAX = 30_000  # characters of a request: the longest film that is planned has ten minutes, which is ten pages
TOO_LONG = f"the request has more than {WORDS_MAX:,} characters: make several requests"
_EMPHASIS = phrases("emphasis", re.MULTILINE)  # marks of Markdown and of headings, no words


class Told(NamedTuple):
    """The words of shots without scaffolding, the seconds of each, and whether all shots have the same words."""

    texts: tuple[str, ...]
    seconds: tuple[int, ...]
    same: bool = False


class Plan(NamedTuple):
    """What one task can make of a request: its ``shots`` as (seconds, prompt) pairs, one for a single take (0 s for an
    edit). ``removed`` are words of the request that are in no prompt, ``added`` sentences that are none of its words.
    ``film`` is the whole request where one task cannot be so long; ``told``: the words of its shots, or the task's."""

    request: Request
    settings: Settings
    shots: tuple[tuple[int, str], ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]
    notes: tuple[str, ...]
    film: Film | None
    told: Told

    def lost(self) -> list[str]:
        """The words of the request that its shots have not, and that were not taken out either; quotations always."""
        text, told = self.request.text, " ".join(words("\n".join(self.told.texts)))
        gone = [text[a:b] for a, b in self.request.quotes if " ".join(words(text[a:b])) not in told]
        return [*gone, *missing(text, [*self.told.texts, *self.removed])]


def plan(
    text: str,
    assets: tuple[Asset, ...] = (),
    profile: Profile = DEFAULT,
    *,
    enrich: bool = False,
    written: Sequence[str] = (),
) -> Plan:
    """Plan a video for a request and what comes with it. ``enrich`` merges the suggestions. ``written`` are the words
    of the shots as somebody else wrote them, as many as ``told`` has without them. ValueError for an empty request."""
    if not text.strip():
        raise ValueError(EMPTY)
    text = spelled(_EMPHASIS.sub(r"\2", text))
    planning = _Planning(text, assets, profile)
    made = planning.plan(written, enrich=enrich)
    if lost := [] if written else made.lost():
        planning.keep_all(lost)
        made = planning.plan((), enrich=enrich)
    return made


class _Planning:
    """One request on its way to a plan."""

    def __init__(self, text: str, assets: tuple[Asset, ...], profile: Profile) -> None:
        self.profile = profile
        self.notes: list[str] = []
        rest = " ".join(blanked(text, quoted(text)).split())  # what is quoted may be in another language
        self.said = Request(text, language_of(rest if len(rest) > 60 else text), assets)
        scenario, bindings = scenario_of(self.said, self.notes)
        pointed, sources = with_tokens(self.said, bindings)
        self.request = Request(pointed, self.said.language, assets)
        self.words = take_out(self.request, clip=bool(self.request.given("video")))
        self.marked = split.marked(self.request)
        self.request, self.sources = replace(self.request, apart=self.words.places), sources
        self.cut: list[str] = []
        wants = self.request.wants_shots
        seconds, shots = self.request.seconds or 0, self.request.shots or 0
        self.long = seconds > longest(scenario, profile) or shots > profile.shots_max
        self.parts = None if self.request.one_take else self._parts(wants)
        whole = balanced(self.request.text)  # no bracket opens in one part and closes in another
        if self.parts and not all(re.search(r"\w", t) and (balanced(t) or not whole) for t in self.parts.texts):
            self.parts, self.cut = None, []
        if self.parts:
            header, out = without_settings(Request(self.parts.header, self.request.language))
            self.parts = split.placed(self.parts._replace(header=header and begun(header, text)), self.request.language)
            self.cut = [*self.cut, *out]
        if self.parts and self.request.each and not self.parts.seconds:
            self.parts = self.parts._replace(seconds=(self.request.each,) * len(self.parts.texts))
        listed = len(self.parts.texts) if self.parts and (wants or self.parts.numbered) else 0
        named = (listed, self.words.ratios, self.parts.seconds if self.parts else ())
        self.settings = decide(self.request, scenario, bindings, profile, self.notes, *named)
        self.long = self.long or (self.settings.asked or 0) > longest(scenario, profile) or listed > profile.shots_max
        self.scaffold = Scaffold(self.request, self.settings)

    def keep_all(self, lost: Sequence[str]) -> None:
        """Plan one take of the text as it is, where a plan of its parts would lose words."""
        words = ", ".join(f"“{word}”" for word in lost[:6])
        self.notes[:] = [f"the text is used as it is, as a plan of it would have lost {words}"]
        self.words = self.words._replace(kept=self.request.text.strip(), removed=())
        self.parts, self.settings = None, self.settings._replace(shots=1)
        self.scaffold = Scaffold(self.request, self.settings)

    def _parts(self, wants: bool) -> Parts | None:
        """The parts of the text, where parts are wanted."""
        if (found := self.marked) and all(found.texts) and (found.numbered or wants or self.long):
            written = [Request(one, self.request.language) for one in (found.header, *found.texts, found.footer)]
            words = [take_out(one, part=True, opens=one is written[0]) for one in written]
            removed = [word for one in words for word in one.removed]
            header, *texts, footer = (one.kept for one in words)
            self.cut = [*found.marks, *removed]
            beside = Request(f"{found.header}\n{found.footer}", self.request.language).lengths  # "3 s / 4 s / 3 s"
            seconds = found.seconds or tuple(one.number or 0.0 for one in beside if len(beside) == len(texts))
            return found._replace(header=header, texts=tuple(texts), footer=footer, seconds=seconds)
        if not wants and not self.long:
            return None
        kept = Request(self.words.kept, self.request.language)
        found = split.divided(kept, self.request, film=int((self.request.seconds or 0) / USUAL_SHOT) * self.long)
        self.cut = [*found.marks, *self.words.removed] if found else []
        lengths = tuple(self.request.spread or (one.number or 0.0 for one in self.request.lengths))
        return found._replace(seconds=lengths) if found and 1 < len(found.texts) == len(lengths) else found

    def plan(self, written: Sequence[str], *, enrich: bool) -> Plan:
        whole, task = self._film_told(), self._task_told()
        self.settings, told = self.settings._replace(shots=len(task.texts)), whole or task
        if written:
            told = told._replace(texts=tuple(written), same=False)
            task = told if whole is None else task
        suggestions = suggest(self.request, self.settings, len(told.texts))
        merged = suggestions if enrich else ()
        shots, film = tuple(zip(task.seconds, self._prompts(task, merged), strict=True)), None
        if whole:
            pairs = tuple(zip(told.seconds, self._prompts(told, merged), strict=True))
            notes: list[str] = []
            film = films.film(self.request, self.settings, pairs, self.profile, notes)
            shape = f"{len(shots)} shots in" if len(shots) > 1 else "one take of"
            note = "`brief` in the JSON answer is what one task could make of it"
            self.notes[:0] = [*notes, f"{note}, {shape} {self.settings.duration} s"]
        parted = whole or (len(task.texts) > 1 and not task.same)
        removed = [*self.sources, *(self.cut if parted else ())]
        if whole or not parted:  # a task beside a film may have other words than the film
            removed += (Counter(self.words.removed) - Counter(removed)).elements()
        removed += (Counter(EMOJI.findall(self.said.text)) - Counter(EMOJI.findall("\n".join(told.texts)))).elements()
        self.notes += remarks(self.said, self.settings, removed, len(told.texts), same=told.same)
        out, added, said = tuple(removed), tuple(self.scaffold.added), tuple(dict.fromkeys(self.notes))
        return Plan(self.request, self.settings, shots, out, added, suggestions, said, film, told)

    def _task_told(self) -> Told:
        """The shots that one task holds."""
        parts, shots, duration = self.parts, self.settings.shots, self.settings.duration
        most = min(self.profile.shots_max, duration or 1)
        whole = Told((begun(self.words.kept, self.request.text),), (duration or 0,))
        if shots > most and not (parts and self.long):
            self.notes.append(f"{shots} shots are too many for one task: {most} were planned")
        if shots == 1 or duration is None or (parts and len(parts.texts) > most):
            return whole
        if parts is None:
            count, kept = min(shots, most), self.words.kept
            first = split.once(Request(kept, self.request.language))[0] or kept  # a line is spoken once
            told = Told((first,) * (count - 1) + (kept,), shot_seconds(duration, count), same=True)
        else:
            if (count := len(parts.texts)) != shots:
                self.notes.append(f"{shots} shots were asked for, the text tells {count}: so many were planned")
            own = tuple(round(seconds) for seconds in parts.seconds)
            fits = len(own) == count and sum(own) == duration and min(own) >= self.profile.shot_duration_min
            told = self._framed(parts, own if fits else shot_seconds(duration, count))
        limit = self.profile.shot_prompt_max
        if max(map(len, Scaffold(self.request, self.settings).prompts(told.texts))) <= limit:
            return told
        self.notes.append(table("plan_notes")["wordy"].format(limit=limit))
        return whole

    def _framed(self, parts: Parts, seconds: Iterable[int]) -> Told:
        """Parts, each with what is common to all, as it is written; lines are spoken once."""
        around = [Request(text, self.request.language) for text in (parts.header, parts.footer)]
        (header, first), (footer, last) = map(split.once, around)
        labelled = re.search(r"[:：】](?!\d)", header.rpartition("\n")[2])  # "Look: grainy" is a sentence of its own
        if header and not labelled and header[-1] not in ENDS:
            header += self.request.table.sentences["colon"]
        texts = [self.scaffold.joined([header, text, footer]) for text in parts.texts]
        texts[0], texts[-1] = self.scaffold.joined([first, texts[0]]), self.scaffold.joined([texts[-1], last])
        return Told(tuple(texts), tuple(seconds))

    def _film_told(self) -> Told | None:
        """The shots of a film, where the request is longer than a task and its text divides."""
        settings, request = self.settings, self.request
        if not self.long or settings.scenario == "edit":
            return None
        asked, task = settings.asked or 0, longest(settings.scenario, self.profile)
        if asked > films.LONGEST_FILM or settings.shots > films.MOST_SHOTS:
            note: str = table("plan_notes")["too_long"]
            self.notes.append(note.format(seconds=films.LONGEST_FILM, shots=films.MOST_SHOTS))
            return None
        if self.parts is None or request.one_take or settings.scenario == "first_last":
            if asked > task:
                self.notes.insert(0, table("plan_notes")["one_task"].format(asked=f"{asked:g}", task=task))
            return None
        seconds = films.lengths(request, settings, len(self.parts.texts), self.parts.seconds, self.profile, self.notes)
        return self._framed(self.parts, seconds)

    def _prompts(self, told: Told, merged: Sequence[Suggestion]) -> list[str]:
        """The prompts of shots, with scaffolding and the suggestions that are to be merged."""
        prompts = self.scaffold.prompts(told.texts)
        most = self.profile.shot_prompt_max if len(prompts) > 1 else self.profile.prompt_max
        for suggestion in merged:
            for n, prompt in enumerate(prompts):
                longer = self.scaffold.joined([prompt, suggestion.text])
                if suggestion.shot in (None, n + 1) and len(longer) <= most:
                    prompts[n] = longer
                    self.scaffold.add(suggestion.text)
        return prompts

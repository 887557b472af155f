"""Notes on what a plan took out, could not do, or leaves to the user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from kling.lexicon import LANGUAGES, table
from kling.models.profiles import modes_and_sizes
from kling.planner import sources
from kling.planner.asset import Kind
from kling.planner.decide import Settings
from kling.planner.questions import Request


def remarks(request: Request, settings: Settings, removed: Sequence[str], shots: int, *, same: bool) -> list[str]:
    """The notes on a request that is planned in ``shots`` shots; ``same``: all have the same words."""
    given = filter(None, (asset.source for asset in request.assets))
    absent = (source.source for source in sources.find(request.text, given) if not source.given)
    notes = [f"{one} stands in the request, but was not given: give it as a picture or a clip" for one in absent]
    for kind in get_args(Kind):
        if said := [] if request.given(kind) else request.find(f"absent_{kind}"):
            notes += [f"the request speaks of “{request.text[slice(*said[0][:2])]}”, but none was given: --{kind}"]
    left_out = ((taken_out(request, topic, removed), why) for topic, why in table("left_out").items())
    notes += [f"“{words}”: {why}" for words, why in left_out if words]
    if technical := [*request.find("technical"), *request.find("mode")]:
        words = ", ".join(dict.fromkeys(f"“{request.text[f.start : f.end].strip()}”" for f in technical))
        notes.append(f"{words}: the size is set by --mode ({modes_and_sizes()}), every film has 24 frames a second")
    foreign = next((m.term.term for m in LANGUAGES.find(request.text) if not m.term.native), None)
    if foreign and settings.sound and request.speech:
        notes.append(table("plan_notes")["foreign"].format(language=foreign))
    if settings.sound and request.speech and not (request.quotes or request.turns):
        notes.append("speech is asked for, but no words: write what is said, in quotation marks, with who says it")
    notes += [table("plan_notes")["same"].format(shots=shots)] if same and shots > 1 else []
    notes += [f"taken out of the text: {', '.join(f'“{words}”' for words in removed)}"] if removed else []
    return notes


def taken_out(request: Request, topic: str, removed: Sequence[str]) -> str:
    """What was taken out of a request with words of ``topic``; "" where these stayed, and so may tell of a scene."""
    said = [request.text[f.start : f.end].strip() for f in request.find(topic)]
    return next((out for out in removed if any(words in out for words in said)), "")

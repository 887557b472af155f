"""A production compiled, checked and priced, before anything is spent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from kling.api.body import Body
from kling.api.inline import clips, fingerprint
from kling.api.price import dollars
from kling.briefs import Brief, BriefRefused, compile
from kling.briefs.estimate import Estimate, price_of
from kling.client.errors import RequestRefused
from kling.client.prepare import external_id
from kling.media.info import Facts
from kling.models.profiles import Profile, model_of
from kling.models.sizes import frame_size
from kling.productions import lip_sync
from kling.productions.chain import STAND_IN
from kling.productions.production import Production, Video, about_row
from kling.rules import Diagnostic, blocking, findings, request_of, when_sent

_FPS = 24
_EXCESS = 0.1  # seconds by which a clip may be too long for a reference and is still trimmed: 10 s come as 10.04 s

Fit = Callable[[Brief, Path, Profile], Brief]
"""Makes the files of a brief legal; gives the brief that names the new files."""


@dataclass(frozen=True, slots=True)
class Item:
    """A video as it is planned: what is asked for, the id that makes it a single charge, and its price. ``brief`` names
    files from ``base``. ``clip`` is what it takes from this machine that the service can read by URL only."""

    video: Video
    brief: Brief
    external_id: str
    estimate: Estimate
    clip: str | None = None

    @property
    def units(self) -> Decimal:
        return self.estimate.units or Decimal(0)


@dataclass(slots=True)
class Plan:
    """``diagnostics`` point into the production file; ``items`` is complete when none of them is an error."""

    production: Production
    profile: Profile
    items: list[Item] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return bool(blocking(self.diagnostics))


@dataclass(frozen=True, slots=True)
class Bill:
    """What ``videos`` will cost. ``units`` is None when one of them has no known price; ``at_most`` when the length of
    a clip to edit is not known."""

    videos: int
    seconds: int
    units: Decimal | None
    at_most: bool

    def __str__(self) -> str:
        many = "1 video" if self.videos == 1 else f"{self.videos} videos"
        if self.units is None:
            return f"{many}: price not known"
        return f"{many}: {'at most ' if self.at_most else ''}{self.units} units (${dollars(self.units)})"


def bill(items: Iterable[Item]) -> Bill:
    """The price of items; the same video twice is paid once."""
    once = list({item.external_id: item.estimate for item in items}.values())
    units = None if any(e.units is None for e in once) else sum((e.units or Decimal(0) for e in once), Decimal(0))
    seconds = sum(e.seconds or 0 for e in once)
    return Bill(len(once), seconds, None if units is None else units.normalize() + 0, any(e.at_most for e in once))


def plan(production: Production, profile: Profile, fit: Fit | None = None) -> Plan:
    """Compile, judge and price every video of a production. Never raises for a bad one: see ``diagnostics``."""
    made = Plan(production, profile, diagnostics=list(production.faults))
    base = production.path.parent
    known: dict[str, tuple[str, dict[str, Any]]] = {}
    for video in production.videos:
        previous = known.get(video.previous or "")
        if video.previous and not previous:
            continue  # what is wrong with the previous shot has been said
        if video.line is not None and previous:
            found, item = _spoken(video, previous, base, profile)
            made.diagnostics += found
            made.items += [item] if item else []
            continue
        brief = fit(video.brief, base, profile) if fit else video.brief
        media = _stand_ins(previous[1], profile) if previous else {}
        try:
            compiled = compile(brief, profile, folder=base, media=media)
        except BriefRefused as error:
            made.diagnostics += _placed(error.diagnostics, video)
            continue
        made.diagnostics += _placed(compiled.diagnostics, video)
        identity = identify(compiled.body, previous[0] if previous else None)
        known[video.name] = identity, compiled.body
        local = [clip.path.name for clip in clips(compiled.body)]
        if video.chain == "next_shot" and previous and _seconds(previous[1]) > profile.video_seconds_max:
            local.append(f"{video.previous}, trimmed to {profile.video_seconds_max:g} s")
        made.items.append(Item(video, brief, identity, price_of(compiled.judged), next(iter(local), None)))
    spoken = {video.previous for video in production.videos if video.line is not None}
    later = {video.pointer for video in production.videos if video.name in spoken}
    made.diagnostics = [d for d in made.diagnostics if not _comes_later(d, later)]
    made.diagnostics = _grouped(when_sent(made.diagnostics))
    return made


def _comes_later(fault: Diagnostic, places: set[str]) -> bool:
    """Whether a film is only said to be silent (P030) that is given its line afterwards."""
    return fault.code == "P030" and any(fault.pointer.startswith(f"{place}/") for place in places)


def _spoken(
    video: Video, previous: tuple[str, dict[str, Any]], base: Path, profile: Profile
) -> tuple[list[Diagnostic], Item | None]:
    """A line for the film of the shot before: what is wrong with it, and what it is to be."""
    here = video.pointer

    def told(found: Iterable[Diagnostic]) -> list[Diagnostic]:
        # A clip that does not exist yet is not cut: its brief is changed.
        changed = [d._replace(help="make the shot as long as that") if d.code == "M7" else d for d in found]
        return [d._replace(pointer=here, message=about_row(d.message, video.row), fix=None) for d in changed]

    try:
        body = lip_sync.body(video.line or "{}", f"{STAND_IN}clip.mp4", base)
        request = request_of(body, profile, _stand_ins(previous[1], profile))
        found = told(findings(request))
        if blocking(found):
            return found, None
        return found, Item(video, video.brief, identify(body, previous[0]), price_of(request))
    except RequestRefused as error:
        return told([Diagnostic("R93", "error", here, error.message, error.advice)]), None


def identify(body: Mapping[str, Any], previous: str | None, take: int = 1) -> str:
    """The external id of a video.

    A video that stands alone has the id that ``kling generate`` would give it. One that goes on from another shot has
    an id made from that shot's and its own words, because the picture it starts from does not exist yet.
    """
    own = body.get("external_task_id")
    if own or previous is None:
        return external_id(body, take) if take == 1 or not own else f"{own}-{take}"
    asked = {key: value for key, value in body.items() if key != "callback_url"}
    text = json.dumps([previous, fingerprint(asked), take])
    return f"kw-{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def _placed(diagnostics: Iterable[Diagnostic], video: Video) -> list[Diagnostic]:
    return [d._replace(pointer=video.pointer + d.pointer, message=about_row(d.message, video.row)) for d in diagnostics]


def _grouped(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """The same fault in many rows of a table is told once."""
    seen: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for d in diagnostics:
        seen.setdefault((d.code, d.pointer, d.message.partition(": ")[2] or d.message), []).append(d)
    told = []
    for first, *others in seen.values():
        more = f" (and {len(others)} more row{'s' * (len(others) > 1)})" if others else ""
        told.append(first._replace(message=first.message + more))
    return sorted(told, key=lambda d: ("error", "warning", "hint").index(d.severity))


def _stand_ins(body: Mapping[str, Any], profile: Profile) -> dict[str, Facts]:
    """What is known about a shot's result before it exists, by its stand-in."""
    read = Body(body)
    width, height = (
        frame_size(read.mode, read.aspect_ratio, model=model_of(read.model)) if read.aspect_ratio else (None, None)
    )
    seconds = _seconds(body) or None
    if seconds and profile.video_seconds_max < seconds < profile.video_seconds_max + _EXCESS:
        seconds = profile.video_seconds_max
    return {
        f"{STAND_IN}frame.png": Facts("image", "png", width, height),
        f"{STAND_IN}sheet.jpg": Facts("image", "jpg"),
        f"{STAND_IN}clip.mp4": Facts("video", "mp4", width, height, None, seconds, _FPS),
    }


def _seconds(body: Mapping[str, Any]) -> float:
    """How long the result of a body will be; 0 when that is not known."""
    duration = Body(body).duration
    return 0.0 if duration is None else (duration * _FPS + 1) / _FPS

"""What a body will cost, before anything is spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kling.api import price
from kling.media.info import MediaFacts
from kling.models.profiles import DEFAULT, Profile, model_of
from kling.models.sizes import frame_size
from kling.rules import Request, request_of


@dataclass(frozen=True, slots=True)
class Estimate:
    """``units`` and list ``dollars`` for ``seconds``. ``at_most`` is true when the clip to edit is not known, so that
    the longest clip the profile accepts was assumed. All None when the combination has no known price. ``size`` is the
    film's, in pixels; None where the first frame or clip that decides it is not known."""

    seconds: int | None
    units: Decimal | None
    dollars: Decimal | None
    at_most: bool = False
    size: tuple[int, int] | None = None

    def __str__(self) -> str:
        if self.units is None:
            return "price not known"
        size = " of {}x{}".format(*self.size) if self.size else ""
        return f"{'at most ' if self.at_most else ''}{self.units} units (${self.dollars}) for {self.seconds} s{size}"


def estimate(body: Mapping[str, Any], profile: Profile = DEFAULT, media: MediaFacts | None = None) -> Estimate:
    """The price of a body of either wire from the vendor's list. An edit is billed on its clip's length, see
    :func:`kling.api.price.billed_seconds`; failed tasks are said not to be charged (3P)."""
    return price_of(request_of(body, profile, media))


def price_of(request: Request) -> Estimate:
    """The price of a request that was read, see :func:`estimate`."""
    clip, at_most = None, False
    if request.body.refer_type == "base" and request.body.video is not None:
        facts = request.facts(request.body.video.source)
        clip = facts.seconds if facts else None
        if clip is None:
            clip, at_most = request.profile.video_seconds_max, True
    units = price.units(request.body, clip)
    seconds = price.billed_seconds(request.body, clip)
    return Estimate(seconds, units, None if units is None else price.dollars(units), at_most, _size(request))


def _size(request: Request) -> tuple[int, int] | None:
    """The size of the film; a first frame or a clip to change decides it."""
    body = request.body
    first = body.video if body.refer_type == "base" else next(iter(body.first_frames), None)
    if first is None:
        return frame_size(body.mode, body.aspect_ratio, model=model_of(body.model))
    facts = request.facts(first.source) if first.source else None
    if facts is None or not facts.width or not facts.height:
        return None
    return frame_size(body.mode, None, (facts.width, facts.height), model_of(body.model))


def price_row(found: Estimate) -> dict[str, Any]:
    """A price as programs read it."""
    return {
        "seconds": found.seconds,
        "units": None if found.units is None else str(found.units),
        "dollars": None if found.dollars is None else str(found.dollars),
        "at_most": found.at_most,
        "size": list(found.size) if found.size else None,
    }

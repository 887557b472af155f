"""Chains: what a shot of a film takes over from the shot before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kling.api.body import Body
from kling.api.inline import LocalFile
from kling.media.probe import probe_file
from kling.planner.questions import nearest_ratio
from kling.productions.form import Chain
from kling.productions.sheet import NoPlace, with_sheet
from kling.productions.template import Fault

STAND_IN = "https://previous-shot.invalid/"
"""Stands for the previous shot's picture or clip until that shot exists."""


def chained(
    fields: Mapping[str, Any], defaults: Mapping[str, Any], chain: Chain | None, pointer: str
) -> dict[str, Any]:
    """A shot's fields with the place that the previous shot will fill."""
    if chain is None:
        return dict(fields)
    if chain == "sheet":
        try:
            return with_sheet(fields, defaults, f"{STAND_IN}sheet.jpg")
        except NoPlace as fault:
            raise Fault(fault.code, str(fault), fault.help, f"{pointer}/{fault.field}") from None
    key, scenario = ("first_frame", "i2v") if chain == "last_frame" else ("video", "reference")
    if key in fields:
        help = f"leave {key} out, or start a new film"
        raise Fault("S5", f"with chain {chain} the {key} is the previous shot's", help, f"{pointer}/{key}")
    suffix = "frame.png" if chain == "last_frame" else "clip.mp4"
    return {"scenario": scenario, **fields, key: f"{STAND_IN}{suffix}"}


def by_words(before: Mapping[str, Any], body: Mapping[str, Any], ratios: Iterable[str]) -> Mapping[str, Any]:
    """A body as it can be drawn while the shot ``before`` it does not exist: without that one's last picture, in the
    shape that it will have, the nearest of ``ratios``."""
    images = body.get("image_list", ())
    kept = [one | {"image_url": ""} if one.get("image_url") == f"{STAND_IN}frame.png" else one for one in images]
    if kept == [*images]:
        return body
    return {**body, "image_list": kept, "aspect_ratio": before.get("aspect_ratio") or _shape(before, ratios)}


def _shape(body: Mapping[str, Any], ratios: Iterable[str]) -> str | None:
    """The ratio of a body that begins with a picture of this machine."""
    sources = [one.source for one in Body(body).first_frames]
    facts = [probe_file(one.path) for one in sources if isinstance(one, LocalFile)]
    known = [one.width / one.height for one in facts if one.width and one.height]
    return nearest_ratio(known[0], ratios) if known else None

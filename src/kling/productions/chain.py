"""Chains: what a shot of a film takes over from the shot before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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

"""List prices in units per second and dollars per unit (vendor price page, V2, read 2026-09-20; same in 3P copies)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

Traffic = Literal["silent", "sound", "video"]

USD_PER_UNIT = Decimal("0.14")  # V2, list price of video packs

UNITS_PER_SECOND: dict[tuple[str, str, Traffic], Decimal] = {
    ("kling-v3-omni", "std", "silent"): Decimal("0.6"),
    ("kling-v3-omni", "std", "sound"): Decimal("0.8"),
    ("kling-v3-omni", "std", "video"): Decimal("0.9"),
    ("kling-v3-omni", "pro", "silent"): Decimal("0.8"),
    ("kling-v3-omni", "pro", "sound"): Decimal("1.0"),
    ("kling-v3-omni", "pro", "video"): Decimal("1.2"),
    ("kling-v3-omni", "4k", "silent"): Decimal("3.0"),
    ("kling-v3-omni", "4k", "sound"): Decimal("3.0"),
    ("kling-v3-omni", "4k", "video"): Decimal("3.0"),
    ("kling-video-o1", "std", "silent"): Decimal("0.6"),
    ("kling-video-o1", "std", "video"): Decimal("0.9"),
    ("kling-video-o1", "pro", "silent"): Decimal("0.8"),
    ("kling-video-o1", "pro", "video"): Decimal("1.2"),
}
"""(model_name, mode, traffic) to units per second. An edit is billed on its input clip's length, rounded to the
nearest whole second (Q, V1); everything else on the requested duration (LA)."""

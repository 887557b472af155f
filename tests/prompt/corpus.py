"""Bodies made from the corpus of right prompts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

CLIP = "https://assets.test/clip.mp4"
PICTURE = "https://assets.test/picture.jpg"
_FRAMES: dict[str, list[str | None]] = {"i2v": ["first_frame"], "first_last": ["first_frame", "end_frame"]}


def read(name: str) -> list[dict[str, Any]]:
    with (Path(__file__).parent / name).open(encoding="utf-8") as file:
        entries: list[dict[str, Any]] = yaml.safe_load(file)
    return entries


def body(entry: dict[str, Any]) -> dict[str, Any]:
    """The v1 create body of an entry of clean.yaml."""
    scenario = entry["scenario"]
    made: dict[str, Any] = {"model_name": "kling-v3-omni", "mode": "std", "sound": entry["sound"]}
    types = entry.get("frames") or _FRAMES.get(scenario, [None] * entry.get("images", 0))
    if types:
        made["image_list"] = [{"image_url": PICTURE, **({"type": kind} if kind else {})} for kind in types]
    if entry.get("elements"):
        made["element_list"] = [{"element_id": 100000000000000001 + n} for n in range(entry["elements"])]
    if scenario in ("edit", "reference"):
        kind = "base" if scenario == "edit" else "feature"
        made["video_list"] = [{"video_url": CLIP, "refer_type": kind, "keep_original_sound": "yes"}]
    if entry.get("aspect_ratio"):
        made["aspect_ratio"] = entry["aspect_ratio"]
    if entry.get("duration"):
        made["duration"] = str(entry["duration"])
    if "shots" in entry:
        made["multi_shot"], made["shot_type"] = True, "customize"
        made["multi_prompt"] = [
            {"index": n, "prompt": text, "duration": str(seconds)}
            for n, (seconds, text) in enumerate(entry["shots"], 1)
        ]
    else:
        made["prompt"] = entry["prompt"]
    return made

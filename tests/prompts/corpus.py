"""Bodies made from the corpora of right and wrong prompts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

CLIP = "https://assets.test/clip.mp4"
PICTURE = "https://assets.test/picture.jpg"
_FRAMES: dict[str, list[str | None]] = {"i2v": ["first_frame"], "first_last": ["first_frame", "end_frame"]}


def read(name: str) -> list[dict[str, Any]]:
    with (Path(__file__).parent / name).open(encoding="utf-8") as file:
        entries: list[dict[str, Any]] = yaml.load(file, yaml.CSafeLoader)
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


def sent(case: dict[str, Any]) -> dict[str, Any]:
    """The body of an entry of faults_heldout3.yaml, of the v1 wire unless it says ``v2``."""
    if "v2" in case:
        return _sent_by_v2(case)
    where = case.get("in", "t2v")
    entry = {
        "scenario": where,
        "sound": case.get("sound", "off"),
        "images": case.get("images", 1 if where == "images" else 0),
        "elements": case.get("elements", 1 if where == "element" else 0),
        "aspect_ratio": case.get("aspect_ratio", None if where in ("i2v", "first_last", "edit") else "16:9"),
        "prompt": case.get("prompt", "") * case.get("repeat", 1),
    }
    if where != "edit" or "duration" in case:
        entry["duration"] = case.get("duration", 5)
    if "shots" in case:
        entry["shots"] = [(seconds, text * (times[0] if times else 1)) for seconds, text, *times in case["shots"]]
        entry["duration"] = int(sum(float(seconds) for seconds, _ in entry["shots"]))
    made = body(entry)
    if "indexes" in case:
        for shot, index in zip(made["multi_prompt"], case["indexes"], strict=True):
            shot["index"] = index
    if "voices" in case:
        made["voice_list"] = [{"voice_id": f"voice{number}"} for number in range(case["voices"])]
    made.update(case.get("body", {}))
    return made


def _sent_by_v2(case: dict[str, Any]) -> dict[str, Any]:
    text = case["prompt"] * case.get("repeat", 1)
    contents: list[dict[str, Any]] = [{"type": "prompt", "text": text}]
    contents += [{"type": "refer_image", "url": PICTURE, "id": id} for id in case["v2"].get("images", [])]
    contents += [
        {"type": "element", "element_id": str(100000000000000001 + number), "id": id}
        for number, id in enumerate(case["v2"].get("elements", []))
    ]
    seconds = [int(seconds) for seconds in re.findall(r"shot \d+, (\d+),", text)]
    settings = {"multi_shot": bool(seconds), "resolution": "720p", "aspect_ratio": "16:9"}
    return {"contents": contents, "settings": settings | {"duration": sum(seconds) or 5}}

"""What stands at the top of a v2 body, where it has no effect, moved to where the v2 wire has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kling.api.gateways import Move, cleared, of_parts
from kling.api.v2.translate import RESOLUTIONS, TYPES

_SETTINGS = {"duration": "duration", "aspect_ratio": "aspect_ratio", "mode": "resolution", "sound": "audio"}
_AUDIO = {"on": "native", "off": "off"}
_OPTIONS = ("callback_url", "external_task_id", "watermark_info")


def moved(raw: Mapping[str, Any], found: Iterable[Move]) -> tuple[dict[str, Any], ...]:
    """The JSON Patch that says there what ``found`` says in fields of the v1 wire; what the body says itself stays, and
    so does what has no place."""
    made: dict[str, Any] = {}
    gone = {move.pointer for move in found if _is_placed(move.says, raw, made)}
    removed = [
        {"op": "remove", "path": pointer} for name, value in raw.items() for pointer in cleared(f"/{name}", value, gone)
    ]
    return (*removed, *({"op": "add", "path": f"/{name}", "value": value} for name, value in made.items()))


def _is_placed(says: Mapping[str, Any], raw: Mapping[str, Any], made: dict[str, Any]) -> bool:
    """Whether all that is said has found its place in ``made``."""
    places: list[tuple[str, str, Any]] = []
    for name, value in says.items():
        if name in _SETTINGS:
            value = {"mode": RESOLUTIONS, "sound": _AUDIO}.get(name, {}).get(value, value)
            whole = name == "duration" and str(value).isdigit()
            places.append(("settings", _SETTINGS[name], int(value) if whole else value))
        elif name in _OPTIONS:
            places.append(("options", name, value))
        elif name == "multi_shot":
            places.append(("settings", name, value))
        elif name not in ("prompt", "image_list", "video_list"):
            return False
    groups = {group: {**_table(raw.get(group)), **made.get(group, {})} for group, _, _ in places}
    if any(name in groups[group] for group, name, _ in places):
        return False
    contents = [*_entries(raw.get("contents")), *made.get("contents", [])]
    added = _contents(says, contents)
    if added is None:
        return False
    for group, name, value in places:
        made[group] = groups[group] = {**groups[group], name: value}
    if added:
        made["contents"] = [*(made.get("contents") or _entries(raw.get("contents"))), *added]
    return bool(places or added)


def entry_of(part: object) -> dict[str, Any] | None:
    """The one entry of ``contents`` that says what a part of another service's list says; None where there is none."""
    entries = _contents(of_parts([part]), []) if isinstance(part, Mapping) else None
    return entries[0] if entries and len(entries) == 1 else None


def _contents(says: Mapping[str, Any], there: list[Any]) -> list[dict[str, Any]] | None:
    """The entries for words, pictures and clips; None where a prompt stands there already."""
    added: list[dict[str, Any]] = []
    if says.get("prompt"):
        if any(isinstance(one, Mapping) and one.get("type") == "prompt" for one in there):
            return None
        added.append({"type": "prompt", "text": says["prompt"]})
    for image in _tables(says.get("image_list")):
        added.append({"type": TYPES.get(image.get("type", ""), "refer_image"), "url": image.get("image_url")})
    for video in _tables(says.get("video_list")):
        kind = "feature_video" if video.get("refer_type") == "feature" else "base_video"
        added.append({"type": kind, "url": video.get("video_url")})
    return added


def _table(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _tables(value: object) -> list[Mapping[str, Any]]:
    return [one for one in _entries(value) if isinstance(one, Mapping)]


def _entries(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else []

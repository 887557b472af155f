"""Endpoints: where a body is posted, and where tasks are found again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kling.models.profiles import MODELS, default_model, endpoint_default, lip_sync, served_names

_ONLY_LIP_SYNC = {"video_id", "audio_type", "audio_file", "voice_id", "voice_language", "voice_speed"}


def is_lip_sync(body: object) -> bool:
    """Whether a body asks for a lip-sync: its ``input`` names a clip and a line. Other gateways have a prompt there."""
    given = body.get("input") if isinstance(body, Mapping) else None
    if not isinstance(given, Mapping) or "prompt" in given:
        return False
    return given.get("mode") in ("text2video", "audio2video") or bool(given.keys() & _ONLY_LIP_SYNC)


def keeps_ids(path: str) -> bool:
    """Whether the endpoint is known to keep the external ids of its tasks."""
    return all(place.keeps_ids for model in MODELS.values() for place in model.wires.values() if place.path == path)


def path_of(body: Mapping[str, Any], wire: str) -> str:
    """Where a create body is posted."""
    if is_lip_sync(body):
        return lip_sync().wires["v1"].path
    name = body.get("model_name")
    model = (
        default_model() if wire == "v2" else MODELS.get(name) if isinstance(name, str) and name else endpoint_default()
    )
    place = (model or default_model()).wires.get(wire) or default_model().wires[wire]
    return place.image_path if place.image_path and body.get("image") else place.path


def paths(wire: str) -> tuple[str, ...]:
    """Every path at which tasks of a wire are created and, on the v1 wire, found; the default model's first, lip-sync
    last."""
    found: dict[str, None] = {}
    for name in served_names():
        if place := MODELS[name].wires.get(wire):
            found |= dict.fromkeys(path for path in (place.path, place.image_path) if path)
    if wire == "v1":
        found[lip_sync().wires["v1"].path] = None
    return tuple(found)

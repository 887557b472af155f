"""The older body form of the v1 wire, of ``text2video`` and ``image2video``: the first and last frame stand in
``image`` and ``image_tail`` instead of lists, and there are neither reference pictures nor clips. Source: V1, LO.

Such a body is judged, priced and drawn by the omni body of the same film.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kling.api.body import Body
from kling.api.fields import FIELDS as OMNI
from kling.api.fields import Field, by_name
from kling.api.v2.translate import Translation
from kling.models.profiles import model_of

SAME = (
    "mode",
    "duration",
    "sound",
    "multi_shot",
    "shot_type",
    "multi_prompt",
    "element_list",
    "watermark_info",
    "callback_url",
    "external_task_id",
)
"""Fields that this form has in common with the omni one."""
_FRAMES = {"first_frame": "image", "end_frame": "image_tail"}
_OWN = (
    Field("image", "string", "the first frame: http(s) URL, or raw base64 without a data: prefix", source="V1"),
    Field("image_tail", "string", "the last frame", source="V1"),
    Field("negative_prompt", "string", "what must not be seen", source="V1"),
    Field("cfg_scale", "number", "how closely the prompt is followed; older models only", source="V1"),
    Field("voice_list", "array", "voices that speak, at most two", source="V1"),
    Field("camera_control", "object", "a camera movement; older models only", source="V1"),
    Field("static_mask", "string", "where nothing moves", source="V1"),
    Field("dynamic_masks", "array", "what moves where", source="V1"),
)

FIELDS = by_name(
    *(OMNI[name] for name in ("model_name", "prompt", "aspect_ratio", *SAME)),
    *_OWN,
)

FOREIGN: dict[str, str] = {
    "image_list": "write the first frame as image and the last as image_tail; reference images need an omni model",
    "video_list": "clips need an omni model",
    "seed": "this endpoint has no such control; remove it",
    "model": "the field is called model_name on this endpoint",
}


class VideoBody(Body):
    """Questions about one body of this form, as it was written."""

    endpoint = "text2video and image2video"
    foreign = FOREIGN
    fields = FIELDS


def to_omni(raw: Mapping[str, Any]) -> Translation:
    """The omni body that asks for the same film; faults are carried over as far as they can be."""
    body: dict[str, Any] = {name: raw[name] for name in ("model_name", "prompt", *SAME) if name in raw}
    translation = Translation(body, {f"/{name}": f"/{name}" for name in body})
    model = model_of(str(raw.get("model_name")))
    frames = [(kind, name) for kind, name in _FRAMES.items() if raw.get(name)]
    for number, (kind, name) in enumerate(frames):
        body.setdefault("image_list", []).append({"image_url": raw[name], "type": kind})
        translation.origins[f"/image_list/{number}"] = f"/{name}"
    if frames and not str(raw.get("prompt") or "").strip() and not raw.get("multi_shot"):
        body["prompt"] = "the picture comes to life"  # image2video takes a picture alone
    if not raw.get("image"):
        body["aspect_ratio"] = raw.get("aspect_ratio") or model.oldest.aspect_ratios[0]  # the endpoint's default (V1)
    elif raw.get("aspect_ratio"):
        body["aspect_ratio"] = raw["aspect_ratio"]
    body.setdefault("mode", model.oldest.mode_default)
    translation.origins |= {"/aspect_ratio": "/aspect_ratio", "/mode": "/mode", "/prompt": "/prompt"}
    return translation


def of_omni(raw: Mapping[str, Any]) -> Translation:
    """The body of this form that asks for the same film as an omni body. Raises ValueError for what it cannot say."""
    given = Body(raw)
    if given.videos:
        raise ValueError(f"{given.model} takes no clips; edits and references need an omni model")
    if plain := [image for image in given.images if image.type not in _FRAMES]:
        raise ValueError(f"{given.model} takes no reference images ({len(plain)} given), only a first and a last frame")
    body: dict[str, Any] = {
        name: raw[name] for name in ("model_name", "prompt", "aspect_ratio", *SAME) if raw.get(name) not in (None, "")
    }
    translation = Translation(body, {f"/{name}": f"/{name}" for name in body})
    for image in given.images:
        name = _FRAMES[image.type or ""]
        body[name] = image.source
        translation.origins[f"/{name}"] = image.pointer
    return translation

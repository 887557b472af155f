"""The v2 create body, field by field: the table behind the structure rules, the body reader and the API
reference. Source: V2 throughout.
"""

from __future__ import annotations

from kling.api.fields import Field, by_name
from kling.models.profiles import default_model, v2_profile

_PROFILE = v2_profile()
_RESOLUTIONS = default_model().wires["v2"].modes

_NAME = Field("id", "string", "what prompts call it, as @id; unique in the task", source="V2")
_PICTURE = by_name(
    Field("url", "string", "http(s) URL, or raw base64 without a data: prefix", required=True, source="V2"),
    _NAME,
)
_CLIP = by_name(Field("url", "string", "http(s) URL", required=True, source="V2"), _NAME)

CONTENTS: dict[str, dict[str, Field]] = {
    "prompt": by_name(
        Field("text", "string", "what to show; may hold the shot grammar", required=True, source="V2"),
    ),
    "first_frame": _PICTURE,
    "last_frame": _PICTURE,
    "refer_image": _PICTURE,
    "feature_video": _CLIP,
    "base_video": _CLIP,
    "element": by_name(
        Field("element_id", "string", "id from the element library", required=True, source="V2"),
        Field("id", "string", "what prompts call it, as @id; unique in the task", required=True, source="V2"),
    ),
}
"""The fields of an entry of ``contents``, by its type (beside ``type`` itself)."""

TYPED = by_name(Field("type", "string", "what this entry is", tuple(CONTENTS), required=True, source="V2"))
PICTURES = ("first_frame", "last_frame", "refer_image")
CLIPS = ("feature_video", "base_video")

FIELDS = by_name(
    Field("contents", "array", "the prompt, pictures, clip and elements", required=True, items=TYPED, source="V2"),
    Field(
        "settings",
        "object",
        "how the film is made",
        items=by_name(
            Field("multi_shot", "boolean", "the film has cuts, by the shot grammar if there is one", default="true"),
            Field(
                "audio", "string", "make sound, keep the clip's, or none", ("native", "original", "off"), default="off"
            ),
            Field(
                "resolution",
                "string",
                "picture quality",
                tuple(_RESOLUTIONS.values()),
                default=_RESOLUTIONS.get(_PROFILE.mode_default, ""),
            ),
            Field(
                "aspect_ratio",
                "string",
                "shape of the picture",
                _PROFILE.aspect_ratios,
                default=_PROFILE.aspect_ratios[0],
            ),
            Field(
                "duration",
                "integer",
                f"seconds of the film, {_PROFILE.duration_min} to {_PROFILE.duration_max}",
                default=str(_PROFILE.duration_default),
            ),
        ),
        source="V2",
    ),
    Field(
        "options",
        "object",
        "around the task",
        items=by_name(
            Field("callback_url", "string", "where the service posts status changes"),
            Field("external_task_id", "string", "your own id, unique in the account"),
            Field(
                "watermark_info",
                "object",
                "ask for a watermarked copy as well",
                items=by_name(
                    Field("enabled", "boolean", "true adds watermark_url to the result", default="false"),
                ),
            ),
        ),
        source="V2",
    ),
)


FOREIGN: dict[str, str] = {
    "model_name": "on this wire the path names the model; remove it",
    "model": "on this wire the path names the model; remove it",
    "prompt": 'put it into contents as {"type": "prompt", "text": …}',
    "image_list": "put the pictures into contents as first_frame, last_frame or refer_image",
    "video_list": "put the clip into contents as base_video or feature_video",
    "element_list": "put the elements into contents as element",
    "multi_prompt": "write the shots into the prompt: shot 1, 3, words; shot 2, 2, words;",
    "shot_type": "write the shots into the prompt: shot 1, 3, words; shot 2, 2, words;",
    "multi_shot": "it belongs into settings",
    "mode": f"it is settings.resolution here ({', '.join(_RESOLUTIONS.values())})",
    "sound": "it is settings.audio here (native, original, off)",
    "aspect_ratio": "it belongs into settings",
    "duration": "it belongs into settings, as a number",
    "callback_url": "it belongs into options",
    "external_task_id": "it belongs into options",
    "watermark_info": "it belongs into options",
    "negative_prompt": "write up to three short exclusions at the end of the prompt instead",
    "cfg_scale": "this endpoint has no such control; remove it",
}
"""Fields of the v1 wire and of other endpoints at the top of a body; they have no effect here (LP)."""

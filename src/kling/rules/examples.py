"""Bodies that rule examples start from."""

from __future__ import annotations

from typing import Any

from kling.api.v2.translate import RESOLUTIONS
from kling.models.profiles import DEFAULT, speech

MODEL, MODE, RATIO = DEFAULT.model, DEFAULT.modes[0], DEFAULT.aspect_ratios[0]
LANGUAGE = speech().languages[-1]
CLIP = "https://assets.test/clip.mp4"
PICTURE = "https://assets.test/picture.jpg"


def _with(base: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    merged = {**base, **fields}
    return {name: value for name, value in merged.items() if value is not ...}


def text(**fields: Any) -> dict[str, Any]:
    """A text-to-video body; a field given as ``...`` is left out."""
    base = {
        "model_name": MODEL,
        "prompt": "A red kite over a green valley",
        "aspect_ratio": RATIO,
        "duration": str(DEFAULT.duration_default),
        "mode": MODE,
    }
    return _with(base, fields)


def heard(prompt: str, **fields: Any) -> dict[str, Any]:
    """A text-to-video body with sound."""
    return text(prompt=prompt, **{"sound": "on", **fields})


def shots(*seconds: int, **fields: Any) -> dict[str, Any]:
    """A storyboard with shots of the given lengths."""
    base = {
        "model_name": MODEL,
        "multi_shot": True,
        "shot_type": "customize",
        "multi_prompt": [
            {"index": n, "prompt": f"Shot text {n}", "duration": str(length)} for n, length in enumerate(seconds, 1)
        ],
        "duration": str(sum(seconds)),
        "aspect_ratio": RATIO,
        "mode": MODE,
    }
    return _with(base, fields)


def reference(**fields: Any) -> dict[str, Any]:
    """A body with a reference clip."""
    return text(
        prompt=fields.pop("prompt", "<<<video_1>>> follow the camera move"),
        video_list=[{"video_url": CLIP, "refer_type": "feature", "keep_original_sound": "no"}],
        **fields,
    )


def edit(**fields: Any) -> dict[str, Any]:
    """A body that edits a clip."""
    base = {
        "model_name": MODEL,
        "prompt": "<<<video_1>>> make it snow",
        "mode": MODE,
        "video_list": [{"video_url": CLIP, "refer_type": "base", "keep_original_sound": "yes"}],
    }
    return _with(base, fields)


def images(*types: str | None, **fields: Any) -> dict[str, Any]:
    """A body with one picture per type; plain references are named in the prompt."""
    items = [{"image_url": PICTURE, **({"type": kind} if kind else {})} for kind in types]
    names = " ".join(f"<<<image_{n}>>>" for n, kind in enumerate(types, 1) if not kind)
    framed = any(kind == "first_frame" for kind in types)
    start: dict[str, Any] = {"aspect_ratio": ...} if framed else {}
    return text(**{"prompt": f"{names} A red kite over a green valley".strip(), "image_list": items, **start, **fields})


def v2(*contents: dict[str, Any], text: str = "A red kite over a green valley", **settings: Any) -> dict[str, Any]:
    """A v2 body of one take; a setting given as ``...`` is left out."""
    base = {
        "multi_shot": False,
        "resolution": RESOLUTIONS[MODE],
        "aspect_ratio": RATIO,
        "duration": DEFAULT.duration_default,
    }
    return {"contents": [{"type": "prompt", "text": text}, *contents], "settings": _with(base, settings)}


def v2_picture(type: str = "refer_image", id: str = "kite", **fields: Any) -> dict[str, Any]:
    return _with({"type": type, "url": PICTURE, "id": id}, fields)


def v2_clip(type: str = "feature_video", **fields: Any) -> dict[str, Any]:
    return _with({"type": type, "url": CLIP, "id": "clip"}, fields)


def elements(count: int) -> list[dict[str, int]]:
    return [{"element_id": 100000000000000001 + n} for n in range(count)]


AUDIO = "https://assets.test/line.mp3"


def lip_sync(**fields: Any) -> dict[str, Any]:
    """A lip-sync of a line that the service speaks; a field of ``input`` given as ``...`` is left out."""
    base = {
        "mode": "text2video",
        "video_id": "800000000000000001",
        "text": "We leave at dawn.",
        "voice_id": speech().voices[LANGUAGE][0],
        "voice_language": LANGUAGE,
    }
    return {"input": _with(base, fields)}


def recorded(**fields: Any) -> dict[str, Any]:
    """A lip-sync of a recording."""
    base = {"mode": "audio2video", "video_id": "800000000000000001", "audio_type": "url", "audio_url": AUDIO}
    return {"input": _with(base, fields)}

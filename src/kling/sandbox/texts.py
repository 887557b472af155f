"""The service's own words for a refusal where they are recorded (LIVE: FZ, VS, A2, LA, LO, LP, M), else ours, naming
the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kling.api.fields import Form
from kling.api.lip_sync import INPUT
from kling.api.quoting import shortened
from kling.rules.diagnostic import Diagnostic, at

NOT_FETCHED = "Something went wrong when we tried to get the contents of the file"  # LP
IMAGE_ILLEGAL = (  # reported for failed tasks
    "The resolution or aspect ratio of the input image is invalid. Please ensure it meets the required specifications."
)
NOT_BASE64 = "File is not in a valid base64 format"  # LO

_BY_CODE: dict[str, str] = {
    "R62": NOT_BASE64,
    "R63": NOT_BASE64,
    "R89": "audio mode 'original' is not supported by the current model",  # FZ, VS
    "M3": IMAGE_ILLEGAL,
    "M4": IMAGE_ILLEGAL,
}
_ON: dict[Form, dict[str, str]] = {
    "v1": {"R1": "sound on is not supported with video input"},  # M, LO
    "v2": {
        "R20": "Aspect ratio must be specified unless a first frame is provided or the task is video editing",  # FZ, VS
        "R40": "content item of type 'first_frame' is required",
        "R61": "Video URL is invalid",  # FZ
    },
}
_ENUMS = {  # of the v2 wire, as A2 and FZ saw them; {values} are the field's
    "resolution": "settings.resolution value '{value}' is invalid, allowed values: 480p, {values}",
    "aspect_ratio": "aspect_ratio value '{value}' is invalid, supported values: {values}",
    "audio": "settings.audio value '{value}' is invalid",
}


_LIP_SYNC = {  # FZ and UG, by rule and the place that the fault is about
    "R90": "input.mode: must not be null",
    "R91": "video_id or video_url is required",
    "R94": "input.voiceSpeed: {message}",
}


def text(fault: Diagnostic, body: Any = None, wire: Form = "v1") -> str:
    """What the service says to a body with this fault."""
    if own := _ON.get(wire, {}).get(fault.code) or _BY_CODE.get(fault.code):
        return own
    if isinstance(body, Mapping) and (seen := _of_value(fault, body, wire)):
        return seen
    names = [part for part in fault.pointer.split("/") if part and not part.isdigit()]
    if not names or names[-1] in fault.message:
        return fault.message
    return f"{dotted(fault.pointer)}: {fault.message}"


def _of_value(fault: Diagnostic, body: Mapping[str, Any], wire: Form) -> str | None:
    """Texts that name the value or the place, and differ between the wires."""
    value, field = at(body, fault.pointer), fault.pointer.rpartition("/")[2]
    shown = shortened(value, 100).strip("'") if isinstance(value, str) else value
    if wire == "lip-sync":
        if fault.code == "S4":
            return f"input.{field} value '{shown}' is invalid, allowed values: {', '.join(INPUT[field].values)}"
        if fault.code == "R93" and fault.message.startswith("voice_id"):
            return "Voice language not found"  # UG: what is missing is the voice
        found = _LIP_SYNC.get(fault.code, fault.message)
        return found.format(message=fault.message.removeprefix("voice_speed "))
    if (fault.code == "S4" or (fault.code == "R24" and isinstance(value, str))) and wire == "v1":
        return f"{field} value '{shown}' is invalid"
    if wire == "v1":
        return None
    contents = body.get("contents")
    if fault.code == "S4" and field == "type":
        return f"{dotted(fault.pointer)} value '{shown}' is invalid"
    if fault.code == "S4" and field == "resolution" and value == "480p":
        return "video resolution value '480p' is invalid"
    if fault.code == "S4" and field in _ENUMS:
        from kling.api.v2.fields import FIELDS

        return _ENUMS[field].format(value=shown, values=", ".join(FIELDS["settings"].items[field].values))
    if fault.code == "S2" and field == "audio":
        return "settings.audio value is invalid"
    if contents is not None and not isinstance(contents, list):
        return "contents value type is invalid, expected array"
    if fault.code == "S5" and field == "element_id":
        return "Invalid element id: "
    if fault.code == "R11" and not fault.message.startswith("shot "):
        return "contents cannot be empty" if not contents else "content item of type 'prompt' must have non-blank text"
    if (
        fault.code == "S5"
        and field == "url"
        and isinstance(entry := at(body, fault.pointer.rpartition("/")[0]), Mapping)
    ):
        return f"content item of type '{entry.get('type')}' must have a non-blank url"
    return None


def dotted(pointer: str) -> str:
    """``/video_list/0/video_url`` as ``video_list[0].video_url``."""
    path = ""
    for part in pointer.split("/")[1:]:
        path += f"[{part}]" if part.isdigit() else f".{part}" if path else part
    return path

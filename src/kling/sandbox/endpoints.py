"""The endpoints that make videos, as the model files name them. Each judges its own bodies and says which film they ask
for, as a v1 omni body: that is what is priced, drawn and kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kling.api.fields import Wire
from kling.api.v2.translate import to_v1
from kling.api.video_form import to_omni
from kling.models.endpoints import paths
from kling.models.profiles import MODELS, Profile, default_model, served_names, v2_profile
from kling.rules import check
from kling.rules.rule import ElementKind
from kling.sandbox import errors, lip_sync, texts
from kling.sandbox.errors import Refusal
from kling.sandbox.legacy_endpoints import image2video, text2video

Elements = Mapping[str, ElementKind]
Read = Callable[[Any, Profile, Elements], dict[str, Any]]
"""From a request body to the v1 omni body of the same film. Raises Refusal."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: its name in the database, its path, the wire it speaks."""

    name: str
    path: str
    wire: Wire
    read: Read


def _omni(path: str) -> Read:
    def read(body: Any, profile: Profile, elements: Elements) -> dict[str, Any]:
        if (unknown := errors.unknown_model(body, path)) is not None:
            raise unknown
        if (fault := errors.worst(check(body, profile, craft=False, wire="v1", elements=elements))) is not None:
            raise Refusal(1201, texts.text(fault, body))
        return dict(body)

    return read


def _video(path: str, otherwise: Read) -> Read:
    """Bodies with single frames; models without a file of their own are read by ``otherwise``."""

    def read(body: Any, profile: Profile, elements: Elements) -> dict[str, Any]:
        name = body.get("model_name") if isinstance(body, Mapping) else None
        if not isinstance(name, str) or name not in served_names():
            return otherwise(body, profile, elements)
        if (unknown := errors.unknown_model(body, path)) is not None:
            raise unknown
        if path == MODELS[name].wires["v1"].image_path and not body.get("image"):
            raise Refusal(1201, "image can not be null")  # LIVE LO
        if (fault := errors.worst(check(body, profile, craft=False, wire="v1", elements=elements))) is not None:
            raise Refusal(1201, texts.text(fault, body))
        return {**to_omni(body).body, "model_name": default_model().name}  # what is drawn and kept has one form

    return read


def _v2(body: Any, profile: Profile, elements: Elements) -> dict[str, Any]:
    if (fault := errors.worst(check(body, profile, craft=False, wire="v2", elements=elements))) is not None:
        raise Refusal(1201, texts.text(fault, body, "v2"))
    return to_v1(body).body


def endpoints() -> dict[str, Endpoint]:
    """Every endpoint by its name, which is the last part of its path."""
    found = {}
    for path in paths("v1"):
        forms = {place.form for model in MODELS.values() if (place := model.wires.get("v1")) and path in place[1:3]}
        is_image = any(path == model.wires["v1"].image_path for model in MODELS.values() if "v1" in model.wires)
        read = _omni(path) if "omni" in forms else _video(path, image2video if is_image else text2video)
        if "lip-sync" in forms:
            read = lip_sync.read
        found[_name(path)] = Endpoint(_name(path), path, "v1", read)
    for path in paths("v2"):
        found[_name(path)] = Endpoint(_name(path), path, "v2", _v2)
    return found


def _name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def profile_of(endpoint: str, chosen: Profile) -> Profile:
    """The profile that media of a task are judged by: the v2 wire has its own."""
    return v2_profile() if endpoints()[endpoint].wire == "v2" else chosen
